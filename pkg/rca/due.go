package rca

import (
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// phrase is a place of a text that names a day or a longer time.
type phrase struct {
	start, end  int       // bytes
	day         time.Time // zero when it cannot be read
	approximate bool
}

// deadline returns the phrase as a part of a document.
func (f phrase) deadline(t markdown.Text) Deadline {
	return Deadline{Due: f.day, DueText: strings.Clone(t.String[f.start:f.end]), DueSpan: t.Span(f.start, f.end), Approximate: f.approximate}
}

// longestDue is how much of a text is read for a date, in bytes.
const longestDue = 60

var (
	beforeDate = words("on in the at around about approximately latest monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun")
	endOfTime  = words("end of the late early mid close")
	dueCues    = words("due by eta deadline")
	causedBy   = words("caused triggered followed affected introduced replaced created used impacted superseded")
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// at reads the date, month, quarter or year that a text names at i or behind a
// few words there that lead to it.
func (c calendar) at(text string, i int) (phrase, bool) {
	start := skipWords(text, i, beforeDate)
	at := skipWords(text, start, endOfTime)
	f := phrase{start: start}
	rest := text[at:min(len(text), at+longestDue)]
	if length, day, ok := c.date(rest); ok {
		f.end, f.day = at+length, day
		return f, true
	}
	length, day := c.period(rest, at > start)
	f.end, f.day, f.approximate = at+length, day, true
	return f, length > 0
}

// date reads a day at the start of a text.
func (c calendar) date(text string) (length int, day time.Time, ok bool) {
	context := text
	if !c.incident.IsZero() {
		context += " | " + c.incident.Format(time.DateOnly) // for a date without a year
	}
	list := temporal.Dates(context, c.order)
	if len(list) == 0 || list[0].Start != 0 || list[0].End > len(text) {
		return 0, time.Time{}, false
	}
	d := list[0]
	day = time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	if d.Yearless && day.Before(c.incident.Truncate(24*time.Hour)) {
		day = day.AddDate(1, 0, 0)
	}
	return d.End, day, true
}

// period reads "Q1 2024", "2024-Q1", "H2", "March 2024", "March" and, where
// nothing else may be meant, "2024" at the start of a text, and returns the
// last day. The length is 0 when there is none. Without a year it is the next
// such period that ends after the incident.
func (c calendar) period(text string, ending bool) (length int, last time.Time) {
	first := wordEnd(text, 0)
	name := text[:first]
	second := first
	for second < len(text) && strings.IndexByte(" .,-/'", text[second]) >= 0 {
		second++
	}
	behind := text[second:wordEnd(text, second)]
	year, isYear := yearOf(name)
	month := lastMonth(name)
	switch {
	case isYear:
		if month = quarter(behind); month > 0 {
			return second + len(behind), lastDay(year, month)
		}
		if ending || strings.Trim(text[first:], " .,;)") == "" {
			return first, lastDay(year, 12)
		}
		return 0, time.Time{}
	case month == 0:
		return 0, time.Time{}
	}
	if year, isYear = yearOf(behind); isYear && second > first {
		return second + len(behind), lastDay(year, month)
	}
	if c.incident.IsZero() {
		return 0, time.Time{}
	}
	last = lastDay(c.incident.Year(), month)
	if last.Before(c.incident.Truncate(24 * time.Hour)) {
		last = lastDay(c.incident.Year()+1, month)
	}
	return first, last
}

func lastDay(year int, m time.Month) time.Time { return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC) }

func yearOf(word string) (int, bool) {
	year, err := strconv.Atoi(word)
	return year, err == nil && len(word) == 4 && year >= 1900 && year < 2200
}

// lastMonth returns the last month of a period by its name: Q1, H2, March, Mar.
func lastMonth(name string) time.Month {
	if m := quarter(name); m > 0 {
		return m
	}
	if len(name) < 3 || name[0] < 'A' || name[0] > 'Z' {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if full := m.String(); strings.EqualFold(name, full) || strings.EqualFold(name, full[:3]) || strings.EqualFold(name, "Sept") && m == time.September {
			return m
		}
	}
	return 0
}

func quarter(name string) time.Month {
	if len(name) != 2 || name[1] < '1' {
		return 0
	}
	n := time.Month(name[1] - '0')
	switch {
	case (name[0] == 'Q' || name[0] == 'q') && n <= 4:
		return 3 * n
	case (name[0] == 'H' || name[0] == 'h') && n <= 2:
		return 6 * n
	}
	return 0
}

// find returns the first time that stands behind a word such as "due" or "by".
// Behind a label ("Due: next sprint") it may be one that cannot be read.
func (c calendar) find(text string) (phrase, bool) {
	before := ""
	for start, word := range tokens(text) {
		cue := strings.TrimRight(word, ":")
		about := before
		before = strings.ToLower(word)
		if !dueCues[strings.ToLower(strings.Trim(cue, brackets))] || causedBy[about] {
			continue
		}
		at := start + len(word)
		if f, ok := c.at(text, at); ok && about != "was" && about != "were" && !namesThing(text[f.end:]) {
			return f, true
		}
		if len(cue) == len(word) || strings.EqualFold(cue, "by") {
			continue
		}
		for at < len(text) && text[at] == ' ' {
			at++
		}
		end := at
		for end < min(len(text), at+2*longestDue) && strings.IndexByte(",;)]\n|", text[end]) < 0 {
			end++
		}
		if value := strings.TrimSpace(text[at:end]); !nothing[strings.ToLower(value)] && len(value) <= longestDue {
			return phrase{start: at, end: at + len(value)}, true
		}
	}
	return phrase{}, false
}

// namesThing reports whether a text begins with what a date before it names:
// "added by the 3 January release".
func namesThing(text string) bool {
	at := skipWords(text, 0, nil)
	switch strings.ToLower(text[at:wordEnd(text, at)]) {
	case "release", "version", "build", "deploy", "deployment", "change", "update", "incident", "outage", "migration", "patch":
		return true
	}
	return false
}

// skipWords returns the place behind those words of a list, with the signs
// around them, that stand at i.
func skipWords(text string, i int, list map[string]bool) int {
	for {
		for i < len(text) && strings.IndexByte(" \t\r\n:,~(", text[i]) >= 0 {
			i++
		}
		end := wordEnd(text, i)
		if end == i || end-i > 16 || !list[strings.ToLower(text[i:end])] {
			return i
		}
		i = end
	}
}

// wordEnd returns the end of the ASCII letters and digits at i.
func wordEnd(text string, i int) int {
	for i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z' || text[i] >= '0' && text[i] <= '9') {
		i++
	}
	return i
}
