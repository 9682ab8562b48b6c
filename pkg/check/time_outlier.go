package check

import (
	"fmt"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// An outlier is weeks away from what else there is.
const (
	farAway   = 28 * 24 * time.Hour
	closeUp   = 3 * 24 * time.Hour
	outOfLine = 20 * 24 * time.Hour
	year      = 365 * 24 * time.Hour
)

func outliers(p *DocumentPass) {
	f := p.Document.Facts
	first, last, ok := extent(f.Timeline)
	for _, end := range []struct {
		name string
		at   rca.Moment
	}{{"end of the impact", f.Impact.End}, {"`resolved`", f.Resolved}} {
		start := f.Impact.Start
		if start.IsZero() || end.at.IsZero() || end.at.Time.Sub(start.Time) < farAway || !ok || last.Sub(first) > closeUp {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("%s is %s after the start, but the timeline takes %s", end.name, showLength(end.at.Time.Sub(start.Time)), showLength(last.Sub(first))),
			Span:    end.at.Span,
			Label:   showMoment(end.at),
			Related: []diag.Related{{Path: p.Document.File, Span: start.Span, Label: "the start"}},
			Help:    []string{"check the month and the year"},
		})
	}
	events := f.Timeline
	for i := range events {
		if !isOutlier(events, i) {
			continue
		}
		a, b := events[beside(i)], events[i]
		d := diag.Diagnostic{
			Message: fmt.Sprintf("entry of %s is a year away from all others", showMoment(b.Moment)),
			Span:    b.Span,
			Label:   showLength(b.Time.Sub(a.Time)) + " away from the entry beside it",
			Related: []diag.Related{{Path: p.Document.File, Span: a.Span, Label: "the entry beside it"}},
			Help:    []string{"check the month and the year"},
		}
		if i > 0 && i+1 < len(events) {
			d.Message = fmt.Sprintf("entry of %s stands between entries of %s and %s", showMoment(b.Moment), showMoment(a.Moment), showMoment(events[i+1].Moment))
			d.Label = showLength(b.Time.Sub(a.Time)) + " away from the entry before it"
			d.Related[0].Label = "the entry before"
		}
		p.Report(d)
	}
}

// isOutlier reports whether an entry is weeks away from both its neighbours,
// which are close to one another. The first entry and the last may well be
// weeks away from the others; they are outliers where all others are of one
// day and they are of the same day in another year.
func isOutlier(events []rca.Event, i int) bool {
	n := len(events)
	if n < 3 || events[i].IsZero() || events[i].Inherited {
		return false
	}
	b, a, c := events[i], events[beside(i)], events[n-1]
	switch i {
	case n - 1:
		c = events[0]
	case 0:
	default:
		c = events[i+1]
	}
	if a.IsZero() || c.IsZero() || c.Time.Sub(a.Time).Abs() > closeUp {
		return false
	}
	if i == 0 || i == n-1 {
		return !a.Undated && !c.Undated && (b.Time.Sub(a.Time).Abs()-year).Abs() <= closeUp
	}
	return b.Time.Sub(a.Time).Abs() >= outOfLine && b.Time.Sub(c.Time).Abs() >= outOfLine
}

// beside returns the entry before the i-th, and behind the first one.
func beside(i int) int { return max(i-1, 1-i) }

// extent returns the first and the last time of a timeline.
func extent(events []rca.Event) (first, last time.Time, ok bool) {
	for _, e := range events {
		if e.IsZero() || e.Undated {
			continue
		}
		if !ok || e.Time.Before(first) {
			first = e.Time
		}
		if !ok || e.Time.After(last) {
			last = e.Time
		}
		ok = true
	}
	return first, last, ok
}
