package lsp

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
)

// TestSameAsCheck opens every document of the demo and of what stands beside the
// project, and is told what check finds in each.
func TestSameAsCheck(t *testing.T) {
	folders, err := filepath.Glob("../../../shared/corpus/*")
	if err != nil || len(folders) == 0 {
		t.Log("skipped: no ../shared/corpus beside the project")
	} else {
		folders = append(folders, "../../../shared/seeds")
	}
	for _, folder := range append(folders, "../../content") {
		for _, encoding := range []string{"utf-16", "utf-8"} {
			t.Run(filepath.Base(folder)+" in "+encoding, func(t *testing.T) {
				dir := t.TempDir()
				if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, build.ConfigName), nil, 0o644); err != nil {
					t.Fatal(err)
				}
				c := connect(t, dir, map[string]any{"general": map[string]any{"positionEncodings": []string{"utf-16", encoding}}})
				want := checked(t, dir, encoding == "utf-8")
				if len(want) == 0 {
					t.Fatal("no documents")
				}
				for file := range want {
					c.open(file)
				}
				c.settle()
				for file := range want {
					if diff := cmp.Diff(want[file], c.diagnostics(file)); diff != "" {
						t.Errorf("%s: -check +editor:\n%s", file, diff)
					}
				}
			})
		}
	}
}

// checked returns what check finds in the documents of a project, in the form of
// client.diagnostics.
func checked(t *testing.T, dir string, utf8 bool) map[string]string {
	t.Helper()
	p, found, err := build.Open(dir)
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	defer p.Close()
	p.AsOf = now
	r, err := build.New(p).Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	files := map[string]*diag.File{}
	for _, file := range r.Documents {
		lines[file] = ""
		text, err := p.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		files[file] = &diag.File{Path: file, Bytes: text}
	}
	place := func(f *diag.File, offset int) string {
		at := f.Position(offset)
		if utf8 {
			return fmt.Sprintf("%d:%d", at.Line, at.Column)
		}
		return fmt.Sprintf("%d:%d", at.Line, at.UTF16)
	}
	for _, d := range r.Found {
		if f := files[d.Path]; f != nil && d.Suppressed == nil {
			lines[d.Path] += fmt.Sprintf("%s-%s %s[%s] %s\n", place(f, d.Span.Start), place(f, d.Span.End), d.Severity, d.Rule, d.Message)
		}
	}
	return lines
}

// TestRandomEdits types at random into open documents, in one change or several,
// and is told in the end what check finds where the texts were saved.
func TestRandomEdits(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dir, saved := t.TempDir(), t.TempDir()
			pieces := small(t, dir)
			if err := os.CopyFS(saved, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			c := connect(t, dir, nil)
			r := rand.New(rand.NewPCG(seed, 7))
			files := documents(t, dir)
			for _, f := range files {
				c.open(f)
			}
			for range 60 {
				for range 1 + r.IntN(4) {
					c.typing(r, files[r.IntN(len(files))], pieces)
				}
				c.settle()
				for _, f := range files {
					if err := os.WriteFile(filepath.Join(saved, f), []byte(c.texts[f].text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want := checked(t, saved, false)
				for _, f := range files {
					if diff := cmp.Diff(want[f], c.diagnostics(f)); diff != "" {
						t.Fatalf("%s: -check +editor:\n%s\n%s", f, diff, c.texts[f].text)
					}
				}
			}
		})
	}
}

// small writes a project of a few documents of the demo's, and returns pieces of
// text to type.
func small(t *testing.T, dir string) (pieces []string) {
	t.Helper()
	demo, err := filepath.Glob("../../content/202*/*.md")
	if err != nil || len(demo) < 5 {
		t.Fatal("no demo", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i, file := range demo[:5] {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			text = []byte(strings.ReplaceAll(string(text), "\n", "\r\n"))
		}
		if err := os.WriteFile(filepath.Join(dir, "content", filepath.Base(file)), text, 0o644); err != nil {
			t.Fatal(err)
		}
		pieces = append(pieces, strings.SplitAfter(string(text), "\n")...)
	}
	return append(pieces, "id: same\n", "draft: true\n", "[x](gone.md)", "😀", "\r", "\n\n", "<!-- rcagen-disable-file -- why -->", "```\n", "- [ ] Do it\n", "---\n", "\xff", "09:10 UTC")
}

func documents(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && site.IsDocument(name) {
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatal("no documents", err)
	}
	return files
}

// typing makes one edit: a piece of text put in, taken out, or written over.
func (c *client) typing(r *rand.Rand, file string, pieces []string) {
	text := c.texts[file].text
	at := newPlaces(file, []byte(text), false)
	// A place that the protocol can name: not within a character or a line end.
	place := func() int { return at.offset(at.position(r.IntN(len(text) + 1))) }
	from := place()
	to := from
	if r.IntN(3) == 0 {
		to = place()
		from, to = min(from, to), min(max(from, to), min(from, to)+200)
		to = max(from, at.offset(at.position(to)))
	}
	piece := strings.ToValidUTF8(pieces[r.IntN(len(pieces))], "�") // JSON has nothing else
	if r.IntN(4) == 0 {
		piece = ""
	}
	c.replace(file, from, to, piece)
}

// TestEverywhere asks about every place of a document: nothing fails.
func TestEverywhere(t *testing.T) {
	dir := t.TempDir()
	small(t, dir)
	c := connect(t, dir, nil)
	files := documents(t, dir)
	file := files[1] // with line ends of its own
	c.open(file)
	c.settle()
	text := c.texts[file].text
	at := newPlaces(file, []byte(text), false)
	heard := map[string]int{}
	for offset := 0; offset <= len(text); offset += 3 {
		p := at.position(offset)
		for _, method := range []string{"hover", "completion", "definition", "prepareRename"} {
			body := string(c.try("textDocument/"+method, positionParams{textDocument{c.uri(file)}, p}))
			if strings.Contains(body, `{"error"`) {
				t.Fatalf("%s at byte %d: %s", method, offset, body)
			}
			if body != "null" && !strings.Contains(body, `"items":[]`) {
				heard[method]++
			}
		}
		if offset%30 == 0 {
			body := string(c.try("textDocument/codeAction", codeActionParams{TextDocument: textDocument{c.uri(file)}, Range: span{p, p}}))
			if strings.Contains(body, `{"error"`) {
				t.Fatalf("codeAction at byte %d: %s", offset, body)
			}
		}
	}
	for _, far := range []position{{1 << 30, 0}, {0, 1 << 30}, {-1, -1}, {3, -7}} {
		if body := c.try("textDocument/hover", positionParams{textDocument{c.uri(file)}, far}); strings.Contains(string(body), `{"error"`) {
			t.Errorf("%+v: %s", far, body)
		}
	}
	if len(heard) < 3 {
		t.Errorf("only %v had an answer", slices.Sorted(maps.Keys(heard)))
	}
}

// FuzzRewritten: the edit that makes a text another makes it that.
func FuzzRewritten(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nx\nc\n")
	f.Add("", "a")
	f.Add("a\r\nb", "a\r\n")
	f.Add("é\né", "é\n\né")
	f.Fuzz(func(t *testing.T, before, after string) {
		edits := newPlaces("a.md", []byte(before), false).rewritten([]byte(after))
		if got := edited(t, "a.md", before, edits); got != after {
			t.Errorf("%q became %q, want %q", before, got, after)
		}
	})
}
