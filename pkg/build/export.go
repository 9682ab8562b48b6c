package build

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/render"
	"github.com/rcagen/rcagen/pkg/site"
)

// Documents returns every document that the last Check has read, by path.
func (b *Builder) Documents() (list []*rca.Document) {
	for _, r := range b.files {
		if r.document != nil {
			list = append(list, r.document)
		}
	}
	slices.SortFunc(list, func(x, y *rca.Document) int { return cmp.Compare(x.File, y.File) })
	return list
}

// Export returns the page of one document, a draft too, as a file that needs no
// other. The result is that of Check; what it keeps is about this document, and
// rendering adds to it. There are no bytes when anything at or above failOn was
// found, or when the document has no page.
func (b *Builder) Export(result *Result, d *rca.Document, failOn diag.Severity) ([]byte, error) {
	result.Documents = []string{d.File}
	result.Found = slices.DeleteFunc(result.Found, func(f diag.Diagnostic) bool { return f.Path != d.File })
	result.Incomplete = slices.ContainsFunc(result.Found, IsIncomplete)
	if d.Meta.Draft {
		in := b.input(false) // the page names incidents like its own: no other draft
		in.Documents = slices.DeleteFunc(in.Documents, func(other *rca.Document) bool { return other.Meta.Draft && other != d })
		result.Site = site.New(in)
	}
	i := slices.IndexFunc(result.Site.Pages, func(p *site.Page) bool { return p.Document.File == d.File })
	if i < 0 || result.Incomplete || result.Worst() >= failOn {
		return nil, nil
	}
	e := &exporting{writing: writing{Builder: b, result: result, made: map[string]written{}}}
	page, err := e.export(result.Site.Pages[i])
	result.add(b.project, b.suppressions(), e.found)
	if err != nil || e.unmade || result.Incomplete || result.Worst() >= failOn {
		return nil, err
	}
	return page, nil
}

// exporting is one run of Export.
type exporting struct {
	writing
	images int64 // bytes of the images in the page, those beyond the limit included
}

// export renders the page. What is wrong with the content is noted.
func (e *exporting) export(p *site.Page) (page []byte, err error) {
	defer func() {
		if value := recover(); value != nil {
			e.missing(failed(p.Document.File, value))
		}
	}()
	templates, found, err := e.project.templates()
	if err != nil {
		return nil, err
	}
	e.found = found
	var out bytes.Buffer
	err = render.New(e.result.Site, templates, render.Text{HTML: e.body}).Export(&out, p)
	e.found = append(e.found, e.made[p.Address].found...)
	var template *render.TemplateError
	var body *PageError
	switch {
	case errors.As(err, &template):
		e.missing(template.Diagnostic)
		return nil, nil
	case errors.As(err, &body):
		e.missing(body.Diagnostic)
		return nil, nil
	}
	return out.Bytes(), err
}

// maxImages is how many bytes the images of an exported page may have together:
// mail does not carry more.
const maxImages = 20 << 20

// body writes the HTML of a page's text with its images in it.
func (e *exporting) body(out io.Writer, p *site.Page) error {
	source, err := e.source(p)
	if err != nil {
		return err
	}
	limits := e.parser.Limits()
	if limits.PageSize > 0 {
		limits.PageSize += base64.StdEncoding.EncodedLen(maxImages)
	}
	problems, err := text(out, p, source, e.reference(p), limits, &e.code)
	e.made[p.Address] = written{found: problems}
	switch {
	case e.images > maxImages:
		return &PageError{diag.Diagnostic{
			Rule: "file/too-large", Path: p.Document.File,
			Message: fmt.Sprintf("the images of this page are %s; an exported file holds %s", diag.Size(e.images, maxImages), diag.Size(maxImages, maxImages)),
			Help:    []string{"make the images smaller"},
		}}
	case e.failure != nil:
		return e.failure
	}
	return err
}

// reference resolves the links of a page that stands alone: they lead into the
// page, to the web, or to the published site. What is not published is nothing
// to lead to.
func (e *exporting) reference(p *site.Page) func(markdown.Link) markdown.Reference {
	s := e.result.Site
	onSite := reference(s, p)
	return func(l markdown.Link) markdown.Reference {
		t, r := s.Resolve(p, l), onSite(l)
		switch {
		case t.Kind == site.TargetNone || t.Kind == site.TargetExternal && l.Kind != markdown.Image:
			if strings.HasPrefix(r.Href, "//") {
				r.Href = "https:" + r.Href // the scheme of a file is no way to another host
			}
		case l.Kind == markdown.Image:
			r.Href = e.image(t)
		case t.Page == p:
			r.Href = "#" + site.Href(t.Fragment)
		default:
			r.Href = t.FullURL(s)
		}
		return r
	}
}

// imageTypes are the media types of images, by the end of a file's name. The
// system's own list would make a page depend on the machine.
var imageTypes = map[string]string{
	".avif": "image/avif", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
	".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp",
}

// image returns the address that holds an image; "" for one of another site, or
// in a format that pages do not show.
func (e *exporting) image(t site.Target) string {
	if strings.HasPrefix(t.Address, "data:") {
		return t.Address
	}
	if t.Asset == nil {
		return ""
	}
	kind, known := imageTypes[strings.ToLower(path.Ext(t.Asset.File))]
	if !known {
		return ""
	}
	if e.images += t.Asset.Size; e.images > maxImages {
		return ""
	}
	f, err := e.project.root.Open(filepath.FromSlash(t.Asset.File))
	if err != nil {
		e.fail(err)
		return ""
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, t.Asset.Size+1))
	if err == nil && int64(len(content)) != t.Asset.Size {
		err = fmt.Errorf("%s has changed during the export; export again", t.Asset.File)
	}
	if err != nil {
		e.fail(err)
		return ""
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(content)
}
