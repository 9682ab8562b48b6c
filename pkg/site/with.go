package site

import (
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/rca"
)

// With returns the site with a document in another version. It does so only
// when the difference is in the document's text: its front matter, and what
// addresses, groups and neighbours are made of, must be the same. Otherwise it
// returns false, and the site must be made anew. It costs next to nothing and
// leaves s as it is; Diagnostics and Unused stay right. Groups and neighbours
// keep the page in its first version: see [Site.Latest].
func (s *Site) With(d *rca.Document) (*Site, bool) {
	first := s.byFile[fileKey(d)]
	if first == nil {
		return nil, false
	}
	before := s.Latest(first)
	after := *before
	after.Document, after.Incident = d, d.Incident(s.AsOf)
	after.anchors = sync.OnceValue(func() map[string]bool { return headingIDs(d) })
	isIndex := before.index || before.Group != nil && before.Group.Index == first
	if !sameOutside(before.Document, d, isIndex) || !sameTraits(before, &after) || !maps.Equal(s.assetsOf(before), s.assetsOf(&after)) {
		return nil, false
	}
	with := *s
	with.related = &sync.Map{} // lists hold pages
	with.edited = maps.Clone(s.edited)
	if with.edited == nil {
		with.edited = map[*Page]*Page{}
	}
	with.edited[first] = &after
	with.Pages = slices.Clone(s.Pages)
	with.Pages[slices.Index(s.Pages, before)] = &after
	return &with, true
}

// PageOf returns the page of a version of a document, or something that can stand
// for it where the site has none: a draft, or one that would be elsewhere. Its links
// can be resolved.
func (s *Site) PageOf(d *rca.Document) *Page {
	p := Page{Document: d, Address: path.Join(path.Dir(d.Path), "_") + "/"}
	if first := s.byFile[fileKey(d)]; first != nil {
		p = *s.Latest(first)
		p.Document = d
	}
	p.anchors = sync.OnceValue(func() map[string]bool { return headingIDs(d) })
	return &p
}

// Latest returns a page that a group or a neighbour holds in its newest
// version. The older one differs in its text and its description.
func (s *Site) Latest(p *Page) *Page {
	if edited := s.edited[p]; edited != nil {
		return edited
	}
	return p
}

// sameOutside reports whether two versions of a document differ in their text
// alone. A field that is not named here counts. Facts move with every word
// before them; who shows those of other pages reads them through [Site.Latest].
// A folder's index gives its description to the folder.
func sameOutside(before, after *rca.Document, isIndex bool) bool {
	if before.Broken || after.Broken || isIndex && before.Description != after.Description {
		return false
	}
	x, y := *before, *after
	for _, d := range []*rca.Document{&x, &y} {
		d.Hash, d.Sections, d.Headings, d.Links, d.LevelShift, d.DropTitle = [32]byte{}, nil, nil, nil, 0, false
		d.Description, d.Facts = "", rca.Facts{}
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
		t.Page = s.Latest(t.Page)
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
