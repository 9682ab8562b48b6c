package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wantRefused fails unless a request was refused with a status: in plain text,
// once in the log, and before the site saw it.
func (s *served) wantRefused(t *testing.T, request string, status int) answer {
	t.Helper()
	a := s.ask(t, request)
	if a.status != status || a.reached {
		t.Errorf("%.80q: status %d, want %d; reached the site: %t", request, a.status, status, a.reached)
	}
	if diff := cmp.Diff([]int{status}, a.refused); diff != "" {
		t.Errorf("%.80q: refusals logged: %s", request, diff)
	}
	if kind := a.header.Get("Content-Type"); kind != "text/plain; charset=utf-8" {
		t.Errorf("%.80q: content type %q", request, kind)
	}
	return a
}

func (s *served) wantPage(t *testing.T, request string) answer {
	t.Helper()
	a := s.ask(t, request)
	if a.status != http.StatusOK || !a.reached {
		t.Errorf("%.80q: status %d: %s", request, a.status, a.body)
	}
	return a
}

// S3, and S10 for what this part sends: refusals and errors have the headers too.
func TestGuardHeadersOnEveryResponse(t *testing.T) {
	want := map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
			"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Referrer-Policy":              "same-origin",
		"Cache-Control":                "no-store",
	}
	s := serving(t, newHosts("", nil))
	for status, request := range map[int]string{
		200: get("/"),
		500: get("/error"),
		400: get("/.."),
		403: get("/", "Origin: null"),
		405: "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n",
		413: get("/", "Content-Length: 1") + "x",
	} {
		a := s.ask(t, request)
		if a.status != status {
			t.Errorf("%q: status %d, want %d", request, a.status, status)
		}
		for name, value := range want {
			if diff := cmp.Diff([]string{value}, a.header.Values(name)); diff != "" {
				t.Errorf("%q: %s: %s", request, name, diff)
			}
		}
	}
}

// S1: what a site is answered, it cannot read.
func TestGuardSendsNoCORSHeaders(t *testing.T) {
	s := serving(t, newHosts("", nil))
	preflight := []string{"Access-Control-Request-Method: GET", "Access-Control-Request-Private-Network: true"}
	for _, origin := range []string{"http://evil.example", "http://localhost:4040", "null"} {
		fields := append([]string{"Origin: " + origin}, preflight...)
		for _, request := range []string{get("/", fields...), strings.Replace(get("/", fields...), "GET", "OPTIONS", 1)} {
			for name := range s.ask(t, request).header {
				if strings.HasPrefix(name, "Access-Control-") || name == "Timing-Allow-Origin" {
					t.Errorf("%q is answered with %s", request, name)
				}
			}
		}
	}
}

func host(value string) string { return "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n" }

// S2.
func TestGuardRefusesForeignHosts(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, h := range []string{
		"localhost", "LocalHost:4040", "localhost.", "localhost.:4040", "localhost:", "docs.localhost", "a.B.LOCALHOST.:1",
		"127.0.0.1", "127.0.0.1:4040", "127.0.0.1.", "[::1]", "[::1]:4040", "[0:0:0:0:0:0:0:1]",
	} {
		s.wantPage(t, host(h))
	}
	for _, h := range []string{
		"", ":4040", ".", "evil.example", "evil.example:4040", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost",
		"localhost..", ".localhost", "a..localhost", "*.localhost", "a%00.localhost", "localhost:4040:80", "localhost:x", "localhost:80.evil.example",
		"evil.example:localhost", "127.0.0.2", "0.0.0.0", "2130706433", "0x7f.1", "127.1", "192.0.2.7", "169.254.169.254",
		"::1", "[::1", "::1]", "[::1]x", "[::1].", "[::]", "[::ffff:127.0.0.1]", "[127.0.0.1]", "[localhost]", "[::1%25lo]", "[fe80::1]",
		"xn--lcalhost-2ya",
	} {
		s.wantRefused(t, host(h), 403)
	}
}

// S2: the target in absolute form is what counts, and Go drops the header then.
func TestGuardRefusesForeignHostsInAbsoluteForm(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, target := range []string{"http://evil.example/", "https://evil.example:4040/", "http://localhost@evil.example/", "http://[fe80::1]/"} {
		s.wantRefused(t, get(target), 403)
	}
	s.wantPage(t, strings.Replace(get("http://localhost:4040/"), "Host: localhost", "Host: evil.example", 1))
}

func TestGuardSaysHowToAllowAHost(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for asked, name := range map[string]string{
		"My_Box.example.:4040":   "my_box.example",
		"192.0.2.7:4040":         "192.0.2.7",
		"[2001:DB8:0::7]":        "2001:db8::7",
		"":                       "NAME",
		"'$(id)'":                "NAME",
		"[fe80::1%$(id)]":        "NAME",
		strings.Repeat("a", 254): "NAME",
	} {
		a := s.wantRefused(t, host(asked), 403)
		want := fmt.Sprintf("this preview answers to localhost only; start it with --allow-host %s to allow %s\n", name, name)
		if diff := cmp.Diff(want, a.body); diff != "" {
			t.Errorf("host %q: %s", asked, diff)
		}
	}
}

// What the text of a refusal recommends must work.
func TestGuardAllowsHosts(t *testing.T) {
	for _, test := range []struct {
		host          string
		allow         []string
		good, foreign []string
	}{
		{"", []string{"Docs.Example.", "other.example:80", "192.0.2.7", "2001:db8::7", "[2001:db8::8]", "no name/"},
			[]string{"docs.example:4040", "DOCS.example.", "other.example", "192.0.2.7:1", "[2001:db8:0::7]:1", "[2001:db8::8]", "localhost"},
			[]string{"a.docs.example", "example", "192.0.2.8", "[2001:db8::9]", "no"}},
		{"192.0.2.7", nil, []string{"192.0.2.7:4040", "127.0.0.1", "localhost"}, []string{"192.0.2.8"}},
		{"[2001:db8::7]", nil, []string{"[2001:db8::7]:4040"}, []string{"[2001:db8::8]"}},
		{"2001:db8::7", nil, []string{"[2001:db8::7]:4040"}, []string{"2001:db8::7"}},
		{"fe80::1%eth0", nil, []string{"[fe80::1]:4040"}, []string{"[fe80::2]"}},
		{"box.example", nil, []string{"BOX.example:4040"}, []string{"example"}},
		{"localhost", nil, []string{"localhost", "[::1]"}, []string{"", "192.0.2.7"}},
		{"", []string{"", "."}, nil, []string{"", "."}},
	} {
		s := serving(t, newHosts(test.host, test.allow))
		for _, h := range test.good {
			s.wantPage(t, host(h))
		}
		for _, h := range test.foreign {
			s.wantRefused(t, host(h), 403)
		}
	}
}

func TestGuardAllowsEveryInterface(t *testing.T) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, unspecified := range []string{"0.0.0.0", "::", "[::]"} {
		s := serving(t, newHosts(unspecified, nil))
		for _, a := range all {
			s.wantPage(t, host(net.JoinHostPort(a.(*net.IPNet).IP.String(), "4040")))
		}
		for _, h := range []string{"0.0.0.0", "[::]", "203.0.113.7", "evil.example", ""} {
			s.wantRefused(t, host(h), 403)
		}
	}
}

// S3: no other site can have the preview as a script, picture or frame.
func TestGuardRefusesWhatOtherSitesLoad(t *testing.T) {
	s := serving(t, newHosts("", nil))
	fetch := func(site, mode, dest string) string {
		return get("/", "Sec-Fetch-Site: "+site, "Sec-Fetch-Mode: "+mode, "Sec-Fetch-Dest: "+dest)
	}
	for _, site := range []string{"cross-site", "same-site", "of tomorrow"} { // same-site is another port of localhost
		for _, how := range [][2]string{
			{"no-cors", "script"}, {"no-cors", "image"}, {"no-cors", "document"}, {"cors", "empty"}, {"websocket", "websocket"},
			{"navigate", "iframe"}, {"navigate", "object"}, {"navigate", "empty"}, {"navigate", ""}, {"", "document"}, {"", ""},
		} {
			s.wantRefused(t, fetch(site, how[0], how[1]), 403)
		}
		s.wantRefused(t, get("/", "Sec-Fetch-Site: "+site), 403)
		s.wantPage(t, fetch(site, "navigate", "document")) // a link was followed
	}
	for _, site := range []string{"none", "same-origin"} {
		s.wantPage(t, fetch(site, "no-cors", "script"))
		s.wantPage(t, fetch(site, "cors", "empty"))
	}
	s.wantPage(t, get("/")) // curl, and browsers that do not say
}

// S4: event streams and web sockets name the origin of their page.
func TestGuardRefusesOtherOrigins(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, origin := range []string{
		"http://evil.example", "null", "", "http://127.0.0.1:4040", "http://[::1]:4040", "http://192.0.2.7:4040", "http://localhost",
		"http://localhost:4041", "https://localhost:4040", "http://localhost:4040.evil.example", "http://evil.localhost:4040",
		"http://localhost:4040/", "http://localhost:4040 http://evil.example", "file://", "chrome-extension://abc",
	} {
		s.wantRefused(t, get("/", "Accept: text/event-stream", "Origin: "+origin), 403)
		s.wantRefused(t, get("/", "Connection: Upgrade", "Upgrade: websocket", "Origin: "+origin), 403)
	}
	s.wantRefused(t, get("/", "Origin: http://localhost:4040", "Origin: http://evil.example"), 403)
	s.wantRefused(t, get("/", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"), 403)
	s.wantPage(t, get("/", "Accept: text/event-stream", "Origin: http://localhost:4040"))
	s.wantPage(t, get("/", "Origin: http://LOCALHOST:4040"))
	s.wantPage(t, "GET / HTTP/1.1\r\nHost: [::1]:4040\r\nOrigin: http://[::1]:4040\r\n\r\n")
}

// S9.
func TestGuardAnswersReadersOnly(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get", "GETS", "X-\x27"} {
		a := s.wantRefused(t, strings.Replace(get("/"), "GET", method, 1), 405)
		if allow := a.header.Get("Allow"); allow != "GET, HEAD" {
			t.Errorf("%s: Allow %q", method, allow)
		}
	}
	head := strings.Replace(get("/"), "GET", "HEAD", 1)
	if a := s.wantPage(t, head); a.body != "" {
		t.Errorf("HEAD: body %q", a.body)
	}
}

// Row 33 of the faults: the answer does not wait for a body that may never end.
func TestGuardTakesNoBodies(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, test := range []struct {
		request string
		want    int
	}{
		{get("/", "Content-Length: 1000000"), 413},
		{get("/", "Content-Length: 9223372036854775807"), 413},
		{get("/", "Transfer-Encoding: chunked"), 413},
		{get("/", "Transfer-Encoding: chunked") + "0\r\n\r\n", 413},
		{get("/", "Transfer-Encoding: chunked") + "ffffff\r\n", 413},
		{get("/", "Content-Length: 1000000", "Expect: 100-continue"), 413},
		{strings.Replace(get("/", "Content-Length: 5"), "GET", "HEAD", 1), 413},
		{strings.Replace(get("/", "Transfer-Encoding: chunked"), "GET", "POST", 1), 405},
		{get("/", "Origin: null", "Content-Length: 1000000"), 403},
	} {
		c := s.connect(t)
		io.WriteString(c, test.request)
		if a := s.read(t, c, test.request); a.status != test.want || a.reached || !a.close {
			t.Errorf("%q: status %d, want %d; closes: %t, reached the site: %t", test.request, a.status, test.want, a.close, a.reached)
		}
	}
	s.wantPage(t, get("/", "Content-Length: 0"))
}

func TestGuardTakesNoBodyForARequest(t *testing.T) {
	s := serving(t, newHosts("", nil))
	hidden := get("/hidden")
	for _, request := range []string{
		get("/", fmt.Sprintf("Content-Length: %d", len(hidden))) + hidden + hidden,
		get("/", "Transfer-Encoding: chunked") + "0\r\n\r\n" + hidden,
		get("/", "Transfer-Encoding: chunked") + hidden,
	} {
		c := s.connect(t)
		io.WriteString(c, request)
		all, err := io.ReadAll(c)
		if err != nil && !errors.Is(err, syscall.ECONNRESET) || bytes.Count(all, []byte("HTTP/1.1 ")) != 1 || bytes.Contains(all, []byte(sitePage)) {
			t.Errorf("%q: answers %q, error %v", request, all, err)
		}
	}
}

// S5.
func TestGuardRefusesPathsThatMeanSomethingElse(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, path := range []string{
		"/..", "/../", "/../etc/passwd", "/a/../b", "/a/..", "/.", "/./", "/a/./b", "/a/.",
		"/%2e%2e", "/%2E%2E/etc/passwd", "/.%2e/a", "/a/%2e%2e", "/%2e", "/a/%2e/b",
		"//", "//evil.example/", "///", "/a//b", "/a//", "/a//../b",
		"/a%2fb", "/a%2Fb", "/%2f", "/..%2f..%2fetc/passwd", "/a/%2fb", "/a%2f", "/%2e%2e%2f",
		`/a\b`, `/..\..\x`, `/\\evil.example\`, "/a%5cb", "/%5C..%5C", "/..%5c",
		"/%00", "/a%00.html", "/a%0ab", "/a%0d%0aSet-Cookie:x", "/%1b[31m", "/%7f", "/%c2%85",
		"/%ff", "/a%c0%af..", "/%c0%ae%c0%ae/", "/%ed%a0%80", "/\xff",
		"http://localhost:4040/../x", "http://localhost:4040//x", "http://localhost:4040/%2e%2e",
	} {
		s.wantRefused(t, get(path), 400)
		s.wantRefused(t, get(path+"?q"), 400)
		s.wantRefused(t, strings.Replace(get(path), "GET", "HEAD", 1), 400)
	}
}

// S6: odd names are the site's to know or not, and nothing is repaired.
func TestGuardPassesPathsOnAsTheyAre(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for path, want := range map[string]string{
		"/": "/", "/a": "/a", "/a/": "/a/", "/a/b.html": "/a/b.html", "/...": "/...", "/..a/b..": "/..a/b..", "/.well-known/x": "/.well-known/x",
		"/a%20b": "/a b", "/%C3%BC/日本": "/ü/日本", "/%252e%252e/": "/%2e%2e/", "/%252f": "/%2f", "/a;b": "/a;b", "/..;/a": "/..;/a",
		"/a::$DATA": "/a::$DATA", "/PROGRA~1": "/PROGRA~1", "/a:b@c": "/a:b@c", "/a%3Fraw": "/a?raw", "/a%23b": "/a#b", "/a#b": "/a#b", "/.env": "/.env",
	} {
		for _, query := range []string{"", "?", "?raw??", "?import&raw", "?inline", "?../../etc/passwd", "?a=%2e%2e%2f%5c%00", "?//evil.example", `?\`, "?%zz", "?\xff", "?#"} {
			a := s.wantPage(t, get(path+query))
			if a.path != want {
				t.Errorf("%s%s came to the site as %q, want %q", path, query, a.path, want)
			}
		}
	}
}

// S10, S11: neither the client nor the log gets anything raw.
func TestGuardEchoesNothing(t *testing.T) {
	s := serving(t, newHosts("", nil))
	const script = "<script>alert(1)</script>"
	for request, status := range map[string]int{
		get("/../" + script):                       400,
		get("/%1b[31m" + script):                   400,
		get("/\xff\xe2\x80\xae" + script):          400,
		get("/", "Origin: "+script+"\xff"):         403,
		host("a'b"):                                403,
		get("http://evil.example/" + script):       403,
		get("http://[fe80::1%25%3Cscript%3E]:1/x"): 403,
	} {
		if a := s.wantRefused(t, request, status); strings.ContainsAny(a.body, "<>\x1b\xff'") {
			t.Errorf("%q: answer %q", request, a.body)
		}
	}
	s.log.wantEscaped(t)
	if lines := strings.Count(s.log.String(), "\n"); lines != 7 {
		t.Errorf("%d lines in the log, want one a refusal: %s", lines, s.log)
	}
}

func TestGuardLogLine(t *testing.T) {
	r := &http.Request{Method: "G\n", RequestURI: "/a\x1b\"\u202e\xff", Host: "evil\r\n", RemoteAddr: "127.0.0.1:5", Header: http.Header{}}
	want := `refused with 403, not here: "G\n" "/a\x1b\"\u202e\xff" of host "evil\r\n", from 127.0.0.1:5`
	if diff := cmp.Diff(want, logLine(403, "not here", r)); diff != "" {
		t.Error(diff)
	}
	r.Header.Set("Origin", "null\x1b")
	if got := logLine(403, "not here", r); !strings.HasSuffix(got, `, origin "null\x1b", from 127.0.0.1:5`) {
		t.Errorf("got %s", got)
	}
}

func TestGuardCutsWhatItLogs(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{strings.Repeat("a", 198), `"` + strings.Repeat("a", 198) + `"`},
		{strings.Repeat("a", 199), `"` + strings.Repeat("a", 195) + `..."`},
		{strings.Repeat("é", 200), `"` + strings.Repeat(`\u00e9`, 32) + `\u0..."`},
		{strings.Repeat("\x1b", 9999), `"` + strings.Repeat(`\x1b`, 48) + `\x1..."`},
	} {
		if got := quoted(test.text); got != test.want || len(got) > 200 {
			t.Errorf("got %s (%d bytes), want %s", got, len(got), test.want)
		}
	}
}
