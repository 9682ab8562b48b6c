package importer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// topic is what a piece of text without a heading is about.
type topic int

const (
	noTopic topic = iota
	impact
	cause
	resolution
	measures
	topics
)

// cues are words that tell what a sentence is about, with their weight. Words
// about harm are everywhere in a report, so they count least.
var cues = [topics]struct {
	weight int
	words  *regexp.Regexp
}{
	impact: {1, regexp.MustCompile(`(?i)\b(?:customers?|users?|partners?|visitors?|unavailable|unable to|could not|degraded|degradation|slow(?:ness|er|ly)?|delay(?:s|ed)?|offline|outage|disruption|went down|affect(?:ed|ing)|experienc(?:ed|ing)|impact(?:ed|ing)?|errors?|fail(?:ed|ing|ures?)?|timeouts?|timed out)\b`)},
	cause: {3, regexp.MustCompile(`(?i)\b(?:(?:was|were|been) caused|caused (?:by|when)|root cause|the cause\b|cause of|this caused|due to|because|(?:was|were) triggered|triggered (?:by|when|during)|resulted from|` +
		`(?:incident|issue|problem|outage|disruption) (?:occurred|happened|arose|began) (?:during|when|after|because|as)|introduced (?:a|an|by)|misconfigur\w+|inadvertently|unknowingly|a bug\b|led to|stemmed from|originated|exhausted)\b`)},
	resolution: {2, regexp.MustCompile(`(?i)\b(?:revert(?:ed|ing)|rolled back|rolling back|rollback|mitigat(?:ed|ing|e)|(?:was|were|been|is) (?:declared )?(?:resolved|restored|fixed)|(?:fully|has|have) recovered|restarted|immediate action|(?:we|engineers|operators|(?:our|the) teams?) (?:then |have |had )?(?:restored|fixed|resolved|removed|replaced|deleted|disabled|failed over)|(?:recovered|restored|resolved) (?:by|at)|applied (?:a|the) fix|monitor(?:ed|ing) (?:of|the)|failed over)\b`)},
	measures: {3, regexp.MustCompile(`(?i)\b(?:we(?:'ll|’ll| will| are going to| plan to| intend to| have decided)|we(?:'re| are|’re) (?:also )?(?:working on|reviewing|adding|improving|investigating ways|implementing)|we have (?:now |since |also )?(?:added|put|implemented|introduced|improved)|` +
		`to prevent|going forward|in (?:the )?future|will be (?:added|improved|reviewed|implemented|updated)|next steps|action items?|follow[- ]ups?|preventa?tive)\b`)},
}

// topicOf returns what a piece of text is mostly about. The first piece of a
// report mostly says what happened to whom.
func topicOf(text string, first bool) topic {
	best, most := noTopic, 0
	for t := impact; t < topics; t++ {
		score := cues[t].weight * len(cues[t].words.FindAllStringIndex(text, -1))
		if t == impact && first && score > 0 {
			score += 3
		}
		if score > most {
			best, most = t, score
		}
	}
	return best
}

// piece is a part of a text that goes into one section.
type piece struct {
	text  string
	topic topic
}

// fewParagraphs is the number of paragraphs up to which a text is divided by its
// sentences.
const fewParagraphs = 2

// divide divides a text without headings into pieces, in its order. A piece that
// no word tells the topic of belongs to the one before it. A list after the text
// is what was decided, when an item says so or when nothing follows it.
func divide(source []byte, blocks []*markdown.Block) []piece {
	paragraphs := 0
	for _, b := range blocks {
		if b.Kind == markdown.Paragraph {
			paragraphs++
		}
	}
	var list []piece
	for i, b := range blocks {
		text := strings.TrimRight(string(source[b.Span.Start:b.Span.End]), " \t\n")
		parts := []string{text}
		if b.Kind == markdown.Paragraph && paragraphs <= fewParagraphs {
			parts = sentences(text)
		}
		for _, part := range parts {
			p := piece{part, topicOf(part, len(list) == 0)}
			switch {
			case b.Kind == markdown.List && i > 0 && (i+1 == len(blocks) || cues[measures].words.MatchString(text)):
				p.topic = measures
			case b.Kind != markdown.Paragraph && b.Kind != markdown.List:
				p.topic = noTopic // a picture or a table is about what stands above it
			}
			if p.topic == noTopic && len(list) > 0 {
				p.topic = list[len(list)-1].topic
			}
			if n := len(list); n > 0 && len(parts) > 1 && part != parts[0] && list[n-1].topic == p.topic {
				list[n-1].text += " " + part
				continue
			}
			list = append(list, p)
		}
	}
	return list
}

// sentences divides a paragraph. A point ends a sentence in front of a blank and
// a capital letter.
func sentences(text string) (list []string) {
	from := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		next := strings.TrimLeft(text[i+1:], " \n")
		r, _ := utf8.DecodeRuneInString(next)
		if len(next) == len(text)-i-1 || !unicode.IsUpper(r) || isAbbreviation(text[from:i]) {
			continue
		}
		list = append(list, text[from:i+1])
		from = len(text) - len(next)
	}
	return append(list, text[from:])
}

// isAbbreviation reports whether a point behind a text is part of its last word:
// "p.m", "e.g", "Sept".
func isAbbreviation(text string) bool {
	word := text[strings.LastIndexAny(text, " \n(")+1:]
	switch strings.ToLower(word) {
	case "mr", "mrs", "dr", "st", "no", "vs", "approx", "ca", "inc", "ltd", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return len(word) == 1 || strings.Contains(word, ".") && len(word) <= 5
}

// sectionsOf names the sections by their topics, in the order in which they
// stand in an RCA.
func (im *Importer) sectionsOf() (names [topics]string) {
	of := func(heading string) string { return im.known[rca.NormalizeHeading(heading)] }
	names[impact], names[cause], names[resolution], names[measures] = of("Impact"), of("Root cause"), of("Resolution"), of("Next steps")
	return names
}
