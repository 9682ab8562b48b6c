package locale

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"
)

// dates says how dates are written.
type dates struct {
	Months       []string `json:"months"`       // within a date
	ShortMonths  []string `json:"short_months"` // likewise
	FirstDay     string   `json:"first_day"`    // of a month; "" for "1"
	Day          message  `json:"day"`
	DayMonth     message  `json:"day_month"`
	ShortDay     message  `json:"short_day"`
	ShortDayYear message  `json:"short_day_year"`
	Month        message  `json:"month"`
	ShortMonth   message  `json:"short_month"`
	Quarter      message  `json:"quarter"`       // {year} and {quarter}
	ShortQuarter message  `json:"short_quarter"` // {quarter}
	Moment       message  `json:"moment"`        // {date} and {time}
	Range        string   `json:"range"`         // between start and end, with its spaces
}

// date writes a date in UTC, whatever the location of the time.
func (l *Language) date(form *message, months []string, t time.Time) string {
	year, month, day := t.UTC().Date()
	number := strconv.Itoa(day)
	if day == 1 && l.dates.FirstDay != "" {
		number = l.dates.FirstDay
	}
	return form.fill("day", number, "month", months[month-1], "year", strconv.Itoa(year))
}

// Day returns a date in full: "12 December 2023".
func (l *Language) Day(t time.Time) string { return l.date(&l.dates.Day, l.dates.Months, t) }

// ShortDay returns a date for a place that tells the year: "12 Dec".
func (l *Language) ShortDay(t time.Time) string {
	return l.date(&l.dates.ShortDay, l.dates.ShortMonths, t)
}

// ShortDayYear returns a date for a place with little room: "12 Dec 2023".
func (l *Language) ShortDayYear(t time.Time) string {
	return l.date(&l.dates.ShortDayYear, l.dates.ShortMonths, t)
}

// Month returns a month in full: "December 2023".
func (l *Language) Month(t time.Time) string { return l.date(&l.dates.Month, l.dates.Months, t) }

// ShortMonth returns a month for a place with little room: "Dec 2023".
func (l *Language) ShortMonth(t time.Time) string {
	return l.date(&l.dates.ShortMonth, l.dates.ShortMonths, t)
}

// MonthName returns the name of a month as a heading has it, with a capital:
// "December".
func (l *Language) MonthName(m time.Month) string {
	name := l.dates.Months[m-1]
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// ShortMonthName returns the short name of a month as it stands within a date
// and under a chart: "Dec".
func (l *Language) ShortMonthName(m time.Month) string { return l.dates.ShortMonths[m-1] }

// Quarter returns a quarter from 1 to 4 of a year: "2023 Q4".
func (l *Language) Quarter(year, quarter int) string {
	return l.dates.Quarter.fill("year", strconv.Itoa(year), "quarter", strconv.Itoa(quarter))
}

// ShortQuarter returns a quarter for a place that tells the year: "Q4".
func (l *Language) ShortQuarter(quarter int) string {
	return l.dates.ShortQuarter.fill("quarter", strconv.Itoa(quarter))
}

// Clock returns the time of day: "09:10".
func (l *Language) Clock(t time.Time) string { return t.UTC().Format("15:04") }

// Moment returns a date and the time of day: "12 Dec 2023, 09:10".
func (l *Language) Moment(t time.Time) string {
	return l.dates.Moment.fill("date", l.ShortDayYear(t), "time", l.Clock(t))
}

// Range is a stretch of time in words, in the three parts that a page marks up
// one by one.
type Range struct {
	From    string // "12 Dec 2023, 09:10"
	Between string // " to ", spaces included
	To      string // "09:50 UTC"
}

// String returns the whole.
func (r Range) String() string { return r.From + r.Between + r.To }

// Range returns the time from start to end. The end has a date where it is
// another day, and a year where it is another year.
func (l *Language) Range(start, end time.Time) Range {
	start, end = start.UTC(), end.UTC()
	to := l.Clock(end)
	switch {
	case start.Year() != end.Year():
		to = l.Moment(end)
	case start.YearDay() != end.YearDay():
		to = l.dates.Moment.fill("date", l.ShortDay(end), "time", to)
	}
	return Range{From: l.Moment(start), Between: l.dates.Range, To: to + "\u00a0UTC"}
}

// Days returns the days from start to end in full: "30 June to 1 July 2021",
// or one day.
func (l *Language) Days(start, end time.Time) string {
	start, end = start.UTC(), end.UTC()
	switch {
	case start.Year() != end.Year():
		return l.Day(start) + l.dates.Range + l.Day(end)
	case start.YearDay() != end.YearDay():
		return l.date(&l.dates.DayMonth, l.dates.Months, start) + l.dates.Range + l.Day(end)
	}
	return l.Day(end)
}
