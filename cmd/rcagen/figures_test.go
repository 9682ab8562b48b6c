package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestFiguresOfDemo reads the front matter of the demo's documents with a
// program of its own, a line at a time, counts by quarter and service, and
// compares that with the files that a build writes. Times that only the text of
// a document has are not known here: quarters with such a document are compared
// by their number of incidents alone.
func TestFiguresOfDemo(t *testing.T) {
	dir := t.TempDir()
	content := filepath.Join("..", "..", "content")
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(content)); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"build", dir, "--as-of", "2025-01-01"}, &out, &errs); status != 0 {
		t.Fatalf("build: status %d\n%s%s", status, out.String(), errs.String())
	}
	documents := readFrontMatter(t, content)
	if len(documents) < 20 {
		t.Fatalf("the demo has %d documents", len(documents))
	}

	type quarter struct {
		incidents int
		minutes   []float64
		complete  bool // every document has both times
	}
	quarters := map[string]*quarter{}
	services := map[string]int{}
	for _, d := range documents {
		name := fmt.Sprintf("%d-Q%d", d.started.Year(), (d.started.Month()+2)/3)
		q := quarters[name]
		if q == nil {
			q = &quarter{complete: true}
			quarters[name] = q
		}
		q.incidents++
		if d.ended.IsZero() || d.onlyDay {
			q.complete = false
		} else {
			q.minutes = append(q.minutes, d.ended.Sub(d.started).Minutes())
		}
		for _, s := range d.services {
			services[strings.ToLower(s)]++
		}
	}

	compared := 0
	for _, row := range readFigure(t, dir, "time-to-resolve") {
		name := row["quarter"].(string)
		q := quarters[name]
		if q == nil {
			q = &quarter{}
		}
		delete(quarters, name)
		if got := row["incidents"].(float64); got != float64(q.incidents) {
			t.Errorf("%s: %v incidents, want %d", name, got, q.incidents)
		}
		if !q.complete {
			continue
		}
		compared++
		slices.Sort(q.minutes)
		for column, part := range map[string]float64{"lower_quartile_minutes": .25, "median_minutes": .5, "upper_quartile_minutes": .75} {
			place := part * float64(len(q.minutes)-1)
			low, high := q.minutes[int(math.Floor(place))], q.minutes[int(math.Ceil(place))]
			want := low + (high-low)*(place-math.Floor(place))
			if got := row[column].(float64); math.Abs(got-want) > .006 {
				t.Errorf("%s: %s is %v, want %v of %v", name, column, got, want, q.minutes)
			}
		}
	}
	if len(quarters) > 0 || compared < 5 {
		t.Errorf("quarters without a row: %v; %d compared", quarters, compared)
	}
	for _, row := range readFigure(t, dir, "services") {
		name := strings.ToLower(row["service"].(string))
		if got := row["incidents"].(float64); got != float64(services[name]) {
			t.Errorf("%s: %v incidents, want %d", name, got, services[name])
		}
		delete(services, name)
	}
	if len(services) > 0 {
		t.Errorf("services without a row: %v", services)
	}
}

// facts is what the front matter of a document of the demo says.
type facts struct {
	started, ended time.Time
	onlyDay        bool
	services       []string
}

// readFrontMatter reads the lines between the first two lines of dashes.
func readFrontMatter(t *testing.T, content string) (documents []facts) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^([a-z]+): (.*)$`)
	err := filepath.WalkDir(content, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		block := strings.SplitN(string(text), "---\n", 3)[1]
		keys := map[string]string{}
		for _, m := range line.FindAllStringSubmatch(block, -1) {
			keys[m[1]] = m[2]
		}
		var f facts
		f.started, err = time.Parse(time.RFC3339, keys["started"])
		if f.onlyDay = err != nil; f.onlyDay {
			day := cmp.Or(keys["started"], filepath.Base(path)[:len(time.DateOnly)]) // the file's name has it too
			if f.started, err = time.Parse(time.DateOnly, day); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		f.started = f.started.UTC()
		for _, key := range []string{"resolved", "mitigated"} { // the last one wins
			if at, err := time.Parse(time.RFC3339, keys[key]); err == nil {
				f.ended = at
			}
		}
		for s := range strings.SplitSeq(strings.Trim(keys["services"], "[]"), ",") {
			if s = strings.TrimSpace(s); s != "" {
				f.services = append(f.services, s)
			}
		}
		documents = append(documents, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func readFigure(t *testing.T, dir, name string) []map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "public", "trends", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Rows []map[string]any }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file.Rows
}
