package check

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/diag"
)

// wrongIncident looks for the service and the region that a patterned title
// names. Where front matter states them too, somebody has thought about them.
func wrongIncident(p *DocumentPass) {
	d := p.Document
	if d.Service == "" || d.Region == "" || len(d.Meta.Services)+len(d.Meta.Regions) > 0 || d.ShortTitle == d.Title {
		return
	}
	text := strings.ToLower(string(p.prose()[d.Body:]))
	if len(strings.Fields(text)) < shortestStory || mentions(text, d.Service) || mentions(text, d.Region) {
		return
	}
	p.Report(diag.Diagnostic{
		Message: fmt.Sprintf("the title names `%s` and `%s`, and the text names neither", diag.Excerpt(d.Service), diag.Excerpt(d.Region)),
		Span:    d.Keys["title"],
		Label:   "is this the text about it?",
		Help:    []string{"if the text is about another incident, put the right one here; else name what was hit"},
	})
}

// shortestStory is how many words a text has that must name what it is about.
const shortestStory = 60

// mentions reports whether any telling word of a name stands in a text, which
// is in small letters. "Multiple regions" tells nothing, so any text names it.
func mentions(text, name string) bool {
	telling := false
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(word) < 3 || vagueNames[word] {
			continue
		}
		telling = true
		if strings.Contains(text, word) {
			return true
		}
	}
	return !telling
}

// vagueNames are words of names that any report may have.
var vagueNames = map[string]bool{
	"all": true, "multiple": true, "several": true, "global": true, "region": true, "regions": true, "service": true, "services": true,
	"api": true, "platform": true, "production": true, "the": true, "and": true,
}
