package incident

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/net/html"
)

// The shape of history.atom (RFC 4287) and history.rss (RSS 2.0) of Statuspage:
//
//	<feed>
//	  <title>Example Cloud Status - Incident History</title>
//	  <link rel="alternate" type="text/html" href="https://status.example.com"/>
//	  <entry>
//	    <id>tag:status.example.com,2005:Incident/123</id>
//	    <published>…</published> <updated>…</updated>
//	    <link rel="alternate" type="text/html" href="https://status.example.com/incidents/0123456789ab"/>
//	    <title>…</title>
//	    <content type="html">…</content>
//	  </entry>
//	</feed>
//
// The content has a paragraph for every update, the newest first, whose time
// has no year (feed_stamp.go):
//
//	<p><small>Aug <var data-var='date'>21</var>, <var data-var='time'>00:37</var> UTC</small><br>
//	<strong>Resolved</strong> - text<br /><br />text</p>
//
// A post-mortem is an update with that state and many blocks. An entry without
// such times is that of another vendor: all of its content is one text. cState
// puts the state before the title, `[Resolved] …`, and the time at which it was
// resolved into the category.

func isAtom(r *reader) bool { return r.xmlRoot() == "feed" }

func isRSS(r *reader) bool { return r.xmlRoot() == "rss" }

// xmlRoot returns the name of the element that the source is; "" when it does
// not begin like XML.
func (r *reader) xmlRoot() string {
	if !strings.HasPrefix(strings.TrimLeft(r.text[:min(len(r.text), 4096)], " \t\r\n"), "<") {
		return ""
	}
	d := newDecoder(r.text)
	for {
		token, err := d.RawToken()
		if err != nil {
			return ""
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t.Name.Local
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return ""
			}
		}
	}
}

// newDecoder returns a decoder for XML that is in UTF-8, whatever it says about
// that. It knows the entities of HTML, which feeds use although they must not.
func newDecoder(s string) *xml.Decoder {
	d := xml.NewDecoder(strings.NewReader(s))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// entry is an entry of a feed. The content is HTML.
type entry struct {
	title, link, id     string
	published, updated  string
	content, summary    string
	categories          []string
	span, body, stamped diag.Span // of the entry, of its content and of its date
	at                  int       // offset behind the last zone that was looked for in the content
}

// feedReader reads the elements of a feed.
type feedReader struct {
	*reader
	decoder *xml.Decoder
	head    entry // what stands outside of the entries
	entry   *entry
	found   []*entry
}

// readFeed reads the entries of a feed.
func readFeed(r *reader) {
	f := &feedReader{reader: r, decoder: newDecoder(r.text)}
	if err := f.elements(); err != nil {
		f.bad(err)
	}
	f.page()
	for _, e := range f.found {
		r.entryIncident(e)
	}
}

// elements reads the feed to its end.
func (f *feedReader) elements() error {
	for {
		from := int(f.decoder.InputOffset())
		token, err := f.decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil // the decoder has seen to it that all is closed
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case f.entry == nil && (name == "entry" || name == "item"):
				f.entry = &entry{span: diag.Span{Start: from}}
			case isField(t.Name):
				if err := f.field(t); err != nil {
					return err
				}
			case name == "source" || name == "image" || name == "author" || name == "contributor":
				if _, _, err := f.inner(); err != nil { // their titles and links are not the entry's
					return err
				}
			}
		case xml.EndElement:
			if name := t.Name.Local; f.entry != nil && (name == "entry" || name == "item") {
				f.entry.span.End = int(f.decoder.InputOffset())
				f.found = append(f.found, f.entry)
				f.entry = nil
			}
		}
	}
}

// isField reports whether an element is one that is read.
func isField(name xml.Name) bool {
	switch name.Space {
	case "", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/":
	default:
		return false
	}
	switch name.Local {
	case "title", "link", "id", "guid", "published", "pubDate", "date", "updated", "content", "encoded", "summary", "description", "category":
		return true
	}
	return false
}

// field reads an element of the entry or, outside of entries, of the feed.
func (f *feedReader) field(t xml.StartElement) error {
	from := int(f.decoder.InputOffset())
	text, end, err := f.inner()
	if err != nil {
		return err
	}
	e := f.entry
	if e == nil {
		e = &f.head
	}
	inside := diag.Span{Start: from, End: max(from, end)}
	kind, trimmed := attributeOf(t, "type"), strings.TrimSpace(text)
	switch t.Name.Local {
	case "title":
		e.title = cmp.Or(e.title, plainText(trimmed, kind))
	case "link":
		if rel := attributeOf(t, "rel"); rel == "" || rel == "alternate" {
			e.link = cmp.Or(e.link, cmp.Or(strings.TrimSpace(attributeOf(t, "href")), trimmed))
		}
	case "id", "guid":
		e.id = cmp.Or(e.id, trimmed)
	case "published", "pubDate", "date":
		if e.published == "" {
			e.stamped = inside
		}
		e.published = cmp.Or(e.published, trimmed)
	case "updated":
		if e.published == "" {
			e.stamped = inside
		}
		e.updated = cmp.Or(e.updated, trimmed)
	case "category":
		e.categories = append(e.categories, cmp.Or(trimmed, attributeOf(t, "term")))
	case "content", "encoded":
		e.content, e.body = f.html(kind, t.Name.Local, text, inside), inside
	case "summary", "description":
		e.summary = f.html(kind, t.Name.Local, text, inside)
		if e.content == "" {
			e.body = inside
		}
	}
	return nil
}

// inner reads to the end of the element that is open. It returns the text in it,
// and the offset at which its end tag begins.
func (f *feedReader) inner() (text string, end int, err error) {
	var b strings.Builder
	for depth := 0; ; {
		end = int(f.decoder.InputOffset())
		token, err := f.decoder.Token()
		if err != nil {
			return "", end, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth == 0 {
				return b.String(), end, nil
			}
			depth--
		case xml.CharData:
			b.Write(t)
		}
	}
}

// html returns the content of an element as HTML (RFC 4287, section 3.1.1).
// Elements of RSS are HTML, whatever they say.
func (f *feedReader) html(kind, name, text string, inside diag.Span) string {
	switch {
	case kind == "xhtml":
		return f.text[inside.Start:inside.End]
	case (name == "content" || name == "summary") && (kind == "" || kind == "text"):
		return strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
	}
	return text
}

// plainText returns a title in one line.
func plainText(s, kind string) string {
	if kind == "html" || kind == "xhtml" {
		z, text := html.NewTokenizer(strings.NewReader(s)), strings.Builder{}
		for k := z.Next(); k != html.ErrorToken; k = z.Next() {
			if k == html.TextToken {
				text.Write(z.Text())
			}
		}
		s = text.String()
	}
	return oneLine(s)
}

// attributeOf returns an attribute of an element of XML.
func attributeOf(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// bad reports what ended the reading of the feed.
func (f *feedReader) bad(err error) {
	at := min(int(f.decoder.InputOffset()), len(f.text))
	var syntax *xml.SyntaxError
	if errors.Is(err, io.EOF) || errors.As(err, &syntax) && syntax.Msg == "unexpected EOF" {
		d := f.report("unreadable", diag.Span{Start: at, End: at}, "the feed ends before it is complete", "fetch or save the file again: its end is missing")
		if f.entry != nil {
			d.Related = []diag.Related{{Path: f.File.Path, Span: diag.Span{Start: f.entry.span.Start, End: min(f.entry.span.Start+1, len(f.text))}, Label: "this entry is incomplete and was left out"}}
		}
		return
	}
	message := err.Error()
	if syntax != nil {
		message = syntax.Msg
	}
	f.report("unreadable", diag.Span{Start: max(0, at-1), End: at}, "not valid XML: "+oneLine(message), "save the file again as the server sends it; what stands before this place was read")
}

// page takes what the feed says about itself.
func (f *feedReader) page() {
	name := f.head.title
	for _, end := range []string{" Status - Incident History", " - Incident History"} {
		if rest, ok := strings.CutSuffix(name, end); ok {
			name = rest
			break
		}
	}
	f.Page.Name = name
	links := []string{f.head.link}
	for _, e := range f.found {
		links = append(links, e.link)
	}
	for _, link := range links {
		if u, err := url.Parse(link); err == nil && IsWeb(link) && u.Host != "" {
			f.Page.Address = u.Scheme + "://" + u.Host
			return
		}
	}
}

// entryIncident adds the incident of an entry.
func (r *reader) entryIncident(e *entry) {
	i := Incident{Title: e.title, Span: e.span}
	if IsWeb(e.link) {
		i.Address = e.link
		if u, err := url.Parse(e.link); err == nil && strings.Trim(u.Path, "/") != "" {
			i.ID = path.Base(u.Path)
		}
	}
	i.ID = cmp.Or(i.ID, e.id)
	published, updated := r.feedTime(e, e.published), r.feedTime(e, e.updated)
	if published.IsZero() {
		published = updated
	}
	content := cmp.Or(e.content, e.summary)
	r.categories(&i, e)
	if i.Title == "" && strings.TrimSpace(content) == "" {
		r.report("unreadable", e.span, "this entry has neither a title nor content")
		return
	}
	if parts := stampedParts(content); len(parts) > 1 {
		r.stampedUpdates(&i, e, parts, published, updated)
	} else {
		r.plainEntry(&i, content, published)
	}
	if e.summary != content {
		i.note(htmlBody(e.summary))
	}
	if i.Started.IsZero() {
		i.Started = published
	}
	r.add(i)
}

// feedTime reads a date of an entry.
func (r *reader) feedTime(e *entry, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, ok := stamp(s, r.ctx.Zone)
	if !ok {
		t, ok = moment(s, r.ctx.Context)
	}
	if !ok {
		r.report("bad-value", e.stamped, fmt.Sprintf("the date of this entry cannot be read: %s", diag.Excerpt(s)), "expected a date such as 2024-08-21T00:37:38Z or Wed, 21 Aug 2024 00:37:38 +0000")
	}
	return t
}

// bracketed is the state that stands before a title.
var bracketed = regexp.MustCompile(`^\[([A-Za-z][A-Za-z -]{0,30})\] *(\S.*)$`)

// categories reads the categories of an entry: the time at which cState's was
// resolved, or words.
func (r *reader) categories(i *Incident, e *entry) {
	for _, c := range e.categories {
		if t, ok := stamp(c, r.ctx.Zone); ok {
			i.Resolved = t
		} else if c = oneLine(c); c != "" {
			i.note("Category: " + markdownBody(html.EscapeString(c)))
		}
	}
}

// plainEntry takes all of an entry's content for one update, or for the report
// where it has the heading of a section.
func (r *reader) plainEntry(i *Incident, content string, published time.Time) {
	if m := bracketed.FindStringSubmatch(i.Title); m != nil && isStatus(m[1]) {
		i.Status, i.Title = statusWord(m[1]), m[2]
	}
	switch body := htmlBody(content); {
	case body == "":
	case r.hasHeading(body):
		i.reported(body, published)
	default:
		i.tell(Update{Time: published, Body: body})
	}
}
