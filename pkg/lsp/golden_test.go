package lsp

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestSessions plays what an editor says and compares what it hears. A case is an
// archive: what stands before the files are the steps, one a line, each a word, a
// file and what else the step needs; `|` is the cursor in a piece of text. The file
// `want` is what is heard.
func TestSessions(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				name := filepath.Join(dir, filepath.FromSlash(f.Name))
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			c := connect(t, dir, map[string]any{"textDocument": map[string]any{"documentSymbol": map[string]any{"hierarchicalDocumentSymbolSupport": true}}})
			got := play(c, string(archive.Comment))
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
				archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// play does the steps and returns what is heard.
func play(c *client, steps string) string {
	var out strings.Builder
	for line := range strings.Lines(steps) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		file, rest, _ := strings.Cut(rest, " ")
		if heard := c.step(word, file, unescape(rest)); heard != "" {
			fmt.Fprintf(&out, "# %s\n%s\n", line, heard)
		}
	}
	return out.String()
}

func unescape(text string) string {
	return strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(text)
}

// questions are the steps that ask about a place.
var questions = map[string]string{
	"hover": "textDocument/hover", "definition": "textDocument/definition",
	"references": "textDocument/references", "prepare": "textDocument/prepareRename",
}

// step does one step.
func (c *client) step(word, file, rest string) string {
	c.t.Helper()
	if method := questions[word]; method != "" {
		return c.pretty(c.try(method, c.at(file, rest)))
	}
	document := documentParams{textDocument{c.uri(file)}}
	switch word {
	case "complete":
		c.settle()
		return c.completions(file, rest)
	case "open":
		if rest != "" {
			c.open(file, rest)
		} else {
			c.open(file)
		}
	case "close":
		c.close(file)
	case "change": // old => new
		old, text, _ := strings.Cut(rest, " => ")
		i := strings.Index(c.texts[file].text, old)
		if i < 0 {
			c.t.Fatalf("%s does not have %q", file, old)
		}
		c.replace(file, i, i+len(old), text)
	case "save":
		if err := os.WriteFile(filepath.Join(c.dir, filepath.FromSlash(file)), []byte(c.texts[file].text), 0o644); err != nil {
			c.t.Fatal(err)
		}
		c.notify("textDocument/didSave", document)
	case "diagnostics":
		c.settle()
		return c.diagnostics(file)
	case "all": // diagnostics as they are sent
		c.settle()
		body, _ := json.Marshal(c.told[file])
		return c.pretty(body)
	case "symbols":
		return c.pretty(c.try("textDocument/documentSymbol", document))
	case "folding":
		return c.pretty(c.try("textDocument/foldingRange", document))
	case "workspace":
		return c.pretty(c.try("workspace/symbol", symbolQuery{strings.TrimSpace(file + " " + rest)}))
	case "address":
		return c.pretty(c.try("workspace/executeCommand", map[string]any{"command": addressCommand, "arguments": []string{c.uri(file)}}))
	case "rename": // place => name
		place, name, _ := strings.Cut(rest, " => ")
		return c.renamed(file, place, name)
	case "format":
		var edits []textEdit
		c.call("textDocument/formatting", document, &edits)
		after := edited(c.t, file, c.texts[file].text, edits)
		c.replace(file, 0, len(c.texts[file].text), after)
		return after
	case "actions":
		c.settle()
		return c.actions(file, rest, "", "")
	case "do": // place => title
		c.settle()
		place, title, _ := strings.Cut(rest, " => ")
		return c.actions(file, place, "", title)
	case "fixall":
		return c.actions(file, "|", fixAll, "Fix all that rcagen can fix safely")
	case "text":
		return c.texts[file].text
	default:
		c.t.Fatalf("no step %q", word)
	}
	return ""
}

// completions returns the items for a place, each in a line.
func (c *client) completions(file, place string) string {
	c.t.Helper()
	var list struct {
		Incomplete bool              `json:"isIncomplete"`
		Items      []json.RawMessage `json:"items"`
	}
	c.call("textDocument/completion", c.at(file, place), &list)
	var out strings.Builder
	for _, item := range list.Items {
		fmt.Fprintf(&out, "%s\n", item)
	}
	return fmt.Sprintf("%d items, incomplete: %t\n%s", len(list.Items), list.Incomplete, out.String())
}

// renamed renames and returns the texts that this makes.
func (c *client) renamed(file, place, name string) string {
	c.t.Helper()
	body := c.try("textDocument/rename", renameParams{c.at(file, place), name})
	var edit workspaceEdit
	if err := json.Unmarshal(body, &edit); err != nil || edit.Changes == nil {
		return c.pretty(body)
	}
	c.apply(&edit)
	return c.changed(&edit)
}

// changed returns the texts of the files that an edit is about.
func (c *client) changed(edit *workspaceEdit) string {
	var files []string
	for uri := range edit.Changes {
		files = append(files, c.file(uri))
	}
	slices.Sort(files)
	var out strings.Builder
	for _, f := range files {
		fmt.Fprintf(&out, "== %s\n%s", f, c.texts[f].text)
	}
	return out.String()
}

// actions lists what can be done at a place, or does one of it.
func (c *client) actions(file, place, only, do string) string {
	c.t.Helper()
	at := c.place(file, place)
	params := codeActionParams{TextDocument: textDocument{c.uri(file)}, Range: span{at, at}}
	if only != "" {
		params.Context.Only = []string{only}
	}
	var list []codeAction
	c.call("textDocument/codeAction", params, &list)
	var out strings.Builder
	for _, a := range list {
		var about []string
		for _, d := range a.Diagnostics {
			about = append(about, d.Code)
		}
		if do == "" {
			preferred := map[bool]string{true: " preferred"}[a.Preferred]
			fmt.Fprintf(&out, "%s%s: %s [%s]\n", a.Kind, preferred, a.Title, strings.Join(about, " "))
		} else if a.Title == do {
			c.apply(a.Edit)
			out.WriteString(c.changed(a.Edit))
			if a.Command != nil {
				body, _ := json.Marshal(a.Command.Arguments[1])
				fmt.Fprintf(&out, "== %s %s\n", a.Command.Command, body)
			}
			return out.String()
		}
	}
	if do != "" {
		c.t.Fatalf("%s: nothing is called %q, but\n%s", file, do, c.actions(file, place, only, ""))
	}
	return out.String()
}
