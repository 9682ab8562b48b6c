package build

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/site"
)

// text writes the HTML of a page's text, whose source is given, and returns
// what rendering it has found. A document that cannot be shown is a *PageError.
func text(out io.Writer, p *site.Page, source []byte, link func(markdown.Link) markdown.Reference, limits markdown.Limits, code *markdown.Memory) ([]diag.Diagnostic, error) {
	d := p.Document
	html, problems, err := markdown.Render(nil, source, d.Body, markdown.RenderOptions{
		Link:       link,
		LevelShift: d.LevelShift,
		DropTitle:  d.DropTitle,
		Limits:     limits,
		Memory:     code,
	})
	for i := range problems {
		problems[i].Path = d.File
	}
	if errors.Is(err, markdown.ErrPageSize) {
		limit := int64(limits.PageSize)
		return problems, &PageError{diag.Diagnostic{
			Rule: "file/too-complex", Path: d.File,
			Message: "the page would be larger than " + diag.Size(limit, limit),
			Help:    []string{"split the document, or raise `limits.page_size` in " + ConfigName},
		}}
	}
	if err != nil {
		return problems, err
	}
	_, err = out.Write(html)
	return problems, err
}

// public writes the Markdown of a page's text as anybody may read it: without
// comments, and with links that lead where those of the page lead.
func public(out io.Writer, s *site.Site, p *site.Page, source []byte, limits markdown.Limits) error {
	d := p.Document
	text := markdown.Public(redirected(s, p, source), d.Body, limits)
	if text == nil {
		return &PageError{diag.Diagnostic{Rule: "file/too-complex", Path: d.File, Message: "the Markdown of the page cannot be published"}}
	}
	_, err := out.Write(bytes.TrimLeft(text, "\n"))
	return err
}

// redirected returns a document's source with the addresses that its page has in
// place of paths to files. Targets of references stand elsewhere and stay.
func redirected(s *site.Site, p *site.Page, source []byte) []byte {
	var text []byte
	from := 0
	for _, l := range p.Document.Links {
		at := l.TargetSpan
		if l.Kind == markdown.Autolink || at == l.Span || at.Start < from || at.End > len(source) {
			continue
		}
		t := s.Resolve(p, l)
		if t.Kind != site.TargetPage && t.Kind != site.TargetList && t.Kind != site.TargetAsset {
			continue
		}
		text = append(append(text, source[from:at.Start]...), t.Href(p)...)
		from = at.End
	}
	if from == 0 {
		return source
	}
	return append(text, source[from:]...)
}

// PageError is a problem in the content that keeps a page from being made.
type PageError struct{ Diagnostic diag.Diagnostic }

func (e *PageError) Error() string { return e.Diagnostic.Path + ": " + e.Diagnostic.Message }

// reference resolves the links of one page.
func reference(s *site.Site, p *site.Page) func(markdown.Link) markdown.Reference {
	return func(l markdown.Link) markdown.Reference {
		t := s.Resolve(p, l)
		r := markdown.Reference{Href: t.Href(p)}
		if t.Kind == site.TargetExternal {
			r.External = strings.HasPrefix(t.Address, "http") || strings.HasPrefix(t.Address, "//")
		}
		if t.Asset != nil {
			r.Width, r.Height = t.Asset.Width, t.Asset.Height
		}
		return r
	}
}
