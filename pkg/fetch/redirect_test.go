package fetch

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

// counting counts the requests that reach a server.
func counting(t *testing.T) (s *httptest.Server, reached *atomic.Int32) {
	reached = new(atomic.Int32)
	s = serving(t, func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		io.WriteString(w, "inner")
	})
	return s, reached
}

// redirecting redirects to what its query has, escaped in hexadecimal digits.
func redirecting(w http.ResponseWriter, r *http.Request) {
	var to string
	if _, err := fmt.Sscanf(r.URL.RawQuery, "%x", &to); err != nil {
		panic(err)
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

func TestRedirects(t *testing.T) {
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header["Referer"])+len(r.Header["Cookie"])+len(r.Header["Authorization"]) != 0 {
			t.Errorf("%s: headers %v", r.URL, r.Header)
		}
		var code, left int
		if n, _ := fmt.Sscanf(r.URL.Path, "/%d/%d", &code, &left); n != 2 || left == 0 {
			io.WriteString(w, "here")
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		w.Header().Set("Location", fmt.Sprintf("%d?token=secret#top", left-1)) // relative
		w.WriteHeader(code)
	})
	for _, code := range []int{301, 302, 303, 307, 308} {
		for hops := range 6 {
			address := fmt.Sprintf("%s/%d/%d", s.URL, code, hops)
			a := wantBody(t, own(), address, "here")
			if want := fmt.Sprintf("%s/%d/0?token=secret", s.URL, code); hops > 0 && a.Address != want {
				t.Errorf("address %s, want %s", a.Address, want)
			}
		}
		address := fmt.Sprintf("%s/%d/6", s.URL, code)
		if err := wantError(t, own(), address+"?a=b"); err.Error() != address+": more than 5 redirects" {
			t.Error(err)
		}
	}
}

func TestRedirectLoop(t *testing.T) {
	requests := 0
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	})
	wantError(t, own(), s.URL+"/loop", "/loop: more than 5 redirects")
	if requests != 6 {
		t.Errorf("%d requests, want 6", requests)
	}
}

func TestRedirectToNothingAllowed(t *testing.T) {
	for to, want := range map[string]string{
		"file:///etc/passwd":                "must begin with https://",
		"gopher://example.com/":             "must begin with https://",
		"data:text/plain,secret":            "must begin with https://",
		"https://user:secret@example.com/":  "user name or a password",
		"//user:secret@example.com/":        "user name or a password",
		"https://user:se cret@example.com/": "expected one such as",
		"//user:se cret@example.com/":       "expected one such as",
		"http://exa mple.com/secret":        "expected one such as",
		"http:///secret":                    "its host is neither",
		"http:secret":                       "its host is neither",
		"//example.com:0/secret":            "its port must be",
		"/" + strings.Repeat("secret", 2e3): "is longer than 8000 bytes",
	} {
		s := serving(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
		err := wantError(t, own(), s.URL+"/?token=secret", s.URL+"/: cannot follow its redirect: ", want)
		if !errors.Is(err, ErrAddress) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%.80s: error %q", to, err)
		}
	}
}

// A public server leads to one of this computer: by its address, by a name, and
// by its own name, which now leads elsewhere.
func TestRedirectToPrivate(t *testing.T) {
	inner, reached := counting(t)
	outer := serving(t, redirecting)
	_, port, _ := strings.Cut(host(inner), ":")
	_, outerPort, _ := strings.Cut(host(outer), ":")
	c := &Client{
		except: netip.MustParseAddrPort(host(outer)),
		resolver: resolving(map[string][]string{
			"status.example.com":   {"127.0.0.1"},
			"intranet.example.com": {"127.0.0.1"},
			"mapped.example.com":   {"::ffff:127.0.0.1"},
		}),
	}
	start := "http://status.example.com:" + outerPort
	for _, to := range []string{
		inner.URL, "//intranet.example.com:" + port, "//status.example.com:" + port, "//[::ffff:7f00:1]:" + port,
		"//mapped.example.com:" + port, "//localhost:" + port,
	} {
		err := wantError(t, c, fmt.Sprintf("%s/?%x", start, to+"/latest?token=secret"),
			start+"/ redirects to http:", "/latest: the host is at ", "an address of this computer: --allow-private allows it")
		if !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: error %#v", to, err)
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("%d requests reached the inner server", n)
	}

	c.AllowPrivate = true
	wantBody(t, c, fmt.Sprintf("%s/?%x", start, inner.URL), "inner")
	wantError(t, c, fmt.Sprintf("%s/?%x", start, "http://169.254.169.254/latest/meta-data/"), "169.254.169.254, an address of the inner services of a cloud")
}

func TestPrivateNames(t *testing.T) {
	s, reached := counting(t)
	_, port, _ := strings.Cut(host(s), ":")
	c := &Client{resolver: resolving(map[string][]string{
		"one.example.com":  {"127.0.0.1"},
		"many.example.com": {"10.0.0.1", "127.0.0.1", "192.168.0.1"},
		"six.example.com":  {"::1", "fd12:3456::1"},
	})}
	hosts := map[string]string{
		"one.example.com": "127.0.0.1", "many.example.com": "1", "127.0.0.1": "127.0.0.1", "[::ffff:127.0.0.1]": "127.0.0.1",
		"0.0.0.0": "0.0.0.0", "localhost": "",
	}
	if l, err := net.Listen("tcp6", "[::1]:0"); err == nil {
		l.Close()
		maps.Copy(hosts, map[string]string{
			"six.example.com": "", "[::1]": "::1", "[::127.0.0.1]": "::7f00:1", "[::]": "::", "[64:ff9b::7f00:1]": "64:ff9b::7f00:1",
		})
	}
	for name, ip := range hosts {
		address := "http://" + name + ":" + port + "/"
		if err := wantError(t, c, address, "/: the host is at "+ip, ", an address of "); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: error %#v", name, err)
		}
	}
	wantError(t, c, "http://nowhere.example.com/", "http://nowhere.example.com/: there is no host of that name")
	if n := reached.Load(); n != 0 {
		t.Errorf("%d requests reached the server", n)
	}
	c.AllowPrivate = true
	wantBody(t, c, "http://one.example.com:"+port, "inner")
}

func TestNoProxy(t *testing.T) {
	if new(Client).transport().Proxy != nil {
		t.Error("a proxy would connect to any address")
	}
}

func TestTLS(t *testing.T) {
	plain, reached := counting(t)
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			redirecting(w, r)
			return
		}
		io.WriteString(w, r.Proto)
	}))
	s.Config.ErrorLog = quiet
	t.Cleanup(s.Close)
	_, port, _ := strings.Cut(host(s), ":")
	wantError(t, own(), s.URL, "the server does not prove that it is that host: x509: certificate signed by unknown authority")
	wantError(t, own(), "https://"+host(plain), "the server does not speak https on that port")

	// The certificate is for example.com.
	c := own()
	c.roots = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	c.resolver = resolving(map[string][]string{"example.com": {"127.0.0.1"}, "example.org": {"127.0.0.1"}})
	wantBody(t, c, "https://example.com:"+port, "HTTP/1.1")
	wantError(t, c, "https://example.org:"+port, "the server does not prove that it is that host: x509: certificate is valid for ")

	wantError(t, c, fmt.Sprintf("https://example.com:%s/?%x", port, plain.URL+"/?token=secret"),
		"https://example.com:"+port+"/: does not follow its redirect to "+plain.URL+"/, as that is not encrypted")
	if n := reached.Load(); n != 0 {
		t.Errorf("%d requests without encryption", n)
	}
	up := serving(t, redirecting)
	wantBody(t, c, fmt.Sprintf("%s/?%x", up.URL, "https://example.com:"+port), "HTTP/1.1")
}
