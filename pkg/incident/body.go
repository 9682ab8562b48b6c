package incident

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
)

// markdownBody returns the Markdown of a body that is Markdown with traces of
// HTML in it, as Statuspage's are. The tags that Markdown has a form for take
// that form, others become text that shows them; entities, invisible characters
// and needless escapes go; what is code stays as it is. A `<br>` is a hard line
// break, several are the end of a paragraph.
//
// What is returned ends every code block that it opens and holds no comment of
// HTML: it cannot swallow what stands behind it, nor give orders to rcagen.
func markdownBody(s string) string { return clean(fromTags(visible(s))) }

// htmlBody returns the Markdown of a body that is HTML. Text that looks like
// Markdown stays text.
func htmlBody(s string) string { return clean(fromHTML(visible(s))) }

// clean makes the Markdown of a body uniform.
func clean(s string) string {
	return strings.ReplaceAll(tidyLines(tidyText(s)), "<!--", "&lt;!--")
}

// hardBreak stands at the end of a line that is to end as written, until it is
// known what follows. Bodies hold no control characters.
const hardBreak = '\x01'

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// visible returns a text in UTF-8 without characters that cannot be seen, with
// LF at the end of lines and plain blanks. Tabs stay.
func visible(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = lineEnds.Replace(s)
	var b strings.Builder
	b.Grow(len(s))
	last := '\n'
	for _, c := range s {
		switch {
		case isInvisible(c):
			continue
		case c != ' ' && c != '\t' && c != '\n' && unicode.IsSpace(c):
			// Several would be code at the start of a line, a break at its end.
			if last == ' ' || last == '\n' {
				continue
			}
			c = ' '
		}
		b.WriteRune(c)
		last = c
	}
	return b.String()
}

// isInvisible reports whether a character is a control character other than
// white space, or one that joins, parts or turns what stands beside it.
func isInvisible(c rune) bool {
	switch {
	case unicode.IsSpace(c):
		return false
	case unicode.IsControl(c),
		c == 0xAD, c == 0x61C, c == 0x180E, c == 0xFEFF,
		c >= 0x200B && c <= 0x200F, c >= 0x202A && c <= 0x202E, c >= 0x2060 && c <= 0x206F,
		c >= 0xE0000 && c <= 0xE007F, // tags, with which text can be hidden
		c == 0xF002:                  // a mark of the library that turns HTML into Markdown
		return true
	}
	return false
}

// fence is an open code block that has fences.
type fence struct {
	mark   byte
	length int
	quotes int // `>` in front of it
	column int // at which the content of the list item begins that it is in; 0 for none
}

// blocks follows a text line by line and tells code blocks from the rest. It
// knows as much of CommonMark's containers as that takes: quotes, list items.
type blocks struct {
	open  *fence
	items []int // columns of the contents of the list items around
}

// place is what blocks knows about a line.
type place struct {
	code    bool // the line belongs to a code block with fences
	opens   bool // it is the first one
	content int  // offset of what stands behind quotes, markers of lists and blanks
	column  int  // of that
	starts  bool // a quote or an item of a list begins
}

// next takes the next line, without its line end.
func (b *blocks) next(line string) place {
	if b.open != nil {
		if b.inside(line) {
			if b.closes(line) {
				b.open = nil
			}
			return place{code: true}
		}
		b.open = nil
	}
	p, quotes := b.enter(line)
	rest := line[p.content:]
	mark, n := fenceOf(rest)
	if n == 0 || mark == '`' && strings.IndexByte(rest[n:], '`') >= 0 {
		return p
	}
	base := 0
	if len(b.items) > 0 {
		base = b.items[len(b.items)-1]
	}
	if p.column-base > 3 {
		return p // indented code
	}
	b.open = &fence{mark: mark, length: n, quotes: quotes, column: base}
	return place{code: true, opens: true, content: p.content}
}

// enter reads the quotes and markers at the start of a line.
func (b *blocks) enter(line string) (p place, quotes int) {
	i, column := 0, 0
	rule := ruleStart(line)
	blanks := func() {
		for ; i < len(line) && (line[i] == ' ' || line[i] == '\t'); i++ {
			column++
			if line[i] == '\t' {
				column += 3 - (column-1)%4
			}
		}
	}
	for {
		blanks()
		if i == len(line) && !p.starts {
			return place{content: i, column: column}, quotes // a blank line leaves nothing
		}
		for len(b.items) > 0 && b.items[len(b.items)-1] > column {
			b.items = b.items[:len(b.items)-1]
		}
		if i < len(line) && line[i] == '>' {
			i, column, quotes, p.starts = i+1, column+1, quotes+1, true
			continue
		}
		n := itemMarker(line[i:])
		if n == 0 || i >= rule && isRule(line[i:]) {
			break
		}
		i, column, p.starts = i+n, column+n, true
		if i < len(line) {
			i, column = i+1, column+1
		}
		b.items = append(b.items, column)
	}
	p.content, p.column = i, column
	return p, quotes
}

// inside reports whether a line still belongs to the container of the open
// code block.
func (b *blocks) inside(line string) bool {
	f := b.open
	rest := strings.TrimLeft(line, " \t")
	for range f.quotes {
		if !strings.HasPrefix(rest, ">") {
			return false
		}
		rest = strings.TrimLeft(rest[1:], " \t")
	}
	return f.column == 0 || rest == "" || columnOf(line[:len(line)-len(rest)]) >= f.column
}

// closes reports whether a line is the end of the open code block.
func (b *blocks) closes(line string) bool {
	line = strings.Trim(line, "> \t")
	mark, n := fenceOf(line)
	return mark == b.open.mark && n >= b.open.length && n == len(line)
}

// end returns the line that ends the open code block; "" when there is none.
func (b *blocks) end() string {
	if b.open == nil {
		return ""
	}
	prefix := strings.Repeat("> ", b.open.quotes)
	return prefix + strings.Repeat(" ", max(0, b.open.column-len(prefix))) + strings.Repeat(string(b.open.mark), b.open.length)
}

// columnOf returns the column behind white space and quote marks.
func columnOf(prefix string) (column int) {
	for i := range len(prefix) {
		column++
		if prefix[i] == '\t' {
			column += 3 - (column-1)%4
		}
	}
	return column
}

// fenceOf returns the mark and the length of the fence that a text begins with.
func fenceOf(s string) (mark byte, n int) {
	if !strings.HasPrefix(s, "```") && !strings.HasPrefix(s, "~~~") {
		return 0, 0
	}
	for n = 3; n < len(s) && s[n] == s[0]; n++ {
	}
	return s[0], n
}

// itemMarker returns the length of the marker of a list item that a text begins
// with, without the blank behind it.
func itemMarker(s string) (n int) {
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	switch {
	case n == len(s):
		return 0
	case n == 0 && strings.IndexByte("-+*", s[0]) < 0, n > 0 && s[n] != '.' && s[n] != ')':
		return 0
	}
	if n++; n < len(s) && s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return n
}

// ruleStart returns the offset from which on a text has but one mark of a rule,
// and blanks: what stands before is none.
func ruleStart(s string) int {
	s = strings.TrimRight(s, " \t")
	if s == "" || strings.IndexByte("-*_", s[len(s)-1]) < 0 {
		return len(s)
	}
	return len(strings.TrimRight(s, s[len(s)-1:]+" \t"))
}

// isRule reports whether a line is a line across the page: `---`, `* * *`.
func isRule(s string) bool {
	return len(s) >= 3 && strings.IndexByte("-*_", s[0]) >= 0 && strings.Trim(s, s[:1]+" \t") == "" && strings.Count(s, s[:1]) >= 3
}

// codeIn returns the places of the code blocks with fences and of the code
// spans in a text, in order.
func codeIn(s string) (code []diag.Span) {
	var b blocks
	from, at := 0, 0 // from: start of the text in which a span can lie
	flush := func(end int) {
		code = append(code, codeSpans(s, from, end)...)
		from = end
	}
	for line := range strings.Lines(s) {
		p := b.next(strings.TrimSuffix(line, "\n"))
		switch rest := line[p.content:]; {
		case p.code && !p.opens && len(code) > 0 && code[len(code)-1].End == at:
			code[len(code)-1].End += len(line)
			from = at + len(line)
		case p.code:
			flush(at)
			code = append(code, diag.Span{Start: at + p.content, End: at + len(line)})
			from = at + len(line)
		case p.starts, strings.TrimSpace(rest) == "", strings.HasPrefix(rest, "#"):
			flush(at)
		}
		at += len(line)
	}
	flush(len(s))
	return code
}

// codeSpans returns the code spans between two offsets, which are in one block.
func codeSpans(s string, from, end int) (spans []diag.Span) {
	if strings.IndexByte(s[from:end], '`') < 0 {
		return nil
	}
	runs := map[int][]int{} // offsets of runs of backticks by their length
	for i := from; i < end; i++ {
		if s[i] == '`' {
			n := run(s[i:end])
			runs[n] = append(runs[n], i)
			i += n - 1
		}
	}
	for i := from; i < end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '`':
			n := run(s[i:end])
			list := runs[n]
			for len(list) > 0 && list[0] <= i {
				list = list[1:]
			}
			runs[n] = list
			last := i + n
			if len(list) > 0 {
				last = list[0] + n
				spans = append(spans, diag.Span{Start: i, End: last})
			}
			i = last - 1
		}
	}
	return spans
}

// run returns how often the first character of a text stands at its start.
func run[T string | []byte](s T) (n int) {
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return n
}

// tidyLines puts headings and blank lines into one form, settles line breaks,
// and closes the code block that was left open.
func tidyLines(s string) string {
	var b blocks
	var out bytes.Buffer
	blank, broken := true, false // the line before: it is blank; it is to end as written
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if b.open != nil && !b.inside(line) {
			out.WriteString(b.end() + "\n") // its quote or list has ended, and the code with it
		}
		p := b.next(strings.TrimRight(line, string(hardBreak)))
		if p.code {
			line = strings.ReplaceAll(line, string(hardBreak), "")
			out.WriteString(line + "\n")
			blank, broken = false, false
			continue
		}
		hard := strings.HasSuffix(line, "  ") || strings.HasSuffix(line, string(hardBreak))
		line = strings.TrimRight(strings.ReplaceAll(line, string(hardBreak), ""), " \t")
		if p.content = min(p.content, len(line)); isSpacer(line) {
			line = ""
		}
		if line == "" {
			if !blank {
				out.WriteByte('\n')
			}
			blank, broken = true, false
			continue
		}
		rest := line[p.content:]
		if broken && !p.starts && !startsBlock(rest) {
			out.Truncate(out.Len() - 1)
			out.WriteString("\\\n")
		}
		heading := headingLine(rest)
		out.WriteString(line[:p.content] + heading + "\n")
		blank, broken = false, hard && !startsBlock(rest) && !strings.HasSuffix(line, `\`)
	}
	if end := b.end(); end != "" {
		out.WriteString(end + "\n")
	}
	return strings.Trim(out.String(), "\n")
}

// startsBlock reports whether a line cannot be more text of a paragraph, or
// breaks where it ends without being told to.
func startsBlock(s string) bool {
	return s == "" || strings.IndexByte("#|>", s[0]) >= 0 || isRule(s) || strings.Trim(s, "= ") == "" || strings.Trim(s, "- ") == ""
}

// isSpacer reports whether a line is emphasised punctuation, which people write
// to have more space: `_._`.
func isSpacer(line string) bool {
	s := strings.TrimSpace(line)
	inner := strings.Trim(s, "_*")
	return inner != "" && len(s) > len(inner)+1 && strings.IndexByte("_*", s[0]) >= 0 && strings.IndexByte("_*", s[len(s)-1]) >= 0 &&
		strings.Trim(inner, ".·•…–—-") == ""
}

// headingLine returns a line with the blank behind the marks of a heading and
// without marks that make all of the heading bold. Other lines are returned as
// they are; so is `#12`, which is a number.
func headingLine(line string) string {
	marks := 0
	if strings.HasPrefix(line, "#") {
		marks = run(line)
	}
	if marks == 0 || marks > 6 {
		return line
	}
	title := strings.TrimLeft(line[marks:], " \t")
	if glued := len(title) == len(line)-marks; title == "" || glued && (marks == 1 || isPunctuation(title[0]) && title[0] != '*' && title[0] != '_') {
		return line
	}
	for {
		inner := strings.Trim(title, "*_")
		side := (len(title) - len(inner)) / 2
		if side < 2 || inner == "" || title != title[:side]+inner+title[:side] || strings.Trim(title[:side], title[:1]) != "" || strings.Contains(inner, title[:2]) || strings.HasSuffix(inner, `\`) {
			return line[:marks] + " " + title
		}
		title = strings.TrimSpace(title[2 : len(title)-2])
	}
}
