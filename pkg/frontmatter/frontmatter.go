// Package frontmatter reads the block of YAML between two lines of `---` at
// the head of a document.
//
// [Parse] finds the block and reads its YAML; [Block.Decode] turns the keys
// into [Meta]. The table [Keys] says which keys there are; decoding, the lists
// in messages and the JSON Schema ([Schema]) are made from it.
//
// # Where the block is
//
// It stands between a first line `---` and the next line `---`. What other
// tools or people write in its place is recognised and reported, so that keys
// never show up as text: blank lines before the block, a byte order mark, line
// ends of old Macs, `----` or `---yaml` as the first line, `...` as the last,
// an indented `---` within a value, TOML and JSON. When the block is never
// closed, nothing can be told from anything: [Block.Broken].
//
// # What values mean
//
// As in Docusaurus, a number or a date is text where text is wanted, "3" is a
// number where a number is, and "true" a boolean. Unlike there, text keeps the
// form that it is written in (a date as id stays 2023-12-12), and yes and no
// are booleans where a boolean is wanted.
package frontmatter

import (
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// Block is the front matter of one document. The zero Block stands for a
// document without any.
type Block struct {
	Root   *yaml.Node // the map of all keys; nil when there is no front matter or it cannot be read
	Extent diag.Span  // both `---` lines included, the last line end too
	Body   int        // offset of the first byte after the block
	Broken bool       // the block is never closed: what follows it is not known to be text
}

// Span returns the place of a key's value, the key's own place when the value
// is empty, and the zero Span when there is no such key.
func (b Block) Span(key string) diag.Span {
	e := b.Root.Get(key)
	switch {
	case e == nil:
		return diag.Span{}
	case e.Value.Span.Len() == 0:
		return e.KeySpan
	}
	return e.Value.Span
}

// KeySpan returns the place of a key, and the zero Span when there is no such
// key.
func (b Block) KeySpan(key string) diag.Span {
	if e := b.Root.Get(key); e != nil {
		return e.KeySpan
	}
	return diag.Span{}
}

// Meta is what the known keys say. Text is trimmed of outer space. A key that
// is absent or unusable leaves its field at zero.
type Meta struct {
	ID              string
	Title           string
	SidebarLabel    string
	Slug            string
	Description     string
	HasDescription  bool // also true for `description: ""`, which suppresses the excerpt
	SidebarPosition *float64
	Draft           bool
	Unlisted        bool
	Tags            []string
	Aliases         []string
	Authors         []string
	Status          string
	Severity        string
	Services        []string
	Regions         []string
	Provider        string
	Started         string // as written: YYYY-MM-DD or RFC 3339
	Detected        string
	Mitigated       string
	Resolved        string
	Published       string
	Source          Origin // where the document was imported from
	Audience        string
	Lang            string  // a BCP 47 tag in canonical form; "" for the site's language
	NoticedBy       string  // who or what noticed the incident
	Summary         Summary // plain text

	// Docusaurus' keys that change the page or its address.
	HideTitle           bool
	HideTableOfContents bool
	TOCMinLevel         int // 0: not given
	TOCMaxLevel         int
	PaginationLabel     string
	PaginationNext      *string // "" means no link
	PaginationPrev      *string
	CustomEditURL       *string
	KeepNumberPrefix    bool // parse_number_prefixes: false

	// Docusaurus' keys that are kept and shown nowhere.
	Image    string // its file is published
	Keywords []string
}
