package rca

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestParse compares what is read from a document with a dump of it. Each
// file holds the document under its own name, and the dump under "model".
func TestParse(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(archive.Files) != 2 || archive.Files[1].Name != "model" {
				t.Fatal("expected a document and its model")
			}
			source := archive.Files[0]
			parsed := parse(source.Name, source.Data)
			got := dump(parsed)
			if *update {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got (rewrite with -update):\n%s", diff)
			}
		})
	}
}

func parse(name string, source []byte) *Parsed {
	return NewParser(config.Default()).Parse(&diag.File{Path: "content/" + name, Bytes: source}, name)
}

// dump writes the model of a document, one fact a line.
func dump(p *Parsed) string {
	d := p.Document
	var b strings.Builder
	fact := func(name string, value any) { fmt.Fprintf(&b, "%-12s%v\n", name, value) }
	fact("title", d.Title)
	fact("short", d.ShortTitle)
	fact("label", d.Label)
	if d.Order != nil {
		fact("order", *d.Order)
	}
	if !d.Date.IsZero() {
		layout := time.RFC3339
		if d.DateOnly {
			layout = time.DateOnly
		}
		fact("date", d.Date.Format(layout))
	}
	fact("status", d.Status)
	fact("service", d.Service)
	fact("region", d.Region)
	fact("description", d.Description)
	fact("shift", d.LevelShift)
	fact("drop title", d.DropTitle)
	fact("broken", d.Broken)
	for _, h := range d.Headings {
		fmt.Fprintf(&b, "heading     %d %q #%s explicit=%v at %s\n", h.Level, h.Text, h.ID, h.Explicit, place(p.Source, h.Span))
	}
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "section     %q is %q exact=%v empty=%v at %s\n", d.Headings[s.Heading].Text, s.Name, s.Exact, s.Empty, place(p.Source, s.Span))
	}
	for _, l := range d.Links {
		fmt.Fprintf(&b, "link        %d %s\n", l.Kind, l.Target)
	}
	dumpFacts(&b, d.Facts, p.Source)
	due := func(d Deadline) string {
		if d.DueText == "" {
			return "never"
		}
		return fmt.Sprintf("%s (%q at %s, approximate=%v)", d.Due.Format(time.DateOnly), d.DueText, place(p.Source, d.DueSpan), d.Approximate)
	}
	for _, a := range d.Facts.Actions {
		fmt.Fprintf(&b, "action      %q is %s %q, owners %q, tickets %q, due %s at %s\n", a.Text, a.State, a.Reason, a.Owners, a.Tickets, due(a.Deadline), place(p.Source, a.Span))
	}
	for _, m := range d.Facts.Promises {
		fmt.Fprintf(&b, "promise     %s in %q: %q, due %s at %s\n", m.Kind, m.Section, m.Text, due(m.Deadline), place(p.Source, m.Span))
	}
	for _, f := range p.Diagnostics {
		fmt.Fprintf(&b, "problem     %s at %s\n", f.Rule, place(p.Source, f.Span))
	}
	return b.String()
}

// dumpFacts writes what was read about the incident. "~" marks what is not
// exact, "*" a zone and "^" a day that stand elsewhere, "!" front matter.
func dumpFacts(b *strings.Builder, f Facts, source *diag.File) {
	moment := func(name string, m Moment, text string) {
		if !m.IsZero() {
			fmt.Fprintf(b, "%-12s%s %s at %s\n", name, showMoment(m), text, place(source, m.Span))
		}
	}
	moment("start", f.Impact.Start, "")
	moment("end", f.Impact.End, "")
	moment("detected", f.Detected, "")
	moment("mitigated", f.Mitigated, "")
	moment("resolved", f.Resolved, "")
	moment("published", f.Published, "")
	words := append([]Word{f.Provider, f.Tracking}, f.Regions...)
	for i, w := range words {
		if w.Text != "" {
			fmt.Fprintf(b, "%-12s%q at %s\n", []string{"provider", "tracking", "region"}[min(i, 2)], w.Text, place(source, w.Span))
		}
	}
	for _, l := range f.Durations {
		fmt.Fprintf(b, "lasted      %s: %s to %s approximate=%v bound=%d at %s\n", l.Of, l.Shortest, l.Longest, l.Approximate, l.Bound, place(source, l.Span))
	}
	for _, e := range f.Timeline {
		name := "event"
		if e.Public {
			name = "told"
		}
		moment(name, e.Moment, string(e.Phase)+" "+strconv.Quote(e.Text))
	}
}

func showMoment(m Moment) string {
	layout := "2006-01-02 15:04:05 -0700"
	if m.DateOnly {
		layout = time.DateOnly
	} else if m.Undated {
		layout = "+2 15:04:05 -0700"
	}
	s := m.Time.Format(layout)
	for _, mark := range []struct {
		sign string
		set  bool
	}{{"~", m.Approximate}, {"^", m.Inherited}, {"!", m.Stated}, {"?", m.Ambiguous}, {"*", !m.Zoned}} {
		if mark.set {
			s += mark.sign
		}
	}
	return s
}

func place(f *diag.File, s diag.Span) string {
	from, to := f.Position(s.Start), f.Position(s.End)
	return fmt.Sprintf("%d:%d-%d:%d", from.Line, from.Column, to.Line, to.Column)
}

func TestNormalizeHeading(t *testing.T) {
	for _, test := range []struct{ heading, want string }{
		{"Impact summary", "impact summary"},
		{"IMPACT  SUMMARY:", "impact summary"},
		{"1. Root cause", "root cause"},
		{"🔥 Root cause", "root cause"},
		{"What went wrong?", "what went wrong"},
		{"Timeline (all times UTC)", "timeline"},
		{"Timeline \\(UTC\\)", "timeline"},
		{"Next Steps & Action Items", "next steps and action items"},
		{"What we’re doing next", "what we're doing next"},
		{"Root\u00a0cause\u200b", "root cause"},
		{"**Summary**", "summary"},
		{"影響", "影響"},
		{"2023-12-12", ""},
		{"", ""},
	} {
		if got := NormalizeHeading(test.heading); got != test.want {
			t.Errorf("NormalizeHeading(%q) = %q, want %q", test.heading, got, test.want)
		}
	}
}

func TestTitlePattern(t *testing.T) {
	standard := newTitlePattern("RCA - {status} - {service} - {region} - {date}")
	bracketed := newTitlePattern("[{status}] {service} ({region})")
	for _, test := range []struct {
		pattern *titlePattern
		title   string
		want    map[string]string
	}{
		{standard, "RCA - Mitigated - SSO - Multiple Regions - 30-06-2021",
			map[string]string{"status": "Mitigated", "service": "SSO", "region": "Multiple Regions", "date": "30-06-2021"}},
		{standard, "  4. rca  -  Mitigated - APIv2 - West Europe - 12-12-2023 ",
			map[string]string{"status": "Mitigated", "service": "APIv2", "region": "West Europe", "date": "12-12-2023"}},
		{standard, "RCA - Mitigated - SSO", nil},
		{standard, "Search times out", nil},
		{bracketed, "[resolved] Billing (EU)", map[string]string{"status": "resolved", "service": "Billing", "region": "EU"}},
		{newTitlePattern(""), "anything", nil},
	} {
		if diff := cmp.Diff(test.want, test.pattern.match(test.title)); diff != "" {
			t.Errorf("%q:\n%s", test.title, diff)
		}
	}
}

func TestOrderNumber(t *testing.T) {
	for _, test := range []struct {
		label string
		order float64
		rest  string
		ok    bool
	}{
		{"4. RCA - Mitigated", 4, "RCA - Mitigated", true},
		{"04) Checkout", 4, "Checkout", true},
		{"12 - Checkout", 12, "Checkout", true},
		{"12 – Checkout", 12, "Checkout", true},
		{"4.Checkout", 0, "4.Checkout", false},
		{"3.5 release", 0, "3.5 release", false},
		{"2024 outage", 0, "2024 outage", false},
		{"2023-12-12 outage", 0, "2023-12-12 outage", false},
		{"4.", 0, "4.", false},
		{"Checkout 4. again", 0, "Checkout 4. again", false},
		{"", 0, "", false},
	} {
		order, rest, ok := orderNumber(test.label)
		if order != test.order || rest != test.rest || ok != test.ok {
			t.Errorf("orderNumber(%q) = %v, %q, %v", test.label, order, rest, ok)
		}
	}
}

// TestManyHeadings makes sure that the work on a document of headings
// alone grows with its size: the test would not end otherwise.
func TestManyHeadings(t *testing.T) {
	source := append([]byte("---\nid: a\ntitle: A\nsidebar_label: A\n---\n\n"), bytes.Repeat([]byte("# a\n\nb\n\n"), 60_000)...)
	d := parse("a.md", source).Document
	if len(d.Sections) != 60_000 || d.Sections[0].Empty {
		t.Errorf("%d sections, the first empty: %v", len(d.Sections), d.Sections[0].Empty)
	}
}

// FuzzParse: whatever the bytes, there is a document with a title, and its
// sections cover the file in order.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		d := parse("2023/a.md", source).Document
		checkFacts(t, d, len(source))
		if d.Title == "" {
			t.Error("no title")
		}
		last := 0
		for _, s := range d.Sections {
			if s.Span.Start < last || s.Span.End < s.Span.Start || s.Span.End > len(source) {
				t.Errorf("section at %v after %d in %d bytes", s.Span, last, len(source))
			}
			last = s.Span.Start
		}
		if strings.ContainsAny(d.Description, "\n\r") {
			t.Errorf("description on several lines: %q", d.Description)
		}
	})
}

// checkFacts makes sure that what a document says about its actions has a
// text, and a place in the file.
func checkFacts(t *testing.T, d *Document, size int) {
	inside := func(what string, s diag.Span) {
		if s.Start < 0 || s.End <= s.Start || s.End > size {
			t.Errorf("%s at %v of %d bytes", what, s, size)
		}
	}
	due := func(what string, d Deadline) {
		if (d.DueText == "") != (d.DueSpan == diag.Span{}) || d.DueText == "" && !d.Due.IsZero() {
			t.Errorf("%s: due %q at %v on %v", what, d.DueText, d.DueSpan, d.Due)
		}
		if d.DueText != "" {
			inside("due date of "+what, d.DueSpan)
		}
	}
	for _, a := range d.Facts.Actions {
		if a.Text == "" || strings.ContainsAny(a.Text, "\r\n") {
			t.Errorf("action with the text %q", a.Text)
		}
		inside(a.Text, a.Span)
		due(a.Text, a.Deadline)
	}
	for _, m := range d.Facts.Promises {
		if m.Text == "" || strings.ContainsAny(m.Text, "\r\n") {
			t.Errorf("promise with the text %q", m.Text)
		}
		inside(m.Text, m.Span)
		due(m.Text, m.Deadline)
	}
}
