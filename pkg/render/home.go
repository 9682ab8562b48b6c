package render

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/site"
)

// few is the number of incidents below which there is nothing to count: no
// figures, no charts, no filters, no middle half.
const few = 4

// homeView is the home page: search, figures, and the newest incidents.
type homeView struct {
	listView
	Examples []link // of searches; none on a site without incidents
	Figures  []keyFigure
	AsOf     string // "State on 3 Sep 2024"
	Charts   []periodChart
	Filters  []values
}

// homePage returns the home page.
func (r *Renderer) homePage(o Output) (*homeView, error) {
	l, root, c := o.list, site.Root(o.Address), r.site.Config
	v := &homeView{}
	v.frame = r.frame(o.Address, c.Title)
	v.Find, v.Here = false, "incidents"
	v.Heading, v.Description = c.Title, c.Description
	v.Lead, v.Total = sentence(c.Description), r.total(l)
	var err error
	if v.Rows, v.Scale, err = r.rows(l, l.Part(0), root); err != nil {
		return nil, err
	}
	v.Parts = r.parts(l, 0, root)
	if v.Parts != nil {
		v.More = r.yearLinks(root)
	}
	v.Examples = r.examples(v.Search)
	if len(l.Pages) < few {
		return v, nil
	}
	f := r.figures()
	v.Figures = r.keyFigures(f, v.Actions)
	if !f.AsOf.IsZero() && len(v.Figures) > 0 {
		v.AsOf = r.lang.Text("actions.on", "date", r.lang.ShortDayYear(f.AsOf))
	}
	v.Charts = r.periodCharts(f, root)
	v.Filters = r.filters(root)
	return v, nil
}

// filterSizes is how many values of each property the home page shows, in its
// order of properties.
var filterSizes = []struct {
	property site.PropertyName
	most     int
}{
	{site.Years, 8}, {site.Severities, 8}, {site.Services, 7}, {site.Regions, 6}, {site.Providers, 5}, {site.Statuses, 4}, {site.Tags, 7},
}

// filters returns the properties that incidents have, each with links to the
// lists of its first values.
func (r *Renderer) filters(root string) (list []values) {
	for _, size := range filterSizes {
		p := r.site.Property(size.property)
		if p.Address == "" {
			continue
		}
		v := r.values(p, size.most, root)
		v.Title = r.filterTitle(p.Name)
		if p.Name == site.Years {
			all := valueLink{Label: r.lang.Text("filter.all_years"), Href: root + site.Href(r.site.Root.Address), Current: true}
			all.Count = r.lang.Number(len(r.site.Root.List.Pages))
			v.Links = append([]valueLink{all}, v.Links...)
		}
		list = append(list, *v)
	}
	return list
}

// filterTitle returns what incidents are narrowed by. Of a provider it says what
// the property means, since the reader may well be one.
func (r *Renderer) filterTitle(name site.PropertyName) string {
	if name == site.Providers {
		return r.lang.Text("filter.cause")
	}
	return r.lang.Text("filter." + string(name))
}

// yearLinks returns links to the years, newest first.
func (r *Renderer) yearLinks(root string) []valueLink {
	p := r.site.Property(site.Years)
	return r.values(p, len(p.Facets), root).Links
}

// Searches that the home page proposes, and their lengths in letters.
const (
	examples       = 3
	shortestSearch = 4
	longestSearch  = 36
)

// examples returns searches for what the newest incidents showed: at most one
// error text of each, then the services that they hit.
func (r *Renderer) examples(search string) (list []link) {
	seen := map[string]bool{}
	add := func(text string) bool {
		text = strings.Join(strings.Fields(text), " ")
		key := site.ValueKey(text)
		if n := utf8.RuneCountInString(text); len(list) == examples || n < shortestSearch || n > longestSearch || seen[key] || !beginsWithWord(text) {
			return false
		}
		seen[key] = true
		list = append(list, link{text, search + "?q=" + url.QueryEscape(text)})
		return true
	}
	listed := r.site.Root.List.Part(0)
	for _, p := range listed {
		if len(list) == examples-1 { // the last one is for a service
			break
		}
		for _, symptom := range r.site.Latest(p).Document.Facts.Symptoms {
			if add(symptom) {
				break
			}
		}
	}
	for _, p := range listed {
		for _, service := range p.Incident.Services {
			add(service)
		}
	}
	return list
}

// beginsWithWord reports whether a text begins with a letter or a digit; code
// and punctuation make poor examples.
func beginsWithWord(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(first) || unicode.IsDigit(first)
}
