package markdown

import (
	"bytes"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Parse reads a document whose Markdown starts at the offset base of source.
// Input that would take too long is not parsed: the tree is then empty and
// says so in Problems.
func Parse(source []byte, base int, limits Limits) *Tree {
	parsed, problem := parseBody(source, base, limits)
	if problem != nil {
		return &Tree{Problems: []diag.Diagnostic{*problem}}
	}
	b := &treeBuilder{parsed: parsed, tree: &Tree{}}
	b.text.text.Grow(len(parsed.body))
	for n := b.root.FirstChild(); n != nil; n = n.NextSibling() {
		b.tree.Blocks = b.block(b.tree.Blocks, n)
	}
	return b.tree
}

// treeBuilder turns goldmark's nodes into ours.
type treeBuilder struct {
	*parsed
	text  textBuilder
	tree  *Tree   // nil where only the text is wanted
	item  *Block  // the list item whose check box may come next
	spare []Block // not used yet
}

// block appends the block made of n to its siblings.
func (b *treeBuilder) block(siblings []*Block, n ast.Node) []*Block {
	switch n.(type) {
	case *admonitionTitle, *ast.LinkReferenceDefinition:
		return siblings
	case *east.FootnoteList:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			siblings = b.block(siblings, c)
		}
		return siblings
	}
	if len(b.spare) == 0 {
		b.spare = make([]Block, 32)
	}
	out := &b.spare[0]
	b.spare = b.spare[1:]
	start, end := b.extent(n)
	switch n := n.(type) {
	case *ast.Heading:
		end = b.heading(out, n, end)
	case *ast.Paragraph, *ast.TextBlock:
		out.Kind, out.Text = Paragraph, b.textOf(n)
		b.mdxLines(n)
	case *ast.List:
		out.Kind, out.Ordered = List, n.IsOrdered()
	case *ast.ListItem:
		out.Kind = ListItem
		b.item = out
		if !n.HasChildren() {
			end = b.lineEnd(start)
		}
	case *east.Table:
		out.Kind = Table
		start = max(0, n.FirstChild().Pos()) // goldmark says where the paragraph before it starts
	case *east.TableHeader, *east.TableRow:
		out.Kind = TableRow
		end = b.lineEnd(start)
	case *east.TableCell:
		out.Kind, out.Text = TableCell, b.textOf(n)
		if lines := n.Lines(); lines.Len() > 0 {
			start = lines.At(0).Start
		} else { // a short row is filled up
			start = b.lineEnd(max(0, n.Parent().Pos()))
			end = start
		}
	case *ast.FencedCodeBlock:
		end = b.fenced(out, n, start, end)
	case *ast.CodeBlock:
		out.Kind, out.Text = Code, b.codeText(n)
	case *ast.Blockquote:
		out.Kind = Quote
	case *admonitionNode:
		out.Kind, out.Lang = Admonition, n.name
		end = b.lineEnd(n.end)
		if title, ok := n.FirstChild().(*admonitionTitle); ok {
			out.Info = b.textOf(title).String
		}
	case *ast.HTMLBlock:
		out.Kind = HTML
		b.htmlBlock(n)
	case *ast.ThematicBreak:
		out.Kind = Rule
		end = b.lineEnd(start)
	case *east.Footnote:
		out.Kind = FootnoteDefinition
	}
	out.Span = b.span(start, end)
	if !leaf(out.Kind) {
		b.children(out, n)
	}
	return append(siblings, out)
}

// children adds the blocks in a container and extends it to their end.
func (b *treeBuilder) children(out *Block, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeBlock { // not the link back from a footnote that ends with a list
			out.Children = b.block(out.Children, c)
		}
	}
	if last := len(out.Children) - 1; last >= 0 {
		out.Span.End = max(out.Span.End, out.Children[last].Span.End)
		if n.Pos() < 0 {
			out.Span.Start = out.Children[0].Span.Start
		}
	}
}

// heading fills in a heading whose text ends at the offset and returns where
// the whole ends.
func (b *treeBuilder) heading(out *Block, n *ast.Heading, end int) int {
	out.Kind, out.Level = Heading, n.Level
	out.ID, out.Explicit = headingID(n)
	out.Setext = b.setext(n)
	out.Text = b.textOf(n)
	b.tree.Headings = append(b.tree.Headings, out)
	if end = b.lineEnd(end); out.Setext {
		end = b.underline(end)
	}
	return end
}

// fenced fills in a code block between fences and returns where it ends.
func (b *treeBuilder) fenced(out *Block, n *ast.FencedCodeBlock, start, end int) int {
	out.Kind, out.Fenced, out.Text = Code, true, b.codeText(n)
	if n.Info != nil {
		out.Info = plainOf(n.Info.Segment.Value(b.body))
	}
	out.Lang = parseFence(out.Info).lang
	b.tree.Diagrams = b.tree.Diagrams || out.Lang == diagramLang
	b.codeTooLong(out, b.span(start, b.lineEnd(start)))
	if closing, closed := b.fences[n]; closed {
		return b.lineEnd(closing)
	}
	return b.lineEnd(max(start, end))
}

// leaf reports whether blocks of the kind hold text and no blocks.
func leaf(k BlockKind) bool {
	return k == Paragraph || k == Heading || k == TableCell || k == Code || k == HTML || k == Rule
}

// extent returns where a block starts and where its own lines end, both in
// the body. goldmark knows no end of a block.
func (b *treeBuilder) extent(n ast.Node) (start, end int) {
	start = max(0, n.Pos())
	end = start
	if lines := n.Lines(); lines != nil && lines.Len() > 0 {
		if n.Pos() < 0 {
			start = lines.At(0).Start
		}
		end = lines.At(lines.Len() - 1).Stop
	}
	end = min(end, len(b.body))
	for end > start && (b.body[end-1] == '\n' || b.body[end-1] == '\r' || b.body[end-1] == ' ' || b.body[end-1] == '\t') {
		end--
	}
	return start, max(start, end)
}

// setext reports whether a heading is underlined: its text starts where it does.
func (b *treeBuilder) setext(n *ast.Heading) bool {
	start, lines := n.Pos(), n.Lines()
	return start < 0 || start >= len(b.body) || b.body[start] != '#' || lines.Len() > 0 && lines.At(0).Start == start
}

// underline returns the end of the underline below a heading whose text ends
// at the offset. A line that was the heading's id may stand between them.
func (b *treeBuilder) underline(end int) int {
	for range 2 {
		next := end + lineBreak(b.body, end) + 1
		if next >= len(b.body) {
			break
		}
		end = b.lineEnd(next)
		if line := bytes.TrimLeft(b.body[next:end], " \t>"); len(bytes.Trim(line, "=")) == 0 || len(bytes.Trim(line, "-")) == 0 {
			break
		}
	}
	return end
}

// lineEnd returns the end of the line that holds the offset, without blanks.
func (b *treeBuilder) lineEnd(offset int) int {
	offset = min(offset, len(b.body))
	end := len(b.body)
	if i := bytes.IndexByte(b.body[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	return offset + len(bytes.TrimRight(b.body[offset:end], " \t\r"))
}

// lineBreak returns the bytes from the offset to the end of its line.
func lineBreak(body []byte, offset int) int {
	offset = min(offset, len(body))
	return max(0, bytes.IndexByte(body[offset:], '\n'))
}

// codeText returns the lines of a code block.
func (b *treeBuilder) codeText(n ast.Node) Text {
	t, lines := &b.text, n.Lines()
	for i := range lines.Len() {
		line := lines.At(i)
		if line.Padding > 0 {
			t.add(bytes.Repeat([]byte(" "), line.Padding), b.base+line.Start, 0)
		}
		value := b.body[line.Start:min(line.Stop, len(b.body))]
		plain := bytes.TrimRight(value, "\r\n")
		t.add(plain, b.base+line.Start, len(plain))
		t.add([]byte("\n"), b.base+line.Start+len(plain), len(value)-len(plain))
	}
	return t.finish()
}

// textOf returns the plain text of a leaf and notes the links in it.
func (b *treeBuilder) textOf(n ast.Node) Text {
	b.inline(n)
	return b.text.finish()
}

// inline appends the plain text of the children of n.
func (b *treeBuilder) inline(n ast.Node) {
	t := &b.text
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.textNode(c)
		case *ast.String:
			t.add(c.Value, b.base, 0)
		case *ast.CodeSpan:
			for s := c.FirstChild(); s != nil; s = s.NextSibling() {
				if s, ok := s.(*ast.Text); ok {
					value := s.Segment.Value(b.body)
					t.add(bytes.ReplaceAll(value, []byte("\n"), []byte(" ")), b.base+s.Segment.Start, len(value))
				}
			}
		case *ast.Link:
			b.link(c, Inline, c.Destination, c.Reference != nil)
		case *ast.Image:
			b.link(c, Image, c.Destination, c.Reference != nil)
		case *ast.AutoLink:
			b.autoLink(c)
		case *ast.RawHTML:
			b.rawHTML(c)
		case *east.TaskCheckBox:
			if b.item != nil {
				b.item.Task = OpenTask
				if c.IsChecked {
					b.item.Task = DoneTask
				}
			}
		case *east.FootnoteLink, *east.FootnoteBacklink:
		default:
			b.inline(c)
		}
	}
	b.item = nil
}

// textNode appends a run of text and the line break after it.
func (b *treeBuilder) textNode(n *ast.Text) {
	t, value := &b.text, n.Segment.Value(b.body)
	t.addSource(value, b.base+n.Segment.Start)
	if !n.HardLineBreak() && !n.SoftLineBreak() {
		return
	}
	plain, end := " ", n.Segment.Stop+lineBreak(b.body, n.Segment.Stop)+1
	if n.HardLineBreak() {
		plain = "\n"
	}
	t.add([]byte(plain), b.base+n.Segment.Stop, min(end, len(b.body))-n.Segment.Stop)
}

// link appends a link's text and notes the link.
func (b *treeBuilder) link(n ast.Node, kind LinkKind, destination []byte, reference bool) {
	at := -1
	if b.tree != nil { // a link stands before the image in it
		at = len(b.tree.Links)
		b.tree.Links = append(b.tree.Links, Link{Kind: kind, Target: plainOf(destination)})
	}
	from := b.text.text.Len()
	b.inline(n)
	if at < 0 {
		return
	}
	link := &b.tree.Links[at]
	link.Text = b.text.text.String()[from:]
	place := b.links[n.Pos()]
	link.Span = b.span(max(0, n.Pos()), place.end)
	link.TargetSpan = link.Span
	if !reference {
		if at := bytes.Index(b.body[place.textEnd:place.end], destination); at >= 0 && len(destination) > 0 {
			link.TargetSpan = b.span(place.textEnd+at, place.textEnd+at+len(destination))
		}
	}
}

// autoLink appends an address. goldmark places a bare one a byte early when
// something stands before it.
func (b *treeBuilder) autoLink(n *ast.AutoLink) {
	label := n.Label(b.body)
	start := max(0, n.Pos())
	if !bytes.HasPrefix(b.body[start:], label) {
		start++
	}
	b.text.add(label, b.base+start, len(label))
	if b.tree == nil {
		return
	}
	span := b.span(start, start+len(label))
	b.tree.Links = append(b.tree.Links, Link{
		Kind: Autolink, Target: autoTarget(n, b.body), Text: string(label), Span: span, TargetSpan: span,
	})
}

// autoTarget returns the address that an autolink leads to.
func autoTarget(n *ast.AutoLink, source []byte) string {
	target := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(target), "mailto:") {
		return "mailto:" + target
	}
	return target
}

// segments joins the lines of a raw block.
func segments(lines *text.Segments, source []byte) []byte {
	var joined []byte
	for i := range lines.Len() {
		segment := lines.At(i)
		joined = append(joined, segment.Value(source)...)
	}
	return joined
}
