package chart

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Ribbon is the picture of one incident: rows of stretches of time over one
// axis in UTC, and numbered moments. The axis holds every moment of it, with
// some air on both sides.
type Ribbon struct {
	Name    Name
	Texts   Texts
	Rows    []Row
	Markers []time.Time // numbered from 1 in this order; the key says what they are
}

// Row is one line of a ribbon.
type Row struct {
	Label    string // over its segments; what needs more than two lines on a narrow screen is cut
	Segments []Segment
	Ticks    []time.Time // moments on the row, updates for example
}

// Segment is a stretch of time. A segment whose Start is the zero time is not
// drawn; one whose End is the zero time has an unknown end and fades out
// towards the end of the axis. A Start after its End changes places with it. One
// whose Start is its End is as wide as a moment is on a row.
type Segment struct {
	Start, End time.Time
	Kind       Kind
}

// What a ribbon holds at most. More would be too high, or too dense to see.
const (
	mostRows     = 12
	mostSegments = 200 // on one row
	mostLanes    = 4   // markers above each other
)

// Sizes in pixels, and parts of the width.
const (
	barHeight   = 22
	rowHeight   = 58 // a label of one line, its bar, and the space below
	lineHeight  = 16
	laneHeight  = 22
	circle      = 9            // radius
	laneGap     = 22. / narrow // between the middles of two circles side by side
	stemGap     = 6            // between a stem and a label that begins there
	tickGap     = 0.005        // between two ticks of a row
	leastWidth  = 0.007        // of a segment, so that it can be seen
	momentWidth = 8            // of a segment without a length
	rim         = 6            // of a bar that is hollow
	openStretch = 0.2          // how far an open end reaches, at least
)

// SVG draws the ribbon. Omitted is how many rows, segments, ticks and markers
// were left out because there are too many, or because they would lie on one
// that is drawn. A ribbon without a moment is the empty string.
func (r Ribbon) SVG() (picture string, omitted int) {
	from, to, ok := r.extent()
	if !ok {
		return "", 0
	}
	a := newAxis(from, to)
	markers, lanes, lost := r.markers(a)
	omitted += lost
	top := float64(lanes * laneHeight)
	if lanes > 0 {
		top += 4
	}
	bars, bottom, lost := r.bars(a, top)
	omitted += lost

	var s svg
	s.Grow(4096)
	s.root("", bottom+24, r.Name, false)
	drawAxis(&s, a.labels(r.Texts), top, bottom)
	for i := range bars {
		bars[i].draw(&s)
	}
	for _, m := range markers {
		s.empty("line", word("class", "stem"), share("x1", m.at), share("x2", m.at), px("y1", m.y), px("y2", bottom))
	}
	for i := range bars {
		bars[i].drawOver(&s)
	}
	for _, m := range markers {
		s.empty("circle", word("class", "mk"), share("cx", m.at), px("cy", m.y), px("r", circle))
		s.text("text", strconv.Itoa(m.number), word("class", "mkt"), share("x", m.at), px("y", m.y+4), word("text-anchor", "middle"))
	}
	s.close("svg")
	return s.String(), omitted
}

// extent returns the first and the last moment of the ribbon, and past it
// where an end is unknown. It is not ok without a moment.
func (r Ribbon) extent() (from, to time.Time, ok bool) {
	open := false
	hold := func(t time.Time) {
		if t.IsZero() {
			return
		}
		t = clamp(t)
		if !ok || t.Before(from) {
			from = t
		}
		if !ok || t.After(to) {
			to = t
		}
		ok = true
	}
	for _, row := range r.Rows {
		for _, s := range row.Segments {
			if s.Start.IsZero() {
				continue
			}
			hold(s.Start)
			hold(s.End)
			open = open || s.End.IsZero()
		}
		for _, t := range row.Ticks {
			hold(t)
		}
	}
	for _, t := range r.Markers {
		hold(t)
	}
	if open {
		span := to.Unix() - from.Unix()
		to = clamp(to.Add(time.Minute + time.Duration(min(float64(span)*openStretch, longest.Seconds()))*time.Second))
	}
	return from, to, ok
}

// longest is as far as an open end reaches: a time.Duration holds 292 years.
const longest = 100 * 365 * 24 * time.Hour

// drawAxis draws the ticks of an axis with their texts.
func drawAxis(s *svg, ticks []label, top, bottom float64) {
	s.empty("line", word("class", "ax"), px("x1", 0), share("x2", 1), px("y1", bottom), px("y2", bottom))
	for _, t := range ticks {
		line, text := "ax", ""
		if t.strong {
			line, text = "day", "dayt"
		}
		s.open("g", word("class", t.class()))
		s.empty("line", word("class", line), share("x1", t.at), share("x2", t.at), px("y1", top), px("y2", bottom+5))
		if t.show != never {
			s.text("text", t.text, word("class", text), share("x", t.at), px("y", bottom+19), word("text-anchor", string(t.anchor)))
		}
		s.close("g")
	}
}

// marker is a numbered circle over a moment.
type marker struct {
	number int
	at     float64 // part of the width
	y      float64 // of the middle of its circle
	lane   int     // from the bottom
}

// markers places the numbered moments in lanes: a circle that would touch
// another one goes above it, for on a narrow screen there is no room beside.
// What has no room in the highest lane is left out.
func (r Ribbon) markers(a axis) (list []marker, lanes, omitted int) {
	for i, t := range r.Markers {
		if !t.IsZero() {
			list = append(list, marker{number: i + 1, at: a.position(clamp(t))})
		}
	}
	slices.SortStableFunc(list, func(x, y marker) int { return cmp.Compare(x.at, y.at) })
	var edges [mostLanes]float64
	for i := range edges {
		edges[i] = -1
	}
	placed := list[:0]
	for _, m := range list {
		for m.lane < mostLanes && m.at < edges[m.lane]+laneGap {
			m.lane++
		}
		if m.lane == mostLanes {
			omitted++
			continue
		}
		edges[m.lane] = m.at
		lanes = max(lanes, m.lane+1)
		placed = append(placed, m)
	}
	for i := range placed {
		placed[i].y = float64((lanes-1-placed[i].lane)*laneHeight) + laneHeight/2
	}
	return placed, lanes, omitted
}

// bar is a row with its place in the picture.
type bar struct {
	lines    []string // of the label
	at       float64
	anchor   anchor
	y        float64 // of its top
	segments []stretch
	ticks    []float64
}

// stretch is a segment with its place.
type stretch struct {
	from, to float64
	class    string
	open     bool // fades out
	inner    bool // hollows out what it lies on
	moment   bool // is as wide on every screen
}

// bars places the rows below each other. It returns where the axis lies
// below them.
func (r Ribbon) bars(a axis, top float64) (list []bar, bottom float64, omitted int) {
	y := top
	for _, row := range r.Rows {
		b, lost := row.place(a)
		if len(b.segments)+len(b.ticks) == 0 {
			continue
		}
		if len(list) == mostRows {
			omitted++
			continue
		}
		omitted += lost
		b.y = y
		y += b.height()
		list = append(list, b)
	}
	if len(list) == 0 {
		return nil, top + 14, omitted
	}
	return list, y - 10, omitted // the axis is nearer to the last bar than the next row would be
}

// place finds where on the axis the segments and ticks of a row lie.
func (r Row) place(a axis) (b bar, omitted int) {
	for _, s := range r.Segments {
		if s.Start.IsZero() {
			continue
		}
		if len(b.segments) == mostSegments {
			omitted++
			continue
		}
		from, to, open := a.position(clamp(s.Start)), 1.0, s.End.IsZero()
		if !open {
			to = a.position(clamp(s.End))
		}
		from, to = min(from, to), max(from, to)
		to = max(to, from+leastWidth) // which is less than the air at the end of the axis
		b.segments = append(b.segments, stretch{from, to, "seg " + string(s.Kind), open, s.Kind == Silence, s.Start.Equal(s.End)})
	}
	moments := make([]float64, 0, len(r.Ticks))
	for _, t := range r.Ticks {
		if !t.IsZero() {
			moments = append(moments, a.position(clamp(t)))
		}
	}
	slices.Sort(moments)
	for _, at := range moments {
		if n := len(b.ticks); n > 0 && at < b.ticks[n-1]+tickGap {
			omitted++
			continue
		}
		b.ticks = append(b.ticks, at)
	}
	b.label(r.Label)
	return b, omitted
}

// label places the label over what the row holds.
func (b *bar) label(text string) {
	from, to := 1.0, 0.0
	for _, s := range b.segments {
		from, to = min(from, s.from), max(to, s.to)
	}
	if n := len(b.ticks); n > 0 {
		from, to = min(from, b.ticks[0]), max(to, b.ticks[n-1])
	}
	b.lines = lines(text)
	width := 0.0
	for _, line := range b.lines {
		width = max(width, textWidth(line))
	}
	b.at, b.anchor = beside(from, to, width+stemGap)
}

// height is the row's, with the space below it.
func (b *bar) height() float64 {
	return rowHeight + float64(len(b.lines)-1)*lineHeight
}

// draw draws the segments.
func (b *bar) draw(s *svg) {
	y := b.y + b.height() - rowHeight + 18
	for _, x := range b.segments {
		mask := ""
		if x.open {
			mask = "url(#Fade)"
		}
		top, height := y, float64(barHeight)
		if x.inner {
			top, height = y+rim, barHeight-2*rim
		}
		width := share("width", x.to-x.from)
		if x.moment {
			width = px("width", momentWidth)
		}
		s.empty("rect", word("class", x.class), share("x", x.from), width,
			px("y", top), px("height", height), px("rx", 2), word("mask", mask))
	}
}

// drawOver draws the ticks, and the label over the lines that cross it.
func (b *bar) drawOver(s *svg) {
	y := b.y + b.height() - rowHeight + 15
	for _, x := range b.ticks {
		s.empty("rect", word("class", "tk"), share("x", x), px("y", y), px("width", 2), px("height", barHeight+6))
	}
	away := 0.0 // from a stem at the first or last moment of the row
	switch b.anchor {
	case start:
		away = stemGap
	case end:
		away = -stemGap
	}
	for i, line := range b.lines {
		s.text("text", line, word("class", "lab"), share("x", b.at), px("dx", away), px("y", b.y+12+float64(i)*lineHeight), word("text-anchor", string(b.anchor)))
	}
}
