package check

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// copyRules are about text that was taken from another document. What two
// documents have in common is seen in what rca.Wording keeps of them.
var copyRules = []*Rule{
	{
		Name:     "copy/wrong-incident",
		Severity: diag.Warning,
		Finds:    "A title of the site's pattern that names a service and a region, above a text of some length that names neither.",
		Why:      "A page was started from a copy of another report, and the old text stayed under the new title.",
		Fix:      "Put the right text under the title. If it is the right one, name the service in it, or state `services:` in the front matter.",
		Document: wrongIncident,
	},
	{
		Name:     "copy/same-report",
		Severity: diag.Warning,
		Finds:    "Two documents of 80 words or more whose texts are the same, but for dates, times and a name here and there.",
		Why:      "The text of one incident was published under the title of another: nobody can read what happened.",
		Fix:      "Write what happened in this incident. When both documents are about the same one, delete one and list its address under `aliases:` in the other.",
		Site:     sameReport,
	},
	{
		Name:     "copy/same-section",
		Severity: diag.Warning,
		Finds:    "A section of 30 words or more that stands in another document too, while the two are different otherwise.",
		Why:      "What was copied from an older report as a start and never rewritten tells of another incident.",
		Fix:      "Write what was the case this time, or say that it was the same as before and link to the other document.",
		Site:     sameSection,
	},
	{
		Name:     "copy/boilerplate-section",
		Severity: diag.Info,
		Finds:    "A required section that holds nothing but paragraphs which four documents or more have word for word.",
		Why:      "It says nothing about this incident.",
		Fix:      "Add what is particular to this incident.",
		Site:     boilerplateSection,
	},
	{
		Name:     "copy/template-text",
		Severity: diag.Warning,
		Finds:    "A paragraph of five words or more that stands word for word in a template: a document, published or not, whose file name has `template` in it and no digit, and whose front matter does not say when an incident started.",
		Why:      "Instructions meant for the author, and sample entries about things that never happened, are published as part of the report.",
		Fix:      "Replace the paragraph by what is true of this incident, or delete it.",
		Site:     templateText,
	},
}

func sameReport(p *SitePass) {
	c := p.copies()
	for i, d := range c.reports {
		if c.originals[i].of == i {
			continue
		}
		other := c.reports[c.originals[i].of]
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("text repeats that of `%s` (similarity %.0f %%)", other.File, 100*c.originals[i].share),
			Path:    d.File,
			Span:    opening(d),
			Label:   "expected a text about this incident",
			Related: []diag.Related{{Path: other.File, Span: opening(other), Label: "nearly the same text follows"}},
			Help:    []string{"write what happened in this incident, or delete the document when both are about the same one"},
			Notes:   []string{"dates, times and numbers do not count"},
		})
	}
}

// opening returns where a document's text begins: its first heading, or else
// its title.
func opening(d *rca.Document) diag.Span {
	if len(d.Headings) > 0 {
		return d.Headings[0].Span
	}
	return d.Keys["title"]
}

func sameSection(p *SitePass) {
	c := p.copies()
	for _, s := range c.sections() {
		d, other := c.reports[s.report], c.reports[s.original]
		h, otherHeading := headingOf(d, s.section), headingOf(other, s.originalSection)
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` repeats a section of `%s` (similarity %.0f %%)", diag.Excerpt(h.Text), other.File, 100*s.share),
			Path:    d.File,
			Span:    h.Span,
			Label:   "expected a text about this incident",
			Related: []diag.Related{{Path: other.File, Span: otherHeading.Span, Label: "nearly the same text follows"}},
			Help:    []string{"write what was the case this time, or link to the other document"},
			Notes:   []string{"dates, times and numbers do not count"},
		})
	}
}

func headingOf(d *rca.Document, section int) rca.Heading {
	return d.Headings[d.Sections[section].Heading]
}

// shortestBoilerplate is how many words a section must have for it to matter
// that others have them too: "There was none." is short and may be true.
const shortestBoilerplate = 10

func boilerplateSection(p *SitePass) {
	c := p.copies()
	for i, d := range c.reports {
		if c.originals[i].of != i {
			continue // all of it is another's
		}
		for _, name := range requiredNames(p.Site.Config) {
			paragraphs := paragraphsOf(d, name)
			words, fewest := 0, len(c.reports)
			for _, paragraph := range paragraphs {
				words += int(paragraph.Words)
				fewest = min(fewest, c.standing(paragraph.Hash))
			}
			if words < shortestBoilerplate || fewest < manyReports {
				continue
			}
			h := d.Headings[d.Section(name).Heading]
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("section `%s` holds only text that %d other documents have too", diag.Excerpt(h.Text), fewest-1),
				Path:    d.File,
				Span:    h.Span,
				Label:   "nothing here is about this incident",
				Related: []diag.Related{c.elsewhere(i, paragraphs[0].Hash)},
				Help:    []string{"add what is particular to this incident"},
			})
		}
	}
}

// paragraphsOf returns what stands in the section of that name and in its
// subsections.
func paragraphsOf(d *rca.Document, name string) []rca.Paragraph {
	s := d.Section(name)
	if s == nil {
		return nil
	}
	var inside []rca.Paragraph
	for _, paragraph := range d.Facts.Wording.Paragraphs {
		if at := paragraph.Span().Start; s.Span.Start <= at && at < s.Span.End {
			inside = append(inside, paragraph)
		}
	}
	return inside
}

// A template's paragraph of fewer words, "All times in UTC", may be meant to
// stay.
const shortestTemplateText = 5

func templateText(p *SitePass) {
	c := p.copies()
	for _, d := range c.reports {
		section := int32(-2) // of the last finding: one is enough for each
		for _, paragraph := range d.Facts.Wording.Paragraphs {
			from := c.templates[paragraph.Hash]
			if from == nil || paragraph.Section == section || c.meantToStay(paragraph.Hash) {
				continue
			}
			section = paragraph.Section
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("paragraph is unchanged from the template `%s`", from.document.File),
				Path:    d.File,
				Span:    paragraph.Span(),
				Label:   "expected a text about this incident",
				Related: []diag.Related{{Path: from.document.File, Span: from.span, Label: "the same text"}},
				Help:    []string{"replace it by what is true of this incident, or delete it"},
			})
		}
	}
}

// isTemplate reports whether a document is there to be copied. A report about
// an outage of e-mail templates has a date in its name or its front matter; in
// the text of a template, a date may be a sample.
func isTemplate(d *rca.Document) bool {
	name := strings.ToLower(stem(d.Path))
	return strings.Contains(name, "template") && !strings.ContainsAny(name, "0123456789") && d.Meta.Started == ""
}
