package importer

import (
	"cmp"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Drafts makes RCAs of what was read of a source, in the order of the incidents'
// times. Planned maintenance is no incident, and is left out with a word about
// it.
func (im *Importer) Drafts(s *incident.Source, r *incident.Result) []Draft {
	groups := grouped(r.Incidents)
	drafts := make([]Draft, len(groups))
	var next, done atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(groups)) {
		workers.Go(func() {
			for k := int(next.Add(1)) - 1; k < len(groups); k = int(next.Add(1)) - 1 {
				drafts[k] = im.draft(s, r, groups[k])
				if n := int(done.Add(1)); im.Progress != nil {
					im.Progress("import", n, len(groups))
				}
			}
		})
	}
	workers.Wait()
	numbered(drafts)
	return drafts
}

// numbered tells incidents apart whose source has nothing that does, by their
// order.
func numbered(drafts []Draft) {
	seen := map[string]int{}
	for k := range drafts {
		d := &drafts[k]
		if !d.derived {
			continue
		}
		if seen[d.Origin.Address]++; seen[d.Origin.Address] > 1 {
			d.Origin.Address += fmt.Sprintf("-%d", seen[d.Origin.Address])
		}
	}
}

// Skipped returns the findings about what no RCA is made of.
func Skipped(s *incident.Source, r *incident.Result) []diag.Diagnostic {
	planned := 0
	first := diag.Span{}
	for _, i := range r.Incidents {
		if i.Maintenance {
			if planned == 0 {
				first = i.Span
			}
			planned++
		}
	}
	if planned == 0 {
		return nil
	}
	return []diag.Diagnostic{{
		Rule: "import/skipped", Path: s.File.Path, Span: diag.Span{Start: first.Start, End: first.Start},
		Message: fmt.Sprintf("planned maintenance is not imported: %d of %d entries are", planned, len(r.Incidents)),
	}}
}

// shortestShared is the length from which on equal reports are one, in runes.
const shortestShared = 200

// grouped returns the incidents that RCAs are made of, oldest first. Those that
// share a report stand together.
func grouped(incidents []incident.Incident) (groups [][]*incident.Incident) {
	byReport := map[string]int{}
	sorted := make([]*incident.Incident, 0, len(incidents))
	for k := range incidents {
		if i := &incidents[k]; !i.Maintenance {
			ownReport(i)
			sorted = append(sorted, i)
		}
	}
	slices.SortStableFunc(sorted, func(a, b *incident.Incident) int { return a.Started.Compare(b.Started) })
	for _, i := range sorted {
		shared := utf8.RuneCountInString(i.Report) >= shortestShared
		if k, ok := byReport[i.Report]; ok && shared {
			groups[k] = append(groups[k], i)
			continue
		}
		if shared {
			byReport[i.Report] = len(groups)
		}
		groups = append(groups, []*incident.Incident{i})
	}
	return groups
}

// shortestInUpdate is the length of a last update from which on it is taken for
// the report, in runes.
const shortestInUpdate = 800

// ownReport makes the report of the last update where some write it in place of
// "resolved".
func ownReport(i *incident.Incident) {
	n := len(i.Updates)
	if i.Report != "" || n == 0 {
		return
	}
	last := &i.Updates[n-1]
	headed := strings.HasPrefix(last.Body, "#") || strings.Contains(last.Body, "\n#")
	if last.Status != "Resolved" || utf8.RuneCountInString(last.Body) < shortestInUpdate && !headed {
		return
	}
	i.Report, i.Published = last.Body, last.Time
	last.Body = "This report."
}

// composer makes one draft.
type composer struct {
	*Importer
	source   *incident.Source
	incident *incident.Incident   // the first one
	others   []*incident.Incident // that share its report
	draft    *Draft
	front    *head
	notes    []string // that stand at the end
}

func (im *Importer) draft(s *incident.Source, r *incident.Result, group []*incident.Incident) Draft {
	i := *group[0]
	c := im.composed(s, r, &i, group[1:])
	if i.Head != "" && !c.readsBack() {
		i.Notes = append(slices.Clone(i.Notes), c.asCode(i.Head))
		i.Head = ""
		c = im.composed(s, r, &i, group[1:])
		c.unreadableHead("it would not be read as it was written")
	}
	return *c.draft
}

// composed composes a draft.
func (im *Importer) composed(s *incident.Source, r *incident.Result, i *incident.Incident, others []*incident.Incident) *composer {
	joined := *i
	c := &composer{Importer: im, source: s, incident: &joined, others: others, draft: &Draft{}, front: &head{known: map[string]string{}}, notes: slices.Clone(i.Notes)}
	for _, other := range others {
		c.join(other)
	}
	c.title(r)
	c.brought()
	c.origin(r)
	c.head(c.timeline(c.report()))
	return c
}

// readsBack reports whether the front matter of the draft is read as it is
// meant.
func (c *composer) readsBack() bool {
	d := c.draft
	p := c.parser.Parse(&diag.File{Path: "import.md", Bytes: d.text(cmp.Or(d.id, d.name()), "")}, "import.md")
	meta := p.Document.Meta
	return meta.Source.Address == d.Origin.Address && meta.Title == d.Title && meta.ID != "" &&
		!slices.ContainsFunc(p.Diagnostics, func(f diag.Diagnostic) bool {
			switch f.Rule {
			case "front-matter/yaml-syntax", "front-matter/duplicate-key", "front-matter/alias-or-tag", "front-matter/not-a-mapping", "front-matter/too-large":
				return true
			}
			return false
		})
}

// join takes over what another incident with the same report says.
func (c *composer) join(other *incident.Incident) {
	i := c.incident
	for _, name := range other.Services {
		if !slices.Contains(i.Services, name) {
			i.Services = append(slices.Clone(i.Services), name)
		}
	}
	for _, name := range other.Regions {
		if !slices.Contains(i.Regions, name) {
			i.Regions = append(slices.Clone(i.Regions), name)
		}
	}
	if other.Resolved.After(i.Resolved) {
		i.Resolved = other.Resolved
	}
	i.Length = 0
	c.notes = append(c.notes, other.Notes...)
}

// title names the draft, after its file where the source has no title.
func (c *composer) title(r *incident.Result) {
	d, i := c.draft, c.incident
	d.Title = i.Title
	if d.Title == "" {
		base := path.Base(c.source.Name)
		d.Title = strings.Join(strings.Fields(strings.NewReplacer("-", " ", "_", " ").Replace(strings.TrimSuffix(base, path.Ext(base)))), " ")
	}
	d.Title = cmp.Or(d.Title, r.Page.Name, "Incident")
}

// origin says where the draft comes from. What has no address of its own is told
// apart by its name in the source.
func (c *composer) origin(r *incident.Result) {
	d := c.draft
	d.Origin.Address, d.derived = c.address(c.incident)
	d.Origin.Format = r.Format.Name
	var also []string
	for _, other := range c.others {
		address, _ := c.address(other)
		also = append(also, strings.ReplaceAll(address, " ", "%20"))
	}
	d.Origin.Also = strings.Join(also, " ")
	d.newest = c.incident.Published
	for _, u := range c.incident.Updates {
		if u.Time.After(d.newest) {
			d.newest = u.Time
		}
	}
}

// address returns what tells an incident from all others: its own address, or
// its name in the source. Where the source has none, it is derived from its
// title and its first update.
func (c *composer) address(i *incident.Incident) (address string, derived bool) {
	if i.Address != "" {
		return i.Address, false
	}
	of := cmp.Or(c.source.Address, c.source.Name)
	switch {
	case i.ID != "":
		return of + "#" + i.ID, false
	case strings.Contains(c.source.Name, "/") && len(i.Updates) == 0: // a document in a folder
		return of, false
	}
	title := i.Title
	if i == c.incident {
		title = c.draft.Title
	}
	name := (&Draft{Title: title}).name()
	if len(i.Updates) > 0 && !i.Updates[0].Time.IsZero() {
		name = i.Updates[0].Time.Format("2006-01-02T1504-") + name
	}
	return of + "#" + name, true
}

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
	end := at.Start
	if line := strings.IndexByte(string(c.source.File.Bytes[at.Start:at.End]), '\n'); line >= 0 {
		end += line
	} else {
		end = at.End
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
	lists := c.publicUpdates()
	p := c.parse(body)
	switch s := p.Document.Section("Timeline"); {
	case lists == "":
	case s != nil:
		at := min(s.Span.End-len(front), len(body))
		level := p.Document.Headings[s.Heading].Level
		lists = strings.ReplaceAll(lists, "\n### ", "\n"+strings.Repeat("#", min(6, level+1))+" ")
		body = strings.TrimRight(body[:at], "\n") + "\n" + lists + "\n" + strings.TrimLeft(body[at:], "\n")
	default:
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
// heading; "" when nothing was.
func (c *composer) publicUpdates() string {
	var b strings.Builder
	for k, i := range append([]*incident.Incident{c.incident}, c.others...) {
		list := slices.Clone(i.Updates)
		if len(list) == 0 {
			continue
		}
		last := list[len(list)-1]
		if i.Report != "" && !i.Published.IsZero() && !i.Published.Equal(last.Time) {
			list = append(list, incident.Update{Time: i.Published, Status: "Post-mortem", Body: "This report."})
		}
		heading := publicHeading
		if k > 0 {
			heading += " (" + escaped(i.Title) + ")"
		}
		for n := range list {
			list[n].Body = harmless(list[n].Body)
		}
		b.WriteString("\n### " + heading + "\n\n" + updates(list))
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
