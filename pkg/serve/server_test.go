package serve

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// record is a log that several goroutines may write.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// wantEscaped fails when the log has anything but whole lines of printable ASCII.
func (r *record) wantEscaped(t *testing.T) {
	t.Helper()
	text := r.String()
	if strings.ContainsFunc(text, func(c rune) bool { return c != '\n' && (c < ' ' || c > '~') }) {
		t.Errorf("the log has raw bytes: %q", text)
	}
}

// served is a server as Run makes it, in front of a handler that stands for the
// site.
type served struct {
	address string
	log     *record // of refusals and of net/http

	mu      sync.Mutex
	refused []int    // statuses since the last answer
	reached []string // paths that came through to the site since then
}

const sitePage = "the page"

func serving(t *testing.T, allowed *hosts) *served {
	t.Helper()
	s := &served{log: &record{}}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	h := newServer(guard(s, allowed, s.refuse), s.log)
	ended := make(chan error)
	go func() { ended <- h.Serve(limit(l)) }()
	t.Cleanup(func() {
		h.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s
}

func (s *served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.reached = append(s.reached, r.URL.Path)
	s.mu.Unlock()
	switch r.URL.Path {
	case "/error":
		http.Error(w, sitePage, http.StatusInternalServerError)
	case "/panic":
		panic("no \x1b[31msuch\npage: " + r.URL.RawQuery + r.Header.Get("User-Agent"))
	default:
		io.WriteString(w, sitePage)
	}
}

func (s *served) refuse(status int, why string, r *http.Request) {
	s.mu.Lock()
	s.refused = append(s.refused, status)
	s.mu.Unlock()
	fmt.Fprintln(s.log, logLine(status, why, r))
}

// answer is what the server made of a request.
type answer struct {
	status  int // 0 when it closed the connection without one
	header  http.Header
	body    string
	close   bool // the connection ends with it
	reached bool // the site was asked
	path    string
	refused []int // statuses
}

// connect opens a connection that fails, rather than waits for ever.
func (s *served) connect(t *testing.T) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(time.Minute))
	return c.(*net.TCPConn)
}

// ask sends the bytes of one request, and nothing after them.
func (s *served) ask(t *testing.T, request string) answer {
	t.Helper()
	c := s.connect(t)
	io.WriteString(c, request) // the server may have enough before the end
	c.CloseWrite()
	return s.read(t, c, request)
}

func (s *served) read(t *testing.T, c io.Reader, request string) answer {
	t.Helper()
	method, _, _ := strings.Cut(request, " ")
	r, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return answer{}
	}
	if err != nil {
		t.Fatalf("answer to %.80q: %v", request, err)
	}
	var body []byte
	if r.ContentLength >= 0 {
		body, err = io.ReadAll(r.Body)
	} else {
		// An error of net/http's own: one piece, whose end waits for the client.
		body = make([]byte, 512)
		var n int
		n, err = r.Body.Read(body)
		body = body[:n]
	}
	if err != nil && err != io.EOF {
		t.Fatalf("answer to %.80q: %v", request, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := answer{status: r.StatusCode, header: r.Header, body: string(body), close: r.Close, reached: len(s.reached) > 0, refused: s.refused}
	if a.reached {
		a.path = s.reached[0]
	}
	s.reached, s.refused = nil, nil
	return a
}

// get returns a request with the header fields of a browser that shows the
// preview, followed by more of them, one a string.
func get(target string, fields ...string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: localhost:4040\r\n" + strings.Join(append(fields, "", ""), "\r\n")
}

// S12, and row 33 of the faults.
func TestServerLimits(t *testing.T) {
	s := newServer(http.NotFoundHandler(), io.Discard)
	got := []any{s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout, s.MaxHeaderBytes}
	want := []any{5 * time.Second, 10 * time.Second, 30 * time.Second, 60 * time.Second, 16 << 10}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestServerSurvivesBadRequests(t *testing.T) {
	long := strings.Repeat("a", 20<<10)
	s := serving(t, newHosts("", nil))
	for _, test := range []struct {
		name, request string
		want          int // 0 is a closed connection
	}{
		{"no Host in HTTP/1.1", "GET / HTTP/1.1\r\n\r\n", 400},
		{"no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 403},
		{"HTTP/0.9", "GET /\r\n\r\n", 400},
		{"two Hosts", get("/", "Host: localhost"), 400},
		{"a Host with a space", "GET / HTTP/1.1\r\nHost: local host\r\n\r\n", 400},
		{"bad percent escape", get("/%zz"), 400},
		{"percent at the end", get("/a%"), 400},
		{"control character in the path", get("/a\x1b[31m"), 400},
		{"NUL in the path", get("/a\x00"), 400},
		{"space in the path", get("/a b"), 400},
		{"long path", get("/" + long), 431},
		{"long header", get("/", "X: "+long), 431},
		{"endless headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + strings.Repeat("X: y\r\n", 10<<10), 431},
		{"headers without an end", "GET / HTTP/1.1\r\nHost: localhost\r\nX", 400},
		{"escape in a header", get("/", "X: \x1b[31m"), 400},
		{"escape in a method", "G\x1b[31mET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
		{"long method", long + " / HTTP/1.1\r\nHost: localhost\r\n\r\n", 431},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
		{"GET *", get("*"), 400},
		{"CONNECT here", "CONNECT localhost:4040 HTTP/1.1\r\nHost: localhost:4040\r\n\r\n", 405},
		{"CONNECT elsewhere", "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 403},
		{"own absolute-form", get("http://localhost:4040/a"), 200},
		{"foreign absolute-form", get("http://evil.example/a"), 403},
		{"absolute-form without a path", get("http://localhost:4040"), 400},
		{"opaque form", get("http:localhost"), 400},
		{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 403},
		{"HTTP/9.9", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 505},
		{"unknown transfer coding", get("/", "Transfer-Encoding: \x1b[31m, chunked"), 400},
		{"another transfer coding", get("/", "Transfer-Encoding: gzip"), 501},
		{"two lengths", get("/", "Content-Length: 1", "Content-Length: 2"), 400},
		{"length and chunks", get("/", "Content-Length: 1", "Transfer-Encoding: chunked") + "0\r\n\r\n", 413},
		{"unknown expectation", get("/", "Expect: the unexpected"), 417},
		{"garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x1b[31m\r\n\r\n", 400},
		{"only line ends", "\r\n\r\n\r\n", 400},
		{"nothing", "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := s.ask(t, test.request)
			if a.status != test.want || a.reached != (test.want == 200) {
				t.Errorf("status %d, want %d; reached the site: %t", a.status, test.want, a.reached)
			}
			if strings.ContainsAny(a.body, "\x1b\x00") {
				t.Errorf("the answer repeats the request: %q", a.body)
			}
		})
	}
	s.log.wantEscaped(t)
	if a := s.ask(t, get("/")); a.status != 200 {
		t.Errorf("status %d afterwards", a.status)
	}
}

// S11: net/http prints a panic's value and the stack as they are.
func TestServerLogsOneEscapedLineAPanic(t *testing.T) {
	s := serving(t, newHosts("", nil))
	if a := s.ask(t, get("/panic?\u202e\xff", "User-Agent: caf\xe9")); a.status != 0 {
		t.Errorf("status %d", a.status)
	}
	s.log.wantEscaped(t)
	text := s.log.String()
	if strings.Count(text, "\n") != 1 || !strings.Contains(text, `\x1b[31msuch\npage: `) || !strings.Contains(text, `\ngoroutine `) || strings.HasSuffix(text, `\n`+"\n") {
		t.Errorf("log %q", text)
	}
}

// failing is a log that cannot be written.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestServerLogTellsOfItsOwnTrouble(t *testing.T) {
	if n, err := (escaped{failing{}}).Write([]byte("x")); n != 0 || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("wrote %d, error %v", n, err)
	}
}

// endless is a listener at which connections never stop to arrive.
type endless struct {
	net.Listener
	accepted int
}

func (e *endless) Accept() (net.Conn, error) {
	e.accepted++
	c, _ := net.Pipe()
	return c, nil
}

func TestServerLimitsConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := &endless{}
		l := limit(inner)
		var first net.Conn
		for i := range 256 {
			c, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = c
			}
		}
		go l.Accept()
		synctest.Wait()
		if inner.accepted != 256 {
			t.Errorf("%d connections, want 256 until one is closed", inner.accepted)
		}
		first.Close()
		synctest.Wait()
		if inner.accepted != 257 {
			t.Errorf("%d connections, want 257 after one was closed", inner.accepted)
		}
	})
}
