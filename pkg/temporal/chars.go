package temporal

import (
	"strings"
	"time"
)

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isUpper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func isLetter(c byte) bool { return isUpper(c) || c >= 'a' && c <= 'z' }

// digits returns the end of the digits at i.
func digits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

// number returns the value of a few digits.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// longestWord is the length of the longest word that means anything here, and
// one more: approximately, Wednesday.
const longestWord = 14

// word returns the ASCII letters at i. Of a word too long to mean anything it
// returns the beginning, so that reading it costs nothing.
func word(text string, i int) string {
	end := i
	for end < len(text) && end-i < longestWord && isLetter(text[end]) {
		end++
	}
	return text[min(i, end):end]
}

// skipSpace skips the space inside a phrase: a few characters, and at most
// one line end, as two make a new paragraph.
func skipSpace(text string, i int) int {
	lines := 0
	for range 6 {
		switch {
		case i >= len(text):
			return i
		case text[i] == '\n':
			if lines++; lines > 1 {
				return i
			}
			i++
		case text[i] == ' ' || text[i] == '\t' || text[i] == '\r':
			i++
		case strings.HasPrefix(text[i:], "\u00a0"):
			i += len("\u00a0")
		case strings.HasPrefix(text[i:], "\u202f"):
			i += len("\u202f")
		default:
			return i
		}
	}
	return i
}

var monthNames = [...]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// month returns the month of an English name or its usual short form, or 0.
func month(name string) time.Month {
	if len(name) < 3 || len(name) > len("september") {
		return 0
	}
	for i, full := range monthNames {
		short := len(name) == 3 || len(name) == len(full) || full == "september" && len(name) == 4
		if short && strings.EqualFold(name, full[:len(name)]) {
			return time.Month(i + 1)
		}
	}
	return 0
}

// weekday reports whether a word is the name of a day or its short form.
func weekday(name string) bool {
	_, ok := weekdayOf(name)
	return ok
}

// weekdayOf returns the day of the week of an English name or short form.
func weekdayOf(name string) (time.Weekday, bool) {
	day, ok := weekdays[strings.ToLower(name)]
	return day, ok
}

var weekdays = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 0,
}
