package site

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"golang.org/x/text/unicode/norm"
)

// largeYear is the number of pages above which a year is divided into months.
const largeYear = 50

// group builds the sidebar.
func (b *builder) group() {
	root := &Group{}
	b.site.Root = root
	b.assignCategories()
	var listed []*Page
	for _, p := range b.site.Pages {
		switch {
		case p.Unlisted:
		case p.Address == "" && p.Document.Date.IsZero():
			root.setIndex(p)
		default:
			listed = append(listed, p)
		}
	}
	b.byFolder = b.groupsByFolder(listed)
	if b.byFolder {
		b.groupByFolder(root, listed)
	} else {
		b.groupByYear(root, listed)
	}
	b.finish(root)
	b.placeGroups(root, &markdown.Slugger{})
}

// setIndex makes the page stand for the group.
func (g *Group) setIndex(p *Page) {
	g.Index, p.Group = p, g
}

func (g *Group) add(p *Page) {
	g.Items = append(g.Items, Item{Page: p})
	p.Group = g
}

func (g *Group) addGroup(sub *Group) {
	g.Items = append(g.Items, Item{Group: sub})
	sub.Parent = g
}

var (
	datedFolder  = regexp.MustCompile(`^(19|20)[0-9]{2}([-_.]?[0-9]{2}){0,2}$`)
	numberFolder = regexp.MustCompile(`^[0-9]{1,2}$`)
)

// isDated reports whether a folder says nothing but when: 2023, 2023-05, 2023/05.
func isDated(f *folder) bool {
	for i, name := range f.segments {
		if !datedFolder.MatchString(name) && (i == 0 || !numberFolder.MatchString(name)) {
			return false
		}
	}
	return true
}

// groupsByFolder decides between folders and years. A folder with one index
// file and nothing else is that document's own and says nothing.
func (b *builder) groupsByFolder(pages []*Page) bool {
	switch b.in.Config.Sidebar.Group {
	case "folder":
		return true
	case "year":
		return false
	}
	count := map[string]int{} // pages in a folder and below
	for _, p := range pages {
		for dir := path.Dir(p.Document.Path); ; dir = path.Dir(dir) {
			count[dir]++
			if dir == "." {
				break
			}
		}
	}
	for _, p := range pages {
		dir := path.Dir(p.Document.Path)
		if p.index && count[dir] == 1 && dir != "." {
			dir = path.Dir(dir)
		}
		if !isDated(b.folder(dir)) {
			return true
		}
	}
	return false
}

// groupByYear puts pages into years, and those of a large year into months.
func (b *builder) groupByYear(root *Group, pages []*Page) {
	years := map[int]*Group{}
	perYear := map[int]int{}
	for _, p := range pages {
		perYear[yearOf(p)]++
	}
	type month struct {
		year  int
		month time.Month
	}
	months := map[month]*Group{}
	var indexes []*Page // of folders named like a year or a month; undated, so about the folder itself
	for _, p := range pages {
		if p.index && p.Document.Date.IsZero() {
			indexes = append(indexes, p)
			continue
		}
		year := yearOf(p)
		g := years[year]
		if g == nil {
			g = newYear(year)
			years[year] = g
			root.addGroup(g)
		}
		if year != 0 && perYear[year] > largeYear {
			at := month{year, p.Document.Date.Month()}
			m := months[at]
			if m == nil {
				m = &Group{
					Label:  fmt.Sprintf("%s %d", at.month, year),
					Year:   year,
					Month:  at.month,
					folder: fmt.Sprintf("%04d/%02d", year, int(at.month)),
				}
				months[at] = m
				g.addGroup(m)
			}
			g = m
		}
		g.add(p)
	}
	groups := map[string]*Group{} // by folder
	for _, g := range years {
		groups[g.folder] = g
	}
	for at, g := range months {
		groups[g.folder] = g
		groups[fmt.Sprintf("%04d-%02d", at.year, int(at.month))] = g
		groups[fmt.Sprintf("%04d/%04d-%02d", at.year, at.year, int(at.month))] = g
	}
	for _, raw := range sortedKeys(groups) {
		if f := b.folders[raw]; f != nil && f.category != nil {
			groups[raw].describe(f.category)
		}
	}
	b.placeIndexes(root, groups, indexes)
}

// placeIndexes makes an undated index the index of its folder's year or month.
// Where there is no such group it is an ordinary page without a date.
func (b *builder) placeIndexes(root *Group, groups map[string]*Group, indexes []*Page) {
	for _, p := range indexes {
		g := groups[path.Dir(p.Document.Path)]
		if g != nil && g.Year != 0 && g.Index == nil {
			g.setIndex(p)
			continue
		}
		g = groups["undated"]
		if g == nil {
			g = newYear(0)
			groups["undated"] = g
			root.addGroup(g)
		}
		g.add(p)
	}
}

func yearOf(p *Page) int {
	if p.Document.Date.IsZero() {
		return 0
	}
	return p.Document.Date.UTC().Year()
}

func newYear(year int) *Group {
	if year == 0 {
		return &Group{Label: "Undated", Undated: true, folder: "undated"}
	}
	name := fmt.Sprintf("%04d", year)
	return &Group{Label: name, Year: year, folder: name}
}

// groupByFolder makes a group of every folder that has pages.
func (b *builder) groupByFolder(root *Group, pages []*Page) {
	groups := map[string]*Group{"": root}
	var find func(raw string) *Group
	find = func(raw string) *Group {
		if raw == "." {
			raw = ""
		}
		g := groups[raw]
		if g == nil {
			g = &Group{folder: raw}
			groups[raw] = g
			find(path.Dir(raw)).addGroup(g)
		}
		return g
	}
	for _, p := range pages {
		find(path.Dir(p.Document.Path)).add(p)
	}
	for _, raw := range sortedKeys(groups) {
		if g := groups[raw]; g != root {
			b.describeFolder(g)
		}
	}
	dissolve(root)
}

// describeFolder finds a folder's index and gives its group a label.
func (b *builder) describeFolder(g *Group) {
	f := b.folder(g.folder)
	if p := b.indexOf(g, f); p != nil {
		g.Items = slices.DeleteFunc(g.Items, func(i Item) bool { return i.Page == p })
		g.setIndex(p)
	}
	g.Label = f.stripped[len(f.stripped)-1]
	if g.Index != nil {
		g.Label = cmp.Or(g.Index.Document.Label, g.Label)
		g.Description = g.Index.Document.Description
	}
	if f.category != nil {
		g.describe(f.category)
	}
}

// indexOf returns the page that stands for a folder: the one that its category
// file names, else the one whose file name says so.
func (b *builder) indexOf(g *Group, f *folder) *Page {
	link := CategoryLink{}
	if f.category != nil {
		link = f.category.Link
	}
	switch link.Kind {
	case LinkNone, LinkGenerated:
		return nil
	case LinkDocument:
		local := strings.Join(append(f.stripped[:len(f.stripped):len(f.stripped)], link.ID), "/")
		p := cmp.Or(b.byID[local], b.byID[link.ID])
		if p == nil && !b.draftIDs[local] && !b.draftIDs[link.ID] {
			b.unknownID("category/unknown-document", "`link`", f.category.File, f.category.Keys["link.id"], link.ID)
		}
		if p == nil || p.Group != g {
			return nil
		}
		return p
	}
	for _, i := range g.Items {
		if i.Page != nil && i.Page.index {
			return i.Page
		}
	}
	return nil
}

func (g *Group) describe(c *CategoryFile) {
	g.Label, g.Undated = cmp.Or(c.Label, g.Label), g.Undated && c.Label == ""
	g.Title = c.Link.Title
	g.Description = cmp.Or(c.Link.Description, c.Description, g.Description)
}

// dissolve replaces groups that hold nothing but their index by that page.
func dissolve(g *Group) {
	for i, item := range g.Items {
		sub := item.Group
		if sub == nil {
			continue
		}
		dissolve(sub)
		if len(sub.Items) == 0 && sub.Index != nil {
			g.Items[i] = Item{Page: sub.Index}
			sub.Index.Group = g
		}
	}
}

// finish counts and orders what is in the group and below.
func (b *builder) finish(g *Group) {
	if g.Index != nil {
		g.Count++
	}
	g.Title = cmp.Or(g.Title, g.Label)
	for _, item := range g.Items {
		if item.Group == nil {
			g.Count++
			continue
		}
		b.finish(item.Group)
		g.Count += item.Group.Count
	}
	b.sortItems(g)
}

// placeGroups gives every group below g the address of its list page.
func (b *builder) placeGroups(g *Group, slugs *markdown.Slugger) {
	g.Address = b.freeAddress(b.groupAddress(g, slugs))
	g.List = &List{Group: g, Addresses: []string{g.Address}}
	t := Target{Kind: TargetList, List: g.List, Address: g.Address}
	b.site.byAddress[g.Address] = t
	if dir := path.Clean(path.Join(b.site.content, norm.NFC.String(g.folder))); b.site.byFolder[dir].Kind == TargetNone {
		b.site.byFolder[dir] = t
	}
	if g.Parent != nil {
		b.site.Groups = append(b.site.Groups, g)
	}
	for _, item := range g.Items {
		if item.Group != nil {
			b.placeGroups(item.Group, slugs)
		}
	}
}

// freeAddress claims the address for a list page: the one that it would like,
// or all/ below it where a page lives there, or one beside it where a file
// takes the folder's place.
func (b *builder) freeAddress(wanted string) string {
	if reservedRoute("", wanted, diag.Span{}) != nil {
		segments := strings.Split("all/"+wanted, "/")
		for i, segment := range segments {
			if isForPrograms(FoldKey(segment)) {
				segments[i] = strings.ReplaceAll(segment, ".", "-") // a folder of that name would be in the way
			}
		}
		wanted = strings.Join(segments, "/")
	}
	top, rest, _ := strings.Cut(wanted, "/")
	address := wanted
	for n := 1; ; n++ {
		if _, ok := b.claims.take(claim{address: address}); ok {
			return address
		}
		if address += "all/"; n > 2 {
			address = fmt.Sprintf("%s-%d/%s", cmp.Or(top, "all"), n, rest)
		}
	}
}

// groupAddress returns the address that a group's list page would like to have.
func (b *builder) groupAddress(g *Group, slugs *markdown.Slugger) string {
	f := b.folders[g.folder]
	if f != nil && f.category != nil && f.category.Link.Kind == LinkGenerated {
		c := f.category
		if c.Link.Slug != "" {
			span := c.Keys["link.slug"]
			segments, problem := resolvePath("slug", c.Link.Slug, f.stripped, span)
			if problem == nil {
				problem = tooLong(segments, nil, span)
			}
			if problem == nil {
				return joinAddress(segments)
			}
			problem.Path = c.File
			b.report(*problem)
		} else if slug := slugs.Unique(g.Label); slug != "" && len(slug) < maxAddress {
			return "category/" + slug + "/"
		}
	}
	if g.Year != 0 || f == nil {
		if g.folder == "" {
			return ""
		}
		return g.folder + "/"
	}
	return joinAddress(normalized(f.stripped))
}
