package serve

import (
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/render"
)

// headers are those of every response. They keep a page from being read by
// other sites, and what a document says from acting in the page.
var headers = http.Header{
	"Content-Security-Policy":      {render.Policy() + "; frame-ancestors 'none'"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Referrer-Policy":              {"same-origin"},
	"Cache-Control":                {"no-store"},
}

// allowFrames lets a page show the frame that its diagrams are drawn in.
func allowFrames(h http.Header) {
	h.Set("Content-Security-Policy", headers.Get("Content-Security-Policy")+"; frame-src 'self'")
}

// framePolicy lets the site's pages frame a page that is untrusted: it gets no
// origin, wherever it is opened. What it may load, the page itself says.
func framePolicy(h http.Header) {
	h.Set("Content-Security-Policy", "sandbox allow-scripts; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
}

// guard answers what next should not have to think about: requests for other
// hosts and from other sites, other methods than GET and HEAD, bodies, and paths
// that could mean something else than they say. refused is called once for each,
// with the text that the client gets.
func guard(next http.Handler, allowed *hosts, refused func(status int, why string, r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), headers)
		status, why := judge(allowed, r)
		if status == http.StatusOK {
			next.ServeHTTP(w, r)
			return
		}
		refused(status, why, r)
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, HEAD")
		}
		if r.ContentLength != 0 {
			w.Header().Set("Connection", "close") // rather than read the body
		}
		http.Error(w, why, status)
	})
}

// judge returns StatusOK, or the status and the reason of a refusal.
func judge(allowed *hosts, r *http.Request) (status int, why string) {
	host := bare(r.Host)
	switch {
	case !allowed.has(host):
		name := presentable(host)
		return http.StatusForbidden, fmt.Sprintf("this preview answers to localhost only; start it with --allow-host %s to allow %s", name, name)
	case fromElsewhere(r):
		return http.StatusForbidden, "this preview does not answer to pages of other sites"
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return http.StatusMethodNotAllowed, "this preview can only be read: expected GET or HEAD"
	case r.ContentLength != 0: // -1 for one of unknown length
		return http.StatusRequestEntityTooLarge, "this preview takes no request bodies"
	}
	if why := badPath(r.URL); why != "" {
		return http.StatusBadRequest, "the path " + why
	}
	return http.StatusOK, ""
}

// fromElsewhere reports whether a page of another site sent the request. A link
// there may lead here all the same: then the browser shows the page by itself,
// out of that site's reach. Another port of this computer is another site.
func fromElsewhere(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		if !strings.EqualFold(origin, "http://"+r.Host) {
			return true
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return false
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

// badPath returns what is wrong with a path, or "". ServeMux and [path.Clean]
// would let some of these pass, and repair others.
func badPath(u *url.URL) string {
	path, rooted := strings.CutPrefix(u.Path, "/")
	switch {
	case !rooted:
		return "does not begin with a slash"
	case strings.Contains(strings.ToLower(u.EscapedPath()), "%2f"):
		return "has an encoded slash"
	case !utf8.ValidString(path):
		return "is not valid UTF-8"
	case strings.ContainsFunc(path, unicode.IsControl):
		return "has a control character"
	case strings.ContainsRune(path, '\\'):
		return "has a backslash"
	}
	// A slash at the end, as of a folder, leaves nothing behind it.
	for segment := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		if segment == "." || segment == ".." || segment == "" && path != "" {
			return "has an empty, `.` or `..` segment"
		}
	}
	return ""
}

// hosts are the names and addresses that the preview answers to. Without such a
// list, a page of another site could have its own name lead here, and read all.
type hosts struct {
	names map[string]bool // lower case, without the last dot
	ips   map[netip.Addr]bool
}

// newHosts allows this computer, the host that is listened on (for 0.0.0.0 and
// :: the addresses of all interfaces) and the hosts in allow. What is no name
// and no address is never asked for and left out.
func newHosts(host string, allow []string) *hosts {
	h := &hosts{
		names: map[string]bool{"localhost": true},
		ips:   map[netip.Addr]bool{local4: true, local6: true},
	}
	if ip, err := netip.ParseAddr(unbracketed(host)); err == nil && ip.IsUnspecified() {
		all, _ := interfaces() // without them, the text of the refusal says what to do
		for _, a := range all {
			h.ips[a] = true
		}
	} else {
		h.add(host)
	}
	for _, a := range allow {
		h.add(a)
	}
	return h
}

// add allows a host, or reports that it is neither a name nor an address.
func (h *hosts) add(option string) bool {
	host := bare(option)
	if ip, err := netip.ParseAddr(option); err == nil {
		h.ips[ip.WithZone("")] = true // IPv6 needs no brackets here
	} else if ip, ok := literal(host); ok {
		h.ips[ip] = true
	} else if isName(host) {
		h.names[host] = true
	} else {
		return false
	}
	return true
}

// checkAllowed refuses a value of --allow-host that can be no host.
func checkAllowed(allow []string) error {
	h := newHosts("", nil)
	for _, a := range allow {
		if !h.add(a) {
			return fmt.Errorf("%w: --allow-host must be a name such as `preview.example.com` or an address, not %q", ErrOption, a)
		}
	}
	return nil
}

// has takes a host as bare returns it.
func (h *hosts) has(host string) bool {
	if ip, ok := literal(host); ok {
		return h.ips[ip]
	}
	return h.names[host] || isName(host) && strings.HasSuffix(host, ".localhost")
}

var hostName = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)*$`)

// isName reports whether a host, as bare returns it, can be a name in the DNS.
func isName(host string) bool { return len(host) <= 253 && hostName.MatchString(host) }

// bare returns the host of a Host header in lower case, without the port and
// one last dot, and "" when the port is none.
func bare(header string) string {
	host := header
	if colon := strings.LastIndexByte(header, ':'); colon >= 0 && !strings.HasSuffix(header, "]") {
		host = header[:colon]
		if strings.Trim(header[colon+1:], "0123456789") != "" {
			return ""
		}
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// literal reads an IP address as it is written in a Host header.
func literal(host string) (ip netip.Addr, ok bool) {
	inner := unbracketed(host)
	ip, err := netip.ParseAddr(inner)
	return ip, err == nil && ip.Is6() == (inner != host) && ip.Zone() == ""
}

// presentable returns a host as --allow-host takes it, and a placeholder for
// what is none.
func presentable(host string) string {
	if ip, ok := literal(host); ok {
		return ip.String()
	}
	if isName(host) {
		return host
	}
	return "NAME"
}

// logLine describes a refusal in one line. Whatever comes from the request is
// quoted and short.
func logLine(status int, why string, r *http.Request) string {
	line := fmt.Sprintf("refused with %d, %s: %s %s of host %s", status, why, quoted(r.Method), quoted(r.RequestURI), quoted(r.Host))
	if origin := r.Header.Get("Origin"); origin != "" {
		line += ", origin " + quoted(origin)
	}
	return line + ", from " + r.RemoteAddr
}

// maxQuoted is the length in bytes to which text is cut in the log.
const maxQuoted = 200

// quoted returns text in ASCII, in which any cut is a good one.
func quoted(text string) string {
	q := strconv.QuoteToASCII(text)
	if len(q) > maxQuoted {
		return q[:maxQuoted-len(`..."`)] + `..."`
	}
	return q
}
