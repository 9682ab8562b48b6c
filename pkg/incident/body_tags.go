package incident

import (
	"bytes"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	xhtml "golang.org/x/net/html"
)

// tag is a tag of HTML in a body that is Markdown.
type tag struct {
	name    string
	span    diag.Span
	closing bool
	partner int // index of the tag that closes or opens the element, -1 for none
	blocks  int // ends of paragraphs and tags of blocks before it
}

// What a tag becomes. Others are no tags to Markdown: what shows them is text.
var (
	emphases  = map[string]string{"b": "**", "strong": "**", "i": "*", "em": "*"}
	divisions = map[string]bool{"p": true, "div": true}
	lists     = map[string]bool{"ul": true, "ol": true}
	headings  = map[string]bool{"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true}
	wrappers  = map[string]bool{"span": true, "font": true, "u": true, "small": true, "big": true, "center": true, "var": true} // say nothing
	pieces    = map[string]bool{"table": true, "pre": true, "blockquote": true}                                                 // are HTML to their end
)

// blankLine ends a paragraph.
var blankLine = regexp.MustCompile(`\n[ \t]*\n`)

// mostListed is how deep lists are shown in one another.
const mostListed = 12

// fromTags puts Markdown in the place of the tags of a body.
func fromTags(s string) string {
	code := codeIn(s)
	tags := tagsIn(s, code)
	if len(tags) == 0 {
		return s
	}
	w := &tagWriter{in: s, code: code, nested: map[string]int{}}
	at := 0
	for i := 0; i < len(tags); i++ {
		t := tags[i]
		if t.span.Start < at {
			continue
		}
		w.text(s[at:t.span.Start], at)
		at = t.span.End
		if !t.closing && t.partner > i && (pieces[t.name] || t.name == "code") {
			last := tags[t.partner]
			w.piece(t, last)
			at = last.span.End
			continue
		}
		w.tag(t, tags)
	}
	w.text(s[at:], at)
	return string(w.out)
}

// tagsIn returns the tags that stand outside of code.
func tagsIn(s string, code []diag.Span) (tags []tag) {
	open := map[string][]int{}
	blocks, from := 0, 0
	for i := 0; i < len(s); i++ {
		if len(code) > 0 && i >= code[0].Start {
			i = max(i, code[0].End) - 1
			code = code[1:]
			continue
		}
		switch s[i] {
		case '\\':
			i++
			continue
		case '<':
		default:
			continue
		}
		t, ok := readTag(s[i:])
		if !ok {
			continue
		}
		t.span = diag.Span{Start: i, End: i + t.span.End}
		blocks += len(blankLine.FindAllStringIndex(s[from:i], -1))
		if t.blocks = blocks; emphases[t.name] == "" && t.name != "a" && t.name != "code" && !wrappers[t.name] {
			blocks++
		}
		if list := open[t.name]; t.closing && len(list) > 0 {
			t.partner = list[len(list)-1]
			tags[t.partner].partner = len(tags)
			open[t.name] = list[:len(list)-1]
		} else if !t.closing {
			open[t.name] = append(list, len(tags))
		}
		tags = append(tags, t)
		i, from = t.span.End-1, t.span.End
	}
	return tags
}

// readTag reads the tag that a text begins with.
func readTag(s string) (t tag, ok bool) {
	end := strings.IndexAny(s[1:], "<>") + 1
	if end == 0 || s[end] != '>' {
		return t, false
	}
	t = tag{partner: -1, span: diag.Span{End: end + 1}}
	name := s[1:end]
	name, t.closing = strings.CutPrefix(name, "/")
	n := 0
	for n < len(name) && (isLetter(name[n]) || n > 0 && isDigit(name[n])) {
		n++
	}
	if n == 0 || n < len(name) && strings.IndexByte(" \t\n/", name[n]) < 0 {
		return t, false
	}
	t.name = strings.ToLower(name[:n])
	return t, true
}

// tagWriter writes the Markdown of a body with tags.
type tagWriter struct {
	in   string
	code []diag.Span
	out  []byte

	tail    string         // the last characters that were written: enough to see two line ends
	table   bool           // the line that is written begins with `|`
	ends    int            // lines to end before more is written: 1, or 2 for a paragraph
	breaks  int            // `<br>` that wait likewise
	marks   string         // that begin emphasis or a link, and wait for its text
	nested  map[string]int // how many of a kind of mark are open
	heading bool
	lists   []int  // open ones: the number of the next item, -1 for those without
	item    string // marker of an item that waits for its text
}

// write writes Markdown as it is.
func (w *tagWriter) write(s string) {
	if s == "" {
		return
	}
	w.out = append(w.out, s...)
	line := s
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		line = s[i+1:]
		w.table = strings.HasPrefix(strings.TrimLeft(line, " "), "|")
	} else if strings.HasSuffix(w.tail, "\n") || w.tail == "" {
		w.table = strings.HasPrefix(strings.TrimLeft(line, " "), "|")
	}
	w.tail = w.tail + s
	w.tail = w.tail[max(0, len(w.tail)-2):]
}

// flow reports whether white space is only a blank between words here.
func (w *tagWriter) flow() bool { return w.heading || len(w.lists) > 0 }

// text writes text that stands at an offset of the source.
func (w *tagWriter) text(s string, at int) {
	if w.flow() && !w.hasCode(at, at+len(s)) {
		s = flowed(s)
	}
	inner := strings.TrimLeft(s, " \t\n")
	if inner == "" {
		if strings.Count(s, "\n") > 1 {
			w.end(2)
		} else if w.ends == 0 && w.breaks == 0 && w.item == "" && w.marks == "" {
			w.write(s)
		}
		return
	}
	lead := s[:len(s)-len(inner)]
	if w.ends > 0 || w.breaks > 0 || w.item != "" {
		if strings.Count(lead, "\n") > 1 {
			w.end(2)
		}
		w.flush()
		lead = ""
	}
	if w.marks != "" && lead != "" && strings.HasSuffix(w.tail, " ") {
		lead = ""
	}
	w.write(lead + w.marks + inner)
	w.marks = ""
}

// hasCode reports whether code stands between two offsets of the source.
func (w *tagWriter) hasCode(from, end int) bool {
	i, _ := slices.BinarySearchFunc(w.code, from, func(c diag.Span, from int) int { return c.End - 1 - from })
	return i < len(w.code) && w.code[i].Start < end
}

// flowed returns a text with one blank in the place of white space.
func flowed(s string) string {
	words := strings.Join(strings.Fields(s), " ")
	if words == "" {
		return " "
	}
	if strings.IndexByte(" \t\n", s[0]) >= 0 {
		words = " " + words
	}
	if strings.IndexByte(" \t\n", s[len(s)-1]) >= 0 {
		words += " "
	}
	return words
}

// end asks for the end of a line, or of a paragraph with 2.
func (w *tagWriter) end(lines int) { w.ends, w.heading = max(w.ends, lines), false }

// flush writes the ends of lines and the marker that were asked for.
func (w *tagWriter) flush() {
	hard := w.breaks == 1 && w.ends == 0
	if w.breaks > 0 {
		w.ends = max(w.ends, min(w.breaks, 2))
	}
	if len(w.out) > 0 && w.ends > 0 {
		if hard {
			w.write(string(hardBreak))
		}
		have := len(w.tail) - len(strings.TrimRight(w.tail, "\n"))
		w.write(strings.Repeat("\n", max(0, w.ends-have)))
	}
	if w.ends > 0 && w.item == "" && len(w.lists) > 0 {
		w.write(strings.Repeat("   ", min(len(w.lists), mostListed)))
	}
	w.write(w.item)
	w.ends, w.breaks, w.item = 0, 0, ""
}

// tag writes what stands for a tag.
func (w *tagWriter) tag(t tag, tags []tag) {
	paired := t.partner >= 0
	inline := paired && tags[t.partner].blocks == t.blocks // emphasis ends with its paragraph
	switch {
	case t.name == "br":
		w.lineBreak()
	case t.name == "hr":
		w.end(2)
		w.text("---", t.span.Start)
		w.end(2)
	case divisions[t.name]:
		if w.item == "" && !w.heading {
			w.end(2)
		}
	case headings[t.name] && paired:
		w.title(t)
	case lists[t.name] && paired:
		w.list(t)
	case t.name == "li" && len(w.lists) > 0:
		w.listItem(t)
	case emphases[t.name] != "" && paired:
		if inline {
			w.emphasis(t)
		}
	case t.name == "a" && paired:
		w.anchor(t, tags, inline)
	case wrappers[t.name] && paired:
	default:
		w.text(w.in[t.span.Start:t.span.End], t.span.Start)
	}
}

// lineBreak writes a `<br>`.
func (w *tagWriter) lineBreak() {
	switch {
	case w.table && w.ends == 0:
		w.write("<br>")
	case w.heading:
		w.write(" ")
	case w.item == "":
		w.breaks++
	}
}

// title writes the start or the end of a heading.
func (w *tagWriter) title(t tag) {
	w.end(2)
	if !t.closing {
		w.flush()
		w.write(strings.Repeat("#", int(t.name[1]-'0')) + " ")
		w.heading = true
	}
}

// list writes the start or the end of a list.
func (w *tagWriter) list(t tag) {
	if t.closing {
		if n := len(w.lists); n > 0 {
			w.lists = w.lists[:n-1]
		}
		if len(w.lists) == 0 {
			w.end(2)
		} else {
			w.end(1)
		}
		return
	}
	if len(w.lists) == 0 {
		w.end(2)
	} else {
		w.end(1)
	}
	number := -1
	if t.name == "ol" {
		number = 1
	}
	w.lists = append(w.lists, number)
}

// listItem writes the start of an item.
func (w *tagWriter) listItem(t tag) {
	w.end(1)
	if t.closing {
		return
	}
	n := len(w.lists)
	w.item = strings.Repeat("   ", min(n, mostListed)-1) + "-  "
	if number := w.lists[n-1]; number >= 0 {
		w.item = strings.Repeat("   ", min(n, mostListed)-1) + strconv.Itoa(number) + ". "
		w.lists[n-1]++
	}
}

// emphasis writes the start or the end of bold or slanted text. The marks stand
// at the words: blanks go outside.
func (w *tagWriter) emphasis(t tag) {
	mark := emphases[t.name]
	if !w.outermost(mark, t.closing) {
		return
	}
	if !t.closing {
		w.marks += mark
	} else if rest, ok := strings.CutSuffix(w.marks, mark); ok {
		w.marks = rest
	} else {
		w.closeWith(mark)
	}
}

// outermost counts the elements of a kind and reports whether the one that
// begins or ends here is in no other.
func (w *tagWriter) outermost(mark string, closing bool) bool {
	if closing {
		w.nested[mark]--
		return w.nested[mark] == 0
	}
	w.nested[mark]++
	return w.nested[mark] == 1
}

// closeWith writes marks behind the last word.
func (w *tagWriter) closeWith(mark string) {
	kept := bytes.TrimRight(w.out[max(0, len(w.out)-2):], " \t\n")
	blanks := string(w.out[len(w.out)-min(2, len(w.out))+len(kept):])
	w.out = w.out[:len(w.out)-len(blanks)]
	w.write(mark + blanks)
}

// anchor writes the start or the end of a link.
func (w *tagWriter) anchor(t tag, tags []tag, inline bool) {
	open := t
	if t.closing {
		open = tags[t.partner]
	}
	address := webAddress(attribute(w.in[open.span.Start:open.span.End], "href"))
	switch {
	case address == "":
	case inline && !w.outermost("[", t.closing):
	case inline && !t.closing:
		w.marks += "["
	case inline && strings.HasSuffix(w.marks, "["):
		w.marks = strings.TrimSuffix(w.marks, "[")
		w.text("<"+address+">", t.span.Start)
	case inline:
		w.closeWith("](" + address + ")")
	case t.closing:
		w.text(" <"+address+">", t.span.Start)
	}
}

// attribute returns an attribute of a tag, "" when it has none of that name.
func attribute(tag, name string) string {
	z := xhtml.NewTokenizer(strings.NewReader(tag))
	z.Next()
	for _, a := range z.Token().Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// webAddress returns an address that a link may lead to as Markdown has it
// between brackets; "" for those of other schemes, and relative ones.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(visible(s)))
	if err != nil {
		return ""
	}
	switch {
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
	case u.Scheme == "mailto" && u.Opaque != "":
	default:
		return ""
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("()<>[]\\`*_!|\"", c) >= 0 && c != '_' {
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)+0x100, 16)[1:]))
			continue
		}
		b.WriteByte(c)
	}
	return strings.ReplaceAll(b.String(), "&", "&amp;")
}

// piece writes an element that is HTML to its end.
func (w *tagWriter) piece(first, last tag) {
	if first.name != "code" {
		w.end(2)
		w.flush()
		w.write(fromHTML(w.in[first.span.Start:last.span.End]))
		w.end(2)
		return
	}
	text := html.UnescapeString(w.in[first.span.End:last.span.Start])
	if text = strings.Join(strings.Fields(visible(text)), " "); text != "" {
		w.text(codeSpan(text), first.span.Start)
	}
}

// codeSpan returns a text as code in a line.
func codeSpan(s string) string {
	most := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '`' {
			n := run(s[i:])
			most, i = max(most, n), i+n-1
		}
	}
	marks := strings.Repeat("`", most+1)
	if most > 0 {
		s = " " + s + " "
	}
	return marks + s + marks
}
