// Package fetch gets one document from the web, for the import of what a
// status page publishes.
//
// Whoever runs the program chooses the address, but not where it leads: a name
// may stand for a computer of one's own network, and a server may redirect to
// one. What is got ends up in documents that others read. So:
//
//   - Only http and https, and only public addresses, unless
//     [Client.AllowPrivate] is set. Every connection is judged when it is made,
//     by the IP address that it goes to: redirects, odd spellings of addresses
//     and names that change between two look-ups are all judged the same.
//   - No proxies, whatever the environment says. A proxy makes the connection
//     itself, and there would be nothing to judge.
//   - No user name, password, cookie or Referer is sent, and no address with a
//     user name or password is taken, from a person or from a redirect.
//   - At most 5 redirects, and none from https to http.
//   - 10 s for everything, from the look-up of the name to the last byte.
//   - 20 MiB at most, counted after decompression.
//
// What cannot be told from outside is which IPv6 addresses a provider of its own
// accord translates to IPv4 ones: only the prefixes that standards set aside
// for that are looked into.
//
// Errors name the address without its query, which may hold secrets. What
// servers say is in them only where it is needed, in printable characters and
// in little space.
package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

const (
	patience      = 10 * time.Second
	mostBytes     = 20 << 20
	mostRedirects = 5
	mostHeaders   = 64 << 10 // bytes
)

// accept prefers the formats that lose least.
const accept = "application/json, application/atom+xml, application/rss+xml, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"

// Client gets documents. Its zero value gets those at public addresses.
type Client struct {
	AllowPrivate bool   // also addresses of one's own network and computer
	UserAgent    string // "rcagen/1.2.0"; without it, none is sent

	// Tests change these. None of them is a way around the check of an address
	// but except, which counts as public.
	resolver *net.Resolver
	roots    *x509.CertPool
	except   netip.AddrPort
	patience time.Duration
}

// Answer is a document.
type Answer struct {
	Address     string // that it was got from in the end; with its query, without a fragment
	ContentType string // as the server says it; "" for nothing
	Body        []byte // not compressed
}

// Get gets a document. The error is one of the errors of this package, that of
// the context, or one that only has a text.
func (c *Client) Get(ctx context.Context, address string) (*Answer, error) {
	start, err := parse(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, cmp.Or(c.patience, patience), ErrSlow)
	defer cancel()
	transport := c.transport()
	defer transport.CloseIdleConnections()
	at := start
	for range 1 + mostRedirects {
		answer, next, err := c.ask(ctx, transport, at)
		if err != nil && at != start {
			return nil, fmt.Errorf("%s redirects to %w", shown(start), err)
		}
		if err != nil || answer != nil {
			return answer, err
		}
		at = next
	}
	return nil, fmt.Errorf("%s: more than %d redirects", shown(start), mostRedirects)
}

// transport is used without an [http.Client], which would follow redirects in
// its own way and send more than is wanted.
func (c *Client) transport() *http.Transport {
	dialer := &net.Dialer{Resolver: c.resolver, ControlContext: c.control}
	return &http.Transport{
		Proxy:                  nil, // see the package's comment
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: c.roots},
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: mostHeaders,
	}
}

// control judges a connection that is about to be made, when nothing can change
// its address any more.
func (c *Client) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if at == c.except {
		return nil
	}
	return judge(at.Addr(), c.AllowPrivate)
}

// ask sends one request. It returns the answer, or the address that the server
// redirects to.
func (c *Client) ask(ctx context.Context, transport *http.Transport, u *url.URL) (answer *Answer, next *url.URL, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, explain(ctx, u, err)
	}
	request.Header = http.Header{"Accept": {accept}, "User-Agent": {c.UserAgent}}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return nil, nil, explain(ctx, u, err)
	}
	defer response.Body.Close()
	if to := target(response); to != "" {
		next, err = follow(u, to)
		return nil, next, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, nil, &StatusError{Address: shown(u), Code: response.StatusCode}
	}
	body, err := read(response)
	if err != nil {
		return nil, nil, explain(ctx, u, err)
	}
	return &Answer{Address: u.String(), ContentType: response.Header.Get("Content-Type"), Body: body}, nil, nil
}

// target returns what a response redirects to, as it stands there, or "".
func target(response *http.Response) string {
	switch response.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return response.Header.Get("Location")
	}
	return ""
}

// follow returns the address that a redirect from one leads to.
func follow(from *url.URL, to string) (*url.URL, error) {
	u, err := from.Parse(to)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot follow its redirect: %w", shown(from), errForm) // err has all of to
	}
	next, err := parse(u.String())
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: cannot follow its redirect: %w", shown(from), err)
	case from.Scheme == "https" && next.Scheme == "http":
		return nil, fmt.Errorf("%s: does not follow its redirect to %s, as that is not encrypted", shown(from), shown(next))
	}
	return next, nil
}

// read returns the body of a response. The transport decompresses gzip, which it
// asks for, and then takes the header away that says so.
func read(response *http.Response) ([]byte, error) {
	if coding := response.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, fmt.Errorf("the answer is compressed in a way that was not asked for: %s", coding)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	switch {
	case len(body) > mostBytes:
		return nil, ErrTooLarge
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("the answer broke off after %d bytes", len(body))
	}
	return body, err
}
