package format

import (
	"regexp"
	"strings"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/report"
)

// mostColumns is the width of the widest table that is aligned, in characters.
// Beyond it, lines break in most windows and nothing stands below anything.
const mostColumns = 120

// narrowest is the width of a column without text: that of `---`.
const narrowest = 3

// grid is a table as it is written.
type grid struct {
	lines  []diag.Span
	cells  [][]string // by line, of which the second is that of dashes
	widths []int      // of the columns
}

var dashes = regexp.MustCompile(`^:?-+:?$`)

// table aligns the columns of a table. One whose rows differ in length, or have
// anything beside their cells, stays: there is a rule about the first.
func (w *changes) table(t *markdown.Block) {
	g, ok := w.grid(t)
	if !ok {
		return
	}
	total := 1
	for _, width := range g.widths {
		total += width + len(" |") + len(" ")
	}
	if total > mostColumns {
		for i := range g.widths {
			g.widths[i] = narrowest
		}
	}
	edits := make([]diag.Edit, len(g.lines))
	for i, line := range g.lines {
		edits[i] = diag.Replace(line, g.row(i))
	}
	w.change(t.Span.Start, "columns of the table", edits...)
}

// grid reads a table.
func (w *changes) grid(t *markdown.Block) (*grid, bool) {
	if len(t.Children) == 0 {
		return nil, false
	}
	columns := len(t.Children[0].Children)
	g := &grid{widths: make([]int, columns)}
	add := func(at int) (next int, ok bool) {
		line, next := lineOf(w.source, at)
		source := w.source[line.Start:line.End]
		spans := check.Cells(source)
		cells := make([]string, len(spans))
		for i, span := range spans {
			cells[i] = strings.Trim(string(source[span.Start:span.End]), " \t")
		}
		g.lines, g.cells = append(g.lines, line), append(g.cells, cells)
		return next, len(cells) == columns
	}
	for i, row := range t.Children {
		next, ok := add(row.Span.Start)
		if ok && i == 0 {
			_, ok = add(next)
		}
		if !ok {
			return nil, false
		}
	}
	return g, g.measure()
}

// measure finds the widths of the columns. It is false when the second line is
// not one of dashes.
func (g *grid) measure() bool {
	for i, cells := range g.cells {
		for column, cell := range cells {
			if i != 1 {
				g.widths[column] = max(g.widths[column], report.Columns(cell), narrowest)
			} else if !dashes.MatchString(cell) {
				return false
			}
		}
	}
	return true
}

// row writes a line of the table.
func (g *grid) row(line int) string {
	var b strings.Builder
	b.WriteByte('|')
	for column, cell := range g.cells[line] {
		marks := g.cells[1][column]
		left, right := marks[0] == ':', len(marks) > 1 && marks[len(marks)-1] == ':'
		before, behind := 0, max(0, g.widths[column]-report.Columns(cell))
		switch {
		case line == 1:
			cell, behind = ruled(g.widths[column], left, right), 0
		case left && right:
			before, behind = behind/2, behind-behind/2
		case right:
			before, behind = behind, 0
		}
		b.WriteString(" " + strings.Repeat(" ", before) + cell + strings.Repeat(" ", behind) + " |")
	}
	return b.String()
}

// ruled writes the dashes below the header of a column.
func ruled(width int, left, right bool) string {
	text := []byte(strings.Repeat("-", width))
	if left {
		text[0] = ':'
	}
	if right {
		text[width-1] = ':'
	}
	return string(text)
}
