// Package markdown turns Markdown into a tree that knows its places in the
// file, and the tree into safe HTML.
package markdown

import "github.com/rcagen/rcagen/pkg/diag"

// Tree is a parsed document.
type Tree struct {
	Blocks   []*Block // the document's own children, in order
	Headings []*Block // every heading in document order, nested ones included
	Links    []Link   // links, images and autolinks, in document order
	RawHTML  []RawHTML
	Problems []diag.Diagnostic // what parsing itself found; Path is filled in
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

// Block is one block of the document.
type Block struct {
	Kind     BlockKind
	Span     diag.Span // in the file; markers such as `## ` or `- ` included where they stand on the first line
	Level    int       // of a heading, 1 to 6
	ID       string    // of a heading: its anchor
	Explicit bool      // the heading's ID was written by the author as {#id}
	Setext   bool      // the heading is underlined
	Ordered  bool      // the list is numbered
	Task     Task      // of a list item
	Lang     string    // language of a code block; name of an admonition ("note")
	Info     string    // whole info string of a code block; title of an admonition
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

// Text is the plain text of a block, as a reader sees it, and where each part
// of it stands in the file.
type Text struct {
	String string
	runs   []run
}

type run struct{ text, file, length int }

// Span returns the place in the file of String[start:end].
func (t Text) Span(start, end int) diag.Span { return diag.Span{} }

// LinkKind tells what a link is.
type LinkKind uint8

// Kinds of links.
const (
	Inline   LinkKind = iota // [text](target) or [text][ref]
	Autolink                 // <https://…> or a bare address
	Image
)

// Link is a link or an image. Targets are as written, entities and escapes resolved.
type Link struct {
	Kind       LinkKind
	Target     string
	Text       string    // of the link, or the image's alternative text
	Span       diag.Span // from the opening bracket to the closing parenthesis
	TargetSpan diag.Span // the target alone; equal to Span where it cannot be told
}

// RawHTML is a piece of HTML or JSX in the document.
type RawHTML struct {
	Span diag.Span
	Name string // of the tag, as written; "" for a comment or a declaration
	JSX  bool   // a capitalised tag or an import, export or {expression}: needs MDX
	Kept bool   // the tag is on the list of allowed ones
}
