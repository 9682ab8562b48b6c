package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

var sectionRules = []*Rule{
	{
		Name:     "section/missing",
		Severity: diag.Error,
		Finds:    "A section that every RCA must have is not there.",
		Why:      "Readers come for three answers: who was affected, why, and what changes now. A page without one of them is not finished.",
		Fix:      "Write the section under a heading with its name, at any level. Headings that mean the same count too; the list of sections and of such headings is `sections:` in rcagen.yaml.",
		Document: sectionMissing,
	},
	{
		Name:     "section/order",
		Severity: diag.Warning,
		Finds:    "The required sections stand in another order than the configuration has them.",
		Why:      "Who reads many RCAs finds what they look for where it stood on the last page.",
		Fix:      "Move the section, or change the order of `sections:` in rcagen.yaml for the whole site.",
		Document: sectionOrder,
	},
	{
		Name:     "section/empty",
		Severity: diag.Error,
		Finds:    "A section has a heading and nothing below it.",
		Why:      "The heading promises an answer that the page does not give.",
		Fix:      "Write the section. While it is not known yet, `draft: true` keeps the page out of the site.",
		Document: sectionEmpty,
	},
	{
		Name:     "section/placeholder",
		Severity: diag.Error,
		Finds:    "All that a section says is a placeholder: `TODO`, `TBD`, `N/A`, `xxx`, `lorem ipsum`, `[fill in]`, `to be written`, an ellipsis.",
		Why:      "It is the note of an author to themselves, published.",
		Fix:      "Write the section. While it is not known yet, `draft: true` keeps the page out of the site.",
		Document: sectionPlaceholder,
	},
	{
		Name:     "section/duplicate",
		Severity: diag.Error,
		Finds:    "A section appears twice under the same heading.",
		Why:      "Readers and links reach the first one only; what the second one says is overlooked.",
		Fix:      "Join the two, or give one of them a heading that tells it apart.",
		Document: sectionDuplicate,
	},
	{
		Name:     "section/synonym",
		Severity: diag.Info,
		Finds:    "A section has a heading that counts as one of the configured names but is not that name.",
		Why:      "Nothing is wrong with the page; one name for one thing makes a site easier to scan.",
		Fix:      "Rename the heading when the site should be uniform. Links to the old heading's anchor stop working unless `{#old-anchor}` is added to it.",
		Document: sectionSynonym,
	},
	{
		Name:     "section/plain-text-label",
		Severity: diag.Warning,
		Finds:    "A label such as `Root cause:` or `**Summary**` stands where a section's heading belongs.",
		Why:      "It is not in the table of contents, cannot be linked to, and people with a screen reader cannot jump to it.",
		Fix:      "Make it a heading: `## Root cause`.",
		Document: plainTextLabel,
	},
	{
		Name:     "section/collapsed",
		Severity: diag.Warning,
		Finds:    "`# What went wrong?` in the middle of a line, where it is not a heading.",
		Why:      "Several sections run together in one paragraph, with stray `#` signs in it. This happens when line breaks are lost on the way from another tool.",
		Fix:      "Break the line before each `#` and behind each heading.",
		Document: sectionCollapsed,
	},
	{
		Name:     "section/unknown",
		Severity: diag.Off,
		Finds:    "A section that is not in the site's list of sections.",
		Why:      "For sites on which all pages should have the same parts.",
		Fix:      "Rename or move the section, or add it to `sections:` in rcagen.yaml.",
		Document: sectionUnknown,
	},
	{
		Name:     "section/too-short",
		Severity: diag.Info,
		Finds:    "A required section of running text has fewer than 20 words.",
		Why:      "In one short sentence there is hardly room for what happened and why.",
		Fix:      "Say what a colleague from another team would ask next.",
		Document: sectionTooShort,
	},
	{
		Name:     "section/text-before-first",
		Severity: diag.Info,
		Finds:    "More than one paragraph stands before the first section.",
		Why:      "One paragraph is a good lead. What is longer has no heading, so nobody finds it in the table of contents or can link to it.",
		Fix:      "Move the text into the section where it belongs.",
		Document: textBeforeFirst,
	},
}

// namesOf returns all headings that count as a section, the name first.
func namesOf(s config.Section) []string {
	return slices.Concat([]string{s.Name}, s.Synonyms, s.Fallback)
}

// configured returns the section of the configuration with that name.
func configured(cfg *config.Config, name string) (config.Section, int) {
	i := slices.IndexFunc(cfg.Sections, func(s config.Section) bool { return s.Name == name })
	if name == "" || i < 0 {
		return config.Section{}, -1
	}
	return cfg.Sections[i], i
}

// requiredNames lists the sections that every RCA must have.
func requiredNames(cfg *config.Config) []string {
	var names []string
	for _, s := range cfg.Sections {
		if s.Required {
			names = append(names, s.Name)
		}
	}
	return names
}

func sectionOrder(p *DocumentPass) {
	last, lastIndex := rca.Section{}, -1
	seen := map[string]bool{}
	for _, s := range p.Document.Sections {
		c, i := configured(p.Config, s.Name)
		if !c.Required || seen[s.Name] {
			continue
		}
		seen[s.Name] = true
		if i > lastIndex {
			last, lastIndex = s, i
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` comes after `%s`", s.Name, last.Name),
			Span:    p.Document.Headings[s.Heading].Span,
			Label:   fmt.Sprintf("expected before `%s`", last.Name),
			Related: []diag.Related{{Path: p.Document.File, Span: p.Document.Headings[last.Heading].Span, Label: fmt.Sprintf("`%s` is here", last.Name)}},
			Help:    []string{"move the section; expected order: " + strings.Join(requiredNames(p.Config), " · ")},
		})
	}
}

func sectionDuplicate(p *DocumentPass) {
	first := map[string]rca.Heading{}
	for _, s := range p.Document.Sections {
		if s.Name == "" {
			continue
		}
		h := p.Document.Headings[s.Heading]
		text := rca.NormalizeHeading(h.Text)
		before, twice := first[text]
		if !twice {
			first[text] = h
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` appears twice", diag.Excerpt(h.Text)),
			Span:    h.Span,
			Label:   "a second time",
			Related: []diag.Related{{Path: p.Document.File, Span: before.Span, Label: "first here"}},
			Help:    []string{"join the two, or give one a heading that tells it apart"},
		})
	}
}

func sectionSynonym(p *DocumentPass) {
	count := map[string]int{}
	for _, s := range p.Document.Sections {
		count[s.Name]++
	}
	for _, s := range p.Document.Sections {
		if s.Name == "" || s.Exact {
			continue
		}
		h := p.Document.Headings[s.Heading]
		var fix *diag.Fix
		if count[s.Name] == 1 {
			fix = diag.UnsafeFix("rename the heading and keep its anchor", RenameHeading(p.Parsed, p.Body.Headings[s.Heading], s.Name)...)
		}
		p.Report(diag.Diagnostic{
			Fix:     fix,
			Message: fmt.Sprintf("`%s` counts as the section `%s`", diag.Excerpt(h.Text), s.Name),
			Span:    h.Span,
			Help:    []string{fmt.Sprintf("rename it to `%s` when all pages of the site should read alike", s.Name)},
		})
	}
}

func sectionUnknown(p *DocumentPass) {
	top := 7
	for _, s := range p.Document.Sections {
		if s.Name != "" {
			top = min(top, p.Document.Headings[s.Heading].Level)
		}
	}
	for _, s := range p.Document.Sections {
		h := p.Document.Headings[s.Heading]
		if s.Name != "" || h.Level != top {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` is not in the site's list", diag.Excerpt(h.Text)),
			Span:    h.Span,
			Help:    []string{"add it to `sections:` in rcagen.yaml when it belongs there"},
		})
	}
}

func textBeforeFirst(p *DocumentPass) {
	if len(p.labels()) > 0 {
		return // the sections are there, without headings
	}
	var before []*markdown.Block
	for _, b := range p.Body.Blocks {
		if b.Kind == markdown.Heading && (b.Level > 1 || !p.Document.DropTitle || len(before) > 0) {
			if len(before) > 1 {
				p.Report(diag.Diagnostic{
					Message: fmt.Sprintf("%d paragraphs stand before the first section", len(before)),
					Span:    trimmed(p, before[1].Span),
					Label:   "from here on, below no heading",
					Help:    []string{"move the text into the section where it belongs"},
				})
			}
			return
		}
		if b.Kind == markdown.Paragraph {
			before = append(before, b)
		}
	}
}
