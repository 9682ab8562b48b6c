package figures

import (
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/site"
)

// Recent is how long before an incident another one makes it a repeat.
const Recent = 90 * 24 * time.Hour

// mostShared is how many services, and how many tags, of one document are
// looked at: what an incident has in common with others stands in pairs.
const mostShared = 32

// numbers gives texts numbers, the same to those that are the same to a reader.
type numbers map[string]int32

func (n numbers) of(kind, text string) int32 {
	key := kind + site.ValueKey(text)
	id, known := n[key]
	if !known {
		id = int32(len(n))
		n[key] = id
	}
	return id
}

// repeats returns the repeat incidents among pages that are newest first,
// undated last. It looks for each pair of a service and something else only at
// the last incident that had both: if that is too long ago, so are the others.
func repeats(pages []*site.Page) map[*site.Page]bool {
	dated := slices.DeleteFunc(slices.Clone(pages), func(p *site.Page) bool { return p.Document.Date.IsZero() })
	slices.SortFunc(dated, func(x, y *site.Page) int {
		if c := x.Document.Date.Compare(y.Document.Date); c != 0 {
			return c
		}
		return strings.Compare(x.Document.Path, y.Document.Path)
	})
	again := map[*site.Page]bool{}
	ids := numbers{}
	last := map[[2]int32]time.Time{}
	for _, p := range dated {
		date := p.Document.Date
		signs := signsOf(p, ids)
		services := p.Incident.Services
		for _, service := range services[:min(len(services), mostShared)] {
			id := ids.of("service\x00", service)
			for _, sign := range signs {
				pair := [2]int32{id, sign}
				if before, known := last[pair]; known && date.Sub(before) <= Recent {
					again[p] = true
				}
			}
		}
		for _, service := range services[:min(len(services), mostShared)] {
			id := ids.of("service\x00", service)
			for _, sign := range signs {
				last[[2]int32{id, sign}] = date
			}
		}
	}
	return again
}

// signsOf returns the numbers of what tells an incident from others of its
// service.
func signsOf(p *site.Page, ids numbers) (signs []int32) {
	facts := &p.Document.Facts
	if text := facts.Tracking.Text; text != "" {
		signs = append(signs, ids.of("tracking\x00", text))
	}
	for _, text := range facts.Symptoms {
		signs = append(signs, ids.of("symptom\x00", text))
	}
	tags := p.Document.Meta.Tags
	for _, text := range tags[:min(len(tags), mostShared)] {
		signs = append(signs, ids.of("tag\x00", text))
	}
	return signs
}
