package report

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// mostSARIFResults is the number of results that GitHub takes in a run.
const mostSARIFResults = 25_000

// writeSARIF writes a log of the Static Analysis Results Interchange Format
// 2.1.0 (OASIS), with what GitHub's code scanning demands of it.
//
// Suppressed findings are results with their suppressions.
func writeSARIF(w *bufio.Writer, r *Run) error {
	found := worst(r.Found, mostSARIFResults)
	invocation := sarifInvocation{ExecutionSuccessful: r.Complete, ExitCode: r.ExitCode}
	if left := len(r.Found) - len(found); left > 0 {
		text := fmt.Sprintf("%d of %d findings, the least severe, are left out: code scanning takes no more", left, len(r.Found))
		invocation.Notifications = []sarifNotification{{Level: "warning", Message: sarifText{Text: text}}}
	}
	rules, index := r.sarifRules(found)
	e := encoder(w)
	e.SetIndent("", " ")
	return e.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{
			Tool: sarifTool{Driver: sarifDriver{
				Name: "rcagen", Version: r.Version, InformationURI: Address, Rules: rules,
			}},
			AutomationDetails: sarifAutomation{ID: "rcagen/"},
			Invocations:       []sarifInvocation{invocation},
			ColumnKind:        "utf16CodeUnits",
			Results:           r.sarifResults(found, index),
		}},
	})
}

// sarifRules describes the rules of the findings, sorted, and says where each
// stands in the list.
func (r *Run) sarifRules(found []diag.Diagnostic) (rules []sarifRule, index map[string]int) {
	index = map[string]int{}
	for _, d := range found {
		index[d.Rule] = 0
	}
	rules = make([]sarifRule, 0, len(index))
	for name := range index {
		rules = append(rules, r.sarifRule(name))
	}
	slices.SortFunc(rules, func(a, b sarifRule) int { return cmp.Compare(a.ID, b.ID) })
	for i, rule := range rules {
		index[rule.ID] = i
	}
	return rules, index
}

func (r *Run) sarifRule(name string) sarifRule {
	about := r.Rules(name)
	more := "Run `rcagen explain " + name + "` for examples."
	help := joined(about.Fix, more)
	rule := sarifRule{
		ID:            name,
		Short:         sarifText{Text: cmp.Or(about.Finds, name)},
		Full:          sarifText{Text: cmp.Or(joined(about.Finds, about.Why), name)},
		Configuration: sarifConfiguration{Level: sarifLevel(about.Severity), Enabled: about.Severity != diag.Off},
		Help:          sarifText{Text: strings.ReplaceAll(help, "`", ""), Markdown: help},
		Properties:    sarifProperties{Tags: []string{family(name)}},
	}
	if family(name) == "leak" {
		// GitHub calls 9.0 and more critical, and 7.0 and more high.
		if rule.Properties.SecuritySeverity = "7.0"; about.Severity == diag.Error {
			rule.Properties.SecuritySeverity = "9.1"
		}
		rule.Properties.Tags = append(rule.Properties.Tags, "security")
	}
	return rule
}

func (r *Run) sarifResults(found []diag.Diagnostic, index map[string]int) []sarifResult {
	files := sources{open: r.Open}
	prints := diag.Fingerprints(found, r.Open)
	results := make([]sarifResult, 0, len(found))
	for i, d := range found {
		files.turnTo(d.Path)
		result := sarifResult{
			RuleID: d.Rule, RuleIndex: index[d.Rule], Level: sarifLevel(d.Severity),
			Locations: []sarifLocation{{Physical: r.sarifPlace(d.Path, files.place(d.Path, d.Span))}},
			Fixes:     r.sarifFixes(&files, d),
		}
		text := []string{linkless(d.Message)}
		if d.Label != "" {
			text = append(text, "Here: "+linkless(d.Label))
		}
		for n, related := range d.Related {
			about := cmp.Or(related.Label, "related place")
			result.Related = append(result.Related, sarifLocation{
				ID: n + 1, Physical: r.sarifPlace(related.Path, files.place(related.Path, related.Span)), Message: &sarifText{Text: about},
			})
			text = append(text, fmt.Sprintf("[%s](%d)", linkText.Replace(about), n+1))
		}
		for _, help := range d.Help {
			text = append(text, "Help: "+linkless(help))
		}
		result.Message.Text = joined(text...)

		hash := prints[i]
		if f := files.file(d.Path); f != nil {
			hash = f.LineHash(d.Span.Start)
		}
		result.Fingerprints = map[string]string{"primaryLocationLineHash": hash}
		if s := d.Suppressed; s != nil {
			kind := "external"
			if s.By == "comment" {
				kind = "inSource"
			}
			result.Suppressions = []sarifSuppression{{Kind: kind, Status: "accepted", Justification: s.Reason}}
		}
		results = append(results, result)
	}
	return results
}

// In a message, `[text](1)` is a link to a related location: such text is
// written in another way when it comes from a document.
var linkText = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)

func linkless(text string) string { return strings.ReplaceAll(text, "](", `\](`) }

// joined puts sentences one after the other.
func joined(texts ...string) string {
	var sentences []string
	for _, t := range texts {
		if t != "" {
			sentences = append(sentences, sentence(t))
		}
	}
	return strings.Join(sentences, " ")
}

func sarifLevel(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "error"
	case diag.Warning:
		return "warning"
	}
	return "note"
}

func (r *Run) sarifPlace(path string, p place) sarifPhysical {
	return sarifPhysical{Artifact: sarifArtifact{r.address(path)}, Region: sarifRegionOf(p)}
}

func sarifRegionOf(p place) sarifRegion {
	return sarifRegion{StartLine: p.start.Line, StartColumn: p.start.UTF16, EndLine: p.end.Line, EndColumn: p.end.UTF16}
}

func (r *Run) sarifFixes(files *sources, d diag.Diagnostic) []sarifFix {
	if d.Fix == nil {
		return nil
	}
	change := sarifChange{Artifact: sarifArtifact{r.address(d.Path)}}
	for _, e := range d.Fix.Edits {
		at, ok := files.edit(d.Path, e.Span)
		if !ok {
			return nil
		}
		replacement := sarifReplacement{Deleted: sarifRegionOf(at)}
		if e.Text != "" {
			replacement.Inserted = &sarifText{Text: e.Text}
		}
		change.Replacements = append(change.Replacements, replacement)
	}
	return []sarifFix{{Description: sarifText{Text: d.Fix.Title}, Changes: []sarifChange{change}}}
}
