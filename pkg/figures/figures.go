// Package figures counts: incidents per month and quarter, how long they took,
// which came back, and what was promised and done.
//
// [New] makes all figures of a site at once, out of its listed pages and the
// day that the site is as of. It looks at nothing else, and the same site gives
// the same figures.
//
// # How lengths are put together
//
// Lengths of incidents are spread over orders of magnitude: one incident of a
// week outweighs fifty of ten minutes in a mean, so there is none. A [Spread]
// has the median and the quartiles, by linear interpolation between the two
// nearest lengths: method 7 of Hyndman and Fan, "Sample quantiles in statistical
// packages" (1996), which is QUARTILE.INC of spreadsheets and the default of R
// and NumPy. It keeps the lengths themselves, so that a page can show a handful
// of them as they are, and says how many incidents have none, and why.
//
// # What counts
//
// Listed pages are incidents; the document that stands for the whole site is
// none. An incident belongs to the month, the quarter and the twelve months that
// its date lies in, UTC. What has no date, or a date after the day that the
// figures are as of, belongs to none of them and is counted aside.
//
// # Repeat incidents
//
// An incident is a repeat when one in the 90 days before it hit one of the same
// services and has an error message, a tag or the provider's own number of the
// incident in common with it. Of two incidents with the same date the one whose
// file comes later in the alphabet is the later one. Case and white space do not
// count. Of services, and of tags, the first 32 of a document are looked at.
package figures

import (
	"slices"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Figures are the figures of a site. They do not change.
type Figures struct {
	AsOf       time.Time // the last day that counts, midnight UTC; the site's, else that of the newest incident; zero without either
	Incidents  int       // all that are listed
	Undated    int       // without a date
	Later      int       // after AsOf
	Dated      Summary   // of those that are neither
	Months     []Month   // oldest first, from the first incident to AsOf, none left out
	Quarters   []Quarter // likewise
	Services   []Group   // as the site lists them, the one with most incidents first; undated incidents count too
	Providers  []Group
	Year       Period // the twelve months that end with AsOf
	YearBefore Period // the twelve before those
	Actions    Actions
	Longest    []*site.Page // the longest incidents of all, at most [Longest], the longest first, then the newest
}

// Longest is how many of the longest incidents are named.
const Longest = 5

// Month is what is counted of a month.
type Month struct {
	Year      int
	Month     time.Month
	Incidents int
	Severe    int // critical or major
}

// Quarter is what is counted of a quarter.
type Quarter struct {
	Year, Quarter int // 1 to 4
	Summary
}

// Group is what is counted of the incidents of a service or a provider.
type Group struct {
	Facet *site.Facet
	Summary
}

// Period is what is counted of some days.
type Period struct {
	First, Last time.Time // days, midnight UTC, both within; zero when the figures are as of no day
	Summary
}

// New returns the figures of a site.
func New(s *site.Site) *Figures {
	pages := slices.Collect(s.Listed) // newest first, undated last
	f := &Figures{Incidents: len(pages), AsOf: asOf(s, pages)}
	again := repeats(pages)
	f.count(pages, again)
	f.Services, f.Providers = groups(s, site.Services, again), groups(s, site.Providers, again)
	f.Actions = countActions(pages, s.AsOf)
	f.Longest = longest(pages)
	return f
}

// asOf returns the last day that counts.
func asOf(s *site.Site, pages []*site.Page) time.Time {
	switch {
	case !s.AsOf.IsZero():
		return dayOf(s.AsOf)
	case len(pages) == 0 || pages[0].Document.Date.IsZero():
		return time.Time{}
	}
	return dayOf(pages[0].Document.Date)
}

// dayOf returns the day of a time in UTC.
func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// count fills everything that depends on the dates of incidents.
func (f *Figures) count(pages []*site.Page, again map[*site.Page]bool) {
	f.periods()
	f.stretch(pages)
	var dated, year, before collector
	quarters := make([]collector, len(f.Quarters))
	for _, p := range pages {
		date := p.Document.Date
		switch {
		case date.IsZero():
			f.Undated++
			continue
		case dayOf(date).After(f.AsOf):
			f.Later++
			continue
		}
		dated.add(p, again[p])
		date = date.UTC()
		m := &f.Months[12*(date.Year()-f.Months[0].Year)+int(date.Month()-f.Months[0].Month)]
		m.Incidents++
		if isSevere(p) {
			m.Severe++
		}
		quarters[4*(date.Year()-f.Quarters[0].Year)+quarterOf(date.Month())-f.Quarters[0].Quarter].add(p, again[p])
		switch {
		case !dayOf(date).Before(f.Year.First):
			year.add(p, again[p])
		case !dayOf(date).Before(f.YearBefore.First):
			before.add(p, again[p])
		}
	}
	f.Dated, f.Year.Summary, f.YearBefore.Summary = dated.summary(), year.summary(), before.summary()
	for i := range quarters {
		f.Quarters[i].Summary = quarters[i].summary()
	}
}

// periods fills the days of the last twelve months and of those before them.
func (f *Figures) periods() {
	if f.AsOf.IsZero() {
		return
	}
	next := f.AsOf.AddDate(0, 0, 1) // of a leap day, a day that every year has
	f.Year.First, f.Year.Last = next.AddDate(-1, 0, 0), f.AsOf
	f.YearBefore.First, f.YearBefore.Last = next.AddDate(-2, 0, 0), f.Year.First.AddDate(0, 0, -1)
}

// stretch fills the months and quarters with zeros, from the first incident
// that counts to AsOf.
func (f *Figures) stretch(pages []*site.Page) {
	var first time.Time
	for i := len(pages) - 1; i >= 0 && first.IsZero(); i-- {
		first = pages[i].Document.Date
	}
	if first.IsZero() || dayOf(first).After(f.AsOf) {
		return
	}
	first = first.UTC()
	last := 12*f.AsOf.Year() + int(f.AsOf.Month()) - 1
	for n := 12*first.Year() + int(first.Month()) - 1; n <= last; n++ {
		f.Months = append(f.Months, Month{Year: n / 12, Month: time.Month(n%12 + 1)})
	}
	last = 4*f.AsOf.Year() + quarterOf(f.AsOf.Month()) - 1
	for n := 4*first.Year() + quarterOf(first.Month()) - 1; n <= last; n++ {
		f.Quarters = append(f.Quarters, Quarter{Year: n / 4, Quarter: n%4 + 1})
	}
}

func quarterOf(m time.Month) int { return (int(m)-1)/3 + 1 }

func isSevere(p *site.Page) bool {
	l := p.Incident.Severity.Level
	return l == rca.Critical || l == rca.Major
}

// groups counts the incidents of each value of a property.
func groups(s *site.Site, name site.PropertyName, again map[*site.Page]bool) (list []Group) {
	for _, facet := range s.Property(name).Facets {
		var c collector
		for _, p := range facet.Pages {
			p = s.Latest(p)
			c.add(p, again[p])
		}
		list = append(list, Group{facet, c.summary()})
	}
	return list
}

// longest returns the longest incidents of pages that are newest first.
func longest(pages []*site.Page) (list []*site.Page) {
	for _, p := range pages {
		if !p.Incident.ToResolve.Known {
			continue
		}
		at := slices.IndexFunc(list, func(q *site.Page) bool { return q.Incident.ToResolve.Length < p.Incident.ToResolve.Length })
		if at < 0 {
			at = len(list)
		}
		list = slices.Insert(list, at, p)
		list = list[:min(len(list), Longest)]
	}
	return list
}
