package yaml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
)

func parse(text string) (*Node, []diag.Diagnostic, *diag.File) {
	f := &diag.File{Path: "a.yaml", Bytes: []byte(text)}
	root, ds := Parse(f, diag.Span{End: len(text)}, "t")
	return root, ds, f
}

// dump writes a tree, one node a line, with the source that its span covers.
func dump(f *diag.File, n *Node, indent string) string {
	source := func(s diag.Span) string { return string(f.Bytes[s.Start:s.End]) }
	var b strings.Builder
	switch n.Kind {
	case Null, Scalar, Invalid:
		fmt.Fprintf(&b, "%s %q <- %q\n", n.Kind, n.Text, source(n.Span))
	case List:
		fmt.Fprintf(&b, "list <- %q\n", source(n.Span))
		for _, item := range n.Items {
			b.WriteString(indent + "- " + dump(f, item, indent+"  "))
		}
	case Map:
		fmt.Fprintf(&b, "map <- %q\n", source(n.Span))
		for _, e := range n.Entries {
			fmt.Fprintf(&b, "%s%q <- %q: %s", indent, e.Key, source(e.KeySpan), dump(f, e.Value, indent+"  "))
		}
	}
	return b.String()
}

func TestTree(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", `empty "" <- ""`},
		{"comment only", "# nothing\n\n", `empty "" <- ""`},
		{"scalars keep their text", "a: 2023-12-12\nb: 0123\nc: no\nd: 1e3\ne: 1.10\n", `
map <- "a: 2023-12-12\nb: 0123\nc: no\nd: 1e3\ne: 1.10"
"a" <- "a": text "2023-12-12" <- "2023-12-12"
"b" <- "b": text "0123" <- "0123"
"c" <- "c": text "no" <- "no"
"d" <- "d": text "1e3" <- "1e3"
"e" <- "e": text "1.10" <- "1.10"`},
		{"nulls", "a:\nb: ~\nc: null # x\nd: \"\"\n", `
map <- "a:\nb: ~\nc: null # x\nd: \"\""
"a" <- "a": empty "" <- ""
"b" <- "b": empty "~" <- "~"
"c" <- "c": empty "null" <- "null"
"d" <- "d": text "" <- "\"\""`},
		{"columns count runes", "日本: 語 # é\n'é': \"\\u00e9 \\\" é\"\n", `
map <- "日本: 語 # é\n'é': \"\\u00e9 \\\" é\""
"日本" <- "日本": text "語" <- "語"
"é" <- "'é'": text "é \" é" <- "\"\\u00e9 \\\" é\""`},
		{"line ends", "a: 1\r\nb: 2\rc: 3\n\r\nd: 4", `
map <- "a: 1\r\nb: 2\rc: 3\n\r\nd: 4"
"a" <- "a": text "1" <- "1"
"b" <- "b": text "2" <- "2"
"c" <- "c": text "3" <- "3"
"d" <- "d": text "4" <- "4"`},
		{"byte order mark", "\ufeffa: 1\n", `
map <- "a: 1"
"a" <- "a": text "1" <- "1"`},
		{"quotes", "a: 'it''s' # c\nb: \"x # y\"\n", `
map <- "a: 'it''s' # c\nb: \"x # y\""
"a" <- "a": text "it's" <- "'it''s'"
"b" <- "b": text "x # y" <- "\"x # y\""`},
		{"several lines", "a: one\n  two \n\n\n  three # c\nb: 'x\n  y'\n", `
map <- "a: one\n  two \n\n\n  three # c\nb: 'x\n  y'"
"a" <- "a": text "one two\n\nthree" <- "one\n  two \n\n\n  three"
"b" <- "b": text "x y" <- "'x\n  y'"`},
		{"blocks", "a: |\n  x\n\n   ---\n  y\n\nb: >- # c\n\n  z\n# not part\nc: |2\n    in\n  out\nd: |\ne: 1", `
map <- "a: |\n  x\n\n   ---\n  y\n\nb: >- # c\n\n  z\n# not part\nc: |2\n    in\n  out\nd: |\ne: 1"
"a" <- "a": text "x\n\n ---\ny\n" <- "|\n  x\n\n   ---\n  y"
"b" <- "b": text "\nz" <- ">- # c\n\n  z"
"c" <- "c": text "  in\nout\n" <- "|2\n    in\n  out"
"d" <- "d": text "" <- "|"
"e" <- "e": text "1" <- "1"`},
		{"lists", "a:\n- b\n-\n- - c\n  - d\n", `
map <- "a:\n- b\n-\n- - c\n  - d"
"a" <- "a": list <- "- b\n-\n- - c\n  - d"
  - text "b" <- "b"
  - empty "" <- ""
  - list <- "- c\n  - d"
    - text "c" <- "c"
    - text "d" <- "d"`},
		{"brackets", "a: [x, 'y, z', # ]\n  ]\nb: {c: [], d: {}, e}\n", `
map <- "a: [x, 'y, z', # ]\n  ]\nb: {c: [], d: {}, e}"
"a" <- "a": list <- "[x, 'y, z', # ]\n  ]"
  - text "x" <- "x"
  - text "y, z" <- "'y, z'"
"b" <- "b": map <- "{c: [], d: {}, e}"
  "c" <- "c": list <- "[]"
  "d" <- "d": map <- "{}"
  "e" <- "e": empty "" <- ""`},
		{"document marks", "---\na: 1\n...\n", `
map <- "a: 1"
"a" <- "a": text "1" <- "1"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root, ds, f := parse(test.text)
			if len(ds) > 0 {
				t.Fatalf("unexpected findings: %+v", ds)
			}
			if diff := cmp.Diff(strings.TrimSpace(test.want), strings.TrimSpace(dump(f, root, ""))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// show writes a finding as rule, line:column "source", message, label, help.
func show(f *diag.File, d diag.Diagnostic) string {
	at := f.Position(d.Span.Start)
	s := fmt.Sprintf("%s %d:%d %q %s", d.Rule, at.Line, at.Column, f.Bytes[d.Span.Start:d.Span.End], d.Message)
	for _, r := range d.Related {
		s += fmt.Sprintf(" | first %d", f.Position(r.Span.Start).Line)
	}
	for _, h := range d.Help {
		s += " | " + h
	}
	return s
}

func TestFindings(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"title: RCA: API down\n", []string{"t/yaml-syntax 1:11 \":\" not valid YAML: a value with `: ` in it must be quoted | write `title: \"RCA: API down\"`"}},
		{"id: x\ntitle: Ends with: # c\n", []string{"t/yaml-syntax 2:17 \":\" not valid YAML: a value with `: ` in it must be quoted | write `title: \"Ends with:\"`"}},
		{"é: ü: x\n", []string{"t/yaml-syntax 1:7 \":\" not valid YAML: a value with `: ` in it must be quoted | write `é: \"ü: x\"`"}},
		{"title: say \"x\": y\n", []string{"t/yaml-syntax 1:15 \":\" not valid YAML: a value with `: ` in it must be quoted | write `title: 'say \"x\": y'`"}},
		{"a:\n  - b: c: d\n", []string{"t/yaml-syntax 2:9 \":\" not valid YAML: a value with `: ` in it must be quoted | write `- b: \"c: d\"`"}},
		{"id: 1\ntitle: @x\n", []string{"t/yaml-syntax 2:8 \"@\" not valid YAML: `@` cannot start a value | write `title: \"@x\"`"}},
		{"title: `x`\n", []string{"t/yaml-syntax 1:8 \"`\" not valid YAML: a backquote cannot start a value | write title: \"`x`\""}},
		{"title: %x\n", []string{"t/yaml-syntax 1:8 \"%\" not valid YAML: `%` cannot start a value | write `title: \"%x\"`"}},
		{"tags:\n  - @x\n", []string{"t/yaml-syntax 2:5 \"@\" not valid YAML: `@` cannot start a value | write `- \"@x\"`"}},
		{"title: & b\n", []string{"t/yaml-syntax 1:8 \"&\" not valid YAML: text that starts with `&` must be quoted | write `title: \"& b\"`"}},
		{"title: - x\n", []string{"t/yaml-syntax 1:8 \"-\" not valid YAML: text that starts with `- ` must be quoted | write `title: \"- x\"`"}},
		{"title: [RCA] foo\n", []string{"t/yaml-syntax 1:8 \"[\" not valid YAML: text that starts with `[` must be quoted | write `title: \"[RCA] foo\"`"}},
		{"a: }\n", []string{"t/yaml-syntax 1:4 \"}\" not valid YAML: `}` cannot start a value | write `a: \"}\"`"}},
		{"a: > b\n c\n", []string{"t/yaml-syntax 1:4 \">\" not valid YAML: the text of a `>` value starts on the next line | write `a: \"> b\"`"}},
		{"a:\n\tb: 1\n", []string{"t/yaml-syntax 2:1 \"\\t\" not valid YAML: a tab cannot indent | indent with spaces"}},
		{"title: \"abc\nid: 3\n", []string{"t/yaml-syntax 1:8 \"\\\"\" not valid YAML: the double quote that opens here is never closed | write `title: \"abc\"`"}},
		{"title: 'abc\nid: 'x'\n", []string{"t/yaml-syntax 1:8 \"'\" not valid YAML: the single quote that opens here is never closed | write `title: \"abc\"`"}},
		{"title: 'it's'\n", []string{"t/yaml-syntax 1:11 \"'\" not valid YAML: text goes on after the closing single quote | write `title: \"it's\"`"}},
		{"title: \"a\" b\n", []string{"t/yaml-syntax 1:10 \"\\\"\" not valid YAML: text goes on after the closing double quote | write `title: '\"a\" b'`"}},
		{"title: [a\nid: 3\n", []string{"t/yaml-syntax 1:8 \"[\" not valid YAML: the bracket that opens here is never closed | write `title: \"[a\"`"}},
		{"a: {x: 1\nb: 2\n", []string{"t/yaml-syntax 1:4 \"{\" not valid YAML: the bracket that opens here is never closed | write `a: \"{x: 1\"`"}},
		{"id:x\ntitle: y\n", []string{"t/yaml-syntax 1:3 \":\" not valid YAML: no space after the colon | write `id: x`"}},
		{"id: x\n  title: y\n", []string{"t/yaml-syntax 2:1 \"  \" not valid YAML: this line is indented further than the one above | start both in the same column"}},
		{"  id: x\ntitle: y\n", []string{"t/yaml-syntax 2:1 \"title\" not valid YAML: this line is indented less than the one above | start both in the same column"}},
		{"id: x\nno colon\ntitle: y\n", []string{"t/yaml-syntax 2:1 \"no colon\" not valid YAML: this line is not `key: value`"}},
		{"a: \"C:\\new\\q\"\n", []string{"t/yaml-syntax 1:11 \"\\\\\" not valid YAML: a backslash in double quotes starts an escape | double the backslash, or use single quotes"}},
		{"a: \x01b\n", []string{"t/yaml-syntax 1:4 \"\\x01\" not valid YAML: control character U+0001 | delete it"}},
		{"a: b\u2028c\n", []string{"t/yaml-syntax 1:5 \"\\u2028\" not valid YAML: U+2028 ends a line here, but not in an editor | delete it"}},
		{"a: \xff\n", []string{"t/yaml-syntax 1:4 \"\\xff\" not valid YAML: byte 0xFF is not UTF-8 | delete it"}},
		{"a: 1\n---\nb: 2\n", []string{"t/yaml-syntax 2:1 \"---\" not valid YAML here: a second document starts | keep one document in the file"}},
		{"{a: 1}: 2\n[b]: 3\n? - c\n: 4\n", []string{
			"t/yaml-syntax 1:1 \"{\" not valid YAML here: a key must be text | put quotes round a value that starts with `{` or `[`",
			"t/yaml-syntax 2:1 \"[\" not valid YAML here: a key must be text | put quotes round a value that starts with `{` or `[`",
			"t/yaml-syntax 3:3 \"-\" not valid YAML here: a key must be text | put quotes round a value that starts with `{` or `[`"}},
		{"a: 1\nb: 2\n'a': 3\na: 4\n", []string{
			"t/duplicate-key 3:1 \"'a'\" key `a` appears twice | first 1 | keep one of the two",
			"t/duplicate-key 4:1 \"a\" key `a` appears twice | first 1 | keep one of the two"}},
		{"a: {b: 1, b: 2}\n", []string{"t/duplicate-key 1:11 \"b\" key `b` appears twice | first 1 | keep one of the two"}},
		{"a: &x 1\nb: *x\n", []string{
			"t/alias-or-tag 1:4 \"&x\" anchor `&x` is not allowed here | write the value out | if it is meant as text, quote it: `a: \"&x 1\"`",
			"t/alias-or-tag 2:4 \"*x\" alias `*x` is not allowed here | write the value out | if it is meant as text, quote it: `b: \"*x\"`"}},
		{"a: *nobody\n", []string{"t/alias-or-tag 1:4 \"*nobody\" alias `*nobody` is not allowed here | write the value out | if it is meant as text, quote it: `a: \"*nobody\"`"}},
		{"a: !!str 3\n", []string{"t/alias-or-tag 1:4 \"!!str\" tag `!!str` is not allowed here | write the value out | if it is meant as text, quote it: `a: \"!!str 3\"`"}},
		{"a: ! x\n", []string{"t/alias-or-tag 1:4 \"!\" tag `!` is not allowed here | write the value out | if it is meant as text, quote it: `a: \"! x\"`"}},
		{"a: &a [*a]\n", []string{"t/alias-or-tag 1:4 \"&a\" anchor `&a` is not allowed here | write the value out | if it is meant as text, quote it: `a: \"&a [*a]\"`"}},
		{"<<: {a: 1}\nb: 2\n", []string{"t/alias-or-tag 1:1 \"<<\" merge key `<<` is not allowed here | write the keys out"}},
	}
	for _, test := range tests {
		_, ds, f := parse(test.text)
		var got []string
		for _, d := range ds {
			got = append(got, show(f, d))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestFindingsAreLocatedInTheFile(t *testing.T) {
	text := "---\ntitle: a: b\n---\n"
	f := &diag.File{Path: "a.md", Bytes: []byte(text)}
	root, ds := Parse(f, diag.Span{Start: 4, End: 16}, "front-matter")
	if root != nil || len(ds) != 1 {
		t.Fatalf("got %v, %+v", root, ds)
	}
	if got := show(f, ds[0]); !strings.HasPrefix(got, "front-matter/yaml-syntax 2:9 \":\"") || ds[0].Path != "a.md" {
		t.Errorf("got %s in %s", got, ds[0].Path)
	}
}

func TestTheFirstOfTwoKeysStays(t *testing.T) {
	root, _, _ := parse("a: 1\nb: &x 2\na: 3\n")
	if got := root.Get("a").Value.Text; got != "1" {
		t.Errorf("a is %q, want 1", got)
	}
	if got := root.Get("b").Value.Kind; got != Invalid {
		t.Errorf("b is %v, want Invalid", got)
	}
	if root.Get("c") != nil || (*Node)(nil).Get("a") != nil {
		t.Error("Get found a key that is not there")
	}
}

func TestBombsAreRefused(t *testing.T) {
	nest := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		nest += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9))
	}
	deep := strings.Repeat("- ", MaxDepth+1) + "x"
	tests := map[string]string{
		"aliases": nest, "brackets": strings.Repeat("[", 65000), "braces": strings.Repeat("{a: ", 16000),
		"dashes": strings.Repeat("- ", 32000), "one too deep": deep,
		"merge": strings.Repeat("<<: {<<: {<<: {a: 1}}}\n", 20),
	}
	for name, text := range tests {
		if _, ds, _ := parse(text); len(ds) == 0 {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, ds, _ := parse(strings.Repeat("- ", MaxDepth) + "x"); len(ds) > 0 {
		t.Errorf("depth %d: %+v", MaxDepth, ds)
	}
}

func TestManyKeysOnOneLine(t *testing.T) {
	var b strings.Builder
	b.WriteString("{")
	for i := 0; b.Len() < 60000; i++ {
		fmt.Fprintf(&b, "é%d: x, ", i)
	}
	b.WriteString("}")
	root, ds, f := parse(b.String())
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	last := root.Entries[len(root.Entries)-1]
	if got := string(f.Bytes[last.KeySpan.Start:last.KeySpan.End]); got != last.Key {
		t.Errorf("the last key is at %q, want %q", got, last.Key)
	}
}

func TestQuote(t *testing.T) {
	for _, text := range []string{"RCA: x", `say "x"`, `it's "x" \ y`, `C:\new`, "", "tab\there", "#1", "'"} {
		root, ds, _ := parse("a: " + Quote(text) + "\n")
		if len(ds) > 0 || root.Get("a").Value.Text != text {
			t.Errorf("%q came back as %+v, %+v", text, root, ds)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: b\n", "a: [x, {y: z}]\n", "a: |\n  x\n y\nb: >2-\n   q\n", "'a': \"b\\n\"\n", "a: b\r\nc: é\r",
		"? a\n: b\n", "a:\n- b\n- - c\n", "\ufeff\ufeffa: b", "a: b # c\n#d", "a:\n  b\n   c\n\n  d\n", "- \n- ~", "a: *b\n", "%YAML 1.2\n---\na: b",
		"a: \"\nb", "a: {b: \n", "a: x\ty\n\tb: c\n", "0: \"\\x", "0: \"\\U",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		file := &diag.File{Bytes: append([]byte("---\n"), data...)}
		root, ds := Parse(file, diag.Span{Start: 4, End: len(file.Bytes)}, "t")
		inside := func(s diag.Span) {
			if s.Start < 4 || s.End < s.Start || s.End > len(file.Bytes) {
				t.Fatalf("span %v is outside of the text", s)
			}
		}
		for _, d := range ds {
			inside(d.Span)
			if d.Message == "not valid YAML: it cannot be read" {
				t.Fatal("something panicked")
			}
		}
		if root == nil {
			if len(ds) == 0 {
				t.Fatal("no tree and no reason")
			}
			return
		}
		checkNode(t, file, root, inside)
	})
}

// checkNode checks that a plain value on one line is the source at its span,
// and that children lie within their parents.
func checkNode(t *testing.T, f *diag.File, n *Node, inside func(diag.Span)) {
	inside(n.Span)
	source := string(f.Bytes[n.Span.Start:n.Span.End])
	if n.Kind == Scalar && !n.Quoted && !strings.Contains(source, "\n") && !strings.Contains(source, "\r") && source != n.Text {
		t.Fatalf("value %q stands as %q", n.Text, source)
	}
	child := func(s diag.Span) {
		if s.Start < n.Span.Start || s.End > n.Span.End {
			t.Fatalf("child %v is outside of %v", s, n.Span)
		}
	}
	for _, item := range n.Items {
		child(item.Span)
		checkNode(t, f, item, inside)
	}
	for _, e := range n.Entries {
		child(e.KeySpan)
		child(e.Value.Span)
		checkNode(t, f, e.Value, inside)
	}
}
