package markdown

import (
	"bytes"
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
		w.source(n.Segment.Value(w.body))
		switch {
		case n.HardLineBreak():
			w.raw("<br>\n")
		case n.SoftLineBreak():
			w.raw("\n")
		}
	case *ast.String:
		w.bytes(n.Value)
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
		floor := w.enter("<" + name + ">")
		w.inlines(n)
		w.leave(floor, "</"+name+">")
	case *east.Strikethrough:
		floor := w.enter("<del>")
		w.inlines(n)
		w.leave(floor, "</del>")
	case *ast.Link:
		linked := w.openLink(Link{Kind: Inline, Target: plainOf(n.Destination)}, n.Title)
		floor := w.enter("")
		w.inlines(n)
		w.leave(floor, "")
		w.closeLink(linked)
	case *ast.AutoLink:
		linked := w.openLink(Link{Kind: Autolink, Target: autoTarget(n, w.body)}, nil)
		w.bytes(n.Label(w.body))
		w.closeLink(linked)
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

// openLink starts a link. It returns false when there is none: the target
// leads nowhere, or the text is part of a link already.
func (w *htmlWriter) openLink(l Link, title []byte) bool {
	if w.inLink {
		return false
	}
	ref := w.o.Link(l)
	if ref.Href == "" {
		return false
	}
	w.inLink = true
	w.raw("<a")
	w.attribute("href", ref.Href)
	if len(title) > 0 {
		w.attribute("title", plainOf(title))
	}
	if ref.External {
		w.raw(` rel="noopener noreferrer"`)
	}
	w.raw(">")
	return true
}

func (w *htmlWriter) closeLink(linked bool) {
	if linked {
		w.inLink = false
		w.raw("</a>")
	}
}

// image writes an image, or its alternative text when there is none to show.
func (w *htmlWriter) image(n *ast.Image) {
	ref := w.o.Link(Link{Kind: Image, Target: plainOf(n.Destination)})
	if ref.Href == "" {
		w.text(w.plain.plainText(n))
		return
	}
	w.picture(n, ref, plainOf(n.Title))
}

// figure writes a paragraph that is one image with a title: the title is its
// caption, and stands nowhere else. It returns false for another paragraph.
func (w *htmlWriter) figure(n *ast.Paragraph) bool {
	image, ok := n.FirstChild().(*ast.Image)
	if !ok || image.NextSibling() != nil || len(bytes.TrimSpace(image.Title)) == 0 {
		return false
	}
	ref := w.o.Link(Link{Kind: Image, Target: plainOf(image.Destination)})
	if ref.Href == "" {
		return false
	}
	w.raw("<figure>")
	w.picture(image, ref, "")
	w.raw("<figcaption>")
	w.text(plainOf(image.Title))
	w.raw("</figcaption></figure>\n")
	return true
}

// picture writes the element of an image; without a title when that is "".
func (w *htmlWriter) picture(n *ast.Image, ref Reference, title string) {
	w.raw("<img")
	w.attribute("src", ref.Href)
	w.attribute("alt", strings.Join(strings.Fields(w.plain.plainText(n)), " "))
	if strings.TrimSpace(title) != "" {
		w.attribute("title", title)
	}
	if ref.Width > 0 && ref.Height > 0 {
		w.raw(` width="` + strconv.Itoa(ref.Width) + `" height="` + strconv.Itoa(ref.Height) + `"`)
	}
	if !strings.HasPrefix(ref.Href, "data:") { // else it is there already
		w.raw(` loading="lazy"`)
	}
	w.raw(` decoding="async">`)
}

// inlineTag writes an allowed raw tag, or a tag that HTML does not know as text.
func (w *htmlWriter) inlineTag(n *ast.RawHTML) {
	source := segments(n.Segments, w.body)
	switch t := readTag(source); {
	case t.shown():
		w.bytes(source)
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

// footnoteLink writes the number of a footnote, as a link where that is possible.
func (w *htmlWriter) footnoteLink(n *east.FootnoteLink) {
	number := strconv.Itoa(n.Index)
	w.raw(`<sup id="fnref:` + footnoteID(n.Index, n.RefIndex) + `">`)
	if w.inLink {
		w.raw(number + "</sup>")
		return
	}
	w.raw(`<a href="#fn:` + number + `" aria-label="Footnote ` + number + `">` + number + "</a></sup>")
}

// footnoteID tells several references to one footnote apart.
func footnoteID(index, reference int) string {
	if reference == 0 {
		return strconv.Itoa(index)
	}
	return strconv.Itoa(index) + ":" + strconv.Itoa(reference)
}
