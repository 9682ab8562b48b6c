package card

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func TestClean(t *testing.T) {
	for _, test := range []struct {
		text, want string
		writable   bool
	}{
		{"Search timed out", "Search timed out", true},
		{"  Search \t\r\n timed\u00a0out ", "Search timed out", true},
		{"\u202eevil\u202c \u2066a\u2069", "evil a", true},
		{"zero\u200bwidth\ufeff, soft\u00adhyphen", "zerowidth, softhyphen", true},
		{"non\u2011breaking", "non-breaking", true},
		{"🔥 Checkout 👩🏽\u200d🚒 down ⚠\ufe0f", "Checkout down", true},
		{"a \ufffd\xff b", "a b", true},
		{"Ärger in Łódź: ≤ 3 €", "Ärger in Łódź: ≤ 3 €", true},
		{"\ue000icon", "icon", true},
		{"", "", true},
		{"e\u0301", "", false},
		{"検索", "", false},
		{"עברית", "", false},
		{"a ∉ b", "", false}, // without the sign it would say something else
	} {
		got, ok := clean(test.text)
		if got != test.want || ok != test.writable {
			t.Errorf("clean(%q) = %q, %v, want %q, %v", test.text, got, ok, test.want, test.writable)
		}
	}
}

func TestWrap(t *testing.T) {
	f := siteFace
	em := length(f.set("mmmmmmmmmm")) // ten of the widest letters
	for _, test := range []struct {
		text  string
		lines []string
		rest  string
	}{
		{"", nil, ""},
		{"mmmmmmmmmm", []string{"mmmmmmmmmm"}, ""},
		{"mmmmmmmmmmm", []string{"mmmmmmmmmm", "m"}, ""},
		{"mmmm mmmm mmm", []string{"mmmm mmmm", "mmm"}, ""},
		{"mmmmmm-mmmmmm", []string{"mmmmmm-", "mmmmmm"}, ""},
		{"mmmm/mmmm/mmmm", []string{"mmmm/mmmm/", "mmmm"}, ""},
		{"mm mmmmmmmmmmmmmmmmmm m", []string{"mm", "mmmmmmmmmm"}, "mmmmmmmm m"},
		{"mmmmmmmm 12-12-2023", []string{"mmmmmmmm", "12-12-2023"}, ""},
	} {
		lines, rest := wrap(f.set(test.text), em, 2)
		var got []string
		for _, line := range lines {
			got = append(got, letters(line))
		}
		if !slices.Equal(got, test.lines) || letters(rest) != test.rest {
			t.Errorf("wrap(%q) = %q, %q, want %q, %q", test.text, got, letters(rest), test.lines, test.rest)
		}
	}
}

func letters(line []*glyph) string {
	var s []rune
	for _, g := range line {
		s = append(s, g.r)
	}
	return string(s)
}

func TestBalance(t *testing.T) {
	for text, want := range map[string][]string{
		"mmm mmm mmm mm":      {"mmm mmm", "mmm mm"}, // not three words and one
		"mmmmmmmmm mm":        {"mmmmmmmmm", "mm"},   // never within a word
		"mmmmmmmmm mmmmmmmmm": {"mmmmmmmmm", "mmmmmmmmm"},
	} {
		glyphs := siteFace.set(text)
		width := length(siteFace.set("mmm mmm mmm"))
		lines, _ := wrap(glyphs, width, 3)
		var got []string
		for _, line := range balance(glyphs, lines, width) {
			got = append(got, letters(line))
		}
		if !slices.Equal(got, want) {
			t.Errorf("balance(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	f := siteFace
	for text, want := range map[string]string{
		"mmmmmmmmmm":         "mmmmmmmmmm",
		"mmmmmmmmmmmm":       "mmmmmmmm…",
		"mmmmmmm mmmm":       "mmmmmmm…",
		"mm mmmmmmmmmmmmm":   "mm mmmmmm…",
		"mmmm mmmm mm mmmmm": "mmmm mmmm…",
	} {
		width := length(f.set("mmmmmmmmmm"))
		got := cut(f, f.set(text), width)
		if letters(got) != want || length(got) > width {
			t.Errorf("cut(%q) = %q of %v, want %q", text, letters(got), length(got), want)
		}
	}
}

// FuzzLines: a text is broken into lines that are short enough, and no letter
// of it is lost.
func FuzzLines(f *testing.F) {
	f.Add("Search timed out in West Europe", uint16(200))
	f.Add("payments-checkout/v2 - a", uint16(40))
	f.Add("- \u200b-a/ \u00a0/\xff🔥 x", uint16(30))
	f.Fuzz(func(t *testing.T, text string, pixels uint16) {
		text, ok := clean(text)
		if again, still := clean(text); again != text || !still {
			t.Fatalf("clean(%q) = %q, %v", text, again, still)
		}
		width := fixed.I(34 + int(pixels)%1000) // no letter is wider than 34 pixels
		glyphs := siteFace.set(text)
		lines, rest := wrap(glyphs, width, 3)
		if len(lines) > 3 || !ok && len(lines) > 0 {
			t.Fatalf("%q has %d lines", text, len(lines))
		}
		if len(rest) == 0 {
			even := balance(glyphs, lines, width)
			if len(even) != len(lines) || joined(even) != joined(lines) {
				t.Errorf("the lines of %q are %q, and balanced %q", text, joined(lines), joined(even))
			}
			checkLines(t, even, width)
		}
		checkLines(t, append(lines, cut(siteFace, rest, width)), width)
		if got := joined(append(lines, rest)); got != strings.ReplaceAll(text, " ", "") {
			t.Errorf("the lines of %q hold %q", text, got)
		}
	})
}

func checkLines(t *testing.T, lines [][]*glyph, width fixed.Int26_6) {
	t.Helper()
	for _, line := range lines {
		if s := letters(line); length(line) > width || strings.TrimSpace(s) != s {
			t.Errorf("the line %q has the length %v of %v", s, length(line), width)
		}
	}
}

// joined returns the letters of all lines without spaces.
func joined(lines [][]*glyph) string {
	var s string
	for _, line := range lines {
		s += letters(line)
	}
	return strings.ReplaceAll(s, " ", "")
}

// TestFonts: a text is written in either font, so both must have the same
// characters; figures must have one width, for times stand below times.
func TestFonts(t *testing.T) {
	var buffer sfnt.Buffer
	count := 0
	for r := range rune(0x20000) {
		a, errA := regular().GlyphIndex(&buffer, r)
		b, errB := bold().GlyphIndex(&buffer, r)
		if errA != nil || errB != nil || (a == 0) != (b == 0) {
			t.Errorf("%U: glyph %d (%v) and glyph %d (%v)", r, a, errA, b, errB)
		}
		if a != 0 {
			count++
		}
	}
	if count < 600 {
		t.Errorf("the fonts have %d characters only", count)
	}
	for _, f := range []*face{mainFact, moreFact, siteFace} {
		for _, r := range "123456789" {
			if f.glyph(r).advance != f.glyph('0').advance {
				t.Errorf("%c is as wide as %v, 0 as %v", r, f.glyph(r).advance, f.glyph('0').advance)
			}
		}
	}
	if !known('…') || !known(softHyphen) || siteFace.glyph('-').advance >= fixed.I(15) {
		t.Error("the ellipsis or the hyphen is missing")
	}
}
