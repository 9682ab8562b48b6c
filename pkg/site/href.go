package site

import (
	"net/url"
	"strings"
)

// Root returns the way from the page at an address up to the site's root:
// "../../" or, for a page at the root, "./".
func Root(address string) string {
	if depth := strings.Count(address, "/"); depth > 0 {
		return strings.Repeat("../", depth)
	}
	return "./"
}

// Href returns the target as it stands in an href on a page, percent-encoded
// and relative to the page; "" when the target leads nowhere.
func (t Target) Href(from *Page) string {
	fragment := ""
	if t.Fragment != "" {
		fragment = "#" + (&url.URL{Path: t.Fragment}).EscapedPath()
	}
	switch t.Kind {
	case TargetNone:
		return ""
	case TargetExternal:
		return t.Address
	case TargetSelf:
		if fragment == "" && t.Query == "" {
			return "#"
		}
		return t.Query + fragment
	}
	return Root(from.Address) + Href(t.Address) + t.Query + fragment
}
