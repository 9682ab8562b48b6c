package check

import (
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// languageOfCodeRules are about the language that a fence names.
var languageOfCodeRules = []*Rule{
	{
		Name:     "code/no-language",
		Severity: diag.Off,
		Finds:    "A fenced code block that does not name its language.",
		Why:      "It is shown without colours, and tools that read the file do not know what it is.",
		Fix:      "Write the language behind the opening fence; `text` for none.",
		Document: codeNoLanguage,
	},
	{
		Name:     "code/unknown-language",
		Severity: diag.Info,
		Finds:    "A fenced code block in a language that rcagen cannot colour.",
		Why:      "It is shown without colours. Often the name is misspelt.",
		Fix:      "Correct the name, or write `text`.",
		Document: codeUnknownLanguage,
	},
}

func codeNoLanguage(p *DocumentPass) {
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind == markdown.Code && b.Fenced && strings.TrimSpace(b.Info) == "" {
			p.Report(diag.Diagnostic{
				Message: "code block does not name its language",
				Span:    firstLine(p, b.Span),
				Label:   "expected a name behind this",
				Help:    []string{"write the language here; `text` for none"},
			})
		}
	})
}

// mostUnknown is how many unknown languages of a document are looked up.
const mostUnknown = 20

// codeUnknownLanguage reports each name once, where it first stands.
func codeUnknownLanguage(p *DocumentPass) {
	seen := map[string]bool{}
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind != markdown.Code || !b.Fenced || b.Lang == "" || seen[b.Lang] || len(seen) > mostUnknown || markdown.KnowsLanguage(b.Lang) {
			return
		}
		seen[b.Lang] = true
		line := firstLine(p, b.Span)
		d := diag.Diagnostic{
			Message: fmt.Sprintf("unknown language `%s`", b.Lang),
			Span:    line,
			Label:   "shown without colours",
			Help:    []string{"correct the name, or write `text`"},
		}
		at := foldIndex(p.text(line), b.Lang)
		if at >= 0 {
			d.Span = diag.Span{Start: line.Start + at, End: line.Start + at + len(b.Lang)}
		}
		if near := nearLanguage(b.Lang); near != "" {
			d.Help = []string{fmt.Sprintf("did you mean `%s`?", near)}
			if at >= 0 {
				d.Fix = diag.SafeFix("write `"+near+"`", diag.Replace(d.Span, near))
			}
		}
		p.Report(d)
	})
}

// nearLanguage returns the one language that a name is a slip of the fingers
// away from, "" when there is none or several.
func nearLanguage(name string) string {
	near := ""
	for _, l := range markdown.Languages() {
		if difference := len(name) - len(l); difference >= -2 && difference <= 2 && diag.Typo(name, l) {
			if near != "" {
				return ""
			}
			near = l
		}
	}
	return near
}
