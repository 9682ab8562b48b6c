package render

import (
	"fmt"
	"os"
	"path/filepath"
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

// read parses a document.
func read(t testing.TB, name, text string) *rca.Document {
	t.Helper()
	c := config.Default()
	d := rca.NewParser(c).Parse(&diag.File{Path: "content/" + name, Bytes: []byte(text)}, name).Document
	if d.Broken {
		t.Fatalf("%s cannot be read", name)
	}
	return d
}

// asOf is the day on which the pages of the tests are looked at.
var asOf = time.Date(2024, time.May, 1, 0, 0, 0, 0, time.UTC)

// siteOf builds a site on that day.
func siteOf(documents ...*rca.Document) *site.Site {
	return site.New(site.Input{Config: newConfig(), Documents: documents, AsOf: asOf})
}

// mainOf returns what stands between the bar and the footer of a page, without
// the navigation.
func mainOf(t *testing.T, page string) string {
	t.Helper()
	_, page, found := strings.Cut(page, `<main id="Content">`)
	page, _, closed := strings.Cut(page, `<footer`)
	if !found || !closed {
		t.Fatal("the page has no main part")
	}
	return page
}

// TestDocumentPages holds the page of each document in testdata/page against
// its golden file.
func TestDocumentPages(t *testing.T) {
	files, err := filepath.Glob("testdata/page/*.md")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := siteOf(read(t, name+".md", string(text)))
			page := renderAt(t, rendererWithoutText(t, s), s.Pages[0].Address)
			golden(t, filepath.Join("testdata", "page", name+".html"), mainOf(t, page))
			if name != "full" {
				return
			}
			japanese, _ := locale.Find("ja")
			page = renderAt(t, New(s, BuiltIn(japanese), rendererWithoutText(t, s).text), s.Pages[0].Address)
			golden(t, filepath.Join("testdata", "page", name+".ja.html"), mainOf(t, page))
		})
	}
}

// like returns a document of a service and a provider.
func like(t *testing.T, id string, day int, more string) *rca.Document {
	return read(t, id+".md", fmt.Sprintf("---\nid: %s\ntitle: About %s\nstarted: 2024-03-%02dT09:00:00Z\nmitigated: 2024-03-%02dT09:40:00Z\n%s---\n## Impact summary\nIt failed.\n", id, id, day, day, more))
}

func TestRelatedIncidentsGiveTheirReasons(t *testing.T) {
	common := "services: [Checkout, Search]\nregions: [East US, West US]\nprovider: Example Bank\ntags: [tls, dns]\n"
	a, b := like(t, "a", 1, common), like(t, "b", 2, common)
	other := like(t, "c", 3, "services: [checkout]\n")
	r := rendererWithoutText(t, siteOf(a, b, other))
	page := mainOf(t, renderAt(t, r, "a/"))
	for _, want := range []string{
		`<li><a href="../b/">About b</a><p><time datetime="2024-03-02">2 Mar 2024</time> · 40` + "\u00a0min</p><p>Same services: Checkout and Search. Same tags: tls and dns. Same provider: Example Bank.</p></li>",
		`<li><a href="../c/">About c</a><p><time datetime="2024-03-03">3 Mar 2024</time> · 40` + "\u00a0min</p><p>Same service: Checkout.</p></li>",
		`<a href="../service/checkout/">Checkout</a>, <a href="../service/search/">Search</a>`,
		`<a href="#Related">Related incidents</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %s:\n%s", want, page)
		}
	}
}

// The key of a page changes with what it shows of others.
func TestKeyCoversRelatedIncidents(t *testing.T) {
	key := func(other string) [32]byte {
		o, found, err := rendererWithoutText(t, siteOf(like(t, "a", 1, "services: [Checkout]\n"), like(t, "b", 20, other))).Output("a/")
		if err != nil || !found {
			t.Fatal(found, err)
		}
		return o.Key
	}
	if key("services: [Checkout]\n") == key("services: [Checkout]\nprovider: Example\nsidebar_label: Another\n") {
		t.Error("the label of a related incident does not count")
	}
}

// Early pages of a preview know no other incident.
func TestPartialSiteLinksToNothingUnknown(t *testing.T) {
	s := site.New(site.Input{Config: newConfig(), Partial: true, Documents: []*rca.Document{like(t, "a", 1, "services: [Checkout]\ntags: [tls]\n"), like(t, "b", 2, "services: [Checkout]\n")}})
	page := mainOf(t, renderAt(t, rendererWithoutText(t, s), "a/"))
	for _, unwanted := range []string{"service/checkout", "tag/tls", "Related", `class="pager"`} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the page contains %s", unwanted)
		}
	}
	if !strings.Contains(page, "<dd>Checkout</dd>") {
		t.Error("the service is not named")
	}
}

// Severities are a matter of the whole site.
func TestNotRatedIsSaidWhereOthersAre(t *testing.T) {
	rated, unrated := like(t, "a", 1, "severity: SEV1\n"), like(t, "b", 2, "")
	page := func(documents ...*rca.Document) string {
		return mainOf(t, renderAt(t, rendererWithoutText(t, siteOf(documents...)), "b/"))
	}
	if !strings.Contains(page(rated, unrated), "</svg>Not rated</span>") {
		t.Error("nothing says that the incident is not rated")
	}
	if strings.Contains(page(unrated), "Not rated") {
		t.Error("a site without severities says that one is not rated")
	}
}

func TestTicketAddress(t *testing.T) {
	hub, lab := "https://github.example/team/kb/edit/main", "https://gitlab.example/group/sub/kb/-/edit/main/content"
	for _, test := range []struct{ ticket, edit, want, label string }{
		{"#12", hub, "https://github.example/team/kb/issues/12", "#12"},
		{"other/tools#7", hub, "https://github.example/other/tools/issues/7", "other/tools#7"},
		{"#12", lab, "https://gitlab.example/group/sub/kb/-/issues/12", "#12"},
		{"#12", "", "", "#12"},
		{"#12", "https://git.example/", "", "#12"},
		{"ABC-12", hub, "", "ABC-12"},
		{"#1/../x", hub, "", "#1/../x"},
		{"https://github.example/team/kb/issues/3", "", "https://github.example/team/kb/issues/3", "kb#3"},
		{"https://tickets.example/browse/ABC-9", "", "https://tickets.example/browse/ABC-9", "ABC-9"},
		{"javascript:alert(1)#1", hub, "", "javascript:alert(1)#1"},
	} {
		if got := ticketAddress(test.ticket, test.edit); got != test.want {
			t.Errorf("ticketAddress(%q, %q) = %q, want %q", test.ticket, test.edit, got, test.want)
		}
		if got := ticketLabel(test.ticket); got != test.label {
			t.Errorf("ticketLabel(%q) = %q, want %q", test.ticket, got, test.label)
		}
	}
}

// Whatever a long timeline holds, nothing of it is lost and no wall is made.
func TestStoryFolds(t *testing.T) {
	r := rendererWithoutText(t, siteOf())
	for _, every := range []int{1, 2, 7, 1000} {
		var entries []entryView
		for i := range 300 {
			e := entryView{Text: fmt.Sprint(i)}
			if i%every == 0 {
				e.Turn = "Turn"
			}
			entries = append(entries, e)
		}
		shown, next := 0, 0
		for _, run := range r.fold(entries) {
			for _, e := range run.Entries {
				if e.Text != fmt.Sprint(next) {
					t.Fatalf("a turn each %d: entry %s stands in the place of %d", every, e.Text, next)
				}
				next++
			}
			if run.Fold == "" {
				shown += len(run.Entries)
			}
		}
		if next != len(entries) || shown > 3*mostTurns+2 {
			t.Errorf("a turn each %d: %d entries of %d, %d not folded", every, next, len(entries), shown)
		}
	}
}

func TestAddedSectionsMakeWayForTheAuthors(t *testing.T) {
	d := &rca.Document{Headings: []rca.Heading{{ID: "Actions", Explicit: true}}}
	if got := addedSection(d, "Actions", "").ID; got == "Actions" {
		t.Error("two elements of the page have the id Actions")
	}
	if got := addedSection(d, "Related", "").ID; got != "Related" {
		t.Errorf("id %q", got)
	}
}

// A link to a sentence stays what it is meant to be, whatever the sentence.
func TestOriginQuotes(t *testing.T) {
	r := rendererWithoutText(t, siteOf())
	d := &rca.Document{Headings: []rca.Heading{{ID: "rca"}}}
	for _, test := range []struct{ sentence, start, end string }{
		{"Short one", "Short one", ""},
		{"- Short one -", " Short one ", ""},
		{"one two three four five six seven eight nine", "one two three four", "six seven eight nine"},
		{"one two three four- five six -seven eight nine -ten", "one two three four", "seven eight nine -ten"},
		{strings.Repeat("word ", 100), "", ""},
		{"\xff\xfe", "", ""},
	} {
		o := r.origin(d, rca.Evidence{Sentence: test.sentence})
		if o.Start != test.start || o.End != test.end || o.Section != "rca" {
			t.Errorf("%q: %q, %q below %q", test.sentence, o.Start, o.End, o.Section)
		}
	}
	if r.origin(d, rca.Evidence{Stated: true}) != nil {
		t.Error("what front matter states was read from nowhere")
	}
}

// FuzzPage renders the page of any document.
func FuzzPage(f *testing.F) {
	files, err := filepath.Glob("testdata/page/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	templates := BuiltIn(english)
	f.Fuzz(func(t *testing.T, text string) {
		d := rca.NewParser(config.Default()).Parse(&diag.File{Path: "content/x.md", Bytes: []byte(text)}, "x.md").Document
		if d.Broken || d.Meta.Draft {
			return
		}
		d.Meta = keepFacts(d.Meta)
		s := siteOf(d)
		if len(s.Pages) == 0 {
			return
		}
		r := New(s, templates, rendererWithoutText(t, s).text)
		o, found, err := r.Output(s.Pages[0].Address)
		if err != nil || !found {
			t.Fatal(found, err)
		}
		if err := r.Render(discard{}, o); err != nil {
			t.Fatal(err)
		}
	})
}

// keepFacts drops what decides about the address.
func keepFacts(m frontmatter.Meta) frontmatter.Meta {
	m.ID, m.Slug, m.Aliases = "x", "", nil
	return m
}

// A window that ends before it starts is not drawn, even where the text states
// how long it took.
func TestImpossibleWindowIsNoPicture(t *testing.T) {
	page := func(end string) string {
		d := read(t, "a.md", "---\nid: a\ntitle: A\nstarted: 2024-03-01T12:00:00Z\nmitigated: "+end+"\n---\n## Impact summary\nThe impact lasted 40 minutes.\n")
		return mainOf(t, renderAt(t, rendererWithoutText(t, siteOf(d)), "a/"))
	}
	if !strings.Contains(page("2024-03-01T12:40:00Z"), `class="seg`) {
		t.Error("no picture of a window")
	}
	for _, end := range []string{"2024-03-01T11:00:00Z", "2199-01-01T00:00:00Z"} {
		if got := page(end); strings.Contains(got, `class="seg`) {
			t.Errorf("a picture of a window until %s: %s", end, got)
		}
	}
}
