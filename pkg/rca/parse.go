package rca

import (
	"cmp"
	"crypto/sha256"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// Parser reads documents by one configuration. It is safe for concurrent use.
type Parser struct {
	config  *config.Config
	known   *vocabulary
	names   map[string]string // of KnownHeadings
	pattern *titlePattern
}

// NewParser prepares the configuration's sections and title pattern.
func NewParser(c *config.Config) *Parser {
	return &Parser{config: c, known: newVocabulary(c.Sections), names: KnownHeadings(c.Sections), pattern: newTitlePattern(c.TitlePattern)}
}

// Parse reads one file. docPath is its path below the content folder.
func (p *Parser) Parse(f *diag.File, docPath string) *Parsed {
	d := &Document{Path: docPath, File: f.Path, Hash: sha256.Sum256(f.Bytes)}
	parsed := &Parsed{Document: d, Source: f, Known: p.names}
	var problems []diag.Diagnostic
	parsed.FrontMatter, problems = frontmatter.Parse(f, p.config.Limits.FrontMatter)
	d.Body = parsed.FrontMatter.Body
	var unusable []diag.Diagnostic
	d.Meta, unusable = parsed.FrontMatter.Decode(f)
	if parsed.FrontMatter.Root != nil {
		d.Keys = map[string]diag.Span{}
		for _, e := range parsed.FrontMatter.Root.Entries {
			d.Keys[e.Key] = parsed.FrontMatter.Span(e.Key)
		}
	}
	parsed.Body = markdown.Parse(f.Bytes, d.Body, p.Limits())
	d.Broken = parsed.FrontMatter.Broken || parsed.Body.Blocks == nil && len(parsed.Body.Problems) > 0
	parsed.Diagnostics = append(append(append(parsed.Diagnostics, problems...), unusable...), parsed.Body.Problems...)
	for i := range parsed.Diagnostics {
		parsed.Diagnostics[i].Path = f.Path
	}
	d.Diagrams = parsed.Body.Diagrams
	d.readLinks(parsed.Body)
	d.readHeadings(parsed.Body)
	p.readTitle(d)
	d.readLevels(parsed.Body)
	p.readSections(d, parsed.Body)
	p.readDate(parsed)
	p.readPassages(parsed)
	p.readFacts(parsed)
	p.readActions(d, f.Bytes, parsed.Body)
	d.readSymptoms(f.Bytes, parsed.Body)
	d.readDescription(parsed.Body)
	d.readWording(f.Bytes, parsed.Body)
	return parsed
}

// Limits returns what one document's Markdown may cost.
func (p *Parser) Limits() markdown.Limits {
	l := p.config.Limits
	return markdown.Limits{
		Nesting: l.Nesting, LineLength: l.LineLength, TableCells: l.TableCells,
		PageSize: l.PageSize, CodeSize: l.CodeSize, CodeTime: l.CodeTime,
	}
}

// readLinks copies the links. A tree's strings are parts of its document's
// whole text, which a copy does not keep in memory.
func (d *Document) readLinks(body *markdown.Tree) {
	d.Links = slices.Clone(body.Links)
	for i := range d.Links {
		l := &d.Links[i]
		l.Target, l.Text = strings.Clone(l.Target), strings.Clone(l.Text)
	}
}

func (d *Document) readHeadings(body *markdown.Tree) {
	for _, h := range body.Headings {
		d.Headings = append(d.Headings, Heading{
			Level: h.Level, Text: strings.Clone(strings.TrimSpace(h.Text.String)), ID: strings.Clone(h.ID), Explicit: h.Explicit, Span: h.Span,
		})
	}
}

// readLevels decides how the author's heading levels become the page's: the
// title is the only level 1, and the shallowest heading below it is level 2.
func (d *Document) readLevels(body *markdown.Tree) {
	opening := len(body.Blocks) > 0 && body.Blocks[0].Kind == markdown.Heading
	d.DropTitle = opening && sameTitle(d.Headings[0].Text, d.Title)
	shallowest := 7
	for i, h := range d.Headings {
		// A level-1 heading that opens the document and stands alone is the
		// author's title, not a section: it does not push the others down.
		if i == 0 && opening && (d.DropTitle || h.Level == 1 && d.countLevel(1) == 1 && len(d.Headings) > 1) {
			continue
		}
		shallowest = min(shallowest, h.Level)
	}
	if shallowest < 7 {
		d.LevelShift = 2 - shallowest
	}
}

// sameTitle compares two titles; case and white space do not count.
func sameTitle(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func (d *Document) countLevel(level int) (n int) {
	for _, h := range d.Headings {
		if h.Level == level {
			n++
		}
	}
	return n
}

// readTitle finds the title, what its pattern says, and the sidebar's label.
func (p *Parser) readTitle(d *Document) {
	d.Title = d.Meta.Title
	if d.Title == "" && len(d.Headings) > 0 && d.Headings[0].Level == 1 && p.known.find(d.Headings[0].Text) == nil {
		d.Title = d.Headings[0].Text
	}
	if d.Title == "" {
		d.Title = d.Meta.ID
	}
	if d.Title == "" {
		d.Title = strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path))
	}
	d.ShortTitle, d.Status = d.Title, d.Meta.Status
	if len(d.Meta.Services) > 0 {
		d.Service = d.Meta.Services[0]
	}
	if len(d.Meta.Regions) > 0 {
		d.Region = d.Meta.Regions[0]
	}
	if parts := p.pattern.match(d.Title); parts != nil {
		d.Status = cmp.Or(d.Status, parts["status"])
		d.Service = cmp.Or(d.Service, parts["service"])
		d.Region = cmp.Or(d.Region, parts["region"])
		if service, region := parts["service"], parts["region"]; service != "" && region != "" {
			d.ShortTitle = service + ", " + region
		}
	}
	label := d.Meta.SidebarLabel
	if order, rest, ok := orderNumber(label); ok {
		d.Order, label = &order, rest
	}
	d.Label = label
	if label == "" || label == d.Title {
		d.Label = d.ShortTitle
	}
}

// readDate finds when the incident began.
func (p *Parser) readDate(parsed *Parsed) {
	d := parsed.Document
	parsed.Order = temporal.WrittenOrder(string(parsed.Source.Bytes[d.Body:]))
	ctx := p.context(parsed)
	if m, ok := temporal.ParseStamp(d.Meta.Started, ctx.Zone); ok {
		d.setDate(m)
		return
	}
	paragraphs := d.impact(parsed.Body, p.known.impact)
	for _, b := range paragraphs {
		if start, _, ok := temporal.Window(b.Text.String, ctx); ok {
			d.setDate(start)
			return
		}
		if temporal.Unclear(b.Text.String) {
			break
		}
	}
	texts := []string{d.Title, d.Meta.ID, path.Base(d.Path)}
	for _, b := range paragraphs {
		texts = append(texts, b.Text.String)
	}
	for _, text := range texts {
		if dates := temporal.Dates(text, ctx.Order); len(dates) > 0 {
			d.Date, d.DateOnly = time.Date(dates[0].Year, dates[0].Month, dates[0].Day, 0, 0, 0, 0, time.UTC), true
			return
		}
	}
}

// context returns what the configuration, and the document as a whole, say for
// times that leave it open.
func (p *Parser) context(parsed *Parsed) temporal.Context {
	return temporal.Context{Order: cmp.Or(parsed.Order, p.config.DateOrder), Zone: p.config.Timezone}
}

// setDate keeps a day the day that was written, whatever the zone.
func (d *Document) setDate(m temporal.Moment) {
	d.Date, d.DateOnly = m.Time.UTC(), m.DateOnly
	if m.DateOnly {
		year, month, day := m.Time.Date()
		d.Date = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
}

// maxLead bounds how much of a document is read for its date and description.
const maxLead = 6

// impact returns the first paragraphs of the section about the impact, or of
// the document when it has none.
func (d *Document) impact(body *markdown.Tree, name string) []*markdown.Block {
	span := diag.Span{End: int(^uint(0) >> 1)}
	if s := d.Section(name); s != nil && !s.Empty {
		span = s.Span
	}
	var paragraphs []*markdown.Block
	var collect func(blocks []*markdown.Block)
	collect = func(blocks []*markdown.Block) {
		for _, b := range blocks {
			if len(paragraphs) >= maxLead || b.Span.Start >= span.End {
				return
			}
			if b.Kind == markdown.Paragraph && b.Span.Start >= span.Start && b.Text.String != "" {
				paragraphs = append(paragraphs, b)
			}
			if b.Kind != markdown.FootnoteDefinition {
				collect(b.Children)
			}
		}
	}
	collect(body.Blocks)
	return paragraphs
}

// maxDescription is where a description is cut, in runes: about what search
// engines and chat previews show.
const maxDescription = 160

// readDescription takes the description from front matter, else the first
// sentence or two of the impact. An empty description in front matter means
// that there shall be none.
func (d *Document) readDescription(body *markdown.Tree) {
	if d.Meta.HasDescription {
		d.Description = strings.Join(strings.Fields(d.Meta.Description), " ")
		return
	}
	impact := ""
	if len(d.Sections) > 0 {
		for _, s := range d.Sections {
			if s.Name != "" {
				impact = s.Name
				break
			}
		}
	}
	if lead := d.impact(body, impact); len(lead) > 0 {
		d.Description = strings.Clone(cut(strings.Join(strings.Fields(lead[0].Text.String), " "), maxDescription))
	}
}

// cut shortens a text to a number of runes at a word's end.
func cut(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	short := string(runes[:limit])
	if space := strings.LastIndexByte(short, ' '); space > limit/2 {
		short = short[:space]
	}
	return strings.TrimRight(short, " ,;:-–—(") + "…"
}
