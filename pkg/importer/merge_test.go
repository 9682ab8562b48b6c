package importer

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lines(list ...string) []byte { return []byte(strings.Join(list, "\n") + "\n") }

func TestMerge(t *testing.T) {
	base := lines("a", "", "b", "", "c", "", "d")
	for _, test := range []struct {
		name                string
		mine, theirs, wants []byte // wants is nil for a conflict
	}{
		{"nothing", base, base, base},
		{"only the source", base, lines("a", "", "B", "", "c", "", "d", "", "e"), lines("a", "", "B", "", "c", "", "d", "", "e")},
		{"only a person", lines("A", "", "b", "", "c", "", "d"), base, lines("A", "", "b", "", "c", "", "d")},
		{"both, elsewhere", lines("A", "", "b", "", "c", "", "d"), lines("a", "", "b", "", "c", "", "D"), lines("A", "", "b", "", "c", "", "D")},
		{"both, the same", lines("a", "", "X", "", "c", "", "d"), lines("a", "", "X", "", "c", "", "d"), lines("a", "", "X", "", "c", "", "d")},
		{"both, another way", lines("a", "", "X", "", "c", "", "d"), lines("a", "", "Y", "", "c", "", "d"), nil},
		{"deleted here, changed there", lines("a", "", "c", "", "d"), lines("a", "", "Y", "", "c", "", "d"), nil},
		{"added at one place", lines("a", "", "b", "x", "", "c", "", "d"), lines("a", "", "b", "y", "", "c", "", "d"), nil},
		{"blank lines taken away here", lines("a", "b", "c", "d"), lines("a", "", "b", "", "c", "", "d", "", "e"), lines("a", "b", "c", "d", "", "e")},
		{"blank lines added there", base, lines("a", "", "", "b", "", "c", "", "d"), lines("a", "", "", "b", "", "c", "", "d")},
		{"blanks at the end of a line", lines("a", "", "b  ", "", "c", "", "d"), lines("a", "", "b", "", "c", "", "d", "e"), lines("a", "", "b  ", "", "c", "", "d", "e")},
		{"a byte order mark", append([]byte("\ufeff"), base...), lines("a", "", "b", "", "c", "", "d", "e"), lines("a", "", "b", "", "c", "", "d", "e")},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := merge(prints(fingerprint(base)), test.mine, test.theirs)
			if ok != (test.wants != nil) {
				t.Fatalf("merged: %v\n%s", ok, got)
			}
			if diff := cmp.Diff(string(test.wants), string(got)); ok && diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestMergeProperties merges random edits of a text. Whatever a person wrote is
// in the result, and so is whatever the source added; where one side did
// nothing, the result is the other side.
func TestMergeProperties(t *testing.T) {
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 1))
		var base []string
		for n := range random.IntN(12) {
			base = append(base, fmt.Sprint("line ", n%7))
		}
		mine, theirs := edited(random, base, "mine"), edited(random, base, "theirs")
		print := prints(fingerprint(lines(base...)))
		got, ok := merge(print, lines(mine...), lines(theirs...))
		if !ok {
			continue
		}
		for _, side := range [][]string{mine, theirs} {
			for _, l := range side {
				if !slices.Contains(base, l) && !slices.Contains(strings.Split(string(got), "\n"), l) {
					t.Fatalf("seed %d: %q is lost\nbase %q\nmine %q\ntheirs %q\ngot %q", seed, l, base, mine, theirs, got)
				}
			}
		}
		for _, same := range [][2][]string{{base, theirs}, {mine, base}} {
			want := same[0]
			if slices.Equal(same[0], base) {
				want = same[1]
			}
			got, ok := merge(print, lines(same[0]...), lines(same[1]...))
			if !ok || string(got) != strings.TrimPrefix(string(lines(want...)), "\n") {
				t.Fatalf("seed %d: with one side as it was, %v: got %q, want %q", seed, ok, got, want)
			}
		}
	}
}

// edited returns lines with some of them changed, added or taken away.
func edited(random *rand.Rand, base []string, by string) []string {
	var out []string
	for n, l := range base {
		switch random.IntN(8) {
		case 0:
			out = append(out, fmt.Sprint(by, " wrote ", n))
		case 1:
			out = append(out, l, fmt.Sprint(by, " added ", n))
		case 2:
		default:
			out = append(out, l)
		}
	}
	return out
}
