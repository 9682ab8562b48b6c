package markdown

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
)

// RenderOptions say how a document becomes HTML.
type RenderOptions struct {
	// Link tells where a link or an image leads. Only Kind and Target of the
	// link are set.
	Link       func(Link) Reference
	LevelShift int  // added to the level of every heading; the result stays within 2 to 6: level 1 is the page's title
	DropTitle  bool // leave out the document's first block, a heading that repeats the title
	Limits     Limits
	Memory     *Memory // of highlighted code; nil for none
}

// Reference is where a link leads.
type Reference struct {
	Href     string // as it stands in the attribute before escaping; "" publishes the text without a link
	External bool   // another site: the browser tells it nothing about the page
	Width    int    // of an image, in pixels; 0 when unknown
	Height   int
}

// ErrPageSize is returned for a page that would be larger than its limit.
var ErrPageSize = errors.New("page is larger than the limit")

// Render appends the HTML of the document whose Markdown starts at base.
// It reports what it could not colour. An error means that the page cannot be
// published: ErrPageSize, or a document that Parse refuses.
func Render(dst []byte, source []byte, base int, o RenderOptions) ([]byte, []diag.Diagnostic, error) {
	parsed, problem := parseBody(source, base, o.Limits)
	if problem != nil {
		return dst, nil, errors.New(problem.Message)
	}
	w := &htmlWriter{parsed: parsed, plain: treeBuilder{parsed: parsed}, o: o, out: dst, start: len(dst)}
	first := true
	for n := w.root.FirstChild(); n != nil && w.err == nil; n = n.NextSibling() {
		_, definition := n.(*ast.LinkReferenceDefinition)
		if !definition {
			if _, heading := n.(*ast.Heading); !(first && heading && o.DropTitle) {
				w.block(n)
			}
			first = false
		}
	}
	w.closeTags(0)
	w.full()
	return w.out, w.problems, w.err
}

// htmlWriter writes goldmark's nodes as HTML.
type htmlWriter struct {
	*parsed
	plain    treeBuilder // for plain text
	o        RenderOptions
	out      []byte
	start    int      // length of out before this document
	open     []string // allowed raw tags that are open, innermost last
	floor    int      // tags below this belong to an outer container
	inLink   bool     // a link cannot hold another
	problems []diag.Diagnostic
	err      error
}

func (w *htmlWriter) raw(s string)   { w.out = append(w.out, s...) }
func (w *htmlWriter) text(s string)  { w.out = appendEscaped(w.out, s, false) }
func (w *htmlWriter) bytes(s []byte) { w.out = appendEscaped(w.out, s, false) }

// attribute writes ` name="value"`.
func (w *htmlWriter) attribute(name, value string) {
	w.raw(" " + name + `="`)
	w.out = appendEscaped(w.out, value, true)
	w.raw(`"`)
}

// source writes Markdown text, escapes and entities resolved.
func (w *htmlWriter) source(text []byte) {
	eachPiece(text, func(plain []byte, _, _ int) { w.bytes(plain) })
}

// full reports whether the page is over its limit, which ends the rendering.
func (w *htmlWriter) full() bool {
	if w.err == nil && w.o.Limits.PageSize > 0 && len(w.out)-w.start > w.o.Limits.PageSize {
		w.err = ErrPageSize
	}
	return w.err != nil
}

// enter writes the start of a container and returns what leave wants to know:
// raw tags opened in a container are closed with it.
func (w *htmlWriter) enter(opening string) (floor int) {
	w.raw(opening)
	floor, w.floor = w.floor, len(w.open)
	return floor
}

// leave writes the end of a container.
func (w *htmlWriter) leave(floor int, ending string) {
	w.closeTags(w.floor)
	w.floor = floor
	w.raw(ending)
}

// closeTags closes the raw tags opened since there were depth of them.
func (w *htmlWriter) closeTags(depth int) {
	for len(w.open) > depth {
		w.raw("</" + w.open[len(w.open)-1] + ">")
		w.open = w.open[:len(w.open)-1]
	}
}

// blocks writes the children of a container.
func (w *htmlWriter) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil && !w.full(); c = c.NextSibling() {
		w.block(c)
	}
}

// block writes one block.
func (w *htmlWriter) block(n ast.Node) {
	if w.full() {
		return
	}
	switch n := n.(type) {
	case *ast.Paragraph:
		if w.figure(n) || w.onlyComments(n) {
			return
		}
		floor := w.enter("<p>")
		w.inlines(n)
		w.leave(floor, "</p>\n")
	case *ast.TextBlock:
		floor := w.enter("")
		w.inlines(n)
		w.leave(floor, "")
	case *ast.Heading:
		w.heading(n)
	case *ast.FencedCodeBlock:
		info := ""
		if n.Info != nil {
			info = plainOf(n.Info.Segment.Value(w.body))
		}
		w.code(n, info)
	case *ast.CodeBlock:
		w.code(n, "")
	case *ast.Blockquote:
		floor := w.enter("<blockquote>\n")
		w.blocks(n)
		w.leave(floor, "</blockquote>\n")
	case *ast.List:
		w.list(n)
	case *ast.ThematicBreak:
		w.raw("<hr>\n")
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *east.Table:
		w.table(n)
	case *admonitionNode:
		w.admonition(n)
	case *east.FootnoteList:
		w.raw("<section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n")
		w.blocks(n)
		w.raw("</ol>\n</section>\n")
	case *east.FootnoteBacklink: // of a footnote that ends with a list or code
		w.inline(n)
	case *east.Footnote:
		floor := w.enter(`<li id="fn:` + strconv.Itoa(n.Index) + "\">\n")
		w.blocks(n)
		w.leave(floor, "</li>\n")
	}
}

// heading writes a heading at its shifted level, with a link to itself.
func (w *htmlWriter) heading(n *ast.Heading) {
	level := strconv.Itoa(max(2, min(n.Level+w.o.LevelShift, 6)))
	id, _ := headingID(n)
	w.raw("<h" + level)
	if id != "" {
		w.attribute("id", id)
	}
	floor := w.enter(">")
	w.inlines(n)
	w.leave(floor, "")
	if id != "" {
		w.raw(`<a class="anchor"`)
		w.attribute("href", "#"+(&url.URL{Path: id}).EscapedPath())
		w.attribute("aria-label", "Section titled "+strings.TrimSpace(w.plain.plainText(n)))
		w.raw(">#</a>")
	}
	w.raw("</h" + level + ">\n")
}

// list writes a list; a list with check boxes is marked as one.
func (w *htmlWriter) list(n *ast.List) {
	name, class := "ul", ""
	start := ""
	if n.IsOrdered() {
		name = "ol"
		if n.Start != 1 {
			start = ` start="` + strconv.Itoa(n.Start) + `"`
		}
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if checkBox(item) != nil {
			class = ` class="tasks"`
		}
	}
	w.raw("<" + name + class + start + ">\n")
	for item := n.FirstChild(); item != nil && !w.full(); item = item.NextSibling() {
		opening := "<li>"
		if box := checkBox(item); box != nil && box.IsChecked {
			opening = `<li class="done">`
		}
		floor := w.enter(opening)
		w.blocks(item)
		w.leave(floor, "</li>\n")
	}
	w.raw("</" + name + ">\n")
}

// checkBox returns the box that a list item starts with, or nil.
func checkBox(item ast.Node) *east.TaskCheckBox {
	if text := item.FirstChild(); text != nil && text.FirstChild() != nil {
		box, _ := text.FirstChild().(*east.TaskCheckBox)
		return box
	}
	return nil
}

// table writes a table in a box that scrolls by itself on narrow screens.
func (w *htmlWriter) table(n *east.Table) {
	w.raw("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table>\n<thead>\n")
	body := false
	for row := n.FirstChild(); row != nil && !w.full(); row = row.NextSibling() {
		if _, header := row.(*east.TableHeader); header {
			w.row(row, `<th scope="col"`, "</th>")
			w.raw("</thead>\n")
			continue
		}
		if !body {
			body = true
			w.raw("<tbody>\n")
		}
		w.row(row, "<td", "</td>")
	}
	if body {
		w.raw("</tbody>\n")
	}
	w.raw("</table></div>\n")
}

// row writes the cells of a row.
func (w *htmlWriter) row(row ast.Node, opening, ending string) {
	w.raw("<tr>")
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		w.raw(opening)
		if cell, ok := c.(*east.TableCell); ok && (cell.Alignment == east.AlignRight || cell.Alignment == east.AlignCenter) {
			w.attribute("class", cell.Alignment.String())
		}
		floor := w.enter(">")
		w.inlines(c)
		w.leave(floor, ending)
	}
	w.raw("</tr>\n")
}

// admonition writes a titled box.
func (w *htmlWriter) admonition(n *admonitionNode) {
	look := admonitionNames[n.name]
	floor := w.enter(`<div class="admonition ` + look.class + "\" role=\"note\">\n")
	inner := w.enter(`<p class="admonition-title">`)
	if title, titled := n.FirstChild().(*admonitionTitle); titled {
		w.inlines(title)
	} else {
		w.text(look.word)
	}
	w.leave(inner, "</p>\n")
	w.blocks(n)
	w.leave(floor, "</div>\n")
}

// htmlBlock writes what is allowed of a block of raw HTML. Tags that HTML
// does not know are shown as they were written.
func (w *htmlWriter) htmlBlock(n *ast.HTMLBlock) {
	source := readHTML(n, w.body).source
	eachTag(source, func(raw []byte, _ int, t tag, text bool) {
		switch {
		case w.full():
		case text:
			w.text(html.UnescapeString(string(raw)))
		case t.shown():
			w.raw("<code>")
			w.text(string(raw))
			w.raw("</code>")
		case t.kept(true):
			w.tag(t)
		}
	})
}

// maxOpenTags bounds the raw tags that are open in one container; a browser
// reads no more than some hundred elements in one another.
const maxOpenTags = 32

// tag writes an allowed raw tag, bare. A tag closes only what was opened in
// the same container.
func (w *htmlWriter) tag(t tag) {
	name := strings.ToLower(t.name)
	switch {
	case name == "br":
		w.raw("<br>")
	case !t.closing && len(w.open)-w.floor >= maxOpenTags:
	case !t.closing:
		w.open = append(w.open, name)
		w.raw("<" + name + ">")
	default:
		for i := len(w.open) - 1; i >= w.floor; i-- {
			if w.open[i] == name {
				w.closeTags(i)
				return
			}
		}
	}
}

// code writes a code block: its title as a caption, its lines coloured.
func (w *htmlWriter) code(n ast.Node, info string) {
	text := w.plain.codeText(n).String
	key := memoryKey{info, text}
	if known, ok := w.o.Memory.get(key); ok {
		w.raw(known)
		return
	}
	start := len(w.out)
	if w.codeBlock(parseFence(info), text) {
		w.o.Memory.put(key, string(w.out[start:]))
		return
	}
	w.problems = append(w.problems, diag.Diagnostic{
		Rule:    "code/not-highlighted",
		Message: fmt.Sprintf("code block is too slow to colour as `%s`; it is shown plain", parseFence(info).lang),
		Span:    w.span(max(0, n.Pos()), max(0, n.Pos())+3),
		Help:    []string{"shorten it, or name another language"},
	})
}
