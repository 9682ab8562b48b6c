package rca

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestSentence bounds a sentence that evidence quotes, in bytes on each
// side of the words in question.
const longestSentence = 400

// sentence returns the sentence of a text that holds the bytes from start to
// end, in one line. A point ends a sentence in front of white space and a
// letter that is no small one: "16:21 p.m. on" and "v1.2" do not end there.
func sentence(text string, start, end int) string {
	from, to := start, end
	for from > 0 && start-from < longestSentence && !endsSentence(text, from-1) {
		from--
	}
	for to < len(text) && to-end < longestSentence {
		if to++; endsSentence(text, to-1) {
			break
		}
	}
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return strings.Join(strings.Fields(text[from:to]), " ")
}

// endsSentence reports whether the byte at i is the last one of a sentence.
func endsSentence(text string, i int) bool {
	switch text[i] {
	case '\n':
		return i+1 < len(text) && text[i+1] == '\n'
	case '.', '!', '?':
	default:
		return strings.HasSuffix(text[:i+1], "。")
	}
	rest := text[i+1:]
	next := strings.TrimLeftFunc(rest, unicode.IsSpace)
	if next == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(next)
	return len(next) < len(rest) && !unicode.IsLower(r) && !unicode.IsDigit(r)
}
