package output

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestForeignFilesSurvive(t *testing.T) {
	for _, how := range []string{"exchange", "aside", "in place"} {
		t.Run(how, func(t *testing.T) {
			defer forceSwap(how)()
			out := filepath.Join(t.TempDir(), "public")
			buildOldWithForeign(t, out)
			for _, folder := range []string{"empty", ".git/objects"} {
				if err := os.MkdirAll(filepath.Join(out, folder), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink("/nowhere", filepath.Join(out, "link")); err != nil {
				t.Skip(err)
			}
			before := stat(t, filepath.Join(out, "CNAME"))

			r := build(t, out, newSite)
			want := Report{
				Written: 5, Kept: 1, Deleted: 3, InPlace: how == "in place",
				Foreign: []string{".git", ".well-known", "2023/notes.txt", "CNAME", "empty", "link"},
			}
			if diff := cmp.Diff(want, r); diff != "" {
				t.Error(diff)
			}
			wantSite(t, out, plus(newSite, foreignFiles, map[string]string{
				"empty": "/", ".git/objects": "/", "link": "→ /nowhere",
			}))
			if after := stat(t, filepath.Join(out, "CNAME")); !os.SameFile(before, after) || !before.ModTime().Equal(after.ModTime()) {
				t.Error("CNAME is another file now")
			}
			if mode := stat(t, filepath.Join(out, "empty")).Mode().Perm(); runtime.GOOS != "windows" && mode != 0o700 {
				t.Errorf("the foreign folder has mode %o, expected 700", mode)
			}
			wantAlone(t, out)
		})
	}
}

func stat(t *testing.T, name string) os.FileInfo {
	t.Helper()
	info, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestForeignFileInTheWay(t *testing.T) {
	tests := []struct {
		name, foreign, address string
	}{
		{"same path", "about.html", "about.html"},
		{"file where a folder is needed", "2024", "2024/x/index.html"},
		{"folder where a file is needed", "about.html/notes", "about.html"},
		{"below a file", "2023/notes.txt", "2023"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "public")
			site := map[string]string{"index.html": "home", "2023/x/index.html": "x"}
			build(t, out, site)
			put(t, filepath.Join(out, test.foreign), "mine")
			_, err := tryBuild(out, map[string]string{"index.html": "new", test.address: "page"})
			wantError(t, err, "write "+test.address, "not written by rcagen")
			wantSite(t, out, plus(site, map[string]string{test.foreign: "mine"}))
			wantAlone(t, out)
		})
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, expected one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error is %q, expected %q in it", err, part)
		}
	}
}

// What arrives between the scan and the swap must not go with the old site.
func TestForeignFileArrivesDuringTheBuild(t *testing.T) {
	for _, how := range []string{"exchange", "aside", "in place"} {
		t.Run(how, func(t *testing.T) {
			defer forceSwap(how)()
			out := filepath.Join(t.TempDir(), "public")
			buildOldWithForeign(t, out)
			step = func(name string) {
				if name == "foreign files linked" {
					put(t, filepath.Join(out, "late/deep/file"), "late")
					put(t, filepath.Join(out, "2022/gone/late"), "late")
					// Replaced as editors do it, so that the link shows the old text.
					if err := os.Remove(filepath.Join(out, "CNAME")); err != nil {
						t.Error(err)
					}
					put(t, filepath.Join(out, "CNAME"), "example.com")
				}
			}
			defer func() { step = func(string) {} }()
			build(t, out, newSite)
			wantSite(t, out, plus(newSite, foreignFiles, map[string]string{
				"late/deep/file": "late", "2022/gone/late": "late", "CNAME": "example.com",
			}))
			wantAlone(t, out)
		})
	}
}

// A page's address that leads through a symlink must not be written through
// it, and what lies behind it must not be deleted.
func TestSymlinkInsideOutput(t *testing.T) {
	for _, how := range []string{"exchange", "in place"} {
		t.Run(how, func(t *testing.T) {
			defer forceSwap(how)()
			root := t.TempDir()
			out, elsewhere := filepath.Join(root, "public"), filepath.Join(root, "elsewhere")
			build(t, out, map[string]string{"index.html": "home", "2023/x/index.html": "x"})
			put(t, filepath.Join(elsewhere, "x/index.html"), "private")
			if err := os.RemoveAll(filepath.Join(out, "2023")); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(elsewhere, filepath.Join(out, "2023")); err != nil {
				t.Skip(err)
			}

			_, err := tryBuild(out, map[string]string{"2023/x/index.html": "new"})
			wantError(t, err, "write 2023/x/index.html", "`2023` stands in its place")
			build(t, out, map[string]string{"index.html": "new"})
			wantSite(t, out, map[string]string{"index.html": "new", "2023": "→ " + elsewhere})
			wantSite(t, elsewhere, map[string]string{"x/index.html": "private"})

			// A link in the place of a page is replaced, not followed.
			if err := os.Remove(filepath.Join(out, "index.html")); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.Join(elsewhere, "x/index.html"), filepath.Join(out, "index.html")); err != nil {
				t.Fatal(err)
			}
			build(t, out, map[string]string{"index.html": "new"})
			wantSite(t, out, map[string]string{"index.html": "new", "2023": "→ " + elsewhere})
			wantSite(t, elsewhere, map[string]string{"x/index.html": "private"})
		})
	}
}

func TestOutputIsSymlink(t *testing.T) {
	root := t.TempDir()
	target := filepath.Join(root, "disk", "site")
	if err := os.MkdirAll(target, 0o755); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(root, "public")
	if err := os.Symlink(target, out); err != nil {
		t.Skip(err)
	}
	for range 2 {
		build(t, out, oldSite)
		build(t, out, newSite)
		wantSite(t, target, newSite)
		if got, err := os.Readlink(out); err != nil || got != target {
			t.Errorf("the symlink leads to %q (%v), expected %q", got, err, target)
		}
		wantAlone(t, target)
		wantAlone(t, out, "disk")
	}

	// A link that is turned elsewhere while a build runs does not divert it.
	w, err := Open(out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	other := filepath.Join(root, "other")
	put(t, filepath.Join(other, "file"), "private")
	if err := os.Remove(out); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, out); err != nil {
		t.Fatal(err)
	}
	if err := w.Write("index.html", []byte("page")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	wantSite(t, target, map[string]string{"index.html": "page"})
	wantSite(t, other, map[string]string{"file": "private"})
}

func TestSymlinkThatLeadsNowhere(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	if err := os.Symlink("missing", out); err != nil {
		t.Skip(err)
	}
	_, err := Open(out, Options{})
	wantError(t, err, "symlink that leads nowhere")
}
