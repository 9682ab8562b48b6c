package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/spf13/cobra"
)

func newExportCommand(t *terminal) *cobra.Command {
	e := &exporting{terminal: t}
	c := &cobra.Command{
		Use:   "export ID [dir]",
		Short: "Write one RCA as one HTML file that opens anywhere",
		Long: `Export writes the page of one RCA as one HTML file, for somebody who gets it by
mail: style and images are in it, and it asks no server for anything. ID is the
RCA's id, or the path of its Markdown file; dir is the project (default: the
current folder). Drafts can be exported too.

What is wrong with this RCA stops the export as it would stop a build.`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: completeExport,
		RunE:              e.run,
	}
	addFailOn(c, &e.threshold)
	c.Flags().StringVarP(&e.output, "output", "o", "", "file to write, - for standard output (default: ID.html in the current folder)")
	c.Flags().BoolVar(&e.force, "force", false, "replace a file that is there already")
	return c
}

// exporting is a run of the command export.
type exporting struct {
	terminal          *terminal
	threshold, output string
	force             bool
}

func (e *exporting) run(c *cobra.Command, args []string) error {
	severity, err := failOn(e.threshold)
	if err != nil {
		return err
	}
	t := *e.terminal
	if e.output == "-" {
		t.stdout = t.stderr // the page alone goes to standard output
	}
	dir, name, err := exportOf(args)
	if err != nil {
		return err
	}
	p, err := t.open(dir)
	if err != nil {
		return err
	}
	defer p.Close()
	if p.AsOf, err = readAsOf(c.Context(), "", p.Dir); err != nil {
		return err
	}
	b, result, err := t.read(c, p)
	if err != nil {
		return err
	}
	d, err := findDocument(b.Documents(), name)
	if err != nil {
		return err
	}
	page, err := b.Export(result, d, severity)
	if err != nil {
		return cause(c, err)
	}
	if err := t.show(p, 1, result.Found); err != nil {
		return err
	}
	if page == nil {
		fmt.Fprintln(t.stderr, "nothing was exported")
		return cmp.Or(verdict(result.Worst(), severity, result.Incomplete), error(exitStatus(exitFindings)))
	}
	return e.write(page, fileName(d))
}

// write writes the page to where it is asked for, else to a file of that name.
func (e *exporting) write(page []byte, name string) error {
	if e.output == "-" {
		if _, err := e.terminal.stdout.Write(page); err != nil {
			return failure{err}
		}
		return nil
	}
	name = cmp.Or(e.output, name)
	content := func(w io.Writer) error {
		_, err := w.Write(page)
		return err
	}
	err := writeNew(name, content)
	if e.force && errors.Is(err, fs.ErrExist) {
		err = writeWhole(name, content)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already; --force replaces it", name)
	case err != nil:
		return failure{err}
	}
	fmt.Fprintf(e.terminal.stderr, "%s: %s\n", name, diag.Size(int64(len(page)), int64(len(page))))
	return nil
}

// writeNew writes a file that must not be there, whole or not at all.
func writeNew(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		os.Remove(name)
		return err
	}
	return nil
}

// exportOf returns the project that the arguments name, and an id or the path of
// a document from the project's root.
func exportOf(args []string) (dir, name string, err error) {
	dir, name = directory(args[1:]), args[0]
	info, err := os.Stat(name)
	if !site.IsDocument(name) || err != nil || info.IsDir() {
		return dir, filepath.ToSlash(name), nil
	}
	if len(args) == 1 {
		dir, paths, err := projectOf(args)
		if err != nil {
			return "", "", err
		}
		return dir, paths[0], nil
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	file, err := filepath.Abs(name)
	if err != nil {
		return "", "", err
	}
	if relative, err := filepath.Rel(root, file); err == nil && filepath.IsLocal(relative) {
		name = relative
	}
	return dir, filepath.ToSlash(name), nil
}

// findDocument returns the document with an id or at a path.
func findDocument(documents []*rca.Document, name string) (*rca.Document, error) {
	var found, known []string
	var document *rca.Document
	for _, d := range documents {
		if d.File == name {
			return d, nil
		}
		if d.Meta.ID == name && name != "" {
			document, found = d, append(found, d.File)
		}
		known = append(known, d.Meta.ID, d.File)
	}
	switch len(found) {
	case 0:
		hint := ""
		if near := diag.Closest(name, known); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		return nil, fmt.Errorf("there is no RCA %q%s", name, hint)
	case 1:
		return document, nil
	}
	return nil, fmt.Errorf("several RCAs have the id %q; name one of the files %s", name, report.VisibleLines(strings.Join(found, ", ")))
}

// fileName returns the name of the file that a document is exported to: its id,
// or its file's name, changed where that is no name for a file everywhere.
func fileName(d *rca.Document) string {
	id := cmp.Or(d.Meta.ID, strings.TrimSuffix(path.Base(d.File), path.Ext(d.File)))
	if strings.ContainsFunc(id, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.", r))
	}) {
		id = markdown.Slug(id)
	}
	return cmp.Or(strings.TrimLeft(id, ".-"), "rca") + ".html"
}

// completeExport offers the ids of the project in the current folder.
func completeExport(c *cobra.Command, args []string, _ string) (ids []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	p, _, err := build.Open(".")
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	defer p.Close()
	b := build.New(p)
	if _, err := b.Check(c.Context()); err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	for _, d := range b.Documents() {
		if d.Meta.ID != "" {
			ids = append(ids, report.VisibleLines(cobra.CompletionWithDesc(d.Meta.ID, d.ShortTitle)))
		}
	}
	return ids, cobra.ShellCompDirectiveDefault
}
