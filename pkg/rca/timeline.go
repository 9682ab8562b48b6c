package rca

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// entry is a piece of the timeline that starts with a time.
type entry struct {
	passage *Passage
	point   temporal.Point
	lead    string             // the text of its line, without the time
	text    string             // the same with the paragraphs of its item that follow
	counted *temporal.Duration // from the start of the impact: "+17m"; else nil
	context temporal.Context   // at this place
	zoned   bool               // an entry before this one named the zone of the context
	day     temporal.Date      // that a line before this one named; its Year is 0 when none did
	told    bool               // it stands where only what was told in public does
	list    *markdown.Block    // the table or list that it stands in, whose entries have an order of their own; nil for none
}

// readTimeline returns the events of the timeline: rows of a table whose
// header names a time, items of a list, headings, and lines of a paragraph,
// each of which starts with a time. Tables count everywhere, the others below
// a heading that says that a timeline follows.
func (p *Parser) readTimeline(parsed *Parsed) []Event {
	r := &timelineReader{source: parsed.Source.Bytes, passages: map[*markdown.Block]*Passage{}}
	for i := range parsed.Passages {
		r.passages[parsed.Passages[i].Block] = &parsed.Passages[i]
	}
	r.blocks(parsed.Body.Blocks)
	parsed.Untimed = r.untimed
	return r.events(parsed.Document)
}

type timelineReader struct {
	source   []byte
	passages map[*markdown.Block]*Passage
	entries  []entry
	untimed  []*markdown.Block
	day      temporal.Date  // that a line of its own names for what follows
	zone     *time.Location // that an entry named, where nothing states one for all
	list     *markdown.Block
	apart    bool // the part of the timeline is about what was told in public
	told     bool // the row is
	item     int  // number of the entry, from 1, that the item of a list goes on with; 0 for none
}

// add adds an entry that starts with a point.
func (r *timelineReader) add(at *Passage, point temporal.Point, text string) {
	if point.Date != nil {
		r.day = *point.Date
	}
	ctx := at.Context
	if r.day.Year != 0 {
		ctx.Day = r.day
	}
	e := entry{passage: at, point: point, lead: text, text: text, context: ctx, day: r.day, list: r.list, told: at.Told || r.told}
	switch {
	case at.Stated:
	case point.Clock != nil && point.Clock.Zone.Name != "":
		r.zone = point.Clock.Zone.Location()
	case r.zone != nil:
		e.context.Zone, e.zoned = r.zone, true
	}
	r.entries = append(r.entries, e)
}

func (r *timelineReader) blocks(blocks []*markdown.Block) {
	for i, b := range blocks {
		switch b.Kind {
		case markdown.Table:
			r.list = b
			r.table(b)
			r.list = nil
		case markdown.List:
			outer := r.list
			if outer == nil {
				r.list = b
			}
			r.blocks(b.Children)
			r.list = outer
		case markdown.ListItem:
			outer := r.item
			r.item = 0
			r.blocks(b.Children)
			r.item = outer
		case markdown.Heading:
			at := r.passages[b]
			if at == nil || !at.Timeline || at.Told != r.apart {
				r.day = temporal.Date{}
			}
			if at != nil && at.Timeline {
				r.apart = at.Told
				r.heading(at, blocks[i+1:])
			}
		case markdown.Paragraph:
			if at := r.passages[b]; at != nil && at.Timeline {
				r.paragraph(at)
			}
		case markdown.Code, markdown.HTML, markdown.Quote, markdown.FootnoteDefinition:
		default:
			r.blocks(b.Children)
		}
	}
}

// heading reads "### 16:32", whose text is the paragraph below, and "### 22
// February 2018", whose day holds for what follows.
func (r *timelineReader) heading(at *Passage, below []*markdown.Block) {
	if len(at.Times.Points) == 0 {
		return
	}
	point := at.Times.Points[0]
	if !leads(at.Block.Text.String, point.Start) {
		return
	}
	if point.Date != nil {
		r.day = *point.Date
	}
	if point.Clock == nil {
		return
	}
	text := at.rest(0, len(at.Block.Text.String))
	if text == "" && len(below) > 0 {
		text = oneLine(below[0].Text.String)
	}
	r.add(at, point, text)
}

// paragraph reads the entries of a paragraph. One without any goes on with the
// entry that its item of a list began with.
func (r *timelineReader) paragraph(at *Passage) {
	before := len(r.entries)
	r.lines(at)
	switch {
	case len(r.entries) > before:
		r.item = len(r.entries)
	case r.item > 0:
		e := &r.entries[r.item-1]
		if len(e.text) < longestEvent {
			e.text = oneLine(e.text + " " + oneLine(at.Block.Text.String))
		}
	}
}

// lines reads the lines of a paragraph that start with a time. A line that is
// only a day holds for what follows.
func (r *timelineReader) lines(at *Passage) {
	text := at.Block.Text.String
	if d := at.counted(); d != nil {
		r.addCounted(at, d, afterTime(text, d.End))
		return
	}
	var found []int  // indices of points
	var starts []int // of the lines
	for i, point := range at.Times.Points {
		start := r.lineStart(at.Block, point.Start)
		again := len(starts) > 0 && starts[len(starts)-1] == start // "12:48 (6:48 PDT)"
		if start >= 0 && !again && !r.inImage(at.Block.Text.Span(point.Start, point.End)) && leads(text[start:], point.Start-start) {
			found, starts = append(found, i), append(starts, start)
		}
	}
	starts = append(starts, len(text))
	for k, i := range found {
		point, said := at.Times.Points[i], at.rest(i, starts[k+1])
		if point.Clock == nil && said == "" {
			r.day = *point.Date
			continue
		}
		r.add(at, point, said)
	}
}

// inImage reports whether a time begins the alternative text of a picture.
func (r *timelineReader) inImage(s diag.Span) bool {
	return s.Start >= 2 && string(r.source[s.Start-2:s.Start]) == "!["
}

// lineStart returns where the line begins that holds the offset of the block's
// text, or -1 when that is not near. A line break in the file is a space in
// the text, so it is looked for in the places that the spaces come from.
func (r *timelineReader) lineStart(b *markdown.Block, offset int) int {
	text := b.Text.String
	for i := offset; i >= 0 && offset-i <= longestLead; i-- {
		if i == 0 || text[i-1] == '\n' {
			return i
		}
		if text[i-1] == ' ' {
			if from := b.Text.Span(i-1, i); bytes.IndexByte(r.source[from.Start:from.End], '\n') >= 0 {
				return i
			}
		}
	}
	return -1
}

// table reads a table whose header names a time.
func (r *timelineReader) table(b *markdown.Block) {
	if len(b.Children) < 2 {
		return
	}
	header := b.Children[0]
	column := slices.IndexFunc(header.Children, func(c *markdown.Block) bool { return namesTime(c.Text.String) })
	if column < 0 {
		return
	}
	told := slices.IndexFunc(header.Children, func(c *markdown.Block) bool { return toldColumns[NormalizeHeading(c.Text.String)] })
	r.day = temporal.Date{}
	for _, row := range b.Children[1:] {
		cells, at := row.Children, column
		if told >= 0 && told < len(cells) {
			var mark bool
			if r.told, mark = tells(cells[told].Text.String); mark {
				cells = slices.Concat(cells[:told], cells[told+1:])
				if told < at {
					at--
				}
			}
		}
		if at < len(cells) && !r.row(cells, at) && strings.TrimSpace(rowText(row)) != "" {
			r.untimed = append(r.untimed, row)
		}
		r.told = false
	}
	r.day = temporal.Date{}
}

func rowText(row *markdown.Block) string {
	var b strings.Builder
	for _, c := range row.Children {
		b.WriteString(c.Text.String)
	}
	return b.String()
}

// row reads a row of a timeline, and returns false when it has no time. Day
// and clock time may stand in columns of their own.
func (r *timelineReader) row(cells []*markdown.Block, column int) bool {
	var texts []string
	var point temporal.Point
	var at *Passage
	for i, c := range cells {
		passage := r.passages[c]
		if passage == nil {
			continue
		}
		text := c.Text.String
		points := passage.Times.Points
		said := text
		if len(points) > 0 && leads(text, points[0].Start) {
			said = passage.rest(0, len(text))
		}
		isTime := len(said) < len(text) && (i == column || said == "")
		switch {
		case isTime && at == nil:
			at, point = passage, points[0]
		case isTime && point.Clock == nil && points[0].Clock != nil:
			day := point.Date
			at, point = passage, points[0]
			point.Date = cmp.Or(point.Date, day)
		case isTime && point.Date == nil:
			point.Date = points[0].Date
		case isTime && said == "": // the same in another zone
		default:
			said = text
		}
		texts = append(texts, oneLine(said))
	}
	if at != nil {
		r.add(at, point, strings.TrimSpace(strings.Join(texts, " ")))
		return true
	}
	return r.countedRow(cells, column)
}

// namesTime reports whether a table's header is that of a column of times.
func namesTime(header string) bool {
	switch name := NormalizeHeading(header); {
	case len(name) > 40:
		return false
	case strings.HasPrefix(name, "time"):
		return !strings.HasPrefix(name, "time to") && !strings.HasPrefix(name, "timeout") && !strings.HasPrefix(name, "times")
	case name == "utc", name == "when", name == "timestamp", name == "date", strings.HasPrefix(name, "date/time"), strings.HasPrefix(name, "date and time"):
		return true
	default:
		return strings.HasSuffix(name, " time") && !strings.HasSuffix(name, "response time")
	}
}

// longestLead is the most bytes that may stand between the start of a line and
// its time.
const longestLead = 24

// leads reports whether a time at the offset is what a text starts with, but
// for signs and the words that go with times.
func leads(text string, offset int) bool {
	if offset > longestLead {
		return false
	}
	for word := range strings.FieldsFuncSeq(text[:offset], func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch strings.ToLower(word) {
		case "at", "on", "around", "about", "approximately", "approx", "ca", "circa", "by", "since", "from",
			"mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday":
		default:
			return false
		}
	}
	return true
}

// rest returns what follows the passage's i-th point up to the offset end, in
// one line. The end of a stretch of time (09:00-11:00) and the signs behind it
// are not part of it.
func (p *Passage) rest(i, end int) string {
	text, from := p.Block.Text.String[:end], p.Times.Points[i].End
	for _, next := range p.Times.Points[i+1:] {
		if next.End > end || strings.Trim(text[from:next.Start], " -–—to~→") != "" {
			break
		}
		from = next.End
	}
	return afterTime(text, from)
}

// longestEvent bounds the text of an event that is kept, in bytes.
const longestEvent = 300

// oneLine returns a text in one line, and of a long one the beginning.
func oneLine(text string) string {
	if len(text) > longestEvent {
		end := longestEvent
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "…"
	}
	return strings.Join(strings.Fields(text), " ")
}

// events gives the entries their days, which most of them do not name.
func (r *timelineReader) events(d *Document) []Event {
	if len(r.entries) == 0 || len(r.entries) == 1 && !r.entries[0].passage.Told {
		return nil // a lone time is no timeline; a lone update is one
	}
	events := make([]Event, 0, len(r.entries))
	var before previous
	for rest := r.entries; len(rest) > 0; {
		n, apart := 1, rest[0].passage.Told
		for n < len(rest) && rest[n].list == rest[0].list && rest[n].passage.Told == apart {
			n++
		}
		if len(events) > 0 && events[len(events)-1].Apart != apart {
			before = previous{} // what was told is told from the beginning again
		}
		events = append(events, before.run(rest[:n], d)...)
		rest = rest[n:]
	}
	return events
}

// run makes events of the entries of one table or list, or of the text between
// them. Where the newest stands first, time runs from the last one up.
func (last *previous) run(entries []entry, d *Document) []Event {
	events := make([]Event, len(entries))
	downward := descends(entries)
	if downward {
		*last = previous{}
	}
	for k := range entries {
		i := k
		if downward {
			i = len(entries) - 1 - k
		}
		events[i] = last.event(entries[i], d)
	}
	return events
}

// descends reports whether the newest entry stands first.
func descends(entries []entry) bool {
	up, down := 0, 0
	for i := 1; i < len(entries); i++ {
		a, aok := entries[i-1].context.Moment(entries[i-1].point)
		b, bok := entries[i].context.Moment(entries[i].point)
		switch {
		case !aok || !bok:
		case b.Time.After(a.Time):
			up++
		case b.Time.Before(a.Time):
			down++
		}
	}
	return down > up
}

// previous is the entry before one.
type previous struct {
	time time.Time
	day  temporal.Date // that was named for it
}

// isRow reports whether the entry is a row of a table.
func (e *entry) isRow() bool { return e.list != nil && e.list.Kind == markdown.Table }

// event makes an event of an entry. One that names no day is on the day that a
// line above it names; else on that of the entry before it, or on the next
// when its clock time is much earlier.
func (last *previous) event(e entry, d *Document) Event {
	if e.counted != nil {
		out := e.since(d.Facts.Impact.Start)
		out.Undated = d.Facts.Impact.Start.IsZero() || d.Facts.Impact.Start.DateOnly
		out.Row, out.Counted = e.isRow(), true
		last.time = out.Time
		return out
	}
	out := e.said()
	out.Row = e.isRow()
	undated := e.context.Day.Year == 0
	if undated {
		e.context.Day = temporal.Date{Year: 1, Month: time.January, Day: 2}
	}
	m, ok := e.context.Moment(e.point)
	if !ok {
		out.Evidence = e.passage.evidence(e.point.Start, e.point.End)
		out.Undated = true
		return out
	}
	newDay := e.day.Year != 0 && e.day != last.day
	last.day = e.day
	switch {
	case e.point.Date != nil || newDay:
	case last.time.IsZero():
		m.Time = nearest(m.Time, d)
	default:
		m.Time = follow(m.Time, last.time)
	}
	if !m.DateOnly {
		last.time = m.Time
	}
	out.Moment = e.passage.moment(m)
	out.Zoned = out.Zoned || e.zoned
	out.Undated = undated && e.point.Date == nil
	return out
}

// half is the distance that decides on which day a clock time is.
const half = 12 * time.Hour

// nearest moves the first clock time to the day on which it is nearest to the
// incident's start.
func nearest(t time.Time, d *Document) time.Time {
	if d.Date.IsZero() || d.DateOnly {
		return t
	}
	for ; t.Sub(d.Date) > half; t = t.AddDate(0, 0, -1) {
	}
	for ; d.Date.Sub(t) > half; t = t.AddDate(0, 0, 1) {
	}
	return t
}

// follow moves a clock time to the day of the one before it, or to the next
// when it would be more than half a day earlier.
func follow(t, last time.Time) time.Time {
	year, month, day := last.In(t.Location()).Date()
	t = time.Date(year, month, day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	if last.Sub(t) > half {
		t = t.AddDate(0, 0, 1)
	}
	return t
}
