package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// headingParser adds `{#id}` to goldmark's headings.
type headingParser struct{ parser.BlockParser }

// Attributes of a heading node: its anchor, and whether the author wrote it.
var (
	idAttribute       = []byte("rcagen-id")
	explicitAttribute = []byte("rcagen-explicit")
)

// Close takes the id off the heading's last line before its text is parsed.
func (h headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	h.BlockParser.Close(node, reader, pc)
	lines := node.Lines()
	if _, ok := node.(*ast.Heading); !ok || lines.Len() == 0 || node.Parent() == nil {
		return
	}
	last := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(last.Value(reader.Source()), " \t\r\n")
	if table, ok := node.PreviousSibling().(*east.Table); ok && last.Start < table.FirstChild().Pos() {
		// Text, a table, an underline: goldmark moves the text below the table.
		paragraph := ast.NewParagraph()
		paragraph.SetLines(lines)
		paragraph.SetPos(lines.At(0).Start)
		node.Parent().InsertBefore(node.Parent(), table, paragraph)
		node.Parent().RemoveChild(node.Parent(), node)
		return
	}
	cut, id := explicitID(line)
	if id == "" {
		return
	}
	node.SetAttribute(idAttribute, id)
	node.SetAttribute(explicitAttribute, true)
	last.Stop = last.Start + max(0, cut-last.Padding)
	if last.Stop == last.Start {
		lines.SetSliced(0, lines.Len()-1)
		if n := lines.Len(); n > 0 {
			before := lines.At(n - 1)
			lines.Set(n-1, before.TrimRightSpace(reader.Source()))
		}
		return
	}
	lines.Set(lines.Len()-1, last)
}

// explicitForms are the ways to write an id at the end of a heading: {/* #id */},
// {#id} and <!-- #id -->.
var explicitForms = []struct{ open, shut, mark string }{{"{/*", "*/}", "#"}, {"{#", "}", ""}, {"<!--", "-->", "#"}}

// explicitID returns the id written at the end of a heading's line and the
// length of the text before it. As in Docusaurus, {#id} may hold a space; the
// backslash that MDX needs before it goes with it.
func explicitID(line []byte) (cut int, id string) {
	for _, form := range explicitForms {
		at := bytes.LastIndex(line, []byte(form.open))
		if at < 0 {
			continue
		}
		inner, closed := bytes.CutSuffix(line[at+len(form.open):], []byte(form.shut))
		inner, marked := bytes.CutPrefix(bytes.TrimSpace(inner), []byte(form.mark))
		if !closed || !marked || form.mark != "" && bytes.ContainsAny(inner, " \t") {
			continue
		}
		if len(inner) == 0 || bytes.IndexByte(inner, '}') >= 0 {
			return 0, ""
		}
		if form.mark == "" {
			at = len(bytes.TrimSuffix(line[:at], []byte{'\\'}))
		}
		return len(bytes.TrimRight(line[:at], " \t")), string(inner)
	}
	return 0, ""
}

// setHeadingIDs gives every heading its anchor. Docusaurus gives none to level
// 1 and does not count it, so level 1 comes last and takes what is left: links
// into pages that Docusaurus built keep working.
func (p *parsed) setHeadingIDs() {
	var headings []*ast.Heading
	eachBlock(p.root, func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok {
			headings = append(headings, h)
		}
	})
	var slugger Slugger
	plain := treeBuilder{parsed: p}
	for _, top := range []bool{false, true} {
		for _, h := range headings {
			if _, explicit := h.Attribute(idAttribute); explicit || (h.Level == 1) != top {
				continue
			}
			text := plain.plainText(h)
			if tag, ok := h.LastChild().(*ast.RawHTML); ok && outOfAnchor(segments(tag.Segments, p.body)) {
				text = strings.TrimRight(text, " ")
			}
			h.SetAttribute(idAttribute, slugger.Unique(text))
		}
	}
}

// outOfAnchor reports whether a comment at the end of a heading does not change
// the anchor: one to rcagen, or one of MDX.
func outOfAnchor(source []byte) bool {
	return bytes.HasPrefix(source, []byte("<!-- rcagen-")) || bytes.HasPrefix(source, []byte("{/*"))
}

// headingID returns a heading's anchor and whether the author wrote it.
func headingID(h *ast.Heading) (id string, explicit bool) {
	if value, ok := h.Attribute(idAttribute); ok {
		id, _ = value.(string)
	}
	_, explicit = h.Attribute(explicitAttribute)
	return id, explicit
}

// plainText returns the plain text of a leaf without its places.
func (b *treeBuilder) plainText(n ast.Node) string {
	b.inline(n)
	return b.text.finish().String
}

// eachBlock visits the blocks below n in document order. What it visits may be
// replaced by the visitor.
func eachBlock(n ast.Node, visit func(ast.Node)) {
	for c := n.FirstChild(); c != nil && c.Type() == ast.TypeBlock; {
		next := c.NextSibling()
		eachBlock(c, visit)
		visit(c)
		c = next
	}
}
