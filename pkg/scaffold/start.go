package scaffold

import (
	"fmt"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// Start is when an incident began. The zero Start is not known.
type Start struct {
	Time     time.Time
	DateOnly bool // a day; Time is its midnight
}

// Stamp returns the start as front matter has it, "" when it is not known.
func (s Start) Stamp() string {
	switch {
	case s.Time.IsZero():
		return ""
	case s.DateOnly:
		return s.Time.Format(time.DateOnly)
	}
	return s.Time.Format(time.RFC3339)
}

// Words returns the start as a timeline has it, in the zone that it was given in
// or, where that would not be read back, in UTC.
func (s Start) Words() string {
	if s.Time.IsZero() || s.DateOnly {
		return s.Stamp()
	}
	const layout = "2006-01-02 15:04 MST"
	text := s.Time.Format(layout)
	if again, err := ReadStart(text, temporal.Context{}); err != nil || !again.Time.Equal(s.Time.Truncate(time.Minute)) {
		text = s.Time.UTC().Format(layout)
	}
	return text
}

// accepted ends the message about a time that cannot be read.
const accepted = `write a date, with a clock time and its zone where they are known, such as "2023-12-12 09:10 UTC"`

// ReadStart reads when an incident began: a date, or one with a clock time. The
// context has the zone of times that name none, nil where that is not known, and
// likewise the order of day and month. An error says what is wrong and what is
// accepted.
func ReadStart(text string, c temporal.Context) (Start, error) {
	points := temporal.Read(text, c).Points
	if len(points) != 1 || points[0].Date == nil || !covers(points[0], text) {
		if m, ok := temporal.ParseStamp(text, c.Zone); ok { // -03:00, which ends a range in running text
			return certain(text, m, nil, c.Zone)
		}
		return Start{}, fmt.Errorf("%q cannot be read as a time: %s", text, accepted)
	}
	point := points[0]
	day, clock := point.Date, point.Clock
	switch {
	case day.Impossible:
		return Start{}, fmt.Errorf("%q is a day that does not exist: %s", text, accepted)
	case day.Ambiguous && c.Order == "":
		return Start{}, fmt.Errorf("%q can be read with the day or the month first: %s", text, accepted)
	case clock != nil && clock.Approximate:
		return Start{}, fmt.Errorf("%q is not exact, as front matter must be: %s", text, accepted)
	case clock != nil && clock.Zone.Meanings() != "":
		return Start{}, fmt.Errorf("%q has a zone of several meanings: %s", text, clock.Zone.Meanings())
	}
	m, ok := c.Moment(point)
	if !ok {
		return Start{}, fmt.Errorf("%q cannot be read as a time: %s", text, accepted)
	}
	if w := day.Weekday; w != nil && w.Day != m.Time.Weekday() {
		return Start{}, fmt.Errorf("%q: that day is a %s: %s", text, m.Time.Weekday(), accepted)
	}
	return certain(text, m, clock, c.Zone)
}

// covers reports whether a text says nothing but a point, with its weekday.
func covers(p temporal.Point, text string) bool {
	start, end := p.Start, p.End
	if w := p.Date.Weekday; w != nil {
		start, end = min(start, w.Start), max(end, w.End)
	}
	return strings.Trim(text[:start]+text[end:], " ()") == ""
}

// certain refuses a time without a zone, one that does not exist, and one that
// exists twice. The clock is nil for a time with an offset.
func certain(text string, m temporal.Moment, clock *temporal.Clock, zone *time.Location) (Start, error) {
	t, name := m.Time, m.Time.Location().String()
	if m.DateOnly {
		return Start{t, true}, nil
	}
	if !m.Zoned && zone == nil {
		return Start{}, fmt.Errorf("%q names no zone, and the configuration has no timezone: %s", text, accepted)
	}
	if abbreviation, _ := t.Zone(); m.Zoned {
		if other := temporal.OutOfSeason(abbreviation, t); other != "" {
			return Start{}, fmt.Errorf("%q: %s is not in force on that day; is it %s?", text, abbreviation, other)
		}
	}
	if clock != nil && temporal.Gap(t.Year(), t.Month(), t.Day(), *clock, t.Location()) {
		return Start{}, fmt.Errorf("%q does not exist in %s, where the clocks go forward then: name the zone, such as UTC", text, name)
	}
	for _, other := range []time.Time{t.Add(-time.Hour), t.Add(time.Hour)} {
		if !m.Zoned && other.Format(time.DateTime) == t.Format(time.DateTime) {
			return Start{}, fmt.Errorf("%q exists twice in %s, where the clocks go back then: name the zone, such as UTC", text, name)
		}
	}
	return Start{Time: t}, nil
}
