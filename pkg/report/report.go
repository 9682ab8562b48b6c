// Package report shows findings: to people, as text in a terminal, a log or a
// file ([Text]), and to the programs of others, in the formats that they read
// ([Write]).
//
// As text, a finding looks like this:
//
//	error[section/missing]: required section `RCA` is missing
//	  --> content/2023-12-12-apiv2.md:12:1
//	   |
//	 9 | ### Impact summary
//	   | ------------------ the section before it
//	...
//	12 | ### Root cause anlysis
//	   | ^^^^^^^^^^^^^^^^^^^^^^ closest heading
//	   |
//	   = help: rename this heading
//	   = more: rcagen explain section/missing
//
// The column after the path counts UTF-16 units, because that is where
// editors jump to. `^` marks the place of the finding and `-` a related place
// that explains it; related places in other files follow under `:::`. A place
// on several lines is marked on its first. A finding about a whole file, and
// one in a file that cannot be opened, has the arrow line only. A path with
// spaces stands in quotes.
//
// Two rows of the terminal line up by what a character takes there: two
// columns for East Asian wide ones, none for combining ones, four for a tab.
// A line longer than the terminal is cut around its mark.
//
// Content is not trusted. Whatever comes from it (paths, messages, source
// lines) is shown with control characters as pictures (␛) and with invisible
// ones, such as those that turn the direction of writing, as `\u{202e}`. So
// a document can neither drive the terminal nor look like something else.
//
// Findings belong on standard output; the [Summary] and the [Progress] of a
// run are about the run and belong on standard error.
package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// DefaultWidth is the width of a report that does not go to a terminal.
const DefaultWidth = 100

// Text is the form of a report. Its zero value is uncoloured, [DefaultWidth]
// columns wide and complete.
type Text struct {
	Color bool
	Width int // columns of the terminal; 0 means DefaultWidth
	Limit int // most findings to show; 0 means all
}

// Write writes the findings in the order given, a blank line after each, and
// leaves out those that are suppressed. When there are more than t.Limit, the least severe are left out, the last ones
// first; [Text.Summary] says how many.
//
// It asks open for the files to quote. A file that open has no answer for is
// not quoted, and that is no error. The error is the writer's.
func (t Text) Write(w io.Writer, ds []diag.Diagnostic, open func(path string) (*diag.File, error)) error {
	p := &printer{
		w:     bufio.NewWriter(w),
		width: cmp.Or(t.Width, DefaultWidth),
		paint: palette(t.Color),
		files: sources{open: open},
	}
	for _, d := range t.Shown(ds) {
		p.finding(d)
	}
	return p.w.Flush()
}

// Shown returns the findings that are not suppressed and that the limit lets
// through.
func (t Text) Shown(ds []diag.Diagnostic) []diag.Diagnostic {
	ds = counted(ds)
	if t.Limit <= 0 {
		return ds
	}
	return worst(ds, t.Limit)
}

// printer writes one report. Errors of the writer stay in w until the end.
type printer struct {
	w     *bufio.Writer
	width int
	paint palette
	files sources
}

func (p *printer) finding(d diag.Diagnostic) {
	style := severityStyle(d.Severity)
	fmt.Fprintf(p.w, "%s%s\n", p.paint.with(style, d.Severity.String()+"["+visible(d.Rule)+"]"),
		p.paint.with(bold, ": "+visible(d.Message)))

	blocks := p.blocks(d)
	indent := strings.Repeat(" ", gutterWidth(blocks))
	for i, b := range blocks {
		arrow := "-->"
		if i > 0 {
			arrow = ":::"
			p.barAfter(blocks[i-1], indent)
		}
		fmt.Fprintf(p.w, "%s%s %s\n", indent, p.paint.with(frame, arrow), b.place())
		if b.file != nil {
			p.bar(indent)
			p.snippet(b, len(indent), style)
		}
	}

	if last := len(blocks) - 1; last >= 0 {
		p.barAfter(blocks[last], indent)
	}
	for i, s := range helpOf(d) {
		if i == 0 {
			s += fixable(d)
		}
		p.remark(indent, "help", s)
	}
	for _, s := range d.Notes {
		p.remark(indent, "note", s)
	}
	p.remark(indent, "more", "rcagen explain "+d.Rule)
	p.w.WriteByte('\n')
}

// helpOf says what to do about a finding.
func helpOf(d diag.Diagnostic) []string {
	if len(d.Help) == 0 && d.Fix != nil {
		return []string{d.Fix.Title}
	}
	return d.Help
}

// fixable marks a finding that a machine can put right.
func fixable(d diag.Diagnostic) string {
	switch {
	case d.Fix == nil:
		return ""
	case d.Fix.Unsafe:
		return " [fixable, unsafe]"
	}
	return " [fixable]"
}

// bar writes a gutter with nothing beside it.
func (p *printer) bar(indent string) {
	fmt.Fprintf(p.w, "%s %s\n", indent, p.paint.with(frame, "|"))
}

// barAfter closes the snippet of a block, if it has one.
func (p *printer) barAfter(b block, indent string) {
	if b.file != nil {
		p.bar(indent)
	}
}

func (p *printer) remark(indent, kind, text string) {
	fmt.Fprintf(p.w, "%s %s %s %s\n", indent, p.paint.with(frame, "="), p.paint.with(bold, kind+":"), visible(text))
}

// block is the part of a finding that has an arrow of its own: a whole file,
// or the marks in one file.
type block struct {
	path  string
	label string     // of a whole file
	file  *diag.File // nil for a whole file
	marks []mark     // not empty unless file is nil
}

// mark is a place in a block's file.
type mark struct {
	span    diag.Span // inside the file
	line    int
	label   string
	primary bool
}

// blocks groups the places of a finding by file, its own place first.
func (p *printer) blocks(d diag.Diagnostic) []block {
	if d.Path == "" {
		return nil
	}
	p.files.turnTo(d.Path)
	places := append([]diag.Related{{Path: d.Path, Span: d.Span, Label: d.Label}}, d.Related...)
	var blocks []block
	for i, place := range places {
		file := p.files.file(place.Path)
		if file == nil || place.Span == (diag.Span{}) {
			blocks = append(blocks, block{path: place.Path, label: place.Label})
			continue
		}
		m := newMark(file, place, i == 0)
		at := slices.IndexFunc(blocks, func(b block) bool { return b.file == file })
		if at < 0 {
			at = len(blocks)
			blocks = append(blocks, block{path: place.Path, file: file})
		}
		blocks[at].marks = append(blocks[at].marks, m)
	}
	return blocks
}

// newMark moves a span into its file and finds its line.
func newMark(f *diag.File, place diag.Related, primary bool) mark {
	span := inside(f, place.Span)
	return mark{
		span:    span,
		line:    f.Position(span.Start).Line,
		label:   visible(place.Label),
		primary: primary,
	}
}

// place is what follows the arrow: path:line:column of the first mark, or the
// path of a whole file with its label.
func (b block) place() string {
	path := visible(b.path)
	if path != b.path || strings.Contains(path, " ") {
		path = `"` + path + `"`
	}
	if b.file != nil {
		at := b.file.Position(b.marks[0].span.Start)
		return fmt.Sprintf("%s:%d:%d", path, at.Line, at.UTF16)
	}
	if b.label != "" {
		return path + ": " + visible(b.label)
	}
	return path
}

// gutterWidth returns the digits of the largest line number shown.
func gutterWidth(blocks []block) int {
	largest := 1
	for _, b := range blocks {
		for _, m := range b.marks {
			largest = max(largest, m.line)
		}
	}
	return len(fmt.Sprint(largest))
}
