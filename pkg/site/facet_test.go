package site

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/rca"
)

func services(names ...string) option {
	return func(d *rca.Document) { d.Meta.Services = names }
}
func tags(names ...string) option     { return func(d *rca.Document) { d.Meta.Tags = names } }
func severity(word string) option     { return func(d *rca.Document) { d.Meta.Severity = word } }
func symptoms(texts ...string) option { return func(d *rca.Document) { d.Facts.Symptoms = texts } }

// facetLines writes the facets of a property: value, address, titles.
func facetLines(p *Property) (lines []string) {
	for _, f := range p.Facets {
		line := fmt.Sprintf("%s %s", f.Value, f.Addresses[0])
		for _, page := range f.Pages {
			line += " " + page.Document.Title
		}
		lines = append(lines, line)
	}
	return lines
}

// TestFacetValues: what is the same to a reader is one value, written as the
// newest incident has it; every value has an address of its own, whatever it is
// made of.
func TestFacetValues(t *testing.T) {
	long := strings.Repeat("long name ", 12)
	s := New(project(
		doc("old.md", date("2021-01-01"), services("checkout", "C++")),
		doc("new.md", date("2023-01-01"), services("Check  out", "CheckOut", "checkout", "C#", " ", "con", "!", "?", long+"one", long+"two")),
		doc("hidden.md", unlisted, services("Secret")),
		doc("draft.md", draft, services("Secret")),
	))
	want := []string{
		"CheckOut service/checkout/ new old",
		"! service/other-1/ new",
		"? service/other-2/ new",
		"C# service/c/ new",
		"C++ service/c-1/ old",
		"Check out service/check-out/ new",
		"con service/other/ new",
		strings.TrimSpace(long) + " one service/long-name-long-name-long-name-long-name-long-name-long-name/ new",
		strings.TrimSpace(long) + " two service/long-name-long-name-long-name-long-name-long-name-long-name-1/ new",
	}
	got := facetLines(s.Property(Services))
	if diff := cmp.Diff(len(want), len(got)); diff != "" {
		t.Fatalf("%s", strings.Join(got, "\n"))
	}
	addresses := map[string]bool{}
	for i, f := range s.Property(Services).Facets {
		if addresses[f.Addresses[0]] {
			t.Errorf("two values have the address %s", f.Addresses[0])
		}
		addresses[f.Addresses[0]] = true
		if target, _ := s.At(f.Addresses[0]); target.List != f.List {
			t.Errorf("%s does not lead to the list of %q", f.Addresses[0], f.Value)
		}
		if s.Facet(Services, strings.ToUpper(f.Value)) != f {
			t.Errorf("%q is not found in capitals", f.Value)
		}
		if f.Value == "con" && f.Addresses[0] == "service/con/" {
			t.Error("a folder has a name that Windows keeps for a device")
		}
		if i == 0 && got[0] != want[0] {
			t.Errorf("%s; want %s", got[0], want[0])
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) && !strings.Contains(line, "/other") {
			t.Errorf("no %q in\n%s", line, strings.Join(got, "\n"))
		}
	}
}

// TestFacetOrder: years newest first, severities worst first.
func TestFacetOrder(t *testing.T) {
	s := New(project(
		doc("a.md", date("2021-01-01"), severity("minor")), doc("b.md", date("2023-01-01"), severity("critical")),
		doc("c.md", date("2022-01-01")), doc("d.md", severity("purple")),
	))
	if diff := cmp.Diff([]string{"2023 2023/ b", "2022 2022/ c", "2021 2021/ a"}, facetLines(s.Property(Years))); diff != "" {
		t.Error(diff)
	}
	var values []string
	for _, f := range s.Property(Severities).Facets {
		values = append(values, f.Value)
	}
	if len(values) != 4 || values[0] != "critical" || values[1] != "minor" {
		t.Error(values)
	}
	if unrated := New(project(doc("a.md"))).Property(Severities); unrated.Address != "" || len(unrated.Facets) > 0 {
		t.Errorf("a site without ratings has %v", unrated)
	}
}

// TestFacetBesideDocument: a document has its address before a list has it.
func TestFacetBesideDocument(t *testing.T) {
	s := New(project(doc("service.md", services("x")), doc("y.md", slug("/service/x"))))
	if p := s.Property(Services); p.Address != "service/all/" || p.Facets[0].Addresses[0] != "service/x/all/" {
		t.Error(p.Address, p.Facets[0].Addresses)
	}
}

// TestListParts: a list has as many pages as it needs, and their addresses make
// way for documents.
func TestListParts(t *testing.T) {
	documents := []*rca.Document{doc("two.md", slug("/tag/many/page/2"))}
	for i := range ListSize*2 + 1 {
		documents = append(documents, doc(fmt.Sprintf("x%03d.md", i), tags("many")))
	}
	s := New(project(documents...))
	l := s.Facet(Tags, "many").List
	want := []string{"tag/many/", "tag/many/page/2/all/", "tag/many/page/3/"}
	if diff := cmp.Diff(want, l.Addresses); diff != "" {
		t.Error(diff)
	}
	n := 0
	for part := range l.Addresses {
		n += len(l.Part(part))
		if target, _ := s.At(l.Addresses[part]); target.List != l || target.Part != part {
			t.Errorf("%s leads to part %d", l.Addresses[part], target.Part)
		}
	}
	if n != len(l.Pages) || len(l.Part(2)) != 1 || len(l.Part(3)) != 0 {
		t.Errorf("%d of %d incidents in parts", n, len(l.Pages))
	}
}

// TestActionsHaveRoom: nobody else lives where further pages of actions will be.
func TestActionsHaveRoom(t *testing.T) {
	if s := New(project(doc("a.md"))); s.Actions != "actions/" {
		t.Error(s.Actions)
	}
	if s := New(project(doc("two.md", slug("/actions/page/2")))); s.Actions != "actions/all/" {
		t.Error(s.Actions)
	}
	in := project()
	in.Files["static/actions/page/2/index.html"] = File{}
	if s := New(in); s.Actions != "actions/all/" {
		t.Error(s.Actions)
	}
}

// TestSitemapNames: only what would be a file of the sitemap is refused.
func TestSitemapNames(t *testing.T) {
	s := New(project(doc("sitemap-2023.md"), doc("sitemap-.md"), doc("sitemap-2.xml.md")))
	if len(s.Pages) != 2 {
		t.Errorf("%d pages: %v", len(s.Pages), s.Diagnostics)
	}
}

// TestMostValues: one incident with very many values is not in as many lists.
func TestMostValues(t *testing.T) {
	var names []string
	for i := range 10 * mostValues {
		names = append(names, fmt.Sprint("x", i))
	}
	s := New(project(doc("a.md", services(names...)), doc("b.md", services(names[len(names)-1]))))
	if n := len(s.Property(Services).Facets); n != mostValues+1 {
		t.Errorf("%d lists", n)
	}
}

// BenchmarkSameSlugs makes lists of values that begin alike.
func BenchmarkSameSlugs(b *testing.B) {
	long := strings.Repeat("x", maxFacetSlug)
	var names []string
	for i := range 10_000 {
		names = append(names, fmt.Sprintf("%s%d", long, i))
	}
	in := project()
	for i := 0; i < len(names); i += mostValues {
		in.Documents = append(in.Documents, doc(fmt.Sprintf("%d.md", i), services(names[i:min(i+mostValues, len(names))]...)))
	}
	for b.Loop() {
		New(in)
	}
}
