package markdown

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

// hardInputs are short inputs that fuzzing and measuring found.
var hardInputs = []string{
	"# ΣΣΣ",
	"[^1]\n\n[^1]:\n    - list",
	"[^1]\n\n[^1]:",
	"> <details>\n> <summary>x",
	"a\n|b|\n|-|\n|c|\n===\n",
	"> ```\n```\nb",
	"## {#only}",
	"a\n{#x}\n===",
	"[a <https://x.example> b](c)",
	"[a[^1]](b)\n\n[^1]: x",
	"- [x](a.md)",
	"| a | b |\n|---|---|\n| short |",
	"{/* a */} {/* b",
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// complexInputs are what goldmark or we would take long for, with the line
// that the finding is at.
var complexInputs = []struct {
	name, source string
	line         int
	want         string
}{
	{"unclosed links", "a\n\n" + strings.Repeat("[a](", 10_000), 3, "unclosed brackets"},
	{"unclosed links in angles", strings.Repeat("[a](<b", 8_000), 1, "unclosed tags"},
	{"unclosed titles", strings.Repeat("[a](b \"", 2_000) + "\n" + strings.Repeat("x\n", 100_000), 1, "unclosed brackets"},
	{"unclosed references", strings.Repeat("[a][b\n", 30_000), 0, "unclosed brackets"},
	{"brackets in many lines", strings.Repeat("[a]\n", 100_000), 0, "brackets in one paragraph"},
	{"footnotes in many lines", strings.Repeat("[^a]\n", 100_000), 0, "footnotes"},
	{"alerts without end", strings.Repeat("> [!NOTE]\n", 50_000), 0, "brackets in one paragraph"},
	{"unclosed tags", strings.Repeat(strings.Repeat("<a b=\"", 5_000)+"\n", 3), 0, "unclosed tags"},
	{"backquotes", strings.Repeat("\\`` ", 12_000) + "\n", 1, "unclosed backquotes"},
	{"emphasis", "a\n\n" + strings.Repeat(strings.Repeat("_a* ", 5_000)+"\n", 4), 0, "emphasis marks"},
	{"strikethrough", strings.Repeat(strings.Repeat("~a* ", 5_000)+"\n", 4), 0, "emphasis marks"},
	{"quotes", "a\n\n" + strings.Repeat("> ", 10_000), 3, "nested 65 deep; the limit is 64"},
	{"quotes and items", strings.Repeat("> - ", 10_000), 1, "nested 65 deep"},
	{"items", strings.Repeat("- ", 10_000) + "a", 1, "nested 65 deep"},
	{"boxes", "a\n\n" + strings.Repeat(":::note\n", 10_000), 67, "nested 65 deep"},
	{"lists in lists", nestedList(2_000), 65, "nested 65 deep"},
	{"lists in lists, often", strings.Repeat(strings.Repeat("- ", 60)+"a\n", 8_000), 0, "blocks in one another"},
	{"footnotes", numbered("[^%d]", 9_000) + "\n\n" + numbered("[^%d]: x\n\n", 9_000), 0, "footnotes"},
	{"definitions", numbered("[r%d]: u\n", 40_000), 1, "definitions of links"},
	{"a reference used often", "[a]: " + strings.Repeat("u", 40_000) + "\n\n" + strings.Repeat("[a]\n", 40_000), 0, "more text than the document has"},
	{"an image used often", "[a]: b '" + strings.Repeat("u", 40_000) + "'\n\n" + strings.Repeat("![a]\n", 40_000), 0, "more text than the document has"},
	{"short rows", strings.Repeat("|a", 400) + "\n" + strings.Repeat("|-", 400) + "\n" + strings.Repeat("|x\n", 300), 2, "the limit is 100000"},
	{"rows without pipes", "a\n\n" + strings.Repeat("|a", 400) + "\n" + strings.Repeat("|-", 400) + "\n" + strings.Repeat("x\n", 300), 4, "the limit is 100000"},
	{"rows in a quote", "> " + strings.Repeat("|a", 400) + "\n> " + strings.Repeat("|-", 400) + "\n" + strings.Repeat("> x\n", 300), 2, "the limit is 100000"},
	{"long line", "a\r\n" + strings.Repeat("x", 70_000) + "\r\nb", 2, "line has 7000"},
	{"long line in code", "```json\n" + strings.Repeat("[1,", 30_000) + "\n```\n", 2, "line has 90000 bytes; the limit is 65536"},
	{"behind a fence in a quote", "> ```\n\n" + strings.Repeat("[a](", 10_000), 3, "unclosed brackets"},
	{"behind an indented fence", "    ```\n\n" + strings.Repeat("[a](", 10_000), 3, "unclosed brackets"},
	{"behind a fence in raw HTML", "<pre>\n```\n</pre>\n\n" + strings.Repeat("[a](", 10_000), 5, "unclosed brackets"},
}

func nestedList(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", 2*i) + "- x\n")
	}
	return b.String()
}

func TestTooComplex(t *testing.T) {
	const matter = "\uFEFF---\ntitle: x\n---\n"
	for _, c := range complexInputs {
		t.Run(c.name, func(t *testing.T) {
			file := diag.File{Bytes: []byte(matter + c.source)}
			tree := Parse(file.Bytes, len(matter), testLimits)
			if len(tree.Problems) != 1 || tree.Blocks != nil {
				t.Fatalf("%d problems, %d blocks", len(tree.Problems), len(tree.Blocks))
			}
			p := tree.Problems[0]
			if p.Rule != "file/too-complex" || !strings.Contains(p.Message, c.want) || len(p.Help) == 0 {
				t.Errorf("%s: %s", p.Rule, p.Message)
			}
			if line := file.Position(p.Span.Start).Line - 3; c.line > 0 && line != c.line {
				t.Errorf("line %d, want %d", line, c.line)
			}
			if p.Span.Len() <= 0 || p.Span.Len() > 200 || p.Span.End > len(file.Bytes) {
				t.Errorf("span %v", p.Span)
			}
			if _, _, err := Render(nil, file.Bytes, len(matter), RenderOptions{Link: identity, Limits: testLimits}); err == nil ||
				err.Error() != p.Message {
				t.Errorf("Render: %v", err)
			}
		})
	}
}

// TestNotTooComplex shows that large documents of an ordinary kind pass.
func TestNotTooComplex(t *testing.T) {
	for name, source := range map[string]string{
		"table":          "| a | b | c |\n|---|---|---|\n" + strings.Repeat("| *x* | [y](z.md) | `w` |\n", 15_000),
		"code":           "```\n" + strings.Repeat("a[i] = b[j] * c[k] // [x](y) _z_ | |\n", 10_000) + "```\n",
		"indented code":  strings.Repeat("    a[i] = b[j] * c[k] // [x]( <a b=\"\n", 10_000),
		"list":           strings.Repeat("- item with *emphasis*, `code` and a [link](x.md)\n", 10_000),
		"nested list":    strings.Repeat("- a\n  - b\n    - c\n      1. d\n", 5_000),
		"paragraphs":     strings.Repeat("Text with *emphasis*, `code`, a [link](x.md) and a_name[0].\n\n", 10_000),
		"one paragraph":  strings.Repeat("Text with *emphasis*, `code`, a [link](x.md) and a_name[0].\n", 500),
		"log":            strings.Repeat("[2024-01-02 03:04:05] <INFO> [worker-1] did \"something\" (in 5ms) with a_b_c\n", 2_000),
		"footnotes":      numbered("Text[^%d].\n\n", 500) + numbered("[^%d]: Note.\n", 500),
		"definitions":    numbered("Text [%d].\n\n", 500) + numbered("[%d]: https://example.com/a/path/of/some/length 'Title'\n", 500),
		"quotes":         strings.Repeat("> > > text\n\n", 5_000),
		"boxes":          strings.Repeat(":::note\ntext\n:::\n\n", 5_000),
		"headings":       strings.Repeat("## The same heading\n\ntext\n\n", 5_000),
		"deep but legal": strings.Repeat("> ", 64) + "text\n",
	} {
		tree := Parse([]byte(source), 0, testLimits)
		if len(tree.Problems) > 0 || len(tree.Blocks) == 0 {
			t.Errorf("%s: %d blocks, %+v", name, len(tree.Blocks), tree.Problems)
		}
	}
}

// TestNoLimits shows that a limit of zero is none.
func TestNoLimits(t *testing.T) {
	source := []byte(strings.Repeat("> ", 100) + "a\n\n" + strings.Repeat("x", 100_000) + "\n")
	if tree := Parse(source, 0, Limits{}); len(tree.Problems) > 0 {
		t.Errorf("%+v", tree.Problems)
	}
}

func TestPageSize(t *testing.T) {
	limits := testLimits
	limits.PageSize = 10_000
	for name, source := range map[string]string{
		"paragraphs": strings.Repeat("text\n\n", 5_000),
		"paragraph":  strings.Repeat("*text* ", 5_000),
		"table":      "|a|b|\n|-|-|\n" + strings.Repeat("|c|d|\n", 5_000),
		"row":        strings.Repeat("|a", 5_000) + "\n" + strings.Repeat("|-", 5_000) + "\n",
		"list":       strings.Repeat("- item\n", 5_000),
		"code":       "```go\n" + strings.Repeat("a := 1\n", 1_900) + "```\n",
		"raw":        strings.Repeat("<details>\n</details>\n", 5_000),
		"headings":   strings.Repeat("# a\n", 1_000),
		"footnotes":  strings.Repeat("[^1]", 1_000) + "\n\n[^1]: x\n",
	} {
		out, _, err := Render(nil, []byte(source), 0, RenderOptions{Link: identity, Limits: limits})
		if !errors.Is(err, ErrPageSize) {
			t.Errorf("%s: %v", name, err)
		}
		if len(out) > 20*limits.PageSize {
			t.Errorf("%s: %d bytes were written", name, len(out))
		}
	}
}

func TestCodeThatCannotBeColoured(t *testing.T) {
	limits := testLimits
	limits.CodeSize, limits.CodeTime = 100_000, time.Millisecond
	for name, source := range map[string]string{
		"lexer that panics": "text\n\n```yang\n/*/*/*/*\n```\n",
		"slow lexer":        "text\n\n```c\n" + strings.Repeat("\n", 1_900) + "```\n",
	} {
		page, problems, err := Render(nil, []byte(source), 0, RenderOptions{Link: identity, Limits: limits})
		if err != nil || len(problems) != 1 || problems[0].Rule != "code/not-highlighted" || problems[0].Span.Start != 6 {
			t.Fatalf("%s: %v, %+v", name, err, problems)
		}
		if !strings.Contains(string(page), "<pre") || strings.Contains(string(page), "<span") {
			t.Errorf("%s: the code is not shown plain:\n%.200s", name, page)
		}
	}
	for name, source := range map[string]string{
		"too many bytes": "text\n\n```json\n" + strings.Repeat("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]\n", 1_990) + "```\n",
		"too many lines": "text\n\n```c\n" + strings.Repeat("\n", 20_000) + "```\n",
	} {
		tree := Parse([]byte(source), 0, limits)
		if len(tree.Problems) != 1 || tree.Problems[0].Rule != "code/not-highlighted" || tree.Problems[0].Span.Start != 6 {
			t.Errorf("%s: %+v", name, tree.Problems)
		}
		if page, problems, err := Render(nil, []byte(source), 0, RenderOptions{Link: identity, Limits: limits}); err != nil ||
			len(problems) != 0 || strings.Contains(string(page), "<span") {
			t.Errorf("%s: %v, %+v", name, err, problems)
		}
	}
	plain := "```yang\n/*/*/*/*\n```\n```nosuchlanguage\nx\n```\n```text\n" + strings.Repeat("\n", 20_000) + "```\n"
	for _, p := range Parse([]byte(plain), 0, limits).Problems {
		t.Errorf("plain text: %+v", p)
	}
}

// TestMemory shows that a remembered block is the same as a fresh one, and
// that a block that was too slow is tried again.
func TestMemory(t *testing.T) {
	source := string(typical(t))
	memory := &Memory{}
	fresh := renderTest(t, source, RenderOptions{})
	for range 2 {
		if again := renderTest(t, source, RenderOptions{Memory: memory}); again != fresh {
			t.Fatal("a remembered block differs")
		}
	}
	if len(memory.blocks) != 2 {
		t.Errorf("%d blocks are remembered", len(memory.blocks))
	}
	for range 2 {
		_, problems, _ := Render(nil, []byte("```yang\n/*/*/*/*\n```\n"), 0, RenderOptions{Link: identity, Limits: testLimits, Memory: memory})
		if len(problems) != 1 {
			t.Errorf("%d problems", len(problems))
		}
	}
}
