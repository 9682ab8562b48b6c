package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

func sectionEmpty(p *DocumentPass) {
	for _, s := range p.Document.Sections {
		if s.Name == "" || len(contentOf(p, s)) > 0 {
			continue
		}
		h := p.Document.Headings[s.Heading]
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` is empty", diag.Excerpt(h.Text)),
			Span:    h.Span,
			Label:   "nothing is below this heading",
			Help:    []string{"write the section, or set `draft: true` to keep the page out of the site"},
		})
	}
}

// contentOf returns the blocks with text below a section's heading, those of
// the parts below it included, without other headings and comments.
func contentOf(p *DocumentPass, s rca.Section) []*markdown.Block {
	var content []*markdown.Block
	below(p, s, func(b *markdown.Block) {
		switch b.Kind {
		case markdown.Paragraph, markdown.TableCell, markdown.Code:
			if strings.TrimSpace(p.text(b.Span)) != "" {
				content = append(content, b)
			}
		case markdown.HTML:
			if comment.ReplaceAllString(strings.TrimSpace(p.text(b.Span)), "") != "" {
				content = append(content, b)
			}
		}
	})
	return content
}

var comment = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)\s*`)

func sectionPlaceholder(p *DocumentPass) {
	for _, s := range p.Document.Sections {
		span := placeholderIn(p, s)
		if s.Name == "" || span.Len() == 0 {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` says nothing but `%s`", diag.Excerpt(p.Document.Headings[s.Heading].Text), diag.Excerpt(p.text(span))),
			Span:    span,
			Label:   "placeholder",
			Help:    []string{"write the section, or set `draft: true` to keep the page out of the site"},
		})
	}
}

var (
	placeholder = regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
		`(?:todo|tbd|tba|tbc|tbw|fixme)(?:[:,\s–-]+(?:add|write|fill|complete|describe|explain|summari[sz]e|update|finish)\b.{0,80})?`,
		`x{3,}`, `lorem ipsum.*`, `\.{2,}`, `…+`, `\?+`, `[-–—_]+`,
		`<[^<>]*>`, `\[[^\[\]]*\]`, `\{\{.*\}\}`,
		`(?:(?:still |yet )?to be|will be) (?:written|added|determined|defined|decided|completed|confirmed|announced|provided|filled|supplied)(?: .{0,40})?`,
		`coming soon`, `placeholder`, `work in progress|wip`, `(?:please )?fill (?:this )?in(?: .{0,40})?`,
		`(?:insert|write|add) .{1,60} here`,
	}, "|") + `)[.:!]*$`)
	notApplicable = regexp.MustCompile(`(?i)^n\s?/?\.?\s?a\.?$`)
)

// placeholderIn returns the first placeholder of a section that has nothing
// but placeholders, or the empty span. That something does not apply can be an
// answer, except in a section that every RCA must have.
func placeholderIn(p *DocumentPass, s rca.Section) diag.Span {
	c, _ := configured(p.Config, s.Name)
	first := diag.Span{}
	for _, b := range contentOf(p, s) {
		span := trimmed(p, b.Span)
		text := strings.Trim(p.text(span), "*_` \t\r\n")
		found := placeholder.MatchString(text) && !p.hasLink(span) || c.Required && notApplicable.MatchString(text)
		if !found {
			return diag.Span{}
		}
		if first.Len() == 0 {
			first = span
		}
	}
	return first
}

// trimmed returns the span without outer blanks and line ends.
func trimmed(p *DocumentPass, s diag.Span) diag.Span {
	text := p.text(s)
	start := s.Start + len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	return diag.Span{Start: start, End: max(start, s.Start+len(strings.TrimRight(text, " \t\r\n")))}
}

const shortestSection = 20 // words

func sectionTooShort(p *DocumentPass) {
	for _, s := range p.Document.Sections {
		c, _ := configured(p.Config, s.Name)
		words, prose := wordsIn(p, s)
		if !c.Required || !prose || words == 0 || words >= shortestSection || placeholderIn(p, s).Len() > 0 {
			continue
		}
		h := p.Document.Headings[s.Heading]
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` has %d words; expected at least %d", diag.Excerpt(h.Text), words, shortestSection),
			Span:    h.Span,
			Help:    []string{"say what a colleague from another team would ask next"},
		})
	}
}

// wordsIn counts the words of a section, and reports whether they are running
// text: lists, tables and code say much in few words.
func wordsIn(p *DocumentPass, s rca.Section) (words int, prose bool) {
	prose = true
	below(p, s, func(b *markdown.Block) {
		switch b.Kind {
		case markdown.List, markdown.Table, markdown.Code, markdown.HTML:
			prose = false
		case markdown.Paragraph:
			words += len(strings.Fields(b.Text.String))
		}
	})
	return words, prose
}
