package check

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

var headingRules = []*Rule{
	{
		Name:     "heading/level-jump",
		Severity: diag.Warning,
		Finds:    "A heading that is more than one level deeper than the heading before it, or a first heading that starts below level 2.",
		Why:      "The levels are the outline by which people with a screen reader move through the page; a level that is left out reads like a part that is missing. The page itself is lifted so that its highest heading has level 2.",
		Fix:      "Give the heading the level that follows: sections `##`, their parts `###`.",
		Document: levelJump,
	},
	{
		Name:     "heading/multiple-h1",
		Severity: diag.Warning,
		Finds:    "More than one heading of level 1 on a page.",
		Why:      "The title in the front matter is the page's heading of level 1. rcagen moves the headings of the text one level down, but other tools that show the file do not.",
		Fix:      "Use `##` for sections, and move what is below them down by one level too.",
		Document: multipleH1,
	},
	{
		Name:     "heading/no-space",
		Severity: diag.Warning,
		Finds:    "A line such as `##Mitigation`, which is not a heading because no space follows the `#`.",
		Why:      "The line is shown as text with its `#` signs, and the section that it should start does not exist.",
		Fix:      "Write a space between the `#` signs and the text, or a backslash before the first `#` when it is meant as text.",
		Document: headingNoSpace,
	},
	{
		Name:     "heading/nbsp",
		Severity: diag.Warning,
		Finds:    "A line that starts with `#` signs and a non-breaking space, which is not a heading.",
		Why:      "It looks right in an editor but is shown as text. The character comes from copying out of web pages, or from pressing the space bar together with the Alt or Option key.",
		Fix:      "Replace the character by an ordinary space.",
		Document: headingNBSP,
	},
	{
		Name:     "heading/repeats-title",
		Severity: diag.Info,
		Finds:    "A first heading that says the same as the title in the front matter.",
		Why:      "The page shows its title by itself, so the heading is left out of it.",
		Fix:      "Remove the heading, unless the file is also read where front matter is not shown.",
		Document: repeatsTitle,
	},
	{
		Name:     "heading/punctuation",
		Severity: diag.Off,
		Finds:    "A heading that ends with a full stop, comma, colon, semicolon or exclamation mark.",
		Why:      "A heading names what follows; in the table of contents the sign stands there without a sense.",
		Fix:      "Remove the sign.",
		Document: headingPunctuation,
	},
	{
		Name:     "heading/accidental-setext",
		Severity: diag.Warning,
		Finds:    "Ordinary text that became a heading because a line of `---` or `===` stands directly below it.",
		Why:      "In Markdown such a line underlines a heading: a whole paragraph shows up in large type and in the table of contents.",
		Fix:      "Put a blank line before the `---` when it should be a rule across the page.",
		Document: accidentalSetext,
	},
	{
		Name:     "heading/empty",
		Severity: diag.Error,
		Finds:    "A heading without text.",
		Why:      "It leaves a hole in the page and an entry without a name in the table of contents.",
		Fix:      "Write the heading's text or remove the line.",
		Document: headingEmpty,
	},
}

func levelJump(p *DocumentPass) {
	previous := 0
	all := outline(p.Body.Blocks)
	for i, h := range all {
		switch {
		case previous == 0 && h.Level > 2:
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("the first heading has level %d; expected level 2", h.Level),
				Span:    headingMark(p.Source.Bytes, h),
				Label:   "expected `##`",
				Help:    []string{"write `##` here, and move the headings after it up by as many levels"},
				Fix:     closeJump(p.Source.Bytes, all[i:], 2),
			})
		case previous > 0 && h.Level > previous+1:
			mark := strings.Repeat("#", previous+1)
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("heading level jumps from %d to %d", previous, h.Level),
				Span:    headingMark(p.Source.Bytes, h),
				Label:   fmt.Sprintf("expected `%s` or fewer", mark),
				Help:    []string{fmt.Sprintf("write `%s`", mark)},
				Fix:     closeJump(p.Source.Bytes, all[i:], previous+1),
			})
		}
		previous = h.Level
	}
}

// closeJump is the fix that moves the first of the headings up to a level, and
// with it those below it and beside it. There is none when a heading after
// those would then stand below them.
func closeJump(source []byte, headings []*markdown.Block, level int) *diag.Fix {
	from := headings[0].Level
	n := 1
	for n < len(headings) && headings[n].Level >= from {
		n++
	}
	if n < len(headings) && headings[n].Level > level {
		return nil
	}
	return diag.SafeFix("move the heading and those below it up", shifted(source, headings[:n], level-from)...)
}

// headingMark returns the span of a heading's # signs, or of its whole
// first line when it is underlined.
func headingMark(source []byte, h *markdown.Block) diag.Span {
	s := h.Span
	for s.Start < s.End && source[s.Start] == ' ' {
		s.Start++
	}
	if !h.Setext {
		s.End = min(s.End, s.Start+h.Level)
	} else if i := bytes.IndexAny(source[s.Start:s.End], "\r\n"); i >= 0 {
		s.End = s.Start + i
	}
	return s
}

func multipleH1(p *DocumentPass) {
	var all []*markdown.Block
	headings := outline(p.Body.Blocks)
	for _, h := range headings {
		if h.Level == 1 {
			all = append(all, h)
		}
	}
	if len(all) < 2 {
		return
	}
	count, first := len(all), all[0]
	if p.Document.DropTitle {
		first, all, headings = all[1], all[1:], headings[1:] // the one that repeats the title may stay
	}
	d := diag.Diagnostic{
		Message: fmt.Sprintf("page has %d headings of level 1; the title is one already", count),
		Span:    headingMark(p.Source.Bytes, first),
		Label:   "level 1",
		Help:    []string{"write `##`, and move the headings below them down by one level too"},
	}
	if p.Document.Meta.Title != "" { // otherwise the first heading is the title
		d.Fix = diag.SafeFix("move all headings down by one level", shifted(p.Source.Bytes, headings, 1)...)
	}
	for _, h := range all[1:min(len(all), mostRelated)] {
		d.Related = append(d.Related, diag.Related{
			Path: p.Document.File, Span: headingMark(p.Source.Bytes, h), Label: "level 1 again",
		})
	}
	p.Report(d)
}

func headingNoSpace(p *DocumentPass) {
	for _, l := range notQuiteHeadings(p) {
		if l.kind == noSpace {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("`%s` is not a heading: no space follows `%s`", diag.Excerpt(p.text(l.line)), p.text(l.mark)),
				Span:    l.mark,
				Label:   "expected a space behind this",
				Help:    []string{fmt.Sprintf("write `%s %s`", p.text(l.mark), diag.Excerpt(l.text))},
				Fix:     diag.SafeFix("add a space", diag.Insert(l.mark.End, " ")),
			})
		}
	}
}

func headingNBSP(p *DocumentPass) {
	for _, l := range notQuiteHeadings(p) {
		if l.kind == wrongSpace {
			r, size := utf8.DecodeRune(p.Source.Bytes[l.mark.End:])
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("`%s` is not a heading: the character behind `%s` is not an ordinary space but U+%04X", diag.Excerpt(l.text), p.text(l.mark), r),
				Span:    diag.Span{Start: l.mark.End, End: l.mark.End + size},
				Label:   "expected an ordinary space",
				Help:    []string{"delete the character and type a space"},
				Fix:     diag.SafeFix("write a space", diag.Replace(diag.Span{Start: l.mark.End, End: l.line.End - len(l.text)}, " ")),
			})
		}
	}
}

// notQuite is a line that was meant as a heading.
type notQuite struct {
	kind notQuiteKind
	line diag.Span // all of it
	mark diag.Span // its # signs
	text string    // behind them
}

type notQuiteKind uint8

const (
	noSpace    notQuiteKind = iota // ##Mitigation
	wrongSpace                     // a non-breaking space behind the # signs
)

// A single # directly before a word may be a channel (#incidents), a hashtag
// or a number (#123), so it counts only before a capital letter and when no
// other follows on the line.
var (
	glued      = regexp.MustCompile(`^(#{1,6})(\pL.*)$`)
	nonBreaker = regexp.MustCompile(`^(#{1,6})[\x{00A0}\x{2007}\x{202F}\x{3000}\x{FEFF}]+[ \t]*(\S.*)$`)
	channel    = regexp.MustCompile(`^#(?:\P{Lu}|.*\s#\pL)`)
)

func notQuiteHeadings(p *DocumentPass) []notQuite {
	text := p.prose()
	var found []notQuite
	paragraphLines(p, func(_ *markdown.Block, line diag.Span) {
		kind := noSpace
		m := glued.FindSubmatchIndex(text[line.Start:line.End])
		if m != nil && channel.Match(text[line.Start:line.End]) && m[3] == 1 {
			return
		}
		if m == nil {
			kind = wrongSpace
			m = nonBreaker.FindSubmatchIndex(text[line.Start:line.End])
		}
		if m == nil {
			return
		}
		found = append(found, notQuite{
			kind: kind,
			line: line,
			mark: diag.Span{Start: line.Start, End: line.Start + m[3]},
			text: string(text[line.Start+m[4] : line.Start+m[5]]),
		})
	})
	return found
}

func repeatsTitle(p *DocumentPass) {
	if !p.Document.DropTitle || p.Document.Meta.Title == "" || len(p.Document.Headings) == 0 {
		return
	}
	first := p.Document.Headings[0]
	fix := diag.SafeFix("remove the heading", diag.Replace(wholeLines(p.Source.Bytes, first.Span), ""))
	for _, l := range p.Document.Links {
		if l.Target == "#"+first.ID {
			fix = nil
		}
	}
	p.Report(diag.Diagnostic{
		Fix:     fix,
		Message: fmt.Sprintf("the first heading repeats the page's title `%s`", diag.Excerpt(p.Document.Meta.Title)),
		Span:    first.Span,
		Label:   "the page shows its title by itself",
		Help:    []string{"remove this heading"},
	})
}

// closingMarks end a sentence or announce what follows it.
const closingMarks = ".,:;!。，：；！"

func headingPunctuation(p *DocumentPass) {
	for _, h := range p.Body.Headings {
		text := strings.TrimRight(h.Text.String, " \t")
		last, size := utf8.DecodeLastRuneInString(text)
		if size == 0 || !strings.ContainsRune(closingMarks, last) {
			continue
		}
		var fix *diag.Fix
		kept := len(strings.TrimRight(text, closingMarks+" \t"))
		if span := h.Text.Span(kept, len(text)); span.Len() == len(text)-kept && kept > 0 {
			fix = diag.SafeFix("remove it", diag.Replace(span, ""))
		}
		p.Report(diag.Diagnostic{
			Fix:     fix,
			Message: fmt.Sprintf("heading ends with `%c`", last),
			Span:    h.Text.Span(len(text)-size, len(text)),
			Help:    []string{"remove it"},
		})
	}
}

// A heading that is meant as one is a line of a few words.
const longestUnderlined = 100

var keyValue = regexp.MustCompile(`^[A-Za-z_]+:\s`)

func accidentalSetext(p *DocumentPass) {
	for _, d := range p.Diagnostics {
		if d.Rule == "front-matter/unclosed" {
			return // its last line is the underline
		}
	}
	for _, h := range p.Body.Headings {
		if !h.Setext {
			continue
		}
		source := p.Source.Bytes[h.Span.Start:h.Span.End]
		lines := underlined(source)
		if !readsLikeText(lines, h.Text.String) {
			continue
		}
		underline := bytes.TrimSpace(lines[len(lines)-1])
		start := h.Span.Start + bytes.LastIndex(source, underline)
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` directly below a text turns it into a heading", diag.Excerpt(string(underline))),
			Span:    diag.Span{Start: start, End: start + len(underline)},
			Label:   "this line underlines the text above",
			Related: []diag.Related{{Path: p.Document.File, Span: diag.Span{Start: h.Span.Start, End: h.Span.Start + len(lines[0])}, Label: "and this becomes a heading"}},
			Help:    []string{"put a blank line between the two"},
			Fix:     blankBefore(p.Source.Bytes, start, string(underline)),
		})
	}
}

// blankBefore is the fix that makes a line across the page of an underline. A
// line of less than three dashes, or of equals signs, would become text.
func blankBefore(source []byte, start int, underline string) *diag.Fix {
	if len(underline) < 3 || underline[0] != '-' || !startsLine(source, start) {
		return nil
	}
	return diag.SafeFix("add a blank line", diag.Insert(lineStart(source, start), "\n"))
}

// underlined returns the lines of an underlined heading and the underline.
func underlined(source []byte) [][]byte {
	return bytes.FieldsFunc(source, func(r rune) bool { return r == '\n' || r == '\r' })
}

// readsLikeText reports whether an underlined heading, given as its lines with
// the underline and as text, looks like a paragraph.
func readsLikeText(lines [][]byte, text string) bool {
	text = strings.TrimSpace(text)
	return len(lines) > 2 || len(lines) == 2 && (len(text) > longestUnderlined ||
		strings.HasSuffix(text, ".") || strings.HasSuffix(text, ",") || strings.HasSuffix(text, ";") ||
		keyValue.MatchString(text))
}

func headingEmpty(p *DocumentPass) {
	for _, h := range p.Body.Headings {
		if strings.TrimSpace(h.Text.String) != "" || p.hasLink(h.Span) {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: "heading has no text",
			Span:    h.Span,
			Label:   "expected a text",
			Help:    []string{"write the heading's text or remove the line"},
		})
	}
}

// mostRelated is how many places a finding names, itself included, that is
// about many of the same kind.
const mostRelated = 6

// text returns what stands in the file at a span.
func (p *DocumentPass) text(s diag.Span) string {
	return string(p.Source.Bytes[s.Start:s.End])
}
