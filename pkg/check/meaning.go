package check

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// meaningRules are about what a section says, as far as its words tell.
var meaningRules = []*Rule{
	{
		Name:     "language/no-number",
		Severity: diag.Info,
		Finds:    "The section about the impact says \"some customers\" or \"a subset of users\", and has no number.",
		Why:      "Some may be three or a third of all. Those who were hurt want to know, and so does whoever compares two incidents.",
		Fix:      "Say how many, or which share; an estimate that says so is better than none.",
		Document: languageNoNumber,
	},
	{
		Name:     "meaning/impact-incomplete",
		Severity: diag.Info,
		Finds:    "The section about the impact leaves open who was hurt, how many, since when or until when. What front matter and the timeline say counts too; a summary that stands in for the section is not looked at.",
		Why:      "These are the first questions of every reader, and the figures about the site's incidents are made from the answers.",
		Fix:      "Answer in a sentence each. \"All customers\" and \"about 40 minutes\" are answers.",
		Document: impactIncomplete,
	},
	{
		Name:     "meaning/cause-is-symptom",
		Severity: diag.Info,
		Finds:    "The section about the cause only says that something failed or was down.",
		Why:      "That is what everybody saw. Without a reason for it nothing can be done so that it happens less often.",
		Fix:      "Ask why until the answer is something that can be changed.",
		Document: causeIsSymptom,
	},
	{
		Name:     "language/external-only",
		Severity: diag.Info,
		Finds:    "The section about the cause names a provider and says nothing about one's own part.",
		Why:      "Every provider fails at times. What readers can hold the team to is why its service depended on that one, and what will be different the next time.",
		Fix:      "Say what made the service depend on the provider, why nothing took its place, and what is going to change.",
		Document: externalOnly,
	},
	{
		Name:     "section/apology-only",
		Severity: diag.Warning,
		Finds:    "A required section of nothing but apologies, thanks and general commitments.",
		Why:      "It looks complete and tells nothing: readers look for facts in it and find courtesy.",
		Fix:      "Say what happened, or what will be done; the apology may stand in front of it.",
		Document: apologyOnly,
	},
}

// within returns the terms in a span.
func (p *DocumentPass) within(s diag.Span) []hit {
	terms := p.terms()
	from := sort.Search(len(terms), func(i int) bool { return terms[i].span.Start >= s.Start })
	to := from + sort.Search(len(terms)-from, func(i int) bool { return terms[from+i].span.Start >= s.End })
	return terms[from:to]
}

func has(terms []hit, u use) bool {
	return slices.ContainsFunc(terms, func(h hit) bool { return h.use == u })
}

// mostSections is how many sections about the impact are looked at.
const mostSections = 6

// impactSections returns the sections about the impact that have a text.
func (p *DocumentPass) impactSections() []rca.Section {
	sections := slices.DeleteFunc(p.partsOf("Impact"), func(s rca.Section) bool { return s.Empty })
	return sections[:min(len(sections), mostSections)]
}

// isFallback reports whether a section counts as what it does for want of a
// better one.
func (p *DocumentPass) isFallback(s rca.Section) bool {
	c, _ := configured(p.Config, s.Name)
	heading := rca.NormalizeHeading(p.Document.Headings[s.Heading].Text)
	return slices.ContainsFunc(c.Fallback, func(f string) bool { return rca.NormalizeHeading(f) == heading })
}

func languageNoNumber(p *DocumentPass) {
	for _, s := range p.impactSections() {
		if span := vagueAudience(p, s); span.Len() > 0 && !p.counts(s) {
			p.Report(diag.Diagnostic{
				Message: fmt.Sprintf("`%s` has no number", diag.Excerpt(p.text(span))),
				Span:    span,
				Label:   "how many, or which share?",
				Help:    []string{"name the number, or the best estimate of it"},
			})
			return
		}
	}
}

// widestVague is how far behind "some" the customers may stand, in bytes.
const widestVague = 16

// vagueAudience returns the first place in a section where it names those who
// were hurt vaguely: "some of our users".
func vagueAudience(p *DocumentPass, s rca.Section) diag.Span {
	terms, text := p.within(s.Span), p.prose()
	last := diag.Span{Start: -1}
	for _, h := range terms {
		switch {
		case h.use == vague:
			last = h.span
		case h.use == audience && last.Start >= 0 && h.span.Start-last.End <= widestVague && isPhrase(text[last.End:h.span.Start]):
			return diag.Span{Start: last.Start, End: h.span.End}
		}
	}
	return diag.Span{}
}

// isPhrase reports whether the words on both sides of a text belong together.
func isPhrase(between []byte) bool {
	return oneSentence(between) && bytes.IndexAny(between, ",:()\n") < 0
}

// counts reports whether a section says how many were hurt: it has a number
// that is no time, or a word for one.
func (p *DocumentPass) counts(s rca.Section) bool {
	text := p.prose()
	for _, h := range p.within(s.Span) {
		if h.use == numeral {
			return true
		}
	}
	for i := range p.Passages {
		passage := &p.Passages[i]
		all := passage.Block.Text.All()
		if all.Start < s.Span.Start || all.Start >= s.Span.End || passage.Block.Kind == markdown.Heading {
			continue
		}
		if numberIn(text, all, timesOf(passage)) {
			return true
		}
	}
	return false
}

// timesOf returns where a passage speaks of times, in order.
func timesOf(passage *rca.Passage) []diag.Span {
	var spans []diag.Span
	for _, point := range passage.Times.Points {
		spans = append(spans, passage.Block.Text.Span(point.Start, point.End))
	}
	for _, d := range passage.Times.Durations {
		spans = append(spans, passage.Block.Text.Span(d.Start, d.End))
	}
	slices.SortFunc(spans, func(a, b diag.Span) int { return a.Start - b.Start })
	return spans
}

// numberIn reports whether a number stands in a span of the text, beside the
// times. Digits of a name such as v2 are no number.
func numberIn(text []byte, s diag.Span, times []diag.Span) bool {
	for i := s.Start; i < min(s.End, len(text)); {
		for len(times) > 0 && times[0].End <= i {
			times = times[1:]
		}
		if len(times) > 0 && times[0].Start <= i {
			i = times[0].End
			continue
		}
		start, end := wordFrom(text, i)
		if start == end || start >= s.End {
			return false
		}
		if len(times) > 0 && times[0].Start < end && times[0].Start >= i {
			i = times[0].End
			continue
		}
		name := start > 0 && strings.IndexByte("#/-_.:=@", text[start-1]) >= 0 || isIdentifier(text, start, end) && text[end] != '.'
		if !name && isNumber(text[start:end]) {
			return true
		}
		i = end
	}
	return false
}

// isNumber reports whether a word is digits, or digits with a unit of size
// behind them (10k).
func isNumber(word []byte) bool {
	digits := bytes.TrimLeft(word, "0123456789")
	return len(digits) < len(word) && (len(digits) == 0 || len(digits) == 1 && strings.IndexByte("kKmMx", digits[0]) >= 0)
}

func impactIncomplete(p *DocumentPass) {
	sections := p.impactSections()
	if len(sections) == 0 {
		return
	}
	facts := p.Document.Facts
	who, many, vaguely := len(p.Document.Meta.Services) > 0, false, false
	start := !facts.Impact.Start.IsZero() || len(facts.Timeline) > 0
	end := !facts.Impact.End.IsZero() || !facts.Resolved.IsZero() || len(facts.Durations) > 0 || len(facts.Timeline) > 1
	moments, lengths := 0, 0
	for _, s := range sections {
		text := p.textBelow(s)
		who = who || has(p.within(text), audience) || p.hasWord(text, systems) || p.namesService(s)
		many = many || p.counts(s) || p.hasWord(text, everybody)
		vaguely = vaguely || vagueAudience(p, s).Len() > 0
		m, l := p.timesIn(s)
		moments, lengths = moments+m, lengths+l
	}
	start = start || moments > 0
	end = end || moments > 1 || lengths > 0
	var missing []string
	for _, q := range []struct {
		answered bool
		question string
	}{{who, "who was hurt"}, {many || vaguely, "how many"}, {start, "since when"}, {end, "until when"}} {
		if !q.answered {
			missing = append(missing, q.question)
		}
	}
	if len(missing) == 0 || p.isFallback(sections[0]) {
		return
	}
	h := p.Document.Headings[sections[0].Heading]
	p.Report(diag.Diagnostic{
		Message: fmt.Sprintf("section `%s` does not say %s", diag.Excerpt(h.Text), listed(missing)),
		Span:    h.Span,
		Help:    []string{"answer each in a sentence"},
	})
}

// listed joins the last of several words by "and".
func listed(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// namesService reports whether a section names the service that the title or
// the front matter does.
func (p *DocumentPass) namesService(s rca.Section) bool {
	service := p.Document.Service
	return service != "" && bytes.Contains(p.Source.Bytes[s.Span.Start:s.Span.End], []byte(service))
}

// timesIn counts the moments and the lengths of time that a section names.
func (p *DocumentPass) timesIn(s rca.Section) (moments, lengths int) {
	for i := range p.Passages {
		passage := &p.Passages[i]
		if at := passage.Block.Span.Start; at >= s.Span.Start && at < s.Span.End {
			moments += len(passage.Times.Points)
			lengths += len(passage.Times.Durations)
		}
	}
	return moments, lengths
}

// longestSymptom is how many words a section may have that is called too
// shallow; with more of them nobody can be sure.
const longestSymptom = 40

func causeIsSymptom(p *DocumentPass) {
	for _, s := range p.partsOf("Root cause") {
		words, prose := wordsIn(p, s)
		text := p.textBelow(s)
		if !prose || words == 0 || words > longestSymptom || p.hasLink(text) || hasCode(p, text) ||
			!p.hasWord(text, failing) || p.hasWord(text, causal) || has(p.within(text), outside) {
			continue
		}
		h := p.Document.Headings[s.Heading]
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` says that something failed and not why", diag.Excerpt(h.Text)),
			Span:    firstLine(p, trimmed(p, text)),
			Label:   "this is what everybody saw",
			Help:    []string{"ask why until the answer is something that can be changed"},
		})
	}
}

// textBelow returns the part of a section behind its heading.
func (p *DocumentPass) textBelow(s rca.Section) diag.Span {
	return diag.Span{Start: p.Document.Headings[s.Heading].Span.End, End: s.Span.End}
}

// hasCode reports whether a part of the span is no running text.
func hasCode(p *DocumentPass, s diag.Span) bool {
	return !bytes.Equal(p.prose()[s.Start:s.End], p.Source.Bytes[s.Start:s.End])
}

// longestExternal is how many words a section may have that names nothing but a
// provider.
const longestExternal = 150

// ourPart reports whether a sentence is about something of ours: "Our services
// kept using …". What begins with "our provider" is not.
func (p *DocumentPass) ourPart(s diag.Span, terms []hit) bool {
	text := p.prose()
	for i := s.Start; i < s.End; i++ {
		n := bytes.Index(text[i:s.End], []byte("Our "))
		if n < 0 {
			return false
		}
		i += n
		if !slices.ContainsFunc(terms, func(h hit) bool {
			return h.use == outside && h.span.Start >= i && h.span.Start <= i+len("Our hosting ")
		}) {
			return true
		}
	}
	return false
}

func externalOnly(p *DocumentPass) {
	for _, s := range p.partsOf("Root cause") {
		text := p.textBelow(s)
		terms := p.within(text)
		at := p.Document.Facts.Provider.Span
		if at.Len() == 0 || at.Start < text.Start || at.End > text.End {
			i := slices.IndexFunc(terms, func(h hit) bool { return h.use == outside })
			if i < 0 {
				continue
			}
			at = terms[i].span
		}
		if words, _ := wordsIn(p, s); p.hasWord(text, inside) || p.ourPart(text, terms) || words > longestExternal || p.isFallback(s) {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("the only cause named is outside: `%s`", diag.Excerpt(p.text(at))),
			Span:    at,
			Label:   "what made us depend on it?",
			Help:    []string{"say why nothing took its place, and what is going to change"},
		})
	}
}

func apologyOnly(p *DocumentPass) {
	for _, s := range p.Document.Sections {
		c, _ := configured(p.Config, s.Name)
		if !c.Required || !has(p.within(s.Span), apology) || !onlyApologies(p, s) {
			continue
		}
		h := p.Document.Headings[s.Heading]
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("section `%s` has nothing but apologies and general commitments", diag.Excerpt(h.Text)),
			Span:    firstLine(p, trimmed(p, p.textBelow(s))),
			Label:   "no fact in it",
			Help:    []string{"say what happened, or what will be done; the apology may stand in front of it"},
		})
	}
}

// onlyApologies reports whether each sentence of a section apologises, thanks
// or promises to do better, and none gives a reason or a number.
func onlyApologies(p *DocumentPass, s rca.Section) bool {
	only, text := true, p.prose()
	below(p, s, func(b *markdown.Block) {
		switch b.Kind {
		case markdown.Code, markdown.Table, markdown.HTML:
			only = false
		case markdown.Paragraph:
			for start := b.Span.Start; start < b.Span.End && only; {
				end := sentenceEnd(text, start, b.Span.End)
				sentence := diag.Span{Start: start, End: end}
				empty := len(bytes.TrimSpace(text[start:end])) == 0
				only = empty || has(p.within(sentence), apology) && bytes.IndexAny(text[start:end], "0123456789") < 0
				start = end
			}
			only = only && !p.hasLink(b.Span) && !hasCode(p, b.Span)
		}
	})
	return only
}

// sentenceEnd returns where the sentence ends that starts at an offset: behind
// a mark that white space follows.
func sentenceEnd(text []byte, start, end int) int {
	for i := start; i+1 < end; i++ {
		if (text[i] == '.' || text[i] == '!' || text[i] == '?') && (text[i+1] == ' ' || text[i+1] == '\n' || text[i+1] == '\r') {
			return i + 1
		}
	}
	return end
}
