package render

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/site"
)

// listView is a page of a list: of a group, or of what shares a property.
type listView struct {
	frame
	Heading  string
	Above    link      // the group above, the values of the property
	Severity *severity // that the incidents share
	Status   *status   // likewise
	Lead     string    // ends with a full stop
	Total    string    // "30 incidents since September 2019"
	First    string    // day of the oldest and of the newest incident; "" for a list of one
	Last     string
	Feed     string
	Months   []valueLink // of a year that is divided into months
	Scale    string      // what the length of bars means; "" when there are none
	Rows     []section
	More     []valueLink // the years, on the home page when not all incidents are listed
	Parts    *parts      // nil for a list of one page
	Others   *values     // that incidents elsewhere have of the property
}

// valueLink leads to the incidents of a group, or of a value of a property.
type valueLink struct {
	Label, Href, Count string
	Severity           *severity // stands for the label
	Current            bool
}

// values are some values of a property.
type values struct {
	Title string
	Links []valueLink
	All   *link // to all of them; nil when these are all
}

// listPage returns a page of a list.
func (r *Renderer) listPage(o Output) (*listView, error) {
	l, root := o.list, site.Root(o.Address)
	heading := r.listHeading(l)
	title := heading
	v := &listView{Heading: heading, Parts: r.parts(l, o.part, root)}
	if o.part > 0 {
		title += ", " + v.Parts.Text
	}
	v.frame = r.frame(o.Address, title)
	var err error
	if v.Rows, v.Scale, err = r.rows(l, l.Part(o.part), root); err != nil {
		return nil, err
	}
	if g := l.Group; g != nil {
		v.Description, v.Above = g.Description, r.groupLink(g.Parent, root)
		v.Months = r.months(g, root)
		v.Sidebar, err = r.sidebar.aroundGroup(g, root)
	} else {
		r.fillFacet(v, l.Facet, root)
		v.Sidebar, err = r.sidebar.beside(root)
	}
	v.Lead, v.Total = sentence(v.Description), r.total(l)
	if first := l.First(); len(l.Pages) > 1 && !first.IsZero() {
		v.First, v.Last = r.lang.Day(first), r.lang.Day(l.Last())
	}
	v.Feed = root + site.Href(l.Addresses[0]+"feed.xml")
	return v, err
}

// fillFacet adds what a list says about the value that its incidents share.
func (r *Renderer) fillFacet(v *listView, f *site.Facet, root string) {
	property := r.site.Property(f.Property)
	v.Above = link{r.propertyTitle(f.Property), root + site.Href(property.Address)}
	switch f.Property {
	case site.Severities:
		v.Severity = r.facetSeverity(f)
	case site.Statuses:
		v.Status = r.status(f.Value)
	}
	if len(property.Facets) > 1 {
		v.Others = r.values(property, otherValues, root)
		for i, other := range property.Facets[:len(v.Others.Links)] {
			v.Others.Links[i].Current = other == f
		}
	}
}

// listHeading returns the heading of a list.
func (r *Renderer) listHeading(l *site.List) string {
	switch g := l.Group; {
	case g == nil:
		return r.lang.Text("list.with_"+string(l.Facet.Property), "name", r.facetLabel(l.Facet))
	case g.Parent == nil:
		return r.lang.Text("site.all_incidents")
	case g.Title != g.Label:
		return g.Title
	case g.Year != 0 && g.Month == 0 && g.Label == year(g.Year):
		return r.lang.Text("list.with_year", "name", g.Label)
	default:
		return capital(r.groupLabel(g))
	}
}

// months returns links to the months of a year that is divided into them.
func (r *Renderer) months(g *site.Group, root string) (links []valueLink) {
	for _, item := range g.Items {
		if below := item.Group; below != nil && below.Month != 0 {
			links = append(links, valueLink{
				Label: r.lang.MonthName(time.Month(below.Month)),
				Href:  root + site.Href(below.Address),
				Count: r.lang.Number(below.Count),
			})
		}
	}
	return links
}

// facetLabel names a value in the site's language, where that has a word for it.
func (r *Renderer) facetLabel(f *site.Facet) string {
	switch f.Property {
	case site.Severities:
		return r.facetSeverity(f).Word
	case site.Statuses:
		return r.status(f.Value).Text
	}
	return f.Value
}

// otherValues is how many values of its property a list shows below itself.
const otherValues = 24

// values returns the first values of a property with links to their incidents.
func (r *Renderer) values(p *site.Property, most int, root string) *values {
	v := &values{Title: r.propertyTitle(p.Name)}
	for _, f := range p.Facets[:min(len(p.Facets), most)] {
		l := valueLink{Label: r.facetLabel(f), Href: root + site.Href(f.Addresses[0]), Count: r.lang.Number(len(f.Pages))}
		if f.Property == site.Severities {
			l.Severity = r.facetSeverity(f)
		}
		v.Links = append(v.Links, l)
	}
	if n := len(p.Facets); n > most {
		v.All = &link{r.lang.Text("filter.all_of", "number", n), root + site.Href(p.Address)}
	}
	return v
}

// total says how many incidents are in a list: "30 incidents since September 2019".
func (r *Renderer) total(l *site.List) string {
	n, first := len(l.Pages), l.First()
	switch {
	case n == 0:
		return r.lang.Text("list.none")
	case n == 1 || first.IsZero() || isYear(l) || l.Group != nil && l.Group.Month != 0:
		return r.lang.Count("list.incidents", n)
	}
	return r.lang.Count("list.since", n, "month", r.lang.Month(first))
}

// sentence ends a text with a full stop, unless it ends as a sentence does.
func sentence(text string) string {
	if text == "" || strings.HasSuffix(text, "。") || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// capital makes the first letter a capital one.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// year returns a year as groups and facets name it.
func year(n int) string { return strconv.Itoa(n) }
