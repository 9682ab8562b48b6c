package frontmatter

import (
	"fmt"
	"slices"
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

// Origin is where a document was imported from.
type Origin struct {
	Address     string // of the incident; where it was a file, its name and what tells the incident from the others in it
	Also        string // addresses of further incidents that the report is about, with blanks between them
	Format      string // that it was read as; "" where an author wrote the key
	Fingerprint string // of the text as it was imported; see package importer
}

// part is one key of a value that is a map of texts, or a text.
type part struct {
	name, doc string
	to        *string
}

// parts returns the keys of a summary, in their order on the page.
func (s *Summary) parts() []part {
	return []part{
		{"symptom", "How it looked to those who were hit.", &s.Symptom},
		{"cause", "Why it happened.", &s.Cause},
		{"resolution", "What ended it.", &s.Resolution},
	}
}

// parts returns the keys of an origin.
func (o *Origin) parts() []part {
	return []part{
		{"address", "Where the incident stands.", &o.Address},
		{"also", "Addresses of further incidents that the report is about, with blanks between them.", &o.Also},
		{"format", "Format that rcagen read it as.", &o.Format},
		{"fingerprint", "What rcagen knows the imported text by; leave it as it is.", &o.Fingerprint},
	}
}

// textOrParts reads a text, or a map of parts.
func (d *decoder) textOrParts(key *Key, n *yaml.Node, text *string, parts []part) {
	if n.Kind == yaml.Scalar {
		*text, _ = d.text(key, n)
		return
	}
	names := make([]string, len(parts))
	for i := range parts {
		names[i] = parts[i].name
	}
	if n.Kind != yaml.Map {
		last := len(names) - 1
		d.wrongType(key, n, fmt.Sprintf("text, or the keys `%s` and `%s`", strings.Join(names[:last], "`, `"), names[last]))
		return
	}
	for _, e := range n.Entries {
		i := slices.Index(names, e.Key)
		name := key.Name + "." + e.Key
		switch {
		case i < 0:
			help := "expected one of " + strings.Join(names, ", ")
			if near := diag.Closest(e.Key, names); near != "" {
				help = fmt.Sprintf("did you mean `%s`?", near)
			}
			d.report("unknown-key", e.KeySpan, fmt.Sprintf("unknown key `%s.%s`", key.Name, diag.Excerpt(e.Key)), help)
		case empty(e.Value):
		default:
			*parts[i].to, _ = d.text(&Key{Name: name, Type: Text}, e.Value)
		}
	}
}
