// Package temporal finds dates and clock times in running text.
package temporal

import "time"

// Date is a calendar date found in a text.
type Date struct {
	Start, End int // bytes in the text
	Year       int
	Month      time.Month
	Day        int
	Ambiguous  bool // day and month could be swapped; the order asked for was used
}

// Moment is a date with a clock time found in a text, in the zone that the
// text names.
type Moment struct {
	Start, End int // bytes in the text, from the first part to the last
	Time       time.Time
	DateOnly   bool // no clock time belongs to it
	Zoned      bool // the text names the zone; otherwise the default was used
}
