package build

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Result is what a run over a project found.
type Result struct {
	Site       *site.Site
	Documents  []string          // paths of the documents that were looked at, from the project's root
	Found      []diag.Diagnostic // sorted, with severities
	Incomplete bool              // something could not be read or rcagen failed on it: Found may lack findings

	secrets []string                     // values that no finding may quote
	ofSite  map[string][]diag.Diagnostic // by path: what check.Site has found, as it was found; of a snapshot alone
}

// Worst returns the highest severity found; Undecided when nothing was. What is
// suppressed does not count.
func (r *Result) Worst() diag.Severity {
	worst := diag.Undecided
	for _, d := range r.Found {
		if d.Suppressed == nil {
			worst = max(worst, d.Severity)
		}
	}
	return worst
}

// ErrProject says that the project's folders are not as its configuration
// says. A project without documents is one of these: more likely a wrong
// folder than the wish for an empty site.
var ErrProject = errors.New("unusable project")

// Check reads the whole project and returns everything that is wrong with it.
// An error means that nothing was read, or that the context ended.
func (b *Builder) Check(ctx context.Context) (*Result, error) {
	t, err := b.project.walk()
	if err != nil {
		return nil, err
	}
	if t.count(document) == 0 && len(t.found) == 0 {
		return nil, b.project.noDocument()
	}
	if err := b.read(ctx, t.entries); err != nil {
		return nil, err
	}
	result := &Result{}
	for _, e := range t.entries {
		if e.kind == document {
			result.Documents = append(result.Documents, e.path)
		}
	}
	result.Site = site.New(b.input(true))
	result.Found = slices.Concat(t.found, b.found(), check.Site(result.Site), b.moved(result.Site))
	for _, r := range b.files {
		result.secrets = append(result.secrets, r.secrets...)
	}
	result.settle(b.project, b.suppressions())
	result.match(b.project, b.project.Masked)
	return result, nil
}

// noDocument is the error about a project without content.
func (p *Project) noDocument() error {
	folder := p.Config.Content
	if folder == "." {
		folder = p.Dir
	}
	return fmt.Errorf("%w: no document (.md, .markdown, .mdx) below `%s`", ErrProject, folder)
}

// read reads every file, each into its own element, and forgets the ones that
// are gone.
func (b *Builder) read(ctx context.Context, entries []entry) error {
	read := make([]remembered, len(entries))
	parsed := make([]bool, len(entries))
	err := b.each(ctx, "read", len(entries), func(i int) {
		read[i], parsed[i] = b.load(entries[i])
	})
	if err != nil {
		return err
	}
	b.files = make(map[string]remembered, len(read))
	for i, r := range read {
		if parsed[i] {
			b.work.Parsed++
		}
		b.files[r.path] = r
	}
	return nil
}

// input returns what the site is made of.
func (b *Builder) input(production bool) site.Input {
	in := site.Input{Config: b.project.Config, Files: map[string]site.File{}, Production: production, AsOf: b.project.AsOf}
	in.Documents = make([]*rca.Document, 0, len(b.files))
	for _, r := range b.files {
		switch {
		case r.document != nil:
			in.Documents = append(in.Documents, r.document)
		case r.category != nil:
			in.Categories = append(in.Categories, *r.category)
		case r.file != nil:
			in.Files[r.path] = *r.file
		}
	}
	return in
}

// found returns what reading the files has found.
func (b *Builder) found() (found []diag.Diagnostic) {
	for _, r := range b.files {
		found = append(found, r.found...)
	}
	return found
}

// suppressions returns what documents say about their findings, by path.
func (b *Builder) suppressions() map[string]*check.Suppressions {
	by := map[string]*check.Suppressions{}
	for path, r := range b.files {
		if r.suppressed != nil {
			by[path] = r.suppressed
		}
	}
	return by
}

// settle takes the secrets out of the findings, gives them their severities and
// their order, and marks those that comments cover.
func (r *Result) settle(p *Project, by map[string]*check.Suppressions) {
	unused := check.Suppress(r.Found, by, p.Config)
	r.Found = slices.Concat(r.Found, unused)
	redact(r.Found, r.secrets)
	r.Found = check.Grade(r.Found, p.Config)
	diag.Sort(r.Found)
}

// match marks the findings that the baseline holds. Open gives the files that
// they are about, masked.
func (r *Result) match(p *Project, open func(path string) (*diag.File, error)) {
	r.Found = p.matchBaseline(r.Found, open)
	r.Incomplete = slices.ContainsFunc(r.Found, IsIncomplete)
}

// IsIncomplete reports whether a finding says that others may be missing.
func IsIncomplete(d diag.Diagnostic) bool {
	return d.Rule == "internal/panic" || d.Rule == "file/unreadable"
}

// add completes a finished result with what rendering its site has found. No
// baseline has these findings: check does not see them.
func (r *Result) add(p *Project, by map[string]*check.Suppressions, found []diag.Diagnostic) {
	found = slices.Clone(found)
	check.Suppress(found, by, p.Config)
	redact(found, r.secrets)
	found = check.Grade(found, p.Config)
	r.Found = slices.Concat(r.Found, found)
	diag.Sort(r.Found)
	r.Incomplete = r.Incomplete || slices.ContainsFunc(found, IsIncomplete)
}
