package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

// newRootCommand puts the commands together.
func newRootCommand(stdout, stderr io.Writer) *cobra.Command {
	t := &terminal{stdout: stdout, stderr: stderr}
	root := &cobra.Command{
		Use:   "rcagen",
		Short: "Check RCAs written in Markdown and publish them as a static site",
		Long: `rcagen reads a folder of RCAs (root cause analyses) in Markdown, checks that
each is complete and sound, and writes a navigable static site.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		// Before anything is done, so that a command that fails has done nothing.
		PersistentPreRunE: func(*cobra.Command, []string) error { return t.check() },
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.PersistentFlags().StringVar(&t.color, "color", "auto", "colour the output: auto, always or never")
	root.AddCommand(newBuildCommand(t), newCheckCommand(t), newExplainCommand(t), newExportCommand(t), newFactsCommand(t), newFmtCommand(t), newImportCommand(t), newInitCommand(t), newLSPCommand(t), newNewCommand(t), newSchemaCommand(t), newServeCommand(t), newVersionCommand(t))
	return root
}

// terminal is where a command writes to, and how.
type terminal struct {
	stdout, stderr io.Writer
	color          string
}

// check refuses a flag that has no meaning.
func (t *terminal) check() error {
	switch t.color {
	case "auto", "always", "never":
		return nil
	}
	return fmt.Errorf("--color must be auto, always or never, not %q", t.color)
}

// text returns the form of findings for standard output.
func (t *terminal) text() report.Text {
	file, _ := t.stdout.(*os.File)
	return report.Text{Color: report.ColorMode(t.color, file, os.Getenv), Width: report.Width(file)}
}

// progress returns the progress line; it shows itself on a terminal only.
func (t *terminal) progress() *report.Progress {
	file, _ := t.stderr.(*os.File)
	return report.NewProgress(file)
}

// read reads and checks a project and shows how far it has come.
func (t *terminal) read(c *cobra.Command, p *build.Project) (*build.Builder, *build.Result, error) {
	progress := t.progress()
	b := build.New(p)
	b.Progress = progress.Show
	result, err := b.Check(c.Context())
	progress.Clear()
	if err != nil {
		return nil, nil, cause(c, err)
	}
	return b, result, nil
}

// quote writes text that quotes documents to standard output. The runner of
// GitHub Actions looks for commands everywhere in what it is shown, so it is told
// not to, up to a word that no document can hold.
func (t *terminal) quote(write func(io.Writer) error) error {
	if !inActions() {
		return write(t.stdout)
	}
	word := rand.Text()
	if _, err := fmt.Fprintf(t.stdout, "::stop-commands::%s\n", word); err != nil {
		return err
	}
	if err := write(t.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.stdout, "::%s::\n", word)
	return err
}

// inActions reports whether the runner of GitHub Actions reads the output.
func inActions() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// show writes the findings and the summary.
func (t *terminal) show(p *build.Project, files int, found []diag.Diagnostic) error {
	text := t.text()
	text.Limit = p.Config.Limits.Findings
	err := t.quote(func(w io.Writer) error { return text.Write(w, found, p.Masked) })
	if err != nil {
		return failure{err}
	}
	text.Color = false // standard error may be something else
	return text.Summary(t.stderr, report.Count(files, found))
}

// open opens the project in a folder. A mistake in its configuration is shown
// and ends the command.
func (t *terminal) open(dir string) (*build.Project, error) {
	return openProject(dir, func(p *build.Project, found []diag.Diagnostic) error { return t.show(p, 0, found) })
}

// openProject opens the project in a folder. When there are mistakes in its
// configuration, show gets them, and they end the command.
func openProject(dir string, show func(*build.Project, []diag.Diagnostic) error) (*build.Project, error) {
	p, found, err := build.Open(dir)
	if err != nil {
		return nil, err
	}
	found = append(found, check.Configuration(p.Config)...)
	found = check.Grade(found, p.Config)
	if len(found) == 0 {
		return p, nil
	}
	defer p.Close()
	if err := show(p, found); err != nil {
		return nil, err
	}
	return nil, exitStatus(exitUsage)
}

// failOn reads the value of --fail-on; "never" is above every severity.
func failOn(value string) (diag.Severity, error) {
	if value == "never" {
		return diag.Error + 1, nil
	}
	s, ok := diag.ParseSeverity(value)
	if !ok || s == diag.Off {
		return 0, fmt.Errorf("--fail-on must be error, warning, info or never, not %q", value)
	}
	return s, nil
}

// verdict turns the result of a run into an exit status.
func verdict(worst, threshold diag.Severity, incomplete bool) error {
	switch {
	case incomplete:
		return exitStatus(exitFailure)
	case worst >= threshold:
		return exitStatus(exitFindings)
	}
	return nil
}

// addFailOn defines the flag that build and check share.
func addFailOn(c *cobra.Command, value *string) {
	c.Flags().StringVar(value, "fail-on", "error", "lowest severity that fails: error, warning, info or never")
	_ = c.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions(
		[]string{"error", "warning", "info", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

// directory returns the only argument, or the current folder.
func directory(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// oneDirectory accepts at most one argument.
func oneDirectory(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return errors.New("expected one folder, got " + strings.Join(args, ", "))
	}
	return nil
}
