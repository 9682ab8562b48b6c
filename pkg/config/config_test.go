package config

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/temporal"
)

var byFields = []cmp.Option{
	cmpopts.IgnoreUnexported(Config{}),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
}

// show writes findings as rule line:column "source" message | help.
func show(src string, ds []diag.Diagnostic) []string {
	f := &diag.File{Bytes: []byte(src)}
	var all []string
	for _, d := range ds {
		at := f.Position(d.Span.Start)
		s := fmt.Sprintf("%s %d:%d %q %s", d.Rule, at.Line, at.Column, f.Bytes[d.Span.Start:d.Span.End], d.Message)
		for _, h := range d.Help {
			s += " | " + h
		}
		all = append(all, s)
	}
	return all
}

func TestNothingMeansDefault(t *testing.T) {
	for _, src := range []string{"", "# nothing\n", "\ufeff\n", "---\n", "title:\nsidebar:\nsections:\nchecks:\nlimits: ~\n", "sidebar: {}\nchecks: {}\n"} {
		c, ds := Load("rcagen.yaml", []byte(src))
		if len(ds) > 0 {
			t.Errorf("%q: %v", src, show(src, ds))
		}
		if diff := cmp.Diff(Default(), c, byFields...); diff != "" {
			t.Errorf("%q: %s", src, diff)
		}
	}
}

func TestLoad(t *testing.T) {
	src := "\ufeff" + `title: Post-mortems
description: ""
url: https://example.com/docs
content: ./docs/rca/
output: build/site
templates: theme
language: pt-br
timezone: Europe/Berlin
date_order: mdy
title_pattern: "[{status}] {service} ({region})"
sections:
  - name: Impact summary
  - name: rca
    required: false
    synonyms: [Why]
  - name: Timeline
    required: true
  - {name: Cost, synonyms: []}
sidebar: {group: folder, order: oldest}
checks:
  section/missing: warning
  "id/*": off
public_names: [acme.com, status@acme.io, 10.1.0.0/16, "fd00::1"]
edit_url: https://github.com/a/b/edit/main/
editor_url: "idea://open?file=/{path}&line={line}"
limits:
  file_size: 2MiB
  front_matter: 1.5 KiB
  nesting: 10
  line_length: 1000
  table_cells: "5"
  page_size: 1 GiB
  code_size: 12 B
  code_time: 1.5s
  image_size: 1
  findings: 1
`
	c, ds := Load("rcagen.yaml", []byte(src))
	if len(ds) > 0 {
		t.Fatal(show(src, ds))
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		Title: "Post-mortems", URL: "https://example.com/docs", Content: "docs/rca", Output: "build/site", Templates: "theme",
		Language: "pt-BR", Timezone: berlin, DateOrder: temporal.MonthFirst, TitlePattern: "[{status}] {service} ({region})",
		Sections: []Section{
			{Name: "Impact summary", Required: true, Synonyms: impact, Fallback: summary},
			{Name: "rca", Synonyms: []string{"Why"}, Fallback: causeOfLast},
			{Name: "Timeline", Required: true, Synonyms: timeline},
			{Name: "Cost", Required: true},
		},
		Sidebar:     Sidebar{Group: "folder", Order: "oldest"},
		Checks:      map[string]diag.Severity{"section/missing": diag.Warning, "id/*": diag.Off},
		PublicNames: []string{"acme.com", "status@acme.io", "10.1.0.0/16", "fd00::1"},
		EditURL:     "https://github.com/a/b/edit/main/", EditorURL: "idea://open?file=/{path}&line={line}",
		Limits: Limits{FileSize: 2 << 20, FrontMatter: 1536, Nesting: 10, LineLength: 1000, TableCells: 5, PageSize: 1 << 30,
			CodeSize: 12, CodeTime: 1500 * time.Millisecond, ImageSize: 1, Findings: 1},
	}
	if diff := cmp.Diff(want, c, byFields...); diff != "" {
		t.Error(diff)
	}
	for rule, source := range map[string]string{"section/missing": "section/missing", "id/*": `"id/*"`} {
		if s := c.CheckSpans()[rule]; src[s.Start:s.End] != source {
			t.Errorf("%s is at %q", rule, src[s.Start:s.End])
		}
	}
}

func TestFindings(t *testing.T) {
	tests := []struct {
		src  string
		want []string
	}{
		{"titel: x\n", []string{"config/unknown-key 1:1 \"titel\" unknown key `titel` | did you mean `title`?"}},
		{"sidebar:\n  gruop: year\n", []string{"config/unknown-key 2:3 \"gruop\" unknown key `sidebar.gruop` | did you mean `group`?"}},
		{"limits: {fuel: 1}\n", []string{"config/unknown-key 1:10 \"fuel\" unknown key `limits.fuel` | expected one of file_size, front_matter, nesting, line_length, table_cells, page_size, code_size, code_time, image_size, findings"}},
		{"title: a\ntitle: b\n", []string{"config/duplicate-key 2:1 \"title\" key `title` appears twice | keep one of the two"}},
		{"title: &a b\n", []string{"config/alias-or-tag 1:8 \"&a\" anchor `&a` is not allowed here | write the value out | if it is meant as text, quote it: `title: \"&a b\"`"}},
		{"limits:\n\tnesting: 1\n", []string{"config/yaml-syntax 2:1 \"\\t\" not valid YAML: a tab cannot indent | indent with spaces"}},
		{"- a\n- b\n", []string{"config/wrong-type 1:1 \"- a\" the configuration must be `key: value` lines, but is a list"}},
		{"title: [Incidents]\n", []string{"config/wrong-type 1:8 \"[Incidents]\" `title` must be text, but is a list"}},
		{"title: \"\"\n", []string{"config/bad-value 1:8 \"\\\"\\\"\" `title` must not be empty"}},
		{"sidebar: year\n", []string{"config/wrong-type 1:10 \"year\" `sidebar` must be `key: value` lines, but is text"}},
		{"sidebar: {group: yaer}\n", []string{"config/bad-value 1:18 \"yaer\" `sidebar.group` must be `auto`, `year` or `folder`, but is `yaer` | did you mean `year`?"}},
		{"date_order: ymd\n", []string{"config/bad-value 1:13 \"ymd\" `date_order` must be `dmy` or `mdy`, but is `ymd` | did you mean `dmy`?"}},
		{"url: example.com\n", []string{"config/bad-value 1:6 \"example.com\" `url` must be an address such as `https://example.com/incidents/`, but is `example.com`"}},
		{"url: https://example.com/?a\n", []string{"config/bad-value 1:6 \"https://example.com/?a\" `url` must be an address without `?` and `#`, but is `https://example.com/?a`"}},
		{"editor_url: javascript:{path}\n", []string{"config/bad-value 1:13 \"javascript:{path}\" `editor_url` must be an editor's address with `{path}` in it, such as `vscode://file/{path}:{line}:{column}`, but is `javascript:{path}`"}},
		{"public_names: [10.0.0.0/33]\n", []string{"config/bad-value 1:16 \"10.0.0.0/33\" `public_names` must be a domain, an e-mail address, an IP address or a range such as `10.0.0.0/8`, but is `10.0.0.0/33`"}},
		{"edit_url: javascript:alert(1)\n", []string{"config/bad-value 1:11 \"javascript:alert(1)\" `edit_url` must be an address such as `https://example.com/incidents/`, but is `javascript:alert(1)`"}},
		{"language: tlh\n", []string{"config/bad-value 1:11 \"tlh\" `language` must be one of the languages " + oneOf(locale.Names()) + ", but is `tlh`"}},
		{"language: pt_BR\n", []string{"config/bad-value 1:11 \"pt_BR\" `language` must be one of the languages " + oneOf(locale.Names()) + ", but is `pt_BR` | did you mean `pt-BR`?"}},
		{"language: [pt]\n", []string{"config/wrong-type 1:11 \"[pt]\" `language` must be text, but is a list"}},
		{"timezone: Europe/Berln\n", []string{"config/bad-value 1:11 \"Europe/Berln\" `timezone` must be a time zone such as `UTC` or `Europe/Berlin`, but is `Europe/Berln`"}},
		{"timezone: Local\n", []string{"config/bad-value 1:11 \"Local\" `timezone` must be a time zone such as `UTC` or `Europe/Berlin`, but is `Local`"}},
		{"content: /etc\n", []string{"config/bad-value 1:10 \"/etc\" `content` must be a folder within the project, relative to rcagen.yaml, with `/` between names, but is `/etc`"}},
		{"templates: a/../../b\n", []string{"config/bad-value 1:12 \"a/../../b\" `templates` must be a folder within the project, relative to rcagen.yaml, with `/` between names, but is `a/../../b`"}},
		{"output: C:\\site\n", []string{"config/bad-value 1:9 \"C:\\\\site\" `output` must be a folder within the project, relative to rcagen.yaml, with `/` between names, but is `C:\\site`"}},
		{"output: ./\n", []string{"config/bad-value 1:9 \"./\" `output` must be a folder below the project's own, but is `./`"}},
		{"output: content/public\n", []string{"config/bad-value 1:9 \"content/public\" `output` lies in the content folder `content` | write the site to a folder beside it"}},
		{"content: docs\noutput: docs\n", []string{"config/bad-value 2:9 \"docs\" `output` lies in the content folder `docs` | write the site to a folder beside it"}},
		{"content: public\n", []string{"config/bad-value 1:10 \"public\" `output` lies in the content folder `public` | write the site to a folder beside it"}},
		{"content: public/docs\n", []string{"config/bad-value 1:10 \"public/docs\" `content` lies in the output folder `public` | write the site to a folder beside it"}},
		{"templates: public/t\n", []string{"config/bad-value 1:12 \"public/t\" `templates` lies in the output folder `public` | keep the templates in a folder beside it"}},
		{"title_pattern: \"{state} - {date}\"\n", []string{"config/bad-value 1:16 \"\\\"{state} - {date}\\\"\" `title_pattern` has the unknown part `{state}`: expected `status`, `service`, `region` or `date` | did you mean `status`?"}},
		{"title_pattern: \"{date} {date}\"\n", []string{"config/bad-value 1:16 \"\\\"{date} {date}\\\"\" `title_pattern` has the part `{date}` twice"}},
		{"title_pattern: \"{service}{date}\"\n", []string{"config/bad-value 1:16 \"\\\"{service}{date}\\\"\" `title_pattern` must have text between its parts, to tell where one ends"}},
		{"title_pattern: RCA\n", []string{"config/bad-value 1:16 \"RCA\" `title_pattern` must have one of the parts `{status}`, `{service}`, `{region}` and `{date}`"}},
		{"checks: {section/missing: of}\n", []string{"config/bad-value 1:27 \"of\" `checks.section/missing` must be `off`, `info`, `warning` or `error`, but is `of` | did you mean `off`?"}},
		{"overrides: [{files: \"a/[\", checks: {}}]\n", []string{"config/bad-value 1:21 \"\\\"a/[\\\"\" `overrides.files` has a bracket or brace that is never closed, or a backslash at its end"}},
		{"overrides: [{files: /a, checks: {}}]\n", []string{"config/bad-value 1:21 \"/a\" `overrides.files` must be a path from the project's root, as `content/2019/**`, but is `/a`"}},
		{"checks: [a]\n", []string{"config/wrong-type 1:9 \"[a]\" `checks` must be `rule: severity` lines, but is a list"}},
		{"checks: {a/b: [off]}\n", []string{"config/wrong-type 1:15 \"[off]\" `checks.a/b` must be `off`, `info`, `warning` or `error`, but is a list"}},
		{"sections: RCA\n", []string{"config/wrong-type 1:11 \"RCA\" `sections` must be a list, but is text"}},
		{"sections: []\n", []string{"config/bad-value 1:11 \"[]\" `sections` is an empty list | delete the key to have the built-in sections"}},
		{"sections:\n  - RCA\n", []string{"config/wrong-type 2:5 \"RCA\" a section must be `key: value` lines, but is text | write `- name: RCA`"}},
		{"sections:\n  - name: RCA\n  - name: rca\n", []string{"config/bad-value 3:11 \"rca\" section `rca` is listed twice"}},
		{"sections:\n  - required: true\n    synonym: [a]\n", []string{
			"config/unknown-key 3:5 \"synonym\" unknown key `sections.synonym` | did you mean `synonyms`?",
			"config/bad-value 2:5 \"required: true\" a section has no `name`"}},
		{"sections:\n  - {name: a, required: maybe, synonyms: b}\n", []string{
			"config/bad-value 2:25 \"maybe\" `sections.required` must be `true` or `false`, but is `maybe`",
			"config/wrong-type 2:42 \"b\" `sections.synonyms` must be a list, but is text"}},
		{"sections:\n  - {name: [a]}\n  - name:\n  - {name: b, synonyms: [[c]]}\n", []string{
			"config/wrong-type 2:12 \"[a]\" `sections.name` must be text, but is a list",
			"config/wrong-type 3:10 \"\" `sections.name` must be text, but is empty",
			"config/wrong-type 4:26 \"[c]\" `sections.synonyms` must be text, but is a list"}},
		{"limits: {file_size: 1MB}\n", []string{"config/bad-value 1:21 \"1MB\" `limits.file_size` must be a size such as `1MiB`, `64KiB` or a number of bytes, but is `1MB`"}},
		{"limits: {file_size: 0}\n", []string{"config/bad-value 1:21 \"0\" `limits.file_size` must be a size from 1 byte to just below 2 GiB, but is `0`"}},
		{"limits: {file_size: 9999GiB}\n", []string{"config/bad-value 1:21 \"9999GiB\" `limits.file_size` must be a size from 1 byte to just below 2 GiB, but is `9999GiB`"}},
		{"limits: {nesting: 100000}\n", []string{"config/bad-value 1:19 \"100000\" `limits.nesting` must be a whole number from 1 to 1000, but is `100000`"}},
		{"limits: {code_time: 300}\n", []string{"config/bad-value 1:21 \"300\" `limits.code_time` must be a time such as `300ms` or `2s`, but is `300`"}},
		{"limits: {code_time: -1s}\n", []string{"config/bad-value 1:21 \"-1s\" `limits.code_time` must be a time such as `300ms` or `2s`, but is `-1s`"}},
	}
	for _, test := range tests {
		c, ds := Load("rcagen.yaml", []byte(test.src))
		if diff := cmp.Diff(test.want, show(test.src, ds)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.src, diff)
		}
		if c.Timezone == nil || len(c.Sections) == 0 || c.Output == "" {
			t.Errorf("%q: the configuration is not complete: %+v", test.src, c)
		}
	}
}

func TestOneMistakeDoesNotHideTheNext(t *testing.T) {
	c, ds := Load("rcagen.yaml", []byte("title: [a]\noutput: site\ndate_order: x\nlimits: {nesting: 3}\n"))
	if len(ds) != 2 || c.Title != Default().Title || c.Output != "site" || c.Limits.Nesting != 3 {
		t.Errorf("got %+v, %v", c, ds)
	}
}

func TestRepeatedNameHasBothPlaces(t *testing.T) {
	src := "sections:\n  - name: A\n  - name: a\n"
	_, ds := Load("rcagen.yaml", []byte(src))
	if len(ds) != 1 || len(ds[0].Related) != 1 || src[ds[0].Related[0].Span.Start:ds[0].Related[0].Span.End] != "A" {
		t.Errorf("got %+v", ds)
	}
}

func TestBasePath(t *testing.T) {
	for url, want := range map[string]string{
		"": "/", "https://example.com": "/", "https://example.com/": "/", "https://example.com/docs": "/docs/",
		"https://example.com/a//b/": "/a/b/", "https://example.com/a%20b": "/a b/", "https://example.com/../x": "/x/", "%": "/",
	} {
		if got := (&Config{URL: url}).BasePath(); got != want {
			t.Errorf("BasePath of %q is %q, want %q", url, got, want)
		}
	}
}

func TestDefaultSections(t *testing.T) {
	var required []string
	owner := map[string]string{}
	for _, s := range Default().Sections {
		if s.Required {
			required = append(required, s.Name)
		}
		for _, heading := range slices.Concat([]string{s.Name}, s.Synonyms) {
			folded := strings.ToLower(heading)
			if first, taken := owner[folded]; taken {
				t.Errorf("%q counts as both %s and %s", heading, first, s.Name)
			}
			owner[folded] = s.Name
			if folded == "what went wrong" {
				t.Errorf("%q depends on the headings beside it", heading)
			}
		}
	}
	if diff := cmp.Diff([]string{"Impact summary", "RCA", "Next steps"}, required); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(summary, "What happened") || owner["what happened"] != "" {
		t.Error("a summary should count as the impact only where nothing else does")
	}
}

func FuzzLoad(f *testing.F) {
	for _, s := range []string{
		"title: a\nlimits: {file_size: 1MiB, code_time: 2s}\n", "sections:\n - name: a\n   synonyms: [b]\n", "checks:\n  a/*: off\n", "\ufeffurl: https://a/b\n",
		"output: a/../b\ncontent: .\n", "title_pattern: '{a}{b}'\n", "timezone: ../../etc\n", "sidebar: [\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4096 {
			return
		}
		c, ds := Load("rcagen.yaml", src)
		for _, d := range ds {
			if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(src) {
				t.Fatalf("span %v is outside of the file", d.Span)
			}
			if !strings.HasPrefix(d.Rule, "config/") || d.Path != "rcagen.yaml" || d.Message == "" {
				t.Fatalf("incomplete: %+v", d)
			}
		}
		base := c.BasePath()
		if !strings.HasPrefix(base, "/") || !strings.HasSuffix(base, "/") {
			t.Fatalf("base path %q", base)
		}
		for _, folder := range []string{c.Content, c.Output, c.Templates} {
			if strings.HasPrefix(folder, "/") || slices.Contains(strings.Split(folder, "/"), "..") {
				t.Fatalf("folder %q leads out of the project", folder)
			}
		}
	})
}

// TestSeverity: the last override that fits wins, all win over checks, and a
// rule's own name wins over its family in each of them.
func TestSeverity(t *testing.T) {
	c, found := Load("rcagen.yaml", []byte(`
checks: {a/x: info, a/*: "off", b/*: info}
overrides:
  - {files: "content/2019/**", checks: {a/*: error, a/y: warning}}
  - {files: "**/{draft,old}-*.md", checks: {a/x: warning}}
  - {files: "content/*.md", checks: {b/x: warning}}
`))
	if len(found) > 0 {
		t.Fatal(found)
	}
	for _, test := range []struct {
		rule, path string
		want       diag.Severity
	}{
		{"a/x", "content/a.md", diag.Info},
		{"a/z", "content/a.md", diag.Off},
		{"a/x", "content/2019/a.md", diag.Error},
		{"a/y", "content/2019/10/a.md", diag.Warning},
		{"a/x", "content/2019/old-a.md", diag.Warning},
		{"a/z", "content/2019/old-a.md", diag.Error},
		{"b/x", "content/a.md", diag.Warning},
		{"b/x", "content/2019/a.md", diag.Info},
		{"c/x", "content/2019/a.md", diag.Undecided},
		{"a/x", "", diag.Info},
	} {
		if got, ok := c.Severity(test.rule, test.path); got != test.want || ok != (test.want != diag.Undecided) {
			t.Errorf("%s in %q: %v, want %v", test.rule, test.path, got, test.want)
		}
	}
}

// TestNameInTheLanguage reads configurations that leave the site's name to its language.
func TestNameInTheLanguage(t *testing.T) {
	for source, want := range map[string][2]string{
		"language: de\n": {"Vorfallbibliothek", "Was ausfiel, warum, und was wir geändert haben."},
		"language: de\ntitle: Incident library\n":      {"Incident library", "Was ausfiel, warum, und was wir geändert haben."},
		"language: pt-BR\ndescription: Só o básico.\n": {"Biblioteca de incidentes", "Só o básico."},
		"output: out\n": {Default().Title, Default().Description},
	} {
		c, found := Load("rcagen.yaml", []byte(source))
		if len(found) > 0 || c.Title != want[0] || c.Description != want[1] {
			t.Errorf("%q: title %q, description %q, findings %v", source, c.Title, c.Description, found)
		}
	}
}
