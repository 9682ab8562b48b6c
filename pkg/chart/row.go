package chart

import (
	"math"
	"time"
)

// LongestBar is the length of time that fills the bar of [Duration].
const LongestBar = 3 * 24 * time.Hour

// least is the part of the bar that the shortest time fills.
const least = 0.02

// Duration returns the bar of a list row: a length of time on a logarithmic
// scale from one minute to three days. It is hidden from assistive
// technology: the length stands beside it in words.
func Duration(length time.Duration) string {
	var s svg
	s.root("", 6, Name{}, false)
	s.empty("rect", share("width", 1), px("height", 6), px("rx", 3))
	if length > 0 {
		part := math.Log(length.Minutes()) / math.Log(LongestBar.Minutes())
		s.empty("rect", share("width", min(max(part, least), 1)), px("height", 6), px("rx", 3))
	}
	s.close("svg")
	return s.String()
}

// Split returns the bar of a kind of actions: how many are done, open in
// time, and late, of as many as the longest bar beside it holds. It is hidden
// from assistive technology: the numbers stand beside it in words.
func Split(done, open, late, longest int) string {
	done, open, late = max(done, 0), max(open, 0), max(late, 0)
	whole := max(float64(longest), float64(done)+float64(open)+float64(late))
	var s svg
	s.root("", 14, Name{}, false)
	at := 0.0
	for _, part := range []struct {
		class string
		count int
	}{{"d", done}, {"o", open}, {"x", late}} {
		if part.count == 0 {
			continue
		}
		width := float64(part.count) / whole
		s.empty("rect", word("class", part.class), share("x", at), share("width", width), px("height", 14), px("rx", 1))
		at += width
	}
	s.close("svg")
	return s.String()
}
