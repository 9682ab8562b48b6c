package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/spf13/cobra"
)

func newBuildCommand(t *terminal) *cobra.Command {
	var threshold, output, asOf string
	c := &cobra.Command{
		Use:   "build [dir]",
		Short: "Check the RCAs and write the site",
		Long: `Build checks every RCA of the project in dir (default: the current folder) and
writes the site. When it does not end with status 0, the site that was there
before is left as it was.`,
		Args: oneDirectory,
		RunE: func(c *cobra.Command, args []string) error {
			severity, err := failOn(threshold)
			if err != nil {
				return err
			}
			p, err := t.open(directory(args))
			if err != nil {
				return err
			}
			defer p.Close()
			if p.AsOf, err = readAsOf(c.Context(), asOf, p.Dir); err != nil {
				return err
			}
			if output != "" {
				if p.Config.Output, err = filepath.Abs(output); err != nil {
					return err
				}
			}
			progress := t.progress()
			b := build.New(p)
			b.Progress = progress.Show
			b.Show = func(r *build.Result) error {
				progress.Clear()
				return t.show(p, len(r.Documents), r.Found)
			}
			result, written, err := b.Build(c.Context(), severity)
			progress.Clear()
			if err != nil {
				return cause(c, err)
			}
			if written == nil {
				fmt.Fprintln(t.stderr, "the site was left as it was")
				return cmp.Or(verdict(result.Worst(), severity, result.Incomplete), error(exitStatus(exitFindings)))
			}
			fmt.Fprintf(t.stderr, "%s: %d files written, %d unchanged, %d deleted\n",
				p.Config.Output, written.Written, written.Kept, written.Deleted)
			if len(written.Foreign) > 0 {
				fmt.Fprintf(t.stderr, "left alone: %s\n", strings.Join(written.Foreign, ", "))
			}
			return nil
		},
	}
	addFailOn(c, &threshold)
	addAsOf(c, &asOf)
	c.Flags().StringVarP(&output, "output", "o", "", "folder to write the site to, instead of the configured one")
	return c
}

// cause tells an interrupted run and a project without content from a failure.
func cause(c *cobra.Command, err error) error {
	if c.Context().Err() != nil {
		return c.Context().Err()
	}
	if errors.Is(err, build.ErrProject) {
		return err
	}
	return failure{err}
}
