package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// inlines writes the running text in a block.
func (w *htmlWriter) inlines(n ast.Node) {
	for c := n.FirstChild(); c != nil && !w.full(); c = c.NextSibling() {
		w.inline(c)
	}
}

func (w *htmlWriter) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		if n.IsRaw() {
			w.text(string(n.Segment.Value(w.body)))
		} else {
			w.source(n.Segment.Value(w.body))
		}
		switch {
		case n.HardLineBreak():
			w.raw("<br>\n")
		case n.SoftLineBreak():
			w.raw("\n")
		}
	case *ast.String:
		w.text(string(n.Value))
	case *ast.CodeSpan:
		w.raw("<code>")
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				w.text(strings.ReplaceAll(string(t.Segment.Value(w.body)), "\n", " "))
			}
		}
		w.raw("</code>")
	case *ast.Emphasis:
		name := "em"
		if n.Level == 2 {
			name = "strong"
		}
		w.within("<"+name+">", "</"+name+">", func() { w.inlines(n) })
	case *east.Strikethrough:
		w.within("<del>", "</del>", func() { w.inlines(n) })
	case *ast.Link:
		w.link(Link{Kind: Inline, Target: plainOf(n.Destination)}, n.Title, func() { w.inlines(n) })
	case *ast.AutoLink:
		label := string(n.Label(w.body))
		w.link(Link{Kind: Autolink, Target: autoTarget(n, w.body)}, nil, func() { w.text(label) })
	case *ast.Image:
		w.image(n)
	case *ast.RawHTML:
		w.inlineTag(n)
	case *east.TaskCheckBox:
		w.taskBox(n)
	case *east.FootnoteLink:
		w.footnoteLink(n)
	case *east.FootnoteBacklink:
		w.raw(` <a class="back" href="#fnref:` + footnoteID(n.Index, n.RefIndex) + `" aria-label="Back to the text">↩</a>`)
	default:
		w.inlines(n)
	}
}

// link writes a link, or its text alone when it leads nowhere.
func (w *htmlWriter) link(l Link, title []byte, content func()) {
	ref := w.o.Link(l)
	if ref.Href == "" {
		w.within("", "", content)
		return
	}
	w.raw("<a")
	w.attribute("href", ref.Href)
	if len(title) > 0 {
		w.attribute("title", plainOf(title))
	}
	if ref.External {
		w.raw(` rel="noopener noreferrer"`)
	}
	w.within(">", "</a>", content)
}

// image writes an image, or its alternative text when there is none to show.
func (w *htmlWriter) image(n *ast.Image) {
	var alt textBuilder
	(&treeBuilder{parsed: w.parsed}).inline(&alt, n)
	ref := w.o.Link(Link{Kind: Image, Target: plainOf(n.Destination)})
	if ref.Href == "" {
		w.text(alt.text.String())
		return
	}
	w.raw("<img")
	w.attribute("src", ref.Href)
	w.attribute("alt", strings.Join(strings.Fields(alt.text.String()), " "))
	if len(n.Title) > 0 {
		w.attribute("title", plainOf(n.Title))
	}
	if ref.Width > 0 && ref.Height > 0 {
		w.raw(` width="` + strconv.Itoa(ref.Width) + `" height="` + strconv.Itoa(ref.Height) + `"`)
	}
	w.raw(` loading="lazy">`)
}

// inlineTag writes an allowed raw tag, or a tag that HTML does not know as text.
func (w *htmlWriter) inlineTag(n *ast.RawHTML) {
	source := segments(n.Segments, w.body)
	switch t := readTag(source); {
	case t.shown():
		w.text(string(source))
	case !t.comment && t.kept(false):
		w.tag(t)
	}
}

func (w *htmlWriter) taskBox(n *east.TaskCheckBox) {
	if n.IsChecked {
		w.raw(`<input type="checkbox" disabled checked aria-label="Done"> `)
		return
	}
	w.raw(`<input type="checkbox" disabled aria-label="Open"> `)
}

func (w *htmlWriter) footnoteLink(n *east.FootnoteLink) {
	number := strconv.Itoa(n.Index)
	w.raw(`<sup id="fnref:` + footnoteID(n.Index, n.RefIndex) + `"><a href="#fn:` + number +
		`" aria-label="Footnote ` + number + `">` + number + "</a></sup>")
}

// footnoteID tells several references to one footnote apart.
func footnoteID(index, reference int) string {
	if reference == 0 {
		return strconv.Itoa(index)
	}
	return strconv.Itoa(index) + ":" + strconv.Itoa(reference)
}
