package render

import (
	"bytes"
	"html/template"

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
	More   *link // to the group's list page, when entries are left out
}

// openGroup is an entry with the entries of its group below it.
type openGroup struct {
	Label   string
	Href    string
	Current bool
	Count   string
	Open    *level
}

// entry is a page, or a group that the page is not in.
type entry struct {
	Label   string
	Href    string
	Current bool
	Date    *date
	Count   string        // of a group; "" for a page
	Inside  template.HTML // entries of a group that is open on every page
}

// sidebar holds the entries of every group as HTML, once for each depth of the
// pages that show them, as their links differ in that alone.
type sidebar struct {
	site   *site.Site
	place  map[any]int // index of a page or group among the entries of its group
	blocks map[blockKey]*block
}

type blockKey struct {
	group *site.Group
	root  string // leads from the page to the site's root
}

// block is the entries of a group; entry i is html[at[i]:at[i+1]].
type block struct {
	html string
	at   []int
}

func newSidebar(s *site.Site, t *templates) (*sidebar, error) {
	b := &sidebar{site: s, place: make(map[any]int, len(s.Pages)+len(s.Groups)), blocks: map[blockKey]*block{}}
	b.number(s.Root)
	for _, g := range s.Groups {
		b.number(g)
	}
	for _, p := range s.Pages {
		if err := b.render(t, p.Group, site.Root(p.Address)); err != nil {
			return nil, err
		}
	}
	for _, g := range s.Groups {
		if err := b.render(t, g, site.Root(g.Address)); err != nil {
			return nil, err
		}
	}
	if err := b.render(t, s.Root, site.Root(s.Root.Address)); err != nil {
		return nil, err
	}
	return b, b.render(t, s.Root, s.Config.BasePath())
}

// number notes the place of each entry in a group.
func (b *sidebar) number(g *site.Group) {
	for i, item := range entries(g) {
		if item.Page != nil {
			b.place[item.Page] = i
		} else {
			b.place[item.Group] = i
		}
	}
}

// entries returns a group's entries; the document that stands for it comes first.
func entries(g *site.Group) []site.Item {
	if g.Index == nil || g.Index.Group != g {
		return g.Items
	}
	return append([]site.Item{{Page: g.Index}}, g.Items...)
}

// render renders the entries of a group and of those above it, unless that was
// done for this depth before. A nil group is the root.
func (b *sidebar) render(t *templates, g *site.Group, root string) error {
	if g == nil {
		g = b.site.Root
	}
	for ; g != nil; g = g.Parent {
		if b.blocks[blockKey{g, root}] != nil {
			return nil
		}
		if _, err := b.block(t, g, root); err != nil {
			return err
		}
	}
	return nil
}

// block renders the entries of one group.
func (b *sidebar) block(t *templates, g *site.Group, root string) (*block, error) {
	key := blockKey{g, root}
	if known := b.blocks[key]; known != nil {
		return known, nil
	}
	var html bytes.Buffer
	made := &block{at: []int{0}}
	for _, item := range entries(g) {
		e := newEntry(item, g, root)
		if item.Group != nil && b.site.Root.Count <= windowSize {
			inside, err := b.block(t, item.Group, root)
			if err != nil {
				return nil, err
			}
			e.Inside = template.HTML(inside.html)
		}
		if err := t.execute(&html, "entry.html", e); err != nil {
			return nil, err
		}
		made.at = append(made.at, html.Len())
	}
	made.html = html.String()
	b.blocks[key] = made
	return made, nil
}

func newEntry(item site.Item, in *site.Group, root string) *entry {
	if g := item.Group; g != nil {
		return &entry{Label: g.Label, Href: root + site.Href(g.Address), Count: count(g.Count)}
	}
	layout := someMonth
	if in.Year != 0 {
		layout = shortDay // the group says the year
	}
	p := item.Page
	return &entry{
		Label: p.Document.Label,
		Href:  root + site.Href(p.Address),
		Date:  newDate(p.Document.Date, layout),
	}
}

// aroundPage returns the navigation of a page; an unlisted one is not in it.
func (b *sidebar) aroundPage(p *site.Page) *level {
	root := site.Root(p.Address)
	if p.Group == nil {
		return b.titled(b.level(root, b.site.Root, -1))
	}
	i := b.place[p]
	l := b.level(root, p.Group, i)
	l.Page = newEntry(entries(p.Group)[i], p.Group, root)
	l.Page.Current = true
	return b.titled(b.above(root, p.Group, l, false))
}

// aroundGroup returns the navigation of a list page.
func (b *sidebar) aroundGroup(g *site.Group) *level {
	root := site.Root(g.Address)
	l := b.level(root, g, -1)
	l.More = nil // this is the list
	return b.titled(b.above(root, g, l, true))
}

// aroundMissing returns the navigation of the page for missing addresses.
func (b *sidebar) aroundMissing() *level {
	return b.titled(b.level(b.site.Config.BasePath(), b.site.Root, -1))
}

func (b *sidebar) titled(l *level) *level {
	l.Title = "All incidents (" + count(b.site.Root.Count) + ")"
	return l
}

// above wraps an open group into the groups above it, up to the root.
func (b *sidebar) above(root string, g *site.Group, open *level, current bool) *level {
	for ; g.Parent != nil; g = g.Parent {
		i := b.place[g]
		outer := b.level(root, g.Parent, i)
		outer.Group = &openGroup{
			Label:   g.Label,
			Href:    root + site.Href(g.Address),
			Current: current,
			Count:   count(g.Count),
			Open:    open,
		}
		open, current = outer, false
	}
	return open
}

// level cuts the window around entry i out of a group, leaving that entry
// itself out; with -1 it is the group's first entries.
func (b *sidebar) level(root string, g *site.Group, i int) *level {
	block := b.blocks[blockKey{g, root}]
	n := len(block.at) - 1
	first := max(0, min(i-windowSize/2, n-windowSize))
	last := min(first+windowSize, n)
	l := &level{}
	if i < 0 {
		l.Before = template.HTML(block.html[:block.at[last]])
	} else {
		l.Before = template.HTML(block.html[block.at[first]:block.at[i]])
		l.After = template.HTML(block.html[block.at[i+1]:block.at[last]])
	}
	if n > windowSize {
		l.More = &link{"All " + count(g.Count) + " of " + g.Label, root + site.Href(g.Address)}
		if g.Parent == nil {
			l.More.Label = "All " + count(g.Count) + " incidents"
		}
	}
	return l
}
