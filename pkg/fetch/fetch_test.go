package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// serving starts a server on this computer.
func serving(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// own is a client that may ask the servers of tests.
func own() *Client { return &Client{AllowPrivate: true, UserAgent: "rcagen/test"} }

// wantError fails unless Get has an error with all of those texts, and no answer.
func wantError(t *testing.T, c *Client, address string, texts ...string) error {
	t.Helper()
	a, err := c.Get(t.Context(), address)
	if err == nil || a != nil {
		t.Fatalf("%s: answer %+v, error %v", address, a, err)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%s: error %q, want %q in it", address, err, text)
		}
	}
	return err
}

func wantBody(t *testing.T, c *Client, address, body string) *Answer {
	t.Helper()
	a, err := c.Get(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if string(a.Body) != body {
		t.Errorf("%s: body %.80q, want %.80q", address, a.Body, body)
	}
	return a
}

// host returns the address of a server without its scheme.
func host(s *httptest.Server) string { return s.Listener.Addr().String() }

func TestGet(t *testing.T) {
	var got *http.Request
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		io.WriteString(w, `{"incidents": []}`)
	})
	a := wantBody(t, own(), s.URL+"/api/v2/incidents.json?page=1 2#top", `{"incidents": []}`)
	if want := s.URL + "/api/v2/incidents.json?page=1%202"; a.Address != want {
		t.Errorf("address %s, want %s", a.Address, want)
	}
	if want := "application/json; charset=utf-8"; a.ContentType != want {
		t.Errorf("content type %q, want %q", a.ContentType, want)
	}
	want := http.Header{"Accept": {accept}, "Accept-Encoding": {"gzip"}, "User-Agent": {"rcagen/test"}}
	if diff := cmp.Diff(want, got.Header); diff != "" || got.Method != http.MethodGet {
		t.Errorf("%s with headers: %s", got.Method, diff)
	}
}

// packed writes a body as gzip.
func packed(w http.ResponseWriter, body io.Reader) {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	io.Copy(z, body)
	z.Close()
}

func TestGzip(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) { packed(w, strings.NewReader("a page")) })
	wantBody(t, own(), s.URL, "a page")
}

func TestOtherCompression(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", r.URL.Query().Get("as"))
		io.WriteString(w, "text")
	})
	wantBody(t, own(), s.URL+"?as=Identity", "text")
	wantError(t, own(), s.URL+"?as=br", s.URL+": the answer is compressed in a way that was not asked for: br")
	err := wantError(t, own(), s.URL+"?as=%C2%9B2J%E2%80%AE"+strings.Repeat("x", 1000), "asked for: \uFFFD2J\uFFFDxxx", "x…")
	if len(err.Error()) > 500 {
		t.Errorf("error of %d bytes", len(err.Error()))
	}
}

func TestStatus(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscanf(r.URL.Path, "/%d", &code)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(code)
		if code != http.StatusNoContent {
			io.WriteString(w, "<h1>Oh no</h1>")
		}
	})
	for code, text := range map[int]string{
		404: "404 Not Found", 403: "403 Forbidden", 503: "503 Service Unavailable", 204: "204 No Content",
		206: "206 Partial Content", 302: "302 Found", 300: "300 Multiple Choices", 599: "599",
	} {
		address := fmt.Sprintf("%s/%d", s.URL, code)
		err := wantError(t, own(), address+"?token=secret")
		var status *StatusError
		if !errors.As(err, &status) || *status != (StatusError{address, code}) {
			t.Errorf("%d: error %#v", code, err)
		}
		if want := address + ": " + text; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	}
}

// zeros is a body without end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestTooLarge(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		var n int64
		fmt.Sscan(r.URL.Query().Get("n"), &n)
		body := io.LimitReader(zeros{}, n)
		if r.URL.Path == "/bomb" {
			packed(w, body)
		} else {
			io.Copy(w, body)
		}
	})
	for _, path := range []string{"/plain", "/bomb"} {
		wantBody(t, own(), fmt.Sprintf("%s%s?n=%d", s.URL, path, mostBytes), string(make([]byte, mostBytes)))
		err := wantError(t, own(), fmt.Sprintf("%s%s?n=%d", s.URL, path, mostBytes+1), s.URL+path+": the answer is larger than 20 MiB")
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("error %#v", err)
		}
	}
}

func TestLargeHeaders(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Much", strings.Repeat("x", 2*mostHeaders))
	})
	wantError(t, own(), s.URL, "headers exceeded")
}

// raw serves bytes as they are to every connection, and then closes it.
func raw(t *testing.T, response string) *httptest.Server {
	return serving(t, func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, response)
	})
}

func TestBrokenAnswers(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	io.CopyN(w, zeros{}, 1<<16)
	w.Close()
	half := z.String()[:z.Len()/2]
	for response, want := range map[string]string{
		"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"incid":                                    "the answer broke off after 7 bytes",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nhe":                "the answer broke off after 7 bytes",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + half:             "the answer broke off after ",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\nno gzip of any kind": "gzip: invalid header",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n":                                                  "unexpected EOF",
		"\x1b[2Jhello\r\n\r\n": `malformed HTTP response "\x1b[2Jhello"`,
		"":                     "EOF",
	} {
		s := raw(t, response)
		wantError(t, own(), s.URL, s.URL+": ", want)
	}
}

func TestSlow(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			io.WriteString(w, "beginning")
			http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	})
	for _, path := range []string{"/header", "/body"} {
		c := own()
		c.patience = 100 * time.Millisecond
		err := wantError(t, c, s.URL+path+"?token=secret")
		if want := s.URL + path + ": no answer within 10 s"; !errors.Is(err, ErrSlow) || err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	}
	if want := fmt.Sprintf("no answer within %.0f s", patience.Seconds()); ErrSlow.Error() != want {
		t.Errorf("text %q, want %q", ErrSlow, want)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	for _, when := range []string{"while it runs", "before"} {
		if a, err := own().Get(ctx, s.URL); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: answer %v, error %v", when, a, err)
		}
	}
	late, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	if a, err := own().Get(late, s.URL); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller's time is up: answer %v, error %v", a, err)
	}
}

func TestNobodyListens(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	wantError(t, own(), s.URL+"?token=secret", s.URL+": ", "refused")
}
