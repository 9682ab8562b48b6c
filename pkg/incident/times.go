package incident

import (
	"regexp"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// Layouts of times in JSON and XML: RFC 3339, also with the offset as +0100, RFC
// 1123 and 822, and what Go, Ruby and SQL write.
var (
	zonedLayouts = []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "Mon, _2 Jan 2006 15:04:05 -0700", "Mon, _2 Jan 2006 15:04:05 MST",
		"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05 -0700 -0700",
		"2006-01-02 15:04:05 MST", "2006-01-02 15:04 MST",
	}
	zonelessLayouts = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly}
)

// stamp reads a time of JSON or XML, in the zone that is given where it names
// none; a date alone is the start of its day. Abbreviations of zones are read as
// package temporal does, which leaves out those with several meanings. A time
// that the clocks of its zone jump over is none.
func stamp(s string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range zonedLayouts {
		if t, err := time.Parse(layout, s); err == nil && !isUnknownZone(t) && plausible(t) {
			return inZone(named(t), zone), true
		}
	}
	for _, layout := range zonelessLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && plausible(t) {
			return t, strings.HasPrefix(s, t.Format(layout))
		}
	}
	if zonedClock.MatchString(s) {
		return moment(s, temporal.Context{Zone: zone})
	}
	return time.Time{}, false
}

// zonedClock matches a time with the abbreviation of a zone behind it.
var zonedClock = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})? ?[A-Z]{2,5}$`)

// isUnknownZone reports whether a time was read with an abbreviation that Go
// does not know, which it takes for UTC.
func isUnknownZone(t time.Time) bool {
	name, offset := t.Zone()
	return offset == 0 && name != "" && name != "UTC" && name != "GMT"
}

// named gives a time in UTC the location UTC, and any other one a location that
// does not depend on where the program runs.
func named(t time.Time) time.Time {
	name, offset := t.Zone()
	if offset == 0 && (name == "" || name == "UTC" || name == "GMT") {
		return t.UTC()
	}
	if t.Location() == time.Local {
		return t.In(time.FixedZone("", offset))
	}
	return t
}

// inZone gives a time with an offset the name that the zone has for it, where
// that is the offset in force there.
func inZone(t time.Time, zone *time.Location) time.Time {
	_, offset := t.Zone()
	if _, there := t.In(zone).Zone(); offset != 0 && there == offset {
		return t.In(zone)
	}
	return t
}

// plausible reports whether a time can be that of an incident: within the years
// that package temporal reads.
func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() < 2200 }

// moment returns the first date with a clock time in a line that is made of
// them: "Nov 16, 2023, 08:36 AM UTC", "Sep 17, 2019 - 11:03 BST".
func moment(s string, ctx temporal.Context) (time.Time, bool) {
	t := temporal.Read(s, ctx)
	for _, p := range t.Points {
		if p.Date == nil || p.Clock == nil {
			continue
		}
		if m, ok := ctx.Moment(p); ok {
			return m.Time, true
		}
	}
	return time.Time{}, false
}

// length reads a stated length of time; 0 when there is none.
func length(s string) time.Duration {
	for _, d := range temporal.Read(s, temporal.Context{}).Durations {
		return d.Length
	}
	return 0
}

// fixedZone returns a zone of so many seconds, with the name that a source gives
// it if that can be one.
func fixedZone(name string, seconds int) *time.Location {
	if len(name) > 8 || strings.IndexFunc(name, func(c rune) bool { return c < 'A' || c > 'Z' }) >= 0 {
		name = ""
	}
	return time.FixedZone(name, seconds)
}

// zoneOf returns the zone that an abbreviation names, or the one that is given
// where there is none; not certain are those with several meanings or none.
func zoneOf(name string, otherwise *time.Location) (zone *time.Location, certain bool) {
	if name == "" {
		return otherwise, true
	}
	for _, p := range temporal.Read("2000-01-01 00:00 "+name, temporal.Context{}).Points {
		if p.Clock != nil && p.Clock.Zone.Name == name {
			zone = p.Clock.Zone.Location()
		}
	}
	return zone, zone != nil
}

// noted writes a time as the rest of a document has it, on 24 hours.
func noted(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }
