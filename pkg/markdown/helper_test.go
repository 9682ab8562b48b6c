package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/net/html"
)

// testLimits are limits of the size that a project has by default.
var testLimits = Limits{
	Nesting: 64, LineLength: 64 << 10, TableCells: 100_000, PageSize: 8 << 20,
	CodeSize: 64 << 10, CodeTime: 300 * time.Millisecond,
}

var lineBreaks = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// allowed lets through what the site publishes: http, https, mailto, tel and
// relative addresses.
func allowed(l Link) Reference {
	target := strings.TrimFunc(l.Target, func(r rune) bool { return r <= ' ' })
	target = lineBreaks.Replace(target)
	switch scheme(target) {
	case "http", "https":
		return Reference{Href: target, External: true}
	case "", "mailto", "tel":
		return Reference{Href: target}
	}
	return Reference{}
}

// identity lets everything through, to see that escaping alone is right.
func identity(l Link) Reference { return Reference{Href: l.Target} }

// scheme returns what a browser takes for the scheme of an address.
func scheme(target string) string {
	name, _, found := strings.Cut(target, ":")
	if !found || strings.ContainsAny(name, "/?#") {
		return ""
	}
	return strings.ToLower(name)
}

// renderTest renders a document whole and fails on an error.
func renderTest(tb testing.TB, source string, o RenderOptions) string {
	tb.Helper()
	if o.Link == nil {
		o.Link = identity
	}
	if o.Limits == (Limits{}) {
		o.Limits = testLimits
	}
	out, _, err := Render(nil, []byte(source), 0, o)
	if err != nil {
		tb.Fatalf("render: %v", err)
	}
	return string(out)
}

// checkTree returns what is wrong with the places in a tree.
func checkTree(source []byte, base int, tree *Tree) error {
	c := treeCheck{source: source, base: base}
	c.siblings(tree.Blocks, diag.Span{Start: base, End: len(source)})
	for _, l := range tree.Links {
		c.span("link "+l.Target, l.Span)
		c.span("target "+l.Target, l.TargetSpan)
		written := plainOf(c.at(l.TargetSpan))
		if l.Kind == Autolink {
			written = string(c.at(l.TargetSpan))
		}
		switch {
		case l.TargetSpan == l.Span && l.Kind != Autolink: // a reference, or no target at all
		case l.Kind == Autolink && !strings.HasSuffix(l.Target, written) || l.Kind != Autolink && written != l.Target:
			c.fail("target %q stands at %q", l.Target, written)
		}
	}
	for _, h := range tree.RawHTML {
		c.span("raw HTML", h.Span)
		if h.Name != "" && !strings.Contains(string(c.at(h.Span)), h.Name) {
			c.fail("tag %q stands at %q", h.Name, c.at(h.Span))
		}
	}
	for _, p := range tree.Problems {
		c.span(p.Rule, p.Span)
	}
	return c.err
}

type treeCheck struct {
	source []byte
	base   int
	err    error
}

func (c *treeCheck) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func (c *treeCheck) at(s diag.Span) []byte {
	if s.Start < 0 || s.End > len(c.source) || s.Start > s.End {
		return nil
	}
	return c.source[s.Start:s.End]
}

func (c *treeCheck) span(what string, s diag.Span) {
	if s.Start < c.base || s.End < s.Start || s.End > len(c.source) {
		c.fail("%s: span %v outside of %d–%d", what, s, c.base, len(c.source))
	}
}

// siblings checks blocks: in order, apart, and within what holds them.
func (c *treeCheck) siblings(blocks []*Block, within diag.Span) {
	end := within.Start
	for _, b := range blocks {
		c.span(b.Kind.String(), b.Span)
		if b.Kind == FootnoteDefinition { // collected from anywhere
			c.siblings(b.Children, b.Span)
			continue
		}
		if b.Span.Start < end || b.Span.End > within.End {
			c.fail("%v at %v: out of order or outside of %v", b.Kind, b.Span, within)
		}
		end = b.Span.End
		c.text(b)
		c.siblings(b.Children, b.Span)
	}
}

// text checks that runs of text stand where they say.
func (c *treeCheck) text(b *Block) {
	last := 0
	for _, r := range b.Text.runs {
		span := diag.Span{Start: r.file, End: r.file + r.fileLen}
		c.span("text of "+b.Kind.String(), span)
		if r.text != last {
			c.fail("run at %d of the text, want %d", r.text, last)
		}
		last = r.text + r.textLen
		if r.textLen == r.fileLen && !sameText(b.Text.String[r.text:last], c.at(span)) {
			c.fail("text %q stands at %q", b.Text.String[r.text:last], c.at(span))
		}
	}
	if last != len(b.Text.String) {
		c.fail("runs cover %d of %d bytes", last, len(b.Text.String))
	}
}

// sameText compares text with its source; a line break is a space or LF.
func sameText(text string, source []byte) bool {
	for i := range source {
		if text[i] != source[i] && !(source[i] == '\n' && text[i] == ' ') && source[i] != '\r' {
			return len(source) == 1 && text == ";" // an entity of one byte does not exist
		}
	}
	return true
}

// published lists the elements that a page may hold and their attributes.
var published = map[string][]string{
	"a": {"href", "title", "rel", "class", "aria-label"}, "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
	"pre": {"tabindex", "class"}, "code": {"class"}, "span": {"class"}, "figure": {"class"}, "figcaption": {},
	"div": {"class", "role", "tabindex", "aria-label"}, "section": {"class", "aria-label"}, "p": {"class"},
	"h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
	"ul": {"class"}, "ol": {"start", "class"}, "li": {"class", "id"}, "input": {"type", "disabled", "checked", "aria-label"},
	"table": {}, "thead": {}, "tbody": {}, "tr": {}, "th": {"scope", "class"}, "td": {"class"},
	"blockquote": {}, "em": {}, "strong": {}, "del": {}, "br": {}, "hr": {}, "sup": {"id"}, "sub": {}, "kbd": {},
	"details": {}, "summary": {},
}

// checkSafe returns what is wrong with a page: an element or attribute that is
// not published, an unknown scheme, or a tag that outlives the page's text.
func checkSafe(page string, schemes bool) error {
	const after = "after-the-text-of-the-page"
	root, err := html.Parse(strings.NewReader("<!DOCTYPE html><body><main>" + page + "</main><p id=" + after + "></p>"))
	if err != nil {
		return err
	}
	body := root.LastChild.LastChild
	main := body.FirstChild
	if main == nil || main.Data != "main" || main.NextSibling == nil || main.NextSibling.NextSibling != nil ||
		len(main.NextSibling.Attr) != 1 || main.NextSibling.Attr[0].Val != after || main.NextSibling.FirstChild != nil {
		return fmt.Errorf("the text does not stay in its container")
	}
	for n := range main.Descendants() {
		if err := checkNode(n, schemes); err != nil {
			return err
		}
	}
	return nil
}

func checkNode(n *html.Node, schemes bool) error {
	if n.Type == html.TextNode {
		return nil
	}
	known, ok := published[n.Data]
	if n.Type != html.ElementNode || n.Namespace != "" || !ok {
		return fmt.Errorf("<%s> is published", n.Data)
	}
	for _, a := range n.Attr {
		if !slices.Contains(known, a.Key) {
			return fmt.Errorf("<%s %s=%q> is published", n.Data, a.Key, a.Val)
		}
		if (a.Key == "href" || a.Key == "src") && schemes {
			switch scheme(a.Val) {
			case "", "http", "https", "mailto", "tel":
			default:
				return fmt.Errorf("scheme of %q is published", a.Val)
			}
		}
	}
	return nil
}

// checkNesting returns what is wrong with the tags as they are written: every
// one is closed, in order, and no link is in a link.
func checkNesting(page string) error {
	var open []string
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Errorf("<%s> is not closed", open[len(open)-1])
			}
			return nil
		case html.StartTagToken:
			name, _ := z.TagName()
			switch tag := string(name); tag {
			case "br", "hr", "img", "input":
			default:
				if tag == "a" && slices.Contains(open, "a") {
					return fmt.Errorf("a link in a link")
				}
				open = append(open, tag)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return fmt.Errorf("</%s> closes %q", name, open)
			}
			open = open[:len(open)-1]
		case html.CommentToken, html.DoctypeToken, html.SelfClosingTagToken:
			return fmt.Errorf("%q is published", z.Raw())
		}
	}
}

// checkRender renders twice, with both kinds of links, and returns what is wrong.
func checkRender(source []byte, base int, limits Limits) error {
	for _, strict := range []bool{true, false} {
		o := RenderOptions{Link: identity, Limits: limits}
		if strict {
			o.Link = allowed
		}
		first, problems, err := Render(nil, source, base, o)
		second, again, errAgain := Render([]byte("before"), source, base, o)
		if (err == nil) != (errAgain == nil) {
			return fmt.Errorf("errors differ: %v, %v", err, errAgain)
		}
		if len(problems) == 0 && len(again) == 0 && !bytes.Equal(first, second[len("before"):]) {
			return fmt.Errorf("two renderings differ:\n%s\n%s", first, second)
		}
		if err == nil {
			if err := errors.Join(checkSafe(string(first), strict), checkNesting(string(first))); err != nil {
				return fmt.Errorf("%w in\n%s", err, first)
			}
		}
	}
	return nil
}
