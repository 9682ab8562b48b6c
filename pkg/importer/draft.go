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
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/incident"
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

// Lengths of a last update from which on it is taken for the report, in runes:
// any text, and one that says what was hurt and why.
const (
	shortestInUpdate  = 800
	shortestExplained = 200
)

// ownReport makes the report of the last update where some write it in place of
// "resolved". When they did, the source does not say.
func ownReport(i *incident.Incident) {
	n := len(i.Updates)
	if i.Report != "" || n == 0 {
		return
	}
	last := &i.Updates[n-1]
	length := utf8.RuneCountInString(last.Body)
	headed := strings.HasPrefix(last.Body, "#") || strings.Contains(last.Body, "\n#")
	explained := length >= shortestExplained && cues[impact].words.MatchString(last.Body) && cues[cause].words.MatchString(last.Body)
	if last.Status != "Resolved" || length < shortestInUpdate && !headed && !explained {
		return
	}
	i.Report, last.Body = last.Body, "This report."
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
	if len(i.Report) > im.config.Limits.FileSize { // nothing is made of it: see Plan
		return Draft{Title: cmp.Or(i.Title, s.Name), Origin: frontmatter.Origin{Address: s.Name, Format: r.Format.Name}, body: i.Report}
	}
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
	c.formed()
	return c
}

// formed gives the text the form of package format, so that formatting the
// document later changes nothing, and no line of it counts as edited.
func (c *composer) formed() {
	d := c.draft
	text, _ := c.form.Format(&diag.File{Path: "import.md", Bytes: d.text(cmp.Or(d.id, d.name()), "")}, "import.md") // what cannot be formatted stays
	if _, body, ok := strings.Cut(string(text), "\n---\n"); ok {
		d.body = strings.TrimLeft(body, "\n")
	}
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
