package temporal

import (
	"strings"
	"time"
)

// Duration is a length of time found in a text.
type Duration struct {
	Start, End  int           // bytes in the text
	Length      time.Duration // of "5 to 10 minutes" the shortest
	Longest     time.Duration // of "5 to 10 minutes"; else equal to Length
	Approximate bool          // "about", "almost", "~" or the like stands before it
	Bound       Bound
	Offset      bool // counted from a start: "+17m", "T+5 min"
}

// Bound says on which side of its length a duration may lie.
type Bound int8

// Bounds. "More than an hour" is AtLeast, "up to an hour" AtMost.
const (
	AtMost  Bound = -1
	Exactly Bound = 0
	AtLeast Bound = 1
)

// units are the words for units of time, with their lengths.
var units = map[string]time.Duration{
	"ms": time.Millisecond, "msec": time.Millisecond, "millisecond": time.Millisecond, "milliseconds": time.Millisecond,
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour,
	"week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
}

// numerals are numbers written as words, in tenths.
var numerals = map[string]int{
	"half": 5, "a": 10, "an": 10, "one": 10, "two": 20, "three": 30, "four": 40, "five": 50, "six": 60, "seven": 70,
	"eight": 80, "nine": 90, "ten": 100, "eleven": 110, "twelve": 120, "fifteen": 150, "twenty": 200, "thirty": 300,
	"forty": 400, "fifty": 500, "sixty": 600, "ninety": 900,
}

// durations returns the lengths of time in a text that are not inside its
// points.
func durations(text string, points []Point) []Duration {
	var list []Duration
	words := hasUnit(text)
	for i := 0; i < len(text); {
		if len(points) > 0 && i >= points[0].Start {
			i, points = max(i, points[0].End), points[1:]
			continue
		}
		c := text[i]
		if isLetter(c) && !words {
			for i++; i < len(text) && (isLetter(text[i]) || isDigit(text[i])); i++ {
			}
			continue
		}
		if !isLetter(c) && !isDigit(c) {
			i++
			continue
		}
		limit := len(text)
		if len(points) > 0 {
			limit = points[0].Start
		}
		if d, ok := durationAt(text[:limit], i); ok {
			list = append(list, d)
			i = d.End
			continue
		}
		for i < len(text) && (isLetter(text[i]) || isDigit(text[i])) {
			i++
		}
	}
	return list
}

// hasUnit reports whether a text has a unit that can stand behind a number
// written as a word.
func hasUnit(text string) bool {
	for _, unit := range []string{"hour", "minute", "day", "week", "second", "min", "Hour", "Minute"} {
		if strings.Contains(text, unit) {
			return true
		}
	}
	return false
}

// durationAt reads a length of time whose first number or word starts at i:
// 1h 37m, 40 minutes, two and a half hours, half an hour, 5-10 min, 36:49.
func durationAt(text string, i int) (Duration, bool) {
	d := Duration{Start: i}
	at, smallest := i, time.Duration(1<<62)
	for range 4 {
		a, ok := amountAt(text, at)
		if !ok {
			break
		}
		unit, end, ok := unitAfter(text, a)
		if !ok || unit >= smallest {
			break
		}
		if a.most > int(longestLength/(unit/10)) {
			break
		}
		length := time.Duration(a.tenths) * (unit / 10)
		longest := time.Duration(a.most) * (unit / 10)
		if extra := halfMore(text, end); extra > 0 {
			end, length, longest = extra, length+unit/2, longest+unit/2
		}
		d.Length, d.Longest, d.End, smallest = d.Length+length, d.Longest+longest, end, unit
		if at = joinAfter(text, end); at < 0 || !isDigit(text[at]) && unit < time.Minute {
			break
		}
	}
	if d.End == 0 {
		return elapsedAt(text, i)
	}
	if !opensAmount(text, i) || d.Length == 24*time.Hour && frequency(text[:i]) {
		return Duration{}, false
	}
	d.qualify(text)
	return d, true
}

// frequency reports whether a text leads to "a day" as in "ten times a day".
func frequency(before string) bool {
	list := elements(before[max(0, len(before)-10):])
	return len(list) > 0 && (last(list) == "times" || last(list) == "once" || last(list) == "twice")
}

// elapsedAt reads minutes and seconds, or hours, minutes and seconds, that are
// no clock time: 36:49.
func elapsedAt(text string, i int) (Duration, bool) {
	run := digits(text, i)
	if run == i || run-i > 3 || !opens(text, i) || i > 0 && text[i-1] == '-' || run >= len(text) || text[run] != ':' {
		return Duration{}, false
	}
	end := digits(text, run+1)
	if first := number(text[i:run]); end != run+3 || first < 24 || number(text[run+1:end]) > 59 || end < len(text) && (text[end] == ':' || text[end] == '.' || isLetter(text[end])) {
		return Duration{}, false
	}
	length := time.Duration(number(text[i:run]))*time.Minute + time.Duration(number(text[run+1:end]))*time.Second
	d := Duration{Start: i, End: end, Length: length, Longest: length}
	d.qualify(text)
	return d, true
}

// amount is a number in front of a unit, or two: "5 to 10".
type amount struct {
	tenths, most int
	end          int
	word         bool // written as a word: "an"
}

// longestLength bounds a length; no incident lasts ten years.
const longestLength = 10 * 365 * 24 * time.Hour

// largest is the most digits of an amount that is believed.
const largest = 5

func amountAt(text string, i int) (amount, bool) {
	a, ok := oneAmount(text, i)
	if !ok || a.word {
		return a, ok
	}
	at := skipSpace(text, a.end)
	if at < len(text) && text[at] == '-' && at == a.end {
		at++
	} else if strings.HasPrefix(text[at:], "–") {
		at = skipSpace(text, at+len("–"))
	} else if w := word(text, at); w == "to" || w == "or" {
		at = skipSpace(text, at+len(w))
	} else {
		return a, true
	}
	if b, ok := oneAmount(text, at); ok && !b.word && b.tenths > a.tenths {
		a.most, a.end = b.tenths, b.end
	}
	return a, true
}

// oneAmount reads 40, 1.5, 1,200, two, two and a half, an, half an.
func oneAmount(text string, i int) (amount, bool) {
	if i >= len(text) {
		return amount{}, false
	}
	if isDigit(text[i]) {
		end := digits(text, i)
		if end+4 <= len(text) && text[end] == ',' && end-i <= 2 && digits(text, end+1) == end+4 {
			n := number(text[i:end])*1000 + number(text[end+1:end+4])
			return amount{n * 10, n * 10, end + 4, false}, true
		}
		if end-i > largest {
			return amount{}, false
		}
		n := number(text[i:end]) * 10
		if end+1 < len(text) && text[end] == '.' && isDigit(text[end+1]) {
			fraction := digits(text, end+1)
			n += int(text[end+1] - '0')
			end = fraction
		}
		return amount{n, n, end, false}, true
	}
	name := word(text, i)
	n, ok := numerals[strings.ToLower(name)]
	if !ok {
		return amount{}, false
	}
	end := i + len(name)
	if n == 5 { // half an hour, half hour
		at := gapAfter(text, end)
		if w := word(text, at); w == "an" || w == "a" {
			end = at + len(w)
		}
	} else if n >= 200 && n%100 == 0 && end < len(text) && text[end] == '-' {
		w := word(text, end+1) // twenty-four
		if ones := numerals[strings.ToLower(w)]; ones >= 10 && ones < 100 && len(w) > 2 {
			n, end = n+ones, end+1+len(w)
		}
	} else if n >= 20 {
		if extra := halfMore(text, end); extra > 0 {
			n, end = n+5, extra
		}
	}
	return amount{n, n, end, true}, true
}

// halfMore returns the end of "and a half" at i, or 0.
func halfMore(text string, i int) int {
	for _, want := range []string{"and", "a", "half"} {
		i = gapAfter(text, i)
		if w := word(text, i); !strings.EqualFold(w, want) {
			return 0
		}
		i += len(want)
	}
	return i
}

// gapAfter skips white space or one hyphen.
func gapAfter(text string, i int) int {
	if i < len(text) && text[i] == '-' {
		return i + 1
	}
	return skipSpace(text, i)
}

// unitAfter reads the unit of an amount. One letter is a unit only when it
// touches the digits: 40m.
func unitAfter(text string, a amount) (unit time.Duration, end int, ok bool) {
	at := gapAfter(text, a.end)
	name := word(text, at)
	unit, ok = units[name]
	if !ok && len(name) > 1 {
		unit, ok = units[strings.ToLower(name)]
	}
	end = at + len(name)
	switch {
	case !ok, len(name) == 1 && (at != a.end || a.word):
		return 0, 0, false
	case unit == time.Second && a.word && a.tenths == 10:
		return 0, 0, false // "a second attempt"
	case unit == time.Second && at == a.end && len(name) == 1 && a.tenths >= 4000 && a.tenths < 6000:
		return 0, 0, false // "504s": answers with that status
	}
	if end < len(text) && (text[end] == '_' || isDigit(text[end]) && len(name) > 1) {
		return 0, 0, false
	}
	return unit, end, true
}

// joinAfter returns where the next part of a compound length may start, or -1:
// "1h 37m", "1h37m", "2 hours, 5 minutes", "two days and an hour".
func joinAfter(text string, i int) int {
	at := skipSpace(text, i)
	if at < len(text) && text[at] == ',' {
		at = skipSpace(text, at+1)
	}
	if w := word(text, at); w == "and" {
		at = skipSpace(text, at+len(w))
	}
	if at >= len(text) {
		return -1
	}
	return at
}

// opensAmount reports whether a number or word at i stands for itself.
func opensAmount(text string, i int) bool {
	if i == 0 {
		return true
	}
	switch c := text[i-1]; c {
	case '_', '#', '$', '/', '.', ':', '=':
		return false
	case '-':
		return i < 2 || !isDigit(text[i-2]) && !isLetter(text[i-2])
	case ',':
		return i < 2 || !isDigit(text[i-2])
	default:
		return !isLetter(c) && !isDigit(c)
	}
}

// qualify reads the words in front of a length.
func (d *Duration) qualify(text string) {
	if d.Start > 0 && text[d.Start-1] == '+' {
		d.Offset = true
		return
	}
	d.Approximate = approximate(text, d.Start)
	list := elements(text[max(0, d.Start-24):d.Start])
	for len(list) > 0 && (inexact[last(list)] || last(list) == "a" || last(list) == "the") {
		list = list[:len(list)-1]
	}
	if len(list) == 0 {
		return
	}
	before := ""
	if len(list) > 1 {
		before = list[len(list)-2]
	}
	switch e := last(list); {
	case e == "over" || e == ">" || before == "more" && e == "than" || before == "at" && e == "least":
		d.Bound = AtLeast
	case e == "under" || e == "<" || e == "within" || before == "less" && e == "than" || before == "up" && e == "to" || before == "at" && e == "most":
		d.Bound = AtMost
	}
}
