package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/figures"
	"github.com/rcagen/rcagen/pkg/site"
)

// figureTable is what the files of one figure hold.
type figureTable struct {
	title, meaning string   // in the site's language
	columns        []string // in English, with the unit where there is one
	rows           [][]any  // strings, ints, float64s; nil for what is not known
}

// figureData returns the file of figures with a name such as "services.csv".
func figureData(name string) *data {
	write := (*Renderer).writeFigureJSON
	if path.Ext(name) == ".csv" {
		write = (*Renderer).writeFigureCSV
	}
	shown := func(r *Renderer, b []byte, o Output) []byte {
		text := bytes.NewBuffer(b)
		_ = write(r, text, o) // a buffer takes everything
		return text.Bytes()
	}
	return &data{name, write, shown}
}

// figureFiles returns links to the files of a figure; the project's own may
// stand there.
func (r *Renderer) figureFiles(name, root string) (csv, json string) {
	file := root + site.Href(r.site.Trends+name)
	return file + ".csv", file + ".json"
}

// figureTable returns the numbers of a figure, of all periods and groups.
func (r *Renderer) figureTable(name string) *figureTable {
	f := r.figures()
	switch name {
	case toResolve.id:
		return r.spreadTable(&toResolve)
	case toNotice.id:
		return r.spreadTable(&toNotice)
	case toTell.id:
		return r.spreadTable(&toTell)
	case "repeat-incidents":
		return r.partTable("trends.repeats", "repeats", func(s *figures.Summary) int { return s.Repeats })
	case "incidents-with-an-open-action":
		return r.partTable("trends.open_share", "with_an_open_action", func(s *figures.Summary) int { return s.WithOpen })
	case "services":
		return r.groupTable("trends.per_service", "service", f.Services)
	case "providers":
		return r.groupTable("trends.per_provider", "provider", f.Providers)
	}
	t := &figureTable{title: r.lang.Text("chart.per_month"), meaning: r.lang.Text("trends.per_month_meaning"),
		columns: []string{"month", "incidents", "critical_or_major"}}
	for _, m := range f.Months {
		t.rows = append(t.rows, []any{fmt.Sprintf("%04d-%02d", m.Year, m.Month), m.Incidents, m.Severe})
	}
	return t
}

func quarterName(q *figures.Quarter) string { return fmt.Sprintf("%04d-Q%d", q.Year, q.Quarter) }

// spreadTable returns a length of time by quarter, with what is left out.
func (r *Renderer) spreadTable(m *measure) *figureTable {
	t := &figureTable{title: r.byQuarter(m.title), meaning: r.lang.Text(m.meaning),
		columns: []string{"quarter", "incidents", "known", "lower_quartile_minutes", "median_minutes", "upper_quartile_minutes"}}
	for reason := range figures.Reasons {
		t.columns = append(t.columns, "left_out_"+strings.ReplaceAll(reason.String(), " ", "_"))
	}
	list := r.figures().Quarters
	for i := range list {
		s := m.of(&list[i].Summary)
		row := []any{quarterName(&list[i]), list[i].Incidents, s.Known(), minutes(s, s.Lower), minutes(s, s.Median), minutes(s, s.Upper)}
		for _, n := range s.Out {
			row = append(row, n)
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (r *Renderer) partTable(title, column string, part func(*figures.Summary) int) *figureTable {
	t := &figureTable{title: r.byQuarter(title), meaning: r.lang.Text(title + "_meaning"), columns: []string{"quarter", "incidents", column}}
	list := r.figures().Quarters
	for i := range list {
		t.rows = append(t.rows, []any{quarterName(&list[i]), list[i].Incidents, part(&list[i].Summary)})
	}
	return t
}

func (r *Renderer) groupTable(title, column string, groups []figures.Group) *figureTable {
	t := &figureTable{title: r.lang.Text(title), meaning: r.lang.Text(title + "_meaning"), columns: []string{column, "incidents", "critical_or_major"}}
	for _, of := range []string{"time_to_resolve", "time_to_notice", "time_to_first_public_notice"} {
		t.columns = append(t.columns, of+"_known", of+"_lower_quartile_minutes", of+"_median_minutes", of+"_upper_quartile_minutes")
	}
	t.columns = append(t.columns, "repeats", "with_an_open_action")
	for i := range groups {
		g := &groups[i]
		row := []any{g.Facet.Value, g.Incidents, g.Severe}
		for _, s := range []*figures.Spread{&g.Resolve, &g.Notice, &g.Tell} {
			row = append(row, s.Known(), minutes(s, s.Lower), minutes(s, s.Median), minutes(s, s.Upper))
		}
		t.rows = append(t.rows, append(row, g.Repeats, g.WithOpen))
	}
	return t
}

// minutes returns a length in minutes, to the hundredth; nil when the spread
// has no lengths.
func minutes(s *figures.Spread, length time.Duration) any {
	if s.Known() == 0 {
		return nil
	}
	return math.Round(length.Minutes()*100) / 100
}

// writeFigureCSV writes a table as RFC 4180 has it, with a header.
func (r *Renderer) writeFigureCSV(w io.Writer, o Output) error {
	t := r.figureTable(strings.TrimSuffix(o.data.name, ".csv"))
	c := csv.NewWriter(w)
	c.UseCRLF = true
	_ = c.Write(t.columns) // Flush keeps the error
	record := make([]string, len(t.columns))
	for _, row := range t.rows {
		for i, v := range row {
			record[i] = cellText(v)
		}
		_ = c.Write(record)
	}
	c.Flush()
	return c.Error()
}

// cellText writes a value for a cell. A spreadsheet would run a text that
// starts as a formula does, so it gets an apostrophe in front, as OWASP's page
// on CSV injection has it.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	text := fmt.Sprint(v)
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// writeFigureJSON writes a table as an object with a list of objects.
func (r *Renderer) writeFigureJSON(w io.Writer, o Output) error {
	t, f := r.figureTable(strings.TrimSuffix(o.data.name, ".json")), r.figures()
	head := struct {
		Title     string `json:"title"`
		Meaning   string `json:"definition"`
		AsOf      string `json:"as_of,omitempty"`
		Incidents int    `json:"incidents"`
		Undated   int    `json:"without_a_date"`
		Later     int    `json:"after_as_of"`
	}{t.title, t.meaning, "", f.Incidents, f.Undated, f.Later}
	if !f.AsOf.IsZero() {
		head.AsOf = f.AsOf.Format(time.DateOnly)
	}
	text, err := json.Marshal(head)
	if err != nil {
		return err
	}
	b := append(bytes.TrimSuffix(text, []byte("}")), `,"rows":[`...)
	for i, row := range t.rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n{"...)
		for k, v := range row {
			value, err := json.Marshal(v)
			if err != nil {
				return err
			}
			if k > 0 {
				b = append(b, ',')
			}
			b = append(strconv.AppendQuote(b, t.columns[k]), ':')
			b = append(b, value...)
		}
		b = append(b, '}')
	}
	_, err = w.Write(append(b, "\n]}\n"...))
	return err
}
