package render

import (
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/site"
)

// homeNew is the number of incidents that the home page shows.
const homeNew = 100

// listView is the home page, or a page of a list.
type listView struct {
	frame
	Heading string
	Lead    string // ends with a full stop
	Total   string // "30 incidents since September 2019"
	Above   link   // the group above, the values of the property
	Rows    []section
	More    []groupLink // where the others are, on the home page when not all are listed
	Earlier string      // lead to the list's next and previous pages; "" at the ends
	Later   string
	Part    string // "Page 2 of 7"; "" for a list of one page
}

// section is a part of a list: a year, or a month of one.
type section struct {
	Label string // "" when there is but one
	Rows  []row
}

type row struct {
	Label       string
	Href        string
	Date        *date
	Where       string
	Description string
	Status      *status
	Draft       bool
}

type groupLink struct{ Label, Href, Count string }

// listPage returns the home page or a page of a list.
func (r *Renderer) listPage(o Output) (*listView, error) {
	l, root := o.list, site.Root(o.Address)
	v := &listView{}
	pages := l.Part(o.part)
	if l.Group == r.site.Root {
		pages = l.Pages[:min(len(l.Pages), homeNew)]
	}
	v.Rows = r.rows(l, pages, root)
	var err error
	switch {
	case l.Group == r.site.Root:
		c := r.site.Config
		v.frame = r.frame(o.Address, c.Title)
		v.Here, v.Heading, v.Description = "incidents", c.Title, c.Description
		if len(l.Pages) > homeNew {
			v.More = r.groupLinks(l.Group, root)
		}
		v.Sidebar, err = r.sidebar.aroundGroup(l.Group)
	case l.Group != nil:
		g := l.Group
		v.frame = r.frame(o.Address, g.Title)
		v.Heading, v.Description, v.Above = g.Title, g.Description, r.groupLink(g.Parent, root)
		v.Sidebar, err = r.sidebar.aroundGroupPage(g, root)
	default:
		f := l.Facet
		v.frame = r.frame(o.Address, f.Value)
		v.Heading = f.Value
		v.Above = link{string(f.Property), root + site.Href(r.site.Property(f.Property).Address)}
		v.Sidebar, err = r.sidebar.beside(root)
	}
	v.Total, v.Lead = r.total(l), sentence(v.Description)
	if o.part > 0 {
		v.Later = root + site.Href(l.Addresses[o.part-1])
	}
	if o.part+1 < len(l.Addresses) {
		v.Earlier = root + site.Href(l.Addresses[o.part+1])
	}
	return v, err
}

// groupLinks returns links to the groups in a group.
func (r *Renderer) groupLinks(g *site.Group, root string) (links []groupLink) {
	for _, item := range g.Items {
		if below := item.Group; below != nil {
			links = append(links, groupLink{r.groupLabel(below), root + site.Href(below.Address), r.lang.Number(below.Count)})
		}
	}
	return links
}

// rows returns incidents of a list in sections: by month in a year, by year
// elsewhere.
func (r *Renderer) rows(l *site.List, pages []*site.Page, root string) (list []section) {
	for _, p := range pages {
		label := r.sectionLabel(l.Group, p.Document.Date)
		if n := len(list); n == 0 || list[n-1].Label != label {
			list = append(list, section{Label: label})
		}
		last := &list[len(list)-1]
		last.Rows = append(last.Rows, r.row(r.site.Latest(p), root))
	}
	return list
}

func (r *Renderer) sectionLabel(g *site.Group, t time.Time) string {
	switch {
	case g != nil && g.Month != 0:
		return ""
	case t.IsZero():
		return r.lang.Text("site.no_date")
	case g != nil && g.Year != 0:
		return r.lang.MonthName(t.UTC().Month())
	default:
		return t.UTC().Format("2006")
	}
}

func (r *Renderer) row(p *site.Page, root string) row {
	d := p.Document
	return row{
		Label:       d.ShortTitle,
		Href:        root + site.Href(p.Address),
		Date:        newDate(d.Date, r.lang.ShortDay),
		Where:       where(p),
		Description: d.Description,
		Status:      r.status(d.Status),
		Draft:       d.Meta.Draft,
	}
}

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

// total says how many incidents are in a list: "30 incidents since September 2019".
func (r *Renderer) total(l *site.List) string {
	n, first := len(l.Pages), l.First()
	switch {
	case n == 0:
		return r.lang.Text("list.none")
	case n == 1 || first.IsZero() || l.Group != nil && l.Group.Year != 0:
		return r.lang.Count("list.incidents", n)
	}
	return r.lang.Count("list.since", n, "month", r.lang.Month(first))
}

// sentence ends a text with a full stop, unless it ends as a sentence does.
func sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}
