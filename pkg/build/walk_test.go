package build

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWalkLeavesItsOwnOut reads a project whose content folder holds the site
// and the templates, wherever the command line put the site.
func TestWalkLeavesItsOwnOut(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.md", "site/index.html", "templates/page.html", "static/x.txt", "_part.md", ".hidden.md"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, output := range []string{"site", filepath.Join(dir, "site")} {
		p, found, err := Open(dir)
		if err != nil || len(found) > 0 {
			t.Fatal(found, err)
		}
		defer p.Close()
		p.Config.Output, p.Config.Templates = output, "templates"
		tree, err := p.walk()
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, e := range tree.entries {
			paths = append(paths, e.path)
		}
		if diff := cmp.Diff([]string{"a.md", "static/x.txt"}, paths); diff != "" {
			t.Errorf("output %s: -want +got:\n%s", output, diff)
		}
	}
}
