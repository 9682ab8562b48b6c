package lsp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// holds reports whether a span has an offset in it or at its end.
func within(s diag.Span, offset int) bool { return s.Start <= offset && offset <= s.End }

// linkAt returns the link of a document that is at an offset, the inner one of two.
func linkAt(d *rca.Document, offset int) (markdown.Link, bool) {
	at := -1
	for i, l := range d.Links {
		if within(l.Span, offset) && (at < 0 || l.Span.Len() <= d.Links[at].Span.Len()) {
			at = i
		}
	}
	if at < 0 {
		return markdown.Link{}, false
	}
	return d.Links[at], true
}

// goal is where a link leads: a document, a heading in it, or another file.
type goal struct {
	file     string // path in the project
	fragment string
	page     *site.Page
}

// follow finds out where a link of a document leads in the project; false when it
// leads to nothing that has a file.
func (st *state) follow(d *rca.Document, l markdown.Link) (goal, bool) {
	t := st.snapshot.Site.Resolve(st.snapshot.Site.PageOf(d), l)
	_, fragment, _ := strings.Cut(l.Target, "#")
	switch {
	case t.Kind == site.TargetSelf:
		return goal{file: d.File, fragment: t.Fragment, page: t.Page}, true
	case t.Page != nil:
		return goal{file: t.Page.Document.File, fragment: t.Fragment, page: t.Page}, true
	case t.Asset != nil:
		return goal{file: t.Asset.File}, true
	case t.Problem.Kind == site.ToDraft:
		return goal{file: t.Problem.Path, fragment: fragment}, true
	}
	return goal{}, false
}

// document returns a document of the project as it was read.
func (st *state) document(file string) *rca.Document {
	for _, p := range st.snapshot.Site.Pages {
		if p.Document.File == file {
			return p.Document
		}
	}
	for _, d := range st.snapshot.Site.Drafts() {
		if d.File == file {
			return d
		}
	}
	return nil
}

// documents lists the documents of the project that have a page, or would have one
// if they were no drafts.
func (st *state) documents() (list []*rca.Document) {
	for _, p := range st.snapshot.Site.Pages {
		list = append(list, p.Document)
	}
	return append(list, st.snapshot.Site.Drafts()...)
}

// places returns the places in the text that a document was read from; nil when that
// is no longer the file's.
func (st *state) places(d *rca.Document, utf8 bool) *places {
	f, err := st.snapshot.File(d.File)
	if err != nil || sha256.Sum256(f.Bytes) != d.Hash {
		return nil
	}
	return newPlaces(d.File, f.Bytes, utf8)
}

// definition returns where the link at a place leads.
func (s *server) definition(ctx context.Context, p *positionParams) ([]location, error) {
	t, st, err := s.settled(ctx, p.TextDocument.URI)
	if err != nil || t.parsed() == nil {
		return nil, err
	}
	d := t.parsed().Document
	l, ok := linkAt(d, t.places.offset(p.Position))
	if !ok {
		return nil, nil
	}
	g, ok := st.follow(d, l)
	if !ok || t.project.dir == "" {
		return nil, nil
	}
	to := location{URI: s.uriIn(t.project, g.file)}
	if target := st.document(g.file); target != nil {
		to.Range = s.heading(st, target, g.fragment)
	}
	return []location{to}, nil
}

// heading returns where a heading of a document is, or where its text begins.
func (s *server) heading(st *state, d *rca.Document, anchor string) span {
	at := st.places(d, s.utf8)
	if at == nil {
		return span{}
	}
	for _, h := range d.Headings {
		if anchor != "" && h.ID == anchor {
			return at.span(h.Span)
		}
	}
	return span{}
}

// settled returns a text that is open, and the state of its project that holds all
// that was typed.
func (s *server) settled(ctx context.Context, uri string) (*text, *state, error) {
	t, err := s.text(uri)
	if err != nil {
		return nil, nil, err
	}
	st, err := t.project.latest(ctx)
	if err != nil {
		return nil, nil, err
	}
	t, err = s.text(uri) // it may have been typed on
	return t, st, err
}

// references lists the links to what is at a place: to where the link at that place
// leads, else to the heading there, else to the document.
func (s *server) references(ctx context.Context, p *referenceParams) ([]location, error) {
	t, st, err := s.settled(ctx, p.TextDocument.URI)
	if err != nil || t.parsed() == nil || t.project.dir == "" {
		return nil, err
	}
	offset := t.places.offset(p.Position)
	d := t.parsed().Document
	to := goal{file: d.File}
	if l, ok := linkAt(d, offset); ok {
		if to, ok = st.follow(d, l); !ok {
			return nil, nil
		}
	} else if h := headingAt(d, offset); h != nil {
		to.fragment = h.ID
	}
	list := s.links(ctx, t.project, st, to)
	if p.Context.IncludeDeclaration {
		if target := st.document(to.file); target != nil {
			list = append([]location{{s.uriIn(t.project, to.file), s.heading(st, target, to.fragment)}}, list...)
		}
	}
	return list, nil
}

// headingAt returns the heading on the line of an offset; nil when there is none.
func headingAt(d *rca.Document, offset int) *rca.Heading {
	for i := range d.Headings {
		if within(d.Headings[i].Span, offset) {
			return &d.Headings[i]
		}
	}
	return nil
}

// links lists the links of a project that lead to a document, or to one heading or
// another file.
func (s *server) links(ctx context.Context, p *project, st *state, to goal) (list []location) {
	documents := st.documents()
	slices.SortFunc(documents, func(a, b *rca.Document) int { return cmp.Compare(a.File, b.File) })
	for _, d := range documents {
		var at *places
		for _, l := range d.Links {
			if ctx.Err() != nil {
				return nil
			}
			g, ok := st.follow(d, l)
			if !ok || g.file != to.file || to.fragment != "" && g.fragment != to.fragment {
				continue
			}
			if at == nil {
				if at = st.places(d, s.utf8); at == nil {
					break
				}
			}
			list = append(list, location{s.uriIn(p, d.File), at.span(l.Span)})
		}
	}
	return list
}

// escapes are for what would end a target or mean something in an address.
var escapes = strings.NewReplacer("%", "%25", " ", "%20", "#", "%23", "?", "%3F", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "\n", "%0A", "\r", "%0D")

// target returns the target of a link from one file of a project to another.
func target(from, to string) string {
	up := ""
	dir := path.Dir(from)
	for dir != "." && to != dir && !strings.HasPrefix(to, dir+"/") {
		up += "../"
		dir = path.Dir(dir)
	}
	if dir != "." {
		to = strings.TrimPrefix(to, dir+"/")
	}
	if up == "" {
		up = "./"
	}
	return escapes.Replace(up + to)
}
