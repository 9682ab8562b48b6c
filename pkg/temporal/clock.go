package temporal

// Clock is a time of day found in a text.
type Clock struct {
	Start, End           int // bytes in the text, with its half and zone
	Hour, Minute, Second int // the hour as written: 7 of "7 pm"
	Nano                 int
	Half                 byte // 'a' or 'p', or 0 when the text does not say
	Zone                 Zone
	Approximate          bool // "around", "~" or the like stands before it
}

// Hour24 returns the hour of the day, 0 to 23.
func (c Clock) Hour24() int {
	switch c.Half {
	case 'a':
		return c.Hour % 12
	case 'p':
		return c.Hour%12 + 12
	}
	return c.Hour
}

// clocks returns the times of day in a text that are not inside its dates.
func clocks(text string, dates []Date) []Clock {
	var list []Clock
	for i := 0; i < len(text); {
		if len(dates) > 0 && i >= dates[0].Start {
			i, dates = max(i, dates[0].End), dates[1:]
			continue
		}
		if !isDigit(text[i]) {
			i++
			continue
		}
		limit := len(text)
		if len(dates) > 0 {
			limit = dates[0].Start // "0910-1 May" has no zone
		}
		run := digits(text, i)
		if c, ok := clockAt(text[:limit], i, run); ok {
			list = append(list, c)
			run = c.End
		}
		i = run
	}
	return list
}

// clockAt reads 09:10, 09:10:05.250, 7:38 PM, 7pm and 0910 UTC, given the
// first digits, with the zone that follows.
func clockAt(text string, i, run int) (Clock, bool) {
	if !opensClock(text, i) {
		return Clock{}, false
	}
	c := Clock{Start: i, Hour: number(text[i:min(run, i+4)])}
	at, ok := run, false
	switch run - i {
	case 1, 2:
		if at, ok = c.minutes(text, run); !ok {
			at = run
		}
	case 4:
		c.Hour, c.Minute = c.Hour/100, c.Hour%100
	default:
		return Clock{}, false
	}
	if run-i <= 2 {
		if half, end := halfAfter(text, at); end > 0 && c.Hour >= 1 && c.Hour <= 12 {
			c.Half, at, ok = half, end, true
		} else if end > 0 && ok {
			at = end // "13:06 PM" says it twice
		}
	}
	colon := ok && c.Half == 0
	c.End = at
	if end := c.zoneAfter(text, at, colon); end > 0 {
		c.End = end
		ok = ok || run-i == 4 && c.Zone.fixed && isLetter(c.Zone.Name[0]) // 2022-02 is a month
	}
	if c.End < len(text) && (isLetter(text[c.End]) || isDigit(text[c.End])) ||
		c.End+1 < len(text) && text[c.End] == ':' && isDigit(text[c.End+1]) {
		return Clock{}, false // a word, or the beginning of a longer number
	}
	return c, ok && c.Hour < 24 && c.Minute < 60 && c.Second < 60
}

// opensClock reports whether a clock time may start at i: as other numbers,
// or behind the T of a date.
func opensClock(text string, i int) bool {
	if i >= 2 && (text[i-1] == 'T' || text[i-1] == 't') && isDigit(text[i-2]) {
		return true
	}
	if i >= 5 && text[i-1] == ':' && isDigit(text[i-2]) {
		return digits(text, i-5) == i-1 // the year of 16/Nov/2023:09:10:00
	}
	return opens(text, i)
}

// minutes reads what follows the hour: minutes, seconds and their fraction.
func (c *Clock) minutes(text string, i int) (end int, ok bool) {
	two := func(i int) (int, bool) {
		return digits(text, i), digits(text, i) == i+2
	}
	if i >= len(text) || text[i] != ':' {
		return i, false
	}
	end, ok = two(i + 1)
	if !ok {
		return i, false
	}
	c.Minute = number(text[i+1 : end])
	if end < len(text) && text[end] == ':' {
		seconds, ok := two(end + 1)
		if !ok {
			return end, seconds == end+1 // "00:55: builds" has none, "00:55:1" is something else
		}
		c.Second = number(text[end+1 : seconds])
		end = seconds
		if end < len(text) && (text[end] == '.' || text[end] == ',') {
			if fraction := digits(text, end+1); fraction > end+1 {
				c.Nano = number((text[end+1:fraction] + "000000000")[:9])
				end = fraction
			}
		}
	}
	return end, true
}

// halfAfter reads am, PM, a.m. The end is 0 when there is none.
func halfAfter(text string, i int) (half byte, end int) {
	at := skipSpace(text, i)
	if at+2 > len(text) {
		return 0, 0
	}
	half = text[at] | 0x20
	if half != 'a' && half != 'p' {
		return 0, 0
	}
	end = at + 1
	dots := text[end] == '.'
	if dots {
		end++
	}
	if end >= len(text) || text[end]|0x20 != 'm' {
		return 0, 0
	}
	end++
	if dots && end < len(text) && text[end] == '.' {
		end++
	}
	if end < len(text) && (isLetter(text[end]) || isDigit(text[end])) {
		return 0, 0
	}
	return half, end
}

// zoneAfter reads the zone behind a clock time, in brackets or not. The end
// is 0 when there is none. In 09:10-09:50 the rest is the end of a range, and
// in 09:10:00-05:00 it is a zone.
func (c *Clock) zoneAfter(text string, i int, colon bool) (end int) {
	dated := c.Start > 0 && (text[c.Start-1] == 'T' || text[c.Start-1] == 't')
	seconds := colon && i-c.Start >= len("0:00:00")
	if i < len(text) && (text[i] == '+' || text[i] == '-' && (dated || seconds)) {
		c.Zone = offset(text, i)
		return c.Zone.End
	}
	at := skipSpace(text, i)
	bracket := at < len(text) && text[at] == '('
	if bracket {
		at++
	}
	zone := zoneAt(text, at)
	if end = zone.End; end == 0 {
		return 0
	}
	if bracket {
		if end >= len(text) || text[end] != ')' {
			return 0
		}
		end++
	}
	c.Zone = zone
	return end
}
