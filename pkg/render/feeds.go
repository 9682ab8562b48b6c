package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/feed"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// feedSize is the number of incidents in a feed.
const feedSize = 30

// inFeed returns the incidents of a list that its feed holds.
func inFeed(l *site.List) []*site.Page { return l.Pages[:min(len(l.Pages), feedSize)] }

// listTitle names a list outside of its page: in its feed, in a link to that.
func (r *Renderer) listTitle(l *site.List) string {
	if l.Group == r.site.Root {
		return r.site.Config.Title
	}
	return r.listHeading(l) + " | " + r.site.Config.Title
}

// feed returns the feed of a list. Links of the site's own feed lead from the
// site's root, those of any other from the list's page.
func (r *Renderer) feed(o Output) *feed.Feed {
	l := o.list
	home := l.Addresses[0]
	f := &feed.Feed{
		Title: r.listTitle(l), Language: r.lang.Tag(),
		ID:   r.permanent(home, "list "+home),
		Home: r.link(o.Address, home), Self: r.link(o.Address, o.Address),
	}
	if l.Group != nil {
		f.Subtitle = l.Group.Description
	}
	if l.Group == r.site.Root {
		f.Subtitle = r.site.Config.Description
	}
	for _, p := range inFeed(l) {
		p = r.site.Latest(p)
		d := p.Document
		f.Entries = append(f.Entries, feed.Entry{
			ID: r.permanent(p.Address, p.ID), Title: d.Title, Address: r.link(o.Address, p.Address),
			Published: published(d), Updated: changed(d),
			Summary: r.summary(p), Tags: d.Meta.Tags[:min(len(d.Meta.Tags), mostNames)], Authors: d.Meta.Authors,
		})
	}
	return f
}

func (r *Renderer) atom(w io.Writer, o Output) error     { return r.feed(o).Atom(w) }
func (r *Renderer) jsonFeed(w io.Writer, o Output) error { return r.feed(o).JSON(w) }

// link returns the way from one address to another: in full when it is known
// where the site is published.
func (r *Renderer) link(from, to string) string {
	if full := r.canonical(to); full != "" {
		return full
	}
	return site.Root(from) + site.Href(to)
}

// permanent returns the id of what is at an address: the address in full, else
// one that is made of a name.
func (r *Renderer) permanent(address, name string) string {
	if full := r.canonical(address); full != "" {
		return full
	}
	return feed.ID(name)
}

// published returns when an RCA was published, as far as it says so: else the
// date of the incident.
func published(d *rca.Document) time.Time {
	if m := d.Facts.Published; !m.IsZero() && !m.Undated {
		return m.Time
	}
	return d.Date
}

// changed returns the newest date that an RCA states of itself.
func changed(d *rca.Document) time.Time {
	newest := published(d)
	if end := d.Facts.Resolved; !end.Undated && end.Time.After(newest) {
		newest = end.Time
	}
	if d.Date.After(newest) {
		newest = d.Date
	}
	return newest
}

// summary says in one line what readers of a feed, a preview of a link or an
// index decide by: the state, how long it took, and what it was.
func (r *Renderer) summary(p *site.Page) string {
	facts := r.factsLine(p)
	text := sentence(p.Document.Description)
	if facts == "" || text == "" {
		return sentence(facts) + text
	}
	return facts + ". " + text
}

// factsLine says what an incident was in a few words: "Major, Mitigated, 40 min".
func (r *Renderer) factsLine(p *site.Page) string {
	i := &p.Incident
	var parts []string
	if i.Severity.Word != "" {
		parts = append(parts, r.severity(i.Severity).Word)
	}
	if s := r.status(i.Status); s != nil {
		parts = append(parts, s.Text)
	}
	if i.ToResolve.Known {
		parts = append(parts, r.elapsed(i.ToResolve))
	}
	return strings.Join(parts, ", ")
}

// locations yields every page that search engines may show.
func (r *Renderer) locations(yield func(feed.Location) bool) {
	s := r.site
	var newest time.Time
	for _, p := range s.Pages {
		if p.Unlisted {
			continue
		}
		at := changed(p.Document)
		if at.After(newest) {
			newest = at
		}
		if !yield(feed.Location{URL: r.canonical(p.Address), Modified: at}) {
			return
		}
	}
	for address := range r.overviews {
		if !yield(feed.Location{URL: r.canonical(address), Modified: newest}) {
			return
		}
	}
}

// overviews yields the addresses of all pages that are about several incidents,
// but for the search page, which shows nothing by itself.
func (r *Renderer) overviews(yield func(string) bool) {
	s := r.site
	lists := []*site.List{s.Root.List}
	for _, g := range s.Groups {
		lists = append(lists, g.List)
	}
	for _, l := range append(lists, s.Lists...) {
		for _, address := range l.Addresses {
			if !yield(address) {
				return
			}
		}
	}
	for _, p := range s.Properties {
		if p.Address != "" && !yield(p.Address) {
			return
		}
	}
	if !yield(s.Trends) {
		return
	}
	for part := range r.actionParts() {
		if !yield(r.actionsAddress(part)) {
			return
		}
	}
}

// sitemapSize returns the number of files that the sitemap is split into; 0
// when it is one file, or none.
func (r *Renderer) sitemapSize() int {
	if r.site.Config.URL == "" || r.site.Partial {
		return 0
	}
	n := 0
	for range r.locations {
		n++
	}
	if n <= feed.SitemapSize {
		return 0
	}
	return (n + feed.SitemapSize - 1) / feed.SitemapSize
}

func sitemapAddress(part int) string { return fmt.Sprintf("sitemap-%d.xml", part+1) }

func (r *Renderer) sitemap(w io.Writer, _ Output) error {
	parts := r.sitemapParts()
	if parts == 0 {
		return feed.Sitemap(w, r.locations)
	}
	return feed.SitemapIndex(w, func(yield func(feed.Location) bool) {
		for part := range parts {
			if !yield(feed.Location{URL: r.canonical(sitemapAddress(part))}) {
				return
			}
		}
	})
}

func (r *Renderer) sitemapPart(w io.Writer, o Output) error {
	return feed.Sitemap(w, func(yield func(feed.Location) bool) {
		n := 0
		for l := range r.locations {
			if n/feed.SitemapSize == o.part && !yield(l) {
				return
			}
			n++
		}
	})
}

// robots writes robots.txt. Robots read the one at the root of a host alone; of
// a site below another path it is what the host's own may take over.
func (r *Renderer) robots(w io.Writer, _ Output) error {
	return feed.Robots(w, r.canonical("sitemap.xml"))
}
