package temporal

import (
	"strings"
	"time"
)

// Years outside this range are port numbers, prices and typing errors.
const (
	firstYear = 1900
	lastYear  = 2199
)

// Dates returns the dates in a text, in the order in which they stand there.
// They do not overlap. A date without a year is found when the text names a
// year in another date.
func Dates(text string, order Order) []Date {
	list := scanDates(text, order)
	possible := list[:0]
	for _, d := range list {
		if !d.Impossible {
			possible = append(possible, d)
		}
	}
	return withYears(possible, Date{})
}

// WrittenOrder returns the order of day and month that a text settles for
// itself: it has a date that can be read in one order only, such as
// 07/27/2023, and none that can only be read in the other. Else it is "".
func WrittenOrder(text string) Order {
	var order Order
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		run := digits(text, i)
		if run-i <= 2 && opens(text, i) {
			d, ok := yearLast(text, i, run, DayFirst)
			if ok && !d.Ambiguous && int(d.Month) != d.Day {
				found := DayFirst
				if number(text[i:run]) != d.Day {
					found = MonthFirst
				}
				if order != "" && order != found {
					return ""
				}
				order = found
			}
			if ok {
				run = d.End
			}
		}
		i = run
	}
	return order
}

// scanDates returns the dates as they are written: a date without a year has
// none, and the calendar is not asked.
func scanDates(text string, order Order) []Date {
	var list []Date
	end := 0 // of the date before
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		run := digits(text, i)
		if d, ok := dateAt(text, i, run, end, order); ok {
			list = append(list, d)
			end = d.End
			run = max(run, end)
		}
		i = run
	}
	return list
}

// dateAt reads the date whose first digits are text[i:run], and which starts
// at from or later.
func dateAt(text string, i, run, from int, order Order) (Date, bool) {
	if !opens(text, i) {
		return Date{}, false
	}
	switch run - i {
	case 4:
		return yearFirst(text, i, run)
	case 1, 2:
		if d, ok := yearLast(text, i, run, order); ok {
			return d, true
		}
		if d, ok := monthDay(text, i, run, from); ok {
			return d, true
		}
		return dayMonth(text, i, run)
	}
	return Date{}, false
}

// opens reports whether a number at i stands for itself: not in a word, and
// not behind the point, colon or slash of a longer number.
func opens(text string, i int) bool {
	if i == 0 {
		return true
	}
	switch c := text[i-1]; c {
	case '.', ',', ':', '/', '+':
		return i < 2 || !isDigit(text[i-2])
	default:
		return !isLetter(c)
	}
}

// closes reports whether a date may end at i. A hyphen may follow, as in an
// id, and so may the T of a time.
func closes(text string, i int) bool {
	if i >= len(text) {
		return true
	}
	next := byte(0)
	if i+1 < len(text) {
		next = text[i+1]
	}
	switch c := text[i]; c {
	case '.', ',', '/':
		return !isDigit(next)
	case 'T', 't':
		return isDigit(next)
	default:
		return !isLetter(c) && !isDigit(c)
	}
}

// yearFirst reads 2023-12-12, 2023/12/12 and 2023.12.12.
func yearFirst(text string, i, run int) (Date, bool) {
	month, day, end := twoParts(text, run)
	if end == 0 || day > 31 || !closes(text, end) {
		return Date{}, false
	}
	d := Date{Start: i, End: end, Year: number(text[i:run]), Month: time.Month(month), Day: day}
	if len("2006-01-02") == end-i && text[run] == '-' && month >= 1 && month <= 12 {
		return existing(d) // nothing else is written like that
	}
	return valid(d)
}

// yearLast reads 12-12-2023, 30.06.2021 and 07/27/2023.
func yearLast(text string, i, run int, order Order) (Date, bool) {
	if i >= 2 && text[i-1] == '-' && isDigit(text[i-2]) && run < len(text) && text[run] == '-' {
		return Date{}, false // the end of a longer number
	}
	first := number(text[i:run])
	second, year, end := twoParts(text, run)
	if end == 0 || year < firstYear || !closes(text, end) {
		return Date{}, false
	}
	d := Date{Start: i, End: end, Year: year, Month: time.Month(second), Day: first}
	swapped := d
	swapped.Month, swapped.Day = time.Month(first), second
	d, ok := valid(d)
	swapped, okSwapped := valid(swapped)
	if ok && okSwapped && first != second {
		d.Ambiguous, swapped.Ambiguous = true, true
	}
	if okSwapped && (!ok || order == MonthFirst) {
		return swapped, true
	}
	return d, ok
}

// twoParts reads two numbers, of which the first has one or two digits, each
// behind the same separator. The end is 0 when there are none.
func twoParts(text string, i int) (a, b, end int) {
	if i >= len(text) || text[i] != '-' && text[i] != '/' && text[i] != '.' {
		return 0, 0, 0
	}
	middle := digits(text, i+1)
	if n := middle - i - 1; n < 1 || n > 2 || middle >= len(text) || text[middle] != text[i] {
		return 0, 0, 0
	}
	last := digits(text, middle+1)
	if n := last - middle - 1; n < 1 || n == 3 || n > 4 {
		return 0, 0, 0
	}
	return number(text[i+1 : middle]), number(text[middle+1 : last]), last
}

// dayMonth reads 12 December 2023, 16th of September 2019, 30-Jun-2021 and
// 1 July.
func dayMonth(text string, i, run int) (Date, bool) {
	at := ordinal(text, run)
	var spaced bool
	if at, spaced = between(text, at); at < 0 {
		return Date{}, false
	}
	if w := word(text, at); strings.EqualFold(w, "of") {
		at = skipSpace(text, at+len(w))
	}
	name := word(text, at)
	d := Date{Start: i, Month: month(name), Day: number(text[i:run]), End: at + len(name)}
	if d.Month == 0 {
		return Date{}, false
	}
	if year, end := yearAfter(text, d.End); end > 0 {
		d.Year, d.End = year, end
		return existing(d)
	}
	if !spaced || !isUpper(name[0]) || !closes(text, d.End) {
		return Date{}, false
	}
	// "12 December 3, 2023" is not about the 12th, "1 July 10:00" is about the 1st.
	if next := skipSpace(text, d.End); next < len(text) && isDigit(text[next]) {
		if _, ok := clockAt(text, next, digits(text, next)); !ok {
			return Date{}, false
		}
	}
	d.Yearless = true
	return existing(d)
}

// monthDay reads September 3, 2024, Nov. 16 2023, November the 16th, 2023 and
// Sept 3rd, given the place of the day.
func monthDay(text string, i, run, from int) (Date, bool) {
	before := strings.TrimRight(text[max(from, i-24):i], " \t\r\n\u00a0\u202f")
	if cut := strings.TrimSuffix(before, " the"); len(cut) < len(before) {
		before = strings.TrimRight(cut, " ")
	}
	spaced := len(before) < i-max(from, i-24)
	before = strings.TrimSuffix(strings.TrimSuffix(before, "-"), ".")
	start := len(before)
	for start > 0 && isLetter(before[start-1]) {
		start--
	}
	name := before[start:]
	m := month(name)
	if m == 0 || !spaced && !strings.HasPrefix(text[i-1:], "-") {
		return Date{}, false
	}
	d := Date{Start: max(from, i-24) + start, Month: m, Day: number(text[i:run]), End: ordinal(text, run)}
	if d.Start > 0 && isDigit(text[d.Start-1]) {
		return Date{}, false
	}
	if year, end := yearAfter(text, d.End); end > 0 {
		d.Year, d.End = year, end
		return existing(d)
	}
	if !spaced || !isUpper(name[0]) || !closesDay(text, d.End) {
		return Date{}, false
	}
	if _, isClock := clockAt(text, i, run); isClock {
		return Date{}, false
	}
	d.Yearless = true
	return existing(d)
}

// closesDay reports whether a day without a year may end at i: not in front
// of what makes it an amount or a clock time.
func closesDay(text string, i int) bool {
	if i < len(text) && strings.IndexByte(":-%", text[i]) >= 0 {
		return text[i] != '%' && (i+1 == len(text) || !isDigit(text[i+1]))
	}
	return closes(text, i)
}

// yearAfter reads the year behind a day and a month. The end is 0 when there
// is none.
func yearAfter(text string, i int) (year, end int) {
	if i < len(text) && text[i] == '.' {
		i++
	}
	at := skipSpace(text, i)
	if at < len(text) && text[at] == ',' {
		at = skipSpace(text, at+1)
	} else if at == i && at < len(text) && (text[at] == '-' || text[at] == '/') {
		at++
	}
	end = digits(text, at)
	if at == i || end-at != 4 || !closes(text, end) {
		return 0, 0
	}
	year = number(text[at:end])
	if year < firstYear || year > lastYear {
		return 0, 0
	}
	return year, end
}

// between skips what stands between day and month: space, or one hyphen or
// slash. It returns -1 when there is nothing of that.
func between(text string, i int) (at int, spaced bool) {
	if i < len(text) && text[i] == '.' { // 19. April
		i++
	}
	if at = skipSpace(text, i); at > i {
		return at, true
	}
	if i < len(text) && (text[i] == '-' || text[i] == '/') {
		return i + 1, false
	}
	return -1, false
}

// ordinal skips the ending of 1st, 2nd, 3rd, 4th.
func ordinal(text string, i int) int {
	if w := word(text, i); len(w) == 2 {
		switch strings.ToLower(w) {
		case "st", "nd", "rd", "th":
			return i + 2
		}
	}
	return i
}

// existing returns a date that is written so that it can be nothing else, even
// when the calendar does not have it.
func existing(d Date) (Date, bool) {
	date, ok := valid(d)
	if !ok && d.Day >= 1 && d.Day <= 31 && (d.Yearless || d.Year >= firstYear && d.Year <= lastYear) {
		date, ok = d, true
		date.Impossible = true
	}
	return date, ok
}

// valid returns the date if it exists. A day without a year may be 29 February.
func valid(d Date) (Date, bool) {
	year := d.Year
	if d.Yearless {
		year = 2000
	}
	ok := d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Month, year) &&
		year >= firstYear && year <= lastYear
	return d, ok
}

func daysIn(m time.Month, year int) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// withYears gives the dates that name no year that of their neighbours, and
// drops them when there is none. near serves where no date of the list has a
// year, unless its own is 0.
func withYears(list []Date, near Date) []Date {
	for _, d := range list {
		if !d.Yearless {
			near = d
			break
		}
	}
	kept := list[:0]
	for _, d := range list {
		if d.Yearless {
			if near.Year == 0 {
				continue
			}
			if d.Year = nearestYear(d, near); d.Year == 0 {
				continue
			}
		} else {
			near = d
		}
		kept = append(kept, d)
	}
	return kept
}

// nearestYear returns the year that brings a date nearest to another, or 0
// when the date exists in none of the years around it.
func nearestYear(d, other Date) int {
	best, bestDistance := 0, time.Duration(0)
	for year := other.Year - 1; year <= other.Year+1; year++ {
		if d.Day > daysIn(d.Month, year) {
			continue
		}
		d.Year = year
		if distance := d.in(time.UTC).Sub(other.in(time.UTC)).Abs(); best == 0 || distance < bestDistance {
			best, bestDistance = year, distance
		}
	}
	return best
}
