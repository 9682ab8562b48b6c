package render

import (
	"strings"

	"github.com/rcagen/rcagen/pkg/site"
)

// relatedList is the section about other incidents that may help.
type relatedList struct {
	content
	Incidents []relatedIncident
}

// relatedIncident is another incident, and what it has in common with this one.
type relatedIncident struct {
	link
	When    *date
	Length  string // "" when it is not known
	Reasons string // sentences
}

// mostReasons is how many kinds of things in common are named.
const mostReasons = 3

// relatedSection returns the section about incidents like a page's, nil when there is
// none.
func (r *Renderer) relatedSection(p *site.Page, root string) *relatedList {
	found := r.site.Related(p)
	if len(found) == 0 {
		return nil
	}
	list := &relatedList{content: addedSection(p.Document, "Related", r.lang.Text("related.title"))}
	for _, other := range found {
		d := other.Page.Document
		list.Incidents = append(list.Incidents, relatedIncident{
			link:    link{Label: d.Label},
			When:    newDate(d.Date, r.lang.ShortDayYear),
			Reasons: r.reasons(other.Reasons),
		})
		last := &list.Incidents[len(list.Incidents)-1]
		if root != "" {
			last.Href = root + site.Href(other.Page.Address)
		}
		if e := other.Page.Incident.ToResolve; e.Known {
			last.Length = r.elapsed(e)
		}
	}
	return list
}

// reasons says in sentences what two incidents have in common.
func (r *Renderer) reasons(reasons []site.Reason) string {
	var sentences []string
	for len(reasons) > 0 && len(sentences) < mostReasons {
		kind := reasons[0].Kind
		var values []string
		rest := reasons[:0:0]
		for _, reason := range reasons {
			if reason.Kind == kind {
				values = append(values, reason.Value)
			} else {
				rest = append(rest, reason)
			}
		}
		sentences = append(sentences, r.reason(kind, values))
		reasons = rest
	}
	return strings.Join(sentences, " ")
}

func (r *Renderer) reason(kind site.ReasonKind, values []string) string {
	one, many := values[0], len(values) > 1
	switch kind {
	case site.SameTracking:
		return r.lang.Text("related.tracking", "name", one)
	case site.SameSymptom:
		return r.lang.Text("related.error", "name", one)
	case site.SameProvider:
		return r.lang.Text("related.provider", "name", one)
	case site.SameService:
		if many {
			return r.lang.Text("related.services", "names", r.lang.List(values))
		}
		return r.lang.Text("related.service", "name", one)
	case site.SameRegion:
		if many {
			return r.lang.Text("related.regions", "names", r.lang.List(values))
		}
		return r.lang.Text("related.region", "name", one)
	}
	if many {
		return r.lang.Text("related.tags", "names", r.lang.List(values))
	}
	return r.lang.Text("related.tag", "name", one)
}
