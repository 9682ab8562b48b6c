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

// KnownHeadings returns the names of the configured sections by the headings
// that count as them, normalised by [NormalizeHeading]. Where a heading counts
// as two, the first section of the list has it.
func KnownHeadings(sections []config.Section) map[string]string {
	known := map[string]string{}
	for _, s := range sections {
		for _, list := range [][]string{{s.Name}, s.Synonyms, s.Fallback} {
			for _, heading := range list {
				if n := NormalizeHeading(heading); known[n] == "" {
					known[n] = s.Name
				}
			}
		}
	}
	return known
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
	own, lessons := ownHeadings(body)
	ends := sectionEnds(body, own)
	content := contentBefore(body.Blocks)
	for i, h := range own {
		b := body.Blocks[h.block]
		end := ends[i]
		s := Section{
			Heading: h.heading,
			Span:    diag.Span{Start: b.Span.Start, End: end.offset},
			Empty:   content[end.block] == content[h.block],
		}
		if m := p.known.find(b.Text.String); m != nil {
			s.Name, s.Exact = m.section, m.exact
		} else if NormalizeHeading(b.Text.String) == wentWrong && !lessons {
			s.Name = p.cause()
		}
		d.Sections = append(d.Sections, s)
	}
	found := map[string]bool{}
	for _, s := range d.Sections {
		found[s.Name] = true
	}
	for i, h := range own {
		s := &d.Sections[i]
		m := p.known.fallback[NormalizeHeading(body.Blocks[h.block].Text.String)]
		if m != nil && !found[m.section] { // also where it is a section of its own, as contributing factors are
			s.Name, s.Exact = m.section, false
			found[m.section] = true
		}
	}
}

// ownHeading is a heading that is no part of a list or a quote.
type ownHeading struct{ block, heading int } // index in Blocks and in Headings

// ownHeadings returns the headings that delimit sections, and whether one of
// them is a sibling of "What went wrong" as a lesson.
func ownHeadings(body *markdown.Tree) (own []ownHeading, lessons bool) {
	index := make(map[*markdown.Block]int, len(body.Headings))
	for i, h := range body.Headings {
		index[h] = i
	}
	for i, b := range body.Blocks {
		if b.Kind == markdown.Heading {
			own = append(own, ownHeading{i, index[b]})
			lessons = lessons || lessonSiblings[NormalizeHeading(b.Text.String)]
		}
	}
	return own, lessons
}

// sectionEnd is where a section ends: before a block, at an offset.
type sectionEnd struct{ block, offset int }

// sectionEnds returns the end of each heading's section: the next heading of
// its level or above, or the end of the text.
func sectionEnds(body *markdown.Tree, own []ownHeading) []sectionEnd {
	ends := make([]sectionEnd, len(own))
	var next [7]sectionEnd // the nearest heading so far of each level or above
	for level := range next {
		next[level] = sectionEnd{len(body.Blocks), endOf(body)}
	}
	for i := len(own) - 1; i >= 0; i-- {
		b := body.Blocks[own[i].block]
		ends[i] = next[b.Level]
		for level := b.Level; level < len(next); level++ {
			next[level] = sectionEnd{own[i].block, b.Span.Start}
		}
	}
	return ends
}

// contentBefore counts, for each block, the blocks before it that are more
// than headings and rules.
func contentBefore(blocks []*markdown.Block) []int {
	counts := make([]int, len(blocks)+1)
	for i, b := range blocks {
		counts[i+1] = counts[i]
		switch b.Kind {
		case markdown.Heading, markdown.Rule, markdown.FootnoteDefinition:
		default:
			counts[i+1]++
		}
	}
	return counts
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
