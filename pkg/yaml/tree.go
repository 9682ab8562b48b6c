package yaml

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/rcagen/rcagen/pkg/diag"
)

// node turns a node of the library, at a depth from 1, into one of ours.
func (p *parser) node(n *yaml.Node, depth int) *Node {
	start := p.offset(n.Line, n.Column)
	if p.refuse(n, start) {
		return &Node{Kind: Invalid, Span: p.tokenSpan(start)}
	}
	if depth > MaxDepth && n.Kind != yaml.ScalarNode {
		p.tooDeep(start)
		return &Node{Kind: Invalid, Span: p.tokenSpan(start)}
	}
	switch n.Kind {
	case yaml.SequenceNode:
		return p.list(n, start, depth)
	case yaml.MappingNode:
		return p.mapping(n, start, depth)
	}
	return p.scalar(n, start)
}

func (p *parser) scalar(n *yaml.Node, start int) *Node {
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	node := &Node{Kind: Scalar, Text: n.Value, Quoted: n.Style&quoted != 0}
	if !node.Quoted {
		switch n.Value {
		case "", "~", "null", "Null", "NULL":
			node.Kind = Null
		}
	}
	node.Span = p.span(start, p.scalarEnd(n, start))
	return node
}

func (p *parser) list(n *yaml.Node, start, depth int) *Node {
	node := &Node{Kind: List, Items: make([]*Node, 0, len(n.Content))}
	end := start + 1
	for _, child := range n.Content {
		item := p.node(child, depth+1)
		node.Items = append(node.Items, item)
		end = max(end, item.Span.End-p.base)
	}
	node.Span = p.collectionSpan(n, start, end, '[', ']')
	return node
}

func (p *parser) mapping(n *yaml.Node, start, depth int) *Node {
	node := &Node{Kind: Map, Entries: make([]Entry, 0, len(n.Content)/2)}
	seen := make(map[string]diag.Span, len(n.Content)/2)
	end := start + 1
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := p.key(n.Content[i])
		value := p.node(n.Content[i+1], depth+1)
		end = max(end, key.Span.End-p.base, value.Span.End-p.base)
		if !ok {
			continue
		}
		if first, again := seen[key.Text]; again {
			d := p.report("duplicate-key", key.Span, fmt.Sprintf("key `%s` appears twice", diag.Excerpt(key.Text)))
			d.Label = "again here"
			d.Related = []diag.Related{{Path: p.file.Path, Span: first, Label: "first here"}}
			d.Help = []string{"keep one of the two"}
			continue
		}
		seen[key.Text] = key.Span
		node.Entries = append(node.Entries, Entry{Key: key.Text, KeySpan: key.Span, Value: value})
	}
	node.Span = p.collectionSpan(n, start, end, '{', '}')
	return node
}

// key reads a map's key and tells whether it can be used; when not, it has
// reported why.
func (p *parser) key(n *yaml.Node) (*Node, bool) {
	start := p.offset(n.Line, n.Column)
	if p.refuse(n, start) {
		return &Node{Kind: Invalid, Span: p.tokenSpan(start)}, false
	}
	if n.Kind != yaml.ScalarNode {
		d := p.report("yaml-syntax", p.span(start, start+p.runeSize(start)), "not valid YAML here: a key must be text")
		d.Help = []string{"put quotes round a value that starts with `{` or `[`"}
		return &Node{Kind: Invalid, Span: d.Span}, false
	}
	key := p.scalar(n, start)
	if key.Text == "<<" && !key.Quoted {
		p.report("alias-or-tag", key.Span, "merge key `<<` is not allowed here").Help = []string{"write the keys out"}
		return key, false
	}
	return key, true
}

// collectionSpan reaches to the closing bracket of a list or map in brackets,
// and else to the end of its last value.
func (p *parser) collectionSpan(n *yaml.Node, start, end int, opening, closing byte) diag.Span {
	end = min(end, len(p.text))
	if n.Style&yaml.FlowStyle != 0 && start < len(p.text) && p.text[start] == opening {
		end = p.flowEnd(end, closing)
	}
	return p.span(start, max(start, end))
}

// refuse reports a node that is an alias or carries an anchor or a tag.
func (p *parser) refuse(n *yaml.Node, start int) bool {
	what := ""
	switch {
	case n.Kind == yaml.AliasNode:
		what = "alias"
	case n.Anchor != "":
		what = "anchor"
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		what = "tag"
	default:
		return false
	}
	p.reportReference(what, start)
	return true
}

func (p *parser) reportReference(what string, start int) {
	span := p.tokenSpan(start)
	token := p.text[start : span.End-p.base]
	d := p.report("alias-or-tag", span, fmt.Sprintf("%s `%s` is not allowed here", what, diag.Excerpt(string(token))))
	d.Help = []string{"write the value out"}
	if fixed := p.quotedLine(start); fixed != "" {
		d.Help = append(d.Help, "if it is meant as text, quote it: `"+fixed+"`")
	}
}

func (p *parser) tooDeep(start int) {
	p.report("yaml-syntax", p.tokenSpan(start), fmt.Sprintf("more than %d lists and maps are in one another", MaxDepth))
}

// tokenSpan reaches from start to the next white space or bracket.
func (p *parser) tokenSpan(start int) diag.Span {
	end := start
	for end < len(p.text) && strings.IndexByte(" \t\r\n,[]{}", p.text[end]) < 0 {
		end++
	}
	if end == start {
		end += p.runeSize(start)
	}
	return p.span(start, end)
}
