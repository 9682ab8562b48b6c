package incident

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// feedTypes are the media types of feeds that a page leads to.
var feedTypes = []string{"application/atom+xml", "application/rss+xml", "application/feed+json", "application/json"}

// FeedAddress returns the addresses of the feeds that the head of a page names,
// in its order: the alternate links of a feed's type, absolute, of http and https
// alone. Relative ones are resolved against the address of the page.
// Source: https://html.spec.whatwg.org/multipage/links.html#rel-alternate
func FeedAddress(page []byte, base string) (addresses []string) {
	from, _ := url.Parse(base)
	z := html.NewTokenizer(strings.NewReader(string(page)))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return addresses
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		n := &html.Node{Attr: t.Attr}
		switch t.DataAtom {
		case atom.Body:
			return addresses
		case atom.Base:
			if u := resolve(from, attr(n, "href")); u != nil {
				from = u
			}
		case atom.Link:
			kind, _, _ := strings.Cut(attr(n, "type"), ";")
			if !hasWord(attr(n, "rel"), "alternate") || !slices.Contains(feedTypes, strings.ToLower(strings.TrimSpace(kind))) {
				continue
			}
			if u := resolve(from, attr(n, "href")); u != nil && !slices.Contains(addresses, u.String()) && len(addresses) < mostFeeds {
				addresses = append(addresses, u.String())
			}
		}
	}
}

// mostFeeds is how many feeds of a page are named.
const mostFeeds = 20

// resolve returns an address of the web, absolute; nil when it is none.
func resolve(base *url.URL, address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil
	}
	return u
}
