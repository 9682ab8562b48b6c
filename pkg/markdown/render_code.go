package markdown

import (
	"strconv"
	"strings"
)

// codeBlock writes one code block. It returns false when the block was not
// coloured although its language is known.
func (w *htmlWriter) codeBlock(f fence, text string) bool {
	if f.lang == diagramLang {
		w.diagram(f.title, text)
		return true
	}
	marked := f.marked
	if marked == nil {
		text, marked = magicComments(text, f.lang)
	}
	var tokens []token
	coloured := true
	if !tooLong(text, w.o.Limits) {
		tokens, coloured = highlight(f.lang, text, w.o.Limits.CodeTime)
	}
	if tokens == nil {
		tokens = []token{{"", text}}
	}
	if f.title != "" {
		w.raw(`<figure class="code"><figcaption>`)
		w.text(f.title)
		w.raw("</figcaption>")
	}
	w.raw(`<pre tabindex="0"`)
	if f.numbers > 0 {
		w.raw(` class="numbered"`)
	}
	w.raw("><code")
	if f.lang != "" {
		w.attribute("class", "language-"+f.lang)
	}
	w.raw(">")
	if len(marked) == 0 && f.numbers == 0 {
		w.tokens(tokens)
	} else {
		w.lines(tokens, marked, f.numbers)
	}
	w.raw("</code></pre>")
	if f.title != "" {
		w.raw("</figure>")
	}
	w.raw("\n")
	return coloured
}

// diagramLang is the language of a code block that the page's script draws.
const diagramLang = "mermaid"

// diagram writes the source of a diagram, which is what a reader without the
// script gets. All its lines are Mermaid's: options that mark or number lines
// mean nothing here.
func (w *htmlWriter) diagram(title, text string) {
	if title != "" {
		w.raw(`<figure class="code"><figcaption>`)
		w.text(title)
		w.raw("</figcaption>")
	}
	w.raw(`<pre class="mermaid" tabindex="0"><code>`)
	w.text(text)
	w.raw("</code></pre>")
	if title != "" {
		w.raw("</figure>")
	}
	w.raw("\n")
}

// tokens writes coloured code as one run of text.
func (w *htmlWriter) tokens(tokens []token) {
	for _, t := range tokens {
		if t.class == "" || strings.TrimSpace(t.text) == "" {
			w.text(t.text)
			continue
		}
		w.out = append(append(append(w.out, `<span class="`...), t.class...), `">`...)
		w.text(t.text)
		w.raw("</span>")
	}
}

// lines writes coloured code line by line, each in an element of its own.
func (w *htmlWriter) lines(tokens []token, marked map[int]bool, firstNumber int) {
	for n, line := range splitLines(tokens) {
		class := "line"
		if marked[n+1] {
			class = "line hl"
		}
		w.raw(`<span class="` + class + `">`)
		if firstNumber > 0 {
			w.raw(`<span class="ln">` + strconv.Itoa(firstNumber+n) + "</span>")
		}
		w.tokens(line)
		w.raw("</span>")
	}
}

// splitLines cuts tokens after each line break.
func splitLines(tokens []token) [][]token {
	var lines [][]token
	var line []token
	for _, t := range tokens {
		for _, part := range strings.SplitAfter(t.text, "\n") {
			if part == "" {
				continue
			}
			line = append(line, token{t.class, part})
			if strings.HasSuffix(part, "\n") {
				lines = append(lines, line)
				line = nil
			}
		}
	}
	if line != nil {
		lines = append(lines, line)
	}
	return lines
}
