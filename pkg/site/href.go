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

// Href returns the target as it stands in an href on a page, percent-encoded
// and relative to the page; "" when the target leads nowhere.
func (t Target) Href(from *Page) string {
	end := t.Query
	if t.Fragment != "" {
		end += "#" + Href(t.Fragment)
	}
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
