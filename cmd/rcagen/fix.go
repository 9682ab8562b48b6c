package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

// fixing is what check is to do about findings that a machine can put right.
type fixing struct{ write, unsafe, diff bool }

func (f *fixing) flags(c *cobra.Command) {
	c.Flags().BoolVar(&f.write, "fix", false, "put right what a machine can, and report what is left")
	c.Flags().BoolVar(&f.diff, "diff", false, "show what --fix would change, and change nothing; exit 1 if it is anything")
	c.Flags().BoolVar(&f.unsafe, "unsafe", false, "with --fix or --diff: also apply fixes that somebody should look at")
	c.MarkFlagsMutuallyExclusive("fix", "diff")
}

// check refuses flags that have no meaning together.
func (f *fixing) check() error {
	if f.unsafe && !f.write && !f.diff {
		return errors.New("--unsafe needs --fix or --diff")
	}
	return nil
}

func (f *fixing) asked() bool { return f.write || f.diff }

// fix does what the flags ask for before the project is checked. With --diff
// that is all: the error is the exit status.
func (k *checking) fix(ctx context.Context, p *build.Project, b *build.Builder, clear func()) error {
	selected := func(path string) bool { return len(k.paths) == 0 || k.paths.holds(path) }
	fixes, err := b.Fix(ctx, selected, k.fixes.unsafe)
	clear()
	if err != nil {
		return err
	}
	for _, reason := range fixes.Left {
		fmt.Fprintf(k.terminal.stderr, "not fixed: %s\n", reason)
	}
	if k.fixes.diff {
		err = showDiff(k.terminal, fixes)
	} else {
		err = writeFixed(k.terminal, p, fixes)
	}
	var failed failure
	if len(fixes.Found) == 0 || errors.As(err, &failed) {
		return err
	}
	unsettled := &build.Result{Found: fixes.Found, Incomplete: true}
	for _, d := range fixes.Found {
		unsettled.Documents = append(unsettled.Documents, d.Path)
	}
	return k.reports.finish(p, unsettled, 0, exitStatus(exitFailure))
}

// showDiff writes what would change. The error is the exit status.
func showDiff(t *terminal, fixes *build.Fixes) error {
	if err := writeDiff(t, fixes); err != nil {
		return err
	}
	if len(fixes.Files) > 0 {
		return exitStatus(exitFindings)
	}
	return nil
}

// writeDiff writes what changes, as git shows it. Secrets are masked, so a
// patch around one cannot be applied. So are, on a terminal, characters that
// would drive it.
func writeDiff(t *terminal, fixes *build.Fixes) error {
	file, _ := t.stdout.(*os.File)
	onTerminal := report.IsTerminal(file)
	err := t.quote(func(w io.Writer) error {
		for _, file := range fixes.Files {
			patch := fix.Diff(inPatch("a/"+file.Path), masked(file.Before), inPatch("b/"+file.Path), masked(file.After))
			if _, head, ok := bytes.Cut(patch, []byte("\n")); ok { // without the line that repeats the command
				patch = head
			}
			if onTerminal {
				patch = []byte(report.VisibleLines(string(patch)))
			}
			if _, err := w.Write(patch); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return failure{err}
	}
	return nil
}

// inPatch returns a path as git writes it in a patch: in quotes, with escapes,
// when it holds what would end the line or act on a terminal.
func inPatch(path string) string {
	if quoted := strconv.Quote(path); quoted != `"`+path+`"` {
		return quoted
	}
	return path
}

// masked returns a text with stars in place of its secrets.
func masked(text []byte) []byte {
	return (&diag.File{Bytes: text}).Masked(check.Secrets(text)).Bytes
}

// writeFixed writes the fixed files, also when one of them cannot be written.
func writeFixed(t *terminal, p *build.Project, fixes *build.Fixes) error {
	var failed error
	written, findings := 0, 0
	for _, file := range fixes.Files {
		if err := p.Replace(file); err != nil {
			failed = errors.Join(failed, fmt.Errorf("cannot fix %w", err))
			continue
		}
		written++
		findings += file.Findings
	}
	if written > 0 {
		fmt.Fprintf(t.stderr, "fixed %s in %s\n", report.Plural(findings, "finding"), report.Plural(written, "file"))
	}
	if failed != nil {
		return failure{failed}
	}
	return nil
}
