package render

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"
	"time"

	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// windowSize is how many entries of an open group a page shows. A site with no
// more incidents than that shows all of them on every page, all groups open.
const windowSize = 30

// level is one open group of the navigation, as seen from one page: a window
// of its entries, of which one may be the page itself or the next open group.
type level struct {
	Title  string        // of the whole navigation; on the outermost level only
	Before template.HTML // entries rendered from entry.html
	Page   *entry
	Group  *openGroup
	After  template.HTML
	More   *more // leads to the group's list page; nil where that would show no more than this
}

// openGroup is a group with its entries.
type openGroup struct {
	Label string
	Count string
	Open  *level
}

// more is the link to a group's list page.
type more struct {
	Label, Href string
	Current     bool // the page is the list
}

// entry is a page, or a group that the page is not in.
type entry struct {
	Label   string
	Href    string
	Current bool
	Date    *date
	Level   string        // of the incident's severity; "" when it is not rated
	Count   string        // of a group; "" for a page
	Inside  template.HTML // entries of a group that every page can open
}

// sidebar holds the entries of groups as HTML, once for each depth of the pages
// that show them, as their links differ in that alone. A group is rendered when
// the first page shows it.
type sidebar struct {
	site      *site.Site
	templates *Templates

	mu     sync.Mutex
	blocks map[blockKey]*block
}

type blockKey struct {
	group *site.Group
	root  string // leads from the page to the site's root
}

// block is the entries of a group; entry i is html[at[i]:at[i+1]].
type block struct {
	html  string
	at    []int
	place map[any]int // index of an entry, by the page's address or the group
}

func newSidebar(s *site.Site, t *Templates) *sidebar {
	return &sidebar{site: s, templates: t, blocks: map[blockKey]*block{}}
}

// entries returns a group's entries; the document that stands for it comes first.
func entries(g *site.Group) []site.Item {
	if g.Index == nil || g.Index.Group != g {
		return g.Items
	}
	return append([]site.Item{{Page: g.Index}}, g.Items...)
}

// block returns the entries of a group, rendered.
func (b *sidebar) block(g *site.Group, root string) (*block, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.render(g, root)
}

// render is block for whoever holds the lock.
func (b *sidebar) render(g *site.Group, root string) (*block, error) {
	key := blockKey{g, root}
	if known := b.blocks[key]; known != nil {
		return known, nil
	}
	var html bytes.Buffer
	made := &block{at: []int{0}, place: map[any]int{}}
	for i, item := range entries(g) {
		e := b.entry(item, g, root)
		if item.Page != nil {
			made.place[item.Page.Address] = i
		} else {
			made.place[item.Group] = i
		}
		if item.Group != nil && b.site.Root.Count <= windowSize {
			inside, err := b.render(item.Group, root)
			if err != nil {
				return nil, err
			}
			e.Inside = template.HTML(inside.html)
		}
		if err := b.templates.execute(&html, "entry.html", e); err != nil {
			return nil, err
		}
		made.at = append(made.at, html.Len())
	}
	made.html = html.String()
	b.blocks[key] = made
	return made, nil
}

func (b *sidebar) entry(item site.Item, in *site.Group, root string) *entry {
	lang := b.templates.language
	if g := item.Group; g != nil {
		return &entry{Label: groupLabel(g, lang), Href: root + site.Href(g.Address), Count: lang.Number(g.Count)}
	}
	form := lang.ShortMonth
	if in.Year != 0 {
		form = lang.ShortDay // the group says the year
	}
	p := item.Page
	level := ""
	if rated := p.Incident.Severity.Level; rated != rca.NotRated {
		level = rated.String()
	}
	return &entry{
		Label: p.Document.Label,
		Href:  root + site.Href(p.Address),
		Date:  newDate(p.Document.Date, form),
		Level: level,
	}
}

// groupLabel names a group. Months are named in the language; what an author
// named keeps its name.
func groupLabel(g *site.Group, l *locale.Language) string {
	if first := time.Date(g.Year, max(g.Month, 1), 1, 0, 0, 0, 0, time.UTC); g.Month != 0 && g.Label == fmt.Sprintf("%s %d", g.Month, g.Year) {
		return l.Month(first)
	}
	if g.Undated {
		return l.Text("site.undated")
	}
	return g.Label
}

// aroundPage returns the navigation of a page; an unlisted one is not in it.
func (b *sidebar) aroundPage(p *site.Page) (*level, error) {
	root, g := site.Root(p.Address), p.Group
	if g == nil {
		return b.beside(root)
	}
	l, err := b.level(root, g, p.Address)
	if err != nil {
		return nil, err
	}
	l.Page = b.entry(site.Item{Page: p}, g, root)
	l.Page.Current = true
	return b.titled(b.above(root, g, l))
}

// aroundGroup returns the navigation of one of a group's list pages.
func (b *sidebar) aroundGroup(g *site.Group, root string) (*level, error) {
	l, err := b.level(root, g, nil)
	if err != nil {
		return nil, err
	}
	if l.More != nil {
		l.More.Current = true
	}
	return b.titled(b.above(root, g, l))
}

// beside returns the navigation of a page that has no place in it.
func (b *sidebar) beside(root string) (*level, error) {
	return b.titled(b.level(root, b.site.Root, nil))
}

// aroundMissing returns the navigation of the page for missing addresses.
func (b *sidebar) aroundMissing() (*level, error) {
	return b.beside(b.site.Config.BasePath())
}

func (b *sidebar) titled(l *level, err error) (*level, error) {
	if err != nil {
		return nil, err
	}
	l.Title = b.templates.language.Text("site.all_incidents_count", "number", b.site.Root.Count)
	return l, nil
}

// above wraps an open group into the groups above it, up to the root.
func (b *sidebar) above(root string, g *site.Group, open *level) (*level, error) {
	for ; g.Parent != nil; g = g.Parent {
		outer, err := b.level(root, g.Parent, g)
		if err != nil {
			return nil, err
		}
		outer.Group = &openGroup{groupLabel(g, b.templates.language), b.templates.language.Number(g.Count), open}
		open = outer
	}
	return open, nil
}

// level cuts the window around an entry (a page's address or a group) out of a
// group, leaving that entry itself out; with nil it is the group's first entries.
func (b *sidebar) level(root string, g *site.Group, around any) (*level, error) {
	block, err := b.block(g, root)
	if err != nil {
		return nil, err
	}
	n, i := len(block.at)-1, -1
	if around != nil {
		i = block.place[around]
	}
	first := max(0, min(i-windowSize/2, n-windowSize))
	last := min(first+windowSize, n)
	l := &level{}
	if i < 0 {
		l.Before = template.HTML(block.html[:block.at[last]])
	} else {
		l.Before = template.HTML(block.html[block.at[first]:block.at[i]])
		l.After = template.HTML(block.html[block.at[i+1]:block.at[last]])
	}
	switch lang := b.templates.language; {
	case g.Parent != nil && g.Count > 1:
		l.More = &more{Label: lang.Text("site.all_of_group", "number", g.Count, "group", groupLabel(g, lang)), Href: root + site.Href(g.Address)}
	case n > windowSize:
		l.More = &more{Label: lang.Count("site.all_of_incidents", g.Count), Href: root + site.Href(g.Address)}
	}
	return l, nil
}
