package render

import (
	"encoding/hex"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// section is a part of a list: a year, or a month of one.
type section struct {
	ID    string          // of a month: "m2024-03"; else ""
	Label string          // "" when there is but one
	Rows  []template.HTML // rendered from row.html
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

// rowText is a row as HTML, cut where the way to the site's root stands, which
// is all that differs between the lists that an incident is in.
type rowText struct {
	pieces []string
	bar    bool
}

// rows returns incidents of a list in sections, by month in a year, by year
// elsewhere, and what the bars in them mean: "" where there is none.
func (r *Renderer) rows(l *site.List, pages []*site.Page, root string) (list []section, scale string, err error) {
	for _, p := range pages {
		id, label := r.sectionOf(l, p.Document.Date)
		if n := len(list); n == 0 || list[n-1].ID != id || list[n-1].Label != label {
			list = append(list, section{ID: id, Label: label})
		}
		text, err := r.rowText(r.site.Latest(p))
		if err != nil {
			return nil, "", err
		}
		last := &list[len(list)-1]
		last.Rows = append(last.Rows, template.HTML(strings.Join(text.pieces, root)))
		if text.bar && scale == "" {
			scale = r.lang.Text("chart.log_scale", "duration", r.lang.DurationLong(chart.LongestBar))
		}
	}
	return list, scale, nil
}

// rowText returns the row of an incident. It is rendered when the first list
// shows it. The document's own digest, which nobody can write into the
// document, stands where the root will.
func (r *Renderer) rowText(p *site.Page) (*rowText, error) {
	if known, ok := r.rowTexts.Load(p); ok {
		return known.(*rowText), nil
	}
	root := hex.EncodeToString(p.Document.Hash[:]) + "/"
	v := r.row(p, root)
	var html strings.Builder
	if err := r.templates.execute(&html, "row.html", v); err != nil {
		return nil, err
	}
	text := &rowText{pieces: strings.Split(strings.TrimSpace(html.String()), root), bar: v.Bar != ""}
	r.rowTexts.Store(p, text)
	return text, nil
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

func (r *Renderer) row(p *site.Page, root string) row {
	d, i := p.Document, &p.Incident
	v := row{
		Label:       d.ShortTitle,
		Href:        root + site.Href(p.Address),
		Date:        newDate(d.Date, r.lang.ShortDay),
		Where:       where(p),
		Description: d.Description,
		Severity:    r.rating(i.Severity),
		Status:      r.status(d.Status),
		Draft:       d.Meta.Draft,
	}
	if d.Title != d.ShortTitle {
		v.Original = d.Title
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

// mostNames is how many services, and how many regions, a row names, and how
// many tags an entry of a feed has. An incident stands in many lists.
const mostNames = 12

// firstOf returns the first names of a list in one text.
func firstOf(names []string) string {
	if len(names) > mostNames {
		return strings.Join(names[:mostNames], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// where returns the services and regions that were hit. Those that the title
// was taken apart for are left out: the row's title already says them.
func where(p *site.Page) string {
	d := p.Document
	services, regions := firstOf(d.Meta.Services), firstOf(d.Meta.Regions)
	if d.Title == d.ShortTitle {
		services, regions = firstOf(p.Incident.Services), firstOf(p.Incident.Regions)
	}
	if services == "" || regions == "" {
		return services + regions
	}
	return services + " · " + regions
}
