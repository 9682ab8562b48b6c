package render

import (
	"html/template"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// pageView is the page of a document: its text, and around it what was read
// from it.
type pageView struct {
	frame
	Heading   string
	Original  string // the author's title, where the heading is a shorter one
	Lang      string // of the text; "" where it is the site's
	Dir       string // of a text that has a language of its own
	HideTitle bool
	Group     link
	Date      *date
	Status    *status
	Severity  *severity // nil where the site rates no incident
	Draft     bool
	Unlisted  bool
	Source    *link // where the document comes from
	Facts     []*fact
	Told      []*fact // what the public was told, and when
	Glance    []passage
	Ribbon    *ribbon
	Note      string // two lengths of the incident that disagree
	Contents  []*content
	Body      template.HTML // made by pkg/markdown
	Todo      *todoList
	Timeline  *story
	Related   *relatedList
	Imprint   []*fact // who wrote it, when it was published, tags
	Markdown  string  // links to the same for machines
	JSON      string
	EditURL   string
	Older     *neighbour
	Newer     *neighbour
}

type status struct {
	Text string // starts with a capital letter
	Done bool   // the incident is over
}

// passage is a short text below a word that says what it is about.
type passage struct{ Name, Text string }

// neighbour is the page before or after this one.
type neighbour struct {
	Label string
	Href  string
	Which string // "Older", "Newer"; "Previous", "Next" where that is not known
	Date  *date
}

// page returns the view of a document's page, whose links through the site begin
// with root. There are none when that is empty.
func (r *Renderer) page(p *site.Page, root string) (*pageView, error) {
	d := p.Document
	title := d.ShortTitle
	if !d.Date.IsZero() {
		title += ", " + r.lang.Day(d.Date)
	}
	v := &pageView{
		frame:     r.frame(p.Address, title),
		Heading:   d.ShortTitle,
		HideTitle: d.Meta.HideTitle,
		Lang:      d.Meta.Lang,
		Dir:       locale.Direction(d.Meta.Lang),
		Group:     r.groupLink(p.Group, root),
		Date:      newDate(d.Date, r.lang.Day),
		Status:    r.status(d.Status),
		Severity:  r.rating(p.Incident.Severity),
		Draft:     d.Meta.Draft,
		Unlisted:  p.Unlisted,
		Source:    source(d.Meta.Source.Address),
		Facts:     r.facts(p, root),
		Told:      r.toldFacts(p),
		Glance:    r.glance(d),
		Ribbon:    r.ribbon(p),
		Note:      r.disagreement(p),
		Contents:  contents(d),
		Todo:      r.todo(p),
		Timeline:  r.story(d),
		Related:   r.relatedSection(p, root),
		Imprint:   r.imprint(d, root),
		Markdown:  "./index.md",
		JSON:      "./index.json",
		EditURL:   editURL(r.site.Config.EditURL, d),
		Older:     r.neighbour(p, p.Older, root, "page.previous"),
		Newer:     r.neighbour(p, p.Newer, root, "page.next"),
	}
	if d.Title != d.ShortTitle {
		v.Original = d.Title
	}
	v.addContents()
	v.Overview = ""
	if d.Diagrams {
		v.Diagrams = newDiagrams(root)
	}
	v.Description = d.Description
	v.NoIndex = p.Unlisted
	if r.site.Partial {
		v.Group, v.Older, v.Newer = r.groupLink(nil, root), nil, nil
		v.Sidebar = &level{Title: r.lang.Text("site.reading")}
		return v, nil
	}
	var err error
	v.Sidebar, err = r.sidebar.aroundPage(p)
	return v, err
}

// addContents adds the sections that the page has beyond the text to the
// contents, where the author wants any.
func (v *pageView) addContents() {
	if v.Contents == nil {
		return
	}
	add := func(c content) { v.Contents = append(v.Contents, &c) }
	if v.Todo != nil {
		add(v.Todo.content)
	}
	if v.Timeline != nil {
		add(v.Timeline.content)
	}
	if v.Related != nil {
		add(v.Related.content)
	}
}

// addedSection returns the heading of a section that the page adds. Its id begins
// with a capital letter, which no heading gets by itself; one that the author
// wrote makes way for none of ours.
func addedSection(d *rca.Document, id, text string) content {
	for _, h := range d.Headings {
		if h.Explicit && h.ID == id {
			id += "-"
		}
	}
	return content{ID: id, Text: text}
}

// over are the words that say that an incident is no longer going on.
var over = map[string]bool{
	"closed": true, "completed": true, "done": true, "fixed": true, "mitigated": true,
	"postmortem": true, "post-mortem": true, "recovered": true, "resolved": true,
}

// status returns the state of an incident in the site's language, where that
// has a word for it, else as the author wrote it. It is nil for none.
func (r *Renderer) status(text string) *status {
	if text == "" {
		return nil
	}
	name := strings.ToLower(strings.ReplaceAll(text, "-", ""))
	done := over[strings.ToLower(text)]
	switch name {
	case "investigating", "identified", "monitoring", "mitigated", "resolved", "closed", "postmortem":
		return &status{Text: r.lang.Text("status." + name), Done: done}
	}
	first, size := utf8.DecodeRuneInString(text)
	return &status{Text: string(unicode.ToUpper(first)) + text[size:], Done: done}
}

// glance returns what the author wants everybody to read first.
func (r *Renderer) glance(d *rca.Document) (list []passage) {
	s := &d.Meta.Summary
	for _, p := range []passage{{"glance.label", s.Text}, {"glance.looked", s.Symptom}, {"glance.why", s.Cause}, {"glance.ended", s.Resolution}} {
		if p.Text != "" {
			list = append(list, passage{r.lang.Text(p.Name), p.Text})
		}
	}
	return list
}

// imprint returns who wrote a document, when it was published, and its tags, as
// far as it says so.
func (r *Renderer) imprint(d *rca.Document, root string) (list []*fact) {
	if authors := d.Meta.Authors; len(authors) > 0 {
		f := &fact{Name: r.lang.Count("page.authors", len(authors))}
		for _, a := range authors {
			f.Values = append(f.Values, link{Label: a})
		}
		list = append(list, f)
	}
	if published := d.Facts.Published.Time; !published.IsZero() {
		list = append(list, &fact{Name: r.lang.Text("page.published"), Values: []link{{Label: r.lang.Day(midnight(published))}}})
	}
	if tags := d.Meta.Tags; len(tags) > 0 {
		list = append(list, &fact{Name: r.lang.Text("page.tags"), Values: r.facetLinks(site.Tags, tags, root)})
	}
	return list
}

// source returns a link to the place that a document comes from, named by its
// host, nil when that is no address on the web.
func source(address string) *link {
	if !isWeb(address) {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return &link{u.Hostname(), address}
}

// facetLinks returns the values of a property with links to the incidents that
// share them. A value that no listed incident has leads nowhere.
func (r *Renderer) facetLinks(name site.PropertyName, values []string, root string) []link {
	list := make([]link, len(values))
	for i, value := range values {
		list[i].Label = value
		if f := r.site.Facet(name, value); f != nil && root != "" && !r.site.Partial {
			list[i].Href = root + site.Href(f.Addresses[0])
		}
	}
	return list
}

// neighbour returns the link from a page to one beside it, nil when there is
// none. Other is the message that stands where the dates do not say which of
// the two is older: the order of the sidebar may be somebody's own.
func (r *Renderer) neighbour(p, beside *site.Page, root, other string) *neighbour {
	if beside == nil {
		return nil
	}
	d := beside.Document
	label := d.Meta.PaginationLabel
	if label == "" {
		label = d.Label
	}
	here, there := p.Document.Date, d.Date
	switch {
	case here.IsZero() || there.IsZero():
	case there.Before(here):
		other = "page.older"
	case there.After(here):
		other = "page.newer"
	}
	return &neighbour{
		Label: label,
		Href:  root + site.Href(beside.Address),
		Which: r.lang.Text(other),
		Date:  newDate(d.Date, r.lang.ShortDayYear),
	}
}
