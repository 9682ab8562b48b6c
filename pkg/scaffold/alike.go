package scaffold

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Alike is an earlier RCA about something similar.
type Alike struct {
	Document *rca.Document
	Words    []string // of the new title that it has too, or nearly
}

// mostAlike is how many earlier RCAs are shown.
const mostAlike = 3

// Alikes returns the RCAs about earlier incidents in one of the same services
// whose title or summary has a word of the title: at most three, with the most
// words first, and of those that have as many the newest.
func Alikes(i Incident, documents []*rca.Document) (list []Alike) {
	services := map[string]bool{}
	for _, s := range i.Services {
		services[site.ValueKey(s)] = true
	}
	for _, d := range documents {
		about := d.Incident(time.Time{})
		same := slices.ContainsFunc(about.Services, func(s string) bool { return services[site.ValueKey(s)] })
		if !same || !i.Started.Time.IsZero() && d.Date.After(i.Started.Time) {
			continue
		}
		// The service and the region say where, not what.
		where := wordsOf(slices.Concat(i.Services, i.Regions, about.Services, about.Regions)...)
		what := slices.DeleteFunc(wordsOf(i.Title), func(w string) bool { return slices.Contains(where, w) })
		theirs := wordsOf(d.Title, d.Meta.Summary.Text, d.Meta.Summary.Symptom, d.Meta.Summary.Cause)
		common := slices.DeleteFunc(what, func(w string) bool {
			return !slices.ContainsFunc(theirs, func(other string) bool { return isNear(w, other) })
		})
		if len(common) > 0 {
			list = append(list, Alike{d, common})
		}
	}
	slices.SortStableFunc(list, func(x, y Alike) int {
		return cmp.Or(cmp.Compare(len(y.Words), len(x.Words)), y.Document.Date.Compare(x.Document.Date))
	})
	return list[:min(len(list), mostAlike)]
}

// empty are words that titles of incidents have whatever they are about.
var empty = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`the and for from with without into onto out off not was were are has had have been its our some
		all any due via during after before between when while rca incident incidents outage outages issue issues problem
		problems error errors fail fails failed failing failure failures service services customers users`) {
		empty[w] = true
	}
}

// shortestWord that says something, in letters.
const shortestWord = 3

// wordsOf returns the words of texts in small letters, each once, without those
// that say nothing.
func wordsOf(texts ...string) (words []string) {
	for _, text := range texts {
		for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(w) >= shortestWord && !empty[w] && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	return words
}

const (
	stemLetters   = 4 // that two forms of a word begin with
	endingLetters = 4 // by which they may differ: slow, slowness
	typoLetters   = 5 // of a word that may be misspelt
)

// isNear reports whether two words are the same but for their endings or a slip.
func isNear(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b || len(a) >= stemLetters && len(b)-len(a) <= endingLetters && strings.HasPrefix(b, a) {
		return true
	}
	return len(a) >= typoLetters && diag.Typo(a, b)
}
