package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

func TestGrouping(t *testing.T) {
	number := func(n float64) *float64 { return &n }
	for _, c := range []struct {
		name       string
		group      string
		order      string
		documents  []*rca.Document
		categories []CategoryFile
		want       string
	}{
		{
			name: "flat folder by year",
			documents: []*rca.Document{
				doc("b.md", date("2021-06-30")), doc("c.md", date("2023-12-12")), doc("a.md", date("2023-01-02")), doc("z.md"),
			},
			want: `
				[] "" 4
				  [2023] "2023/" 2
				    c
				    a
				  [2021] "2021/" 1
				    b
				  [Undated] "undated/" 1
				    z`,
		},
		{
			name:  "oldest first",
			order: "oldest",
			documents: []*rca.Document{
				doc("b.md", date("2021-06-30")), doc("c.md", date("2023-12-12")), doc("a.md", date("2023-01-02")), doc("z.md"),
			},
			want: `
				[] "" 4
				  [2021] "2021/" 1
				    b
				  [2023] "2023/" 2
				    a
				    c
				  [Undated] "undated/" 1
				    z`,
		},
		{
			name: "year and month folders say nothing but when",
			documents: []*rca.Document{
				doc("2023/a.md", date("2023-01-02")), doc("2023-05/b.md", date("2023-05-02")),
				doc("2022/05/c.md", date("2022-05-03")), doc("2022/2022-06/d.md", date("2023-06-01")),
			},
			want: `
				[] "" 4
				  [2023] "2023/" 3
				    d
				    b
				    a
				  [2022] "2022/" 1
				    c`,
		},
		{
			name: "a folder of one index file is the document's own",
			documents: []*rca.Document{
				doc("2023/apiv2/index.md", date("2023-01-02"), label("apiv2")), doc("sso/index.md", date("2023-05-02"), label("sso")),
			},
			want: `
				[] "" 2
				  [2023] "2023/" 2
				    sso
				    apiv2`,
		},
		{
			name: "label, title and description of a year; its undated index",
			documents: []*rca.Document{
				doc("2023/index.md"), doc("2023/a.md", date("2023-01-02")), doc("2022/index.md"),
			},
			categories: []CategoryFile{{
				File: "content/2023/_category_.json", Label: "The year 2023",
				Link: CategoryLink{Title: "All of 2023", Description: "A hard year"},
			}},
			want: `
				[] "" 3
				  [The year 2023] "2023/all/" 2 index=2023/index.md
				    a
				  [Undated] "undated/" 1
				    index`,
		},
		{
			name: "a page at the root moves the list",
			documents: []*rca.Document{
				doc("README.md"), doc("a.md", date("2023-01-02")), doc("2023.md", date("2023-02-02")),
			},
			want: `
				[] "all/" 3 index=README.md
				  [2023] "2023/all/" 2
				    2023
				    a`,
		},
		{
			name: "unlisted pages are not in it",
			documents: []*rca.Document{
				doc("a.md", date("2023-01-02")), doc("b.md", date("2023-02-02"), unlisted), doc("c.md", date("2022-02-02"), unlisted),
			},
			want: `
				[] "" 1
				  [2023] "2023/" 1
				    a`,
		},
		{
			name: "any other folder makes folders",
			documents: []*rca.Document{
				doc("sso/a.md", date("2021-01-02")), doc("sso/b.md", date("2023-05-02")), doc("apiv2/x/c.md"), doc("apiv2/d.md"), doc("root.md"),
			},
			want: `
				[] "" 5
				  [apiv2] "apiv2/" 2
				    [x] "apiv2/x/" 1
				      c
				    d
				  [sso] "sso/" 2
				    b
				    a
				  root`,
		},
		{
			name:  "folders by wish, years in the order of time",
			group: "folder",
			documents: []*rca.Document{
				doc("2021/a.md"), doc("2023/b.md"), doc("2022/c.md"), doc("2022-archive/d.md"), doc("misc/e.md"),
			},
			want: `
				[] "" 5
				  [archive] "archive/" 1
				    d
				  [2023] "2023/" 1
				    b
				  [2022] "2022/" 1
				    c
				  [2021] "2021/" 1
				    a
				  [misc] "misc/" 1
				    e`,
		},
		{
			name:  "years by wish",
			group: "year",
			documents: []*rca.Document{
				doc("sso/a.md", date("2021-01-02")), doc("apiv2/b.md", date("2021-05-02")),
			},
			want: `
				[] "" 2
				  [2021] "2021/" 2
				    b
				    a`,
		},
		{
			name: "an index stands for its folder, and a folder of it alone is that page",
			documents: []*rca.Document{
				doc("guides/index.md", label("Guides"), position(3)), doc("guides/a.md"), doc("guides/z.md"),
				doc("aaa.md"), doc("01-intro/x.md"), doc("zzz.md", position(2)), doc("alone/readme.md", label("Alone")),
			},
			want: `
				[] "" 7
				  [intro] "intro/" 1
				    x
				  zzz
				  [Guides] "guides/all/" 3 index=guides/index.md
				    a
				    z
				  Alone
				  aaa`,
		},
		{
			name: "a category without a link keeps the index as a page",
			documents: []*rca.Document{
				doc("g/index.md", label("index")), doc("g/a.md"),
			},
			categories: []CategoryFile{{File: "content/g/_category_.yml", Link: CategoryLink{Kind: LinkNone}}},
			want: `
				[] "" 2
				  [g] "g/all/" 2
				    a
				    index`,
		},
		{
			name: "a category names its document",
			documents: []*rca.Document{
				doc("01-g/index.md", label("index")), doc("01-g/intro.md", id("start"), label("Start")), doc("01-g/a.md"),
			},
			categories: []CategoryFile{{File: "content/01-g/_category_.yml", Link: CategoryLink{Kind: LinkDocument, ID: "start"}}},
			want: `
				[] "" 3
				  [Start] "g/all/" 3 index=01-g/intro.md
				    a
				    index`,
		},
		{
			name: "generated index pages",
			documents: []*rca.Document{
				doc("a/a1.md"), doc("b/b1.md"), doc("c/c1.md"), doc("d/d1.md"),
			},
			categories: []CategoryFile{
				{File: "content/a/_category_.json", Label: "Guides!", Position: number(2), Link: CategoryLink{Kind: LinkGenerated}},
				{File: "content/b/_category_.json", Label: "Guides", Position: number(3), Link: CategoryLink{Kind: LinkGenerated}},
				{File: "content/c/_category_.json", Label: "C", Position: number(1), Link: CategoryLink{Kind: LinkGenerated, Slug: "/see"}},
				{File: "content/d/_category_.json", Label: "D", Position: number(0), Link: CategoryLink{Kind: LinkGenerated, Slug: "list"}},
			},
			want: `
				[] "" 4
				  [D] "d/list/" 1
				    d1
				  [C] "see/" 1
				    c1
				  [Guides!] "category/guides/" 1
				    a1
				  [Guides] "category/guides-1/" 1
				    b1`,
		},
		{
			name: "a list page keeps off what is taken",
			documents: []*rca.Document{
				doc("a/a1.md"), doc("x.md", slug("/a/all")), doc("y.md", slug("/a")), doc("b/b1.md"),
			},
			categories: []CategoryFile{{File: "content/b/_category_.json", Link: CategoryLink{Kind: LinkGenerated, Slug: "/search"}}},
			want: `
				[] "" 4
				  [a] "a/all/all/" 1
				    a1
				  [b] "all/search/" 1
				    b1
				  x
				  y`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := project(c.documents...)
			in.Categories = c.categories
			if c.group != "" {
				in.Config.Sidebar.Group = c.group
			}
			if c.order != "" {
				in.Config.Sidebar.Order = c.order
			}
			s := mustBuild(t, in)
			want := strings.ReplaceAll(strings.TrimPrefix(c.want, "\n"), "\t", "") + "\n"
			if diff := cmp.Diff(want, outline(s.Root)); diff != "" {
				t.Errorf("sidebar (-want +got):\n%s", diff)
			}
		})
	}
}

// TestListBesideFile has a static file where a list's folder would be: no
// address below it is free, and the list stands beside it.
func TestListBesideFile(t *testing.T) {
	in := project(doc("a.md", date("2024-01-02")))
	in.Files["static/2024"] = File{Hash: "0123456789abcdef"}
	s := New(in)
	if len(s.Diagnostics) != 0 || len(s.Groups) != 1 || s.Groups[0].Address != "2024-3/" {
		t.Errorf("groups %v, findings %v", s.Groups, s.Diagnostics)
	}
}

func TestCategoryText(t *testing.T) {
	in := project(doc("2023/a.md", date("2023-01-02")))
	in.Categories = []CategoryFile{{
		File: "content/2023/_category_.json", Label: "The year 2023", Description: "of the folder",
		Link: CategoryLink{Title: "All of 2023", Description: "of the page"},
	}}
	g := mustBuild(t, in).Groups[0]
	if g.Title != "All of 2023" || g.Description != "of the page" || g.Label != "The year 2023" {
		t.Errorf("label %q, title %q, description %q", g.Label, g.Title, g.Description)
	}
}

func TestLargeYear(t *testing.T) {
	var documents []*rca.Document
	for i := range largeYear + 1 {
		documents = append(documents, doc(fmt.Sprintf("d%02d.md", i), date(fmt.Sprintf("2023-%02d-15", 1+i%12))))
	}
	for i := range largeYear {
		documents = append(documents, doc(fmt.Sprintf("e%02d.md", i), date("2022-03-04")))
	}
	documents = append(documents, doc("2023/12/index.md"))
	in := project(documents...)
	in.Categories = []CategoryFile{{File: "content/2023-11/_category_.yml", Label: "Black November"}}
	s := mustBuild(t, in)
	year, quiet := s.Root.Items[0].Group, s.Root.Items[1].Group
	if len(year.Items) != 12 || year.Count != largeYear+2 || len(quiet.Items) != largeYear {
		t.Fatalf("2023 has %d items and %d pages, 2022 has %d items", len(year.Items), year.Count, len(quiet.Items))
	}
	december, november := year.Items[0].Group, year.Items[1].Group
	if december.Label != "December 2023" || december.Address != "2023/12/all/" || december.Index != s.Page("2023/12/index.md") || december.Parent != year {
		t.Errorf("December: %q at %q, index %v", december.Label, december.Address, december.Index)
	}
	if november.Label != "Black November" || november.Address != "2023/11/" {
		t.Errorf("November: %q at %q", november.Label, november.Address)
	}
	if len(s.Groups) != 2+12 || s.Groups[0] != year {
		t.Errorf("%d groups", len(s.Groups))
	}
}

// Docusaurus' own examples of order, adapted: what has no position stands by
// date and label here, not by file name.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		name      string
		order     string
		documents []*rca.Document
		want      string
	}{
		{
			"labels by code unit", "", []*rca.Document{doc("b.md"), doc("a.md"), doc("Bb.md"), doc("_x.md"), doc("10.md"), doc("9.md"), doc("é.md"), doc("a-2.md")},
			"10 · 9 · Bb · _x · a · a-2 · b · é",
		},
		{
			"positions, then number prefixes among them, then the rest", "", []*rca.Document{
				doc("n.md"), doc("z.md", position(-5)), doc("y.md", position(0)), doc("x.md", position(1.5)), doc("w.md", position(1.5)),
				doc("02-two.md"), doc("10-ten.md"), doc("9-nine.md"),
			},
			"z · y · w · x · 02-two · 9-nine · 10-ten · n",
		},
		{
			"newest first", "", []*rca.Document{doc("sso.md"), doc("a.md", date("2021-06-30")), doc("b.md", date("2024-01-01")), doc("c.md", date("2023-12-12"))},
			"b · c · a · sso",
		},
		{
			"oldest first", "oldest", []*rca.Document{doc("sso.md"), doc("a.md", date("2021-06-30")), doc("b.md", date("2024-01-01")), doc("c.md", date("2023-12-12"))},
			"a · c · b · sso",
		},
		{
			"by label", "label", []*rca.Document{doc("a.md", date("2021-06-30")), doc("c.md", date("2023-12-12")), doc("b.md")},
			"a · b · c",
		},
		{
			"one number among labels is text", "", []*rca.Document{doc("a.md", date("2021-06-30")), doc("b.md", numbered("4. b", 4)), doc("c.md", date("2023-12-12"))},
			"c · a · 4. b",
		},
		{
			"a number in every label is an order", "", []*rca.Document{doc("a.md", numbered("10. a", 10)), doc("b.md", numbered("4. b", 4), date("2021-06-30")), doc("c.md", numbered("1. c", 1))},
			"1. c · 4. b · 10. a",
		},
		{
			"what has no label does not spoil the order", "", []*rca.Document{doc("a.md", date("2023-06-30")), doc("b.md", numbered("4. b", 4)), doc("c.md", numbered("1. c", 1))},
			"1. c · 4. b · a",
		},
		{
			"what has a label without a number does", "", []*rca.Document{
				doc("a.md", func(d *rca.Document) { d.Meta.SidebarLabel = "a" }), doc("b.md", numbered("4. b", 4)), doc("c.md", numbered("5. c", 5), date("2023-01-01")),
			},
			"5. c · 4. b · a",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := project(c.documents...)
			in.Config.Sidebar.Group = "folder"
			if c.order != "" {
				in.Config.Sidebar.Order = c.order
			}
			if got := labels(mustBuild(t, in).Root.Items); got != c.want {
				t.Errorf("order\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestNeighbours(t *testing.T) {
	next, prev, none := "sso/a", "root", ""
	chain := func(s *Site) string {
		var b strings.Builder
		for _, p := range s.Pages {
			name := func(p *Page) string {
				if p == nil {
					return "-"
				}
				return p.Document.Label
			}
			fmt.Fprintf(&b, "%s<%s<%s ", name(p.Older), name(p), name(p.Newer))
		}
		return strings.TrimSpace(b.String())
	}
	for _, c := range []struct {
		name, order string
		documents   []*rca.Document
		want        string
	}{
		{"dates, whatever the position", "", []*rca.Document{
			doc("a.md", date("2021-01-01"), position(1)), doc("b.md", date("2022-01-01"), unlisted), doc("c.md", date("2023-01-01")), doc("d.md"),
		}, "a<c<- -<b<- d<a<c -<d<a"},
		{"newer stays newer when the oldest is first", "oldest", []*rca.Document{
			doc("a.md", date("2021-01-01")), doc("c.md", date("2023-01-01")),
		}, "a<c<- -<a<c"},
		{"folders as they stand in the sidebar", "", []*rca.Document{
			doc("sso/index.md", label("sso")), doc("sso/a.md", date("2021-01-01")), doc("sso/b.md", date("2023-01-01")), doc("root.md", date("2022-01-01")),
		}, "a<b<sso -<root<a root<a<b b<sso<-"},
		{"the front matter names a neighbour or none", "", []*rca.Document{
			doc("sso/a.md", func(d *rca.Document) { d.Meta.PaginationPrev = &prev }),
			doc("sso/b.md", func(d *rca.Document) { d.Meta.PaginationNext = &none }),
			doc("root.md", func(d *rca.Document) { d.Meta.PaginationNext = &next }),
		}, "b<a<root -<b<a a<root<b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := project(c.documents...)
			if c.order != "" {
				in.Config.Sidebar.Order = c.order
			}
			if got := chain(mustBuild(t, in)); got != c.want {
				t.Errorf("older<page<newer\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestUnknownIDs(t *testing.T) {
	next, hidden := "sso/ab", "sso/d"
	a := doc("sso/abc.md", func(d *rca.Document) { d.Meta.PaginationNext = &next })
	a.Keys["pagination_next"] = diag.Span{Start: 20, End: 26}
	in := project(a, doc("sso/b.md", func(d *rca.Document) { d.Meta.PaginationPrev = &hidden }), doc("sso/d.md", draft))
	in.Categories = []CategoryFile{
		{File: "content/sso/_category_.json", Link: CategoryLink{Kind: LinkDocument, ID: "x"}, Keys: map[string]diag.Span{"link.id": {Start: 1, End: 2}}},
		{File: "content/sso/_category_.yml"},
	}
	want := `content/sso/_category_.json:1-2: ` + "`link` names `x`, which is no document's id" + ` [category/unknown-document]
content/sso/_category_.yml:0-0: ` + "the folder has two category files; `_category_.json` counts" + ` [category/duplicate]
  related content/sso/_category_.json:0-0: this one counts
content/sso/abc.md:20-26: ` + "`pagination_next` names `sso/ab`, which is no document's id" + ` [sidebar/unknown-pagination]
  help: did you mean ` + "`sso/abc`?" + `
`
	if diff := cmp.Diff(want, findings(New(in).Diagnostics)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
