package check

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Explain writes the page about a rule for a terminal.
func Explain(w io.Writer, rule *Rule) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s (%s)\n\n", rule.Name, rule.Severity)
	writeWrapped(out, rule.Finds)
	fmt.Fprint(out, "\nWhy it matters\n\n")
	writeWrapped(out, rule.Why)
	fmt.Fprint(out, "\nHow to put it right\n\n")
	writeWrapped(out, rule.Fix)

	if example, err := rule.Example(); err == nil {
		fmt.Fprint(out, "\nWith the problem\n")
		writeFiles(out, example.Bad, example.Setup)
		fmt.Fprint(out, "\nWhat rcagen says\n\n")
		writeIndented(out, strings.TrimSpace(example.Report))
		if changes := example.changes(); len(changes) > 0 {
			fmt.Fprint(out, "\nWithout the problem\n")
			writeChanges(out, changes)
		}
	}

	if adjustable(rule) {
		fmt.Fprint(out, "\nTo change the severity, in rcagen.yaml\n\n")
		writeIndented(out, severitySetting(rule))
	}
	return out.Flush()
}

func severitySetting(rule *Rule) string {
	return fmt.Sprintf("checks:\n  %s: %s   # off, info, warning or error", rule.Name, otherSeverity(rule.Severity))
}

// otherSeverity is what people most often want in place of s.
func otherSeverity(s diag.Severity) diag.Severity {
	switch s {
	case diag.Error:
		return diag.Warning
	case diag.Warning:
		return diag.Error
	case diag.Off:
		return diag.Warning
	}
	return diag.Off
}

// writeFiles shows the files of a project. Commands that made some of them
// follow as shell comments would.
func writeFiles(w io.Writer, files []ExampleFile, setup string) {
	for _, f := range files {
		fmt.Fprintf(w, "\n  %s\n\n", f.Path)
		writeIndented(w, printable(f.Text))
	}
	for line := range strings.Lines(setup) {
		fmt.Fprintf(w, "\n  and: %s\n", strings.TrimSpace(line))
	}
}

func writeChanges(w io.Writer, changes []change) {
	for _, c := range changes {
		if c.unneeded {
			fmt.Fprintf(w, "\n  %s is deleted\n", c.path)
			continue
		}
		fmt.Fprintf(w, "\n  %s\n\n", c.path)
		writeIndented(w, printable(c.good))
	}
}

const textWidth = 78

// writeWrapped writes running text, indented, in lines of at most textWidth
// characters where its words allow that.
func writeWrapped(w io.Writer, text string) {
	column := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case column == 0:
			fmt.Fprint(w, "  ")
			column = 2
		case column+1+n > textWidth:
			fmt.Fprint(w, "\n  ")
			column = 2
		default:
			fmt.Fprint(w, " ")
			column++
		}
		fmt.Fprint(w, word)
		column += n
	}
	fmt.Fprintln(w)
}

// writeIndented writes a block of text, indented by four columns.
func writeIndented(w io.Writer, text string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\n"); line == "" {
			fmt.Fprintln(w)
			continue
		}
		fmt.Fprintf(w, "    %s\n", line)
	}
}

// printable shows every character that has no picture of its own as Go's
// escape for it.
func printable(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\n' || r == '\t' || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += size
	}
	return b.String()
}
