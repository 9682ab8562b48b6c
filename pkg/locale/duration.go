package locale

import (
	"strconv"
	"time"
)

// durations says how lengths of time are written.
type durations struct {
	TwoDigits bool  `json:"two_digit_minutes"` // minutes after hours in the short form: "1 h 08 min"
	Short     units `json:"short"`
	Long      units `json:"long"`
}

// units are the words for lengths of time, with {count}.
type units struct {
	Join           string `json:"join"` // between two units
	Days           *text  `json:"days"`
	Hours          *text  `json:"hours"`
	Minutes        *text  `json:"minutes"`
	MinutesInHours *text  `json:"minutes_in_hours"` // after hours
	Seconds        *text  `json:"seconds"`
}

// Duration returns a length of time in at most two units, with no-break spaces:
// "45 s", "40 min", "7 h 15 min", "2 d 3 h". It is rounded to the minute, from
// a day on to the hour, below a minute to the second.
func (l *Language) Duration(d time.Duration) string {
	return l.duration(d, &l.durations.Short, l.durations.TwoDigits)
}

// DurationLong returns a length of time as Duration does, in words for those
// who listen: "7 hours 15 minutes".
func (l *Language) DurationLong(d time.Duration) string {
	return l.duration(d, &l.durations.Long, false)
}

func (l *Language) duration(d time.Duration, u *units, twoDigits bool) string {
	d = d.Round(time.Second)
	sign := ""
	if d < 0 {
		sign, d = "−", d.Abs()
	}
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch seconds := int(d / time.Second); {
	case seconds > 0 && seconds < 60:
		return sign + l.unit(u.Seconds, seconds, 0)
	case minutes < 60:
		return sign + l.unit(u.Minutes, minutes, 0)
	case minutes < 24*60:
		text := sign + l.unit(u.Hours, minutes/60, 0)
		if minutes%60 == 0 {
			return text
		}
		width := 0
		if twoDigits {
			width = 2
		}
		return text + u.Join + l.unit(u.MinutesInHours, minutes%60, width)
	}
	hours := int(d.Round(time.Hour) / time.Hour)
	text := sign + l.unit(u.Days, hours/24, 0)
	if hours%24 == 0 {
		return text
	}
	return text + u.Join + l.unit(u.Hours, hours%24, 0)
}

// unit returns a number of days, hours and so on, with at least so many digits.
func (l *Language) unit(t *text, n, width int) string {
	m := &t.whole
	if t.forms != nil {
		m = t.forms[l.form(n)]
	}
	number := l.Number(n)
	if width == 2 && n < 10 {
		number = "0" + strconv.Itoa(n)
	}
	return m.fill("count", number)
}

// Age returns how long ago something was, in one unit: "78 days", "4 months",
// "5 years". Both times count by their date in UTC.
func (l *Language) Age(from, to time.Time) string {
	from, to = from.UTC().Truncate(24*time.Hour), to.UTC().Truncate(24*time.Hour)
	if to.Before(from) {
		from = to
	}
	months := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		months--
	}
	days := int((to.Unix() - from.Unix()) / (24 * 60 * 60))
	switch {
	case days < 90:
		return l.Count("age.days", days)
	case months < 24:
		return l.Count("age.months", months)
	}
	return l.Count("age.years", months/12)
}
