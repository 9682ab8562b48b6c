package temporal

import (
	"strings"
	"sync"
	"time"
)

// zoneAt reads a zone: an abbreviation, UTC+1, -0500, +05:30, Pacific Time. Of
// Europe/Berlin, and of a name with several meanings, it returns the name. The
// end is 0 when there is no zone.
func zoneAt(text string, i int) (zone *time.Location, lookup string, end int) {
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		zone, end = offset(text, i)
		if end > 0 && text[i] == '-' && text[end-3] == ':' {
			return nil, "", 0 // the end of a range: 09:10 -09:50
		}
		return zone, "", end
	}
	name := word(text, i)
	end = i + len(name)
	if name == "" || end < len(text) && isDigit(text[end]) {
		return nil, "", 0
	}
	if end < len(text) && text[end] == '/' && areas[name] {
		for end < len(text) && end-i < 40 && (isLetter(text[end]) || text[end] == '/' || text[end] == '_') {
			end++
		}
		return nil, text[i:end], end
	}
	switch strings.ToUpper(name) {
	case "UTC", "GMT":
		if end < len(text) && (text[end] == '+' || text[end] == '-') {
			if zone, to := offset(text, end); to > 0 {
				return zone, "", to
			}
		}
		return time.UTC, "", end
	case "Z":
		return time.UTC, "", end
	}
	if manyMeanings[name] {
		return nil, name, end
	}
	if hours, ok := fixedZones[name]; ok {
		return time.FixedZone(name, int(hours*3600)), "", end
	}
	if place := places[name]; place != nil {
		if len(name) > 2 {
			if end = longZone(text, end); end == 0 {
				return nil, "", 0 // "7:30 Pacific users"
			}
		}
		return place(), "", end
	}
	return nil, "", 0
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

// resolve looks up the zone's name. It fails when the name has several
// meanings or none.
func (c *clock) resolve() bool {
	if c.zoneName == "" {
		return true
	}
	if manyMeanings[c.zoneName] {
		return false
	}
	zone, err := time.LoadLocation(c.zoneName)
	c.zone = zone
	return err == nil
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

// areas are the first parts of the names in the tz database.
var areas = set("Africa America Antarctica Arctic Asia Atlantic Australia Canada Etc Europe Indian Pacific US")

// manyMeanings are abbreviations that are used in several parts of the world.
var manyMeanings = set("IST AST SST ADT AMT GST")

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

// place loads a zone when it is first asked for.
func place(name string) func() *time.Location {
	return sync.OnceValue(func() *time.Location {
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		return zone
	})
}
