package site

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
)

// Announced is the announcement of a report that did not follow: its document
// does not explain the incident.
type Announced struct {
	Page    *Page
	Promise *rca.Promise // the first of the document
	Why     Unexplained
	Section *rca.Section // that says too little; nil unless it is empty or preliminary
	Cause   string       // configured name of the section about the cause
}

// Unexplained says why a document does not explain its incident.
type Unexplained uint8

// Reasons for which a document does not explain its incident.
const (
	NoCause     Unexplained = iota + 1 // no section is about the cause
	EmptyCause                         // the section is empty
	Preliminary                        // its heading says that it is not the last word
	Unsettled                          // the document's status says that the incident is not over
)

// unsettled are states of an incident whose cause is not known yet.
var unsettled = []string{"investigating", "identified", "monitoring", "ongoing", "in progress", "open", "preliminary"}

// NotFollowed returns the announcements that nothing followed, unlisted pages
// included, newest incident first. One whose day has not passed by AsOf is not
// among them. There are none where no section about the cause is configured.
func (s *Site) NotFollowed() (list []Announced) {
	cause := sync.OnceValue(func() string { return rca.KnownHeadings(s.Config.Sections)[rca.NormalizeHeading("Root cause")] })
	for _, p := range s.Pages {
		promises := p.Document.Facts.Promises
		i := slices.IndexFunc(promises, func(m rca.Promise) bool { return m.Kind == rca.FollowUp })
		if i < 0 || cause() == "" || !promises[i].Due.IsZero() && !s.AsOf.IsZero() && !promises[i].Due.Before(dayIn(s.AsOf)) {
			continue
		}
		if why, section := missingCause(p.Document, cause()); why != 0 {
			list = append(list, Announced{p, &promises[i], why, section, cause()})
		}
	}
	return list
}

// dayIn returns the day of a time, in its own zone, as due dates have it.
func dayIn(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// missingCause says why a document does not explain its incident; 0 when it
// does. Any section about the cause that says something is enough.
func missingCause(d *rca.Document, cause string) (Unexplained, *rca.Section) {
	why, section := NoCause, (*rca.Section)(nil)
	for i := range d.Sections {
		s := &d.Sections[i]
		switch {
		case s.Name != cause:
		case s.Empty:
			why, section = EmptyCause, s
		case strings.HasPrefix(rca.NormalizeHeading(d.Headings[s.Heading].Text), "preliminary"):
			why, section = Preliminary, s
		case slices.Contains(unsettled, strings.ToLower(d.Status)):
			return Unsettled, nil
		default:
			return 0, nil
		}
	}
	return why, section
}
