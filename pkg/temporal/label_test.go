package temporal_test

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// label is an expression about time and what it says, as testdata/corpus.tsv
// describes it.
type label struct {
	start, end int // bytes in the text, or in the document
	kind       string
	value      string
}

// labels writes down what was read in the form of the label files.
func labels(t temporal.Text) (list []label) {
	for _, p := range t.Points {
		if d := p.Date; d != nil && !d.Impossible {
			value := fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
			if d.Yearless {
				value = fmt.Sprintf("--%02d-%02d", d.Month, d.Day)
			}
			if d.Ambiguous {
				value += "?"
			}
			list = append(list, label{d.Start, d.End, "date", value})
		}
		if c := p.Clock; c != nil {
			value := fmt.Sprintf("%02d:%02d", c.Hour24(), c.Minute)
			if c.Second > 0 {
				value += fmt.Sprintf(":%02d", c.Second)
			}
			if c.Zone.Name != "" {
				value += " " + c.Zone.Name
			}
			if c.Approximate {
				value = "~" + value
			}
			list = append(list, label{c.Start, c.End, "clock", value})
		}
	}
	for _, d := range t.Durations {
		kind, value := "duration", d.Length.String()
		if d.Offset {
			kind = "offset"
		} else if d.Approximate {
			value = "~" + value
		}
		list = append(list, label{d.Start, d.End, kind, value})
	}
	if z := t.Zone; z.Name != "" {
		list = append(list, label{z.Start, z.End, "zone", z.Name})
	}
	slices.SortFunc(list, func(a, b label) int { return cmp.Compare(a.start, b.start) })
	return list
}

// same compares values: a length counts, not how it is written, and the offset
// of a timeline has no other form than its words.
func (l label) same(value, words string) bool {
	switch l.kind {
	case "duration":
		mark, a := strings.CutPrefix(value, "~")
		length, err := time.ParseDuration(mark)
		got, b := strings.CutPrefix(l.value, "~")
		return err == nil && a == b && length.String() == got
	case "offset":
		return strings.Contains(value, words)
	case "clock":
		return l.value == strings.Replace(value, ":00 ", " ", min(1, strings.Count(value, ":")-1))
	}
	return l.value == value || strings.HasSuffix(value, "?") && l.value == swapped(value)
}

// swapped returns a date with the other order of day and month, which a
// document may settle.
func swapped(date string) string { return date[:5] + date[8:10] + "-" + date[5:7] + date[10:] }

// readTable returns the lines of a tab separated file that are no comments.
func readTable(t testing.TB, file string) (rows [][]string, comments []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		if comment, ok := strings.CutPrefix(lines.Text(), "# "); ok {
			comments = append(comments, comment)
		} else if line := lines.Text(); line != "" && line[0] != '#' {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s holds nothing", file)
	}
	return rows, comments
}

// TestPhrases reads short phrases of real reports, and some that only look as
// if they spoke of time.
func TestPhrases(t *testing.T) {
	rows, _ := readTable(t, "testdata/phrases.tsv")
	for _, row := range rows {
		phrase, want := row[0], strings.Split(row[1], "; ")
		if row[1] == "-" {
			want = nil
		}
		got := labels(temporal.Read(phrase, temporal.Context{Day: temporal.Date{Year: 2020, Month: time.June, Day: 1}}))
		ok := len(got) == len(want)
		for i := 0; ok && i < len(got); i++ {
			kind, rest, _ := strings.Cut(want[i], " ")
			value, words, _ := strings.Cut(strings.TrimSuffix(rest, ">"), " <")
			found := phrase[got[i].start:got[i].end]
			ok = got[i].kind == kind && got[i].same(value, found) && (found == words || kind == "offset")
		}
		if !ok {
			var shown []string
			for _, l := range got {
				shown = append(shown, fmt.Sprintf("%s %s <%s>", l.kind, l.value, phrase[l.start:l.end]))
			}
			t.Errorf("%q\n got %s\nwant %s", phrase, strings.Join(shown, "; "), row[1])
		}
	}
	if len(rows) < 200 {
		t.Errorf("only %d phrases", len(rows))
	}
}

// score is how well the labelled documents were read.
type score struct{ right, wrong, missed int }

func (s score) precision() float64 { return float64(s.right) / float64(max(1, s.right+s.wrong)) }
func (s score) recall() float64    { return float64(s.right) / float64(max(1, s.right+s.missed)) }

// shared holds documents that other people wrote; they are no part of the
// project.
const shared = "../../../shared"

// readCorpus reads the labelled documents and compares. It calls differs with
// each difference.
func readCorpus(t testing.TB, differs func(string)) (total score, kinds map[string]*score) {
	if _, err := os.Stat(shared); err != nil {
		t.Skipf("skipped: the documents are not there: %v", err)
	}
	rows, comments := readTable(t, "testdata/corpus.tsv")
	byFile, skips := map[string][][]string{}, map[string][][]string{}
	for _, row := range rows {
		byFile[row[0]] = append(byFile[row[0]], row)
	}
	kinds = map[string]*score{}
	for _, comment := range comments {
		if skip, ok := strings.CutPrefix(comment, "skip: "); ok {
			fields := strings.Split(skip, "\t")
			skips[fields[0]] = append(skips[fields[0]], fields)
		}
	}
	for _, comment := range comments {
		file, ok := strings.CutPrefix(comment, "complete: ")
		if !ok || filepath.Ext(file) != ".md" { // status pages as text are imported, not read
			continue
		}
		source, err := os.ReadFile(filepath.Join(shared, filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		compareDocument(filepath.Base(file), source, byFile[file], skips[file], kinds, func(line int, what string) {
			differs(fmt.Sprintf("%s:%d: %s", file, line, what))
		})
	}
	for _, s := range kinds {
		total.right, total.wrong, total.missed = total.right+s.right, total.wrong+s.wrong, total.missed+s.missed
	}
	return total, kinds
}

// compareDocument holds what is read in a document against its labels.
func compareDocument(name string, source []byte, rows, skips [][]string, kinds map[string]*score, differs func(int, string)) {
	f := &diag.File{Path: "x.md", Bytes: source}
	offset := func(row []string) int {
		line, _ := strconv.Atoi(row[1])
		column, _ := strconv.Atoi(row[2])
		_, span := f.Line(line)
		return span.Start + column - 1
	}
	of := func(kind string) *score {
		if kinds[kind] == nil {
			kinds[kind] = &score{}
		}
		return kinds[kind]
	}
	want := map[int][]string{}
	for _, row := range rows {
		want[offset(row)] = row
	}
	for _, p := range rca.NewParser(config.Default()).Parse(f, name).Passages {
		for _, l := range labels(p.Times) {
			span := p.Block.Text.Span(l.start, l.end)
			row := want[span.Start]
			words := strings.Join(strings.Fields(string(source[span.Start:span.End])), " ")
			line := f.Position(span.Start).Line
			if row != nil && row[4] == l.kind && row[3] == words && l.same(row[5], words) {
				of(l.kind).right++
				delete(want, span.Start)
				continue
			}
			if slices.ContainsFunc(skips, func(s []string) bool {
				at := offset(s)
				return span.Start < at+len(s[3]) && at < span.End
			}) {
				continue
			}
			of(l.kind).wrong++
			differs(line, fmt.Sprintf("read %s %s <%s>", l.kind, l.value, words))
		}
	}
	for at, row := range want {
		of(row[4]).missed++
		differs(f.Position(at).Line, fmt.Sprintf("missed %s %s <%s>", row[4], row[5], row[3]))
	}
}

// TestLabels reads the labelled reports. What it demands is a little below
// what it gets: a change that loses more than a few expressions fails.
func TestLabels(t *testing.T) {
	total, kinds := readCorpus(t, func(s string) { t.Log(s) })
	for kind, s := range kinds {
		t.Logf("%-9s precision %.3f, recall %.3f (%d right, %d wrong, %d missed)", kind, s.precision(), s.recall(), s.right, s.wrong, s.missed)
	}
	if total.precision() < 0.98 || total.recall() < 0.97 {
		t.Errorf("precision %.3f, recall %.3f", total.precision(), total.recall())
	}
}

// BenchmarkLabels reports how well the labelled reports are read.
func BenchmarkLabels(b *testing.B) {
	var total score
	for b.Loop() {
		total, _ = readCorpus(b, func(string) {})
	}
	b.ReportMetric(total.precision(), "precision")
	b.ReportMetric(total.recall(), "recall")
}
