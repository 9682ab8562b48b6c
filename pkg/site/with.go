package site

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/rca"
)

// With returns the site with a document in another version. It does so only
// when nothing but that document's own page shows the difference: its text may
// change, but not what lists, links and addresses are made of. Otherwise it
// returns false, and the site must be made anew. It costs next to nothing and
// leaves s as it is; Diagnostics and Unused stay right.
func (s *Site) With(d *rca.Document) (*Site, bool) {
	first := s.byFile[fileKey(d)]
	if first == nil {
		return nil, false
	}
	before := s.latest(first)
	after := *before
	after.Document = d
	after.anchors = sync.OnceValue(func() map[string]bool { return headingIDs(d) })
	if !sameOutside(before.Document, d) || !maps.Equal(s.assetsOf(before), s.assetsOf(&after)) {
		return nil, false
	}
	with := *s
	with.edited = maps.Clone(s.edited)
	if with.edited == nil {
		with.edited = map[*Page]*Page{}
	}
	with.edited[first] = &after
	with.Pages = slices.Clone(s.Pages)
	with.Pages[slices.Index(s.Pages, before)] = &after
	return &with, true
}

// latest returns the page in its newest version. Groups, neighbours and links
// may hold an older one, which differs in nothing that they show.
func (s *Site) latest(p *Page) *Page {
	if edited := s.edited[p]; edited != nil {
		return edited
	}
	return p
}

// sameOutside reports whether two versions of a document differ in nothing
// that is seen outside its own page. A field that is not named here counts.
func sameOutside(before, after *rca.Document) bool {
	if before.Broken || after.Broken || !slices.EqualFunc(before.Headings, after.Headings, func(x, y rca.Heading) bool { return x.ID == y.ID }) {
		return false
	}
	x, y := *before, *after
	for _, d := range []*rca.Document{&x, &y} {
		d.Hash, d.Sections, d.Headings, d.Links, d.LevelShift, d.DropTitle = [32]byte{}, nil, nil, nil, 0, false
	}
	return reflect.DeepEqual(x, y)
}

// assetsOf returns the files that a page's links lead to.
func (s *Site) assetsOf(p *Page) map[string]bool {
	files := map[string]bool{}
	for _, l := range p.Document.Links {
		if t, _ := s.locate(p, l); t.Asset != nil {
			files[t.Asset.File] = true
		}
	}
	return files
}

// At returns what is at an address of the site: a page or a list page. When
// the address leads elsewhere, the redirect is not nil.
func (s *Site) At(address string) (Target, *Redirect) {
	t, found := s.byAddress[address]
	if !found {
		return Target{}, nil
	}
	if t.Page != nil && t.Address != address {
		i, _ := slices.BinarySearchFunc(s.Redirects, address, func(r Redirect, from string) int { return strings.Compare(r.From, from) })
		return t, &s.Redirects[i]
	}
	if t.Page != nil {
		t.Page = s.latest(t.Page)
	}
	return t, nil
}

// Asset returns the file that is published at an address; nil when none is.
func (s *Site) Asset(address string) *Asset {
	i, found := slices.BinarySearchFunc(s.Assets, address, func(a Asset, address string) int { return strings.Compare(a.Address, address) })
	if !found {
		return nil
	}
	return &s.Assets[i]
}
