package check

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// wordsAlone reduces a text to its letters and digits, in small letters, with
// one blank between words.
func wordsAlone(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// vagueStarts are beginnings of actions whose end nobody can tell.
var vagueStarts = []string{
	"try to ", "try and ", "look into ", "look at ways", "consider ", "think about ", "explore ", "find ways",
	"investigate options", "investigate ways", "investigate possibilities", "investigate further possibilities", "evaluate options", "be more careful", "be careful", "pay more attention", "strive to ",
}

// vagueAlone are actions that say too little when they say nothing else.
var vagueAlone = map[string]bool{
	"improve monitoring": true, "improve alerting": true, "improve the monitoring": true, "improve communication": true, "improve testing": true,
	"improve documentation": true, "improve the process": true, "improve processes": true, "improve monitoring and alerting": true,
	"better monitoring": true, "better alerting": true, "more monitoring": true, "more tests": true, "add more tests": true,
	"better communication": true, "monitor more closely": true,
}

// leadIn may stand before the verb of an action or a promise.
var leadIn = map[string]bool{
	"we": true, "we'll": true, "will": true, "should": true, "must": true, "need": true, "to": true, "the": true, "team": true, "also": true,
	"going": true, "are": true, "is": true, "plan": true, "intend": true, "as": true, "next": true, "steps": true, "please": true,
}

func actionVague(p *DocumentPass) {
	name := counting(p.Known, "Action items", "Next steps")
	for _, a := range p.Document.Facts.Actions {
		if a.IsOpen() {
			reportVague(p, a.Text, a.Span)
		}
	}
	for _, m := range p.Document.Facts.Promises {
		if m.Kind == rca.Commitment && m.Section == name {
			// The words that promise are the place; what is vague may follow them.
			reportVague(p, m.Text, diag.Span{Start: m.Span.Start, End: min(len(p.Source.Bytes), m.Span.End+longestHeading)})
		}
	}
}

// reportVague reports a text at a place when it starts vaguely.
func reportVague(p *DocumentPass, text string, at diag.Span) {
	vague := vagueWords(text)
	if vague == "" {
		return
	}
	source := p.text(at)
	if i := foldIndex(source, vague); i >= 0 {
		at = diag.Span{Start: at.Start + i, End: at.Start + i + len(vague)}
	} else {
		at = firstLine(p, at)
	}
	p.Report(diag.Diagnostic{
		Message: fmt.Sprintf("`%s` cannot be checked off", vague),
		Span:    at,
		Label:   "when is that done?",
		Help:    []string{"say what will be different when it is done"},
	})
}

// vagueWords returns the words that make an action vague, in small letters,
// or "".
func vagueWords(text string) string {
	if vagueAlone[wordsAlone(text)] {
		return strings.ToLower(strings.TrimRight(text, " .!"))
	}
	rest := text
	for range 8 {
		for _, start := range vagueStarts {
			if len(rest) >= len(start) && strings.EqualFold(rest[:len(start)], start) {
				return strings.TrimSpace(start)
			}
		}
		word, behind, ok := strings.Cut(rest, " ")
		if !ok || !leadIn[strings.ToLower(strings.TrimRight(word, ","))] {
			return ""
		}
		rest = behind
	}
	return ""
}

// foldIndex returns where a text of small ASCII letters stands in another,
// whatever the case there; -1 when it does not.
func foldIndex(text, words string) int {
	for i := 0; i+len(words) <= len(text); i++ {
		if text[i]|0x20 == words[0] && strings.EqualFold(text[i:i+len(words)], words) {
			return i
		}
	}
	return -1
}

// promiseOutsideList leaves out the section about next steps where it has no
// list at all, because action/none tells about that; and the timeline, which
// repeats what people said in those hours.
func promiseOutsideList(p *DocumentPass) {
	name := counting(p.Known, "Action items", "Next steps")
	timeline := counting(p.Known, "Timeline")
	for _, m := range p.Document.Facts.Promises {
		if m.Kind != rca.Commitment || m.Section != "" && m.Section == timeline ||
			m.Section == name && name != "" && len(p.Document.Facts.Actions) == 0 {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is a promise outside the list of actions", diag.Excerpt(p.text(m.Span))),
			Span:    m.Span,
			Label:   "nobody can check this off",
			Help:    []string{"make it an item of the section about what happens next"},
		})
	}
}

func noFollowUp(p *SitePass) {
	for _, a := range p.Site.NotFollowed() {
		doc := a.Page.Document
		why := fmt.Sprintf("the document has no section `%s`", a.Cause)
		var related []diag.Related
		at := func(format, label string) {
			h := doc.Headings[a.Section.Heading]
			why, related = fmt.Sprintf(format, diag.Excerpt(h.Text)), []diag.Related{{Path: doc.File, Span: h.Span, Label: label}}
		}
		switch a.Why {
		case site.EmptyCause:
			at("section `%s` is empty", "empty")
		case site.Preliminary:
			at("section `%s` is not the last word", "preliminary")
		case site.Unsettled:
			why = fmt.Sprintf("the status is still `%s`", diag.Excerpt(doc.Status))
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is announced and did not follow: %s", diag.Excerpt(a.Promise.Text), why),
			Path:    doc.File,
			Span:    a.Promise.Span,
			Label:   "announced here",
			Related: related,
			Help:    []string{fmt.Sprintf("write the section `%s`, or link to the report and remove the announcement", a.Cause)},
		})
	}
}

// grace is how late an update may come without being late.
const grace = 10 * time.Minute

// farthestTime is how far behind the words that promise their time may stand,
// in bytes of the file.
const farthestTime = 80

func lateUpdate(p *DocumentPass) {
	events := p.Document.Facts.Timeline
	var inTime []rca.Event // whatever the order in which they stand
	for _, e := range events {
		if !e.IsZero() && !e.DateOnly {
			inTime = append(inTime, e)
		}
	}
	slices.SortStableFunc(inTime, func(a, b rca.Event) int { return a.Time.Compare(b.Time) })
	k := 0 // of the passage that holds the promise
	for _, m := range p.Document.Facts.Promises {
		if m.Kind != rca.Update {
			continue
		}
		i := lastBefore(events, m.Span.Start)
		if i < 0 || events[i].IsZero() || events[i].DateOnly {
			continue
		}
		said := events[i].Moment
		for k < len(p.Passages) && p.Passages[k].Block.Text.All().End <= m.Span.Start {
			k++ // both are in the order of the text
		}
		if k == len(p.Passages) || p.Passages[k].Block.Text.All().Start > m.Span.Start {
			continue
		}
		due, at, ok := promisedTime(&p.Passages[k], m, said)
		if !ok || due.Before(said.Time) || due.Sub(said.Time) > 24*time.Hour {
			continue
		}
		next, found := updateAfter(inTime, said.Time)
		if found && !next.Time.After(due.Add(grace)) {
			continue
		}
		finding := diag.Diagnostic{
			Message: fmt.Sprintf("an update was promised by %s, and no entry says that it came", due.Format("15:04")),
			Span:    at, Label: "promised in the entry of " + said.Time.Format("15:04"),
			Help: []string{"add the entry, or what was learnt from its absence"},
		}
		if found {
			finding.Message = fmt.Sprintf("an update was promised by %s, and the next entry is of %s", due.Format("15:04"), next.Time.Format("15:04"))
			finding.Related = []diag.Related{{Path: p.Document.File, Span: next.Span, Label: showLength(next.Time.Sub(due)) + " late"}}
		}
		p.Report(finding)
	}
}

// lastBefore returns the last entry whose time stands before a place, or -1.
func lastBefore(events []rca.Event, offset int) int {
	return sort.Search(len(events), func(i int) bool { return events[i].Span.Start >= offset }) - 1
}

// updateAfter returns the first entry after a moment, of entries that are
// sorted by time.
func updateAfter(inTime []rca.Event, said time.Time) (next rca.Event, found bool) {
	i := sort.Search(len(inTime), func(i int) bool { return inTime[i].Time.After(said) })
	if i == len(inTime) {
		return rca.Event{}, false
	}
	return inTime[i], true
}

// promisedTime returns until when an update was promised in a passage, and the
// words that say so: a clock time, or a length of time from then on.
func promisedTime(passage *rca.Passage, m rca.Promise, said rca.Moment) (due time.Time, at diag.Span, ok bool) {
	text := passage.Block.Text
	behind := func(offset int) bool { return text.Span(offset, offset+1).Start >= m.Span.Start }
	near := func(start, end int) (diag.Span, bool) {
		s := text.Span(start, end)
		return s, s.Start < m.Span.End+farthestTime
	}
	points := passage.Times.Points
	for i := sort.Search(len(points), func(i int) bool { return behind(points[i].Start) }); i < len(points); i++ {
		point := points[i]
		s, ok := near(point.Start, point.End)
		if !ok {
			break
		}
		if point.Clock != nil && point.Date == nil && point.Clock.Zone.Name == "" {
			year, month, day := said.Time.Date()
			due = time.Date(year, month, day, point.Clock.Hour24(), point.Clock.Minute, 0, 0, said.Time.Location())
			return due, s, true
		}
	}
	lengths := passage.Times.Durations
	if i := sort.Search(len(lengths), func(i int) bool { return behind(lengths[i].Start) }); i < len(lengths) {
		if s, ok := near(lengths[i].Start, lengths[i].End); ok {
			return said.Time.Add(lengths[i].Longest), s, true
		}
	}
	return time.Time{}, diag.Span{}, false
}
