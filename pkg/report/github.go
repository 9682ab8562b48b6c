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

// MostAnnotations is how many annotations of each severity GitHub shows for a
// step of a workflow.
const MostAnnotations = 10

// Unannotated returns how many findings are more than GitHub shows.
func (s Summary) Unannotated() int {
	return max(0, s.Errors-MostAnnotations) + max(0, s.Warnings-MostAnnotations) + max(0, s.Infos-MostAnnotations)
}

// writeGitHub writes commands that make the runner of GitHub Actions annotate
// the lines of a pull request, the worst findings first.
func writeGitHub(w *bufio.Writer, r *Run) error {
	files := sources{open: r.Open}
	for _, d := range worstFirst(r.Found) {
		files.turnTo(d.Path)
		command := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning"}[d.Severity]
		fmt.Fprintf(w, "::%s ", cmp.Or(command, "notice"))
		if d.Path != "" {
			fmt.Fprintf(w, "file=%s,", gitHubProperty(visible(r.inRepository(d.Path))))
		}
		if p := files.place(d.Path, d.Span); p.file != nil {
			fmt.Fprintf(w, "line=%d,endLine=%d,", p.start.Line, p.end.Line)
			if p.start.Line == p.end.Line { // columns of two lines are refused
				fmt.Fprintf(w, "col=%d,endColumn=%d,", p.start.UTF16, p.end.UTF16)
			}
		}
		lines := []string{visible(d.Message)}
		for _, s := range d.Help {
			lines = append(lines, "help: "+visible(s))
		}
		lines = append(lines, "more: rcagen explain "+visible(d.Rule))
		fmt.Fprintf(w, "title=%s::%s\n", gitHubProperty(visible(d.Rule)), gitHubData(strings.Join(lines, "\n")))
	}
	return nil
}

// worstFirst returns the findings that count, sorted by severity.
func worstFirst(found []diag.Diagnostic) []diag.Diagnostic {
	sorted := slices.Clone(counted(found))
	slices.SortStableFunc(sorted, func(a, b diag.Diagnostic) int { return cmp.Compare(b.Severity, a.Severity) })
	return sorted
}

// What the runner takes back (actions/toolkit, packages/core/src/command.ts).
var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

// StepSummary writes a Markdown table of the findings, the worst first, for
// the page of a workflow's run. It writes no more than a number of bytes, and
// says how many findings had no room.
func StepSummary(w io.Writer, r *Run, most int) error {
	found := worstFirst(r.Found)
	sum := Count(len(r.Files), r.Found)
	head := fmt.Sprintf("### rcagen: %s in %s\n\n", sum.Findings(), Plural(sum.Files, "file"))
	if !r.Complete {
		head += "Something could not be read, so there may be more.\n\n"
	}
	if len(found) > 0 {
		head += "| severity | place | finding | rule |\n|---|---|---|---|\n"
	}
	left := func(n int) string {
		return fmt.Sprintf("\n%s not shown: there is no more room.\n", Plural(n, "finding"))
	}
	room := most - len(head) - len(left(len(found)))
	if room < 0 {
		return nil
	}

	var rows strings.Builder
	files := sources{open: r.Open}
	for i, d := range found {
		row := r.summaryRow(&files, d)
		if rows.Len()+len(row) > room {
			rows.WriteString(left(len(found) - i))
			break
		}
		rows.WriteString(row)
	}
	_, err := io.WriteString(w, head+rows.String())
	return err
}

func (r *Run) summaryRow(files *sources, d diag.Diagnostic) string {
	files.turnTo(d.Path)
	at := ""
	if d.Path != "" {
		at = r.inRepository(d.Path)
	}
	if p := files.place(d.Path, d.Span); p.file != nil {
		at += fmt.Sprintf(":%d", p.start.Line)
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", d.Severity, cellText(at), cellText(d.Message), cellText(d.Rule))
}

// cellText returns a text for a cell of a Markdown table, in which nothing is
// markup: references take the place of all that could begin some.
func cellText(text string) string {
	var b strings.Builder
	for _, c := range visible(text) {
		if c < 0x80 && strings.ContainsRune("!\"#$&'()*+<=>@[\\]^_`{|}~:", c) {
			fmt.Fprintf(&b, "&#%d;", c)
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}
