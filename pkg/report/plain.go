package report

import (
	"bufio"
	"fmt"

	"github.com/rcagen/rcagen/pkg/diag"
)

// plainWidth is how much of a source line, in columns, the plain format
// quotes.
const plainWidth = 240

// writePlain writes the findings in sentences, without drawing, for screen
// readers and for those who read the text aloud:
//
//	error section/missing in content/x.md, line 12, column 1: required section `RCA` is missing.
//	Line 12 reads: ### Root cause anlysis
//	Here: closest heading.
//	Related, in content/x.md, line 9, column 1: the section before it.
//	Line 9 reads: ### Impact summary
//	Help: rename this heading.
//	More: rcagen explain section/missing
func writePlain(w *bufio.Writer, r *Run) error {
	files := sources{open: r.Open}
	for _, d := range r.Text.Shown(r.Found) {
		files.turnTo(d.Path)
		p := files.place(d.Path, d.Span)
		fmt.Fprintf(w, "%s %s%s: %s\n", d.Severity, visible(d.Rule), spoken(d.Path, p), sentence(visible(d.Message)))
		quote(w, p)
		if d.Label != "" {
			fmt.Fprintf(w, "Here: %s\n", sentence(visible(d.Label)))
		}
		for _, related := range d.Related {
			p := files.place(related.Path, related.Span)
			fmt.Fprintf(w, "Related,%s", spoken(related.Path, p))
			if related.Label != "" {
				fmt.Fprintf(w, ": %s", sentence(visible(related.Label)))
			}
			fmt.Fprintln(w)
			quote(w, p)
		}
		for _, s := range d.Help {
			fmt.Fprintf(w, "Help: %s\n", sentence(visible(s)))
		}
		for _, s := range d.Notes {
			fmt.Fprintf(w, "Note: %s\n", sentence(visible(s)))
		}
		fmt.Fprintf(w, "More: rcagen explain %s\n\n", visible(d.Rule))
	}
	return nil
}

// spoken says where a place is: " in content/x.md, line 12, column 1".
func spoken(path string, p place) string {
	if path == "" {
		return ""
	}
	at := " in " + visible(path)
	if p.file == nil {
		return at
	}
	return fmt.Sprintf("%s, line %d, column %d", at, p.start.Line, p.start.UTF16)
}

// quote writes the first line of a place, and what of it is meant unless that
// is all of it.
func quote(w *bufio.Writer, p place) {
	if p.file == nil {
		return
	}
	line, at := p.file.Line(p.start.Line)
	marked := within(p.span, at)
	fmt.Fprintf(w, "Line %d reads: %s\n", p.start.Line, newView(line, marked, plainWidth).text)
	if text := line[marked.Start:marked.End]; len(text) > 0 && len(text) < len(line) {
		fmt.Fprintf(w, "This is about: %s\n", newView(text, diag.Span{}, plainWidth).text)
	}
	if p.end.Line > p.start.Line {
		fmt.Fprintf(w, "It goes on to line %d, column %d.\n", p.end.Line, p.end.UTF16)
	}
}
