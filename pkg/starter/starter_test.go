package starter

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
)

func TestIgnoring(t *testing.T) {
	for _, test := range []struct{ before, after string }{
		{"", "/public/\n"},
		{"node_modules\n", "node_modules\n/public/\n"},
		{"node_modules", "node_modules\n/public/\n"},
		{"a\r\nb", "a\r\nb\r\n/public/\r\n"},
		{"public\n", "public\n"},
		{"/public/\n", "/public/\n"},
		{"a\r\npublic/\r\n", "a\r\npublic/\r\n"},
		{"#public\n", "#public\n/public/\n"},
		{"!public\n", "!public\n/public/\n"},
	} {
		if got := string(ignoring([]byte(test.before), "public")); got != test.after {
			t.Errorf("%q became %q, want %q", test.before, got, test.after)
		}
	}
}

func TestHome(t *testing.T) {
	for _, test := range []struct{ home, paths string }{
		{".", "a.md b.md"},
		{".", "2023/a.md 2023/b.md"},
		{".", "2023-05/a.md"},
		{"docs", "docs/a.md docs/b.md"},
		{"docs/postmortems", "docs/postmortems/2023/a.md docs/postmortems/2024/b.md"},
		{"docs/postmortems", "docs/postmortems/a.md docs/postmortems/b.md other/c.md"},
		{".", "docs/a.md other/b.md"},
		{"teams", "teams/a/x.md teams/b/y.md"},
	} {
		var documents []document
		for name := range strings.FieldsSeq(test.paths) {
			documents = append(documents, document{path: name})
		}
		if got := home(documents); got != test.home {
			t.Errorf("%s: %s, want %s", test.paths, got, test.home)
		}
	}
}

func TestPages(t *testing.T) {
	documents := []document{
		{path: "docs/intro.md"},
		{path: "docs/guides/a.md"}, {path: "docs/guides/deep/b.md"},
		{path: "docs/outages/a.md", report: true}, {path: "docs/outages/2024-05-06-b.md", dated: true}, {path: "docs/outages/how-to.md"},
	}
	want := []string{"docs/intro.md", "docs/guides/**", "docs/outages/how-to.md"}
	if diff := cmp.Diff(want, pages(documents, "docs")); diff != "" {
		t.Error(diff)
	}
	if got := pages(documents[:3], "docs"); got != nil {
		t.Errorf("without a report: %q", got)
	}
}

// TestRulesExist takes the "#" away from every line of a new project's file: the
// rules that it names by way of example are there.
func TestRulesExist(t *testing.T) {
	text := regexp.MustCompile(`(?m)^( *)#([^ ])`).ReplaceAll(config.Commented(nil), []byte("$1$2"))
	c, found := config.Load(build.ConfigName, text)
	found = append(found, check.Configuration(c)...)
	if len(found) > 0 || len(c.Checks) == 0 || len(c.Overrides) == 0 {
		t.Errorf("%v in\n%s", found, text)
	}
}

// TestAllOrNone takes back what was written when a file cannot be.
func TestAllOrNone(t *testing.T) {
	dir := t.TempDir()
	p, err := Prepare(t.Context(), Request{Dir: dir, Extras: []string{"gitlab"}})
	if err != nil {
		t.Fatal(err)
	}
	last := p.Files[len(p.Files)-1]
	if err := os.WriteFile(last.Path, []byte("somebody else was quicker"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := p.Write(); !errors.Is(err, os.ErrExist) {
		t.Fatalf("%v, want that a file exists", err)
	}
	for _, f := range p.Files[:len(p.Files)-1] {
		if _, err := os.Lstat(f.Path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left: %v", f.Path, err)
		}
	}
	if text, err := os.ReadFile(last.Path); err != nil || string(text) != "somebody else was quicker" {
		t.Errorf("%s: %q, %v", last.Path, text, err)
	}
}

// TestOtherNames refuses files for CI where a folder's name would be read as
// something else.
func TestOtherNames(t *testing.T) {
	for _, name := range []string{"my rcas", "${{ secrets.x }}", "a;b", "-x", "ü"} {
		dir := filepath.Join(t.TempDir(), "repository")
		if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
			t.Fatal(err)
		}
		var refusal Refusal
		if _, err := Prepare(t.Context(), Request{Dir: filepath.Join(dir, name), Extras: []string{"github"}}); !errors.As(err, &refusal) {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := Prepare(t.Context(), Request{Dir: filepath.Join(dir, name)}); err != nil {
			t.Errorf("%q without CI: %v", name, err)
		}
	}
}

// TestGrowingLast keeps the one file that grows behind those that can be taken
// back.
func TestGrowingLast(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Prepare(t.Context(), Request{Dir: dir, Extras: []string{"github", "pre-commit"}})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(p.Files, func(f File) bool { return f.before != nil })
	if at != len(p.Files)-1 || len(p.Files) != 5 {
		t.Errorf("file %d of %d grows", at+1, len(p.Files))
	}
}
