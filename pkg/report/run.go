package report

import (
	"bufio"
	"cmp"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Run is all that a report says. Every format is made from it alone.
type Run struct {
	Version  string            // of rcagen
	Files    []string          // paths of the documents that were looked at
	Found    []diag.Diagnostic // sorted; the suppressed ones too
	Complete bool              // everything was read: nothing is missing in Found
	ExitCode int               // of the command
	Older    int               // findings that were left out because they are not new

	// Prefix is the project's folder from the root of its repository, with
	// slashes, and "" where these are one. Code hosts want paths from there.
	Prefix string

	Text  Text // of the formats that people read
	Rules func(name string) Rule
	Open  func(path string) (*diag.File, error) // a file to quote; secrets in it are masked
}

// Rule is what a report says about a rule.
type Rule struct {
	Severity diag.Severity // unless the configuration says otherwise
	Finds    string        // what it finds; one sentence
	Why      string        // why that matters
	Fix      string        // how to put it right
}

// Address is where people find out about rcagen.
const Address = "https://github.com/rcagen/rcagen"

// formats is what [Write] writes, in the order in which they are listed.
var formats = []struct {
	name  string
	write func(w *bufio.Writer, r *Run) error
}{
	{"text", func(w *bufio.Writer, r *Run) error { return r.Text.Write(w, r.Found, r.Open) }},
	{"short", writeShort},
	{"plain", writePlain},
	{"json", writeJSON},
	{"jsonl", writeJSONLines},
	{"sarif", writeSARIF},
	{"github", writeGitHub},
	{"gitlab", writeGitLab},
	{"rdjson", writeRDJSON},
	{"junit", writeJUnit},
}

// Formats returns the names of the formats.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Write writes a report in one of the [Formats]. The error is the writer's.
func Write(w io.Writer, format string, r *Run) error {
	i := slices.Index(Formats(), format)
	if i < 0 {
		panic("report: no format " + format)
	}
	out := bufio.NewWriter(w)
	if err := formats[i].write(out, r); err != nil {
		return err
	}
	return out.Flush()
}

// counted returns the findings that are not suppressed.
func counted(ds []diag.Diagnostic) []diag.Diagnostic {
	suppressed := func(d diag.Diagnostic) bool { return d.Suppressed != nil }
	if !slices.ContainsFunc(ds, suppressed) {
		return ds
	}
	return slices.DeleteFunc(slices.Clone(ds), suppressed)
}

// worst returns the n most severe findings, of equal ones the first, in the
// order given.
func worst(ds []diag.Diagnostic, n int) []diag.Diagnostic {
	if len(ds) <= n {
		return ds
	}
	order := make([]int, len(ds))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ds[b].Severity, ds[a].Severity) })
	order = order[:n]
	slices.Sort(order)
	kept := make([]diag.Diagnostic, n)
	for i, at := range order {
		kept[i] = ds[at]
	}
	return kept
}

// inRepository returns a path from the root of the repository; "." is the
// project as a whole.
func (r *Run) inRepository(file string) string {
	return path.Join(".", r.Prefix, file)
}

// address returns a path from the root of the repository as a relative URI.
func (r *Run) address(file string) string {
	escaped := (&url.URL{Path: r.inRepository(file)}).EscapedPath()
	return strings.ReplaceAll(escaped, ":", "%3A") // no scheme
}

// sources opens files for a report. The files of one path's findings are kept,
// as findings come sorted by path.
type sources struct {
	open  func(path string) (*diag.File, error)
	of    string
	files map[string]*diag.File // nil for one that cannot be opened
}

// turnTo says which path the findings that follow are about.
func (s *sources) turnTo(path string) {
	if s.files == nil || path != s.of {
		s.of, s.files = path, map[string]*diag.File{}
	}
}

// file returns a file to quote, or nil.
func (s *sources) file(path string) *diag.File {
	if f, ok := s.files[path]; ok {
		return f
	}
	f, err := s.open(path)
	if err != nil || f == nil || len(f.Bytes) == 0 {
		f = nil
	}
	s.files[path] = f
	return f
}

// place is where a finding is.
type place struct {
	file       *diag.File    // nil when the place is a whole file
	span       diag.Span     // inside the file
	start, end diag.Position // the first byte of a whole file
}

// place looks up a span.
func (s *sources) place(path string, span diag.Span) place {
	first := diag.Position{Line: 1, Column: 1, UTF16: 1}
	if span == (diag.Span{}) || path == "" {
		return place{start: first, end: first}
	}
	f := s.file(path)
	if f == nil {
		return place{start: first, end: first}
	}
	span = inside(f, span)
	return place{file: f, span: span, start: f.Position(span.Start), end: f.Position(span.End)}
}

// edit looks up the span of an edit, for which 0 to 0 is the file's beginning.
func (s *sources) edit(path string, span diag.Span) (p place, ok bool) {
	f := s.file(path)
	if f == nil {
		return place{}, false
	}
	span = inside(f, span)
	return place{file: f, span: span, start: f.Position(span.Start), end: f.Position(span.End)}, true
}

// inside moves a span into its file.
func inside(f *diag.File, span diag.Span) diag.Span {
	start := max(0, min(span.Start, len(f.Bytes)))
	return diag.Span{Start: start, End: max(start, min(span.End, len(f.Bytes)))}
}

// family returns the part of a rule's name before the slash.
func family(rule string) string {
	name, _, _ := strings.Cut(rule, "/")
	return name
}

// sentence ends a text with a full stop, unless something ends it already.
func sentence(text string) string {
	last, _ := utf8.DecodeLastRuneInString(text)
	if text == "" || strings.ContainsRune(".!?:…", last) {
		return text
	}
	return text + "."
}
