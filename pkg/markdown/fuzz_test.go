package markdown

import (
	"os"
	"path/filepath"
	"testing"
)

// addSeeds gives a fuzz test every input of the tables and golden files.
func addSeeds(f *testing.F) {
	f.Helper()
	for _, c := range goldenCases(f) {
		f.Add(c.input, c.base)
	}
	for _, payload := range payloads {
		f.Add([]byte(payload), 0)
	}
	for _, c := range hardInputs {
		f.Add([]byte(c), 0)
	}
}

func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, source []byte, base int) {
		base = min(max(0, base), len(source))
		if err := checkTree(source, base, Parse(source, base, testLimits)); err != nil {
			t.Error(err)
		}
	})
}

func FuzzRender(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, source []byte, base int) {
		base = min(max(0, base), len(source))
		if err := checkRender(source, base, testLimits); err != nil {
			t.Error(err)
		}
	})
}

func FuzzPublic(f *testing.F) {
	addSeeds(f)
	for _, c := range publicVectors {
		f.Add([]byte(c.source), 0)
	}
	f.Fuzz(func(t *testing.T, source []byte, base int) {
		base = min(max(0, base), len(source))
		if err := checkPublic(source, base); err != nil {
			t.Error(err)
		}
	})
}

func FuzzFence(f *testing.F) {
	for _, c := range fenceVectors {
		f.Add(c.info, "a\n// highlight-next-line\nb\n")
	}
	f.Add("0", "//highlight-next-line\n")
	f.Add("js", "// highlight-start\n// highlight-end\n// highlight-end")
	f.Fuzz(func(t *testing.T, info, code string) {
		fence := parseFence(info)
		if fence.lang != "" && !fenceLang.MatchString(fence.lang) || len(fence.marked) > maxMarked || fence.numbers < 0 {
			t.Errorf("%q: %+v", info, fence)
		}
		kept, marked := magicComments(code, fence.lang)
		if len(kept) > len(code) || len(marked) > len(kept) {
			t.Errorf("%q in %q: kept %q, marked %v", code, info, kept, marked)
		}
	})
}

// TestRealDocuments checks the same properties on documents that people wrote.
func TestRealDocuments(t *testing.T) {
	var files []string
	for _, root := range []string{"../../../shared/corpus", "../../../shared/seeds"} {
		_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && filepath.Ext(path) == ".md" {
				files = append(files, path)
			}
			return nil
		})
	}
	if len(files) == 0 {
		t.Skip("skipped: there is no collection of real documents beside the repository")
	}
	t.Logf("%d documents", len(files))
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree := Parse(source, 0, testLimits)
		if err := checkTree(source, 0, tree); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, p := range tree.Problems {
			t.Errorf("%s: %s: %s", file, p.Rule, p.Message)
		}
		if err := checkRender(source, 0, testLimits); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if err := checkPublic(source, 0); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}
