package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fetch"
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
	err = m.gather(c.Context(), im, args[0])
	var changes []importer.Change
	if err == nil {
		changes, err = m.plan(c.Context(), im, p, b)
	}
	progress.Clear()
	if err != nil {
		return err
	}
	m.found = append(m.found, importer.Problems(changes)...)
	return m.finish(p, changes)
}

// gather reads the source.
func (m *importing) gather(ctx context.Context, im *importer.Importer, source string) error {
	switch {
	case source == "-":
		text, err := io.ReadAll(io.LimitReader(os.Stdin, incident.MostBytes+1))
		if err != nil {
			return failure{fmt.Errorf("standard input: %w", err)}
		}
		m.add(im, &incident.Source{Name: "standard input", File: &diag.File{Path: "standard input", Bytes: text}})
		return nil
	case strings.HasPrefix(source, "http://"), strings.HasPrefix(source, "https://"):
		return m.fetch(ctx, im, source)
	}
	info, err := os.Stat(source)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return m.folder(ctx, im, source)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is neither a file nor a folder", source)
	}
	text, err := readSource(source)
	if err != nil {
		return failure{err}
	}
	m.add(im, &incident.Source{Name: filepath.Base(source), File: &diag.File{Path: filepath.ToSlash(source), Bytes: text}})
	return nil
}

// folder reads the files of a folder.
func (m *importing) folder(ctx context.Context, im *importer.Importer, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return failure{err}
	}
	defer root.Close()
	f, err := importer.OpenFolder(root.FS(), filepath.ToSlash(filepath.Clean(dir)))
	if err != nil {
		return failure{err}
	}
	for _, file := range f.Read {
		m.files[file.Path] = file
	}
	for k, name := range f.Sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		s, err := f.Source(name)
		if err != nil {
			return failure{err}
		}
		if f.Docusaurus() {
			drafts, found := f.Documents(im, name, s)
			m.files[s.File.Path] = s.File
			m.drafts, m.found = append(m.drafts, drafts...), append(m.found, found...)
		} else {
			from := len(m.drafts)
			m.add(im, s)
			f.Place(name, m.drafts[from:])
		}
		im.Progress("read", k+1, len(f.Sources))
	}
	m.assets, err = f.Assets(im, m.drafts)
	if err != nil {
		return failure{err}
	}
	m.found = append(m.found, f.Found...)
	return nil
}

// readSource reads a file, and of one that is too large a little more than is
// accepted.
func readSource(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(io.LimitReader(file, incident.MostBytes+1))
	return b.Bytes(), err
}

// fetch reads what is at an address: the incidents themselves, or the status
// page that has them elsewhere.
func (m *importing) fetch(ctx context.Context, im *importer.Importer, address string) error {
	client := &fetch.Client{AllowPrivate: m.private, UserAgent: "rcagen/" + versionOf()}
	answer, err := client.Get(ctx, address)
	if err != nil {
		return cmp.Or(ctx.Err(), error(failure{err}))
	}
	page := sourceOf(answer)
	if r := incident.Read(page, m.format, im.Context()); r.Format != nil {
		m.take(im, page, r)
		return nil
	}
	tried := append(fetch.Related(answer.Address), incident.FeedAddress(answer.Body, answer.Address)...)
	for _, related := range tried {
		answer, err := client.Get(ctx, related)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue // most pages have one of them
		}
		s := sourceOf(answer)
		if r := incident.Read(s, m.format, im.Context()); r.Format != nil {
			fmt.Fprintf(m.terminal.stderr, "reading %s\n", answer.Address)
			m.take(im, s, r)
			return nil
		}
	}
	m.add(im, page)
	return nil
}

func sourceOf(a *fetch.Answer) *incident.Source {
	address, _, _ := strings.Cut(a.Address, "?") // what is behind it may be a secret
	return &incident.Source{File: &diag.File{Path: address, Bytes: a.Body}, Address: address}
}

// add reads one source.
func (m *importing) add(im *importer.Importer, s *incident.Source) {
	m.take(im, s, incident.Read(s, m.format, im.Context()))
}

// take makes drafts of what was read.
func (m *importing) take(im *importer.Importer, s *incident.Source, r *incident.Result) {
	m.files[s.File.Path] = s.File
	m.found = append(m.found, r.Found...)
	if r.Format == nil {
		return
	}
	m.found = append(m.found, importer.Skipped(s, r)...)
	drafts := im.Drafts(s, r)
	for k := range drafts {
		m.found = append(m.found, drafts[k].Found...)
	}
	m.drafts = append(m.drafts, drafts...)
}

// plan compares the drafts with the project.
func (m *importing) plan(ctx context.Context, im *importer.Importer, p *build.Project, b *build.Builder) ([]importer.Change, error) {
	heads, err := b.Heads(ctx)
	if err != nil {
		return nil, err
	}
	documents := make([]importer.Existing, len(heads))
	for k, h := range heads {
		documents[k] = importer.Existing{Path: h.Path, ID: h.Meta.ID, Origin: h.Meta.Source}
	}
	content := p.Config.Content
	if content == "." && len(documents) == 0 {
		content = "content" // of a project that begins with this
	}
	changes, err := im.Plan(m.drafts, m.assets, documents, content, p.Read)
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
		failed = m.write(p, changes)
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

// write writes the changes; one that cannot be written does not keep the others
// from it.
func (m *importing) write(p *build.Project, changes []importer.Change) error {
	progress := m.terminal.progress()
	defer progress.Clear()
	var failed error
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
			failed = errors.Join(failed, fmt.Errorf("cannot write %s: %w", c.Write, err))
		}
	}
	return failed
}

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
		if c.Kind != importer.Unchanged && len(c.Draft.Gaps)+len(c.Draft.Errors) > 0 {
			gaps++
		}
		switch {
		case c.Write != "" && len(changes) <= mostListed:
			fmt.Fprintln(m.terminal.stderr, c.Write)
		case c.Reason != "" && len(changes) <= mostListed:
			fmt.Fprintf(m.terminal.stderr, "%s: left alone, %s\n", c.Path, c.Reason)
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
