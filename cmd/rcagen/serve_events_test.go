package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// told is what an event stream says.
type told struct{ Page, Shell, Findings string }

// listen opens the event stream of a page.
func (s *serving) listen(t *testing.T, address string) <-chan told {
	t.Helper()
	response, err := http.Get(s.origin + s.base + "_rcagen/events?address=" + url.QueryEscape(address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" || response.StatusCode != 200 {
		t.Fatalf("status %d, %s", response.StatusCode, kind)
	}
	all := make(chan told, 100)
	go func() {
		defer close(all)
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e told
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					t.Error(err)
				}
				all <- e
			}
		}
	}()
	return all
}

// next returns the first event that is as wanted.
func next(t *testing.T, events <-chan told, what string, wanted func(told) bool) told {
	t.Helper()
	end := time.After(patience / 2)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatalf("%s: the stream has ended", what)
			}
			if wanted(e) {
				return e
			}
		case <-end:
			t.Fatalf("%s: no such event", what)
		}
	}
}

// TestEventsGoWhereTheyMatter: a page is told of what it shows, and of no other
// document's text.
func TestEventsGoWhereTheyMatter(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		writeFiles(t, dir, map[string]string{"content/" + name + ".md": numbered(name+".md", 1)})
	}
	s := mustServe(t, dir)
	s.mustAwait(t, "/_rcagen/findings?address=", 200, `"count":0`)
	a, b, home := s.listen(t, "a/"), s.listen(t, "b/"), s.listen(t, "")
	whole := func(e told) bool { return e.Page != "" && e.Shell != "" && e.Findings != "" }
	first, other, list := next(t, a, "a", whole), next(t, b, "b", whole), next(t, home, "home", whole)

	// The text of a: for a alone. What comes next to the others is the label.
	writeFiles(t, dir, map[string]string{"content/a.md": numbered("a.md", 2)})
	second := next(t, a, "a after its text", func(e told) bool { return e.Page != first.Page })
	writeFiles(t, dir, map[string]string{"content/a.md": strings.Replace(numbered("a.md", 2), "sidebar_label: a", "sidebar_label: Another", 1)})
	changed := 0
	label := next(t, b, "b after a's label", func(e told) bool { changed++; return e.Page != other.Page })
	if changed != 1 || label.Shell != other.Shell {
		t.Errorf("b was told %d times, shell %q then %q", changed, other.Shell, label.Shell)
	}
	next(t, a, "a after its label", func(e told) bool { return e.Page != second.Page })

	// A finding elsewhere changes no page.
	writeFiles(t, dir, map[string]string{"content/c.md": strings.Replace(numbered("c.md", 1), "## RCA", "## RCAs and more", 1)})
	found := next(t, b, "b after a finding in c", func(e told) bool { return e.Findings != label.Findings })
	if found.Page != label.Page {
		t.Error("a finding in another document made b another page")
	}

	// The configuration: for all.
	writeFiles(t, dir, map[string]string{"rcagen.yaml": "title: Bookshelf\n"})
	next(t, home, "home after the configuration", func(e told) bool { return e.Shell != list.Shell })
}

// TestStreamsEndWithThePreview: a reader who listens does not keep it alive.
func TestStreamsEndWithThePreview(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/a.md": numbered("a.md", 1)})
	s := mustServe(t, dir)
	events := s.listen(t, "a/")
	next(t, events, "the first", func(told) bool { return true })
	if status, err := s.stop(); err != nil || status != exitInterrupted {
		t.Errorf("status %d, error %v", status, err)
	}
	for range events { // ends, or the test does not
	}
}

// TestProductionIsTheBuild holds every file of a build against what the preview
// answers at its address.
func TestProductionIsTheBuild(t *testing.T) {
	dir, out := t.TempDir(), filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(filepath.Join("..", "..", "content"))); err != nil {
		t.Fatal(err)
	}
	writeFiles(t, dir, map[string]string{
		"rcagen.yaml":       "url: https://example.com/docs/\nlimits: {code_time: 1m}\n", // or a busy machine colours less
		"static/robots.txt": "User-agent: *\n",
		"content/draft.md":  soundRCA("draft.md", "draft: true", "aliases: [/old]"),
		"content/moved.md":  soundRCA("moved.md", "aliases: [/old/moved, /older.html]"),
	})
	mustBuild(t, dir, "--output", out)
	s := mustServe(t, dir, "--production")
	built, err := readTree(out, false)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for name, content := range built {
		mode, text, isFile := strings.Cut(content, "\n")
		if !isFile || strings.HasPrefix(name, ".rcagen") || !strings.HasPrefix(mode, "-") {
			continue
		}
		compared++
		for _, address := range []string{name, strings.TrimSuffix(name, "index.html")} {
			a, err := s.get(s.base + (&url.URL{Path: address}).EscapedPath())
			if err != nil || a.status != 200 || a.body != text {
				t.Errorf("%q: error %v, status %d, the same: %t", address, err, a.status, a.body == text)
			}
		}
	}
	if compared < 30 {
		t.Fatalf("only %d files were compared", compared)
	}
	missing, err := s.get(s.base + "draft/")
	if _, text, _ := strings.Cut(built["404.html"], "\n"); err != nil || missing.status != 404 || missing.body != text {
		t.Errorf("a draft: status %d, error %v", missing.status, err)
	}
}
