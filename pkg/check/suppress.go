package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// suppressRules are about comments and front matter that keep findings from
// counting.
var suppressRules = []*Rule{
	{
		Name:     "suppress/unused",
		Severity: diag.Warning,
		Finds:    "A comment such as `<!-- rcagen-disable-line link/broken -->`, or a rule below `rcagen: {disable: [...]}`, that no finding is covered by, or whose reason is still `TODO`.",
		Why:      "It was written for a problem that is gone, or it misses the one that it was written for. It would hide the next one without a word.",
		Fix:      "Delete it, move it to the line that it is meant for, or write its reason. A leak is covered only by its rule's own name with a reason.",
	},
	{
		Name:     "suppress/unknown-rule",
		Severity: diag.Warning,
		Finds:    "A comment or front matter disables a rule that does not exist, or a comment begins with `rcagen-` and says nothing that rcagen knows.",
		Why:      "It has no effect: the finding that it is meant for still counts.",
		Fix:      "Correct the spelling as proposed. `rcagen explain` lists the rules.",
		Document: unknownSuppression,
	},
	{
		Name:     "suppress/no-reason",
		Severity: diag.Off,
		Finds:    "A comment disables rules and gives no reason.",
		Why:      "Whoever reads it next cannot tell whether it still holds.",
		Fix:      "Write the reason behind two hyphens: `<!-- rcagen-disable-line time/duration-mismatch -- rounded on purpose -->`.",
		Document: suppressionWithoutReason,
	},
}

func unknownSuppression(p *DocumentPass) {
	s := p.suppressions()
	if s == nil {
		return
	}
	tried := 0
	report := func(d diag.Diagnostic, word string, candidates []string) {
		if tried++; len(word) < 100 && tried < 100 { // who has a hundred unknown names has not misspelt them
			if near := diag.Closest(word, candidates); near != "" {
				d.Label = "did you mean `" + near + "`?"
			}
		}
		p.Report(d)
	}
	for _, c := range s.commands {
		if !slices.Contains(commandWords, c.word) {
			report(diag.Diagnostic{
				Span: c.wordSpan, Message: "there is no comment `" + diag.Excerpt(c.word) + "`",
				Help: []string{"the comments are `" + strings.Join(commandWords, "`, `") + "`"},
			}, c.word, commandWords)
		}
	}
	for _, n := range s.names {
		switch {
		case n.name == "" || slices.Contains(suppressibleNames, n.name):
		case slices.Contains(fixedNames, n.name):
			p.Report(diag.Diagnostic{Span: n.span, Message: "`" + n.name + "` cannot be disabled in a document"})
		default:
			report(diag.Diagnostic{
				Span: n.span, Message: "there is no rule `" + diag.Excerpt(n.name) + "`",
				Help: []string{"`rcagen explain` lists the rules; a family is written as `link/*`"},
			}, n.name, suppressibleNames)
		}
	}
}

func suppressionWithoutReason(p *DocumentPass) {
	s := p.suppressions()
	if s == nil {
		return
	}
	for _, c := range s.commands {
		if c.disables() && c.reason == "" {
			p.Report(diag.Diagnostic{
				Span: c.span, Message: fmt.Sprintf("`%s` gives no reason", c.word),
				Help: []string{"write the reason behind two hyphens: `-- rounded on purpose`"},
			})
		}
	}
}
