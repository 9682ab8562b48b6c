package watch

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func newWatcher(t *testing.T) *Watcher {
	t.Helper()
	w := New(Options{})
	t.Cleanup(func() { w.Close() })
	if why, polling := w.Polling(); polling {
		t.Fatalf("the system's watcher cannot be had: %s", why)
	}
	return w
}

// next takes one change.
func next(t *testing.T, w *Watcher) Change {
	t.Helper()
	select {
	case change, ok := <-w.Changes():
		if !ok {
			t.Fatal("Changes is closed")
		}
		return change
	case <-time.After(10 * time.Second):
		t.Fatal("no change was told")
	}
	panic("not reached")
}

// await takes changes until each of the paths was named, and returns all that
// were.
func await(t *testing.T, w *Watcher, paths ...string) (named []string) {
	t.Helper()
	seen := map[string]bool{}
	for {
		change := next(t, w)
		if change.All {
			t.Fatalf("All was told; before it %q", slices.Sorted(maps.Keys(seen)))
		}
		for _, path := range change.Paths {
			seen[path] = true
		}
		if !slices.ContainsFunc(paths, func(path string) bool { return !seen[path] }) {
			return slices.Sorted(maps.Keys(seen))
		}
	}
}

func wantAdded(t *testing.T, w *Watcher, folders []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, w.Watch(folders)); diff != "" {
		t.Errorf("Watch(%q) added (-want +got):\n%s", folders, diff)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	must(t, os.WriteFile(name, []byte(text), 0o644))
}

func mkdir(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		must(t, os.MkdirAll(name, 0o755))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestChangesOfAFile(t *testing.T) {
	type files struct{ page, other string } // both exist; only the folder of page is watched
	for _, test := range []struct {
		name string
		do   func(f files) error
	}{
		{"append", func(f files) error {
			file, err := os.OpenFile(f.page, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				return err
			}
			defer file.Close()
			_, err = file.WriteString("x")
			return err
		}},
		{"rename over", func(f files) error { return os.Rename(f.other, f.page) }},
		{"remove", func(f files) error { return os.Remove(f.page) }},
		{"move away", func(f files) error { return os.Rename(f.page, f.other) }},
		{"touch", func(f files) error { return os.Chtimes(f.page, time.Time{}, time.Now()) }},
		{"chmod", func(f files) error { return os.Chmod(f.page, 0o600) }},
		{"folder in its place", func(f files) error {
			if err := os.Remove(f.page); err != nil {
				return err
			}
			return os.Mkdir(f.page, 0o755)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			f := files{filepath.Join(dir, "content", "page.md"), filepath.Join(dir, "other.md")}
			mkdir(t, filepath.Dir(f.page))
			write(t, f.page, "old")
			write(t, f.other, "other")
			w := newWatcher(t)
			wantAdded(t, w, []string{filepath.Dir(f.page)}, filepath.Dir(f.page))
			must(t, test.do(f))
			if diff := cmp.Diff([]string{f.page}, await(t, w, f.page)); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
		})
	}
}

// Whoever reads a file between the two steps is told again.
func TestTruncateThenWrite(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "page.md")
	write(t, page, "old")
	w := newWatcher(t)
	w.Watch([]string{dir})
	file, err := os.OpenFile(page, os.O_WRONLY|os.O_TRUNC, 0)
	must(t, err)
	await(t, w, page)
	_, err = file.WriteString("new")
	must(t, err)
	must(t, file.Close())
	await(t, w, page)
}

func TestManyFilesAtOnce(t *testing.T) {
	for _, n := range []int{most * 3 / 4, most * 5} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir := t.TempDir()
			w := newWatcher(t)
			w.Watch([]string{dir})
			missing := map[string]bool{}
			for i := range n {
				missing[filepath.Join(dir, fmt.Sprint(i))] = true
			}
			failed := make(chan error, n)
			names := slices.Collect(maps.Keys(missing))
			go func() {
				for _, name := range names {
					failed <- os.WriteFile(name, []byte("x"), 0o644)
				}
			}()
			deliveries := 0
			for all := false; !all && len(missing) > 0; deliveries++ {
				change := next(t, w)
				all = change.All
				for _, path := range change.Paths {
					delete(missing, path)
				}
			}
			if deliveries >= n {
				t.Errorf("%d files came in %d deliveries", n, deliveries)
			}
			for range n {
				must(t, <-failed)
			}
		})
	}
}

func TestTemporaryFilesWakeNobody(t *testing.T) {
	dir := t.TempDir()
	w := newWatcher(t)
	w.Watch([]string{dir})
	for _, name := range []string{"4913", ".page.md.swp", "page.md~", ".#page.md", "sedaB3xYz", "page.md___jb_tmp___"} {
		write(t, filepath.Join(dir, name), "x")
		must(t, os.Remove(filepath.Join(dir, name)))
	}
	page, temporary := filepath.Join(dir, "page.md"), filepath.Join(dir, "page.md.tmp")
	write(t, temporary, "x")
	must(t, os.Rename(temporary, page))
	if diff := cmp.Diff([]string{page}, await(t, w, page)); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
}

func TestFolderWithATemporaryName(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "4913")
	w := newWatcher(t)
	w.Watch([]string{dir})
	mkdir(t, sub)
	await(t, w, sub)
	wantAdded(t, w, []string{dir, sub}, sub)
	must(t, os.Remove(sub))
	await(t, w, sub)
}

func TestClose(t *testing.T) {
	dir := t.TempDir()
	for _, o := range []Options{{}, {Poll: true}, {Poll: true, Interval: 1}} {
		w := New(o)
		w.Watch([]string{dir})
		write(t, filepath.Join(dir, "x"), "x") // so that something may be on offer
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			for range 100 {
				w.Watch([]string{dir})
				w.Watch(nil)
			}
		}()
		for range 2 {
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		}
		if change, ok := <-w.Changes(); ok {
			t.Errorf("%+v came after Close", change)
		}
		<-stopped
		wantAdded(t, w, []string{dir})
	}
}
