package render

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
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
	var shown []byte
	for i := range outputs {
		shown = r.appendShown(shown[:0], base, outputs[i])
		outputs[i].Key = sha256.Sum256(shown)
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

// appendShown appends everything that the output shows. Base is the digest of
// all templates; which of them a page is made of is not asked.
func (r *Renderer) appendShown(b []byte, base [32]byte, o Output) []byte {
	b = appendValue(b, o.Address)
	if o.kind.isAsset() {
		return b // its address says what is in it
	}
	b = append(b, base[:]...)
	b = appendValue(b, templateOf[o.kind])
	b = appendValue(b, r.view(o))
	if o.page != nil {
		b = append(b, o.page.Document.Hash[:]...)
		b = r.appendLinks(b, o.page)
	}
	return b
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
