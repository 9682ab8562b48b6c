package markdown

import (
	"bytes"
	"html"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/yuin/goldmark/util"
)

// Text is the plain text of a block, as a reader sees it, and where each part
// of it stands in the file.
type Text struct {
	String string
	runs   []run // in the order of both texts
}

// run says that a piece of the plain text comes from a piece of the file.
// When the lengths differ (an entity, an escape) the piece is indivisible.
type run struct{ text, textLen, file, fileLen int }

// Span returns the place in the file of String[start:end]. Characters that
// the file does not hold (none so far) take the place of their neighbours.
func (t Text) Span(start, end int) diag.Span {
	if len(t.runs) == 0 {
		return diag.Span{}
	}
	first := t.at(start)
	span := diag.Span{Start: first.file, End: first.file}
	if first.textLen == first.fileLen {
		span.Start += min(start-first.text, first.fileLen)
		span.End = span.Start
	}
	if end <= start {
		return span
	}
	last := t.at(end - 1)
	span.End = last.file + last.fileLen
	if last.textLen == last.fileLen {
		span.End = last.file + min(end-last.text, last.fileLen)
	}
	return span
}

// All returns the span of the whole text.
func (t Text) All() diag.Span { return t.Span(0, len(t.String)) }

// at returns the run that holds the byte, or the nearest before it.
func (t Text) at(offset int) run {
	i := sort.Search(len(t.runs), func(i int) bool { return t.runs[i].text > offset })
	return t.runs[max(0, i-1)]
}

// textBuilder collects a Text.
type textBuilder struct {
	text strings.Builder
	runs []run
}

// add appends plain text that stands in the file at [file, file+fileLen).
func (b *textBuilder) add(plain string, file, fileLen int) {
	if plain == "" {
		return
	}
	start := b.text.Len()
	b.text.WriteString(plain)
	if n := len(b.runs); n > 0 && len(plain) == fileLen {
		if last := &b.runs[n-1]; last.textLen == last.fileLen && last.file+last.fileLen == file {
			last.textLen += fileLen
			last.fileLen += fileLen
			return
		}
	}
	b.runs = append(b.runs, run{start, len(plain), file, fileLen})
}

// addSource appends Markdown text: escapes and entities are resolved.
func (b *textBuilder) addSource(source []byte, file int) {
	eachPiece(source, func(plain string, start, length int) { b.add(plain, file+start, length) })
}

func (b *textBuilder) finish() Text { return Text{b.text.String(), b.runs} }

// eachPiece splits Markdown text into pieces of plain text: a run of ordinary
// characters, or one escape or entity.
func eachPiece(source []byte, yield func(plain string, start, length int)) {
	from := 0
	flush := func(to int) {
		if to > from {
			yield(string(source[from:to]), from, to-from)
		}
	}
	for i := 0; i < len(source); {
		plain, length := escapeAt(source[i:])
		if length == 0 {
			i++
			continue
		}
		flush(i)
		yield(plain, i, length)
		i += length
		from = i
	}
	flush(len(source))
}

// escapeAt reads the backslash escape or the entity at the head of source;
// length 0 means that there is none.
func escapeAt(source []byte) (plain string, length int) {
	switch source[0] {
	case '\\':
		if len(source) > 1 && util.IsPunct(source[1]) {
			return string(source[1:2]), 2
		}
	case '&':
		end := bytes.IndexByte(source[:min(len(source), 40)], ';')
		if end < 2 {
			return "", 0
		}
		entity := string(source[:end+1])
		if plain = html.UnescapeString(entity); plain != entity && !strings.HasSuffix(plain, ";") {
			return plain, end + 1
		}
		if entity == "&semi;" || entity == "&#59;" || strings.EqualFold(entity, "&#x3b;") {
			return ";", end + 1
		}
	}
	return "", 0
}

// plainOf resolves escapes and entities.
func plainOf(source []byte) string {
	if bytes.IndexByte(source, '\\') < 0 && bytes.IndexByte(source, '&') < 0 {
		return string(source)
	}
	var b strings.Builder
	eachPiece(source, func(plain string, _, _ int) { b.WriteString(plain) })
	return b.String()
}

// appendEscaped appends text for an HTML text or, with quotes escaped too, for
// a double-quoted attribute. NUL and invalid UTF-8 become U+FFFD; other control characters that HTML
// does not allow are dropped.
func appendEscaped(dst []byte, text string, quotes bool) []byte {
	from := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= 0x20 && c < utf8.RuneSelf && c != '&' && c != '<' && c != '>' && (c != '"' || !quotes) && c != 0x7F {
			i++
			continue
		}
		size, replacement := 1, ""
		switch {
		case c == '&':
			replacement = "&amp;"
		case c == '<':
			replacement = "&lt;"
		case c == '>':
			replacement = "&gt;"
		case c == '"':
			replacement = "&quot;"
		case c == '\n' || c == '\t':
			i++
			continue
		case c == 0:
			replacement = "\uFFFD"
		case c < 0x20 || c == 0x7F:
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			replacement = "\uFFFD"
		}
		dst = append(append(dst, text[from:i]...), replacement...)
		i += size
		from = i
	}
	return append(dst, text[from:]...)
}
