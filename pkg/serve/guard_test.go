package serve

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// wantRefused fails unless a request was refused with a status: in plain text,
// once in the log, and before the site saw it.
func (s *served) wantRefused(t *testing.T, request string, status int) answer {
	t.Helper()
	s.refused = nil
	a := s.ask(t, request)
	if a.status != status || a.reached {
		t.Errorf("%.80q: status %d, want %d; reached the site: %t", request, a.status, status, a.reached)
	}
	if diff := cmp.Diff([]int{status}, s.refused); diff != "" {
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
			"font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
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
		"user@localhost", "xn--lcalhost-2ya",
	} {
		s.wantRefused(t, host(h), 403)
	}
}

// S2: the target in absolute form is what counts, and Go drops the header then.
func TestGuardRefusesForeignHostsInAbsoluteForm(t *testing.T) {
	s := serving(t, newHosts("", nil))
	for _, target := range []string{"http://evil.example/", "https://evil.example:4040/", "http://localhost@evil.example/", "http://[fe80::1]/", "http:///"} {
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
