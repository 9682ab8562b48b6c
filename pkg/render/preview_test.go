package render

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWritePreview writes a site to the folder in RCAGEN_PREVIEW, to be looked
// at in a browser.
func TestWritePreview(t *testing.T) {
	dir := os.Getenv("RCAGEN_PREVIEW")
	if dir == "" {
		t.Skip("RCAGEN_PREVIEW names no folder")
	}
	r := newRenderer(t, newSite(t, append(library(), many(120, 60)...)...))
	for _, o := range r.Outputs() {
		name := filepath.Join(dir, filepath.FromSlash(o.File()))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(renderOutput(t, r, o)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
