package lsp

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// inFrontMatter reports whether the place is between the lines that enclose front
// matter, also while the second is still to be written.
func (c *completer) inFrontMatter() bool {
	lines := bytes.SplitAfter(c.text.bytes(), []byte("\n"))
	if strings.TrimRight(strings.TrimPrefix(string(lines[0]), "\uFEFF"), " \r\n") != "---" || c.offset < len(lines[0]) {
		return false
	}
	at := len(lines[0])
	for _, l := range lines[1:] {
		line := strings.TrimRight(string(l), " \r\n")
		if line == "---" || strings.HasPrefix(line, "## ") {
			return c.offset < at
		}
		at += len(l)
	}
	return true
}

var (
	keyStart   = regexp.MustCompile(`^[a-z_]*$`)
	valueStart = regexp.MustCompile(`^([a-z_]+):\s+(?:.*[\[,]\s*)?([^"',\[\]]*)$`) // not within quotes
	itemStart  = regexp.MustCompile(`^\s*-\s+([^"',\[\]]*)$`)
	keyRest    = regexp.MustCompile(`^[a-z_]*`)
	valueRest  = regexp.MustCompile(`^[^"',\[\]{}#:\s]*`)
	keyOf      = regexp.MustCompile(`^([a-z_]+):`)
)

// frontMatter proposes keys, and values for the key that the place belongs to.
func (c *completer) frontMatter() {
	if keyStart.MatchString(c.before) {
		rest := c.rest(keyRest)
		items := c.keys()
		if strings.HasPrefix(strings.TrimLeft(c.after[rest:], " "), ":") {
			for i := range items {
				items[i].text = items[i].label
			}
		}
		c.add(c.lineStart, rest, items...)
		return
	}
	if m := valueStart.FindStringSubmatchIndex(c.before); m != nil {
		c.add(c.lineStart+m[4], c.rest(valueRest), c.values(c.before[m[2]:m[3]])...)
		return
	}
	if m := itemStart.FindStringSubmatchIndex(c.before); m != nil {
		c.add(c.lineStart+m[2], c.rest(valueRest), c.values(c.keyAbove())...)
	}
}

// keyAbove returns the key whose list the line is an item of.
func (c *completer) keyAbove() string {
	lines := strings.Split(string(c.text.bytes()[:c.lineStart]), "\n")
	for _, l := range slices.Backward(lines) {
		if m := keyOf.FindStringSubmatch(l); m != nil {
			return m[1]
		}
	}
	return ""
}

// keys lists the keys that front matter does not have yet, the required ones
// first.
func (c *completer) keys() (items []item) {
	root := (*yaml.Node)(nil)
	if p := c.text.parsed(); p != nil {
		root = p.FrontMatter.Root
	}
	for _, required := range []bool{true, false} {
		for _, k := range frontmatter.Keys {
			here := root != nil && root.Get(k.Name) != nil && !within(root.Get(k.Name).KeySpan, c.offset)
			if k.Required == required && k.Type != frontmatter.Any && !here {
				items = append(items, item{text: k.Name + ": ", label: k.Name, kind: itemProperty, detail: string(k.Type), doc: k.Doc})
			}
		}
	}
	return items
}

// properties are the keys whose values the pages of lists are made of.
var properties = map[string]site.PropertyName{
	"services": site.Services, "regions": site.Regions, "provider": site.Providers,
	"severity": site.Severities, "status": site.Statuses, "tags": site.Tags,
}

// values lists what can stand behind a key: what other documents have there first.
func (c *completer) values(name string) (items []item) {
	i := slices.IndexFunc(frontmatter.Keys, func(k frontmatter.Key) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	write := yaml.Text
	switch frontmatter.Keys[i].Type {
	case frontmatter.Boolean, frontmatter.Date: // which quotes would hide
		write = func(value string) string { return value }
	}
	add := func(value, detail string) {
		if !slices.ContainsFunc(items, func(i item) bool { return strings.EqualFold(i.label, value) }) {
			items = append(items, item{text: write(value), label: value, kind: itemValue, detail: detail})
		}
	}
	if property := c.state.snapshot.Site.Property(properties[name]); property != nil {
		for _, f := range property.Facets {
			add(f.Value, plural(len(f.Pages), "incident"))
		}
	}
	switch k := frontmatter.Keys[i]; {
	case name == "severity":
		for level := rca.Critical; level <= rca.Notice; level++ {
			add(level.String(), "")
		}
	case name == "rcagen":
		return c.rules()
	case name == "authors":
		c.authors(add)
	case k.Type == frontmatter.Boolean:
		add("true", "")
		add("false", "")
	case k.Type == frontmatter.Date:
		now := c.Now().UTC()
		add(now.Format(time.RFC3339), "now, in UTC")
		add(now.Format(time.DateOnly), "today")
	case k.Type == frontmatter.LanguageTag:
		for _, tag := range locale.Names() {
			add(tag, "")
		}
	}
	return items
}

// authors lists those who have written documents.
func (c *completer) authors(add func(value, detail string)) {
	for _, d := range c.state.documents() {
		for _, name := range d.Meta.Authors {
			add(name, "")
		}
	}
}
