package markdown

import "strings"

// PlainText returns the text of the document's headings, paragraphs, list
// items, table cells and code, and of the titles of its boxes: one block a
// line, in document order, runs of white space as one space, without markup.
func (t *Tree) PlainText() string {
	var b strings.Builder
	appendPlain(&b, t.Blocks)
	return b.String()
}

func appendPlain(b *strings.Builder, blocks []*Block) {
	line := func(text string) {
		from := b.Len()
		for word := range strings.FieldsSeq(text) {
			if b.Len() > from {
				b.WriteByte(' ')
			}
			b.WriteString(word)
		}
		if b.Len() > from {
			b.WriteByte('\n')
		}
	}
	for _, block := range blocks {
		if block.Kind == Admonition {
			line(block.Info)
		}
		line(block.Text.String)
		appendPlain(b, block.Children)
	}
}
