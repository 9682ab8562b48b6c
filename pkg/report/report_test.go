package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
)

func TestLimitKeepsTheSevere(t *testing.T) {
	var ds []diag.Diagnostic
	for i, s := range []diag.Severity{diag.Info, diag.Warning, diag.Error, diag.Info, diag.Warning, diag.Error} {
		ds = append(ds, diag.Diagnostic{Rule: "a/b", Severity: s, Message: fmt.Sprint(i)})
	}
	tests := []struct {
		limit int
		want  string // messages
	}{
		{0, "0 1 2 3 4 5"}, {9, "0 1 2 3 4 5"}, {6, "0 1 2 3 4 5"},
		{5, "0 1 2 4 5"}, {3, "1 2 5"}, {1, "2"},
	}
	for _, test := range tests {
		var got []string
		for _, d := range (Text{Limit: test.limit}).Shown(ds) {
			got = append(got, d.Message)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("limit %d: got %s, want %s", test.limit, s, test.want)
		}
	}
}

func TestSummary(t *testing.T) {
	tests := []struct {
		text Text
		s    Summary
		want string
	}{
		{Text{}, Summary{Files: 12, Errors: 5, Warnings: 3, Infos: 2}, "checked 12 files: 5 errors, 3 warnings, 2 infos\n"},
		{Text{}, Summary{Files: 1, Errors: 1, Warnings: 1, Infos: 1}, "checked 1 file: 1 error, 1 warning, 1 info\n"},
		{Text{}, Summary{Files: 2, Errors: 0, Warnings: 1, Infos: 0}, "checked 2 files: 1 warning\n"},
		{Text{}, Summary{Files: 0, Errors: 0, Warnings: 0, Infos: 0}, "checked 0 files: no findings\n"},
		{Text{Limit: 10}, Summary{Files: 12, Errors: 5, Warnings: 3, Infos: 2}, "checked 12 files: 5 errors, 3 warnings, 2 infos\n"},
		{Text{Limit: 4}, Summary{Files: 12, Errors: 5, Warnings: 3, Infos: 2}, "checked 12 files: 5 errors, 3 warnings, 2 infos (4 shown, 6 more not shown)\n"},
		{Text{}, Summary{Files: 2, Warnings: 1, Suppressed: 3, Older: 1}, "checked 2 files: 1 warning, 3 suppressed, 1 older finding not shown\n"},
		{Text{}, Summary{Files: 2, Older: 12}, "checked 2 files: no findings, 12 older findings not shown\n"},
		{Text{Limit: 1}, Summary{Files: 3, Errors: 2, Suppressed: 2}, "checked 3 files: 2 errors, 2 suppressed (1 shown, 1 more not shown)\n"},
		{Text{Color: true}, Summary{Files: 2, Errors: 1, Warnings: 1, Infos: 0}, "checked 2 files: \x1b[1;31m1 error\x1b[0m, \x1b[1;33m1 warning\x1b[0m\n"},
		{Text{}, Summary{Files: 1, Errors: 3, Fixable: 1}, "checked 1 file: 3 errors; 1 fixable with check --fix\n"},
		{Text{}, Summary{Files: 1, Errors: 3, Unsafe: 2}, "checked 1 file: 3 errors; 2 fixable with check --fix --unsafe\n"},
		{Text{}, Summary{Files: 1, Errors: 3, Fixable: 1, Unsafe: 2}, "checked 1 file: 3 errors; 1 fixable with check --fix, 2 more with check --fix --unsafe\n"},
	}
	for _, test := range tests {
		var got strings.Builder
		if err := test.text.Summary(&got, test.s); err != nil {
			t.Fatal(err)
		}
		if got.String() != test.want {
			t.Errorf("%+v: got %q, want %q", test.s, got.String(), test.want)
		}
	}
}

func TestCount(t *testing.T) {
	ds := []diag.Diagnostic{
		{Severity: diag.Error}, {Severity: diag.Info}, {Severity: diag.Off},
		{Severity: diag.Error, Fix: &diag.Fix{}}, {Severity: diag.Warning, Fix: &diag.Fix{Unsafe: true}}, {Severity: diag.Undecided},
		{Severity: diag.Error, Fix: &diag.Fix{}, Suppressed: &diag.Suppression{By: "comment"}},
	}
	if diff := gocmp.Diff(Summary{Files: 7, Errors: 2, Warnings: 1, Infos: 1, Suppressed: 1, Fixable: 1, Unsafe: 1}, Count(7, ds)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestFilesAreOpenedOnce counts what open is asked for.
func TestFilesAreOpenedOnce(t *testing.T) {
	f := files{"a.md": "one\n", "b.md": "one\n"}
	asked := map[string]int{}
	open := func(path string) (*diag.File, error) {
		asked[path]++
		return f.open(path)
	}
	span := diag.Span{Start: 1, End: 2}
	a := diag.Diagnostic{Path: "a.md", Span: span, Related: []diag.Related{{Path: "gone.md", Span: span}}}
	b := diag.Diagnostic{Path: "b.md", Span: span}
	if err := (Text{}).Write(&bytes.Buffer{}, []diag.Diagnostic{a, a, a, b, b}, open); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(map[string]int{"a.md": 1, "b.md": 1, "gone.md": 1}, asked); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

var errFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriterErrorsAreReturned(t *testing.T) {
	ds := []diag.Diagnostic{{Rule: "a/b", Severity: diag.Error, Message: "m"}}
	if err := (Text{}).Write(fullDisk{}, ds, files{}.open); !errors.Is(err, errFull) {
		t.Errorf("Write: got %v", err)
	}
	if err := (Text{}).Summary(fullDisk{}, Summary{}); !errors.Is(err, errFull) {
		t.Errorf("Summary: got %v", err)
	}
}

func TestColorMode(t *testing.T) {
	tests := []struct {
		flag, env string
		want      bool
	}{
		{"always", "NO_COLOR=1 TERM=dumb", true},
		{"never", "FORCE_COLOR=1", false},
		{"auto", "", false}, // a pipe
		{"auto", "FORCE_COLOR=1", true},
		{"auto", "FORCE_COLOR=1 NO_COLOR=1", true},
		{"auto", "FORCE_COLOR=0 CLICOLOR_FORCE=1", false},
		{"auto", "FORCE_COLOR=false", false},
		{"auto", "CLICOLOR_FORCE=1 TERM=dumb", true},
		{"auto", "CLICOLOR_FORCE=0", false},
		{"auto", "NO_COLOR=1", false},
	}
	_, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	for _, test := range tests {
		env := map[string]string{}
		for pair := range strings.FieldsSeq(test.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		for _, f := range []*os.File{pipe, nil} {
			if got := ColorMode(test.flag, f, func(name string) string { return env[name] }); got != test.want {
				t.Errorf("--color %s with %q: got %v, want %v", test.flag, test.env, got, test.want)
			}
		}
	}
	if Width(pipe) != DefaultWidth || Width(nil) != DefaultWidth {
		t.Errorf("width of a pipe: %d, of nothing: %d; want %d", Width(pipe), Width(nil), DefaultWidth)
	}
	if NewProgress(pipe) != nil || NewProgress(nil) != nil {
		t.Error("a pipe has a progress line")
	}
}

// TestProgress moves a clock by hand.
func TestProgress(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	p := newProgress(&out, func() time.Time { return now })
	step := func(d time.Duration, verb string, done, total int, want string) {
		t.Helper()
		now = now.Add(d)
		out.Reset()
		p.Show(verb, done, total)
		if out.String() != want {
			t.Errorf("%s %d: got %q, want %q", verb, done, out.String(), want)
		}
	}
	step(0, "checking", 1, 500, "")
	p.Clear()
	step(499*time.Millisecond, "checking", 2, 500, "")
	step(1*time.Millisecond, "checking", 100, 500, "\rchecking 100/500")
	step(99*time.Millisecond, "checking", 120, 500, "")
	step(1*time.Millisecond, "writing", 7, 0, "\rwriting 7       ")
	out.Reset()
	p.Clear()
	p.Clear()
	if want := "\r         \r"; out.String() != want {
		t.Errorf("Clear: got %q, want %q", out.String(), want)
	}
	step(time.Second, "writing", 8, 9, "\rwriting 8/9")

	var none *Progress
	none.Show("checking", 1, 2)
	none.Clear()
}

func TestVisible(t *testing.T) {
	tests := []struct{ text, want string }{
		{"plain `text` … 漢字 e\u0301 👩\u200d👩 \ufffd", "plain `text` … 漢字 e\u0301 👩\u200d👩 \ufffd"},
		{"\x1b[2J", "␛[2J"},
		{"a\tb\nc\r", "a␉b␊c␍"},
		{"\x00\x7f", "␀␡"},
		{"\u009b2J", `\u{9b}2J`},
		{"\u202eabc\u2066", `\u{202e}abc\u{2066}`},
		{"\xff\xc3", `\x{ff}\x{c3}`},
		{"\u2028\u2029\u200b\ufeff\u00ad", `\u{2028}\u{2029}\u{200b}\u{feff}\u{ad}`},
		{"\U000e0041", `\u{e0041}`},
	}
	for _, test := range tests {
		if got := visible(test.text); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

// FuzzWrite checks that nothing in a document drives the terminal, and that a
// source line and its mark keep to the terminal's width.
func FuzzWrite(f *testing.F) {
	f.Add([]byte("one\r\ntwo\t漢字 e\u0301 \x1b[31m\u202e\xff"), 3, 9, 12, 12, "a\x1b.md", "label\n", 40)
	f.Add([]byte(strings.Repeat("長い", 300)), 500, 700, 1, 1790, "a b.md", "", 80)
	f.Add([]byte(strings.Repeat("e\u0301\u0302", 500)), 500, 501, 0, 0, "", "x", 20)
	f.Add([]byte("\n\n\t\t\t\t\t\t\t\tx"), 9, 10, 2, 11, "a", "x", 1)
	f.Add([]byte("X\x9e\xb0@\x86"), -4, 16, 33, 18, "a", "", 1)
	f.Fuzz(func(t *testing.T, text []byte, start, end, start2, end2 int, path, label string, width int) {
		if width < 0 || width > 1000 {
			return
		}
		ds := []diag.Diagnostic{{
			Rule: "a/" + label, Severity: diag.Error, Message: label, Path: path,
			Span: diag.Span{Start: start, End: end}, Label: label,
			Related: []diag.Related{{Path: path, Span: diag.Span{Start: start2, End: end2}}},
			Help:    []string{path}, Notes: []string{string(text)},
		}}
		open := func(path string) (*diag.File, error) { return &diag.File{Path: path, Bytes: text}, nil }
		var out bytes.Buffer
		if err := (Text{Width: width}).Write(&out, ds, open); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(out.Bytes()) {
			t.Fatalf("no UTF-8: %q", out.String())
		}
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
				t.Fatalf("control character in %q", line)
			}
			gutter, source, ok := strings.Cut(line, " | ")
			if !ok || strings.Trim(gutter, "0123456789 ") != "" || label != "" && strings.Contains(source, visible(label)) {
				continue
			}
			limit := max(minWidth, cmp.Or(width, DefaultWidth)-len(gutter)-3)
			if got := widths.StringWidth(source); got > limit {
				t.Fatalf("%d columns beside the gutter, want at most %d: %q", got, limit, source)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	text := []byte(strings.Repeat("a line of a document with some words in it\n", 100))
	var ds []diag.Diagnostic
	for i := range 100 {
		ds = append(ds, diag.Diagnostic{Rule: "a/b", Severity: diag.Error, Message: "m", Path: "a.md", Span: diag.Span{Start: i*43 + 2, End: i*43 + 6}, Label: "here"})
	}
	file := &diag.File{Path: "a.md", Bytes: text}
	for b.Loop() {
		(Text{}).Write(&bytes.Buffer{}, ds, func(string) (*diag.File, error) { return file, nil })
	}
}

func TestVisibleLines(t *testing.T) {
	got := VisibleLines("a\tb\r\n\x1b]0;c\a\n\n\u202ed")
	if want := "a\tb␍\n␛]0;c␇\n\n\\u{202e}d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
