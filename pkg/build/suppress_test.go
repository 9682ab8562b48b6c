package build_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/baseline"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
)

// withLink returns a document with a link to one that there is not.
func withLink(after string) string {
	return "---\nid: a\ntitle: Search failed\nsidebar_label: Search failed\n---\n\n## Impact summary\n\nSee [more](./gone.md).\n\n## RCA\n\nThe disk was full.\n\n## Next steps\n\n- Alert earlier.\n" + after
}

// broken returns how the broken links of a snapshot's project are looked at:
// "counts", or who said that they do not.
func broken(s *build.Snapshot) string {
	var all []string
	for _, d := range s.Check().Found {
		switch {
		case d.Rule != "link/broken":
		case d.Suppressed == nil:
			all = append(all, "counts")
		default:
			all = append(all, d.Suppressed.By)
		}
	}
	return strings.Join(all, " ")
}

// TestPreviewLivesWithFindings: comments and the baseline are followed while
// they are written.
func TestPreviewLivesWithFindings(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "content/a.md", withLink(""))
	v := preview(t, dir, false)
	expect := func(what, want string, s *build.Snapshot) {
		t.Helper()
		if got := broken(s); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	document, known := filepath.Join(dir, "content", "a.md"), filepath.Join(dir, baseline.Name)
	s := update(t, v)
	expect("at first", "counts", s)

	put(t, dir, "content/a.md", withLink("\n<!-- rcagen-disable-file link/broken -- next week -->\n"))
	s = update(t, v, document)
	expect("with a comment", "comment", s)
	if s.Check().Worst() == diag.Error {
		t.Error("what is suppressed counts")
	}
	put(t, dir, "content/a.md", withLink("\nMore.\n"))
	s = update(t, v, document)
	expect("without it", "counts", s)

	if _, _, err := s.Project().WriteBaseline(s.Check()); err != nil {
		t.Fatal(err)
	}
	s = update(t, v, known)
	expect("with a baseline", "baseline", s)
	if again := update(t, v); again != s {
		t.Error("another snapshot though nothing has changed")
	}
	put(t, dir, baseline.Name, "{<<<")
	s = update(t, v, known)
	expect("with a damaged one", "baseline", s)
	if !strings.Contains(rules(s), "config/baseline") {
		t.Error("nobody is told that the baseline is damaged")
	}
	if err := os.Remove(known); err != nil {
		t.Fatal(err)
	}
	s = update(t, v, known)
	expect("without a baseline", "counts", s)
	if strings.Contains(rules(s), "config/baseline") {
		t.Error("what is gone is still damaged")
	}
}

// TestBaselineLeavesLeaksOut: a published secret is never known. (The rules of
// leaks are as severe as unknown ones.)
func TestBaselineLeavesLeaksOut(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "content/a.md", withLink(""))
	p, _, err := build.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	place := func(rule string, severity diag.Severity) diag.Diagnostic {
		return diag.Diagnostic{Rule: rule, Severity: severity, Path: "content/a.md", Span: diag.Span{Start: 1, End: 2}}
	}
	commented := place("link/broken", diag.Error)
	commented.Suppressed = &diag.Suppression{By: "comment"}
	written, leaks, err := p.WriteBaseline(&build.Result{Found: []diag.Diagnostic{
		place("leak/token", diag.Error), place("leak/address", diag.Warning), commented, place("internal/panic", diag.Error),
	}})
	if err != nil || written != 1 || leaks != 1 {
		t.Errorf("%d written, %d leaks, error %v; want one of each", written, leaks, err)
	}
	text := string(mustReadFile(t, dir, baseline.Name))
	if strings.Contains(text, "leak/token") || !strings.Contains(text, "leak/address") {
		t.Errorf("the baseline is\n%s", text)
	}
}

// TestAsOf: the site knows the day that the project was given.
func TestAsOf(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "content/a.md", withLink(""))
	p, _, err := build.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	p.AsOf = time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	result, err := build.New(p).Check(t.Context())
	if err != nil || !result.Site.AsOf.Equal(p.AsOf) {
		t.Errorf("%v, error %v", result.Site.AsOf, err)
	}
}
