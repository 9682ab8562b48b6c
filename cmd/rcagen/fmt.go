package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

func newFmtCommand(t *terminal) *cobra.Command {
	f := &formatting{terminal: t}
	c := &cobra.Command{
		Use:   "fmt [dir or paths]",
		Short: "Give the RCAs one form",
		Long: `Fmt writes the RCAs of a project, or those at the paths given, in one form: the
order of the keys in front matter, sections of level 2, headings that are not
underlined, "-" in front of list items, aligned tables, one blank line between
blocks, and no blanks at the end of lines.

The page stays as it is: each document is rendered before and after, and what
would change its page is left out and named. Code, HTML, comments and line ends
are not touched. What "rcagen check" complains about is for "rcagen check --fix".`,
		RunE: f.run,
	}
	c.Flags().BoolVar(&f.check, "check", false, "list the documents that are not in this form, and change nothing; exit 1 if there are any")
	c.Flags().BoolVar(&f.diff, "diff", false, "show what would change, and change nothing; exit 1 if it is anything")
	c.MarkFlagsMutuallyExclusive("check", "diff")
	return c
}

// formatting is a run of the command fmt.
type formatting struct {
	terminal    *terminal
	check, diff bool
}

func (f *formatting) run(c *cobra.Command, args []string) error {
	dir, paths, err := projectOf(args)
	if err != nil {
		return err
	}
	p, err := f.terminal.open(dir)
	if err != nil {
		return err
	}
	defer p.Close()
	progress := f.terminal.progress()
	b := build.New(p)
	b.Progress = progress.Show
	formatted, err := b.Format(c.Context(), func(path string) bool { return len(paths) == 0 || paths.holds(path) })
	progress.Clear()
	if err != nil {
		return cause(c, err)
	}
	if formatted.Documents == 0 && len(paths) > 0 {
		return fmt.Errorf("no document at %s", strings.Join(args, ", "))
	}
	for _, reason := range formatted.Left {
		fmt.Fprintf(f.terminal.stderr, "not formatted: %s\n", report.VisibleLines(reason))
	}
	err = f.finish(p, formatted)
	var failed failure
	if len(formatted.Found) == 0 || errors.As(err, &failed) {
		return err
	}
	if err := f.terminal.show(p, formatted.Documents, formatted.Found); err != nil {
		return err
	}
	return exitStatus(exitFailure)
}

// finish does what the flags ask for. The error is the exit status.
func (f *formatting) finish(p *build.Project, formatted *build.Formatted) error {
	switch {
	case f.diff:
		return showDiff(f.terminal, &formatted.Fixes)
	case f.check:
		return f.list(formatted.Files)
	}
	return f.write(p, formatted.Files)
}

// list writes the paths of the documents that would change, one a line.
func (f *formatting) list(files []build.FixedFile) error {
	if len(files) == 0 {
		return nil
	}
	err := f.terminal.quote(func(w io.Writer) error {
		for _, file := range files {
			if _, err := fmt.Fprintln(w, inPatch(file.Path)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return failure{err}
	}
	return exitStatus(exitFindings)
}

// write writes the documents that change, also when one of them cannot be
// written.
func (f *formatting) write(p *build.Project, files []build.FixedFile) error {
	var failed error
	written := 0
	for _, file := range files {
		if err := p.Replace(file); err != nil {
			failed = errors.Join(failed, fmt.Errorf("cannot format %w", err))
			continue
		}
		written++
	}
	if written > 0 {
		fmt.Fprintf(f.terminal.stderr, "formatted %s\n", report.Plural(written, "document"))
	}
	if failed != nil {
		return failure{failed}
	}
	return nil
}
