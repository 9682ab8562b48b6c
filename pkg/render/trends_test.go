package render

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// measured returns a document with an impact that began at a moment
// (yyyy-mm-dd hh:mm) and took some minutes, 0 for no end; it was noticed after a
// quarter of that, and told to the public after half of it.
func measured(id, title, start string, minutes int, more ...func(*rca.Document)) *rca.Document {
	d := newDocument(id, title, start[:10])
	d.Date, _ = time.Parse("2006-01-02 15:04", start)
	d.DateOnly = false
	after := func(part int) rca.Moment {
		return rca.Moment{Time: d.Date.Add(time.Duration(minutes) * time.Minute / time.Duration(part))}
	}
	d.Facts.Impact.Start = rca.Moment{Time: d.Date}
	if minutes > 0 {
		d.Facts.Impact.End, d.Facts.Detected = after(1), after(4)
		d.Facts.Timeline = []rca.Event{{Moment: after(2), Public: true}}
	}
	for _, f := range more {
		f(d)
	}
	return d
}

// tracked returns the documents of a site with something for every figure and
// for every state of an action.
func tracked() []*rca.Document {
	of := func(service, severity string, tags ...string) func(*rca.Document) {
		return func(d *rca.Document) {
			d.Meta.Services, d.Meta.Severity, d.Meta.Tags = []string{service}, severity, tags
		}
	}
	actions := func(list ...rca.Action) func(*rca.Document) {
		return func(d *rca.Document) { d.Facts.Actions = list }
	}
	day := func(text string) rca.Deadline {
		t, _ := time.Parse(time.DateOnly, text)
		return rca.Deadline{Due: t, DueText: text}
	}
	quarter := day("2024-06-30")
	quarter.DueText, quarter.Approximate = "Q2 2024", true
	documents := []*rca.Document{
		measured("keys", "Sign-in failed in all regions", "2022-11-30 23:30", 40, of("SSO", "critical", "keys"), actions(
			rca.Action{Text: "Store keys so that nodes cannot drift apart", Owners: []string{"SSO team"}, Kind: rca.Prevent, Deadline: day("2023-03-01")},
			rca.Action{Text: "Alert when the error frequency is low", State: rca.Done, Kind: rca.Detect},
		)),
		measured("again", "Sign-in failed again", "2023-01-15 08:00", 120, of("sso", "major", "Keys")),
		measured("disk", "Search returned nothing", "2023-06-02 10:00", 300, of("Search", "minor"), actions(
			rca.Action{Text: "Forecast of free disk", State: rca.InProgress, Tickets: []string{"https://git.example.com/search/issues/12", "OPS-7", "javascript:alert(1)//issues/1"}},
			rca.Action{Text: "Move to another database", State: rca.Declined, Reason: "too costly"},
		)),
		measured("open", "Exports are late", "2024-02-01 09:00", 0, of("=cmd|' /C calc'!A0", "minor"), actions(
			rca.Action{Text: "Dead-letter queue", Owners: []string{"alice", "bob"}, Deadline: quarter, State: rca.InProgress, Kind: rca.Limit},
			rca.Action{Text: "Call the provider", Owners: []string{"alice"}, Deadline: rca.Deadline{DueText: "next sprint"}},
		), func(d *rca.Document) {
			d.Meta.Provider = "Azure"
			d.Facts.Promises = []rca.Promise{{Text: "A full RCA will follow.", Kind: rca.FollowUp}}
		}),
		newDocument("undated", "Nobody knows when", ""),
		measured("later", "After the day that counts", "2024-03-02 09:00", 10, of("Search", "minor")),
	}
	return documents
}

func trackedSite(t testing.TB, documents ...*rca.Document) *site.Site {
	t.Helper()
	s := site.New(site.Input{Config: newConfig(), Documents: documents, AsOf: time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)})
	if len(s.Diagnostics) > 0 {
		t.Fatal(s.Diagnostics)
	}
	return s
}

func TestOverviews(t *testing.T) {
	r := newRenderer(t, trackedSite(t, tracked()...))
	for name, address := range map[string]string{
		"trends.html": "trends/", "actions.html": "actions/",
		"time-to-resolve.csv": "trends/time-to-resolve.csv", "services.json": "trends/services.json",
	} {
		t.Run(name, func(t *testing.T) {
			got := assetName.ReplaceAllString(renderAt(t, r, address), "$1.")
			golden(t, filepath.Join("testdata", "golden", name), got)
		})
	}
}

// The pages of an empty site say that there is nothing.
func TestOverviewsOfNothing(t *testing.T) {
	for name, documents := range map[string][]*rca.Document{"no incident": nil, "one without a date": {newDocument("a", "A", "")}} {
		r := newRenderer(t, newSite(t, documents...))
		if page := renderAt(t, r, "trends/"); !strings.Contains(page, "There is nothing to draw yet.") {
			t.Errorf("%s: trends: %s", name, page)
		}
		if page := renderAt(t, r, "actions/"); !strings.Contains(page, "No actions yet.") || strings.Contains(page, "<table") {
			t.Errorf("%s: actions: %s", name, page)
		}
	}
}

// Every language has the words that the pages ask for, in their plural forms.
func TestOverviewsInEveryLanguage(t *testing.T) {
	for _, name := range locale.Names() {
		l, _ := locale.Find(name)
		for _, documents := range [][]*rca.Document{nil, tracked(), append(many(450, 300), tracked()...)} {
			r := New(trackedSite(t, documents...), BuiltIn(l), inBothForms(func(io.Writer, *site.Page) error { return nil }))
			for _, o := range allOutputs(t, r) {
				if o.kind == trendsOutput || o.kind == actionsOutput || strings.HasPrefix(o.Address, "trends/") {
					text, placeholder := renderOutput(t, r, o), "{\x00"
					if strings.HasSuffix(o.Address, "/") {
						_, after, isPage := strings.Cut(text, "<main")
						if !isPage {
							t.Fatalf("%s, %s: no main element", name, o.Address)
						}
						text = after
					} else if strings.HasSuffix(o.Address, ".json") {
						placeholder = "\x00" // an object begins as a placeholder does
					}
					if strings.ContainsAny(text, placeholder) {
						t.Errorf("%s, %s: a placeholder is left", name, o.Address)
					}
				}
			}
		}
	}
}

// Both files of a figure hold the same, and the CSV is what its reader expects.
func TestFigureFiles(t *testing.T) {
	r := newRenderer(t, trackedSite(t, tracked()...))
	if n := len(r.site.Figures); n != 16 {
		t.Errorf("%d files, want 16", n)
	}
	for _, file := range r.site.Figures {
		name, isCSV := strings.CutSuffix(file, ".csv")
		if !isCSV {
			continue
		}
		records, err := csv.NewReader(strings.NewReader(renderAt(t, r, "trends/"+file))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var whole struct {
			Title      string
			Definition string
			AsOf       string `json:"as_of"`
			Rows       []map[string]any
		}
		d := json.NewDecoder(strings.NewReader(renderAt(t, r, "trends/"+name+".json")))
		d.UseNumber()
		if err := d.Decode(&whole); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if whole.Title == "" || whole.Definition == "" || whole.AsOf != "2024-03-01" || len(whole.Rows) == 0 {
			t.Errorf("%s: %+v", name, whole)
		}
		var rows [][]string
		for _, row := range whole.Rows {
			var cells []string
			for _, column := range records[0] {
				switch v := row[column].(type) {
				case nil:
					cells = append(cells, "")
				case json.Number:
					cells = append(cells, v.String())
				case string:
					cells = append(cells, v)
				}
			}
			rows = append(rows, cells)
		}
		for _, record := range records[1:] {
			for i, cell := range record {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s: a spreadsheet would run %q", file, cell)
				}
				record[i] = strings.TrimPrefix(cell, "'")
			}
		}
		if diff := cmp.Diff(rows, records[1:]); diff != "" {
			t.Errorf("%s: JSON and CSV differ: %s", name, diff)
		}
	}
}

// A file of the project of the same name is published in our place, and a
// page may have such an address.
func TestFigureFilesGiveWay(t *testing.T) {
	d := newDocument("a", "A", "2024-01-01")
	d.Meta.Slug = "/trends/providers.json"
	s := site.New(site.Input{Config: newConfig(), Documents: []*rca.Document{d}, Files: map[string]site.File{
		"static/trends/services.csv": {Size: 3, Hash: "0123456789abcdef"},
	}})
	r := newRenderer(t, s)
	for _, o := range allOutputs(t, r) {
		if o.kind == dataOutput && (o.Address == "trends/services.csv" || o.Address == "trends/providers.json") {
			t.Errorf("%s is written twice", o.Address)
		}
	}
	if !slices.Contains(s.Figures, "services.json") {
		t.Error("the other file is gone too")
	}
}

func TestFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "": "", "a=b": "a=b", "SSO": "SSO",
	} {
		if got := cellText(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// Every bar leads to a page that lists an incident of its period.
func TestChartsLeadToIncidents(t *testing.T) {
	documents := append(many(450, 300), tracked()...)
	for _, group := range []string{"year", "folder", "auto"} {
		c := newConfig()
		c.Sidebar.Group = group
		s := site.New(site.Input{Config: c, Documents: documents})
		r := rendererWithoutText(t, s)
		links := 0
		for _, row := range r.monthChart(r.figures().Months, "./").Rows {
			if (row.Cells[0] == "0") != (row.Href == "") {
				t.Errorf("%s, %s: %s incidents lead to %q", group, row.Label, row.Cells[0], row.Href)
			}
			if row.Href == "" {
				continue
			}
			links++
			month, _ := time.Parse("Jan 2006", row.Label)
			found := false
			page, fragment, _ := strings.Cut(strings.TrimPrefix(row.Href, "./"), "#")
			text := renderAt(t, r, page)
			if fragment != "" && !strings.Contains(text, `id="`+fragment+`"`) {
				t.Errorf("%s: %s leads to the head of the page", group, row.Href)
			}
			for _, address := range rowsOf(text) {
				target, _ := s.At(address)
				found = found || target.Page != nil && target.Page.Document.Date.Format("2006-01") == month.Format("2006-01")
			}
			if !found {
				t.Errorf("%s: %s does not list an incident of %s", group, row.Href, row.Label)
			}
		}
		if links < 10 {
			t.Errorf("%s: %d links", group, links)
		}
	}
}

// texts returns the texts of elements of a kind, white space in one.
func texts(t *testing.T, page string, is func(*html.Node) bool) (list []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || !is(n) {
			continue
		}
		var b strings.Builder
		for d := range n.Descendants() {
			if d.Type == html.TextNode {
				b.WriteString(d.Data)
			}
		}
		list = append(list, strings.Join(strings.Fields(b.String()), " "))
	}
	return list
}
