package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

// reports is what a run writes about its findings: one report on standard
// output, and any number in files.
type reports struct {
	terminal *terminal
	format   string   // of the report on standard output
	outputs  []string // FORMAT=PATH, as given
	files    []reportFile
	flag     func(name string) bool // the flag was given
}

// reportFile is a report in a file.
type reportFile struct{ format, path string }

// addTo defines the flags.
func (r *reports) addTo(c *cobra.Command) {
	c.Flags().StringVar(&r.format, "format", "text", "form of the findings: "+strings.Join(report.Formats(), ", "))
	c.Flags().StringArrayVar(&r.outputs, "output", nil,
		"also write a report to a file, as FORMAT=PATH; may be repeated, and - is standard output in place of --format")
	r.flag = c.Flags().Changed
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.Formats(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("output", completeOutput)
}

// completeOutput completes the format, and leaves the path to the shell.
func completeOutput(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var list []string
	for _, f := range report.Formats() {
		list = append(list, f+"=")
	}
	return list, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// parse reads the flags.
func (r *reports) parse() error {
	if err := checkFormat("--format", r.format); err != nil {
		return err
	}
	onOutput := r.flag("format")
	for _, value := range r.outputs {
		format, path, ok := strings.Cut(value, "=")
		if !ok || path == "" {
			return fmt.Errorf("--output must be FORMAT=PATH, such as sarif=rcagen.sarif, not %q", value)
		}
		if err := checkFormat("--output", format); err != nil {
			return err
		}
		if path == "-" {
			if onOutput {
				return errors.New("standard output takes one report: give --format or one --output FORMAT=-")
			}
			onOutput, r.format = true, format
			continue
		}
		if slices.ContainsFunc(r.files, func(f reportFile) bool { return filepath.Clean(f.path) == filepath.Clean(path) }) {
			return fmt.Errorf("--output names %s twice", path)
		}
		r.files = append(r.files, reportFile{format, path})
	}
	return nil
}

func checkFormat(flag, format string) error {
	known := report.Formats()
	if slices.Contains(known, format) {
		return nil
	}
	hint := ""
	if near := diag.Closest(format, known); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	last := len(known) - 1
	return fmt.Errorf("%s must be %s or %s, not %q%s", flag, strings.Join(known[:last], ", "), known[last], format, hint)
}

// finish writes the reports about a run, which ends with the verdict and in
// which a number of older findings was left out.
func (r *reports) finish(p *build.Project, result *build.Result, older int, verdict error) error {
	run := newRun(p, result.Documents, result.Found)
	run.Older = older
	run.Complete = !result.Incomplete
	var status exitStatus
	if errors.As(verdict, &status) {
		run.ExitCode = int(status)
	}
	if err := r.write(run); err != nil {
		return err
	}
	return verdict
}

// mistakes writes the reports about mistakes in the configuration.
func (r *reports) mistakes(p *build.Project, found []diag.Diagnostic) error {
	run := newRun(p, nil, found)
	run.ExitCode = exitUsage
	return r.write(run)
}

func newRun(p *build.Project, files []string, found []diag.Diagnostic) *report.Run {
	return &report.Run{
		Version: versionOf(),
		Files:   files,
		Found:   found,
		Prefix:  inRepository(p.Dir),
		Text:    report.Text{Limit: p.Config.Limits.Findings},
		Rules:   aboutRule,
		Open:    p.Masked,
	}
}

// aboutRule says what a report needs to know about a rule.
func aboutRule(name string) report.Rule {
	rule, ok := check.Find(name)
	if !ok {
		return report.Rule{Severity: diag.Error}
	}
	return report.Rule{Severity: rule.Severity, Finds: rule.Finds, Why: rule.Why, Fix: rule.Fix}
}

// inRepository returns the path of a folder from the root of the git
// repository that it is in, with slashes; "" for the root, and outside of any.
func inRepository(dir string) string {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for root := absolute; ; root = filepath.Dir(root) {
		if _, err := os.Lstat(filepath.Join(root, ".git")); err == nil {
			relative, err := filepath.Rel(root, absolute)
			if err != nil || relative == "." {
				return ""
			}
			return filepath.ToSlash(relative)
		}
		if root == filepath.Dir(root) {
			return ""
		}
	}
}

// write writes all reports, and the summary to standard error.
func (r *reports) write(run *report.Run) error {
	if err := r.writeOutput(run); err != nil {
		return failure{err}
	}
	for _, f := range r.files {
		err := writeWhole(f.path, func(w io.Writer) error { return report.Write(w, f.format, run) })
		if err != nil {
			return failure{fmt.Errorf("write the %s report: %w", f.format, err)}
		}
	}
	sum := report.Count(len(run.Files), run.Found)
	sum.Older = run.Older
	if path := os.Getenv("GITHUB_STEP_SUMMARY"); path != "" {
		if err := appendSummary(path, run); err != nil {
			return failure{fmt.Errorf("write the summary of the step: %w", err)}
		}
		if hidden := sum.Unannotated(); hidden > 0 && (r.format == "github" || r.annotates()) {
			fmt.Fprintf(r.terminal.stderr, "GitHub shows %d annotations of each severity; %d more are in the summary of the step\n",
				report.MostAnnotations, hidden)
		}
	}
	summary := report.Text{}
	if slices.Contains([]string{"text", "short", "plain"}, r.format) {
		summary = run.Text
	}
	return summary.Summary(r.terminal.stderr, sum)
}

// writeOutput writes the report on standard output. In GitHub Actions,
// annotations follow the text.
func (r *reports) writeOutput(run *report.Run) error {
	here := *run
	here.Text = r.terminal.text()
	here.Text.Limit = run.Text.Limit
	if !r.annotates() {
		return report.Write(r.terminal.stdout, r.format, &here)
	}
	err := r.terminal.quote(func(w io.Writer) error { return report.Write(w, r.format, &here) })
	if err != nil {
		return err
	}
	return report.Write(r.terminal.stdout, "github", run)
}

// annotates reports whether annotations follow the text.
func (r *reports) annotates() bool { return r.format == "text" && inActions() }

// stepSummarySize is how much GitHub keeps of the summary of a step, in bytes.
const stepSummarySize = 1 << 20

// appendSummary adds a table of the findings to the summary of a workflow's
// step.
func appendSummary(path string, run *report.Run) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		err = report.StepSummary(file, run, stepSummarySize-int(info.Size()))
	}
	return errors.Join(err, file.Close())
}

// writeWhole writes a file whole or not at all: under another name in the same
// folder, and then renamed. What is no regular file, such as a pipe, is
// written to directly.
func writeWhole(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(file), file.Close())
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	// Not os.CreateTemp: its files can be read by their owner only.
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()+".tmp")
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Close())
	if err == nil {
		err = os.Rename(name, path)
	}
	if err != nil {
		os.Remove(name)
	}
	return err
}
