package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Slug returns the anchor that github-slugger makes of a heading's text:
// lower case, letters, marks, digits, connectors and `-` kept, a space turned
// into `-`, everything else dropped; nothing is trimmed or collapsed.
// Source: the regular expression and fixtures of the github-slugger package,
// which Docusaurus uses for its heading ids.
func Slug(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i, r := range text {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_':
			b.WriteRune(r)
		case r == 'İ': // JavaScript lower-cases it to two code points
			b.WriteString("i̇")
		case r == 'Σ' && finalSigma(text, i):
			b.WriteRune('ς')
		case unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// finalSigma reports whether the capital sigma at text[i] ends a word, where
// JavaScript lower-cases it to another letter (Unicode, SpecialCasing.txt).
func finalSigma(text string, i int) bool {
	before, after := text[:i], text[i+len("Σ"):]
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(tail(before), caseIgnorable))
	next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(head(after), caseIgnorable))
	return cased(last) && !cased(next)
}

// head and tail bound how far a sigma looks; no word has so many accents.
func head(s string) string { return s[:min(len(s), 64)] }
func tail(s string) string { return s[max(0, len(s)-64):] }

func cased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

func caseIgnorable(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) ||
		strings.ContainsRune("'.:··՟״‘’․‧︓﹒﹕＇．：", r)
}

// Slugger makes slugs unique within one document. The zero value is ready.
type Slugger struct{ used map[string]int }

// Unique returns the slug of a text, with `-1`, `-2`, … appended when the
// plain one is taken. The order of calls matters, as in github-slugger.
func (s *Slugger) Unique(text string) string {
	if s.used == nil {
		s.used = map[string]int{}
	}
	base := Slug(text)
	slug := base
	for {
		if _, taken := s.used[slug]; !taken {
			break
		}
		s.used[base]++
		slug = base + "-" + strconv.Itoa(s.used[base])
	}
	s.used[slug] = 0
	return slug
}
