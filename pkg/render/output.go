package render

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"
	"reflect"

	"github.com/rcagen/rcagen/pkg/site"
)

// Output is one file of the site that this package makes.
type Output struct {
	Address string // from the site's root, decoded; a page's is "" or ends with "/" or ".html"
	Key     [32]byte

	kind     kind
	page     *site.Page
	group    *site.Group
	redirect *site.Redirect
}

// File returns the output's file, relative to the site's root.
func (o Output) File() string { return site.OutputFile(o.Address) }

// Page returns the page of a document, nil for any other output.
func (o Output) Page() *site.Page { return o.page }

type kind uint8

const (
	pageOutput kind = iota
	listOutput
	homeOutput
	missingOutput
	redirectOutput
	styleOutput
	scriptOutput
)

func (k kind) isAsset() bool { return k == styleOutput || k == scriptOutput }

// templateOf names the template of each kind of page.
var templateOf = [...]string{
	pageOutput:     "page.html",
	listOutput:     "list.html",
	homeOutput:     "home.html",
	missingOutput:  "404.html",
	redirectOutput: "redirect.html",
}

// Outputs returns everything that there is to render, in the same order each
// time: pages, lists, the home page, the page for missing addresses,
// redirects, assets.
func (r *Renderer) Outputs() []Output {
	outputs := r.list()
	base := r.templates.digest()
	h := sha256.New()
	for i := range outputs {
		h.Reset()
		h.Write(base[:])
		r.digest(h, outputs[i])
		h.Sum(outputs[i].Key[:0])
	}
	return outputs
}

// list returns the outputs without keys.
func (r *Renderer) list() []Output {
	s := r.site
	outputs := make([]Output, 0, len(s.Pages)+len(s.Groups)+len(s.Redirects)+4)
	for _, p := range s.Pages {
		outputs = append(outputs, Output{Address: p.Address, kind: pageOutput, page: p})
	}
	for _, g := range s.Groups {
		outputs = append(outputs, Output{Address: g.Address, kind: listOutput, group: g})
	}
	outputs = append(outputs,
		Output{Address: s.Root.Address, kind: homeOutput, group: s.Root},
		Output{Address: "404.html", kind: missingOutput})
	for i := range s.Redirects {
		outputs = append(outputs, Output{Address: s.Redirects[i].From, kind: redirectOutput, redirect: &s.Redirects[i]})
	}
	return append(outputs,
		Output{Address: r.style.address, kind: styleOutput},
		Output{Address: r.script.address, kind: scriptOutput})
}

// digest writes everything that the output shows.
func (r *Renderer) digest(h hash.Hash, o Output) {
	writeDigest(h, reflect.ValueOf(o.Address))
	if o.kind.isAsset() {
		return // its address says what is in it
	}
	io.WriteString(h, templateOf[o.kind])
	writeDigest(h, reflect.ValueOf(r.view(o)))
	if o.page != nil {
		h.Write(o.page.Document.Hash[:])
		r.digestLinks(h, o.page)
	}
}

// digestLinks writes where the links in a page's text lead.
func (r *Renderer) digestLinks(h hash.Hash, p *site.Page) {
	for _, l := range p.Document.Links {
		t := r.site.Resolve(p, l)
		shown := linkTarget{Kind: int(t.Kind), Address: t.Address, Query: t.Query, Fragment: t.Fragment}
		if t.Asset != nil {
			shown.Width, shown.Height = t.Asset.Width, t.Asset.Height
		}
		writeDigest(h, reflect.ValueOf(shown))
	}
}

// linkTarget is what a page shows of a resolved link.
type linkTarget struct {
	Kind, Width, Height      int
	Address, Query, Fragment string
}

// writeDigest writes a value so that different values of one type give
// different bytes.
func writeDigest(h hash.Hash, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		writeInt(h, v.Len())
		io.WriteString(h, v.String())
	case reflect.Bool:
		n := 0
		if v.Bool() {
			n = 1
		}
		writeInt(h, n)
	case reflect.Int:
		writeInt(h, int(v.Int()))
	case reflect.Pointer:
		if v.IsNil() {
			writeInt(h, 0)
			return
		}
		writeInt(h, 1)
		writeDigest(h, v.Elem())
	case reflect.Interface:
		writeDigest(h, v.Elem())
	case reflect.Slice:
		writeInt(h, v.Len())
		for i := range v.Len() {
			writeDigest(h, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			writeDigest(h, v.Field(i))
		}
	default:
		panic("a view holds a value of kind " + v.Kind().String())
	}
}

func writeInt(h hash.Hash, n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}

// asset is site.css or site.js, published under a name that changes with it.
type asset struct {
	address string
	text    []byte
}

func newAsset(t *templates, name string) asset {
	text := t.files[name].text
	sum := sha256.Sum256(text)
	stem, extension := name[:len("site")], name[len("site"):]
	return asset{address: "assets/" + stem + "." + hex.EncodeToString(sum[:4]) + extension, text: text}
}

func (a asset) write(w io.Writer) error {
	_, err := w.Write(a.text)
	return err
}
