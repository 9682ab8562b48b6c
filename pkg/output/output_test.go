package output

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		if e.Name() != filepath.Base(dir) && !strings.Contains("\n"+strings.Join(others, "\n")+"\n", "\n"+e.Name()+"\n") {
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
