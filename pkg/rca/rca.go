// Package rca is the model: what an RCA is, read from its front matter and
// its text.
//
// A [Parser] turns one source file into a [Parsed]: the small [Document],
// which the site is built from and which is kept, and the front matter, the
// tree and its [Passage] list, which the rules look at and which are dropped
// after that. A document depends on the bytes of its own file and on the
// configuration alone, so it can be remembered by its hash.
//
// What front matter states wins; what it leaves open is read from the title
// (by the configured pattern), from the text, and from the file's name, in
// this order.
//
// # Facts
//
// [Facts] is what a document says about its incident: the window of its impact,
// the timeline, stated lengths, provider and regions, actions, promises. Each
// fact has its [Evidence]: the words in the file, the sentence that they stand
// in, and whether the author stated it in front matter. Facts are read and never
// written back by themselves; [Document.List] returns those that front matter
// has keys for, and which of them are certain.
//
// A timeline is a table whose header names a time, a list, headings or lines
// below a heading that says so. Its times may leave out the day, the zone and,
// counted from the start (+17m), the clock.
//
// An entry is public when it reports what customers were told: when it says so
// ("Status page: …"), when it stands below a heading that says so ("Public
// updates", in a timeline or for itself), or in a table with a column "Public"
// whose cell is not empty. What was told is not what happened: it tells when the
// impact began, was noticed and ended only where nothing else does.
package rca

import (
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// Document is one RCA. It is small: neither its text nor its tree is kept.
type Document struct {
	Path        string   // relative to the content folder, with slashes
	File        string   // relative to the project's root: what diagnostics name
	Hash        [32]byte // SHA-256 of the file's bytes
	Body        int      // offset of the Markdown in the file
	Meta        frontmatter.Meta
	Keys        map[string]diag.Span // where each key's value stands in the file
	Title       string               // front matter, else the first level-1 heading, else the id, else the file's name
	ShortTitle  string               // service and region of a patterned title ("APIv2, West Europe"); else Title
	Label       string               // for the sidebar: sidebar_label without its order number, else ShortTitle
	Order       *float64             // the number that sidebar_label starts with: 4 of "4. RCA …"
	Date        time.Time            // of the incident, UTC; zero when unknown
	DateOnly    bool                 // Date is a day, its clock time means nothing
	Status      string               // front matter, else title
	Service     string               // first of front matter, else title
	Region      string
	Description string // one line of plain text for lists and the meta element
	Sections    []Section
	Headings    []Heading // the anchors of the page, in document order
	Links       []markdown.Link
	LevelShift  int  // added to every heading's level so that the shallowest is 2
	Diagrams    bool // the text holds a diagram, which the page draws
	DropTitle   bool // the first block is a heading that repeats the title; the page leaves it out
	Broken      bool // front matter or Markdown could not be read: there is no page to show
	Facts       Facts
}

// Facts is what a document says about its incident, read from front matter
// and from the text. A fact that is not known has its zero value.
type Facts struct {
	Impact    Window // when customers were hurt
	Detected  Moment
	Mitigated Moment
	Resolved  Moment
	Published Moment
	Provider  Word      // supplier in whose service the cause lay
	Tracking  Word      // number of the supplier's own incident
	Regions   []Word    // that the text about the impact names
	Durations []Length  // stated lengths of the incident or of its impact
	Timeline  []Event   // in the order of the text
	Symptoms  []string  // error messages and codes that the text quotes
	Actions   []Action  // in document order
	Promises  []Promise // likewise
	Wording   Wording   // to find copies of the text
}

// Window is a stretch of time. The end is zero when it is not known.
type Window struct{ Start, End Moment }

// Moment is a moment of the incident, in the zone that it was written in.
type Moment struct {
	Time        time.Time
	DateOnly    bool // a day; Time is its midnight
	Zoned       bool // the author named the zone; otherwise it is the project's
	Approximate bool // "around", "~" or the like stands before it
	Inherited   bool // the day, the year or the half of the day is stated elsewhere
	Ambiguous   bool // day and month could be swapped
	Undated     bool // no day is known: only the clock time and the order count
	Evidence
}

// Measure says what a stated length is the length of.
type Measure string

// Measures.
const (
	TimeOfImpact  Measure = "impact"
	TimeToDetect  Measure = "time to detect"
	TimeToRecover Measure = "time to recover"
)

// Length is a stated length of time.
type Length struct {
	Of                Measure
	Shortest, Longest time.Duration // different for "5 to 10 minutes"
	Approximate       bool
	Bound             temporal.Bound
	Evidence
}

// Event is an entry of the timeline.
type Event struct {
	Moment         // its Sentence is the whole entry
	Text    string // without the time, in one line
	Phase   Phase
	Public  bool // it reports what was told in public
	Apart   bool // likewise, in a part of the timeline that holds nothing else
	Row     bool // it is a row of a table
	Counted bool // the text counts its time from the start: "+17m"
}

// Phase is what an entry says that the response had come to.
type Phase string

// Phases, in the order in which a response goes through them. Reported is that
// of a public post-mortem alone.
const (
	NoPhase       Phase = ""
	Detected      Phase = "detected"
	Investigating Phase = "investigating"
	Identified    Phase = "identified"
	Mitigated     Phase = "mitigated"
	Resolved      Phase = "resolved"
	Reported      Phase = "reported"
)

// Evidence says what a fact rests on.
type Evidence struct {
	Span     diag.Span // the words in the file
	Sentence string    // that the words stand in, in one line; "" when front matter states the fact
	Stated   bool      // front matter states it; otherwise it was read from the text
}

// Section is a heading of the document's own level, with what follows it up
// to the next heading of its level or above.
type Section struct {
	Name    string // of the configured section that it counts as; "" for any other
	Exact   bool   // the heading is that name itself, not a synonym
	Heading int    // index in Headings
	Span    diag.Span
	Empty   bool // nothing but headings in it
}

// Heading is an anchor of the page.
type Heading struct {
	Level    int // as written
	Text     string
	ID       string
	Explicit bool // the author wrote the id
	Span     diag.Span
}

// Parsed is a document together with what checking it needs and the model
// does not keep.
type Parsed struct {
	Document    *Document
	Source      *diag.File
	FrontMatter frontmatter.Block
	Body        *markdown.Tree
	Known       map[string]string // see KnownHeadings; the same for all documents, and never changed
	Passages    []Passage         // the text, in document order, with what it says about time
	Order       temporal.Order    // of day and month, when the document itself settles it; else ""
	Impact      Window            // as the text alone has it; zero when it says nothing of it
	Untimed     []*markdown.Block // rows of the timeline's table without a time
	Diagnostics []diag.Diagnostic // from reading front matter and Markdown
}

// Passage is a paragraph, a heading or a table cell.
type Passage struct {
	Block    *markdown.Block
	Times    temporal.Text
	Context  temporal.Context // what its surroundings say: the zone of a section, the incident's day
	Stated   bool             // the context's zone is stated in the document; otherwise it is the project's
	Section  int              // index in Document.Sections of the innermost section; -1 before the first
	Timeline bool             // it belongs to the timeline
	Told     bool             // likewise, to a part of it that is about what was told in public

	quoted string // the sentence of the last evidence: mostly that of the next one too
}

// Section returns the section that counts as the configured name, or nil.
func (d *Document) Section(name string) *Section {
	for i := range d.Sections {
		if d.Sections[i].Name == name {
			return &d.Sections[i]
		}
	}
	return nil
}
