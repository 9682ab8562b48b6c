package diag

import "testing"

// TestMasked masks over line ends and past the end of a file.
func TestMasked(t *testing.T) {
	f := &File{Path: "a.md", Bytes: []byte("one\r\nt\u00e4o\nthree")}
	masked := f.Masked([]Span{{Start: 2, End: 8}, {Start: 100, End: 200}})
	if got, want := string(masked.Bytes), "on*\r\n***o\nthree"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if string(f.Bytes) != "one\r\nt\u00e4o\nthree" || f.Masked(nil) != f {
		t.Error("the file itself was changed")
	}
}

// FuzzOffset: the place of every character leads back to it, by either column.
func FuzzOffset(f *testing.F) {
	for _, text := range []string{"", "one\r\nt\u00e4o\rthree\n", "a\U0001F600b\n\xff\xf0\x9f\n"} {
		f.Add(text, 3, 4)
	}
	f.Fuzz(func(t *testing.T, text string, line, column int) {
		file := &File{Bytes: []byte(text)}
		for at := range text {
			if text[at] == '\n' && at > 0 && text[at-1] == '\r' {
				continue // within a line end
			}
			p := file.Position(at)
			if got := file.Offset(p); got != at {
				t.Fatalf("byte %d is at %+v, which is byte %d", at, p, got)
			}
			p.Column = 0
			if got := file.Offset(p); got != at {
				t.Fatalf("byte %d is at UTF-16 %+v, which is byte %d", at, p, got)
			}
		}
		for _, p := range []Position{{Line: line, Column: column}, {Line: line, UTF16: column}} {
			if got := file.Offset(p); got < 0 || got > len(text) {
				t.Fatalf("%+v is byte %d of %d", p, got, len(text))
			}
		}
	})
}
