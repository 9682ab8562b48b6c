package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

func newFactsCommand(t *terminal) *cobra.Command {
	var format string
	var write bool
	c := &cobra.Command{
		Use:   "facts [dir or paths]",
		Short: "Print what the RCAs say about their incidents",
		Long: `Facts prints what each RCA says about its incident: times, region, provider, the
timeline, the actions and what was promised. Each fact comes with its place and
the sentence that it was read from, or with "front matter" where the author
stated it. A question mark marks what is not certain.

With --write, what front matter lacks and the text says for certain is written
into it, and shown as a diff first.`,
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
			_, result, err := t.read(c, p)
			if err != nil {
				return err
			}
			documents := documentsOf(result, paths)
			if len(documents) == 0 {
				return fmt.Errorf("no document at %s", strings.Join(args, ", "))
			}
			if write {
				return t.stateFacts(p, documents)
			}
			var out strings.Builder
			write := func(w io.Writer) error {
				_, err := io.WriteString(w, result.Redact(out.String()))
				return err
			}
			if format == "json" {
				err = errors.Join(report.FactsJSON(&out, documents, p.Masked), write(t.stdout))
			} else {
				err = errors.Join(t.text().Facts(&out, documents, p.Masked), t.quote(write))
			}
			if err != nil {
				return failure{err}
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "form of the facts: text or json")
	c.Flags().BoolVar(&write, "write", false, "write into the front matter what it lacks, and show that as a diff first")
	c.MarkFlagsMutuallyExclusive("format", "write")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// stateFacts shows what is to be written into the front matter of each document
// and writes it.
func (t *terminal) stateFacts(p *build.Project, documents []*rca.Document) error {
	var failed error
	fixes := &build.Fixes{}
	for _, d := range documents {
		file, err := p.StateFacts(d)
		if err != nil {
			fmt.Fprintf(t.stderr, "not written: %v\n", err)
			continue
		}
		if file.Findings > 0 {
			fixes.Files = append(fixes.Files, file)
		}
	}
	if err := writeDiff(t, fixes); err != nil {
		return err
	}
	facts, written := 0, 0
	for _, file := range fixes.Files {
		if err := p.Replace(file); err != nil {
			failed = errors.Join(failed, fmt.Errorf("cannot write %w", err))
			continue
		}
		facts, written = facts+file.Findings, written+1
	}
	fmt.Fprintf(t.stderr, "wrote %s into %s\n", report.Plural(facts, "fact"), report.Plural(written, "file"))
	if failed != nil {
		return failure{failed}
	}
	return nil
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
