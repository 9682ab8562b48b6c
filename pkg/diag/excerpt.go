package diag

import (
	"strings"
	"unicode/utf8"
)

// mostQuoted is the number of runes that a message quotes of a text.
const mostQuoted = 60

// Excerpt returns a text as a message quotes it: in one line, and of a long one
// only the first words. What is short and has no line break stays as it is.
func Excerpt(text string) string {
	if strings.ContainsAny(text, "\r\n") {
		text = strings.Join(strings.Fields(text), " ")
	}
	if utf8.RuneCountInString(text) <= mostQuoted {
		return text
	}
	end := 0
	for range mostQuoted - 1 {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	if space := strings.LastIndexByte(text[:end], ' '); space > mostQuoted/2 {
		end = space
	}
	return text[:end] + "…"
}
