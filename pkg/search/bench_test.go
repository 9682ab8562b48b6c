package search

import (
	"runtime"
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
	sizes := map[string]int{}
	for name, content := range files {
		sizes[strings.TrimRight(strings.TrimSuffix(name, ".bin"), "0123456789")] += len(content)
	}
	terms, postings := newReader(b, files).terms(), 0
	for _, e := range terms {
		postings += e.documents
	}
	b.ReportMetric(float64(len(terms)), "terms")
	b.ReportMetric(float64(postings), "postings")
	b.ReportMetric(float64(words)/float64(len(list)), "words/doc")
	b.ReportMetric(float64(len(files)), "files")
	b.ReportMetric(float64(sizes["t"])/1e6, "MB-terms")
	b.ReportMetric(float64(sizes["d"])/1e6, "MB-cards")
	b.ReportMetric(float64(sizes["x"])/1e6, "MB-texts")
	b.ReportMetric(float64(sizes["w"])/1e3, "kB-dictionary")
	b.ReportMetric(float64(sizes["f-service"]+sizes["f-region"]+sizes["f-severity"]+sizes["f-year"]+sizes["f-provider"])/1e3, "kB-facets")
}

func BenchmarkAnalyze(b *testing.B) {
	list := library10k()[:1000]
	i := 0
	for b.Loop() {
		Analyze(list[i%len(list)])
		i++
	}
}
