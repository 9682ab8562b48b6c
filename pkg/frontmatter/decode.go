package frontmatter

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// Decode reads the known keys. It says nothing about a block that is missing
// or unreadable, which [Parse] has reported.
func (b Block) Decode(f *diag.File) (Meta, []diag.Diagnostic) {
	d := &decoder{block: b, file: f}
	if b.Root == nil {
		return d.meta, nil
	}
	for i := range b.Root.Entries {
		e := &b.Root.Entries[i]
		if key := findKey(e.Key); key == nil {
			d.unknown = append(d.unknown, unknownKey{e, d.closest(e.Key)})
		} else {
			d.entry(key, e)
		}
	}
	d.requiredKeys()
	d.unknownKeys()
	return d.meta, d.found
}

type decoder struct {
	block   Block
	file    *diag.File
	meta    Meta
	unknown []unknownKey
	renamed []string // keys that fixes make of unknown ones
	found   []diag.Diagnostic
}

// unknownKey is a key that is not in the table.
type unknownKey struct {
	*yaml.Entry
	near string // the key that it is most likely meant to be, or ""
}

func (d *decoder) report(rule string, span diag.Span, message string, help ...string) *diag.Diagnostic {
	if !strings.Contains(rule, "/") {
		rule = family + "/" + rule
	}
	d.found = append(d.found, diag.Diagnostic{
		Rule: rule, Path: d.file.Path, Span: span, Message: message, Help: help,
	})
	return &d.found[len(d.found)-1]
}

// requiredKeys reports the required keys that are missing. An unknown key that
// is closest to one of them is that key misspelt: one mistake, one finding.
func (d *decoder) requiredKeys() {
	opening := firstLine(d.file, d.block.Extent)
	for _, key := range Keys {
		if !key.Required || d.block.Root.Get(key.Name) != nil {
			continue
		}
		message := fmt.Sprintf("front matter has no `%s`", key.Name)
		i := slices.IndexFunc(d.unknown, func(u unknownKey) bool { return u.near == key.Name })
		if i < 0 {
			d.report("required-key", opening, message, fmt.Sprintf("add a line `%s: …` below it", key.Name))
			continue
		}
		found := d.report("required-key", d.unknown[i].KeySpan, message, fmt.Sprintf("did you mean `%s`?", key.Name))
		found.Label = "unknown key"
		found.Fix = d.rename(d.unknown[i])
		d.unknown = slices.Delete(d.unknown, i, i+1)
	}
}

func (d *decoder) unknownKeys() {
	for _, u := range d.unknown {
		help := "expected one of " + strings.Join(keyNames, ", ")
		if u.near != "" {
			help = fmt.Sprintf("did you mean `%s`?", u.near)
		}
		d.report("unknown-key", u.KeySpan, fmt.Sprintf("unknown key `%s`", diag.Excerpt(u.Key)), help).Fix = d.rename(u)
	}
}

// rename is the fix that corrects the spelling of a key, unless the key that
// was meant is there, or another misspelling of it was renamed before.
func (d *decoder) rename(u unknownKey) *diag.Fix {
	if u.near == "" || d.block.Root.Get(u.near) != nil || slices.Contains(d.renamed, u.near) {
		return nil
	}
	d.renamed = append(d.renamed, u.near)
	f := diag.SafeFix(fmt.Sprintf("rename the key to `%s`", u.near), diag.Replace(u.KeySpan, u.near))
	f.Unsafe = !diag.Typo(strings.ReplaceAll(u.Key, "-", "_"), u.near)
	return f
}

// closest returns the key that a name is most likely meant to be. Names with
// hyphens are the same words. Comparing takes time, and who has a hundred
// unknown keys has not misspelt them.
func (d *decoder) closest(name string) string {
	if utf8.RuneCountInString(name) > 40 || len(d.unknown) >= 100 {
		return ""
	}
	return diag.Closest(strings.ReplaceAll(name, "-", "_"), keyNames)
}

// entry reads one known key.
func (d *decoder) entry(key *Key, e *yaml.Entry) {
	if key.Name == "description" && e.Value.Kind == yaml.Scalar {
		d.meta.HasDescription = true
	}
	if key.Type == Any || e.Value.Kind == yaml.Invalid {
		return
	}
	if d.cut(key, e.Value) && e.Value.Kind == yaml.Null {
		return
	}
	if empty(e.Value) && key.Type != TextOrNull {
		if !key.Blank {
			span := e.Value.Span
			if span.Len() == 0 {
				span = e.KeySpan
			}
			d.report("empty-value", span, fmt.Sprintf("`%s` is empty", key.Name), "write a value, or delete the line")
		}
		return
	}
	if key.Type == Settings {
		d.settings(key, e.Value)
		return
	}
	switch field := key.field(&d.meta).(type) {
	case *string:
		if text, ok := d.text(key, e.Value); ok {
			switch key.Type {
			case Date:
				text = d.date(key, e.Value, text)
			case LanguageTag:
				text = d.languageTag(key, e.Value, text)
			}
			*field = text
			d.length(key, e.Value, text)
		}
	case **string:
		if e.Value.Kind == yaml.Null {
			*field = new(string)
		} else if text, ok := d.text(key, e.Value); ok {
			*field = &text
		}
	case **float64:
		if number, ok := d.number(key, e.Value); ok {
			*field = &number
		}
	case *bool:
		if value, ok := d.boolean(key, e.Value); ok {
			*field = value != (key.Name == "parse_number_prefixes")
		}
	case *int:
		if level, ok := d.level(key, e.Value); ok {
			*field = level
		}
	case *[]string:
		*field = d.list(key, e.Value)
	case *Summary:
		d.textOrParts(key, e.Value, &field.Text, field.parts())
	case *Origin:
		d.textOrParts(key, e.Value, &field.Address, field.parts())
	}
}

func empty(n *yaml.Node) bool {
	return n.Kind == yaml.Null || n.Kind == yaml.Scalar && strings.TrimSpace(n.Text) == ""
}

func (d *decoder) wrongType(key *Key, n *yaml.Node, want string, help ...string) {
	rule := "wrong-type"
	if key.Name == "sidebar_position" {
		rule = "sidebar/position-type"
	}
	got := n.Kind.String()
	if n.Kind == yaml.Scalar && key.Type != Text {
		got = "`" + diag.Excerpt(n.Text) + "`"
	}
	d.report(rule, firstLine(d.file, n.Span), fmt.Sprintf("`%s` must be %s, but is %s", key.Name, want, got), help...)
}

// text reads a scalar as text, whatever else YAML may take it for.
func (d *decoder) text(key *Key, n *yaml.Node) (string, bool) {
	if n.Kind != yaml.Scalar {
		want := "text"
		switch key.Type {
		case Date:
			want = "a date"
		case LanguageTag:
			want = "a language tag"
		}
		d.wrongType(key, n, want)
		return "", false
	}
	if key.Type != Date {
		d.surprise(key, n)
	}
	return strings.TrimSpace(n.Text), true
}

func (d *decoder) number(key *Key, n *yaml.Node) (float64, bool) {
	if n.Kind == yaml.Scalar {
		number, err := strconv.ParseFloat(strings.TrimSpace(n.Text), 64)
		if err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) && decimal(n.Text) {
			return number, true
		}
	}
	d.wrongType(key, n, "a number", fmt.Sprintf("write for instance `%s: 3`", key.Name))
	return 0, false
}

// decimal tells whether a number is written as people write one; Go also
// reads 0x1p-2 and 1_000.
func decimal(text string) bool {
	return !strings.ContainsAny(text, "xX_pP")
}

func (d *decoder) boolean(key *Key, n *yaml.Node) (value, ok bool) {
	if n.Kind == yaml.Scalar {
		switch strings.ToLower(strings.TrimSpace(n.Text)) {
		case "true", "yes", "on":
			return true, true
		case "false", "no", "off":
			return false, true
		}
	}
	d.wrongType(key, n, "true or false")
	return false, false
}

func (d *decoder) level(key *Key, n *yaml.Node) (int, bool) {
	if n.Kind == yaml.Scalar {
		level, err := strconv.Atoi(strings.TrimSpace(n.Text))
		if err == nil && level >= 2 && level <= 6 {
			return level, true
		}
	}
	d.wrongType(key, n, "a whole number from 2 to 6")
	return 0, false
}

// list reads a list of text.
func (d *decoder) list(key *Key, n *yaml.Node) []string {
	if n.Kind == yaml.Scalar && key.Type == Texts {
		if text, ok := d.text(key, n); ok {
			return []string{text}
		}
	}
	if n.Kind != yaml.List {
		help := fmt.Sprintf("write `%s: [one, two]`", key.Name)
		if n.Kind == yaml.Scalar && !strings.Contains(n.Text, "\n") && len(n.Text) < 100 {
			help = fmt.Sprintf("write `%s: [%s]`", key.Name, n.Text)
		}
		d.wrongType(key, n, "a list", help)
		return nil
	}
	var texts []string
	for _, item := range n.Items {
		if text, ok := d.item(key, item); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// item reads one text of a list: a scalar or, for tags and authors, what a map
// says about it.
func (d *decoder) item(key *Key, n *yaml.Node) (string, bool) {
	name := map[string]string{"tags": "label", "authors": "name"}[key.Name]
	if n.Kind == yaml.Invalid || d.cut(key, n) && n.Kind == yaml.Null {
		return "", false
	}
	if label := n.Get(name); n.Kind == yaml.Map && label != nil && label.Value.Kind == yaml.Scalar {
		n = label.Value
	}
	switch {
	case empty(n):
		span := n.Span
		if span.Len() == 0 {
			span = d.block.KeySpan(key.Name)
		}
		d.report("empty-value", span, fmt.Sprintf("an item of `%s` is empty", key.Name), "write a value, or delete the item")
		return "", false
	case n.Kind != yaml.Scalar:
		d.report("wrong-type", firstLine(d.file, n.Span), fmt.Sprintf("an item of `%s` must be text, but is %s", key.Name, n.Kind))
		return "", false
	}
	d.surprise(key, n)
	return strings.TrimSpace(n.Text), true
}
