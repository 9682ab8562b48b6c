package fetch

import (
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"
)

// What may be wrong with an address as it is written. None of them repeats any
// of it: where nothing can be made of it, a password can stand anywhere.
var (
	errForm     = fmt.Errorf("%w: expected one such as `https://status.example.com`", ErrAddress)
	errScheme   = fmt.Errorf("%w: it must begin with https:// or http://", ErrAddress)
	errUserinfo = fmt.Errorf("%w: it has a user name or a password before its @; take that out, rcagen never sends any", ErrAddress)
	errHost     = fmt.Errorf("%w: its host is neither a name nor an IP address", ErrAddress)
	errPort     = fmt.Errorf("%w: its port must be from 1 to 65535", ErrAddress)
	errLong     = fmt.Errorf("%w: it is longer than %d bytes", ErrAddress, mostAddress)
)

// mostAddress is the length in bytes that RFC 9110, section 4.1, asks everyone
// to take.
const mostAddress = 8000

// parse reads an address and drops its fragment, which is not sent.
func parse(address string) (*url.URL, error) {
	if len(address) > mostAddress {
		return nil, errLong
	}
	u, err := url.Parse(address)
	if err != nil && strings.Contains(authority(address), "@") {
		return nil, errUserinfo // passwords have characters that need escapes
	}
	if err != nil {
		return nil, errForm
	}
	u.Fragment, u.RawFragment = "", ""
	u.RawQuery = escaped(u.RawQuery)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, errScheme
	case u.User != nil:
		return nil, errUserinfo
	case !isHost(u.Hostname()):
		return nil, errHost
	case !isPort(u.Port()):
		return nil, errPort
	}
	return u, nil
}

// authority returns what stands between the scheme and the path, the query or the
// fragment, in an address that cannot be parsed.
func authority(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		return rest[:end]
	}
	return rest
}

// escaped writes the bytes of a query as RFC 3986 wants them that url.Parse lets
// through as they are.
func escaped(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isHost reports whether a host is an IP address or can be a name, in any
// script. Other spellings of IPv4 addresses count as names: they are judged by
// what they are resolved to.
func isHost(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Zone() == ""
	}
	strange := func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("-._", r)
	}
	return strings.Trim(host, ".") != "" && !strings.ContainsFunc(host, strange)
}

// isPort takes "" for the port of the scheme.
func isPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// shown returns an address as messages have it: without the query.
func shown(u *url.URL) string {
	short := *u
	short.RawQuery, short.ForceQuery = "", false
	return short.String()
}

// published are the paths at which status pages publish their incidents as
// data, the most complete first.
var published = []string{
	"/api/v2/incidents.json", // Atlassian Statuspage, and those that offer the same
	"/incidents.json",        // Google Cloud, Google Workspace
	"/index.json",            // Better Stack, cState
	"/history.atom",          // Atlassian Statuspage; half as many incidents
	"/history.rss",
}

// Related returns the addresses at which the status page at an address, or the
// one that the page belongs to, may publish its data, in the order in which to
// try them. It returns none for what is no address.
func Related(address string) []string {
	u, err := parse(address)
	if err != nil {
		return nil
	}
	origin := u.Scheme + "://" + u.Host
	bases := []string{origin}
	if folder := folder(u.EscapedPath()); folder != "" {
		bases = append(bases, origin+folder)
	}
	var all []string
	for _, base := range bases {
		for _, p := range published {
			if base+p != u.String() {
				all = append(all, base+p)
			}
		}
	}
	return all
}

// folder returns the folder of a status page that does not have a host to
// itself, "/status" for "/status/incidents/p31zjtct2jer", or "".
func folder(escaped string) string {
	clean := path.Clean("/" + escaped)
	if strings.Contains(path.Base(clean), ".") {
		return "" // a file
	}
	var b strings.Builder
	for segment := range strings.SplitSeq(clean[1:], "/") {
		if segment == "incidents" || segment == "history" || segment == "" {
			break // a page of the status page
		}
		b.WriteString("/" + segment)
	}
	return b.String()
}
