package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold makes texts comparable: compatibility forms, accents and case are gone.
// Only stretches that are not ASCII pass through the tables; nothing composes
// across their ends once the accents are off.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
			i++
			continue
		}
		end := i + 1
		for end < len(s) && s[end] >= utf8.RuneSelf {
			end++
		}
		b.WriteString(norm.NFC.String(strings.Map(foldRune, norm.NFKD.String(s[i:end]))))
		i = end
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// foldRune lowers a rune of a decomposed text, and drops accents, variation
// selectors and what is there for line breaking and joining only.
func foldRune(r rune) rune {
	switch {
	case r >= 0x300 && r <= 0x36f, r >= 0xfe00 && r <= 0xfe0f, r == 0xad, r >= 0x200b && r <= 0x200d:
		return -1
	case r == 'ς', r == 'Σ': // scripts lower the capital by its place in the word
		return 'σ'
	}
	return unicode.ToLower(r)
}

const (
	separator = iota // between words
	letter           // a letter, digit or mark
	pairwise         // of a script that is cut into pairs
)

// maxLetters is the longest word that is indexed, in letters.
const maxLetters = 40

func kind(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' {
			return letter
		}
		return separator
	case r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return pairwise
	case unicode.In(r, unicode.L, unicode.N, unicode.M):
		return letter
	}
	return separator
}

// kindAt returns the kind of the rune at an index and its length in bytes.
func kindAt(s string, i int) (int, int) {
	if i == len(s) {
		return separator, 0
	}
	if s[i] < utf8.RuneSelf {
		return kind(rune(s[i])), 1
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	return kind(r), size
}

// words calls emit for every word of a folded text. Letters counts runes; a
// pair of characters counts as a whole word of three.
func words(s string, emit func(word string, letters int)) {
	for i := 0; i < len(s); {
		switch k, size := kindAt(s, i); k {
		case letter:
			i = joined(s, i, emit)
		case pairwise:
			i = pairs(s, i, emit)
		default:
			i += size
		}
	}
}

// joined emits the words of a run that "-", "_" and "." join, then the run
// itself if it holds a digit, and returns where the run ends.
func joined(s string, start int, emit func(string, int)) int {
	digit, parts, total := false, 0, 0
	i := start
	for {
		from, letters := i, 0
		for {
			k, size := kindAt(s, i)
			if k != letter {
				break
			}
			digit = digit || '0' <= s[i] && s[i] <= '9'
			i += size
			letters++
		}
		parts++
		total += letters
		if letters <= maxLetters {
			emit(s[from:i], letters)
		}
		if i == len(s) || s[i] != '-' && s[i] != '_' && s[i] != '.' {
			break
		}
		if k, _ := kindAt(s, i+1); k != letter {
			break
		}
		i++
		total++
	}
	if parts > 1 && digit && total <= maxLetters {
		emit(s[start:i], total)
	}
	return i
}

// pairs emits every two neighbours of a run, or its only character, and returns
// where the run ends.
func pairs(s string, start int, emit func(string, int)) int {
	before, i := -1, start
	for {
		k, size := kindAt(s, i)
		if k != pairwise {
			break
		}
		if before >= 0 {
			emit(s[before:i+size], 3)
		}
		before = i
		i += size
	}
	if before == start {
		emit(s[start:i], 3)
	}
	return i
}
