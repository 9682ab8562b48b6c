package naming

import (
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
)

func TestID(t *testing.T) {
	day := time.Date(2023, 12, 12, 23, 0, 0, 0, time.UTC)
	for title, want := range map[string]string{
		"APIv2 slow in West Europe": "2023-12-12-apiv2-slow-in-west-europe",
		"v2.1: “down”?":             "2023-12-12-v2-1-down",
		"???":                       "2023-12-12-incident",
		"障害":                        "2023-12-12-障害",
		strings.Repeat("long ", 30): "2023-12-12-long-long-long-long-long-long-long-long-long-long-long-long",
	} {
		if got := ID(day, title); got != want {
			t.Errorf("%q: %q", title, got)
		}
	}
	if got := ID(time.Time{}, "A b"); got != "a-b" {
		t.Error(got)
	}
}

func TestLabel(t *testing.T) {
	for title, want := range map[string]string{
		"Short": "Short",
		"A title of more than fifty letters is cut at the end of a word": "A title of more than fifty letters is cut at the…",
		strings.Repeat("x", 60): strings.Repeat("x", 50) + "…",
	} {
		if got := Label(title); got != want {
			t.Errorf("%q: %q", title, got)
		}
	}
}

// FuzzYAML: an id is read back as it is.
func FuzzYAML(f *testing.F) {
	for _, id := range []string{"2023-12-12-a", "2023-12-12", "no", "a b", "a: b", "'\"", "é", "1e3"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, title string) {
		id := ID(time.Time{}, title)
		file := &diag.File{Path: "a.md", Bytes: []byte("---\nid: " + YAML(id) + "\n---\n")}
		block, _ := frontmatter.Parse(file, 1<<20)
		if meta, _ := block.Decode(file); meta.ID != id {
			t.Errorf("%q of %q is read as %q", id, title, meta.ID)
		}
	})
}

func TestTaken(t *testing.T) {
	taken := NewTaken(func(path string) bool { return path == "content/2023/stray.md" })
	taken.Add("content/2023/a.md", "a")
	taken.Add("content/2023/other.md", "b")
	taken.Add("content/2022/c.md", "c")
	taken.ClaimID("content/2023", "d")
	for _, test := range []struct {
		file, id           string
		keep               bool
		wantFile, wantName string
	}{
		{"content/2023/new.md", "new", false, "content/2023/new.md", "new"},
		{"content/2023/A.md", "A", false, "content/2023/A-2.md", "A-2"},
		{"content/2023/b.md", "b", false, "content/2023/b-2.md", "b-2"},
		{"content/2023/b.md", "b", true, "content/2023/b.md", "b-2"},
		{"content/2023/a.md", "z", true, "content/2023/a-2.md", "z-2"},
		{"content/2023/c.md", "c", false, "content/2023/c.md", "c"},
		{"content/2023/x.md", "D", false, "content/2023/x-2.md", "D-2"},
		{"content/2023/stray.md", "stray", false, "content/2023/stray-2.md", "stray-2"},
	} {
		if file, id := taken.Free(test.file, test.id, test.keep); file != test.wantFile || id != test.wantName {
			t.Errorf("%+v: %s, %s", test, file, id)
		}
	}
}
