package build

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/render"
	"github.com/rcagen/rcagen/pkg/site"
)

// Snapshot is the site of a project as it was at one moment. It does not
// change and may be used by several goroutines.
type Snapshot struct {
	Site    *site.Site
	Shell   string // names the state of what all pages share: templates, scripts and configuration
	Trouble error  // why the project's templates cannot be read, if they cannot

	project   *Project
	limits    markdown.Limits
	renderer  *render.Renderer
	code      *markdown.Memory
	texts     *texts
	documents []string          // paths, sorted
	found     []diag.Diagnostic // by reading
}

// Project returns the project with the configuration that the site was made by.
func (s *Snapshot) Project() *Project { return s.project }

// Output returns what is at an address of the site; false when nothing is.
func (s *Snapshot) Output(address string) (render.Output, bool, error) {
	return s.renderer.Output(address)
}

// File returns the path of the document whose page is at an address; "" when
// there is none.
func (s *Snapshot) File(address string) string {
	if t, from := s.Site.At(address); t.Page != nil && from == nil {
		return t.Page.Document.File
	}
	return ""
}

// IsRedirect reports whether an address leads to another.
func (s *Snapshot) IsRedirect(address string) bool {
	_, from := s.Site.At(address)
	return from != nil
}

// Render writes an output of the site. [ErrStale] means that a newer snapshot
// is due, a [*PageError] that the content keeps the page from being made. What
// was written before an error is of no use.
func (s *Snapshot) Render(w io.Writer, o render.Output) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &PageError{failed(source(o), value)}
		}
	}()
	err = s.renderer.Render(w, o)
	var template *render.TemplateError
	if errors.As(err, &template) {
		return &PageError{template.Diagnostic}
	}
	return err
}

// RenderRemembered is Render of the version on the site whatever the file holds
// now, as long as its text is remembered because it was shown.
func (s *Snapshot) RenderRemembered(w io.Writer, o render.Output) error {
	return s.renderer.With(s.Site, s.remembered).Render(w, o)
}

// Open opens a file that the site publishes as it is.
func (s *Snapshot) Open(a *site.Asset) (*os.File, error) {
	return s.project.root.Open(filepath.FromSlash(a.File))
}

// Check returns everything that is wrong with the project, as [Builder.Check]
// does. It costs time in step with the links of the site.
func (s *Snapshot) Check() *Result {
	r := &Result{Site: s.Site, Documents: s.documents}
	r.Found = slices.Concat(s.found, check.Site(s.Site))
	r.finish(s.project)
	return r
}

// body writes the HTML of a page's text: of the file as it is on disk when that
// is the version on the site, else of the version that is remembered because
// the present one cannot be shown.
func (s *Snapshot) body(out io.Writer, p *site.Page) error {
	d := p.Document
	source, problem := s.project.read(d.File, 0)
	hash := sha256.Sum256(source)
	if problem != nil {
		source, hash = nil, [32]byte{}
	}
	if hash == d.Hash {
		s.texts.keep(d.File, source)
	} else if source = s.texts.find(d.File, d.Hash, hash); source == nil {
		return ErrStale
	}
	return s.write(out, p, source)
}

// remembered writes the HTML of a page's text as it was shown before.
func (s *Snapshot) remembered(out io.Writer, p *site.Page) error {
	d := p.Document
	source := s.texts.get(d.File, d.Hash)
	if source == nil {
		return ErrStale
	}
	return s.write(out, p, source)
}

func (s *Snapshot) write(out io.Writer, p *site.Page, source []byte) error {
	_, err := text(out, s.Site, p, source, s.limits, s.code)
	return err
}

// texts remembers the texts of the documents that were shown last, because a
// page stays as it was when its file becomes unreadable.
type texts struct {
	mu    sync.Mutex
	kept  map[string][]byte // by path
	order []string          // the one shown last is last
	stuck map[string][32]byte
}

// maxTexts is how many texts are kept.
const maxTexts = 64

func newTexts() *texts { return &texts{kept: map[string][]byte{}, stuck: map[string][32]byte{}} }

func (t *texts) keep(file string, text []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop(file)
	t.kept[file] = text
	t.order = append(t.order, file)
	if len(t.order) > maxTexts {
		t.drop(t.order[0])
	}
}

func (t *texts) drop(file string) {
	delete(t.kept, file)
	t.order = slices.DeleteFunc(t.order, func(f string) bool { return f == file })
}

// stick notes that the version of a file with this hash cannot be shown; a
// zero hash stands for one that cannot be read.
func (t *texts) stick(file string, hash [32]byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stuck[file] = hash
}

func (t *texts) loosen(file string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.stuck, file)
}

// find returns the text of a version when the file's present one, whose hash is
// given, is known to be one that cannot be shown.
func (t *texts) find(file string, version, present [32]byte) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	if hash, stuck := t.stuck[file]; !stuck || hash != present {
		return nil
	}
	return t.of(file, version)
}

// get returns the text of a version; nil when it is not remembered.
func (t *texts) get(file string, version [32]byte) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of(file, version)
}

func (t *texts) of(file string, version [32]byte) []byte {
	if text := t.kept[file]; sha256.Sum256(text) == version {
		return text
	}
	return nil
}
