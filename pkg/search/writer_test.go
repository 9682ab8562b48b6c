package search

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// small is a collection with everything that a document may have, and less.
var small = []*Document{
	{
		Address: "2024/zürich & co/", Title: "Sign-in  failed:\nINC-7 <b>", Lead: strings.Repeat("é", 201),
		Date: time.Date(2024, 10, 28, 9, 30, 0, 0, time.FixedZone("", 7200)), Took: "2 h 12 min", Severity: "critical",
		Services: []string{"SSO", "API", ""}, Regions: []string{"Zürich"}, Providers: []string{"Azure"}, Tags: []string{"clock"},
		Headings: []string{"Impact summary"}, Symptoms: []string{"signature rejected"},
		Body: "Impact summary\nSigning keys were rejected: the clocks were 41 s ahead of db-eu-1.",
	},
	{
		Address: "2023/apiv2/", Title: "APIv2 障害", Date: time.Date(2023, 12, 12, 0, 0, 0, 0, time.UTC), DateOnly: true,
		Services: []string{"API"}, Body: "The gateway rejected keys. Keys rejected.",
	},
	{Address: "undated/", Title: "No date"},
}

func TestGolden(t *testing.T) {
	files := index(t, small, 1)
	r := newReader(t, files)
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		content := files[name]
		if name != "meta.json" {
			content = r.unpack(name)
		}
		fmt.Fprintf(&b, "%s %d\n", name, len(content))
		for line := range bytes.Lines(content) {
			fmt.Fprintf(&b, "\t%s\n", strconv.QuoteToASCII(string(line)))
		}
	}
	golden := filepath.Join("testdata", "golden.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// TestAnyOrder adds documents from several goroutines, and from one backwards.
func TestAnyOrder(t *testing.T) {
	list := documents(203)
	want := index(t, list, 1)
	if !maps.EqualFunc(want, index(t, list, 8), bytes.Equal) {
		t.Error("several goroutines write other files than one")
	}
	c := &collected{}
	w := NewWriter(c.emit)
	for i := len(list) - 1; i >= 0; i-- {
		if err := w.Add(i, Analyze(list[i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(want, c.files, bytes.Equal) {
		t.Error("backwards, other files are written")
	}
	changed := *list[7]
	changed.Body += " changed"
	list[7] = &changed
	if newReader(t, want).meta.H == newReader(t, index(t, list, 1)).meta.H {
		t.Error("another text has the same digest")
	}
}

func TestMistakes(t *testing.T) {
	a := Analyze(small[0])
	w := NewWriter((&collected{}).emit)
	if err := w.Add(1, a); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(1, a); err == nil {
		t.Error("a number was given twice")
	}
	if err := w.Close(); err == nil {
		t.Error("a number was left out")
	}
	full := errors.New("disk full")
	w = NewWriter(func(name string, content []byte) error {
		if name[0] == 't' {
			return full
		}
		return nil
	})
	if err := w.Add(0, a); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); !errors.Is(err, full) {
		t.Errorf("error %v, want %v", err, full)
	}
	if files := index(t, nil, 1); newReader(t, files).meta.N != 0 {
		t.Error("an empty index has documents")
	}
}

// TestTerms holds every list of every word against a search through all texts.
func TestTerms(t *testing.T) {
	list := append(slices.Clone(small), documents(400)...)
	r := newReader(t, index(t, list, 2))
	type found struct{ body, boost float64 }
	want := map[string]map[int]found{}
	lengths := make([]float64, len(list))
	for i, d := range list {
		note := func(text string, least int, body, boost float64) float64 {
			all, _ := oracleWords(oracleFold(text))
			for _, word := range all {
				if len([]rune(word)) < least && !oraclePairs.MatchString(word) {
					continue
				}
				if want[word] == nil {
					want[word] = map[int]found{}
				}
				f := want[word][i]
				want[word][i] = found{f.body + body, f.boost + boost}
			}
			return float64(len(all))
		}
		lengths[i] = note(d.Body, 3, 1, 0)
		note(d.Title, 1, 0, 5)
		note(strings.Join(d.Services, " "), 1, 0, 4)
		for _, texts := range [][]string{d.Regions, d.Providers, d.Tags, d.Symptoms} {
			note(strings.Join(texts, " "), 3, 0, 3)
		}
		note(strings.Join(d.Headings, " "), 3, 0, 2)
	}
	average := 0.0
	for _, l := range lengths {
		average += l / float64(len(list))
	}
	n := float64(len(list))
	got := r.terms()
	if !slices.IsSortedFunc(got, func(a, b entry) int { return compareUTF16(a.word, b.word) }) {
		t.Error("the words are not sorted")
	}
	for _, e := range got {
		docs := want[e.word]
		if e.documents != len(docs) || len(e.levels) != len(docs) {
			t.Errorf("%q: %d documents, %d listed, want %d", e.word, e.documents, len(e.levels), len(docs))
			continue
		}
		idf := math.Log(1 + (n-float64(len(docs))+0.5)/(float64(len(docs))+0.5))
		for doc, f := range docs {
			weight := f.body/(0.4+0.6*lengths[doc]/average) + f.boost
			exact := idf * 2.2 * weight / (1.2 + weight) / (math.Log(1+n) * 2.2) * levels
			if level := float64(e.levels[doc]); level < 1 || math.Abs(level-0.5-exact) > 0.5+1e-9 && level < levels {
				t.Errorf("%q in document %d: level %v, score %v", e.word, doc, level, exact)
			}
		}
		delete(want, e.word)
	}
	for word := range want {
		t.Errorf("%q is not in the index", word)
	}
}

// TestCut: of a word in more documents than are kept, the best are.
func TestCut(t *testing.T) {
	var list []*Document
	const with = leastKept + 100
	for i := range 3 * with {
		d := &Document{Title: "x", Body: "common"}
		if i >= with {
			d.Body = "other"
		} else if i%40 == 39 {
			d.Title = "common"
		}
		list = append(list, d)
	}
	for _, e := range newReader(t, index(t, list, 2)).terms() {
		if e.word != "common" {
			continue
		}
		if e.documents != with || len(e.levels) != leastKept {
			t.Fatalf("%d documents, %d kept", e.documents, len(e.levels))
		}
		for i := 39; i < with; i += 40 {
			if e.levels[i] <= e.levels[0] {
				t.Fatalf("document %d has level %d, the first %d", i, e.levels[i], e.levels[0])
			}
		}
		return
	}
	t.Error("the word is not in the index")
}

func TestCardsTextsAndFacets(t *testing.T) {
	list := documents(30)
	r := newReader(t, index(t, list, 2))
	for i, d := range list {
		var cards [][]any
		r.json(fmt.Sprintf("d%d.bin", i/r.meta.D), &cards)
		if card := cards[i%r.meta.D]; card[0] != d.Address || card[1] != d.Title {
			t.Errorf("card %d: %v", i, card)
		}
		var texts []string
		r.json(fmt.Sprintf("x%d.bin", i/r.meta.X), &texts)
		if texts[i%r.meta.X] != d.Title+"\n"+d.Body {
			t.Errorf("text %d: %q", i, texts[i%r.meta.X])
		}
	}
	for name, values := range map[string]func(*Document) []string{
		"service":  func(d *Document) []string { return d.Services },
		"region":   func(d *Document) []string { return d.Regions },
		"provider": func(d *Document) []string { return d.Providers },
		"severity": func(d *Document) []string { return []string{d.Severity} },
		"year":     func(d *Document) []string { return []string{strconv.Itoa(d.Date.Year())} },
	} {
		want, got := map[string][]int{}, map[string][]int{}
		for i, d := range list {
			for _, v := range values(d) {
				want[v] = append(want[v], i)
			}
		}
		var rows [][2]json.RawMessage
		r.json("f-"+name+".bin", &rows)
		for _, row := range rows {
			var value string
			var numbers []int
			if err := errors.Join(json.Unmarshal(row[0], &value), json.Unmarshal(row[1], &numbers)); err != nil {
				t.Fatal(err)
			}
			for i := 1; i < len(numbers); i++ {
				numbers[i] += numbers[i-1]
			}
			got[value] = numbers
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestDictionary: a word that may be meant stands in the file of its letter.
func TestDictionary(t *testing.T) {
	r := newReader(t, index(t, documents(300), 2))
	got := map[string]int{}
	for i, letter := range []rune(r.meta.Letters) {
		for _, e := range r.table(fmt.Sprintf("w%d.bin", i)) {
			if []rune(e.word)[0] != letter || len(e.levels) > 0 {
				t.Errorf("%q stands under %q with %d documents", e.word, letter, len(e.levels))
			}
			got[e.word] = e.documents
		}
	}
	want := map[string]int{}
	for _, e := range r.terms() {
		if e.documents >= 2 && len(e.word) >= 4 && !strings.ContainsAny(e.word, "0123456789") {
			want[e.word] = e.documents
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 100 {
		t.Errorf("%d words: %s", len(want), diff)
	}
}
