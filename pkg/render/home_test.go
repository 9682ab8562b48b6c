package render

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// rich returns n documents that say everything that lists show.
func rich(n, perYear int) []*rca.Document {
	documents := many(n, perYear)
	for i, d := range documents {
		d.Description = "A change of the configuration took the service away from some customers."
		d.Meta.Severity = []string{"critical", "major", "minor", "notice", ""}[i%5]
		d.Meta.Services = []string{fmt.Sprintf("Service %d", i%7), fmt.Sprintf("Service %d", i%11)}
		d.Meta.Regions = []string{[]string{"West Europe", "East US", "Brazil South"}[i%3]}
		d.Meta.Provider = []string{"Azure", "Own change"}[i%2]
		d.Meta.Tags = []string{fmt.Sprintf("tag %d", i%50), fmt.Sprintf("word %d", i%400)}
		d.Status = "Resolved"
		if i%50 == 0 {
			d.Status = "Monitoring"
		}
		start := rca.Moment{Time: d.Date, Zoned: true}
		end, noticed := start, start
		end.Time = start.Time.Add(time.Duration(i%700+5) * time.Minute)
		noticed.Time = start.Time.Add(time.Duration(i%40+1) * time.Minute)
		d.Facts.Impact, d.Facts.Detected = rca.Window{Start: start, End: end}, noticed
		d.Facts.Symptoms = []string{fmt.Sprintf("error number %d", i%30)}
		d.Facts.Actions = []rca.Action{{Text: "Watch the queue", State: []rca.ActionState{rca.Done, rca.Open}[i%2]}}
	}
	return documents
}

// TestOverviewPages holds pages that show many incidents against golden files.
func TestOverviewPages(t *testing.T) {
	alone := rich(1, 1)
	alone[0].Date = time.Time{}
	for name, test := range map[string]struct {
		documents []*rca.Document
		address   string
	}{
		"home-rich":    {rich(30, 12), ""},
		"home-empty":   {nil, ""},
		"home-undated": {alone, ""},
		"list-part":    {rich(112, 112), "2024/page/2/"},
		"facet":        {rich(30, 12), "severity/critical/"},
		"property":     {rich(30, 12), "severity/"},
	} {
		t.Run(name, func(t *testing.T) {
			page := renderAt(t, rendererWithoutText(t, newSite(t, test.documents...)), test.address)
			golden(t, filepath.Join("testdata", "golden", name+".html"), assetName.ReplaceAllString(page, "site."))
		})
	}
}

// textOfAll returns the texts of the elements of a kind.
func textOfAll(t *testing.T, page, element string) (texts []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == element {
			texts = append(texts, textOf(n))
		}
	}
	return texts
}

func TestHomeShowsTheFigures(t *testing.T) {
	s := newSite(t, rich(40, 12)...)
	f := figures.New(s)
	page := renderAt(t, rendererWithoutText(t, s), "")
	var want []string
	resolve, notice := &f.Year.Resolve, &f.Year.Notice
	want = append(want,
		fmt.Sprintf("%dlast 12 months, %d in the 12 before", f.Year.Incidents, f.YearBefore.Incidents),
		fmt.Sprintf("%shalf took %s to %s; of %d incidents; the year before %s", english.Duration(resolve.Median),
			english.Duration(resolve.Lower), english.Duration(resolve.Upper), resolve.Known(), english.Duration(f.YearBefore.Resolve.Median)),
		fmt.Sprintf("%slongest %s; of %d incidents", english.Duration(notice.Median), english.Duration(notice.Lengths[notice.Known()-1]), notice.Known()),
		fmt.Sprintf("%dof %d; %d without an owner", f.Actions.ToDo(), f.Actions.Total(), f.Actions.Tally[figures.Unowned]))
	for i, text := range textOfAll(t, page, "dd") {
		if text != strings.ReplaceAll(want[i], "\u00a0", " ") {
			t.Errorf("%q, want %q", text, want[i])
		}
	}
	if n := len(textOfAll(t, page, "dd")); n != len(want) {
		t.Errorf("%d figures", n)
	}
	months := f.Months[len(f.Months)-chartMonths:]
	quarters := f.Quarters[len(f.Quarters)-chartQuarters:]
	rows := textOfAll(t, page, "tr")
	if len(rows) != len(months)+len(quarters)+2 {
		t.Fatalf("%d rows of numbers", len(rows))
	}
	for i, m := range months {
		label := english.ShortMonth(time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC))
		if want := fmt.Sprintf("%s%d%d", label, m.Incidents, m.Severe); rows[1+i] != want {
			t.Errorf("%q, want %q", rows[1+i], want)
		}
	}
	for i := range quarters {
		row := rows[2+len(months)+i]
		if n := fmt.Sprint(quarters[i].Resolve.Known()); !strings.HasPrefix(row, english.Quarter(quarters[i].Year, quarters[i].Quarter)) || !strings.HasSuffix(row, n) {
			t.Errorf("%q: want %s incidents", row, n)
		}
	}
	for _, picture := range textOfAll(t, page, "title")[1:] {
		if !regexp.MustCompile(`^(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}: \d+ incidents?|^\d{4} Q\d: `).MatchString(picture) {
			t.Errorf("a link of a chart is named %q", picture)
		}
	}
}

// A library that nothing was added to for years still has its figures.
func TestHomeOfAnOldLibrary(t *testing.T) {
	s := site.New(site.Input{Config: newConfig(), Documents: rich(30, 12), AsOf: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)})
	page := renderAt(t, rendererWithoutText(t, s), "")
	for _, want := range []string{"30 incidents of all years", "State on 1 Jan 2031", `id="incidents-per-month"`, `id="time-to-resolve"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the home page does not say %q", want)
		}
	}
	if strings.Contains(page, "last 12 months") {
		t.Error("twelve months without an incident are a figure")
	}
}

// Small sites show no charts, figures or filters of nothing.
func TestHomeOfASmallSite(t *testing.T) {
	dayless := many(9, 9)
	for _, d := range dayless {
		d.Date = time.Time{}
	}
	for name, test := range map[string]struct {
		documents                       []*rca.Document
		search, figures, chart, filters bool
	}{
		"empty":   {nil, false, false, false, false},
		"one":     {rich(1, 1), true, false, false, false},
		"undated": {dayless, true, false, false, false},
		"bare":    {many(9, 3), true, false, true, true},
		"rich":    {rich(9, 3), true, true, true, true},
	} {
		page := renderAt(t, rendererWithoutText(t, newSite(t, test.documents...)), "")
		for class, want := range map[string]bool{"ask": test.search, "figs": test.figures, "chart": test.chart, "filters": test.filters} {
			if got := strings.Contains(page, `class="`+class+`"`); got != want {
				t.Errorf("%s: %s: %v", name, class, got)
			}
		}
		if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
			t.Errorf("%s: a number that is none", name)
		}
	}
}

func TestExamplesAreTheSitesOwn(t *testing.T) {
	documents := rich(5, 5)
	documents[4].Facts.Symptoms = []string{"x", "// a comment", "TLS secure channel", "another error"}
	documents[3].Facts.Symptoms = []string{"tls  secure  channel"}
	documents[2].Facts.Symptoms = []string{strings.Repeat("long ", 20), "50% & more"}
	r := rendererWithoutText(t, newSite(t, documents...))
	want := []link{
		{"TLS secure channel", "./search/?q=TLS+secure+channel"}, {"50% & more", "./search/?q=50%25+%26+more"}, {"Service 4", "./search/?q=Service+4"},
	}
	if got := r.examples("./search/"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
