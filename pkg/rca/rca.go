// Package rca is the model: what an RCA is, read from its front matter and its text.
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
	Meta        frontmatter.Meta
	Title       string    // front matter, else first heading, else ID
	ShortTitle  string    // service and region of a patterned title ("APIv2, West Europe"); else Title
	Label       string    // sidebar_label or ShortTitle, without a leading order number
	Order       *float64  // the number that the sidebar_label or file name starts with: "4. RCA …"
	Date        time.Time // of the incident, UTC; zero when unknown
	DateOnly    bool      // Date is a day, its clock time means nothing
	Status      string    // front matter or title pattern
	Service     string
	Region      string
	Description string // for lists and the meta element; plain text, one line
	Sections    []Section
	Headings    []Heading // the anchors of the page
	Links       []markdown.Link
	LevelShift  int                  // added to every heading's level so that the shallowest is 2
	DropTitle   bool                 // the first heading repeats the title and is left out of the page
	Keys        map[string]diag.Span // spans of the values of front matter keys; the key's own span under "key:"+name
}

// Section is a part of the document under a heading.
type Section struct {
	Name    string    // of the configured section it counts as; "" for any other
	Exact   bool      // the heading is that name itself and not a synonym
	Heading int       // index in Headings
	Span    diag.Span // heading and content
	Empty   bool      // no content below the heading
}

// Heading is an anchor of the page.
type Heading struct {
	Level int // as written
	Text  string
	ID    string
	Span  diag.Span
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
