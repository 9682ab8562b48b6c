package format

import (
	"bytes"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

const name = "content/doc.md"

var formatter = New(config.Default())

func formatted(source string) (string, []string) {
	text, left := formatter.Format(&diag.File{Path: name, Bytes: []byte(source)}, "doc.md")
	return string(text), left
}

// TestGolden formats the section `before` of each file of testdata, which has to
// become `after`; what is left out is in `left`.
func TestGolden(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		t.Fatal("no golden files")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sections := map[string]string{}
			for _, f := range archive.Files {
				sections[f.Name] = string(f.Data)
			}
			after, left := formatted(sections["before"])
			got := map[string]string{"after": after, "left": strings.Join(append(left, ""), "\n")}
			checkFormat(t, sections["before"])
			if *update {
				archive.Files = []txtar.File{{Name: "before", Data: []byte(sections["before"])}, {Name: "after", Data: []byte(after)}, {Name: "left", Data: []byte(got["left"])}}
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for name, text := range got {
				if diff := cmp.Diff(sections[name], text); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// checkFormat holds what becomes of a document against what formatting promises.
// It looks at the document with the packages that publish it, not with those of
// this package.
func checkFormat(t *testing.T, before string) {
	t.Helper()
	after, left := formatted(before)
	if again, _ := formatted(after); again != after {
		t.Errorf("%q\nis formatted as\n%q\nand that as\n%q", before, after, again)
	}
	if len(left) > 0 && strings.Contains(strings.Join(left, "\n"), "does not settle") {
		t.Errorf("%q: %q", before, left)
	}
	a, b := read(before), read(after)
	if x, y := html(t, a), html(t, b); x != y {
		t.Errorf("%q\nbecomes\n%q\nand its page\n%s", before, after, cmp.Diff(x, y))
	}
	if !reflect.DeepEqual(a.Document.Meta, b.Document.Meta) {
		t.Errorf("%q\nbecomes\n%q\nand its front matter\n%s", before, after, cmp.Diff(a.Document.Meta, b.Document.Meta))
	}
	if diff := cmp.Diff(raw(a), raw(b)); diff != "" {
		t.Errorf("%q\nbecomes\n%q\nand its comments and tags\n%s", before, after, diff)
	}
	for end, n := range lineEnds(after) {
		if n > 0 && lineEnds(before)[end] == 0 && strings.ContainsAny(before, "\r\n") {
			t.Errorf("%q\nbecomes\n%q\nwith line ends %q", before, after, end)
		}
	}
}

func read(source string) *rca.Parsed {
	return rca.NewParser(config.Default()).Parse(&diag.File{Path: name, Bytes: []byte(source)}, "doc.md")
}

// html is the text of the page, as package render asks for it.
func html(t *testing.T, p *rca.Parsed) string {
	t.Helper()
	if p.Document.Broken {
		return "broken"
	}
	limits := formatter.parser.Limits()
	limits.CodeTime = 0
	page, _, err := markdown.Render(nil, p.Source.Bytes, p.Document.Body, markdown.RenderOptions{
		Link:       func(l markdown.Link) markdown.Reference { return markdown.Reference{Href: "to:" + l.Target} },
		LevelShift: p.Document.LevelShift, DropTitle: p.Document.DropTitle, Limits: limits,
	})
	if err != nil {
		return err.Error()
	}
	return string(page)
}

// raw returns the comments and tags of a document, and what its code says.
func raw(p *rca.Parsed) (list []string) {
	for _, tag := range p.Body.RawHTML {
		text := strings.ReplaceAll(string(p.Source.Bytes[tag.Span.Start:tag.Span.End]), "\r\n", "\n")
		list = append(list, strings.Join(strings.Fields(text), " "))
	}
	return list
}

// lineEnds counts the line ends of each kind.
func lineEnds(text string) map[string]int {
	both := strings.Count(text, "\r\n")
	return map[string]int{"\r\n": both, "\n": strings.Count(text, "\n") - both, "\r": strings.Count(text, "\r") - both}
}

// documents returns the Markdown below folders, and in the archives of tests.
func documents(t *testing.T, roots ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, root := range roots {
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && (d.Name() == "public" || d.Name() == "node_modules" || d.Name() == ".git") {
					return fs.SkipDir
				}
				return nil
			}
			text, err := os.ReadFile(path)
			switch {
			case err != nil:
			case filepath.Ext(path) == ".txtar":
				for _, f := range txtar.Parse(text).Files {
					if ext := filepath.Ext(f.Name); ext == ".md" || ext == ".mdx" || f.Name == "input" || f.Name == "before" {
						found[path+":"+f.Name] = string(f.Data)
					}
				}
			case filepath.Ext(path) == ".md" || filepath.Ext(path) == ".mdx":
				found[path] = string(text)
			}
			return nil
		})
	}
	return found
}

// TestProject formats every document of the project, those of its tests
// included.
func TestProject(t *testing.T) {
	all := documents(t, "../..")
	if len(all) < 100 {
		t.Fatalf("only %d documents", len(all))
	}
	for path, text := range all {
		t.Run(path, func(t *testing.T) { checkFormat(t, text) })
	}
}

// TestDemo demands that the documents of the demo are in the form.
func TestDemo(t *testing.T) {
	all := documents(t, "../../content")
	if len(all) == 0 {
		t.Fatal("no documents")
	}
	for path, text := range all {
		if after, left := formatted(text); after != text || len(left) > 0 {
			t.Errorf("%s: run rcagen fmt; %q", path, left)
		}
	}
}

// TestRealDocuments formats documents that other people wrote, with the line ends
// of other systems and with front matter as rcagen wants it too. None may have a
// finding more than before.
func TestRealDocuments(t *testing.T) {
	all := documents(t, "../../../shared/corpus", "../../../shared/seeds")
	if len(all) == 0 {
		t.Skip("skipped: there is no collection of real documents beside the repository")
	}
	changed := 0
	for path, text := range all {
		checkFormat(t, strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n"))
		text = "---\ntitle: A\nid: a\nsidebar_label: A\n---\n" + text[read(text).Document.Body:]
		checkFormat(t, text)
		after, left := formatted(text)
		for _, reason := range left {
			t.Logf("%s: %s", path, reason)
		}
		if after != text {
			changed++
		}
		for rule, n := range findings(after) {
			if n > findings(text)[rule] {
				t.Errorf("%s: formatting brings findings of %s", path, rule)
			}
		}
	}
	t.Logf("%d of %d documents change", changed, len(all))
}

func findings(text string) map[string]int {
	count := map[string]int{}
	for _, d := range check.Document(read(text), config.Default()) {
		count[d.Rule]++
	}
	return count
}

func FuzzFormat(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	more, _ := filepath.Glob("../markdown/testdata/*.txtar")
	for _, file := range append(files, more...) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(archive.Files[0].Data))
	}
	for _, s := range texts {
		f.Add(s.before)
	}
	f.Fuzz(func(t *testing.T, source string) { checkFormat(t, source) })
}

// TestTexts has what golden files cannot show: line ends, and blanks at the end
// of lines.
func TestTexts(t *testing.T) {
	for _, c := range texts {
		after, left := formatted(c.before)
		if after != c.after || len(left) > 0 {
			t.Errorf("%q\ngot  %q\nwant %q\nleft %q", c.before, after, c.after, left)
		}
		checkFormat(t, c.before)
	}
}

var texts = []struct{ before, after string }{
	{"", ""},
	{" \n\n", " \n\n"},
	{"text", "text\n"},
	{"text\n\n\n\n", "text\n"},
	{"a \nb\t\nc", "a\nb\nc\n"},
	{"a  \nb", "a  \nb\n"},
	{"a\\\nb\n", "a\\\nb\n"},
	{"a   \n\nb\n", "a\n\nb\n"},
	{"```\na  \n\n\n```\n", "```\na  \n\n\n```\n"},
	{"# a\r\nb\r\n\r\n\r\nc", "# a\r\n\r\nb\r\n\r\nc\r\n"},
	{"a\r\n===\r\n* b\r\n", "# a\r\n\r\n- b\r\n"},
	{"# a\rb\r", "# a\r\rb\r"},
	{"---\r\ntitle: a\r\nid: b\r\n---\r\na\r\n", "---\r\nid: b\r\ntitle: a\r\n---\r\n\r\na\r\n"},
	{"\ufeff---\ntitle: a\nid: b\n---\n", "\ufeff---\nid: b\ntitle: a\n---\n"},
	{"a\r\n-", "## a\r\n"},
	{"0\r \n", "0\r"},
	{"0\r \na\n", "0\r \na\n"},
	{"\v\n#", "\v\n#\n"},
	{"*\ta\n\n\tb\n", "-\ta\n\n\tb\n"},
}

// TestLeft has what stays as it is because the page would change.
func TestLeft(t *testing.T) {
	for before, want := range map[string]string{
		"* - - -\n":      name + ":1: list is not marked with `-`: it stays, because the page would change",
		"a `b \nc` d  e": name + ":1: line ends with 1 blank: it stays, because the page would change",
	} {
		_, left := formatted(before)
		if !slices.Equal(left, []string{want}) {
			t.Errorf("%q: got %q, want %q", before, left, want)
		}
	}
}

// TestAlone has documents that are left alone, and why.
func TestAlone(t *testing.T) {
	for before, want := range map[string]string{
		"---\ntitle: a\nid: b\ntitle: c\n---\n* a\n":         name + ":4: key `title` appears twice",
		"---\ntitle: a: b\n---\n* a\n":                       name + ":2: ",
		"+++\ntitle = 'a'\n+++\n* a\n":                       name + ":1: TOML front matter; rcagen reads YAML",
		"---\nid: a\n\n# Text\n\nA text.\n":                  name + ":1: front matter opened on line 1 is never closed",
		"* a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n": name + " has an unresolved merge conflict",
		"* a\n" + strings.Repeat("> ", 400) + "a\n":          name + ":2: blocks are nested",
	} {
		after, left := formatted(before)
		if after != before || len(left) != 1 || !strings.HasPrefix(left[0], want) {
			t.Errorf("%q\ngot  %q\nleft %q\nwant %q", before, after, left, want)
		}
	}
}

// TestOrder formats front matter whose keys stand in the opposite of the order
// of the table.
func TestOrder(t *testing.T) {
	var forward, backward bytes.Buffer
	for i, k := range frontmatter.Keys {
		forward.WriteString(k.Name + ":\n")
		backward.WriteString(frontmatter.Keys[len(frontmatter.Keys)-1-i].Name + ":\n")
	}
	after, _ := formatted("---\n" + backward.String() + "---\n")
	if diff := cmp.Diff("---\n"+forward.String()+"---\n", after); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// pieces are what Markdown is made of, to be put together in any order.
var pieces = []string{
	"* ", "- ", "+ ", "1. ", "2) ", "- [ ] ", "> ", "  ", "    ", "\t", "\n", "\n", "\n", "\n\n", "\n\n\n", "# ", "## ", "### ", " ##", "#", "\n---\n", "\n===\n", "* * *", "- - -",
	"a", "b c", "Text.", "`", "``", "```\n", "~~~\n", "| a | b |\n", "|---|:-:|\n", "|b|", " | ", "\\|", "\\", "  \n", " \n", "\\\n", "<!-- x -->", "<!--", "-->", "<b>", "<details>\n", "</details>\n",
	"<Tabs>\n", "{/* x */}", "import a from 'b'\n", "[a]: /b\n", "[a]", "[a](b)", "[^1]", "[^1]: ", ":::note\n", ":::\n", "[!NOTE]\n", "*", "**", "_", "{#id}", "<br>", "&nbsp;", "é", "復", "https://example.com",
	"---\n", "title: a\n", "id: b\n", "x: |\n", "# c\n",
}

// TestPieces formats documents made of pieces at random, the same ones each
// time.
func TestPieces(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		var b strings.Builder
		if r.IntN(2) == 0 {
			b.WriteString("---\ntitle: a\nid: b\n---\n")
		}
		for range 1 + r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text := b.String()
		if r.IntN(4) == 0 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		checkFormat(t, text)
		if t.Failed() {
			return
		}
	}
}
