package site

import (
	"fmt"
	"time"
)

// ListSize is the number of incidents on one page of a list.
const ListSize = 100

// List is a list of incidents on one or more pages: those of a group, or those
// that share a property. A group's or facet's pages hold documents as New made
// them; see [Site.Latest].
type List struct {
	Pages     []*Page  // newest first, undated last
	Addresses []string // of the list's pages, from the site's root, decoded; at least one
	Group     *Group   // of a list of a group
	Facet     *Facet   // of a list of incidents that share a property
}

// Part returns the incidents on one of the list's pages, counted from 0.
func (l *List) Part(n int) []*Page {
	start := min(n*ListSize, len(l.Pages))
	return l.Pages[start:min(start+ListSize, len(l.Pages))]
}

// Last returns the date of the newest incident; zero when none has one.
func (l *List) Last() time.Time {
	if len(l.Pages) == 0 {
		return time.Time{}
	}
	return l.Pages[0].Document.Date
}

// First returns the date of the oldest incident that has one.
func (l *List) First() time.Time {
	for i := len(l.Pages) - 1; i >= 0; i-- {
		if d := l.Pages[i].Document.Date; !d.IsZero() {
			return d
		}
	}
	return time.Time{}
}

// listGroups fills every group's list with the incidents in it and below. The
// document that stands for the whole site is none.
func (b *builder) listGroups() {
	s := b.site
	for _, p := range s.Pages {
		if p == s.Root.Index {
			continue
		}
		for g := p.Group; g != nil; g = g.Parent {
			g.List.Pages = append(g.List.Pages, p)
		}
	}
	b.number(s.Root.List)
	for _, g := range s.Groups {
		b.number(g.List)
	}
}

// number gives a list the addresses of its further pages.
func (b *builder) number(l *List) {
	first := l.Addresses[0]
	for n := 1; n*ListSize < len(l.Pages); n++ {
		address := b.freeAddress(fmt.Sprintf("%spage/%d/", first, n+1))
		l.Addresses = append(l.Addresses, address)
		b.site.byAddress[address] = Target{Kind: TargetList, List: l, Part: n, Address: address}
	}
}

// overviews gives the pages about all incidents their addresses.
func (b *builder) overviews() {
	s := b.site
	s.Search = "search/" // reserved
	s.Trends, s.Actions = b.freeAddress("trends/"), b.freeAddress("actions/")
	for b.claims.has(s.Actions + "page") { // how many pages of actions there are changes with every document
		s.Actions = b.freeAddress(s.Actions + "all/")
	}
	for _, address := range []string{s.Search, s.Actions, s.Trends} {
		s.byAddress[address] = Target{Kind: TargetList, Address: address}
	}
	for _, name := range figureNames {
		for _, extension := range []string{".csv", ".json"} {
			// Where a file of the project has the name, it is published in our place.
			if _, free := b.claims.take(claim{address: s.Trends + name + extension}); free {
				s.Figures = append(s.Figures, name+extension)
			}
		}
	}
}

// figureNames are the figures that have files of their own.
var figureNames = []string{
	"incidents-per-month", "time-to-resolve", "time-to-notice", "time-to-first-public-notice",
	"repeat-incidents", "incidents-with-an-open-action", "services", "providers",
}
