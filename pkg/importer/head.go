package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// head writes the front matter of the draft with this body, and ends it.
func (c *composer) head(body string) {
	d, i := c.draft, c.incident
	h := c.front
	h.text("title", d.Title)
	h.text("sidebar_label", naming.Label(d.Title))
	if len(d.Gaps) > 0 {
		h.draft()
		c.found("import/gap", fmt.Sprintf("the source has nothing for `%s`", strings.Join(d.Gaps, "`, `")),
			"fill the gap and take `draft: true` away; until then the page is not published")
	}
	h.text("status", i.Status)
	h.text("severity", i.Severity)
	h.list("services", i.Services)
	h.list("regions", i.Regions)
	h.text("provider", i.Provider)
	p := c.parser.Parse(&diag.File{Path: "import.md", Bytes: []byte("---\nid: import\n" + strings.Join(h.lines(), "\n") + "\n---\n\n" + body)}, "import.md")
	c.moments(h, p)
	for _, f := range p.Document.List() {
		if f.Sure && !f.Stated && f.Name != "mitigated" && f.Name != "status" {
			h.list(f.Name, f.Values)
		}
	}
	if !i.Published.IsZero() {
		h.time("published", i.Published)
	}
	d.id, d.head, d.body = h.known["id"], h.lines(), body
	d.Day = c.day(h, p)
	c.hold(h)
}

// hold makes a draft of a document with errors, so that a project builds as
// before while somebody puts them right.
func (c *composer) hold(h *head) {
	errors := c.errors()
	if len(errors) == 0 {
		return
	}
	h.draft()
	c.draft.head, c.draft.Errors = h.lines(), errors
	c.found("import/gap", "the rules find errors in this report: "+strings.Join(errors, ", "),
		"put right what `rcagen check` says, and take `draft: true` away; until then the page is not published")
}

// errors returns the rules that find errors in the document, each once.
func (c *composer) errors() (rules []string) {
	d := c.draft
	f := &diag.File{Path: "import.md", Bytes: d.text(cmp.Or(d.id, d.name()), "")}
	for _, found := range check.Grade(check.Document(c.parser.Parse(f, "import.md"), c.config), c.config) {
		if found.Severity == diag.Error && !slices.Contains(rules, found.Rule) {
			rules = append(rules, found.Rule)
		}
	}
	return rules
}

// moments states when the incident began, was noticed and ended: by the text
// where it is certain, else by the page.
func (c *composer) moments(h *head, p *rca.Parsed) {
	i, w := c.incident, p.Impact
	start, end := i.Started, i.Resolved
	if certain(w.Start) && near(w.Start.Time, start) {
		start = w.Start.Time
		if certain(w.End) && w.End.Time.After(start) {
			end = w.End.Time
		}
	}
	h.time("started", start)
	h.time("detected", i.Detected)
	if end.IsZero() || !end.Before(start) {
		h.time("resolved", end)
	}
}

// certain reports whether a moment of the text names its zone, one that is in
// force at that time of the year.
func certain(m rca.Moment) bool {
	if !clocked(m) || !m.Zoned {
		return false
	}
	name, _ := m.Time.Zone()
	return temporal.OutOfSeason(name, m.Time) == ""
}

// near reports whether a time of the text can be that of an incident which the
// page has at another time.
func near(text, page time.Time) bool {
	return page.IsZero() || text.Sub(page).Abs() < 28*24*time.Hour
}

// day returns the day of the incident.
func (c *composer) day(h *head, p *rca.Parsed) time.Time {
	for _, key := range []string{"started", "resolved"} {
		if value := h.known[key]; len(value) >= len(time.DateOnly) {
			if t, err := time.Parse(time.DateOnly, strings.Trim(value, `"'`)[:len(time.DateOnly)]); err == nil {
				return t
			}
		}
	}
	return p.Document.Date
}

// brought takes over the keys of front matter that came along and that rcagen
// knows. The others become notes.
func (c *composer) brought() {
	if c.incident.Head == "" {
		return
	}
	h := c.front
	text := "---\n" + strings.TrimRight(c.incident.Head, "\n") + "\n---\n"
	f := &diag.File{Path: c.source.File.Path, Bytes: []byte(text)}
	block, problems := frontmatter.Parse(f, c.config.Limits.FrontMatter)
	if block.Root == nil || block.Root.Kind != yaml.Map {
		message := "it is no list of keys"
		if len(problems) > 0 {
			message = problems[0].Message
		}
		c.unreadableHead(message)
		c.notes = append(c.notes, c.asCode(c.incident.Head))
		return
	}
	var unknown []string
	if first := block.Root.Entries; len(first) > 0 {
		if above := strings.TrimSpace(text[len("---\n"):lineStart(text, first[0].KeySpan.Start)]); above != "" { // comments
			unknown = append(unknown, "    "+strings.ReplaceAll(above, "\n", "\n    "))
		}
	}
	meta, _ := block.Decode(f)
	entries := block.Root.Entries
	for k, e := range entries {
		end := len(text) - len("---\n")
		if k+1 < len(entries) {
			end = entries[k+1].KeySpan.Start
		}
		lines := strings.TrimRight(text[lineStart(text, e.KeySpan.Start):end], "\n")
		key, value := e.Key, strings.TrimSpace(e.Value.Text)
		switch {
		case slices.ContainsFunc(frontmatter.Keys, func(known frontmatter.Key) bool { return known.Name == key }) && key != "source":
			h.known[key] = value
			if key != "id" {
				h.raw(key, lines)
			}
		case key == "date" && e.Value.Kind == yaml.Scalar && published(value) != "" && meta.Published == "":
			h.line("published", published(value))
		case (key == "author" || key == "authors") && e.Value.Kind == yaml.Scalar && len(meta.Authors) == 0:
			h.list("authors", []string{value})
		default:
			unknown = append(unknown, "    "+strings.ReplaceAll(lines, "\n", "\n    "))
		}
	}
	if meta.Title != "" {
		if first := c.incident.Title; first != "" && first != meta.Title {
			c.notes = append(c.notes, "Title in the text: "+escaped(first))
		}
		c.draft.Title = meta.Title
	}
	if len(unknown) > 0 { // as code: their form is that of the source
		c.notes = append(c.notes, "Front matter of the source that has no meaning here:", strings.Join(unknown, "\n"))
	}
}

func lineStart(text string, offset int) int { return strings.LastIndexByte(text[:offset], '\n') + 1 }

// published returns a date as front matter has it, "" for what is none.
func published(value string) string {
	if _, err := time.Parse(time.RFC3339, value); err == nil {
		return value
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if _, err := time.Parse(layout, value); err == nil {
			return value[:len(time.DateOnly)]
		}
	}
	return ""
}

// unreadableHead reports front matter that is not taken over.
func (c *composer) unreadableHead(why string) {
	c.found("import/unreadable", "the front matter cannot be read: "+why, "write it anew; its text is in the imported notes").Severity = diag.Warning
}

// asCode returns a text as a block of code.
func (c *composer) asCode(text string) string {
	fence := strings.Repeat("`", max(3, longestRun(text)+1))
	return fence + "yaml\n" + strings.TrimRight(text, "\n") + "\n" + fence
}

// head is front matter that is being written. A key that is there stays as it
// is.
type head struct {
	entries []entry
	known   map[string]string // values by key, as written
}

// entry is a key with its lines.
type entry struct{ key, lines string }

func (h *head) raw(key, lines string) {
	h.entries = append(h.entries, entry{key, lines})
}

func (h *head) line(key, value string) {
	if _, there := h.known[key]; !there && value != "" {
		h.known[key] = value
		h.raw(key, key+": "+value)
	}
}

// draft makes a draft of the document, whatever the source says.
func (h *head) draft() {
	delete(h.known, "draft")
	h.entries = slices.DeleteFunc(h.entries, func(e entry) bool { return e.key == "draft" })
	h.line("draft", "true")
}

func (h *head) text(key, value string) {
	if value != "" {
		h.line(key, yaml.Text(value))
	}
}

func (h *head) time(key string, t time.Time) {
	if !t.IsZero() {
		h.line(key, t.Truncate(time.Second).Format(time.RFC3339))
	}
}

// list writes names, or the one value of a key that takes one.
func (h *head) list(key string, names []string) {
	switch {
	case len(names) == 0:
	case key == "services" || key == "regions" || key == "authors":
		quoted := make([]string, len(names))
		for i, name := range names {
			quoted[i] = yaml.Text(name)
		}
		h.line(key, "["+strings.Join(quoted, ", ")+"]")
	case key == "started" || key == "detected" || key == "resolved" || key == "published":
		h.line(key, names[0])
	default:
		h.text(key, names[0])
	}
}

// sourceLine stands for the key source until its parts are known.
const sourceLine = "source:"

// lines returns the front matter, but for the id, in the order of
// [frontmatter.Keys], which is that of package format too.
func (h *head) lines() []string {
	sorted := append(slices.Clone(h.entries), entry{"source", sourceLine})
	rank := func(e entry) int {
		if k := slices.IndexFunc(frontmatter.Keys, func(k frontmatter.Key) bool { return k.Name == e.key }); k >= 0 {
			return k
		}
		return len(frontmatter.Keys)
	}
	slices.SortStableFunc(sorted, func(a, b entry) int { return rank(a) - rank(b) })
	list := make([]string, len(sorted))
	for k, e := range sorted {
		list[k] = e.lines
	}
	return list
}
