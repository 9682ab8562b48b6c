package temporal

import (
	"strings"
	"sync"
	"time"
)

// Zone is a time zone named in a text. The zero Zone is none.
type Zone struct {
	Start, End int    // bytes in the text, without brackets
	Name       string // as written: "UTC", "+05:30", "Pacific Time", "Europe/Berlin"

	fixed    bool // one that is in force all year, or a place's: location
	location *time.Location
}

// Location returns the zone, or nil when the text names none, one with several
// meanings or one that does not exist.
func (z Zone) Location() *time.Location {
	if z.fixed || z.Name == "" || len(meanings[z.Name]) > 0 {
		return z.location
	}
	location, err := time.LoadLocation(z.Name)
	if err != nil {
		return nil
	}
	return location
}

// Meanings returns the places that use an abbreviation for zones of their own,
// in a sentence; "" when it has one meaning.
func (z Zone) Meanings() string { return meanings[z.Name] }

// fixedAt returns the zone with a known location whose name is text[i:end].
func fixedAt(text string, i, end int, location *time.Location) Zone {
	return Zone{Start: i, End: end, Name: text[i:end], fixed: true, location: location}
}

// zoneAt reads a zone: an abbreviation, UTC+1, -0500, +05:30, Pacific Time,
// Europe/Berlin. The zero Zone says that there is none.
func zoneAt(text string, i int) Zone {
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		z := offset(text, i)
		if text[i] == '-' && z.End != i+len("-0500") || strings.Contains(z.Name, ":") && text[i] == '-' {
			return Zone{} // the end of a range: 09:10 -09:50, 9-12
		}
		return z
	}
	name := word(text, i)
	end := i + len(name)
	if name == "" || end < len(text) && isDigit(text[end]) {
		return Zone{}
	}
	if end < len(text) && text[end] == '/' && areas[name] {
		for end < len(text) && end-i < 40 && (isLetter(text[end]) || text[end] == '/' || text[end] == '_') {
			end++
		}
		return Zone{Start: i, End: end, Name: text[i:end]}
	}
	switch strings.ToUpper(name) {
	case "UTC", "GMT":
		if end < len(text) && (text[end] == '+' || text[end] == '-') {
			if z := offset(text, end); z.End > 0 {
				return fixedAt(text, i, z.End, z.location)
			}
		}
		return fixedAt(text, i, end, time.UTC)
	case "Z":
		return fixedAt(text, i, end, time.UTC)
	}
	if meanings[name] != "" {
		return Zone{Start: i, End: end, Name: name}
	}
	if hours, ok := fixedZones[name]; ok {
		return fixedAt(text, i, end, time.FixedZone(name, int(hours*3600)))
	}
	if place := places[name]; place != nil {
		if len(name) > 2 {
			if end = longZone(text, end); end == 0 {
				return Zone{} // "7:30 Pacific users"
			}
		}
		return fixedAt(text, i, end, place())
	}
	return Zone{}
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

// offset reads +05:30, -0500 and +1.
func offset(text string, i int) Zone {
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
		return Zone{}
	}
	if hours > 14 || minutes > 59 {
		return Zone{}
	}
	seconds := hours*3600 + minutes*60
	if text[i] == '-' {
		seconds = -seconds
	}
	if seconds == 0 {
		return fixedAt(text, i, end, time.UTC)
	}
	return fixedAt(text, i, end, time.FixedZone("", seconds))
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

// meanings are abbreviations that are used in several parts of the world, with
// where that is.
var meanings = map[string]string{
	"IST": "India, Ireland or Israel",
	"AST": "the Atlantic coast of America, or Arabia",
	"ADT": "the Atlantic coast of America, or Arabia",
	"SST": "Samoa or Singapore",
	"AMT": "the Amazon or Armenia",
	"GST": "the Gulf or South Georgia",
}

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
