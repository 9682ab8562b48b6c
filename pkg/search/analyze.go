package search

import (
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Weights of a word in the fields beside the body.
const (
	titleWeight   = 5
	serviceWeight = 4
	placeWeight   = 3 // regions, providers, tags and symptoms
	headingWeight = 2
)

// Analyzed is a document ready to be added.
type Analyzed struct {
	words  []counted
	length int // words in the body
	card   json.RawMessage
	text   json.RawMessage
	facets [len(facetNames)][]string
}

// counted is a word with its number in the body and its weight elsewhere.
type counted struct {
	word        string
	body, boost uint16
}

// Analyze prepares a document. It may run in any goroutine, and costs most of
// what adding a document costs.
func Analyze(d *Document) *Analyzed {
	c := counter{at: make(map[string]int32, 512)}
	c.words = make([]counted, 0, 512)
	title := oneLine(d.Title)
	a := &Analyzed{text: encode(title + "\n" + d.Body), facets: facets(d)}
	a.card = card(d, title, a.facets[0], a.facets[1])
	words(fold(d.Body), func(word string, letters int) {
		a.length++
		if letters > 2 {
			c.count(word, 1, 0)
		}
	})
	c.field(titleWeight, 1, title)
	c.field(serviceWeight, 1, d.Services...)
	for _, texts := range [][]string{d.Regions, d.Providers, d.Tags, d.Symptoms} {
		c.field(placeWeight, 3, texts...)
	}
	c.field(headingWeight, 3, d.Headings...)
	a.words = c.words
	return a
}

// counter counts the words of one document.
type counter struct {
	at    map[string]int32 // index in words
	words []counted
}

func (c *counter) count(word string, body, boost uint16) {
	i, ok := c.at[word]
	if !ok {
		i = int32(len(c.words))
		c.at[word] = i
		c.words = append(c.words, counted{word: word})
	}
	w := &c.words[i]
	w.body = add(w.body, body)
	w.boost = add(w.boost, boost)
}

// add returns the sum, or the largest number there is.
func add(a, b uint16) uint16 { return uint16(min(int(a)+int(b), math.MaxUint16)) }

// field counts words of at least so many letters.
func (c *counter) field(weight uint16, least int, texts ...string) {
	for _, text := range texts {
		words(fold(text), func(word string, letters int) {
			if letters >= least {
				c.count(word, 0, weight)
			}
		})
	}
}

// card returns what a result shows, as JSON.
func card(d *Document, title string, services, regions []string) json.RawMessage {
	date := ""
	switch {
	case d.Date.IsZero():
	case d.DateOnly:
		date = d.Date.UTC().Format(time.DateOnly)
	default:
		date = d.Date.UTC().Format("2006-01-02T15:04Z")
	}
	where := strings.Join(services, ", ")
	if where != "" && len(regions) > 0 {
		where += " · "
	}
	where += strings.Join(regions, ", ")
	lead := []rune(oneLine(d.Lead))
	if len(lead) > 200 {
		lead = append(lead[:199], '…')
	}
	return encode([]any{(&url.URL{Path: d.Address}).EscapedPath(), title, date, d.Day, d.Took, d.Severity, where, string(lead)})
}

// facetNames are the facets, each with a file of its own.
var facetNames = [...]string{"service", "region", "severity", "year", "provider"}

// yearFacet is the place of the years among the facets.
const yearFacet = 3

// facets returns the document's values of each facet.
func facets(d *Document) [len(facetNames)][]string {
	year := []string(nil)
	if !d.Date.IsZero() {
		year = []string{strconv.Itoa(d.Date.UTC().Year())}
	}
	named := func(values []string) []string {
		return slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
	}
	return [...][]string{named(d.Services), named(d.Regions), {d.Severity}, year, named(d.Providers)}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// encode returns JSON of values that always have a JSON form.
func encode(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, numbers and lists of them
	}
	return text
}
