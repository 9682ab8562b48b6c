package config

import (
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// key is a key of the file. It has a kind, or keys of its own, or a reader for
// what is neither.
type key struct {
	name    string
	doc     string
	kind    *kind
	field   func(*Config) any // where a value of the kind goes: a pointer
	example string            // a value, where the default is empty
	keys    []key
	read    *reader
}

// keys lists all keys of the file.
var keys = []key{
	{name: "title", kind: nonEmpty, doc: "Name of the site.",
		field: func(c *Config) any { return &c.Title }},
	{name: "description", kind: text, doc: "One sentence about the site.",
		field: func(c *Config) any { return &c.Description }},
	{name: "url", kind: address, doc: "Address at which the site is published, with the path if it is not the root of its host.",
		field: func(c *Config) any { return &c.URL }, example: "https://status.example.com/incidents/"},
	{name: "content", kind: folder, doc: "Folder of the documents; without it content/ if it exists, else the project's own folder.",
		field: func(c *Config) any { return &c.Content }, example: "content"},
	{name: "output", kind: outputFolder, doc: "Folder that the site is written to.",
		field: func(c *Config) any { return &c.Output }},
	{name: "templates", kind: folder, doc: "Folder of templates that replace built-in ones of the same name.",
		field: func(c *Config) any { return &c.Templates }, example: "templates"},
	{name: "language", kind: interfaceLanguage, doc: "Language of the pages around the documents: of their words, dates and numbers, for instance pt or pt-BR.",
		field: func(c *Config) any { return &c.Language }},
	{name: "timezone", kind: zone, doc: "Time zone of clock times that name none, for instance Europe/Berlin.",
		field: func(c *Config) any { return &c.Timezone }},
	{name: "date_order", kind: choice(string(temporal.DayFirst), string(temporal.MonthFirst)), doc: "How 03-04-2023 reads: dmy is 3 April, mdy is 4 March.",
		field: func(c *Config) any { return &c.DateOrder }},
	{name: "title_pattern", kind: titlePattern, doc: "Form of titles that tell more than a name; its parts are {status}, {service}, {region} and {date}. Empty for none.",
		field: func(c *Config) any { return &c.TitlePattern }},
	{name: "sections", read: sectionReader, doc: "Sections of an RCA, in place of the built-in list. Each has a name; required says whether an RCA must have it (true unless given), and synonyms lists headings that count as it (those of the built-in section of that name unless given)."},
	{name: "sidebar", doc: "How the navigation is built.", keys: []key{
		{name: "group", kind: choice("auto", "year", "folder"), doc: "What the pages are grouped by; auto is by folder if there are folders, else by year.",
			field: func(c *Config) any { return &c.Sidebar.Group }},
		{name: "order", kind: choice("newest", "oldest", "label"), doc: "Order of pages without sidebar_position.",
			field: func(c *Config) any { return &c.Sidebar.Order }},
	}},
	{name: "checks", read: checkReader, doc: "Severities of rules: a rule such as section/missing, or all of a family such as section/*. They are off, info, warning and error."},
	{name: "overrides", read: overrideReader, doc: "Severities of rules in some of the files, in place of those in checks. The last one that fits wins."},
	{name: "public_names", read: publicNamesReader, doc: "What leak/* may find in documents that are to be published: domains with all below them, e-mail addresses, IP addresses and ranges of them (10.0.0.0/8)."},
	{name: "edit_url", kind: address, doc: "Start of the address at which a document can be edited; the file's path is appended.",
		field: func(c *Config) any { return &c.EditURL }, example: "https://git.example.com/rcas/edit/main/"},
	{name: "editor_url", kind: editor, doc: "Address that opens a file in an editor, for the preview; {path} (without its first slash), {line} and {column} are filled in. Empty for none.",
		field: func(c *Config) any { return &c.EditorURL }},
	{name: "limits", doc: "What one document may cost.", keys: []key{
		limit("file_size", size, "Size of a document.", func(l *Limits) any { return &l.FileSize }),
		limit("front_matter", size, "Size of its front matter.", func(l *Limits) any { return &l.FrontMatter }),
		limit("nesting", depth, "How many lists and quotes may be in one another.", func(l *Limits) any { return &l.Nesting }),
		limit("line_length", size, "Length of a line.", func(l *Limits) any { return &l.LineLength }),
		limit("table_cells", count, "Cells in one table.", func(l *Limits) any { return &l.TableCells }),
		limit("page_size", size, "Size of the HTML of a page's text.", func(l *Limits) any { return &l.PageSize }),
		limit("code_size", size, "Size of a code block that is coloured.", func(l *Limits) any { return &l.CodeSize }),
		limit("code_time", duration, "Time for colouring a code block.", func(l *Limits) any { return &l.CodeTime }),
		limit("image_size", size, "Size of a picture.", func(l *Limits) any { return &l.ImageSize }),
		limit("findings", count, "Findings that one run shows.", func(l *Limits) any { return &l.Findings }),
	}},
}

func limit(name string, k *kind, doc string, field func(*Limits) any) key {
	return key{name: name, kind: k, doc: doc, field: func(c *Config) any { return field(&c.Limits) }}
}

// assign puts a value that a kind has read where it goes.
func assign(field, value any) {
	switch p := field.(type) {
	case *string:
		*p = value.(string)
	case *temporal.Order:
		*p = temporal.Order(value.(string))
	case *int:
		*p = value.(int)
	case *time.Duration:
		*p = value.(time.Duration)
	case **time.Location:
		*p = value.(*time.Location)
	}
}
