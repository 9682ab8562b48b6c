package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// newDocument returns a document of a day (yyyy-mm-dd; "" for none), with its
// file in the folder of its year.
func newDocument(id, title, day string) *rca.Document {
	d := &rca.Document{Title: title, ShortTitle: title, Label: title, DateOnly: true}
	d.Meta.ID, d.Meta.Title = id, title
	d.Path = id + ".md"
	if day != "" {
		d.Date, _ = time.Parse(time.DateOnly, day)
		d.Path = day[:4] + "/" + d.Path
	}
	d.File = "content/" + d.Path
	d.Hash = sha256.Sum256([]byte(id))
	d.Headings = []rca.Heading{
		{Level: 1, Text: "Impact summary", ID: "impact-summary"},
		{Level: 2, Text: "What users saw", ID: "what-users-saw"},
		{Level: 1, Text: "RCA", ID: "rca"},
		{Level: 2, Text: "A detail", ID: "a-detail"},
		{Level: 1, Text: "Next steps", ID: "next-steps"},
	}
	d.LevelShift = 1
	return d
}

// library returns the documents of a small site: a patterned title, a draft,
// an unlisted one, one without date, one with an alias.
func library() []*rca.Document {
	sso := newDocument("sso", "RCA - Mitigated - SSO - Multiple Regions - 30-06-2021", "2021-06-30")
	sso.ShortTitle, sso.Label = "SSO, Multiple Regions", "SSO, Multiple Regions"
	sso.Status, sso.Service, sso.Region = "Mitigated", "SSO", "Multiple Regions"
	sso.Description = "Single sign-on failed now and then in three regions."
	sso.Meta.Aliases = []string{"/docs/old sso"}

	api := newDocument("apiv2", "APIv2 unreachable from West Europe", "2023-12-12")
	api.Status, api.Meta.Services, api.Meta.Regions = "Investigating", []string{"APIv2", "Search"}, []string{"West Europe"}
	api.Description = "A network incident of the provider cut the services off from each other."

	draft := newDocument("draft", "Webhooks delayed", "2023-03-04")
	draft.Meta.Draft = true

	hidden := newDocument("hidden", "Under embargo", "2023-05-01")
	hidden.Meta.Unlisted = true

	return []*rca.Document{sso, api, draft, hidden, newDocument("undated", "Nobody knows when", "")}
}

var english, _ = locale.Find("en")

func newConfig() *config.Config {
	return &config.Config{
		Title:       "Incident library",
		Description: "What broke, why, and what we changed",
		URL:         "https://rca.example.com/kb/",
		Content:     "content",
		Templates:   "theme",
		EditURL:     "https://git.example.com/kb/edit/main",
		Sections:    config.Default().Sections,
		Sidebar:     config.Sidebar{Group: "year", Order: "newest"},
	}
}

func newSite(t testing.TB, documents ...*rca.Document) *site.Site {
	t.Helper()
	s := site.New(site.Input{Config: newConfig(), Documents: documents})
	for _, d := range s.Diagnostics {
		t.Errorf("the fixture has a finding: %s: %s", d.Path, d.Message)
	}
	return s
}

// newRenderer returns a renderer with the built-in templates and one body for
// all pages.
func newRenderer(t testing.TB, s *site.Site) *Renderer {
	t.Helper()
	text, err := os.ReadFile("testdata/body.html")
	if err != nil {
		t.Fatal(err)
	}
	return New(s, BuiltIn(english), inBothForms(func(w io.Writer, p *site.Page) error {
		_, err := w.Write(text)
		return err
	}))
}

// inBothForms writes every page's text in one way, in both forms.
func inBothForms(write func(io.Writer, *site.Page) error) Text {
	return Text{HTML: write, Markdown: write}
}

// allOutputs returns everything that there is to render.
func allOutputs(t testing.TB, r *Renderer) []Output {
	t.Helper()
	outputs := r.Outputs()
	for i := range outputs {
		var err error
		if outputs[i], err = r.Prepare(outputs[i]); err != nil {
			t.Fatal(err)
		}
	}
	return outputs
}

func renderOutput(t testing.TB, r *Renderer, o Output) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Render(&b, o); err != nil {
		t.Fatalf("%s: %v", o.Address, err)
	}
	return b.String()
}

// renderAt renders the output at an address.
func renderAt(t testing.TB, r *Renderer, address string) string {
	t.Helper()
	for _, o := range allOutputs(t, r) {
		if o.Address == address {
			return renderOutput(t, r, o)
		}
	}
	t.Fatalf("there is no output at %q", address)
	return ""
}

// many returns n documents, perYear of them in each year.
func many(n, perYear int) []*rca.Document {
	documents := make([]*rca.Document, n)
	for i := range documents {
		day := time.Date(2024-i/perYear, 1, 1+i%perYear%365, 0, 0, 0, 0, time.UTC)
		documents[i] = newDocument(fmt.Sprintf("incident-%05d", i), fmt.Sprintf("Incident number %d", i), day.Format(time.DateOnly))
	}
	return documents
}

func hostile(d *rca.Document, text string) *rca.Document {
	d.Title, d.ShortTitle, d.Label = text, text+" ", text
	d.Description, d.Status, d.Service, d.Region = text, text, text, text
	d.Meta = frontmatter.Meta{
		ID: d.Meta.ID, Title: text, PaginationLabel: text, Services: []string{text}, Regions: []string{text}, Provider: text,
		NoticedBy: text, Summary: frontmatter.Summary{Symptom: text, Cause: text, Resolution: text},
		Authors: []string{text, text}, Tags: []string{text}, Severity: text, Source: frontmatter.Origin{Address: text}, Lang: text,
	}
	d.Headings = []rca.Heading{{Level: 1, Text: text, ID: strings.Map(dropSpace, text)}}
	d.Facts.Symptoms = []string{text}
	return d
}

// promising gives a document actions and a promise of a text.
func promising(d *rca.Document, text string) *rca.Document {
	d.Facts.Actions = []rca.Action{
		{Text: text, Owners: []string{text}, Tickets: []string{text, "https://rca.example.com/" + text}, Kind: rca.Limit, Deadline: rca.Deadline{DueText: text}},
		{Text: text, State: rca.Declined, Reason: text},
	}
	d.Facts.Promises = []rca.Promise{{Text: text, Kind: rca.FollowUp}}
	return d
}

// hostileFacts fills in facts that were read from a text.
func hostileFacts(f *rca.Facts, text string) {
	at := func(hour int) rca.Moment {
		m := rca.Moment{Time: time.Date(2023, 1, 1, hour, 0, 0, 0, time.FixedZone(text, 3600)), Zoned: true}
		m.Sentence = strings.Repeat(text+" ", 9)
		return m
	}
	f.Impact, f.Detected, f.Mitigated, f.Resolved = rca.Window{Start: at(1), End: at(5)}, at(2), at(5), at(6)
	f.Durations = []rca.Length{{Of: rca.TimeOfImpact, Shortest: time.Hour, Longest: time.Hour, Evidence: rca.Evidence{Sentence: text}}}
	for i, phase := range []rca.Phase{rca.Detected, rca.Identified, rca.Mitigated, rca.Resolved} {
		f.Timeline = append(f.Timeline, rca.Event{Moment: at(2 + i), Text: text, Phase: phase}, rca.Event{Moment: at(2 + i), Text: "Update: " + text, Public: true})
	}
	f.Actions = []rca.Action{
		{Text: text, Owners: []string{text}, Tickets: []string{text, "#1", "a/b#2"}, Deadline: rca.Deadline{DueText: text}},
		{Text: text, State: rca.Declined, Reason: text},
	}
}

func dropSpace(r rune) rune {
	if r == ' ' {
		return '-'
	}
	return r
}

func rendererWithoutText(t testing.TB, s *site.Site) *Renderer {
	t.Helper()
	return New(s, BuiltIn(english), inBothForms(func(io.Writer, *site.Page) error { return nil }))
}

// load makes a renderer with a project's templates, as a build does.
func load(s *site.Site, overrides fs.FS, body func(io.Writer, *site.Page) error) (*Renderer, []diag.Diagnostic, error) {
	t, found, err := LoadTemplates(overrides, s.Config.Templates, english)
	if err != nil {
		return nil, nil, err
	}
	r, more, err := New(s, t, inBothForms(body)).Checked()
	return r, append(found, more...), err
}
