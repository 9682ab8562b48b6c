package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/importer"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/spf13/cobra"
)

func newImportCommand(t *terminal) *cobra.Command {
	m := &importing{terminal: t, files: map[string]*diag.File{}}
	c := &cobra.Command{
		Use:   "import SOURCE [dir]",
		Short: "Make RCAs of incidents from status pages, feeds and texts",
		Long: `Import makes RCAs of the incidents in SOURCE and writes them into the project's
content folder: a file, a folder, the address of a status page or of one of its
feeds, or - for standard input. dir is the project (default: the current folder).
The format is recognised by the content:

` + formatList() + `
What the source does not say stays a marked gap, and the RCA a draft until it is
filled. Importing again adds what is new in the source and keeps what you edited;
where both changed the same lines, the import is written beside your file.

A folder with a docusaurus.config file is that site's project: its documents keep
their addresses, its static files come along, and rcagen.yaml says what the
configuration says, if there is none yet. Nothing of it is run.`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: completeImport,
		RunE:              m.run,
	}
	c.Flags().StringVar(&m.from, "from", "", "format of the source, where it is not recognised")
	c.Flags().BoolVar(&m.dryRun, "dry-run", false, "show what would be written, and write nothing; exit 1 if it is anything")
	c.Flags().BoolVar(&m.private, "allow-private", false, "let an address be one of your own network")
	_ = c.RegisterFlagCompletionFunc("from", cobra.FixedCompletions(formatNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// completeImport leaves the source to the shell, and offers folders behind it.
func completeImport(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func formatNames() (names []string) {
	for _, f := range incident.Formats {
		names = append(names, f.Name)
	}
	return names
}

// formatList lists the formats for people.
func formatList() string {
	var b strings.Builder
	for _, f := range incident.Formats {
		fmt.Fprintf(&b, "  %-17s %s\n", f.Name, f.Title)
	}
	return b.String()
}

// importing is a run of the command import.
type importing struct {
	terminal        *terminal
	from            string
	dryRun, private bool

	format *incident.Format      // nil for what the content says
	files  map[string]*diag.File // sources, by what findings call them
	found  []diag.Diagnostic
	drafts []importer.Draft
	assets []importer.Asset
}

func (m *importing) run(c *cobra.Command, args []string) error {
	if m.from != "" {
		if m.format = incident.Find(m.from); m.format == nil {
			hint := "expected one of " + strings.Join(formatNames(), ", ")
			if near := diag.Closest(m.from, formatNames()); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			return fmt.Errorf("--from knows no format %q; %s", m.from, hint)
		}
	}
	p, err := m.terminal.open(directory(args[1:]))
	if err != nil {
		return err
	}
	defer p.Close()
	progress := m.terminal.progress()
	im := importer.New(p.Config)
	im.Progress = progress.Show
	b := build.New(p)
	b.Progress = progress.Show
	changes, err := m.changes(c, im, p, b, args[0])
	progress.Clear()
	if err != nil {
		return err
	}
	m.found = append(m.found, importer.Problems(changes)...)
	return m.finish(p, changes)
}

// changes reads the source and works out what it changes.
func (m *importing) changes(c *cobra.Command, im *importer.Importer, p *build.Project, b *build.Builder, source string) ([]importer.Change, error) {
	heads, err := b.Heads(c.Context())
	if err != nil {
		return nil, cause(c, err)
	}
	if err := refuseOwn(p, heads, source); err != nil {
		return nil, err
	}
	if err := m.gather(c.Context(), im, source); err != nil {
		return nil, err
	}
	return m.plan(im, p, heads)
}

// refuseOwn refuses a file or a folder whose documents the project has already.
func refuseOwn(p *build.Project, heads []build.Head, source string) error {
	absolute, err := filepath.Abs(source)
	if err != nil {
		return err
	}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = resolved
	}
	root := p.Dir
	if resolved, err := filepath.EvalSymlinks(root); err == nil {
		root = resolved
	}
	for _, h := range heads {
		inside, err := filepath.Rel(absolute, filepath.Join(root, filepath.FromSlash(h.Path)))
		if err == nil && filepath.IsLocal(inside) {
			return fmt.Errorf("%s holds documents that the project has already, such as %s: there is nothing to import", source, h.Path)
		}
	}
	return nil
}

// plan compares the drafts with the project.
func (m *importing) plan(im *importer.Importer, p *build.Project, heads []build.Head) ([]importer.Change, error) {
	documents := make([]importer.Existing, len(heads))
	for k, h := range heads {
		day := h.Meta.Started
		documents[k] = importer.Existing{Path: h.Path, ID: h.Meta.ID, Title: h.Meta.Title, Day: day[:min(len(day), len(time.DateOnly))], Origin: h.Meta.Source}
	}
	changes, err := im.Plan(m.drafts, m.assets, documents, newContent(p, len(documents)), p.Read)
	if err != nil {
		return nil, failure{err}
	}
	return changes, nil
}

// finish writes the changes, or shows them, and says what was found.
func (m *importing) finish(p *build.Project, changes []importer.Change) error {
	changed := slices.ContainsFunc(changes, func(c importer.Change) bool { return c.Write != "" })
	var failed error
	if m.dryRun {
		failed = m.show(changes)
	} else {
		changes, failed = m.write(p, changes)
	}
	m.found = check.Grade(m.found, p.Config)
	diag.Sort(m.found)
	if err := m.report(p); err != nil {
		return err
	}
	m.summary(changes)
	if failed != nil {
		return failure{failed}
	}
	if len(m.drafts) == 0 && m.worst() == diag.Error {
		return exitStatus(exitFailure)
	}
	if m.dryRun && changed {
		return exitStatus(exitFindings)
	}
	return verdict(m.worst(), diag.Error, false)
}

func (m *importing) worst() (worst diag.Severity) {
	for _, d := range m.found {
		worst = max(worst, d.Severity)
	}
	return worst
}

// show shows the changes as a diff.
func (m *importing) show(changes []importer.Change) error {
	fixes := &build.Fixes{}
	for _, c := range changes {
		if c.Write != "" {
			fixes.Files = append(fixes.Files, build.FixedFile{Path: c.Write, Before: c.Before, After: c.After})
		}
	}
	return writeDiff(m.terminal, fixes)
}

// write writes the changes, and returns those that could be written; one that
// cannot does not keep the others from it.
func (m *importing) write(p *build.Project, changes []importer.Change) (written []importer.Change, failed error) {
	progress := m.terminal.progress()
	defer progress.Clear()
	for k, c := range changes {
		progress.Show("write", k, len(changes))
		var err error
		switch {
		case c.Write == "":
		case c.Before == nil:
			err = p.Create(c.Write, c.After)
		default:
			err = p.Replace(build.FixedFile{Path: c.Write, Before: c.Before, After: c.After})
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("cannot write %s: %w", visible(c.Write), err))
			continue
		}
		written = append(written, c)
	}
	return written, failed
}

// visible returns a name of a file without characters that act on a terminal.
func visible(name string) string { return strings.TrimSuffix(report.VisibleLines(name+"\n"), "\n") }

// report writes the findings, with the places in the sources.
func (m *importing) report(p *build.Project) error {
	text := m.terminal.text()
	text.Limit = p.Config.Limits.Findings
	open := func(path string) (*diag.File, error) {
		if f := m.files[path]; f != nil {
			return f.Masked(check.Secrets(f.Bytes)), nil
		}
		return p.Masked(path)
	}
	err := m.terminal.quote(func(w io.Writer) error { return text.Write(w, m.found, open) })
	if err != nil {
		return failure{err}
	}
	return nil
}

// summary says what was done.
func (m *importing) summary(changes []importer.Change) {
	count := map[importer.Kind]int{}
	incidents, gaps := 0, 0
	for _, c := range changes {
		if c.Draft == nil { // a picture or the like
			continue
		}
		incidents++
		count[c.Kind]++
		if c.IsDraft() {
			gaps++
		}
		if c.Write != "" && len(changes) <= mostListed {
			fmt.Fprintf(m.terminal.stderr, "  %s\n", visible(c.Write)) // a name cannot begin a line, which a runner would obey
		}
	}
	var parts []string
	for _, k := range []struct {
		kind importer.Kind
		word string
	}{{importer.Created, "new"}, {importer.Updated, "updated"}, {importer.Merged, "merged with what you edited"}, {importer.Unchanged, "unchanged"}, {importer.Conflict, "in conflict"}} {
		if n := count[k.kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k.word))
		}
	}
	verb := "imported"
	if m.dryRun {
		verb = "would import"
	}
	if incidents == 0 && m.worst() == diag.Error {
		fmt.Fprintln(m.terminal.stderr, "nothing was imported")
		return
	}
	line := fmt.Sprintf("%s %s", verb, report.Plural(incidents, "incident"))
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	if gaps > 0 {
		line += fmt.Sprintf("; %s with gaps or errors, not published until somebody has filled them", report.Plural(gaps, "draft"))
	}
	fmt.Fprintln(m.terminal.stderr, line)
}

// mostListed is the number of documents up to which each is named.
const mostListed = 20
