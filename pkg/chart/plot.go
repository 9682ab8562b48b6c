package chart

import "slices"

// plot is what the charts share: columns of one width beside each other, a
// scale to their left, labels below, links.
type plot struct {
	columns int
	column  func(int) Column
	grid    []gridline // bottom line first
	edge    float64    // pixels: where the lines of the grid begin
	left    float64    // part of the width: where the first column begins
	labels  []label
	links   bool
}

// newPlot lays out a chart. Without lines of a scale it has its base line
// alone, over the whole width.
func newPlot(columns int, column func(int) Column, grid []gridline) *plot {
	p := &plot{columns: columns, column: column, grid: grid}
	if len(grid) == 0 {
		p.grid = []gridline{{y: chartHeight}}
	}
	for _, g := range grid {
		p.edge = max(p.edge, min(textWidth(g.text)+gap, narrow/3))
	}
	p.left = p.edge / narrow
	var places []int // the columns of the labels
	for i := range columns {
		c := column(i)
		p.links = p.links || c.Href != ""
		if c.Label != "" {
			p.labels = append(p.labels, label{text: c.Label, width: textWidth(c.Label), strong: c.Strong})
			places = append(places, i)
		}
	}
	for i := range p.labels {
		p.labels[i].at, p.labels[i].anchor = p.under(places[i], p.labels[i].width, len(places) == columns)
	}
	p.thin()
	return p
}

// under returns where the label of a column stands: in its middle where every
// column has one; else the label is that of a group of columns, and stands
// where the first of them begins. It is moved inwards where it would leave a
// narrow picture.
func (p *plot) under(i int, width float64, each bool) (float64, anchor) {
	w := width / narrow
	if !each {
		from, _ := p.bar(i)
		if from > 1-w {
			return 1, end
		}
		return from, start
	}
	switch at := p.middle(i); {
	case at < w/2:
		return 0, start
	case at > 1-w/2:
		return 1, end
	default:
		return at, middle
	}
}

// thin chooses the labels that are shown: on a wide screen all, or all but
// those too near a strong one, or the strong ones; on a narrow screen the
// strong ones. Where those are too many it is every second of them, every
// fifth, and so on.
func (p *plot) thin() {
	every := []int{1, 2, 5, 10, 20, 50, 100}
	strong := make([]int, len(p.labels)) // how many strong labels stand before
	count := 0
	for i, l := range p.labels {
		strong[i] = count
		if l.strong {
			count++
		}
	}
	if count == 0 { // nothing is stronger than the rest
		keep := func(i, sieve int) bool { return i%every[sieve] == 0 }
		thin(p.labels, half, onWide, keep, len(every))
		thin(p.labels, narrow, always, keep, len(every))
		return
	}
	keep := func(i, sieve int) bool { return p.labels[i].strong && strong[i]%every[sieve] == 0 }
	crowded := p.crowded()
	thin(p.labels, half, onWide, func(i, sieve int) bool {
		switch sieve {
		case 0:
			return true
		case 1:
			return !crowded[i]
		}
		return keep(i, sieve-2)
	}, len(every)+2)
	thin(p.labels, narrow, always, keep, len(every))
}

// crowded tells of each label whether it is weak and touches a strong one in
// a picture of half the width.
func (p *plot) crowded() []bool {
	list := make([]bool, len(p.labels))
	edge := -float64(gap) // right end of the strong label before
	for i, l := range p.labels {
		left := l.anchor.left(l.at*half, l.width)
		if l.strong {
			edge = left + l.width
		} else {
			list[i] = left < edge+gap
		}
	}
	edge = half + gap // left end of the strong label after
	for i := range slices.Backward(p.labels) {
		l := p.labels[i]
		left := l.anchor.left(l.at*half, l.width)
		if l.strong {
			edge = left
		} else if left+l.width > edge-gap {
			list[i] = true
		}
	}
	return list
}

// middle returns the middle of a column.
func (p *plot) middle(i int) float64 {
	return p.left + (float64(i)+0.5)/float64(p.columns)*(1-p.left)
}

// bar returns where the bar of a column begins, and its width: the column
// without a quarter of space, and not wider than widest.
func (p *plot) bar(i int) (from, width float64) {
	width = min(0.75*(1-p.left)/float64(p.columns), widest)
	return p.middle(i) - width/2, width
}

// open begins the picture with its grid and its labels.
func (p *plot) open(s *svg, name Name) {
	s.Grow(1024 + 160*p.columns)
	s.root("chart", chartHeight+20, name, p.links)
	if p.links {
		s.open("g", word("aria-hidden", "true"))
	}
	for _, g := range p.grid {
		s.empty("line", word("class", "gr"), px("x1", p.edge), share("x2", 1), px("y1", g.y), px("y2", g.y))
		if g.text != "" {
			s.text("text", g.text, px("x", 0), px("y", g.y+4))
		}
	}
	for _, l := range p.labels {
		if l.show != never {
			s.text("text", l.text, word("class", l.class()), share("x", l.at), px("y", chartHeight+16), word("text-anchor", string(l.anchor)))
		}
	}
	if p.links {
		s.close("g")
	}
}

func (p *plot) close(s *svg) { s.close("svg") }

// openLink begins the link of a column that has one. Its area is the whole
// column, so that a low bar can be hit; its name stands twice, as aria-label
// for assistive technology and as title for the pointer.
func (p *plot) openLink(s *svg, i int) {
	c := p.column(i)
	if c.Href == "" {
		return
	}
	column := (1 - p.left) / float64(p.columns)
	s.open("a", word("href", c.Href), word("aria-label", c.Title))
	s.text("title", c.Title)
	s.empty("rect", word("class", "hit"), word("fill", "transparent"),
		share("x", p.left+float64(i)*column), share("width", column), px("y", 0), px("height", chartHeight))
}

func (p *plot) closeLink(s *svg, i int) {
	if p.column(i).Href != "" {
		s.close("a")
	}
}
