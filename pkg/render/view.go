package render

import (
	"net/url"
	"time"

	"github.com/rcagen/rcagen/pkg/site"
)

// frame is what every page but a redirect shows around its content.
type frame struct {
	Site         string // the site's title
	Title        string // of the page, as the browser names it
	Description  string
	Canonical    string
	NoIndex      bool
	Root         string // leads to the site's root, ends with "/"
	List         string // leads to the list of all incidents
	Style        string
	Overview     string // style sheet of every page but those of documents; "" there
	Script       string
	Diagrams     *diagrams // nil when the page has none
	Actions      string    // lead to the overviews
	Trends       string
	Search       string
	SearchClient string // script that a search field loads when it is first used
	Find         bool   // the page has the search field in its bar
	Here         string // which entry of the main navigation the page is: "incidents", "actions", "trends", "search"; "" for none
	Zone         string // of clock times without one; "" for UTC
	Sidebar      *level
	Offline      *offline // of a page in a file of its own; nil on the site
	Meta         *meta    // what programs are told in the head
}

// redirectView is a page that leads to another.
type redirectView struct {
	Title     string
	Label     string
	Href      string
	Canonical string
}

type link struct{ Label, Href string }

// date is a day in UTC.
type date struct {
	ISO  string
	Text string // as short as its place allows
}

// content is a heading in the table of contents.
type content struct {
	ID, Text string
	Children []*content
}

// content returns what the output's template is given, but for a page's text and
// what the head tells programs.
func (r *Renderer) content(o Output) (any, error) {
	switch o.kind {
	case pageOutput:
		return r.page(o.page, site.Root(o.page.Address))
	case redirectOutput:
		return r.redirect(o.redirect), nil
	case missingOutput:
		return r.missing()
	case propertyOutput:
		return r.propertyPage(o)
	case actionsOutput:
		return r.actionsPage(o)
	case trendsOutput:
		return r.trendsPage(o)
	case searchOutput:
		return r.searchPage(o)
	case homeOutput:
		return r.homePage(o)
	default:
		return r.listPage(o)
	}
}

// frame returns what stands around the page at an address.
func (r *Renderer) frame(address, title string) frame {
	return r.frameBelow(site.Root(address), title, r.canonical(address))
}

func (r *Renderer) frameBelow(root, title, canonical string) frame {
	name := r.site.Config.Title
	if title != name {
		title += " | " + name
	}
	return frame{
		Site:         name,
		Title:        title,
		Canonical:    canonical,
		Root:         root,
		List:         root + site.Href(r.site.Root.Address),
		Actions:      root + site.Href(r.site.Actions),
		Trends:       root + site.Href(r.site.Trends),
		Search:       root + site.Href(r.site.Search),
		SearchClient: root + r.templates.asset("search.js").address,
		Find:         true,
		Style:        root + r.templates.asset("site.css").address,
		Overview:     root + r.templates.asset("overview.css").address,
		Script:       root + r.templates.asset("site.js").address,
		Zone:         zoneName(r.site.Config.Timezone),
	}
}

// zoneName returns the name of a time zone other than UTC.
func zoneName(zone *time.Location) string {
	if zone == nil || zone.String() == "UTC" {
		return ""
	}
	return zone.String()
}

// canonical returns an address in full, "" when it is not known where the site
// is published.
func (r *Renderer) canonical(address string) string {
	return r.site.FullURL(address)
}

// groupLink returns a link to a group's list page; nil stands for the root group.
// It leads nowhere when the way to the site's root is empty.
func (r *Renderer) groupLink(g *site.Group, root string) link {
	label := r.lang.Text("site.all_incidents")
	if g == nil || g.Parent == nil {
		g = r.site.Root
	} else {
		label = r.groupLabel(g)
	}
	if root == "" {
		return link{Label: label}
	}
	return link{label, root + site.Href(g.Address)}
}

func (r *Renderer) missing() (*listView, error) {
	v := &listView{frame: r.frameBelow(r.site.Config.BasePath(), r.lang.Text("missing.title"), "")}
	v.NoIndex = true
	var err error
	v.Sidebar, err = r.sidebar.aroundMissing()
	return v, err
}

func (r *Renderer) redirect(from *site.Redirect) *redirectView {
	to := from.To
	v := &redirectView{
		Title:     to.Document.ShortTitle + " | " + r.site.Config.Title,
		Label:     to.Document.ShortTitle,
		Href:      site.Root(from.From) + site.Href(to.Address),
		Canonical: r.canonical(to.Address),
	}
	if v.Canonical == "" {
		v.Canonical = v.Href
	}
	return v
}

// newDate returns a day as one of a language's forms shows it, nil for none.
func newDate(t time.Time, form func(time.Time) string) *date {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &date{ISO: t.Format(time.DateOnly), Text: form(t)}
}

// groupLabel names a group of the navigation. Months are named in the site's
// language.
func (r *Renderer) groupLabel(g *site.Group) string { return groupLabel(g, r.lang) }

// isWeb reports whether a text is the full address of a page on the web.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
