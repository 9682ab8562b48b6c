package render

import (
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
)

// story is the section that tells the document's timeline again: oldest first,
// in UTC, with the time between its entries and with what was known.
type story struct {
	content
	Lead string
	Runs []run
}

// run is entries that are shown, or folded away.
type run struct {
	Fold    string // what the fold is called; "" when they are shown
	Entries []entryView
}

// entryView is one entry of the timeline.
type entryView struct {
	Class string // what was known: "idt", "mon", "res"; "" before that
	ISO   string // moment, day or clock time; "" for none
	When  string
	Day   string // where it is another than that of the entry before
	Since string // since the first entry
	Turn  string // the phase, where it begins
	Told  bool   // it was told in public, beside entries of what happened
	Text  string
	Again bool   // the text is that of the entry before, and left out
	Gap   string // time until the next entry, where that is more than a day
}

// Sizes of a story.
const (
	leastStory = 3  // entries
	wall       = 12 // entries that are shown without a fold
	leastFold  = 3  // entries of a fold
	mostTurns  = 20 // that stay out of folds
)

// story returns the section that tells the timeline again, nil where the text
// tells it well enough. The text stays what it is, so this has to be worth
// reading twice: it is when the text runs backwards or repeats itself, when its
// times have to be worked out from "+17m", and when it is no table and phases
// can be told apart. A table in order of time is left alone: it reads well, and
// its turning points are numbered in the ribbon.
func (r *Renderer) story(d *rca.Document) *story {
	events := make([]*rca.Event, 0, len(d.Facts.Timeline))
	for i := range d.Facts.Timeline {
		if e := &d.Facts.Timeline[i]; !e.IsZero() {
			events = append(events, e)
		}
	}
	if len(events) < leastStory || !addsToText(events) {
		return nil
	}
	if !slices.ContainsFunc(events, func(e *rca.Event) bool { return e.Undated || e.Time.IsZero() }) {
		slices.SortStableFunc(events, func(x, y *rca.Event) int { return x.Time.Compare(y.Time) })
	}
	title, lead := "timeline.title", "timeline.events"
	if !slices.ContainsFunc(events, func(e *rca.Event) bool { return !e.Public }) {
		title, lead = "timeline.updates_title", "timeline.updates"
	}
	return &story{
		content: addedSection(d, "Timeline", r.lang.Text(title)),
		Lead:    r.lang.Count(lead, len(events)),
		Runs:    r.fold(r.entries(events, title == "timeline.title")),
	}
}

// addsToText reports whether the events, in the order of the text, leave
// something to tell. Updates below a heading of their own say their states
// themselves, as status pages do: in order, they read well as they are.
func addsToText(events []*rca.Event) bool {
	turns := 0
	known := rca.NoPhase
	table, apart := true, true
	for i, e := range events {
		table, apart = table && e.Row, apart && e.Apart
		if e.Phase != rca.NoPhase && e.Phase != known {
			known = e.Phase
			turns++
		}
		switch {
		case e.Counted:
			return true
		case i == 0:
		case isBefore(e, events[i-1]):
			return true
		case e.Text != "" && e.Text == events[i-1].Text && !apart:
			return true
		}
	}
	return !table && !apart && turns > 1
}

// isBefore reports whether one event was surely before another. A day is not
// before its hours.
func isBefore(e, other *rca.Event) bool {
	if e.Undated || other.Undated || e.Time.IsZero() || other.Time.IsZero() {
		return false
	}
	if e.DateOnly || other.DateOnly {
		return midnight(e.Time).Before(midnight(other.Time))
	}
	return e.Time.Before(other.Time)
}

// entries returns the events as they are shown. Where there are both, what was
// told is told apart from what happened: each has phases of its own.
func (r *Renderer) entries(events []*rca.Event, both bool) []entryView {
	list := make([]entryView, len(events))
	var happened, told rca.Phase // that were known last
	var before *rca.Event
	first := events[0]
	for i, e := range events {
		v := &list[i]
		v.Text, v.Told = e.Text, both && e.Public
		known := &happened
		if e.Public && both {
			known = &told
		}
		r.turn(v, e, known)
		v.Class = phaseClasses[*known]
		v.Again = before != nil && e.Text != "" && before.Text == e.Text
		r.time(v, e, before)
		if i > 0 && clocked(e.Moment) && clocked(first.Moment) && !e.Time.Before(first.Time) { // an undated one keeps the order of the text
			v.Since = r.lang.Text("timeline.after", "duration", r.lang.Duration(e.Time.Sub(first.Time)))
		}
		if before != nil && !before.Undated && !e.Undated && !before.Time.IsZero() {
			if days := int(e.Time.Sub(before.Time) / (24 * time.Hour)); days > 0 {
				list[i-1].Gap = r.lang.Count("timeline.gap_days", days)
			}
		}
		before = e
	}
	return list
}

// turn shows the phase of an event where it is another one than what was known
// last.
func (r *Renderer) turn(v *entryView, e *rca.Event, known *rca.Phase) {
	if e.Phase == rca.NoPhase {
		return
	}
	phase := r.phase(e)
	if e.Phase != *known {
		v.Turn = phase
	}
	if e.Phase != *known || e.Public {
		v.Text = withoutPhase(e.Text, phase)
	}
	if e.Phase == rca.Reported {
		v.Text = r.lang.Text("timeline.published")
	}
	*known = e.Phase
}

// time writes when an event was.
func (r *Renderer) time(v *entryView, e, before *rca.Event) {
	switch {
	case e.Undated || e.Time.IsZero():
		if !e.Time.IsZero() {
			v.ISO = e.Time.Format("15:04")
			v.When = v.ISO
		}
	case e.DateOnly:
		v.ISO = e.Time.Format(time.DateOnly)
		v.When = r.lang.ShortDayYear(midnight(e.Time))
	default:
		v.ISO = e.Time.UTC().Format(isoMinute)
		v.When = r.lang.Clock(e.Time)
		if before == nil || before.Undated || !midnight(before.Time.UTC()).Equal(midnight(e.Time.UTC())) {
			v.Day = r.lang.ShortDayYear(e.Time)
		}
	}
}

var phaseClasses = map[rca.Phase]string{rca.Identified: "idt", rca.Mitigated: "mon", rca.Resolved: "res", rca.Reported: "res"}

// phase returns the word for the phase that begins with an event.
func (r *Renderer) phase(e *rca.Event) string {
	switch {
	case e.Phase == rca.Detected:
		return r.lang.Text("timeline.noticed")
	case e.Phase == rca.Reported:
		return r.lang.Text("status.postmortem")
	case e.Phase == rca.Mitigated && strings.HasPrefix(strings.ToLower(e.Text), "monitoring"):
		return r.lang.Text("status.monitoring")
	}
	return r.lang.Text("status." + string(e.Phase))
}

// withoutPhase returns a text without the name of its phase in front, which
// stands above it.
func withoutPhase(text, phase string) string {
	if len(text) < len(phase) || !strings.EqualFold(text[:len(phase)], phase) {
		return text
	}
	rest := strings.TrimLeft(text[len(phase):], " ")
	if rest == "" {
		return ""
	}
	for _, sign := range []string{":", "-", "–", "—"} {
		if behind, ok := strings.CutPrefix(rest, sign); ok {
			return strings.TrimLeft(behind, " ")
		}
	}
	return text
}

// fold divides a long story into runs. The first and the last entry and the
// turns stay; what lies between them is folded away.
func (r *Renderer) fold(entries []entryView) []run {
	if len(entries) <= wall {
		return []run{{Entries: entries}}
	}
	var runs []run
	show := func(list []entryView) {
		if n := len(runs); n > 0 && runs[n-1].Fold == "" {
			runs[n-1].Entries = append(runs[n-1].Entries, list...)
			return
		}
		runs = append(runs, run{Entries: slices.Clone(list)})
	}
	turns, from := 0, 0
	for i := range entries {
		stays := i == 0 || i == len(entries)-1
		if entries[i].Turn != "" && turns < mostTurns {
			turns, stays = turns+1, true
		}
		if !stays {
			continue
		}
		if between := entries[from:i]; len(between) < leastFold {
			show(between)
		} else {
			runs = append(runs, run{Fold: r.lang.Count("timeline.more", len(between)), Entries: between})
		}
		show(entries[i : i+1])
		from = i + 1
	}
	return runs
}
