// Package feed writes lists of pages for programs: Atom (RFC 4287) and JSON
// Feed 1.1 (https://www.jsonfeed.org/version/1.1/), sitemaps
// (https://www.sitemaps.org/protocol.html) and robots.txt (RFC 9309).
//
// It is values in, bytes out: no clock, so the date of a feed is that of its
// newest entry, and no site, so addresses come as they are to be written. They
// may be relative where it is not known where the site is published: RFC 4287
// allows an IRI reference in a link (section 4.2.7.1), which a reader resolves
// against the address that it has the feed from. JSON Feed says "URL" and no
// more. An id must be absolute and the same for ever (RFC 4287, section 4.2.6);
// [ID] makes one where no address is known.
//
// Texts may be anything. What XML cannot hold, a control character or half of a
// surrogate pair, becomes U+FFFD.
package feed

import (
	"crypto/sha1"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"time"
)

// Feed is a list of pages, the newest first.
type Feed struct {
	ID       string // absolute: an address or what [ID] returns
	Title    string
	Subtitle string // "" for none
	Language string // BCP 47; "" when unknown
	Home     string // address of the page with the same list
	Self     string // address of the feed
	Entries  []Entry
}

// Entry is a page of a feed.
type Entry struct {
	ID        string // absolute, unique in the feed
	Title     string
	Address   string    // of the page
	Published time.Time // zero when unknown
	Updated   time.Time // likewise
	Summary   string    // plain text; "" for none
	Tags      []string
	Authors   []string
}

// Types of the two forms of a feed. Application/atom+xml is registered by RFC
// 4287, application/feed+json is that of JSON Feed 1.1.
const (
	AtomType = "application/atom+xml"
	JSONType = "application/feed+json"
)

// namespace is that of the ids that this package makes (RFC 9562, section 5.5).
// It is arbitrary and must not change.
var namespace = [16]byte{0x5c, 0x0e, 0x8b, 0x52, 0x61, 0x1d, 0x4a, 0x0f, 0x9d, 0x3c, 0x72, 0x63, 0x61, 0x67, 0x65, 0x6e}

// ID returns the id of something that has no address yet: "urn:uuid:" and a
// UUID of version 5 of its name.
func ID(name string) string {
	h := sha1.New()
	h.Write(namespace[:])
	io.WriteString(h, name)
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0f|0x50, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// updated returns when an entry was changed last. An entry must say so
// (RFC 4287, section 4.1.2): one without a date says the beginning of time.
func (e *Entry) updated() time.Time {
	switch {
	case e.Updated.After(e.Published):
		return e.Updated
	case !e.Published.IsZero():
		return e.Published
	}
	return time.Unix(0, 0)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr,omitempty"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"` // an entry without authors has those of the feed, which must then have one
	Links    []atomLink  `xml:"link"`
	Program  string      `xml:"generator"`
	Entries  []atomEntry `xml:"entry"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Authors    []atomPerson   `xml:"author"`
	Link       atomLink       `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// Atom writes the feed as Atom.
func (f *Feed) Atom(w io.Writer) error {
	out := atomFeed{
		Language: f.Language, ID: f.ID, Title: f.Title, Subtitle: f.Subtitle,
		Author: atomPerson{f.Title}, Program: "rcagen",
		Links: []atomLink{{"self", AtomType, f.Self}, {"alternate", "text/html", f.Home}},
	}
	newest := time.Unix(0, 0)
	for i := range f.Entries {
		e := &f.Entries[i]
		entry := atomEntry{ID: e.ID, Title: e.Title, Updated: stamp(e.updated()), Link: atomLink{"alternate", "text/html", e.Address}, Summary: e.Summary}
		if !e.Published.IsZero() {
			entry.Published = stamp(e.Published)
		}
		for _, name := range e.Authors {
			entry.Authors = append(entry.Authors, atomPerson{name})
		}
		for _, tag := range e.Tags {
			entry.Categories = append(entry.Categories, atomCategory{tag})
		}
		if at := e.updated(); at.After(newest) {
			newest = at
		}
		out.Entries = append(out.Entries, entry)
	}
	out.Updated = stamp(newest)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	if err := encoder.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type jsonFeed struct {
	Version     string     `json:"version"`
	Title       string     `json:"title"`
	Home        string     `json:"home_page_url"`
	Self        string     `json:"feed_url"`
	Description string     `json:"description,omitempty"`
	Language    string     `json:"language,omitempty"`
	Items       []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"` // required, unless there is HTML
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// JSON writes the feed as JSON Feed.
func (f *Feed) JSON(w io.Writer) error {
	out := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.Self,
		Description: f.Subtitle, Language: f.Language, Items: make([]jsonItem, len(f.Entries)),
	}
	for i := range f.Entries {
		e := &f.Entries[i]
		item := jsonItem{ID: e.ID, URL: e.Address, Title: e.Title, Text: e.Summary, Tags: e.Tags}
		if !e.Published.IsZero() {
			item.Published = stamp(e.Published)
		}
		if !e.Updated.IsZero() {
			item.Modified = stamp(e.Updated)
		}
		for _, name := range e.Authors {
			item.Authors = append(item.Authors, jsonAuthor{name})
		}
		out.Items[i] = item
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(out)
}
