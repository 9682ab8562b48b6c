package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/rca"
)

// report returns the sections of the report, with gaps where the source has
// nothing.
func (c *composer) report() string {
	if strings.TrimSpace(c.incident.Report) == "" {
		c.draft.Gaps = slices.Clone(c.required)
		sections := make([]string, len(c.required))
		for k, name := range c.required {
			sections[k] = section(name, gap)
		}
		return strings.Join(sections, "\n")
	}
	body, p := c.repaired(c.incident.Report)
	if sealed := c.sealed(body); sealed != body {
		body, p = sealed, c.parse(sealed)
	}
	if topLevel(p.Body) == 7 && strings.TrimSpace(body) != "" || c.missing(p) && leadLength(p) > 0 {
		body = c.divided(body, p)
	}
	for _, name := range c.required {
		body = c.filled(body, c.parse(body), name)
	}
	return body
}

// missing reports whether a required section is not there.
func (im *Importer) missing(p *rca.Parsed) bool {
	return slices.ContainsFunc(im.required, func(name string) bool { return p.Document.Section(name) == nil })
}

// leadLength returns the number of blocks before the first section.
func leadLength(p *rca.Parsed) int {
	if len(p.Document.Sections) == 0 {
		return len(p.Body.Blocks)
	}
	n := 0
	for _, b := range p.Body.Blocks {
		if b.Span.Start >= p.Document.Sections[0].Span.Start {
			break
		}
		n++
	}
	return n
}

// divided gives the text before the first section sections of its own, by what
// its sentences say. Text about something that has a section already stays where
// it is.
func (c *composer) divided(body string, p *rca.Parsed) string {
	source := p.Source.Bytes
	lead := p.Body.Blocks[:leadLength(p)]
	end := len(source)
	if n := len(lead); n < len(p.Body.Blocks) {
		end = p.Body.Blocks[n].Span.Start
	}
	names := c.sectionsOf()
	texts := map[string][]string{}
	found := false
	for _, piece := range divide(source, lead) {
		name := names[piece.topic]
		if p.Document.Section(name) != nil {
			name = ""
		}
		found = found || name != ""
		texts[name] = append(texts[name], piece.text)
	}
	if !found {
		return body
	}
	var parts []string
	for _, t := range []topic{noTopic, impact, cause, resolution, measures} {
		text := strings.Join(texts[names[t]], "\n\n")
		switch {
		case text == "":
		case names[t] == "":
			parts = append(parts, text+"\n")
		default:
			parts = append(parts, section(names[t], text))
		}
		delete(texts, names[t])
	}
	c.found("import/guessed", "the text has no heading here: it was put into sections by what its sentences say",
		"look whether each sentence stands in the right section")
	rest := string(source[end:])
	if rest != "" {
		parts = append(parts, rest)
	}
	return strings.Join(parts, "\n")
}

// found reports something about the incident as a whole.
func (c *composer) found(rule, message string, help ...string) *diag.Diagnostic {
	at := c.incident.Span
	end := at.End
	if line := bytes.IndexByte(c.source.File.Bytes[at.Start:at.End], '\n'); line >= 0 {
		end = at.Start + line
	}
	c.draft.Found = append(c.draft.Found, diag.Diagnostic{Rule: rule, Path: c.source.File.Path, Span: diag.Span{Start: at.Start, End: end}, Message: message, Help: help})
	return &c.draft.Found[len(c.draft.Found)-1]
}

// filled returns a body in which a required section is there, with a gap in it
// where the source has nothing.
func (c *composer) filled(body string, p *rca.Parsed, name string) string {
	s := p.Document.Section(name)
	if s != nil && !s.Empty {
		return body
	}
	c.draft.Gaps = append(c.draft.Gaps, name)
	if s != nil {
		at := p.Document.Headings[s.Heading].Span.End - len(front)
		return body[:at] + "\n\n" + gap + "\n" + body[at:]
	}
	at := len(body)
	after := false
	for _, other := range c.required {
		if next := p.Document.Section(other); after && next != nil && next.Span.Start-len(front) < at {
			at = next.Span.Start - len(front)
		}
		after = after || other == name
	}
	before := strings.TrimRight(body[:at], "\n")
	if before != "" {
		before += "\n\n"
	}
	return before + section(name, gap) + "\n" + strings.TrimLeft(body[at:], "\n")
}

// timeline adds what was told in public, and what found no place.
func (c *composer) timeline(body string) string {
	p := c.parse(body)
	if s := p.Document.Section("Timeline"); s != nil {
		at := min(s.Span.End-len(front), len(body))
		if lists := c.publicUpdates(p.Document.Headings[s.Heading].Level + 1); lists != "" {
			body = strings.TrimRight(body[:at], "\n") + "\n" + lists + "\n" + strings.TrimLeft(body[at:], "\n")
		}
	} else if lists := c.publicUpdates(3); lists != "" {
		body = strings.TrimRight(body, "\n") + "\n\n## Timeline\n" + lists
	}
	if len(c.others) > 0 {
		c.notes = append(c.notes, c.covers())
	}
	if clocks := c.clocks(p); clocks != "" {
		c.notes = append(c.notes, clocks)
	}
	if len(c.notes) > 0 {
		notes := make([]string, len(c.notes))
		for i, n := range c.notes {
			notes[i] = c.sealed(c.withoutHeadings(harmless(n)))
		}
		body = strings.TrimRight(body, "\n") + "\n\n" + section("Imported notes", strings.Join(notes, "\n\n"))
	}
	return strings.TrimLeft(strings.TrimRight(body, "\n")+"\n", "\n")
}

// publicUpdates returns the lists of what was told in public, each below its
// heading of a level; "" when nothing was.
func (c *composer) publicUpdates(level int) string {
	mark := strings.Repeat("#", min(6, level))
	var b strings.Builder
	for k, i := range append([]*incident.Incident{c.incident}, c.others...) {
		list := slices.Clone(i.Updates)
		if len(list) == 0 {
			continue
		}
		if i.Report != "" && !i.Published.IsZero() {
			list = append(list, incident.Update{Time: i.Published, Status: "Post-mortem", Body: "This report."})
		}
		heading := publicHeading
		if k > 0 {
			heading += " (" + escaped(i.Title) + ")"
		}
		for n := range list {
			list[n].Body = harmless(list[n].Body)
		}
		b.WriteString("\n" + mark + " " + heading + "\n\n" + updates(list))
	}
	return b.String()
}

// covers names the incidents that share the report.
func (c *composer) covers() string {
	var b strings.Builder
	fmt.Fprintf(&b, "The source has this report for %d incidents:\n", len(c.others)+1)
	for _, i := range append([]*incident.Incident{c.incident}, c.others...) {
		b.WriteString("\n- " + escaped(i.Title))
		if !i.Started.IsZero() {
			b.WriteString(", " + when(i.Started))
		}
		if i.Address != "" {
			b.WriteString(": <" + i.Address + ">")
		}
	}
	return b.String()
}
