// Package yaml reads YAML into a tree in which every key and value knows its
// place in the file.
//
// It reads the part of YAML that people write by hand: maps, lists, plain,
// quoted and block scalars, comments. Anchors, aliases, merge keys and tags
// are refused, because a value that stands somewhere else cannot be pointed
// at, and because they are how a short file becomes a huge one. So are keys
// that are not text, duplicate keys, more than one document, and nesting
// deeper than [MaxDepth].
//
// Scalars are not interpreted. Whether 0123 is a number or `no` a boolean is
// for whoever knows what the key is for; [Node] only tells whether the text
// was quoted.
//
// Problems are diagnostics of four rules, named after the family that the
// caller gives: yaml-syntax, duplicate-key, alias-or-tag. That the root is not
// a map is for the caller to report.
package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/rcagen/rcagen/pkg/diag"
)

// MaxDepth is how many maps and lists may be in one another.
const MaxDepth = 32

// Kind tells the shape of a node.
type Kind uint8

// Kinds of nodes.
const (
	Null   Kind = iota // nothing, ~ or null
	Scalar             // text, number, boolean, date: always kept as written
	List
	Map
	Invalid // an alias, or something with an anchor or a tag: reported, and nothing more to say about it
)

// String returns the kind as it reads in "must be text, but is …".
func (k Kind) String() string {
	return [...]string{"empty", "text", "a list", "a map", "invalid"}[k]
}

// Node is a value. Scalars keep their source text: a date never becomes a
// localised string, and `no` stays "no" until someone asks for a boolean.
type Node struct {
	Kind    Kind
	Text    string // of a scalar, quotes removed and escapes resolved; of a null as written
	Quoted  bool   // the scalar was quoted or a block value: it can only mean text
	Span    diag.Span
	Items   []*Node // of a list
	Entries []Entry // of a map, in source order, keys unique
}

// Entry is one `key: value` of a map.
type Entry struct {
	Key     string
	KeySpan diag.Span
	Value   *Node // never nil; Kind Null when nothing is written
}

// Get returns the entry with the key, or nil.
func (n *Node) Get(key string) *Entry {
	if n == nil {
		return nil
	}
	for i := range n.Entries {
		if n.Entries[i].Key == key {
			return &n.Entries[i]
		}
	}
	return nil
}

// Parse reads the bytes of the file in span, which must be whole lines. The
// root is nil when the text cannot be read at all, and a Null node when there
// is nothing in it. Otherwise it holds all that could be read: of two equal
// keys the first, and an Invalid node for what is refused.
//
// The time it takes is linear in the number of nodes; the caller bounds the
// size of the span.
func Parse(f *diag.File, span diag.Span, family string) (root *Node, ds []diag.Diagnostic) {
	p := &parser{source: newSource(f, span), family: family}
	defer func() {
		// The library is large and the text is anyone's: no text may end the process.
		if v := recover(); v != nil {
			p.report("yaml-syntax", diag.Span{Start: p.base, End: p.base}, "not valid YAML: it cannot be read")
			root, ds = nil, p.found
		}
	}()
	root = p.parse()
	return root, p.found
}

// parser holds what one call of Parse needs.
type parser struct {
	*source
	family string
	found  []diag.Diagnostic
}

// report adds a diagnostic and returns it for the caller to complete. The
// pointer is valid until the next report.
func (p *parser) report(rule string, span diag.Span, message string) *diag.Diagnostic {
	p.found = append(p.found, diag.Diagnostic{
		Rule: p.family + "/" + rule, Path: p.file.Path, Span: span, Message: message,
	})
	return &p.found[len(p.found)-1]
}

var errTooDeep = errors.New("nested too deeply")

// limits stops the library before it builds what would be refused anyway.
type limits struct{}

func (limits) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > MaxDepth {
		return errTooDeep
	}
	return nil
}

func (limits) CheckAlias(int, int) error { return nil } // aliases are refused on the tree

func (p *parser) parse() *Node {
	if !p.checkCharacters() {
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(p.text), yaml.WithUniqueKeys(false), yaml.WithPlugin(limits{}))
	if err != nil {
		panic(err) // the options are constants
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case err == io.EOF || err == nil && len(document.Content) == 0:
		return &Node{Kind: Null, Span: diag.Span{Start: p.base, End: p.base}}
	case err != nil:
		p.syntaxError(err)
		return nil
	}
	root := p.node(document.Content[0], 1)
	switch err := loader.Load(&second); {
	case err == io.EOF:
	case err != nil:
		p.syntaxError(err)
		return nil
	default:
		p.report("yaml-syntax", p.lineSpan(second.Line), "not valid YAML here: a second document starts").
			Help = []string{"keep one document in the file"}
	}
	return root
}

// checkCharacters reports the first byte that the library would refuse without
// saying where, and the three line ends that YAML knows and editors do not:
// lines would be counted differently from there on.
func (p *parser) checkCharacters() bool {
	for i := 0; i < len(p.text); {
		r, size := utf8.DecodeRune(p.text[i:])
		problem := ""
		switch {
		case r == utf8.RuneError && size == 1:
			problem = fmt.Sprintf("byte 0x%02X is not UTF-8", p.text[i])
		case r == 0x85 || r == 0x2028 || r == 0x2029:
			problem = fmt.Sprintf("U+%04X ends a line here, but not in an editor", r)
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7F && r < 0xA0, r == 0xFFFE, r == 0xFFFF:
			problem = fmt.Sprintf("control character U+%04X", r)
		}
		if problem != "" {
			span := diag.Span{Start: p.base + i, End: p.base + i + size}
			p.report("yaml-syntax", span, "not valid YAML: "+problem).Help = []string{"delete it"}
			return false
		}
		i += size
	}
	return true
}
