package chart

// Widths that a picture is laid out for, in pixels. Below 44rem the style
// sheet hides the class t2. A ribbon is at least wide above that; a chart can
// stand beside another one and is then as small as half.
const (
	narrow = 280 // a screen of 320 less its margins
	wide   = 600
	half   = 340
)

// gap is the least space between two labels of an axis, in pixels.
const gap = 8

// textWidth guesses the width of a text in pixels, at 13 pixels and bold.
func textWidth(text string) float64 {
	width := 0.0
	for _, r := range text {
		switch r {
		case 'i', 'l', 'j', 't', 'I', '.', ',', ':', ';', '\'', '|', '!', '(', ')', '[', ']', ' ', '\u00a0':
			width += 4.5
			continue
		case 'm', 'w', 'M', 'W', '@', '%', '—':
			width += 12.5
			continue
		}
		switch {
		case r >= 0x1100: // Korean, Chinese, Japanese, and what lies beyond
			width += 13.5
		case r >= 'A' && r <= 'Z' || r > 0x7f:
			width += 9.5
		default:
			width += 8.2
		}
	}
	return width
}

// anchor is where a text stands to its position.
type anchor string

const (
	start  anchor = "" // what SVG takes unsaid
	middle anchor = "middle"
	end    anchor = "end"
)

// left returns where a text of a width that is anchored at x begins.
func (a anchor) left(x, width float64) float64 {
	switch a {
	case middle:
		return x - width/2
	case end:
		return x - width
	}
	return x
}

// beside returns where to write a text of a width in pixels over what lies
// between two parts of the picture: at its left edge, its right edge, or its
// middle, whichever needs the least moving to stay inside a narrow picture.
func beside(from, to, width float64) (float64, anchor) {
	w := min(width/narrow, 1)
	left := max(0, from-(1-w))
	right := max(0, w-to)
	centre := min(max((from+to)/2, w/2), 1-w/2)
	if left == 0 {
		return from, start
	}
	if right == 0 {
		return to, end
	}
	if off := centre - (from+to)/2; off == 0 || max(off, -off) < min(left, right) {
		return centre, middle
	}
	if left <= right {
		return 1 - w, start
	}
	return w, end
}

// lines breaks a label into at most two lines that fit into a narrow picture.
func lines(label string) []string {
	const room = narrow - stemGap
	if textWidth(label) <= room {
		return []string{label}
	}
	first, rest := cut(label, room)
	if textWidth(rest) > room {
		rest, _ = cut(rest, room-textWidth("…"))
		rest += "…"
	}
	return []string{first, rest}
}

// cut splits a text that is too wide, at a space where there is one.
func cut(text string, width float64) (head, tail string) {
	taken, space := 0.0, 0
	for i, r := range text {
		if r == ' ' {
			space = i
		}
		if taken += textWidth(string(r)); taken > width {
			if space > 0 {
				return text[:space], text[space+1:]
			}
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// label is a text under an axis.
type label struct {
	text   string
	at     float64 // part of the picture's width
	anchor anchor
	width  float64 // pixels
	strong bool    // stays when others go
	show   show
}

type show uint8

const (
	never show = iota
	onWide
	always
)

// class is the class of what belongs to the label.
func (l label) class() string {
	if l.show == onWide {
		return "t2"
	}
	return ""
}

// inside reports whether the label stays in a picture of a width.
func (l label) inside(width float64) bool {
	left := l.anchor.left(l.at*width, l.width)
	return left >= 0 && left+l.width <= width
}

// thin decides which labels a picture of some width shows: those that stay in
// it, all or what the first sieve lets through that leaves no two too near
// each other. It raises their show to level.
func thin(labels []label, width float64, level show, sieves func(i, sieve int) bool, count int) {
	kept := func(i, sieve int) bool {
		return labels[i].text != "" && labels[i].show == level-1 && labels[i].inside(width) && sieves(i, sieve)
	}
	for sieve := range count {
		if fits(labels, width, func(i int) bool { return kept(i, sieve) }) {
			for i := range labels {
				if kept(i, sieve) {
					labels[i].show = level
				}
			}
			return
		}
	}
	// No regular choice fits: from left to right, whatever does.
	edge := -float64(gap)
	for i := range labels {
		l := &labels[i]
		if left := l.anchor.left(l.at*width, l.width); kept(i, count-1) && left >= edge+gap {
			l.show, edge = level, left+l.width
		}
	}
}

// fits reports whether the kept labels stand apart in a picture of a width.
func fits(labels []label, width float64, kept func(i int) bool) bool {
	edge := -float64(gap)
	for i, l := range labels {
		if !kept(i) {
			continue
		}
		left := l.anchor.left(l.at*width, l.width)
		if left < edge+gap {
			return false
		}
		edge = left + l.width
	}
	return true
}
