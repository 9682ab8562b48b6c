package main

import (
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
	var threshold, asOf, newFrom string
	var baseline bool
	reports := &reports{terminal: t}
	var fixes fixing
	c := &cobra.Command{
		Use:   "check [dir or paths]",
		Short: "Check the RCAs without writing a site",
		Long: `Check looks at every RCA of a project, or at the files and folders given. A
folder with rcagen.yaml or content/ is a project; any other path belongs to the
project found by walking up from it, and the whole project is read so that
links between documents are known.`,
		RunE: func(c *cobra.Command, args []string) error {
			severity, err := failOn(threshold)
			if err != nil {
				return err
			}
			if err := reports.parse(); err != nil {
				return err
			}
			if err := fixes.check(); err != nil {
				return err
			}
			dir, paths, err := projectOf(args)
			if err != nil {
				return err
			}
			if baseline && (len(paths) > 0 || newFrom != "") {
				return errors.New("--write-baseline is about a whole project: it goes with neither paths nor --new-from")
			}
			p, err := openProject(dir, reports.mistakes)
			if err != nil {
				return err
			}
			defer p.Close()
			if p.AsOf, err = readAsOf(c.Context(), asOf, p.Dir); err != nil {
				return err
			}
			var changes *git.Changes
			if newFrom != "" {
				if changes, err = changedSince(c.Context(), p, newFrom); err != nil {
					return err
				}
			}
			progress := t.progress()
			b := build.New(p)
			b.Progress = progress.Show
			err = fixes.run(c.Context(), t, progress, p, b, paths)
			var result *build.Result
			if err == nil && !fixes.diff {
				result, err = b.Check(c.Context())
			}
			progress.Clear()
			if err != nil {
				return cause(c, err)
			}
			if baseline {
				return t.writeBaseline(p, result, severity)
			}
			if !paths.narrow(result) {
				return fmt.Errorf("no document at %s", strings.Join(args, ", "))
			}
			older := 0
			if changes != nil {
				older = leaveNew(p, result, changes)
			}
			return reports.finish(p, result, older, verdict(result.Worst(), severity, result.Incomplete))
		},
	}
	addFailOn(c, &threshold)
	addAsOf(c, &asOf)
	reports.addTo(c)
	c.Flags().StringVar(&newFrom, "new-from", "", "show only findings on lines that changed since a git revision, and leaks")
	c.Flags().BoolVar(&baseline, "write-baseline", false, "write all findings down as known, to be left out from now on")
	fixes.flags(c)
	return c
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
	if len(args) == 1 && isProject(args[0]) {
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
		root = above(root)
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

// above returns the nearest project at or above a folder, or the folder itself.
func above(folder string) string {
	for dir := folder; ; dir = filepath.Dir(dir) {
		if isProject(dir) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return folder
		}
	}
}

// isProject reports whether a folder says that it is one.
func isProject(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, build.ConfigName)); err == nil {
		return true
	}
	info, err := os.Stat(filepath.Join(dir, "content"))
	return err == nil && info.IsDir()
}
