// Package render turns a site and its templates into one page, one list or one
// asset at a time.
//
// [LoadTemplates] reads the templates; [Renderer.Outputs] says what there is to
// render, [Renderer.Output] what is at one address; [Renderer.Prepare] gives an
// output its key, [Renderer.Render] writes it. What many pages share is made when the first one asks for it; nothing
// else is kept, so that a site of any size needs the memory of one page. All of
// it may be called by several goroutines.
//
// # What a page costs
//
// A page shows the navigation around itself. Its entries are rendered once for
// each group and depth of page, not once for each page: a page cuts its window
// out of the finished text. In the same way a row of a list is rendered once,
// and every list that the incident is in uses it. A page of a list has at most
// [site.ListSize] rows, so that all pages together grow in step with the site.
//
// # Keys
//
// [Output.Key] is a digest of everything that an output shows: what its
// template is given, the templates, and where the links in its text lead. The
// text itself stands in it by the hash of the document. An output whose key is
// unchanged need not be rendered again by the same rcagen. Keys are made
// without rendering.
//
// # For programs
//
// Some outputs are made by no template: feeds, incidents.json with its schema, a
// sitemap, files that tell hosts which headers to send, and beside each page its
// Markdown, its data and its picture. The types record and pageRecord say what
// incidents.json and index.json hold; incidents.schema.json says the same to
// others, and a test holds one against the other. A file of the project with the
// name of such an output is published in its place.
//
// Their keys cover more than they show: those of the site stand for every
// document, so that they are made again, and mostly not written, after each
// change. Those that grow with the site are written in pieces
// ([Output.GrowsWithSite]).
//
// # Addresses
//
// Links are relative to the page they stand on, so that a site works below any
// path. Only the page for missing addresses, which is shown at all of them,
// links from the host's root.
//
// # Templates
//
// Every whole page gets a value with these fields:
//
//	.Site .Title .Description  texts; .Title is the browser's, .Site the site's own
//	.Canonical                 the page's full address; empty when the site's is unknown
//	.NoIndex                   search engines are asked to leave the page out
//	.Root .List                links to the site's root and to the list of all incidents
//	.Actions .Trends .Search   links to the overviews and the search page
//	.Style .Overview .Script   links to site.css, overview.css and site.js; .Overview is
//	                           empty on the page of a document
//	.Find .SearchClient        whether the bar has a search field, and a link to search.js
//	.Diagrams                  what draws diagrams: links to its .Style, its .Script and
//	                           the .Frame that the script draws in; nil when there are none
//	.Zone                      of times without one; empty for UTC
//	.Here                      which entry of the main navigation the page is
//	.Sidebar                   for sidebar.html
//	.Meta                      for meta.html: what the head tells programs; nil on 404.html
//	.Offline                   what stands in place of the site's files in an exported page (its
//	                           .Style and .Policy) and tells where the page is from (.Date,
//	                           .Source, .Digest); nil on the site
//
// page.html also gets .Heading, .Lang, .Group, .Date, .Status, .Severity, .Facts,
// .Told, .Glance, .Ribbon, .Note, .Contents, .Body, .Todo, .Timeline, .Related, .Imprint
// and more; home.html and list.html .Heading, .Lead, .Total, .Scale, .Rows,
// .Parts and more; property.html .Heading, .Head and .Letters; actions.html
// .Lead, .Kinds, .Groups and .Never; trends.html .Lead, .Figures, .Charts and
// .Groups; search.html .SearchPage, .Words, .Facets and .Lists. The types of the
// views, in view.go, page.go, home.go, list.go, property.go, actions.go,
// trends.go and search.go, say what these hold.
// redirect.html gets .Title, .Label, .Href and .Canonical.
//
// An exported page has no .Sidebar, .Style, .Script, .EditURL and neighbours, and
// its links through the site lead to the published one, or are empty. A head.html
// of the project's own that does not ask for .Offline is not used for it.
//
// Besides the functions of html/template there are t ("key", then the names
// of placeholders and their values) and count (key, number) for the words of the
// interface, and language and direction; see pkg/locale.
//
// Values are escaped for the place they stand in. The only texts that are not
// are the HTML of a document's body, which pkg/markdown makes, pictures, which
// pkg/chart makes, the parts of the navigation that this package made from
// entry.html, and the style sheet in an exported page.
package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"sync"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/site"
)

// Text writes the text of a page, with all links resolved: as HTML and as the
// Markdown that anybody may read. What they write is published as it is.
type Text struct {
	HTML, Markdown func(w io.Writer, p *site.Page) error
}

// Renderer renders the outputs of one site.
type Renderer struct {
	site         *site.Site
	text         Text
	templates    *Templates
	lang         *locale.Language
	actions      func() []actionOf       // of all incidents, in the order of their page; made on first use
	figures      func() *figures.Figures // of the site; made on first use
	files        func() map[string]bool  // names that static files take; made on first use
	shared       func() [32]byte         // digest of all that the site says to programs; made on first use
	sitemapParts func() int              // see sitemapSize; made on first use
	rowTexts     *sync.Map               // of *site.Page to *rowText
	sidebar      *sidebar
}

// New returns the renderer of a site.
func New(s *site.Site, t *Templates, text Text) *Renderer {
	r := &Renderer{site: s, text: text, templates: t, lang: t.language, sidebar: newSidebar(s, t)}
	r.remember()
	return r
}

// remember prepares what several pages share and what depends on the texts of
// documents.
func (r *Renderer) remember() {
	r.actions = sync.OnceValue(r.allActions)
	r.rowTexts = &sync.Map{}
	r.figures = sync.OnceValue(func() *figures.Figures { return figures.New(r.site) })
	r.files = sync.OnceValue(r.staticFiles)
	r.shared = sync.OnceValue(r.digest)
	r.sitemapParts = sync.OnceValue(r.sitemapSize)
}

// With returns a renderer of a site that [site.Site.With] made of this one's.
// The navigation is not made again: it shows nothing of a document's text.
func (r *Renderer) With(s *site.Site, text Text) *Renderer {
	with := *r
	with.site, with.text = s, text
	with.remember()
	return &with
}

// Checked returns the renderer when the templates work with the site, else one
// with the built-in templates, and what is wrong. Most of what is wrong with a
// project's templates is known by this before the work begins.
func (r *Renderer) Checked() (*Renderer, []diag.Diagnostic, error) {
	err := r.try()
	var wrong *TemplateError
	if errors.As(err, &wrong) {
		return New(r.site, BuiltIn(r.lang), r.text), []diag.Diagnostic{wrong.Diagnostic}, nil
	}
	return r, nil, err
}

// try renders one output of each kind without its text when the project has
// templates of its own.
func (r *Renderer) try() error {
	if !r.templates.overridden() {
		return nil
	}
	var tried []kind
	for _, o := range r.Outputs() {
		if slices.Contains(tried, o.kind) || o.kind == assetOutput || o.kind == dataOutput {
			continue
		}
		tried = append(tried, o.kind)
		v, err := r.view(o)
		if err == nil {
			err = r.templates.execute(io.Discard, templateOf[o.kind], v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Render writes one of the site's outputs, in many small pieces. A mistake in
// one of the project's templates is a [*TemplateError]. What was written before
// an error is of no use.
func (r *Renderer) Render(w io.Writer, o Output) error {
	switch o.kind {
	case assetOutput:
		_, err := w.Write(o.asset.text)
		return err
	case dataOutput:
		return o.data.write(r, w, o)
	}
	v := o.view
	var err error
	if v == nil {
		if v, err = r.view(o); err != nil {
			return err
		}
	}
	if page, ok := v.(*pageView); ok {
		with := *page // the prepared one may be rendered again
		if with.Body, err = r.body(o.page); err != nil {
			return err
		}
		v = &with
	}
	return r.templates.execute(w, templateOf[o.kind], v)
}

// body returns the HTML of a page's text.
func (r *Renderer) body(p *site.Page) (template.HTML, error) {
	var body bytes.Buffer
	if err := r.text.HTML(&body, p); err != nil {
		return "", fmt.Errorf("%s: %w", p.Document.File, err)
	}
	return template.HTML(body.String()), nil
}
