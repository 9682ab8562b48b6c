package markdown

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// headingVectors are headings with the text and id that Docusaurus gives them.
var headingVectors = []struct {
	source, text, id string
	explicit         bool
}{
	{"## Some heading {#custom-_id}", "Some heading", "custom-_id", true},
	{"## {#custom-_id} Some heading", "{#custom-_id} Some heading", "custom-_id-some-heading", false},
	{"## Some heading {#id1} {#id2}", "Some heading {#id1}", "id2", true},
	{"## a {#}", "a {#}", "a-", false},
	{"## a {#你好}", "a", "你好", true},
	{"## a {#2022.1.1}", "a", "2022.1.1", true},
	{"## a {#a#b}", "a", "a#b", true},
	{"## a {#b{cd}", "a", "b{cd", true},
	{"## a {#b{#b}", "a {#b", "b", true},
	{"## a {#bcd}}", "a {#bcd}}", "a-bcd", false},
	{"## a {#b c}", "a", "b c", true},
	{"## a{#x}", "a", "x", true},
	{"## a \\{#x}", "a", "x", true},
	{"## {#only}", "", "only", true},
	{"## a {/* #x */}", "a", "x", true},
	{"## a {/* x */}", "a ", "a", false},
	{"## a <!-- #x -->", "a", "x", true},
	{"a {#x}\n---", "a", "x", true},
	{"a\nb {#x}\n---", "a b", "x", true},
	{"a\n{#x}\n---", "a", "x", true},
	{"{#x}\n---", "", "x", true},
	{"# Title", "Title", "title", false},
	{"##", "", "", false},
	{"## 1. Numbered heading.", "1. Numbered heading.", "1-numbered-heading", false},
}

func TestHeadings(t *testing.T) {
	for _, v := range headingVectors {
		tree := Parse([]byte(v.source), 0, testLimits)
		if len(tree.Headings) != 1 {
			t.Errorf("%q: %d headings", v.source, len(tree.Headings))
			continue
		}
		h := tree.Headings[0]
		if h.Text.String != v.text || h.ID != v.id || h.Explicit != v.explicit {
			t.Errorf("%q: got %q, id %q, explicit %v", v.source, h.Text.String, h.ID, h.Explicit)
		}
		if h.Span.Start != 0 || h.Span.End != len(v.source) {
			t.Errorf("%q: span %v", v.source, h.Span)
		}
	}
}

// TestHeadingOrder shows which of equal headings gets the plain id: Docusaurus
// gives level 1 none and does not count it, nor ids that were written.
func TestHeadingOrder(t *testing.T) {
	tree := Parse([]byte("# RCA\n\n## RCA\n\n## Other {#rca-1}\n\n### RCA\n\n# RCA\n"), 0, testLimits)
	var ids []string
	for _, h := range tree.Headings {
		ids = append(ids, h.ID)
	}
	if diff := cmp.Diff([]string{"rca-2", "rca", "rca-1", "rca-1", "rca-3"}, ids); diff != "" {
		t.Error(diff)
	}
}

// TestLevels shows that a page's own level 1 stays the only one.
func TestLevels(t *testing.T) {
	const source = "# a\n\n## b\n\n###### f\n"
	for shift, want := range map[int]string{-3: "h2 h2 h3", 0: "h2 h2 h6", 1: "h2 h3 h6", 9: "h6 h6 h6"} {
		page := renderTest(t, source, RenderOptions{LevelShift: shift})
		var got []string
		for line := range strings.Lines(page) {
			got = append(got, line[1:3])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("shift %d: got %v, want %s", shift, got, want)
		}
	}
}

// admonitionVectors are lines and what they open: the name and the title of a
// box, or nothing.
var admonitionVectors = []struct{ line, name, title string }{
	{":::note", "note", ""}, {":::tip", "tip", ""}, {":::info", "info", ""}, {":::warning", "warning", ""},
	{":::danger", "danger", ""}, {":::secondary", "secondary", ""}, {":::important", "important", ""},
	{":::success", "success", ""}, {":::caution", "caution", ""},
	{":::note Title *em*", "note", "Title em"}, {":::note[Title]", "note", "Title"},
	{":::note[`code` *em*]", "note", "code em"}, {`:::note{.cls title="X" #id}`, "note", "X"},
	{`:::note[A]{title="B"}`, "note", "A"}, {":::note{.cls}", "note", ""}, {":::note[]", "note", ""},
	{":::danger  Two  spaces ", "danger", "Two  spaces"}, {"::::note", "note", ""}, {"   :::note", "note", ""},
	{":::NOTE", "note", ""}, {":::note\tTab", "note", "Tab"},
	{":::whatever Title", "", ""}, {"::: note", "", ""}, {"::note", "", ""}, {":::", "", ""}, {"!!! note", "", ""},
	{":::note!", "", ""}, {":::notes", "", ""}, {"text :::note", "", ""}, {"    :::note", "", ""}, {"10:30", "", ""},
}

func TestAdmonitions(t *testing.T) {
	for _, v := range admonitionVectors {
		tree := Parse([]byte(v.line+"\ntext\n:::\n"), 0, testLimits)
		first := tree.Blocks[0]
		if (first.Kind == Admonition) != (v.name != "") {
			t.Errorf("%q: got a %v", v.line, first.Kind)
			continue
		}
		if v.name != "" && (first.Lang != v.name || first.Info != v.title || len(first.Children) != 1) {
			t.Errorf("%q: got %q, title %q, %d blocks", v.line, first.Lang, first.Info, len(first.Children))
		}
	}
}

// fenceVectors are info strings and what they say.
var fenceVectors = []struct {
	info    string
	lang    string
	title   string
	marked  []int
	numbers int
}{
	{info: ""},
	{info: "js", lang: "js"},
	{info: "JS", lang: "js"},
	{info: "c++", lang: "c++"},
	{info: "objective-c", lang: "objective-c"},
	{info: `js title="a.js"`, lang: "js", title: "a.js"},
	{info: `js title='a "b".js'`, lang: "js", title: `a "b".js`},
	{info: `js title="it's"`, lang: "js", title: "it's"},
	{info: `js title=a.js`, lang: "js"},
	{info: `js title="a.js'`, lang: "js"},
	{info: `js subtitle="a.js"`, lang: "js"},
	{info: "js {1,3-5}", lang: "js", marked: []int{1, 3, 4, 5}},
	{info: "js {3-1}", lang: "js", marked: []int{1, 2, 3}},
	{info: "js {1, 3}", lang: "js"},
	{info: `js title="x {2}"`, lang: "js", title: "x {2}", marked: []int{2}},
	{info: `js title="x {2}" {4}`, lang: "js", title: "x {2}", marked: []int{2}},
	{info: "js {a}", lang: "js"},
	{info: "js {,}", lang: "js"},
	{info: "js{2}", lang: "js", marked: []int{2}},
	{info: "{2}", marked: []int{2}},
	{info: "js showLineNumbers", lang: "js", numbers: 1},
	{info: "js showLineNumbers=5", lang: "js", numbers: 5},
	{info: "js showLineNumbers=x", lang: "js"},
	{info: "js noshowLineNumbers", lang: "js"},
	{info: `js {2} showLineNumbers title="t"`, lang: "js", title: "t", marked: []int{2}, numbers: 1},
	{info: `title="only"`, title: "only"},
	{info: "js noInline live", lang: "js"},
	{info: "js\ttitle=\"tab\"", lang: "js", title: "tab"},
	{info: `<script>alert(1)</script>`},
	{info: `js"onmouseover=alert(1)`},
	{info: "averyveryverylonglanguagenamethatnobodyuses"},
	{info: "js {99999999999999999999}", lang: "js"},
}

func TestFences(t *testing.T) {
	for _, v := range fenceVectors {
		f := parseFence(v.info)
		var marked []int
		for n := range f.marked {
			marked = append(marked, n)
		}
		slices.Sort(marked)
		if f.lang != v.lang || f.title != v.title || f.numbers != v.numbers || !slices.Equal(marked, v.marked) {
			t.Errorf("%q: got %q, title %q, marked %v, numbers %d", v.info, f.lang, f.title, marked, f.numbers)
		}
	}
	if n := len(parseFence("js {1-999999999}").marked); n != maxMarked {
		t.Errorf("%d lines are marked", n)
	}
}

// magicVectors are code with magic comments, what is left, and the marked lines.
var magicVectors = []struct {
	lang, code, kept string
	marked           []int
}{
	{"js", "// highlight-next-line\na\nb", "a\nb", []int{1}},
	{"js", "a\n// highlight-start\nb\nc\n// highlight-end\nd", "a\nb\nc\nd", []int{2, 3}},
	{"js", "/* highlight-next-line */\na", "a", []int{1}},
	{"js", "# highlight-next-line\na", "# highlight-next-line\na", nil},
	{"js", "a // highlight-next-line\nb", "a // highlight-next-line\nb", nil},
	{"js", "// highlight-start\na\nb", "a\nb", nil},
	{"js", "// highlight-end\na", "a", nil},
	{"js", "  // highlight-next-line  \r\na", "a", []int{1}},
	{"ts", "{/* highlight-next-line */}\na", "{/* highlight-next-line */}\na", nil},
	{"jsx", "{/* highlight-next-line */}\na", "a", []int{1}},
	{"python", "// highlight-next-line\na", "// highlight-next-line\na", nil},
	{"python", "# highlight-next-line\na", "a", []int{1}},
	{"bash", "# highlight-next-line\na", "a", []int{1}},
	{"html", "<!-- highlight-next-line -->\na", "a", []int{1}},
	{"html", "# highlight-next-line\na", "# highlight-next-line\na", nil},
	{"md", "<!-- highlight-next-line -->\na", "a", []int{1}},
	{"markdown", "# highlight-next-line\na", "a", []int{1}},
	{"sql", "-- highlight-next-line\na", "a", []int{1}},
	{"sql", "/* highlight-next-line */\na", "a", []int{1}},
	{"sql", "# highlight-next-line\na", "# highlight-next-line\na", nil},
	{"lua", "-- highlight-next-line\na", "a", []int{1}},
	{"haskell", "-- highlight-next-line\na", "a", []int{1}},
	{"tex", "% highlight-next-line\na", "a", []int{1}},
	{"matlab", "% highlight-next-line\na", "a", []int{1}},
	{"vb", "' highlight-next-line\na", "a", []int{1}},
	{"batch", "REM highlight-next-line\na", "a", []int{1}},
	{"fortran", "! highlight-next-line\na", "a", []int{1}},
	{"ocaml", "(* highlight-next-line *)\na", "a", []int{1}},
	{"wasm", ";; highlight-next-line\na", "a", []int{1}},
	{"go", "// highlight-next-line\na", "a", []int{1}},
	{"yaml", "# highlight-next-line\na", "a", []int{1}},
	{"yaml", "<!-- highlight-next-line -->\na", "a", []int{1}},
	{"", "// highlight-next-line\na", "// highlight-next-line\na", nil},
}

func TestMagicComments(t *testing.T) {
	for _, v := range magicVectors {
		kept, lines := magicComments(v.code, v.lang)
		var marked []int
		for n := range lines {
			marked = append(marked, n)
		}
		slices.Sort(marked)
		if kept != v.kept || !slices.Equal(marked, v.marked) {
			t.Errorf("%s %q: got %q, %v", v.lang, v.code, kept, marked)
		}
	}
	page := renderTest(t, "```js {1}\n// highlight-next-line\na\n```\n", RenderOptions{})
	if !strings.Contains(page, "highlight-next-line") {
		t.Error("a range does not switch off magic comments")
	}
}
