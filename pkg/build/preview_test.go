package build_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/build"
)

// preview opens the preview of a project.
func preview(t *testing.T, dir string, production bool) *build.Preview {
	t.Helper()
	p, found, err := build.Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	v, err := build.NewPreview(p, production)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// update tells the preview that files may have changed, all of them when none
// is named.
func update(t *testing.T, v *build.Preview, paths ...string) *build.Snapshot {
	t.Helper()
	s, err := v.Update(context.Background(), paths, len(paths) == 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// page renders what is at an address of a snapshot.
func page(t *testing.T, s *build.Snapshot, address string) string {
	t.Helper()
	o, found, err := s.Output(address)
	if err != nil || !found {
		t.Fatalf("%q: found %t, error %v", address, found, err)
	}
	var b bytes.Buffer
	if err := s.Render(&b, o); err != nil {
		t.Fatalf("%q: %v", address, err)
	}
	return b.String()
}

// everything returns the files that a snapshot would publish, out of those that
// a build has written.
func everything(t *testing.T, s *build.Snapshot, built map[string]string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name := range built {
		address := name
		if name == "index.html" || strings.HasSuffix(name, "/index.html") {
			address = strings.TrimSuffix(name, "index.html")
		}
		if a := s.Site.Asset(address); a != nil {
			f, err := s.Open(a)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(text)
		} else if content, found, err := s.SearchFile(address); found || err != nil {
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(content)
		} else if _, found, _ := s.Output(address); found {
			all[name] = page(t, s, address)
		}
	}
	return all
}

// TestPreviewShowsTheBuild makes a hundred edits, one to three at a time, and
// names the preview the files that were touched, as a watcher would. Each time
// it shows what a build from nothing writes, and has found what that has found.
func TestPreviewShowsTheBuild(t *testing.T) {
	dir, clean := t.TempDir(), t.TempDir()
	e := &editor{t: t, dir: dir, random: rand.New(rand.NewPCG(3, 4)), documents: forty(t, dir)}
	v := preview(t, dir, true)
	update(t, v)
	for i := 0; i < 100; {
		e.touched = nil
		for range 1 + e.random.IntN(3) {
			e.edit(i)
			i++
		}
		if e.touched == nil {
			continue
		}
		s := update(t, v, e.touched...)
		b := builderInto(t, dir, filepath.Join(clean, "site"))
		mustBuild(t, b)
		built := files(t, filepath.Join(clean, "site"))
		for name := range built {
			if strings.HasPrefix(name, ".rcagen/") {
				delete(built, name) // the manifest
			}
		}
		if diff := cmp.Diff(built, everything(t, s, built)); diff != "" {
			t.Fatalf("after %d edits the preview is not the build (-build +preview):\n%s\nedits:\n%s", i, diff, strings.Join(e.log, "\n"))
		}
		want, err := b.Check(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got := s.Check()
		if diff := cmp.Diff(want.Found, got.Found); diff != "" {
			t.Fatalf("after %d edits other things were found (-build +preview):\n%s", i, diff)
		}
		if diff := cmp.Diff(want.Documents, got.Documents); diff != "" {
			t.Fatalf("-build +preview:\n%s", diff)
		}
	}
	if w := v.Work(); w.Parsed > 40+100 {
		t.Errorf("%d documents were parsed for 100 edits of 40", w.Parsed)
	}
}

// TestSameAgain: what was named and has not changed makes no new snapshot.
func TestSameAgain(t *testing.T) {
	dir := t.TempDir()
	all := forty(t, dir)
	v := preview(t, dir, false)
	first := update(t, v)
	const file = "content/2021/incident-00.md"
	put(t, dir, file, all[file].bytes())
	if update(t, v, filepath.Join(dir, file)) != first || update(t, v) != first {
		t.Error("a file that was written again with the same bytes made a new snapshot")
	}
}

// TestTextCostsOneDocument: an edit of the text leaves the site as it is, and
// one that lists show does not.
func TestTextCostsOneDocument(t *testing.T) {
	dir := t.TempDir()
	all := forty(t, dir)
	v := preview(t, dir, false)
	first := update(t, v)
	const file, address = "content/2021/incident-00.md", "2021/incident-00/"
	d := all[file]
	put(t, dir, file, strings.Replace(d.bytes(), "It is known.", "It is known **now**.", 1))
	second := update(t, v, filepath.Join(dir, file))
	if second.Site.Root != first.Site.Root {
		t.Error("an edit of the text made the site anew")
	}
	if text := page(t, second, address); !strings.Contains(text, "<strong>now</strong>") {
		t.Errorf("the page does not show the edit: %s", text)
	}
	if o, _, _ := first.Output(address); func() bool { return !errors.Is(first.Render(io.Discard, o), build.ErrStale) }() {
		t.Error("the snapshot before pretends to know the file's new text")
	}
	d.text = "Another lead.\n\n### A new part\n\nWith text."
	put(t, dir, file, d.bytes())
	lead := update(t, v, filepath.Join(dir, file))
	if lead.Site.Root != first.Site.Root {
		t.Error("an edit of the lead made the site anew")
	}
	if !strings.Contains(page(t, lead, "2021/"), "Another lead.") {
		t.Error("the list does not show the new lead")
	}
	d.title = "Another title"
	put(t, dir, file, d.bytes())
	third := update(t, v, filepath.Join(dir, file))
	if !strings.Contains(page(t, third, ""), "Another title") {
		t.Error("the list does not show the new title")
	}
}

// TestLastGoodVersionStays breaks a document, the configuration and a template,
// one after the other, and repairs them.
func TestLastGoodVersionStays(t *testing.T) {
	dir := t.TempDir()
	all := forty(t, dir)
	put(t, dir, "rcagen.yaml", "title: Library\ntemplates: theme\n")
	put(t, dir, "theme/foot.html", "<footer>Ours</footer>")
	v := preview(t, dir, false)
	const address = "2021/incident-00/"
	before := page(t, update(t, v), address)
	if !strings.Contains(before, "Ours") {
		t.Fatal("the project's template is not used")
	}
	tests := []struct{ file, good, broken, rule string }{
		{"content/2021/incident-00.md", all["content/2021/incident-00.md"].bytes(), "---\nid: [\n---\n", "front-matter/yaml-syntax"},
		{"rcagen.yaml", "title: Library\ntemplates: theme\n", "titel: Library\n", "config/unknown-key"},
		{"theme/foot.html", "<footer>Ours</footer>", "{{.Site", "template/syntax"},
		{"theme/foot.html", "<footer>Ours</footer>", "{{.Nothing}}", "template/execution"},
	}
	for _, test := range tests {
		put(t, dir, test.file, test.broken)
		s := update(t, v, filepath.Join(dir, test.file))
		if got := page(t, s, address); got != before {
			t.Errorf("%s broken: the page is another one (-before +after):\n%s", test.file, cmp.Diff(before, got))
		}
		if !strings.Contains(rules(s), test.rule) {
			t.Errorf("%s broken: found %s, want %s", test.file, rules(s), test.rule)
		}
		if again := update(t, v); again != s {
			t.Errorf("%s broken: looking again made a new snapshot", test.file)
		}
		put(t, dir, test.file, test.good)
		s = update(t, v, filepath.Join(dir, test.file))
		if got := page(t, s, address); got != before || strings.Contains(rules(s), test.rule) {
			t.Errorf("%s repaired: found %s, page:\n%s", test.file, rules(s), cmp.Diff(before, got))
		}
	}
}

// rules names the rules by which something was found.
func rules(s *build.Snapshot) string {
	var names []string
	for _, d := range s.Check().Found {
		names = append(names, d.Rule)
	}
	return strings.Join(names, " ")
}

// TestContentGoesAndComes deletes the content folder, moves the whole project
// away, and puts both back.
func TestContentGoesAndComes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "project")
	forty(t, dir)
	v := preview(t, dir, false)
	first := update(t, v)
	for _, move := range []string{filepath.Join(dir, "content"), dir} {
		if err := os.Rename(move, move+"-away"); err != nil {
			t.Fatal(err)
		}
		s, err := v.Update(context.Background(), []string{move}, move == dir)
		if move != dir && !errors.Is(err, build.ErrProject) || s != first {
			t.Errorf("%s is gone: error %v, another snapshot: %t", filepath.Base(move), err, s != first)
		}
		if err := os.Rename(move+"-away", move); err != nil {
			t.Fatal(err)
		}
		page(t, update(t, v, move), "2021/incident-00/")
	}
	// The same folder with other content.
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	d := incident{name: "other", title: "Other", day: "2024-01-02", text: "Slow.", link: "#rca"}
	put(t, dir, "content/other.md", d.bytes())
	page(t, update(t, v, dir), "other/")
}

// TestEarlyPage makes a page before the documents are read: its text and its
// links are those of the whole site.
func TestEarlyPage(t *testing.T) {
	dir := t.TempDir()
	all := forty(t, dir)
	put(t, dir, "content/2021/picture.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="9"/>`)
	const file, address = "content/2022/incident-04.md", "2022/incident-04/"
	d := all[file]
	d.text, d.link = "Look: ![a picture](../2021/picture.svg).", "../2023/incident-05.md#rca"
	put(t, dir, file, d.bytes())
	d = all["content/2022/incident-07.md"]
	d.link = "../somewhere.md"
	put(t, dir, "content/2022/incident-07.md", d.bytes())

	v := preview(t, dir, false)
	early := v.Early()
	s := early.Page(address)
	if s == nil {
		t.Fatal("there is no early page")
	}
	before := page(t, s, address)
	if got, want := article(t, before), article(t, page(t, update(t, v), address)); got != want {
		t.Errorf("-whole +early:\n%s", cmp.Diff(want, got))
	}
	if !strings.Contains(before, "Reading the incidents") || strings.Contains(before, `class="pager"`) {
		t.Errorf("the early page pretends to know the others:\n%s", before)
	}
	if s.Shell != update(t, v).Shell {
		t.Error("the early page would be loaded again")
	}
	for _, none := range []string{"", "2022/", "2022/incident-07/", "2022/incident-99/", "nothing/"} {
		if early.Page(none) != nil {
			t.Errorf("%q was made of too few documents", none)
		}
	}
}

func article(t *testing.T, page string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, "<article")
	text, _, closed := strings.Cut(rest, "</article>")
	if !found || !closed {
		t.Fatalf("no article in %s", page)
	}
	return text
}
