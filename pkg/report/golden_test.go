package report

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
)

var update = flag.Bool("update", false, "rewrite golden files")

// files is a set of source files by path.
type files map[string]string

func (f files) open(path string) (*diag.File, error) {
	text, ok := f[path]
	if !ok {
		return nil, errors.New("no such file")
	}
	return &diag.File{Path: path, Bytes: []byte(text)}, nil
}

// at returns the span of the only place where some text stands in a file.
func (f files) at(path, text string) diag.Span {
	if strings.Count(f[path], text) != 1 {
		panic(fmt.Sprintf("%q is in %s %d times", text, path, strings.Count(f[path], text)))
	}
	start := strings.Index(f[path], text)
	return diag.Span{Start: start, End: start + len(text)}
}

// goldens are the cases of TestGolden; each has a file in testdata.
var goldens = map[string]func() (files, []diag.Diagnostic){
	"forms":      forms,
	"related":    relatedPlaces,
	"clipped":    clipped,
	"columns":    columns,
	"hostile":    hostile,
	"lines":      lines,
	"whole-file": wholeFile,
	"multi-line": multiLine,
	"far-marks":  farMarks,
	"mixed":      mixed,
}

// forms has all parts of a finding, in every severity.
func forms() (files, []diag.Diagnostic) {
	f := files{"content/a.md": "---\ntitel: RCA - APIv2\n---\n\n### Impact summary\n\nFrom 09:10 to 09:50.\n"}
	return f, []diag.Diagnostic{
		{
			Rule: "front-matter/required", Severity: diag.Error, Message: "front matter has no `title`",
			Path: "content/a.md", Span: f.at("content/a.md", "titel"), Label: "unknown key; did you mean `title`?",
			Help:  []string{"rename this key to `title`", "or add `title: …`"},
			Notes: []string{"the title is the heading of the page"},
		},
		{
			Rule: "time/no-zone", Severity: diag.Warning, Message: "`09:10` has no time zone",
			Path: "content/a.md", Span: f.at("content/a.md", "09:10"),
		},
		{
			Rule: "heading/level-jump", Severity: diag.Info, Message: "the first heading has level 3",
			Path: "content/a.md", Span: f.at("content/a.md", "### Impact summary"), Label: "level 3",
		},
	}
}

// relatedPlaces are on neighbouring lines, one line away, far away, on the
// same line, in other files, in a file that is missing, and whole files.
func relatedPlaces() (files, []diag.Diagnostic) {
	f := files{
		"a.md":       "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine ninth\nten\neleven\n",
		"folder/b c": "alpha\nbeta\n",
	}
	d := diag.Diagnostic{
		Rule: "id/duplicate", Severity: diag.Error, Message: "two things are the same",
		Path: "a.md", Span: f.at("a.md", "nine"), Label: "here",
	}
	in := func(path, text, label string) diag.Related {
		return diag.Related{Path: path, Span: f.at(path, text), Label: label}
	}
	var ds []diag.Diagnostic
	for _, related := range [][]diag.Related{
		{in("a.md", "eight", "the line before")},
		{in("a.md", "eleven", "two lines on")},
		{in("a.md", "one", "far before"), in("a.md", "four", "")},
		{in("a.md", "ninth", "same line"), in("a.md", "ten", "next line")},
		{in("folder/b c", "beta", "in another file"), in("a.md", "ten", "in this one"), in("folder/b c", "alpha", "and there")},
		{{Path: "gone.md", Span: diag.Span{Start: 3, End: 4}, Label: "cannot be opened"}, {Path: "folder/b c", Label: "as a whole"}, {Path: "a.md"}},
	} {
		d.Related = related
		ds = append(ds, d)
	}
	return f, ds
}

// clipped has lines longer than any terminal, marked at the beginning, in the
// middle, at the end, behind the end, and from end to end.
func clipped() (files, []diag.Diagnostic) {
	var words []string
	for i := range 60 {
		words = append(words, fmt.Sprintf("word%d", i))
	}
	line := strings.Join(words, " ")
	f := files{"long.md": "short\n" + line + "\n" + strings.Repeat("長", 200) + "終" + strings.Repeat("い", 200) + "\n"}
	d := diag.Diagnostic{Rule: "file/long-line", Severity: diag.Warning, Message: "a line is too long", Path: "long.md"}
	var ds []diag.Diagnostic
	for _, span := range []diag.Span{
		f.at("long.md", "word0"), f.at("long.md", "word30 word31"), f.at("long.md", "word59"),
		{Start: len("short\n") + len(line), End: len("short\n") + len(line)},
		f.at("long.md", line), f.at("long.md", "終"),
	} {
		d.Span, d.Label = span, "this is a label of some length"
		ds = append(ds, d)
	}
	d.Span, d.Label = f.at("long.md", "word1 "), "a label that is a good deal longer than the narrowest of the terminals"
	return f, append(ds, d)
}

// columns has characters that are not one byte, one UTF-16 unit and one
// column: each line marks its X.
func columns() (files, []diag.Diagnostic) {
	list := []string{
		"\ttab\tX", "漢字X", "e\u0301le\u0301ment X", "\u0301X", "👩‍👩‍👧X", "🇵🇹🇵🇹X", "👍🏽X", "❤\ufe0fX", "한국어X", "ᄒ\u1161\u11abX",
		"a\u200bb\u00adX", "שלום X", "हिन्दी X", "zwnj\u200cX", "\u0601X", "½°±X", "\t\t\u0301X",
	}
	f := files{"wide.md": strings.Join(list, "\n")}
	var ds []diag.Diagnostic
	start := 0
	for _, line := range list {
		ds = append(ds, diag.Diagnostic{
			Rule: "a/b", Severity: diag.Error, Message: "found X", Path: "wide.md",
			Span: diag.Span{Start: start + len(line) - 1, End: start + len(line)}, Label: "X",
		})
		start += len(line) + 1
	}
	wide := f.at("wide.md", "漢字X")
	combining := strings.Index(f["wide.md"], "\u0301")
	for _, span := range []diag.Span{
		{Start: wide.Start, End: wide.Start + 6},       // two wide characters
		{Start: wide.Start + 1, End: wide.Start + 2},   // a byte in one
		{Start: 0, End: 1},                             // a tab
		{Start: combining, End: combining + 2},         // a combining mark
		{Start: combining - 1, End: combining + 2 + 1}, // with its neighbours
	} {
		ds = append(ds, diag.Diagnostic{Rule: "a/c", Severity: diag.Info, Message: "found", Path: "wide.md", Span: span})
	}
	return f, ds
}

// mixed has lines that are cut where tabs, wide, combining, joined and control
// characters stand close together: every mark is on its word.
func mixed() (files, []diag.Diagnostic) {
	piece := "\t漢字e\u0301 👩‍👩‍👧\x1b[31m\u202e한국 "
	line := strings.Repeat(piece, 8) + "MARK" + strings.Repeat(piece, 8) + "終わりe\u0301"
	f := files{"mixed.md": line + "\n" + "\t\tTWO\t漢\u0301字\tTABS\x07\n"}
	d := func(text, label string) diag.Diagnostic {
		return diag.Diagnostic{Rule: "a/b", Severity: diag.Error, Message: "found `" + text + "`", Path: "mixed.md", Span: f.at("mixed.md", text), Label: label}
	}
	tabs := d("TABS\x07", "漢字 label \u0301")
	tabs.Related = []diag.Related{{Path: "mixed.md", Span: f.at("mixed.md", "TWO"), Label: "one"}, {Path: "mixed.md", Span: f.at("mixed.md", "漢\u0301"), Label: "two"}}
	suppressed := d("MARK", "")
	suppressed.Suppressed = &diag.Suppression{By: "comment"}
	return f, []diag.Diagnostic{d("MARK", "here"), suppressed, d("終わりe\u0301", "at the end"), tabs}
}

// hostile has control characters, direction controls and broken UTF-8 in
// every part that can come from a document.
func hostile() (files, []diag.Diagnostic) {
	const evil = "\x1b[31m\u202e\x00\r\x07\x7f\u009b\xff\u2028\ufeff\U000e0041"
	path := "content/\x1b]0;title\x07.md"
	f := files{path: "a " + evil + " z\n", "\tother\n.md": evil}
	return f, []diag.Diagnostic{
		{
			Rule: "file/control", Severity: diag.Error, Message: "line\nbreak `" + evil + "`", Path: path,
			Span: diag.Span{Start: 2, End: 7}, Label: "label " + evil,
			Related: []diag.Related{
				{Path: "\tother\n.md", Span: diag.Span{Start: 5, End: 8}, Label: "there\n"},
				{Path: "gone\x1b", Label: "gone\x1b"},
			},
			Help: []string{"help " + evil}, Notes: []string{"note " + evil},
		},
		{Rule: "file/\x1bcontrol", Severity: diag.Error, Message: "at the end", Path: path, Span: f.at(path, "z")},
	}
}

// lines has files with every kind of line end, without one at the end, spans
// at and behind the end, and line numbers of one, two and three digits.
func lines() (files, []diag.Diagnostic) {
	f := files{
		"crlf.md":  "one\r\ntwo\r\nthree\r\n",
		"cr.md":    "one\rtwo\rthree",
		"none.md":  "one\ntwo",
		"end.md":   "one\ntwo\n",
		"many.md":  strings.Repeat("line\n", 8) + "ninth\ntenth\n" + strings.Repeat("line\n", 88) + "99th\n100th\n",
		"empty.md": "",
		"blank.md": "\n\n",
	}
	d := func(path string, span diag.Span, related ...diag.Related) diag.Diagnostic {
		return diag.Diagnostic{Rule: "a/b", Severity: diag.Warning, Message: "in " + path, Path: path, Span: span, Label: "here", Related: related}
	}
	in := func(path, text string) diag.Related {
		return diag.Related{Path: path, Span: f.at(path, text), Label: "there"}
	}
	return f, []diag.Diagnostic{
		d("crlf.md", f.at("crlf.md", "two")),
		d("crlf.md", f.at("crlf.md", "e\r\nt")),
		d("crlf.md", diag.Span{Start: 3, End: 5}),   // a line end
		d("crlf.md", diag.Span{Start: 4, End: 4}),   // inside it
		d("crlf.md", diag.Span{Start: 17, End: 17}), // behind the last
		d("cr.md", f.at("cr.md", "two")),
		d("none.md", f.at("none.md", "two")),
		d("none.md", diag.Span{Start: 7, End: 7}),
		d("end.md", diag.Span{Start: 8, End: 8}),
		d("end.md", diag.Span{Start: 90, End: 100}),
		d("end.md", diag.Span{Start: 6, End: 2}),
		d("end.md", diag.Span{Start: -5, End: 2}),
		d("many.md", f.at("many.md", "ninth")),
		d("many.md", f.at("many.md", "tenth"), in("many.md", "ninth")),
		d("many.md", f.at("many.md", "ninth"), in("many.md", "100th"), in("many.md", "99th")),
		d("empty.md", diag.Span{Start: 0, End: 0}),
		d("empty.md", diag.Span{Start: 1, End: 2}),
		d("blank.md", diag.Span{Start: 1, End: 1}),
	}
}

// wholeFile has findings without a place, with and without a label, in a file
// that cannot be opened, and in none.
func wholeFile() (files, []diag.Diagnostic) {
	f := files{"a.md": "text\n", "with space.md": "text\n"}
	var ds []diag.Diagnostic
	for _, path := range []string{"a.md", "with space.md", "gone.md", ""} {
		for _, label := range []string{"", "a label"} {
			ds = append(ds, diag.Diagnostic{Rule: "a/b", Severity: diag.Error, Message: "about a file", Path: path, Label: label})
		}
	}
	ds[1].Related = []diag.Related{{Path: "a.md", Span: f.at("a.md", "text"), Label: "in it"}}
	ds[1].Help = []string{"help"}
	ds[4].Span = diag.Span{Start: 1, End: 2}
	return f, ds
}

// multiLine has places that go over several lines; the first is marked.
func multiLine() (files, []diag.Diagnostic) {
	f := files{"a.md": "zero\n\nfirst line\nsecond line\n\n\nlast\n"}
	d := func(span diag.Span) diag.Diagnostic {
		return diag.Diagnostic{Rule: "a/b", Severity: diag.Error, Message: "long", Path: "a.md", Span: span, Label: "from here"}
	}
	return f, []diag.Diagnostic{
		d(f.at("a.md", "first line\nsecond line")),
		d(f.at("a.md", "line\nsecond")),
		d(f.at("a.md", "\nsecond")),
		d(f.at("a.md", "\n\nfirst")),
		d(f.at("a.md", "\n\n\nlast\n")),
	}
}

// farMarks has marks on one line that no terminal shows at once.
func farMarks() (files, []diag.Diagnostic) {
	f := files{"a.md": "begin " + strings.Repeat("some words ", 30) + "middle " + strings.Repeat("more words ", 30) + "end\n"}
	return f, []diag.Diagnostic{{
		Rule: "a/b", Severity: diag.Error, Message: "far", Path: "a.md", Span: f.at("a.md", "middle"), Label: "the place",
		Related: []diag.Related{
			{Path: "a.md", Span: f.at("a.md", "end"), Label: "an end"},
			{Path: "a.md", Span: f.at("a.md", "begin"), Label: "a beginning"},
			{Path: "a.md", Span: f.at("a.md", "words middle"), Label: "across"},
		},
	}}
}

func TestGolden(t *testing.T) {
	for name, make := range goldens {
		f, ds := make()
		var got bytes.Buffer
		for _, text := range []Text{{Width: 40}, {Width: 80}, {Width: 200}, {Width: 80, Color: true}} {
			if text.Color && name != "related" {
				continue
			}
			fmt.Fprintf(&got, "==== %d columns, colour %v\n", text.Width, text.Color)
			var out bytes.Buffer
			if err := text.Write(&out, ds, f.open); err != nil {
				t.Fatal(err)
			}
			got.WriteString(strings.ReplaceAll(out.String(), "\x1b", "ESC"))
		}
		path := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	found, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(found) != len(goldens) {
		t.Errorf("%d golden files for %d cases: %v", len(found), len(goldens), err)
	}
}
