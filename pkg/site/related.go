package site

import (
	"cmp"
	"slices"
	"strings"
)

// Related is another incident that may help a reader, with the reasons.
type Related struct {
	Page    *Page
	Reasons []Reason // the weightiest first; never empty
}

// Reason is something that two incidents have in common.
type Reason struct {
	Kind  ReasonKind
	Value string
}

// ReasonKind says what two incidents have in common.
type ReasonKind string

// Reasons, the weightiest first.
const (
	SameTracking ReasonKind = "tracking" // the provider's number of its own incident
	SameSymptom  ReasonKind = "symptom"  // an error message
	SameService  ReasonKind = "service"
	SameTag      ReasonKind = "tag"
	SameProvider ReasonKind = "provider"
	SameRegion   ReasonKind = "region"
)

var reasonWeights = map[ReasonKind]int{SameTracking: 6, SameSymptom: 4, SameService: 3, SameTag: 2, SameProvider: 1, SameRegion: 1}

const (
	mostRelated  = 3
	leastWeight  = 2  // one shared region says nothing
	relatedReach = 40 // incidents before and after one that are looked at for each thing in common
)

// traits returns everything that an incident can have in common with others.
func (p *Page) traits(yield func(Reason)) {
	i, f := &p.Incident, &p.Document.Facts
	if f.Tracking.Text != "" {
		yield(Reason{SameTracking, f.Tracking.Text})
	}
	for _, v := range f.Symptoms {
		yield(Reason{SameSymptom, v})
	}
	for _, v := range i.Services {
		yield(Reason{SameService, v})
	}
	for _, v := range p.Document.Meta.Tags {
		yield(Reason{SameTag, v})
	}
	if i.Provider != "" {
		yield(Reason{SameProvider, i.Provider})
	}
	for _, v := range i.Regions {
		yield(Reason{SameRegion, v})
	}
}

// trait is a reason as two incidents share it: case and white space do not count.
type trait struct {
	kind ReasonKind
	key  string
}

func traitOf(r Reason) trait { return trait{r.Kind, ValueKey(r.Value)} }

// traitIndex holds the listed incidents of each trait, newest first, by their
// index in Site.Pages.
func (s *Site) traitIndex() map[trait][]int32 {
	index := map[trait][]int32{}
	for n, p := range s.Pages {
		if !s.isListed(p) {
			continue
		}
		p.traits(func(r Reason) {
			key := traitOf(r)
			if list := index[key]; len(list) == 0 || list[len(list)-1] != int32(n) {
				index[key] = append(list, int32(n))
			}
		})
	}
	return index
}

// Related returns the incidents that have most in common with a page's: at
// most three, each with what it is. Of incidents that have the same much in
// common those nearest in time come first. What thousands share says little, so
// that only those near in time are looked at.
func (s *Site) Related(p *Page) []Related {
	if known, ok := s.related.Load(p.Address); ok {
		return known.([]Related)
	}
	list := s.findRelated(p)
	s.related.Store(p.Address, list)
	return list
}

func (s *Site) findRelated(p *Page) []Related {
	n, found := slices.BinarySearchFunc(s.Pages, p, newestFirst)
	if !found || s.Partial {
		return nil
	}
	common := map[int32][]Reason{}
	seen := map[trait]bool{}
	p.traits(func(r Reason) {
		key := traitOf(r)
		list := s.byTrait()[key]
		if seen[key] {
			return
		}
		seen[key] = true
		at, _ := slices.BinarySearch(list, int32(n))
		for _, other := range list[max(0, at-relatedReach):min(len(list), at+relatedReach+1)] {
			if other != int32(n) {
				common[other] = append(common[other], r)
			}
		}
	})
	type candidate struct {
		page   int32
		weight int
	}
	var list []candidate
	for other, reasons := range common {
		weight := 0
		for _, r := range reasons {
			weight += reasonWeights[r.Kind]
		}
		if weight >= leastWeight {
			list = append(list, candidate{other, weight})
		}
	}
	distance := func(other int32) int { return max(n-int(other), int(other)-n) }
	slices.SortFunc(list, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(distance(x.page), distance(y.page)), cmp.Compare(x.page, y.page))
	})
	var related []Related
	for _, c := range list[:min(len(list), mostRelated)] {
		reasons := common[c.page]
		slices.SortStableFunc(reasons, func(x, y Reason) int { return cmp.Compare(reasonWeights[y.Kind], reasonWeights[x.Kind]) })
		related = append(related, Related{s.Pages[c.page], reasons})
	}
	return related
}

// sameTraits reports whether two versions of a page have the same in common
// with others, and stand in the same lists.
func sameTraits(before, after *Page) bool {
	collect := func(p *Page) string {
		var b strings.Builder
		p.traits(func(r Reason) { b.WriteString(string(r.Kind) + "\x00" + r.Value + "\x00") })
		return b.String()
	}
	return collect(before) == collect(after)
}
