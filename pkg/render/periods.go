package render

import (
	"html/template"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/site"
)

// The home page shows the last so many months and quarters.
const (
	chartMonths   = 24
	chartQuarters = 8
)

// periodChart is a chart of months or quarters, with its numbers in a table.
type periodChart struct {
	ID      string // of its heading; that of its legend ends in "Legend"
	Title   string
	Meaning string // what is counted, in a sentence; "" where the title says it
	Legend  string
	Picture template.HTML // made by pkg/chart; "" when there is nothing to draw
	Notes   []string      // sentences: what the numbers come from, what is not in them
	Head    []string      // of the table
	Rows    []periodRow
	CSV     string // lead to the numbers for programs; "" for none
	JSON    string
}

// periodRow is what the table says of a month or a quarter.
type periodRow struct {
	Label string
	Href  string // leads to its incidents; "" when there are none
	Cells []string
	Wide  string // stands for the first two cells
}

// periodCharts returns the charts that there are enough incidents for. They
// end with the day that the figures are as of or, where nothing has happened
// for long, with the newest incident.
func (r *Renderer) periodCharts(f *figures.Figures, root string) (list []periodChart) {
	months := latest(f.Months, chartMonths, func(m *figures.Month) int { return m.Incidents })
	quarters := latest(f.Quarters, chartQuarters, func(q *figures.Quarter) int { return q.Resolve.Known() })
	if len(months) > 1 {
		list = append(list, r.monthChart(months, root))
	}
	if len(quarters) > 1 {
		list = append(list, r.quarterChart(&toResolve, quarters, root))
	}
	return list
}

// latest returns the last so many periods. When they count too few, it returns
// those that end with the last one that counts any, and none when these count
// too few as well.
func latest[P any](periods []P, most int, count func(*P) int) []P {
	enough := func(periods []P) bool {
		sum := 0
		for i := range periods {
			sum += count(&periods[i])
		}
		return sum >= few
	}
	last := tail(periods, most)
	if enough(last) {
		return last
	}
	for len(periods) > 0 && count(&periods[len(periods)-1]) == 0 {
		periods = periods[:len(periods)-1]
	}
	if last = tail(periods, most); enough(last) {
		return last
	}
	return nil
}

// monthChart is the chart of incidents per month.
func (r *Renderer) monthChart(months []figures.Month, root string) periodChart {
	c := periodChart{
		ID:    "incidents-per-month",
		Title: r.lang.Text("chart.per_month"),
		Head:  []string{r.lang.Text("chart.month"), r.lang.Text("chart.all"), r.lang.Text("chart.critical_major")},
	}
	blocks := chart.Blocks{Name: chart.Name{LabelledBy: c.ID + " " + c.ID + "Legend"}}
	most, severe := 0, 0
	for _, m := range months {
		most, severe = max(most, m.Incidents), severe+m.Severe
		first := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC)
		column := chart.Column{
			Strong: m.Month == time.January,
			Href:   r.listOf(root, m.Year, m.Month, m.Month),
			Title:  r.lang.Month(first) + ": " + r.lang.Count("list.incidents", m.Incidents),
		}
		if m.Severe > 0 {
			column.Title += ", " + r.lang.Count("chart.severe", m.Severe)
		}
		switch m.Month {
		case time.January:
			column.Label = year(m.Year)
		case time.April, time.July, time.October:
			column.Label = r.lang.ShortMonthName(m.Month)
		}
		blocks.Months = append(blocks.Months, chart.Month{Column: column, Incidents: m.Incidents, Severe: m.Severe})
		c.Rows = append(c.Rows, periodRow{
			Label: r.lang.ShortMonth(first),
			Href:  column.Href,
			Cells: []string{r.lang.Number(m.Incidents), r.lang.Number(m.Severe)},
		})
	}
	c.Legend = r.lang.Text(monthLegend(most <= chart.MostBlocks, severe > 0))
	c.Picture = picture(blocks.SVG())
	return c
}

// monthLegend returns the key of what a chart of months needs to have said.
func monthLegend(blocks, red bool) string {
	switch {
	case blocks && red:
		return "chart.per_month_legend"
	case blocks:
		return "chart.per_month_plain"
	case red:
		return "chart.per_month_red"
	}
	return "chart.per_month_bars"
}

// quarterChart is the chart of a length of time.
func (r *Renderer) quarterChart(m *measure, quarters []figures.Quarter, root string) periodChart {
	c := periodChart{
		ID:    m.id,
		Title: r.byQuarter(m.title),
		Head: []string{
			r.lang.Text("chart.quarter"), r.lang.Text("chart.median"), r.lang.Text("chart.middle_half"), r.lang.Text("chart.number"),
		},
	}
	drawn := chart.Quartiles{Name: chart.Name{LabelledBy: c.ID + " " + c.ID + "Legend"}, Scale: r.lang.Duration}
	dots, bars := false, false
	for i := range quarters {
		q := &quarters[i]
		s := m.of(&q.Summary)
		n := s.Known()
		column, row := r.quarter(q, root)
		var quarter chart.Quarter
		switch {
		case n == 0:
			row.Cells = []string{"–", "–"}
		case n < few:
			dots = true
			row.Wide = r.durations(s.Lengths)
			column.Title += row.Wide
			quarter.Dots = s.Lengths
		default:
			bars = true
			quarter.Middle = &chart.Middle{Lower: s.Lower, Median: s.Median, Upper: s.Upper}
			row.Cells = []string{
				r.lang.Duration(s.Median),
				r.lang.Text("chart.range", "from", r.lang.Duration(s.Lower), "to", r.lang.Duration(s.Upper)),
			}
			column.Title += r.lang.Text("chart.median") + " " + row.Cells[0] + ", " + r.lang.Count("list.incidents", n)
		}
		row.Cells = append(row.Cells, r.lang.Number(n))
		if n > 0 {
			column.Href = row.Href
		}
		quarter.Column = column
		drawn.Quarters = append(drawn.Quarters, quarter)
		c.Rows = append(c.Rows, row)
	}
	switch {
	case dots && bars:
		c.Legend = r.lang.Text("chart.legend") + " " + r.lang.Text("chart.legend_few")
	case dots:
		c.Legend = r.lang.Text("chart.legend_dots")
	default:
		c.Legend = r.lang.Text("chart.legend")
	}
	c.Picture = picture(drawn.SVG())
	return c
}

// quarter returns the column and the row of a quarter: the label, the link, and
// the beginning of what the column is called.
func (r *Renderer) quarter(q *figures.Quarter, root string) (column chart.Column, row periodRow) {
	row.Label = r.lang.Quarter(q.Year, q.Quarter)
	column.Label, column.Title = r.lang.ShortQuarter(q.Quarter), row.Label+": "
	if q.Quarter == 1 {
		column.Label, column.Strong = year(q.Year), true
	}
	if q.Incidents > 0 {
		last := time.Month(3 * q.Quarter)
		row.Href = r.listOf(root, q.Year, last-2, last)
	}
	return column, row
}

func (r *Renderer) durations(lengths []time.Duration) string {
	words := make([]string, len(lengths))
	for i, length := range lengths {
		words[i] = r.lang.Duration(length)
	}
	return strings.Join(words, ", ")
}

// listOf returns a link to the list of some months of a year, at the newest of
// them that has an incident; "" when none has.
func (r *Renderer) listOf(root string, of int, from, to time.Month) string {
	f := r.site.Facet(site.Years, year(of))
	if f == nil {
		return ""
	}
	for i, p := range f.Pages {
		d := p.Document.Date.UTC()
		if m := d.Month(); d.Year() == of && from <= m && m <= to { // the list of a folder of the year may hold others
			return root + site.Href(f.Addresses[i/site.ListSize]) + "#" + monthID(of, m)
		}
	}
	return ""
}
