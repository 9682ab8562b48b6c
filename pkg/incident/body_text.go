package incident

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidyText resolves entities and needless escapes in the text of a body, and
// makes text of what would be a tag.
func tidyText(s string) string {
	w := &textWriter{in: s}
	at := 0
	for _, code := range codeIn(s) {
		w.text(at, code.Start)
		w.verbatim(s[code.Start:code.End])
		at = code.End
	}
	w.text(at, len(s))
	return string(w.out)
}

// textWriter writes the text of a body.
type textWriter struct {
	in  string
	out []byte

	// Of the line that is written.
	started bool // something other than blanks stands in it
	words   bool // something other than what can be a marker of a block does
	heading bool // it begins with `#`
	table   bool // it begins with `|`
	link    int  // brackets that are open in the target of a link, its own included
}

// newLine forgets what was known of a line.
func (w *textWriter) newLine() {
	w.started, w.words, w.heading, w.table, w.link = false, false, false, false, 0
}

// verbatim writes code.
func (w *textWriter) verbatim(s string) {
	w.out = append(w.out, s...)
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		w.newLine()
		s = s[i+1:]
	}
	if s != "" {
		w.started, w.words = true, true
	}
}

// text writes a part of the source that is no code.
func (w *textWriter) text(from, end int) {
	for i := from; i < end; {
		c := w.in[i]
		switch {
		case c == '\n':
			w.out = append(w.out, c)
			w.newLine()
		case c == '\\' && i+1 < end && isPunctuation(w.in[i+1]):
			i++
			if w.link > 0 && w.in[i] != '<' {
				w.out = append(w.out, '\\', w.in[i])
			} else {
				w.literal(w.in[i], next(w.in, i+1), true)
			}
		case c == '&' && w.link == 0:
			i += w.entity(i, end)
			continue
		case c == '<':
			i += w.angle(i, end)
			continue
		default:
			w.put(c)
			w.follow(c)
		}
		i++
	}
}

// next returns the byte at an offset, 0 behind the end.
func next(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// last returns the last byte that was written, 0 for none.
func (w *textWriter) last() byte {
	if len(w.out) == 0 {
		return 0
	}
	return w.out[len(w.out)-1]
}

// follow keeps count of the brackets of a link's target.
func (w *textWriter) follow(c byte) {
	switch {
	case c == '(' && (w.link > 0 || bytes.HasSuffix(w.out, []byte("]("))):
		w.link++
	case c == ')' && w.link > 0:
		w.link--
	}
}

// put writes a byte of text. It sees to it that what was written before does
// not become a tag or an entity by it.
func (w *textWriter) put(c byte) {
	n := len(w.out)
	switch {
	case w.last() == '<' && c == '!':
		w.out = append(w.out[:n-1], "&lt;"...)
	case w.last() == '<' && (isLetter(c) || c == '/' || c == '?'):
		w.out = append(w.out[:n-1], '\\', '<')
	case c == ';' && w.link == 0:
		tail := w.out[max(0, n-34):]
		if i := bytes.LastIndexByte(tail, '&'); i >= 0 && isEntity(string(tail[i:])+";") {
			at := n - len(tail) + i + 1
			w.out = append(w.out[:at], "amp;"+string(w.out[at:])...)
		}
	}
	w.out = append(w.out, c)
	w.mark(c)
}

// mark notes what a byte says about its line.
func (w *textWriter) mark(c byte) {
	if !w.started && c != ' ' && c != '\t' {
		w.started, w.heading, w.table = true, c == '#', c == '|'
	}
	if strings.IndexByte(" \t>*+-#=_~:|.)\\", c) < 0 && (c < '0' || c > '9') {
		w.words = true
	}
}

// literal writes a punctuation mark that is to be read as one, with a backslash
// where it would be more than that. One that the source escapes keeps its
// backslash unless it is among those that are escaped for no reason.
func (w *textWriter) literal(c, next byte, escaped bool) {
	if w.needsEscape(c, next) || escaped && strings.IndexByte("()+.-!#,'\"?%&<>", c) < 0 {
		w.out = append(w.out, '\\', c)
		w.mark(c)
		return
	}
	w.put(c)
}

// needsEscape reports whether a mark would be Markdown where it is written.
func (w *textWriter) needsEscape(c, next byte) bool {
	before := w.last()
	glued := isLetter(next) || isDigit(next) // no marker is followed by that
	switch c {
	case '*', '_', '`', '[', ']', '~', '|', '\\':
		return true
	case '#':
		return w.heading && !glued || !w.words && (!glued || before == '#')
	case '+', '-':
		return !w.words && !isDigit(before) && !glued
	case '.', ')':
		return !w.words && isDigit(before) && !glued
	case '=', '>':
		return !w.words
	case '(':
		return before == ']'
	case '!', '?', '/':
		return before == '<' || c == '!' && next == '['
	}
	return false
}

// entity writes what stands at a `&` and returns the length of that in the
// source.
func (w *textWriter) entity(i, end int) int {
	n := strings.IndexByte(w.in[i:min(end, i+34)], ';') + 1
	if n == 0 || !isEntity(w.in[i:i+n]) {
		w.put('&')
		return 1
	}
	text := html.UnescapeString(w.in[i : i+n])
	if c := text[0]; isLetter(c) || isDigit(c) || c == ';' {
		// Written so on purpose; beside other text it may be more than a letter.
		w.out = append(w.out, w.in[i:i+n]...)
		w.words, w.started = true, true
		return n
	}
	for _, c := range text {
		switch {
		case isInvisible(c):
		case unicode.IsSpace(c):
			if w.started && w.last() != ' ' { // no code, no break
				w.put(' ')
			}
		case c < utf8.RuneSelf:
			w.literal(byte(c), next(w.in, i+n), false)
		default:
			w.out = utf8.AppendRune(w.out, c)
			w.started, w.words = true, true
		}
	}
	return n
}

// An address in angle brackets (CommonMark 6.5), and the tags that Markdown has
// no form for and that do no harm.
var (
	autolink  = regexp.MustCompile(`^<(?:(?i:https?://|mailto:)[^\s<>]+|[a-zA-Z0-9.+_-]+@[a-zA-Z0-9.-]+)>$`)
	plainTag  = regexp.MustCompile(`^</?(?:kbd|sub|sup)>$`)
	breakTag  = regexp.MustCompile(`^(?i:<br\s*/?>)$`)
	entityRef = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});$`)
)

// isEntity reports whether a text is an entity of HTML (CommonMark 6.2).
func isEntity(s string) bool { return entityRef.MatchString(s) && html.UnescapeString(s) != s }

// angle writes what stands at a `<` and returns the length of that in the
// source.
func (w *textWriter) angle(i, end int) int {
	n := tagEnd(w.in[i:end])
	tag := w.in[i : i+n]
	switch {
	case n > 0 && w.table && breakTag.MatchString(tag):
		w.out = append(bytes.TrimRight(w.out, " "), "<br>"...) // a cell has no other way
		return n
	case n > 0 && (autolink.MatchString(tag) || plainTag.MatchString(tag)):
		w.out = append(w.out, tag...)
		w.started, w.words = true, true
		return n
	}
	w.put('<')
	return 1
}

// tagEnd returns the length of the text in angle brackets that a text begins
// with, 0 when there is none.
func tagEnd(s string) int {
	i := strings.IndexAny(s[1:], "<>\n") + 1
	if i == 0 || s[i] != '>' {
		return 0
	}
	return i + 1
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isPunctuation reports whether a backslash escapes the character (CommonMark
// 2.4).
func isPunctuation(c byte) bool {
	return c > ' ' && c < 0x7F && !isLetter(c) && !isDigit(c)
}
