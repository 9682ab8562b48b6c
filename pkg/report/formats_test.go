package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
)

// awkward is a run over documents with all that formats stumble over: places
// on several lines, tabs, characters of two columns, of two UTF-16 units and
// of none, the characters that formats give a meaning to, related places,
// fixes, suppressed findings, and files that are empty or gone.
func awkward() *Run {
	const doc, other = "content/50% é/a b, c:d.md", "content/other.md"
	f := files{
		doc:                  "---\ntitel: x\n---\n\n::error::no\r\n\tfrom 09:10 to 漢字 😀 09:50 100%\nkey [a](1) ]]> <b>\nlast e\u0301 \x1b[31m\u202e\x00\n",
		other:                "::warning file=x::line\nfrom 09:10\n",
		"content/clean.md":   "fine\n",
		"content/nothing.md": "",
	}
	at := func(path, text string) diag.Span { return f.at(path, text) }
	return &Run{
		Version: "1.2.3", Files: []string{doc, "content/clean.md", "content/nothing.md", other}, Complete: true, ExitCode: 1,
		Open: f.open,
		Rules: func(name string) Rule {
			switch name {
			case "x/unknown":
				return Rule{}
			case "x/off":
				return Rule{Severity: diag.Off, Finds: "It is off."}
			}
			return Rule{Severity: diag.Error, Finds: "Something of `" + name + "` is wrong.", Why: "It matters.", Fix: "Put it right."}
		},
		Found: []diag.Diagnostic{
			{
				Rule: "x/unknown", Severity: diag.Info, Message: "the project as a whole is odd",
			},
			{
				Rule: "front-matter/unknown-key", Severity: diag.Error, Message: "there is no key `titel`", Path: doc, Span: at(doc, "titel"),
				Label: "did you mean `title`?", Help: []string{"rename it"}, Notes: []string{"`id` is another key"},
				Fix: &diag.Fix{Title: "rename the key to `title`", Edits: []diag.Edit{{Span: at(doc, "titel"), Text: "title"}}},
			},
			{
				Rule: "x/lines", Severity: diag.Warning, Message: "a place on\r\nseveral lines", Path: doc,
				Span: diag.Span{Start: at(doc, "::error").Start, End: at(doc, "09:10").End}, Help: []string{"100% :: done, or not", "a second help"},
				Fix: &diag.Fix{Title: "take both ends away", Unsafe: true, Edits: []diag.Edit{
					{Span: at(doc, "::error")}, {Span: diag.Span{Start: at(doc, "09:10").Start, End: at(doc, "09:10").Start}, Text: "\"é\n<x>"},
				}},
			},
			{
				Rule: "time/mismatch", Severity: diag.Warning, Message: "`09:50` is not `09:10`", Path: doc, Span: at(doc, "09:50"), Label: "40 min later",
				Related: []diag.Related{
					{Path: doc, Span: at(doc, "09:10"), Label: "it begins [here](2)"},
					{Path: other, Span: at(other, "09:10"), Label: "the other document says so"},
					{Path: "gone.md", Span: diag.Span{Start: 3, End: 5}},
				},
			},
			{
				Rule: "time/mismatch", Severity: diag.Warning, Message: "the same line again", Path: doc, Span: at(doc, "100%"),
			},
			{
				Rule: "leak/key", Severity: diag.Error, Message: "`[a](1)` & ]]> \"x\" 'y' <b>\x1b\x00\ufffe\xff |", Path: doc, Span: at(doc, "[a](1) ]]> <b>"),
			},
			{
				Rule: "time/mismatch", Severity: diag.Error, Message: "not this time", Path: doc, Span: at(doc, "last"),
				Suppressed: &diag.Suppression{By: "comment", Reason: "rounded on purpose"},
			},
			{
				Rule: "x/off", Severity: diag.Error, Message: "known for long", Path: doc, Span: at(doc, "last"),
				Suppressed: &diag.Suppression{By: "baseline"},
			},
			{
				Rule: "file/empty", Severity: diag.Error, Message: "the file is empty", Path: "content/nothing.md",
			},
			{
				Rule: "file/command", Severity: diag.Info, Message: "the line is a command?", Path: other, Span: at(other, "::warning file=x::line"),
			},
			{
				Rule: "file/gone", Severity: diag.Error, Message: "the file is gone", Path: "content/gone.png", Span: diag.Span{Start: 1, End: 2},
				Fix: &diag.Fix{Title: "no", Edits: []diag.Edit{{Text: "x"}}},
			},
		},
	}
}

func written(t *testing.T, format string, r *Run) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, format, r); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return out.Bytes()
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestFormats(t *testing.T) {
	for _, format := range Formats() {
		golden(t, filepath.Join("testdata", "formats", format), written(t, format, awkward()))
	}
	var summary bytes.Buffer
	if err := StepSummary(&summary, awkward(), 1<<20); err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("testdata", "formats", "step-summary"), summary.Bytes())
}

// TestPrefix looks for the paths that code hosts need, from the root of the
// repository.
func TestPrefix(t *testing.T) {
	r := awkward()
	r.Prefix = "docs/rcas"
	for format, want := range map[string]string{
		"sarif":  `"uri": "docs/rcas/content/other.md"`,
		"github": "file=docs/rcas/content/other.md,",
		"gitlab": `"path": "docs/rcas/content/other.md"`,
		"rdjson": `"path": "docs/rcas/content/other.md"`,
		"json":   `"file": "content/other.md"`,
		"short":  "\ncontent/other.md:1:1:",
	} {
		if got := string(written(t, format, r)); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", format, want, got)
		}
	}
}

// TestLimitIsForPeople counts what the formats show of more findings than
// the limit.
func TestLimitIsForPeople(t *testing.T) {
	r := &Run{Rules: func(string) Rule { return Rule{} }, Open: files{}.open, Text: Text{Limit: 2}}
	for range 5 {
		r.Found = append(r.Found, diag.Diagnostic{Rule: "a/b", Severity: diag.Error, Message: "found it", Path: "a.md"})
	}
	for _, format := range Formats() {
		want := 5
		switch format {
		case "text", "short", "plain":
			want = 2
		case "junit":
			want = 2 * 5 // the message is an attribute, and in the text
		}
		if got := strings.Count(string(written(t, format, r)), "found it"); got != want {
			t.Errorf("%s: %d findings, want %d", format, got, want)
		}
	}
}

// TestNoCommandInLog checks that no line of what goes into a log can be taken
// for a command of the CI system, which ignores spaces before it.
func TestNoCommandInLog(t *testing.T) {
	const path = " ::error file=x::y.md"
	f := files{path: "::warning::x\n  ::notice::y\n"}
	r := &Run{Open: f.open, Found: []diag.Diagnostic{
		{Rule: "a/b", Severity: diag.Error, Message: "\n::error::m", Path: path, Span: f.at(path, "::warning::x"), Label: "\n::error::l", Help: []string{"\n::error::h"}},
		{Rule: "a/b", Severity: diag.Error, Message: "m", Path: path, Span: f.at(path, "notice")},
		{Rule: "a/b", Severity: diag.Error, Message: "m", Path: path},
	}}
	for _, format := range []string{"text", "short", "plain"} {
		for line := range strings.Lines(string(written(t, format, r))) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") && !strings.HasPrefix(strings.TrimSpace(line), ":::") {
				t.Errorf("%s: %q", format, line)
			}
		}
	}
}

func TestWriterErrorsOfFormats(t *testing.T) {
	for _, format := range Formats() {
		if err := Write(fullDisk{}, format, awkward()); err == nil {
			t.Errorf("%s: no error", format)
		}
	}
}

// TestStepSummaryFits gives the table less room than it needs.
func TestStepSummaryFits(t *testing.T) {
	r := awkward()
	r.Complete = false
	whole := 0
	for most := 2000; most >= 0; most -= 7 {
		var out bytes.Buffer
		if err := StepSummary(&out, r, most); err != nil {
			t.Fatal(err)
		}
		if out.Len() > most {
			t.Fatalf("%d bytes, want at most %d", out.Len(), most)
		}
		if out.Len() > 0 && !strings.Contains(out.String(), "there may be more") {
			t.Fatalf("%d bytes: nothing about what could not be read: %s", most, out.String())
		}
		rows := strings.Count(out.String(), "\n| ") - 1
		switch left := 9 - rows; {
		case out.Len() == 0:
		case left == 0:
			whole++
		case !strings.HasSuffix(out.String(), Plural(left, "finding")+" not shown: there is no more room.\n"):
			t.Fatalf("%d bytes: %d rows, and\n%s", most, rows, out.String())
		}
	}
	if whole == 0 {
		t.Error("never whole")
	}
}

func TestUnannotated(t *testing.T) {
	if got := (Summary{Errors: 13, Warnings: 10, Infos: 11, Suppressed: 40}).Unannotated(); got != 4 {
		t.Errorf("got %d, want 4", got)
	}
}
