package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

var rowLink = regexp.MustCompile(`<h3><a href="([^"]*)"`)

// rowsOf returns the addresses that a list page lists.
func rowsOf(page string) []string {
	var rows []string
	for _, m := range rowLink.FindAllStringSubmatch(page, -1) {
		rows = append(rows, strings.TrimLeft(m[1], "./"))
	}
	return rows
}

func TestLongLists(t *testing.T) {
	for n, want := range map[int]struct {
		home, year int
		more       bool
	}{
		1: {1, 1, false}, 100: {100, 100, false}, 101: {100, 100, true}, 250: {100, 100, true},
	} {
		r := newRenderer(t, newSite(t, many(n, n)...))
		home := renderAt(t, r, "")
		if got := len(rowsOf(home)); got != want.home {
			t.Errorf("%d incidents: the home page lists %d, want %d", n, got, want.home)
		}
		if got := strings.Contains(home, `<li><a href="./2024/">2024</a> <span>`); got != want.more {
			t.Errorf("%d incidents: a link to the year: %v", n, got)
		}
		listed := 0
		for part := 1; part <= (n+99)/100; part++ {
			address := "2024/"
			if part > 1 {
				address = fmt.Sprintf("2024/page/%d/", part)
			}
			page := renderAt(t, r, address)
			listed += len(rowsOf(page))
			if got := strings.Contains(page, `rel="next"`); got != (part < (n+99)/100) {
				t.Errorf("%d incidents, page %d: a link to the next one: %v", n, part, got)
			}
		}
		if listed != n {
			t.Errorf("%d incidents: the year lists %d", n, listed)
		}
	}
}

// Every page is in some list in full, whatever the lists above it leave out.
func TestEveryListedPageIsInAList(t *testing.T) {
	folders := newConfig()
	folders.Sidebar.Group = "folder"
	var documents []*rca.Document
	for i, d := range many(1300, 1300) {
		dir := []string{"", "a/", "a/b/", "c/"}[i%4]
		d.Path = dir + d.Meta.ID + ".md"
		d.File = "content/" + d.Path
		documents = append(documents, d)
	}
	for name, s := range map[string]*site.Site{
		"years":   newSite(t, append(library(), many(1300, 365)...)...),
		"folders": site.New(site.Input{Config: folders, Documents: documents}),
	} {
		r := newRenderer(t, s)
		listed := map[string]bool{}
		for _, o := range allOutputs(t, r) {
			if o.kind == listOutput || o.kind == homeOutput {
				for _, address := range rowsOf(renderOutput(t, r, o)) {
					listed[address] = true
				}
			}
		}
		for _, p := range s.Pages {
			if listed[p.Address] == p.Unlisted {
				t.Errorf("%s: %s is listed: %v, unlisted: %v", name, p.Address, listed[p.Address], p.Unlisted)
			}
		}
	}
}

func TestSectionsOfLists(t *testing.T) {
	r := newRenderer(t, newSite(t, append(library(), many(80, 80)...)...))
	heading := regexp.MustCompile(`<h2(?: id="m[^"]*")?>([^<]*)</h2>`)
	for address, want := range map[string][]string{
		"":      {"2024", "2023", "2021", "No date"},
		"2023/": {"December", "March"},
		"2021/": {"June"},
	} {
		var got []string
		for _, m := range heading.FindAllStringSubmatch(renderAt(t, r, address), -1) {
			got = append(got, m[1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: sections %q, want %q", address, got, want)
		}
	}
}

func TestTotal(t *testing.T) {
	list := func(n int, first string) *site.List {
		l := &site.List{Group: &site.Group{}}
		for range n {
			l.Pages = append(l.Pages, &site.Page{Document: newDocument("x", "X", first)})
		}
		return l
	}
	r := newRenderer(t, newSite(t))
	year := list(12345, "2019-09-16")
	year.Group.Year = 2019
	for want, l := range map[string]*site.List{
		"No incidents yet":                  list(0, ""),
		"1 incident":                        list(1, "2019-09-16"),
		"30 incidents since September 2019": list(30, "2019-09-16"),
		"30 incidents":                      list(30, ""),
		"12,345 incidents":                  year,
	} {
		if got := r.total(l); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestOutputGrowsInStepWithTheSite(t *testing.T) {
	size := func(n int) (bytes int) {
		r := rendererWithoutText(t, newSite(t, many(n, 200)...))
		for _, o := range allOutputs(t, r) {
			bytes += len(renderOutput(t, r, o))
		}
		return bytes
	}
	small, large := size(600), size(1800)
	if float64(large) > 3.2*float64(small) {
		t.Errorf("three times as many documents made the output %.1f times as large", float64(large)/float64(small))
	}
}

func TestEmptySite(t *testing.T) {
	r := newRenderer(t, newSite(t))
	if home := renderAt(t, r, ""); !strings.Contains(home, "No incidents yet.") {
		t.Error("the home page does not say that there are none:\n", home)
	}
	for _, o := range allOutputs(t, r) {
		renderOutput(t, r, o)
	}
}

func TestNeighbourIsNamedByDate(t *testing.T) {
	r := newRenderer(t, newSite(t))
	old, young, undated := newDocument("a", "A", "2020-01-01"), newDocument("b", "B", "2021-01-01"), newDocument("c", "C", "")
	tests := []struct {
		here, beside *rca.Document
		want         string
	}{
		{young, old, "Older"}, {old, young, "Newer"}, {old, old, "Next"}, {old, undated, "Next"}, {undated, old, "Next"},
	}
	for i, test := range tests {
		n := r.neighbour(&site.Page{Document: test.here}, &site.Page{Document: test.beside}, "../", "page.next")
		if n.Which != test.want {
			t.Errorf("%d: %q, want %q", i, n.Which, test.want)
		}
	}
	if r.neighbour(&site.Page{Document: old}, nil, "../", "page.next") != nil {
		t.Error("a neighbour out of nothing")
	}
}

func TestStatus(t *testing.T) {
	r := newRenderer(t, newSite(t))
	for text, want := range map[string]status{
		"resolved":      {Text: "Resolved", Done: true},
		"Mitigated":     {Text: "Mitigated", Done: true},
		"investigating": {Text: "Investigating"},
		"überwacht":     {Text: "Überwacht"},
	} {
		if got := r.status(text); *got != want {
			t.Errorf("%q: %+v, want %+v", text, *got, want)
		}
	}
	if r.status("") != nil {
		t.Error("a status out of nothing")
	}
}

// In a preview, lists show what was written since the site was made.
func TestListsShowTheLatestText(t *testing.T) {
	s := newSite(t, rich(12, 6)...)
	r := rendererWithoutText(t, s)
	before := renderAt(t, r, "service/service-0/")
	edited := *s.Facet(site.Services, "Service 0").Pages[0].Document
	edited.Description = "Another description."
	with, ok := s.With(&edited)
	if !ok {
		t.Fatal("an edited description makes another site")
	}
	r = r.With(with, r.text)
	for _, address := range []string{"", "2024/", "service/service-0/"} {
		if page := renderAt(t, r, address); strings.Count(page, "Another description.") != 1 {
			t.Errorf("%q does not show the new text once", address)
		}
	}
	if strings.Contains(before, "Another description.") {
		t.Error("the new text was there before")
	}
}

// TestMonthsWithoutIncidentsLeadNowhere: the list of a year may hold an undated
// document, which is no incident of January.
func TestMonthsWithoutIncidentsLeadNowhere(t *testing.T) {
	about := newDocument("about", "About this year", "")
	about.Path, about.File = "2023/index.md", "content/2023/index.md"
	march := newDocument("march", "March", "2023-03-05")
	march.Path, march.File = "2023/march.md", "content/2023/march.md"
	r := rendererWithoutText(t, newSite(t, about, march))
	if n := len(r.site.Facet(site.Years, "2023").Pages); n != 2 {
		t.Fatalf("%d documents in the list of the year", n)
	}
	if got := r.listOf("", 2023, time.January, time.January); got != "" {
		t.Errorf("January leads to %s", got)
	}
	if got := r.listOf("", 2023, time.January, time.March); got != "2023/#m2023-03" && got != "2023/all/#m2023-03" {
		t.Errorf("the quarter leads to %s", got)
	}
}
