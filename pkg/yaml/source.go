package yaml

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/rcagen/rcagen/pkg/diag"
)

// source turns the library's places into offsets. The library counts lines
// from 1 within the text that it was given, columns from 1 in runes, and tells
// where a value starts but not where it ends.
type source struct {
	file  *diag.File
	base  int    // offset of text in the file
	text  []byte // without a byte order mark
	lines []int  // offset in text of each line's first byte

	// The place asked for last. Places come in source order, so going on from
	// it keeps a long line from costing its length for every value in it.
	line, column, at int
}

const byteOrderMark = "\ufeff"

func newSource(f *diag.File, span diag.Span) *source {
	s := &source{file: f, base: span.Start, text: f.Bytes[span.Start:span.End], lines: []int{0}}
	for bytes.HasPrefix(s.text, []byte(byteOrderMark)) {
		s.base, s.text = s.base+len(byteOrderMark), s.text[len(byteOrderMark):]
	}
	for i := 0; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\r' && i+1 < len(s.text) && s.text[i+1] == '\n':
		case s.text[i] == '\r' || s.text[i] == '\n':
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// offset returns the place in text, moved to the nearest one that exists.
func (s *source) offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(s.lines) {
		return len(s.text)
	}
	if line != s.line || column < s.column {
		s.line, s.column, s.at = line, 1, s.lines[line-1]
	}
	for ; s.column < column && s.at < len(s.text) && !isBreak(s.text[s.at]); s.column++ {
		_, size := utf8.DecodeRune(s.text[s.at:])
		s.at += size
	}
	return s.at
}

// lineText returns a line (from 1) without its end, and its offset in text.
func (s *source) lineText(line int) ([]byte, int) {
	line = max(1, min(line, len(s.lines)))
	start, end := s.lines[line-1], len(s.text)
	if line < len(s.lines) {
		end = s.lines[line]
	}
	return bytes.TrimRight(s.text[start:end], "\r\n"), start
}

// lineSpan returns the place of a line in the file.
func (s *source) lineSpan(line int) diag.Span {
	text, start := s.lineText(line)
	return s.span(start, start+len(text))
}

// span turns offsets in text into a place in the file.
func (s *source) span(start, end int) diag.Span {
	return diag.Span{Start: s.base + start, End: s.base + end}
}

func isBreak(c byte) bool { return c == '\n' || c == '\r' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// scalarEnd returns the offset after the scalar that starts at start.
func (s *source) scalarEnd(n *yaml.Node, start int) int {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return s.quotedEnd(start, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return s.quotedEnd(start, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return s.blockEnd(n.Value, start)
	}
	return s.plainEnd(n.Value, start)
}

func (s *source) quotedEnd(start int, quote byte) int {
	for i := start + 1; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\\' && quote == '"':
			i++
		case s.text[i] == quote && quote == '\'' && i+1 < len(s.text) && s.text[i+1] == quote:
			i++
		case s.text[i] == quote:
			return i + 1
		}
	}
	return len(s.text)
}

// plainEnd follows the value through the source. A plain scalar stands there
// as it is, except that a line end with the space around it reads as one space,
// or as one line feed fewer than there are line ends.
func (s *source) plainEnd(value string, start int) int {
	i := start
	for j := 0; j < len(value) && i < len(s.text); {
		if folded := s.skipFold(i); folded > i {
			if value[j] == '\n' {
				for j < len(value) && value[j] == '\n' {
					j++
				}
			} else {
				j++
			}
			i = folded
			continue
		}
		if s.text[i] != value[j] {
			break
		}
		i, j = i+1, j+1
	}
	return i
}

// skipFold returns the offset after white space that holds a line end, or i
// when there is none at i.
func (s *source) skipFold(i int) int {
	end, broken := i, false
	for end < len(s.text) && (isBlank(s.text[end]) || isBreak(s.text[end])) {
		broken = broken || isBreak(s.text[end])
		end++
	}
	if !broken {
		return i
	}
	return end
}

// blockEnd returns the offset after the last line of a `|` or `>` scalar that
// has text; the header line's when there is none.
func (s *source) blockEnd(value string, start int) int {
	line := s.lineAt(start)
	text, at := s.lineText(line)
	end := at + len(bytes.TrimRight(text, " \t"))
	extra, hasText := firstIndent(value)
	if !hasText {
		return end
	}
	indent := -1
	for line++; line <= len(s.lines); line++ {
		text, at := s.lineText(line)
		content := bytes.TrimLeft(text, " ")
		if len(bytes.TrimRight(content, "\t")) == 0 {
			continue
		}
		own := len(text) - len(content)
		if indent < 0 {
			indent = own - extra
		}
		if own < indent {
			break
		}
		end = at + len(bytes.TrimRight(text, " \t"))
	}
	return end
}

// firstIndent returns the leading spaces of the first line that has text: those
// that an explicit indentation indicator made part of the value.
func firstIndent(value string) (spaces int, found bool) {
	for i := range len(value) {
		switch value[i] {
		case ' ':
			spaces++
		case '\n':
			spaces = 0
		case '\t':
		default:
			return spaces, true
		}
	}
	return 0, false
}

// lineAt returns the line (from 1) of an offset in text.
func (s *source) lineAt(offset int) int {
	low, high := 0, len(s.lines)
	for low < high {
		if middle := (low + high) / 2; s.lines[middle] <= offset {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// flowEnd returns the offset after the bracket that closes a list or map in
// brackets; from is the end of its last value.
func (s *source) flowEnd(from int, closing byte) int {
	for i := from; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == closing:
			return i + 1
		case c == '#':
			for i+1 < len(s.text) && !isBreak(s.text[i+1]) {
				i++
			}
		case !isBlank(c) && !isBreak(c) && c != ',' && c != ':' && c != '?':
			return from
		}
	}
	return from
}
