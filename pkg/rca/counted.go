package rca

import (
	"strings"
	"time"
	"unicode"

	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// counted returns the time since the start that the passage begins with: "+17m",
// "T+5 min"; nil when it begins otherwise.
func (p *Passage) counted() *temporal.Duration {
	if len(p.Times.Durations) == 0 {
		return nil
	}
	d := &p.Times.Durations[0]
	if !d.Offset {
		return nil
	}
	switch strings.Trim(p.Block.Text.String[:d.Start], " *_[(") {
	case "+", "T+", "t+", "T +":
		return d
	}
	return nil
}

// addCounted adds an entry whose time is counted from the start.
func (r *timelineReader) addCounted(at *Passage, d *temporal.Duration, text string) {
	r.entries = append(r.entries, entry{
		passage: at, point: temporal.Point{Start: d.Start, End: d.End}, lead: text, text: text, counted: d, context: at.Context, list: r.list,
		told: at.Told || r.told,
	})
}

// countedRow reads a row whose time is counted from the start.
func (r *timelineReader) countedRow(cells []*markdown.Block, column int) bool {
	at := r.passages[cells[column]]
	if at == nil {
		return false
	}
	d := at.counted()
	if d == nil {
		return false
	}
	texts := []string{afterTime(at.Block.Text.String, d.End)}
	for i, c := range cells {
		if i != column {
			texts = append(texts, oneLine(c.Text.String))
		}
	}
	r.addCounted(at, d, strings.TrimSpace(strings.Join(texts, " ")))
	return true
}

// since returns when a counted entry was. Where the start is not known, only
// the order counts.
func (e entry) since(start Moment) Event {
	if start.DateOnly {
		start = Moment{}
	}
	if start.IsZero() {
		start.Time = time.Date(1, time.January, 2, 0, 0, 0, 0, time.UTC)
	}
	m := temporal.Moment{
		Start: e.point.Start, End: e.point.End, Time: start.Time.Add(e.counted.Length), Zoned: start.Zoned,
		Approximate: e.counted.Approximate || start.Approximate, Inherited: true, Ambiguous: start.Ambiguous,
	}
	out := e.said()
	out.Moment = e.passage.moment(m)
	return out
}

// afterTime returns the text behind a time, in one line, without the signs
// between.
func afterTime(text string, from int) string {
	return oneLine(strings.TrimLeftFunc(text[from:], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(":-–—|,.;)]*_~→", r)
	}))
}
