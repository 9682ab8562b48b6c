package incident

import (
	"bytes"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// mostYAML is the size of the largest document of YAML that is read, in bytes. A
// long incident has some kilobytes.
const mostYAML = 2 << 20

// documents returns the places of the documents in a file of YAML.
func documents(b []byte) (list []diag.Span) {
	from := 0
	for at := 0; at < len(b); {
		end := at + len(b[at:])
		if n := bytes.IndexByte(b[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		if bytes.Equal(bytes.TrimRight(b[at:end], " \t\r\n"), []byte("---")) {
			list = append(list, diag.Span{Start: from, End: at})
			from = end
		}
		at = end
	}
	return append(list, diag.Span{Start: from, End: len(b)})
}

// yaml reads a document of YAML, which is a part of the file. What is wrong
// with it is reported. It is nil when nothing can be read.
func (r *reader) yaml(s diag.Span) *value {
	if s.Len() > mostYAML {
		r.report("unreadable", diag.Span{Start: s.Start, End: s.Start}, "this document is larger than "+diag.Size(mostYAML, mostYAML), "import it in parts")
		return nil
	}
	root, found := yaml.Parse(r.File, s, "import")
	r.Found = append(r.Found, found...)
	return fromYAML(root)
}

// fromYAML returns a node of YAML as a value of JSON.
func fromYAML(n *yaml.Node) *value {
	if n == nil {
		return nil
	}
	v := &value{span: n.Span}
	switch n.Kind {
	case yaml.Scalar:
		v.kind, v.text = text, n.Text
	case yaml.List:
		v.kind = list
		for _, item := range n.Items {
			v.items = append(v.items, fromYAML(item))
		}
	case yaml.Map:
		v.kind = object
		for _, e := range n.Entries {
			v.fields = append(v.fields, field{e.Key, fromYAML(e.Value)})
		}
	}
	return v
}
