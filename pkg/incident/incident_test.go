package incident

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// context knows the headings of the default configuration.
var context = func() Context {
	known := rca.KnownHeadings(config.Default().Sections)
	return Context{
		Context: temporal.Context{Zone: time.UTC},
		Heading: func(text string) bool { return known[rca.NormalizeHeading(text)] != "" },
	}
}()

// TestRead reads every file in testdata/FORMAT and compares what it says with
// the file beside it that ends in .want. The format must be recognised.
func TestRead(t *testing.T) {
	for _, format := range Formats {
		t.Run(format.Name, func(t *testing.T) {
			files := fixtures(t, format)
			if len(files) == 0 {
				t.Fatalf("no cases in testdata/%s", format.Name)
			}
			for _, file := range files {
				t.Run(filepath.Base(file), func(t *testing.T) { testRead(t, format, file) })
			}
		})
	}
}

// TestClaims: no format takes a file of another one for its own, whatever the
// order in which they are tried. Markdown and text take what nobody else does.
func TestClaims(t *testing.T) {
	last := []*Format{Find("markdown"), Find("text")}
	for _, format := range Formats {
		for _, file := range fixtures(t, format) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, other := range Formats {
				r := &reader{Source: &Source{File: &diag.File{Path: file, Bytes: source}}, Result: &Result{}}
				if r.readable() && other != format && !slices.Contains(last, other) && other.is(r) {
					t.Errorf("%s is taken for %s", file, other.Name)
				}
			}
		}
	}
}

// fixtures returns the files in a format's folder.
func fixtures(t testing.TB, format *Format) (files []string) {
	err := filepath.WalkDir(filepath.Join("testdata", format.Name), func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(file) != ".want" {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func testRead(t *testing.T, format *Format, file string) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &Source{Name: filepath.Base(file), File: &diag.File{Path: filepath.Base(file), Bytes: source}}
	r := Read(s, nil, context)
	if r.Format != format {
		t.Errorf("taken for %v", r.Format)
	}
	sound(t, s, r)
	got := dump(s, r)
	golden := file + ".want"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// dump writes what was read for people to compare.
func dump(s *Source, r *Result) string {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-10s %s\n", name, strings.ReplaceAll(value, "\n", "\n           "))
		}
	}
	when := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format("2006-01-02 15:04:05 -0700 MST")
	}
	field("page", strings.TrimSpace(r.Page.Name+" "+r.Page.Address))
	for _, i := range r.Incidents {
		b.WriteString("\n")
		field("incident", i.Title)
		field("id", i.ID)
		field("address", i.Address)
		field("status", i.Status)
		field("severity", i.Severity)
		field("services", strings.Join(i.Services, " | "))
		field("regions", strings.Join(i.Regions, " | "))
		field("provider", i.Provider)
		field("started", when(i.Started))
		field("detected", when(i.Detected))
		field("resolved", when(i.Resolved))
		field("published", when(i.Published))
		if i.Length > 0 {
			field("length", i.Length.String())
		}
		if i.Maintenance {
			field("planned", "yes")
		}
		for _, u := range i.Updates {
			field("update", strings.TrimSpace(when(u.Time)+" "+u.Status+": "+u.Body))
		}
		field("head", i.Head)
		field("report", i.Report)
		for _, n := range i.Notes {
			field("note", n)
		}
		at := s.File.Position(i.Span.Start)
		field("at", fmt.Sprintf("%d:%d, %d bytes", at.Line, at.Column, i.Span.Len()))
	}
	for _, d := range r.Found {
		at := s.File.Position(d.Span.Start)
		fmt.Fprintf(&b, "\n%s:%d:%d %s: %s\n", d.Path, at.Line, at.Column, d.Rule, d.Message)
	}
	return b.String()
}

// sound holds what was read against what holds for every source.
func sound(t testing.TB, s *Source, r *Result) {
	size := len(s.File.Bytes)
	inside := func(what string, span diag.Span) {
		if span.Start < 0 || span.End < span.Start || span.End > size {
			t.Errorf("%s at %v, outside of a file of %d bytes", what, span, size)
		}
	}
	for _, i := range r.Incidents {
		inside(i.Title, i.Span)
		if strings.ContainsAny(i.Title, "\n\r") {
			t.Errorf("a title of several lines: %q", i.Title)
		}
		for k, u := range i.Updates {
			if k > 0 && !u.Time.IsZero() && u.Time.Before(i.Updates[k-1].Time) {
				t.Errorf("%q: the update at %v stands behind the one at %v", i.Title, u.Time, i.Updates[k-1].Time)
			}
			if isReport(u.Status) {
				t.Errorf("%q: the post-mortem is an update", i.Title)
			}
		}
	}
	for _, d := range r.Found {
		inside(d.Message, d.Span)
		for _, related := range d.Related {
			inside(related.Label, related.Span)
		}
		if !strings.HasPrefix(d.Rule, "import/") || d.Message == "" {
			t.Errorf("a finding without a rule or a message: %+v", d)
		}
	}
	if r.Format == nil && len(r.Found) == 0 {
		t.Error("not recognised, and nothing said about it")
	}
}

// fuzz reads anything as a format. Nothing may make it panic, and what is read
// must be sound.
func fuzz(f *testing.F, name string) {
	format := Find(name)
	if format == nil {
		f.Fatalf("no format %q", name)
	}
	for _, file := range fixtures(f, format) {
		source, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		for _, as := range []*Format{format, nil} {
			s := &Source{File: &diag.File{Path: "source", Bytes: source}}
			r := Read(s, as, context)
			sound(t, s, r)
			again := Read(&Source{File: &diag.File{Path: "source", Bytes: source}}, as, context)
			if diff := cmp.Diff(dump(s, r), dump(s, again)); diff != "" {
				t.Errorf("read twice:\n%s", diff)
			}
		}
	})
}

// BenchmarkRead reads a history of 10,000 incidents of Statuspage's.
func BenchmarkRead(b *testing.B) {
	source := repeated(`{"page":{"name":"A","url":"https://status.example.com","time_zone":"America/Chicago"},"incidents":[`,
		`{"id":"i%d","name":"Exports are stuck","status":"resolved","impact":"minor","created_at":"2024-01-01T10:00:00.000-06:00","resolved_at":"2024-01-01T11:00:00.000-06:00","incident_updates":[`+
			`{"status":"postmortem","body":"## Root cause\n\nA lock \\(on the queue\\) was held.","created_at":"2024-01-03T10:00:00.000-06:00"},`+
			`{"status":"resolved","body":"This incident has been resolved.","created_at":"2024-01-01T11:00:00.000-06:00"},`+
			`{"status":"investigating","body":"We are investigating.<br />More soon.","created_at":"2024-01-01T10:00:00.000-06:00","affected_components":[{"name":"Exports"}]}]},`,
		`{"name":"The last","incident_updates":[]}]}`, 10_000)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		r := Read(&Source{File: &diag.File{Path: "history.json", Bytes: source}}, nil, context)
		if len(r.Incidents) != 10_001 || len(r.Found) != 0 {
			b.Fatalf("%d incidents, %v", len(r.Incidents), r.Found)
		}
	}
}

func FuzzStatuspageJSON(f *testing.F) { fuzz(f, "statuspage-json") }
