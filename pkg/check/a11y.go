package check

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// a11yRules are about what people need who cannot see the page, or see little
// of it. Those about images and links follow WCAG 2.2, 1.1.1 and 2.4.4.
var a11yRules = []*Rule{
	{
		Name:     "a11y/image-alt",
		Severity: diag.Warning,
		Finds:    "An image without alternative text: `![](graph.png)`.",
		Why:      "Who cannot see the image, or whose network does not load it, learns nothing of it, not even that it is there.",
		Fix:      "Write what the image shows between the brackets: `![error rate rises from 1 to 60 % at 09:10](graph.png)`.",
		Document: imageAlt,
	},
	{
		Name:     "a11y/alt-is-file-name",
		Severity: diag.Warning,
		Finds:    "An image whose alternative text is the name of its file, or a word such as \"image\" or \"screenshot\" alone.",
		Why:      "The text is read out in place of the image. Editors fill it in when an image is pasted, and nobody is helped by it.",
		Fix:      "Write what the image shows.",
		Document: altIsFileName,
	},
	{
		Name:     "a11y/table-header",
		Severity: diag.Warning,
		Finds:    "A table with an empty cell in its header. An empty first cell is fine where the first column names the rows.",
		Why:      "A screen reader reads the header of the column with each cell; without one, a number is only a number.",
		Fix:      "Write what the column holds.",
		Document: tableHeader,
	},
	{
		Name:     "a11y/link-text",
		Severity: diag.Warning,
		Finds:    "A link whose text says nothing about where it leads, such as \"here\" or \"click here\".",
		Why:      "Many read a page by its list of links, and everybody looks for the coloured words first.",
		Fix:      "Make a link of the words that name what it leads to.",
		Document: linkText,
	},
	{
		Name:     "a11y/diagram",
		Severity: diag.Warning,
		Finds:    "A mermaid diagram with neither `accTitle` nor `accDescr`.",
		Why:      "It becomes a picture without a text: who cannot see it learns nothing of what it shows.",
		Fix:      "Add `accTitle: what it shows` and, where that is not enough, `accDescr: …` below the diagram's first line.",
		Document: diagram,
	},
}

func imageAlt(p *DocumentPass) {
	for _, l := range p.Body.Links {
		if l.Kind == markdown.Image && strings.TrimSpace(l.Text) == "" {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("image `%s` has no alternative text", diag.Excerpt(l.Target)),
				Span:    l.Span,
				Label:   "expected a text between the brackets",
				Help:    []string{"write what the image shows"},
			})
		}
	}
}

// emptyAlts are alternative texts that editors and habit put there.
var emptyAlts = map[string]bool{
	"image": true, "img": true, "picture": true, "photo": true, "screenshot": true, "screen shot": true, "untitled": true, "alt": true,
	"alt text": true, "alt_text": true, "image alt text": true, "image.png": true, "graph": true, "diagram": true,
}

func altIsFileName(p *DocumentPass) {
	for _, l := range p.Body.Links {
		if l.Kind != markdown.Image {
			continue
		}
		alt := strings.TrimSpace(l.Text)
		file, _, _ := strings.Cut(l.Target, "?")
		d := diag.Diagnostic{Span: l.Span, Label: "what does the image show?", Help: []string{"write what the image shows between the brackets"}}
		switch {
		case alt == "":
			continue // a11y/image-alt
		case isFileName(alt, path.Base(file)):
			d.Message = fmt.Sprintf("alternative text `%s` is the name of a file", diag.Excerpt(alt))
		case emptyAlts[strings.ToLower(alt)]:
			d.Message = fmt.Sprintf("alternative text `%s` says nothing about the image", diag.Excerpt(alt))
		default:
			continue
		}
		p.Report(d)
	}
}

// isFileName reports whether an alternative text is the name of an image, or
// that of its file without the extension when it does not read like a word.
func isFileName(alt, base string) bool {
	switch strings.ToLower(path.Ext(alt)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp":
		return !strings.Contains(alt, " ") || strings.EqualFold(alt, base)
	}
	return strings.EqualFold(alt, strings.TrimSuffix(base, path.Ext(base))) && strings.ContainsAny(alt, "0123456789_-")
}

func tableHeader(p *DocumentPass) {
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind != markdown.Table || len(b.Children) == 0 {
			return
		}
		start := b.Children[0].Span.Start
		line := p.Source.Bytes[start:lineStop(p.Source.Bytes, start)]
		var empty []diag.Span
		for i, cell := range Cells(line) {
			if len(bytes.TrimSpace(line[cell.Start:cell.End])) == 0 && i > 0 {
				empty = append(empty, diag.Span{Start: start + cell.Start, End: start + cell.End})
			}
		}
		if len(empty) == 0 {
			return
		}
		d := diag.Diagnostic{
			Message: "table has an empty cell in its header",
			Span:    empty[0],
			Label:   "what does the column hold?",
			Help:    []string{"write what the column holds"},
		}
		for _, s := range empty[1:min(len(empty), mostRelated)] {
			d.Related = append(d.Related, diag.Related{Path: p.Document.File, Span: s, Label: "empty too"})
		}
		p.Report(d)
	})
}

// emptyLinkTexts say nothing about where a link leads.
var emptyLinkTexts = map[string]bool{
	"here": true, "click here": true, "click": true, "this": true, "this link": true, "link": true, "more": true, "read more": true, "see here": true,
	"see more": true, "learn more": true, "this page": true, "this one": true, "there": true, "over here": true, "look here": true,
}

func linkText(p *DocumentPass) {
	for _, l := range p.Body.Links {
		if l.Kind != markdown.Inline || len(l.Text) > longestHeading || !emptyLinkTexts[wordsAlone(l.Text)] {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("link text `%s` does not say where the link leads", diag.Excerpt(l.Text)),
			Span:    l.Span,
			Label:   "where does it lead?",
			Help:    []string{"make a link of the words that name what it leads to"},
		})
	}
}

func diagram(p *DocumentPass) {
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind != markdown.Code || b.Lang != "mermaid" || strings.Contains(b.Text.String, "accTitle") || strings.Contains(b.Text.String, "accDescr") {
			return
		}
		p.Report(diag.Diagnostic{
			Message: "diagram has neither a title nor a description for those who cannot see it",
			Span:    firstLine(p, b.Span),
			Label:   "expected `accTitle` in the diagram",
			Help:    []string{"add a line `accTitle: what the diagram shows` below the diagram's first line"},
		})
	})
}
