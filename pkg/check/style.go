package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// styleRules are about what no reader of the page sees.
var styleRules = []*Rule{
	{
		Name:     "style/trailing-space",
		Severity: diag.Off,
		Finds:    "Blanks at the end of a line outside code. Two spaces that break the line are meant.",
		Why:      "Nobody sees them, and editors that remove them make changes where nothing was changed.",
		Fix:      "Remove them.",
		Document: trailingSpace,
	},
	{
		Name:     "style/final-newline",
		Severity: diag.Off,
		Finds:    "A file whose last line has no line end.",
		Why:      "Whoever adds a line changes two in the eyes of git, and text that tools append sticks to the last word.",
		Fix:      "End the last line.",
		Document: finalNewline,
	},
	{
		Name:     "style/blank-lines",
		Severity: diag.Off,
		Finds:    "More than one blank line in a row outside code.",
		Why:      "The page looks as with one; the file is longer to scroll.",
		Fix:      "Leave one of them.",
		Document: blankLines,
	},
	{
		Name:     "style/tab",
		Severity: diag.Off,
		Finds:    "A tab outside code.",
		Why:      "Markdown counts it as up to four columns and editors show it as two, four or eight: what looks like a part of a list may be none.",
		Fix:      "Write spaces.",
		Document: tab,
	},
}

// textLines calls visit with each line of the body that has no code and no
// HTML block on it, without its line end. A line that is left out breaks the
// row: gap is true for the first one behind it.
func (p *DocumentPass) textLines(visit func(line diag.Span, gap bool)) {
	source := p.Source.Bytes
	var blocks []diag.Span
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind == markdown.Code || b.Kind == markdown.HTML {
			blocks = append(blocks, b.Span)
		}
	})
	// Footnotes stand last in the tree, wherever they were written.
	slices.SortFunc(blocks, func(a, b diag.Span) int { return a.Start - b.Start })
	gap := true
	for start := p.Document.Body; start < len(source); {
		stop := len(source)
		if i := bytes.IndexByte(source[start:], '\n'); i >= 0 {
			stop = start + i
		}
		next := min(stop+1, len(source))
		if i := bytes.IndexByte(source[start:stop], '\r'); i >= 0 {
			stop = start + i
			next = nextLine(source, stop)
		}
		for len(blocks) > 0 && blocks[0].End <= start {
			blocks = blocks[1:]
		}
		if len(blocks) > 0 && blocks[0].Start < next {
			gap = true
		} else {
			visit(diag.Span{Start: start, End: stop}, gap)
			gap = false
		}
		start = next
	}
}

func trailingSpace(p *DocumentPass) {
	source := p.Source.Bytes
	if !bytes.Contains(source, []byte(" \n")) && !bytes.Contains(source, []byte("\t\n")) && bytes.IndexByte(source, '\r') < 0 &&
		len(bytes.TrimRight(source, " \t")) == len(source) {
		return
	}
	p.textLines(func(line diag.Span, _ bool) {
		text := source[line.Start:line.End]
		kept := len(bytes.TrimRight(text, " \t"))
		if kept == len(text) || kept > 0 && bytes.HasSuffix(text, []byte("  ")) && textBehind(source, line.End) {
			return
		}
		blanks := diag.Span{Start: line.Start + kept, End: line.End}
		p.Report(diag.Diagnostic{
			Message: "line ends with " + counted(blanks.Len(), "blank"),
			Span:    blanks,
			Help:    []string{"remove them"},
			Fix:     diag.SafeFix("remove them", diag.Replace(blanks, "")),
		})
	})
}

// textBehind reports whether the line below the one that ends at an offset has
// text, so that two blanks before it break the line.
func textBehind(source []byte, end int) bool {
	next := nextLine(source, end)
	return next > end && len(bytes.TrimSpace(source[next:lineStop(source, next)])) > 0
}

func finalNewline(p *DocumentPass) {
	source := p.Source.Bytes
	end := len(source)
	if end == 0 || source[end-1] == '\n' || source[end-1] == '\r' {
		return
	}
	newline := "\n"
	if start := lineStart(source, end); bytes.HasSuffix(source[:start], []byte("\r\n")) {
		newline = "\r\n"
	}
	p.Report(diag.Diagnostic{
		Message: "the last line has no line end",
		Span:    diag.Span{Start: end, End: end},
		Label:   "expected a line end",
		Help:    []string{"press Enter at the end of the file"},
		Fix:     diag.SafeFix("end the line", diag.Insert(end, newline)),
	})
}

func blankLines(p *DocumentPass) {
	source := p.Source.Bytes
	blanks, extra := 0, diag.Span{}
	report := func() {
		if blanks > 1 {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("%d blank lines in a row", blanks),
				Span:    extra,
				Help:    []string{"leave one of them"},
				Fix:     diag.SafeFix("leave one of them", diag.Replace(extra, "")),
			})
		}
		blanks = 0
	}
	p.textLines(func(line diag.Span, gap bool) {
		if gap {
			report()
		}
		switch {
		case len(bytes.TrimSpace(source[line.Start:line.End])) > 0:
			report()
			return
		case blanks == 1:
			extra.Start = line.Start
		}
		blanks++
		extra.End = nextLine(source, line.Start)
	})
	report()
}

// tabStop is the number of columns between two tab stops.
// Source: CommonMark 0.31, section 2.2.
const tabStop = 4

func tab(p *DocumentPass) {
	prose := p.prose() // without code spans
	if bytes.IndexByte(prose, '\t') < 0 {
		return
	}
	p.textLines(func(line diag.Span, _ bool) {
		text := prose[line.Start:line.End]
		first := bytes.IndexByte(text, '\t')
		if first < 0 || len(bytes.TrimSpace(text)) == 0 {
			return
		}
		var edits []diag.Edit
		column := 0
		for i, c := range text {
			width := 1
			switch {
			case c == '\t':
				width = tabStop - column%tabStop
				at := line.Start + i
				edits = append(edits, diag.Replace(diag.Span{Start: at, End: at + 1}, strings.Repeat(" ", width)))
			case c&0xC0 == 0x80: // inside a rune
				width = 0
			}
			column += width
		}
		at := line.Start + first
		p.Report(diag.Diagnostic{
			Message: "tab outside code",
			Span:    diag.Span{Start: at, End: at + 1},
			Label:   "expected spaces",
			Help:    []string{"write spaces"},
			Fix:     diag.SafeFix("write spaces", edits...),
		})
	})
}
