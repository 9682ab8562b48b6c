package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

func sectionMissing(p *DocumentPass) {
	if unreadable(p) {
		return
	}
	present := standIns(p)
	for _, s := range p.Document.Sections {
		present[s.Name] = true
	}
	missing := slices.DeleteFunc(slices.Clone(p.Config.Sections), func(s config.Section) bool {
		return !s.Required || present[s.Name]
	})
	if len(missing) == 0 {
		return
	}
	near := nearMisses(p)
	for _, s := range missing {
		d := diag.Diagnostic{
			Message: fmt.Sprintf("required section `%s` is missing", s.Name),
			Notes:   []string{"required sections: " + strings.Join(requiredNames(p.Config), " · ")},
		}
		if h, ok := near[s.Name]; ok {
			d.Span = h.heading.Span
			d.Label = fmt.Sprintf("closest heading: `%s`", diag.Excerpt(h.heading.Text))
			d.Help = []string{fmt.Sprintf("did you mean `%s`?", h.meant)}
			d.Fix = diag.UnsafeFix(fmt.Sprintf("write `%s`, and keep the anchor", h.meant), RenameHeading(p.Parsed, p.Body.Headings[h.index], h.meant)...)
		} else {
			d.Span = endOfText(p)
			d.Label = "the text ends here"
			d.Help = []string{fmt.Sprintf("add a heading `%s %s`, and below it what belongs there", strings.Repeat("#", sectionLevel(p)), s.Name)}
		}
		p.Report(d)
	}
}

// nearMiss is a heading that is almost the heading of a section.
type nearMiss struct {
	heading rca.Heading
	index   int    // of the heading
	meant   string // the heading that was probably meant
}

// nearMisses returns, by the name of the section, the first heading that
// counts as no section but nearly would.
func nearMisses(p *DocumentPass) map[string]nearMiss {
	near := map[string]nearMiss{}
	for _, s := range p.Document.Sections {
		h := p.Document.Headings[s.Heading]
		if s.Name != "" || len(h.Text) > longestHeading {
			continue
		}
		text := rca.NormalizeHeading(h.Text)
		meant := misspelt(text, p.Known)
		if meant == "" {
			meant = contained(text, p.Known)
		}
		if name := p.Known[meant]; name != "" && near[name].meant == "" {
			near[name] = nearMiss{heading: h, index: s.Heading, meant: originalOf(p.Config, meant)}
		}
	}
	return near
}

// Two edits make anything out of a shorter word.
const shortestMisspelt = 5 // bytes

// misspelt returns the known heading that the text is a misspelling of: it has
// as many words, and each is a misspelling of its counterpart.
func misspelt(text string, known map[string]string) string {
	words := strings.Fields(text)
	var candidates []string
	for name := range known {
		others := strings.Fields(name)
		if len(name) >= shortestMisspelt && slices.EqualFunc(words, others, func(a, b string) bool {
			return a == b || diag.Closest(a, []string{b}) != ""
		}) {
			candidates = append(candidates, name)
		}
	}
	slices.Sort(candidates)
	return diag.Closest(text, candidates)
}

// contained returns the longest known heading that stands in the text as whole
// words.
func contained(text string, known map[string]string) string {
	best := ""
	for name := range known {
		longer := len(name) > len(best) || len(name) == len(best) && name < best
		if len(name) >= shortestMisspelt && longer && strings.Contains(" "+text+" ", " "+name+" ") {
			best = name
		}
	}
	return best
}

// sectionLevel returns the level at which the document has its sections.
func sectionLevel(p *DocumentPass) int {
	for _, s := range p.Document.Sections {
		if s.Name != "" {
			return p.Document.Headings[s.Heading].Level
		}
	}
	return 2
}

// originalOf returns the name or synonym, as configured, that reads like the
// normalised heading.
func originalOf(cfg *config.Config, normalised string) string {
	for _, s := range cfg.Sections {
		for _, name := range namesOf(s) {
			if rca.NormalizeHeading(name) == normalised {
				return name
			}
		}
	}
	return normalised
}

// endOfText returns the empty place behind the last letter of the file.
func endOfText(p *DocumentPass) diag.Span {
	end := len(bytes.TrimRight(p.Source.Bytes, " \t\r\n"))
	return diag.Span{Start: end, End: end}
}

// unreadable reports whether nothing can be said about the document's text,
// because its beginning or its structure could not be read. That is a finding
// of its own.
func unreadable(p *DocumentPass) bool {
	return p.Body.Blocks == nil && len(p.Body.Problems) > 0 ||
		slices.ContainsFunc(p.Diagnostics, func(d diag.Diagnostic) bool { return d.Rule == "front-matter/unclosed" })
}
