package check

import (
	"bytes"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

var listRules = []*Rule{
	{
		Name:     "list/not-a-list",
		Severity: diag.Warning,
		Finds:    "Lines that start with a bullet such as `·` or `•`, which Markdown does not know as one.",
		Why:      "The lines run together into one paragraph, and nothing that reads lists sees its items. Such bullets come from copying out of word processors and web pages.",
		Fix:      "Start each item with `- `.",
		Document: notAList,
	},
}

// A dash may also start a line of dialogue or continue a sentence; only
// several of them in a paragraph are a list.
var (
	bullet     = regexp.MustCompile(`^[·•‣●▪◦∙–—][ \t\x{00A0}]*\S`)
	dashBullet = regexp.MustCompile(`^[–—][ \t\x{00A0}]`)
)

func notAList(p *DocumentPass) {
	text := p.prose()
	lines := map[*markdown.Block][]diag.Span{}
	var paragraphs []*markdown.Block
	paragraphLines(p, func(b *markdown.Block, line diag.Span) {
		if !bullet.Match(text[line.Start:line.End]) {
			return
		}
		if lines[b] == nil {
			paragraphs = append(paragraphs, b)
		}
		lines[b] = append(lines[b], line)
	})
	for _, b := range paragraphs {
		found := lines[b]
		first := text[found[0].Start:found[0].End]
		if len(found) == 1 && dashBullet.Match(first) {
			continue
		}
		r, _ := utf8.DecodeRune(first)
		mark := string(r)
		d := diag.Diagnostic{
			Message: fmt.Sprintf("lines that start with `%s` are not a list", mark),
			Span:    diag.Span{Start: found[0].Start, End: found[0].Start + len(mark)},
			Label:   "expected `-`",
			Help:    []string{fmt.Sprintf("start each item with `- ` instead of `%s`", mark)},
		}
		var edits []diag.Edit
		for _, line := range found {
			item := text[line.Start:line.End]
			_, size := utf8.DecodeRune(item)
			blank := len(item[size:]) - len(bytes.TrimLeft(item[size:], " \t\u00a0"))
			edits = append(edits, diag.Replace(diag.Span{Start: line.Start, End: line.Start + size + blank}, "- "))
		}
		d.Fix = diag.UnsafeFix("start each item with `- `", edits...)
		for _, line := range found[1:min(len(found), mostRelated)] {
			_, size := utf8.DecodeRune(text[line.Start:line.End])
			d.Related = append(d.Related, diag.Related{
				Path: p.Document.File, Span: diag.Span{Start: line.Start, End: line.Start + size}, Label: "and here",
			})
		}
		p.Report(d)
	}
}
