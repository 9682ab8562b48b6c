package build

import (
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
