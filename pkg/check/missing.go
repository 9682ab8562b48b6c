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
	near := nearMisses(p)
	for _, s := range p.Config.Sections {
		if !s.Required || present[s.Name] {
			continue
		}
		d := diag.Diagnostic{
			Message: fmt.Sprintf("required section `%s` is missing", s.Name),
			Notes:   []string{"required sections: " + strings.Join(requiredNames(p.Config), " · ")},
		}
		mark := "##"
		if h, ok := near[s.Name]; ok {
			d.Span = h.heading.Span
			d.Label = fmt.Sprintf("closest heading: `%s`", excerpt(h.heading.Text))
			d.Help = []string{fmt.Sprintf("did you mean `%s`?", h.meant)}
		} else {
			d.Span = endOfText(p)
			if len(p.Document.Headings) > 0 {
				mark = strings.Repeat("#", p.Document.Headings[len(p.Document.Headings)-1].Level)
			}
			d.Label = "the text ends here"
			d.Help = []string{fmt.Sprintf("add a heading `%s %s`, and below it what belongs there", mark, s.Name)}
		}
		p.Report(d)
	}
}

// nearMiss is a heading that is almost the heading of a section.
type nearMiss struct {
	heading rca.Heading
	meant   string // the heading that was probably meant
}

// nearMisses returns, by the name of the section, the first heading that
// counts as no section but nearly would.
func nearMisses(p *DocumentPass) map[string]nearMiss {
	const shortest = 5 // runes; two edits make anything out of a shorter word
	owner := map[string]string{}
	var candidates []string
	for _, s := range p.Config.Sections {
		for _, name := range namesOf(s) {
			if n := rca.NormalizeHeading(name); len([]rune(n)) >= shortest && owner[n] == "" {
				owner[n] = s.Name
				candidates = append(candidates, n)
			}
		}
	}
	near := map[string]nearMiss{}
	for _, s := range p.Document.Sections {
		if s.Name != "" {
			continue
		}
		h := p.Document.Headings[s.Heading]
		text := rca.NormalizeHeading(h.Text)
		meant := diag.Closest(text, candidates)
		if meant == "" {
			meant = contained(text, candidates)
		}
		if name := owner[meant]; meant != "" && near[name].meant == "" {
			near[name] = nearMiss{heading: h, meant: originalOf(p.Config, meant)}
		}
	}
	return near
}

// contained returns the longest candidate that stands in the text as whole
// words.
func contained(text string, candidates []string) string {
	best := ""
	for _, c := range candidates {
		if len(c) > len(best) && strings.Contains(" "+text+" ", " "+c+" ") {
			best = c
		}
	}
	return best
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
