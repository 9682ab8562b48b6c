package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/diag"
)

// TestPanic makes reading one document panic, by taking the parser away once
// all others are remembered. The others keep their findings, nothing is
// written, and the finding says where to look.
func TestPanic(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "content", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		write(fmt.Sprintf("%d.md", i), "---\nid: x\n---\n")
	}
	p, found, err := Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	defer p.Close()
	b := New(p)
	before, err := b.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	parser := b.parser
	b.parser = nil
	write("3.md", "---\nid: three\n---\n")
	after, report, err := b.Build(context.Background(), diag.Error+1)
	if err != nil || report != nil || !after.Incomplete || before.Incomplete {
		t.Errorf("error %v, report %v, incomplete %t", err, report, after.Incomplete)
	}
	missing := func(r *Result) (n int) {
		for _, d := range r.Found {
			if d.Rule == "front-matter/required-key" && d.Path != "content/3.md" {
				n++
			}
		}
		return n
	}
	if missing(before) == 0 || missing(after) != missing(before) {
		t.Errorf("%d findings of other documents, %d before", missing(after), missing(before))
	}
	var panics []diag.Diagnostic
	for _, d := range after.Found {
		if d.Rule == "internal/panic" {
			panics = append(panics, d)
		}
	}
	if len(panics) != 1 || panics[0].Path != "content/3.md" || panics[0].Severity != diag.Error ||
		!strings.Contains(strings.Join(panics[0].Notes, "\n"), "in github.com/rcagen/rcagen/pkg/rca.") {
		t.Errorf("findings: %+v", panics)
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); !os.IsNotExist(err) {
		t.Errorf("a site was written: %v", err)
	}

	b.parser = parser
	if again, err := b.Check(context.Background()); err != nil || again.Incomplete {
		t.Errorf("once it is repaired: error %v, incomplete %t", err, again.Incomplete)
	}
}
