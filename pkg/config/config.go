// Package config reads rcagen.yaml, the configuration of a project.
//
// Every key is optional, and so is the file: [Default] says what holds without
// it. A key with nothing after the colon is the same as no key. The table of
// keys in this package drives the reading of the file, its JSON Schema ([Schema])
// and the file that explains every key ([Commented]).
//
// The file belongs to the people who run rcagen, so what is wrong with it is
// reported in full and nothing is guessed: a key that cannot be used keeps its
// default and leaves a diagnostic of the family config.
package config

import (
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// Config is a project's configuration; a field that the file does not set has
// its default.
type Config struct {
	Title        string
	Description  string
	URL          string // where the site is published, base path included; "" when unknown
	Content      string // folder of the documents, relative to the project's root, with slashes; "" for content/ if it exists, else the root
	Output       string // folder that the site is written to, likewise
	Templates    string // folder of templates that replace built-in ones; "" for none
	Language     string // of the interface: a tag for which locale.Find has a language
	Timezone     *time.Location
	DateOrder    temporal.Order // how 03-04-2023 reads
	TitlePattern string         // "RCA - {status} - {service} - {region} - {date}"; "" for none
	Sections     []Section
	Sidebar      Sidebar
	Checks       map[string]diag.Severity // rule or "family/*" → severity
	Overrides    []Override               // of Checks, for some files; the last one that says something about a rule wins
	PublicNames  []string                 // domains, addresses and ranges of addresses that may be published
	EditURL      string                   // prefix of the address that edits a file; "" for none
	EditorURL    string                   // opens {path} at {line} and {column}; "" for none
	Limits       Limits

	checkSpans map[string]diag.Span
	stated     map[string]bool
}

// States reports whether the file gives a value to a key such as "timezone".
func (c *Config) States(key string) bool { return c.stated[key] }

// CheckSpans returns the places of the keys of Checks in the file that they
// were read from, for whoever knows which rules there are.
func (c *Config) CheckSpans() map[string]diag.Span { return c.checkSpans }

// Override is what holds for the rules in some of the files.
type Override struct {
	Files  string                   // a pattern of paths from the project's root, with slashes: "content/2019/**"
	Checks map[string]diag.Severity // as Config.Checks

	checkSpans map[string]diag.Span
}

// CheckSpans returns the places of the keys of Checks in the file.
func (o *Override) CheckSpans() map[string]diag.Span { return o.checkSpans }

// Severity returns what the configuration says about a rule in a file: the
// last override that says something, else Checks. In each of them the name of
// the rule goes before "family/*". It is false when nothing is said.
func (c *Config) Severity(rule, path string) (diag.Severity, bool) {
	family, _, _ := strings.Cut(rule, "/")
	family += "/*"
	for i := len(c.Overrides) - 1; i >= 0; i-- {
		o := &c.Overrides[i]
		s, ok := o.Checks[rule]
		if !ok {
			s, ok = o.Checks[family]
		}
		if ok && doublestar.MatchUnvalidated(o.Files, path) {
			return s, true
		}
	}
	s, ok := c.Checks[rule]
	if !ok {
		s, ok = c.Checks[family]
	}
	return s, ok
}

// BasePath returns the path part of URL, decoded, with a slash at both ends:
// "/" or "/docs/". It is "/" when URL is not set.
func (c *Config) BasePath() string {
	u, err := url.Parse(c.URL)
	if err != nil || u.Path == "" {
		return "/"
	}
	if inner := strings.Trim(path.Clean("/"+u.Path), "/"); inner != "" {
		return "/" + inner + "/"
	}
	return "/"
}

// Section is a section that an RCA has.
type Section struct {
	Name     string // as it stands on the page
	Required bool
	Synonyms []string // headings that count as this section; compared by rca.NormalizeHeading
	Fallback []string // headings that count as it where none of the others stands
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
	TableCells  int           // in one table
	PageSize    int           // of the HTML of one page's text
	CodeSize    int           // of a code block that is highlighted
	CodeTime    time.Duration // for highlighting one code block
	ImageSize   int
	Findings    int // shown by one run
}

// Default returns the configuration of a project without rcagen.yaml.
func Default() *Config {
	const kib, mib = 1 << 10, 1 << 20
	return &Config{
		Title:        "Incident library",
		Description:  "What broke, why, and what we changed.",
		Output:       "public",
		Language:     "en",
		Timezone:     time.UTC,
		DateOrder:    temporal.DayFirst,
		TitlePattern: "RCA - {status} - {service} - {region} - {date}",
		Sections:     defaultSections(),
		Sidebar:      Sidebar{Group: "auto", Order: "newest"},
		Checks:       map[string]diag.Severity{},
		EditorURL:    "vscode://file/{path}:{line}:{column}",
		Limits: Limits{
			FileSize:    mib,
			FrontMatter: 64 * kib,
			Nesting:     64,
			LineLength:  64 * kib,
			TableCells:  100_000,
			PageSize:    8 * mib,
			CodeSize:    64 * kib,
			CodeTime:    300 * time.Millisecond,
			ImageSize:   mib,
			Findings:    1000,
		},
	}
}
