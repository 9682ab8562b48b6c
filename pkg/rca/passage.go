package rca

import (
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// readPassages reads what each part of the text says about time. A zone that
// a heading or a paragraph states holds to the end of that section, one that
// a table's header states in that table.
func (p *Parser) readPassages(parsed *Parsed) {
	ctx := p.context(parsed)
	if d := parsed.Document; !d.Date.IsZero() {
		ctx.Day = dayOf(d.Date)
	} else if dates := temporal.Dates(string(parsed.Source.Bytes[d.Body:]), ctx.Order); len(dates) > 0 {
		ctx.Near = dates[0]
	}
	r := &passageReader{parser: p, parsed: parsed, stack: []scope{{context: ctx}}, section: -1}
	r.blocks(parsed.Body.Blocks)
}

// dayOf returns the day of a moment, as a context needs it.
func dayOf(t time.Time) temporal.Date {
	year, month, day := t.Date()
	return temporal.Date{Year: year, Month: month, Day: day}
}

// scope is what holds below a heading.
type scope struct {
	level    int // of the heading; 0 for the document
	context  temporal.Context
	stated   bool
	timeline bool
	told     bool // as in Passage
}

type passageReader struct {
	parser  *Parser
	parsed  *Parsed
	stack   []scope // of the headings above, outermost first
	section int
}

func (r *passageReader) top() *scope { return &r.stack[len(r.stack)-1] }

func (r *passageReader) blocks(blocks []*markdown.Block) {
	for _, b := range blocks {
		switch b.Kind {
		case markdown.Heading:
			r.heading(b)
		case markdown.Paragraph, markdown.TableCell:
			r.state(r.add(b).Times)
		case markdown.Table:
			r.table(b)
		case markdown.Code, markdown.HTML, markdown.Rule:
		default:
			r.blocks(b.Children)
		}
	}
}

// table reads a table. A zone that a cell of the header states holds in its
// column and in those behind it that state none, the first one also in those
// before it. Where the header states none, a cell states it for what follows.
func (r *passageReader) table(b *markdown.Block) {
	outside := *r.top()
	var columns []scope // one for each cell of the header, where one of them states a zone
	first := -1
	for i, row := range b.Children {
		for k, cell := range row.Children {
			if first >= 0 && i > 0 {
				*r.top() = columns[max(first, min(k, len(columns)-1))]
			}
			times := r.add(cell).Times
			if first < 0 || i == 0 {
				r.state(times)
			}
			if i == 0 {
				columns = append(columns, *r.top())
				if first < 0 && times.Zone.Location() != nil {
					first = k
				}
			}
		}
	}
	*r.top() = outside
}

// heading opens a scope.
func (r *passageReader) heading(b *markdown.Block) {
	sections := r.parsed.Document.Sections
	if next := r.section + 1; next < len(sections) && sections[next].Span.Start == b.Span.Start {
		r.section = next
	}
	for len(r.stack) > 1 && r.top().level >= b.Level {
		r.stack = r.stack[:len(r.stack)-1]
	}
	inner := *r.top()
	inner.level = b.Level
	name := NormalizeHeading(b.Text.String)
	inner.told = inner.told || toldHeadings[name]
	inner.timeline = inner.timeline || inner.told || r.parser.isTimeline(name)
	r.stack = append(r.stack, inner)
	times := r.add(b).Times
	r.state(times)
	if len(times.Points) > 0 && times.Points[0].Date != nil && inner.timeline {
		r.top().context.Day = *times.Points[0].Date
	}
}

// state takes over a zone that a passage states for what follows.
func (r *passageReader) state(t temporal.Text) {
	if zone := t.Zone.Location(); zone != nil {
		r.top().context.Zone, r.top().stated = zone, true
	}
}

func (r *passageReader) add(b *markdown.Block) *Passage {
	s := r.top()
	r.parsed.Passages = append(r.parsed.Passages, Passage{
		Block: b, Times: temporal.Read(b.Text.String, s.context),
		Context: s.context, Stated: s.stated, Section: r.section, Timeline: s.timeline, Told: s.told,
	})
	return &r.parsed.Passages[len(r.parsed.Passages)-1]
}

// isTimeline reports whether a heading, normalised, starts the timeline: it
// counts as the configured section of that name, or is one with words added.
func (p *Parser) isTimeline(text string) bool {
	const name = "timeline"
	if m := p.known.headings[text]; m != nil {
		own := p.known.headings[name]
		return own != nil && m.section == own.section
	}
	return strings.HasPrefix(text, name) || strings.HasSuffix(text, " "+name)
}
