package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"strings"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	builtin "github.com/rcagen/rcagen/templates"
)

// offline is what a page in a file of its own has in place of the site's files,
// and what tells which source it was made from.
type offline struct {
	Style  template.CSS // text of site.css
	Policy string       // source expression of the content security policy that allows Style and nothing else
	Date   *date        // of the incident
	Source string       // the document's file, from the project's root
	Digest string       // the first 12 digits of the SHA-256 of its bytes
}

// Export writes a page as a file that needs no other: the style sheet is in it,
// there are no scripts, and the ways through the site are left out. Links of the
// page's frame lead to the published site, and are empty when it is not known
// where that is. The links and images of its text are up to the Body.
func (r *Renderer) Export(w io.Writer, p *site.Page) error {
	root := r.canonical("")
	if p.Document.Meta.Draft {
		root = "" // a list that holds drafts alone is not published
	}
	v, err := r.page(p, root)
	if err != nil {
		return err
	}
	templates, err := r.templates.forExport()
	if err != nil {
		return err
	}
	if v.Body, err = r.body(p); err != nil {
		return err
	}
	v.Offline = r.newOffline(p.Document)
	v.Sidebar, v.Older, v.Newer, v.EditURL = nil, nil, nil, ""
	v.Find, v.Style, v.Script, v.SearchClient, v.Diagrams = false, "", "", "", nil
	v.Root = r.canonical("")
	v.List = r.canonical(r.site.Root.Address)
	v.Actions, v.Trends, v.Search = r.canonical(r.site.Actions), r.canonical(r.site.Trends), r.canonical(r.site.Search)
	if p.Document.Meta.Draft {
		v.Canonical = "" // nothing is there
	}
	return templates.execute(w, templateOf[pageOutput], v)
}

func (r *Renderer) newOffline(d *rca.Document) *offline {
	text := inElement(r.templates.asset("site.css").text)
	sum := sha256.Sum256([]byte(text))
	return &offline{
		Style:  template.CSS(text),
		Policy: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
		Date:   newDate(d.Date, r.lang.Day),
		Source: d.File,
		Digest: hex.EncodeToString(d.Hash[:6]),
	}
}

// inElement returns a style sheet as it stands in a style element. It means the
// same there, cannot end the element, and is what a parser of HTML makes of it,
// so that its digest is the one that a browser computes.
func inElement(style []byte) string {
	text := strings.TrimPrefix(strings.ToValidUTF8(string(style), "\uFFFD"), "\uFEFF")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD", "</", `<\/`).Replace(text)
}

// forExport returns the templates with the built-in head.html in place of one
// of the project's own that knows nothing of a page without the site.
func (t *Templates) forExport() (*Templates, error) {
	const head = "head.html"
	if own := t.files[head]; own.path == "" || bytes.Contains(own.text, []byte(".Offline")) {
		return t, nil
	}
	text, err := fs.ReadFile(builtin.Files, head)
	if err != nil {
		return nil, err
	}
	with := *t
	with.files = maps.Clone(t.files)
	with.files[head] = file{text: text}
	with.set = newSet(t.language)
	for _, name := range with.names {
		if err := with.parse(name, with.files[name]); err != nil {
			return nil, err
		}
	}
	return &with, nil
}
