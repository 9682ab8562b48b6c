package build_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
)

// TestUnsavedTexts makes two hundred edits that are never saved. Each time what
// is found is what a new Builder finds where they were.
func TestUnsavedTexts(t *testing.T) {
	saved, dir := t.TempDir(), t.TempDir()
	e := &editor{t: t, dir: saved, random: rand.New(rand.NewPCG(3, 4)), documents: forty(t, saved)}
	forty(t, dir)
	v := preview(t, dir, true)
	update(t, v)
	alone := 0 // edits of one document that were looked at by themselves
	var last *build.Result
	for i := range 200 {
		e.touched = nil
		e.edit(i)
		var paths []string
		for _, saved := range slices.Compact(slices.Sorted(slices.Values(e.touched))) {
			paths = append(paths, mirror(t, v, e.dir, dir, saved))
		}
		snapshot, _ := v.Update(context.Background(), nil, false) // the one before
		var quick []diag.Diagnostic
		file := ""
		if len(paths) == 1 && strings.HasSuffix(paths[0], ".md") && last != nil {
			file, _ = filepath.Rel(dir, paths[0])
			if text, err := os.ReadFile(filepath.Join(saved, file)); err == nil {
				quick = snapshot.Edit(filepath.ToSlash(file), text, last).Found
			} else {
				file = ""
			}
		}
		before := snapshot.Site
		last = update(t, v, paths...).Check()
		want := allFound(t, builder(t, saved))
		if diff := cmp.Diff(want, last.Found, sameFindings); diff != "" {
			t.Fatalf("after %d edits other things are found (-saved +unsaved):\n%s\nedits:\n%s", i, diff, strings.Join(e.log, "\n"))
		}
		if file == "" || last.Site.Root != before.Root { // the site was made anew: the text alone does not tell
			continue
		}
		alone++
		if diff := cmp.Diff(ofPage(want, file), ofPage(quick, file), sameFindings); diff != "" {
			t.Fatalf("after %d edits %s alone is found to be another (-all +alone):\n%s\nedits:\n%s", i, file, diff, strings.Join(e.log, "\n"))
		}
	}
	if alone < 40 {
		t.Errorf("only %d edits were looked at alone", alone)
	}
}

var sameFindings = cmpopts.EquateEmpty()

// ofPage returns the findings about a file that rules about one document or its
// page have made.
func ofPage(found []diag.Diagnostic, file string) []diag.Diagnostic {
	return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool {
		r, known := check.Find(d.Rule)
		return d.Path != filepath.ToSlash(file) || known && r.Site != nil
	})
}

// allFound returns what is wrong with a project.
func allFound(t *testing.T, b *build.Builder) []diag.Diagnostic {
	t.Helper()
	r, err := b.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r.Found
}

// mirror makes the preview of one project show what a file of another holds, and
// returns the path of its own. Pictures are saved, and what is gone is.
func mirror(t *testing.T, v *build.Preview, from, to, saved string) string {
	t.Helper()
	name, err := filepath.Rel(from, saved)
	if err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(to, name)
	text, err := os.ReadFile(saved)
	switch {
	case err != nil:
		v.SetText(filepath.ToSlash(name), nil)
		if err := os.Remove(mine); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	case filepath.Ext(name) == ".svg":
		put(t, to, filepath.ToSlash(name), string(text))
	default:
		v.SetText(filepath.ToSlash(name), text)
	}
	return mine
}

// TestUnsavedConfiguration: the configuration counts as it stands in the editor,
// and the last good one while it has a mistake.
func TestUnsavedConfiguration(t *testing.T) {
	dir := t.TempDir()
	forty(t, dir)
	v := preview(t, dir, true)
	update(t, v)
	config := filepath.Join(dir, build.ConfigName)
	for _, test := range []struct{ text, want string }{
		{"checks: {action/incomplete: error}\n", "action/incomplete error"},
		{"checks: {action/incomplete: eror}\n", "action/incomplete error, config/bad-value error"},
		{"checks: {action/incomplete: off}\n", ""},
	} {
		v.SetText(build.ConfigName, []byte(test.text))
		kinds := map[string]bool{}
		for _, d := range update(t, v, config).Check().Found {
			if d.Rule == "action/incomplete" && d.Severity == diag.Error || strings.HasPrefix(d.Rule, "config/") {
				kinds[fmt.Sprint(d.Rule, " ", d.Severity)] = true
			}
		}
		got := strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")
		if !strings.HasPrefix(got, test.want) || (test.want == "") != (got == "") {
			t.Errorf("%q: found %q, want %q", test.text, got, test.want)
		}
	}
}

// TestUnsavedNames: which texts of an editor are content is decided as on disk.
func TestUnsavedNames(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "content/2021/a.md", "# A\n")
	v := preview(t, dir, true)
	update(t, v)
	for name, is := range map[string]bool{
		"content/b.md": true, "content/2022/new/b.mdx": true, "content/_b.md": false, "content/.x/b.md": false,
		"content/node_modules/b.md": false, "content/b.txt": false, "b.md": false, "static/b.md": false, "content/.#b.md": false,
	} {
		v.SetText(name, []byte("# B\n"))
		s := update(t, v, filepath.Join(dir, filepath.FromSlash(name)))
		if got := slices.Contains(s.Check().Documents, name); got != is {
			t.Errorf("%s: content %t, want %t", name, got, is)
		}
		v.SetText(name, nil)
		s = update(t, v, filepath.Join(dir, filepath.FromSlash(name)))
		if slices.Contains(s.Check().Documents, name) {
			t.Errorf("%s is still there", name)
		}
	}
}
