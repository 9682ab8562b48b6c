package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWrongFlagDoesNothing gives a flag a value that it does not have: the
// command says so before it writes anything.
func TestWrongFlagDoesNothing(t *testing.T) {
	dir := t.TempDir()
	source := "---\nid: a\ntitle: A\nsidebar_label: A\n---\n"
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"--color=sometimes", "--fail-on=sometimes"} {
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), []string{"build", "--fail-on=never", flag, dir}, &stdout, &stderr)
		if status != exitUsage || stdout.Len() > 0 || !strings.Contains(stderr.String(), "sometimes") {
			t.Errorf("%s: status %d, %q, %q", flag, status, &stdout, &stderr)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("%s: the folder holds %v %v", flag, entries, err)
		}
	}
}
