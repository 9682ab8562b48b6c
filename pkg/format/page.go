package format

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// page is what a reader sees of a document, in a form that can be compared.
type page struct{ html, facts string }

// SamePage reports whether two documents have the same page for its readers, to
// whom blanks beside a tag say nothing.
func (f *Formatter) SamePage(a, b *rca.Parsed) bool {
	x, y := pageOf(a, f.parser.Limits()), pageOf(b, f.parser.Limits())
	return x.facts == y.facts && besideTags.ReplaceAllString(x.html, "$1") == besideTags.ReplaceAllString(y.html, "$1")
}

var besideTags = regexp.MustCompile(`\s*(<[^>]*>)\s*`)

// pageOf reads and renders a document as its page has it. Code is not coloured:
// colours depend on nothing but the code, which the HTML has. The zero page is
// that of a document without one.
func pageOf(p *rca.Parsed, limits markdown.Limits) page {
	d := p.Document
	if d.Broken {
		return page{}
	}
	limits.PageSize, limits.CodeSize = 0, 1
	html, _, err := markdown.Render(nil, p.Source.Bytes, d.Body, markdown.RenderOptions{
		Link:       func(l markdown.Link) markdown.Reference { return markdown.Reference{Href: l.Target} },
		LevelShift: d.LevelShift, DropTitle: d.DropTitle, Limits: limits,
	})
	if err != nil {
		return page{}
	}
	return page{string(html), facts(d)}
}

// facts writes down what is read from a document for what surrounds its text,
// without the places.
func facts(d *rca.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %q %q %q %v %v\n", d.Title, d.Label, d.Status, d.Service, d.Description, d.Date, d.DropTitle)
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "%q %q\n", h.Text, h.ID)
	}
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "%q %d %v\n", s.Name, s.Heading, s.Empty)
	}
	for _, f := range d.List() {
		fmt.Fprintf(&b, "%s %q %v\n", f.Name, f.Values, f.Sure)
	}
	for _, e := range d.Facts.Timeline {
		fmt.Fprintf(&b, "%v %q %s %v\n", e.Time, e.Text, e.Phase, e.Public)
	}
	for _, a := range d.Facts.Actions {
		fmt.Fprintf(&b, "%q %q %q %v %v %q\n", a.Text, a.Owners, a.Tickets, a.State, a.Kind, a.DueText)
	}
	return b.String()
}

// sameKeys reports whether two documents have the same front matter, but for
// the order of its keys.
func sameKeys(a, b *rca.Parsed) bool {
	x, y := a.FrontMatter.Root, b.FrontMatter.Root
	return y != nil && len(x.Entries) == len(y.Entries) && !slices.ContainsFunc(x.Entries, func(e yaml.Entry) bool {
		other := y.Get(e.Key)
		return other == nil || !sameValue(e.Value, other.Value)
	})
}

// sameValue compares two values and all that is in them, without the places.
func sameValue(a, b *yaml.Node) bool {
	return a.Kind == b.Kind && a.Text == b.Text && a.Quoted == b.Quoted &&
		slices.EqualFunc(a.Items, b.Items, sameValue) &&
		slices.EqualFunc(a.Entries, b.Entries, func(x, y yaml.Entry) bool { return x.Key == y.Key && sameValue(x.Value, y.Value) })
}

// startOf returns the offset of the first byte of the line that holds an offset.
func startOf(source []byte, offset int) int {
	for offset > 0 && source[offset-1] != '\n' && source[offset-1] != '\r' {
		offset--
	}
	return offset
}

// lineOf returns the line that holds an offset, without its line end and the
// blanks in front of it, and the offset of the first byte behind the line end.
func lineOf(source []byte, offset int) (line diag.Span, next int) {
	end := offset
	for end < len(source) && source[end] != '\n' && source[end] != '\r' {
		end++
	}
	next = min(end+1, len(source))
	if end+1 < len(source) && source[end] == '\r' && source[end+1] == '\n' {
		next++
	}
	line = diag.Span{Start: startOf(source, offset), End: end}
	for line.End > line.Start && (source[line.End-1] == ' ' || source[line.End-1] == '\t') {
		line.End--
	}
	return line, next
}
