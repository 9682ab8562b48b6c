package markdown

import (
	"bytes"
	"fmt"

	"github.com/rcagen/rcagen/pkg/diag"
)

// goldmark takes more than linear time on some small inputs and cannot be
// stopped: brackets, emphasis marks, nested blocks, footnotes and definitions
// by the ten thousand. The counts below are far above what a person writes
// and keep each of those inputs under a fraction of a second.
const (
	maxBrackets    = 4_000  // `[` in one paragraph
	maxDelimiters  = 10_000 // `*` and `_` in one paragraph
	maxDefinitions = 1_000  // footnotes and link definitions
	maxReferences  = 20_000 // `[` in the document
)

// tooComplex looks for what would take long, without parsing. It returns nil
// when the document is fine.
func tooComplex(source []byte, base int, limits Limits) *diag.Diagnostic {
	g := &guard{limits: limits}
	body := source[base:]
	for offset := 0; offset < len(body); {
		end := len(body)
		if i := bytes.IndexAny(body[offset:], "\n\r"); i >= 0 {
			end = offset + i
		}
		if what, limit, found := g.line(body[offset:end]); found > limit {
			return &diag.Diagnostic{
				Rule:    "file/too-complex",
				Message: fmt.Sprintf("%s reaches %d; the limit is %d", what, found, limit),
				Span:    diag.Span{Start: base + offset, End: base + min(end, offset+200)},
				Label:   "here",
				Help:    []string{"simplify this passage, or split the document"},
			}
		}
		offset = end + 1
	}
	return nil
}

// guard counts while it goes through the lines.
type guard struct {
	limits      Limits
	fence       []byte // the open code fence, nil outside
	brackets    int    // in the paragraph
	delimiters  int    // in the paragraph
	references  int    // in the document
	definitions int
	tableWidth  int // columns of the current table
	tableRows   int
}

// line looks at one line and returns the first count that is over its limit.
func (g *guard) line(line []byte) (what string, limit, found int) {
	if g.limits.LineLength > 0 && len(line) > g.limits.LineLength {
		return "line length in bytes", g.limits.LineLength, len(line)
	}
	depth, rest := containers(line)
	if g.fenced(rest) {
		return "", 0, 0
	}
	if g.limits.Nesting > 0 && depth > g.limits.Nesting {
		return "block nesting", g.limits.Nesting, depth
	}
	if len(rest) == 0 {
		g.brackets, g.delimiters, g.tableWidth, g.tableRows = 0, 0, 0, 0
		return "", 0, 0
	}
	open := bytes.Count(rest, []byte("["))
	g.references += open
	if rest[0] == '[' && bytes.Contains(rest, []byte("]:")) {
		g.definitions++
	}
	if columns := bytes.Count(rest, []byte("|")); columns > 0 {
		g.tableRows++
		if delimiterRow(rest) {
			g.tableWidth, g.tableRows = columns+1, 1
		}
		g.brackets, g.delimiters = 0, 0 // a cell is its own paragraph
	}
	g.brackets += open
	g.delimiters += bytes.Count(rest, []byte("*")) + bytes.Count(rest, []byte("_"))
	switch {
	case g.brackets > maxBrackets:
		return "the number of `[` in one paragraph", maxBrackets, g.brackets
	case g.delimiters > maxDelimiters:
		return "the number of `*` and `_` in one paragraph", maxDelimiters, g.delimiters
	case g.definitions > maxDefinitions:
		return "the number of footnotes and link definitions", maxDefinitions, g.definitions
	case g.references > maxReferences:
		return "the number of `[`", maxReferences, g.references
	case g.limits.TableCells > 0 && g.tableWidth*g.tableRows > g.limits.TableCells:
		return "the number of cells in a table", g.limits.TableCells, g.tableWidth * g.tableRows
	}
	return "", 0, 0
}

// fenced reports whether the line belongs to a code block between fences.
func (g *guard) fenced(rest []byte) bool {
	mark := rest[:len(rest)-len(bytes.TrimLeft(rest, "`"))]
	if len(mark) == 0 {
		mark = rest[:len(rest)-len(bytes.TrimLeft(rest, "~"))]
	}
	if g.fence == nil {
		if len(mark) < 3 || mark[0] == '`' && bytes.IndexByte(rest[len(mark):], '`') >= 0 {
			return false
		}
		g.fence = mark
		return true
	}
	if len(mark) >= len(g.fence) && mark[0] == g.fence[0] && len(bytes.TrimSpace(rest[len(mark):])) == 0 {
		g.fence = nil
	}
	return true
}

// containers counts the quotes and list items that a line opens or continues,
// an indent of two columns counting as one, and returns what follows them.
func containers(line []byte) (depth int, rest []byte) {
	indent := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			indent++
		case c == '\t':
			indent += 4
		case c == '>':
			depth++
		case (c == '-' || c == '+' || c == '*') && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t'):
			depth++
		default:
			if n := orderedMarker(line[i:]); n > 0 {
				depth++
				i += n - 1
				continue
			}
			if depth == 0 { // indented text is code or a continuation, not a container
				return 0, line[i:]
			}
			return depth + indent/2, line[i:]
		}
	}
	return depth, nil
}

// orderedMarker returns the length of a marker such as `12. `, or 0.
func orderedMarker(line []byte) int {
	n := len(line) - len(bytes.TrimLeft(line, "0123456789"))
	if n == 0 || n > 9 || n+1 >= len(line) || line[n] != '.' && line[n] != ')' || line[n+1] != ' ' {
		return 0
	}
	return n + 1
}

// delimiterRow reports whether a line is the one below a table's header.
func delimiterRow(line []byte) bool {
	return bytes.IndexByte(line, '-') >= 0 && len(bytes.Trim(line, "|:- \t")) == 0
}
