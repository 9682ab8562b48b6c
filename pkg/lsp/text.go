package lsp

import (
	"bytes"
	"path/filepath"
	"slices"
	"sync"

	"github.com/creachadair/jrpc2"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// text is one version of a file that the editor holds. It does not change.
type text struct {
	uri     string // as the client writes it
	path    string // as the operating system names it
	version int
	project *project
	file    string // path in the project, with slashes
	places  *places
	edition func() *build.Edition // the document, with what is found in it; made on first use
}

// newText returns a version of a file. The caller holds the lock.
func (s *server) newText(uri, path string, version int, content []byte) *text {
	t := &text{uri: uri, path: path, version: version, project: s.projectOf(path)}
	t.file = filepath.Base(path)
	if t.project.dir != "" {
		t.file = slashed(path, t.project.dir)
	}
	t.places = newPlaces(t.file, content, s.utf8)
	t.edition = sync.OnceValue(func() *build.Edition {
		now := t.project.now()
		return now.snapshot.Edit(t.file, content, now.result)
	})
	return t
}

func (t *text) bytes() []byte { return t.places.source }

// parsed returns the document; nil when it cannot be read.
func (t *text) parsed() *rca.Parsed { return t.edition().Parsed }

// isDocument reports whether the file is one that check would look at as an RCA.
func (t *text) isDocument() bool { return t.project.isDocument(t.file) }

// found returns what is known to be wrong with the text: of the whole project if
// that was looked at with this text, else of the document by itself.
func (t *text) found() []diag.Diagnostic { return t.foundIn(t.project.now()) }

func (t *text) foundIn(now *state) []diag.Diagnostic {
	if now.result != nil && now.holds(t) {
		return now.found(t.file)
	}
	if !t.isChecked() {
		return nil
	}
	return t.edition().Found
}

// isChecked reports whether the file is a document that rules look at. What belongs
// to no project may be anything: there it must have a section that is one of an RCA.
func (t *text) isChecked() bool {
	return t.isDocument() && (t.project.dir != "" ||
		t.parsed() != nil && slices.ContainsFunc(t.parsed().Document.Sections, func(s rca.Section) bool { return s.Name != "" }))
}

// places turns offsets of a text into positions of the protocol and back. It may
// be used by several goroutines.
type places struct {
	source []byte
	utf8   bool

	mu   sync.Mutex
	file *diag.File
}

func newPlaces(name string, source []byte, utf8 bool) *places {
	return &places{source: source, utf8: utf8, file: &diag.File{Path: name, Bytes: source}}
}

func (p *places) position(offset int) position {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.file.Position(offset)
	if p.utf8 {
		return position{at.Line - 1, at.Column - 1}
	}
	return position{at.Line - 1, at.UTF16 - 1}
}

func (p *places) span(s diag.Span) span { return span{p.position(s.Start), p.position(s.End)} }

func (p *places) offset(at position) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at.Line < 0 {
		return 0
	}
	place := diag.Position{Line: at.Line + 1, UTF16: max(0, at.Character) + 1}
	if p.utf8 {
		place = diag.Position{Line: at.Line + 1, Column: max(0, at.Character) + 1}
	}
	return p.file.Offset(place)
}

// line returns the text of the line that holds an offset, without its end, and
// where it stands.
func (p *places) line(offset int) ([]byte, diag.Span) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file.Line(p.file.Position(offset).Line)
}

// edits turns a fix into edits of the protocol.
func (p *places) edits(edits []diag.Edit) []textEdit {
	list := make([]textEdit, len(edits))
	for i, e := range edits {
		list[i] = textEdit{Range: p.span(e.Span), NewText: e.Text}
	}
	return list
}

// rewritten returns the edit that makes a text another: of the lines between those
// that the two begin and end with alike.
func (p *places) rewritten(after []byte) []textEdit {
	before := p.source
	if bytes.Equal(before, after) {
		return []textEdit{}
	}
	head := bytes.LastIndexByte(before[:common(before, after, func(text []byte, i int) byte { return text[i] })], '\n') + 1
	rest, other := before[head:], after[head:]
	tail := common(rest, other, func(text []byte, i int) byte { return text[len(text)-1-i] })
	if start := len(rest) - tail; start > 0 && rest[start-1] != '\n' {
		tail = max(0, tail-1-bytes.IndexByte(slices.Concat(rest[start:], []byte{'\n'}), '\n'))
	}
	return []textEdit{{
		Range:   p.span(diag.Span{Start: head, End: len(before) - tail}),
		NewText: string(after[head : len(after)-tail]),
	}}
}

// common returns how many bytes of two texts are alike, in the order of at.
func common(a, b []byte, at func(text []byte, i int) byte) int {
	n := 0
	for n < len(a) && n < len(b) && at(a, n) == at(b, n) {
		n++
	}
	return n
}

func (s *server) didOpen(p *didOpenParams) {
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(s.newText(p.TextDocument.URI, path, p.TextDocument.Version, []byte(p.TextDocument.Text)))
}

func (s *server) didChange(p *didChangeParams) {
	path, _ := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.texts[path]
	if t == nil {
		return
	}
	content, places := t.bytes(), t.places
	for _, c := range p.Changes {
		if c.Range == nil {
			content = []byte(c.Text)
		} else {
			start, end := places.offset(c.Range.Start), places.offset(c.Range.End)
			content = slices.Concat(content[:start], []byte(c.Text), content[max(start, end):])
		}
		places = newPlaces(t.file, content, s.utf8)
	}
	s.put(s.newText(t.uri, path, p.TextDocument.Version, content))
}

// put makes a version of a file the newest one. The caller holds the lock.
func (s *server) put(t *text) {
	if before := s.texts[t.path]; before != nil && before.project != t.project {
		before.project.edit(before.file, nil)
	}
	s.texts[t.path] = t
	t.project.edit(t.file, t.bytes())
	wake(s.dirty)
}

// didClose has the file's own content count again.
func (s *server) didClose(p *documentParams) {
	path, _ := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	t := s.texts[path]
	delete(s.texts, path)
	s.mu.Unlock()
	if t == nil {
		return
	}
	t.project.edit(t.file, nil)
	if t.project.dir == "" || !t.isDocument() {
		s.publish(t.uri, nil, nil)
	}
}

// text returns the newest version of a file that is open.
func (s *server) text(uri string) (*text, error) {
	path, _ := pathOf(uri)
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.texts[path]; t != nil {
		return t, nil
	}
	return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%s is not open", uri)
}

// wake has somebody look who waits for a signal.
func wake(signal chan struct{}) {
	select {
	case signal <- struct{}{}:
	default:
	}
}
