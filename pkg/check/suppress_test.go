package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// mark is the rule of the findings that the tests of suppressions make: one at
// each `@` of a text.
const mark = "link/broken"

// suppressed returns, for the findings of a rule at each `@` of a text, the
// reason of the comment that covers it ("-" for none given), "" where none
// does; and the bytes that the findings about suppressions mark.
func suppressed(t *testing.T, rule, text string) (reasons, about []string, after string) {
	t.Helper()
	cfg := config.Default()
	f := &diag.File{Path: "content/a.md", Bytes: []byte(text)}
	p := rca.NewParser(cfg).Parse(f, "a.md")
	var found []diag.Diagnostic
	for i := range text {
		if text[i] == '@' {
			found = append(found, diag.Diagnostic{Rule: rule, Path: f.Path, Span: diag.Span{Start: i, End: i + 1}})
		}
	}
	by := map[string]*check.Suppressions{}
	if s := check.ReadSuppressions(p); s != nil {
		by[f.Path] = s
	}
	unused := check.Suppress(found, by, cfg)
	for _, d := range found {
		switch {
		case d.Suppressed == nil:
			reasons = append(reasons, "")
		case d.Suppressed.Reason == "":
			reasons = append(reasons, "-")
		default:
			reasons = append(reasons, d.Suppressed.Reason)
		}
	}
	for _, d := range check.Document(p, cfg) {
		if strings.HasPrefix(d.Rule, "suppress/unknown") {
			unused = append(unused, d)
		}
	}
	diag.Sort(unused)
	var fixed strings.Builder
	at := 0
	for _, d := range unused {
		if d.Fix != nil && d.Fix.Edits[0].Span.Start >= at {
			e := d.Fix.Edits[0]
			fixed.WriteString(text[at:e.Span.Start] + e.Text)
			at = e.Span.End
		}
	}
	after = fixed.String() + text[at:]
	for _, d := range unused {
		about = append(about, fmt.Sprintf("%s %s", strings.TrimPrefix(d.Rule, "suppress/"), text[d.Span.Start:d.Span.End]))
	}
	return reasons, about, after
}

func TestSuppress(t *testing.T) {
	tests := []struct {
		name, text string
		reasons    string // separated by blanks; "." for a finding that is not covered
		about      []string
		after      string // once unused comments are deleted; "" for no change
	}{
		{name: "line", text: "a @\n\nb @ <!-- rcagen-disable-line link/broken -- why not -->\n\nc @\n", reasons: ". why_not ."},
		{name: "a line without a name or a reason", text: "@ <!-- rcagen-disable-line --> @\n", reasons: "- -"},
		{name: "next line", text: "<!-- rcagen-disable-next-line link/broken -- x -->\n@\n@\n", reasons: "x ."},
		{name: "next line, behind blank ones and comments", text: "<!-- rcagen-disable-next-line link/broken -- x -->\n\n<!-- rcagen-disable-next-line id/* -- y -->\n \n@\n",
			reasons: "x", about: []string{"unused <!-- rcagen-disable-next-line id/* -- y -->"}, after: "<!-- rcagen-disable-next-line link/broken -- x -->\n\n \n@\n"},
		{name: "next line, of a comment at the end of one", text: "@ <!-- rcagen-disable-next-line --> <!-- rcagen-disable-next-line id/duplicate -->\n@\n",
			reasons: ". -", about: []string{"unused <!-- rcagen-disable-next-line id/duplicate -->"}, after: "@ <!-- rcagen-disable-next-line -->\n@\n"},
		{name: "next line at the end of the file", text: "@ <!-- rcagen-disable-next-line -->", reasons: ".",
			about: []string{"unused <!-- rcagen-disable-next-line -->"}, after: "@"},
		{name: "block", text: "@\n\n<!-- rcagen-disable link/* -- x -->\n\n@\n\n@\n\n<!-- rcagen-enable -->\n\n@\n", reasons: ". x x ."},
		{name: "block up to the end", text: "@\n\n<!-- rcagen-disable link/* -->\n\n@\n\n@", reasons: ". - -"},
		{name: "block that another enable does not end", text: "<!-- rcagen-disable link/broken -->\n\n<!-- rcagen-enable id/duplicate -->\n\n@\n", reasons: "-",
			about: []string{"unused <!-- rcagen-enable id/duplicate -->"}, after: "<!-- rcagen-disable link/broken -->\n\n\n@\n"},
		{name: "two blocks", text: "<!-- rcagen-disable -- a -->\n@\n\n<!-- rcagen-enable -->\n@\n\n<!-- rcagen-disable -- b -->\n@\n", reasons: "a . b"},
		{name: "file", text: "@\n\n<!-- rcagen-disable-file link/broken -- x -->\n", reasons: "x"},
		{name: "front matter", text: "---\nrcagen:\n  disable: [id/duplicate, link/broken]\n---\n@\n", reasons: "-", about: []string{"unused id/duplicate"}},
		{name: "the nearest", text: "<!-- rcagen-disable-file -- far -->\n\n<!-- rcagen-disable link/* -- near -->\n\n@ <!-- rcagen-disable-line link/broken -- here -->\n\n@\n\n<!-- rcagen-enable link/* -->\n\n@\n",
			reasons: "here near far"},
		{name: "several names", text: "@ <!-- rcagen-disable-line id/duplicate, link/broken\tid/* -- x -->\n", reasons: "x",
			about: []string{"unused id/duplicate", "unused id/*"}, after: "@ <!-- rcagen-disable-line link/broken -- x -->\n"},
		{name: "unused between two lines of text", text: "one\n<!-- rcagen-disable-line -->\ntwo\n",
			about: []string{"unused <!-- rcagen-disable-line -->"}, after: "one\n\ntwo\n"},
		{name: "unused in a quote", text: "> one\n>\n> <!-- rcagen-disable-line -->\n> two\n",
			about: []string{"unused <!-- rcagen-disable-line -->"}, after: "> one\n>\n>\n> two\n"},
		{name: "unused with the line ends of Windows", text: "one\r\n\r\n<!-- rcagen-disable-line -->\r\n\r\ntwo\r\n",
			about: []string{"unused <!-- rcagen-disable-line -->"}, after: "one\r\n\r\n\r\ntwo\r\n"},
		{name: "unused, and what would be left underlines a text", text: "one\n- <!-- rcagen-disable-line -->\n", about: []string{"unused <!-- rcagen-disable-line -->"}},
		{name: "unused, and what would be left is a heading", text: "<!-- rcagen-disable-line --># one\n", about: []string{"unused <!-- rcagen-disable-line -->"}},
		{name: "unknown", text: "@ <!-- rcagen-disable-line link/brokn -->\n\n@ <!-- rcagen-disable-lines -->\n\n@ <!-- rcagen-disable-line internal/panic -->\n", reasons: ". . .",
			about: []string{"unknown-rule link/brokn", "unknown-rule rcagen-disable-lines", "unknown-rule internal/panic"}},
		{name: "no comment", text: "@ `<!-- rcagen-disable-line -->`\n\n    <!-- rcagen-disable -->\n\n```\n<!-- rcagen-disable-file -->\n```\n\n\\<!-- rcagen-disable-line --> @\n", reasons: ". ."},
		{name: "a cell", text: "| a | b |\n|---|---|\n| @ | b <!-- rcagen-disable-line --> |\n| @ | b | <!-- rcagen-disable-line -- x -->\n| @ | b |\n", reasons: "- x ."},
		{name: "over several lines", text: "> <!--\n> rcagen-disable-next-line link/broken --\n> long\n> reason -->\n> @\n", reasons: "long_reason"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			reasons, about, after := suppressed(t, mark, test.text)
			for i, r := range reasons {
				if reasons[i] = strings.ReplaceAll(r, " ", "_"); r == "" {
					reasons[i] = "."
				}
			}
			if got := strings.Join(reasons, " "); got != test.reasons {
				t.Errorf("reasons %q, want %q", got, test.reasons)
			}
			if diff := cmp.Diff(test.about, about); diff != "" {
				t.Errorf("about (-want +got):\n%s", diff)
			}
			if want := test.after; want == "" && after != test.text || want != "" && after != want {
				t.Errorf("without unused: %q, want %q", after, want)
			}
		})
	}
}

// TestSuppressLeaks: a published secret is left out by nothing but its rule's
// own name with a reason. (The rules of leaks are as severe as unknown ones.)
func TestSuppressLeaks(t *testing.T) {
	const rule = "leak/example-token"
	for text, want := range map[string]string{
		"@ <!-- rcagen-disable-line -- all of it -->\n":                            "",
		"@ <!-- rcagen-disable-line leak/* -- all of it -->\n":                     "",
		"@ <!-- rcagen-disable-line leak/example-token -->\n":                      "",
		"---\nrcagen: {disable: [leak/example-token]}\n---\n@\n":                   "",
		"@ <!-- rcagen-disable-line leak/example-token -- revoked in May -->\n":    "revoked in May",
		"<!-- rcagen-disable-file leak/example-token -- of the manual -->\n\n@\n":  "of the manual",
		"<!-- rcagen-disable leak/example-token, id/x -- of the manual -->\n\n@\n": "of the manual",
	} {
		reasons, _, _ := suppressed(t, rule, text)
		if reasons[0] != want {
			t.Errorf("%q: %q, want %q", text, reasons[0], want)
		}
	}
}

// TestNeverSuppressed: what is wrong with rcagen and its configuration always
// counts.
func TestNeverSuppressed(t *testing.T) {
	for _, rule := range []string{"internal/panic", "config/unknown-key", "baseline/stale"} {
		if reasons, _, _ := suppressed(t, rule, "@ <!-- rcagen-disable-file -- x -->\n"); reasons[0] != "" {
			t.Errorf("%s is suppressed", rule)
		}
	}
}

// TestSuppressInDraft: a draft has nothing worse than notes.
func TestSuppressInDraft(t *testing.T) {
	cfg := config.Default()
	f := &diag.File{Path: "content/a.md", Bytes: []byte("---\ndraft: true\n---\n<!-- rcagen-disable-line -->\n")}
	s := check.ReadSuppressions(rca.NewParser(cfg).Parse(f, "a.md"))
	unused := check.Grade(check.Suppress(nil, map[string]*check.Suppressions{f.Path: s}, cfg), cfg)
	if len(unused) != 1 || unused[0].Severity != diag.Info {
		t.Errorf("%v", unused)
	}
}

// TestSuppressManyComments keeps the work linear: a quadratic loop over these
// would not end.
func TestSuppressManyComments(t *testing.T) {
	const n = 20_000
	for name, text := range map[string]string{
		"next lines": strings.Repeat("<!-- rcagen-disable-next-line id/* -->\n\n", n) + "@\n",
		"blocks":     strings.Repeat("<!-- rcagen-disable id/* -->\n\n", n) + strings.Repeat("@\n", n),
		"pairs":      strings.Repeat("<!-- rcagen-disable id/* -->\n\n<!-- rcagen-enable -->\n\n", n/2) + strings.Repeat("@\n", n),
	} {
		t.Run(name, func(t *testing.T) {
			if reasons, _, _ := suppressed(t, mark, text); len(reasons) == 0 || reasons[0] != "" {
				t.Errorf("%v", reasons)
			}
		})
	}
}

func FuzzSuppressions(f *testing.F) {
	f.Add("a @ <!-- rcagen-disable-line link/broken, id/* -- x -->\n")
	f.Add("> <!-- rcagen-disable\n> -->\n> @\n\n<!-- rcagen-enable -->\r\r\n@")
	f.Add("---\nrcagen: {disable: [a, 'b c']}\n---\n| @ |\n|-|\n| x | <!-- rcagen-disable-next-line -->")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, after := suppressed(t, mark, text) // cuts spans out of the text, which fails outside of it
		if len(after) > len(text) {
			t.Error("deleting makes the text longer")
		}
	})
}

// TestSuppressUnsaid: a comment whose reason is still to be written covers
// nothing, and is not deleted for that.
func TestSuppressUnsaid(t *testing.T) {
	cfg := config.Default()
	for reason, covers := range map[string]bool{"": true, " -- a page that comes": true, " -- TODO: say why": false, " -- TODO": false} {
		f := &diag.File{Path: "content/a.md", Bytes: []byte("---\nid: a\ntitle: A\n---\n\n@ <!-- rcagen-disable-line id/format" + reason + " -->\n")}
		s := check.ReadSuppressions(rca.NewParser(cfg).Parse(f, "a.md"))
		found := []diag.Diagnostic{{Rule: "id/format", Path: f.Path, Span: diag.Span{Start: 26, End: 27}}}
		unused := check.Suppress(found, map[string]*check.Suppressions{f.Path: s}, cfg)
		if covered := found[0].Suppressed != nil; covered != covers || covered != (len(unused) == 0) {
			t.Errorf("%q: covered %t, want %t; unused %v", reason, covered, covers, unused)
		}
		for _, d := range unused {
			if d.Fix != nil || !strings.Contains(d.Message, "still to be written") {
				t.Errorf("%q: %+v", reason, d)
			}
		}
	}
}
