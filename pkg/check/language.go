package check

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// languageRules are about single words, whatever they are about.
var languageRules = []*Rule{
	{
		Name:     "language/blame",
		Severity: diag.Warning,
		Finds:    "Words that put the cause on a person, such as \"human error\", \"careless\" or \"forgot to\". What is quoted does not count, and neither does a sentence that denies it.",
		Why:      "People always make mistakes; a cause is why the system let one of them become an outage. A report that stops at a person changes nothing, and the next one hears less of what happened.",
		Fix:      "Say what made the mistake easy to make, and which check or tool would have caught it.",
		Document: languageBlame,
	},
	{
		Name:     "language/counterfactual",
		Severity: diag.Info,
		Finds:    "Words about what did not happen, such as \"should have\" or \"could have been prevented\", outside the sections about lessons and next steps.",
		Why:      "They judge with hindsight what nobody could see at the time, and take the place of what did happen and why it made sense then.",
		Fix:      "Say what people knew and did. What would have helped belongs to the lessons, or is an action.",
		Document: languageCounterfactual,
	},
	{
		Name:     "language/absolute",
		Severity: diag.Info,
		Finds:    "A promise without a limit, such as \"never again\", \"will not happen again\" or \"100 % safe\".",
		Why:      "Nobody can keep it, and the next report will be read beside it.",
		Fix:      "Say what was changed and what it makes less likely.",
		Document: languageAbsolute,
	},
	{
		Name:     "language/profanity",
		Severity: diag.Warning,
		Finds:    "A swear word.",
		Why:      "The page is public, and the word is all that some readers will remember of it.",
		Fix:      "Say what was wrong.",
		Document: languageProfanity,
	},
	{
		Name:     "language/inclusive",
		Severity: diag.Info,
		Finds:    "A term such as \"blacklist\" or \"sanity check\" that many style guides have replaced. Code, addresses, quotations and the name of a branch do not count.",
		Why:      "The other term says as much, is often clearer, and puts nobody off.",
		Fix:      "Write the term that is suggested, unless the software in question has the old one as a name: that stands in backquotes.",
		Document: languageInclusive,
	},
	{
		Name:     "language/undefined-acronym",
		Severity: diag.Off,
		Finds:    "An acronym that the text never explains, but for those that everybody in the trade knows.",
		Why:      "Readers from outside the team, customers above all, do not know it.",
		Fix:      "Write it out where it first stands, with the acronym in brackets behind it.",
		Document: undefinedAcronym,
	},
}

// judged calls visit with the terms of a use that are the author's own words.
func (p *DocumentPass) judged(u use, visit func(h hit, text string)) {
	for _, h := range p.terms() {
		if h.use == u && !h.quoted {
			visit(h, diag.Excerpt(strings.Join(strings.Fields(p.text(h.span)), " ")))
		}
	}
}

func languageBlame(p *DocumentPass) {
	denied := denials(p)
	p.judged(blame, func(h hit, text string) {
		if denied(h) {
			return
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` puts the cause on a person", text),
			Span:    h.span,
			Label:   "what made the mistake possible?",
			Help:    []string{"say which check or tool would have caught it"},
		})
	})
}

// farthestDenial is how far before a term the word that denies it may stand, in
// bytes.
const farthestDenial = 30

// denials returns a function that reports whether a term, asked for in order,
// is denied: "not a human error".
func denials(p *DocumentPass) func(hit) bool {
	terms, next, last := p.terms(), 0, -1
	return func(h hit) bool {
		for ; next < len(terms) && terms[next].span.Start < h.span.Start; next++ {
			if terms[next].use == denial {
				last = terms[next].span.End
			}
		}
		return last >= 0 && h.span.Start-last <= farthestDenial && last <= h.span.Start &&
			oneSentence(p.prose()[last:h.span.Start])
	}
}

func languageCounterfactual(p *DocumentPass) {
	var exempt []diag.Span
	read := false
	p.judged(counterfactual, func(h hit, text string) {
		if !read {
			exempt, read = p.lessons(), true
		}
		for len(exempt) > 0 && exempt[0].End <= h.span.Start {
			exempt = exempt[1:]
		}
		if len(exempt) > 0 && exempt[0].Start <= h.span.Start {
			return
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` judges with hindsight", text),
			Span:    h.span,
			Label:   "it did not happen",
			Help:    []string{"say what happened and why it made sense then, or move the sentence to the lessons"},
		})
	})
}

// lessons returns where a report looks back or ahead, in order and apart.
func (p *DocumentPass) lessons() []diag.Span {
	names := map[string]bool{}
	for _, h := range []string{"Lessons learned", "What went well", "What went badly", "Where we got lucky", "Next steps", "Action items"} {
		names[counting(p.Known, h)] = true
	}
	delete(names, "")
	var spans []diag.Span
	for _, s := range p.Document.Sections {
		heading := strings.ToLower(p.Document.Headings[s.Heading].Text)
		switch last := len(spans) - 1; {
		case last >= 0 && s.Span.Start < spans[last].End:
		case names[s.Name], strings.Contains(heading, "went "), strings.Contains(heading, "lesson"), strings.Contains(heading, "learn"),
			strings.Contains(heading, "prevent"), strings.Contains(heading, "improve"), strings.Contains(heading, "could have"), strings.Contains(heading, "should have"):
			spans = append(spans, s.Span)
		}
	}
	return spans
}

func languageAbsolute(p *DocumentPass) {
	p.judged(absolute, func(h hit, text string) {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("nobody can promise `%s`", text),
			Span:    h.span,
			Label:   "without a limit",
			Help:    []string{"say what was changed and what it makes less likely"},
		})
	})
}

func languageProfanity(p *DocumentPass) {
	for _, h := range p.terms() {
		if h.use == profanity {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("`%s` is a swear word", p.text(h.span)),
				Span:    h.span,
				Help:    []string{"say what was wrong"},
			})
		}
	}
}

func languageInclusive(p *DocumentPass) {
	p.judged(inclusive, func(h hit, text string) {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` has a better word: `%s`", text, h.instead),
			Span:    h.span,
			Label:   fmt.Sprintf("expected `%s`", h.instead),
			Help:    []string{fmt.Sprintf("write `%s`; a name in software stands in backquotes", h.instead)},
			Fix:     replaced(p.Source.Bytes, h),
		})
	})
}

// replaced is the fix that writes the other word for a term, as big as the one
// there; nil where markup or a line end stands in the term.
func replaced(source []byte, h hit) *diag.Fix {
	written := source[h.span.Start:h.span.End]
	if bytes.ContainsAny(written, "\r\n\t*_~[") {
		return nil
	}
	to := h.instead
	first := written[:bytes.IndexAny(append(written[:len(written):len(written)], ' '), " -")]
	switch {
	case bytes.Equal(first, bytes.ToUpper(first)):
		to = strings.ToUpper(to)
	case first[0] >= 'A' && first[0] <= 'Z':
		to = strings.ToUpper(to[:1]) + to[1:]
	}
	return diag.UnsafeFix("write `"+to+"`", diag.Replace(h.span, to))
}

// wellKnown are the acronyms that need no explanation, and words that are
// written in capital letters.
var wellKnown = wordSet(`API ASAP ASCII AWS BST CDN CEO CET CEST CLI CPU CSS CSV CTO CVE DDOS DNS EDT EOF EST ETA EUR FAQ FTP GCP GIT GMT GPU GUI HTML HTTP
	HTTPS IOPS ISO IST JPEG JSON JST JVM KPI LAN LTS MDT MST NOT PDF PDT PHP PNG PST RAM RCA REST RFC SDK SEV SHA SLA SLO SQL SRE SSD
	SSH SSL TBD TCP TLS TODO TTL UDP UNIX URI URL USA USB USD UTC UTF UUID VPN WAN WIFI WWW XML YAML ZIP`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// undefinedAcronym reports an acronym once, where it first stands. An acronym
// is explained when it stands in brackets somewhere, or has brackets behind it.
func undefinedAcronym(p *DocumentPass) {
	text := p.linkless()
	first := map[string]diag.Span{}
	explained := map[string]bool{}
	var order []string
	last := -1 // where the last word in capital letters ends
	for i := 0; i < len(text); i++ {
		if text[i]-'A' > 'Z'-'A' || i > 0 && inWord[text[i-1]] && curlyLength(text[max(0, i-3):i]) == 0 {
			continue
		}
		start, end := wordFrom(text, i)
		i = end - 1
		if !isAcronym(text[start:end]) {
			continue
		}
		shouted := last >= 0 && isGap(text[last:start])
		last = end
		name := string(text[start:end])
		brackets := start > 0 && text[start-1] == '(' || bytes.HasPrefix(text[end:], []byte(" ("))
		_, seen := first[name]
		switch {
		case brackets:
			explained[name] = true
		case !seen && !shouted && !wellKnown[name] && !isIdentifier(text, start, end) && !joined(text, start, end):
			first[name] = diag.Span{Start: start, End: end}
			order = append(order, name)
		}
	}
	for _, name := range order {
		if explained[name] {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is not explained", name),
			Span:    first[name],
			Label:   "what does it stand for?",
			Help:    []string{fmt.Sprintf("write the words out here, with `(%s)` behind them", name)},
		})
	}
}

// isAcronym reports whether a word is three to six capital letters.
func isAcronym(word []byte) bool {
	if len(word) < 3 || len(word) > 6 {
		return false
	}
	for _, c := range word {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// joined reports whether a hyphen makes a word a part of a name: PAY-12.
func joined(text []byte, start, end int) bool {
	return start > 0 && text[start-1] == '-' || end < len(text) && text[end] == '-'
}

// partsOf returns the sections that count as the first of the headings that is
// one, without those that are a part of another such section.
func (p *DocumentPass) partsOf(headings ...string) (list []rca.Section) {
	name, end := counting(p.Known, headings...), 0
	for _, s := range p.Document.Sections {
		if name != "" && s.Name == name && s.Span.Start >= end {
			list, end = append(list, s), s.Span.End
		}
	}
	return list
}
