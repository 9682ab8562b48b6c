package main

import (
	"bytes"
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
	if p.Earlier, err = earlierState(ctx, changes); err != nil {
		return nil, failure{err}
	}
	return changes, nil
}

// earlierState reads the documents that have changed, as they were.
func earlierState(ctx context.Context, changes *git.Changes) (*build.Earlier, error) {
	e := &build.Earlier{Files: map[string]diag.File{}, Added: map[string]bool{}}
	read := func(path string) (f diag.File, err error) {
		f.Path = path
		if site.IsDocument(filepath.Base(path)) {
			f.Bytes, err = changes.Read(ctx, path)
		}
		return f, err
	}
	for path, change := range changes.Files {
		if change.Before == "" {
			e.Added[path] = true
			continue
		}
		f, err := read(change.Before)
		if err != nil {
			return nil, err
		}
		if f.Bytes != nil {
			e.Files[path] = f
		}
	}
	for _, path := range changes.Deleted {
		f, err := read(path)
		if err != nil {
			return nil, err
		}
		e.Gone = append(e.Gone, f)
	}
	return e, nil
}

// leaveNew leaves only the findings in the result that are about lines changed
// since a revision, at their own place or at one that explains them, or that a
// change elsewhere in the document brought about, and returns how many that count
// were dropped. Leaks stay, and what says that something could not be checked.
func leaveNew(p *build.Project, b *build.Builder, r *build.Result, changes *git.Changes) (older int) {
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
		return f == nil || loneReturn(f.Bytes) && len(change.Lines) > 0 || onLines(f, s, change.Lines)
	}
	brought := broughtAbout(b, r.Found)
	r.Found = slices.DeleteFunc(r.Found, func(d diag.Diagnostic) bool {
		switch {
		case d.Path == "" || check.IsLeak(d) || build.IsIncomplete(d) || d.Rule == "id/changed":
			return false
		case touched(d.Path, d.Span), slices.ContainsFunc(d.Related, func(r diag.Related) bool { return touched(r.Path, r.Span) }):
			return false
		case brought(d):
			return false
		}
		if d.Suppressed == nil {
			older++
		}
		return true
	})
	return older
}

// broughtAbout returns a function that reports whether a change brought a finding
// about that stands on none of its lines: it was not found earlier, and fewer of
// its rule were. A section that was taken away is missing at the end of the
// text, and a page that was deleted in the links of others.
func broughtAbout(b *build.Builder, found []diag.Diagnostic) func(diag.Diagnostic) bool {
	type key struct{ path, rule, message string }
	now, earlier := map[key]int{}, map[key]int{}
	count := func(counts map[key]int, found []diag.Diagnostic) {
		for _, d := range found {
			counts[key{d.Path, d.Rule, ""}]++
			counts[key{d.Path, d.Rule, d.Message}]++
		}
	}
	count(now, found)
	count(earlier, b.FoundInEarlierSite())
	asked := map[string]bool{}
	return func(d diag.Diagnostic) bool {
		if d.Rule == "suppress/unused" {
			return false // whether it was found earlier, is not known
		}
		if !asked[d.Path] {
			asked[d.Path] = true
			count(earlier, b.FoundEarlier(d.Path))
		}
		all := key{d.Path, d.Rule, ""}
		return now[all] > earlier[all] && earlier[key{d.Path, d.Rule, d.Message}] == 0
	}
}

// loneReturn reports whether a carriage return ends a line of a text by itself:
// not one for git, whose numbers of lines are others than ours then.
func loneReturn(text []byte) bool {
	return bytes.Count(text, []byte("\r")) > bytes.Count(text, []byte("\r\n"))
}

// onLines reports whether a span touches one of the ranges, which are in order.
func onLines(f *diag.File, s diag.Span, ranges []git.LineRange) bool {
	first, last := f.Position(s.Start).Line, f.Position(max(s.Start, s.End-1)).Line
	i, _ := slices.BinarySearchFunc(ranges, first, func(r git.LineRange, line int) int { return cmp.Compare(r.Last, line) })
	return i < len(ranges) && ranges[i].First <= last
}
