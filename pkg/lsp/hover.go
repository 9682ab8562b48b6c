package lsp

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// note is something to say about a part of a text, in Markdown.
type note struct {
	at   diag.Span
	text string
}

// hover says what there is to know about a place: when a time is for the reader,
// how long a stretch of time, where a link leads, what a key or a rule means.
func (s *server) hover(_ context.Context, p *positionParams) (*hoverResult, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil || t.parsed() == nil || !t.isDocument() {
		return nil, err
	}
	offset := t.places.offset(p.Position)
	var notes []note
	for _, find := range []func(*text, int) (note, bool){s.timeNote, s.linkNote, keyNote, ruleNote, findingNote} {
		if n, ok := find(t, offset); ok {
			notes = append(notes, n)
		}
	}
	if len(notes) == 0 {
		return nil, nil
	}
	texts := make([]string, len(notes))
	for i, n := range notes {
		texts[i] = n.text
	}
	at := t.places.span(notes[0].at)
	return &hoverResult{Contents: markup{"markdown", strings.Join(texts, "\n\n---\n\n")}, Range: &at}, nil
}

// punctuation is what may mean something within a line of Markdown.
var punctuation = regexp.MustCompile("[\\\\`*_\\[\\]<>|~]")

// addresses are what makes a link of a bare address, and an entity of a text.
var addresses = strings.NewReplacer("://", `\://`, "www.", `www\.`, "@", `\@`, "&", `\&`)

// plain writes a text of a document so that it is nothing but text in Markdown: no
// link and no picture of it shows in the editor.
func plain(text string) string {
	text = addresses.Replace(punctuation.ReplaceAllString(strings.Join(strings.Fields(text), " "), `\$0`))
	if strings.HasPrefix(text, "#") {
		text = `\` + text
	}
	return text
}

// moment is a moment that a text names, or two that it names as a stretch.
type moment struct {
	at       diag.Span
	from, to rca.Moment // to is zero for one
}

func (s *server) timeNote(t *text, offset int) (note, bool) {
	p := t.parsed()
	m, ok := momentAt(p, offset)
	if !ok {
		return note{}, false
	}
	impact := p.Document.Facts.Impact.Start
	if m.to.IsZero() {
		lines := []string{"**" + s.when(m.from) + "**"}
		if since := m.from.Time.Sub(impact.Time); !impact.IsZero() && !impact.DateOnly && !m.from.DateOnly && !m.from.Undated && since != 0 && since.Abs() < 366*24*time.Hour {
			word := "after"
			if since < 0 {
				word = "before"
			}
			lines = append(lines, showLength(since.Abs())+" "+word+" the impact began")
		}
		return note{m.at, strings.Join(lines, "  \n")}, true
	}
	lines := []string{"**" + showLength(m.to.Time.Sub(m.from.Time)) + "**", "from " + s.when(m.from), "to " + s.when(m.to)}
	return note{m.at, strings.Join(lines, "  \n")}, true
}

// when writes a moment in UTC, and in the reader's zone where that is another.
func (s *server) when(m rca.Moment) string {
	switch {
	case m.DateOnly:
		return m.Time.Format("Monday, 2 January 2006")
	case m.Undated:
		return m.Time.UTC().Format("15:04 UTC")
	}
	text := m.Time.UTC().Format("Mon 2 Jan 2006, 15:04 UTC")
	here := m.Time.In(s.Zone)
	if _, offset := here.Zone(); offset != 0 {
		layout := "15:04 MST"
		if name, _ := here.Zone(); strings.ContainsAny(name, "+-0123456789") || name == "" {
			layout = "15:04 -07:00"
		}
		if here.YearDay() != m.Time.UTC().YearDay() {
			layout = "Mon 2 Jan, " + layout
		}
		text += ", for you " + here.Format(layout)
	}
	return text
}

// english writes lengths of time.
var english, _ = locale.Find("en")

func showLength(d time.Duration) string {
	return strings.ReplaceAll(english.DurationLong(d), "\u00a0", " ")
}

// momentAt returns the time at an offset of a document: a stretch before one of its
// ends, and what the timeline knows of a time before what the words alone say.
func momentAt(p *rca.Parsed, offset int) (moment, bool) {
	f := &p.Document.Facts
	known := []rca.Moment{f.Impact.Start, f.Impact.End, f.Detected, f.Mitigated, f.Resolved, f.Published}
	for _, e := range f.Timeline {
		known = append(known, e.Moment)
	}
	for i := range p.Passages {
		if within(p.Passages[i].Block.Span, offset) {
			if m, ok := stretchAt(&p.Passages[i], offset); ok {
				return m, true
			}
		}
	}
	for _, m := range known {
		if !m.IsZero() && m.Span.Len() > 0 && within(m.Span, offset) {
			return moment{at: m.Span, from: m}, true
		}
	}
	for i := range p.Passages {
		if within(p.Passages[i].Block.Span, offset) {
			if m, ok := pointAt(&p.Passages[i], offset); ok {
				return m, true
			}
		}
	}
	return moment{}, false
}

func stretchAt(at *rca.Passage, offset int) (moment, bool) {
	text := at.Block.Text
	for _, r := range temporal.Ranges(text.String, at.Context) {
		if s := text.Span(r.From.Start, r.To.End); within(s, offset) {
			return moment{s, momentOf(r.From), momentOf(r.To)}, true
		}
	}
	return moment{}, false
}

func pointAt(at *rca.Passage, offset int) (moment, bool) {
	text := at.Block.Text
	for _, point := range at.Times.Points {
		s := text.Span(point.Start, point.End)
		if m, ok := at.Context.Moment(point); ok && within(s, offset) {
			return moment{at: s, from: momentOf(m)}, true
		}
	}
	return moment{}, false
}

func momentOf(m temporal.Moment) rca.Moment {
	return rca.Moment{Time: m.Time, DateOnly: m.DateOnly, Zoned: m.Zoned}
}

// linkNote says what a link leads to.
func (s *server) linkNote(t *text, offset int) (note, bool) {
	d := t.parsed().Document
	l, ok := linkAt(d, offset)
	if !ok {
		return note{}, false
	}
	st := t.project.now()
	g, ok := st.follow(d, l)
	if !ok {
		return note{}, false
	}
	to := st.document(g.file)
	if g.page != nil && g.file == d.File {
		to = d
	}
	if to == nil {
		return note{l.Span, plain(g.file)}, true
	}
	lines := []string{"**" + plain(to.Title) + "**"}
	var about []string
	if !to.Date.IsZero() {
		about = append(about, to.Date.Format(time.DateOnly))
	}
	if to.Status != "" {
		about = append(about, plain(to.Status))
	}
	if to.Meta.Draft {
		about = append(about, "draft")
	}
	if i := slices.IndexFunc(to.Headings, func(h rca.Heading) bool { return g.fragment != "" && h.ID == g.fragment }); i >= 0 {
		about = append(about, "section “"+plain(to.Headings[i].Text)+"”")
	}
	if len(about) > 0 {
		lines = append(lines, strings.Join(about, " · "))
	}
	if to.Description != "" {
		lines = append(lines, "", plain(to.Description))
	}
	return note{l.Span, strings.Join(append(lines, "", plain(g.file)), "  \n")}, true
}

// keyNote says what a key of front matter means.
func keyNote(t *text, offset int) (note, bool) {
	root := t.parsed().FrontMatter.Root
	if root == nil {
		return note{}, false
	}
	for _, e := range root.Entries {
		if !within(e.KeySpan, offset) {
			continue
		}
		i := slices.IndexFunc(frontmatter.Keys, func(k frontmatter.Key) bool { return k.Name == e.Key })
		if i < 0 {
			return note{}, false
		}
		k := frontmatter.Keys[i]
		return note{e.KeySpan, fmt.Sprintf("**%s** (%s)  \n%s", k.Name, k.Type, k.Doc)}, true
	}
	return note{}, false
}

// ruleName is what looks like the name of a rule.
var ruleName = regexp.MustCompile(`[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*`)

// ruleNote explains a rule that the text names.
func ruleNote(t *text, offset int) (note, bool) {
	line, where := t.places.line(offset)
	for _, m := range ruleName.FindAllIndex(line, -1) {
		s := diag.Span{Start: where.Start + m[0], End: where.Start + m[1]}
		if r, known := check.Find(string(line[m[0]:m[1]])); known && within(s, offset) {
			return note{s, explain(r)}, true
		}
	}
	return note{}, false
}

// findingNote explains the rules of the findings at a place.
func findingNote(t *text, offset int) (note, bool) {
	var texts []string
	at := diag.Span{}
	for _, d := range t.found() {
		r, known := check.Find(d.Rule)
		if d.Span.Len() == 0 || !within(d.Span, offset) || !known {
			continue
		}
		if text := explain(r); !slices.Contains(texts, text) {
			texts, at = append(texts, text), d.Span
		}
	}
	return note{at, strings.Join(texts, "\n\n")}, len(texts) > 0
}

// explain is the page of a rule in short.
func explain(r *check.Rule) string {
	return fmt.Sprintf("[%s](%s)  \n%s  \n*Why it matters:* %s  \n*To put it right:* %s", r.Name, aboutRule(r.Name).Href, r.Finds, r.Why, r.Fix)
}
