package frontmatter

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// What an unquoted text is in tools that read YAML 1.1, or that turn numbers
// and dates into values of their own. Whole numbers read the same everywhere.
var surprises = []struct {
	pattern *regexp.Regexp
	what    string
}{
	{regexp.MustCompile(`^(?i:y|yes|true|on)$`), "`true`"},
	{regexp.MustCompile(`^(?i:n|no|false|off)$`), "`false`"},
	{regexp.MustCompile(`^[-+]?0[0-7_]+$`), "an octal number"},
	{regexp.MustCompile(`^[-+]?0[xob][0-9A-Fa-f_]+$`), "a number in another base"},
	{regexp.MustCompile(`^[-+]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?$`), "a number"},
	{regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`), "a number in base 60"},
	{regexp.MustCompile(`^[-+]?\.(?i:inf|nan)$`), "a number"},
	{regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$`), "a date"},
}

// surprise reports text that other tools read as something else.
func (d *decoder) surprise(key *Key, n *yaml.Node) {
	if n.Quoted || samePrinted(n.Text) {
		return
	}
	for _, s := range surprises {
		if s.pattern.MatchString(n.Text) {
			d.report("yaml-surprise", n.Span,
				fmt.Sprintf("`%s: %s` is the text \"%s\" here, but %s in other YAML tools", key.Name, n.Text, n.Text, s.what),
				fmt.Sprintf("quote it: `%s`", yaml.Quote(n.Text))).
				Fix = diag.SafeFix("quote the value", diag.Replace(n.Span, yaml.Quote(n.Text)))
			return
		}
	}
}

// samePrinted tells whether a number is the same text when it is printed again.
func samePrinted(text string) bool {
	number, err := strconv.ParseFloat(text, 64)
	return err == nil && strconv.FormatFloat(number, 'f', -1, 64) == text
}

// cut reports that a comment ends a value which may have been meant to go on:
// a number sign after a blank, and no blank after it.
func (d *decoder) cut(key *Key, n *yaml.Node) bool {
	if n.Quoted || n.Kind != yaml.Scalar && n.Kind != yaml.Null || !slices.Contains(textTypes, key.Type) {
		return false
	}
	rest := d.file.Bytes[n.Span.End:]
	comment := bytes.TrimLeft(rest, " \t")
	if len(comment) < 2 || len(comment) == len(rest) || comment[0] != '#' || bytes.IndexByte([]byte(" \t\r\n#!-="), comment[1]) >= 0 {
		return false
	}
	blank := len(rest) - len(comment)
	if i := bytes.IndexAny(comment, "\r\n"); i >= 0 {
		comment = comment[:i]
	}
	at := n.Span.End + blank
	message := fmt.Sprintf("` #` starts a comment, so `%s` is only \"%s\"", key.Name, diag.Excerpt(n.Text))
	if n.Kind == yaml.Null {
		message = fmt.Sprintf("`#` starts a comment, so `%s` is empty", key.Name)
	}
	found := d.report("value-cut", diag.Span{Start: at, End: at + len(bytes.TrimRight(comment, " \t"))}, message)
	found.Label = "not part of the value"
	whole := strings.TrimSpace(string(d.file.Bytes[n.Span.Start : at+len(comment)]))
	if !strings.ContainsAny(whole, "\r\n") && len(whole) < 200 {
		found.Help = []string{fmt.Sprintf("quote the value: `%s`", yaml.Quote(whole))}
		end := at + len(comment)
		start := end - len(bytes.TrimLeft(d.file.Bytes[n.Span.Start:end], " \t"))
		found.Fix = diag.SafeFix("quote the value", diag.Replace(diag.Span{Start: start, End: start + len(whole)}, yaml.Quote(whole)))
	} else {
		found.Help = []string{"quote the value"}
	}
	return true
}

// textTypes are the types whose values are sentences and names, and may well
// have a number sign in them.
var textTypes = []Type{Text, TextOrNull, Texts, TextList, Tags, Parts}

// Longest texts, in characters, that the page has room for.
var longest = map[string]struct {
	length int
	place  string
}{
	"title":         {100, "lists show"},
	"sidebar_label": {60, "the sidebar shows"},
}

func (d *decoder) length(key *Key, n *yaml.Node, text string) {
	most, ok := longest[key.Name]
	if count := utf8.RuneCountInString(text); ok && count > most.length {
		d.report("too-long", firstLine(d.file, n.Span),
			fmt.Sprintf("`%s` has %d characters; %s about %d", key.Name, count, most.place, most.length))
	}
}

var datePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[-+]\d{2}:\d{2}))?$`)

// date returns a date as written, or "" when it is none.
func (d *decoder) date(key *Key, n *yaml.Node, text string) string {
	if datePattern.MatchString(text) {
		layout := time.DateOnly
		if len(text) > len(layout) {
			layout = time.RFC3339
		}
		if _, err := time.Parse(layout, text); err == nil {
			return text
		}
	}
	found := d.report("date-format", n.Span,
		fmt.Sprintf("`%s` must be a date as `2021-06-30` or `2021-06-30T09:10:00Z`, but is `%s`", key.Name, diag.Excerpt(text)))
	if meant := meantDates(text); len(meant) > 0 {
		found.Help = []string{fmt.Sprintf("did you mean `%s`?", strings.Join(meant, "` or `"))}
		if len(meant) == 1 {
			found.Fix = diag.UnsafeFix(fmt.Sprintf("write `%s`", meant[0]), diag.Replace(n.Span, meant[0]))
		}
	}
	return ""
}

// languageTag returns a language tag in canonical form, or "" when it is none.
func (d *decoder) languageTag(key *Key, n *yaml.Node, text string) string {
	if tag, ok := locale.Canonical(text); ok {
		return tag
	}
	found := d.report("language-tag", firstLine(d.file, n.Span),
		fmt.Sprintf("`%s` must be a language tag such as `pt` or `pt-BR`, but is `%s`", key.Name, diag.Excerpt(text)))
	// The form of POSIX: pt_BR.UTF-8.
	posix, _, _ := strings.Cut(text, ".")
	if tag, ok := locale.Canonical(strings.ReplaceAll(posix, "_", "-")); ok {
		found.Help = []string{fmt.Sprintf("did you mean `%s`?", tag)}
		found.Fix = diag.SafeFix(fmt.Sprintf("write `%s`", tag), diag.Replace(n.Span, tag))
	}
	return ""
}

// dateLayouts are the forms that people write, with the form that was meant.
var dateLayouts = []struct{ written, meant string }{
	{"2-1-2006", time.DateOnly}, {"1-2-2006", time.DateOnly}, {"2006-1-2", time.DateOnly},
	{"2-Jan-2006", time.DateOnly}, {"2 Jan 2006", time.DateOnly}, {"2 January 2006", time.DateOnly},
	{"Jan 2 2006", time.DateOnly}, {"January 2 2006", time.DateOnly},
	{"2006-1-2T15:04", time.RFC3339}, {"2006-1-2T15:04:05", time.RFC3339}, {"2006-1-2T15:04:05.999999999", time.RFC3339},
	{"2006-1-2T15:04Z07:00", time.RFC3339}, {"2006-1-2T15:04:05Z07:00", time.RFC3339},
}

var (
	dateSeparators = regexp.MustCompile(`(\d)[./](\d)`)
	timeSeparator  = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})[ t](\d)`)
)

// meantDates returns the dates that text may have been meant to be: two when
// day and month can be swapped.
func meantDates(text string) []string {
	text = strings.ReplaceAll(text, ",", "")
	text = dateSeparators.ReplaceAllString(dateSeparators.ReplaceAllString(text, "$1-$2"), "$1-$2")
	text = timeSeparator.ReplaceAllString(text, "${1}T$2")
	if base, zone, found := strings.Cut(text, " "); found && strings.Contains(base, "T") && (zone == "UTC" || zone == "GMT") {
		text = base + "Z"
	}
	var meant []string
	for _, layout := range dateLayouts {
		t, err := time.Parse(layout.written, text)
		if err != nil {
			continue
		}
		if date := t.Format(layout.meant); len(meant) == 0 || meant[0] != date {
			meant = append(meant, date)
		}
	}
	return meant
}
