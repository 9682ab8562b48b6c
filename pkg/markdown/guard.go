package markdown

import (
	"bytes"
	"fmt"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// goldmark takes more than linear time on some small inputs and cannot be
// stopped: brackets, emphasis marks, nested blocks, footnotes and definitions
// by the ten thousand. So its parsers are wrapped: a guard adds up what they
// may have to look at and ends the parse before it takes long. It counts what
// goldmark sees, not what the source looks like, so brackets in a code block
// are free and nothing hides from it.

// maxWork bounds the bytes and nodes that goldmark looks at more than once: two
// or three tenths of a second. A person's document stays below a hundredth of it.
const maxWork = 30_000_000

// maxExpansion bounds what reference links copy, beyond the document's length.
const maxExpansion = 100_000

// guard watches one parse.
type guard struct {
	limits     Limits
	body       []byte // what is parsed
	base       int    // its offset in the file
	work       int
	paragraph  ast.Node // whose text is being parsed
	length     int      // of the paragraph in bytes
	rows       int      // of the paragraph
	delimiters int      // in the paragraph
	footnotes  int
	expanded   int
	links      map[int]linkPlace // by the offset of the opening bracket
	fences     map[ast.Node]int  // where the closing line of a code block starts
	notes      []*east.Footnote
	padding    map[ast.Node]int // columns of a tab before a block, which goldmark counts as bytes
}

// linkPlace is where a link's text and the link itself end.
type linkPlace struct{ textEnd, end int }

var guardKey = parser.NewContextKey()

func guardOf(pc parser.Context) *guard { return pc.Get(guardKey).(*guard) }

// tooComplex is panicked with to leave goldmark, and caught by parseBody.
type tooComplex diag.Diagnostic

// stop ends the parse with a finding at the offset.
func (g *guard) stop(offset int, message, help string) {
	offset = max(0, min(offset, len(g.body)))
	end := len(g.body)
	if i := bytes.IndexByte(g.body[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	panic(tooComplex{
		Rule:    "file/too-complex",
		Message: message,
		Span:    diag.Span{Start: g.base + offset, End: g.base + min(end, offset+200)},
		Label:   "here",
		Help:    []string{help},
	})
}

// spend adds to the work done and stops at the limit.
func (g *guard) spend(steps, offset int, what string) {
	if g.work += steps; g.work > maxWork {
		g.stop(offset, "too many "+what+" to read in time", "simplify this passage, or split the document")
	}
}

// enter notes which paragraph, heading or cell the parser is in.
func (g *guard) enter(n ast.Node) {
	if g.paragraph == n {
		return
	}
	g.paragraph, g.length, g.rows, g.delimiters = n, 0, 0, 0
	if lines := n.Lines(); lines != nil && lines.Len() > 0 {
		g.rows = lines.Len()
		g.length = lines.At(lines.Len()-1).Stop - lines.At(0).Start
	}
}

// lines checks the length of every line.
func (g *guard) lines() {
	for offset := 0; g.limits.LineLength > 0 && offset < len(g.body); {
		length := bytes.IndexByte(g.body[offset:], '\n')
		if length < 0 {
			length = len(g.body) - offset
		}
		if length > g.limits.LineLength {
			g.stop(offset, fmt.Sprintf("line has %d bytes; the limit is %d", length, g.limits.LineLength), "break the line")
		}
		offset += length + 1
	}
}

// located wraps the parser of a block to set its place right where a tab that
// belongs in part to the list or quote around it stands before it.
type located struct{ parser.BlockParser }

func (p located) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, at := reader.Position()
	n, state := p.BlockParser.Open(parent, reader, pc)
	if n != nil && at.Padding > 0 {
		g := guardOf(pc)
		if g.padding == nil {
			g.padding = map[ast.Node]int{}
		}
		g.padding[n] = at.Padding
	}
	return n, state
}

func (p located) Close(n ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(n, reader, pc)
	if padding := guardOf(pc).padding[n]; padding > 0 {
		n.(interface{ SetPos(int) }).SetPos(max(0, n.Pos()-padding))
	}
}

// nested wraps the parser of a block that holds blocks.
type nested struct{ parser.BlockParser }

func (p nested) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, at := reader.Position()
	n, state := p.BlockParser.Open(parent, reader, pc)
	if n == nil {
		return n, state
	}
	g, depth := guardOf(pc), 1
	for up := parent; up != nil; up = up.Parent() {
		if up.Kind() != ast.KindList {
			depth++
		}
	}
	if depth--; g.limits.Nesting > 0 && depth > g.limits.Nesting { // the document itself does not count
		g.stop(at.Start, fmt.Sprintf("blocks are nested %d deep; the limit is %d", depth, g.limits.Nesting), "indent less")
	}
	g.spend(8*(depth-1), at.Start, "blocks in one another")
	return n, state
}

// fenceParser notes where a code block's closing fence stands.
type fenceParser struct{ parser.BlockParser }

func (p fenceParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	_, at := reader.PeekLine()
	state := p.BlockParser.Continue(node, reader, pc)
	if state&parser.Continue == 0 {
		g := guardOf(pc)
		if g.fences == nil {
			g.fences = map[ast.Node]int{}
		}
		g.fences[node] = at.Start
	}
	return state
}

// footnoteParser wraps the parser of footnotes, which goldmark sorts by
// insertion.
type footnoteParser struct{ nested }

func (p footnoteParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, at := reader.Position()
	n, state := p.nested.Open(parent, reader, pc)
	if n != nil {
		g := guardOf(pc)
		g.footnotes++
		g.spend(4*g.footnotes, at.Start, "footnotes")
		if note, ok := n.(*east.Footnote); ok {
			g.notes = append(g.notes, note)
		}
	}
	return n, state
}

// footnoteLinkParser wraps the parser of `[^1]`, which looks through the
// paragraph's lines and the footnotes.
type footnoteLinkParser struct{ parser.InlineParser }

func (p footnoteLinkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, at := block.PeekLine()
	if bytes.HasPrefix(bytes.TrimPrefix(line, []byte("!")), []byte("[^")) {
		g := guardOf(pc)
		g.enter(parent)
		g.spend(g.rows/8+4*g.footnotes, at.Start, "footnotes")
	}
	return p.InlineParser.Parse(parent, block, pc)
}

var markNames = map[byte]string{'`': "backquotes", ']': "brackets", '<': "tags"}

// searching wraps a parser that looks for a closing mark, in vain through the
// whole paragraph.
type searching struct{ parser.InlineParser }

func (p searching) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, at := block.PeekLine()
	g := guardOf(pc)
	if line[0] == ']' { // looks through the paragraph's lines for the text since `[`
		g.enter(parent)
		g.spend(g.rows/8, at.Start, "brackets in one paragraph")
	}
	n := p.InlineParser.Parse(parent, block, pc)
	if _, plain := n.(*ast.Text); n != nil && !plain {
		return n
	}
	var next byte
	if len(line) > 1 {
		next = line[1]
	}
	switch line[0] {
	case '`':
	case ']':
		if next != '(' && next != '[' {
			return n
		}
	case '<':
		if next = next | 0x20; next < 'a' || next > 'z' {
			return n
		}
	default:
		return n
	}
	g.enter(parent)
	g.spend(g.length, at.Start, "unclosed "+markNames[line[0]]+" in one paragraph")
	return n
}

// linkParser also notes where links end, which goldmark does not, and bounds
// what references copy.
type linkParser struct{ searching }

func (p linkParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, at := block.Position()
	n := p.searching.Parse(parent, block, pc)
	copied := 0
	switch link := n.(type) {
	case *ast.Link:
		if link.Reference != nil {
			copied = len(link.Destination) + len(link.Title)
		}
	case *ast.Image:
		if link.Reference != nil {
			copied = len(link.Destination) + len(link.Title)
		}
	default:
		return n
	}
	g := guardOf(pc)
	_, after := block.Position()
	if g.links == nil {
		g.links = map[int]linkPlace{}
	}
	g.links[n.Pos()] = linkPlace{textEnd: at.Start, end: after.Start}
	if copied > 0 {
		if g.expanded += copied; g.expanded > maxExpansion+len(g.body) {
			g.stop(at.Start, "links by reference repeat more text than the document has",
				"shorten the definition that they use, or use it less often")
		}
	}
	return n
}

// CloseBlock ends the search for brackets with the paragraph.
func (p linkParser) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// delimiterParser wraps a parser of `*`, `_` or `~`; each mark is compared
// with those before it.
type delimiterParser struct{ parser.InlineParser }

func (p delimiterParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, at := block.Position()
	n := p.InlineParser.Parse(parent, block, pc)
	if n != nil {
		g := guardOf(pc)
		g.enter(parent)
		g.delimiters++
		g.spend(g.delimiters/2, at.Start, "emphasis marks in one paragraph")
	}
	return n
}

// definitions wraps the reader of link definitions, which moves the rest of
// the paragraph for each.
type definitions struct{ parser.ParagraphTransformer }

func (t definitions) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines, g := n.Lines(), guardOf(pc)
	if lines.Len() > 0 {
		start, end := lines.At(0).Start, lines.At(lines.Len()-1).Stop
		if text := g.body[start:end]; bytes.HasPrefix(bytes.TrimLeft(text, " \t"), []byte("[")) {
			g.spend(bytes.Count(text, []byte("]:"))*len(text)/4, start, "definitions of links in a row")
		}
	}
	t.ParagraphTransformer.Transform(n, reader, pc)
}

// tables wraps the reader of tables, which fills up short rows.
type tables struct{ parser.ParagraphTransformer }

func (t tables) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines, g := n.Lines(), guardOf(pc)
	for i := 1; i < lines.Len() && g.limits.TableCells > 0; i++ {
		line := lines.At(i)
		if row := g.body[line.Start:line.Stop]; bytes.IndexByte(row, '-') >= 0 && len(bytes.Trim(row, "|:- \t\r\n")) == 0 {
			cells := (bytes.Count(row, []byte("|")) + 1) * (lines.Len() - i)
			if cells > g.limits.TableCells {
				g.stop(line.Start, fmt.Sprintf("table has %d cells; the limit is %d", cells, g.limits.TableCells),
					"split the table, or link to the data")
			}
			break
		}
	}
	t.ParagraphTransformer.Transform(n, reader, pc)
}
