package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// widths measures characters the same way in every locale, so that a report
// does not depend on where it was made.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

// Columns returns how many columns a text takes where each character has a
// fixed width: two for a Chinese one, none for an accent.
func Columns(text string) int { return widths.StringWidth(text) }

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// visible returns untrusted text in a form that only shows in a terminal and
// does nothing there.
func visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return hidden(r) || r == utf8.RuneError }) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if picture := picture(r, s[:size]); picture != "" {
			b.WriteString(picture)
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// VisibleLines returns untrusted lines in a form that only shows in a terminal;
// line feeds and tabs stay.
func VisibleLines(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		end := strings.IndexAny(text, "\n\t")
		if end < 0 {
			end = len(text)
		}
		b.WriteString(visible(text[:end]))
		if end < len(text) {
			b.WriteByte(text[end])
			end++
		}
		text = text[end:]
	}
	return b.String()
}

// hidden reports whether a character acts on the terminal, or cannot be seen
// in it. Joiners can not be seen either, but they shape the letters of many
// scripts and the parts of an emoji.
func hidden(r rune) bool {
	if r < 0x7F {
		return r < ' '
	}
	switch {
	case r == zwj || r == zwnj:
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false // visible, although Unicode counts them as format characters
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// picture returns what stands for a hidden character or a byte that is no
// UTF-8, and "" for any other.
func picture(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x{%02x}`, raw[0])
	case r < ' ':
		return string(rune(0x2400) + r)
	case r == 0x7F:
		return "␡"
	case hidden(r):
		return fmt.Sprintf(`\u{%x}`, r)
	}
	return ""
}

// cell is what the terminal draws as one character.
type cell struct {
	text       string
	width      int // columns, at least 1
	start, end int // bytes of the source that it shows
}

// cells splits source text, whose first byte is at offset, into what is drawn.
func cells(text []byte, offset int) []cell {
	var list []cell
	for at := 0; at < len(text); {
		n, size := cluster(text[at:])
		raw := string(text[at : at+size])
		c := cell{text: raw, width: 1, start: offset + at, end: offset + at + size}
		first, _ := utf8.DecodeRuneInString(raw)
		switch p := picture(first, raw); {
		case first == '\t':
			c.text, c.width = "    ", 4
		case p != "":
			c.text, c.width = p, widths.StringWidth(p)
		case n > 1 || first >= utf8.RuneSelf:
			c.width = widths.StringWidth(raw)
			if widths.RuneWidth(first) == 0 {
				// A mark that has nothing to stand on would join the gutter.
				c.text = "◌" + raw
				c.width = max(1, widths.StringWidth(c.text))
			}
			c.width = max(1, c.width)
		}
		list = append(list, c)
		at += size
	}
	return list
}

// cluster returns the runes and bytes of the first character as a reader sees
// it: a letter with its marks, an emoji with its parts, a flag.
func cluster(text []byte) (runes, size int) {
	first, size := utf8.DecodeRune(text)
	if size == len(text) || first == utf8.RuneError && size == 1 || hidden(first) {
		return 1, size
	}
	last, runes := first, 1
	for size < len(text) {
		r, n := utf8.DecodeRune(text[size:])
		flag := runes == 1 && regional(first) && regional(r)
		tone := r >= 0x1F3FB && r <= 0x1F3FF
		joined := last == zwj && r >= utf8.RuneSelf
		if hidden(r) || r == utf8.RuneError || !(flag || tone || joined || widths.RuneWidth(r) == 0) {
			break
		}
		last, runes, size = r, runes+1, size+n
	}
	return runes, size
}

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
