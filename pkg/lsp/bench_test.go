package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// copies writes a project of so many documents, made of the demo's.
func copies(tb testing.TB, dir string, n int) []string {
	tb.Helper()
	demo, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(demo) == 0 {
		tb.Fatal("no demo", err)
	}
	var files []string
	for i := range n {
		source, err := os.ReadFile(demo[i%len(demo)])
		if err != nil {
			tb.Fatal(err)
		}
		id := strings.TrimSuffix(filepath.Base(demo[i%len(demo)]), ".md")
		text := strings.ReplaceAll(string(source), id, fmt.Sprintf("%s-%05d", id, i))
		text = link.ReplaceAllString(text, "](#impact-summary)") // there is nothing elsewhere
		file := fmt.Sprintf("content/%d/%s-%05d.md", 2000+i/len(demo)%25, id, i)
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

var link = regexp.MustCompile(`\]\([^)]*\)`)

// BenchmarkKey measures from a key to the diagnostics of the document that it is
// typed into, and to those of the whole project after the pause, in a project of
// 10,000 documents. The word that is typed makes a finding come and go.
func BenchmarkKey(b *testing.B) {
	dir := b.TempDir()
	files := copies(b, dir, 10_000)
	t := &testing.T{}
	c := connect(t, dir, nil)
	file := files[len(files)/2]
	b.Run("text", func(b *testing.B) { c.keys(b, file, "## Next steps\n", "\nSee [it](gone.md).\n") })
	b.Run("title", func(b *testing.B) { c.keys(b, file, "\ntitle: ", strings.Repeat("very long ", 12)) })
}

// keys types a text in and takes it away again, b.N times.
func (c *client) keys(b *testing.B, file, behind, text string) {
	if c.texts[file] == nil {
		c.open(file)
	}
	c.settle()
	at := strings.Index(c.texts[file].text, behind) + len(behind)
	var keys, whole []time.Duration
	for i := 0; b.Loop(); i++ {
		for len(c.news) > 0 {
			<-c.news
		}
		start := time.Now()
		if i%2 == 0 {
			c.replace(file, at, at, text)
		} else {
			c.replace(file, at, at+len(text), "")
		}
		for heard := ""; heard != file; {
			heard = <-c.news
		}
		keys = append(keys, time.Since(start))
		c.settle()
		whole = append(whole, time.Since(start))
	}
	slices.Sort(keys)
	slices.Sort(whole)
	b.ReportMetric(float64(keys[len(keys)/2].Microseconds())/1000, "ms-to-document")
	b.ReportMetric(float64(keys[len(keys)-1].Microseconds())/1000, "ms-to-document-worst")
	b.ReportMetric(float64(whole[len(whole)/2].Microseconds())/1000, "ms-to-project")
}
