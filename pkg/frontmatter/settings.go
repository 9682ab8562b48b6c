package frontmatter

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// disableKey is the one setting that a document may have.
const disableKey = "disable"

// Name is the name of a rule, and where it stands.
type Name struct {
	Text string
	Span diag.Span
}

// Disabled returns the names of rules below `rcagen: {disable: [...]}`: rules
// whose findings do not count in this document.
func (b Block) Disabled() (names []Name) {
	settings := b.Root.Get("rcagen")
	if settings == nil || settings.Value.Kind != yaml.Map {
		return nil
	}
	list := settings.Value.Get(disableKey)
	if list == nil || list.Value.Kind != yaml.List {
		return nil
	}
	for _, item := range list.Value.Items {
		if text := strings.TrimSpace(item.Text); item.Kind == yaml.Scalar && text != "" {
			names = append(names, Name{text, item.Span})
		}
	}
	return names
}

// settings reports what is wrong with the settings of a document.
func (d *decoder) settings(key *Key, n *yaml.Node) {
	if n.Kind != yaml.Map {
		d.wrongType(key, n, "`key: value` lines", fmt.Sprintf("write for instance `%s: {%s: [section/order]}`", key.Name, disableKey))
		return
	}
	for _, e := range n.Entries {
		switch {
		case e.Key != disableKey:
			d.report("unknown-key", e.KeySpan, fmt.Sprintf("unknown key `%s.%s`", key.Name, diag.Excerpt(e.Key)),
				fmt.Sprintf("the only key here is `%s`", disableKey))
		case e.Value.Kind == yaml.Null:
		default:
			d.list(&Key{Name: key.Name + "." + disableKey, Type: TextList}, e.Value)
		}
	}
}
