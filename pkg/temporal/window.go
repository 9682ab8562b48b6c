package temporal

import (
	"slices"
	"strings"
	"time"
)

// Window returns the time of impact that a paragraph states:
//
//	On 12 December 2023, between 09:10 UTC and 09:50 UTC
//	Starting 30 June 2021 - 14:16 UTC until 1 July 10:00 UTC
//	At approximately 16:21 BST on Monday 16th September 2019
//
// A range comes before a lone start, and a start that is called one ("from",
// "since", "starting") before one that is merely dated ("on", "at"). What the
// text says once holds for both ends: date, zone, am or pm. An end without a
// date that lies before the start is on the next day when that makes the
// window half a day long at most; else it is returned as it stands.
//
// It is not ok when there is no start, or when the date, the year or the
// meaning of a zone is not certain. The end is zero when the text gives none.
func Window(text string, ctx Context) (start, end Moment, ok bool) {
	r := newReader(text, ctx)
	if r == nil || ctx.Day.Year == 0 && !r.dated() {
		return Moment{}, Moment{}, false
	}
	strongStart := func(i int) (Moment, Moment, bool) { return r.startAt(i, true) }
	weakStart := func(i int) (Moment, Moment, bool) { return r.startAt(i, false) }
	for _, read := range []func(int) (Moment, Moment, bool){r.rangeAt, strongStart, weakStart} {
		for i := range r.points {
			start, end, ok = read(i)
			if r.uncertain {
				return Moment{}, Moment{}, false
			}
			if ok {
				return start, end, true
			}
		}
	}
	return Moment{}, Moment{}, false
}

// Unclear reports whether a text has a clock time whose zone has several
// meanings or none: what it says of a window cannot be told.
func Unclear(text string) bool {
	return slices.ContainsFunc(clocks(text, nil), Clock.unclear)
}

// Ranges returns the stretches of time that a text states with both ends, in
// order. One whose date or zone is not certain is left out.
func Ranges(text string, ctx Context) []Range {
	r := newReader(text, ctx)
	if r == nil {
		return nil
	}
	var list []Range
	for i := 0; i < len(r.points); i++ {
		from, to, ok := r.rangeAt(i)
		if !ok && !r.uncertain {
			from, to, ok = r.startAt(i, true)
			ok = ok && !to.Time.IsZero()
		}
		if ok {
			list = append(list, Range{from, to})
			i++
		}
		r.uncertain = false
	}
	return list
}

// reader finds windows among the points of a text.
type reader struct {
	text   string
	ctx    Context
	points []point

	uncertain bool // the window is there, and names a zone with several meanings or none
}

// newReader returns nil for a text without points.
func newReader(text string, ctx Context) *reader {
	scanned := scanDates(text, ctx.Order)
	dates := scanned[:0]
	for _, d := range scanned {
		if !d.Impossible {
			dates = append(dates, d)
		}
	}
	list := points(text, withYears(dates, ctx.near()))
	if len(list) == 0 {
		return nil
	}
	r := &reader{text: text, ctx: ctx}
	for _, p := range list {
		r.points = append(r.points, point{Point: p})
	}
	var seen *Date
	for i := range r.points {
		r.points[i].before = seen
		if d := r.points[i].Date; seen == nil {
			seen = d
		} else if d != nil && !d.in(time.UTC).Equal(seen.in(time.UTC)) {
			break
		}
	}
	return r
}

// dated reports whether the text names a date.
func (r *reader) dated() bool {
	for _, p := range r.points {
		if p.Date != nil {
			return true
		}
	}
	return false
}

// point is a point of a text in which windows are looked for.
type point struct {
	Point
	before *Date // the only date that the text names before; nil when there are several
}

// points joins dates and clock times that belong together.
func points(text string, dates []Date) []Point {
	times := clocks(text, dates)
	for i := range times {
		c := &times[i]
		c.Approximate = approximate(text, c.Start) || strings.HasPrefix(text[c.End:], "~")
	}
	var list []Point
	for len(dates) > 0 || len(times) > 0 {
		var p Point
		if len(times) == 0 || len(dates) > 0 && dates[0].Start < times[0].Start {
			p = Point{Start: dates[0].Start, End: dates[0].End, Date: &dates[0]}
			dates = dates[1:]
			next := len(dates) == 0 || len(times) > 0 && times[0].Start < dates[0].Start
			if next && len(times) > 0 && only(text[p.End:times[0].Start], dateTime) && closed(text, p.End, times[0].Start, times[0].End) {
				p.Clock, p.End = &times[0], times[0].End
				times = times[1:]
			}
		} else {
			p = Point{Start: times[0].Start, End: times[0].End, Clock: &times[0]}
			times = times[1:]
			next := len(times) == 0 || len(dates) > 0 && dates[0].Start < times[0].Start
			if next && len(dates) > 0 && only(text[p.End:dates[0].Start], timeDate) && closed(text, p.End, dates[0].Start, dates[0].End) {
				p.Date, p.End = &dates[0], dates[0].End
				dates = dates[1:]
			}
		}
		list = append(list, p)
	}
	return list
}

// closed reports whether a bracket that opens between two parts of a point
// closes behind the second: in "02:45 UTC (3 September, 7:45 PM PDT)" the
// bracket holds more than the date, and is about another zone's day.
func closed(text string, from, to, end int) bool {
	gap := text[from:to]
	return strings.Count(gap, "(") <= strings.Count(gap, ")") || end < len(text) && text[end] == ')'
}

// rangeAt reads the window from points i to i+1.
func (r *reader) rangeAt(i int) (start, end Moment, ok bool) {
	if i+1 >= len(r.points) || !r.joined(i) {
		return Moment{}, Moment{}, false
	}
	cue := r.cue(i)
	from, to := r.points[i], r.points[i+1]
	dated := from.Clock == nil && to.Clock == nil
	if cue == otherwise || dated && !strongCues[cue] && !clockCues[cue] && !weakCues[cue] {
		return Moment{}, Moment{}, false
	}
	if from.Date == nil {
		// "between 03:15 and 10:30 on 16 November" is all on that day.
		behind := to.Date != nil && to.Clock != nil && to.Clock.Start < to.Date.Start
		if from.Date = r.dateBefore(i); behind && (from.Date == nil || from.Date == &r.ctx.Day || cue == "between") {
			from.Date = to.Date
			start, end, ok = r.window(from, to)
			return start, end, ok && !end.Time.Before(start.Time)
		}
	}
	return r.window(from, to)
}

// startAt reads a window that begins at point i, if a cue leads to it.
func (r *reader) startAt(i int, strong bool) (start, end Moment, ok bool) {
	from, cue := r.points[i], r.cue(i)
	if strong && !strongCues[cue] && !(clockCues[cue] && from.Clock != nil) || !strong && !weakCues[cue] {
		return Moment{}, Moment{}, false
	}
	if from.Date == nil && strong {
		from.Date = r.dateBefore(i)
	}
	to, _ := r.endAfter(i)
	return r.window(from, to)
}

// endAfter finds the end of a window that began at point i: the first "until"
// within two sentences, or a label ("End:"), where no other point stands
// between.
func (r *reader) endAfter(i int) (point, bool) {
	if i+1 >= len(r.points) {
		return point{}, false
	}
	next := r.points[i+1]
	gap := r.text[r.points[i].End:next.Start]
	if len(gap) <= longestGap && strings.Contains(gap, ":") && endLabels[r.cue(i+1)] {
		return next, true
	}
	at := max(strings.LastIndex(gap, "until "), strings.LastIndex(gap, "till "))
	if at < 0 || strings.Count(gap, ". ") > 1 || strings.Contains(gap, "\n\n") ||
		strings.ContainsAny(gap[at:], ".;!?") || len(strings.Fields(gap[at:])) > 6 {
		return point{}, false
	}
	return next, true
}

// dateBefore returns the date that the clock time of point i belongs to: the
// one before it in the same sentence, or the only one before it in the text,
// or the context's.
func (r *reader) dateBefore(i int) *Date {
	if i > 0 {
		near := r.points[i-1]
		if between := r.text[near.End:r.points[i].Start]; near.Date != nil && !strings.Contains(between, ". ") {
			return near.Date
		}
		if before := r.points[i].before; before != nil {
			return before
		}
	}
	if r.ctx.Day.Year != 0 {
		return &r.ctx.Day
	}
	return nil
}

// window makes moments of two points, of which the first has a date. What one
// end does not say, the other says for it.
func (r *reader) window(from, to point) (start, end Moment, ok bool) {
	if from.Date == nil {
		return Moment{}, Moment{}, false
	}
	if from.Clock != nil && from.Clock.unclear() || to.Clock != nil && to.Clock.unclear() {
		r.uncertain = true
		return Moment{}, Moment{}, false
	}
	if from.Clock != nil && to.Clock != nil {
		a, b := *from.Clock, *to.Clock
		if a.Zone.Name == "" {
			a.Zone = b.Zone
		} else if b.Zone.Name == "" {
			b.Zone = a.Zone
		}
		shareHalf(&a, &b)
		from.Clock, to.Clock = &a, &b
	}
	start = r.moment(from, from.Date)
	start.Inherited = start.Inherited || !within(*from.Date, from)
	if to.Date == nil && to.Clock == nil {
		return start, Moment{}, true
	}
	onSameDay := to.Date == nil
	if onSameDay {
		to.Date = from.Date
	}
	end = r.moment(to, to.Date)
	end.Inherited = end.Inherited || onSameDay
	if next := end.Time.AddDate(0, 0, 1); onSameDay && end.Time.Before(start.Time) && next.Sub(start.Time) <= 12*time.Hour {
		end.Time = next
	}
	return start, end, true
}

func (r *reader) moment(p point, d *Date) Moment {
	m := Moment{Time: d.in(r.ctx.zone()), DateOnly: true}
	if p.Clock != nil {
		m = p.Clock.on(*d, r.ctx.zone())
	}
	m.Start, m.End = p.Start, p.End
	m.Inherited, m.Ambiguous = d.Yearless, d.Ambiguous
	return m
}

// within reports whether a date stands at a point itself.
func within(d Date, p point) bool { return d.Start >= p.Start && d.End <= p.End && d.End > d.Start }

// shareHalf gives a clock time without am or pm the half that makes the time
// from a to b shortest.
func shareHalf(a, b *Clock) {
	missing := a
	if a.Half != 0 {
		missing = b
	}
	if (a.Half == 0) == (b.Half == 0) || missing.Hour < 1 || missing.Hour > 12 {
		return
	}
	length := func(half byte) int {
		missing.Half = half
		const day = 24 * 60
		return (b.Hour24()*60 + b.Minute - a.Hour24()*60 - a.Minute + day) % day
	}
	if am, pm := length('a'), length('p'); am < pm {
		missing.Half = 'a'
	}
}
