package markdown

import (
	"strings"
)

// allowed lets through what the site publishes: http, https, mailto, tel and
// relative addresses.
func allowed(l Link) Reference {
	target := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, l.Target)
	scheme, _, found := strings.Cut(target, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return Reference{Href: target}
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		return Reference{Href: target, External: true}
	case "mailto", "tel":
		return Reference{Href: target}
	}
	return Reference{}
}

// identity lets everything through, to see that escaping alone is right.
func identity(l Link) Reference { return Reference{Href: l.Target} }
