// Package watch tells which paths of a project may have changed.
//
// It gives hints, not facts. A path may be named that is as it was, one change
// may be named twice, and what happened to a path is not said: whoever acts on
// a hint looks at the path itself. What must not happen is a change without a
// hint.
//
//	w := watch.New(watch.Options{})
//	defer w.Close()
//	added := w.Watch(folders)       // look into these after this call, not before
//	for change := range w.Changes() {
//		…                           // look at change.Paths, or at everything
//		added = w.Watch(folders)    // which folders there are may have changed too
//	}
//
// # Folders
//
// Folders are watched, not files: most editors save by renaming a new file over
// the old one, and a watch on the old one would never hear of it. A watch does
// not cover the folders below it, so Watch is given each of them. What is made
// in a new folder before its watch is set makes no event; therefore Watch says
// which watches are new, and the caller looks into those folders once more.
//
// Watch is to be called after every change, with all folders. A watch belongs
// to a folder and not to its name, and it ends when the folder is removed,
// moved, or another takes its place, be it because a folder above was moved.
// Watch asks the file system whether each name still stands for the folder that
// is watched; if not it sets the watch again and returns the name. A folder
// that is reached by several names (a symbolic link) is watched once, and every
// change in it is told under each of them.
//
// # Delivery
//
// A lone change is offered at once. When more than 8 paths change within 50 ms,
// a program is at work (git, an unpacker), and acting on a half of it is a
// waste: nothing is offered until 50 ms have gone by without an event, but no
// path waits for longer than 500 ms. What the caller does not take is kept, and
// more paths join it; more than 200 become "anything may have changed". So do
// lost events.
//
// Names that editors give to files of their own wake nobody, see [Temporary].
//
// # Polling
//
// Where the system cannot tell of changes, or a limit of it is reached, the
// Watcher polls: every Interval it says that anything may have changed.
// [Watcher.Polling] says why. Some file systems take a watch and then do not
// tell of changes made on another machine; [Remote] knows them, and the caller
// decides.
//
// # Limits
//
// Nothing tells that a file system was mounted on a watched folder or taken
// away from it, nor that a folder above all watched ones was moved. The next
// call of Watch finds out.
package watch

import (
	"cmp"
	"fmt"
	"sync"
	"time"
)

// Change is a hint about what may have changed since the one before.
type Change struct {
	Paths []string // as joined from the watched folder's name and the entry's, sorted, each once; nil when All
	All   bool     // anything may have: events were lost, too many came at once, or this is a tick of polling
}

// Options say how to watch.
type Options struct {
	Poll     bool          // do not ask the system for events at all
	Interval time.Duration // from a tick of polling being taken to the next one; 0 means 1 s
}

// A Watcher tells of changes in a set of folders. Its methods may be called
// from several goroutines.
type Watcher struct {
	interval time.Duration
	system   source // nil when it was never asked
	changes  chan Change
	done     chan struct{} // closed by Close
	finished chan struct{} // closed when the goroutine has ended

	calls  sync.Mutex // held through Watch and Close, so that each sees a whole set
	closed bool       // guarded by calls

	// mu guards what is below. It is never held while the system's watcher is
	// asked: that may wait for its events to be read, and reading takes mu.
	mu      sync.Mutex
	folders map[string]*folder  // by name
	names   map[string][]string // folder.real → its names, at least one
	polling bool
	why     string
}

// New returns a Watcher that watches nothing yet. It never fails: when the
// system's watcher cannot be had it polls, and Polling says why.
func New(o Options) *Watcher {
	if o.Poll {
		return start(o, nil, "")
	}
	system, err := openSystem()
	if err != nil {
		return start(o, nil, explain(err))
	}
	return start(o, system, "")
}

// start makes a Watcher that polls when system is nil.
func start(o Options, system source, why string) *Watcher {
	w := &Watcher{
		interval: cmp.Or(o.Interval, time.Second),
		system:   system,
		changes:  make(chan Change),
		done:     make(chan struct{}),
		finished: make(chan struct{}),
		folders:  map[string]*folder{},
		names:    map[string][]string{},
		polling:  system == nil,
		why:      why,
	}
	go w.run()
	return w
}

// Changes returns the channel that hints come from, always the same one. It is
// unbuffered, so that what is taken from it is as young as can be, and is
// closed by Close.
func (w *Watcher) Changes() <-chan Change { return w.changes }

// Polling reports whether the Watcher polls, and why: one sentence without a
// full stop, empty when Options asked for it.
func (w *Watcher) Polling() (why string, polling bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.why, w.polling
}

// Close ends the Watcher and closes Changes. Only the first call does
// something. The error is that of the system's watcher.
func (w *Watcher) Close() error {
	w.calls.Lock()
	defer w.calls.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	close(w.done)
	var err error
	if _, polling := w.Polling(); !polling {
		err = w.system.Close()
	}
	<-w.finished
	if err != nil {
		return fmt.Errorf("close the system's watcher: %w", err)
	}
	return nil
}

// giveUp makes the Watcher poll from now on because of err. The caller holds
// calls.
func (w *Watcher) giveUp(err error) {
	w.mu.Lock()
	w.polling, w.why = true, explain(err)
	w.mu.Unlock()
	w.system.Close() // it will not be asked again, so its error tells nothing
}
