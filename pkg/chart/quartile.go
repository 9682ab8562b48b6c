package chart

import (
	"math"
	"time"
)

// Quartiles is the chart of lengths of time per quarter on a logarithmic
// scale: a dot for the median, a bar for the middle half.
type Quartiles struct {
	Name     Name
	Quarters []Quarter                  // oldest first, one for every quarter
	Scale    func(time.Duration) string // the text of a value of the scale; not nil
}

// Quarter is one column of [Quartiles]: a gap without lengths, single dots, or
// the middle half. Lengths below a second count as one.
type Quarter struct {
	Column
	Dots   []time.Duration // each a dot of its own; of so few that they have no middle half
	Middle *Middle         // the middle half; nil for dots
}

// Middle is the middle half of many lengths of time.
type Middle struct{ Lower, Median, Upper time.Duration }

// decades are the lines that the logarithmic scale can have.
var decades = []time.Duration{
	time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 10 * time.Hour,
	24 * time.Hour, 240 * time.Hour, 2400 * time.Hour, 24000 * time.Hour, 240000 * time.Hour, 2400000 * time.Hour,
}

// SVG draws the chart.
func (q Quartiles) SVG() string {
	scale := q.scale()
	p := newPlot(len(q.Quarters), func(i int) Column { return q.Quarters[i].Column }, scale.lines(q.Scale))
	var s svg
	p.open(&s, q.Name)
	for i, quarter := range q.Quarters {
		if quarter.Middle == nil && len(quarter.Dots) == 0 {
			continue
		}
		x := p.middle(i)
		p.openLink(&s, i)
		if m := quarter.Middle; m != nil {
			s.empty("line", word("class", "iqr"), share("x1", x), share("x2", x), px("y1", scale.y(m.Lower)), px("y2", scale.y(m.Upper)))
			s.empty("circle", word("class", "med"), share("cx", x), px("cy", scale.y(m.Median)), px("r", 4.5))
		}
		for _, length := range quarter.Dots {
			s.empty("circle", word("class", "b"), share("cx", x), px("cy", scale.y(length)), px("r", 3.5))
		}
		p.closeLink(&s, i)
	}
	p.close(&s)
	return s.String()
}

// logarithmic is a scale from one of the decades to another.
type logarithmic struct {
	first, last int // in decades
}

// scale returns the shortest scale that holds what is drawn.
func (q Quartiles) scale() logarithmic {
	low, high := time.Duration(math.MaxInt64), time.Duration(0)
	for _, quarter := range q.Quarters {
		drawn := quarter.Dots
		if m := quarter.Middle; m != nil {
			drawn = append([]time.Duration{m.Lower, m.Upper}, drawn...)
		}
		for _, length := range drawn {
			low, high = min(low, length), max(high, length)
		}
	}
	if high == 0 {
		low, high = time.Minute, time.Hour
	}
	l := logarithmic{0, len(decades) - 1}
	for l.first < l.last-1 && decades[l.first+1] <= low {
		l.first++
	}
	for l.last > l.first+1 && decades[l.last-1] >= high {
		l.last--
	}
	return l
}

// y returns where a length lies.
func (l logarithmic) y(length time.Duration) float64 {
	log := func(d time.Duration) float64 { return math.Log(d.Seconds()) }
	length = min(max(length, decades[l.first]), decades[l.last])
	part := (log(length) - log(decades[l.first])) / (log(decades[l.last]) - log(decades[l.first]))
	return chartHeight - 6 - part*(chartHeight-6-headroom)
}

// lines returns the lines of the scale that have room for a text.
func (l logarithmic) lines(text func(time.Duration) string) []gridline {
	var list []gridline
	for _, d := range decades[l.first : l.last+1] {
		if y := l.y(d); len(list) == 0 || y <= list[len(list)-1].y-lineHeight {
			list = append(list, gridline{y: y, text: text(d)})
		}
	}
	return list
}
