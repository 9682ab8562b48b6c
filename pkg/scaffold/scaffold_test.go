package scaffold

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

var update = flag.Bool("update", false, "rewrite golden files")

var known = Incident{
	Title: "APIv2: slow in “West Europe”", Services: []string{"APIv2", "Quotes & prices"}, Regions: []string{"West Europe"},
	Severity: "major", Started: Start{Time: time.Date(2023, 12, 12, 9, 10, 0, 0, time.UTC)},
}

func kinds(t *testing.T, templates fstest.MapFS) map[string]Kind {
	t.Helper()
	list, err := Kinds(templates)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]Kind{}
	for _, k := range list {
		named[k.Name] = k
	}
	if len(named) != len(list) {
		t.Errorf("%d kinds, %d names", len(list), len(named))
	}
	return named
}

func write(t *testing.T, k Kind, i Incident, c *config.Config) string {
	t.Helper()
	text, err := k.Write(i, "2023-12-12-apiv2", c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// parse reads an RCA as the rules see it.
func parse(text string, c *config.Config) *rca.Parsed {
	return rca.NewParser(c).Parse(&diag.File{Path: "content/a.md", Bytes: []byte(text)}, "a.md")
}

// TestScaffolds: each kind has what the rules want, and the forms that its hints
// show are read back.
func TestScaffolds(t *testing.T) {
	c := config.Default()
	names := []string{"data-loss", "near-miss", "outage", "provider", "security"}
	list := kinds(t, nil)
	if len(list) != len(names) {
		t.Fatalf("%d kinds", len(list))
	}
	for _, name := range names {
		text := write(t, list[name], known, c)
		golden := filepath.Join("testdata", name+".md")
		if *update {
			if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if list[name].For == "" || strings.Contains(text, list[name].For) {
			t.Errorf("%s is for %q", name, list[name].For)
		}
		checkForms(t, name, text, c)
	}
}

var (
	shownEvent  = regexp.MustCompile(`One line for each: (- 2024.*) -->`)
	shownAction = regexp.MustCompile(`One line for each: (- \[ \].*) -->`)
)

func checkForms(t *testing.T, name, text string, c *config.Config) {
	t.Helper()
	d := parse(text, c).Document
	if !d.Meta.Draft || len(d.Facts.Timeline) != 0 || len(d.Facts.Actions) != 0 || !d.Date.Equal(known.Started.Time) {
		t.Errorf("%s: %+v", name, d.Facts)
	}
	event, action := shownEvent.FindStringSubmatch(text), shownAction.FindStringSubmatch(text)
	if event == nil || action == nil {
		t.Errorf("%s shows no event or no action", name)
		return
	}
	filled := strings.Replace(strings.Replace(text, "- TODO", event[1], 1), "- TODO", action[1], 1)
	f := parse(filled, c).Document.Facts
	if len(f.Timeline) != 2 || f.Timeline[0].Undated || f.Timeline[1].Text != "What happened" {
		t.Errorf("%s: timeline %+v", name, f.Timeline)
	}
	if len(f.Actions) != 1 || f.Actions[0].Text != "What changes" || !cmp.Equal(f.Actions[0].Owners, []string{"owner"}) ||
		f.Actions[0].DueText != "2024-01-31" || !cmp.Equal(f.Actions[0].Tickets, []string{"ABC-123"}) {
		t.Errorf("%s: actions %+v", name, f.Actions)
	}
}

// TestNothingKnown: what was not given stands nowhere.
func TestNothingKnown(t *testing.T) {
	text := write(t, kinds(t, nil)["outage"], Incident{Title: "No"}, config.Default())
	head, body, _ := strings.Cut(text, "---\n\n")
	if want := "---\nid: 2023-12-12-apiv2\ntitle: \"No\"\nsidebar_label: \"No\"\ndraft: true\n"; head != want {
		t.Errorf("%q", head)
	}
	if strings.Contains(body, "begins") || strings.Contains(body, "{{") {
		t.Error(body)
	}
}

func headings(text string, c *config.Config) (list []string) {
	for _, h := range parse(text, c).Document.Headings {
		list = append(list, h.Text)
	}
	return list
}

func TestConfiguredSections(t *testing.T) {
	required := func(name string, synonyms ...string) config.Section {
		return config.Section{Name: name, Required: true, Synonyms: synonyms}
	}
	own := fstest.MapFS{"scaffolds/short.md": {Data: []byte("Intro {{x}}.\n\nUrsache\n-------\n\nTODO\n\n```\n## no heading\n```\n\n# Rückblick\n\nTODO\n")}}
	for _, test := range []struct {
		kind     string
		sections []config.Section
		want     []string
	}{
		{"outage", []config.Section{required("Auswirkung"), required("Ursache"), required("Maßnahmen")}, []string{"Auswirkung", "Ursache", "Maßnahmen", "Timeline"}},
		{"outage", []config.Section{required("Auswirkung", "Impact summary"), required("Ursache"), required("Maßnahmen", "Next steps")}, []string{"Auswirkung", "Ursache", "Timeline", "Maßnahmen"}},
		{"outage", append(config.Default().Sections, required("Cost")), []string{"Impact summary", "Timeline", "RCA", "Next steps", "Cost"}},
		{"short", []config.Section{required("Auswirkung"), required("Ursache"), required("Rückblick")}, []string{"Ursache", "Auswirkung", "Rückblick"}},
	} {
		c := config.Default()
		c.Sections = test.sections
		text := write(t, kinds(t, own)[test.kind], known, c)
		if diff := cmp.Diff(test.want, headings(text, c)); diff != "" {
			t.Errorf("%s, %v (-want +got):\n%s\n%s", test.kind, test.sections, diff, text)
		}
		for _, s := range test.sections {
			if parse(text, c).Document.Section(s.Name) == nil && s.Required {
				t.Errorf("section %s is missing:\n%s", s.Name, text)
			}
		}
	}
}

func TestOwnScaffolds(t *testing.T) {
	own := fstest.MapFS{
		"page.html":            {Data: []byte("x")},
		"scaffolds/.hidden.md": {Data: []byte("x")},
		"scaffolds/notes.txt":  {Data: []byte("x")},
		"scaffolds/outage.md":  {Data: []byte("## Root cause\n\nTODO\n")},
		"scaffolds/drill.md": {Data: []byte("\uFEFF<!-- we broke it ourselves -->\r\n---\r\ntitle: not this one\r\n# theirs\r\ntags:\r\n  - drill\r\naudience: internal\r\n---\r\n\r\n" +
			"{{services}} in {{regions}}, {{severity}}: {{title}}\r\n\r\nAsk {{who}}.\r\n")},
		"scaffolds/broken.md": {Data: []byte("---\na: [\n---\n")},
	}
	list := kinds(t, own)
	if len(list) != 7 || list["drill"].For != "we broke it ourselves" || list["outage"].For != "" {
		t.Errorf("%d kinds, %q", len(list), list["drill"].For)
	}
	c := config.Default()
	got := write(t, list["drill"], known, c)
	want := `---
id: 2023-12-12-apiv2
title: "APIv2: slow in “West Europe”"
sidebar_label: "APIv2: slow in “West Europe”"
draft: true
severity: major
services: [APIv2, "Quotes & prices"]
regions: [West Europe]
started: 2023-12-12T09:10:00Z
tags:
  - drill
audience: internal
---

APIv2, Quotes & prices in West Europe, major: APIv2: slow in “West Europe”

Ask {{who}}.

## Impact summary
`
	if !strings.HasPrefix(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got := headings(write(t, list["outage"], known, c), c); !cmp.Equal(got, []string{"Impact summary", "Root cause", "Next steps"}) {
		t.Error(got)
	}
	if text, err := list["broken"].Write(known, "a", c); err == nil || !strings.HasPrefix(err.Error(), "scaffolds/broken.md: ") {
		t.Errorf("%s, error %v", text, err)
	}
}
