package check

import (
	"bytes"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// lineStart returns the offset of the first byte of the line that holds an
// offset.
func lineStart(source []byte, offset int) int {
	return bytes.LastIndexAny(source[:offset], "\r\n") + 1
}

// lineStop returns the offset behind the last byte of the line that holds an
// offset, its line end excluded.
func lineStop(source []byte, offset int) int {
	if i := bytes.IndexAny(source[offset:], "\r\n"); i >= 0 {
		return offset + i
	}
	return len(source)
}

// nextLine returns the offset of the first byte of the line after the one that
// holds an offset.
func nextLine(source []byte, offset int) int {
	stop := lineStop(source, offset)
	switch {
	case bytes.HasPrefix(source[stop:], []byte("\r\n")):
		return stop + 2
	case stop < len(source):
		return stop + 1
	}
	return stop
}

// startsLine reports whether nothing but blanks stands before an offset on its
// line: neither the mark of a quotation nor that of a list.
func startsLine(source []byte, offset int) bool {
	return len(bytes.TrimLeft(source[lineStart(source, offset):offset], " \t")) == 0
}

// headingText returns the place of the text of a heading with # signs, when it
// is written as it reads: without emphasis, links, code or escapes.
func headingText(source []byte, h *markdown.Block) (diag.Span, bool) {
	text := strings.TrimSpace(h.Text.String)
	if h.Setext || text == "" {
		return diag.Span{}, false
	}
	start := headingMark(source, h).End
	line := source[start:lineStop(source, start)]
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	span := diag.Span{Start: start + indent, End: start + indent + len(text)}
	if indent == 0 || !bytes.HasPrefix(line[indent:], []byte(text)) {
		return diag.Span{}, false
	}
	rest := bytes.Trim(line[indent+len(text):], "# \t")
	return span, len(rest) == 0 || h.Explicit && rest[0] == '{' && bytes.HasSuffix(rest, []byte("}"))
}

// RenameHeading returns the edits that give a heading of a document another text,
// in one line, and keep its anchor; none when the heading is not so simple, or when
// another one would have the anchor but for this one.
func RenameHeading(p *rca.Parsed, h *markdown.Block, text string) []diag.Edit {
	span, ok := headingText(p.Source.Bytes, h)
	if !ok || h.ID == "" || strings.ContainsAny(h.ID, "{} \t") {
		return nil
	}
	for _, other := range p.Body.Headings {
		if other != h && (other.ID == h.ID || !other.Explicit && markdown.Slug(strings.TrimSpace(other.Text.String)) == h.ID) {
			return nil
		}
	}
	if !h.Explicit {
		text += " {#" + h.ID + "}"
	}
	return []diag.Edit{diag.Replace(span, text)}
}

// shifted returns the edits that move headings down by some levels, up when
// step is negative; none when one of them cannot be moved.
func shifted(source []byte, headings []*markdown.Block, step int) []diag.Edit {
	var edits []diag.Edit
	for _, h := range headings {
		mark := headingMark(source, h)
		switch level := h.Level + step; {
		case level < 1 || level > 6:
			return nil
		case h.Setext && readsLikeText(underlined(source[h.Span.Start:h.Span.End]), h.Text.String):
			return nil // which is to be put right first
		case h.Setext && h.Level == 1 && level == 2:
			end := h.Span.Start + len(bytes.TrimRight(source[h.Span.Start:h.Span.End], " \t\r\n"))
			start := h.Span.Start + len(bytes.TrimRight(source[h.Span.Start:end], "="))
			if start == end || opensFrontMatter(source[:start]) {
				return nil
			}
			edits = append(edits, diag.Replace(diag.Span{Start: start, End: end}, strings.Repeat("-", max(4, end-start)))) // three would close front matter that is not closed
		case h.Setext:
			return nil
		case step > 0:
			edits = append(edits, diag.Insert(mark.Start, strings.Repeat("#", step)))
		default:
			edits = append(edits, diag.Replace(diag.Span{Start: mark.Start, End: mark.Start - step}, ""))
		}
	}
	return edits
}

// opensFrontMatter reports whether a text starts with a line of dashes that no
// other line closes: the next line of dashes would make front matter of it.
func opensFrontMatter(text []byte) bool {
	behind, opens := bytes.CutPrefix(bytes.TrimLeft(text, " \t\r\n\ufeff"), []byte("---"))
	return opens && !bytes.Contains(behind, []byte("\n---")) && !bytes.Contains(behind, []byte("\r---"))
}

// wholeLines returns the lines of a span, with the blank lines below them.
func wholeLines(source []byte, s diag.Span) diag.Span {
	s.Start = lineStart(source, s.Start)
	s.End = nextLine(source, max(s.Start, s.End-1))
	for s.End < len(source) && len(bytes.TrimSpace(source[s.End:lineStop(source, s.End)])) == 0 {
		s.End = nextLine(source, s.End)
	}
	return s
}

// retargeted is the fix that writes the suggested target of a link; nil when
// there is none, or when it cannot simply take the other one's place.
func retargeted(l siteLink, fix func(string, ...diag.Edit) *diag.Fix) *diag.Fix {
	to := l.problem.Suggestion
	if to == "" || l.TargetSpan == l.Span || l.TargetSpan.Len() == 0 || strings.ContainsAny(to, " \t\r\n()<>\\") {
		return nil
	}
	return fix("write `"+to+"`", diag.Replace(l.TargetSpan, to))
}
