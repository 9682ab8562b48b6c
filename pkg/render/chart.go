package render

import (
	"html/template"
	"sort"
	"strconv"
	"time"

	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/site"
)

// chartView is a chart with everything that belongs to it, for chart.html.
type chartView struct {
	ID      string // of the chart on its page, and the name of its files
	Title   string
	Meaning string        // what is counted, in a sentence or two
	Picture template.HTML // made by pkg/chart; "" when there is nothing to draw
	Notes   []string      // sentences: what the numbers come from, what is not in them
	Table   *numbers
	CSV     string // lead to the same numbers for programs; "" where there are none
	JSON    string
}

// numbers is a table of figures. Its first column names the row.
type numbers struct {
	Head []string
	Rows []numberRow
}

type numberRow struct {
	Label string
	Href  string // leads to the incidents that are counted; "" when there are none
	Cells []string
}

// How many periods the charts of the trends page show; files have all.
const (
	shownMonths   = 120
	shownQuarters = 40
)

// drawn marks a picture of pkg/chart, which escapes every text in it.
func drawn(picture string) template.HTML { return template.HTML(picture) }

// last returns the last n of some periods.
func last[T any](list []T, n int) []T { return list[max(0, len(list)-n):] }

// newChart returns a chart without its picture, its table and its notes.
func (r *Renderer) newChart(id, title, meaning, root string) *chartView {
	c := &chartView{ID: id, Title: title, Meaning: meaning}
	c.CSV, c.JSON = r.figureFile(id, ".csv", root), r.figureFile(id, ".json", root)
	return c
}

// name lets the chart's title and meaning speak for its picture.
func (c *chartView) name() chart.Name { return chart.Name{LabelledBy: c.ID + " " + c.ID + "-meaning"} }

// monthsChart draws the incidents of the last n months.
func (r *Renderer) monthsChart(root string, n int) *chartView {
	c := r.newChart("incidents-per-month", r.lang.Text("chart.per_month"), r.lang.Text("trends.per_month_meaning"), root)
	c.Table = &numbers{Head: r.texts("chart.month", "chart.all", "chart.critical_major")}
	blocks, shown := chart.Blocks{Name: c.name()}, 0
	for _, m := range last(r.figures().Months, n) {
		first := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC)
		column := chart.Column{Href: r.incidentsOf(first, first.AddDate(0, 1, 0), root)}
		value := r.lang.Count("list.incidents", m.Incidents)
		if m.Severe > 0 {
			value = r.lang.Text("trends.point_severe", "value", value, "severe", m.Severe)
		}
		column.Title = r.lang.Text("trends.point", "period", r.lang.Month(first), "value", value)
		switch m.Month {
		case time.January:
			column.Label, column.Strong = strconv.Itoa(m.Year), true
		case time.April, time.July, time.October:
			column.Label = r.lang.ShortMonthName(m.Month)
		}
		shown += m.Incidents
		blocks.Months = append(blocks.Months, chart.Month{Column: column, Incidents: m.Incidents, Severe: m.Severe})
		c.Table.Rows = append(c.Table.Rows, numberRow{r.lang.Month(first), column.Href, []string{r.lang.Number(m.Incidents), r.lang.Number(m.Severe)}})
	}
	if n := len(blocks.Months); n > 0 {
		c.Picture = drawn(blocks.SVG())
		c.Notes = []string{r.lang.Text("trends.sample", "known", shown, "all", r.figures().Incidents,
			"from", c.Table.Rows[0].Label, "to", c.Table.Rows[n-1].Label)}
	}
	return c
}

// quarter returns the column of a quarter and its first day.
func (r *Renderer) quarter(q *figures.Quarter, root string) chart.Column {
	first := time.Date(q.Year, time.Month(3*q.Quarter-2), 1, 0, 0, 0, 0, time.UTC)
	column := chart.Column{Label: r.lang.ShortQuarter(q.Quarter), Href: r.incidentsOf(first, first.AddDate(0, 3, 0), root)}
	if q.Quarter == 1 {
		column.Label, column.Strong = strconv.Itoa(q.Year), true
	}
	return column
}

// measure is one of the lengths of time that the figures are spread over.
type measure struct {
	id, title, meaning string // keys of the language but for the id
	of                 func(*figures.Summary) *figures.Spread
	reasons            [figures.Reasons]string // keys of what is left out
}

var (
	toResolve = measure{"time-to-resolve", "trends.resolve", "trends.resolve_meaning",
		func(s *figures.Summary) *figures.Spread { return &s.Resolve }, leftOut("trends.left_no_end")}
	toNotice = measure{"time-to-notice", "trends.notice", "trends.notice_meaning",
		func(s *figures.Summary) *figures.Spread { return &s.Notice }, leftOut("trends.left_no_notice")}
	toTell = measure{"time-to-first-public-notice", "trends.public", "trends.public_meaning",
		func(s *figures.Summary) *figures.Spread { return &s.Tell }, leftOut("trends.left_no_updates")}
)

// leftOut returns the words for each reason; the end is another one for each
// length.
func leftOut(noEnd string) [figures.Reasons]string {
	return [figures.Reasons]string{
		figures.NoStart: "trends.left_no_window", figures.NoEnd: noEnd, figures.NoDay: "trends.left_no_day",
		figures.OnlyDay: "trends.left_only_day", figures.Impossible: "trends.left_impossible",
	}
}

// spreadChart draws how a length of time was spread in the last n quarters.
func (r *Renderer) spreadChart(m *measure, root string, n int) *chartView {
	meaning := r.lang.Text(m.meaning) + " " + r.lang.Text("chart.legend") + " " + r.lang.Text("trends.few_dots")
	c := r.newChart(m.id, r.byQuarter(m.title), meaning, root)
	c.Table = &numbers{Head: r.texts("chart.quarter", "chart.median", "chart.middle_half", "chart.number")}
	picture := chart.Quartiles{Name: c.name(), Scale: r.lang.Duration}
	quarters := last(r.figures().Quarters, n)
	all, known := 0, 0
	var out [figures.Reasons]int
	for i := range quarters {
		q := &quarters[i]
		spread := m.of(&q.Summary)
		column := r.quarter(q, root)
		label := r.lang.Quarter(q.Year, q.Quarter)
		column.Title = r.lang.Text("trends.point", "period", label, "value",
			r.lang.Text("trends.point_median", "median", r.lang.Duration(spread.Median), "value", r.lang.Count("list.incidents", spread.Known())))
		picture.Quarters = append(picture.Quarters, chart.Quarter{Column: column, Lengths: spread.Lengths})
		c.Table.Rows = append(c.Table.Rows, numberRow{label, column.Href, append(r.middle(spread), r.ofAll(spread.Known(), q.Incidents))})
		all, known = all+q.Incidents, known+spread.Known()
		for i, n := range spread.Out {
			out[i] += n
		}
	}
	if known > 0 {
		c.Picture = drawn(picture.SVG())
	}
	c.Notes = r.notes(quarters, known, all, out, m)
	return c
}

// notes says what a chart of lengths comes from, and what is not in it.
func (r *Renderer) notes(quarters []figures.Quarter, known, all int, out [figures.Reasons]int, m *measure) (notes []string) {
	if known == 0 {
		notes = append(notes, r.lang.Text("trends.none_known"))
	} else {
		notes = append(notes, r.sample(quarters, known, all))
	}
	var reasons []string
	for i, n := range out {
		if n > 0 {
			reasons = append(reasons, r.lang.Count(m.reasons[i], n))
		}
	}
	if len(reasons) > 0 {
		notes = append(notes, r.lang.Count("trends.left_out_count", all-known, "all", all)+" "+
			r.lang.Text("trends.left_out_why", "reasons", r.lang.List(reasons)))
	}
	return notes
}

func (r *Renderer) sample(quarters []figures.Quarter, known, all int) string {
	first, end := quarters[0], quarters[len(quarters)-1]
	return r.lang.Text("trends.sample", "known", known, "all", all,
		"from", r.lang.Quarter(first.Year, first.Quarter), "to", r.lang.Quarter(end.Year, end.Quarter))
}

// middle returns the median and the middle half in words; what there is not is
// a dash.
func (r *Renderer) middle(s *figures.Spread) []string {
	words := []string{"–", "–"}
	if s.Known() > 0 {
		words[0] = r.lang.Duration(s.Median)
	}
	if s.Known() >= figures.Few {
		words[1] = r.lang.Text("chart.range", "from", r.lang.Duration(s.Lower), "to", r.lang.Duration(s.Upper))
	}
	return words
}

func (r *Renderer) ofAll(n, all int) string {
	return r.lang.Text("trends.point_of", "number", n, "value", r.lang.Number(all))
}

// repeatsChart draws how many incidents of the last n quarters came back.
func (r *Renderer) repeatsChart(root string, n int) *chartView {
	c := r.newChart("repeat-incidents", r.byQuarter("trends.repeats"), r.lang.Text("trends.repeats_meaning"), root)
	return r.partChart(c, root, n, func(s *figures.Summary) int { return s.Repeats }, false)
}

// openChart draws the share of incidents of the last n quarters that have an
// open action.
func (r *Renderer) openChart(root string, n int) *chartView {
	c := r.newChart("incidents-with-an-open-action", r.byQuarter("trends.open_share"), r.lang.Text("trends.open_share_meaning"), root)
	return r.partChart(c, root, n, func(s *figures.Summary) int { return s.WithOpen }, true)
}

// partChart draws a part of the incidents of each quarter, as a number or as a
// share.
func (r *Renderer) partChart(c *chartView, root string, n int, part func(*figures.Summary) int, share bool) *chartView {
	c.Table = &numbers{Head: []string{r.lang.Text("chart.quarter"), r.lang.Text("trends.number"), r.lang.Text("chart.number")}}
	bars := chart.Bars{Name: c.name()}
	if share {
		bars.Max, bars.Scale = 1, r.lang.Percent
		c.Table.Head[1] = r.lang.Text("trends.with_open")
	}
	quarters := last(r.figures().Quarters, n)
	all, counted := 0, 0
	for i := range quarters {
		q := &quarters[i]
		column, label, x := r.quarter(q, root), r.lang.Quarter(q.Year, q.Quarter), part(&q.Summary)
		value := r.lang.Text("trends.point_of", "number", x, "value", r.lang.Count("list.incidents", q.Incidents))
		column.Title = r.lang.Text("trends.point", "period", label, "value", value)
		bar, cell := chart.Bar{Column: column, Value: float64(x)}, r.lang.Number(x)
		if share && q.Incidents > 0 {
			bar.Value /= float64(q.Incidents)
			cell = r.lang.Text("trends.value", "value", r.lang.Percent(bar.Value), "number", x)
		}
		bars.Bars = append(bars.Bars, bar)
		c.Table.Rows = append(c.Table.Rows, numberRow{label, column.Href, []string{cell, r.lang.Number(q.Incidents)}})
		all, counted = all+q.Incidents, counted+x
	}
	if counted > 0 {
		c.Picture = drawn(bars.SVG())
	}
	if len(quarters) > 0 {
		c.Notes = []string{r.sample(quarters, counted, all)}
	}
	return c
}

func (r *Renderer) byQuarter(key string) string {
	return r.lang.Text("trends.by_quarter", "figure", r.lang.Text(key))
}

// texts returns the messages of some keys.
func (r *Renderer) texts(keys ...string) (list []string) {
	for _, key := range keys {
		list = append(list, r.lang.Text(key))
	}
	return list
}

// incidentsOf returns a link to the page that lists the incidents from one day
// to another within a year: the group of a month, else the page of the year's
// list with the newest of them. "" when there are none.
func (r *Renderer) incidentsOf(from, before time.Time, root string) string {
	year := r.site.Facet(site.Years, strconv.Itoa(from.Year()))
	if year == nil {
		return ""
	}
	i := sort.Search(len(year.Pages), func(i int) bool { return year.Pages[i].Document.Date.Before(before) })
	if i == len(year.Pages) || year.Pages[i].Document.Date.Before(from) {
		return ""
	}
	if before.Equal(from.AddDate(0, 1, 0)) {
		for _, g := range r.site.Groups {
			if g.Year == from.Year() && g.Month == from.Month() {
				return root + site.Href(g.Address)
			}
		}
	}
	return root + site.Href(year.Addresses[i/site.ListSize])
}
