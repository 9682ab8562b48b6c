// Package templates holds what the pages of a site are made of: templates, the
// style sheet and the scripts. It also holds what new RCAs begin as.
//
// A project replaces any of these files by one of the same name in its own
// templates folder; the rest stays built in. Files ending in .html are
// templates of html/template:
//
//	page.html      an RCA
//	home.html      the home page: search, figures, filters, the newest incidents
//	list.html      incidents of a year, a month or a folder, or that share a property
//	property.html  the values of a property: all services, all tags
//	actions.html   what was promised after all incidents, and what became of it
//	trends.html    figures over time
//	search.html    the search page
//	404.html       the page for an address that does not exist
//	redirect.html  a page that leads from an old address to the present one
//
// These are whole pages, put together from parts:
//
//	head.html      the document's start: head element and top bar
//	meta.html      what the head tells programs: previews of links, other forms of the page
//	policy.html    the content security policy, for the head and for the files
//	               that tell hosts which headers to send
//	foot.html      the footer and the document's end
//	sidebar.html   the navigation, one open group in another
//	entry.html     one entry of the navigation
//	contents.html  headings of an RCA, nested
//	facts.html     what is known of an incident, and what is not
//	ribbon.html    the picture of its time, with a key
//	todo.html      what was promised, and what became of it
//	timeline.html  its timeline, told again where the text needs that
//	events.html    entries of the timeline
//	related.html   incidents like it, with the reasons
//	imprint.html   who wrote an RCA, its tags, and where its source is
//	rows.html      rows of a list of incidents, in sections
//	row.html       one of them
//	parts.html     the numbered pages of a list
//	values.html    values of a property, with their counts
//	chart.html     a chart with its numbers in a table
//	status.html    the state of an incident: a shape and a word
//	severity.html  how bad it was: likewise
//	icons.html     the shapes, once in a page
//
// Package render documents what each of them is given. site.css, overview.css
// (lists, actions, trends and search), site.js, search.js (the search) and
// search-page.js (the search page) are published as they are, under a name that
// holds a digest of their bytes.
//
// Pages carry a content security policy that allows the site's own files only:
// a script, a style or an event handler written into a template has no effect.
package templates

import "embed"

// Files holds every template, style sheet and script.
//
//go:embed *.html *.css *.js
var Files embed.FS

// Mermaid holds, in the folder mermaid, what draws the diagrams of a page: the
// page's script and style sheet, and of the frame that they are drawn in, its
// page, its script and the library. They are published when a page has a
// diagram. A project cannot replace these.
//
//go:embed mermaid
var Mermaid embed.FS

// Preview holds, in the folder preview, what `rcagen serve` adds to pages: the
// script that keeps a page up to date, its style sheet, a library that it uses,
// and the pages that stand in for one that cannot be shown. A project cannot
// replace these.
//
//go:embed preview
var Preview embed.FS

// Scaffolds holds, in the folder scaffolds, what `rcagen new` begins an RCA with:
// a Markdown file for each kind of incident, named after it. A project replaces
// these, or adds others, with files scaffolds/KIND.md in its templates folder;
// package scaffold documents their form.
//
//go:embed scaffolds/*.md
var Scaffolds embed.FS

// SectionHint is the hint in a section that a project requires and no scaffold has.
const SectionHint = "This project requires this section."

// Starter holds, in the folder starter, what `rcagen init` writes beside
// rcagen.yaml: an invented RCA, and what runs rcagen in GitHub Actions, in
// GitLab CI and before a commit. In the latter, @name@ stands for what differs
// between projects; package starter fills it in.
//
//go:embed starter
var Starter embed.FS
