package check

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// idRules are about the addresses of pages. What two documents cannot share is
// reported by pkg/site, which hands out the addresses.
var idRules = []*Rule{
	{
		Name:     "id/format",
		Severity: diag.Warning,
		Finds:    "An `id` holds blanks or other characters that cannot stand in an address as they are.",
		Why:      "The page gets a cleaned-up address, so what people type from the `id` is not what the browser shows; a redirect leads from one to the other.",
		Fix:      "Make the `id` what the address is, as the message says. Keep the old one under `aliases:`, so that links to it go on working.",
		Page:     idFormat,
	},
	{
		Name:     "id/duplicate",
		Severity: diag.Error,
		Finds:    "Two documents in a folder have the same `id`.",
		Why:      "Both pages would have the same address, so that one of them could not be reached.",
		Fix:      "Give one of them another `id`; the date of the incident tells them apart best.",
	},
	{
		Name:     "id/collision",
		Severity: diag.Error,
		Finds:    "Two addresses differ in upper and lower case only, or in how an accent is encoded.",
		Why:      "On Windows and macOS, and on many web servers, they are the same file: one page would replace the other.",
		Fix:      "Change one `id` by more than case or accents.",
	},
	{
		Name:     "id/reserved-name",
		Severity: diag.Error,
		Finds:    "A part of an address is a name that Windows keeps for devices: `con`, `prn`, `aux`, `nul`, `com1`, `lpt1` and the like.",
		Why:      "The site could not be unpacked, checked out or served on Windows.",
		Fix:      "Choose another `id`, for instance `console` in place of `con`.",
	},
	{
		Name:     "id/unsafe",
		Severity: diag.Error,
		Finds:    "An `id`, `slug` or alias holds `..`, a backslash, a control character or another part that could lead out of the site.",
		Why:      "The page would be written somewhere else than in the site, or could not be reached.",
		Fix:      "Use letters, digits, `-`, `_` and `.`; a `slug` may hold `/` as well.",
	},
	{
		Name:     "id/too-long",
		Severity: diag.Error,
		Finds:    "An address is longer than file systems allow.",
		Why:      "The page could not be written, or not be copied to the web server.",
		Fix:      "Shorten the `id` or the names of the folders above the document.",
	},
	{
		Name:     "id/reserved-route",
		Severity: diag.Error,
		Finds:    "A page would have an address that the site needs for itself, such as `404` or `assets`.",
		Why:      "One of the two would replace the other: no error page, or no document.",
		Fix:      "Choose another `id`.",
	},
	{
		Name:     "id/file-name",
		Severity: diag.Info,
		Finds:    "The `id` and the name of the file have nothing in common.",
		Why:      "Whoever sees a mistake on a page knows its address, and cannot find the file that belongs to it.",
		Fix:      "Rename the file to the `id`, with `.md`. A date or a number in front of it does no harm.",
		Document: idFileName,
	},
	{
		Name:     "id/changed",
		Severity: diag.Warning,
		Finds:    "An address that had a page in the revision of `--new-from` and has none now: the id or the file's place was changed, or the document deleted. Known in such a run only.",
		Why:      "Tickets, chats and other companies' reports link to the old address. Nobody will go through them.",
		Fix:      "Add the old address to `aliases:`, where it becomes a redirect, or take the old id back.",
	},
	{
		Name:     "id/alias-collision",
		Severity: diag.Error,
		Finds:    "An alias of one document is the address, or an alias, of another.",
		Why:      "An address can lead to one page only.",
		Fix:      "Delete the alias from the document that should not be found there.",
	},
}

// anchorRules are about addresses within a page.
var anchorRules = []*Rule{
	{
		Name:     "anchor/duplicate",
		Severity: diag.Error,
		Finds:    "A heading is given an `{#anchor}` that another heading of the page has.",
		Why:      "A link to the second one leads to the first.",
		Fix:      "Give one of them another anchor.",
		Document: duplicateAnchors,
	},
	{
		Name:     "anchor/unstable",
		Severity: diag.Info,
		Finds:    "A heading is told from another with the same text by a number alone, or has no letters to make an anchor of.",
		Why:      "When a heading above it is added or removed, links to this one lead to another place.",
		Fix:      "Name the anchor: `## Details {#details-of-the-fix}`.",
		Document: unstableAnchors,
	},
}

// idFormat compares what the author wrote with the address that the site made
// of it. A slug overrules the id.
func idFormat(p *SitePass) {
	for _, page := range p.pages {
		doc := page.Document
		if doc.Meta.ID == "" || doc.Meta.Slug != "" || isFolderPage(doc.Path) {
			continue
		}
		if segment := path.Base(page.Address); segment != doc.Meta.ID {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("id `%s` cannot be an address as it is: the page is at `%s`", doc.Meta.ID, page.Address),
				Path:    doc.File,
				Span:    doc.Keys["id"],
				Help:    []string{fmt.Sprintf("write `id: %s` and keep the old id under `aliases:`", segment)},
				Fix:     newID(doc, segment),
			})
		}
	}
}

// newID is the fix that gives a document an id that is an address. It adds a
// key, which must not be there.
func newID(doc *rca.Document, id string) *diag.Fix {
	if _, there := doc.Keys["aliases"]; there || strings.ContainsAny(doc.Meta.ID, "\r\n") {
		return nil
	}
	return diag.UnsafeFix("change the id and keep the old one as an alias",
		diag.Replace(doc.Keys["id"], yaml.Quote(id)+"\naliases: ["+yaml.Quote(doc.Meta.ID)+"]"))
}

// isFolderPage reports whether a document stands for its folder, whose address
// it then has.
func isFolderPage(file string) bool {
	name := stem(file)
	return strings.EqualFold(name, "index") || strings.EqualFold(name, "readme") ||
		strings.EqualFold(name, path.Base(path.Dir(file)))
}

// stem returns the name of a file without folder and extension.
func stem(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

// numberPrefix is what orders files in a folder and is not part of their name:
// a number or a date.
var numberPrefix = regexp.MustCompile(`^(\d+[-_. ]+)+`)

func idFileName(p *DocumentPass) {
	doc := p.Document
	if doc.Meta.ID == "" || isFolderPage(doc.Path) {
		return
	}
	id, name := bareName(doc.Meta.ID), bareName(stem(doc.Path))
	if !strings.Contains(id, name) && !strings.Contains(name, id) {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("id `%s` has nothing in common with the file name `%s`", doc.Meta.ID, path.Base(doc.Path)),
			Span:    doc.Keys["id"],
			Help:    []string{fmt.Sprintf("rename the file to `%s%s`", markdown.Slug(doc.Meta.ID), path.Ext(doc.Path))},
		})
	}
}

// bareName reduces a name to its letters and digits, in lower case and in one
// Unicode form, without the number or date that it starts with.
func bareName(name string) string {
	if rest := numberPrefix.ReplaceAllString(name, ""); rest != "" {
		name = rest
	}
	return strings.NewReplacer("-", "", "_", "", ".", "").Replace(markdown.Slug(site.FoldKey(name)))
}

// duplicateAnchors: anchors that rcagen makes up differ from each other, but
// not from those that the author names.
func duplicateAnchors(p *DocumentPass) {
	first := map[string]*markdown.Block{}
	for _, h := range p.Body.Headings {
		earlier := first[h.ID]
		switch {
		case h.ID == "":
		case earlier == nil:
			first[h.ID] = h
		case h.Explicit || earlier.Explicit:
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("anchor `#%s` is used twice", h.ID),
				Span:    h.Span,
				Related: []diag.Related{{Path: p.Document.File, Span: earlier.Span, Label: "first used here"}},
				Help:    []string{"give one of the headings another anchor: `{#name}`"},
			})
		}
	}
}

func unstableAnchors(p *DocumentPass) {
	for _, h := range p.Body.Headings {
		text := strings.TrimSpace(h.Text.String)
		if h.Explicit || text == "" {
			continue
		}
		slug, message := markdown.Slug(text), ""
		switch {
		case strings.Trim(slug, "-") == "":
			message = fmt.Sprintf("heading \"%s\" has no letter or digit to make an anchor of", text)
		case h.ID != slug && strings.HasPrefix(h.ID, slug+"-"):
			message = fmt.Sprintf("heading \"%s\" is repeated, and its anchor `#%s` depends on how many come before it", text, h.ID)
		default:
			continue
		}
		p.Report(diag.Diagnostic{Message: message, Span: h.Span, Help: []string{"name the anchor: add `{#name}` to the heading"}})
	}
}
