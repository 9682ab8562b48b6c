package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// front is front matter to parse a body with that has none yet.
const front = "---\nid: import\ntitle: Import\nsidebar_label: Import\n---\n\n"

// parse reads a body as a document. Offsets are those of the text with front.
func (im *Importer) parse(body string) *rca.Parsed {
	return im.parser.Parse(&diag.File{Path: "import.md", Bytes: []byte(front + body)}, "import.md")
}

// repairs are the rules whose fixes make headings and lists of what stands in
// for them.
var repairs = []string{"heading/no-space", "heading/nbsp", "list/not-a-list", "section/collapsed", "section/plain-text-label"}

// mostRepairs is how often a text is repaired and read again: one fix makes room
// for another.
const mostRepairs = 8

// repaired returns a body in which what stands in for a heading or a list is
// one, and sections have headings of level 2.
func (im *Importer) repaired(body string) (string, *rca.Parsed) {
	body = harmless(body)
	p := im.parse(body)
	if leads := im.listOfSections(p); leads != "" {
		body = leads
		p = im.parse(body)
	}
	for range mostRepairs {
		fixed, applied := fix.Apply(p.Source.Bytes, check.Only(p, im.config, repairs...), true)
		if applied == 0 {
			break
		}
		body = string(fixed[len(front):])
		p = im.parse(body)
	}
	if !isLevelled(p.Body) {
		body = relevelled(p)
		p = im.parse(body)
	}
	return body, p
}

// directive matches the start of a comment that tells rcagen not to report
// something. What was imported must not say so.
var directive = regexp.MustCompile(`<!--(\s*rcagen-)`)

func harmless(body string) string { return directive.ReplaceAllString(body, "&lt;!--$1") }

// topLevel returns the level of the highest heading that delimits a section; 7
// for none.
func topLevel(body *markdown.Tree) int {
	level := 7
	for _, b := range body.Blocks {
		if b.Kind == markdown.Heading {
			level = min(level, b.Level)
		}
	}
	return level
}

// isLevelled reports whether the first heading that delimits a section, and the
// highest one, are of level 2.
func isLevelled(body *markdown.Tree) bool {
	for _, b := range body.Blocks {
		if b.Kind == markdown.Heading {
			return b.Level == 2 && topLevel(body) == 2
		}
	}
	return true
}

// relevelled returns a body whose sections are of level 2. Headings that stand
// before the first one of the highest level are sections too.
func relevelled(p *rca.Parsed) string {
	source := p.Source.Bytes
	top, lead := topLevel(p.Body), 7
	for _, h := range p.Body.Headings {
		if h.Level <= top {
			break
		}
		lead = min(lead, h.Level)
	}
	var b strings.Builder
	at, by := len(front), 2-lead
	for _, h := range p.Body.Headings {
		if h.Level <= top {
			by = 2 - top
		}
		line := string(source[h.Span.Start:h.Span.End])
		mark := strings.Repeat("#", max(1, min(6, h.Level+by))) + " "
		if h.Setext {
			first, rest, _ := strings.Cut(line, "\n")
			if strings.Contains(strings.TrimRight(rest, "\n"), "\n") { // its text has lines of its own
				continue
			}
			line = first
		}
		b.Write(source[at:h.Span.Start])
		b.WriteString(mark + strings.TrimSpace(strings.TrimLeft(line, "#")))
		at = h.Span.End
	}
	b.Write(source[at:])
	return b.String()
}

// withoutHeadings returns a text whose headings are bold lines: as a note, it has
// no sections.
func (im *Importer) withoutHeadings(text string) string {
	p := im.parse(text)
	source := p.Source.Bytes
	var b strings.Builder
	at := len(front)
	for _, block := range p.Body.Blocks {
		if block.Kind == markdown.Heading {
			b.Write(source[at:block.Span.Start])
			b.WriteString("**" + escaped(strings.Join(strings.Fields(block.Text.String), " ")) + "**")
			at = block.Span.End
		}
	}
	b.Write(source[at:])
	return b.String()
}

// itemLead matches what a list item begins with that is a section of its own:
// "**Impact**: …".
var itemLead = regexp.MustCompile(`^[-*+][ \t]+(?:\*\*|__)([^*_\n]{2,60}?):?(?:\*\*|__):?[ \t]*`)

// listOfSections returns the sections of a report that is one list with bold
// words in front of each item; "" when it is something else.
func (im *Importer) listOfSections(p *rca.Parsed) string {
	var list *markdown.Block
	for _, b := range p.Body.Blocks {
		if b.Kind == markdown.Heading && b.Level > 1 || b.Kind == markdown.List && list != nil {
			return ""
		}
		if b.Kind == markdown.List {
			list = b
		}
	}
	if list == nil {
		return ""
	}
	known := 0
	led := true // the item before this one began a section
	var b strings.Builder
	b.Write(p.Source.Bytes[len(front):list.Span.Start])
	for _, item := range list.Children {
		text := string(p.Source.Bytes[item.Span.Start:item.Span.End])
		m := itemLead.FindStringSubmatch(text)
		if m == nil {
			if led {
				b.WriteString("\n")
			}
			led = false
			b.WriteString(strings.TrimRight(text, "\n") + "\n")
			continue
		}
		led = true
		if im.known[rca.NormalizeHeading(m[1])] != "" {
			known++
		}
		b.WriteString("\n## " + strings.TrimSpace(m[1]) + "\n\n" + strings.TrimLeft(outdented(text[len(m[0]):]), "\n") + "\n")
	}
	b.Write(p.Source.Bytes[list.Span.End:])
	if known < 2 {
		return ""
	}
	return b.String()
}

// outdented takes the blanks away that lines of a list item stand behind.
func outdented(text string) string {
	lines := strings.Split(strings.TrimRight(text, " \t\n"), "\n")
	least := 8
	for _, l := range lines[1:] {
		if trimmed := strings.TrimLeft(l, " "); trimmed != "" {
			least = min(least, len(l)-len(trimmed))
		}
	}
	for i, l := range lines[1:] {
		lines[i+1] = strings.TrimPrefix(l, strings.Repeat(" ", min(least, len(l)-len(strings.TrimLeft(l, " ")))))
	}
	return strings.Join(lines, "\n")
}

// probe is a heading that must be one behind a text which nothing leaves open.
const probe = "\n\n## Behind\n"

// sealed returns a text behind which a new section can begin: a code block, a
// comment or an admonition that it leaves open is closed.
func (im *Importer) sealed(text string) string {
	isSealed := func(text string) bool {
		blocks := im.parse(text + probe).Body.Blocks
		return len(blocks) > 0 && slices.ContainsFunc(blocks[max(0, len(blocks)-8):], func(b *markdown.Block) bool {
			return b.Kind == markdown.Heading && b.Level == 2 && b.Text.String == "Behind"
		})
	}
	if isSealed(text) {
		return text
	}
	for _, end := range []string{"\n" + openFence(text), "\n-->", "\n:::", "\n?>", "\n]]>", "\n</script>", "\n</style>", "\n</pre>", "\n</textarea>"} {
		if isSealed(text + end) {
			return text + end
		}
	}
	mark := strings.Repeat("`", longestRun(text)+3)
	return mark + "text\n" + text + "\n" + mark
}

var fences = regexp.MustCompile("(?m)^[ \t>]*(`{3,}|~{3,})")

// openFence returns the mark of the code block that a text leaves open, or one
// that closes nothing.
func openFence(text string) string {
	open := ""
	for _, m := range fences.FindAllStringSubmatch(text, -1) {
		switch {
		case open == "":
			open = m[1]
		case m[1][0] == open[0] && len(m[1]) >= len(open):
			open = ""
		}
	}
	return open
}

// longestRun returns the length of the longest row of backquotes.
func longestRun(text string) (longest int) {
	run := 0
	for i := range len(text) {
		if text[i] == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}

// gap is what stands in a required section that the source has nothing for.
const gap = "TODO: write this section; the source does not say."

// section writes a section.
func section(name, text string) string {
	return fmt.Sprintf("## %s\n\n%s\n", name, strings.Trim(text, "\n"))
}
