package check

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// The commands that a comment may hold. Their words are markdownlint's, with
// a reason behind `--`: <!-- rcagen-disable-line a/b c/* -- why -->. One that begins
// with TODO is still to be written, and until then the comment covers nothing.
const (
	commandPrefix   = "rcagen-"
	disable         = "rcagen-disable"
	enable          = "rcagen-enable"
	disableLine     = "rcagen-disable-line"
	disableNextLine = "rcagen-disable-next-line"
	disableFile     = "rcagen-disable-file"
)

// unsaidReason is what a reason begins with that is still to be written.
const unsaidReason = "TODO"

var commandWords = []string{disable, enable, disableLine, disableNextLine, disableFile}

// CommentWords returns the words that such a comment begins with.
func CommentWords() []string { return slices.Clone(commandWords) }

// command is a comment that begins with the word of a command, or with
// something like one.
type command struct {
	word     string
	wordSpan diag.Span
	span     diag.Span // of the comment
	whole    diag.Span // what to delete with it: its line when it stands alone
	alone    bool      // nothing else stands in its lines
	holds    bool      // without it, its line would read as something else
	rules    []disabled
	reason   string
	first    int  // of its names in Suppressions.names
	last     int  // behind the last of them
	idle     bool // it enables what is not disabled
	unsaid   bool // its reason is still to be written
}

// disables reports whether the command keeps findings from counting.
func (c *command) disables() bool { return c.word != enable && slices.Contains(commandWords, c.word) }

// suppressibleNames are the names that a document can disable: rules, and
// families as "link/*". FixedNames are the other rules. Filled in by init, as the rules that ask are among them.
var suppressibleNames, fixedNames []string

func init() {
	for _, r := range sorted {
		if !IsSuppressible(r.Name) {
			fixedNames = append(fixedNames, r.Name)
			continue
		}
		if all := family(r.Name) + "/*"; len(suppressibleNames) == 0 || !slices.Contains(suppressibleNames, all) {
			suppressibleNames = append(suppressibleNames, all)
		}
		suppressibleNames = append(suppressibleNames, r.Name)
	}
}

// ReadSuppressions reads what a document says about which of its findings do
// not count; nil when it says nothing.
func ReadSuppressions(p *rca.Parsed) *Suppressions {
	stated := p.FrontMatter.Disabled()
	if len(stated) == 0 && !bytes.Contains(p.Source.Bytes, []byte(commandPrefix)) {
		return nil
	}
	lines := readLines(p.Source.Bytes)
	commands := readCommands(p, lines)
	if len(stated) == 0 && len(commands) == 0 {
		return nil
	}
	s := &Suppressions{
		draft: p.Document.Meta.Draft, stated: len(stated), commands: commands, lines: lines,
		file: map[string]int{}, onLine: map[place]int{}, parts: map[string][]during{},
	}
	for i, n := range stated {
		s.names = append(s.names, disabled{name: n.Text, span: n.Span})
		set(s, s.file, n.Text, i)
	}
	for _, c := range commands {
		c.first = len(s.names)
		if c.disables() && !c.unsaid {
			s.names = append(s.names, c.rules...)
		}
		c.last = len(s.names)
	}
	s.spread(p.Source.Bytes)
	return s
}

// set notes which name covers something, unless another one does already that
// is as good.
func set[K comparable](s *Suppressions, m map[K]int, key K, i int) {
	if before, taken := m[key]; !taken || s.names[before].reason == "" && s.names[i].reason != "" {
		m[key] = i
	}
}

// spread finds out which lines each command covers.
func (s *Suppressions) spread(source []byte) {
	next := s.nextLines(source)
	open := map[string]during{}
	end := func(name string, at int) bool {
		d, isOpen := open[name]
		if isOpen {
			d.end = at
			s.parts[name] = append(s.parts[name], d)
			delete(open, name)
		}
		return isOpen
	}
	for k, c := range s.commands {
		line := s.lines.start(c.span.Start)
		if c.word == enable {
			c.idle = true
			for _, r := range c.rules {
				if r.name == "" {
					c.idle = len(open) == 0
					for name := range open {
						end(name, line)
					}
				} else if end(r.name, line) {
					c.idle = false
				}
			}
		}
		for i := c.first; i < c.last; i++ {
			name := s.names[i].name
			switch c.word {
			case disableFile:
				set(s, s.file, name, i)
			case disableLine:
				set(s, s.onLine, place{name, line}, i)
			case disableNextLine:
				set(s, s.onLine, place{name, next[k]}, i)
			case disable:
				if _, again := open[name]; !again {
					open[name] = during{start: line, by: i}
				}
			}
		}
	}
	for name := range open {
		end(name, len(source)+1)
	}
}

// nextLines returns, for each command, the start of the next line that holds
// something other than blanks and commands. They are gone through from the
// last to the first, so that each line is looked at once.
func (s *Suppressions) nextLines(source []byte) []int {
	next := make([]int, len(s.commands))
	line := -1 // of the end of the command behind
	for k := len(s.commands) - 1; k >= 0; k-- {
		i, last := s.lines.index(s.commands[k].span.End-1), len(s.lines)-1
		behind, stop := (*command)(nil), last
		if k+1 < len(s.commands) {
			behind = s.commands[k+1]
			stop = s.lines.index(behind.span.Start)
		}
		if behind != nil && stop == i && line == i {
			next[k] = next[k+1]
			continue
		}
		line = i
		for i++; i < last && i != stop && isBlank(source[s.lines[i]:s.lines[i+1]]); i++ {
		}
		if next[k] = s.lines[min(i, last)]; behind != nil && i == stop && behind.alone {
			next[k] = next[k+1]
		}
	}
	return next
}

// lineAt returns the text from an offset to the end of its line.
func lineAt(source []byte, at int) []byte {
	line := source[at:]
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	return line
}

// isBlank reports whether a line holds nothing but blanks and marks of quotes.
func isBlank(line []byte) bool { return len(bytes.Trim(line, " \t>\r\n")) == 0 }

// lineStarts are the offsets of the first bytes of a text's lines, and behind
// them the text's length.
type lineStarts []int

func readLines(text []byte) lineStarts {
	starts := lineStarts{0}
	for at := 0; at < len(text); {
		i := bytes.IndexAny(text[at:], "\r\n")
		if i < 0 {
			break
		}
		at += i + 1
		if text[at-1] == '\r' && at < len(text) && text[at] == '\n' {
			at++
		}
		starts = append(starts, at)
	}
	return append(starts, len(text))
}

// index returns the number, from 0, of the line that holds an offset.
func (l lineStarts) index(at int) int {
	i, _ := slices.BinarySearch(l[:len(l)-1], at+1)
	return max(0, i-1)
}

// start returns the offset of the first byte of the line that holds an offset.
func (l lineStarts) start(at int) int { return l[l.index(at)] }

// readCommands returns the commands in the comments of a document, in order.
func readCommands(p *rca.Parsed, lines lineStarts) (commands []*command) {
	source := p.Source.Bytes
	if p.Body == nil {
		return nil
	}
	add := func(span diag.Span) {
		if c := parseCommand(source, span); c != nil {
			c.surround(source, lines)
			commands = append(commands, c)
		}
	}
	for _, h := range p.Body.RawHTML {
		if h.Name == "" && !h.JSX {
			add(h.Span)
		}
	}
	// What stands behind the last bar of a table's row is in no cell.
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind != markdown.TableRow || len(b.Children) == 0 {
			return
		}
		from := b.Children[len(b.Children)-1].Span.End
		line := lineAt(source, from)
		start, end := bytes.Index(line, []byte("<!--")), bytes.LastIndex(line, []byte("-->"))
		if start >= 0 && end > start && len(bytes.Trim(line[:start], " \t|")) == 0 {
			add(diag.Span{Start: from + start, End: from + end + len("-->")})
		}
	})
	slices.SortStableFunc(commands, func(a, b *command) int { return cmp.Compare(a.span.Start, b.span.Start) })
	return slices.CompactFunc(commands, func(a, b *command) bool { return a.span == b.span })
}

// parseCommand reads the comment in a span; nil when it is no command.
func parseCommand(source []byte, span diag.Span) *command {
	inner, ok := bytes.CutPrefix(source[span.Start:span.End], []byte("<!--"))
	if !ok {
		return nil
	}
	if inner, ok = bytes.CutSuffix(inner, []byte("-->")); !ok {
		return nil
	}
	c := &command{span: span}
	words := commandFields(inner, span.Start+len("<!--"))
	if len(words) == 0 || !strings.HasPrefix(words[0].name, commandPrefix) {
		return nil
	}
	c.word, c.wordSpan = words[0].name, words[0].span
	words = words[1:]
	if i := slices.IndexFunc(words, func(w disabled) bool { return w.name == "--" }); i >= 0 {
		var reason []string
		for line := range bytes.Lines(source[words[i].span.End : span.End-len("-->")]) {
			reason = append(reason, strings.Fields(strings.TrimLeft(string(line), " \t>"))...)
		}
		c.reason = strings.Join(reason, " ")
		c.unsaid = strings.HasPrefix(c.reason, unsaidReason)
		words = words[:i]
	}
	if len(words) == 0 {
		words = []disabled{{span: span}}
	}
	for i := range words {
		words[i].command, words[i].reason = c, c.reason
	}
	c.rules = words
	return c
}

// commandFields splits a text that starts at an offset at blanks and commas. Lines in
// a quote begin with a mark, which is no word.
func commandFields(text []byte, at int) (words []disabled) {
	const separators = " \t\r\n,"
	for from := 0; from < len(text); {
		length := bytes.IndexAny(text[from:], separators)
		if length < 0 {
			length = len(text) - from
		}
		if word := text[from : from+length]; length > 0 && string(word) != ">" {
			words = append(words, disabled{
				name: string(word),
				span: diag.Span{Start: at + from, End: at + from + length},
			})
		}
		from += length + 1
	}
	return words
}

// surround finds out what goes with the comment when it is deleted: the blanks
// before it at the end of a line, and the whole line when it stands alone. The
// line end stays between two lines of text, which it keeps apart.
func (c *command) surround(source []byte, lines lineStarts) {
	first, last := lines.index(c.span.Start), lines.index(c.span.End-1)
	start, end := lines[first], lines[last+1]
	before, tail := source[start:c.span.Start], source[c.span.End:end]
	atEnd := len(bytes.TrimSpace(tail)) == 0
	c.whole, c.alone = c.span, isBlank(before) && atEnd
	// Text behind a comment that starts its line is no Markdown, and a mark alone
	// underlines the text above it.
	marks := len(bytes.Trim(before, " \t>-=+*#.)0123456789")) == 0
	c.holds = marks && isBlank(before) != atEnd
	if !atEnd {
		return
	}
	c.whole.Start -= len(before) - len(bytes.TrimRight(before, " \t"))
	blank := func(line int) bool {
		return line < 0 || line+1 >= len(lines) || isBlank(source[lines[line]:lines[line+1]])
	}
	if c.whole.Start == start && (blank(first-1) || blank(last+1)) {
		c.whole = diag.Span{Start: start, End: end}
	}
}
