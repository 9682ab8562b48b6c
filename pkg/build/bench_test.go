package build

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/output"
	"github.com/rcagen/rcagen/pkg/render"
)

// demoCopies makes a project of so many documents out of the demo's, each with
// a day and an id of its own. It is published somewhere, so that nothing is
// left out.
func demoCopies(tb testing.TB, n int) *Project {
	tb.Helper()
	demo, err := filepath.Glob("../../content/*/*.md")
	if err != nil || len(demo) == 0 {
		tb.Fatal("no demo", err)
	}
	dir := tb.TempDir()
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() { // disks are slower, and vary
		if dir, err = os.MkdirTemp("/dev/shm", "rcagen-"); err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { os.RemoveAll(dir) })
	}
	id, slug := regexp.MustCompile(`(?m)^id: .*$`), regexp.MustCompile(`(?m)^slug: .*\n`)
	years := regexp.MustCompile(`\b20[12][0-9]\b`)
	link := regexp.MustCompile(`\]\([^)]*\)`)
	for i := range n {
		source, err := os.ReadFile(demo[i%len(demo)])
		if err != nil {
			tb.Fatal(err)
		}
		text := slug.ReplaceAllString(string(source), "")
		text = id.ReplaceAllString(text, fmt.Sprintf("id: incident-%05d", i))
		text = years.ReplaceAllString(text, fmt.Sprint(2010+i/len(demo)%16))
		text = link.ReplaceAllString(text, "](#)")
		file := filepath.Join(dir, "content", fmt.Sprintf("incident-%05d.md", i))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ConfigName), []byte("url: https://incidents.example/\n"), 0o644); err != nil {
		tb.Fatal(err)
	}
	p, found, err := Open(dir)
	if err != nil || len(found) > 0 {
		tb.Fatal(err, found)
	}
	tb.Cleanup(func() { p.Close() })
	return p
}

// BenchmarkAllAgainstPages compares a whole build with one that stops at the
// RCAs' own pages: lists, overviews, feeds, files for machines, cards and the search
// index are what is more. The metric all/pages is a ratio of the two; pages-ms
// is the time of one page in milliseconds.
func BenchmarkAllAgainstPages(b *testing.B) {
	const n = 1000
	p := demoCopies(b, n)
	ctx := context.Background()
	var pages, all time.Duration
	for b.Loop() {
		for _, whole := range []bool{false, true} {
			start := time.Now()
			builder := New(p)
			result, err := builder.Check(ctx)
			if err != nil {
				b.Fatal(err)
			}
			w := &writing{Builder: builder, result: result, made: map[string]written{}}
			if err := w.prepare(); err != nil {
				b.Fatal(err)
			}
			dir := filepath.Join(p.Dir, "public")
			if w.output, err = output.Open(dir, output.Options{Project: p.Dir, Content: filepath.Join(p.Dir, "content")}); err != nil {
				b.Fatal(err)
			}
			outputs := w.renderer.Outputs()
			if !whole {
				outputs = onlyPages(outputs)
			}
			if err := w.each(ctx, "render", len(outputs), func(i int) { w.one(outputs[i]) }); err != nil {
				b.Fatal(err)
			}
			if whole {
				if err := w.index(ctx); err != nil {
					b.Fatal(err)
				}
				all += time.Since(start)
			} else {
				pages += time.Since(start)
			}
			if w.failure != nil {
				b.Fatal(w.failure)
			}
			w.output.Abort()
		}
	}
	b.ReportMetric(float64(all)/float64(pages), "all/pages")
	b.ReportMetric(float64(pages.Milliseconds())/float64(b.N)/n, "page-ms")
}

// onlyPages returns the pages of documents.
func onlyPages(outputs []render.Output) (pages []render.Output) {
	for _, o := range outputs {
		if o.Page() != nil && strings.HasSuffix(o.File(), ".html") {
			pages = append(pages, o)
		}
	}
	return pages
}
