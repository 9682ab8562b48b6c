package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// An admonition is a titled box. Docusaurus writes `:::note Title` … `:::`,
// GitHub writes a quote that starts with `[!NOTE]`.

// admonitionNames maps every keyword to the look and the word of its box.
// Sources: Docusaurus' admonition keywords and their aliases; GitHub's alerts.
var admonitionNames = map[string]struct{ class, word string }{
	"note":      {"note", "Note"},
	"secondary": {"note", "Note"},
	"tip":       {"tip", "Tip"},
	"success":   {"tip", "Success"},
	"info":      {"info", "Info"},
	"important": {"info", "Important"},
	"warning":   {"warning", "Warning"},
	"caution":   {"warning", "Caution"},
	"danger":    {"danger", "Danger"},
}

var (
	kindAdmonition      = ast.NewNodeKind("Admonition")
	kindAdmonitionTitle = ast.NewNodeKind("AdmonitionTitle")
)

// admonitionNode is the box; its first child may be an admonitionTitle.
type admonitionNode struct {
	ast.BaseBlock
	name   string // a key of admonitionNames
	colons int    // length of the opening fence; 0 of an alert
	end    int    // in its last line that is known
}

func (n *admonitionNode) Kind() ast.NodeKind          { return kindAdmonition }
func (n *admonitionNode) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

// admonitionTitle holds the inline content of a title.
type admonitionTitle struct{ ast.BaseBlock }

func (n *admonitionTitle) Kind() ast.NodeKind          { return kindAdmonitionTitle }
func (n *admonitionTitle) Dump(source []byte, lvl int) { ast.DumpHelper(n, source, lvl, nil, nil) }

// admonitionParser reads `:::name title` … `:::`. A line of at least as many
// colons closes it and everything in it, so boxes of one length do not nest.
type admonitionParser struct{}

var (
	admonitionOpen           = regexp.MustCompile(`^(:{3,})([A-Za-z]+)(?:[ \t]+(.*?)|(\[.*\])?(\{.*\})?)[ \t]*$`)
	admonitionTitleAttribute = regexp.MustCompile(`\btitle="([^"]*)"`)
)

func (admonitionParser) Trigger() []byte { return []byte{':'} }

func (admonitionParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	pos := pc.BlockOffset()
	if pos < 0 {
		return nil, parser.NoChildren
	}
	m := admonitionOpen.FindSubmatchIndex(bytes.TrimRight(line[pos:], "\r\n"))
	if m == nil {
		return nil, parser.NoChildren
	}
	name := strings.ToLower(string(line[pos+m[4] : pos+m[5]]))
	if _, known := admonitionNames[name]; !known {
		return nil, parser.NoChildren
	}
	node := &admonitionNode{name: name, colons: m[3] - m[2], end: segment.Start}
	from, to := m[6], m[7] // title after a space
	if m[8] >= 0 {         // title in brackets
		from, to = m[8]+1, m[9]-1
	} else if m[10] >= 0 { // title as an attribute
		if t := admonitionTitleAttribute.FindSubmatchIndex(line[pos+m[10] : pos+m[11]]); t != nil {
			from, to = m[10]+t[2], m[10]+t[3]
		}
	}
	if from < to {
		title := &admonitionTitle{}
		start := segment.Start - segment.Padding + pos
		title.Lines().Append(text.NewSegment(start+from, start+to))
		title.SetPos(start + from)
		node.AppendChild(node, title)
	}
	reader.AdvanceToEOL()
	return node, parser.HasChildren
}

func (admonitionParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	line, segment := reader.PeekLine()
	box, trimmed := node.(*admonitionNode), bytes.TrimSpace(line)
	_, inCode := pc.LastOpenedBlock().Node.(*ast.FencedCodeBlock)
	if len(trimmed) >= box.colons && len(bytes.Trim(trimmed, ":")) == 0 && !inCode {
		box.end = segment.Start
		reader.AdvanceToEOL()
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

func (admonitionParser) Close(ast.Node, text.Reader, parser.Context) {}
func (admonitionParser) CanInterruptParagraph() bool                 { return true }
func (admonitionParser) CanAcceptIndentedLine() bool                 { return false }

// alertTransformer turns a quote that starts with `[!NOTE]` into an admonition.
type alertTransformer struct{}

var alertMarker = regexp.MustCompile(`^\[!([A-Za-z]+)\][ \t]*\r?\n?$`)

func (alertTransformer) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	eachBlock(doc, func(n ast.Node) {
		if quote, ok := n.(*ast.Blockquote); ok {
			alert(quote, reader.Source())
		}
	})
}

// alert replaces the quote when its first line is a marker alone.
func alert(quote *ast.Blockquote, source []byte) {
	first, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return
	}
	marker := first.Lines().At(0)
	m := alertMarker.FindSubmatch(marker.Value(source))
	if m == nil {
		return
	}
	name := strings.ToLower(string(m[1]))
	if _, known := admonitionNames[name]; !known {
		return
	}
	for child := first.FirstChild(); child != nil; {
		next := child.NextSibling()
		t, isText := child.(*ast.Text)
		first.RemoveChild(first, child)
		if isText && (t.SoftLineBreak() || t.HardLineBreak()) {
			break
		}
		child = next
	}
	if first.Lines().Len() > 1 {
		first.SetPos(first.Lines().At(1).Start)
	}
	node := &admonitionNode{name: name, end: marker.Start}
	node.SetPos(quote.Pos())
	for child := quote.FirstChild(); child != nil; {
		next := child.NextSibling()
		if child != ast.Node(first) || first.HasChildren() {
			node.AppendChild(node, child)
		}
		child = next
	}
	quote.Parent().ReplaceChild(quote.Parent(), quote, node)
}
