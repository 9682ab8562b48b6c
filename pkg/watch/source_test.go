package watch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/google/go-cmp/cmp"
)

// fake is a system's watcher without a system.
type fake struct {
	events   chan fsnotify.Event
	errors   chan error
	add      func(folder string) error // may be nil
	watched  map[string]bool
	closed   bool
	closeErr error
}

func newFake() *fake {
	return &fake{events: make(chan fsnotify.Event), errors: make(chan error), watched: map[string]bool{}}
}

func (f *fake) Events() <-chan fsnotify.Event { return f.events }
func (f *fake) Errors() <-chan error          { return f.errors }

func (f *fake) Add(folder string) error {
	if f.add != nil {
		if err := f.add(folder); err != nil {
			return &os.PathError{Op: "watch", Path: folder, Err: err}
		}
	}
	if f.watched[folder] {
		return errors.New("added twice")
	}
	f.watched[folder] = true
	return nil
}

func (f *fake) Remove(folder string) error {
	delete(f.watched, folder)
	return nil
}

func (f *fake) Close() error {
	f.closed = true
	close(f.errors)
	close(f.events)
	return f.closeErr
}

// startFake returns a Watcher on a fake, and two folders.
func startFake(t *testing.T, o Options) (w *Watcher, f *fake, a, b string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	a, b = filepath.Join(dir, "a"), filepath.Join(dir, "b")
	mkdir(t, a, b)
	f = newFake()
	w = start(o, f, "")
	t.Cleanup(func() { w.Close() })
	return w, f, a, b
}

func wantAll(t *testing.T, w *Watcher) {
	t.Helper()
	if diff := cmp.Diff(Change{All: true}, next(t, w)); diff != "" {
		t.Errorf("change (-want +got):\n%s", diff)
	}
}

func TestLostEvents(t *testing.T) {
	for _, err := range []error{fsnotify.ErrEventOverflow, syscall.EINVAL, errors.New("anything else")} {
		t.Run(err.Error(), func(t *testing.T) {
			w, f, a, b := startFake(t, Options{})
			wantAdded(t, w, []string{a, b}, a, b)
			wantAdded(t, w, []string{a, b})
			f.errors <- err
			wantAll(t, w)
			wantAdded(t, w, []string{a, b}, a, b) // one may have been removed and made again
			f.events <- fsnotify.Event{Name: filepath.Join(a, "x"), Op: fsnotify.Write}
			await(t, w, filepath.Join(a, "x"))
			if why, polling := w.Polling(); polling {
				t.Errorf("polls: %s", why)
			}
		})
	}
}

func TestFolderThatCannotBeWatched(t *testing.T) {
	w, f, a, b := startFake(t, Options{})
	f.add = func(folder string) error {
		if folder == a {
			return syscall.EACCES
		}
		return nil
	}
	wantAdded(t, w, []string{a, b}, b)
	if why, polling := w.Polling(); polling {
		t.Errorf("polls: %s", why)
	}
	f.add = nil
	wantAdded(t, w, []string{a, b}, a)
	if !f.watched[a] {
		t.Error("the folder was not added again")
	}
}

// fsnotify holds a lock while its event waits to be read, and Add wants it.
func TestEventsAreReadWhileAFolderIsAdded(t *testing.T) {
	w, f, a, b := startFake(t, Options{})
	f.add = func(folder string) error {
		for range 2 * few {
			f.events <- fsnotify.Event{Name: filepath.Join(folder, "x"), Op: fsnotify.Create}
			f.errors <- syscall.EINVAL
		}
		return nil
	}
	wantAdded(t, w, []string{a, b}, a, b)
	wantAll(t, w)
}

func TestWatchesAreTakenAway(t *testing.T) {
	w, f, a, b := startFake(t, Options{})
	link := b + "-link"
	if err := os.Symlink(b, link); err != nil {
		t.Skipf("symbolic links are not permitted here: %v", err)
	}
	for _, test := range []struct{ folders, watched []string }{
		{[]string{a, b, link}, []string{a, b}},
		{[]string{a, link}, []string{a, b}},
		{[]string{a, b}, []string{a, b}},
		{[]string{a}, []string{a}},
		{nil, nil},
	} {
		w.Watch(test.folders)
		w.Watch(test.folders) // what was given up with another name is set by now
		var got []string
		for folder := range f.watched {
			got = append(got, folder)
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.watched, got); diff != "" {
			t.Errorf("after Watch(%q) are watched (-want +got):\n%s", test.folders, diff)
		}
	}
}

// A folder that comes back, perhaps with the same number, looks as it did.
func TestWatchesEndWithTheirFolder(t *testing.T) {
	for _, op := range []fsnotify.Op{fsnotify.Remove, fsnotify.Rename} {
		w, f, a, b := startFake(t, Options{})
		below, beside := filepath.Join(a, "below"), a+"-beside"
		mkdir(t, below, beside)
		folders := []string{filepath.Dir(a), a, below, beside, b}
		wantAdded(t, w, folders, folders...)
		f.events <- fsnotify.Event{Name: a, Op: op}
		await(t, w, a)
		wantAdded(t, w, folders, a, below)
		f.events <- fsnotify.Event{Name: a, Op: fsnotify.Create | fsnotify.Chmod}
		await(t, w, a)
		wantAdded(t, w, folders)
	}
}

// The folder is moved while Watch looks at one name after the other, and the
// system sees one watch with the old name. That ends when it hears of the move.
func TestFolderMovedWhileItIsAdded(t *testing.T) {
	w, f, a, b := startFake(t, Options{})
	wantAdded(t, w, []string{a}, a)
	must(t, os.Remove(b))
	must(t, os.Rename(a, b))
	info, err := os.Stat(b)
	must(t, err)
	must(t, w.set(b, info))
	f.events <- fsnotify.Event{Name: a, Op: fsnotify.Rename}
	await(t, w, a)
	wantAdded(t, w, []string{b}, b)
}

func TestCloseReportsTheSystemsError(t *testing.T) {
	w, f, _, _ := startFake(t, Options{})
	f.closeErr = errors.New("broken")
	if err := w.Close(); !errors.Is(err, f.closeErr) {
		t.Errorf("Close() = %v", err)
	}
	if err := w.Close(); err != nil {
		t.Errorf("the second Close() = %v", err)
	}
}

// The tests below have a clock of their own, so their times are exact.

func TestLimitIsReached(t *testing.T) {
	for _, limit := range []error{syscall.ENOSPC, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		t.Run(limit.Error(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { limitIsReached(t, limit) })
		})
	}
}

func limitIsReached(t *testing.T, limit error) {
	w, f, a, b := startFake(t, Options{Interval: 2 * time.Second})
	f.add = func(folder string) error {
		if folder == b {
			return limit
		}
		return nil
	}
	wantAdded(t, w, []string{a, b, a})
	why, polling := w.Polling()
	if !polling || !strings.Contains(why, "limit") && !strings.Contains(why, limit.Error()) {
		t.Errorf("Polling() = %q, %t", why, polling)
	}
	if !f.closed {
		t.Error("the system's watcher was not closed")
	}
	begin := time.Now()
	for _, want := range []time.Duration{0, 2 * time.Second, 4 * time.Second} {
		wantAll(t, w)
		if at := time.Since(begin); at != want {
			t.Errorf("a tick came at %v, want %v", at, want)
		}
	}
	wantAdded(t, w, []string{a})
	must(t, w.Close())
}

func TestTimesOfDelivery(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		w := start(Options{}, f, "")
		defer w.Close()
		w.Watch([]string{dir})
		begin := time.Now()
		f.events <- fsnotify.Event{Name: filepath.Join(dir, "x"), Op: fsnotify.Write}
		await(t, w, filepath.Join(dir, "x"))
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("a lone change waited for %v", waited)
		}
		time.Sleep(time.Second)

		begin = time.Now()
		for i := range 100 { // 400 ms of events
			time.Sleep(4 * time.Millisecond)
			f.events <- fsnotify.Event{Name: filepath.Join(dir, fmt.Sprint(i)), Op: fsnotify.Write}
		}
		change := next(t, w)
		if waited := time.Since(begin); waited != 450*time.Millisecond || len(change.Paths) != 100 {
			t.Errorf("a storm gave %d paths after %v", len(change.Paths), waited)
		}
	})
}

func TestTicksOfPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(Options{Poll: true})
		defer w.Close()
		if why, polling := w.Polling(); !polling || why != "" {
			t.Errorf("Polling() = %q, %t", why, polling)
		}
		wantAdded(t, w, []string{"."})
		begin := time.Now()
		var ticks []time.Duration
		take := func() {
			wantAll(t, w)
			ticks = append(ticks, time.Since(begin))
		}
		take()
		take()
		time.Sleep(5 * time.Second) // a slow caller misses ticks and is not given them later
		take()
		take()
		want := []time.Duration{1 * time.Second, 2 * time.Second, 7 * time.Second, 8 * time.Second}
		if diff := cmp.Diff(want, ticks); diff != "" {
			t.Errorf("ticks (-want +got):\n%s", diff)
		}
	})
}
