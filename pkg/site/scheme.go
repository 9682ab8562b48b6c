package site

import (
	"strings"

	"github.com/rcagen/rcagen/pkg/markdown"
)

// outside recognises what is not a path in this site.
func outside(target string, kind markdown.LinkKind) (Target, bool) {
	if strings.HasPrefix(target, "//") {
		return Target{Kind: TargetExternal, Address: target}, true
	}
	if strings.HasPrefix(target, `\\`) || strings.HasPrefix(target, "~/") {
		return broken(LocalPath, ""), true
	}
	scheme := schemeOf(target)
	switch scheme {
	case "":
		return implicit(target, kind)
	case "http", "https", "mailto", "tel":
		return Target{Kind: TargetExternal, Address: target}, true
	case "file":
		return broken(LocalPath, ""), true
	case "data":
		if kind == markdown.Image && isRasterData(target) {
			return Target{Kind: TargetExternal, Address: target}, true
		}
	}
	if len(scheme) == 1 { // a drive: C:\logs, C:/logs
		return broken(LocalPath, ""), true
	}
	return broken(DangerousScheme, scheme), true
}

// implicit recognises the addresses that Markdown links without a scheme.
func implicit(target string, kind markdown.LinkKind) (Target, bool) {
	if kind != markdown.Autolink {
		return Target{}, false
	}
	if strings.Contains(target, "@") && !strings.Contains(target, "/") {
		return Target{Kind: TargetExternal, Address: "mailto:" + target}, true
	}
	return Target{Kind: TargetExternal, Address: "http://" + target}, true
}

// schemeOf returns the scheme of an address in lower case, "" for none.
func schemeOf(target string) string {
	for i := 0; i < len(target); i++ {
		c := target[i] | 0x20
		switch {
		case 'a' <= c && c <= 'z':
		case i > 0 && (target[i] >= '0' && target[i] <= '9' || target[i] == '+' || target[i] == '-' || target[i] == '.'):
		case i > 0 && target[i] == ':':
			return strings.ToLower(target[:i])
		default:
			return ""
		}
	}
	return ""
}

// isRasterData reports whether a data: address holds an image that cannot run scripts.
func isRasterData(target string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(target[len("data:"):]), ";")
	switch kind {
	case "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif":
		return true
	}
	return false
}
