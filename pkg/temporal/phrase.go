package temporal

import (
	"strings"
	"unicode/utf8"
)

// set makes a set of the words of a list.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Words that may stand in a phrase about time, by what they do there.
var (
	// about says that a time is not exact.
	about = set("approximately approx about around roughly circa ca the")
	// dateTime may stand between a date and its clock time.
	dateTime = set("at t , - – — ( ) @ ~ : * _ [ ]")
	// timeDate may stand between a clock time and its date.
	timeDate = set("on of , ( ) * _ [ ]")
	// connectives lead from the start of a window to its end, and glue may
	// stand beside them.
	connectives = set("to until till til through thru - – — → >")
	glue        = set("and up on at ended ending lasted lasting continued continuing , ( ) ~ * _ [ ]")

	// strongCues lead to the start of a window, weakCues to the day of one;
	// clockCues are strong in front of a clock time only.
	strongCues = set("starting started start starts begin beginning began begins between timeframe window")
	clockCues  = set("from since")
	weakCues   = set("on at from since date time day when impact ^")
	// endLabels are what stands in front of the colon of a labelled end.
	endLabels = set("end ended ends finish finished stop stopped resolved")
	// aside are words that make "on" and "at" lead to something else.
	aside = set("posted published updated created written reported scheduled planned due released " +
		"ended ending ends finished completed resolved restored recovered mitigated fixed closed " +
		"detected identified noticed alerted notified")
)

// Cues that are not a word of the text.
const (
	textStart = "^" // the point begins the text, a sentence or a line
	otherwise = "!" // the point is the time of something else
)

// cue returns what leads to point i: a preposition, or the word before it when
// that says more ("started at"), or the last word of a label ("Start:").
func (r *reader) cue(i int) string {
	from := 0
	if i > 0 {
		from = r.points[i-1].End
	}
	to := r.points[i].Start
	cut := to-from > longestGap
	if cut {
		from = to - longestGap
	}
	list := elements(r.text[from:to])
	for len(list) > 0 && (lead[last(list)] || about[last(list)] || weekday(last(list))) {
		list = list[:len(list)-1]
	}
	if len(list) == 0 {
		if i == 0 && !cut {
			return textStart
		}
		return ""
	}
	before := ""
	if len(list) > 1 {
		before = list[len(list)-2]
	}
	switch e := last(list); e {
	case ".", "!", "?", ";", "\n", "#", "|":
		return textStart
	case ":":
		return before
	case "on", "at", "from":
		if aside[before] {
			return otherwise
		}
		if strongCues[before] {
			return before
		}
		return e
	default:
		return e
	}
}

// lead may stand between a cue and its point.
var lead = set(", ( ~ * _ [ \" “ '")

// joined reports whether the text between points i and i+1 leads from a start
// to an end.
func (r *reader) joined(i int) bool {
	gap := r.text[r.points[i].End:r.points[i+1].Start]
	if len(gap) > longestGap {
		return false
	}
	leads := false
	for _, e := range elements(gap) {
		switch {
		case connectives[e] || e == "and" && r.cue(i) == "between":
			leads = true
		case !glue[e] && !about[e] && !weekday(e):
			return false
		}
	}
	return leads
}

// element is a word in lower case or a single sign.
type element = string

// next returns the first element of a text and its length in bytes; "" at
// the end.
func next(text string) (element, int) {
	i := skipSpace(text, 0)
	if i >= len(text) {
		return "", i
	}
	if w := word(text, i); w != "" {
		return strings.ToLower(w), i + len(w)
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	return text[i : i+size], i + size
}

// elements splits a text.
func elements(text string) []element {
	var list []element
	for {
		e, n := next(text)
		if e == "" {
			return list
		}
		list = append(list, e)
		text = text[n:]
	}
}

func last(list []element) element { return list[len(list)-1] }

// longestGap is the most bytes that may stand between two parts of a phrase.
const longestGap = 60

// only reports whether a text consists of the words of a set, weekdays and
// words that say "about".
func only(text string, words map[string]bool) bool {
	if len(text) > longestGap {
		return false
	}
	for _, e := range elements(text) {
		if !words[e] && !about[e] && !weekday(e) {
			return false
		}
	}
	return true
}
