package markdown

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

// goldenCase is one file of testdata; testdata/README.md explains the format.
type goldenCase struct {
	file    string
	archive *txtar.Archive
	input   []byte
	base    int
	title   bool
}

// goldenCases reads the golden files and fails when there are none.
func goldenCases(tb testing.TB) []goldenCase {
	tb.Helper()
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		tb.Fatal("no golden files")
	}
	var cases []goldenCase
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		c := goldenCase{file: file, archive: archive, input: section(archive, "input")}
		for line := range strings.Lines(string(archive.Comment)) {
			switch name, value, _ := strings.Cut(strings.TrimSpace(line), ":"); name {
			case "base":
				c.base, err = strconv.Atoi(strings.TrimSpace(value))
			case "title":
				c.title = true
			case "quoted":
				var text string
				text, err = strconv.Unquote(strings.TrimSpace(string(c.input)))
				c.input = []byte(text)
			}
			if err != nil {
				tb.Fatalf("%s: %v", file, err)
			}
		}
		cases = append(cases, c)
	}
	return cases
}

func section(archive *txtar.Archive, name string) []byte {
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func TestGolden(t *testing.T) {
	for _, c := range goldenCases(t) {
		t.Run(strings.TrimSuffix(filepath.Base(c.file), ".txtar"), func(t *testing.T) {
			tree := Parse(c.input, c.base, testLimits)
			if err := checkTree(c.input, c.base, tree); err != nil {
				t.Error(err)
			}
			if err := checkRender(c.input, c.base, testLimits); err != nil {
				t.Error(err)
			}
			if err := checkPublic(c.input, c.base); err != nil {
				t.Error(err)
			}
			page, _, err := Render(nil, c.input, c.base, RenderOptions{Link: allowed, DropTitle: c.title, Limits: testLimits})
			if err != nil {
				page = []byte("error: " + err.Error() + "\n")
			}
			if len(page) > 0 && page[len(page)-1] != '\n' { // as a txtar section ends
				page = append(page, '\n')
			}
			got := map[string]string{"dump": dump(c.input, tree), "html": string(page)}
			for name, text := range got {
				if diff := cmp.Diff(string(section(c.archive, name)), text); diff != "" && !*update {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			if *update {
				c.archive.Files = []txtar.File{
					{Name: "input", Data: section(c.archive, "input")},
					{Name: "dump", Data: []byte(got["dump"])},
					{Name: "html", Data: []byte(got["html"])},
				}
				if err := os.WriteFile(c.file, txtar.Format(c.archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// dump prints a tree, one block a line.
func dump(source []byte, tree *Tree) string {
	d := dumper{file: diag.File{Bytes: source}}
	d.blocks(tree.Blocks, "")
	for _, l := range tree.Links {
		fmt.Fprintf(&d.out, "%s %s %q -> %q at %s\n", [...]string{"link", "autolink", "image"}[l.Kind],
			d.span(l.Span), l.Text, l.Target, d.span(l.TargetSpan))
	}
	for _, h := range tree.RawHTML {
		name := h.Name
		if h.Closing {
			name = "/" + name
		}
		fmt.Fprintf(&d.out, "raw %s %q%s%s%s%s\n", d.span(h.Span), name,
			flagged(h.JSX, "jsx"), flagged(h.Kept, "kept"), flagged(h.Shown, "shown"), flagged(h.Attributes, "attributes"))
	}
	for _, p := range tree.Problems {
		fmt.Fprintf(&d.out, "problem %s %s: %s\n", d.span(p.Span), p.Rule, p.Message)
	}
	return d.out.String()
}

type dumper struct {
	file diag.File
	out  strings.Builder
}

func (d *dumper) span(s diag.Span) string {
	from, to := d.file.Position(s.Start), d.file.Position(s.End)
	return fmt.Sprintf("%d:%d-%d:%d", from.Line, from.Column, to.Line, to.Column)
}

func (d *dumper) blocks(blocks []*Block, indent string) {
	for _, b := range blocks {
		fmt.Fprintf(&d.out, "%s%v %s", indent, b.Kind, d.span(b.Span))
		if b.Kind == Heading {
			fmt.Fprintf(&d.out, " level %d id %q", b.Level, b.ID)
		}
		d.out.WriteString(flagged(b.Explicit, "explicit") + flagged(b.Setext, "setext") +
			flagged(b.Ordered, "ordered") + flagged(b.Fenced, "fenced"))
		d.out.WriteString([...]string{"", " open", " done"}[b.Task])
		if b.Lang != "" {
			fmt.Fprintf(&d.out, " lang %q", b.Lang)
		}
		if b.Info != "" {
			fmt.Fprintf(&d.out, " info %q", b.Info)
		}
		if b.Text.String != "" {
			fmt.Fprintf(&d.out, " %q", b.Text.String)
		}
		d.out.WriteByte('\n')
		d.blocks(b.Children, indent+"  ")
	}
}

func flagged(set bool, name string) string {
	if set {
		return " " + name
	}
	return ""
}
