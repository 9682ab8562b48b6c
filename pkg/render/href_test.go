package render

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// oddNames are values whose addresses are hard to make.
var oddNames = []string{
	"C++", "C#", "../x", "..", ".", "/", "a/b", "🔥", "🔥🔥", "検索", "検索 ", "CON", "nul", "aux.txt", "page", "Page 2", "index.html", "feed.xml",
	"Same slug", "same-slug", "Same: slug!", "SAME SLUG", strings.Repeat("long ", 60), strings.Repeat("検", 300), "%2e%2e", "a?b#c", "a\\b",
	"İstanbul", "e\u0301", "\u202eevil", "javascript:alert(1)", "//evil.example", "-", "trailing.", " ", "0", "service",
}

// TestEveryLinkLeadsSomewhere follows every address on every page of sites with
// many lists and odd names.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	odd := rich(len(oddNames), 9)
	for i, d := range odd {
		d.Meta.Services, d.Meta.Tags = []string{oddNames[i], oddNames[(i+1)%len(odd)]}, []string{oddNames[i]}
		d.Meta.Provider, d.Meta.Severity, d.Status = oddNames[i], oddNames[i], oddNames[i]
	}
	folders := newConfig()
	folders.Sidebar.Group = "folder"
	manyTags := rich(260, 130)
	for i, d := range manyTags {
		d.Meta.Tags = []string{string(rune('A'+i%26)) + d.Meta.ID, "検" + d.Meta.ID}
	}
	for name, s := range map[string]*site.Site{
		"odd names":            newSite(t, odd...),
		"odd names in folders": site.New(site.Input{Config: folders, Documents: odd}),
		"many tags":            newSite(t, manyTags...),
		"large years":          newSite(t, append(library(), rich(900, 450)...)...),
		"empty":                newSite(t),
	} {
		t.Run(name, func(t *testing.T) { followLinks(t, s) })
	}
}

func followLinks(t *testing.T, s *site.Site) {
	r := rendererWithoutText(t, s)
	ids := map[string]map[string]bool{} // of each output
	links := map[string]map[string]bool{}
	for _, o := range allOutputs(t, r) {
		ids[o.Address], links[o.Address] = map[string]bool{}, map[string]bool{}
		if templateOf[o.kind] == "" || o.kind == missingOutput {
			continue
		}
		root, err := html.Parse(strings.NewReader(renderOutput(t, r, o)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				switch a.Key {
				case "id":
					if ids[o.Address][a.Val] {
						t.Errorf("%s: two elements have the id %q", o.Address, a.Val)
					}
					ids[o.Address][a.Val] = true
				case "href", "src", "action":
					if o.page == nil || !strings.HasPrefix(a.Val, "#") { // headings stand in the text
						links[o.Address][a.Val] = true
					}
				}
			}
		}
	}
	followed := 0
	for from, all := range links {
		base := &url.URL{Scheme: "https", Host: "host", Path: "/" + from}
		for link := range all {
			to, err := base.Parse(link)
			if err != nil {
				t.Fatalf("%s: %q: %v", from, link, err)
			}
			if to.Host != "host" {
				continue // the site's address, of canonical links and of edits
			}
			followed++
			address := strings.TrimPrefix(to.Path, "/")
			target, found := ids[address]
			if !found && !strings.HasSuffix(address, "feed.xml") && to.Scheme != "data" {
				t.Errorf("%s: %s leads nowhere", from, link)
			}
			if found && to.Fragment != "" && !target[to.Fragment] {
				t.Errorf("%s: %s leads to no element", from, link)
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d links were followed", followed)
	}
}

// TestEveryIncidentIsOnEachOfItsListsOnce counts the rows of all pages of all
// lists.
func TestEveryIncidentIsOnEachOfItsListsOnce(t *testing.T) {
	documents := rich(520, 260)
	documents[3].Meta.Services = []string{"Service 3", "service  3", "SERVICE 3"}
	hidden := newDocument("hidden", "Hidden", "2024-01-05")
	hidden.Meta.Unlisted, hidden.Meta.Services = true, []string{"Service 3"}
	undated := newDocument("undated", "Undated", "")
	s := newSite(t, append([]*rca.Document{hidden, undated}, documents...)...)
	r := rendererWithoutText(t, s)
	rows := map[*site.List]map[string]int{}
	for _, o := range allOutputs(t, r) {
		if o.kind != listOutput && o.kind != homeOutput {
			continue
		}
		if rows[o.list] == nil {
			rows[o.list] = map[string]int{}
		}
		for _, address := range rowsOf(renderOutput(t, r, o)) {
			rows[o.list][address]++
		}
	}
	want := map[*site.List]map[string]bool{}
	expect := func(l *site.List, p *site.Page) {
		if want[l] == nil {
			want[l] = map[string]bool{}
		}
		want[l][p.Address] = true
	}
	for _, p := range s.Pages {
		if p.Unlisted {
			continue
		}
		for g := p.Group; g != nil; g = g.Parent {
			expect(g.List, p)
		}
		i, level := &p.Incident, p.Incident.Severity.Level.String()
		for name, values := range map[site.PropertyName][]string{
			site.Services: i.Services, site.Regions: i.Regions, site.Providers: {i.Provider}, site.Statuses: {i.Status},
			site.Tags: p.Document.Meta.Tags, site.Severities: {level}, site.Years: {p.Document.Date.Format("2006")},
		} {
			for _, value := range values {
				if f := s.Facet(name, value); f != nil {
					expect(f.List, p)
				} else if value != "" && value != "0001" {
					t.Errorf("no list of %s %q", name, value)
				}
			}
		}
	}
	for l, pages := range want {
		if len(rows[l]) != len(pages) {
			t.Errorf("%s: %d incidents, want %d", l.Addresses[0], len(rows[l]), len(pages))
		}
		for address := range pages {
			if n := rows[l][address]; n != 1 {
				t.Errorf("%s lists %s %d times", l.Addresses[0], address, n)
			}
		}
	}
	if len(rows) != len(want) {
		t.Errorf("%d lists, want %d", len(rows), len(want))
	}
}
