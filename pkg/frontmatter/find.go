package frontmatter

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/adrg/frontmatter"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

const family = "front-matter"

const byteOrderMark = "\ufeff"

// Parse finds the front matter of a file and reads it. A block of more than
// limit bytes is found but not read.
func Parse(f *diag.File, limit int) (Block, []diag.Diagnostic) {
	s := newFinder(f)
	s.limit = limit
	block := s.find()
	if s.inner.Len() > limit {
		is, most := int64(s.inner.Len()), int64(limit)
		s.report("too-large", s.opening, fmt.Sprintf("front matter is %s; the limit is %s", diag.Size(is, most), diag.Size(most, most)))
		return block, s.found
	}
	if s.readable {
		block.Root = s.read()
	}
	return block, s.found
}

// finder looks for the block. The library that finds it misses some blocks and
// ends others early, without a word, so it is given a text in which those
// traps are taken out byte for byte: every offset stays that of the file.
type finder struct {
	file  *diag.File
	limit int    // of inner, bytes
	start int    // after the byte order mark
	text  []byte // from start, only LF ends a line
	lines []textLine
	first int // index of the first line that is not blank

	opening  diag.Span // the line that opens the block
	inner    diag.Span // between the lines that open and close it
	readable bool      // inner is YAML
	found    []diag.Diagnostic
}

// textLine is a line without its end, as offsets in text.
type textLine struct{ start, end int }

func newFinder(f *diag.File) *finder {
	s := &finder{file: f}
	if bytes.HasPrefix(f.Bytes, []byte(byteOrderMark)) {
		s.start = len(byteOrderMark)
	}
	s.text = bytes.Clone(f.Bytes[s.start:])
	for i, c := range s.text {
		if c == '\r' && (i+1 == len(s.text) || s.text[i+1] != '\n') {
			s.text[i] = '\n'
		}
	}
	for start := 0; start < len(s.text); {
		end := bytes.IndexByte(s.text[start:], '\n')
		if end < 0 {
			end = len(s.text) - start
		}
		s.lines = append(s.lines, textLine{start, start + end})
		start += end + 1
	}
	for s.first < len(s.lines) && s.trimmed(s.first) == "" {
		s.first++
	}
	return s
}

func (s *finder) report(rule string, span diag.Span, message string, help ...string) *diag.Diagnostic {
	s.found = append(s.found, diag.Diagnostic{
		Rule: family + "/" + rule, Path: s.file.Path, Span: span, Message: message, Help: help,
	})
	return &s.found[len(s.found)-1]
}

// raw returns a line without its end.
func (s *finder) raw(i int) string {
	return strings.TrimSuffix(string(s.text[s.lines[i].start:s.lines[i].end]), "\r")
}

// trimmed returns a line as the library compares it.
func (s *finder) trimmed(i int) string {
	return string(bytes.TrimSpace(s.text[s.lines[i].start:s.lines[i].end]))
}

// span returns the place of a line's text in the file.
func (s *finder) span(i int) diag.Span {
	raw := s.raw(i)
	indent := len(raw) - len(strings.TrimLeft(raw, " \t"))
	start := s.start + s.lines[i].start
	return diag.Span{Start: start + indent, End: start + max(indent, len(strings.TrimRight(raw, " \t")))}
}

// language is a way to write front matter.
type language struct {
	name    string // for people
	opening string
	closing string
	yaml    bool
}

var languages = []language{
	{"YAML", "---", "---", true},
	{"YAML", "---yaml", "---", true},
	{"YAML", "---yml", "---", true},
	{"TOML", "---toml", "---", false},
	{"JSON", "---json", "---", false},
	{"TOML", "+++", "+++", false},
	{"JSON", ";;;", ";;;", false},
}

var (
	dashesPattern  = regexp.MustCompile(`^-{4,}$`)
	keyPattern     = regexp.MustCompile(`^["']?[A-Za-z_][\w.-]*( [\w.-]+)*["']?[ \t]*:([ \t]|$)`)
	headingPattern = regexp.MustCompile(`^#{1,6}[ \t]+\S`)
)

// find looks at the first line, and for the line that closes the block.
func (s *finder) find() Block {
	if s.first == len(s.lines) {
		return Block{Body: s.start}
	}
	lang, ok := s.language()
	if !ok {
		return s.missing()
	}
	s.opening = s.span(s.first)
	closing := s.closing(lang)
	if closing < 0 {
		if !s.opensWithKeys() {
			return s.missing()
		}
		return s.unclosed(len(s.lines))
	}
	if lang.yaml {
		if text := s.textStart(closing); text > 0 && !s.valid(closing) {
			return s.unclosed(text)
		}
	}
	body, ok := s.library(lang, closing)
	if !ok {
		return s.unclosed(len(s.lines))
	}
	s.readable = lang.yaml
	s.inner = s.between(closing)
	if s.inner.Len() <= s.limit {
		s.reportForm(lang, closing)
	}
	return Block{
		Extent: diag.Span{Start: s.start + s.lines[s.first].start, End: body},
		Body:   body,
	}
}

// library asks for the offset in the file of the first byte after the block.
func (s *finder) library(lang language, closing int) (body int, ok bool) {
	text := bytes.Clone(s.text)
	for i := s.first + 1; i < closing; i++ {
		if s.trimmed(i) == s.trimmed(closing) { // an indented one, within a value
			copy(text[s.lines[i].start:], bytes.Repeat([]byte{'#'}, s.lines[i].end-s.lines[i].start))
		}
	}
	found := false
	keep := func([]byte, any) error {
		found = true
		return nil
	}
	format := frontmatter.NewFormat(s.trimmed(s.first), s.trimmed(closing), keep)
	if lang.opening == "{" {
		format.UnmarshalDelims, format.RequiresNewLine = true, true
	}
	rest, err := frontmatter.Parse(bytes.NewReader(text), nil, format)
	return len(s.file.Bytes) - len(rest), found && err == nil
}

// language tells how the front matter that opens on the first line is written.
func (s *finder) language() (language, bool) {
	line := s.trimmed(s.first)
	opening := line
	if name, found := strings.CutPrefix(line, "---"); found {
		opening = "---" + strings.TrimSpace(name)
	}
	for _, l := range languages {
		if strings.EqualFold(opening, l.opening) {
			return l, true
		}
	}
	switch {
	case dashesPattern.MatchString(line) && s.opensWithKeys():
		return language{"YAML", line, "---", true}, true
	case line == "{" && s.first+1 < len(s.lines) && strings.HasPrefix(s.trimmed(s.first+1), `"`):
		return language{"JSON", "{", "}", false}, true
	}
	return language{}, false
}

// opensWithKeys tells whether a `key:` follows the first line, other than
// after a line across the page that happens to stand at its head.
func (s *finder) opensWithKeys() bool {
	for i := s.first + 1; i < len(s.lines); i++ {
		line := s.trimmed(i)
		if line == "" || line[0] == '#' && !headingPattern.MatchString(line) {
			continue
		}
		return keyPattern.MatchString(line) || strings.Contains(line, " = ")
	}
	return false
}

// closing returns the index of the line that closes the block, or -1.
func (s *finder) closing(lang language) int {
	for i := s.first + 1; i < len(s.lines); i++ {
		line := s.trimmed(i)
		switch {
		case lang.opening == "{":
			if line == "}" && (i+1 == len(s.lines) || s.trimmed(i+1) == "") {
				return i
			}
		case lang.yaml && dashesPattern.MatchString(lang.opening) && line == lang.opening && s.indent(i) == 0:
			return i
		case line == lang.closing && s.indent(i) == 0, lang.yaml && line == "..." && s.indent(i) == 0:
			return i
		case line == lang.closing && lang.yaml && !s.inValue(i):
			return i
		}
	}
	return -1
}

// indent returns the bytes of white space that a line starts with.
func (s *finder) indent(i int) int {
	raw := s.raw(i)
	return len(raw) - len(strings.TrimLeft(raw, " \t"))
}

// inValue tells whether an indented line belongs to the value above it.
func (s *finder) inValue(i int) bool {
	for j := i - 1; j > s.first; j-- {
		if line := s.trimmed(j); line != "" {
			value := strings.TrimRight(line, "0123456789+-")
			return s.indent(j) > 0 || strings.HasSuffix(value, "|") || strings.HasSuffix(value, ">")
		}
	}
	return false
}

// textStart returns the index of the line, before the one given, where text
// starts that nobody writes into front matter: a heading below the last key
// that rcagen knows, or a sentence after a blank line. It is 0 when there is
// none.
func (s *finder) textStart(closing int) int {
	lastKey := s.lastKnownKey(closing)
	for i := s.first + 1; i < closing; i++ {
		line := s.trimmed(i)
		if line == "" || s.indent(i) > 0 {
			continue
		}
		afterBlank := s.trimmed(i-1) == ""
		switch {
		case headingPattern.MatchString(line):
			// Right below a key it may be a comment, unless a sentence follows.
			if i > lastKey && (afterBlank || i+1 < closing && prose(s.trimmed(i+1))) {
				return i
			}
		case afterBlank && prose(line):
			return i
		}
	}
	return 0
}

// lastKnownKey returns the index of the last line before closing that starts
// with a key that rcagen knows. Any word and a colon may stand in a text.
func (s *finder) lastKnownKey(closing int) int {
	for i := closing - 1; i > s.first; i-- {
		if name, _, found := strings.Cut(s.raw(i), ":"); found && findKey(name) != nil {
			return i
		}
	}
	return 0
}

// prose tells whether a line can be neither a key nor an item nor a comment.
func prose(line string) bool {
	switch {
	case line == "":
		return false
	case keyPattern.MatchString(line), strings.HasPrefix(line, "- "), line == "-", strings.Contains(line, ":") && !strings.Contains(line, " "):
		return false
	}
	return headingPattern.MatchString(line) || strings.IndexByte(`#"'{}[]?`, line[0]) < 0
}

// valid tells whether the lines up to the one that closes the block are YAML.
func (s *finder) valid(closing int) bool {
	inner := s.between(closing)
	if inner.Len() > s.limit {
		return false
	}
	root, _ := yaml.Parse(s.file, inner, family)
	return root != nil && root.Kind == yaml.Map
}

// between returns the place of the lines from the first to the one given.
func (s *finder) between(closing int) diag.Span {
	return diag.Span{
		Start: s.start + min(s.lines[s.first].end+1, len(s.text)),
		End:   s.start + s.lines[closing].start,
	}
}

// read parses the YAML between the delimiters.
func (s *finder) read() *yaml.Node {
	root, problems := yaml.Parse(s.file, s.inner, family)
	s.found = append(s.found, problems...)
	switch {
	case root == nil || root.Kind == yaml.Map:
		return root
	case root.Kind == yaml.Null:
		return &yaml.Node{Kind: yaml.Map, Span: s.opening}
	case root.Kind != yaml.Invalid:
		s.report("not-a-mapping", firstLine(s.file, root.Span),
			fmt.Sprintf("front matter must be `key: value` lines, but is %s", root.Kind),
			"write one `key: value` on each line")
	}
	return nil
}

// firstLine cuts a span at the end of its first line.
func firstLine(f *diag.File, span diag.Span) diag.Span {
	if i := bytes.IndexAny(f.Bytes[span.Start:span.End], "\r\n"); i >= 0 {
		span.End = span.Start + i
	}
	return span
}
