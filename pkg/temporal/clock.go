package temporal

import (
	"strings"
	"sync"
	"time"
)

// clock is a time of day found in a text.
type clock struct {
	start, end           int // bytes in the text, with its half and zone
	hour, minute, second int
	nano                 int
	half                 byte // 'a' or 'p', or 0 when the text does not say
	zone                 *time.Location
	unclear              bool // what looks like its zone has several meanings
}

// clocks returns the times of day in a text that are not inside its dates.
func clocks(text string, dates []Date) []clock {
	var list []clock
	for i := 0; i < len(text); {
		if len(dates) > 0 && i >= dates[0].Start {
			i, dates = max(i, dates[0].End), dates[1:]
			continue
		}
		if !isDigit(text[i]) {
			i++
			continue
		}
		run := digits(text, i)
		if c, ok := clockAt(text, i, run); ok {
			list = append(list, c)
			run = c.end
		}
		i = run
	}
	return list
}

// clockAt reads 09:10, 09:10:05.250, 7:38 PM, 7pm and 0910 UTC, given the
// first digits, with the zone that follows.
func clockAt(text string, i, run int) (clock, bool) {
	if !opensClock(text, i) {
		return clock{}, false
	}
	c := clock{start: i, hour: number(text[i:min(run, i+4)])}
	at, ok := run, false
	switch run - i {
	case 1, 2:
		if at, ok = c.minutes(text, run); !ok {
			at = run
		}
	case 4:
		c.hour, c.minute = c.hour/100, c.hour%100
	default:
		return clock{}, false
	}
	if run-i <= 2 {
		if half, end := halfAfter(text, at); end > 0 && c.hour >= 1 && c.hour <= 12 {
			c.half, at, ok = half, end, true
		}
	}
	colon := ok && c.half == 0
	c.end = at
	if end := c.zoneAfter(text, at, colon); end > 0 {
		c.end = end
		ok = ok || run-i == 4 && c.zone != nil
	}
	if c.end < len(text) && (isLetter(text[c.end]) || isDigit(text[c.end])) {
		return clock{}, false
	}
	return c, ok && c.hour < 24 && c.minute < 60 && c.second < 60
}

// opensClock reports whether a clock time may start at i: as other numbers,
// or behind the T of a date.
func opensClock(text string, i int) bool {
	if i >= 2 && (text[i-1] == 'T' || text[i-1] == 't') && isDigit(text[i-2]) {
		return true
	}
	if i >= 5 && text[i-1] == ':' && isDigit(text[i-2]) {
		return digits(text, i-5) == i-1 // the year of 16/Nov/2023:09:10:00
	}
	return opens(text, i)
}

// minutes reads what follows the hour: minutes, seconds and their fraction.
func (c *clock) minutes(text string, i int) (end int, ok bool) {
	two := func(i int) (int, bool) {
		return digits(text, i), digits(text, i) == i+2
	}
	if i >= len(text) || text[i] != ':' {
		return i, false
	}
	end, ok = two(i + 1)
	if !ok {
		return i, false
	}
	c.minute = number(text[i+1 : end])
	if end < len(text) && text[end] == ':' {
		seconds, ok := two(end + 1)
		if !ok {
			return i, false
		}
		c.second = number(text[end+1 : seconds])
		end = seconds
		if end < len(text) && (text[end] == '.' || text[end] == ',') {
			if fraction := digits(text, end+1); fraction > end+1 {
				c.nano = number((text[end+1:fraction] + "000000000")[:9])
				end = fraction
			}
		}
	}
	return end, true
}

// halfAfter reads am, PM, a.m. The end is 0 when there is none.
func halfAfter(text string, i int) (half byte, end int) {
	at := skipSpace(text, i)
	if at+2 > len(text) {
		return 0, 0
	}
	half = text[at] | 0x20
	if half != 'a' && half != 'p' {
		return 0, 0
	}
	end = at + 1
	dots := text[end] == '.'
	if dots {
		end++
	}
	if end >= len(text) || text[end]|0x20 != 'm' {
		return 0, 0
	}
	end++
	if dots && end < len(text) && text[end] == '.' {
		end++
	}
	if end < len(text) && (isLetter(text[end]) || isDigit(text[end])) {
		return 0, 0
	}
	return half, end
}

// zoneAfter reads the zone behind a clock time, in brackets or not. The end
// is 0 when there is none. In 09:10-09:50 the rest is the end of a range, and
// in 09:10:00-05:00 it is a zone.
func (c *clock) zoneAfter(text string, i int, colon bool) (end int) {
	dated := c.start > 0 && (text[c.start-1] == 'T' || text[c.start-1] == 't')
	seconds := colon && i-c.start >= len("0:00:00")
	if i < len(text) && (text[i] == '+' || text[i] == '-' && (dated || seconds)) {
		c.zone, end = offset(text, i)
		return end
	}
	at := skipSpace(text, i)
	bracket := at < len(text) && text[at] == '('
	if bracket {
		at++
	}
	c.zone, c.unclear, end = zoneAt(text, at)
	if end == 0 {
		return 0
	}
	if bracket {
		if end >= len(text) || text[end] != ')' {
			c.zone, c.unclear = nil, false
			return 0
		}
		end++
	}
	return end
}

// zoneAt reads a zone: an abbreviation, UTC+1, -0500, +05:30, Pacific Time,
// Europe/Berlin. The end is 0 when there is none; unclear means that the name
// has several meanings.
func zoneAt(text string, i int) (zone *time.Location, unclear bool, end int) {
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		zone, end = offset(text, i)
		if end > 0 && text[i] == '-' && text[end-3] == ':' {
			return nil, false, 0 // the end of a range: 09:10 -09:50
		}
		return zone, false, end
	}
	name := word(text, i)
	end = i + len(name)
	if name == "" || end < len(text) && isDigit(text[end]) {
		return nil, false, 0
	}
	if end < len(text) && text[end] == '/' {
		return named(text, i, end)
	}
	switch strings.ToUpper(name) {
	case "UTC", "GMT":
		if end < len(text) && (text[end] == '+' || text[end] == '-') {
			if zone, to := offset(text, end); to > 0 {
				return zone, false, to
			}
		}
		return time.UTC, false, end
	case "Z":
		return time.UTC, false, end
	}
	if manyMeanings[name] {
		return nil, true, end
	}
	if hours, ok := fixedZones[name]; ok {
		return time.FixedZone(name, int(hours*3600)), false, end
	}
	if place := places[name]; place != nil {
		if len(name) > 2 {
			if end = longZone(text, end); end == 0 {
				return nil, false, 0 // "7:30 Pacific users"
			}
		}
		return place(), false, end
	}
	return nil, false, 0
}

// longZone reads the rest of Pacific Time and Pacific Standard Time. The end
// is 0 when it is something else.
func longZone(text string, i int) (end int) {
	at := skipSpace(text, i)
	switch w := word(text, at); w {
	case "Standard", "Daylight":
		at = skipSpace(text, at+len(w))
	}
	if w := word(text, at); w == "Time" || w == "time" {
		return at + len(w)
	}
	return 0
}

// named reads a zone of the tz database.
func named(text string, i, end int) (*time.Location, bool, int) {
	for end < len(text) && end-i < 40 && (isLetter(text[end]) || text[end] == '/' || text[end] == '_') {
		end++
	}
	zone, err := time.LoadLocation(text[i:end])
	if err != nil || !isUpper(text[i]) {
		return nil, false, 0
	}
	return zone, false, end
}

// offset reads +05:30, -0500 and +1. The end is 0 when there is none.
func offset(text string, i int) (*time.Location, int) {
	end := digits(text, i+1)
	var hours, minutes int
	switch end - i - 1 {
	case 1, 2:
		hours = number(text[i+1 : end])
		if end+3 <= len(text) && text[end] == ':' && digits(text, end+1) == end+3 {
			minutes = number(text[end+1 : end+3])
			end += 3
		}
	case 4:
		hours, minutes = number(text[i+1:i+3]), number(text[i+3:end])
	default:
		return nil, 0
	}
	if hours > 14 || minutes > 59 {
		return nil, 0
	}
	seconds := hours*3600 + minutes*60
	if text[i] == '-' {
		seconds = -seconds
	}
	if seconds == 0 {
		return time.UTC, end
	}
	return time.FixedZone("", seconds), end
}

// fixedZones are abbreviations and their hours east of UTC. A fixed one is
// taken by its word even in the season in which it is not in force.
var fixedZones = map[string]float64{
	"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"AKST": -9, "AKDT": -8, "HST": -10,
	"SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5,
	"AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}

// manyMeanings are abbreviations that are used in several parts of the world.
var manyMeanings = map[string]bool{"IST": true, "AST": true, "SST": true, "ADT": true, "AMT": true, "GST": true}

// places are names that mean the time in force at a place.
var places = map[string]func() *time.Location{
	"PT": pacific, "MT": mountain, "CT": central, "ET": eastern,
	"Pacific": pacific, "Mountain": mountain, "Central": central, "Eastern": eastern,
}

var (
	pacific  = place("America/Los_Angeles")
	mountain = place("America/Denver")
	central  = place("America/Chicago")
	eastern  = place("America/New_York")
)

// place loads a zone when it is first asked for. It is compiled in.
func place(name string) func() *time.Location {
	return sync.OnceValue(func() *time.Location {
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		return zone
	})
}
