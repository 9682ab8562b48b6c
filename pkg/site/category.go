package site

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// CategoryFile is what a _category_ file says about its folder.
type CategoryFile struct {
	File        string // relative to the project's root
	Label       string
	Description string
	Position    *float64
	Link        CategoryLink
	Keys        map[string]diag.Span // spans of the values of its keys
}

// CategoryLink says what a category's own page is.
type CategoryLink struct {
	Kind        CategoryLinkKind
	ID          string // of the document
	Slug        string // of the list page
	Title       string
	Description string
}

// CategoryLinkKind tells what a category links to.
type CategoryLinkKind uint8

// Kinds of a category's link.
const (
	LinkDefault   CategoryLinkKind = iota // the folder's index, if it has one
	LinkNone                              // the index is an ordinary page
	LinkDocument                          // the document with an id
	LinkGenerated                         // a list page with an address of its own
)

// categoryKeys are the keys of a category file; those that are not read mean
// something to Docusaurus alone.
var (
	categoryKeys     = []string{"label", "description", "position", "link", "key", "collapsed", "collapsible", "className", "customProps"}
	categoryLinkKeys = []string{"type", "id", "slug", "title", "description", "image", "keywords"}
)

// IsCategoryFile reports whether a file of this name describes its folder.
func IsCategoryFile(name string) bool {
	switch name {
	case "_category_.json", "_category_.yml", "_category_.yaml":
		return true
	}
	return false
}

// ParseCategory reads a category file, YAML or JSON. What cannot be used is
// reported and left at zero.
func ParseCategory(f *diag.File) (CategoryFile, []diag.Diagnostic) {
	root, found := yaml.Parse(f, diag.Span{End: len(f.Bytes)}, "category")
	r := &categoryReader{CategoryFile{File: f.Path, Keys: map[string]diag.Span{}}, found}
	switch {
	case root == nil || root.Kind == yaml.Null || root.Kind == yaml.Invalid:
	case root.Kind != yaml.Map:
		r.wrongType("the category file", "a map of keys", root)
	default:
		r.read(root)
	}
	return r.c, r.found
}

type categoryReader struct {
	c     CategoryFile
	found []diag.Diagnostic
}

func (r *categoryReader) read(root *yaml.Node) {
	r.checkKeys(root, "", categoryKeys)
	r.text(root, "", "label", &r.c.Label)
	r.text(root, "", "description", &r.c.Description)
	if e := root.Get("position"); e != nil && e.Value.Kind != yaml.Invalid {
		r.c.Keys["position"] = e.Value.Span
		number, err := strconv.ParseFloat(strings.TrimSpace(e.Value.Text), 64)
		if e.Value.Kind != yaml.Scalar || err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
			r.wrongType("`position`", "a number", e.Value)
		} else {
			r.c.Position = &number
		}
	}
	if e := root.Get("link"); e != nil {
		r.c.Keys["link"] = e.Value.Span
		r.link(e)
	}
}

// link reads what the category's own page is.
func (r *categoryReader) link(e *yaml.Entry) {
	switch e.Value.Kind {
	case yaml.Invalid:
		return
	case yaml.Null:
		r.c.Link.Kind = LinkNone
		return
	case yaml.Map:
	default:
		r.wrongType("`link`", "null or a map with `type`", e.Value)
		return
	}
	r.checkKeys(e.Value, "link.", categoryLinkKeys)
	kind, link := "", &r.c.Link
	r.text(e.Value, "link.", "type", &kind)
	r.text(e.Value, "link.", "id", &link.ID)
	r.text(e.Value, "link.", "slug", &link.Slug)
	r.text(e.Value, "link.", "title", &link.Title)
	r.text(e.Value, "link.", "description", &link.Description)
	switch {
	case kind == "generated-index":
		link.Kind = LinkGenerated
	case kind == "doc" && link.ID != "":
		link.Kind = LinkDocument
	case kind == "doc":
		r.report("category/wrong-type", e.KeySpan, "`link` of type `doc` has no `id`")
	case kind != "":
		d := r.report("category/wrong-type", r.c.Keys["link.type"],
			fmt.Sprintf("`link.type` must be `doc` or `generated-index`, but is `%s`", diag.Excerpt(kind)))
		d.Help = didYouMean(kind, []string{"doc", "generated-index"})
	case e.Value.Get("type") == nil:
		r.report("category/wrong-type", e.KeySpan, "`link` has no `type`; expected `doc` or `generated-index`")
	}
}

func (r *categoryReader) checkKeys(n *yaml.Node, prefix string, known []string) {
	for _, e := range n.Entries {
		if !slices.Contains(known, e.Key) {
			d := r.report("category/unknown-key", e.KeySpan, fmt.Sprintf("unknown key `%s%s`", prefix, diag.Excerpt(e.Key)))
			d.Help = didYouMean(e.Key, known)
			d.Fix = renamedKey(n, e, diag.Closest(e.Key, known))
		}
	}
}

// renamedKey is the fix that corrects the spelling of a key, unless the key
// that was meant is there, or another one may be a misspelling of it too.
func renamedKey(n *yaml.Node, e yaml.Entry, near string) *diag.Fix {
	if near == "" || n.Get(near) != nil {
		return nil
	}
	for _, other := range n.Entries {
		if other.Key != e.Key && diag.Closest(other.Key, []string{near}) != "" {
			return nil
		}
	}
	span := e.KeySpan
	switch span.Len() - len(e.Key) {
	case 0:
	case 2: // in quotes, which JSON needs
		span.Start, span.End = span.Start+1, span.End-1
	default:
		return nil
	}
	f := diag.SafeFix("rename the key to `"+near+"`", diag.Replace(span, near))
	f.Unsafe = !diag.Typo(e.Key, near)
	return f
}

// text reads a key whose value is text.
func (r *categoryReader) text(n *yaml.Node, prefix, key string, to *string) {
	e := n.Get(key)
	if e == nil || e.Value.Kind == yaml.Invalid {
		return
	}
	r.c.Keys[prefix+key] = e.Value.Span
	if e.Value.Kind != yaml.Scalar {
		r.wrongType("`"+prefix+key+"`", "text", e.Value)
		return
	}
	*to = strings.TrimSpace(e.Value.Text)
}

func (r *categoryReader) wrongType(what, want string, n *yaml.Node) {
	got := n.Kind.String()
	if n.Kind == yaml.Scalar {
		got = "`" + diag.Excerpt(n.Text) + "`"
	}
	r.report("category/wrong-type", n.Span, fmt.Sprintf("%s must be %s, but is %s", what, want, got))
}

// report adds a finding and returns it for the caller to complete.
func (r *categoryReader) report(rule string, span diag.Span, message string) *diag.Diagnostic {
	r.found = append(r.found, diag.Diagnostic{Rule: rule, Path: r.c.File, Span: span, Message: message})
	return &r.found[len(r.found)-1]
}

func didYouMean(word string, known []string) []string {
	if closest := diag.Closest(word, known); closest != "" {
		return []string{"did you mean `" + closest + "`?"}
	}
	return nil
}

// assignCategories gives every folder its category file. Of several in one
// folder the first by name counts.
func (b *builder) assignCategories() {
	files := slices.Clone(b.in.Categories)
	slices.SortStableFunc(files, func(x, y CategoryFile) int { return strings.Compare(x.File, y.File) })
	for i := range files {
		c := &files[i]
		f := b.folder(path.Dir(strings.TrimPrefix(c.File, b.site.content)))
		if f.category == nil {
			f.category = c
			continue
		}
		b.report(diag.Diagnostic{
			Rule:    "category/duplicate",
			Message: fmt.Sprintf("the folder has two category files; `%s` counts", path.Base(f.category.File)),
			Path:    c.File,
			Related: []diag.Related{{Path: f.category.File, Label: "this one counts"}},
		})
	}
}
