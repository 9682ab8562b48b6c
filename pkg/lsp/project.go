package lsp

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/watch"
)

// project is a project that the editor has files of.
type project struct {
	server  *server
	dir     string         // "" for documents that belong to no project
	preview *build.Preview // of the goroutine that works; nil without a folder
	watcher *watch.Watcher
	stirred chan struct{} // a text has changed, or somebody waits

	mu      sync.Mutex
	state   state
	settled chan struct{}     // closed, and replaced, when a state is put in force
	texts   map[string][]byte // by path: what the editor holds, nil for no longer, and is not taken in yet
	noted   int               // how many changes there were
	taken   int               // how many of them the state holds
	changed time.Time         // of the last one
	waiting int               // how many requests wait for a state that holds all changes
}

// state is what is known of a project. It does not change.
type state struct {
	snapshot *build.Snapshot
	result   *build.Result // nil before the whole project was looked at
	byPath   map[string][]diag.Diagnostic
	trouble  error // why the files cannot be read as they are now
}

// found returns what counts of what is wrong with a file.
func (st *state) found(file string) []diag.Diagnostic { return st.byPath[file] }

// holds reports whether the whole project was looked at with that text.
func (st *state) holds(t *text) bool {
	f, err := st.snapshot.File(t.file)
	return err == nil && bytes.Equal(f.Bytes, t.bytes())
}

// pause is how long nobody must type before the whole project is looked at.
const pause = 150 * time.Millisecond

// newProject begins to follow the project in a folder; nil when it cannot be read.
func (s *server) newProject(dir string) *project {
	p := &project{
		server: s, dir: dir, stirred: make(chan struct{}, 1), settled: make(chan struct{}),
		texts: map[string][]byte{}, noted: 1,
	}
	opened, _, err := build.Open(dir) // what is wrong with the configuration is found again by the preview
	if err == nil {
		p.preview, err = build.NewPreview(opened, true)
	}
	if err != nil {
		go s.log("%s cannot be read: %v", dir, err)
		return nil
	}
	p.state.snapshot = p.preview.Blank()
	_, remote := watch.Remote(dir)
	p.watcher = watch.New(watch.Options{Poll: remote})
	go func() {
		opened.AsOf = s.AsOf(s.ctx, dir) // which asks git
		p.work(s.ctx)
	}()
	return p
}

// isDocument reports whether a path is that of a document.
func (p *project) isDocument(file string) bool {
	if !site.IsDocument(filepath.Base(file)) {
		return false
	}
	content := p.now().snapshot.Project().Config.Content
	return content == "." || content == "" || strings.HasPrefix(file, content+"/")
}

// now returns the state in force.
func (p *project) now() *state {
	p.mu.Lock()
	defer p.mu.Unlock()
	st := p.state
	return &st
}

// edit notes what the editor holds of a file; nil stands for no longer.
func (p *project) edit(file string, text []byte) {
	if p.dir == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.texts[file] = text
	p.noted++
	p.changed = time.Now()
	wake(p.stirred)
}

// latest waits until all that was typed is taken in, and returns that state. The
// error is the context's.
func (p *project) latest(ctx context.Context) (*state, error) {
	p.mu.Lock()
	p.waiting++
	defer func() {
		p.waiting--
		p.mu.Unlock()
	}()
	for upTo := p.noted; p.dir != "" && p.taken < upTo; {
		settled := p.settled
		p.mu.Unlock()
		wake(p.stirred)
		var err error
		select {
		case <-ctx.Done():
			err = ctx.Err()
		case <-p.server.ctx.Done():
			err = p.server.ctx.Err()
		case <-settled:
		}
		p.mu.Lock()
		if err != nil {
			return nil, err
		}
	}
	st := p.state
	return &st, nil
}

// work takes in what changes in the editor and on disk until the context ends.
func (p *project) work(ctx context.Context) {
	defer p.preview.Close()
	defer p.watcher.Close()
	p.take(ctx, nil, true)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case c, ok := <-p.watcher.Changes():
			if ok {
				p.take(ctx, c.Paths, c.All)
			}
		case <-p.stirred:
			p.rest(ctx)
			p.take(ctx, nil, false)
		}
	}
}

// rest waits until nobody types, or somebody waits.
func (p *project) rest(ctx context.Context) {
	for ctx.Err() == nil {
		p.mu.Lock()
		left := pause - time.Since(p.changed)
		done := left <= 0 || p.waiting > 0
		p.mu.Unlock()
		if done {
			return
		}
		timer := time.NewTimer(left)
		select {
		case <-ctx.Done():
		case <-p.stirred:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// take takes in what the editor holds, looks at paths or at everything, puts the
// state in force, and tells the client.
func (p *project) take(ctx context.Context, paths []string, all bool) {
	defer func() {
		if value := recover(); value != nil {
			p.server.log("rcagen failed on %s, which is a mistake in it: %v", p.dir, value)
		}
	}()
	p.mu.Lock()
	texts, noted := p.texts, p.noted
	p.texts = map[string][]byte{}
	before := p.state
	p.mu.Unlock()
	for file, text := range texts {
		p.preview.SetText(file, text)
		paths = append(paths, filepath.Join(p.dir, filepath.FromSlash(file)))
	}
	snapshot, trouble := p.preview.Update(ctx, paths, all)
	// What was made in a new folder before it was watched gave no event.
	for added := p.watcher.Watch(p.preview.Folders()); len(added) > 0 && ctx.Err() == nil; added = p.watcher.Watch(p.preview.Folders()) {
		snapshot, trouble = p.preview.Update(ctx, added, false)
	}
	if ctx.Err() != nil {
		return
	}
	p.complain(before.trouble, trouble)
	next := before
	next.trouble = trouble
	if snapshot != nil && snapshot != before.snapshot {
		next = newState(snapshot, trouble)
	}
	p.mu.Lock()
	p.state = next
	p.mu.Unlock()
	p.server.tell(p, &before, &next)
	p.mu.Lock()
	p.taken = noted // who waits for that has been told
	close(p.settled)
	p.settled = make(chan struct{})
	p.mu.Unlock()
}

func newState(snapshot *build.Snapshot, trouble error) state {
	st := state{snapshot: snapshot, result: snapshot.Check(), byPath: map[string][]diag.Diagnostic{}, trouble: trouble}
	for _, d := range st.result.Found {
		if d.Suppressed == nil {
			st.byPath[d.Path] = append(st.byPath[d.Path], d)
		}
	}
	return st
}

// complain logs why a project cannot be read, once. One without documents has
// nothing to say about.
func (p *project) complain(before, now error) {
	if now == nil || errors.Is(now, build.ErrProject) || before != nil && before.Error() == now.Error() {
		return
	}
	p.server.log("%s cannot be read as it is now: %v", p.dir, now)
}

// path returns a file of the project as the operating system names it.
func (p *project) path(file string) string { return filepath.Join(p.dir, filepath.FromSlash(file)) }

// open returns the versions of the project's files that the editor holds, by their
// path in the project.
func (s *server) open(p *project) map[string]*text {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := map[string]*text{}
	for _, t := range s.texts {
		if t.project == p {
			open[t.file] = t
		}
	}
	return open
}

// tell publishes what is wrong with the project: all of it for files that are
// open, if they are still as they were looked at, and errors for others, where they
// are not what they were before.
func (s *server) tell(p *project, before, st *state) {
	open := s.open(p)
	for _, t := range open {
		if st.holds(t) {
			s.publish(t.uri, t, st.found(t.file))
		}
	}
	told := map[string]bool{}
	for file, found := range st.byPath {
		if open[file] != nil || file == "" {
			continue
		}
		errors := errorsOf(found)
		if len(errors) == 0 {
			continue
		}
		if uri := uriOf(p.path(file)); s.isShown(uri, p) && slices.EqualFunc(errors, errorsOf(before.byPath[file]), sameFinding) {
			told[uri] = true
			continue
		}
		if f, err := st.snapshot.File(file); err == nil {
			uri := uriOf(p.path(file))
			told[uri] = true
			s.publishClosed(p, uri, newPlaces(file, f.Bytes, s.utf8), errors)
		}
	}
	s.withdraw(p, told)
}

func errorsOf(found []diag.Diagnostic) []diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return d.Severity < diag.Error })
}

func sameFinding(a, b diag.Diagnostic) bool {
	return a.Rule == b.Rule && a.Span == b.Span && a.Message == b.Message && slices.Equal(a.Related, b.Related)
}

func (s *server) isShown(uri string, by *project) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown[uri].by == by
}
