package search

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// missing skips the test, or fails it where CI promises that everything is
// installed.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// task is what testdata/client.mjs does.
type task struct {
	Tokens *string           `json:"tokens,omitempty"`
	Find   string            `json:"find"`
	Pick   map[string]string `json:"pick,omitempty"`
	Only   bool              `json:"only,omitempty"`
	Counts string            `json:"counts,omitempty"`
	Repair string            `json:"repair,omitempty"`
}

// answer is what the client found.
type answer struct {
	Docs      []int       `json:"docs"`
	Total     int         `json:"total"`
	Every     int         `json:"every"`
	Fixed     [][2]string `json:"fixed"`
	Unread    bool        `json:"unread"`
	Words     []string    `json:"words"`
	Addresses []string    `json:"addresses"`
	Counts    [][2]any    `json:"counts"`
	Bytes     int         `json:"bytes"`    // fetched for the list of results
	Files     int         `json:"files"`    // fetched
	Excerpts  int         `json:"excerpts"` // bytes fetched after it, for excerpts
	Ms        float64     `json:"ms"`
	Repair    float64     `json:"repair"` // milliseconds
}

// client runs tasks in the real client; T is the type of the results.
func client[T any](t testing.TB, folder string, tasks []task) []T {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "no node found: install Node.js 18 or later")
	}
	in, err := json.Marshal(tasks)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, filepath.Join("testdata", "client.mjs"), filepath.Join("..", "..", "templates", "search.js"), folder)
	command.Stdin = bytes.NewReader(in)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var results []T
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatal(err)
	}
	if len(results) != len(tasks) {
		t.Fatalf("%d results of %d tasks", len(results), len(tasks))
	}
	return results
}

// folder writes the files of an index.
func folder(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestClientWords: the client cuts texts into the words that the index has.
func TestClientWords(t *testing.T) {
	t.Parallel()
	all := append(slices.Clone(texts), everyRune())
	var tasks []task
	for _, text := range all {
		text = strings.ToValidUTF8(text, "\ufffd")
		tasks = append(tasks, task{Tokens: &text})
	}
	for i, got := range client[[]string](t, "", tasks) {
		_, want := oracleWords(fold(*tasks[i].Tokens))
		if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
			t.Errorf("%.100q: %s", all[i], diff)
		}
	}
}

// everyRune holds every letter, mark and number of Unicode as a word.
func everyRune() string {
	var b strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			b.WriteRune(r)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// incidents are documents that are easy to tell apart.
func incidents() []*Document {
	body := func(title, body string, services ...string) *Document {
		return &Document{Address: strings.ReplaceAll(title, " ", "-") + "/", Title: title, Body: body, Services: services}
	}
	return []*Document{
		body("Sign-in failed", "Signing keys were out of sync after clocks in Zürich drifted. Ticket INC-41.", "SSO"),
		body("Pricing unreachable", "The gateway connections were refused; keys were fine.", "Pricing API"),
		body("Search slow", "An index of the clock service was rebuilt twice. See INC-42.", "Search"),
		body("データベース障害", "東京リージョンで接続障害が発生しました。", "DB"),
		body("서버 장애", "로그인 서버에서 장애가 발생했습니다.", "SSO"),
		body("Keys out", "Out of the keys came sync; the keys were synchronised, not signing out of sync.", "API"),
	}
}

func TestClientFinds(t *testing.T) {
	t.Parallel()
	list := incidents()
	for i := range 60 { // so that words of the six are rare
		list = append(list, &Document{Title: "Filler", Body: fmt.Sprintf("Nothing of note happened to gateway number %d synced pricing clocked", i), Severity: "minor"})
	}
	dir := folder(t, index(t, list, 1))
	tests := []struct {
		task
		docs  []int // the first that are found
		every int
		fixed string
	}{
		{task: task{Find: "signing keys"}, docs: []int{0, 5}, every: 2},
		{task: task{Find: "ZURICH"}, docs: []int{0}, every: 1},
		{task: task{Find: "zürich "}, docs: []int{0}, every: 1},
		{task: task{Find: "connection refused"}, docs: []int{1}, every: 1},
		{task: task{Find: "connecting "}, docs: []int{1}, every: 1},
		{task: task{Find: "unreach"}, docs: []int{1}, every: 1},
		{task: task{Find: "unreach "}, docs: nil},
		{task: task{Find: "inc-42"}, docs: []int{2}, every: 1},
		{task: task{Find: "INC-41 keys"}, docs: []int{0}, every: 1},
		{task: task{Find: "gatewsy "}, docs: []int{1}, every: 61, fixed: "gateway"},
		{task: task{Find: "gatewsy ", Only: true}, docs: nil},
		{task: task{Find: "db "}, docs: []int{3}, every: 1},
		{task: task{Find: "接続障害"}, docs: []int{3}, every: 1},
		{task: task{Find: "障"}, docs: []int{3}, every: 1},
		{task: task{Find: "장애"}, docs: []int{4}, every: 1},
		{task: task{Find: `"out of sync"`}, docs: []int{5, 0}, every: 2},
		{task: task{Find: `"out of the keys"`}, docs: []int{5}, every: 1},
		{task: task{Find: `"接続障害が"`}, docs: []int{3}, every: 1},
		{task: task{Find: "keys", Pick: map[string]string{"service": "API"}}, docs: []int{5}, every: 1},
		{task: task{Find: "  -- "}, docs: nil},
		{task: task{Find: "!"}, docs: nil},
	}
	var tasks []task
	for _, test := range tests {
		tasks = append(tasks, test.task)
	}
	for i, got := range client[answer](t, dir, tasks) {
		test := tests[i]
		fixed := ""
		if len(got.Fixed) > 0 {
			fixed = got.Fixed[0][1]
		}
		first := got.Docs[:min(len(test.docs), len(got.Docs))]
		if !slices.Equal(first, test.docs) || got.Every != test.every || fixed != test.fixed || (len(test.docs) == 0) != (got.Total == 0) {
			t.Errorf("%q %v: documents %v, %d with every word, for %q; want %v, %d, %q", test.Find, test.Pick, got.Docs, got.Every, fixed, test.docs, test.every, test.fixed)
		}
	}
}

// TestClientCounts holds the counts of a facet against the documents.
func TestClientCounts(t *testing.T) {
	t.Parallel()
	list := documents(300)
	files := index(t, list, 2)
	var word entry
	for _, e := range newReader(t, files).terms() {
		if e.documents > 60 && e.documents < 90 && len(e.word) > 7 && stem(e.word) == e.word {
			word = e
			break
		}
	}
	if word.word == "" {
		t.Fatal("no word is in so many documents")
	}
	got := client[answer](t, folder(t, files), []task{
		{Find: word.word + " ", Counts: "severity", Pick: map[string]string{"year": "2024", "severity": "major"}},
	})[0]
	want := map[string]int{}
	total := 0
	for _, d := range list {
		found := false
		for w := range strings.FieldsSeq(oracleFold(d.Title + " " + d.Body + " " + d.Symptoms[0])) {
			found = found || stem(strings.TrimRight(w, ".:")) == word.word
		}
		if found && d.Date.Year() == 2024 {
			want[d.Severity]++
			if d.Severity == "major" {
				total++
			}
		}
	}
	counts := map[string]int{}
	for _, row := range got.Counts {
		counts[row[0].(string)] = int(row[1].(float64))
	}
	if total == 0 {
		t.Fatalf("no major incident of 2024 has %q", word.word)
	}
	if diff := cmp.Diff(want, counts); diff != "" || got.Total != total {
		t.Errorf("%q: %d documents, want %d; %s", word.word, got.Total, total, diff)
	}
}

// queries are made from documents, by words that no other has all of, in any
// form: each should find its document first.
type queries struct {
	name  string
	tasks []task
	want  []int
}

// known makes queries of five kinds, n of each.
func known(list []*Document, terms []entry, n int) []queries {
	frequency, holders := map[string]int{}, map[string]map[int]bool{}
	for _, e := range terms {
		frequency[e.word] = e.documents
		if holders[stem(e.word)] == nil {
			holders[stem(e.word)] = map[int]bool{}
		}
		for doc := range e.levels {
			holders[stem(e.word)][doc] = true
		}
	}
	random := rand.New(rand.NewPCG(7, 11))
	kinds := []queries{{name: "three words"}, {name: "one misspelt"}, {name: "one inflected"}, {name: "last half typed"}, {name: "ticket"}}
	for len(kinds[0].want) < n {
		doc := random.IntN(len(list))
		var rare []string
		for _, i := range random.Perm(len(strings.Fields(list[doc].Body))) {
			word := strings.TrimRight(strings.Fields(list[doc].Body)[i], ".")
			if f := frequency[word]; f >= 4 && f <= max(8, len(list)/50) && len(word) >= 6 && !strings.ContainsAny(word, "0123456789-") && !slices.Contains(rare, word) {
				if rare = append(rare, word); len(rare) == 3 {
					break
				}
			}
		}
		if len(rare) < 3 {
			continue
		}
		a, b, c := rare[0], rare[1], rare[2]
		all := 0
		for other := range holders[stem(a)] {
			if holders[stem(b)][other] && holders[stem(c)][other] {
				all++
			}
		}
		if all > 1 {
			continue
		}
		at := 1 + random.IntN(len(b)-2)
		swapped := b[:at] + b[at+1:at+2] + b[at:at+1] + b[at+2:]
		if at%2 == 0 || frequency[swapped] > 0 {
			swapped = b[:at] + "x" + b[at+1:]
		}
		inflected := stem(b) + "ion"
		if stem(b) == b {
			inflected = b + "s"
		}
		for i, query := range []string{a + " " + b + " " + c + " ", a + " " + swapped + " " + c + " ", a + " " + inflected + " " + c + " ", a + " " + b + " " + c[:len(c)-2], fmt.Sprintf("INC-%d ", 10000+doc)} {
			kinds[i].tasks = append(kinds[i].tasks, task{Find: query})
			kinds[i].want = append(kinds[i].want, doc)
		}
	}
	return kinds
}

// stem takes off the endings that a [library] puts on.
func stem(word string) string {
	for _, ending := range []string{"s", "ed", "ing"} {
		if stem, ok := strings.CutSuffix(word, ending); ok {
			return stem
		}
	}
	return word
}

// TestKnownItems asks for documents by what a reader remembers of them.
func TestKnownItems(t *testing.T) {
	t.Parallel()
	list := documents(1000)
	files := index(t, list, 2)
	dir := folder(t, files)
	for _, k := range known(list, newReader(t, files).terms(), 60) {
		if first := count(t, k, client[answer](t, dir, k.tasks)); first < 57 {
			t.Errorf("%s: %d of %d first", k.name, first, len(k.want))
		}
	}
}

// count returns how many queries have their document first.
func count(t testing.TB, k queries, answers []answer) int {
	first := 0
	for i, a := range answers {
		if len(a.Docs) > 0 && a.Docs[0] == k.want[i] {
			first++
		} else {
			t.Logf("%s: %q finds %v, want %d (for %v)", k.name, k.tasks[i].Find, a.Docs, k.want[i], a.Fixed)
		}
	}
	return first
}
