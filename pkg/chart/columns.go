package chart

import (
	"math"
	"strconv"
)

// Column is one period of a chart: a month, a quarter.
type Column struct {
	Label  string // under it; may be empty
	Strong bool   // the label stays on a narrow screen (a year, say), the others go
	Href   string // the address of what the column counts, already safe; empty: no link
	Title  string // the name of the link: "March 2024: 3 incidents, 1 critical or major"
}

// Sizes of a chart in pixels.
const (
	chartHeight = 120 // of the plot
	headroom    = 10  // above its highest line
	tallest     = 44  // a block
	widest      = 0.1 // a bar, as a part of the width
	largest     = 1e9 // value: its digits have room beside the chart
)

// MostBlocks is how many blocks stand above each other; with more incidents in
// a month the chart has bars.
const MostBlocks = 12

// Blocks is the chart of incidents per month: one block is one incident. A
// chart with a month of more than 12 has one bar a month, and a scale.
type Blocks struct {
	Name   Name
	Months []Month // oldest first, one for every month
}

// Month is one column of [Blocks].
type Month struct {
	Column
	Incidents int
	Severe    int // how many of them are critical or major
}

// SVG draws the chart.
func (b Blocks) SVG() string {
	highest := 0
	for _, m := range b.Months {
		highest = max(highest, m.Incidents)
	}
	if highest > MostBlocks {
		bars := Bars{Name: b.Name, Bars: make([]Bar, 0, len(b.Months))}
		for _, m := range b.Months {
			bars.Bars = append(bars.Bars, Bar{Column: m.Column, Value: float64(m.Incidents), Severe: float64(m.Severe)})
		}
		return bars.SVG()
	}
	p := newPlot(len(b.Months), func(i int) Column { return b.Months[i].Column }, nil)
	var s svg
	p.open(&s, b.Name)
	unit := float64(min(tallest, (chartHeight-headroom)/max(highest, 1)))
	for i, m := range b.Months {
		if m.Incidents <= 0 {
			continue
		}
		p.openLink(&s, i)
		from, width := p.bar(i)
		for k := range m.Incidents {
			class := "b"
			if k < m.Severe {
				class = "h"
			}
			s.empty("rect", word("class", class), share("x", from), share("width", width),
				px("y", chartHeight-float64(k+1)*unit+2), px("height", unit-2), px("rx", 1))
		}
		p.closeLink(&s, i)
	}
	p.close(&s)
	return s.String()
}

// Bars is a chart of one value for each period.
type Bars struct {
	Name  Name
	Bars  []Bar                // oldest first
	Max   float64              // the highest value of the scale (1 for a share); 0: what the values need
	Scale func(float64) string // the text of a value of the scale; nil: the values are counts
}

// Bar is one column of [Bars].
type Bar struct {
	Column
	Value  float64 // 0 or more
	Severe float64 // the part of it that is drawn as impact
}

// SVG draws the chart.
func (b Bars) SVG() string {
	highest := value(b.Max, largest)
	if highest == 0 {
		for _, x := range b.Bars {
			highest = max(highest, value(x.Value, largest))
		}
	}
	lines, top := b.scale(highest)
	p := newPlot(len(b.Bars), func(i int) Column { return b.Bars[i].Column }, lines)
	var s svg
	p.open(&s, b.Name)
	for i, x := range b.Bars {
		whole := value(x.Value, top) / top * (chartHeight - headroom)
		severe := min(value(x.Severe, top)/top*(chartHeight-headroom), whole)
		if whole == 0 {
			continue
		}
		p.openLink(&s, i)
		from, width := p.bar(i)
		if rest := whole - severe; rest > 0 {
			s.empty("rect", word("class", "b"), share("x", from), share("width", width), px("y", chartHeight-whole), px("height", rest))
		}
		if severe > 0 {
			s.empty("rect", word("class", "h"), share("x", from), share("width", width), px("y", chartHeight-severe), px("height", severe))
		}
		p.closeLink(&s, i)
	}
	p.close(&s)
	return s.String()
}

// value returns a number between 0 and a limit; what is no number is 0.
func value(v, limit float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, limit)
}

// gridline is a line of a scale.
type gridline struct {
	y    float64
	text string
}

// scale returns the lines of a scale from 0, at most five, and the value of
// the highest. A scale with a given end (a share) has three lines; another
// ends at the first round value that holds the highest.
func (b Bars) scale(highest float64) ([]gridline, float64) {
	if highest <= 0 {
		highest = 1
	}
	text, distance := b.Scale, round(highest/4)
	switch {
	case text == nil: // counts: no parts of one
		text, distance = digits, max(distance, 1)
	case b.Max > 0:
		distance = highest / 2
	}
	parts := math.Ceil(highest/distance - 1e-9)
	var list []gridline
	for i := range int(parts) + 1 {
		list = append(list, gridline{
			y:    chartHeight - float64(i)/parts*(chartHeight-headroom),
			text: text(distance * float64(i)),
		})
	}
	return list, distance * parts
}

func digits(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// round returns the next of 1, 2, 5, 10, 20, 50, … that is not below a value,
// and below 1 of 0.5, 0.2, 0.1, ….
func round(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}
