package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/git"
	"github.com/rcagen/rcagen/pkg/site"
)

// changedSince asks git what has changed since a revision, and tells the project
// where the documents stood before.
func changedSince(ctx context.Context, p *build.Project, revision string) (*git.Changes, error) {
	changes, err := git.Changed(ctx, p.Dir, revision)
	var unknown *git.RevisionError
	switch {
	case err == nil:
	case errors.As(err, &unknown), errors.Is(err, git.ErrNoGit), errors.Is(err, git.ErrNoRepository):
		return nil, fmt.Errorf("--new-from: %w", err)
	default:
		return nil, failure{err}
	}
	p.Earlier = map[string]diag.File{}
	for path, change := range changes.Files {
		if change.Before == "" || !site.IsDocument(filepath.Base(path)) {
			continue
		}
		text, err := changes.Before(ctx, path)
		if err != nil {
			return nil, failure{err}
		}
		p.Earlier[path] = diag.File{Path: change.Before, Bytes: text}
	}
	return changes, nil
}

// leaveNew leaves only the findings in the result that are about lines changed
// since a revision, at their own place or at one that explains them, and
// returns how many that count were dropped. Leaks stay, and what says that
// something could not be checked.
func leaveNew(p *build.Project, r *build.Result, changes *git.Changes) (older int) {
	files := map[string]*diag.File{}
	touched := func(path string, s diag.Span) bool {
		change, ok := changes.Files[path]
		if !ok || s == (diag.Span{}) {
			return ok
		}
		f, known := files[path]
		if !known {
			f, _ = p.Masked(path) // what cannot be read has no lines
			files[path] = f
		}
		return f == nil || onLines(f, s, change.Lines)
	}
	r.Found = slices.DeleteFunc(r.Found, func(d diag.Diagnostic) bool {
		switch {
		case d.Path == "" || check.IsLeak(d) || build.IsIncomplete(d) || d.Rule == "id/changed":
			return false
		case touched(d.Path, d.Span), slices.ContainsFunc(d.Related, func(r diag.Related) bool { return touched(r.Path, r.Span) }):
			return false
		}
		if d.Suppressed == nil {
			older++
		}
		return true
	})
	return older
}

// onLines reports whether a span touches one of the ranges, which are in order.
func onLines(f *diag.File, s diag.Span, ranges []git.LineRange) bool {
	first, last := f.Position(s.Start).Line, f.Position(max(s.Start, s.End-1)).Line
	i, _ := slices.BinarySearchFunc(ranges, first, func(r git.LineRange, line int) int { return cmp.Compare(r.Last, line) })
	return i < len(ranges) && ranges[i].First <= last
}
