package temporal

import (
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
// The zone serves when the text names none; nil means UTC. It is not ok when
// there is no start, or when the date, the year or the meaning of a zone is
// not certain. The end is zero when the text gives none.
func Window(text string, order Order, zone *time.Location) (start, end Moment, ok bool) {
	dates := Dates(text, order)
	if len(dates) == 0 {
		return Moment{}, Moment{}, false
	}
	if zone == nil {
		zone = time.UTC
	}
	r := &reader{text: text, zone: zone, points: points(text, dates)}
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

// reader finds the window among the points of a text.
type reader struct {
	text   string
	zone   *time.Location
	points []point

	uncertain bool // the window is there, and names a zone with several meanings or none
}

// point is a date, a clock time, or both, where they stand together.
type point struct {
	start, end int
	date       *Date
	clock      *clock
	before     *Date // the only date that the text names before; nil when there are several
}

// points joins dates and clock times that belong together.
func points(text string, dates []Date) []point {
	times := clocks(text, dates)
	var list []point
	for len(dates) > 0 || len(times) > 0 {
		var p point
		if len(times) == 0 || len(dates) > 0 && dates[0].Start < times[0].start {
			p = point{start: dates[0].Start, end: dates[0].End, date: &dates[0]}
			dates = dates[1:]
			next := len(dates) == 0 || len(times) > 0 && times[0].start < dates[0].Start
			if next && len(times) > 0 && only(text[p.end:times[0].start], dateTime) {
				p.clock, p.end = &times[0], times[0].end
				times = times[1:]
			}
		} else {
			p = point{start: times[0].start, end: times[0].end, clock: &times[0]}
			times = times[1:]
			next := len(times) == 0 || len(dates) > 0 && dates[0].Start < times[0].start
			if next && len(dates) > 0 && only(text[p.end:dates[0].Start], timeDate) {
				p.date, p.end = &dates[0], dates[0].End
				dates = dates[1:]
			}
		}
		list = append(list, p)
	}

	var seen *Date
	for i := range list {
		list[i].before = seen
		if d := list[i].date; seen == nil {
			seen = d
		} else if d != nil && !d.in(time.UTC).Equal(seen.in(time.UTC)) {
			break
		}
	}
	return list
}

// rangeAt reads the window from points i to i+1.
func (r *reader) rangeAt(i int) (start, end Moment, ok bool) {
	if i+1 >= len(r.points) || !r.joined(i) {
		return Moment{}, Moment{}, false
	}
	cue := r.cue(i)
	from, to := r.points[i], r.points[i+1]
	dated := from.clock == nil && to.clock == nil
	if cue == otherwise || dated && !strongCues[cue] && !clockCues[cue] && !weakCues[cue] {
		return Moment{}, Moment{}, false
	}
	if from.date == nil {
		// "between 03:15 and 10:30 on 16 November" is all on that day.
		behind := to.date != nil && to.clock != nil && to.clock.start < to.date.Start
		if from.date = r.dateBefore(i); behind && (from.date == nil || cue == "between") {
			from.date = to.date
			start, end, ok = r.window(from, to)
			return start, end, ok && !end.Time.Before(start.Time)
		}
	}
	return r.window(from, to)
}

// startAt reads a window that begins at point i, if a cue leads to it.
func (r *reader) startAt(i int, strong bool) (start, end Moment, ok bool) {
	from, cue := r.points[i], r.cue(i)
	if strong && !strongCues[cue] && !(clockCues[cue] && from.clock != nil) || !strong && !weakCues[cue] {
		return Moment{}, Moment{}, false
	}
	if from.date == nil && strong {
		from.date = r.dateBefore(i)
	}
	to, _ := r.endAfter(i)
	return r.window(from, to)
}

// endAfter finds the end of a window that began at point i: the first "until"
// within two sentences, where no other point stands between.
func (r *reader) endAfter(i int) (point, bool) {
	if i+1 >= len(r.points) {
		return point{}, false
	}
	next := r.points[i+1]
	gap := r.text[r.points[i].end:next.start]
	at := max(strings.LastIndex(gap, "until "), strings.LastIndex(gap, "till "))
	if at < 0 || strings.Count(gap, ". ") > 1 || strings.Contains(gap, "\n\n") ||
		strings.ContainsAny(gap[at:], ".;!?") || len(strings.Fields(gap[at:])) > 6 {
		return point{}, false
	}
	return next, true
}

// dateBefore returns the date that the clock time of point i belongs to: the
// one before it in the same sentence, or the only one before it in the text.
func (r *reader) dateBefore(i int) *Date {
	if i == 0 {
		return nil
	}
	near := r.points[i-1]
	if between := r.text[near.end:r.points[i].start]; near.date != nil && !strings.Contains(between, ". ") {
		return near.date
	}
	return r.points[i].before
}

// window makes moments of two points, of which the first has a date. What one
// end does not say, the other says for it.
func (r *reader) window(from, to point) (start, end Moment, ok bool) {
	if from.date == nil {
		return Moment{}, Moment{}, false
	}
	if from.clock != nil && !from.clock.resolve() || to.clock != nil && !to.clock.resolve() {
		r.uncertain = true
		return Moment{}, Moment{}, false
	}
	if from.clock != nil && to.clock != nil {
		a, b := *from.clock, *to.clock
		if a.zone == nil {
			a.zone = b.zone
		} else if b.zone == nil {
			b.zone = a.zone
		}
		shareHalf(&a, &b)
		from.clock, to.clock = &a, &b
	}
	start = r.moment(from, from.date)
	if to.date == nil && to.clock == nil {
		return start, Moment{}, true
	}
	onSameDay := to.date == nil
	if onSameDay {
		to.date = from.date
	}
	end = r.moment(to, to.date)
	if next := end.Time.AddDate(0, 0, 1); onSameDay && end.Time.Before(start.Time) && next.Sub(start.Time) <= 12*time.Hour {
		end.Time = next
	}
	return start, end, true
}

func (r *reader) moment(p point, d *Date) Moment {
	m := Moment{Time: d.in(r.zone), DateOnly: true}
	if p.clock != nil {
		m = p.clock.on(*d, r.zone)
	}
	m.Start, m.End = p.start, p.end
	return m
}

// shareHalf gives a clock time without am or pm the half that makes the time
// from a to b shortest.
func shareHalf(a, b *clock) {
	missing := a
	if a.half != 0 {
		missing = b
	}
	if (a.half == 0) == (b.half == 0) || missing.hour < 1 || missing.hour > 12 {
		return
	}
	length := func(half byte) int {
		missing.half = half
		const day = 24 * 60
		return (b.hour24()*60 + b.minute - a.hour24()*60 - a.minute + day) % day
	}
	if am, pm := length('a'), length('p'); am < pm {
		missing.half = 'a'
	}
}
