package render

import (
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/site"
)

// A list of more than listMax incidents with groups below it shows the listNew
// newest ones.
const (
	listMax = 500
	listNew = 200
)

// listing is what a list page shows of its group.
type listing struct {
	pages  []*site.Page // newest first
	oldest time.Time    // of all incidents in the group and below; zero when none has a date
	cut    bool         // pages does not hold all of them
}

// rows is a list of incidents, in sections.
type rows struct {
	Sections []section
	Groups   []groupLink // where the others are, when not all are listed
}

type section struct {
	Label string // a year or a month; "" when there is but one
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

// newListings deals the pages out to the groups they are in, directly or not.
// A group that shows only the newest still shows all that are in no group
// below it, as nothing else lists those.
func newListings(s *site.Site) map[*site.Group]*listing {
	lists := map[*site.Group]*listing{s.Root: {}}
	limit := map[*site.Group]bool{s.Root: s.Root.Count > listMax && hasGroups(s.Root)}
	for _, g := range s.Groups {
		lists[g] = &listing{}
		limit[g] = g.Count > listMax && hasGroups(g)
	}
	for _, p := range s.Pages {
		for g := p.Group; g != nil; g = g.Parent {
			l := lists[g]
			if d := p.Document.Date; !d.IsZero() {
				l.oldest = d
			}
			if limit[g] && len(l.pages) >= listNew && p.Group != g {
				l.cut = true
				continue
			}
			l.pages = append(l.pages, p)
		}
	}
	return lists
}

func hasGroups(g *site.Group) bool {
	for _, item := range g.Items {
		if item.Group != nil {
			return true
		}
	}
	return false
}

// listPage returns the home page or the list page of a group.
func (r *Renderer) listPage(o Output) (*listView, error) {
	g, root := o.group, site.Root(o.Address)
	v := &listView{Total: total(g, r.lists()[g]), Rows: r.rows(g, root)}
	if g == r.site.Root {
		v.frame = r.frame(o.Address, r.site.Config.Title)
		v.Home = true
		v.Heading = r.site.Config.Title
		v.Description = r.site.Config.Description
	} else {
		v.frame = r.frame(o.Address, g.Title)
		v.Heading = g.Title
		v.Description = g.Description
		v.Group = r.groupLink(g.Parent, root)
	}
	v.Lead = sentence(v.Description)
	var err error
	v.Sidebar, err = r.sidebar.aroundGroup(g)
	return v, err
}

// rows returns what a list page lists: by month in a year, by year elsewhere.
func (r *Renderer) rows(g *site.Group, root string) rows {
	l := r.lists()[g]
	var list rows
	for _, p := range l.pages {
		label := sectionLabel(g, p.Document.Date)
		if n := len(list.Sections); n == 0 || list.Sections[n-1].Label != label {
			list.Sections = append(list.Sections, section{Label: label})
		}
		last := &list.Sections[len(list.Sections)-1]
		last.Rows = append(last.Rows, newRow(r.site.Latest(p), root))
	}
	if !l.cut {
		return list
	}
	for _, item := range g.Items {
		if below := item.Group; below != nil {
			list.Groups = append(list.Groups, groupLink{below.Label, root + site.Href(below.Address), count(below.Count)})
		}
	}
	return list
}

func sectionLabel(g *site.Group, t time.Time) string {
	switch {
	case g.Month != 0:
		return ""
	case t.IsZero():
		return "No date"
	case g.Year != 0:
		return t.UTC().Format("January")
	default:
		return t.UTC().Format("2006")
	}
}

func newRow(p *site.Page, root string) row {
	d := p.Document
	return row{
		Label:       d.ShortTitle,
		Href:        root + site.Href(p.Address),
		Date:        newDate(d.Date, shortDay),
		Where:       where(p),
		Description: d.Description,
		Status:      newStatus(d.Status),
		Draft:       d.Meta.Draft,
	}
}

// where returns the services and regions that were hit. Those that the title
// was taken apart for are left out: the row's title already says them.
func where(p *site.Page) string {
	d := p.Document
	services, regions := strings.Join(d.Meta.Services, ", "), strings.Join(d.Meta.Regions, ", ")
	if d.Title == d.ShortTitle {
		if services == "" {
			services = d.Service
		}
		if regions == "" {
			regions = d.Region
		}
	}
	if services == "" || regions == "" {
		return services + regions
	}
	return services + " · " + regions
}

// total says how many incidents are in a group: "30 incidents since September 2019".
func total(g *site.Group, l *listing) string {
	switch g.Count {
	case 0:
		return "No incidents yet"
	case 1:
		return "1 incident"
	}
	text := count(g.Count) + " incidents"
	if g.Year == 0 && !l.oldest.IsZero() {
		text += " since " + l.oldest.UTC().Format("January 2006")
	}
	return text
}

// sentence ends a text with a full stop, unless it ends as a sentence does.
func sentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}
