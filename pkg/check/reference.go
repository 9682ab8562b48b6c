package check

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// Links that are none: Markdown leaves what it cannot read as a link in the
// text, and takes definitions out of it, so all of this is looked for in the
// prose.

var footnoteRules = []*Rule{
	{
		Name:     "footnote/undefined",
		Severity: diag.Warning,
		Finds:    "A footnote that is referred to and has no text, or has a text and is never referred to.",
		Why:      "Readers see `[^1]` in the text in place of a note, or never see the note.",
		Fix:      "Write `[^1]: the text of the note` at the end of the file, or remove the one that is left over.",
		Document: footnoteUndefined,
	},
}

// definition is a line `[label]: target`; footnotes' labels start with ^.
type definition struct {
	label string
	span  diag.Span // of the brackets and what is in them
}

var (
	definitionLine = regexp.MustCompile(`(?m)^(?:[ \t]{0,3}>[ \t]?)*[ \t]*(\[((?:[^\[\]\\]|\\.)+)\]):`)
	bracketed      = regexp.MustCompile(`\[((?:[^\[\]\\]|\\.)*)\]`)
	fullReference  = regexp.MustCompile(`\[((?:[^\[\]\\\n]|\\.)+)\]\[((?:[^\[\]\\\n]|\\.)*)\]`)
	footnoteMark   = regexp.MustCompile(`\[(\^[^\[\]\s]+)\]`)
	reversedLink   = regexp.MustCompile(`\(([^()\n]+)\)\[((?:https?://|\.{0,2}/|#|mailto:)[^\[\]\s]+|[^\[\]\s]+\.mdx?(?:#[^\[\]\s]*)?)\]`)
	spacedLink     = regexp.MustCompile(`\[[^\[\]\n]*\]\(([^()<>\n]*[^()<>\s][ \t]+[^()<>\s"'][^()<>\n]*)\)`)
	pathLike       = regexp.MustCompile(`(?i)^\.{0,2}/|://|\.(?:mdx?|html?|png|jpe?g|gif|svg|webp|avif|pdf|txt|csv|json|ya?ml|log|zip|docx?|xlsx?|pptx?)(?:[?#]\S*)?$`)
)

// definitions finds the definitions of references and of footnotes.
func definitions(text []byte) []definition {
	if !bytes.Contains(text, []byte("]:")) {
		return nil
	}
	var found []definition
	for _, m := range definitionLine.FindAllSubmatchIndex(text, -1) {
		found = append(found, definition{
			label: normalizeLabel(string(text[m[4]:m[5]])),
			span:  diag.Span{Start: m[2], End: m[3]},
		})
	}
	return found
}

// normalizeLabel makes labels comparable as CommonMark compares them.
func normalizeLabel(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

func undefinedReference(p *DocumentPass) {
	text := p.linkless()
	for _, m := range fullReference.FindAllSubmatchIndex(text, -1) {
		if m[0] > 0 && isWordOrBracket(text[m[0]-1]) || m[1] < len(text) && strings.IndexByte("[(:", text[m[1]]) >= 0 {
			continue // an index, a line of a log, a definition
		}
		label, span := string(text[m[4]:m[5]]), diag.Span{Start: m[4] - 1, End: m[5] + 1}
		if label == "" {
			label, span = string(text[m[2]:m[3]]), diag.Span{Start: m[2] - 1, End: m[3] + 1}
		}
		if strings.HasPrefix(label, "^") {
			continue
		}
		d := diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is not a link: `[%s]` has no definition", diag.Excerpt(string(text[m[0]:m[1]])), diag.Excerpt(label)),
			Span:    span,
			Label:   "not defined in this file",
			Help:    []string{fmt.Sprintf("add a line `[%s]: https://…`, or a backslash before the first `[` when it is meant as text", diag.Excerpt(label))},
		}
		if near := diag.Closest(normalizeLabel(label), definedLabels(text)); near != "" {
			d.Help = []string{fmt.Sprintf("did you mean `[%s]`?", near)}
			if m[4] < m[5] {
				d.Fix = diag.UnsafeFix(fmt.Sprintf("write `[%s]`", near), diag.Replace(span, "["+near+"]"))
			}
		}
		p.Report(d)
	}
}

func isWordOrBracket(b byte) bool {
	return b == ']' || b == '_' || b == '\\' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

func definedLabels(text []byte) []string {
	var labels []string
	for _, d := range definitions(text) {
		if !strings.HasPrefix(d.label, "^") {
			labels = append(labels, d.label)
		}
	}
	return labels
}

func unusedDefinition(p *DocumentPass) {
	text := p.prose()
	defined := definitions(text)
	if len(defined) == 0 {
		return
	}
	used := map[string]bool{}
	at := map[int]bool{}
	for _, d := range defined {
		at[d.span.Start] = true
	}
	for _, m := range bracketed.FindAllSubmatchIndex(text, -1) {
		if !at[m[0]] {
			used[normalizeLabel(p.text(diag.Span{Start: m[2], End: m[3]}))] = true // code is blank in the prose
		}
	}
	// The text of a link may hold brackets itself, which the pattern does not see.
	for _, l := range p.Body.Links {
		used[normalizeLabel(l.Text)] = true
	}
	inParagraph := paragraphAt(p)
	for _, d := range defined {
		if used[d.label] || strings.HasPrefix(d.label, "^") || inParagraph(d.span) {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("the definition of `[%s]` is never used", diag.Excerpt(d.label)),
			Span:    d.span,
			Help:    []string{"remove the line, or use it: `[text][" + diag.Excerpt(d.label) + "]`"},
			Fix:     withoutDefinition(p, d.span),
		})
	}
}

// oneLineDefinition is a definition that is complete.
var oneLineDefinition = regexp.MustCompile(`^ {0,3}\[(?:[^\[\]\\]|\\.)+\]:[ \t]*[^\s<>]+[ \t]*$`)

// withoutDefinition is the fix that removes the line of a definition. The line
// below must not be a part of it.
func withoutDefinition(p *DocumentPass, s diag.Span) *diag.Fix {
	if p.FrontMatter.Root == nil || len(p.Body.Blocks) == 0 {
		return nil // what stands below it would start the file, or nothing is left
	}
	source := p.Source.Bytes
	line := diag.Span{Start: lineStart(source, s.Start), End: nextLine(source, s.Start)}
	below := source[line.End:lineStop(source, line.End)]
	if !oneLineDefinition.Match(bytes.TrimRight(source[line.Start:line.End], "\r\n")) ||
		len(bytes.TrimSpace(below)) > 0 && !oneLineDefinition.Match(below) {
		return nil
	}
	return diag.SafeFix("remove the line", diag.Replace(line, ""))
}

// paragraphAt returns a function that reports whether a place belongs to
// running text. A definition belongs to none; a line that only looks like one
// does.
func paragraphAt(p *DocumentPass) func(diag.Span) bool {
	var spans []diag.Span
	walk(p.Body.Blocks, func(b *markdown.Block) {
		if b.Kind == markdown.Paragraph {
			spans = append(spans, b.Span)
		}
	})
	slices.SortFunc(spans, func(a, b diag.Span) int { return a.Start - b.Start })
	return func(s diag.Span) bool {
		i := sort.Search(len(spans), func(i int) bool { return spans[i].Start > s.Start })
		return i > 0 && s.End <= spans[i-1].End
	}
}

func footnoteUndefined(p *DocumentPass) {
	text := p.prose()
	defined, used := map[string]bool{}, map[string]bool{}
	at := map[int]bool{}
	all := definitions(text)
	for _, d := range all {
		at[d.span.Start] = true
		defined[d.label] = true
	}
	for _, m := range footnoteMark.FindAllSubmatchIndex(text, -1) {
		label := normalizeLabel(string(text[m[2]:m[3]]))
		if at[m[0]] || m[0] > 0 && text[m[0]-1] == '\\' {
			continue
		}
		if used[label] = true; !defined[label] {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("footnote `[%s]` has no text", label),
				Span:    diag.Span{Start: m[0], End: m[1]},
				Label:   "not defined in this file",
				Help:    []string{fmt.Sprintf("add a line `[%s]: …` with the text of the note", label)},
			})
		}
	}
	for _, d := range all {
		if strings.HasPrefix(d.label, "^") && !used[d.label] {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("footnote `[%s]` is never referred to", d.label),
				Span:    d.span,
				Label:   "readers never see this note",
				Help:    []string{fmt.Sprintf("write `[%s]` in the text where the note belongs, or remove it", d.label)},
			})
		}
	}
}

func reversed(p *DocumentPass) {
	text := p.linkless()
	for _, m := range reversedLink.FindAllSubmatchIndex(text, -1) {
		if m[1] < len(text) && (text[m[1]] == '(' || text[m[1]] == '[') {
			continue
		}
		p.Report(diag.Diagnostic{
			Fix:     turned(p.text(diag.Span{Start: m[2], End: m[3]}), string(text[m[4]:m[5]]), diag.Span{Start: m[0], End: m[1]}),
			Message: fmt.Sprintf("`%s` is not a link: the brackets are the wrong way round", diag.Excerpt(string(text[m[0]:m[1]]))),
			Span:    diag.Span{Start: m[0], End: m[1]},
			Label:   "expected `[text](target)`",
			Help:    []string{fmt.Sprintf("write `[%s](%s)`", diag.Excerpt(string(text[m[2]:m[3]])), text[m[4]:m[5]])},
		})
	}
}

// turned is the fix that writes a link the right way round. The file that a
// path names may not exist.
func turned(text, target string, span diag.Span) *diag.Fix {
	if strings.ContainsAny(text, "[]\r\n") || strings.ContainsAny(target, "()<>") {
		return nil
	}
	f := diag.SafeFix("write the brackets the right way round", diag.Replace(span, "["+text+"]("+target+")"))
	f.Unsafe = !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://")
	return f
}

func spaceInTarget(p *DocumentPass) {
	text := p.linkless()
	for _, m := range spacedLink.FindAllSubmatchIndex(text, -1) {
		target := strings.TrimSpace(string(text[m[2]:m[3]]))
		if !pathLike.MatchString(target) {
			continue
		}
		var fix *diag.Fix
		if target == p.text(trimmed(p, diag.Span{Start: m[2], End: m[3]})) {
			fix = diag.SafeFix("put the target in angle brackets", diag.Replace(diag.Span{Start: m[2], End: m[3]}, "<"+target+">"))
			fix.Unsafe = !strings.Contains(target, "://") // the file may not exist
		}
		p.Report(diag.Diagnostic{
			Fix:     fix,
			Message: fmt.Sprintf("`%s` is not a link: its target has a space in it", diag.Excerpt(string(text[m[0]:m[1]]))),
			Span:    diag.Span{Start: m[2], End: m[3]},
			Label:   "a space ends the target",
			Help:    []string{fmt.Sprintf("write `(<%s>)`, or `%%20` for each space", target)},
		})
	}
}
