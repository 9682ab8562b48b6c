package rca

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// Action is a list item or a table row of the section about what happens next:
// something that somebody can check off.
type Action struct {
	Text    string   // plain text in one line, without the owner, date, ticket and state that stand around it; never empty
	Owners  []string // as written, without @: "alice", "SSO team"
	Tickets []string // ABC-123, #123, owner/repo#12, or the address of an issue or a pull request
	State   ActionState
	Kind    ActionKind
	Reason  string // why it was declined; "" for none
	Deadline
	Evidence // Span is all of its text, Sentence the first of it
}

// Deadline is the time by which something shall be there.
type Deadline struct {
	Due         time.Time // a day, midnight UTC; zero when none is named that can be read
	DueText     string    // as written: "31 January 2024", "Q1 2024", "next sprint"; "" for none
	DueSpan     diag.Span // of DueText; zero when it is ""
	Approximate bool      // the text names a month, a quarter or a year: Due is its last day
}

// ActionState says what became of an action.
type ActionState uint8

// States of an action.
const (
	Open ActionState = iota
	InProgress
	Done
	Declined // nobody is going to do it
)

var actionStates = [...]string{"open", "in progress", "done", "declined"}

// String returns a name for messages.
func (s ActionState) String() string { return actionStates[s] }

// nextSteps returns the name of the configured section about what happens
// next: the one that knows "Action items"; "" when there is none.
func (v *vocabulary) nextSteps() string {
	for _, heading := range []string{"Action items", "Next steps"} {
		if m := v.find(heading); m != nil {
			return m.section
		}
	}
	return ""
}

// readActions reads what happens next, and what else the text promises.
func (p *Parser) readActions(d *Document, source []byte, body *markdown.Tree) {
	r := &actionReader{
		document: d, source: source, links: body.Links,
		name: p.known.nextSteps(), calendar: calendar{order: p.config.DateOrder, incident: d.Date},
	}
	var next, other diag.Span // the section about next steps, and the one in it that is about something else
	sections := d.Sections    // those that start at b or behind it
	section := ""
	for _, b := range body.Blocks {
		if b.Kind == markdown.FootnoteDefinition {
			continue
		}
		if b.Kind == markdown.Heading && len(sections) > 0 && sections[0].Span.Start == b.Span.Start {
			s := sections[0]
			sections = sections[1:]
			if s.Name != "" || b.Span.Start >= other.End && b.Span.Start >= next.End {
				section = s.Name
			}
			switch {
			case s.Name == r.name && s.Name != "":
				next, other = diag.Span{Start: s.Span.Start, End: max(next.End, s.Span.End)}, diag.Span{}
			case s.Name != "" || NormalizeHeading(b.Text.String) == wentWrong:
				other = s.Span
			case b.Span.Start >= other.End && b.Span.Start < next.End:
				section = r.name
			}
			continue
		}
		if b.Span.Start < next.End && b.Span.Start >= other.End {
			r.actions(b)
			continue
		}
		r.promises(b, section)
	}
}

// actionReader reads the actions and promises of one document.
type actionReader struct {
	document *Document
	source   []byte
	links    []markdown.Link
	name     string // of the section about next steps
	calendar calendar
}

// actions reads a block of the section about next steps: items and rows are
// actions, running text is searched for promises.
func (r *actionReader) actions(b *markdown.Block) {
	switch b.Kind {
	case markdown.List:
		for _, item := range b.Children {
			r.item(item)
		}
	case markdown.Table:
		r.table(b)
	case markdown.Paragraph:
		r.promises(b, r.name)
	case markdown.Admonition:
		for _, child := range b.Children {
			r.actions(child)
		}
	}
}

// item reads a list item. What is nested in it is a part of it, unless it only
// says what the items below are about.
func (r *actionReader) item(b *markdown.Block) {
	if len(b.Children) == 0 || b.Children[0].Kind != markdown.Paragraph {
		return
	}
	first, rest := b.Children[0], b.Children[1:]
	if r.labels(b, first) {
		for _, child := range rest {
			r.actions(child)
		}
		return
	}
	a, ok := r.read(first.Text)
	if !ok {
		return
	}
	for _, child := range rest {
		eachText(child, func(t markdown.Text) { r.parts(&a, t) })
	}
	switch {
	case b.Task == markdown.DoneTask && a.State != Declined:
		a.State = Done
	case b.Task == markdown.OpenTask && a.State == Done:
		a.State = Open // the box is what people look at
	}
	r.linked(&a, b.Span)
	r.document.Facts.Actions = append(r.document.Facts.Actions, a)
}

// mostLabel is how many words a label has that nothing marks as one, and
// mostGrouping one that starts with a preposition: an action starts with a verb.
const mostLabel, mostGrouping = 2, 5

var prepositions = words("for in on at within during around about")

// labels reports whether an item with a list in it is its label: it ends with
// a colon, is bold as a whole, or is as short as "1. Documentation" or "In the
// long term".
func (r *actionReader) labels(item, first *markdown.Block) bool {
	if item.Task != markdown.NoTask {
		return false
	}
	if !slices.ContainsFunc(item.Children, func(child *markdown.Block) bool { return child.Kind == markdown.List }) {
		return false
	}
	list := strings.Fields(first.Text.String)
	short := len(list) <= mostLabel || len(list) <= mostGrouping && prepositions[strings.ToLower(list[0])]
	return short || strings.HasSuffix(list[len(list)-1], ":") || r.marked(first.Text, "**") || r.marked(first.Text, "__")
}

// marked reports whether a mark stands on both sides of a whole text.
func (r *actionReader) marked(t markdown.Text, mark string) bool {
	s := t.All()
	return s.Len() > 0 && strings.HasSuffix(string(r.source[max(0, s.Start-len(mark)):s.Start]), mark) &&
		strings.HasPrefix(string(r.source[s.End:min(len(r.source), s.End+len(mark))]), mark)
}

// withMarks widens a span by the marks of emphasis, code and links that it
// starts or ends with.
func (r *actionReader) withMarks(s diag.Span) diag.Span {
	for s.Start > 0 && strings.IndexByte("*_~`[", r.source[s.Start-1]) >= 0 {
		s.Start--
	}
	for s.End < len(r.source) && strings.IndexByte("*_~`", r.source[s.End]) >= 0 {
		s.End++
	}
	return s
}

// eachText visits the running text in a block.
func eachText(b *markdown.Block, visit func(markdown.Text)) {
	if b.Kind == markdown.Paragraph || b.Kind == markdown.TableCell {
		visit(b.Text)
	}
	for _, child := range b.Children {
		eachText(child, visit)
	}
}

// nothing is what an item says that stands for no action.
var nothing = map[string]bool{"": true, "none": true, "n/a": true, "na": true, "tbd": true, "todo": true, "nothing": true, "none is open": true, "none are open": true, "no actions": true, "no action": true, "no action items": true, "no further action": true,
	"no further actions": true, "nothing to do": true, "-": true, "–": true, "—": true, "…": true, "...": true}

// read makes an action of a text; it is not ok when there is none.
func (r *actionReader) read(t markdown.Text) (a Action, ok bool) {
	bare := strings.ToLower(strings.Trim(t.String, " \t\r\n.*_"))
	if nothing[bare] || strings.HasPrefix(bare, "{{") { // which a template left
		return Action{}, false
	}
	d := decorated{reader: r, action: &a, source: t, text: t.String}
	d.strip()
	r.parts(&a, t)
	text := strings.Join(strings.Fields(d.text), " ")
	if text == "" {
		text = strings.Join(strings.Fields(t.String), " ")
	}
	a.Text = strings.Clone(text)
	a.Evidence = Evidence{Span: r.withMarks(t.All()), Sentence: sentence(t.String, 0, 1)}
	if a.Sentence == a.Text {
		a.Sentence = a.Text // one string for both
	} else {
		a.Sentence = strings.Clone(a.Sentence)
	}
	if a.State == Open && r.marked(t, "~~") {
		a.State = Declined
	}
	return a, true
}

// linked adds the issues that links in a span of the file lead to.
func (r *actionReader) linked(a *Action, s diag.Span) {
	i := sort.Search(len(r.links), func(i int) bool { return r.links[i].Span.Start >= s.Start })
	for ; i < len(r.links) && r.links[i].Span.Start < s.End; i++ {
		l := r.links[i]
		if l.Kind != markdown.Image && isIssue(l.Target) && !isTicket(strings.Trim(l.Text, brackets)) {
			addOnce(&a.Tickets, l.Target)
		}
	}
}

// column is what the cells of a table's column say about an action.
type column uint8

const (
	unknownColumn column = iota
	actionColumn
	ownerColumn
	dueColumn
	ticketColumn
	stateColumn
	kindColumn
)

// columns knows what the headers of columns mean, normalised as headings are.
var columns = map[string]column{}

func init() {
	for kind, names := range map[column][]string{
		actionColumn: {"action", "actions", "action item", "action items", "item", "task", "what", "follow-up", "follow up", "todo", "to do", "improvement", "measure", "next step", "remediation", "description"},
		ownerColumn:  {"owner", "owners", "assignee", "assigned to", "who", "dri", "responsible", "team", "lead"},
		dueColumn:    {"due", "due date", "deadline", "eta", "when", "by when", "date", "target", "target date"},
		ticketColumn: {"ticket", "tickets", "issue", "link", "bug", "tracking", "tracking issue", "tracker", "jira", "reference"},
		stateColumn:  {"status", "state", "done", "completed", "progress"},
		kindColumn:   {"type", "kind", "category", "action type"},
	} {
		for _, name := range names {
			columns[name] = kind
		}
	}
}

// table reads a table whose header names a column of owners, dates, tickets or
// states, or one of actions. Any other table is about something else.
func (r *actionReader) table(b *markdown.Block) {
	if len(b.Children) == 0 {
		return
	}
	var kinds []column
	text, known := -1, false
	for i, cell := range b.Children[0].Children {
		kind := columns[NormalizeHeading(cell.Text.String)]
		kinds = append(kinds, kind)
		known = known || kind != unknownColumn
		if text < 0 && kind == actionColumn {
			text = i
		}
	}
	for i, kind := range kinds {
		if text < 0 && known && kind == unknownColumn {
			text = i
		}
	}
	if text < 0 {
		return
	}
	for _, row := range b.Children[1:] {
		if text >= len(row.Children) {
			continue
		}
		a, ok := r.read(row.Children[text].Text)
		if !ok {
			continue
		}
		for i, cell := range row.Children[:min(len(row.Children), len(kinds))] {
			if i != text {
				r.cell(&a, kinds[i], cell.Text)
			}
		}
		r.linked(&a, row.Span)
		r.document.Facts.Actions = append(r.document.Facts.Actions, a)
	}
}

// cell reads what a cell beside an action says about it.
func (r *actionReader) cell(a *Action, kind column, t markdown.Text) {
	text := strings.TrimSpace(t.String)
	if nothing[strings.ToLower(text)] {
		return
	}
	switch kind {
	case ownerColumn:
		for name := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == ';' || c == '\n' || c == '&' }) {
			addOnce(&a.Owners, strings.TrimPrefix(strings.TrimSpace(name), "@"))
		}
	case dueColumn:
		start := strings.Index(t.String, text)
		found, ok := r.calendar.at(t.String, start)
		if !ok {
			found = phrase{}
		}
		found.start, found.end = start, start+len(text)
		a.Deadline = found.deadline(t)
	case ticketColumn:
		tickets(text, func(ticket string) { addOnce(&a.Tickets, ticket) })
	case stateColumn:
		if strings.EqualFold(text, "x") || strings.EqualFold(text, "yes") {
			a.State = Done
		} else if state, reason, ok := stateOf(text); ok {
			a.State, a.Reason = state, strings.Clone(reason)
		}
	case kindColumn:
		a.Kind = kindOf(text)
	default:
		r.parts(a, t)
	}
}

// addOnce adds a copy of a name to a list that does not have it.
func addOnce(list *[]string, name string) {
	if name == "" {
		return
	}
	for _, known := range *list {
		if known == name {
			return
		}
	}
	if len(*list) < mostNames {
		*list = append(*list, strings.Clone(name))
	}
}

// mostNames bounds the owners and tickets of an action, so that reading it
// does not take longer than it is long.
const mostNames = 32

// calendar knows what a date without a year means in a document.
type calendar struct {
	order    temporal.Order
	incident time.Time // zero when unknown
}
