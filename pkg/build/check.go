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
}

// Worst returns the highest severity found; Undecided when nothing was.
func (r *Result) Worst() diag.Severity {
	worst := diag.Undecided
	for _, d := range r.Found {
		worst = max(worst, d.Severity)
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
	if len(t.documents) == 0 && len(t.found) == 0 {
		folder := b.project.Config.Content
		if folder == "." {
			folder = b.project.Dir
		}
		return nil, fmt.Errorf("%w: no document (.md, .markdown, .mdx) below `%s`", ErrProject, folder)
	}
	in := site.Input{Config: b.project.Config, Files: make(map[string]site.File, len(t.others)), Production: true}
	result := &Result{Found: t.found, Incomplete: t.incomplete}
	for _, e := range t.documents {
		result.Documents = append(result.Documents, e.path)
	}
	if err := b.readDocuments(ctx, t, &in, result); err != nil {
		return nil, err
	}
	for _, e := range t.categories {
		c, found, ok := b.category(e)
		if ok {
			in.Categories = append(in.Categories, c)
		}
		result.Found = append(result.Found, found...)
	}
	for _, e := range t.others {
		info, problem := b.other(e)
		if problem != nil {
			result.Found = append(result.Found, *problem)
			continue
		}
		in.Files[e.path] = info
	}
	result.Site = site.New(in)
	result.Found = append(result.Found, check.Site(result.Site)...)
	result.finish(b.project)
	return result, nil
}

// readDocuments reads every document, each into its own element, and forgets
// the ones that are gone.
func (b *Builder) readDocuments(ctx context.Context, t *tree, in *site.Input, result *Result) error {
	read := make([]remembered, len(t.documents))
	parsed := make([]bool, len(t.documents))
	err := b.each(ctx, "read", len(t.documents), func(i int) {
		read[i], parsed[i] = b.document(t.documents[i])
	})
	if err != nil {
		return err
	}
	b.documents = make(map[string]remembered, len(read))
	in.Documents = make([]*rca.Document, 0, len(read))
	for i, r := range read {
		result.Found = append(result.Found, r.found...)
		if parsed[i] {
			b.work.Parsed++
		}
		if r.document != nil {
			b.documents[t.documents[i].path] = r
			in.Documents = append(in.Documents, r.document)
		}
	}
	return nil
}

// finish gives the findings their severities and their order.
func (r *Result) finish(p *Project) {
	r.Found = check.Grade(slices.Clip(r.Found), p.Config)
	diag.Sort(r.Found)
	for _, d := range r.Found {
		if d.Rule == "internal/panic" || d.Rule == "file/unreadable" {
			r.Incomplete = true
		}
	}
}
