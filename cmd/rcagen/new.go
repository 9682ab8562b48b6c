package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/report"
	"github.com/rcagen/rcagen/pkg/scaffold"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/temporal"
	"github.com/spf13/cobra"
)

func newNewCommand(t *terminal) *cobra.Command {
	n := &beginning{terminal: t}
	c := &cobra.Command{
		Use:   `new "TITLE" [dir]`,
		Short: "Begin an RCA",
		Long: `New writes the file that an RCA begins as: front matter with what you say, the
required sections with a hint in each, a timeline and a list of actions. It is a
draft, and check reports each section until it is written; take "draft: true"
away then. dir is the project (default: the current folder).

In a terminal it asks for what is missing; Enter leaves it out. The file goes
where the project's other documents are, is named as they are, and replaces
none. Its path is printed. When an earlier RCA of the same service looks alike,
that is said, with what is still open from it.

Each kind of incident has its own hints. A project changes them, and adds kinds,
with Markdown files scaffolds/KIND.md in its templates folder.`,
		Args:              cobra.MaximumNArgs(2),
		ValidArgsFunction: completeNew,
		RunE:              n.run,
	}
	c.Flags().StringVar(&n.kind, "kind", "outage", "kind of the incident: data-loss, near-miss, outage, provider, security or one of the project's")
	c.Flags().StringArrayVar(&n.incident.Services, "service", nil, "service that was hit; may be given several times")
	c.Flags().StringArrayVar(&n.incident.Regions, "region", nil, "region in which it was; likewise")
	c.Flags().StringVar(&n.incident.Severity, "severity", "", "how bad it was: critical, major, minor, notice, or SEV1, P1 and the like")
	c.Flags().StringVar(&n.started, "started", "", `when it began, such as "2023-12-12 09:10 UTC"`)
	c.Flags().BoolVar(&n.edit, "edit", false, "open the file in the editor that VISUAL or EDITOR names")
	_ = c.RegisterFlagCompletionFunc("kind", completeKind)
	_ = c.RegisterFlagCompletionFunc("service", completeProperty(site.Services))
	_ = c.RegisterFlagCompletionFunc("region", completeProperty(site.Regions))
	_ = c.RegisterFlagCompletionFunc("severity", cobra.FixedCompletions(severityNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func severityNames() (names []string) {
	for level := rca.Critical; level <= rca.Notice; level++ {
		names = append(names, level.String())
	}
	return names
}

// beginning is a run of the command new.
type beginning struct {
	terminal      *terminal
	kind, started string
	edit          bool
	incident      scaffold.Incident
}

func (n *beginning) run(c *cobra.Command, args []string) error {
	dir := "."
	if len(args) > 0 {
		n.incident.Title = args[0]
		dir = directory(args[1:])
	}
	var editor []string
	if n.edit {
		var err error
		if editor, err = editorCommand(os.Getenv); err != nil {
			return err
		}
	}
	p, err := n.terminal.open(dir)
	if err != nil {
		return err
	}
	defer p.Close()
	kind, err := findKind(p, n.kind)
	if err != nil {
		return err
	}
	if err := n.know(c, p); err != nil {
		return err
	}
	documents, redact, err := n.documents(c, p)
	if err != nil {
		return err
	}
	file, err := n.write(p, kind, documents)
	if err != nil {
		return err
	}
	file = filepath.Join(dir, filepath.FromSlash(file))
	fmt.Fprintln(n.terminal.stdout, visible(file))
	n.sayAlike(documents, redact)
	if n.edit {
		return n.open(editor, file)
	}
	return nil
}

// findKind returns the kind of incident of a name.
func findKind(p *build.Project, name string) (k scaffold.Kind, err error) {
	kinds, err := p.Scaffolds()
	if errors.Is(err, build.ErrProject) {
		return k, err
	}
	if err != nil {
		return k, failure{err}
	}
	var names []string
	for _, k := range kinds {
		if k.Name == name {
			return k, nil
		}
		names = append(names, k.Name)
	}
	hint := "expected one of " + strings.Join(names, ", ")
	if near := diag.Closest(name, names); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return k, fmt.Errorf("--kind knows no kind %q; %s", name, hint)
}

// know reads what the command line says of the incident, and asks for the rest
// where somebody is there to answer.
func (n *beginning) know(c *cobra.Command, p *build.Project) error {
	i := &n.incident
	i.Title, i.Severity = oneLine(i.Title), oneLine(i.Severity)
	i.Services, i.Regions = names(i.Services), names(i.Regions)
	var surroundings temporal.Context
	if p.Config.States("timezone") {
		surroundings.Zone = p.Config.Timezone
	}
	if p.Config.States("date_order") {
		surroundings.Order = p.Config.DateOrder
	}
	when := func(text string) (err error) {
		i.Started, err = scaffold.ReadStart(text, surroundings)
		return err
	}
	if started := oneLine(n.started); started != "" {
		if err := when(started); err != nil {
			return fmt.Errorf("--started: %w", err)
		}
	}
	if in, ok := c.InOrStdin().(*os.File); ok && report.IsTerminal(in) {
		q := &questions{ctx: c.Context(), in: in, out: n.terminal.stderr}
		if err := n.ask(q, when); err != nil {
			return err
		}
	}
	if i.Title == "" {
		return errors.New(`an RCA needs a title: rcagen new "What happened, in one line"`)
	}
	return nil
}

// ask asks for what is not known yet. The error is that of the context.
func (n *beginning) ask(q *questions, when func(string) error) error {
	i := &n.incident
	if i.Title == "" {
		q.ask("Title", func(answer string) error {
			if i.Title = answer; answer == "" {
				return errors.New("an RCA needs a title")
			}
			return nil
		})
	}
	if len(i.Services) == 0 {
		q.ask("Service", func(answer string) error { i.Services = names([]string{answer}); return nil })
	}
	if i.Severity == "" {
		q.ask("Severity ("+strings.Join(severityNames(), ", ")+")", func(answer string) error { i.Severity = answer; return nil })
	}
	if i.Started.Time.IsZero() {
		q.ask(`When did it start, such as 2023-12-12 09:10 UTC`, func(answer string) error {
			if answer == "" {
				return nil
			}
			return when(answer)
		})
	}
	return q.ctx.Err()
}

// names returns texts in one line each, without those that are empty.
func names(texts []string) (list []string) {
	for _, text := range texts {
		if text = oneLine(text); text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// documents reads the project's documents, and returns what takes secrets out of
// a text that quotes them. A project that is about to begin has none.
func (n *beginning) documents(c *cobra.Command, p *build.Project) ([]*rca.Document, func(string) string, error) {
	b, result, err := n.terminal.read(c, p)
	switch {
	case err == nil:
		return b.Documents(), result.Redact, nil
	case errors.Is(err, build.ErrProject):
		return nil, func(text string) string { return text }, nil
	}
	return nil, nil, err
}

// write writes the document to where it belongs, and returns its path from the
// project's root.
func (n *beginning) write(p *build.Project, kind scaffold.Kind, documents []*rca.Document) (string, error) {
	below, id := scaffold.Learn(documents).Place(n.incident.Started.Time, n.incident.Title)
	wanted := path.Join(newContent(p, len(documents)), below)
	taken := naming.NewTaken(func(file string) bool {
		_, err := p.Read(file)
		return !errors.Is(err, fs.ErrNotExist)
	})
	for _, d := range documents {
		taken.Add(d.File, d.Meta.ID)
		taken.ClaimID(path.Dir(wanted), d.Meta.ID)
	}
	for {
		file, free := taken.Free(wanted, id, false)
		text, err := kind.Write(n.incident, free, p.Config)
		if err != nil {
			return "", fmt.Errorf("%s/%w", p.Config.Templates, err)
		}
		err = p.Create(file, text)
		if errors.Is(err, fs.ErrExist) { // somebody else was quicker
			taken.Add(file, free)
			continue
		}
		if err != nil {
			return "", failure{fmt.Errorf("cannot write %s: %w", visible(file), err)}
		}
		return file, nil
	}
}

// newContent returns the folder that a new document of a project goes into, where
// it has this many. A project that begins with it begins with a content folder.
func newContent(p *build.Project, documents int) string {
	if p.Config.Content == "." && documents == 0 {
		return "content"
	}
	return p.Config.Content
}

// sayAlike says which earlier RCAs look alike, and what is still open from them.
func (n *beginning) sayAlike(documents []*rca.Document, redact func(string) string) {
	var b strings.Builder
	for _, a := range scaffold.Alikes(n.incident, documents) {
		d := a.Document
		fmt.Fprintf(&b, "looks alike: %s: %s", d.File, oneLine(d.Title))
		if !d.Date.IsZero() {
			fmt.Fprintf(&b, ", %s", d.Date.Format(time.DateOnly))
		}
		fmt.Fprintf(&b, " (same service; %s)\n", strings.Join(a.Words, ", "))
		for k := range d.Facts.Actions {
			if action := &d.Facts.Actions[k]; action.IsOpen() {
				b.WriteString("  still open: " + actionLine(action) + "\n")
			}
		}
	}
	fmt.Fprint(n.terminal.stderr, report.VisibleLines(redact(b.String())))
}

// actionLine returns an action with who does it and by when.
func actionLine(a *rca.Action) string {
	owner := cmp.Or(strings.Join(a.Owners, ", "), "nobody")
	due := "no date"
	if a.DueText != "" {
		due = "due " + oneLine(a.DueText)
	}
	return fmt.Sprintf("%s (%s, %s)", oneLine(a.Text), owner, due)
}

// completeNew leaves the title to its author, and offers folders behind it.
func completeNew(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 1 {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// projectToComplete opens the project that a command line is about, nil when
// there is none.
func projectToComplete(args []string) *build.Project {
	dir := "."
	if len(args) > 1 {
		dir = args[1]
	}
	p, _, err := build.Open(dir)
	if err != nil {
		return nil
	}
	return p
}

func completeKind(_ *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
	if p := projectToComplete(args); p != nil {
		defer p.Close()
		kinds, _ := p.Scaffolds() // what cannot be read is not offered
		for _, k := range kinds {
			names = append(names, report.VisibleLines(cobra.CompletionWithDesc(k.Name, k.For)))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeProperty offers the values that a project's RCAs have of a property,
// the most frequent first.
func completeProperty(name site.PropertyName) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, _ string) (values []string, _ cobra.ShellCompDirective) {
		p := projectToComplete(args)
		if p == nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer p.Close()
		if result, err := build.New(p).Check(context.WithoutCancel(c.Context())); err == nil {
			for _, f := range result.Site.Property(name).Facets {
				values = append(values, oneLine(report.VisibleLines(result.Redact(f.Value))))
			}
		}
		return values, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}
