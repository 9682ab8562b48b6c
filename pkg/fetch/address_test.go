package fetch

import (
	"errors"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for address, want := range map[string]string{
		"https://status.example.com":                      "https://status.example.com",
		"HTTP://Status.Example.com:8080/a b?c=d e#f":      "http://Status.Example.com:8080/a%20b?c=d%20e",
		"https://example.com/ü?ü=\"<|>":                   "https://example.com/%C3%BC?%C3%BC=%22%3C%7C%3E",
		"https://bücher.example/":                         "https://b%C3%BCcher.example/",
		"https://xn--bcher-kva.example:/":                 "https://xn--bcher-kva.example:/",
		"http://[2001:DB8::1]:443/x":                      "http://[2001:DB8::1]:443/x",
		"http://0x7f.1/":                                  "http://0x7f.1/", // judged by what it leads to
		"https://example.com/@user":                       "https://example.com/@user",
		"https://example.com?mail=me@example.com":         "https://example.com?mail=me@example.com",
		"https://example.com/#" + strings.Repeat("x", 99): "https://example.com/",
	} {
		u, err := parse(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
		} else if u.String() != want {
			t.Errorf("%s: got %s, want %s", address, u, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for address, want := range map[string]error{
		"":                                 errScheme,
		"status.example.com":               errScheme,
		"//status.example.com":             errScheme,
		"ftp://example.com/":               errScheme,
		"file:///etc/passwd":               errScheme,
		"javascript:alert(1)":              errScheme,
		"user:pass":                        errScheme,
		"https://user:pass@example.com":    errUserinfo,
		"https://user@example.com":         errUserinfo,
		"https://@example.com":             errUserinfo,
		"https://user:pa\\@example.com":    errUserinfo,
		"https://user:pa%zz@example.com":   errUserinfo,
		"https://a@b@example.com?x":        errUserinfo,
		"https:user:pass@example.com":      errHost,
		"https:///path":                    errHost,
		"https://":                         errHost,
		"https://.":                        errHost,
		"https://:443/":                    errHost,
		"http://[fe80::1%25eth0]/":         errHost,
		"http://exam\u202eple.com/":        errHost,
		"http://exam\xffple.com/":          errHost,
		"http://exa,mple.com/":             errHost,
		"http://example.com:0":             errPort,
		"http://example.com:65536":         errPort,
		"http://example.com:99999999999":   errPort,
		"http://example.com:port":          errForm,
		"http://exam ple.com":              errForm,
		"http://example.com/\n":            errForm,
		"http://::1/":                      errForm,
		"http://[127.0.0.1]/":              errForm,
		"https://example.com/%zz":          errForm,
		strings.Repeat("https://a/", 1000): errLong,
	} {
		if u, err := parse(address); err != want {
			t.Errorf("%.80q: got %v and error %v, want %v", address, u, err, want)
		}
		if a, err := new(Client).Get(t.Context(), address); err != want || !errors.Is(err, ErrAddress) {
			t.Errorf("%.80q: got %v and error %v, want %v", address, a, err, want)
		}
	}
}

func TestRelated(t *testing.T) {
	at := func(bases ...string) (all []string) {
		for _, base := range bases {
			for _, p := range []string{"/api/v2/incidents.json", "/incidents.json", "/index.json", "/history.atom", "/history.rss"} {
				all = append(all, base+p)
			}
		}
		return all
	}
	const origin = "https://status.example.com"
	for address, want := range map[string][]string{
		origin:                               at(origin),
		origin + "/?page=1#top":              at(origin),
		origin + "/incidents/p31zjtct2jer":   at(origin),
		origin + "/history?page=2":           at(origin),
		origin + "/index.html":               at(origin),
		origin + "/history.atom":             append(at(origin)[:3], at(origin)[4]),
		origin + "/status":                   at(origin, origin+"/status"),
		origin + "/a%20b/c/":                 at(origin, origin+"/a%20b/c"),
		origin + "/a/../status//x/incidents": at(origin, origin+"/status/x"),
		origin + "/status/incidents/1":       at(origin, origin+"/status"),
		"http://[::1]:8080/":                 at("http://[::1]:8080"),
		"status.example.com":                 nil,
		"https://user:pass@example.com":      nil,
	} {
		if diff := cmp.Diff(want, Related(address)); diff != "" {
			t.Errorf("%s: %s", address, diff)
		}
	}
}

// written is an address as this package takes it, by its characters: scheme,
// host, port, and the rest.
var written = regexp.MustCompile(`^(?i:(https?))://(\[[0-9a-fA-F:.]+\]|[^][/?#@:\\]+)(?::([0-9]*))?([/?][!-~]*)?$`)

// FuzzAddress holds what is taken against an expression that knows nothing of
// url.Parse, and looks for secrets in what is shown.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{
		"https://status.example.com/incidents/1?x=1#y", "http://[::ffff:10.0.0.1]:8080", "https://user:Pa55word@example.com",
		"https://ex%41mple.com", "https://b%C3%BCcher.example", "http:\\\\example.com\\@x", "https://a?b@c", "HTTP://A:/..//%2f", "http:a//b@c",
	} {
		f.Add(s)
	}
	refusals := []error{errForm, errScheme, errUserinfo, errHost, errPort, errLong}
	f.Fuzz(func(t *testing.T, address string) {
		u, err := parse(address)
		if err != nil {
			for _, r := range refusals {
				if err == r {
					return // a text that is always the same
				}
			}
			t.Fatalf("%q: error %q", address, err)
		}
		m := written.FindStringSubmatch(u.String())
		if m == nil || !utf8.ValidString(u.Host) {
			t.Fatalf("%q: is taken as %q", address, u)
		}
		if before, _, _ := strings.Cut(address, "#"); u.Host != "" && !strings.EqualFold(m[1], before[:len(m[1])]) {
			t.Errorf("%q: scheme %q", address, m[1])
		}
		again, err := parse(u.String())
		if err != nil || again.String() != u.String() || again.Host != u.Host {
			t.Errorf("%q: taken as %q, and that as %q with error %v", address, u, again, err)
		}
		path, _, _ := strings.Cut(m[4], "?")
		if got, want := shown(u), strings.TrimSuffix(u.String(), m[4])+path; got != want {
			t.Errorf("%q: shown as %q, want %q", address, got, want)
		}
		for _, r := range Related(address) {
			if v, err := parse(r); err != nil || v.Host != u.Host || v.Scheme != u.Scheme || v.RawQuery != "" {
				t.Errorf("%q: related to %q, error %v", address, r, err)
			}
		}
	})
}

func TestJudge(t *testing.T) {
	public := []string{
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
		"168.63.129.15", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
		"192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
		"198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "1.0.0.0",
		"2000::", "2606:4700::1111", "2001:200::", "2001:4860:4860::8888", "2a00::1", "3ffe:ffff::", "3fff:1000::", "2001:db9::",
		"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:0:1234::f7f7:f7f7", "2606:4700::1111%eth0",
	}
	private := []string{ // with AllowPrivate
		"10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "100.100.100.199", "127.0.0.1", "127.255.255.255",
		"172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0",
		"192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.255", "240.0.0.0", "255.255.255.254",
		"::1", "64:ff9b:1::1", "100::1", "2001:db8::1", "2001:2::1", "2001:1ff:ffff::", "3fff::1", "3fff:fff::", "4000::", "5f00::1",
		"fc00::", "fdff:ffff::", "fe80::1", "febf::", "fec0::1", "fe00::", "1fff:ffff::", "64:ff9a::1", "64:ff9b::1:0:0",
		"::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "2002:a00:1::1", "2002:7f00:1::",
		"2002:c0a8:1:1::1", "2001:0:808:808::80ff:fffe", "2001::f5ff:fffe", "fe80::1%eth0", "::1%lo", "::ffff:10.0.0.1%eth0",
	}
	never := []string{
		"0.0.0.0", "0.1.2.3", "100.100.100.200", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
		"192.0.0.192", "224.0.0.1", "239.255.255.255", "255.255.255.255",
		"::", "::2", "::7f00:1", "::8.8.8.8", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "ffff::", "ff02::1%eth0",
		"::ffff:169.254.169.254", "::ffff:0.0.0.0", "64:ff9b::169.254.169.254", "64:ff9b::", "2002:a9fe:a9fe::", "2002::1",
		"2001::5601:5601", "2001:0:808:808::1fff:fffe",
	}
	check := func(ips []string, wantPublic, wantPrivate bool) {
		t.Helper()
		for _, text := range ips {
			ip := netip.MustParseAddr(text)
			got, gotPrivate := judge(ip, false), judge(ip, true)
			if (got == nil) != wantPublic || (gotPrivate == nil) != wantPrivate {
				t.Errorf("%s: %v; with AllowPrivate: %v", text, got, gotPrivate)
			}
			if got != nil && (!errors.Is(got, ErrPrivate) || strings.Contains(got.Error(), "--allow-private") != wantPrivate) {
				t.Errorf("%s: error %q", text, got)
			}
		}
	}
	check(public, true, true)
	check(private, false, true)
	check(never, false, false)
}
