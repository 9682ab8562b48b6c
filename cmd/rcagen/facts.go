package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

func newFactsCommand(t *terminal) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "facts [dir or paths]",
		Short: "Print what the RCAs say about their incidents",
		Long: `Facts prints what each RCA says about its incident: times, region, provider, the
timeline, the actions and what was promised. Each fact comes with its place and
the sentence that it was read from, or with "front matter" where the author
stated it. A question mark marks what is not certain.`,
		RunE: func(c *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return fmt.Errorf("--format must be text or json, not %q", format)
			}
			dir, paths, err := projectOf(args)
			if err != nil {
				return err
			}
			p, err := t.open(dir)
			if err != nil {
				return err
			}
			defer p.Close()
			progress := t.progress()
			b := build.New(p)
			b.Progress = progress.Show
			result, err := b.Check(c.Context())
			progress.Clear()
			if err != nil {
				return cause(c, err)
			}
			documents := documentsOf(result, paths)
			if len(documents) == 0 {
				return fmt.Errorf("no document at %s", strings.Join(args, ", "))
			}
			if format == "json" {
				err = report.FactsJSON(t.stdout, documents, p.Masked)
			} else {
				err = t.text().Facts(t.stdout, documents, p.Masked)
			}
			if err != nil {
				return failure{err}
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "form of the facts: text or json")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// documentsOf returns the selected documents by path.
func documentsOf(r *build.Result, paths selection) (list []*rca.Document) {
	for _, page := range r.Site.Pages {
		if len(paths) == 0 || paths.holds(page.Document.File) {
			list = append(list, page.Document)
		}
	}
	slices.SortFunc(list, func(a, b *rca.Document) int { return strings.Compare(a.File, b.File) })
	return list
}
