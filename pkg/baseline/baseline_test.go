package baseline

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/diag"
)

func all(diag.Diagnostic) bool { return true }

// finding returns a finding of a rule in a file.
func finding(rule, path string) diag.Diagnostic { return diag.Diagnostic{Rule: rule, Path: path} }

func TestMatch(t *testing.T) {
	old := []diag.Diagnostic{finding("a/x", "one.md"), finding("a/x", "one.md"), finding("a/y", "two.md"), finding("a/z", "gone.md")}
	names := []string{"a/x:1:1", "a/x:1:1", "a/y:2:1", "a/z:3:1"}
	b := Of(old, names)
	again, problem := Read(b.Bytes())
	if problem != nil || !cmp.Equal(again, b) {
		t.Fatalf("read back: %v, %v\n%s", again, problem, b.Bytes())
	}
	// One of the two in one.md is left, two.md was renamed, gone.md was put right,
	// and three findings are new: by rule, by line, and by number.
	found := []diag.Diagnostic{
		finding("a/y", "new.md"), finding("a/x", "one.md"), finding("b/x", "one.md"), finding("a/x", "one.md"), finding("a/y", "two.md"), finding("a/y", "three.md"),
	}
	stale := again.Match(found, []string{"a/y:2:1", "a/x:1:1", "b/x:1:1", "a/x:7:1", "a/y:9:1", "a/y:2:1"}, all)
	var marked []bool
	for _, d := range found {
		marked = append(marked, d.Suppressed != nil && d.Suppressed.By == "baseline")
	}
	if want := []bool{true, true, false, false, false, false}; !cmp.Equal(marked, want) || stale != 2 {
		t.Errorf("marked %v, want %v; %d stale, want 2", marked, want, stale)
	}
	never := again.Match(found[2:3], []string{"a/x:1:1"}, func(diag.Diagnostic) bool { return false })
	if found[2].Suppressed != nil || never != 4 {
		t.Error("a finding that may not be in a baseline is marked")
	}
}

func TestRead(t *testing.T) {
	tests := []struct{ src, at, message string }{
		{"", "", "the baseline cannot be read: it ends too early"},
		{"{\"version\": 1,\n<<<<<<< main\n", "<", "the baseline cannot be read: invalid character '<' looking for beginning of object key…"},
		{`{"version": 2, "findings": []}`, `"`, "the baseline cannot be read: its `version` is not 1"},
		{`{"version": 1}`, "}", "the baseline cannot be read: it has no `findings`"},
		{`{"version": 1, "findings": [{"rule": 3}]}`, "3", "the baseline cannot be read: `findings.rule` must not be a number"},
		{`{"version": 1, "findings": []} x`, "x", "the baseline cannot be read: there is more text behind its end"},
		{`{"version": 1, "findings": [], "more": 1}`, "", "the baseline cannot be read: unknown field \"more\""},
	}
	for _, test := range tests {
		b, d := Read([]byte(test.src))
		if b != nil || d == nil {
			t.Errorf("%q is read", test.src)
			continue
		}
		if at := test.src[d.Span.Start:d.Span.End]; d.Message != test.message || test.at != "" && at != test.at {
			t.Errorf("%q: %s at %q, want %s at %q", test.src, d.Message, at, test.message, test.at)
		}
	}
	if b, d := Read(Of(nil, nil).Bytes()); d != nil || len(b.Entries) != 0 {
		t.Error("an empty baseline cannot be read back")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Of([]diag.Diagnostic{finding("a/x", "one.md")}, []string{"a/x:1:1"}).Bytes())
	f.Add([]byte(`{"version": 1, "findings": null}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		b, d := Read(src)
		if (b == nil) == (d == nil) {
			t.Fatal("neither read nor refused")
		}
		if d != nil && (d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(src)) {
			t.Fatalf("place %v is outside of %d bytes", d.Span, len(src))
		}
		if b != nil {
			if again, d := Read(b.Bytes()); d != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
				t.Fatal("cannot be read back")
			}
		}
	})
}
