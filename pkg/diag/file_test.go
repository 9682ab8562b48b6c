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
