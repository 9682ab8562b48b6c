package diag

import (
	"strings"
	"unicode/utf8"
)

// Closest returns the candidate that word is most likely a misspelling of, or
// "" when none is near: at most two edits away, or a third of the word's
// length in runes, whichever is more. Case does not count.
func Closest(word string, candidates []string) string {
	best, bestDistance := "", max(2, utf8.RuneCountInString(word)/3)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < bestDistance && d < utf8.RuneCountInString(c) {
			best, bestDistance = c, d
		}
	}
	return best
}

// Typo reports whether word is so near to the one that was meant that it can
// only be a slip of the fingers: one edit, or two in a long word.
func Typo(word, meant string) bool {
	const short, long = 4, 10 // runes
	most := 0
	switch n := utf8.RuneCountInString(meant); {
	case n >= long:
		most = 2
	case n >= short:
		most = 1
	}
	return distance(strings.ToLower(word), strings.ToLower(meant)) <= most
}

// distance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	older, old, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		older, old, row = old, row, older
		row[0] = i
		for j := 1; j <= len(y); j++ {
			substitute := old[j-1]
			if x[i-1] != y[j-1] {
				substitute++
			}
			row[j] = min(old[j]+1, row[j-1]+1, substitute)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
	}
	return row[len(y)]
}
