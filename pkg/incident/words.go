package incident

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// statusWords are the words for people of what formats call the state of an
// incident or of an update, in lower case and with blanks.
var statusWords = map[string]string{
	"postmortem": "Post-mortem", "post mortem": "Post-mortem",
	"in progress":          "In progress",
	"service information":  "Information",
	"service disruption":   "Disruption",
	"service outage":       "Outage",
	"available":            "Resolved",
	"operational":          "Operational",
	"degraded performance": "Degraded performance", "degradedperformance": "Degraded performance",
	"partial outage": "Partial outage", "partialoutage": "Partial outage",
	"major outage": "Major outage", "majoroutage": "Major outage",
	"under maintenance": "Maintenance", "undermaintenance": "Maintenance",
}

// statusWord returns a state as a word for people: "IN_PROGRESS" is "In
// progress".
func statusWord(state string) string {
	key := strings.ToLower(strings.Join(strings.FieldsFunc(state, func(c rune) bool { return c == '_' || c == '-' || unicode.IsSpace(c) }), " "))
	if word, ok := statusWords[key]; ok {
		return word
	}
	return capital(key)
}

// capital returns a text with a capital first letter.
func capital(s string) string {
	c, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(c)) + s[size:]
}

// isReport reports whether an update's state says that it is the post-mortem.
func isReport(state string) bool { return statusWord(state) == "Post-mortem" }

// oneLine returns a text in one line without characters that cannot be seen.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsControl(c), unicode.In(c, unicode.Cf):
			return -1
		}
		return c
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// stamp reads a time of JSON or XML: RFC 3339, RFC 1123, or a date and a clock
// time with a blank between them, in the zone that is given where it names none.
func stamp(s string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999Z0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05 -0700 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04 MST", time.RFC1123Z} {
		if t, err := time.Parse(layout, s); err == nil && !isUnknownZone(t) {
			return named(t), plausible(t)
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, plausible(t)
		}
	}
	return time.Time{}, false
}

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
