package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
)

// Public returns the Markdown of a document as it may be published beside its
// page, nil when it may hold comments and Parse refuses it. It is the source from base on,
// byte for byte, but for line ends, which are LF, and for what the page leaves
// out too: comments of HTML and MDX, declarations and instructions. What is
// left renders as the whole does.
//
// A comment goes, with the blanks or the lines that it leaves empty. One that
// holds apart what would run together, two lists for example, stays as an empty
// comment.
func Public(source []byte, base int, limits Limits) []byte {
	body := unixLines(source[base:])
	if !mayHoldComments(body) { // most documents; parsing one costs much more than looking
		return body
	}
	p, problem := parseBody(body, 0, limits)
	if problem != nil {
		return nil
	}
	comments := p.comments()
	if len(comments) == 0 {
		return body
	}
	limits.PageSize, limits.CodeSize = 0, 1 // colours do not matter here
	whole := shownAs(body, limits)
	for i := range comments {
		comments[i].remove(p.body)
	}
	if short := without(body, comments); bytes.Equal(shownAs(short, limits), whole) {
		return short
	}
	for i := range comments {
		comments[i].gone = false
	}
	return without(body, comments)
}

// mayHoldComments reports whether anything in a text could begin a comment.
func mayHoldComments(body []byte) bool {
	return bytes.Contains(body, []byte("<!")) || bytes.Contains(body, []byte("<?")) || bytes.Contains(body, []byte("{/*"))
}

// unixLines returns a copy of the text with LF for every line end.
func unixLines(source []byte) []byte {
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(source, []byte("\r"), []byte("\n"))
}

// shownAs renders a document without white space: that of the page depends on
// where comments stood, that of its text is not touched.
func shownAs(body []byte, limits Limits) []byte {
	page, _, err := Render(nil, body, 0, RenderOptions{Link: func(l Link) Reference { return Reference{Href: l.Target} }, Limits: limits})
	if err != nil {
		return nil
	}
	return bytes.Join(bytes.Fields(page), nil)
}

// comment is a piece of a document's body that its page leaves out.
type comment struct {
	start, end int
	alone      bool // it is a block that can go without a change to its neighbours
	running    bool // it stands in running text
	heading    bool // it ends a heading and does not count for the heading's anchor
	gone       bool // it is removed
	blanks     int  // bytes of white space before it that go with it
}

// comments returns the comments of a document in the order of the text, none in
// another.
func (p *parsed) comments() []comment {
	var found []comment
	roots := []ast.Node{p.root}
	for _, n := range p.notes { // goldmark takes those that nothing refers to out of the tree
		if n.Index < 0 {
			roots = append(roots, n)
		}
	}
	for _, root := range roots {
		_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.RawHTML:
				found = append(found, p.inlineComment(n)...)
			case *ast.HTMLBlock:
				found = append(found, p.blockComments(n)...)
			case *east.TableRow, *east.TableHeader:
				found = append(found, p.behindRow(n)...)
			}
			return ast.WalkContinue, nil
		})
	}
	slices.SortFunc(found, func(a, b comment) int { return a.start - b.start })
	end := 0
	return slices.DeleteFunc(found, func(c comment) bool {
		inside := c.start < end
		end = max(end, c.end)
		return inside
	})
}

func (p *parsed) inlineComment(n *ast.RawHTML) []comment {
	source := segments(n.Segments, p.body)
	if n.Segments.Len() == 0 || !readTag(source).comment {
		return nil
	}
	c := comment{start: n.Segments.At(0).Start, end: n.Segments.At(n.Segments.Len() - 1).Stop}
	switch parent := n.Parent().(type) {
	case *ast.Paragraph:
		c.running = true
		c.alone = parent.Parent().Kind() == ast.KindDocument && p.onlyComments(parent) && apart(parent)
	case *ast.TextBlock, *east.TableCell:
		c.running = true
	case *ast.Heading:
		c.heading = parent.LastChild() == n && outOfAnchor(source)
	}
	return []comment{c}
}

// blockComments returns the comments in a block of HTML.
func (p *parsed) blockComments(n *ast.HTMLBlock) (found []comment) {
	block := readHTML(n, p.body)
	alone, at := n.Parent().Kind() == ast.KindDocument && apart(n), 0
	for z := html.NewTokenizer(bytes.NewReader(block.source)); ; {
		kind := z.Next()
		raw := z.Raw()
		if len(raw) > 0 && readTag(raw).comment && (kind == html.CommentToken || kind == html.DoctypeToken) {
			found = append(found, comment{start: block.offset(at), end: block.offset(at+len(raw)-1) + 1})
		} else if len(bytes.TrimSpace(raw)) > 0 {
			alone = false
		}
		if at += len(raw); kind == html.ErrorToken {
			break
		}
	}
	for i := range found {
		found[i].alone = alone
	}
	return found
}

// apart reports whether the blocks before and after one stay two blocks, and
// what they are, when an empty line takes its place.
func apart(n ast.Node) bool {
	switch before := n.PreviousSibling().(type) {
	case nil:
		return true
	case *ast.List, *east.FootnoteList, *east.Footnote, *ast.CodeBlock:
		return n.NextSibling() == nil
	default:
		_, code := n.NextSibling().(*ast.CodeBlock)
		return !code || before.Kind() != ast.KindParagraph
	}
}

// behindRow returns the comments behind the last cell of a table's row, which
// is no part of the table.
func (p *parsed) behindRow(row ast.Node) (found []comment) {
	start := max(0, row.Pos())
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		if lines := cell.Lines(); lines.Len() > 0 { // a short row is filled up
			start = max(start, lines.At(lines.Len()-1).Stop)
		}
	}
	rest := p.body[min(start, len(p.body)):]
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end]
	}
	for _, form := range [][2]string{{"<!--", "-->"}, {"{/*", "*/}"}} {
		for at := 0; ; {
			open := bytes.Index(rest[at:], []byte(form[0]))
			if open < 0 {
				break
			}
			open += at
			shut := bytes.Index(rest[open:], []byte(form[1]))
			if shut < 0 {
				break
			}
			at = open + shut + len(form[1])
			found = append(found, comment{start: start + open, end: start + at})
		}
	}
	return found
}

// remove decides that a comment goes, and with it the blanks before it or the
// lines that hold nothing else.
func (c *comment) remove(body []byte) {
	before := bytes.TrimRight(body[:c.start], " \t")
	lineStart := len(before) == 0 || before[len(before)-1] == '\n'
	ends := c.end == len(body) || body[c.end] == '\n'
	blank := len(before) < c.start && (ends || body[c.end] == ' ' || body[c.end] == '\t')
	switch {
	case c.alone:
		c.gone = true
	case (c.running && (blank || ends) || c.heading) && !lineStart && before[len(before)-1] != '\\':
		c.blanks, c.gone = c.start-len(before), true
	}
}

// without returns the body without the comments that are gone, the others empty.
func without(body []byte, comments []comment) []byte {
	out := make([]byte, 0, len(body))
	from := 0
	for _, c := range comments {
		if !c.gone {
			c.blanks = 0
		}
		out = append(out, body[from:max(from, c.start-c.blanks)]...)
		from = c.end
		switch {
		case !c.gone:
			out = append(out, c.emptied(body)...)
		case c.alone:
			out, from = closeGap(out, body, from)
		}
	}
	return append(out, body[from:]...)
}

// closeGap leaves one empty line where lines were taken out, none at the
// start, and returns where the text goes on.
func closeGap(out, body []byte, from int) ([]byte, int) {
	out = bytes.TrimRight(out, " \t")
	rest := body[from:]
	next := len(rest) - len(bytes.TrimLeft(rest, " \t\n"))
	if next < len(rest) { // the next block keeps its own indent
		next = bytes.LastIndexByte(rest[:next], '\n') + 1
		if next == 0 {
			return out, from
		}
	}
	out = bytes.TrimRight(out, "\n")
	switch {
	case len(out) == 0:
	case next == len(rest):
		out = append(out, '\n')
	default:
		out = append(out, "\n\n"...)
	}
	return out, from + next
}

// emptied returns a comment, a declaration or an instruction with nothing in it
// that begins, counts and ends as it did for every reader of Markdown.
func (c comment) emptied(body []byte) []byte {
	source := string(body[c.start:c.end])
	within := " "
	if c.running && strings.Contains(source, "\n") { // on one line, or with nothing before the break, it could make a definition
		within = " .\n"
	}
	lineEnds := source[len(strings.TrimRight(source, "\n")):]
	switch {
	case source == "<!-->", source == "<!--->":
		return []byte(source)
	case c.heading && strings.HasPrefix(source, "<!-- rcagen-"):
		return []byte("<!-- rcagen- -->")
	case strings.HasPrefix(source, "<!--") && !strings.HasSuffix(source, "-->") && !strings.HasSuffix(source, "--!>"):
		return []byte("<!--" + lineEnds) // not closed: the line ends are of the block around it
	}
	start := source[:min(len("<!D"), len(source))]
	for _, form := range [][2]string{{"{/*", "*/}"}, {"<!--", "-->"}, {"<!--", "--!>"}, {"<![CDATA[", "]]>"}, {"<![CDATA[", ">"}, {"<?", "?>"}, {"<?", ">"}, {start, ">"}} {
		if inner, is := strings.CutPrefix(source, form[0]); is && strings.HasSuffix(inner, form[1]) {
			if strings.TrimSpace(strings.TrimSuffix(inner, form[1])) == "" {
				return body[c.start:c.end]
			}
			return []byte(form[0] + within + form[1])
		}
	}
	return []byte(start + lineEnds)
}
