package report

import (
	"bufio"
	"fmt"
	"strings"
)

// writeShort writes a line for each finding, as compilers do:
//
//	content/x.md:12:1: error: required section `RCA` is missing [section/missing]
//
// The column counts UTF-16 units. A finding about a whole file has neither
// line nor column.
func writeShort(w *bufio.Writer, r *Run) error {
	files := sources{open: r.Open}
	for _, d := range r.Text.Shown(r.Found) {
		files.turnTo(d.Path)
		at := ""
		if d.Path != "" {
			at = inLog(visible(d.Path)) + ":"
		}
		if p := files.place(d.Path, d.Span); p.file != nil {
			at += fmt.Sprintf("%d:%d:", p.start.Line, p.start.UTF16)
		}
		if at != "" {
			at += " "
		}
		fmt.Fprintf(w, "%s%s: %s [%s]\n", at, d.Severity, visible(d.Message), visible(d.Rule))
	}
	return nil
}

// inLog returns a path that may begin a line in the log of a CI system, where
// a line that begins with `::` would be a command.
func inLog(path string) string {
	if strings.HasPrefix(strings.TrimSpace(path), ":") {
		return "./" + path
	}
	return path
}
