// Package markdown turns Markdown into a tree that knows its places in the
// file, and into safe HTML.
//
// The dialect is CommonMark with GitHub's tables, task lists, strikethrough,
// bare addresses, footnotes and alerts (`> [!NOTE]`), and Docusaurus'
// admonitions (`:::note Title`), heading ids (`{#id}`) and code fence options
// (title, highlighted lines, line numbers). MDX that would need a JavaScript
// engine is shown as text and listed in [Tree.RawHTML]; its comments,
// `{/* … */}`, are left out like those of HTML.
//
// [Parse] reads a document; a rule looks at the [Block] tree, every part of
// which has a span in the file. [Render] writes the same bytes as HTML. Where
// a link leads is not known here: the caller answers through
// [RenderOptions.Link].
//
// The HTML is made by this package alone, never copied from the document:
// every text and attribute is escaped, raw tags pass only when they are on a
// short list and lose their attributes, and no tag opened inside a container
// outlives it.
//
// Limits keep hostile input from taking long: a parse that would take more
// than linear time ends with a finding ([Limits] and fixed bounds on work), a
// code block that takes too long to colour is shown plain.
package markdown

import (
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Tree is a parsed document.
type Tree struct {
	Blocks   []*Block // the document's own children, in order; footnotes last
	Headings []*Block // every heading in document order, nested ones included
	Links    []Link   // links, images and autolinks, in document order
	RawHTML  []RawHTML
	Diagrams bool              // a code block is a diagram of Mermaid's
	Problems []diag.Diagnostic // what parsing itself found
}

// BlockKind tells what a block is.
type BlockKind uint8

// Kinds of blocks.
const (
	Paragraph BlockKind = iota // also the text of a tight list item
	Heading
	List
	ListItem
	Table
	TableRow // the first row of a table is its header
	TableCell
	Code // fenced or indented
	Quote
	Admonition // :::note … ::: or > [!NOTE]
	HTML
	Rule // ***
	FootnoteDefinition
)

var blockNames = [...]string{"paragraph", "heading", "list", "item", "table", "row", "cell",
	"code", "quote", "admonition", "html", "rule", "footnote"}

// String returns a name for tree dumps.
func (k BlockKind) String() string { return blockNames[k] }

// Block is one block of the document.
type Block struct {
	Kind     BlockKind
	Span     diag.Span // in the file; the marker (`## `, `- `) included
	Level    int       // of a heading, 1 to 6
	ID       string    // of a heading: its anchor
	Explicit bool      // the heading's ID was written by the author as {#id}
	Setext   bool      // the heading is underlined
	Ordered  bool      // the list is numbered
	Fenced   bool      // the code block has fences
	Task     Task      // of a list item
	Lang     string    // language of a code block; name of an admonition ("note")
	Info     string    // whole info string of a code block; title of an admonition as written
	Text     Text      // of a leaf: paragraph, heading, cell, code
	Children []*Block
}

// Task is the state of a list item's check box.
type Task uint8

// States of a list item.
const (
	NoTask Task = iota
	OpenTask
	DoneTask
)

// LinkKind tells what a link is.
type LinkKind uint8

// Kinds of links.
const (
	Inline   LinkKind = iota // [text](target) or [text][ref]
	Autolink                 // <https://…> or a bare address
	Image
)

// Link is a link or an image. Targets are as written, entities and escapes
// resolved.
type Link struct {
	Kind       LinkKind
	Target     string
	Text       string    // of the link, or the image's alternative text
	Span       diag.Span // from the opening bracket to the closing parenthesis
	TargetSpan diag.Span // the target alone; equal to Span where it stands elsewhere
}

// RawHTML is a tag or a comment in the document, or a piece of JSX.
type RawHTML struct {
	Span       diag.Span
	Name       string // of the tag, as written; "" for a comment or a declaration
	Closing    bool   // </name>
	JSX        bool   // a capitalised tag, an import, an export, a {/* comment */}: needs MDX
	Kept       bool   // the tag is published, without its attributes
	Shown      bool   // not HTML that we know: published as text
	Attributes bool   // a kept tag had attributes, which are dropped
}

// Limits bound what one document may cost.
type Limits struct {
	Nesting    int           // blocks in one another
	LineLength int           // bytes
	TableCells int           // in one table
	PageSize   int           // bytes of HTML
	CodeSize   int           // bytes of a code block that is coloured
	CodeTime   time.Duration // for colouring one code block
}
