package build_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
)

// A password, and a document that has it in the address of a broken link, which
// is quoted; both are put together here so that nothing takes them for real.
var (
	password = strings.Join([]string{"Zw7", "kohlrabi", "q9"}, "-")
	leaking  = "---\nid: a\n---\n\n## RCA\n\n[the database](./" + "postgres://app:" + password + "@db/orders.md)\n"
)

// TestRedacted shows that neither the findings nor the quoted files of a run or
// of a preview hold a secret, before and after an edit.
func TestRedacted(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "content", "a.md")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(leaking)
	p, found, err := build.Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	defer p.Close()
	b := build.New(p)
	for range 2 { // the second one remembers
		r, err := b.Check(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		hidesPassword(t, p, r.Found)
	}

	v := preview(t, dir, false)
	s := update(t, v)
	hidesPassword(t, s.Project(), s.Check().Found)
	write(leaking + "\nOne more line.\n")
	s = update(t, v, file)
	hidesPassword(t, s.Project(), s.Check().Found)
}

func hidesPassword(t *testing.T, p *build.Project, found []diag.Diagnostic) {
	t.Helper()
	quoted := false
	for _, d := range found {
		if said := fmt.Sprintf("%#v", d); strings.Contains(said, password) {
			t.Errorf("%s shows the password: %s", d.Rule, said)
		}
		quoted = quoted || strings.Contains(d.Message, "postgres://app:"+strings.Repeat("*", len(password))+"@db")
	}
	if !quoted {
		t.Error("no finding quotes the link")
	}
	if !slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Rule == "leak/credentials-in-url" && d.Secret }) {
		t.Error("the password was not found")
	}
	source, err := p.Masked("content/a.md")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(source.Bytes); strings.Contains(text, password) || !strings.Contains(text, "[the database](./postgres://app:***") {
		t.Errorf("the file is shown as\n%s", text)
	}
}
