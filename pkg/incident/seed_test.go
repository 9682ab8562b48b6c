package incident

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rcagen/rcagen/pkg/diag"
)

// TestSeeds reads the texts that the project started with, where they are.
func TestSeeds(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "seeds")
	formats := map[string]string{"statuspage-dotdigital.txt": "statuspage-text", "statuspage-flexera.txt": "text", "pingoru-wakam.txt": "pingoru"}
	for name, format := range formats {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Skip("the seeds are not here")
			}
			s := &Source{File: &diag.File{Path: name, Bytes: source}}
			r := Read(s, nil, context)
			sound(t, s, r)
			if r.Format != Find(format) {
				t.Errorf("taken for %v, want %s", r.Format, format)
			}
			t.Log(dump(s, r))
		})
	}
}
