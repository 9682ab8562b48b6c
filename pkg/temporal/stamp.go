package temporal

import (
	"strings"
	"time"
)

// ParseStamp reads a whole value, as it stands in front matter: YYYY-MM-DD,
// or that with HH:MM, seconds, a fraction and a zone, as in RFC 3339 or with
// spaces between the parts. The zone serves when the value names none; nil
// means UTC. Nothing else may be in the value but space around it.
func ParseStamp(s string, zone *time.Location) (Moment, bool) {
	text := strings.TrimRight(s, " \t\r\n")
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	if zone == nil {
		zone = time.UTC
	}
	if len(text) < start+len("2006-01-02") || text[start+4] != '-' || text[start+7] != '-' {
		return Moment{}, false
	}
	d, ok := dateAt(text, start, digits(text, start), start, DayFirst)
	if !ok || d.Impossible || d.End != start+len("2006-01-02") {
		return Moment{}, false
	}
	if d.End == len(text) {
		return Moment{Start: start, End: d.End, Time: d.in(zone), DateOnly: true}, true
	}

	at := d.End + 1
	if c := text[d.End]; c == ' ' {
		at = skipSpace(text, at)
	} else if c != 'T' && c != 't' {
		return Moment{}, false
	}
	run := digits(text, at)
	c, ok := clockAt(text, at, run)
	if !ok || run != at+2 || c.Half != 0 || c.unclear() {
		return Moment{}, false
	}
	if rest := skipSpace(text, c.End); rest < len(text) && text[rest] == '-' && c.Zone.Name == "" {
		c.Zone = offset(text, rest) // in prose it would be the end of a range
		c.End = c.Zone.End
	}
	if c.End != len(text) {
		return Moment{}, false
	}
	m := c.on(d, zone)
	m.Start = start
	return m, true
}

// unclear reports whether the clock time names a zone that has several
// meanings or none.
func (c Clock) unclear() bool { return c.Zone.Name != "" && c.Zone.Location() == nil }

// on returns the moment of a clock time on a date. The zone serves when the
// clock time names none.
func (c Clock) on(d Date, zone *time.Location) Moment {
	named := c.Zone.Location()
	if named != nil {
		zone = named
	}
	return Moment{
		Start:       c.Start,
		End:         c.End,
		Time:        time.Date(d.Year, d.Month, d.Day, c.Hour24(), c.Minute, c.Second, c.Nano, zone),
		Zoned:       named != nil,
		Approximate: c.Approximate,
	}
}
