// Package serve is the preview: it shows a project's site in the browser while
// its documents are written.
//
//	files ─► watch ─► build.Preview ─► snapshot ─┬─► pages, rendered when asked for
//	          hints      what changed            └─► event streams: "your page is another one now"
//
// One goroutine turns hints into snapshots, one after the other; the newest
// wins. Requests take the newest snapshot and never wait for more than the
// document that they ask for. Nothing is written to disk.
//
// # Pages
//
// Only what the site publishes exists: an address is looked up among the
// outputs and assets of a snapshot, and no path from the network reaches the
// file system. Pages have the addresses, statuses and redirects of a static
// host, below the site's base path. A page that cannot be made is shown in its
// last good version; where there is none, a notice takes its place.
//
// While the documents are read for the first time, a page is made from its own
// document and those that it links to; what shows all documents comes later.
//
// # Events
//
// A page says which state of itself and of the site's shell it is
// (data-page, data-shell). A tab that is visible holds one event stream open and
// is told these states, and that of the findings, whenever they change; so it
// misses nothing, whatever happened while nobody listened. Streams carry no
// names and no content. The script that listens is in templates/preview.
//
// In production mode the pages are those of a build, byte for byte: no drafts,
// no script, and a state in which a build would fail is not shown at all.
//
// # Strangers
//
// The preview answers to this computer alone, unless told otherwise, and only to
// names that it was given; it refuses what other sites send. See guard.go.
package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/watch"
)

// Options say what to serve, and where.
type Options struct {
	Project    *build.Project
	Production bool     // show exactly what a build would publish
	Host       string   // to listen on; "" is this computer alone
	Port       int      // 0 is the default, or the next free one
	PortGiven  bool     // a port that is taken is an error
	AllowHosts []string // more names that the preview answers to
	Poll       bool     // look at the files now and then instead of waiting for the system's events

	Ready    func(url string)                                  // told when the preview listens
	Show     func(r *build.Result, trouble error, others bool) // told what was found, once for each change; others says that it is not what was found before
	Progress func(verb string, done, total int)                // as of build.Builder
	Log      io.Writer                                         // one line for everything else
}

// ErrOption says that an option has a value that it cannot have.
var ErrOption = errors.New("unusable option")

// Run serves until the context ends, and returns the context's error then. An
// error before that means that it could not begin; it is an [ErrOption] when the
// options are why.
func Run(ctx context.Context, o Options) error {
	if err := checkAllowed(o.AllowHosts); err != nil {
		return err
	}
	o.Log = &lineLog{to: o.Log}
	listeners, port, err := listeners(o.Host, o.Port, o.PortGiven)
	if err != nil {
		return err
	}
	preview, err := build.NewPreview(o.Project, o.Production)
	if err != nil {
		closeAll(listeners)
		return err
	}
	defer preview.Close()
	preview.Progress = o.Progress
	s := prepare(o, preview)
	defer s.watcher.Close()
	s.warn(port)
	return s.run(ctx, listeners, port)
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		l.Close()
	}
}

// server is one running preview.
type server struct {
	options Options
	preview *build.Preview // of the loop alone
	watcher *watch.Watcher
	early   *build.Early // nil when no page can be made early
	asked   chan question
	streams *streams

	newest    toCheck      // of the loop alone: what the newest check is about
	unchecked chan toCheck // holds one; see enqueue

	mu      sync.Mutex
	state   *state        // newest; nil until everything was read once
	changed chan struct{} // closed when state is replaced
}

func prepare(o Options, preview *build.Preview) *server {
	name, remote := watch.Remote(o.Project.Dir)
	w := watch.New(watch.Options{Poll: o.Poll || remote})
	s := &server{
		options: o, preview: preview, watcher: w, early: preview.Early(),
		asked: make(chan question), streams: &streams{}, unchecked: make(chan toCheck, 1),
		changed: make(chan struct{}),
	}
	if remote && !o.Poll {
		s.log("the project lies on %s, which does not tell of all changes: looking at the files once a second", name)
	}
	return s
}

func (s *server) log(format string, args ...any) { fmt.Fprintf(s.options.Log, format+"\n", args...) }

// warn says who can look in when the preview does not listen to this computer alone.
func (s *server) warn(port int) {
	if isPrivate(s.options.Host) {
		return
	}
	addresses, err := reachable(s.options.Host, port)
	if err != nil {
		return
	}
	s.log("warning: everybody who reaches this computer can read the preview, drafts included:")
	for _, a := range addresses {
		s.log("  http://%s%s", a, s.base())
	}
}

// isLocal reports whether a host stands for this computer, by both its addresses.
func isLocal(host string) bool { return host == "" || host == "localhost" }

// isPrivate reports whether nobody else reaches what listens on a host.
func isPrivate(host string) bool {
	ip, err := netip.ParseAddr(unbracketed(host))
	return isLocal(host) || err == nil && ip.IsLoopback()
}

// lineLog lets one line through after the other.
type lineLog struct {
	mu sync.Mutex
	to io.Writer
}

func (l *lineLog) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(line)
}

// shownHost returns the host to open in a browser.
func shownHost(host string) string {
	if host == "" {
		return "localhost"
	}
	host = unbracketed(host)
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		return "127.0.0.1"
	}
	return host
}

// base returns the path that the site is served below.
func (s *server) base() string {
	if st := s.now(); st != nil && st.snapshot != nil {
		return st.snapshot.Project().Config.BasePath()
	}
	return s.options.Project.Config.BasePath()
}

// run serves until the context ends.
func (s *server) run(ctx context.Context, listeners []net.Listener, port int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	hosts := newHosts(s.options.Host, s.options.AllowHosts)
	h := newServer(guard(s, hosts, func(status int, why string, r *http.Request) {
		fmt.Fprintln(s.options.Log, logLine(status, why, r))
	}), s.options.Log)
	h.BaseContext = func(net.Listener) context.Context { return ctx }
	var group sync.WaitGroup
	for _, l := range listeners {
		group.Go(func() {
			if err := h.Serve(limit(l)); !errors.Is(err, http.ErrServerClosed) {
				stop(err)
			}
		})
	}
	s.options.Ready("http://" + hostPort(shownHost(s.options.Host), port) + s.base())
	group.Go(func() { s.loop(ctx) })
	group.Go(func() { s.checks(ctx) })
	<-ctx.Done()
	// Streams end with the context; whoever is in the middle of a page has a moment.
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 300*time.Millisecond)
	defer cancel()
	if h.Shutdown(closing) != nil {
		h.Close()
	}
	group.Wait()
	return context.Cause(ctx)
}
