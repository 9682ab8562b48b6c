package feed

import (
	"bufio"
	"encoding/xml"
	"io"
	"iter"
	"time"
)

// SitemapSize is the largest number of pages that one sitemap may hold. (It may
// not be larger than 50 MB either, which 50,000 addresses of up to 1,000 bytes
// are not.)
const SitemapSize = 50_000

// Location is a page in a sitemap.
type Location struct {
	URL      string    // in full
	Modified time.Time // zero when unknown; written as a day
}

const sitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Sitemap writes a sitemap of at most [SitemapSize] pages.
func Sitemap(w io.Writer, pages iter.Seq[Location]) error {
	return writeLocations(w, "urlset", "url", pages)
}

// SitemapIndex writes the list of a site's sitemaps.
func SitemapIndex(w io.Writer, sitemaps iter.Seq[Location]) error {
	return writeLocations(w, "sitemapindex", "sitemap", sitemaps)
}

func writeLocations(w io.Writer, root, element string, list iter.Seq[Location]) error {
	out := bufio.NewWriter(w)
	out.WriteString(xml.Header + "<" + root + ` xmlns="` + sitemapNamespace + `">` + "\n")
	for l := range list {
		out.WriteString("<" + element + "><loc>")
		xml.EscapeText(out, []byte(l.URL))
		out.WriteString("</loc>")
		if !l.Modified.IsZero() {
			out.WriteString("<lastmod>" + l.Modified.UTC().Format(time.DateOnly) + "</lastmod>")
		}
		out.WriteString("</" + element + ">\n")
	}
	out.WriteString("</" + root + ">\n")
	return out.Flush() // the first error of them all
}

// Robots writes a robots.txt that allows everything and names the sitemap, ""
// for none. Pages that search engines shall leave out say so themselves: named
// here, everybody would find them.
func Robots(w io.Writer, sitemap string) error {
	text := "User-agent: *\nAllow: /\n"
	if sitemap != "" {
		text += "\nSitemap: " + sitemap + "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}
