package chart

import (
	"strconv"
	"time"
)

// Earliest and latest moment of a picture; others are moved to the nearer one.
var (
	earliest = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// clamp moves a moment into what can be drawn.
func clamp(t time.Time) time.Time {
	if t.Before(earliest) {
		return earliest
	}
	if t.After(latest) {
		return latest
	}
	return t.UTC()
}

// step is the distance between two ticks of an axis.
type step struct {
	minutes, days, months int64 // one of them
}

// steps are the distances, shortest first. Minutes divide a day, so midnight
// is always a tick; the last holds every moment that can be drawn.
var steps = []step{
	{minutes: 1}, {minutes: 5}, {minutes: 10}, {minutes: 15}, {minutes: 30},
	{minutes: 60}, {minutes: 120}, {minutes: 180}, {minutes: 360}, {minutes: 720},
	{days: 1}, {days: 2}, {days: 7},
	{months: 1}, {months: 3}, {months: 6}, {months: 12}, {months: 24}, {months: 60}, {months: 120},
	{months: 240}, {months: 600}, {months: 1200}, {months: 2400}, {months: 6000}, {months: 12000}, {months: 24000},
}

// most is the largest number of steps on an axis.
const most = 9

// air is the least part of the axis before its first moment and after its
// last.
const air = 0.025

// monday is how many days before 1 January 1970 a Monday was.
const monday = 3

// index returns the number of the last tick that is not after a moment.
func (s step) index(t time.Time) int64 {
	switch {
	case s.minutes > 0:
		return floor(t.Unix(), s.minutes*60)
	case s.days > 0:
		return floor(floor(t.Unix(), 24*60*60)+monday, s.days)
	}
	return floor(int64(t.Year())*12+int64(t.Month())-1, s.months)
}

// at returns the moment of a tick.
func (s step) at(index int64) time.Time {
	switch {
	case s.minutes > 0:
		return time.Unix(index*s.minutes*60, 0).UTC()
	case s.days > 0:
		return time.Unix((index*s.days-monday)*24*60*60, 0).UTC()
	}
	month := index * s.months
	year := floor(month, 12)
	return time.Date(int(year), time.Month(month-year*12+1), 1, 0, 0, 0, 0, time.UTC)
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// axis is a stretch of time from one tick to another.
type axis struct {
	step        step
	first, last int64 // ticks
	from, to    int64 // seconds since 1970
}

// newAxis returns the axis with the shortest step that holds two moments with
// air around them.
func newAxis(from, to time.Time) (a axis) {
	for _, s := range steps {
		if a = s.axis(from, to); a.last-a.first <= most {
			break
		}
	}
	// A moment alone stands among some minutes.
	for a.last-a.first < 4 && a.step.minutes == 1 {
		a.first, a.last = a.first-1, a.last+1
	}
	a.from, a.to = a.step.at(a.first).Unix(), a.step.at(a.last).Unix()
	return a
}

// axis returns the ticks around two moments.
func (s step) axis(from, to time.Time) axis {
	a := axis{step: s, first: s.index(from), last: s.index(to)}
	if s.at(a.last).Before(to) {
		a.last++
	}
	first, last := s.at(a.first).Unix(), s.at(a.last).Unix()
	least := air * float64(last-first)
	if float64(from.Unix()-first) <= least {
		a.first--
	}
	if float64(last-to.Unix()) <= least {
		a.last++
	}
	return a
}

// position returns where a moment of the axis lies, as a part of it.
func (a axis) position(t time.Time) float64 {
	seconds := float64(t.Unix()-a.from) + float64(t.Nanosecond())/1e9
	return seconds / float64(a.to-a.from)
}

// labels returns the ticks with their texts, and which of them a wide and a
// narrow picture show.
func (a axis) labels(t Texts) []label {
	list := make([]label, 0, most+1)
	for i := a.first; i <= a.last; i++ {
		moment := a.step.at(i)
		text, strong := t.tick(a.step, moment)
		l := label{text: text, at: a.position(moment), anchor: middle, width: textWidth(text), strong: strong}
		switch i {
		case a.first:
			l.anchor = start
		case a.last:
			l.anchor = end
		}
		list = append(list, l)
	}
	every := func(i, n int) bool { return list[i].strong || (a.first+int64(i))%int64(n) == 0 }
	// On a wide screen all ticks, or all but those at the edges (whose texts
	// lean inwards); on both, where that is too much, every second, and so on.
	thin(list, wide, onWide, func(i, sieve int) bool {
		edge := i == 0 || i == len(list)-1
		return every(i, max(sieve, 1)) && !(edge && sieve == 1)
	}, most)
	thin(list, narrow, always, func(i, sieve int) bool { return every(i, sieve+1) }, most)
	return list
}

// Texts makes the texts of an axis in the language of the page; none may be
// nil. Moments are in UTC. Years are written as digits.
type Texts struct {
	Clock func(time.Time) string // "09:10"
	Day   func(time.Time) string // "1 Jul"
	Month func(time.Time) string // "Jul"
}

// tick returns the text of a tick, and whether a larger unit begins there: a
// day among hours, a year among months.
func (t Texts) tick(s step, moment time.Time) (text string, strong bool) {
	switch {
	case s.minutes > 0 && moment.Hour() == 0 && moment.Minute() == 0:
		return t.Day(moment), true
	case s.minutes > 0:
		return t.Clock(moment), false
	case s.days > 0:
		return t.Day(moment), false
	case s.months >= 12:
		return strconv.Itoa(moment.Year()), false
	case moment.Month() == time.January:
		return strconv.Itoa(moment.Year()), true
	}
	return t.Month(moment), false
}
