package build_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
)

// never is a threshold that no finding reaches.
const never = diag.Error + 1

// incident is one document of the projects that these tests edit.
type incident struct {
	name, title, day, text, link string
	draft                        bool
	stated                       string // more lines of front matter
	told                         string // more of the text, at its end
}

func (d incident) bytes() string {
	return fmt.Sprintf("---\nid: %s\ntitle: %q\nsidebar_label: %q\nstarted: %s\ndraft: %t\n%s---\n\n"+
		"## Impact summary\n\n%s See [another](%s).\n\n## RCA\n\nIt is known.\n\n```go\nx := %q\n```\n\n## Next steps\n\n- Repair it.\n%s",
		d.name, d.title, d.title, d.day, d.draft, d.stated, d.text, d.link, d.text, d.told)
}

// put writes a file of a project.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// builder opens a project.
func builder(t *testing.T, dir string) *build.Builder {
	t.Helper()
	p, found, err := build.Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	t.Cleanup(func() { p.Close() })
	return build.New(p)
}

// builderInto opens a project whose site goes to a folder outside it.
func builderInto(t *testing.T, dir, output string) *build.Builder {
	t.Helper()
	p, found, err := build.Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	t.Cleanup(func() { p.Close() })
	p.Config.Output = output
	return build.New(p)
}

// mustBuild builds and returns what that took.
func mustBuild(t *testing.T, b *build.Builder) build.Work {
	t.Helper()
	before := b.Work()
	result, report, err := b.Build(context.Background(), never)
	if err != nil {
		t.Fatal(err)
	}
	if report == nil {
		t.Fatalf("nothing was written: %v", result.Found)
	}
	after := b.Work()
	return build.Work{
		Parsed:   after.Parsed - before.Parsed,
		Rendered: after.Rendered - before.Rendered,
		Written:  after.Written - before.Written,
	}
}

// files returns the bytes of every file below a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// forty writes a project of forty incidents in three years: more than a page
// shows in its navigation.
func forty(t *testing.T, dir string) map[string]incident {
	t.Helper()
	put(t, dir, "rcagen.yaml", "limits: {code_time: 1m}\n") // or a busy machine colours less
	all := map[string]incident{}
	for i := range 40 {
		name := fmt.Sprintf("incident-%02d", i)
		d := incident{
			name: name, title: "Incident " + name, day: fmt.Sprintf("20%02d-%02d-%02d", 21+i%3, 1+i%12, 1+i%28),
			text: "Text of " + name + ".", link: "../2021/incident-00.md",
		}
		file := fmt.Sprintf("content/%d/%s.md", 2021+i%3, name)
		all[file] = d
		put(t, dir, file, d.bytes())
	}
	return all
}

func TestNothingChanged(t *testing.T) {
	dir := t.TempDir()
	forty(t, dir)
	b := builder(t, dir)
	if w := mustBuild(t, b); w.Parsed != 40 || w.Rendered < 40 || w.Written <= w.Rendered { // the search index is written and not rendered
		t.Errorf("first build: %+v", w)
	}
	if w := mustBuild(t, b); w != (build.Work{}) {
		t.Errorf("second build: %+v", w)
	}
	// A file that is written again with the same bytes has not changed.
	put(t, dir, "content/2021/incident-00.md", string(mustReadFile(t, dir, "content/2021/incident-00.md")))
	if w := mustBuild(t, b); w != (build.Work{}) {
		t.Errorf("third build: %+v", w)
	}
	// A new process knows nothing, and writes nothing either.
	if w := mustBuild(t, builder(t, dir)); w.Parsed != 40 || w.Written != 0 {
		t.Errorf("another process: %+v", w)
	}
}

func mustReadFile(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestOneEdit edits one document and counts what is done again: only what
// shows the part that changed.
func TestOneEdit(t *testing.T) {
	const file = "content/2022/incident-04.md" // neither the first nor the last of its year
	tests := []struct {
		name                      string
		edit                      func(*incident)
		parsed, rendered, written int
	}{
		// It is on its page and in the page's Markdown. What programs are told about
		// all documents, about those of its year and month and in index.json is
		// made again, and stays as it was.
		{"text after the lead", func(d *incident) { d.link = "../2021/incident-03.md" }, 1, 14, 2},
		// The lead is the description: in its page, its Markdown and its data, the
		// list of its year, the home page, llms.txt, incidents.json, the feeds, and
		// three files of the search index.
		{"lead", func(d *incident) { d.text = "Another text." }, 1, 16, 14},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			all := forty(t, dir)
			b := builder(t, dir)
			mustBuild(t, b)
			d := all[file]
			test.edit(&d)
			put(t, dir, file, d.bytes())
			want := build.Work{Parsed: test.parsed, Rendered: test.rendered, Written: test.written}
			if diff := cmp.Diff(want, mustBuild(t, b)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	t.Run("title", func(t *testing.T) {
		dir := t.TempDir()
		all := forty(t, dir)
		b := builder(t, dir)
		first := mustBuild(t, b)
		d := all[file]
		d.title = "Another title"
		put(t, dir, file, d.bytes())
		w := mustBuild(t, b)
		// It stands in the sidebar of its own year, which the pages of other
		// years do not open: two thirds of the pages stay.
		if w.Parsed != 1 || w.Rendered > first.Rendered/2 || w.Written < w.Rendered/2 {
			t.Errorf("first build %+v, this one %+v", first, w)
		}
	})
}

// TestRandomEdits makes two hundred edits, one to three at a time. Each time the
// site that a Builder with memories leaves is the one that a new Builder makes
// from nothing elsewhere.
func TestRandomEdits(t *testing.T) {
	dir, clean := t.TempDir(), t.TempDir()
	e := &editor{t: t, dir: dir, random: rand.New(rand.NewPCG(1, 2)), documents: forty(t, dir)}
	b := builder(t, dir)
	mustBuild(t, b)
	for i := 0; i < 200; {
		for range 1 + e.random.IntN(3) {
			e.edit(i)
			i++
		}
		mustBuild(t, b)
		output := filepath.Join(clean, fmt.Sprint("site", i))
		mustBuild(t, builderInto(t, dir, output))
		if diff := cmp.Diff(files(t, output), files(t, filepath.Join(dir, "public"))); diff != "" {
			t.Fatalf("after %d edits the site is not the clean one (-clean +incremental):\n%s\nedits:\n%s", i, diff, strings.Join(e.log, "\n"))
		}
		if err := os.RemoveAll(output); err != nil {
			t.Fatal(err)
		}
	}
}

// editor makes one random edit after the other.
type editor struct {
	t         *testing.T
	dir       string
	random    *rand.Rand
	documents map[string]incident // by file
	log       []string
	touched   []string // paths that were written or removed, as the operating system names them
}

func (e *editor) note(format string, args ...any) {
	e.log = append(e.log, fmt.Sprintf("%3d ", len(e.log))+fmt.Sprintf(format, args...))
}

// pick returns the file of a random document.
func (e *editor) pick() string {
	names := make([]string, 0, len(e.documents))
	for name := range e.documents {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[e.random.IntN(len(names))]
}

func (e *editor) write(file string, d incident) {
	e.documents[file] = d
	e.put(file, d.bytes())
}

func (e *editor) put(name, text string) {
	put(e.t, e.dir, name, text)
	e.touched = append(e.touched, filepath.Join(e.dir, filepath.FromSlash(name)))
}

func (e *editor) remove(name string) {
	e.touched = append(e.touched, filepath.Join(e.dir, filepath.FromSlash(name)))
	if err := os.Remove(filepath.Join(e.dir, filepath.FromSlash(name))); err != nil && !os.IsNotExist(err) {
		e.t.Fatal(err)
	}
}

func (e *editor) edit(i int) {
	file := e.pick()
	d := e.documents[file]
	switch kind := e.random.IntN(18); kind {
	case 0, 1:
		d.text = fmt.Sprintf("Text number %d.", i)
		e.note("text of %s", file)
		e.write(file, d)
	case 2:
		d.title = fmt.Sprintf("Title %d", i)
		e.note("title of %s", file)
		e.write(file, d)
	case 3:
		d.day = fmt.Sprintf("20%02d-%02d-%02d", 20+e.random.IntN(5), 1+e.random.IntN(12), 1+e.random.IntN(28))
		e.note("date of %s: %s", file, d.day)
		e.write(file, d)
	case 4:
		if len(e.documents) < 5 {
			return
		}
		e.note("delete %s", file)
		e.remove(file)
		delete(e.documents, file)
	case 5, 6:
		name := fmt.Sprintf("added-%03d", i)
		added := incident{name: name, title: "Added " + name, day: d.day, text: "New.", link: d.link}
		to := fmt.Sprintf("content/%d/%s.md", 2020+e.random.IntN(5), name)
		e.note("add %s", to)
		e.write(to, added)
	case 7:
		to := fmt.Sprintf("content/%d/renamed-%03d.md", 2020+e.random.IntN(5), i)
		e.note("rename %s to %s", file, to)
		e.remove(file)
		delete(e.documents, file)
		e.write(to, d)
	case 8:
		d.draft = !d.draft
		e.note("draft of %s: %t", file, d.draft)
		e.write(file, d)
	case 9:
		name := path(file, "_category_.yml")
		if e.random.IntN(3) == 0 {
			e.note("no %s", name)
			e.remove(name)
			return
		}
		e.note("%s", name)
		e.put(name, fmt.Sprintf("label: Folder %d\nposition: %d\n", i, e.random.IntN(9)))
	case 10:
		d.link = "../" + strings.TrimPrefix(e.pick(), "content/")
		e.note("link of %s to %s", file, d.link)
		e.write(file, d)
	case 12:
		d.text = fmt.Sprintf("Text.\n\n### Part %d\n\nMore.", i%7)
		e.note("heading in %s: part %d", file, i%7)
		e.write(file, d)
	case 13:
		d.link = fmt.Sprintf("../%s#part-%d", strings.TrimPrefix(e.pick(), "content/"), i%7)
		e.note("link of %s to %s", file, d.link)
		e.write(file, d)
	case 14, 15:
		d.stated = e.stated(d.day)
		e.note("%s states %q", file, d.stated)
		e.write(file, d)
	case 16, 17:
		d.told = e.told()
		e.note("%s tells %q", file, d.told)
		e.write(file, d)
	case 11:
		name := path(file, "picture.svg")
		e.note("%s shows %s", file, name)
		e.put(name, fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="9"/>`, i+1))
		d.text = fmt.Sprintf("Look: ![a picture](picture.svg) %d", i)
		e.write(file, d)
	}
}

// stated returns lines of front matter that lists, figures and searches show.
func (e *editor) stated(day string) string {
	var b strings.Builder
	for _, line := range []string{
		"services: [Checkout, Search]\n", "services: [checkout]\n", "regions: [West]\n", "provider: Example\n", "severity: major\n", "severity: purple\n",
		"status: Monitoring\n", "tags: [dns, tls]\n", "tags: [DNS]\n", "unlisted: true\n", "mitigated: " + day + "\n", "description: Another.\n", "summary: In short.\n",
	} {
		if name, _, _ := strings.Cut(line, ":"); e.random.IntN(3) == 0 && !strings.Contains(b.String(), name) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// told returns the end of a text out of which facts are read.
func (e *editor) told() string {
	var b strings.Builder
	for _, text := range []string{
		"- [ ] Watch the queue (owner: Ann, due 2021-06-30)\n", "- [x] Pin the version (owner: Bob)\n", "\nCallers saw `error: no such queue`.\n", "\nCallers saw `connection refused`.\n",
		"\nA root cause analysis will be published by 2021-02-01.\n", "\n## Timeline\n\n- 10:00 UTC: it began\n- 10:20 UTC: noticed\n- 10:50 UTC: resolved\n", "\nThe impact lasted 40 minutes.\n",
		"\nThe cause lay with Azure in West Europe.\n", "\n```mermaid\nflowchart LR\n  a --> b\n```\n",
	} {
		if e.random.IntN(3) == 0 {
			b.WriteString(text)
		}
	}
	return b.String()
}

// path returns a file beside another.
func path(file, name string) string {
	return file[:strings.LastIndex(file, "/")+1] + name
}

// TestFindingsOfRenderingStay: what rendering found is found again when the
// page is kept instead of rendered.
func TestFindingsOfRenderingStay(t *testing.T) {
	dir := t.TempDir()
	d := incident{name: "a", title: "A", day: "2024-01-02", text: "Slow.", link: "#rca"}
	put(t, dir, "content/a.md", d.bytes()+"\n```yang\n/*/*/*/*\n```\n") // makes chroma panic
	b := builder(t, dir)
	for run := range 2 {
		before := b.Work()
		var shown []string
		b.Show = func(r *build.Result) error {
			for _, f := range r.Found {
				if f.Severity == diag.Info && f.Rule == "code/not-highlighted" {
					shown = append(shown, f.Rule+" "+f.Path)
				}
			}
			return nil
		}
		if _, _, err := b.Build(context.Background(), never); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"code/not-highlighted content/a.md"}, shown); diff != "" {
			t.Errorf("run %d: %s", run, diff)
		}
		if rendered := b.Work().Rendered - before.Rendered; (rendered > 0) != (run == 0) {
			t.Errorf("run %d rendered %d", run, rendered)
		}
	}
}

// TestShowComesFirst: a result that cannot be shown keeps the old site.
func TestShowComesFirst(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "content/a.md", incident{name: "a", title: "A", day: "2024-01-02", text: "Slow.", link: "#rca"}.bytes())
	b := builder(t, dir)
	b.Show = func(*build.Result) error { return fs.ErrClosed }
	if _, report, err := b.Build(context.Background(), never); err == nil || report != nil {
		t.Errorf("report %v, error %v", report, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("there is a site")
	}
}
