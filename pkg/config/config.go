// Package config reads rcagen.yaml, the configuration of a project.
package config

import (
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Config is a project's configuration; a field that the file does not set has
// its default.
type Config struct {
	Title        string
	Description  string
	URL          string // where the site is published, base path included; "" when unknown
	Content      string // folder of the documents, relative to the project's root, with slashes
	Output       string // folder that the site is written to, likewise
	Templates    string // folder of templates that replace built-in ones; "" for none
	Timezone     *time.Location
	DateOrder    DateOrder
	TitlePattern string // "RCA - {status} - {service} - {region} - {date}"
	Sections     []Section
	Sidebar      Sidebar
	Checks       map[string]diag.Severity // rule or "family/*" → severity
	EditURL      string                   // prefix of the address that edits a file; "" for none
	Limits       Limits
}

// BasePath returns the path part of URL with a slash at both ends: "/" or "/docs/".
// It is "/" when URL is not set.
func (c *Config) BasePath() string { return "/" }

// DateOrder says how 03-04-2023 reads.
type DateOrder string

// Orders of day and month.
const (
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
)

// Section is a section that an RCA has.
type Section struct {
	Name     string // as it stands on the page
	Required bool
	Synonyms []string // headings that count as this section; compared by rca.NormalizeHeading
}

// Sidebar says how the navigation is grouped and ordered.
type Sidebar struct {
	Group string // "auto", "year" or "folder"
	Order string // "newest", "oldest" or "label", for what has no sidebar_position
}

// Limits bound what one document may cost. Sizes are bytes.
type Limits struct {
	FileSize    int // of a document
	FrontMatter int // of its front matter
	Nesting     int // of blocks in one another
	LineLength  int
	TableCells  int           // in one document
	PageSize    int           // of the HTML of one page's text
	PageTime    time.Duration // for parsing or rendering one document
	CodeSize    int           // of a code block that is highlighted
	CodeTime    time.Duration // for highlighting one code block
	ImageSize   int
	Findings    int // shown by one run
}
