package markdown

import (
	"encoding/json"
	"os"
	"testing"
)

func TestSlugs(t *testing.T) {
	data, err := os.ReadFile("testdata/slugs.json")
	if err != nil {
		t.Fatal(err)
	}
	var documents [][][2]string
	if err := json.Unmarshal(data, &documents); err != nil {
		t.Fatal(err)
	}
	if len(documents) == 0 {
		t.Fatal("no fixtures")
	}
	for _, headings := range documents {
		var s Slugger
		for _, h := range headings {
			if got := s.Unique(h[0]); got != h[1] {
				t.Errorf("%q: got %q, want %q", h[0], got, h[1])
			}
		}
	}
}

// TestSlugsOfNewLetters lists where we and github-slugger differ: letters,
// marks and digits that Unicode got after version 13, which its table is made
// of. It drops them, Go's tables know them.
func TestSlugsOfNewLetters(t *testing.T) {
	for _, r := range []rune{
		'\u0870', '\u08C8', '\u0C5D', '\u170D', '\u1AC1', '\u2C5F', '\u9FFD', '\uA7D1', '\uA7F2',
		'\U00010597', '\U00010780', '\U00010F70', '\U00011F02', '\U00011F50', '\U00016A70', '\U00016AC0',
		'\U0001AFF0', '\U0001DF00', '\U0001E030', '\U0001E290', '\U0001E4D0', '\U0001E7E0', '\U00031350',
	} {
		if got := Slug("a" + string(r)); got != "a"+string(r) {
			t.Errorf("%U: got %q", r, got)
		}
	}
}
