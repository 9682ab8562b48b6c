// Package rca is the model: what an RCA is, read from its front matter and
// its text.
//
// A [Parser] turns one source file into a [Parsed]: the small [Document],
// which the site is built from and which is kept, and the front matter and
// tree, which the rules look at and which are dropped after that. A document
// depends on the bytes of its own file and on the configuration alone, so it
// can be remembered by its hash.
//
// What front matter states wins; what it leaves open is read from the title
// (by the configured pattern), from the text, and from the file's name, in
// this order.
package rca

import (
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// Document is one RCA. It is small: neither its text nor its tree is kept.
type Document struct {
	Path        string   // relative to the content folder, with slashes
	File        string   // relative to the project's root: what diagnostics name
	Hash        [32]byte // SHA-256 of the file's bytes
	Body        int      // offset of the Markdown in the file
	Meta        frontmatter.Meta
	Keys        map[string]diag.Span // where each key's value stands in the file
	Title       string               // front matter, else the first level-1 heading, else the id, else the file's name
	ShortTitle  string               // service and region of a patterned title ("APIv2, West Europe"); else Title
	Label       string               // for the sidebar: sidebar_label without its order number, else ShortTitle
	Order       *float64             // the number that sidebar_label starts with: 4 of "4. RCA …"
	Date        time.Time            // of the incident, UTC; zero when unknown
	DateOnly    bool                 // Date is a day, its clock time means nothing
	Status      string               // front matter, else title
	Service     string               // first of front matter, else title
	Region      string
	Description string // one line of plain text for lists and the meta element
	Sections    []Section
	Headings    []Heading // the anchors of the page, in document order
	Links       []markdown.Link
	LevelShift  int  // added to every heading's level so that the shallowest is 2
	DropTitle   bool // the first block is a heading that repeats the title; the page leaves it out
	Broken      bool // front matter or Markdown could not be read: there is no page to show
	Facts       Facts
}

// Facts is what a document says about its incident, read from front matter
// and from the text.
type Facts struct {
	Wording Wording // to find copies of the text
}

// Evidence says what a fact rests on.
type Evidence struct {
	Span     diag.Span // the words in the file
	Sentence string    // that the words stand in, in one line; "" when front matter states the fact
	Stated   bool      // front matter states it; otherwise it was read from the text
}

// Section is a heading of the document's own level, with what follows it up
// to the next heading of its level or above.
type Section struct {
	Name    string // of the configured section that it counts as; "" for any other
	Exact   bool   // the heading is that name itself, not a synonym
	Heading int    // index in Headings
	Span    diag.Span
	Empty   bool // nothing but headings in it
}

// Heading is an anchor of the page.
type Heading struct {
	Level    int // as written
	Text     string
	ID       string
	Explicit bool // the author wrote the id
	Span     diag.Span
}

// Parsed is a document together with what checking it needs and the model
// does not keep.
type Parsed struct {
	Document    *Document
	Source      *diag.File
	FrontMatter frontmatter.Block
	Body        *markdown.Tree
	Diagnostics []diag.Diagnostic // from reading front matter and Markdown
}

// Section returns the section that counts as the configured name, or nil.
func (d *Document) Section(name string) *Section {
	for i := range d.Sections {
		if d.Sections[i].Name == name {
			return &d.Sections[i]
		}
	}
	return nil
}
