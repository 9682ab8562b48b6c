package site

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxAddress is the longest address in bytes. Windows stops at 260 for a whole
// path, and the output folder and index.html need their share.
const maxAddress = 180

// folder is a folder of documents, with its name taken apart.
type folder struct {
	raw      string   // path below the content folder; "" for that folder itself
	segments []string // of raw
	stripped []string // segments without number prefixes
	prefix   *float64 // number prefix of the last segment
	category *CategoryFile
}

func newFolder(raw string) *folder {
	f := &folder{raw: raw}
	if raw == "" {
		return f
	}
	f.segments = strings.Split(raw, "/")
	f.stripped = make([]string, len(f.segments))
	for i, segment := range f.segments {
		f.stripped[i], f.prefix = StripNumberPrefix(segment)
	}
	return f
}

var (
	// What looks like a date or a version is a name, not a number before one.
	datedName = regexp.MustCompile(`^[0-9]+[-_.][0-9]+`)
	// White space is what JavaScript takes for it, as Docusaurus does.
	numberedName = regexp.MustCompile(`^([0-9]+)[\s\v\p{Z}\x{FEFF}]*[-_.]+[\s\v\p{Z}\x{FEFF}]*([^-_.\s\v\p{Z}\x{FEFF}].*)$`)
)

// StripNumberPrefix takes the number that orders a file or a folder off its
// name: "01-intro" is "intro" with the number 1. The number is nil where there
// is none; dates and versions ("2023-12-12-x", "8.0") are no numbers.
func StripNumberPrefix(name string) (string, *float64) {
	if name == "" || name[0] < '0' || name[0] > '9' || datedName.MatchString(name) {
		return name, nil
	}
	parts := numberedName.FindStringSubmatch(name)
	if parts == nil {
		return name, nil
	}
	number, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return name, nil
	}
	return parts[2], &number
}

// isIndex reports whether a file, named without extension, stands for its folder.
func isIndex(name string, f *folder) bool {
	name = strings.ToLower(name)
	if name == "index" || name == "readme" {
		return true
	}
	return len(f.segments) > 0 && name == strings.ToLower(f.segments[len(f.segments)-1])
}

// placement is what a document's file name and front matter say about its address.
type placement struct {
	id       string // as Docusaurus builds it
	segments []string
	old      []string // where Docusaurus would have put it; nil when that is the same
	index    bool
	prefix   *float64
	problem  *diag.Diagnostic
}

// place works out a document's address.
func place(d *rca.Document, f *folder) placement {
	name := strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path))
	dirs, p := f.segments, placement{index: isIndex(name, f)}
	stem := name
	if !d.Meta.KeepNumberPrefix {
		dirs = f.stripped
		stem, p.prefix = StripNumberPrefix(name)
	}
	base, key, what := stem, "", "file name"
	if d.Meta.ID != "" {
		base, key, what = d.Meta.ID, "id", "id"
	}
	p.id = strings.Join(append(dirs[:len(dirs):len(dirs)], base), "/")
	for _, dir := range dirs {
		if p.problem = unsafe("folder", dir, diag.Span{}); p.problem != nil {
			return p
		}
	}
	// The id is wrong even where a slug hides it: other things are named after it.
	if p.problem = unsafe(what, base, d.Keys[key]); p.problem != nil {
		return p
	}
	switch {
	case d.Meta.Slug != "":
		p.segments, p.problem = resolvePath("slug", d.Meta.Slug, dirs, d.Keys["slug"])
	case p.index:
		p.segments = normalized(dirs)
	default:
		p.placeID(base, dirs, what, d.Keys[key])
	}
	if p.problem == nil {
		p.problem = tooLong(p.segments, p.old, addressSpan(d))
	}
	return p
}

// placeID makes the address of an id: the id, or its slug and a redirect.
func (p *placement) placeID(id string, dirs []string, what string, span diag.Span) {
	last := slugSegment(id)
	if last == "" {
		p.problem = &diag.Diagnostic{
			Rule:    "id/unsafe",
			Message: fmt.Sprintf("%s `%s` has no letter or digit that an address could be made of", what, diag.Excerpt(id)),
			Span:    span,
			Help:    []string{idHelp},
		}
		return
	}
	p.segments = normalized(append(dirs[:len(dirs):len(dirs)], last))
	docusaurus := id
	if decoded, err := url.PathUnescape(id); err == nil {
		docusaurus = decoded
	}
	if old := normalized(append(dirs[:len(dirs):len(dirs)], docusaurus)); old[len(old)-1] != p.segments[len(p.segments)-1] {
		p.old = old
	}
}

// slugSegment returns the id itself where it is safe in a URL or made of
// letters and digits of any script; otherwise its slug. Case is kept in the
// former: an address that differs from an old one by case alone could not be
// redirected to on every file system.
func slugSegment(id string) string {
	safe := strings.IndexFunc(id, func(r rune) bool {
		return (r >= 0x80 || !isURLSafe(byte(r)))
	}) < 0
	if safe {
		return id
	}
	slug := strings.Trim(collapseDashes(markdown.Slug(norm.NFC.String(id))), "-")
	if FoldKey(slug) == FoldKey(id) {
		return norm.NFC.String(id)
	}
	return slug
}

func isURLSafe(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("._~-", c) >= 0
}

func collapseDashes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '-' || i == 0 || s[i-1] != '-' {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// resolvePath resolves a slug or an alias by the rules of URLs: from the site's
// root when it starts with a slash, from the folder otherwise. It cannot leave
// the site.
func resolvePath(what, text string, dirs []string, span diag.Span) ([]string, *diag.Diagnostic) {
	var segments []string
	if !strings.HasPrefix(text, "/") {
		segments = append(segments, dirs...)
	}
	if strings.HasPrefix(text, "//") || strings.Contains(text, "://") {
		return nil, &diag.Diagnostic{
			Rule:    "id/unsafe",
			Message: fmt.Sprintf("%s `%s` is the address of another site; expected a path in this one", what, diag.Excerpt(text)),
			Span:    span,
		}
	}
	for segment := range strings.SplitSeq(text, "/") {
		if decoded, err := url.PathUnescape(segment); err == nil {
			segment = decoded
		}
		switch segment {
		case "", ".":
		case "..":
			segments = segments[:max(0, len(segments)-1)]
		default:
			if d := unsafe(what, segment, span); d != nil {
				return nil, d
			}
			segments = append(segments, segment)
		}
	}
	return normalized(segments), nil
}

// normalized returns the segments in Unicode form NFC, in a slice of its own.
func normalized(segments []string) []string {
	out := make([]string, len(segments))
	for i, s := range segments {
		out[i] = norm.NFC.String(s)
	}
	return out
}

const idHelp = "use letters, digits, `-`, `_` and `.`"

// unsafe returns what is wrong with one segment of an address, nil when
// nothing is. What is its source: "id", "slug", "alias", "folder", "file name".
func unsafe(what, segment string, span diag.Span) *diag.Diagnostic {
	reason := unsafeReason(segment)
	if reason == "" {
		if decoded, err := url.PathUnescape(segment); err == nil && decoded != segment {
			if r := unsafeReason(decoded); r != "" {
				reason = "stands for `" + diag.Excerpt(decoded) + "`, which " + r
			}
		}
	}
	if reason != "" {
		return &diag.Diagnostic{
			Rule:    "id/unsafe",
			Message: fmt.Sprintf("%s `%s` %s", what, diag.Excerpt(segment), reason),
			Span:    span,
			Help:    []string{idHelp},
		}
	}
	if isWindowsName(segment) {
		return &diag.Diagnostic{
			Rule:    "id/reserved-name",
			Message: fmt.Sprintf("%s `%s` is a reserved name on Windows", what, segment),
			Span:    span,
			Notes:   []string{"con, prn, aux, nul, com0 to com9 and lpt0 to lpt9 cannot be file names there, with any extension"},
		}
	}
	return nil
}

// UsableID reports whether an id can be part of an address.
func UsableID(id string) bool { return unsafe("id", id, diag.Span{}) == nil }

// unsafeReason completes "id `x` …"; "" when the segment is safe.
func unsafeReason(segment string) string {
	switch segment {
	case "":
		return "is empty"
	case ".", "..":
		return "means another folder"
	}
	for _, r := range segment {
		switch {
		case strings.ContainsRune(`/\<>:"|?*#`, r):
			return "contains `" + string(r) + "`"
		case r == unicode.ReplacementChar:
			return "is not valid UTF-8"
		case unicode.IsControl(r) || isBidiControl(r) || r == '\u2028' || r == '\u2029':
			return fmt.Sprintf("contains the control character U+%04X", r)
		}
	}
	switch {
	case strings.HasSuffix(segment, "."):
		return "ends with a dot"
	case strings.TrimSpace(segment) != segment:
		return "starts or ends with a space"
	}
	return ""
}

func isBidiControl(r rune) bool {
	return r == '\u061C' || r == '\u200E' || r == '\u200F' ||
		'\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}

// isWindowsName reports whether Windows takes the name for a device.
func isWindowsName(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	digit, isPort := strings.CutPrefix(stem, "com")
	if !isPort {
		digit, isPort = strings.CutPrefix(stem, "lpt")
	}
	return isPort && len([]rune(digit)) == 1 && strings.Contains("0123456789¹²³", digit)
}

func tooLong(segments, old []string, span diag.Span) *diag.Diagnostic {
	length := max(len(joinAddress(segments)), len(joinAddress(old)))
	if length <= maxAddress {
		return nil
	}
	return &diag.Diagnostic{
		Rule:    "id/too-long",
		Message: fmt.Sprintf("the address is %d bytes long; the limit is %d", length, maxAddress),
		Span:    span,
		Notes:   []string{"file systems stop at 255 bytes for a name, Windows at 260 for a path"},
	}
}

// addressSpan returns the value that decides a document's address.
func addressSpan(d *rca.Document) diag.Span {
	if d.Meta.Slug != "" {
		return d.Keys["slug"]
	}
	return d.Keys["id"]
}

// joinAddress returns the address of a page with these segments.
func joinAddress(segments []string) string {
	if len(segments) == 0 {
		return ""
	}
	return strings.Join(segments, "/") + "/"
}

// FoldKey returns a key that is equal for names that some file system takes
// for one: Unicode form, case and trailing dots and spaces do not count.
func FoldKey(address string) string {
	ascii := strings.IndexFunc(address, func(r rune) bool { return r >= 0x80 }) < 0
	if ascii {
		address = strings.ToLower(address)
	} else {
		address = norm.NFC.String(cases.Fold().String(norm.NFD.String(address)))
	}
	if !strings.Contains(address, ".") && !strings.Contains(address, " ") {
		return address
	}
	segments := strings.Split(address, "/")
	for i, s := range segments {
		segments[i] = strings.TrimRight(s, ". ")
	}
	return strings.Join(segments, "/")
}
