package diag

import (
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{" two  words ", " two  words "},
		{" two\r\n\twords\n", "two words"},
		{strings.Repeat("é", 60), strings.Repeat("é", 60)},
		{strings.Repeat("é", 61), strings.Repeat("é", 59) + "…"},
		{strings.Repeat("x", 40) + " " + strings.Repeat("x", 40), strings.Repeat("x", 40) + "…"},
		{"x " + strings.Repeat("x", 60), "x " + strings.Repeat("x", 57) + "…"},
		{strings.Repeat("\xff", 61), strings.Repeat("\xff", 59) + "…"},
	} {
		if got := Excerpt(test.text); got != test.want {
			t.Errorf("Excerpt(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}
