package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Facts writes what documents say about their incidents, each fact with its
// place and the sentence that it was read from:
//
//	content/2023-12-12-apiv2.md
//	  started    2023-12-12T09:10:00Z  front matter
//	  mitigated  2023-12-12T09:50:00Z  9:44
//	      “On 12 December 2023, between 09:10 UTC and 09:50 UTC, searches failed.”
//
// A sentence is not repeated for the facts that follow from it. What is not certain (an approximate time, a zone that is the project's) is
// marked with a question mark behind it.
func (t Text) Facts(w io.Writer, documents []*rca.Document, open func(path string) (*diag.File, error)) error {
	p := &factPrinter{w: bufio.NewWriter(w), paint: palette(t.Color)}
	for i, d := range documents {
		if i > 0 {
			p.w.WriteByte('\n')
		}
		p.file, _ = open(d.File)
		p.document(d)
	}
	return p.w.Flush()
}

type factPrinter struct {
	w     *bufio.Writer
	paint palette
	file  *diag.File // nil when it cannot be opened

	quoted string // the sentence of the line before
}

func (p *factPrinter) document(d *rca.Document) {
	fmt.Fprintln(p.w, p.paint.with(bold, visible(d.File)))
	for _, f := range d.List() {
		value := f.Value()
		if !f.Sure {
			value += " ?"
		}
		p.line(f.Name, value, f.Evidence)
	}
	if d.Facts.Tracking.Text != "" {
		p.line("tracking", d.Facts.Tracking.Text, d.Facts.Tracking.Evidence)
	}
	for _, l := range d.Facts.Durations {
		p.line(string(l.Of), length(l), l.Evidence)
	}
	for _, e := range d.Facts.Timeline {
		e.Sentence = ""
		p.line("event", strings.TrimSpace(momentText(e.Moment)+" "+phase(e.Phase)+e.Text), e.Evidence)
	}
	for _, a := range d.Facts.Actions {
		a.Sentence = ""
		p.line("action", actionText(a), a.Evidence)
	}
	for _, m := range d.Facts.Promises {
		p.line("promise", m.Kind.String(), m.Evidence)
	}
}

// line writes a fact. The sentence is left out where the value is one.
func (p *factPrinter) line(name, value string, e rca.Evidence) {
	where := "front matter"
	if !e.Stated {
		where = p.place(e.Span)
	}
	fmt.Fprintf(p.w, "  %-15s %s  %s\n", name, visible(value), p.paint.with(frame, where))
	if e.Sentence != "" && e.Sentence != p.quoted {
		fmt.Fprintf(p.w, "      %s\n", p.paint.with(frame, "“"+visible(e.Sentence)+"”"))
	}
	p.quoted = e.Sentence
}

func (p *factPrinter) place(s diag.Span) string {
	if p.file == nil {
		return ""
	}
	at := p.file.Position(s.Start)
	return fmt.Sprintf("%d:%d", at.Line, at.UTF16)
}

func phase(p rca.Phase) string {
	if p == rca.NoPhase {
		return ""
	}
	return "(" + string(p) + ") "
}

// momentText writes a moment as front matter has it.
func momentText(m rca.Moment) string {
	switch {
	case m.IsZero():
		return "-"
	case m.DateOnly:
		return m.Time.Format(time.DateOnly)
	case m.Undated:
		return m.Time.Format("15:04")
	}
	return m.Time.Format(time.RFC3339)
}

func length(l rca.Length) string {
	s := l.Shortest.String()
	if l.Longest > l.Shortest {
		s += " to " + l.Longest.String()
	}
	if l.Approximate {
		s = "about " + s
	}
	return s
}

func actionText(a rca.Action) string {
	s := "[" + a.State.String() + "] " + a.Text
	if len(a.Owners) > 0 {
		s += ", owner " + strings.Join(a.Owners, ", ")
	}
	if !a.Due.IsZero() {
		s += ", due " + a.Due.Format(time.DateOnly)
	}
	if len(a.Tickets) > 0 {
		s += ", ticket " + strings.Join(a.Tickets, ", ")
	}
	return s
}

// The JSON form of facts. Times are RFC 3339, or a day.
type (
	jsonDocument struct {
		File      string         `json:"file"`
		ID        string         `json:"id"`
		Title     string         `json:"title"`
		Facts     []jsonFact     `json:"facts"`
		Durations []jsonDuration `json:"durations"`
		Timeline  []jsonEvent    `json:"timeline"`
		Actions   []jsonAction   `json:"actions"`
		Promises  []jsonPromise  `json:"promises"`
	}
	jsonEvidence struct {
		Line     int    `json:"line"`
		Column   int    `json:"column"` // bytes, from 1
		Sentence string `json:"sentence"`
		Stated   bool   `json:"stated"` // by front matter
	}
	jsonFact struct {
		Name   string   `json:"name"`
		Values []string `json:"values"`
		Sure   bool     `json:"sure"`
		jsonEvidence
	}
	jsonDuration struct {
		Of          string `json:"of"`
		Seconds     int    `json:"seconds"`
		Approximate bool   `json:"approximate"`
		jsonEvidence
	}
	jsonEvent struct {
		Time        string `json:"time"`
		Approximate bool   `json:"approximate"`
		Inherited   bool   `json:"inherited"`
		Undated     bool   `json:"undated"`
		Phase       string `json:"phase"`
		Text        string `json:"text"`
		jsonEvidence
	}
	jsonAction struct {
		Text    string   `json:"text"`
		State   string   `json:"state"`
		Reason  string   `json:"reason"`
		Owners  []string `json:"owners"`
		Tickets []string `json:"tickets"`
		Due     string   `json:"due"` // "" for none
		jsonEvidence
	}
	jsonPromise struct {
		Kind string `json:"kind"`
		Due  string `json:"due"`
		jsonEvidence
	}
)

// FactsJSON writes the same as [Text.Facts] as a JSON array, one object for
// each document.
func FactsJSON(w io.Writer, documents []*rca.Document, open func(path string) (*diag.File, error)) error {
	list := []jsonDocument{}
	for _, d := range documents {
		file, _ := open(d.File)
		list = append(list, factsOf(d, file))
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

func factsOf(d *rca.Document, file *diag.File) jsonDocument {
	evidence := func(e rca.Evidence) jsonEvidence {
		j := jsonEvidence{Sentence: e.Sentence, Stated: e.Stated}
		if file != nil {
			at := file.Position(e.Span.Start)
			j.Line, j.Column = at.Line, at.Column
		}
		return j
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	out := jsonDocument{
		File: d.File, ID: d.Meta.ID, Title: d.Title,
		Facts: []jsonFact{}, Durations: []jsonDuration{}, Timeline: []jsonEvent{}, Actions: []jsonAction{}, Promises: []jsonPromise{},
	}
	for _, f := range d.List() {
		out.Facts = append(out.Facts, jsonFact{f.Name, f.Values, f.Sure, evidence(f.Evidence)})
	}
	if t := d.Facts.Tracking; t.Text != "" {
		out.Facts = append(out.Facts, jsonFact{"tracking", []string{t.Text}, true, evidence(t.Evidence)})
	}
	for _, l := range d.Facts.Durations {
		out.Durations = append(out.Durations, jsonDuration{string(l.Of), int(l.Shortest.Seconds()), l.Approximate, evidence(l.Evidence)})
	}
	for _, e := range d.Facts.Timeline {
		out.Timeline = append(out.Timeline, jsonEvent{momentText(e.Moment), e.Approximate, e.Inherited, e.Undated, string(e.Phase), e.Text, evidence(e.Evidence)})
	}
	for _, a := range d.Facts.Actions {
		out.Actions = append(out.Actions, jsonAction{a.Text, a.State.String(), a.Reason, a.Owners, a.Tickets, day(a.Due), evidence(a.Evidence)})
	}
	for _, m := range d.Facts.Promises {
		out.Promises = append(out.Promises, jsonPromise{m.Kind.String(), day(m.Due), evidence(m.Evidence)})
	}
	return out
}
