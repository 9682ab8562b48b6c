package rca

import (
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// vocabulary knows the headings that count as a configured section.
type vocabulary struct {
	headings map[string]*meaning
	fallback map[string]*meaning // count only where no other heading of the section exists
	impact   string              // name of the first configured section: the one about impact
}

type meaning struct {
	section string
	exact   bool
}

func newVocabulary(sections []config.Section) *vocabulary {
	v := &vocabulary{headings: map[string]*meaning{}, fallback: map[string]*meaning{}}
	for _, s := range sections {
		for _, synonym := range s.Synonyms {
			v.headings[NormalizeHeading(synonym)] = &meaning{s.Name, false}
		}
		for _, synonym := range s.Fallback {
			v.fallback[NormalizeHeading(synonym)] = &meaning{s.Name, false}
		}
	}
	for i := len(sections) - 1; i >= 0; i-- { // a section's own name beats any synonym
		v.headings[NormalizeHeading(sections[i].Name)] = &meaning{sections[i].Name, true}
		v.impact = sections[i].Name
	}
	return v
}

// find returns what a heading counts as, or nil.
func (v *vocabulary) find(heading string) *meaning { return v.headings[NormalizeHeading(heading)] }

// "What went wrong" is the cause in some companies' reports and a lesson in
// those that follow the SRE book, where it stands beside its siblings.
const wentWrong = "what went wrong"

var lessonSiblings = map[string]bool{
	"what went well": true, "where we got lucky": true, "where did we get lucky": true,
	"things that went well": true, "what went right": true,
}

// readSections finds the sections under the headings that are blocks of the
// document itself.
func (p *Parser) readSections(d *Document, body *markdown.Tree) {
	index := map[*markdown.Block]int{}
	for i, h := range body.Headings {
		index[h] = i
	}
	lessons := false
	var own []*markdown.Block
	for _, b := range body.Blocks {
		if b.Kind == markdown.Heading {
			own = append(own, b)
			lessons = lessons || lessonSiblings[NormalizeHeading(b.Text.String)]
		}
	}
	for i, b := range own {
		s := Section{Heading: index[b], Span: diag.Span{Start: b.Span.Start, End: endOf(body)}}
		for _, next := range own[i+1:] {
			if next.Level <= b.Level {
				s.Span.End = next.Span.Start
				break
			}
		}
		s.Empty = !hasContent(body.Blocks, s.Span)
		if m := p.known.find(b.Text.String); m != nil {
			s.Name, s.Exact = m.section, m.exact
		} else if NormalizeHeading(b.Text.String) == wentWrong && !lessons {
			s.Name = p.cause()
		}
		d.Sections = append(d.Sections, s)
	}
	for i, b := range own {
		s := &d.Sections[i]
		if m := p.known.fallback[NormalizeHeading(b.Text.String)]; s.Name == "" && m != nil && d.Section(m.section) == nil {
			s.Name = m.section
		}
	}
}

// cause returns the name of the configured section about the cause: the one
// that knows "Root cause".
func (p *Parser) cause() string {
	if m := p.known.find("Root cause"); m != nil {
		return m.section
	}
	return ""
}

// endOf returns where the document's text ends.
func endOf(body *markdown.Tree) int {
	end := 0
	for _, b := range body.Blocks {
		if b.Kind != markdown.FootnoteDefinition {
			end = max(end, b.Span.End)
		}
	}
	return end
}

// hasContent reports whether anything but headings and rules stands in the span.
func hasContent(blocks []*markdown.Block, span diag.Span) bool {
	for _, b := range blocks {
		if b.Span.Start < span.Start || b.Span.Start >= span.End {
			continue
		}
		switch b.Kind {
		case markdown.Heading, markdown.Rule, markdown.FootnoteDefinition:
		case markdown.Paragraph:
			if strings.TrimSpace(b.Text.String) != "" || b.Span.Len() > 0 {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// NormalizeHeading reduces a heading's text to what counts when headings are
// compared: case, a trailing `:` or `?`, a leading number or emoji, a suffix
// in parentheses, curly quotes and invisible characters do not; `&` is "and".
func NormalizeHeading(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == '‘':
			return '\''
		case r == '“' || r == '”':
			return '"'
		case unicode.IsSpace(r):
			return ' '
		case r == '\\' || unicode.In(r, unicode.Cf):
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	text = strings.ReplaceAll(text, "&", " and ")
	text = strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '(' && r != '[' && r != '<' })
	text = strings.TrimRight(text, " :?.!*_")
	if open := strings.LastIndexByte(text, '('); open > 0 && strings.HasSuffix(text, ")") {
		text = strings.TrimRight(text[:open], " :?")
	}
	return strings.Join(strings.Fields(text), " ")
}
