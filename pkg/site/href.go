package site

import (
	"cmp"
	"net/url"
	"strings"
)

// Href returns an address as it stands in an href: percent-encoded.
func Href(address string) string {
	segments := strings.Split(address, "/")
	for i, s := range segments {
		// A colon in the first segment would read as a scheme.
		segments[i] = strings.ReplaceAll(url.PathEscape(s), ":", "%3A")
	}
	return strings.Join(segments, "/")
}

// Root returns the way from the page at an address up to the site's root:
// "../../" or, for a page at the root, "./". It is never empty: a bare name
// could be read as one with a scheme.
func Root(address string) string {
	if depth := strings.Count(address, "/"); depth > 0 {
		return strings.Repeat("../", depth)
	}
	return "./"
}

// FullURL returns an address in full, "" when it is not known where the site is
// published.
func (s *Site) FullURL(address string) string {
	if s.Config.URL == "" {
		return ""
	}
	return strings.TrimSuffix(s.Config.URL, "/") + "/" + Href(address)
}

// Href returns the target as it stands in an href on a page, percent-encoded
// and relative to the page; "" when the target leads nowhere.
func (t Target) Href(from *Page) string {
	end := t.end()
	switch t.Kind {
	case TargetNone:
		return ""
	case TargetExternal:
		return t.Address
	case TargetSelf:
		return cmp.Or(end, "#")
	}
	return Root(from.Address) + Href(t.Address) + end
}

// FullURL returns a target in the site in full; "" when it is not known where the
// site is published.
func (t Target) FullURL(s *Site) string {
	if full := s.FullURL(t.Address); full != "" {
		return full + t.end()
	}
	return ""
}

// end returns what follows the address in an href.
func (t Target) end() string {
	if t.Fragment == "" {
		return t.Query
	}
	return t.Query + "#" + Href(t.Fragment)
}
