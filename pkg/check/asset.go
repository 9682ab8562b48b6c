package check

import (
	"bytes"
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// assetRules are about the files that are copied into the site.
var assetRules = []*Rule{
	{
		Name:     "image/large",
		Severity: diag.Warning,
		Finds:    "An image that is larger than the limit, 1 MiB unless configured.",
		Why:      "Who reads on a telephone, during the next incident, waits for it.",
		Fix:      "Reduce it to the width at which it is read, or save a screenshot as PNG with fewer colours, a photograph as JPEG. The limit is `limits: image_size:` in rcagen.yaml.",
		Site:     imageLarge,
	},
	{
		Name:     "asset/active-content",
		Severity: diag.Error,
		Finds:    "A file that is copied into the site and could run code in a reader's browser: an SVG image or a web page with a script in it, or one of these under the name of another kind of image.",
		Why:      "Whoever opens the file gives that code the rights that they have on the site.",
		Fix:      "Export the image again without scripts, or convert it to PNG. A web page can be linked to where it comes from.",
		Site:     activeContent,
	},
	{
		Name:     "asset/unused",
		Severity: diag.Off,
		Finds:    "A file in the content folder that no page shows or links to.",
		Why:      "It is not published; often the page that should show it has another name for it.",
		Fix:      "Use the file or delete it.",
		Site:     assetUnused,
	},
}

var imageTypes = []string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".ico"}

func isImage(file string) bool { return slices.Contains(imageTypes, strings.ToLower(path.Ext(file))) }

func imageLarge(p *SitePass) {
	for _, a := range p.Site.Assets {
		if !isImage(a.File) {
			continue
		}
		if limit := int64(p.Site.Config.Limits.ImageSize); limit > 0 && a.Size > limit {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("image is %s; the limit is %s", diag.Size(a.Size, limit), diag.Size(limit, limit)),
				Path:    a.File,
				Help:    []string{"reduce its width, or raise `limits: image_size:` in rcagen.yaml"},
			})
		}
	}
}

func activeContent(p *SitePass) {
	for _, a := range p.Site.Assets {
		if a.Active != "" {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("`%s` could run code in a reader's browser: it has %s", path.Base(a.File), a.Active),
				Path:    a.File,
				Help:    []string{"export it again without scripts, or convert it to PNG"},
			})
		}
	}
}

func assetUnused(p *SitePass) {
	for _, file := range p.Site.Unused {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("no page uses `%s`", path.Base(file)),
			Path:    file,
			Help:    []string{"use the file or delete it"},
		})
	}
}

// active is what runs code in SVG and HTML, after entities are resolved.
var active = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a script", regexp.MustCompile(`(?i)<(?:[\w.-]+:)?script\b`)},
	{"a handler of events", regexp.MustCompile(`(?i)[\s"'/]on[a-z]+\s*=`)},
	{"foreign content", regexp.MustCompile(`(?i)<(?:[\w.-]+:)?(?:foreignObject|iframe|embed|object)\b`)},
	{"an address that is a script", regexp.MustCompile(`(?i)j[\s]*a[\s]*v[\s]*a[\s]*s[\s]*c[\s]*r[\s]*i[\s]*p[\s]*t[\s]*:|data:text/html`)},
	{"an entity", regexp.MustCompile(`(?i)<!ENTITY\b`)},
	{"a style sheet of another file", regexp.MustCompile(`(?i)<\?xml-stylesheet\b`)},
}

// ActiveContent says what in a file could run code in a reader's browser, for
// instance "a script"; "" for nothing. head is the beginning of the file, and
// whole says that it is all of it: what cannot be seen counts as active.
func ActiveContent(name string, head []byte, whole bool) string {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	markup := false
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".svg", ".html", ".htm", ".xhtml", ".xht", ".xml":
		markup = true
	default:
		if isImage(name) && len(text) > 0 && text[0] == '<' {
			return "the content of a web page under the name of an image"
		}
	}
	switch {
	case !markup:
		return ""
	case bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "an encoding other than UTF-8, in which a script could hide"
	}
	readable := html.UnescapeString(string(text))
	for _, a := range active {
		if a.pattern.Match(text) || a.pattern.MatchString(readable) {
			return a.what
		}
	}
	if !whole {
		return fmt.Sprintf("more than the %d KiB that are searched for scripts", len(head)>>10)
	}
	return ""
}
