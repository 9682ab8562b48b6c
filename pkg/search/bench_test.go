package search

import (
	"runtime"
	"slices"
	"strings"
	"testing"
)

// BenchmarkIndex writes the index of 10,000 documents, and says what it weighs.
func BenchmarkIndex(b *testing.B) {
	list := library10k()
	words := 0
	for _, d := range list {
		words += len(strings.Fields(d.Body))
	}
	var files map[string][]byte
	for b.Loop() {
		files = index(b, list, runtime.GOMAXPROCS(0))
	}
	terms, postings := newReader(b, files).terms(), 0
	for _, e := range terms {
		postings += e.documents
	}
	sizes := map[string]int{}
	for name, content := range files {
		kind, _, facet := strings.Cut(name, "-")
		if !facet {
			kind = strings.TrimRight(strings.TrimSuffix(name, ".bin"), "0123456789")
		}
		sizes[kind] += len(content)
	}
	b.ReportMetric(float64(words)/float64(len(list)), "words/doc")
	b.ReportMetric(float64(len(terms)), "terms")
	b.ReportMetric(float64(postings), "postings")
	b.ReportMetric(float64(len(files)), "files")
	b.ReportMetric(float64(sizes["t"])/1e6, "MB-terms")
	b.ReportMetric(float64(sizes["d"])/1e6, "MB-cards")
	b.ReportMetric(float64(sizes["x"])/1e6, "MB-texts")
	b.ReportMetric(float64(sizes["w"])/1e3, "kB-dictionary")
	b.ReportMetric(float64(sizes["f"])/1e3, "kB-facets")
	b.ReportMetric(float64(sizes["meta.json"])/1e3, "kB-meta")
}

// BenchmarkAnalyze is the part of an index that any goroutine may do.
func BenchmarkAnalyze(b *testing.B) {
	list := library10k()
	i := 0
	for b.Loop() {
		Analyze(list[i%len(list)])
		i++
	}
}

// BenchmarkKnownItems asks for documents by what a reader remembers of them, in
// a client that has nothing yet, and says how much that client fetches.
func BenchmarkKnownItems(b *testing.B) {
	list := library10k()
	files := index(b, list, runtime.GOMAXPROCS(0))
	dir := folder(b, files)
	kinds := known(list, newReader(b, files).terms(), 120)
	for b.Loop() {
		for _, k := range kinds {
			answers := client[answer](b, dir, k.tasks)
			first := count(b, k, answers)
			b.Logf("%s: %d of %d first; bytes of a first query median %.0f, most %.0f, then excerpts %.0f, %.0f; files %.0f, %.0f; ms %.1f, %.1f",
				k.name, first, len(answers),
				middle(answers, func(a answer) float64 { return float64(a.Bytes) }, 0.5), middle(answers, func(a answer) float64 { return float64(a.Bytes) }, 1),
				middle(answers, func(a answer) float64 { return float64(a.Excerpts) }, 0.5), middle(answers, func(a answer) float64 { return float64(a.Excerpts) }, 1),
				middle(answers, func(a answer) float64 { return float64(a.Files) }, 0.5), middle(answers, func(a answer) float64 { return float64(a.Files) }, 1),
				middle(answers, func(a answer) float64 { return a.Ms }, 0.5), middle(answers, func(a answer) float64 { return a.Ms }, 1))
			if first < 115 {
				b.Errorf("%s: only %d of %d first", k.name, first, len(answers))
			}
		}
	}
}

// middle returns a figure below which a share of the answers are.
func middle(answers []answer, figure func(answer) float64, share float64) float64 {
	var all []float64
	for _, a := range answers {
		all = append(all, figure(a))
	}
	slices.Sort(all)
	return all[int(float64(len(all)-1)*share)]
}

// BenchmarkRepair looks for misspelt words among those of 50,000 documents.
func BenchmarkRepair(b *testing.B) {
	list := documents(50000)
	files := index(b, list, runtime.GOMAXPROCS(0))
	dir := folder(b, files)
	k := known(list[:2000], newReader(b, files).terms(), 40)[1]
	for i := range k.tasks {
		k.tasks[i].Repair = strings.Fields(k.tasks[i].Find)[1]
	}
	for b.Loop() {
		answers := client[answer](b, dir, k.tasks)
		repair := func(a answer) float64 { return a.Repair }
		b.ReportMetric(middle(answers, repair, 0.5), "ms-repair")
		b.ReportMetric(middle(answers, repair, 1), "ms-repair-most")
		b.ReportMetric(middle(answers, func(a answer) float64 { return float64(a.Bytes) }, 0.5), "bytes")
	}
}
