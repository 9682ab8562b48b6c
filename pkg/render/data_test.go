package render

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// report is an RCA with everything that programs are told.
const report = `---
id: checkout
title: "Checkout ]]> \"refused\" <cards> & more"
services: [Checkout, "Pay\\ments \"EU\""]
regions: [West Europe]
severity: SEV1
status: resolved
tags: [payments]
authors: [Ada]
started: 2024-03-01T09:00:00+01:00
detected: 2024-03-01T09:10:00+01:00
resolved: 2024-03-01T12:00:00+01:00
published: 2024-03-05
source: https://status.example.com/incidents/1
---

## Impact summary

Cards were refused from about 08:00 UTC to 09:30 UTC on 1 March 2024.

## RCA

A certificate had expired. Customers saw the error ` + "`E_CARD_REFUSED_17`" + `.

## Timeline

- 09:00 CET: first refusals
- 09:20 CET: status page: investigating
- 10:30 CET: mitigated
- 11:00 CET: status page: resolved

## Next steps

- [ ] Renew the certificate a month before (@ada, due 2024-04-01, PAY-17)
- [x] Alert on refusals (@bo, due 2024-03-10)
`

// parsedDocuments returns reports that were read as a build reads them.
func parsedDocuments(t testing.TB, c *config.Config) (documents []*rca.Document) {
	t.Helper()
	parser := rca.NewParser(c)
	for i, id := range []string{"checkout", "refunds"} {
		text := strings.Replace(report, "id: checkout", "id: "+id, 1)
		if i > 0 {
			text = strings.ReplaceAll(text, "2024-03", "2023-03")
		}
		file := id + ".md"
		d := parser.Parse(&diag.File{Path: "content/" + file, Bytes: []byte(text)}, file).Document
		documents = append(documents, d)
	}
	return documents
}

// dataSite returns the renderer of a site of real reports, hostile ones and an
// unlisted one. Without an address nobody knows where it is published.
func dataSite(t testing.TB, address string) *Renderer {
	t.Helper()
	c := config.Default()
	c.URL, c.Content = address, "content"
	documents := append(parsedDocuments(t, c), library()...)
	for i, text := range []string{"]]> & <b>", "a\x00b\x1b", "\xed\xa0\x80", "\u202eabc", "line\nfeed", `back\slash "quote"`, "[link](x) *a* _b_ `c`"} {
		documents = append(documents, hostile(newDocument(fmt.Sprint("hostile-", i), "", "2022-01-01"), text))
	}
	s := site.New(site.Input{Config: c, Documents: documents, AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)})
	return rendererWithoutText(t, s)
}

func dataSites(t *testing.T, test func(t *testing.T, r *Renderer)) {
	for name, address := range map[string]string{"published": "https://rca.example.com/kb/", "anywhere": ""} {
		t.Run(name, func(t *testing.T) { test(t, dataSite(t, address)) })
	}
}

// TestDataMatchesItsSchema holds incidents.json and every index.json against
// the schema that is published beside them.
func TestDataMatchesItsSchema(t *testing.T) {
	var schema jsonschema.Schema
	if err := json.Unmarshal(schemaText, &schema); err != nil {
		t.Fatal(err)
	}
	whole, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	ofPage := schema
	ofPage.Type, ofPage.Properties, ofPage.Required, ofPage.AdditionalProperties = "", nil, nil, nil
	ofPage.Ref = "#/$defs/page"
	page, err := ofPage.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	dataSites(t, func(t *testing.T, r *Renderer) {
		pages := 0
		for _, o := range allOutputs(t, r) {
			against := whole
			switch path.Base(o.Address) {
			case "index.json":
				against = page
				pages++
			case "incidents.json":
			default:
				continue
			}
			var v any
			text := renderOutput(t, r, o)
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatalf("%s: %v", o.Address, err)
			}
			if err := against.Validate(v); err != nil {
				t.Errorf("%s: %v\n%s", o.Address, err, text)
			}
		}
		if pages != len(r.site.Pages) {
			t.Errorf("%d of %d pages", pages, len(r.site.Pages))
		}
	})
	for _, wrong := range []string{
		`{}`, `{"$schema":"x","version":2,"title":"x","incidents":[]}`, `{"$schema":"x","version":1,"title":"x","incidents":[],"more":1}`,
		`{"$schema":"x","version":1,"title":"x","incidents":[{"id":"a"}]}`,
		`{"$schema":"x","version":1,"title":"x","incidents":[{"id":"a","address":"a/","title":"a","name":"a","action_count":0,"open_action_count":0,"started":"1 March"}]}`,
		`{"$schema":"x","version":1,"title":"x","incidents":[{"id":"a","address":"a/","title":"a","name":"a","action_count":0,"open_action_count":0,"unknown":1}]}`,
	} {
		var v any
		if err := json.Unmarshal([]byte(wrong), &v); err != nil {
			t.Fatal(err)
		}
		if whole.Validate(v) == nil {
			t.Errorf("the schema takes %s", wrong)
		}
	}
}

// TestSchemaSaysWhatEachFieldIs: nothing in it is without a description.
func TestSchemaSaysWhatEachFieldIs(t *testing.T) {
	var schema any
	if err := json.Unmarshal(schemaText, &schema); err != nil {
		t.Fatal(err)
	}
	fields := 0
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case map[string]any:
			properties, _ := v["properties"].(map[string]any)
			for name, p := range properties {
				field, _ := p.(map[string]any)
				if _, fixed := field["const"]; field["description"] == nil && !fixed {
					t.Errorf("%s.%s has no description", where, name)
				}
				fields++
			}
			for name, inner := range v {
				walk(where+"."+name, inner)
			}
		case []any:
			for _, inner := range v {
				walk(where, inner)
			}
		}
	}
	walk("", schema)
	if fields < 50 {
		t.Errorf("%d fields", fields)
	}
}

func TestRecordOfAReport(t *testing.T) {
	r := dataSite(t, "https://rca.example.com/kb/")
	var w pageRecord
	if err := json.Unmarshal([]byte(renderAt(t, r, "checkout/index.json")), &w); err != nil {
		t.Fatal(err)
	}
	if w.URL != "https://rca.example.com/kb/checkout/" || w.Schema != "../"+schemaName || w.Severity.Level != "critical" || w.Severity.Word != "SEV1" {
		t.Errorf("%+v", w)
	}
	if w.Started != "2024-03-01T09:00:00+01:00" || w.Detected != "2024-03-01T09:10:00+01:00" || w.Published != "2024-03-05" || *w.ToNotice != 600 {
		t.Errorf("%+v", w.record)
	}
	if slices.Contains(w.Read, "started") || !slices.Contains(w.Read, "mitigated") {
		t.Errorf("read from the text: %v", w.Read)
	}
	if w.record.Actions != 2 || w.Open != 1 || *w.Late != 1 || !w.Actions[0].Late || w.Actions[0].Due != "2024-04-01" || w.Actions[1].State != "done" {
		t.Errorf("actions %+v", w.Actions)
	}
	if len(w.Timeline) != 4 || !w.Timeline[1].Public || len(w.Related) == 0 || w.Related[0].ID != "refunds" || len(w.Related[0].Reasons) == 0 {
		t.Errorf("timeline %+v, related %+v", w.Timeline, w.Related)
	}
}

// TestEveryOutputIsFoundByItsAddress: a preview asks for one at a time.
func TestEveryOutputIsFoundByItsAddress(t *testing.T) {
	dataSites(t, func(t *testing.T, r *Renderer) {
		for _, o := range allOutputs(t, r) {
			got, found, err := r.Output(o.Address)
			if err != nil || !found || got.Key != o.Key || got.Page() != o.Page() {
				t.Errorf("%s: found %v, %v", o.Address, found, err)
			}
		}
		for _, address := range []string{"nothing/index.json", "index.md", "2023/index.md", "old sso/index.md", "checkout/feed.xml", "checkout/robots.txt", "sitemap-1.xml", "search/feed.xml", "feed.xml/", "2021/page/2/feed.xml"} {
			if _, found, _ := r.Output(address); found {
				t.Errorf("there is an output at %s", address)
			}
		}
	})
}

// TestUnlistedIsKnownToNobody: an unlisted page has its own files and stands in
// no other.
func TestUnlistedIsKnownToNobody(t *testing.T) {
	dataSites(t, func(t *testing.T, r *Renderer) {
		own := 0
		for _, o := range allOutputs(t, r) {
			if o.kind != dataOutput || path.Base(o.Address) == cardName {
				continue
			}
			if o.page != nil && o.page.Unlisted {
				own++
				continue
			}
			if text := renderOutput(t, r, o); strings.Contains(text, "embargo") || strings.Contains(text, "2023/hidden") {
				t.Errorf("%s names the unlisted page", o.Address)
			}
		}
		if own < 2 {
			t.Errorf("%d files of the unlisted page", own)
		}
	})
}

func TestFileOfTheProjectTakesThePlace(t *testing.T) {
	c := newConfig()
	files := map[string]site.File{}
	for _, name := range []string{"robots.txt", "Feed.XML", "2021/feed.json", "2021/sso/index.md", "llms.txt/more.html", "assets/own.js"} {
		files["static/"+name] = site.File{Size: 1, Hash: "0123456789abcdef"}
	}
	r := rendererWithoutText(t, site.New(site.Input{Config: c, Documents: library(), Files: files}))
	ours := map[string]bool{}
	for _, o := range allOutputs(t, r) {
		ours[o.Address] = true
	}
	for _, name := range []string{"robots.txt", "feed.xml", "2021/feed.json", "2021/sso/index.md", "llms.txt"} {
		if _, found, _ := r.Output(name); found || ours[name] {
			t.Errorf("%s is made beside the project's own", name)
		}
	}
	if !ours["feed.json"] || !ours["2021/feed.xml"] || !ours["2021/sso/index.json"] {
		t.Error("too much is left out")
	}
	if text := renderAt(t, r, "_headers"); strings.Contains(text, "/assets/*") || !strings.Contains(text, "/assets/site.") {
		t.Errorf("a file whose name stays is kept for ever:\n%s", text)
	}
}

// TestFrontMatterOfMarkdown reads what a page says of itself back.
func TestFrontMatterOfMarkdown(t *testing.T) {
	dataSites(t, func(t *testing.T, r *Renderer) {
		parser := rca.NewParser(r.site.Config)
		for _, p := range r.site.Pages {
			text := renderAt(t, r, p.Address+"index.md")
			parsed := parser.Parse(&diag.File{Path: "index.md", Bytes: []byte(text)}, "index.md")
			if want := strings.ToValidUTF8(p.Document.Title, "\uFFFD"); parsed.Document.Meta.Title != want || parsed.Document.Meta.ID != p.ID {
				t.Errorf("%s: title %q, id %q from\n%s", p.Address, parsed.Document.Meta.Title, parsed.Document.Meta.ID, text)
			}
		}
	})
}

// TestSitemapOfManyPages is split where the protocol says.
func TestSitemapOfManyPages(t *testing.T) {
	if testing.Short() {
		t.Skip("fifty thousand pages")
	}
	r := rendererWithoutText(t, site.New(site.Input{Config: newConfig(), Documents: many(50_100, 600)}))
	if n := r.sitemapParts(); n != 2 {
		t.Fatalf("%d parts", n)
	}
	index := renderAtAddress(t, r, "sitemap.xml")
	total := 0
	for part := range 2 {
		address := sitemapAddress(part)
		if !strings.Contains(index, "<loc>https://rca.example.com/kb/"+address+"</loc>") {
			t.Errorf("%s is not in the index", address)
		}
		n := strings.Count(renderAtAddress(t, r, address), "<url>")
		if part == 0 && n != 50_000 {
			t.Errorf("%d in the first", n)
		}
		total += n
	}
	want := 0
	for range r.locations {
		want++
	}
	if total != want || total < 50_100 {
		t.Errorf("%d of %d", total, want)
	}
}

func renderAtAddress(t *testing.T, r *Renderer, address string) string {
	t.Helper()
	o, found, err := r.Output(address)
	if err != nil || !found {
		t.Fatalf("%s: %v %v", address, found, err)
	}
	return renderOutput(t, r, o)
}

// TestNamesOfDataAreReserved: no document takes the address of a file that the
// site writes for programs.
func TestNamesOfDataAreReserved(t *testing.T) {
	names := map[string]bool{}
	for _, list := range [][]data{siteData, listData, pageData} {
		for i := range list {
			names[list[i].name] = true
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d names", len(names))
	}
	for name := range names {
		d := newDocument("x", "X", "2023-01-01")
		d.Meta.Slug = "/below/" + name
		s := site.New(site.Input{Config: newConfig(), Documents: []*rca.Document{d}})
		if len(s.Pages) > 0 {
			t.Errorf("a document is published at %s", s.Pages[0].Address)
		}
	}
}
