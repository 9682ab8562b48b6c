package render

import (
	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/figures"
)

// How many periods the charts of the trends page show; files have all.
const (
	shownMonths   = 120
	shownQuarters = 40
)

// tail returns the last so many of some periods.
func tail[T any](list []T, most int) []T { return list[max(0, len(list)-most):] }

// trendCharts returns the charts of the trends page.
func (r *Renderer) trendCharts(root string) (list []periodChart) {
	months, quarters := tail(r.figures().Months, shownMonths), tail(r.figures().Quarters, shownQuarters)
	c := r.monthChart(months, root)
	shown := 0
	for _, m := range months {
		shown += m.Incidents
	}
	c.Notes = []string{r.lang.Text("trends.sample", "known", shown, "all", r.figures().Incidents,
		"from", c.Rows[0].Label, "to", c.Rows[len(c.Rows)-1].Label)}
	list = append(list, c)
	for _, m := range []*measure{&toResolve, &toNotice, &toTell} {
		c := r.quarterChart(m, quarters, root)
		c.Meaning = r.lang.Text(m.meaning)
		r.account(&c, m, quarters)
		list = append(list, c)
	}
	list = append(list,
		r.partChart("repeat-incidents", "trends.repeats", quarters, root, func(s *figures.Summary) int { return s.Repeats }, false),
		r.partChart("incidents-with-an-open-action", "trends.open_share", quarters, root, func(s *figures.Summary) int { return s.WithOpen }, true))
	for i := range list {
		list[i].CSV, list[i].JSON = r.figureFiles(list[i].ID, root)
	}
	return list
}

// measure is one of the lengths of time that the figures are spread over.
type measure struct {
	id             string // of its chart, and the name of its files
	title, meaning string // keys of messages
	of             func(*figures.Summary) *figures.Spread
	noEnd          string // key of what is left out for want of an end
}

var (
	toResolve = measure{"time-to-resolve", "trends.resolve", "trends.resolve_meaning",
		func(s *figures.Summary) *figures.Spread { return &s.Resolve }, "trends.left_no_end"}
	toNotice = measure{"time-to-notice", "trends.notice", "trends.notice_meaning",
		func(s *figures.Summary) *figures.Spread { return &s.Notice }, "trends.left_no_notice"}
	toTell = measure{"time-to-first-public-notice", "trends.public", "trends.public_meaning",
		func(s *figures.Summary) *figures.Spread { return &s.Tell }, "trends.left_no_updates"}
)

// account says what a chart of lengths comes from, and what is not in it and
// why.
func (r *Renderer) account(c *periodChart, m *measure, quarters []figures.Quarter) {
	all, known := 0, 0
	var out [figures.Reasons]int
	for i := range quarters {
		s := m.of(&quarters[i].Summary)
		all, known = all+quarters[i].Incidents, known+s.Known()
		for reason, n := range s.Out {
			out[reason] += n
		}
	}
	c.Notes = []string{r.sample(quarters, known, all)}
	if known == 0 {
		c.Picture, c.Legend, c.Notes = "", "", []string{r.lang.Text("trends.none_known")}
	}
	words := [figures.Reasons]string{
		figures.NoStart: "trends.left_no_window", figures.NoEnd: m.noEnd, figures.NoDay: "trends.left_no_day",
		figures.OnlyDay: "trends.left_only_day", figures.Impossible: "trends.left_impossible",
	}
	var reasons []string
	for reason, n := range out {
		if n > 0 {
			reasons = append(reasons, r.lang.Count(words[reason], n))
		}
	}
	if len(reasons) > 0 {
		c.Notes = append(c.Notes, r.lang.Count("trends.left_out_count", all-known, "all", all)+" "+
			r.lang.Text("trends.left_out_why", "reasons", r.lang.List(reasons)))
	}
}

func (r *Renderer) sample(quarters []figures.Quarter, known, all int) string {
	first, last := &quarters[0], &quarters[len(quarters)-1]
	return r.lang.Text("trends.sample", "known", known, "all", all,
		"from", r.lang.Quarter(first.Year, first.Quarter), "to", r.lang.Quarter(last.Year, last.Quarter))
}

// partChart is the chart of a part of the incidents of each quarter, as a
// number or as a share.
func (r *Renderer) partChart(id, title string, quarters []figures.Quarter, root string, part func(*figures.Summary) int, share bool) periodChart {
	c := periodChart{
		ID: id, Title: r.byQuarter(title), Legend: r.lang.Text(title + "_meaning"),
		Head: []string{r.lang.Text("chart.quarter"), r.lang.Text("trends.number"), r.lang.Text("chart.number")},
	}
	bars := chart.Bars{Name: chart.Name{LabelledBy: c.ID + " " + c.ID + "Legend"}}
	if share {
		bars.Max, bars.Scale = 1, r.lang.Percent
		c.Head[1] = r.lang.Text("trends.with_open")
	}
	all, counted := 0, 0
	for i := range quarters {
		q := &quarters[i]
		n := part(&q.Summary)
		column, row := r.quarter(q, root)
		column.Href = row.Href
		column.Title += r.lang.Text("trends.point_of", "number", n, "value", r.lang.Count("list.incidents", q.Incidents))
		bar, cell := chart.Bar{Column: column, Value: float64(n)}, r.lang.Number(n)
		if share && q.Incidents > 0 {
			bar.Value /= float64(q.Incidents)
			cell = r.lang.Text("trends.value", "value", r.lang.Percent(bar.Value), "number", n)
		}
		bars.Bars = append(bars.Bars, bar)
		row.Cells = []string{cell, r.lang.Number(q.Incidents)}
		c.Rows = append(c.Rows, row)
		all, counted = all+q.Incidents, counted+n
	}
	if counted > 0 {
		c.Picture = picture(bars.SVG())
	}
	c.Notes = []string{r.sample(quarters, counted, all)}
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
