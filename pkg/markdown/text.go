package markdown

import (
	"bytes"
	"html"
	"slices"
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

// textBuilder collects the texts of a document, one after the other in the same
// memory.
type textBuilder struct {
	text              strings.Builder
	runs              []run
	textFrom, runFrom int // where the text that is being collected starts
}

// add appends plain text that stands in the file at [file, file+fileLen).
func (b *textBuilder) add(plain []byte, file, fileLen int) {
	if len(plain) == 0 {
		return
	}
	start := b.text.Len() - b.textFrom
	b.text.Write(plain)
	if n := len(b.runs); n > b.runFrom && len(plain) == fileLen {
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
	eachPiece(source, func(plain []byte, start, length int) { b.add(plain, file+start, length) })
}

// finish returns the text collected since the last call.
func (b *textBuilder) finish() Text {
	t := Text{b.text.String()[b.textFrom:], slices.Clip(b.runs[b.runFrom:])}
	b.textFrom, b.runFrom = b.text.Len(), len(b.runs)
	return t
}

// eachPiece splits Markdown text into pieces of plain text: a run of ordinary
// characters, or one escape or entity.
func eachPiece(source []byte, yield func(plain []byte, start, length int)) {
	from := 0
	for i := 0; i < len(source); i++ {
		if source[i] != '\\' && source[i] != '&' {
			continue
		}
		plain, length := escapeAt(source[i:])
		if length == 0 {
			continue
		}
		if i > from {
			yield(source[from:i], from, i-from)
		}
		yield([]byte(plain), i, length)
		from = i + length
		i = from - 1
	}
	if from < len(source) {
		yield(source[from:], from, len(source)-from)
	}
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
	var b []byte
	eachPiece(source, func(plain []byte, _, _ int) { b = append(b, plain...) })
	return string(b)
}

// appendEscaped appends text for an HTML text or, with quotes escaped too, for
// a double-quoted attribute. NUL and invalid UTF-8 become U+FFFD; other control
// characters that HTML does not allow are dropped.
func appendEscaped[T string | []byte](dst []byte, text T, quotes bool) []byte {
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
			r, size = utf8.DecodeRuneInString(string(text[i:min(len(text), i+utf8.UTFMax)]))
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
