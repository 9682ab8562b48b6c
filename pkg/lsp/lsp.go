// Package lsp is the language server: it says in an editor what check would say,
// while it is typed.
//
// It speaks the Language Server Protocol 3.17 over a pair of streams ([Run]); the
// protocol's messages are in protocol.go, JSON-RPC itself is a library's.
//
// # Projects
//
// A document belongs to the nearest folder above it that is a project
// ([build.Root]). In no project, one that looks like an RCA is looked at by itself,
// and any other left alone. What the editor holds stands for what is on disk,
// rcagen.yaml included; everything else is followed on disk.
//
// # Two answers to a key
//
// A change is answered twice. At once, in the time that one document takes, with
// what is wrong with that document by itself and with its links
// ([build.Snapshot.Edit]). When the typing pauses, with what a look at the whole
// project finds ([build.Snapshot.Check]), which is what `rcagen check` would print;
// then documents that are not open are told about too, but of those only their
// errors: they are what fails in CI.
//
// Requests about one document are answered from its text as it is. Those about
// others (references, renaming, symbols of the workspace) wait until all that was
// typed is taken in.
//
// # What it does not do
//
// It reaches no network, and runs nothing but git, for the day of the newest commit.
// It writes no file: each change is an
// edit that the editor makes. Its standard output is the protocol; what goes wrong
// with rcagen itself is told to the editor's log. It ends with its client, also
// when that dies without a word.
package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/config"
)

// Options is what the server needs of its surroundings.
type Options struct {
	In      io.Reader
	Out     io.Writer
	Version string                                          // of rcagen
	AsOf    func(ctx context.Context, dir string) time.Time // the day that deadlines in a project are compared with; zero for none
	Now     func() time.Time                                // the clock, for the times that it writes
	Zone    *time.Location                                  // the reader's
}

// ErrNotShutDown says that the client ended the server, or itself, without
// shutting it down first.
var ErrNotShutDown = errors.New("the client has ended without shutting the server down")

// Run serves one client until it ends, or the context does.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{
		Options: o, ctx: ctx, end: cancel,
		texts: map[string]*text{}, projects: map[string]*project{}, shown: map[string]shown{}, dirty: make(chan struct{}, 1),
	}
	s.rpc = jrpc2.NewServer(s.methods(), &jrpc2.ServerOptions{AllowPush: true, Concurrency: 8})
	go s.follow()
	s.rpc.Start(newConversation(o.In, o.Out))
	ended := make(chan error, 1)
	go func() { ended <- s.rpc.Wait() }()
	var err error
	select {
	case err = <-ended:
		cancel()
	case <-ctx.Done(): // nothing wakes a read of standard input, or a write to a client that reads nothing: neither is waited for
		go s.rpc.Stop()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.phase == exited || s.phase == shutDown:
		return nil
	case err != nil && !errors.Is(err, context.Canceled):
		return err
	}
	return ErrNotShutDown
}

// phase is how far the conversation has come.
type phase uint8

const (
	started phase = iota
	initialized
	shutDown
	exited
)

type server struct {
	Options
	rpc   *jrpc2.Server
	ctx   context.Context // ends with the server
	end   context.CancelFunc
	dirty chan struct{} // a text has changed

	mu       sync.Mutex
	phase    phase
	utf8     bool     // positions count bytes
	commands []string // that the client has
	nested   bool     // the client knows symbols in one another
	texts    map[string]*text
	projects map[string]*project // by folder
	alone    *project            // of documents that belong to none
	shown    map[string]shown    // what was last published, by address
}

// Codes of errors that the protocol has beside JSON-RPC's.
const (
	notInitialized   = jrpc2.Code(-32002)
	requestFailed    = jrpc2.Code(-32803)
	requestCancelled = jrpc2.Code(-32800)
)

// fail is the answer to a request that cannot be done; the editor shows it.
func fail(format string, args ...any) error { return jrpc2.Errorf(requestFailed, format, args...) }

// answer makes a handler of a function. What it fails on is told, and the server
// lives on.
func answer[P, R any](s *server, f func(context.Context, *P) (R, error)) jrpc2.Handler {
	return func(ctx context.Context, r *jrpc2.Request) (result any, err error) {
		defer func() {
			if value := recover(); value != nil {
				s.log("rcagen failed on %s, which is a mistake in it: %v", r.Method(), value)
				result, err = nil, jrpc2.Errorf(jrpc2.InternalError, "rcagen failed on %s", r.Method())
			}
		}()
		if err := s.ready(r.Method()); err != nil {
			return nil, err
		}
		var params P
		if r.HasParams() {
			if err := r.UnmarshalParams(&params); err != nil {
				return nil, err
			}
		}
		result, err = f(ctx, &params)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return result, err
	}
}

// notice makes a handler of a function that answers nothing.
func notice[P any](s *server, f func(*P)) jrpc2.Handler {
	return answer(s, func(_ context.Context, params *P) (any, error) {
		f(params)
		return nil, nil
	})
}

// ready refuses what comes too early or too late.
func (s *server) ready(method string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case method == "exit":
		return nil
	case s.phase == started && method != "initialize":
		return jrpc2.Errorf(notInitialized, "%s comes before initialize", method)
	case s.phase == initialized && method == "initialize":
		return jrpc2.Errorf(jrpc2.InvalidRequest, "initialize comes twice")
	case s.phase >= shutDown:
		return jrpc2.Errorf(jrpc2.InvalidRequest, "%s comes after shutdown", method)
	}
	return nil
}

// log tells the editor's log.
func (s *server) log(format string, args ...any) {
	_ = s.rpc.Notify(s.ctx, "window/logMessage", messageParams{Type: 1, Message: fmt.Sprintf(format, args...)})
}

// parentInterval is how often the server looks whether its client is there.
const parentInterval = time.Second

// watchParent ends the server when the process that started it is gone.
func (s *server) watchParent(pid int) {
	tick := time.NewTicker(parentInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
			if !isAlive(pid) {
				s.end()
				return
			}
		}
	}
}

// projectOf returns the project of a file. What belongs to none is looked at by
// itself. The caller holds the lock.
func (s *server) projectOf(file string) *project {
	if dir, found := build.Root(parentOf(file)); found {
		if p := s.projectIn(dir); p != nil {
			return p
		}
	}
	if s.alone == nil {
		s.alone = &project{server: s, state: state{snapshot: build.Blank(config.Default())}}
	}
	return s.alone
}

// projectIn returns the project in a folder, and begins to follow it when it was not
// known; nil when it cannot be read, which is tried again the next time. The caller
// holds the lock.
func (s *server) projectIn(dir string) *project {
	if p := s.projects[dir]; p != nil {
		return p
	}
	p := s.newProject(dir)
	if p != nil {
		s.projects[dir] = p
	}
	return p
}
