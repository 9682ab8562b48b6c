package site

import (
	"cmp"
	"slices"
	"strings"
)

// entry is an item of a group with everything that orders it.
type entry struct {
	item     Item
	position *float64
	label    string
	name     string // file or folder
}

// sortItems orders the items of a group: by position, then groups before
// pages, then as the configuration says, then by label and file name.
func (b *builder) sortItems(g *Group) {
	numbered := numberedLabels(g.Items)
	entries := make([]entry, len(g.Items))
	for i, item := range g.Items {
		entries[i] = b.entry(item, numbered)
	}
	order := b.in.Config.Sidebar.Order
	slices.SortFunc(entries, func(x, y entry) int { return compareEntries(x, y, order) })
	for i, e := range entries {
		g.Items[i] = e.item
	}
}

func (b *builder) entry(item Item, numbered bool) entry {
	if g := item.Group; g != nil {
		return entry{item: item, position: b.groupPosition(g), label: g.Label, name: g.folder}
	}
	d := item.Page.Document
	position := d.Meta.SidebarPosition
	if position == nil {
		position = item.Page.prefix
	}
	if position == nil && numbered {
		position = d.Order
	}
	return entry{item: item, position: position, label: d.Label, name: d.Path}
}

// numberedLabels reports whether the numbers that labels or file names start
// with are an order: every page with a label has one, and there are several.
func numberedLabels(items []Item) bool {
	count := 0
	for _, item := range items {
		switch {
		case item.Page == nil:
		case item.Page.Document.Order != nil:
			count++
		case item.Page.Document.Meta.SidebarLabel != "":
			return false
		}
	}
	return count > 1
}

func (b *builder) groupPosition(g *Group) *float64 {
	f := b.folders[g.folder]
	if f == nil {
		return nil
	}
	if f.category != nil && f.category.Position != nil {
		return f.category.Position
	}
	if g.Year != 0 {
		return nil
	}
	if g.Index != nil {
		if position := cmp.Or(g.Index.Document.Meta.SidebarPosition, g.Index.prefix); position != nil {
			return position
		}
	}
	return f.prefix
}

func compareEntries(x, y entry, order string) int {
	if c := compareMissingLast(x.position != nil, y.position != nil); c != 0 {
		return c
	}
	if x.position != nil {
		if c := cmp.Compare(*x.position, *y.position); c != 0 {
			return c
		}
	}
	if c := compareMissingLast(x.item.Group != nil, y.item.Group != nil); c != 0 {
		return c
	}
	compare := comparePages
	if x.item.Group != nil {
		compare = compareGroups
	}
	return cmp.Or(compare(x, y, order), strings.Compare(x.label, y.label), strings.Compare(x.name, y.name))
}

// compareMissingLast puts what has something before what has not.
func compareMissingLast(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

func comparePages(x, y entry, order string) int {
	if order == "label" {
		return 0
	}
	dx, dy := x.item.Page.Document.Date, y.item.Page.Document.Date
	if c := compareMissingLast(!dx.IsZero(), !dy.IsZero()); c != 0 {
		return c
	}
	if order == "oldest" {
		return dx.Compare(dy)
	}
	return dy.Compare(dx)
}

// compareGroups puts folders that are named after a time first, in the order
// of time; all others stand by their labels. Pages without a date come last.
func compareGroups(x, y entry, order string) int {
	gx, gy := x.item.Group, y.item.Group
	tx, ty := isTime(gx), isTime(gy)
	if c := compareMissingLast(tx, ty); c != 0 || !tx {
		return c
	}
	if order == "oldest" {
		return strings.Compare(gx.folder, gy.folder)
	}
	return strings.Compare(gy.folder, gx.folder)
}

func isTime(g *Group) bool {
	if g.Year != 0 {
		return true
	}
	name := g.folder[strings.LastIndexByte(g.folder, '/')+1:]
	return datedFolder.MatchString(name)
}
