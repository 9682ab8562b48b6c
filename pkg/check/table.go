package check

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// tableRules are about how a table is written.
var tableRules = []*Rule{
	{
		Name:     "table/ragged",
		Severity: diag.Warning,
		Finds:    "A row of a table that has fewer cells than the header, or more.",
		Why:      "What is more than the header has is not shown, and in a short row all that follows the forgotten cell stands in the wrong column.",
		Fix:      "Write the missing cells, which may be empty. A `|` inside a cell is written `\\|`, in code too.",
		Document: ragged,
	},
}

func ragged(p *DocumentPass) {
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind != markdown.Table || len(b.Children) == 0 {
			return
		}
		header := b.Children[0]
		columns := len(header.Children)
		for _, row := range b.Children[1:] {
			start := row.Span.Start
			line := beforeComment(p.Source.Bytes[start:lineStop(p.Source.Bytes, start)])
			cells := Cells(line)
			if len(cells) == columns {
				continue
			}
			d := diag.Diagnostic{
				Message: fmt.Sprintf("row has %s, the header %d", counted(len(cells), "cell"), columns),
				Related: []diag.Related{{Path: p.Document.File, Span: firstLine(p, header.Span), Label: counted(columns, "column")}},
			}
			at := diag.Span{Start: start, End: start + len(bytes.TrimRight(line, " \t"))}
			switch missing := columns - len(cells); {
			case missing > 0 && bytes.IndexByte(line, '|') < 0:
				d.Span, d.Label = at, "text directly below a table is a row of it"
				d.Help = []string{"put a blank line before it"}
			case missing > 0:
				d.Span, d.Label = diag.Span{Start: at.End, End: at.End}, counted(missing, "cell")+" missing"
				d.Help = []string{"write the missing cells; they may be empty"}
				d.Fix = filledUp(line, at.End, missing)
			default:
				lost := diag.Span{Start: start + cells[columns].Start, End: start + cells[len(cells)-1].End}
				if strings.Trim(p.text(lost), " \t|") == "" {
					continue // nothing is lost
				}
				d.Span, d.Label = lost, "this is not shown"
				d.Help = []string{"write `\\|` for a `|` that is no border, or give the header another column"}
				d.Fix = escapedBars(line, start, columns)
			}
			p.Report(d)
		}
	})
}

// beforeComment returns a row's line without a comment behind its last bar,
// which is not published and so no cell.
func beforeComment(line []byte) []byte {
	row := bytes.TrimRight(line, " \t")
	at := bytes.LastIndex(row, []byte("<!--"))
	if at < 0 || !bytes.HasSuffix(row, []byte("-->")) {
		return line
	}
	if row = bytes.TrimRight(row[:at], " \t"); !bytes.HasSuffix(row, []byte("|")) {
		return line
	}
	return row
}

// counted returns a number of things: "1 cell", "3 cells".
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// Cells returns where the cells of a table's row stand in its line. As GitHub has it,
// a bar is a border in code too, unless a backslash stands before it.
func Cells(line []byte) []diag.Span {
	var cells []diag.Span
	start := len(line) - len(bytes.TrimLeft(line, " \t"))
	end := len(bytes.TrimRight(line, " \t\r\n"))
	if start < end && line[start] == '|' {
		start++
	}
	if start < end && line[end-1] == '|' {
		end--
	}
	for i := start; i <= end && start < end; i++ {
		if i == end || line[i] == '|' && line[i-1] != '\\' {
			cells = append(cells, diag.Span{Start: start, End: i})
			start = i + 1
		}
	}
	return cells
}

// filledUp is the fix that adds empty cells behind a row that ends at an
// offset.
func filledUp(line []byte, end, missing int) *diag.Fix {
	added := strings.Repeat(" |", missing)
	if line = bytes.TrimRight(line, " \t"); line[len(line)-1] != '|' {
		added = " |" + added
	}
	return diag.SafeFix("add "+counted(missing, "empty cell"), diag.Insert(end, added))
}

// escapedBars is the fix that marks the bars in code as no borders; nil when
// that does not give the row as many cells as there are columns.
func escapedBars(line []byte, start, columns int) *diag.Fix {
	outside := bytes.Clone(line)
	blankCodeSpans(outside, diag.Span{Start: 0, End: len(outside)})
	var edits []diag.Edit
	escaped := bytes.Clone(line)
	for i := 1; i < len(line); i++ {
		if line[i] == '|' && outside[i] == ' ' && line[i-1] != '\\' {
			edits = append(edits, diag.Insert(start+i, `\`))
			escaped[i] = ' '
		}
	}
	if len(Cells(escaped)) != columns {
		return nil
	}
	return diag.UnsafeFix("write `\\|` in the code", edits...)
}
