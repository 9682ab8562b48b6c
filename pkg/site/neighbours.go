package site

import (
	"fmt"
	"slices"

	"github.com/rcagen/rcagen/pkg/diag"
)

// neighbours links every listed page with those before and after it.
func (b *builder) neighbours() {
	s := b.site
	order := flatten(s.Root, nil)
	if !b.byFolder {
		order = order[:0]
		for _, p := range s.Pages {
			if !p.Unlisted {
				order = append(order, p)
			}
		}
		if b.in.Config.Sidebar.Order == "oldest" {
			slices.Reverse(order)
		}
	}
	for i, p := range order {
		if i > 0 {
			b.follow(order[i-1], p)
		}
	}
	for _, p := range order {
		meta := &p.Document.Meta
		before, after := b.ends(p)
		b.overrideNeighbour(p, before, "pagination_prev", meta.PaginationPrev)
		b.overrideNeighbour(p, after, "pagination_next", meta.PaginationNext)
	}
}

// ends returns the fields of the page for what stands before and after it in
// the sidebar.
func (b *builder) ends(p *Page) (before, after **Page) {
	if b.in.Config.Sidebar.Order == "oldest" {
		return &p.Older, &p.Newer
	}
	return &p.Newer, &p.Older
}

func (b *builder) follow(x, y *Page) {
	_, after := b.ends(x)
	before, _ := b.ends(y)
	*after, *before = y, x
}

// overrideNeighbour lets the front matter name a neighbour; "" is none.
func (b *builder) overrideNeighbour(p *Page, neighbour **Page, key string, id *string) {
	if id == nil {
		return
	}
	*neighbour = b.byID[*id]
	if *neighbour == nil && *id != "" && !b.draftIDs[*id] {
		b.unknownID("sidebar/unknown-pagination", "`"+key+"`", p.Document.File, p.Document.Keys[key], *id)
	}
}

// unknownID reports an id that no document has.
func (b *builder) unknownID(rule, key, file string, span diag.Span, id string) {
	d := diag.Diagnostic{
		Rule:    rule,
		Message: fmt.Sprintf("%s names `%s`, which is no document's id", key, diag.Excerpt(id)),
		Path:    file,
		Span:    span,
	}
	if b.ids == nil {
		b.ids = newNearby(sortedKeys(b.byID))
	}
	if closest := b.ids.closest(id, func(string) bool { return true }); closest != "" {
		d.Help = []string{"did you mean `" + closest + "`?"}
	}
	b.report(d)
}

// flatten lists the pages of a group as a reader meets them, index first.
func flatten(g *Group, pages []*Page) []*Page {
	if g.Index != nil {
		pages = append(pages, g.Index)
	}
	for _, item := range g.Items {
		if item.Group != nil {
			pages = flatten(item.Group, pages)
		} else {
			pages = append(pages, item.Page)
		}
	}
	return pages
}
