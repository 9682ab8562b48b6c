package render

import (
	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/site"
)

// mostGroups is how many services and providers the page of trends has.
const mostGroups = 30

// trendsView is the page of figures over time.
type trendsView struct {
	frame
	Heading string
	Lead    string
	Period  string // which days the figures compare
	Figures []figure
	Charts  []periodChart
	Groups  []groupsView
	Longest []longestRow
	Left    []string // sentences: what is in no chart, and why
	Method  []string // sentences: how the figures are made
}

// figure is one number of the last twelve months, with the twelve before.
type figure struct {
	Label, Value string
	Notes        []string
}

// groupsView is a table of what is counted of services or of providers.
type groupsView struct {
	ID, Title, Meaning string
	Head               []string
	Labels             []string // of the cells, where each row is a card
	Rows               []periodRow
	Notes              []string
	CSV, JSON          string
}

type longestRow struct {
	Label, Href string
	Date        *date
	Length      string
}

func (r *Renderer) trendsPage(o Output) (*trendsView, error) {
	root, f := site.Root(o.Address), r.figures()
	title := r.lang.Text("trends.title")
	v := &trendsView{frame: r.frame(o.Address, title), Heading: title, Lead: r.lang.Text("trends.lead")}
	v.Here, v.Description = "trends", v.Lead
	if !f.AsOf.IsZero() {
		v.Lead += " " + r.lang.Text("trends.as_of", "date", r.lang.Day(f.AsOf))
	}
	if f.Year.Incidents+f.YearBefore.Incidents > 0 {
		v.Period = r.lang.Text("trends.compare_meaning", "from", r.lang.Day(f.Year.First), "to", r.lang.Day(f.Year.Last))
		v.Figures = r.compared()
	}
	if len(f.Months) > 0 {
		v.Charts = r.trendCharts(root)
	}
	for _, g := range []struct {
		name, title string
		groups      []figures.Group
	}{{"services", "trends.per_service", f.Services}, {"providers", "trends.per_provider", f.Providers}} {
		if len(g.groups) > 0 {
			v.Groups = append(v.Groups, r.groupsView(g.name, g.title, g.groups, root))
		}
	}
	for _, p := range f.Longest {
		v.Longest = append(v.Longest, longestRow{p.Document.ShortTitle, root + site.Href(p.Address),
			newDate(p.Document.Date, r.lang.Day), r.lang.Duration(p.Incident.ToResolve.Length)})
	}
	v.Left, v.Method = r.leftOut(), r.texts("trends.method_dates", "trends.method_quartiles")
	return v, nil
}

// compared returns the figures of the last twelve months beside those before.
func (r *Renderer) compared() []figure {
	f := r.figures()
	now, before := &f.Year.Summary, &f.YearBefore.Summary
	number := func(label string, n, m int) figure {
		return figure{label, r.lang.Number(n), []string{r.lang.Text("trends.before", "number", m)}}
	}
	list := []figure{number(r.lang.Text("site.incidents"), now.Incidents, before.Incidents)}
	for _, m := range []struct {
		label string
		*measure
	}{{"home.median_resolve", &toResolve}, {"home.median_notice", &toNotice}, {"trends.median_public", &toTell}} {
		list = append(list, r.comparedLength(r.lang.Text(m.label), m.of(now), m.of(before), now.Incidents, before.Incidents))
	}
	list = append(list, number(r.lang.Text("trends.repeats"), now.Repeats, before.Repeats))
	open := figure{Label: r.lang.Text("trends.open_share"), Value: "–"}
	if now.Incidents > 0 {
		open.Value = r.lang.Percent(float64(now.WithOpen) / float64(now.Incidents))
		open.Notes = append(open.Notes, r.lang.Text("trends.point_of", "number", now.WithOpen, "value", r.lang.Count("list.incidents", now.Incidents)))
	}
	if before.Incidents > 0 {
		share := r.lang.Percent(float64(before.WithOpen) / float64(before.Incidents))
		open.Notes = append(open.Notes, r.lang.Text("home.year_before", "duration", share))
	}
	return append(list, open)
}

func (r *Renderer) comparedLength(label string, now, before *figures.Spread, all, allBefore int) figure {
	f := figure{Label: label, Value: "–"}
	if now.Known() > 0 {
		f.Value = r.lang.Duration(now.Median)
	}
	if now.Known() >= few {
		f.Notes = append(f.Notes, r.lang.Text("home.half_took", "from", r.lang.Duration(now.Lower), "to", r.lang.Duration(now.Upper)))
	}
	if before.Known() > 0 {
		f.Notes = append(f.Notes, r.lang.Text("home.year_before", "duration", r.lang.Duration(before.Median)))
	}
	f.Notes = append(f.Notes, r.lang.Text("trends.known", "known", now.Known(), "all", all, "known_before", before.Known(), "all_before", allBefore))
	return f
}

// groupsView returns the table of the services or providers with most
// incidents.
func (r *Renderer) groupsView(name, title string, groups []figures.Group, root string) groupsView {
	meaning := r.lang.Text(title+"_meaning") + " " + r.lang.Text("trends.value_meaning")
	v := groupsView{ID: name, Title: r.lang.Text(title), Meaning: meaning}
	v.CSV, v.JSON = r.figureFiles(name, root)
	v.Labels = r.texts("chart.number", "chart.critical_major", "trends.resolve", "trends.notice", "trends.public", "trends.repeats", "trends.with_open")
	first := "filter.service"
	if name == "providers" {
		first = "filter.provider"
	}
	v.Head = append(r.texts(first), v.Labels...)
	for _, g := range groups[:min(len(groups), mostGroups)] {
		cells := []string{r.lang.Number(g.Incidents), r.lang.Number(g.Severe)}
		for _, s := range []*figures.Spread{&g.Resolve, &g.Notice, &g.Tell} {
			cell := "–"
			if s.Known() > 0 {
				cell = r.lang.Text("trends.value", "value", r.lang.Duration(s.Median), "number", s.Known())
			}
			cells = append(cells, cell)
		}
		cells = append(cells, r.lang.Number(g.Repeats), r.lang.Number(g.WithOpen))
		v.Rows = append(v.Rows, periodRow{Label: g.Facet.Value, Href: root + site.Href(g.Facet.Addresses[0]), Cells: cells})
	}
	if len(groups) > mostGroups {
		v.Notes = []string{r.lang.Text("trends.left_groups", "number", mostGroups, "all", len(groups))}
	}
	return v
}

// leftOut says which incidents are in no chart, and which periods are not.
func (r *Renderer) leftOut() (list []string) {
	f := r.figures()
	var reasons []string
	if f.Undated > 0 {
		reasons = append(reasons, r.lang.Count("trends.left_no_date", f.Undated))
	}
	if f.Later > 0 {
		reasons = append(reasons, r.lang.Count("trends.left_later", f.Later, "date", r.lang.Day(f.AsOf)))
	}
	if len(reasons) > 0 {
		list = append(list, r.lang.Count("trends.left_charts", f.Undated+f.Later, "all", f.Incidents)+" "+
			r.lang.Text("trends.left_out_why", "reasons", r.lang.List(reasons)))
	}
	if len(f.Months) > shownMonths || len(f.Quarters) > shownQuarters {
		list = append(list, r.lang.Text("trends.left_window", "months", shownMonths, "quarters", shownQuarters))
	}
	if len(list) == 0 {
		list = r.texts("trends.left_none")
	}
	return list
}
