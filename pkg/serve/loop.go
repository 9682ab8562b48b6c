package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
)

// state is what requests are answered from. It does not change.
type state struct {
	snapshot *build.Snapshot
	result   *build.Result // of the newest check, which may lag behind the snapshot
	trouble  error         // why the files cannot be read as they are now
	findings string        // names result and trouble
	problems func() []problem
}

// least is the shortest time between two looks at everything, which find what
// no event told of. A look may take a hundredth of the time.
const least = 2 * time.Second

// loop turns hints into states until the context ends.
func (s *server) loop(ctx context.Context) {
	spent := s.update(ctx, nil, true)
	for ctx.Err() == nil {
		tick := time.NewTimer(max(least, 100*spent))
		select {
		case <-ctx.Done():
		case c, ok := <-s.watcher.Changes():
			if ok {
				s.update(ctx, c.Paths, c.All)
			}
		case q := <-s.asked:
			s.update(ctx, []string{q.path}, false)
			close(q.done)
		case <-tick.C:
			spent = s.update(ctx, nil, true)
		}
		tick.Stop()
	}
}

// update looks at paths, or at everything, and puts the outcome in force. It
// returns how long looking took.
func (s *server) update(ctx context.Context, paths []string, all bool) time.Duration {
	start := time.Now()
	snapshot, trouble := s.preview.Update(ctx, paths, all)
	spent := time.Since(start)
	for {
		s.publish(snapshot)
		// What was made in a new folder before it was watched gave no event.
		added := s.watch()
		if len(added) == 0 || ctx.Err() != nil {
			break
		}
		snapshot, trouble = s.preview.Update(ctx, added, false)
	}
	if trouble == nil && snapshot != nil {
		trouble = snapshot.Trouble
	}
	if ctx.Err() == nil && (snapshot != s.newest.snapshot || !sameError(trouble, s.newest.trouble)) {
		s.newest = toCheck{snapshot, trouble}
		s.enqueue(s.newest)
	}
	return spent
}

// toCheck is what is to be checked: a snapshot, or why there is none of the
// files as they are now.
type toCheck struct {
	snapshot *build.Snapshot
	trouble  error
}

// enqueue has something checked in place of what waits for it. In production
// nothing is shown before it was checked.
func (s *server) enqueue(c toCheck) {
	if s.options.Production {
		s.check(c)
		return
	}
	select {
	case <-s.unchecked:
	default:
	}
	s.unchecked <- c // only the loop sends
}

// checks checks what the loop has found, so that the next save need not wait
// for it. Of several states, the newest is enough.
func (s *server) checks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-s.unchecked:
			s.check(c)
		}
	}
}

// watch makes the watcher follow the folders of the project.
func (s *server) watch() (added []string) {
	_, polled := s.watcher.Polling()
	added = s.watcher.Watch(s.preview.Folders())
	if why, polling := s.watcher.Polling(); polling && !polled && why != "" {
		s.log("%s; until then the files are looked at once a second", why)
	}
	return added
}

// now returns the state in force; nil before the first.
func (s *server) now() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// publish puts a snapshot in force, still with what was found before: a page
// is seen at once, what is wrong with it a moment later. Production waits.
func (s *server) publish(snapshot *build.Snapshot) {
	now := s.now()
	if s.options.Production || snapshot == nil || now != nil && now.snapshot == snapshot {
		return
	}
	s.change(func(next *state) { next.snapshot = snapshot })
}

func sameError(a, b error) bool {
	return (a == nil) == (b == nil) && (a == nil || a.Error() == b.Error())
}

// change puts a new state in force, wakes everybody who waits for one, and
// returns the state before; nil when this is the first.
func (s *server) change(edit func(next *state)) *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, next := s.state, &state{}
	if before != nil {
		*next = *before
	}
	edit(next)
	s.state = next
	close(s.changed)
	s.changed = make(chan struct{})
	return before
}

// check finds out what is wrong and shows it. In production a snapshot that a
// build would not publish leaves the one before in force.
func (s *server) check(c toCheck) {
	result, project := &build.Result{}, s.options.Project
	if c.snapshot != nil {
		result, project = c.snapshot.Check(), c.snapshot.Project()
	}
	findings := nameFindings(result.Found, c.trouble)
	before := s.change(func(next *state) {
		next.result, next.trouble, next.findings = result, c.trouble, findings
		next.problems = sync.OnceValue(func() []problem { return describe(project, result) })
		if s.options.Production && publishes(c, result) {
			next.snapshot = c.snapshot
		}
	})
	s.options.Show(result, c.trouble, before == nil || findings != before.findings)
}

// publishes reports whether a build would publish the state.
func publishes(c toCheck, r *build.Result) bool {
	return c.trouble == nil && c.snapshot != nil && !r.Incomplete && r.Worst() < diag.Error
}

// nameFindings gives the same name to the same findings.
func nameFindings(found []diag.Diagnostic, trouble error) string {
	h := sha256.New()
	fmt.Fprintf(h, "%v", trouble)
	var b []byte
	for _, d := range found {
		b = fmt.Append(b[:0], "\x00", d.Path, "\x00", d.Span.Start, " ", d.Span.End, " ", d.Severity, d.Rule, "\x00", d.Message, "\x00", d.Suppressed != nil)
		for _, r := range d.Related {
			b = fmt.Append(b, r.Path, "\x00", r.Span.Start, " ", r.Span.End, " ", r.Label)
		}
		for _, text := range slices.Concat([]string{d.Label}, d.Help, d.Notes) {
			b = append(append(b, text...), 0)
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// waitLimit bounds how long a request waits for the newest state of a file.
const waitLimit = 2 * time.Second

// question asks the loop to look at a path, as the operating system names it.
type question struct {
	path string
	done chan struct{} // closed when it has
}

// look has a document looked at again, and returns the newest state after that.
func (s *server) look(ctx context.Context, file string) *state {
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	q := question{filepath.Join(s.options.Project.Dir, filepath.FromSlash(file)), make(chan struct{})}
	select {
	case <-ctx.Done():
		return s.now()
	case s.asked <- q:
	}
	select {
	case <-ctx.Done():
	case <-q.done:
	}
	return s.now()
}
