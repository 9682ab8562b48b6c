package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// build writes a whole site and fails the test when that does not work.
func build(t *testing.T, dir string, site map[string]string) Report {
	t.Helper()
	r, err := tryBuild(dir, site)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tryBuild(dir string, site map[string]string) (Report, error) {
	w, err := Open(dir, Options{})
	if err != nil {
		return Report{}, err
	}
	defer w.Abort()
	for address, content := range site {
		if err := w.Write(address, []byte(content)); err != nil {
			return Report{}, err
		}
	}
	return w.Commit()
}

// read returns every file below dir with its content; a symlink reads as
// "→ target" and an empty folder as "/". rcagen's own folder is left out.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, p)
		name = filepath.ToSlash(name)
		switch {
		case name == own:
			return fs.SkipDir
		case d.IsDir():
			if entries, _ := os.ReadDir(p); len(entries) == 0 {
				found[name] = "/"
			}
		case d.Type()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(p)
			found[name] = "→ " + target
		default:
			content, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			found[name] = string(content)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wantSite compares the files of a folder with what they should be.
func wantSite(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, read(t, dir)); diff != "" {
		t.Errorf("site in %s (-want +got):\n%s", filepath.Base(dir), diff)
	}
}

// wantAlone checks that nothing but the output folder is left in its parent.
func wantAlone(t *testing.T, dir string, others ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(dir) && !slices.Contains(others, e.Name()) {
			t.Errorf("%s was left beside the output folder", e.Name())
		}
	}
}

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestBuildTwiceThenChange(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	first := map[string]string{"index.html": "home", "2023/x/index.html": "x", "2022/y/index.html": "y"}
	if diff := cmp.Diff(Report{Written: 3}, build(t, out, first)); diff != "" {
		t.Error(diff)
	}
	wantSite(t, out, first)
	wantAlone(t, out)

	if diff := cmp.Diff(Report{Kept: 3}, build(t, out, first)); diff != "" {
		t.Error(diff)
	}
	wantSite(t, out, first)

	second := map[string]string{"index.html": "home", "2023/x/index.html": "changed", "2024/z/index.html": "z"}
	if diff := cmp.Diff(Report{Written: 2, Kept: 1, Deleted: 1}, build(t, out, second)); diff != "" {
		t.Error(diff)
	}
	wantSite(t, out, second)
	wantAlone(t, out)
}

func open(t *testing.T, dir string) *Writer {
	t.Helper()
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Abort() })
	return w
}

func TestUnchangedFilesKeepInodeAndTimes(t *testing.T) {
	for _, how := range []string{"exchange", "aside", "in place"} {
		t.Run(how, func(t *testing.T) {
			defer forceSwap(how)()
			out := filepath.Join(t.TempDir(), "public")
			build(t, out, map[string]string{"a/index.html": "a", "b/index.html": "b", "gone": "x"})
			past := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
			name := filepath.Join(out, "a/index.html")
			if err := os.Chtimes(name, past, past); err != nil {
				t.Fatal(err)
			}
			before := stat(t, name)
			build(t, out, map[string]string{"a/index.html": "a", "b/index.html": "changed"})
			after := stat(t, name)
			if !os.SameFile(before, after) {
				t.Error("the unchanged file is another file now")
			}
			if !after.ModTime().Equal(past) {
				t.Errorf("the unchanged file has the time %v, expected %v", after.ModTime(), past)
			}
		})
	}
}

// A build that changes nothing does not even touch the folder or the manifest.
func TestUnchangedSiteIsNotTouched(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	folder, manifest := stat(t, out), stat(t, filepath.Join(out, manifestPath))
	put(t, filepath.Join(out, "CNAME"), "example.org")
	r := build(t, out, oldSite)
	if diff := cmp.Diff(Report{Kept: len(oldSite), Foreign: []string{"CNAME"}}, r); diff != "" {
		t.Error(diff)
	}
	if !os.SameFile(folder, stat(t, out)) {
		t.Error("the folder was swapped")
	}
	if !os.SameFile(manifest, stat(t, filepath.Join(out, manifestPath))) {
		t.Error("the manifest was written")
	}
	wantAlone(t, out)
}

func TestEditedFilesAreRestored(t *testing.T) {
	edits := map[string]func(name string) error{
		"same size, same times": func(name string) error {
			info, err := os.Stat(name)
			if err != nil {
				return err
			}
			if err := os.WriteFile(name, []byte("HOME"), 0o644); err != nil {
				return err
			}
			return os.Chtimes(name, info.ModTime(), info.ModTime())
		},
		"longer":  func(name string) error { return os.WriteFile(name, []byte("home and more"), 0o644) },
		"empty":   func(name string) error { return os.Truncate(name, 0) },
		"removed": os.Remove,
		"folder removed": func(name string) error {
			return os.RemoveAll(filepath.Dir(name))
		},
	}
	site := map[string]string{"sub/home.html": "home", "other": "other"}
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			build(t, out, site)
			if err := edit(filepath.Join(out, "sub/home.html")); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(Report{Written: 1, Kept: 1}, build(t, out, site)); diff != "" {
				t.Error(diff)
			}
			wantSite(t, out, site)
		})
	}
}

func TestAbortAndFailureLeaveTheOldSite(t *testing.T) {
	tests := map[string]func(w *Writer) error{
		"abort": func(w *Writer) error { return w.Abort() },
		"abort twice": func(w *Writer) error {
			return errors.Join(w.Abort(), w.Abort())
		},
		"commit after a failed write": func(w *Writer) error {
			if w.Write("../x", nil) == nil {
				return errors.New("a bad address was accepted")
			}
			if _, err := w.Commit(); err == nil {
				return errors.New("a site with a hole was committed")
			}
			return nil
		},
		"commit after abort": func(w *Writer) error {
			w.Abort()
			if _, err := w.Commit(); err == nil {
				return errors.New("no error")
			}
			if w.Write("late", nil) == nil || w.Keep("index.html") {
				return errors.New("a finished Writer took a file")
			}
			return nil
		},
		"failing reader": func(w *Writer) error {
			err := w.Copy("image.png", iotest.ErrReader(errors.New("cable pulled")))
			if err == nil || !strings.Contains(err.Error(), "image.png: cable pulled") {
				return fmt.Errorf("unexpected error %v", err)
			}
			if _, err := w.Commit(); err == nil {
				return errors.New("a site with a hole was committed")
			}
			return nil
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			build(t, out, oldSite)
			folder := stat(t, out)
			w := open(t, out)
			if err := w.Write("index.html", []byte("new")); err != nil {
				t.Fatal(err)
			}
			if err := test(w); err != nil {
				t.Error(err)
			}
			wantSite(t, out, oldSite)
			wantAlone(t, out)
			if !os.SameFile(folder, stat(t, out)) {
				t.Error("the folder was swapped")
			}
		})
	}
}

func TestAbortRemovesParentsThatOpenMade(t *testing.T) {
	root := t.TempDir()
	out := filepath.Join(root, "a", "b", "public")
	if err := open(t, out).Abort(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(root); len(entries) > 0 {
		t.Errorf("%s was left", entries[0].Name())
	}
	w := open(t, out)
	wantError(t, w.Write("", nil), "is empty")
	_, err := w.Commit()
	wantError(t, err, "is empty")
	if entries, _ := os.ReadDir(root); len(entries) > 0 {
		t.Errorf("%s was left", entries[0].Name())
	}
	build(t, out, oldSite)
	wantSite(t, out, oldSite)
}

func TestCopyStreams(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	big := strings.Repeat("0123456789abcdef", 20_000)
	for _, r := range []struct {
		content string
		want    Report
	}{
		{big, Report{Written: 2}},
		{big, Report{Kept: 2}},
		{big + "!", Report{Written: 2}},
		{big[1:] + "?", Report{Written: 2}},
	} {
		w := open(t, out)
		// One reader can be rewound, the other cannot.
		if err := w.Copy("img/seek.png", strings.NewReader(r.content)); err != nil {
			t.Fatal(err)
		}
		if err := w.Copy("img/stream.png", io.MultiReader(strings.NewReader(r.content))); err != nil {
			t.Fatal(err)
		}
		got, err := w.Commit()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.want, got); diff != "" {
			t.Error(diff)
		}
		wantSite(t, out, map[string]string{"img/seek.png": r.content, "img/stream.png": r.content})
	}
}

// A reader may be handed over in the middle; only the rest is the file.
func TestCopyRewindsToWhereItStarted(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, map[string]string{"x": "old"})
	r := strings.NewReader("skipped new")
	r.Seek(8, io.SeekStart)
	w := open(t, out)
	if err := w.Copy("x", r); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	wantSite(t, out, map[string]string{"x": "new"})
}

func TestKeep(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, map[string]string{"a": "a", "b": "b", "edited": "edited", "c": "c"})
	put(t, filepath.Join(out, "edited"), "EDITED")
	put(t, filepath.Join(out, "foreign"), "mine")

	w := open(t, out)
	for address, want := range map[string]bool{"a": true, "edited": false, "foreign": false, "new": false, "../a": false, "": false} {
		if got := w.Keep(address); got != want {
			t.Errorf("Keep(%q) = %v, expected %v", address, got, want)
		}
	}
	if w.Keep("a") {
		t.Error("a file was kept twice")
	}
	wantError(t, w.Write("a", []byte("a")), "two pages")
	w.Abort()

	w = open(t, out)
	if !w.Keep("a") {
		t.Error("a was not kept")
	}
	if !w.Keep("b") {
		t.Error("b was not kept")
	}
	if err := w.Write("edited", []byte("edited")); err != nil {
		t.Fatal(err)
	}
	r, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Report{Written: 1, Kept: 2, Deleted: 1, Foreign: []string{"foreign"}}, r); diff != "" {
		t.Error(diff)
	}
	wantSite(t, out, map[string]string{"a": "a", "b": "b", "edited": "edited", "foreign": "mine"})
}

func TestKeptFileVanishes(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, map[string]string{"a": "a", "b": "b"})
	w := open(t, out)
	if !w.Keep("a") {
		t.Fatal("a was not kept")
	}
	if err := os.Remove(filepath.Join(out, "a")); err != nil {
		t.Fatal(err)
	}
	_, err := w.Commit()
	wantError(t, err, "`a` was removed while the site was being built")
	wantSite(t, out, map[string]string{"b": "b"})
	wantAlone(t, out)
}

func TestManyGoroutines(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	want := map[string]string{}
	for range 2 {
		w := open(t, out)
		var group sync.WaitGroup
		for i := range 200 {
			address, content := fmt.Sprintf("%d/%d/index.html", i%7, i), fmt.Sprint("page ", i)
			want[address] = content
			group.Go(func() {
				if err := w.Write(address, []byte(content)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if _, err := w.Commit(); err != nil {
			t.Fatal(err)
		}
		wantSite(t, out, want)
	}
}

func TestEmptySite(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	put(t, filepath.Join(out, "CNAME"), "example.org")
	build(t, out, nil)
	wantSite(t, out, map[string]string{"CNAME": "example.org"})
	build(t, out, oldSite)
	wantSite(t, out, plus(oldSite, map[string]string{"CNAME": "example.org"}))
}
