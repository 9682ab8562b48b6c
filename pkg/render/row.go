package render

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// longestBar is the length of time that fills the bar of a row.
const longestBar = 3 * 24 * time.Hour

// section is a part of a list: a year, or a month of one.
type section struct {
	ID    string // of a month: "m2024-03"; else ""
	Label string // "" when there is but one
	Rows  []row
}

// row is an incident in a list.
type row struct {
	Label       string // the short title
	Original    string // the author's title where it is another
	Href        string
	Date        *date
	Where       string // services and regions
	Description string
	Severity    *severity // nil on a site where nobody rates incidents
	Status      *status   // nil when the incident is over
	Late        string    // "2 actions past due"
	Duration    string    // "1 h 36 min", "About 40 min"
	Bar         template.HTML
	Draft       bool
}

// rows returns incidents of a list in sections: by month in a year, by year
// elsewhere.
func (r *Renderer) rows(l *site.List, pages []*site.Page, root string) (list []section) {
	rated := r.site.Property(site.Severities).Address != ""
	for _, p := range pages {
		id, label := r.sectionOf(l, p.Document.Date)
		if n := len(list); n == 0 || list[n-1].Label != label {
			list = append(list, section{ID: id, Label: label})
		}
		last := &list[len(list)-1]
		last.Rows = append(last.Rows, r.row(r.site.Latest(p), root, rated))
	}
	return list
}

func (r *Renderer) sectionOf(l *site.List, t time.Time) (id, label string) {
	switch {
	case l.Group != nil && l.Group.Month != 0:
		return "", ""
	case t.IsZero():
		return "", r.lang.Text("site.no_date")
	case isYear(l):
		t = t.UTC()
		return monthID(t.Year(), t.Month()), r.lang.MonthName(t.Month())
	default:
		return "", t.UTC().Format("2006")
	}
}

// isYear reports whether a list holds the incidents of one year.
func isYear(l *site.List) bool {
	return l.Group != nil && l.Group.Year != 0 && l.Group.Month == 0 || l.Facet != nil && l.Facet.Property == site.Years
}

// monthID is the id of a month's section in the list of its year.
func monthID(year int, month time.Month) string { return fmt.Sprintf("m%04d-%02d", year, month) }

func (r *Renderer) row(p *site.Page, root string, rated bool) row {
	d, i := p.Document, &p.Incident
	v := row{
		Label:       d.ShortTitle,
		Href:        root + site.Href(p.Address),
		Date:        newDate(d.Date, r.lang.ShortDay),
		Where:       where(p),
		Description: d.Description,
		Status:      r.status(d.Status),
		Draft:       d.Meta.Draft,
	}
	if d.Title != d.ShortTitle {
		v.Original = d.Title
	}
	if rated {
		v.Severity = r.severity(i.Severity)
	}
	if v.Status != nil && v.Status.Done {
		v.Status = nil
	}
	if i.Late > 0 {
		v.Late = r.lang.Count("list.late", i.Late)
	}
	if i.ToResolve.Known {
		v.Duration, v.Bar = r.elapsed(i.ToResolve), picture(chart.Duration(i.ToResolve.Length))
	}
	return v
}

// elapsed returns a length of time in words.
func (r *Renderer) elapsed(e rca.Elapsed) string {
	text := r.lang.Duration(e.Length)
	if e.Approximate {
		return r.lang.Text("facts.about", "duration", text)
	}
	return text
}

// picture is an SVG that pkg/chart made.
func picture(svg string) template.HTML { return template.HTML(svg) }

// where returns the services and regions that were hit. Those that the title
// was taken apart for are left out: the row's title already says them.
func where(p *site.Page) string {
	d := p.Document
	services, regions := strings.Join(d.Meta.Services, ", "), strings.Join(d.Meta.Regions, ", ")
	if d.Title == d.ShortTitle {
		services, regions = strings.Join(p.Incident.Services, ", "), strings.Join(p.Incident.Regions, ", ")
	}
	if services == "" || regions == "" {
		return services + regions
	}
	return services + " · " + regions
}

// scale says what the bars of rows mean; "" where there is none.
func (r *Renderer) scale(list []section) string {
	for _, s := range list {
		for i := range s.Rows {
			if s.Rows[i].Bar != "" {
				return r.lang.Text("chart.log_scale", "duration", r.lang.DurationLong(longestBar))
			}
		}
	}
	return ""
}
