package build

import (
	"bytes"
	"context"
	"slices"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/format"
)

// Formatted is what formatting makes of a project's documents.
type Formatted struct {
	Fixes
	Documents int // that were looked at
}

// Format works out what becomes of the selected documents in the form that
// package format gives them; drafts are among them. It writes nothing;
// [Project.Replace] does. As with [Builder.Fix], some files are left alone. Found
// has the documents that cannot be read or on which rcagen failed.
func (b *Builder) Format(ctx context.Context, selected func(path string) bool) (*Formatted, error) {
	t, err := b.project.walk()
	if err != nil {
		return nil, err
	}
	entries := slices.DeleteFunc(t.entries, func(e entry) bool { return e.kind != document || !selected(e.path) })
	formatter := format.New(b.project.Config)
	results := make([]Fixes, len(entries))
	err = b.each(ctx, "format", len(entries), func(i int) { results[i] = b.format(formatter, entries[i]) })
	all := &Formatted{Documents: len(entries)}
	for _, r := range results {
		all.Files = append(all.Files, r.Files...)
		all.Left = append(all.Left, r.Left...)
		all.Found = append(all.Found, r.Found...)
	}
	return all, err
}

// format formats one document.
func (b *Builder) format(formatter *format.Formatter, e entry) (r Fixes) {
	defer func() {
		if value := recover(); value != nil {
			d := failed(e.path, value)
			d.Severity = diag.Error
			r = Fixes{Found: []diag.Diagnostic{d}}
		}
	}()
	source, problem := b.project.read(e.path, e.size)
	if problem != nil {
		problem.Severity = diag.Error
		r.Found = append(r.Found, *problem)
		return r
	}
	text, left := formatter.Format(&diag.File{Path: e.path, Bytes: source}, b.project.ContentPath(e.path))
	r.Left = left
	if bytes.Equal(text, source) {
		return r
	}
	if reason := b.project.leftAlone(e.path, nil); reason != "" {
		r.Left = append(r.Left, reason)
		return r
	}
	r.Files = append(r.Files, FixedFile{Path: e.path, Before: source, After: text})
	return r
}
