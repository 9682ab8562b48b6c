package search

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const pairwiseScripts = `[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}ー]+`

var (
	oracleDropped = regexp.MustCompile("[\u0300-\u036f\ufe00-\ufe0f\u00ad\u200b-\u200d]")
	oracleRun     = regexp.MustCompile(pairwiseScripts + `|[\p{L}\p{N}\p{M}]+(?:[-_.][\p{L}\p{N}\p{M}]+)*`)
	oraclePairs   = regexp.MustCompile(pairwiseScripts)
)

// oracleFold folds a text as a whole, the slow way.
func oracleFold(s string) string {
	s = oracleDropped.ReplaceAllString(norm.NFKD.String(s), "")
	s = strings.ReplaceAll(strings.ToLower(s), "ς", "σ")
	return norm.NFC.String(s)
}

// oracleWords cuts a folded text into words by regular expressions: what
// [words] emits, as sets. Runs come whole, as a query has them.
func oracleWords(s string) (indexed, asked []string) {
	s = oraclePairs.ReplaceAllStringFunc(s, func(run string) string { return "\n" + run + "\n" })
	for _, run := range oracleRun.FindAllString(s, -1) {
		if oraclePairs.MatchString(run) {
			runes := []rune(run)
			for i := range max(1, len(runes)-1) {
				pair := string(runes[i:min(i+2, len(runes))])
				indexed, asked = append(indexed, pair), append(asked, pair)
			}
			continue
		}
		parts := strings.FieldsFunc(run, func(r rune) bool { return r == '-' || r == '_' || r == '.' })
		for _, p := range parts {
			if utf8.RuneCountInString(p) <= maxLetters {
				indexed = append(indexed, p)
			}
		}
		if !strings.ContainsAny(run, "0123456789") {
			asked = append(asked, parts...)
			continue
		}
		asked = append(asked, run)
		if len(parts) > 1 && utf8.RuneCountInString(run) <= maxLetters {
			indexed = append(indexed, run)
		}
	}
	return indexed, asked
}
