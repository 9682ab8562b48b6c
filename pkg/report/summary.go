package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Summary is what a run found.
type Summary struct {
	Files                   int // that were checked
	Errors, Warnings, Infos int // that are not suppressed
	Suppressed              int
	Fixable, Unsafe         int // of those that are not suppressed, by machine, safely or not
	Older                   int // that were left out because they are not new
}

// Count sums up the findings in a number of files.
func Count(files int, ds []diag.Diagnostic) Summary {
	s := Summary{Files: files}
	for _, d := range ds {
		if d.Suppressed != nil {
			s.Suppressed++
			continue
		}
		switch {
		case d.Fix == nil:
		case d.Fix.Unsafe:
			s.Unsafe++
		default:
			s.Fixable++
		}
		switch d.Severity {
		case diag.Error:
			s.Errors++
		case diag.Warning:
			s.Warnings++
		case diag.Info:
			s.Infos++
		}
	}
	return s
}

// Summary writes one line: how many files were checked and what was found,
// and how many findings [Text.Write] left out.
func (t Text) Summary(w io.Writer, s Summary) error {
	line := "checked " + Plural(s.Files, "file") + ": " + s.findings(palette(t.Color))
	if s.Suppressed > 0 {
		line += fmt.Sprintf(", %d suppressed", s.Suppressed)
	}
	if s.Older > 0 {
		line += ", " + Plural(s.Older, "older finding") + " not shown"
	}
	total := s.Errors + s.Warnings + s.Infos
	if t.Limit > 0 && total > t.Limit {
		line += fmt.Sprintf(" (%d shown, %d more not shown)", t.Limit, total-t.Limit)
	}
	line += s.fixable()
	_, err := fmt.Fprintln(w, line)
	return err
}

// fixable says how many findings `rcagen check` can put right by itself.
func (s Summary) fixable() string {
	switch {
	case s.Fixable > 0 && s.Unsafe > 0:
		return fmt.Sprintf("; %d fixable with check --fix, %d more with check --fix --unsafe", s.Fixable, s.Unsafe)
	case s.Fixable > 0:
		return fmt.Sprintf("; %d fixable with check --fix", s.Fixable)
	case s.Unsafe > 0:
		return fmt.Sprintf("; %d fixable with check --fix --unsafe", s.Unsafe)
	}
	return ""
}

// Findings says what was found: "1 error, 2 warnings".
func (s Summary) Findings() string { return s.findings(false) }

func (s Summary) findings(p palette) string {
	var parts []string
	add := func(n int, noun string, style style) {
		if n > 0 {
			parts = append(parts, p.with(style, Plural(n, noun)))
		}
	}
	add(s.Errors, "error", severityStyle(diag.Error))
	add(s.Warnings, "warning", severityStyle(diag.Warning))
	add(s.Infos, "info", severityStyle(diag.Info))
	if parts == nil {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// Plural says how many there are of what a noun stands for: "1 file", "2 files".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
