package frontmatter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
)

const limit = 64 << 10

func read(text string) (Block, Meta, []diag.Diagnostic, *diag.File) {
	f := &diag.File{Path: "a.md", Bytes: []byte(text)}
	b, found := Parse(f, limit)
	m, more := b.Decode(f)
	return b, m, append(found, more...), f
}

// show writes a finding as rule line:column "source" message | help.
func show(f *diag.File, d diag.Diagnostic) string {
	at := f.Position(d.Span.Start)
	s := fmt.Sprintf("%s %d:%d %q %s", d.Rule, at.Line, at.Column, f.Bytes[d.Span.Start:d.Span.End], d.Message)
	for _, h := range d.Help {
		s += " | " + h
	}
	return s
}

func showAll(f *diag.File, ds []diag.Diagnostic) []string {
	var all []string
	for _, d := range ds {
		all = append(all, show(f, d))
	}
	return all
}

const keys = "id: x\ntitle: T\nsidebar_label: L\n"

func TestFind(t *testing.T) {
	tests := []struct {
		name, text string
		body       string // what is left after the block
		readable   bool
		broken     bool
		want       []string
	}{
		{name: "plain", text: "---\n" + keys + "---\nbody\n", body: "body\n", readable: true},
		{name: "no end of line", text: "---\n" + keys + "---", readable: true},
		{name: "only front matter", text: "---\n" + keys + "---\n", readable: true},
		{name: "blanks after the delimiters", text: "---  \n" + keys + "---\t\nbody", body: "body", readable: true},
		{name: "CRLF", text: strings.ReplaceAll("---\n"+keys+"---\nbody\n", "\n", "\r\n"), body: "body\r\n", readable: true},
		{name: "CR", text: strings.ReplaceAll("---\n"+keys+"---\nbody\nmore", "\n", "\r"), body: "body\rmore", readable: true},
		{name: "byte order mark", text: "\ufeff---\n" + keys + "---\nbody", body: "body", readable: true},
		{name: "a later rule", text: "---\n" + keys + "---\nbody\n\n---\nmore", body: "body\n\n---\nmore", readable: true},
		{name: "a comment between keys", text: "---\nid: x\n\n# which one\ntitle: T\nsidebar_label: L\n---\nbody", body: "body", readable: true},
		{name: "empty file", text: ""},
		{name: "blank file", text: "\ufeff \n\t\n", body: " \n\t\n"},
		{name: "empty block", text: "---\n---\nbody", body: "body", readable: true, want: []string{
			"front-matter/required-key 1:1 \"---\" front matter has no `id` | add a line `id: …` below it",
			"front-matter/required-key 1:1 \"---\" front matter has no `title` | add a line `title: …` below it",
			"front-matter/required-key 1:1 \"---\" front matter has no `sidebar_label` | add a line `sidebar_label: …` below it"}},
		{name: "none", text: "\n# Title\n\ntext", body: "\n# Title\n\ntext", want: []string{
			"front-matter/missing 2:1 \"# Title\" file has no front matter | start the file with the lines `---`, `id:`, `title:`, `sidebar_label:` and `---`"}},
		{name: "a rule at the head", text: "---\n\nJust text.\n", body: "---\n\nJust text.\n", want: []string{
			"front-matter/missing 1:1 \"---\" file has no front matter | start the file with the lines `---`, `id:`, `title:`, `sidebar_label:` and `---`"}},
		{name: "a spaced rule at the head", text: "- - -\nid: x\n- - -\n", body: "- - -\nid: x\n- - -\n", want: []string{
			"front-matter/missing 1:1 \"- - -\" file has no front matter | start the file with the lines `---`, `id:`, `title:`, `sidebar_label:` and `---`"}},
		{name: "unclosed", text: "---\n" + keys + "\n# Impact summary\n\nText here.\n", broken: true, want: []string{
			"front-matter/unclosed 1:1 \"---\" front matter opened on line 1 is never closed | write a line `---` above line 6, where the text starts"}},
		{name: "unclosed, a later rule", text: "---\n" + keys + "\n# Impact summary\n\nNote: cards failed.\nSo did others.\n\n---\n\nMore", broken: true, want: []string{
			"front-matter/unclosed 1:1 \"---\" front matter opened on line 1 is never closed | write a line `---` above line 6, where the text starts"}},
		{name: "unclosed, prose and a later rule", text: "---\n" + keys + "\nOn 12 December, cards failed.\n\n---\n\nMore", broken: true, want: []string{
			"front-matter/unclosed 1:1 \"---\" front matter opened on line 1 is never closed | write a line `---` above line 6, where the text starts"}},
		{name: "unclosed, keys only", text: "---\n" + keys, broken: true, want: []string{
			"front-matter/unclosed 1:1 \"---\" front matter opened on line 1 is never closed | write a line `---` between the last key and the text"}},
		{name: "syntax error, not unclosed", text: "---\nid: x\ntitle: A: b\n\n# comment\nsidebar_label: L\n---\nbody", body: "body", want: []string{
			"front-matter/yaml-syntax 3:9 \":\" not valid YAML: a value with `: ` in it must be quoted | write `title: \"A: b\"`"}},
		{name: "syntax error, a comment at the end", text: "---\nid: x\ntitle: A: b\nsidebar_label: L\n# comment\n---\nbody", body: "body", want: []string{
			"front-matter/yaml-syntax 3:9 \":\" not valid YAML: a value with `: ` in it must be quoted | write `title: \"A: b\"`"}},
		{name: "unclosed, no blank line", text: "---\nid: x\n# Impact summary\nCards failed.\n---\nbody", broken: true, want: []string{
			"front-matter/unclosed 1:1 \"---\" front matter opened on line 1 is never closed | write a line `---` above line 3, where the text starts"}},
		{name: "leading blank", text: "\n \n---\n" + keys + "---\nbody", body: "body", readable: true, want: []string{
			"front-matter/leading-blank 1:1 \"\\n \\n\" 2 blank lines before the front matter; other tools will not see it | start the file with the line `---`"}},
		{name: "dots", text: "---\n" + keys + "...\nbody\n\n---\n", body: "body\n\n---\n", readable: true, want: []string{
			"front-matter/delimiter 5:1 \"...\" `...` does not close front matter in other tools | use `---`"}},
		{name: "four hyphens", text: "----\n" + keys + "----\nbody", body: "body", readable: true, want: []string{
			"front-matter/delimiter 1:1 \"----\" `----` does not open front matter in other tools | use `---`",
			"front-matter/delimiter 5:1 \"----\" `----` does not close front matter in other tools | use `---`"}},
		{name: "language", text: "--- YAML\n" + keys + "---\nbody", body: "body", readable: true, want: []string{
			"front-matter/delimiter 1:1 \"--- YAML\" `--- YAML` does not open front matter in other tools | use `---`"}},
		{name: "indented delimiters", text: " ---\n" + keys + "  ---\nbody", body: "body", readable: true, want: []string{
			"front-matter/delimiter 1:1 \" ---\" indented `---` does not open front matter in other tools | start it in the first column",
			"front-matter/delimiter 5:1 \"  ---\" indented `---` does not close front matter in other tools | start it in the first column"}},
		{name: "inner delimiter", text: "---\n" + keys + "description: |\n  one\n  ---\n  two\n---\nbody", body: "body", readable: true, want: []string{
			"front-matter/inner-delimiter 7:3 \"---\" `---` inside a value ends the front matter in some tools | indenting it does not help; use `***`"}},
		{name: "TOML", text: "+++\nid = \"x\"\n+++\nbody", body: "body", want: []string{
			"front-matter/format 1:1 \"+++\" TOML front matter; rcagen reads YAML | write the keys as YAML between two lines of `---`"}},
		{name: "TOML by name", text: "---toml\nid = \"x\"\n---\nbody", body: "body", want: []string{
			"front-matter/format 1:1 \"---toml\" TOML front matter; rcagen reads YAML | write the keys as YAML between two lines of `---`"}},
		{name: "JSON", text: ";;;\n{\"id\": 1}\n;;;\nbody", body: "body", want: []string{
			"front-matter/format 1:1 \";;;\" JSON front matter; rcagen reads YAML | write the keys as YAML between two lines of `---`"}},
		{name: "bare JSON", text: "{\n  \"id\": 1\n}\n\nbody", body: "body", want: []string{
			"front-matter/format 1:1 \"{\" JSON front matter; rcagen reads YAML | write the keys as YAML between two lines of `---`"}},
		{name: "list", text: "---\n- id: x\n- title: T\n---\nbody", body: "body", want: []string{
			"front-matter/not-a-mapping 2:1 \"- id: x\" front matter must be `key: value` lines, but is a list | write one `key: value` on each line"}},
		{name: "text", text: "---\nid\n---\nbody", body: "body", want: []string{
			"front-matter/not-a-mapping 2:1 \"id\" front matter must be `key: value` lines, but is text | write one `key: value` on each line"}},
		{name: "too large", text: "---\nid: " + strings.Repeat("x", limit) + "\n---\nbody", body: "body", want: []string{
			"front-matter/too-large 1:1 \"---\" front matter is 64.1 KiB; the limit is 64 KiB"}},
		{name: "duplicate", text: "---\n" + keys + "title: U\n---\n", readable: true, want: []string{
			"front-matter/duplicate-key 5:1 \"title\" key `title` appears twice | keep one of the two"}},
		{name: "alias", text: "---\n" + keys + "status: &s Open\n---\n", readable: true, want: []string{
			"front-matter/alias-or-tag 5:9 \"&s\" anchor `&s` is not allowed here | write the value out | if it is meant as text, quote it: `status: \"&s Open\"`"}},
		{name: "byte order mark and a mistake", text: "\ufeff---\nid: x\ntitle: @x\nsidebar_label: L\n---\n", want: []string{
			"front-matter/yaml-syntax 3:8 \"@\" not valid YAML: `@` cannot start a value | write `title: \"@x\"`"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, _, ds, f := read(test.text)
			if diff := cmp.Diff(test.want, showAll(f, ds)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if got := test.text[b.Body:]; got != test.body {
				t.Errorf("body is %q, want %q", got, test.body)
			}
			if (b.Root != nil) != test.readable || b.Broken != test.broken {
				t.Errorf("root %v, broken %v", b.Root, b.Broken)
			}
			if b.Root != nil && b.Extent.End != b.Body {
				t.Errorf("the block ends at %d and the body starts at %d", b.Extent.End, b.Body)
			}
		})
	}
}

// TestManyHeadingsBelowAnOpening is quick because no line is looked at again
// for every other.
func TestManyHeadingsBelowAnOpening(t *testing.T) {
	f := &diag.File{Bytes: []byte("---\nid: x\ntitle: a: b\n" + strings.Repeat("# a\n", 50_000) + "status: x\n---\n")}
	if _, ds := Parse(f, 1<<20); len(ds) != 1 {
		t.Errorf("got %v", showAll(f, ds))
	}
	f = &diag.File{Bytes: []byte("---\nid: |\n" + strings.Repeat("  ---\n\n", 50_000) + "---\n")}
	if _, ds := Parse(f, limit); len(ds) != 1 {
		t.Errorf("%d findings, want too-large alone", len(ds))
	}
}

func TestBlockSpans(t *testing.T) {
	b, _, _, f := read("\ufeff---\nid: x\ntitle: \"é\"\ndescription:\n---\n")
	source := func(s diag.Span) string { return string(f.Bytes[s.Start:s.End]) }
	for key, want := range map[string]string{"id": "x", "title": `"é"`, "description": "description"} {
		if got := source(b.Span(key)); got != want {
			t.Errorf("Span(%q) is at %q, want %q", key, got, want)
		}
	}
	if got := source(b.KeySpan("title")); got != "title" {
		t.Errorf("KeySpan is at %q", got)
	}
	none := diag.Span{}
	if b.Span("status") != none || b.KeySpan("status") != none || (Block{}).Span("id") != none {
		t.Error("a key that is not there has a place")
	}
}

func TestSeeds(t *testing.T) {
	for _, text := range []string{
		"---\nid:  RCA - Mitigated - SSO - Multiple Regions - 30-06-2021\ntitle: \"RCA - Mitigated - SSO - Multiple Regions - 30-06-2021\"\nsidebar_label: 4. RCA - Mitigated - SSO - Multiple Regions - 30-06-2021\n---\n",
		"---\nid: 2023-12-12-RCA-Mitigated-APIv2-West-Europe\ntitle: RCA - Mitigated - APIv2 - West Europe - 12-12-2023\nsidebar_label: RCA - Mitigated - APIv2 - West Europe - 12-12-2023\n---\n",
	} {
		_, m, ds, f := read(text)
		if len(ds) > 0 || !strings.HasPrefix(m.Title, "RCA - Mitigated") {
			t.Errorf("%+v: %v", m, showAll(f, ds))
		}
	}
}
