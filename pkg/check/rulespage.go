package check

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/fix"
)

// Markdown writes the documentation page of all rules.
func Markdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, pageHead)
	fmt.Fprint(out, "| Rule | Severity | Finds |\n|---|---|---|\n")
	for _, r := range Rules() {
		fmt.Fprintf(out, "| [%s](#%s) | %s | %s |\n", r.Name, Anchor(r.Name), r.Severity, r.Finds)
	}
	for _, r := range Rules() {
		writeRule(out, r)
	}
	return out.Flush()
}

const pageHead = `# Rules

Generated from the table of rules by ` + "`go test ./pkg/check -update`" + `; changes made here are lost.

` + "`rcagen explain RULE`" + ` shows the same in a terminal. An error keeps the site from being published; warnings and
infos are shown. The severity of a rule, or of all rules of a family, is set in ` + "`rcagen.yaml`" + `:

` + "```yaml" + `
checks:
  front-matter/unknown-key: error
  link/*: warning
  sidebar/number-in-label: off
` + "```" + `

`

// Anchor returns the anchor of a rule's heading on that page, as GitHub makes it.
func Anchor(rule string) string { return strings.ReplaceAll(rule, "/", "") }

func writeRule(w io.Writer, r *Rule) {
	fmt.Fprintf(w, "\n## %s\n\n*%s.* %s\n\n%s\n\n**To put it right:** %s\n", r.Name, title(r.Severity.String()), r.Finds, r.Why, r.Fix)
	example, err := r.Example()
	if err != nil {
		return // the table says why the rule exists; not every one can be shown
	}
	fmt.Fprint(w, "\nrcagen says:\n\n")
	writeFence(w, "text", strings.TrimSpace(example.Report))
	for _, c := range example.changes() {
		if c.unneeded {
			fmt.Fprintf(w, "\nPut right: `%s` is deleted.\n", c.path)
			continue
		}
		fmt.Fprintf(w, "\nPut right, in `%s`:\n\n", c.path)
		writeFence(w, "diff", difference(printable(c.bad), printable(c.good)))
	}
}

// difference shows what became of a text, without the head of a patch.
func difference(before, after string) string {
	patch := string(fix.Diff("before", []byte(before), "after", []byte(after)))
	_, hunks, _ := strings.Cut(patch, "\n@@")
	_, hunks, _ = strings.Cut(hunks, "\n")
	return hunks
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// writeFence writes a code block whose fence is longer than any in the text.
func writeFence(w io.Writer, language, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	fmt.Fprintf(w, "%s%s\n%s\n%s\n", fence, language, strings.TrimRight(text, "\n"), fence)
}
