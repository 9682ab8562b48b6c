package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	maxStreams = 64               // open at once, of everybody
	perClient  = 4                // of one computer: browsers open six connections, and pages need some
	heartbeat  = 15 * time.Second // so that a connection that is gone is noticed
	retrySoon  = 300              // milliseconds after which a browser comes back
	retryLater = 2000             // when it was sent away to make room
)

// event is what a tab is told.
type event struct {
	Page     string `json:"page"`     // names the state of the page
	Shell    string `json:"shell"`    // of templates, scripts and configuration
	Findings string `json:"findings"` // of what was found
}

// events tells a tab about the states of its page until either has enough. A
// client with more streams than it may have loses its oldest one, which comes
// back a little later: so any number of tabs learns of everything.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	ctx, done, ok := s.streams.enter(r.Context(), client)
	if !ok {
		http.Error(w, "too many tabs listen", http.StatusServiceUnavailable)
		return
	}
	defer done()
	out := http.NewResponseController(w)
	_ = out.SetReadDeadline(time.Time{}) // a stream may last; a connection without deadlines needs none lifted
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(text string) bool {
		_ = out.SetWriteDeadline(time.Now().Add(heartbeat))
		_, err := w.Write([]byte(text))
		return err == nil && out.Flush() == nil
	}
	if !send(fmt.Sprintf("retry: %d\n\n", retrySoon)) {
		return
	}
	address := r.URL.Query().Get("address")
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for told := (event{}); ; {
		s.mu.Lock()
		st, changed := s.state, s.changed
		s.mu.Unlock()
		if e := eventOf(st, address); e != told && st != nil {
			told = e
			data, err := json.Marshal(e)
			if err != nil || !send(fmt.Sprintf("data: %s\n\n", data)) {
				return
			}
		}
		select {
		case <-ctx.Done():
			if r.Context().Err() == nil {
				send(fmt.Sprintf("retry: %d\n\n", retryLater))
			}
			return
		case <-changed:
		case <-beat.C:
			if !send(": still here\n\n") {
				return
			}
		}
	}
}

// eventOf returns what a tab with the page at an address should know.
func eventOf(st *state, address string) event {
	if st == nil {
		return event{}
	}
	e := event{Findings: st.findings}
	if st.snapshot != nil {
		e.Page, e.Shell = pageState(st.snapshot, address), st.snapshot.Shell
	}
	return e
}

// streams are those that are open.
type streams struct {
	mu   sync.Mutex
	open []*stream // oldest first
}

type stream struct {
	client string
	stop   context.CancelFunc
}

// enter admits a client, whose context ends when it has to make room for
// another of its own. It is refused when there are too many of all clients.
func (s *streams) enter(ctx context.Context, client string) (context.Context, func(), bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var own []*stream
	for _, o := range s.open {
		if o.client == client {
			own = append(own, o)
		}
	}
	if len(own) >= perClient {
		own[0].stop()
		s.remove(own[0])
	}
	if len(s.open) >= maxStreams {
		return nil, nil, false
	}
	ctx, stop := context.WithCancel(ctx)
	n := &stream{client, stop}
	s.open = append(s.open, n)
	return ctx, func() {
		stop()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.remove(n)
	}, true
}

func (s *streams) remove(gone *stream) {
	for i, o := range s.open {
		if o == gone {
			s.open = append(s.open[:i:i], s.open[i+1:]...)
			return
		}
	}
}
