package render

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"path"
	"reflect"
	"strings"

	"github.com/rcagen/rcagen/pkg/site"
)

// Output is one file of the site that this package makes.
type Output struct {
	Address string   // from the site's root, decoded; a page's is "" or ends with "/" or ".html"
	Key     [32]byte // zero until the output is prepared

	kind     kind
	page     *site.Page
	list     *site.List
	part     int // of the list's pages, or of the actions', from 0
	property site.PropertyName
	redirect *site.Redirect
	asset    *asset
	view     any // of a prepared output: what its template is given, a page's text left out
	data     *data
}

// File returns the output's file, relative to the site's root.
func (o Output) File() string { return site.OutputFile(o.Address) }

// Page returns the page of the document that the output shows, nil for any
// other output.
func (o Output) Page() *site.Page { return o.page }

// GrowsWithSite reports whether the output is about all incidents and as large
// as they are many: it should not be held in memory.
func (o Output) GrowsWithSite() bool {
	return o.kind == dataOutput && o.page == nil && (o.list == nil || o.list.Group != nil && o.list.Group.Parent == nil)
}

type kind uint8

const (
	pageOutput kind = iota
	listOutput
	homeOutput
	propertyOutput
	actionsOutput
	trendsOutput
	searchOutput
	missingOutput
	redirectOutput
	assetOutput
	dataOutput
)

// templateOf names the template of each kind of page, "" of what is none.
var templateOf = [...]string{
	pageOutput:     "page.html",
	listOutput:     "list.html",
	homeOutput:     "home.html",
	propertyOutput: "property.html",
	actionsOutput:  "actions.html",
	trendsOutput:   "trends.html",
	searchOutput:   "search.html",
	missingOutput:  "404.html",
	redirectOutput: "redirect.html",
	dataOutput:     "",
	assetOutput:    "",
}

// Output returns the output at an address, prepared; false when there is none.
func (r *Renderer) Output(address string) (Output, bool, error) {
	o := Output{Address: address}
	if address == missingAddress {
		o.kind = missingOutput
	} else if !r.find(&o) && !r.findData(&o) {
		return Output{}, false, nil
	}
	o, err := r.Prepare(o)
	return o, true, err
}

// Prepare gives an output its key, and what its template is given so that
// rendering need not find that out again. A mistake in one of the project's
// templates is a [*TemplateError].
func (r *Renderer) Prepare(o Output) (Output, error) {
	var err error
	if o.kind != assetOutput && o.kind != dataOutput {
		if o.view, err = r.view(o); err != nil {
			return o, err
		}
	}
	o.Key = sha256.Sum256(r.appendShown(make([]byte, 0, 8<<10), o))
	return o, nil
}

// find completes the output of a page, a list, an overview, a redirect or an
// asset.
func (r *Renderer) find(o *Output) bool {
	s := r.site
	for i := range r.templates.assets {
		if a := &r.templates.assets[i]; a.address == o.Address {
			o.kind, o.asset = assetOutput, a
			return true
		}
	}
	if a := r.diagramAsset(o.Address); a != nil {
		o.kind, o.asset = assetOutput, a
		return true
	}
	t, from := s.At(o.Address)
	switch {
	case from != nil:
		o.kind, o.redirect = redirectOutput, from
	case t.Page != nil:
		o.kind, o.page = pageOutput, t.Page
	case t.List != nil && t.List.Group == s.Root && t.Part == 0:
		o.kind, o.list = homeOutput, t.List
	case t.List != nil:
		o.kind, o.list, o.part = listOutput, t.List, t.Part
	case t.Property != "":
		o.kind, o.property = propertyOutput, t.Property
	case s.Partial || t.Kind == site.TargetNone && !r.isActionsPart(o):
		return false
	case o.Address == s.Trends:
		o.kind = trendsOutput
	case o.Address == s.Search:
		o.kind = searchOutput
	default:
		o.kind = actionsOutput
	}
	return true
}

// missingAddress is where a host looks for the page for missing addresses.
const missingAddress = "404.html"

// Outputs returns everything that there is to render, in the same order each
// time: pages, lists, the home page, the page for missing addresses,
// redirects, assets, and what is for programs. They are not prepared.
func (r *Renderer) Outputs() []Output {
	s := r.site
	outputs := make([]Output, 0, len(s.Pages)+len(s.Groups)+len(s.Lists)+len(s.Redirects)+8)
	for _, p := range s.Pages {
		outputs = append(outputs, Output{Address: p.Address, kind: pageOutput, page: p})
	}
	addList := func(l *site.List) {
		for part, address := range l.Addresses {
			if l == s.Root.List && part == 0 {
				continue // the home page
			}
			outputs = append(outputs, Output{Address: address, kind: listOutput, list: l, part: part})
		}
	}
	for _, g := range s.Groups {
		addList(g.List)
	}
	for _, l := range s.Lists {
		addList(l)
	}
	addList(s.Root.List)
	for _, p := range s.Properties {
		if p.Address != "" {
			outputs = append(outputs, Output{Address: p.Address, kind: propertyOutput, property: p.Name})
		}
	}
	outputs = append(outputs,
		Output{Address: s.Root.Address, kind: homeOutput, list: s.Root.List},
		Output{Address: s.Trends, kind: trendsOutput},
		Output{Address: s.Search, kind: searchOutput},
		Output{Address: missingAddress, kind: missingOutput})
	for part := range r.actionParts() {
		outputs = append(outputs, Output{Address: r.actionsAddress(part), kind: actionsOutput, part: part})
	}
	for i := range s.Redirects {
		outputs = append(outputs, Output{Address: s.Redirects[i].From, kind: redirectOutput, redirect: &s.Redirects[i]})
	}
	for i := range r.templates.assets {
		a := &r.templates.assets[i]
		outputs = append(outputs, Output{Address: a.address, kind: assetOutput, asset: a})
	}
	return r.addData(r.addDiagrams(outputs))
}

// appendShown appends everything that the output shows. All templates are in
// it; which of them a page is made of is not asked.
func (r *Renderer) appendShown(b []byte, o Output) []byte {
	b = appendValue(b, o.Address)
	if o.kind == assetOutput {
		return b // its address says what is in it
	}
	if o.kind == dataOutput {
		return o.data.shown(r, b, o)
	}
	b = append(b, r.templates.digest[:]...)
	b = appendValue(b, templateOf[o.kind])
	b = appendValue(b, o.view)
	if o.page != nil {
		b = r.appendLinks(appendDocument(b, o.page), o.page)
	}
	return b
}

// appendDocument appends what all that is read from a page's document comes
// from: its bytes, and its path, which may hold its date and its title.
func appendDocument(b []byte, p *site.Page) []byte {
	b = append(b, p.Document.Hash[:]...)
	return appendValue(appendValue(appendValue(b, p.Document.Path), p.ID), p.Address)
}

// appendLinks appends where the links in a page's text lead.
func (r *Renderer) appendLinks(b []byte, p *site.Page) []byte {
	for _, l := range p.Document.Links {
		t := r.site.Resolve(p, l)
		shown := linkTarget{Kind: int(t.Kind), Address: t.Address, Query: t.Query, Fragment: t.Fragment}
		if t.Asset != nil {
			shown.Width, shown.Height = t.Asset.Width, t.Asset.Height
		}
		b = appendValue(b, shown)
	}
	return b
}

// linkTarget is what a page shows of a resolved link.
type linkTarget struct {
	Kind, Width, Height      int
	Address, Query, Fragment string
}

// appendValue appends a value so that different values of one type give
// different bytes.
func appendValue(b []byte, v any) []byte { return appendReflected(b, reflect.ValueOf(v)) }

func appendReflected(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return append(binary.AppendUvarint(b, uint64(v.Len())), v.String()...)
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int:
		return binary.AppendVarint(b, v.Int())
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		return appendReflected(append(b, 1), v.Elem())
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = appendReflected(b, v.Index(i))
		}
		return b
	case reflect.Struct:
		for i := range v.NumField() {
			b = appendReflected(b, v.Field(i))
		}
		return b
	default:
		panic("a view holds a value of kind " + v.Kind().String())
	}
}

// asset is a style sheet or a script, published under a name that changes with
// it.
type asset struct {
	name    string // "site.css"
	address string
	text    []byte
}

func newAsset(name string, text []byte) asset {
	sum := sha256.Sum256(text)
	extension := path.Ext(name)
	stem := strings.TrimSuffix(name, extension)
	return asset{name: name, address: "assets/" + stem + "." + hex.EncodeToString(sum[:4]) + extension, text: text}
}
