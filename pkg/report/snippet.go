package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
)

// minWidth is the least that a source line gets, however narrow the terminal.
const minWidth = 20

// snippet writes the lines of a block with their marks.
func (p *printer) snippet(b block, gutter int, style style) {
	marks := slices.Clone(b.marks)
	slices.SortStableFunc(marks, func(x, y mark) int {
		return cmp.Or(
			cmp.Compare(x.line, y.line),
			cmp.Compare(rank(x), rank(y)),
			cmp.Compare(x.span.Start, y.span.Start),
		)
	})
	for before := 0; len(marks) > 0; {
		line, n := marks[0].line, 1
		for n < len(marks) && marks[n].line == line {
			n++
		}
		switch {
		case before == 0 || line == before+1:
		case line == before+2: // as short as the dots, and says more
			p.line(b.file, before+1, nil, gutter, style)
		default:
			fmt.Fprintln(p.w, p.paint.with(frame, "..."))
		}
		p.line(b.file, line, marks[:n], gutter, style)
		before, marks = line, marks[n:]
	}
}

// rank puts the place of the finding itself first.
func rank(m mark) int {
	if m.primary {
		return 0
	}
	return 1
}

// line writes a source line and a row for each mark on it. Marks too far from
// each other to be seen at once get the line again, cut around them.
func (p *printer) line(f *diag.File, number int, marks []mark, gutter int, style style) {
	text, at := f.Line(number)
	width := max(minWidth, p.width-gutter-len(" | "))
	var around diag.Span
	for {
		if len(marks) > 0 {
			around = within(marks[0].span, at)
		}
		v := newView(text, around, width)
		p.row(fmt.Sprintf("%*d", gutter, number), v.text)
		var rest []mark
		for i, m := range marks {
			from, to, ok := v.columns(within(m.span, at))
			if !ok && i > 0 {
				rest = append(rest, m)
				continue
			}
			p.mark(m, from, to, width, gutter, style)
		}
		if len(rest) == 0 {
			return
		}
		marks = rest
	}
}

// within returns the part of a span on a line, relative to the line. A span
// that starts on the line's end becomes the empty span behind its last byte.
func within(s, line diag.Span) diag.Span {
	start := min(s.Start, line.End) - line.Start
	end := min(s.End, line.End) - line.Start
	return diag.Span{Start: start, End: max(start, end)}
}

// row writes text beside the gutter.
func (p *printer) row(gutter, text string) {
	fmt.Fprintf(p.w, "%s", p.paint.with(frame, gutter+" |"))
	if text != "" {
		p.w.WriteByte(' ')
		p.w.WriteString(text)
	}
	p.w.WriteByte('\n')
}

// mark writes the row below a source line: the mark and its label, which gets
// a row of its own when it does not fit beside the mark.
func (p *printer) mark(m mark, from, to, width, gutter int, style style) {
	stroke := "^"
	if !m.primary {
		stroke, style = "-", related
	}
	indent := strings.Repeat(" ", gutter)
	drawn := strings.Repeat(" ", from) + p.paint.with(style, strings.Repeat(stroke, to-from))
	if m.label == "" {
		p.row(indent, drawn)
		return
	}
	label := widths.StringWidth(m.label)
	if to+1+label <= width {
		p.row(indent, drawn+" "+p.paint.with(style, m.label))
		return
	}
	p.row(indent, drawn)
	p.row(indent, strings.Repeat(" ", max(0, min(from, width-label)))+p.paint.with(style, m.label))
}

// view is the part of a source line that fits the terminal.
type view struct {
	text  string
	cells []cell
	width int  // columns to draw in
	left  int  // columns before the first cell
	toEnd bool // the last cell ends the line
}

// newView lays out a line so that the span, relative to the line, is seen.
func newView(line []byte, span diag.Span, width int) view {
	lo, hi := near(line, span.Start, 16*width)
	all := cells(line[lo:hi], lo)
	needed := 0
	for _, c := range all {
		needed += c.width
	}
	if span.Start >= len(line) {
		needed++ // the mark stands behind the text
	}
	if needed <= width && lo == 0 && hi == len(line) {
		return view{text: drawn(all), cells: all, width: width, toEnd: true}
	}

	from, to := window(all, span, width-2) // an ellipsis on either side
	v := view{cells: all[from:to], width: width, toEnd: to == len(all) && hi == len(line)}
	v.text = drawn(v.cells)
	if from > 0 || lo > 0 {
		v.text, v.left = "…"+v.text, 1
	}
	if !v.toEnd {
		v.text += "…"
	}
	return v
}

// near returns the range around a place of a line that is worth laying out,
// so that a line of megabytes costs no more than a screen.
func near(line []byte, at, reach int) (lo, hi int) {
	lo, hi = max(0, at-reach), min(len(line), at+reach)
	for lo > 0 && !utf8.RuneStart(line[lo]) && at-lo < reach+utf8.UTFMax {
		lo--
	}
	for hi < len(line) && !utf8.RuneStart(line[hi]) && hi-at < reach+utf8.UTFMax {
		hi++
	}
	return lo, hi
}

// window chooses the cells to show in a number of columns: the span as far as
// it fits, and then as much before it as after it.
func window(all []cell, span diag.Span, columns int) (from, to int) {
	from = slices.IndexFunc(all, func(c cell) bool { return c.end > span.Start })
	if from < 0 {
		from = len(all)
		columns--
	}
	to = from
	right := func(limit, until int) {
		for to < len(all) && all[to].start < until && all[to].width <= limit {
			limit -= all[to].width
			columns -= all[to].width
			to++
		}
	}
	left := func(limit int) {
		for from > 0 && all[from-1].width <= limit {
			from--
			limit -= all[from].width
			columns -= all[from].width
		}
	}
	const end = int(^uint(0) >> 1)
	right(columns*3/4, max(span.End, span.Start+1))
	left(columns / 2)
	right(columns, end)
	left(columns)
	return from, to
}

// columns returns where a span, relative to the line, stands in the view, at
// least one column wide. It is not ok when its start is not in view; then the
// columns are those of the view's nearest end.
func (v view) columns(s diag.Span) (from, to int, ok bool) {
	from, to = -1, v.left
	for _, c := range v.cells {
		if c.end > s.Start && from < 0 {
			from, ok = to, c.start <= s.Start
		}
		if from >= 0 && c.start >= max(s.End, s.Start+1) {
			break
		}
		to += c.width
	}
	if from < 0 {
		from, ok = to, v.toEnd && to < v.width
	}
	return from, max(to, from+1), ok
}

func drawn(cells []cell) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(c.text)
	}
	return b.String()
}
