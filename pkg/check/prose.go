package check

import (
	"bytes"
	"sort"
	"sync"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// reading is what several rules need of a document, made when the first of
// them asks.
//
// Some mistakes leave no trace in the tree, because they are exactly the
// reason why something is not a heading, a list or a link. They are looked for
// in the prose: the file's bytes, at their own offsets, with everything that
// is not running text replaced by spaces (front matter, code, HTML, comments).
// None of it may be changed.
type reading struct {
	prose        func() []byte        // running text alone
	linkless     func() []byte        // the prose without links: what still looks like a link there is none
	labels       func() []standIn     // lines that stand in for a heading
	suppressions func() *Suppressions // what the document says about its findings; nil when nothing
	terms        func() []hit         // words that the rules about language and meaning look for, in order
	leaks        func() []leak        // what the file gives away, one leak a place, in order
}

func newReading(p *rca.Parsed, cfg *config.Config) *reading {
	r := &reading{
		prose:        sync.OnceValue(func() []byte { return readProse(p) }),
		suppressions: sync.OnceValue(func() *Suppressions { return ReadSuppressions(p) }),
		leaks:        sync.OnceValue(func() []leak { return readLeaks(p, cfg) }),
	}
	r.linkless = sync.OnceValue(func() []byte {
		text := bytes.Clone(r.prose())
		for _, l := range p.Body.Links {
			blank(text, l.Span)
		}
		return text
	})
	r.terms = sync.OnceValue(func() []hit { return readTerms(r.prose(), p.Body.Links) })
	r.labels = sync.OnceValue(func() []standIn { return findLabels(&DocumentPass{Parsed: p, Config: cfg, reading: r}) })
	return r
}

func readProse(p *rca.Parsed) []byte {
	text := bytes.Clone(p.Source.Bytes)
	blank(text, diag.Span{Start: 0, End: p.Document.Body})
	walk(p.Body.Blocks, func(b *markdown.Block) {
		switch b.Kind {
		case markdown.Code, markdown.HTML:
			blank(text, b.Span)
		case markdown.Paragraph, markdown.Heading, markdown.TableCell:
			blankCodeSpans(text, b.Span)
		}
	})
	for _, h := range p.Body.RawHTML {
		blank(text, h.Span)
	}
	return text
}

// longestHeading bounds what is compared with the known headings, in bytes.
const longestHeading = 100

// sectionOf returns the name of the configured section that a heading of that
// text would start, or "".
func (p *DocumentPass) sectionOf(heading string) string {
	if len(heading) > longestHeading {
		return ""
	}
	return p.Known[rca.NormalizeHeading(heading)]
}

// hasLink reports whether a link or an image stands in the span.
func (r *reading) hasLink(s diag.Span) bool {
	return !bytes.Equal(r.prose()[s.Start:s.End], r.linkless()[s.Start:s.End])
}

// blank replaces the bytes of a span by spaces and keeps the line ends.
func blank(text []byte, s diag.Span) {
	for i := max(0, s.Start); i < min(s.End, len(text)); i++ {
		if text[i] != '\n' && text[i] != '\r' {
			text[i] = ' '
		}
	}
}

// blankCodeSpans blanks each run of backticks and what it encloses, up to the
// next run of the same length.
func blankCodeSpans(text []byte, s diag.Span) {
	end := min(s.End, len(text))
	for i := s.Start; i < end; {
		switch text[i] {
		case '\\':
			i += 2
		case '`':
			n := runLength(text[i:end])
			closing := closingRun(text[i+n:end], n)
			if closing >= 0 {
				blank(text, diag.Span{Start: i, End: i + n + closing})
				n += closing
			}
			i += n
		default:
			i++
		}
	}
}

// runLength counts how often the first byte of text is repeated at its start.
func runLength(text []byte) int {
	n := 1
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}

// closingRun returns the offset behind the first run of exactly n backticks,
// or -1.
func closingRun(text []byte, n int) int {
	for i := 0; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		run := runLength(text[i:])
		i += run
		if run == n {
			return i
		}
	}
	return -1
}

// walk visits blocks and what is in them, in document order.
func walk(blocks []*markdown.Block, visit func(*markdown.Block)) {
	for _, b := range blocks {
		visit(b)
		walk(b.Children, visit)
	}
}

// below visits the blocks of a section behind its heading, in document order.
// It costs no more than the section is long.
func below(p *DocumentPass, s rca.Section, visit func(*markdown.Block)) {
	blocks := p.Body.Blocks
	for len(blocks) > 0 && blocks[len(blocks)-1].Kind == markdown.FootnoteDefinition {
		blocks = blocks[:len(blocks)-1] // they stand last, wherever they were written
	}
	from := p.Document.Headings[s.Heading].Span.End
	first := sort.Search(len(blocks), func(i int) bool { return blocks[i].Span.Start >= from })
	for _, b := range blocks[first:] {
		if b.Span.Start >= s.Span.End {
			return
		}
		visit(b)
		walk(b.Children, visit)
	}
}

// outline returns the headings that structure the page: all but those in
// quotations, which belong to somebody else's text.
func outline(blocks []*markdown.Block) []*markdown.Block {
	var headings []*markdown.Block
	for _, b := range blocks {
		switch b.Kind {
		case markdown.Heading:
			headings = append(headings, b)
		case markdown.Quote:
		default:
			headings = append(headings, outline(b.Children)...)
		}
	}
	return headings
}

// paragraphLines calls visit with each line of each paragraph of the prose, as
// it starts behind its indentation and the marks of quotations.
func paragraphLines(p *DocumentPass, visit func(b *markdown.Block, line diag.Span)) {
	text := p.prose()
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind != markdown.Paragraph {
			return
		}
		end := min(b.Span.End, len(text))
		for start := b.Span.Start; start < end; {
			next := end
			if i := bytes.IndexAny(text[start:end], "\r\n"); i >= 0 {
				next = start + i + 1
			}
			line := text[start:next]
			from := start + len(line) - len(bytes.TrimLeft(line, " \t>"))
			to := start + len(bytes.TrimRight(line, " \t\r\n"))
			if from < to {
				visit(b, diag.Span{Start: from, End: to})
			}
			start = next
		}
	})
}
