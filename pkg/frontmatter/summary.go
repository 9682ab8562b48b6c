package frontmatter

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// Summary is what the author wants everybody to read first: a text, or three
// short ones. Each is plain text.
type Summary struct {
	Text       string // when it was written as one text
	Symptom    string // how it looked
	Cause      string // why
	Resolution string // what ended it
}

// IsZero reports whether the author wrote no summary.
func (s Summary) IsZero() bool { return s == Summary{} }

// summaryKeys are the keys of a summary in parts, in their order on the page.
var summaryKeys = []struct {
	name  string
	doc   string
	field func(*Summary) *string
}{
	{"symptom", "How it looked to those who were hit.", func(s *Summary) *string { return &s.Symptom }},
	{"cause", "Why it happened.", func(s *Summary) *string { return &s.Cause }},
	{"resolution", "What ended it.", func(s *Summary) *string { return &s.Resolution }},
}

// summary reads a summary: a text, or a map of parts.
func (d *decoder) summary(key *Key, n *yaml.Node) (s Summary) {
	if n.Kind == yaml.Scalar {
		s.Text, _ = d.text(key, n)
		return s
	}
	if n.Kind != yaml.Map {
		d.wrongType(key, n, "text, or the keys `symptom`, `cause` and `resolution`")
		return s
	}
	for _, e := range n.Entries {
		field := (*string)(nil)
		var names []string
		for _, k := range summaryKeys {
			names = append(names, k.name)
			if k.name == e.Key {
				field = k.field(&s)
			}
		}
		name := key.Name + "." + e.Key
		switch {
		case field == nil:
			help := "expected one of " + strings.Join(names, ", ")
			if near := diag.Closest(e.Key, names); near != "" {
				help = fmt.Sprintf("did you mean `%s`?", near)
			}
			d.report("unknown-key", e.KeySpan, fmt.Sprintf("unknown key `%s.%s`", key.Name, diag.Excerpt(e.Key)), help)
		case empty(e.Value):
		default:
			*field, _ = d.text(&Key{Name: name, Type: Text}, e.Value)
		}
	}
	return s
}
