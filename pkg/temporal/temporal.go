// Package temporal finds dates, clock times, zones, ranges and lengths of time
// in running text.
//
// It knows English prose and the usual numeric forms:
//
//	2023-12-12  2023/12/12  12-12-2023  30.06.2021  07/27/2023
//	12 December 2023  16th of September 2019  19. April 2018  30-Jun-2021
//	September 3, 2024  Nov. 16 2023  Sept 3rd  Monday, 16 September 2019
//	09:10 UTC  ~7:38 PM PDT  7pm  0910Z  2023-12-12T09:10:00+01:00
//	1h 37m  about two and a half hours  5-10 minutes  36:49  +17m
//	all times UTC  Timeline (all times PST)  Time (Europe/Berlin)
//
// # What it returns
//
// [Read] returns everything that a text says: points (a date, a clock time, or
// both where they stand together), lengths of time, and a zone stated for the
// whole text. [Ranges] returns the stretches of time that have both ends, and
// [Window] the one that a text is about. What a text leaves open, its
// surroundings may say: that is the [Context]. Every result says where in the
// text it was found, in bytes.
//
// # What it does not read
//
// Month and weekday names of other languages, years of two digits, clock times
// in words (noon), months and years as lengths of time.
//
// # Nothing is guessed silently
//
// It would rather find nothing than something wrong. A date must lie between
// 1900 and 2199 and not be part of a longer number, version or id; one that the
// calendar does not have is marked so. Where day and month could be swapped, a
// date is marked as ambiguous; [WrittenOrder] tells whether a document settles
// that. A zone is a zone only when its name has one meaning: IST, which may be
// India, Ireland or Israel, makes a window unreadable. Moments say whether they
// are approximate and whether a part of them stands elsewhere.
//
// The time taken grows with the length of the text and with nothing else. Zone
// data is compiled in for machines that have none.
package temporal

import (
	"time"
	_ "time/tzdata" // a container made from scratch has no zone data
)

// Order says how a date is read whose day and month could be swapped.
type Order string

// Orders of day and month. Any other value reads as DayFirst.
const (
	DayFirst   Order = "dmy"
	MonthFirst Order = "mdy"
)

// Date is a calendar date found in a text.
type Date struct {
	Start, End int // bytes in the text; a weekday is not included
	Year       int
	Month      time.Month
	Day        int
	Ambiguous  bool // day and month could be swapped; the order asked for was used
	Yearless   bool // the text names no year here: Year is the one that brings it nearest to the date before it that has one, else after it
	Impossible bool // written as a date, and not in the calendar: 31 June. Found by [Read] alone
	Weekday    *Weekday
}

// Weekday is the name of a day that stands beside a date: "Monday 16th
// September", "2019-09-16 (Mon)".
type Weekday struct {
	Start, End int // bytes in the text
	Day        time.Weekday
}

// Moment is a date with a clock time found in a text, in the zone that the
// text names.
type Moment struct {
	Start, End  int // bytes in the text, from the first part to the last; a date named elsewhere is not included
	Time        time.Time
	DateOnly    bool // no clock time belongs to it; Time is midnight
	Zoned       bool // the text names the zone; otherwise the default was used
	Approximate bool // "around", "~" or the like stands before it
	Inherited   bool // the date, its year or the half of the day is stated elsewhere
	Ambiguous   bool // day and month could be swapped
}

// Range is a stretch of time that a text states with both ends: "between
// 09:10 and 09:50 UTC".
type Range struct{ From, To Moment }

// Point is a date, a clock time, or both where they stand together.
type Point struct {
	Start, End int // bytes in the text, from the first part to the last
	Date       *Date
	Clock      *Clock
}

// Context is what a text does not say and its surroundings do.
type Context struct {
	Order Order
	Zone  *time.Location // of clock times without one; nil means UTC
	Day   Date           // that clock times without a date belong to; its Year is 0 when there is none
	Near  Date           // brings a year to dates without one where Day is none; likewise
}

// near returns the date that brings years to those without one.
func (c Context) near() Date {
	if c.Day.Year != 0 {
		return c.Day
	}
	return c.Near
}

func (c Context) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// in returns midnight of the date.
func (d Date) in(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}
