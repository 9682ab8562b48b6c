package frontmatter

// Type says what values a key takes.
type Type string

// Types of values.
const (
	Text         Type = "text"
	TextOrNull   Type = "text or nothing" // nothing and "" mean something: no link
	Number       Type = "number"
	Boolean      Type = "true or false"
	Date         Type = "date"             // 2021-06-30, or RFC 3339
	LanguageTag  Type = "language tag"     // BCP 47
	HeadingLevel Type = "heading level"    // 2 to 6
	Texts        Type = "list of text"     // a single text stands for a list of one
	TextList     Type = "list of text, []" // must be written as a list
	Tags         Type = "list of tags"     // text, or a map with a label
	Parts        Type = "text, or parts"   // a text, or a map of texts
	Settings     Type = "settings"         // a map: what rcagen is to do with this document
	Any          Type = "anything"         // for Docusaurus; rcagen does not look at it
)

// Key is a key that front matter may have.
type Key struct {
	Name     string
	Type     Type
	Required bool
	Blank    bool   // nothing written after the colon is the same as no key
	Doc      string // one sentence

	field func(*Meta) any // where the value goes: a pointer, nil for keys of type Settings and Any
}

// Keys lists the keys that rcagen knows, its own first.
var Keys = []Key{
	{Name: "id", Type: Text, Required: true,
		Doc:   "Name of the document; the last part of its address.",
		field: func(m *Meta) any { return &m.ID }},
	{Name: "title", Type: Text, Required: true,
		Doc:   "Title of the page.",
		field: func(m *Meta) any { return &m.Title }},
	{Name: "sidebar_label", Type: Text, Required: true,
		Doc:   "Name of the page in the navigation.",
		field: func(m *Meta) any { return &m.SidebarLabel }},
	{Name: "slug", Type: Text,
		Doc:   "Address of the page, in place of the id; absolute within the site when it starts with a slash.",
		field: func(m *Meta) any { return &m.Slug }},
	{Name: "sidebar_position", Type: Number,
		Doc:   "Place among the neighbours in the navigation; smaller numbers come first.",
		field: func(m *Meta) any { return &m.SidebarPosition }},
	{Name: "description", Type: Text, Blank: true,
		Doc:   "One sentence for lists and search engines, in place of the start of the text; empty for none.",
		field: func(m *Meta) any { return &m.Description }},
	{Name: "tags", Type: Tags, Blank: true,
		Doc:   "Tags of the incident.",
		field: func(m *Meta) any { return &m.Tags }},
	{Name: "draft", Type: Boolean, Blank: true,
		Doc:   "A draft is checked and not published.",
		field: func(m *Meta) any { return &m.Draft }},
	{Name: "unlisted", Type: Boolean, Blank: true,
		Doc:   "An unlisted page is published and stands in no list.",
		field: func(m *Meta) any { return &m.Unlisted }},
	{Name: "aliases", Type: Texts, Blank: true,
		Doc:   "Earlier addresses of the page, which lead to it.",
		field: func(m *Meta) any { return &m.Aliases }},
	{Name: "authors", Type: Texts, Blank: true,
		Doc:   "Who wrote the document.",
		field: func(m *Meta) any { return &m.Authors }},
	{Name: "status", Type: Text, Blank: true,
		Doc:   "How far the incident is dealt with, for instance Mitigated or Resolved.",
		field: func(m *Meta) any { return &m.Status }},
	{Name: "severity", Type: Text, Blank: true,
		Doc:   "How bad the incident was, for instance critical, SEV1 or P1.",
		field: func(m *Meta) any { return &m.Severity }},
	{Name: "services", Type: Texts, Blank: true,
		Doc:   "Services that customers could not use.",
		field: func(m *Meta) any { return &m.Services }},
	{Name: "regions", Type: Texts, Blank: true,
		Doc:   "Regions in which they could not.",
		field: func(m *Meta) any { return &m.Regions }},
	{Name: "provider", Type: Text, Blank: true,
		Doc:   "Supplier in whose service the cause lay.",
		field: func(m *Meta) any { return &m.Provider }},
	{Name: "started", Type: Date, Blank: true,
		Doc:   "Start of the impact on customers.",
		field: func(m *Meta) any { return &m.Started }},
	{Name: "detected", Type: Date, Blank: true,
		Doc:   "When the incident was noticed.",
		field: func(m *Meta) any { return &m.Detected }},
	{Name: "noticed_by", Type: Text, Blank: true,
		Doc:   "Who or what noticed the incident, for instance an alert or a customer.",
		field: func(m *Meta) any { return &m.NoticedBy }},
	{Name: "mitigated", Type: Date, Blank: true,
		Doc:   "End of the impact on customers.",
		field: func(m *Meta) any { return &m.Mitigated }},
	{Name: "resolved", Type: Date, Blank: true,
		Doc:   "When the cause was removed.",
		field: func(m *Meta) any { return &m.Resolved }},
	{Name: "published", Type: Date, Blank: true,
		Doc:   "When the document was first published.",
		field: func(m *Meta) any { return &m.Published }},
	{Name: "source", Type: Parts, Blank: true,
		Doc:   "Where the document was imported from: an address, or what `rcagen import` keeps.",
		field: func(m *Meta) any { return &m.Source }},
	{Name: "audience", Type: Text, Blank: true,
		Doc:   "Whom the document is written for, for instance customers or internal.",
		field: func(m *Meta) any { return &m.Audience }},
	{Name: "lang", Type: LanguageTag, Blank: true,
		Doc:   "Language of the text where it is not the site's, for instance pt or pt-BR.",
		field: func(m *Meta) any { return &m.Lang }},
	{Name: "summary", Type: Parts, Blank: true,
		Doc:   "What everybody shall read first: a text, or one each for `symptom`, `cause` and `resolution`.",
		field: func(m *Meta) any { return &m.Summary }},
	{Name: "rcagen", Type: Settings, Blank: true,
		Doc: "What rcagen is to do with this document; `disable` lists rules whose findings do not count in it."},

	{Name: "hide_title", Type: Boolean,
		Doc:   "Leaves out the title above the text.",
		field: func(m *Meta) any { return &m.HideTitle }},
	{Name: "hide_table_of_contents", Type: Boolean,
		Doc:   "Leaves out the list of headings beside the text.",
		field: func(m *Meta) any { return &m.HideTableOfContents }},
	{Name: "toc_min_heading_level", Type: HeadingLevel,
		Doc:   "Highest level of the headings in that list.",
		field: func(m *Meta) any { return &m.TOCMinLevel }},
	{Name: "toc_max_heading_level", Type: HeadingLevel,
		Doc:   "Lowest level of the headings in that list.",
		field: func(m *Meta) any { return &m.TOCMaxLevel }},
	{Name: "pagination_label", Type: Text,
		Doc:   "Name of the page in the links of its neighbours.",
		field: func(m *Meta) any { return &m.PaginationLabel }},
	{Name: "pagination_next", Type: TextOrNull,
		Doc:   "Id of the document that the link to the next page leads to; null for no link.",
		field: func(m *Meta) any { return &m.PaginationNext }},
	{Name: "pagination_prev", Type: TextOrNull,
		Doc:   "Id of the document that the link to the previous page leads to; null for no link.",
		field: func(m *Meta) any { return &m.PaginationPrev }},
	{Name: "custom_edit_url", Type: TextOrNull,
		Doc:   "Address where the document can be edited; null for no link.",
		field: func(m *Meta) any { return &m.CustomEditURL }},
	{Name: "parse_number_prefixes", Type: Boolean,
		Doc:   "False keeps a number at the start of the file's name and its folders' in the address.",
		field: func(m *Meta) any { return &m.KeepNumberPrefix }},
	{Name: "image", Type: Text,
		Doc:   "Picture of the page; accepted and published as a file, and shown on no page.",
		field: func(m *Meta) any { return &m.Image }},
	{Name: "keywords", Type: TextList,
		Doc:   "Keywords of the page; accepted and kept, and written to no page.",
		field: func(m *Meta) any { return &m.Keywords }},

	{Name: "sidebar_class_name", Type: Any, Doc: "Used by Docusaurus only."},
	{Name: "sidebar_custom_props", Type: Any, Doc: "Used by Docusaurus only."},
	{Name: "sidebar_key", Type: Any, Doc: "Used by Docusaurus only."},
	{Name: "displayed_sidebar", Type: Any, Doc: "Used by Docusaurus only."},
	{Name: "last_update", Type: Any, Doc: "Used by Docusaurus only."},
	{Name: "format", Type: Any, Doc: "Used by Docusaurus only."},
	{Name: "mdx", Type: Any, Doc: "Used by Docusaurus only."},
}

// findKey returns the key of a name, or nil.
func findKey(name string) *Key {
	for i := range Keys {
		if Keys[i].Name == name {
			return &Keys[i]
		}
	}
	return nil
}

// keyNames are the names of all keys that mean something to rcagen.
var keyNames = func() (names []string) {
	for _, k := range Keys {
		if k.Type != Any {
			names = append(names, k.Name)
		}
	}
	return names
}()
