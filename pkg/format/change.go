package format

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// changes collects what is to change in the text of a document, each as a
// finding with its fix.
type changes struct {
	*rca.Parsed
	source []byte
	blocks []*markdown.Block // of the document itself, in the order of the text
	list   []diag.Diagnostic
}

// changesOf returns what is to change in the text of a document.
func changesOf(p *rca.Parsed, c *config.Config) []diag.Diagnostic {
	byPlace := func(a, b *markdown.Block) int { return cmp.Compare(a.Span.Start, b.Span.Start) }
	w := &changes{Parsed: p, source: p.Source.Bytes, blocks: slices.SortedFunc(slices.Values(p.Body.Blocks), byPlace)}
	accidental := map[int]bool{} // underlined, by where the text starts
	for _, d := range check.Only(p, c, "heading/accidental-setext", "style/trailing-space", "style/blank-lines", "style/final-newline") {
		if d.Rule == "heading/accidental-setext" {
			accidental[d.Related[0].Span.Start] = true
		} else {
			w.list = append(w.list, d)
		}
	}
	w.headings(accidental)
	w.levels()
	w.lists(p.Body.Blocks)
	for _, b := range w.blocks {
		if b.Kind == markdown.Table {
			w.table(b)
		}
	}
	w.blankLines()
	w.ending()
	slices.SortStableFunc(w.list, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return slices.DeleteFunc(w.list, w.joins)
}

// joins reports whether a change would make one line end of two, where a file has
// several kinds of them: there is a rule about those.
func (w *changes) joins(d diag.Diagnostic) bool {
	return slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool {
		return e.Text == "" && e.Span.Start > 0 && w.source[e.Span.Start-1] == '\r' && e.Span.End < len(w.source) && w.source[e.Span.End] == '\n'
	})
}

// change adds a change that starts at an offset. Edits that change nothing are
// left out.
func (w *changes) change(at int, message string, edits ...diag.Edit) {
	edits = slices.DeleteFunc(edits, func(e diag.Edit) bool { return string(w.source[e.Span.Start:e.Span.End]) == e.Text })
	if len(edits) > 0 {
		w.list = append(w.list, diag.Diagnostic{
			Message: message, Path: w.Source.Path, Span: diag.Span{Start: at, End: at}, Fix: diag.SafeFix(message, edits...),
		})
	}
}

// headings writes headings with # signs in front, one blank behind these, and
// nothing at the end. An underlined paragraph that reads like text stays: there
// is a rule about it.
func (w *changes) headings(accidental map[int]bool) {
	for _, h := range w.blocks {
		if h.Kind != markdown.Heading {
			continue
		}
		line, next := lineOf(w.source, h.Span.Start)
		mark := strings.Repeat("#", h.Level) + " "
		switch {
		case !h.Setext:
			w.marks(h, line)
		case accidental[h.Span.Start]:
		default:
			underline, behind := lineOf(w.source, next)
			if behind < h.Span.End || len(bytes.Trim(w.source[underline.Start:underline.End], " =-")) > 0 {
				continue // more than one line of text
			}
			text := line.Start + indent(w.source[line.Start:line.End])
			w.change(line.Start, "heading is underlined",
				diag.Replace(diag.Span{Start: line.Start, End: text}, mark),
				diag.Replace(diag.Span{Start: next, End: behind}, ""))
		}
	}
}

// indent returns the number of blanks that a line starts with.
func indent(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " \t")) }

// marks writes the marks of a heading with # signs.
func (w *changes) marks(h *markdown.Block, line diag.Span) {
	written := w.source[line.Start:line.End]
	from := indent(written)
	if behind := from + h.Level; !bytes.HasPrefix(written[from:], []byte(strings.Repeat("#", h.Level))) || behind == len(written) {
		return
	}
	text := from + h.Level + indent(written[from+h.Level:])
	end := len(bytes.TrimRight(written, "#"))
	if end == len(written) || written[end-1] != ' ' && written[end-1] != '\t' {
		end = len(written)
	}
	end = len(bytes.TrimRight(written[:end], " \t"))
	if text >= end { // without a text
		return
	}
	at := line.Start
	w.change(at, "marks of the heading",
		diag.Replace(diag.Span{Start: at, End: at + text}, strings.Repeat("#", h.Level)+" "),
		diag.Replace(diag.Span{Start: at + end, End: line.End}, ""))
}

// levels moves all headings up or down, so that sections are of level 2 as they
// are on the page. The heading that is the author's title stays. Where the title
// of the page is read from a heading, where a level would be none, and where the
// text does not start with a section, all stay.
func (w *changes) levels() {
	d, step := w.Document, w.Document.LevelShift
	headings := w.Body.Headings
	if step == 0 || d.Meta.Title == "" {
		return
	}
	if title := headings[0]; w.Body.Blocks[0] == title && (d.DropTitle || title.Level == 1 && step < 0) {
		headings = headings[1:]
	}
	var edits []diag.Edit
	for i, h := range headings {
		level := h.Level + step
		at := h.Span.Start + indent(w.source[h.Span.Start:h.Span.End])
		if h.Setext || level > 6 || i == 0 && level != 2 || w.source[at] != '#' {
			return
		}
		edits = append(edits, diag.Replace(diag.Span{Start: at, End: at + h.Level}, strings.Repeat("#", level)))
	}
	if len(edits) > 0 {
		w.change(headings[0].Span.Start, fmt.Sprintf("sections are of level %d", 2-step), edits...)
	}
}

// lists marks lists with `-`; the second of two next to each other with `*`.
func (w *changes) lists(blocks []*markdown.Block) {
	before, mark := -1, byte(0) // end and mark of the list before
	for _, b := range blocks {
		w.lists(b.Children)
		if b.Kind != markdown.List || b.Ordered {
			continue
		}
		next := before >= 0 && before <= b.Span.Start && len(bytes.Trim(w.source[before:b.Span.Start], " \t\r\n>")) == 0
		if next && mark == '-' {
			mark = '*'
		} else {
			mark = '-'
		}
		before = b.Span.End
		w.marked(b, mark)
	}
}

// marked writes the mark of a list's items.
func (w *changes) marked(list *markdown.Block, mark byte) {
	var edits []diag.Edit
	for _, item := range list.Children {
		at := item.Span.Start
		if at >= len(w.source) || !strings.ContainsRune("-*+", rune(w.source[at])) {
			return
		}
		edits = append(edits, diag.Replace(diag.Span{Start: at, End: at + 1}, string(mark)))
	}
	w.change(list.Span.Start, fmt.Sprintf("list is not marked with `%c`", mark), edits...)
}

// blankLines puts a blank line between blocks that have none, and below the
// front matter. None stands beside what a comment or JSX may be about, and none
// between footnotes.
func (w *changes) blankLines() {
	tied := w.tied()
	for i, b := range w.blocks {
		at := startOf(w.source, b.Span.Start)
		if i == 0 {
			if at == w.Document.Body && w.FrontMatter.Extent.Len() > 0 {
				w.change(at, "no blank line below the front matter", diag.Insert(at, "\n"))
			}
			continue
		}
		above := w.blocks[i-1]
		last, next := lineOf(w.source, max(above.Span.Start, above.Span.End-1))
		first, _ := lineOf(w.source, at)
		notes := above.Kind == markdown.FootnoteDefinition && b.Kind == markdown.FootnoteDefinition
		if next == at && !notes && !tied(above) && !tied(b) && !w.looksBlank(last) && !w.looksBlank(first) {
			w.change(at, "no blank line above", diag.Insert(at, "\n"))
		}
	}
}

// looksBlank reports whether a line holds nothing but white space of any kind,
// as that of a paragraph of one vertical tab.
func (w *changes) looksBlank(line diag.Span) bool {
	return len(bytes.TrimSpace(w.source[line.Start:line.End])) == 0
}

// tied returns a function that reports whether a block is HTML, or holds a
// comment or JSX.
func (w *changes) tied() func(*markdown.Block) bool {
	var places []int
	for _, tag := range w.Body.RawHTML {
		if tag.Name == "" || tag.JSX {
			places = append(places, tag.Span.Start)
		}
	}
	slices.Sort(places)
	return func(b *markdown.Block) bool {
		i, _ := slices.BinarySearch(places, b.Span.Start)
		return b.Kind == markdown.HTML || i < len(places) && places[i] < b.Span.End
	}
}

// ending takes the blank lines at the end of the text away.
func (w *changes) ending() {
	end := len(bytes.TrimRight(w.source, " \t\r\n"))
	if end <= w.Document.Body {
		return
	}
	if _, next := lineOf(w.source, end); next < len(w.source) {
		w.change(next, "blank lines at the end", diag.Replace(diag.Span{Start: next, End: len(w.source)}, ""))
	}
}
