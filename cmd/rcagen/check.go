package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/git"
	"github.com/spf13/cobra"
)

func newCheckCommand(t *terminal) *cobra.Command {
	k := &checking{terminal: t, reports: &reports{terminal: t}}
	c := &cobra.Command{
		Use:   "check [dir or paths]",
		Short: "Check the RCAs without writing a site",
		Long: `Check looks at every RCA of a project, or at the files and folders given. A
folder with rcagen.yaml or content/ is a project; any other path belongs to the
project found by walking up from it, and the whole project is read so that
links between documents are known.`,
		RunE: k.run,
	}
	addFailOn(c, &k.threshold)
	addAsOf(c, &k.asOf)
	k.reports.addTo(c)
	c.Flags().StringVar(&k.newFrom, "new-from", "", "show only findings that changes since a git revision brought about, and leaks")
	c.Flags().BoolVar(&k.baseline, "write-baseline", false, "write all findings down as known, to be left out from now on")
	k.fixes.flags(c)
	for _, pair := range [][2]string{
		{"diff", "format"}, {"diff", "output"}, {"diff", "write-baseline"}, // a diff is all that is written then
		{"write-baseline", "format"}, {"write-baseline", "output"}, // nothing is reported
		{"new-from", "fix"}, {"new-from", "diff"}, // a fix is about whole documents, and moves lines
	} {
		c.MarkFlagsMutuallyExclusive(pair[0], pair[1])
	}
	return c
}

// checking is a run of the command check.
type checking struct {
	terminal                 *terminal
	reports                  *reports
	fixes                    fixing
	threshold, asOf, newFrom string
	baseline                 bool

	severity diag.Severity // that fails
	dir      string        // of the project
	paths    selection
}

func (k *checking) run(c *cobra.Command, args []string) error {
	if err := k.parse(args); err != nil {
		return err
	}
	p, err := openProject(k.dir, k.reports.mistakes)
	if err != nil {
		return err
	}
	defer p.Close()
	changes, err := k.askGit(c.Context(), p)
	if err != nil {
		return err
	}
	progress := k.terminal.progress()
	b := build.New(p)
	b.Progress = progress.Show
	if k.fixes.asked() {
		err = k.fix(c.Context(), p, b, progress.Clear)
		if err == nil && k.fixes.diff {
			return nil
		}
	}
	var result *build.Result
	if err == nil {
		result, err = b.Check(c.Context())
	}
	progress.Clear()
	if err != nil {
		return cause(c, err)
	}
	if k.baseline {
		return k.terminal.writeBaseline(p, result, k.severity)
	}
	if !k.paths.narrow(result) {
		return fmt.Errorf("no document at %s", strings.Join(args, ", "))
	}
	return k.report(p, b, result, changes)
}

// parse reads the flags and arguments.
func (k *checking) parse(args []string) (err error) {
	if k.severity, err = failOn(k.threshold); err != nil {
		return err
	}
	if err := k.reports.parse(); err != nil {
		return err
	}
	if err := k.fixes.check(); err != nil {
		return err
	}
	if k.dir, k.paths, err = projectOf(args); err != nil {
		return err
	}
	if k.baseline && (len(k.paths) > 0 || k.newFrom != "") {
		return errors.New("--write-baseline is about a whole project: it goes with neither paths nor --new-from")
	}
	return nil
}

// askGit finds out the day of the run and, for --new-from, what has changed.
func (k *checking) askGit(ctx context.Context, p *build.Project) (changes *git.Changes, err error) {
	if p.AsOf, err = readAsOf(ctx, k.asOf, p.Dir); err != nil || k.newFrom == "" {
		return nil, err
	}
	return changedSince(ctx, p, k.newFrom)
}

// report writes the reports, with new findings only when there are changes.
func (k *checking) report(p *build.Project, b *build.Builder, result *build.Result, changes *git.Changes) error {
	older := 0
	if changes != nil {
		older = leaveNew(p, b, result, changes)
	}
	return k.reports.finish(p, result, older, verdict(result.Worst(), k.severity, result.Incomplete))
}

// selection is the part of a project that was asked for: paths relative to
// its root, with slashes. None means everything.
type selection []string

// narrow leaves only what was asked for in the result. It reports false when
// that is no document at all.
func (s selection) narrow(r *build.Result) bool {
	if len(s) == 0 {
		return true
	}
	r.Documents = slices.DeleteFunc(r.Documents, func(path string) bool { return !s.holds(path) })
	r.Found = slices.DeleteFunc(r.Found, func(d diag.Diagnostic) bool { return !s.holds(d.Path) })
	return len(r.Documents) > 0
}

func (s selection) holds(path string) bool {
	return slices.ContainsFunc(s, func(selected string) bool {
		return selected == "." || path == selected || strings.HasPrefix(path, selected+"/")
	})
}

// projectOf finds the project that the arguments belong to.
func projectOf(args []string) (dir string, paths selection, err error) {
	if len(args) == 0 {
		return ".", nil, nil
	}
	if len(args) == 1 && build.IsProject(args[0]) {
		return args[0], nil, nil
	}
	for _, arg := range args {
		absolute, err := filepath.Abs(arg)
		if err != nil {
			return "", nil, err
		}
		info, err := os.Stat(absolute)
		if err != nil {
			return "", nil, err
		}
		root := absolute
		if !info.IsDir() {
			root = filepath.Dir(absolute)
		}
		if above, found := build.Root(root); found {
			root = above
		}
		if dir != "" && dir != root {
			return "", nil, fmt.Errorf("%s and %s belong to different projects; check them one by one", args[0], arg)
		}
		dir = root
		relative, err := filepath.Rel(root, absolute)
		if err != nil {
			return "", nil, err
		}
		paths = append(paths, filepath.ToSlash(relative))
	}
	return dir, paths, nil
}
