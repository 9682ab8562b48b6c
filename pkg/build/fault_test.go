package build_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
)

// onFirst calls a function when a Builder reports the first piece of a kind of
// work.
func onFirst(b *build.Builder, verb string, do func()) {
	var once sync.Once
	b.Progress = func(v string, _, _ int) {
		if v == verb {
			once.Do(do)
		}
	}
}

// built returns a project with a site, a Builder for it that remembers nothing,
// and the site's files.
func built(t *testing.T) (dir string, b *build.Builder, site map[string]string) {
	t.Helper()
	dir = t.TempDir()
	forty(t, dir)
	mustBuild(t, builder(t, dir))
	return dir, builder(t, dir), files(t, filepath.Join(dir, "public"))
}

// unharmed reports a site that is not what it was, and what was left beside it.
func unharmed(t *testing.T, dir string, site map[string]string) {
	t.Helper()
	if diff := cmp.Diff(site, files(t, filepath.Join(dir, "public"))); diff != "" {
		t.Errorf("the site has changed:\n%s", diff)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains([]string{"content", "public", "rcagen.yaml"}, e.Name()) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

// TestDocumentVanishes deletes the last document while the first is read.
func TestDocumentVanishes(t *testing.T) {
	dir, b, site := built(t)
	const gone = "content/2023/incident-29.md"
	onFirst(b, "read", func() {
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(gone))); err != nil {
			t.Error(err)
		}
	})
	result, report, err := b.Build(context.Background(), never)
	if err != nil || report != nil || !result.Incomplete {
		t.Errorf("error %v, report %v, incomplete %t", err, report, result.Incomplete)
	}
	var found []string
	for _, d := range result.Found {
		if d.Severity == diag.Error {
			found = append(found, d.Rule+" "+d.Path)
		}
	}
	if diff := cmp.Diff([]string{"file/unreadable " + gone}, found); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := b.Work().Parsed; got != 39 {
		t.Errorf("%d of the other 39 documents were read", got)
	}
	unharmed(t, dir, site)

	// Once it is known to be gone, its page goes.
	mustBuild(t, b)
	if _, err := os.Stat(filepath.Join(dir, "public", "2023", "incident-29")); !os.IsNotExist(err) {
		t.Errorf("the page is still there: %v", err)
	}
}

// TestDocumentChangesDuringBuild edits documents after they were checked and
// before their pages are made: what was checked is not what would be published.
func TestDocumentChangesDuringBuild(t *testing.T) {
	dir, b, site := built(t)
	documents, err := filepath.Glob(filepath.Join(dir, "content", "*", "*.md"))
	if err != nil || len(documents) != 40 {
		t.Fatal(documents, err)
	}
	onFirst(b, "render", func() {
		for _, file := range documents {
			if err := os.WriteFile(file, []byte("---\nid: changed\n---\n"), 0o644); err != nil {
				t.Error(err)
			}
		}
	})
	_, report, err := b.Build(context.Background(), never)
	if err == nil || report != nil || !strings.Contains(err.Error(), "has changed during the build") || !strings.Contains(err.Error(), ".md") {
		t.Errorf("error %v, report %v", err, report)
	}
	unharmed(t, dir, site)
}

// TestInterrupted ends the context at each kind of work.
func TestInterrupted(t *testing.T) {
	for _, verb := range []string{"read", "render"} {
		t.Run(verb, func(t *testing.T) {
			dir, b, site := built(t)
			put(t, dir, "content/2021/incident-00.md", incident{name: "incident-00", title: "New", day: "2021-01-01", link: "incident-03.md"}.bytes())
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			onFirst(b, verb, stop)
			_, report, err := b.Build(ctx, never)
			if !errors.Is(err, context.Canceled) || report != nil {
				t.Errorf("error %v, report %v", err, report)
			}
			unharmed(t, dir, site)
			mustBuild(t, b) // the same Builder can go on
		})
	}
}

// TestFailedPagesAreNotRemembered builds after a page could not be made: it is
// made then.
func TestFailedPagesAreNotRemembered(t *testing.T) {
	dir := t.TempDir()
	forty(t, dir)
	put(t, dir, "rcagen.yaml", "templates: theme\n")
	put(t, dir, "theme/page.html", `{{if eq .Heading "Incident incident-07"}}{{index .Heading 999}}{{end}}{{.Body}}`)
	b := builder(t, dir)
	result, report, err := b.Build(context.Background(), diag.Error)
	if err != nil || report != nil || result.Worst() != diag.Error {
		t.Fatalf("error %v, report %v, found %v", err, report, result.Found)
	}
	put(t, dir, "theme/page.html", `<p>sound</p>{{.Body}}`)
	mustBuild(t, b)
	if got := len(files(t, filepath.Join(dir, "public"))); got < 30 {
		t.Errorf("%d files", got)
	}
	if page := string(mustReadFile(t, dir, "public/2022/incident-07/index.html")); !strings.HasPrefix(page, "<p>sound</p>") {
		t.Errorf("the page is %q", page)
	}
}
