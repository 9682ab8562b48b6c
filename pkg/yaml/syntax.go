package yaml

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/rcagen/rcagen/pkg/diag"
)

// The library says what its scanner expected, which helps nobody who wrote
// `title: RCA: API down`. What goes wrong by hand is always one of a few
// shapes of a line, so the lines that the library names are looked at again.
// The shapes are only ever looked for after the library has refused the text:
// a shape found in valid YAML would mean nothing.

// fault is a known shape of mistake.
type fault struct {
	at, size int // in text
	problem  string
	label    string
	help     string
	fix      *diag.Fix
}

// syntaxError reports why the library stopped.
func (p *parser) syntaxError(err error) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		p.report("yaml-syntax", p.span(0, 0), "not valid YAML: it cannot be read")
		return
	}
	mark := p.offset(e.Mark.Line, e.Mark.Column)
	if e.Mark.Line == 0 {
		mark = p.offset(e.ContextMark.Line, e.ContextMark.Column)
	}
	switch {
	case e.Message == errTooDeep.Error():
		p.tooDeep(p.offset(e.ContextMark.Line, e.ContextMark.Column))
		return
	case e.Stage == yaml.ComposerStage && mark < len(p.text) && p.text[mark] == '*':
		p.reportReference("alias", mark)
		return
	}
	found, ok := p.findFault(e, mark)
	if !ok {
		// The library names the place where it noticed, which may be the end of the text.
		for mark > 0 && (mark == len(p.text) || isBreak(p.text[mark])) && (isBlank(p.text[mark-1]) || isBreak(p.text[mark-1])) {
			mark--
		}
		found = fault{at: mark, size: p.runeSize(mark), problem: e.Message}
	}
	d := p.report("yaml-syntax", p.span(found.at, found.at+found.size), "not valid YAML: "+found.problem)
	d.Label, d.Fix = found.label, found.fix
	if found.help != "" {
		d.Help = []string{found.help}
	}
}

// findFault looks at the line where the library stopped, at the line where
// the thing began that it was reading, and at the lines before for a quote or
// bracket that was left open.
func (p *parser) findFault(e *yaml.LoadError, mark int) (fault, bool) {
	at := p.lineAt(mark)
	candidates := []int{at}
	if e.ContextMark.Line > 0 {
		candidates = append(candidates, e.ContextMark.Line)
	}
	if previous := p.previousLine(at); previous > 0 {
		candidates = append(candidates, previous)
	}
	for _, line := range candidates {
		if found, ok := p.lineFault(line, e); ok {
			return found, true
		}
	}
	if found, ok := p.indentFault(at); ok {
		return found, true
	}
	const far = 50
	for line := at - 1; line > 0 && line > at-far; line-- {
		if l := p.parseLine(line); l.value != "" && strings.IndexByte(`"'[{`, l.value[0]) >= 0 {
			if found, ok := p.lineFault(line, e); ok {
				return found, true
			}
		}
	}
	return fault{}, false
}

// previousLine returns the nearest line above that is not blank, or 0.
func (p *parser) previousLine(line int) int {
	for line--; line > 0; line-- {
		if text, _ := p.lineText(line); len(bytes.TrimSpace(text)) > 0 {
			return line
		}
	}
	return 0
}

// line is a line of YAML taken apart by sight.
type line struct {
	start   int // in text
	text    string
	indent  string // white space before everything
	dashes  string // "- " of list items
	key     string
	hasKey  bool
	value   string // without a comment and trailing space
	valueAt int    // in text
}

var (
	prefixPattern  = regexp.MustCompile(`^([ \t]*)((?:-[ \t]+)*)`)
	keyPattern     = regexp.MustCompile(`^("[^"]*"|'[^']*'|[^\s:#'"\[\]{},&*!|>@%` + "`" + `-][^:#]*?|-[^\s:#][^:#]*?)[ \t]*:(?:[ \t]+|$)`)
	gluedPattern   = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_-]*):([^\s/:].*)$`)
	commentPattern = regexp.MustCompile(`(?:^|[ \t]+)#.*$`)
)

func (p *parser) parseLine(number int) line {
	text, start := p.lineText(number)
	l := line{start: start, text: string(text)}
	m := prefixPattern.FindStringSubmatch(l.text)
	l.indent, l.dashes = m[1], m[2]
	rest := l.text[len(m[0]):]
	if key := keyPattern.FindStringSubmatch(rest); key != nil {
		l.key, l.hasKey = key[1], true
		rest = rest[len(key[0]):]
	}
	l.valueAt = start + len(l.text) - len(rest)
	l.value = rest
	if rest != "" && rest[0] != '"' && rest[0] != '\'' {
		l.value = strings.TrimRight(commentPattern.ReplaceAllString(rest, ""), " \t")
	}
	return l
}

// lineFault looks for a mistake within one line.
func (p *parser) lineFault(number int, e *yaml.LoadError) (fault, bool) {
	l := p.parseLine(number)
	if tab := strings.IndexByte(l.indent, '\t'); tab >= 0 && l.value+l.key != "" {
		return fault{l.start + tab, 1, "a tab cannot indent", "this is a tab", "indent with spaces", nil}, true
	}
	if !l.hasKey && l.dashes == "" {
		return p.keylessFault(l, e)
	}
	if l.value == "" {
		return fault{}, false
	}
	quote := p.quoteHelp(l)
	one := func(problem string) (fault, bool) {
		return fault{at: l.valueAt, size: p.runeSize(l.valueAt), problem: problem, help: quote, fix: p.quoteFix(l)}, true
	}
	switch c := l.value[0]; {
	case c == '"' || c == '\'':
		return p.quoteFault(l, e)
	case c == '[' || c == '{':
		return p.bracketFault(l, e)
	case strings.IndexByte("@`%,]}", c) >= 0:
		return one(fmt.Sprintf("%s cannot start a value", code(c)))
	case strings.IndexByte("*&!", c) >= 0:
		return one(fmt.Sprintf("text that starts with `%c` must be quoted", c))
	case l.hasKey && (strings.HasPrefix(l.value, "- ") || strings.HasPrefix(l.value, "? ")):
		return one(fmt.Sprintf("text that starts with `%s` must be quoted", l.value[:2]))
	case (c == '|' || c == '>') && strings.Contains(l.value, " "):
		found, ok := one(fmt.Sprintf("the text of a `%c` value starts on the next line", c))
		found.fix = nil // it may be meant to
		return found, ok
	}
	if i := colonIn(l.value); i >= 0 {
		return fault{l.valueAt + i, 1, "a value with `: ` in it must be quoted", "a second key seems to start here", quote, p.quoteFix(l)}, true
	}
	return fault{}, false
}

// colonIn returns the place of a colon that YAML takes for the end of a key.
func colonIn(value string) int {
	for i := range len(value) {
		if value[i] == ':' && (i+1 == len(value) || isBlank(value[i+1])) {
			return i
		}
	}
	return -1
}

// keylessFault looks at a line without `key:`. Such a line is fine as the
// continuation of the value above, so only what the library said about it
// makes it a fault.
func (p *parser) keylessFault(l line, e *yaml.LoadError) (fault, bool) {
	content := strings.TrimSpace(l.text)
	at := l.start + len(l.indent)
	if m := gluedPattern.FindStringSubmatch(content); m != nil {
		return fault{at + len(m[1]), 1, "no space after the colon", "a space belongs here",
			help("write", m[1]+": "+m[2]),
			diag.SafeFix("add a space", diag.Insert(p.base+at+len(m[1])+1, " "))}, true
	}
	aboutKeys := strings.Contains(e.Message, "expected ':'") || strings.Contains(e.Message, "mapping values")
	if content == "" || content[0] == '#' || l.indent != "" || !aboutKeys {
		return fault{}, false
	}
	if strings.ContainsRune("\"'[]{},&*!|>@%`", rune(content[0])) || strings.Contains(content, ": ") {
		return fault{}, false
	}
	return fault{at, len(content), "this line is not `key: value`", "no colon followed by a space", "", nil}, true
}

// quoteFault looks at a value that starts with a quotation mark.
func (p *parser) quoteFault(l line, e *yaml.LoadError) (fault, bool) {
	quote := l.value[0]
	name := map[byte]string{'"': "double", '\'': "single"}[quote]
	end := quotedLength(l.value)
	if quote == '"' && (strings.Contains(e.Message, "escape") || strings.Contains(e.Message, "hexadecimal")) {
		if i := strings.IndexByte(l.value, '\\'); i >= 0 && p.lineAt(p.offset(e.Mark.Line, e.Mark.Column)) == p.lineAt(l.start) {
			at := min(p.offset(e.Mark.Line, e.Mark.Column), len(p.text)-1) // the mark may stand at the end
			for at > l.valueAt && p.text[at] != '\\' {
				at--
			}
			return fault{at, 1, "a backslash in double quotes starts an escape", "no such escape",
				"double the backslash, or use single quotes", nil}, true
		}
	}
	if end == 0 {
		return fault{l.valueAt, 1, fmt.Sprintf("the %s quote that opens here is never closed", name), "opened here",
			p.quoteHelp(l), nil}, true
	}
	rest := strings.TrimLeft(l.value[end:], " \t")
	if rest == "" || rest[0] == '#' && len(rest) < len(l.value[end:]) {
		return fault{}, false
	}
	return fault{l.valueAt + end - 1, 1, fmt.Sprintf("text goes on after the closing %s quote", name), "the text ends here",
		p.quoteHelp(l), p.quoteFix(l)}, true
}

// quotedLength returns the length of the quoted text at the start of value,
// 0 when it is not closed.
func quotedLength(value string) int {
	s := source{text: []byte(value)}
	end := s.quotedEnd(0, value[0])
	if end == len(value) && (end == 1 || value[end-1] != value[0] || !closes(value)) {
		return 0
	}
	return end
}

// closes tells whether the last byte of a text in quotes closes it and is not
// itself escaped.
func closes(value string) bool {
	inner := value[1 : len(value)-1]
	if value[0] == '"' {
		slashes := len(inner) - len(strings.TrimRight(inner, `\`))
		return slashes%2 == 0
	}
	quotes := len(inner) - len(strings.TrimRight(inner, `'`))
	return quotes%2 == 0
}

// bracketFault looks at a value that starts with a bracket.
func (p *parser) bracketFault(l line, e *yaml.LoadError) (fault, bool) {
	depth, end := 0, 0
	for i := 0; i < len(l.value) && end == 0; i++ {
		switch c := l.value[i]; c {
		case '"', '\'':
			if n := quotedLength(l.value[i:]); n > 0 {
				i += n - 1
			}
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				end = i + 1
			}
		}
	}
	if end == 0 {
		if !strings.Contains(e.ContextMsg, "flow") {
			return fault{}, false
		}
		return fault{l.valueAt, 1, "the bracket that opens here is never closed", "opened here", p.quoteHelp(l), nil}, true
	}
	if end == len(l.value) {
		return fault{}, false
	}
	return fault{l.valueAt, 1, fmt.Sprintf("text that starts with `%c` must be quoted", l.value[0]), "",
		p.quoteHelp(l), p.quoteFix(l)}, true
}

// indentFault looks at how far a line is indented, compared with the one above.
func (p *parser) indentFault(number int) (fault, bool) {
	above := p.previousLine(number)
	if above == 0 {
		return fault{}, false
	}
	l, before := p.parseLine(number), p.parseLine(above)
	if !l.hasKey || !before.hasKey {
		return fault{}, false
	}
	own, other := len(l.indent)+len(l.dashes), len(before.indent)+len(before.dashes)
	switch {
	case own > other && before.value != "":
		return fault{l.start, len(l.indent), "this line is indented further than the one above", "",
			"start both in the same column", nil}, true
	case own < other:
		return fault{l.start + len(l.indent), max(1, len(l.key)), "this line is indented less than the one above", "",
			"start both in the same column", nil}, true
	}
	return fault{}, false
}

// quotedLine returns the line of an offset with its value in quotes, or "" when
// the line is not of that shape.
func (p *parser) quotedLine(at int) string {
	const most = 200
	number := p.lineAt(at)
	if text, _ := p.lineText(number); len(text) > most {
		return ""
	}
	l := p.parseLine(number)
	if l.value == "" || !l.hasKey && l.dashes == "" {
		return ""
	}
	start := len(l.indent)
	return l.text[start:l.valueAt-l.start] + Quote(unquote(l.value))
}

func (p *parser) quoteHelp(l line) string {
	fixed := p.quotedLine(l.start)
	if fixed == "" {
		return "put quotes round the value"
	}
	return help("write", fixed)
}

// quoteFix quotes the value of a line, where that can be done. The library stops
// at the first mistake, so the lines below that have a `: ` too are looked for:
// in the first column they cannot be part of anything else.
func (p *parser) quoteFix(l line) *diag.Fix {
	if p.quotedLine(l.start) == "" {
		return nil
	}
	quote := func(l line) diag.Edit {
		return diag.Replace(p.span(l.valueAt, l.valueAt+len(l.value)), Quote(unquote(l.value)))
	}
	edits := []diag.Edit{quote(l)}
	for number := p.lineAt(l.start) + 1; number <= p.lineAt(len(p.text)); number++ {
		below := p.parseLine(number)
		if below.hasKey && below.indent+below.dashes == "" && below.value != "" && strings.IndexByte("\"'[{|>", below.value[0]) < 0 &&
			colonIn(below.value) >= 0 && p.quotedLine(below.start) != "" {
			edits = append(edits, quote(below))
		}
	}
	return diag.SafeFix("quote the value", edits...)
}

func help(verb, text string) string {
	if strings.Contains(text, "`") {
		return verb + " " + text
	}
	return verb + " `" + text + "`"
}

// unquote drops the quotation marks that were meant to hold the whole value.
func unquote(value string) string {
	quote := value[0]
	if quote != '"' && quote != '\'' {
		return value
	}
	value = value[1:]
	if n := len(value); n > 0 && value[n-1] == quote {
		return value[:n-1]
	}
	if quote == '\'' || strings.IndexByte(value, quote) < 0 {
		return value
	}
	return string(quote) + value
}

// Quote writes text as a quoted YAML value in one line.
func Quote(text string) string {
	if strings.ContainsFunc(text, hidden) {
		return escaped(text)
	}
	if strings.ContainsAny(text, `"\`) && !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`).Replace(text) + `"`
}

// hidden reports whether YAML wants a character escaped.
func hidden(r rune) bool {
	return r != '\t' && (unicode.IsControl(r) || r == utf8.RuneError || r == 0x2028 || r == 0x2029 || r == 0xFEFF)
}

// escaped writes text in double quotes, with escapes for what cannot stand there.
func escaped(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case hidden(r) || r == '\t':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Text writes text, which must be one line, as a YAML value: as it is where
// every reader of YAML takes it for that text, else quoted.
func Text(text string) string {
	if plain(text) {
		return text
	}
	return Quote(text)
}

// plain reports whether a text means itself without quotes: words that begin
// with a letter.
func plain(text string) bool {
	for i, r := range text {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789 -_.", r)) {
			return false
		}
	}
	switch strings.ToLower(text) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return text[len(text)-1] != ' '
}

// code shows a character as code; a backquote cannot stand in backquotes.
func code(c byte) string {
	if c == '`' {
		return "a backquote"
	}
	return "`" + string(rune(c)) + "`"
}

// runeSize returns the size of the character at an offset in text, 0 at the end
// of a line.
func (s *source) runeSize(at int) int {
	if at >= len(s.text) || isBreak(s.text[at]) {
		return 0
	}
	_, size := utf8.DecodeRune(s.text[at:])
	return size
}
