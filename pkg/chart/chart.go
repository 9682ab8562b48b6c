// Package chart draws the site's pictures of time as SVG: the ribbon of an
// incident, incidents per month, times to resolve per quarter, values per
// period, and the small bars that stand in rows of lists.
//
// # What a picture is made of
//
// Every picture is one svg element for use inside an HTML page. It has a
// height in pixels and no viewBox, and its positions from left to right are
// percentages: so text keeps its size at every width, and neither a script
// nor a style attribute is needed (the site's Content-Security-Policy allows
// neither). The style sheet gives it its width, "width: 100%", and all its
// colours, by class:
//
//	.ribbon svg     the ribbon, inside a figure
//	  .ax .day      lines of the axis; the line of a midnight or a new year
//	  .dayt         the text under such a line
//	  .lab          the label of a row
//	  .seg          a stretch of time, with the class of its Kind
//	  .tk           a moment on a row
//	  .stem .mk .mkt  a marker: its line, its circle, its number
//	.chart          the charts
//	  .gr           lines of the grid
//	  .b .h         a block or bar; its serious part
//	  .iqr .med     the middle half, the median
//	  .hit          the area of a link, transparent
//	.t2             what disappears on a narrow screen (the style sheet
//	                hides it below 44rem)
//	.dur, .split    the bars in rows; their svg has no class
//
// Segments that are not noticed, approximate or open refer to the patterns
// of [Defs], which a page with a ribbon holds once.
//
// # Texts
//
// The package knows no language. It takes labels that are finished, or
// functions that make them, and escapes them. It guesses the width of a text
// from its letters (there is no font to measure with), a little too wide
// rather than too narrow, and leaves out labels of an axis that would touch.
//
// # What assistive technology gets
//
// A picture without links has the role "img" and one name, a sentence that
// says what it shows: everything inside it is hidden by that role. A link
// inside an image would be a tab stop that a screen reader does not name;
// axe-core reports it (rule nested-interactive), because the children of the
// role "img" are presentational (WAI-ARIA 1.2, section 5.2.8). So a chart
// with a link has the role "group": its name is read on entering it, each
// link is read as a link with its own name, and the texts of the axis, which
// would be read between the links without any order, are hidden. Bars
// can be narrower than the 24 pixels that WCAG 2.2 (2.5.8) asks of a target:
// that is allowed where the same links stand in the table beside the chart
// that holds its numbers, so let that table have them.
//
// A picture without a name is hidden from assistive technology: use it where
// the text beside it says the same.
//
// All functions are pure: the same values give the same bytes. No moment,
// number or text makes them panic; work and size grow linearly with the number
// of values (those that are sorted aside).
package chart

import "strings"

// Name is the text alternative of a picture.
type Name struct {
	Label      string // a sentence, for aria-label
	LabelledBy string // ids of elements of the page, separated by spaces; wins over Label
}

// Kind says what a stretch of time means. Its value is a class of the style
// sheet.
type Kind string

// Kinds of stretches.
const (
	Impact        Kind = "impact" // customers were affected
	Unnoticed     Kind = "hush"   // they were, and nobody had noticed
	Approximate   Kind = "approx" // they were, between moments that are not exact
	Investigating Kind = "quiet"
	Identified    Kind = "ident"
	Monitoring    Kind = "watch"
	Resolved      Kind = "ok"
	Silence       Kind = "still" // nothing was said: hollows out what it lies on
)

// patterns are what kinds of segments, and those with an open end, refer to.
var patterns = []struct{ sign, pattern string }{
	{`class="seg hush"`, `<pattern id="Hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" class="h0"/><rect width="3" height="7" class="h1"/></pattern>`},
	{`class="seg approx"`, `<linearGradient id="Approximate"><stop offset="0" class="g0"/><stop offset=".12" class="g1"/><stop offset=".88" class="g1"/><stop offset="1" class="g0"/></linearGradient>`},
	{`"url(#Fade)"`, `<linearGradient id="Fades"><stop offset=".3" stop-color="#fff"/><stop offset="1"/></linearGradient><mask id="Fade" maskContentUnits="objectBoundingBox"><rect width="1" height="1" fill="url(#Fades)"/></mask>`},
}

// Defs returns an invisible SVG with the patterns that the segments of a ribbon
// refer to: "Hatch" for [Unnoticed], "Approximate" for [Approximate], "Fade" for an
// open end. It is empty for a ribbon without these. Put it into a page once,
// before the ribbon and its key.
func Defs(ribbon string) string {
	used := ""
	for _, p := range patterns {
		if strings.Contains(ribbon, p.sign) {
			used += p.pattern
		}
	}
	if used == "" {
		return ""
	}
	return `<svg width="0" height="0" class="vh" aria-hidden="true"><defs>` + used + `</defs></svg>`
}

// Swatch returns a small sample of a kind for the key of a ribbon.
func Swatch(kind Kind) string {
	var s svg
	s.open("svg", px("width", 20), px("height", 12), word("aria-hidden", "true"))
	below := kind
	if kind == Silence {
		below = Investigating
	}
	s.empty("rect", word("class", "seg "+string(below)), px("width", 20), px("height", 12), px("rx", 2))
	if kind == Silence {
		s.empty("rect", word("class", "seg "+string(kind)), px("width", 20), px("y", 3), px("height", 6))
	}
	s.close("svg")
	return s.String()
}
