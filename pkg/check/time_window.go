package check

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// stretch is a stretch of time that the document states or implies.
type stretch struct {
	from, to rca.Moment
	length   time.Duration
}

// mostStretches bounds the stretches that each stated length is compared with.
const mostStretches = 500

// stretches returns what a stated length may be the length of: the impact
// window, its ends with detection and recovery, each range of the text, and
// those of a paragraph taken together.
func stretches(p *DocumentPass) (list []stretch) {
	f := p.Document.Facts
	add := func(from, to rca.Moment) {
		if !from.IsZero() && !to.IsZero() && !from.DateOnly && !to.DateOnly && !to.Time.Before(from.Time) {
			list = append(list, stretch{from, to, to.Time.Sub(from.Time)})
		}
	}
	add(p.Impact.Start, p.Impact.End) // what the text says is nearer to what else it says
	add(f.Impact.Start, f.Impact.End)
	for _, end := range []rca.Moment{f.Mitigated, f.Resolved, f.Detected} {
		add(f.Impact.Start, end)
		add(f.Detected, end)
	}
	for k := range p.Passages {
		at := &p.Passages[k]
		if len(at.Times.Points) < 2 {
			continue
		}
		if len(list) >= mostStretches {
			break
		}
		before := len(list)
		for _, r := range temporal.Ranges(at.Block.Text.String, at.Context) {
			if len(list) >= mostStretches {
				break
			}
			span := at.Block.Text.Span
			add(rca.Moment{Time: r.From.Time, DateOnly: r.From.DateOnly, Evidence: rca.Evidence{Span: span(r.From.Start, r.From.End)}},
				rca.Moment{Time: r.To.Time, DateOnly: r.To.DateOnly, Evidence: rca.Evidence{Span: span(r.To.Start, r.To.End)}})
		}
		if several := list[before:]; len(several) > 1 { // "from 10:00 to 10:30 and from 12:00 to 12:15, 45 minutes in total"
			sum := stretch{from: several[0].from, to: several[len(several)-1].to}
			for _, one := range several {
				sum.length += one.length
			}
			list = append(list, sum)
		}
	}
	return list
}

func durationMismatch(p *DocumentPass) {
	f := p.Document.Facts
	list := stretches(p)
	whole := slices.ContainsFunc(f.Durations, func(l rca.Length) bool {
		return l.Of == rca.TimeOfImpact && len(list) > 0 && l.Fits(list[0].length)
	})
	ordered := len(f.Timeline) > 1 && inOrder(f.Timeline)
	for _, l := range f.Durations {
		if l.Of != rca.TimeOfImpact {
			if ordered {
				recoveryMismatch(p, l, list)
			}
			continue
		}
		if len(list) == 0 || matchesAny(l, list) || betweenEvents(l, f.Timeline) || ofAnother(p, l) {
			continue
		}
		window := list[0]
		if whole && l.Longest < window.length {
			continue // where one length is that of the whole, a shorter one is that of a part
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("stated duration (%s) does not match the stated times (%s)", stated(l), showLength(window.length)),
			Span:    l.Span,
			Label:   "says " + stated(l),
			Related: related(p, window),
			Help:    []string{"correct the length or the times, or say what the length is of"},
		})
	}
}

// others are words that make a length that of another incident, or of
// something that happens again and again.
var others = regexp.MustCompile(`(?i)\b(?:previous|earlier|prior|similar|usually|typically|would have|(?:each|every) (?:\w+ ){1,2}last(?:ed|ing))\b`)

// ofAnother reports whether the sentence of a length is about something else
// than the incident: it says so, or names another day ("the same fault had
// occurred in January and lasted a day").
func ofAnother(p *DocumentPass, l rca.Length) bool {
	f := p.Document.Facts
	if others.MatchString(l.Sentence) {
		return true
	}
	first, last := dayOf(f.Impact.Start.Time).AddDate(0, 0, -1), dayOf(f.Impact.Start.Time).AddDate(0, 0, 2)
	if end := dayOf(f.Impact.End.Time).AddDate(0, 0, 2); end.After(last) {
		last = end
	}
	for _, d := range temporal.Dates(l.Sentence, cmp.Or(p.Order, p.Config.DateOrder)) {
		day := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
		if !f.Impact.Start.IsZero() && (day.Before(first) || day.After(last)) {
			return true
		}
	}
	return false
}

// recoveryMismatch holds a stated time to detect or to recover against a
// timeline that is in order: some two of its entries should be so far apart.
func recoveryMismatch(p *DocumentPass, l rca.Length, list []stretch) {
	events := p.Document.Facts.Timeline
	if matchesAny(l, list) || betweenEvents(l, events) || l.Shortest == 0 {
		return
	}
	first, last := events[0], events[len(events)-1]
	whole := stretch{first.Moment, last.Moment, last.Time.Sub(first.Time).Abs()}
	p.Report(diag.Diagnostic{
		Message: fmt.Sprintf("stated %s (%s) is not between any two entries of the timeline, which is %s long", l.Of, stated(l), showLength(whole.length)),
		Span:    l.Span,
		Label:   "says " + stated(l),
		Related: related(p, whole),
		Help:    []string{"correct the length, or the time of the entry that it is counted from or to"},
	})
}

// inOrder reports whether a timeline is worth comparing with: all its entries
// have times, and none goes back.
func inOrder(events []rca.Event) bool {
	for i, e := range events {
		if e.IsZero() || e.DateOnly || i > 0 && e.Time.Before(events[i-1].Time) {
			return false
		}
	}
	return true
}

func matchesAny(l rca.Length, list []stretch) bool {
	for _, s := range list {
		if l.Fits(s.length) {
			return true
		}
	}
	return false
}

// mostEvents bounds the entries that are compared with one another.
const mostEvents = 60

// betweenEvents reports whether two entries of the timeline are so far apart.
func betweenEvents(l rca.Length, events []rca.Event) bool {
	events = events[:min(len(events), mostEvents)]
	for i, from := range events {
		for _, to := range events[i+1:] {
			if !from.IsZero() && !to.IsZero() && l.Fits(to.Time.Sub(from.Time).Abs()) {
				return true
			}
		}
	}
	return false
}

// stated writes a stated length as messages show it.
func stated(l rca.Length) string {
	s := showLength(l.Shortest)
	if l.Longest > l.Shortest {
		s += " to " + showLength(l.Longest)
	}
	switch {
	case l.Bound == temporal.AtLeast:
		return "more than " + s
	case l.Bound == temporal.AtMost:
		return "at most " + s
	case l.Approximate:
		return "≈ " + s
	}
	return s
}

// related quotes both ends of a stretch: as one place when they stand in one
// line.
func related(p *DocumentPass, s stretch) []diag.Related {
	label := "these times are " + showLength(s.length) + " apart"
	from, to := s.from.Span, s.to.Span
	if from.Start < to.Start && p.Source.Position(from.Start).Line == p.Source.Position(to.End).Line {
		return []diag.Related{{Path: p.Document.File, Span: diag.Span{Start: from.Start, End: to.End}, Label: label}}
	}
	return []diag.Related{
		{Path: p.Document.File, Span: from, Label: "from here"},
		{Path: p.Document.File, Span: to, Label: "to here, " + showLength(s.length) + " later"},
	}
}

// longestNight is the longest time from a clock time to an earlier one that is
// taken for the next day without a date.
const longestNight = 18 * time.Hour

func endBeforeStart(p *DocumentPass) {
	f := p.Document.Facts
	for _, end := range []struct {
		key string
		at  rca.Moment
	}{{"mitigated", f.Mitigated}, {"resolved", f.Resolved}} {
		if start := f.Impact.Start; start.Stated && end.at.Stated && earlier(end.at, start) {
			p.Report(backwards(p, "`started`", "`"+end.key+"`", start, end.at))
		}
	}
	reported := map[diag.Span]bool{}
	for k := range p.Passages {
		at := &p.Passages[k]
		if len(at.Times.Points) < 2 {
			continue
		}
		for _, r := range temporal.Ranges(at.Block.Text.String, at.Context) {
			if runsBack(p, r) {
				span := at.Block.Text.Span
				to := rca.Moment{Time: r.To.Time, DateOnly: r.To.DateOnly, Zoned: r.To.Zoned, Evidence: rca.Evidence{Span: span(r.To.Start, r.To.End)}}
				from := rca.Moment{Time: r.From.Time, DateOnly: r.From.DateOnly, Zoned: r.From.Zoned, Evidence: rca.Evidence{Span: span(r.From.Start, r.From.End)}}
				p.Report(backwards(p, "start", "end", from, to))
				reported[to.Span] = true
			}
		}
	}
	// The ends may stand in two cells of a table, or in two items.
	start, end := p.Impact.Start, p.Impact.End
	settled := p.Order != "" || !start.Ambiguous && !end.Ambiguous
	if !start.IsZero() && !end.IsZero() && earlier(end, start) && !end.Inherited && settled && !reported[end.Span] {
		p.Report(backwards(p, "start", "end", start, end))
	}
}

// runsBack reports whether a range ends before it starts, and not only on the
// next day.
func runsBack(p *DocumentPass, r temporal.Range) bool {
	back := r.From.Time.Sub(r.To.Time)
	sameDay := r.To.Inherited && !r.To.DateOnly
	settled := p.Order != "" || !r.From.Ambiguous && !r.To.Ambiguous
	return back > 0 && settled && (!sameDay || back < 24*time.Hour-longestNight)
}

// earlier reports whether a moment is before another, by days where one of them
// is a day.
func earlier(a, b rca.Moment) bool {
	if a.DateOnly || b.DateOnly {
		return dayOf(a.Time).Before(dayOf(b.Time))
	}
	return a.Time.Before(b.Time)
}

func backwards(p *DocumentPass, startName, endName string, start, end rca.Moment) diag.Diagnostic {
	return diag.Diagnostic{
		Message: fmt.Sprintf("%s %s is before %s %s", endName, showMoment(end), startName, showMoment(start)),
		Span:    end.Span,
		Label:   showLength(start.Time.Sub(end.Time)) + " too early",
		Related: []diag.Related{{Path: p.Document.File, Span: start.Span, Label: "the start"}},
		Help:    []string{"correct the time that is wrong; an end on another day needs its date"},
	}
}

func metadataMismatch(p *DocumentPass) {
	f := p.Document.Facts
	text := p.Impact
	if start := f.Impact.Start; start.Stated && !text.Start.IsZero() && !agree(start, text.Start) && !mentioned(p, start) {
		p.Report(contradiction(p, "started", start, text.Start))
	}
	if text.End.IsZero() {
		return
	}
	for _, end := range []struct {
		key string
		at  rca.Moment
	}{{"mitigated", f.Mitigated}, {"resolved", f.Resolved}} {
		if !end.at.Stated {
			continue
		}
		if agree(end.at, text.End) || mentioned(p, end.at) {
			return
		}
		if end.key == "resolved" && end.at.Time.After(text.End.Time) {
			return // the cause may be removed long after the impact ended
		}
		p.Report(contradiction(p, end.key, end.at, text.End))
		return
	}
}

// mentioned reports whether the text names a moment anywhere. A window that
// differs from front matter is then a part of the incident, or a stage of it.
func mentioned(p *DocumentPass, m rca.Moment) bool {
	for _, e := range p.Document.Facts.Timeline {
		if !e.IsZero() && !e.DateOnly && agree(m, e.Moment) {
			return true
		}
	}
	found := false
	clocks(p, func(at *rca.Passage, i int) {
		if t, ok := at.Context.Moment(at.Times.Points[i]); ok && t.Zoned && m.Zoned {
			apart := t.Time.Sub(m.Time).Abs() % (24 * time.Hour) // its day may be named elsewhere
			found = found || apart <= time.Minute || apart >= 24*time.Hour-time.Minute
		}
	})
	return found
}

// agree reports whether two moments can be the same one: to a minute, half an
// hour where one is approximate, a day where one is a day or its zone is not
// certain.
func agree(a, b rca.Moment) bool {
	apart := a.Time.Sub(b.Time).Abs()
	switch {
	case a.Ambiguous || b.Ambiguous:
		return true
	case a.DateOnly || b.DateOnly:
		return apart < 48*time.Hour
	case !a.Zoned || !b.Zoned:
		return apart <= 14*time.Hour && apart%(15*time.Minute) == 0
	case a.Approximate || b.Approximate:
		return apart <= 30*time.Minute
	}
	return apart <= time.Minute
}

func contradiction(p *DocumentPass, key string, stated, read rca.Moment) diag.Diagnostic {
	return diag.Diagnostic{
		Message: fmt.Sprintf("`%s` is %s, but the text says %s", key, showMoment(stated), showMoment(read)),
		Span:    stated.Span,
		Label:   showLength(stated.Time.Sub(read.Time)) + " away from the text",
		Related: []diag.Related{{Path: p.Document.File, Span: read.Span, Label: "the text says " + showMoment(read)}},
		Help:    []string{"correct the one that is wrong"},
	}
}
