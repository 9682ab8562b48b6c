// Package frontmatter reads the block of YAML between two lines of `---` at
// the head of a document.
package frontmatter

import (
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// Block is the front matter of one document. The zero Block stands for a
// document without any.
type Block struct {
	Root *yaml.Node // the map of all keys; nil when there is no front matter or it cannot be read
	Span diag.Span  // both `---` lines included
	Body int        // offset of the first byte after the block
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
	Source          string // address the document was imported from
	Audience        string

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
	Image               string
	Keywords            []string
}
