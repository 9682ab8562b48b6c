package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/git"
)

// leaveNew leaves only the findings in the result that are about lines changed
// since a revision, and returns how many that count were dropped. Leaks stay,
// and what says that something could not be checked.
func leaveNew(ctx context.Context, p *build.Project, r *build.Result, revision string) (older int, err error) {
	changed, err := git.Changed(ctx, p.Dir, revision)
	var unknown *git.RevisionError
	switch {
	case err == nil:
	case errors.As(err, &unknown), errors.Is(err, git.ErrNoGit), errors.Is(err, git.ErrNoRepository):
		return 0, fmt.Errorf("--new-from: %w", err)
	default:
		return 0, failure{err}
	}
	files := map[string]*diag.File{}
	open := func(path string) *diag.File {
		f, known := files[path]
		if !known {
			f, _ = p.Masked(path) // what cannot be read has no lines
			files[path] = f
		}
		return f
	}
	r.Found = slices.DeleteFunc(r.Found, func(d diag.Diagnostic) bool {
		ranges, touched := changed[d.Path]
		switch {
		case d.Path == "" || check.IsLeak(d) || build.IsIncomplete(d):
			return false
		case touched && (d.Span == (diag.Span{}) || open(d.Path) == nil || onLines(open(d.Path), d.Span, ranges)):
			return false
		}
		if d.Suppressed == nil {
			older++
		}
		return true
	})
	return older, nil
}

// onLines reports whether a span touches one of the ranges, which are in order.
func onLines(f *diag.File, s diag.Span, ranges []git.LineRange) bool {
	first, last := f.Position(s.Start).Line, f.Position(max(s.Start, s.End-1)).Line
	i, _ := slices.BinarySearchFunc(ranges, first, func(r git.LineRange, line int) int { return cmp.Compare(r.Last, line) })
	return i < len(ranges) && ranges[i].First <= last
}
