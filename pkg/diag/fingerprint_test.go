package diag

import (
	"slices"
	"strings"
	"testing"
)

// TestLineHashes holds the hashes against CodeQL's own test vectors.
func TestLineHashes(t *testing.T) {
	tests := []struct {
		text string
		want string
	}{
		{"", "c129715d7a2bc9a3:1"},
		{" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"},
	}
	for _, test := range tests {
		if got := lineHashes([]byte(test.text)); !slices.Equal(got, strings.Fields(test.want)) {
			t.Errorf("%q: %v, want %s", test.text, got, test.want)
		}
	}
}
