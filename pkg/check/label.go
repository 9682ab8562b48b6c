package check

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// standIn is something in the text that starts a section for a reader but is
// not a heading. A section that has one is not missing: one cause, one finding,
// which is the one about the stand-in.
type standIn struct {
	name string    // of the section; "" when the text is no section's heading
	text string    // of the heading that it should be
	span diag.Span // what the caret marks
}

// standIns returns the names of the sections that have a stand-in.
func standIns(p *DocumentPass) map[string]bool {
	found := slices.Concat(p.labels(), collapsed(p))
	names := map[string]bool{}
	for _, s := range found {
		names[s.name] = true
	}
	for _, l := range notQuiteHeadings(p) {
		names[p.sectionOf(l.text)] = true
	}
	delete(names, "")
	return names
}

func plainTextLabel(p *DocumentPass) {
	for _, l := range p.labels() {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` reads like the heading of a section but is ordinary text", l.text),
			Span:    l.span,
			Label:   "expected a heading",
			Help:    []string{fmt.Sprintf("write `## %s` on a line of its own", l.text)},
			Fix:     labelHeading(p, l),
			Notes:   []string{fmt.Sprintf("as a heading it starts the section `%s`", l.name)},
		})
	}
}

// labelHeading is the fix that makes a heading of a label.
func labelHeading(p *DocumentPass, l standIn) *diag.Fix {
	source := p.Source.Bytes
	if !startsLine(source, l.span.Start) {
		return nil
	}
	heading := strings.Repeat("#", sectionLevel(p)) + " " + l.text
	span := diag.Span{Start: lineStart(source, l.span.Start), End: l.span.End}
	if rest := source[span.End:lineStop(source, span.End)]; len(bytes.TrimSpace(rest)) > 0 {
		span.End += len(rest) - len(bytes.TrimLeft(rest, " \t"))
		heading += "\n\n"
	}
	return diag.UnsafeFix("make it a heading", diag.Replace(span, heading))
}

var (
	boldLead  = regexp.MustCompile(`^(?:\*\*|__)([^*_]+?)\s*:?(?:\*\*|__)\s*:?\s*(.*)$`)
	plainLead = regexp.MustCompile(`^([^:*_]{2,60}):$`)
)

// Shorter texts behind a label are a fact (`**Impact**: high`), not a section.
const shortestLabelled = 5 // words

// findLabels finds the lines that stand in for a heading which the document does
// not have, the first one for each section.
func findLabels(p *DocumentPass) []standIn {
	text := p.prose()
	have := map[string]bool{"": true}
	for _, s := range p.Document.Sections {
		have[s.Name] = true
	}
	var found []standIn
	paragraphLines(p, func(b *markdown.Block, line diag.Span) {
		source := text[line.Start:line.End]
		if source[0] == '#' {
			return // heading/no-space, heading/nbsp
		}
		var m []int
		switch {
		case source[0] == '*' || source[0] == '_':
			m = boldLead.FindSubmatchIndex(source)
		case source[len(source)-1] == ':':
			m = plainLead.FindSubmatchIndex(source)
		}
		switch {
		case m == nil && line.Start == b.Span.Start && line.Len() >= len(bytes.TrimSpace(text[b.Span.Start:b.Span.End])):
			m = []int{0, len(source), 0, len(source)} // the whole paragraph
		case m == nil:
			return
		case len(m) > 4 && m[4] < m[5] && len(bytes.Fields(source[m[4]:m[5]])) < shortestLabelled:
			return
		}
		label := strings.TrimSpace(string(source[m[2]:m[3]]))
		name := p.sectionOf(label)
		if have[name] || !textFollows(text, line.Start+m[3]) {
			return
		}
		have[name] = true
		end := line.End
		if len(m) > 4 && m[4] < m[5] {
			end = line.Start + len(bytes.TrimRight(source[:m[4]], " \t"))
		}
		found = append(found, standIn{name: name, text: strings.TrimRight(label, ":"), span: diag.Span{Start: line.Start, End: end}})
	})
	return found
}

// textFollows reports whether anything is to be read behind an offset.
func textFollows(text []byte, offset int) bool {
	return len(bytes.Trim(text[offset:], " \t\r\n*_:")) > 0
}

func sectionCollapsed(p *DocumentPass) {
	for _, c := range collapsed(p) {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is not a heading in the middle of a line", diag.Excerpt(p.text(c.span))),
			Span:    c.span,
			Label:   "expected at the start of a line",
			Help:    []string{"break the line before the `#`, and put a blank line behind the heading"},
			Fix:     brokenOut(p, c),
		})
	}
}

// brokenOut is the fix that gives a collapsed heading lines of its own.
func brokenOut(p *DocumentPass, c standIn) *diag.Fix {
	source := p.Source.Bytes
	start := lineStart(source, c.span.Start)
	if c.text == "" || !startsLine(source, start) || strings.IndexByte(">-*+0123456789|", firstByte(source[start:])) >= 0 {
		return nil
	}
	before := bytes.TrimRight(source[start:c.span.Start], " \t")
	edits := []diag.Edit{diag.Replace(diag.Span{Start: start + len(before), End: c.span.Start}, "\n\n")}
	if rest := source[c.span.End:lineStop(source, c.span.End)]; len(bytes.TrimSpace(rest)) > 0 {
		blank := len(rest) - len(bytes.TrimLeft(rest, " \t"))
		edits = append(edits, diag.Replace(diag.Span{Start: c.span.End, End: c.span.End + blank}, "\n\n"))
	}
	return diag.UnsafeFix("break the line around the heading", edits...)
}

// firstByte returns the first byte of a text that is not a blank, 0 for none.
func firstByte(text []byte) byte {
	if text = bytes.TrimLeft(text, " \t"); len(text) > 0 {
		return text[0]
	}
	return 0
}

var (
	innerHeading = regexp.MustCompile(`[^\s#\\][ \t]+(#{1,6})[ \t]+(\p{Lu})`)
	question     = regexp.MustCompile(`^[^?.!]{3,80}\?`)
)

// collapsed finds headings that lost the line break before them. A single `#`
// may be a number sign, so what follows must be a question or a known heading.
func collapsed(p *DocumentPass) []standIn {
	var found []standIn
	walk(p.Body.Blocks, func(b *markdown.Block) {
		text := p.prose()
		switch {
		case b.Kind == markdown.Code && !b.Fenced:
			text = p.Source.Bytes // often text that was only meant to be indented
		case b.Kind != markdown.Paragraph && b.Kind != markdown.Heading:
			return
		}
		source := text[b.Span.Start:min(b.Span.End, len(text))]
		if !bytes.Contains(source, []byte(" #")) {
			return
		}
		for _, m := range innerHeading.FindAllSubmatchIndex(source, -1) {
			title := string(source[m[4]:])
			if end := strings.IndexAny(title, "#\r\n"); end >= 0 {
				title = title[:end]
			}
			name, length := leadingHeading(p, title)
			if length == 0 {
				length = len(question.FindString(title))
			}
			if length == 0 && (m[3]-m[2] == 1 || b.Kind == markdown.Code) {
				continue
			}
			end := m[4] + length
			if length == 0 {
				end = m[3]
			}
			found = append(found, standIn{
				name: name,
				text: title[:length],
				span: diag.Span{Start: b.Span.Start + m[2], End: b.Span.Start + end},
			})
		}
	})
	return found
}

// leadingHeading returns the section whose heading the text starts with, and
// the length of that heading in bytes; the longest one counts.
func leadingHeading(p *DocumentPass, text string) (name string, length int) {
	const mostWords = 8
	offset := 0
	for range mostWords {
		word := strings.IndexFunc(text[offset:], notSpace)
		if word < 0 {
			break
		}
		offset += word
		if end := strings.IndexAny(text[offset:], " \t"); end >= 0 {
			offset += end
		} else {
			offset = len(text)
		}
		if s := p.sectionOf(text[:offset]); s != "" {
			name, length = s, offset
		}
	}
	return name, length
}

func notSpace(r rune) bool { return r != ' ' && r != '\t' }
