package build

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/diag"
)

// fixing opens a project with one file, content/x.md.
func fixing(t *testing.T, text string) (*Project, string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "content", "x.md")
	if err := os.Mkdir(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p, found, err := Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	t.Cleanup(func() { p.Close() })
	return p, file
}

// TestFixesThatDoNotSettle has a rule that is never content.
func TestFixesThatDoNotSettle(t *testing.T) {
	p, file := fixing(t, "a\n")
	rounds := 0
	fixes, err := New(p).settle(func() ([]diag.Diagnostic, error) {
		rounds++
		return []diag.Diagnostic{{Rule: "x/y", Path: "content/x.md", Fix: diag.SafeFix("", diag.Insert(0, "a"))}}, nil
	}, false)
	if err != nil {
		t.Fatal(err)
	}
	if rounds != mostRounds {
		t.Errorf("%d rounds, want %d", rounds, mostRounds)
	}
	if len(fixes.Files) > 0 || len(fixes.Found) != 1 || fixes.Found[0].Rule != "internal/unsettled" || fixes.Found[0].Path != "content/x.md" {
		t.Errorf("%d files, found %+v", len(fixes.Files), fixes.Found)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "a\n" {
		t.Errorf("the file is %q, %v", text, err)
	}
}

// TestFixMakesRoom has two fixes of which the second needs a second round, and
// a link whose target is on another page.
func TestFixMakesRoom(t *testing.T) {
	p, _ := fixing(t, "\n---\nid: x\ntitel: no\nsidebar_label: x\n---\n\n[a](./X.MD#top)\n")
	b := New(p)
	fixes, err := b.Fix(t.Context(), func(string) bool { return true }, false)
	if err != nil {
		t.Fatal(err)
	}
	want := "---\nid: x\ntitle: \"no\"\nsidebar_label: x\n---\n\n[a](./x.md#top)\n"
	if len(fixes.Files) != 1 || string(fixes.Files[0].After) != want || fixes.Files[0].Findings != 4 {
		t.Errorf("files %+v; want %q", fixes.Files, want)
	}
	if b.edited != nil {
		t.Error("the tried texts stay")
	}
	if fixes, err := b.Fix(t.Context(), func(path string) bool { return path != "content/x.md" }, true); err != nil || len(fixes.Files) > 0 {
		t.Errorf("%d files outside the selection, %v", len(fixes.Files), err)
	}
}

// TestFixKeepsComment has a comment that covers nothing until a heading is one.
func TestFixKeepsComment(t *testing.T) {
	const list = "- Try harder <!-- rcagen-disable-line action/incomplete -- Alice will say how -->\n"
	p, _ := fixing(t, "---\nid: x\ntitle: X\nsidebar_label: X\n---\n\n#Next steps\n\n"+list+"\n<!-- rcagen-disable link/broken -->\n\nThe end.\n")
	fixes, err := New(p).Fix(t.Context(), func(string) bool { return true }, false)
	if err != nil {
		t.Fatal(err)
	}
	want := "# Next steps\n\n" + list + "\n\nThe end.\n"
	if len(fixes.Files) != 1 || !strings.HasSuffix(string(fixes.Files[0].After), want) {
		t.Errorf("files %+v; want the end %q", fixes.Files, want)
	}
}

func TestReplace(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(t *testing.T, file string) // happens after the file was read
		want   string                          // what the file holds in the end
		err    error
	}{
		{"as read", func(*testing.T, string) {}, "new", nil},
		{"written by the other of two paths", func(t *testing.T, file string) { write(t, file, "new") }, "new", nil},
		{"changed", func(t *testing.T, file string) { write(t, file, "edited") }, "edited", ErrChanged},
		{"became a link", func(t *testing.T, file string) {
			other := filepath.Join(filepath.Dir(file), "y.md")
			write(t, other, "old")
			if err := errors.Join(os.Remove(file), os.Symlink("y.md", file)); err != nil {
				t.Skip(err)
			}
		}, "old", ErrChanged},
		{"gone", func(t *testing.T, file string) {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}, "", fs.ErrNotExist},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, file := fixing(t, "old")
			if err := os.Chmod(file, 0o640); err != nil {
				t.Fatal(err)
			}
			mode := modeOf(t, file)
			test.before(t, file)
			err := p.Replace(FixedFile{Path: "content/x.md", Before: []byte("old"), After: []byte("new")})
			if !errors.Is(err, test.err) || err != nil && !strings.HasPrefix(err.Error(), "content/x.md: ") {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if text, _ := os.ReadFile(file); string(text) != test.want {
				t.Errorf("the file is %q, want %q", text, test.want)
			}
			if test.err == nil && modeOf(t, file) != mode {
				t.Errorf("mode %v, want %v", modeOf(t, file), mode)
			}
			entries, err := os.ReadDir(filepath.Dir(file))
			if err != nil || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.HasSuffix(e.Name(), ".tmp") }) {
				t.Errorf("left behind: %v, %v", entries, err)
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func modeOf(t *testing.T, file string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}
