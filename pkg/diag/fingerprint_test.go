package diag

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLineHashes uses the vectors of CodeQL's own tests
// (github/codeql-action, src/fingerprints.test.ts).
func TestLineHashes(t *testing.T) {
	const lorem = "Lorem ipsum dolor sit amet.\n"
	four := "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", "c129715d7a2bc9a3:1"},
		{"LF", " a\nb\n  \t\tc\n d", four},
		{"CR", " a\rb\r  \t\tc\r d", four},
		{"CRLF", " a\r\nb\r\n  \t\tc\r\n d", four},
		{"mixed", " a\nb\r  \t\tc\r\n d", four},
	} {
		if got := strings.Join((&File{Bytes: []byte(test.text)}).LineHashes(), " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}

	got := (&File{Bytes: []byte(strings.Repeat(lorem, 10))}).LineHashes()
	if len(got) != 11 || got[6] != "a7f2ff1481e87703:1" {
		t.Fatalf("got %q", got)
	}
	for i, hash := range got[:6] {
		if want := "a7f2ff13bc495cf2:" + strconv.Itoa(i+1); hash != want {
			t.Errorf("line %d: got %s, want %s", i+1, hash, want)
		}
	}
}

// FuzzLineHashes checks that every line has a hash, and that one far away does
// not change when a line is put in front of the file.
func FuzzLineHashes(f *testing.F) {
	for _, text := range []string{"", "\n", "a\r\n\r\n\tb \r", "\r\t\n", "\xff😀\n\uffff\n", strings.Repeat("長い\n", 99)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := &File{Bytes: text}
		hashes := file.LineHashes()
		file.Position(0)
		if len(hashes) != len(file.lines) {
			t.Fatalf("%d hashes for %d lines", len(hashes), len(file.lines))
		}
		more := (&File{Bytes: append([]byte("another line\n"), text...)}).LineHashes()
		bare := func(hash string) string { return hash[:strings.IndexByte(hash, ':')] }
		for i := range hashes {
			if bare(hashes[i]) != bare(more[i+1]) {
				t.Fatalf("line %d: %s became %s", i+1, hashes[i], more[i+1])
			}
		}
	})
}

func TestFingerprints(t *testing.T) {
	file := " a\nb\n  \t\tc\n d"
	open := func(path string) (*File, error) {
		if path == "gone.md" {
			return nil, errors.New("gone")
		}
		return &File{Path: path, Bytes: []byte(file)}, nil
	}
	at := func(rule, path string, start int) Diagnostic {
		return Diagnostic{Rule: rule, Path: path, Span: Span{Start: start, End: start + 1}}
	}
	got := Fingerprints([]Diagnostic{
		at("x/y", "a.md", 3), at("x/z", "a.md", 3), at("x/y", "b.md", 3), at("x/y", "a.md", 4), at("x/y", "a.md", 3),
		at("x/y", "a.md", -1), at("x/y", "a.md", 1000), at("x/y", "gone.md", 7), at("x/y", "gone.md", 8), at("x/y", "", 0),
	}, open)
	want := []string{
		"x/y:54703d4cd895b18:1", "x/z:54703d4cd895b18:1", "x/y:54703d4cd895b18:1", "x/y:54703d4cd895b18:1.2", "x/y:54703d4cd895b18:1.3",
		"x/y:271789c17abda88f:1", "x/y:a23a3dc5e078b07b:1", "x/y:gone.md:1", "x/y:gone.md:2", "x/y::1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPositionOnLongLine compares columns far into a line with those that
// counting from its start gives.
func TestPositionOnLongLine(t *testing.T) {
	line := strings.Repeat("a漢😀\xff\x9f", 3000)
	f := &File{Bytes: []byte("first\n" + line + "\nlast")}
	for offset := 6; offset <= 6+len(line); offset += 7 {
		want := Position{Line: 2, Column: offset - 5, UTF16: utf16Len(f.Bytes[6:offset]) + 1}
		if got := f.Position(offset); got != want {
			t.Fatalf("offset %d: got %+v, want %+v", offset, got, want)
		}
	}
}
