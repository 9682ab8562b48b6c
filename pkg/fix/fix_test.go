package fix

import (
	"testing"

	"github.com/rcagen/rcagen/pkg/diag"
)

func replace(start, end int, text string) diag.Edit {
	return diag.Replace(diag.Span{Start: start, End: end}, text)
}

func fixable(f *diag.Fix) diag.Diagnostic { return diag.Diagnostic{Fix: f} }

func TestApply(t *testing.T) {
	safe := func(edits ...diag.Edit) diag.Diagnostic { return fixable(diag.SafeFix("", edits...)) }
	for _, test := range []struct {
		name, source string
		found        []diag.Diagnostic
		unsafe       bool
		want         string
		applied      int
	}{
		{"nothing", "abc", []diag.Diagnostic{{}}, true, "abc", 0},
		{"insert, replace and delete", "abcdef", []diag.Diagnostic{safe(replace(4, 5, "")), safe(replace(0, 1, "X")), safe(diag.Insert(3, "-"))}, false, "Xbc-df", 3},
		{"unsafe not asked for", "abc", []diag.Diagnostic{fixable(diag.UnsafeFix("", replace(0, 1, "")))}, false, "abc", 0},
		{"unsafe asked for", "abc", []diag.Diagnostic{fixable(diag.UnsafeFix("", replace(0, 1, "")))}, true, "bc", 1},
		{"suppressed", "abc", []diag.Diagnostic{{Fix: diag.SafeFix("", replace(0, 1, "")), Suppressed: &diag.Suppression{}}}, true, "abc", 0},
		{"the first of two that overlap", "abcdef", []diag.Diagnostic{safe(replace(2, 4, "Y")), safe(replace(1, 3, "X"))}, false, "aXdef", 1},
		{"whole or not at all", "abcdef", []diag.Diagnostic{safe(replace(0, 2, "X")), safe(replace(1, 2, "Y"), replace(4, 5, "Z"))}, false, "Xcdef", 1},
		{"neighbours", "abcdef", []diag.Diagnostic{safe(replace(0, 2, "X")), safe(replace(2, 4, "Y"))}, false, "XYef", 2},
		{"the same insert twice", "abc", []diag.Diagnostic{safe(diag.Insert(1, "-")), safe(diag.Insert(1, "-"), replace(2, 3, "C"))}, false, "a-bC", 2},
		{"two inserts at a place", "abc", []diag.Diagnostic{safe(diag.Insert(1, "-")), safe(diag.Insert(1, "+"))}, false, "a-bc", 1},
		{"insert beside a replacement", "abc", []diag.Diagnostic{safe(replace(0, 1, "X")), safe(diag.Insert(1, "+"))}, false, "Xbc", 1},
		{"replacement beside an insert", "abc", []diag.Diagnostic{safe(diag.Insert(1, "+")), safe(replace(1, 2, "X"))}, false, "a+bc", 1},
		{"outside the file", "abc", []diag.Diagnostic{safe(replace(2, 9, ""))}, false, "abc", 0},
		{"not in order", "abc", []diag.Diagnostic{safe(replace(1, 2, ""), replace(0, 1, ""))}, false, "abc", 0},
		{"no change", "abc", []diag.Diagnostic{safe(replace(0, 1, "a"))}, false, "abc", 0},
		{"at both ends", "abc", []diag.Diagnostic{safe(diag.Insert(0, "<")), safe(diag.Insert(3, ">"))}, false, "<abc>", 2},
		{"empty file", "", []diag.Diagnostic{safe(diag.Insert(0, "x\n"))}, false, "x\n", 1},
		{"CRLF before", "a\r\nb\nc", []diag.Diagnostic{safe(diag.Insert(3, "x\n"))}, false, "a\r\nx\r\nb\nc", 1},
		{"LF before", "a\r\nb\nc", []diag.Diagnostic{safe(diag.Insert(5, "x\n"))}, false, "a\r\nb\nx\nc", 1},
		{"CRLF behind", "ab\r\n", []diag.Diagnostic{safe(diag.Insert(0, "x\n"))}, false, "x\r\nab\r\n", 1},
		{"CR", "a\rb", []diag.Diagnostic{safe(diag.Insert(3, "\nx"))}, false, "a\rb\rx", 1},
		{"line ends themselves", "a\r\nb\n", []diag.Diagnostic{safe(replace(1, 3, "\n"))}, false, "a\nb\n", 1},
		{"byte order mark", "\ufeffab", []diag.Diagnostic{safe(replace(3, 4, "x"))}, false, "\ufeffxb", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := test.source
			got, applied := Apply([]byte(test.source), test.found, test.unsafe)
			if string(got) != test.want || applied != test.applied {
				t.Errorf("got %q, %d applied; want %q, %d", got, applied, test.want, test.applied)
			}
			if test.source != before {
				t.Error("the source was changed")
			}
		})
	}
}

// FuzzApply holds what was applied to a naive way to apply edits.
func FuzzApply(f *testing.F) {
	f.Add([]byte("one\r\ntwo\n"), uint8(0), uint8(2), uint8(5), uint8(3), "x\n")
	f.Add([]byte("abc"), uint8(1), uint8(1), uint8(1), uint8(0), "")
	f.Fuzz(func(t *testing.T, source []byte, a, b, c, d uint8, text string) {
		first := diag.Edit{Span: diag.Span{Start: int(a), End: int(a) + int(b)}, Text: text}
		second := diag.Edit{Span: diag.Span{Start: int(c), End: int(c) + int(d)}, Text: text}
		got, applied := Apply(source, []diag.Diagnostic{fixable(diag.SafeFix("", first)), fixable(diag.SafeFix("", second))}, false)
		if applied == 0 && string(got) != string(source) {
			t.Fatalf("nothing applied, and %q became %q", source, got)
		}
		again, _ := Apply(source, []diag.Diagnostic{fixable(diag.SafeFix("", second)), fixable(diag.SafeFix("", first))}, false)
		if first.Span.Start != second.Span.Start && string(got) != string(again) {
			t.Fatalf("the order of findings counts: %q and %q", got, again)
		}
		// What stands before the first and behind the last edit stays.
		lowest := min(first.Span.Start, second.Span.Start, len(source))
		if string(got[:min(lowest, len(got))]) != string(source[:lowest]) {
			t.Fatalf("bytes before %d: %q became %q", lowest, source, got)
		}
	})
}
