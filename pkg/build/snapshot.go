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
	"github.com/rcagen/rcagen/pkg/rca"
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
	parser    *rca.Parser
	renderer  *render.Renderer
	code      *markdown.Memory
	texts     *texts
	search    *searchFiles
	documents []string          // paths, sorted
	found     []diag.Diagnostic // by reading
	secrets   []string          // values that no finding may quote
	edited    map[string][]byte // by path: texts that stand for what is on disk

	suppressed map[string]*check.Suppressions // by path of a document
}

// Project returns the project with the configuration that the site was made by.
func (s *Snapshot) Project() *Project { return s.project }

// Output returns what is at an address of the site; false when nothing is.
func (s *Snapshot) Output(address string) (render.Output, bool, error) {
	return s.renderer.Output(address)
}

// DocumentAt returns the path of the document whose page is at an address; ""
// when there is none.
func (s *Snapshot) DocumentAt(address string) string {
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

// Refresh returns the snapshot with a document as its file is now. It reports
// false when more than that document's own page would show it, or it cannot be
// shown; then the next snapshot must be waited for.
func (s *Snapshot) Refresh(file string) (*Snapshot, bool) {
	source, problem := s.project.read(file, 0)
	if problem != nil {
		return nil, false
	}
	d := s.parser.Parse(&diag.File{Path: file, Bytes: source}, s.project.ContentPath(file)).Document
	with, ok := s.Site.With(d)
	if !ok {
		return nil, false
	}
	s.texts.keep(d.Hash, source)
	next := *s
	next.Site = with
	next.search = &searchFiles{}
	next.renderer = s.renderer.With(with, next.text(next.source))
	return &next, true
}

// RenderRemembered is Render of the version on the site whatever the file holds
// now, as long as its text is remembered because it was shown.
func (s *Snapshot) RenderRemembered(w io.Writer, o render.Output) error {
	return s.renderer.With(s.Site, s.text(s.remembered)).Render(w, o)
}

// Open opens a file that the site publishes as it is.
func (s *Snapshot) Open(a *site.Asset) (*os.File, error) {
	return s.project.root.Open(filepath.FromSlash(a.File))
}

// Check returns everything that is wrong with the project, as [Builder.Check]
// does. It costs time in step with the links of the site.
func (s *Snapshot) Check() *Result {
	ofSite := check.Site(s.Site)
	r := &Result{Site: s.Site, Documents: s.documents, secrets: s.secrets, ofSite: map[string][]diag.Diagnostic{}}
	for _, d := range ofSite {
		r.ofSite[d.Path] = append(r.ofSite[d.Path], d)
	}
	r.Found = slices.Concat(s.found, ofSite)
	r.settle(s.project, s.suppressed)
	r.match(s.project, s.masked)
	return r
}

// text returns what writes the text of a page out of its source.
func (s *Snapshot) text(source func(*site.Page) ([]byte, error)) render.Text {
	return render.Text{
		HTML: func(out io.Writer, p *site.Page) error {
			from, err := source(p)
			if err == nil {
				_, err = text(out, p, from, reference(s.Site, p), s.parser.Limits(), s.code)
			}
			return err
		},
		Markdown: func(out io.Writer, p *site.Page) error {
			from, err := source(p)
			if err == nil {
				err = public(out, s.Site, p, from, s.parser.Limits())
			}
			return err
		},
	}
}

// source returns the text of a page's document: of the file as it is on disk
// when that is the version on the site, else of the version that is remembered
// because the present one cannot be shown.
func (s *Snapshot) source(p *site.Page) ([]byte, error) {
	d := p.Document
	source, problem := s.project.read(d.File, 0)
	hash := sha256.Sum256(source)
	if problem != nil {
		source, hash = nil, [32]byte{}
	}
	if hash == d.Hash {
		s.texts.keep(hash, source)
	} else if source = s.texts.find(d.File, d.Hash, hash); source == nil {
		return nil, ErrStale
	}
	return source, nil
}

// remembered returns the source of a page as it was shown before.
func (s *Snapshot) remembered(p *site.Page) ([]byte, error) {
	source := s.texts.get(p.Document.Hash)
	if source == nil {
		return nil, ErrStale
	}
	return source, nil
}

// texts remembers the texts of the documents that were read or shown last: a
// page stays as it was when its file becomes unreadable.
type texts struct {
	mu    sync.Mutex
	kept  map[[32]byte][]byte // by hash
	order [][32]byte          // the newest is last
	stuck map[string][32]byte // by path
}

// maxTexts is how many texts are kept.
const maxTexts = 128

func newTexts() *texts {
	return &texts{kept: map[[32]byte][]byte{}, stuck: map[string][32]byte{}}
}

func (t *texts) keep(hash [32]byte, text []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.order = slices.DeleteFunc(t.order, func(h [32]byte) bool { return h == hash })
	t.kept[hash] = text
	if t.order = append(t.order, hash); len(t.order) > maxTexts {
		delete(t.kept, t.order[0])
		t.order = t.order[1:]
	}
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
	return t.kept[version]
}

// get returns the text of a version; nil when it is not remembered.
func (t *texts) get(version [32]byte) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kept[version]
}
