package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// TestFileRules looks at the edges of the rules about bytes. Findings are
// written as rule@start-end.
func TestFileRules(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"plain", "text\n", ""},
		{"no final line end", "text", ""},
		{"tab and CRLF", "a\tb\r\nc\r\n", ""},
		{"empty", "", "file/empty@0-0"},
		{"blanks", " \n\t\r\n\n", "file/empty@0-0 file/mixed-eol@3-5"},
		{"byte order mark alone", "\ufeff", "file/empty@0-0 file/bom@0-3"},
		{"byte order mark", "\ufefftext", "file/bom@0-3"},
		{"byte order mark later", "text \ufeff", ""},
		{"Latin-1", "M\xfcnchen", "file/not-utf8@1-2"},
		{"cut off rune", "M\xc3", "file/not-utf8@1-2"},
		{"surrogate half", "a\xed\xa0\x80", "file/not-utf8@1-2"},
		{"overlong", "\xc0\xaf", "file/not-utf8@0-1"},
		{"replacement character is valid", "a\ufffdb", ""},
		{"UTF-16", "\xff\xfea\x00", "file/not-utf8@0-1"},
		{"not UTF-8 hides control characters", "\xff\x00\u202e", "file/not-utf8@0-1"},
		{"NUL", "a\x00b", "file/control-char@1-2"},
		{"escape", "a\x1b[31mb\x1b[0m", "file/control-char@1-2"},
		{"two kinds", "a\x00b\x1bc\x00", "file/control-char@1-2 file/control-char@3-4"},
		{"DEL", "a\x7f", "file/control-char@1-2"},
		{"next line", "a\u0085b", "file/control-char@1-3"},
		{"line separator", "a\u2028b\u2029c", "file/control-char@1-4 file/control-char@5-8"},
		{"right-to-left override", "a\u202eb\u202c", "file/bidi-control@1-4 file/bidi-control@5-8"},
		{"isolate", "a\u2066b\u2069", "file/bidi-control@1-4 file/bidi-control@5-8"},
		{"Hebrew", "שלום\u200f", ""},
		{"mixed line ends", "a\nb\r\nc\n", "file/mixed-eol@3-5"},
		{"mixed line ends, LF is rarer", "a\r\nb\nc\r\n", "file/mixed-eol@4-5"},
		{"lone CR among LF", "a\rb\nc\n", "file/mixed-eol@1-2"},
		{"CR only", "a\rb\r", "file/cr-only-eol@1-2"},
		{"CR before CRLF", "a\r\r\n", "file/mixed-eol@2-4"},
		{"conflict", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", "file/conflict-marker@2-14"},
		{"conflict with base", "<<<<<<< a\nb\n||||||| c\nd\n=======\ne\n>>>>>>> f", "file/conflict-marker@0-9"},
		{"two conflicts", "<<<<<<<\n=======\n>>>>>>>\n<<<<<<<\n", "file/conflict-marker@0-7 file/conflict-marker@24-31"},
		{"conflict with CRLF", "<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n", "file/conflict-marker@0-9"},
		{"start removed", "a\n=======\nb\n>>>>>>> x\n", "file/conflict-marker@2-9"},
		{"end removed", "<<<<<<< x\na\n", "file/conflict-marker@0-9"},
		{"setext heading", "Title\n=======\n\ntext\n", ""},
		{"deep quote", ">>>>>>> deep\n", ""},
		{"indented", " <<<<<<< HEAD\n =======\n >>>>>>> x\n", ""},
		{"eight", "<<<<<<<< HEAD\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			ds := fileFindings(tt.source)
			diag.Sort(ds)
			for _, d := range ds {
				got = append(got, fmt.Sprintf("%s@%d-%d", d.Rule, d.Span.Start, d.Span.End))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// fileFindings returns what the rules about bytes find in a document that
// holds nothing else.
func fileFindings(source string) []diag.Diagnostic {
	p := &rca.Parsed{
		Document: &rca.Document{Path: "x.md", File: "content/x.md"},
		Source:   &diag.File{Path: "content/x.md", Bytes: []byte(source)},
		Body:     &markdown.Tree{},
	}
	var ds []diag.Diagnostic
	for _, d := range check.Document(p, &config.Config{}) {
		if strings.HasPrefix(d.Rule, "file/") {
			ds = append(ds, d)
		}
	}
	return ds
}

func TestOtherLines(t *testing.T) {
	tests := []struct {
		source string
		want   []string
	}{
		{"\x00\x00\n", nil},
		{"\x00\n\x00\n", []string{"also on line 2"}},
		{"\x00\n\n\x00\x00\r\n\x00", []string{"also on lines 3 and 4"}},
		{strings.Repeat("\x00\n", 6), []string{"also on lines 2, 3, 4, 5 and 6"}},
		{strings.Repeat("\x00\n", 9), []string{"also on lines 2, 3, 4, 5, 6 and 3 more"}},
	}
	for _, tt := range tests {
		var notes []string
		for _, d := range fileFindings(tt.source) {
			if d.Rule == "file/control-char" {
				notes = append(notes, d.Notes...)
			}
		}
		if diff := cmp.Diff(tt.want, notes); diff != "" {
			t.Errorf("%q: -want +got:\n%s", tt.source, diff)
		}
	}
}

// TestPanic runs the rules over a document that breaks what they rely on: it
// has no tree.
func TestPanic(t *testing.T) {
	p := &rca.Parsed{
		Document: &rca.Document{File: "content/x.md"},
		Source:   &diag.File{Path: "content/x.md", Bytes: []byte("\ufefftext")},
	}
	found := map[string]int{}
	for _, d := range check.Document(p, &config.Config{}) {
		if d.Path != "content/x.md" {
			t.Errorf("%s has the path %q", d.Rule, d.Path)
		}
		found[d.Rule]++
	}
	if found["internal/panic"] == 0 || found["file/bom"] != 1 {
		t.Errorf("found %v", found)
	}
}
