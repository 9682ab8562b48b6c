package site

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
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
