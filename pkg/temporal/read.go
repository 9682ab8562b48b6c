package temporal

import (
	"strings"
	"time"
)

// Text is what a text says about time. Nothing in it is guessed: what the text
// leaves open stays open, but for the years of dates that name none.
type Text struct {
	Points      []Point // in the order of the text, not overlapping
	Durations   []Duration
	Zone        Zone // stated for the whole text: "all times UTC"
	Approximate bool // the text says that its times are not exact
}

// Read returns what a text says about time. Of the context it uses the order,
// and the year: a date without one, where neither the text nor the context has
// one, is dropped.
func Read(text string, ctx Context) Text {
	dates := withYears(scanDates(text, ctx.Order), ctx.near())
	for i := range dates {
		dates[i].Weekday = weekdayBeside(text, dates[i])
	}
	t := Text{Points: points(text, dates)}
	t.Durations = durations(text, t.Points)
	t.Zone = zoneStatement(text)
	t.Approximate = saysApproximate(text)
	return t
}

// Moment returns the moment of a point. What it does not say, the context
// says. It fails when there is no date, or a zone that is not certain.
func (c Context) Moment(p Point) (Moment, bool) {
	d, inherited := c.Day, true
	if p.Date != nil {
		d, inherited = *p.Date, p.Date.Yearless
	}
	if d.Year == 0 || d.Impossible {
		return Moment{}, false
	}
	m := Moment{Time: d.in(c.zone()), DateOnly: true}
	if p.Clock != nil {
		if p.Clock.unclear() {
			return Moment{}, false
		}
		m = p.Clock.on(d, c.zone())
	}
	m.Start, m.End = p.Start, p.End
	m.Inherited, m.Ambiguous = inherited, d.Ambiguous
	return m, true
}

// weekdayBeside returns the name of a day in front of a date, or in brackets
// behind it; nil when there is none.
func weekdayBeside(text string, d Date) *Weekday {
	before := strings.TrimRight(text[max(0, d.Start-20):d.Start], " \t\r\n\u00a0\u202f")
	before = strings.TrimSuffix(before, " the")
	before = strings.TrimRight(strings.TrimSuffix(before, ","), " .")
	from := len(before)
	for from > 0 && isLetter(before[from-1]) {
		from--
	}
	if day, ok := weekdayOf(before[from:]); ok && isUpper(before[from]) {
		start := max(0, d.Start-20) + from
		return &Weekday{Start: start, End: start + len(before) - from, Day: day}
	}
	at := skipSpace(text, d.End)
	if at >= len(text) || text[at] != '(' {
		return nil
	}
	name := word(text, at+1)
	if day, ok := weekdayOf(name); ok && at+1+len(name) < len(text) && strings.IndexByte("),", text[at+1+len(name)]) >= 0 {
		return &Weekday{Start: at + 1, End: at + 1 + len(name), Day: day}
	}
	return nil
}

// inexact are words that make the time behind them approximate.
var inexact = set("approximately approx about around roughly circa ca almost nearly some ~ ≈")

// approximate reports whether a word that says "about" leads to a place.
func approximate(text string, at int) bool {
	before := strings.TrimRight(text[max(0, at-24):at], " \t\r\n*_[(.\u00a0")
	if strings.HasSuffix(before, "~") || strings.HasSuffix(before, "≈") {
		return true
	}
	if cut := strings.TrimSuffix(before, " a"); len(cut) < len(before) { // "approximately a 10 minutes gap"
		before = strings.TrimRight(cut, " ")
	}
	from := len(before)
	for from > 0 && isLetter(before[from-1]) {
		from--
	}
	return inexact[strings.ToLower(before[from:])] || strings.HasSuffix(strings.ToLower(before), "close to")
}

// saysApproximate finds "all times approximate", "times are approximations".
func saysApproximate(text string) bool {
	for i := 0; ; {
		n := strings.Index(text[i:], "pprox")
		if n < 0 {
			return false
		}
		i += n + len("pprox")
		before := strings.ToLower(text[max(0, i-40):i])
		if strings.Contains(before, "times ") && !strings.ContainsAny(before[strings.LastIndex(before, "times "):], ".;:0123456789") {
			return true
		}
	}
}

// zoneStatement finds a zone that is stated for all times: "all times UTC",
// "times are in PST", "Timeline (UTC)", "Time [CET]", or a text that is a zone
// and nothing else.
func zoneStatement(text string) Zone {
	if z := zoneAt(text, skipSpace(text, 0)); len(z.Name) > 1 && isLetter(z.Name[0]) && skipSpace(text, z.End) == len(text) {
		return z
	}
	for i := 0; ; {
		n := indexTime(text[i:])
		if n < 0 {
			return Zone{}
		}
		i += n + len("time")
		if z := statedZone(text, i); z.End > 0 {
			return z
		}
	}
}

// indexTime finds "time" in either case.
func indexTime(text string) int {
	for i := 0; i+len("time") <= len(text); i++ {
		if c := text[i] | 0x20; c == 't' && strings.EqualFold(text[i:i+4], "time") {
			return i
		}
	}
	return -1
}

// statement are the words between "times" and their zone.
var statement = set("s line lines stamp stamps zone zones all times time are is in given shown listed stated below here approximate approximately approximations as the local ( [ : = - – — , * _ |")

// statedZone reads the zone behind "time", where only words that lead to it
// stand between. "Time zone" alone does not make "Pacific Time" one.
func statedZone(text string, i int) Zone {
	if i < len(text) && isLetter(text[i]) {
		w := word(text, i)
		if !statement[strings.ToLower(w)] {
			return Zone{}
		}
	}
	end := min(len(text), i+longestGap)
	for range 10 {
		i = skipSpace(text, i)
		if i >= end {
			return Zone{}
		}
		if z := zoneAt(text, i); len(z.Name) > 1 && isLetter(z.Name[0]) {
			return z
		}
		e, n := next(text[i:])
		if !statement[e] {
			return Zone{}
		}
		i += n
	}
	return Zone{}
}

// Gap reports whether the local time of a clock time on its day does not
// exist, because the clocks of its zone go forward then.
func Gap(year int, month time.Month, day int, c Clock, zone *time.Location) bool {
	t := time.Date(year, month, day, c.Hour24(), c.Minute, c.Second, 0, zone)
	return t.Hour() != c.Hour24() || t.Minute() != c.Minute
}
