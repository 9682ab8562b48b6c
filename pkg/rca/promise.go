package rca

import (
	"strings"

	"github.com/rcagen/rcagen/pkg/markdown"
)

// Promise is a sentence that commits to something, outside the list of
// actions.
type Promise struct {
	Text    string // the sentence, in one line
	Kind    PromiseKind
	Section string // configured name of the section it stands in; "" for any other
	Deadline
	Evidence // Span is the words that promise: "we will change"
}

// PromiseKind says what is promised.
type PromiseKind uint8

// Kinds of promises.
const (
	Commitment PromiseKind = iota // "the SSO team will change …"
	FollowUp                      // "a full RCA will follow"
	Update                        // "next update by 10:00"
)

var promiseKinds = [...]string{"commitment", "follow-up", "update"}

// String returns a name for dumps.
func (k PromiseKind) String() string { return promiseKinds[k] }

// promises reads the sentences of a block that commit to something. Somebody
// else's words, in a quote, do not count.
func (r *actionReader) promises(b *markdown.Block, section string) {
	switch b.Kind {
	case markdown.Quote, markdown.Heading, markdown.Code:
		return
	}
	text := b.Text.String
	if mayPromise(text) {
		for from := 0; from < len(text); {
			to := sentenceEnd(text, from)
			r.promise(b.Text, from, to, section)
			from = to
		}
	}
	for _, child := range b.Children {
		r.promises(child, section)
	}
}

// mayPromise is false for nearly every text without a promise.
func mayPromise(text string) bool {
	contains := func(cue string) bool { return strings.Contains(text, cue) }
	return contains("will") || contains("'ll") || contains("’ll") || contains("ext update") ||
		contains("to follow") || contains(" to ") && (contains("ing to ") || contains("plan") || contains("ntend") || contains("ommit"))
}

// sentenceEnd returns where the sentence that starts at from ends.
func sentenceEnd(text string, from int) int {
	for i := from; i < len(text); i++ {
		if c := text[i]; (c == '.' || c == '!' || c == '?' || c == '\n' || c >= 0x80) && endsSentence(text, i) {
			return i + 1
		}
	}
	return len(text)
}

// word is a word of a sentence, in small letters, without the signs around it.
type word struct {
	text       string
	start, end int // bytes in the text
}

// mostWords bounds how much of a sentence is read.
const mostWords = 120

func wordsOf(text string, from, to int) []word {
	var list []word
	for start, token := range tokens(text[from:to]) {
		bare := strings.TrimLeft(token, brackets)
		start += len(token) - len(bare)
		bare = strings.TrimRight(bare, brackets)
		if bare == "" {
			continue
		}
		if list = append(list, word{strings.ToLower(strings.ReplaceAll(bare, "’", "'")), from + start, from + start + len(bare)}); len(list) == mostWords {
			break
		}
	}
	return list
}

func (r *actionReader) promise(t markdown.Text, from, to int, section string) {
	if !mayPromise(t.String[from:to]) || strings.HasSuffix(strings.TrimSpace(t.String[from:to]), "?") {
		return
	}
	list := wordsOf(t.String, from, to)
	kind, first, last, ok := promised(list, section != "" && section == r.name)
	if !ok || r.inCode(t, list[first].start) {
		return
	}
	text := strings.Clone(strings.Join(strings.Fields(t.String[from:to]), " "))
	found := Promise{Text: text, Kind: kind, Section: section}
	found.Evidence = Evidence{Span: t.Span(list[first].start, list[last].end), Sentence: text}
	if f, ok := r.calendar.find(t.String[from:to]); ok {
		f.start, f.end = f.start+from, f.end+from
		found.Deadline = f.deadline(t)
	} else if f, ok := vagueTime(list, last); ok {
		found.Deadline = f.deadline(t)
	}
	r.document.Facts.Promises = append(r.document.Facts.Promises, found)
}

var (
	ourselves   = words("team teams squad engineers")
	adverbs     = words("also now then therefore thus soon additionally both all still further immediately shortly")
	conditions  = words("if when whenever unless until how what where which why whether that")
	publishing  = words("provide publish share post send release issue give communicate")
	published   = words("provided published shared posted sent released issued given available communicated made")
	reports     = words("rca postmortem post-mortem report analysis findings details statement information cause")
	whole       = words("incident detailed full final complete comprehensive post-incident follow-up further")
	updates     = words("update updates")
	continuous  = words("continue continuing continuously continually constantly keep monitor remain stay always improve improving provide providing deliver delivering ensure ensuring maintain maintaining your our you the transparency being")
	noWork      = words("see need have know get find not never no probably likely continue continuously keep remain stay always experience receive lose only be")
	workVerbs   = words("changed created updated added conducted improved reviewed introduced implemented replaced removed migrated rebuilt documented automated extended fixed upgraded moved tested revised scheduled deployed strengthened enhanced tightened")
	toCommitted = words("committed committing commit commits")
	toGoing     = words("going planning")
	toPlan      = words("plan plans intend intends")
)

// promised looks for the words of a sentence that promise something: those
// from first to last. What readers will see and how software will behave is
// no promise, nor is what happens only under a condition. In the section about
// next steps, "the wiki will be changed" is one as well.
func promised(list []word, nextSteps bool) (kind PromiseKind, first, last int, ok bool) {
	for i := range list {
		if conditions[list[i].text] {
			return 0, 0, 0, false
		}
		if kind, first, last, ok = report(list, i); ok {
			return kind, first, last, true
		}
		if verb := commitment(list, i); verb > 0 {
			kind = Commitment
			if list[verb].text == "keep" || publishing[list[verb].text] {
				kind = objectOf(list, verb)
			}
			if kind == Commitment && noWork[list[verb].text] {
				continue
			}
			if first = i; list[i].text != "we" && list[i].text != "we'll" {
				first = max(0, i-1)
			}
			return kind, first, verb, true
		}
		if nextSteps && i >= 2 && list[i-2].text == "will" && list[i-1].text == "be" && workVerbs[list[i].text] {
			return Commitment, i - 2, i, true
		}
	}
	return 0, 0, 0, false
}

// wordAt returns the word at i, or "".
func wordAt(list []word, i int) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	return list[i].text
}

// commitment returns the place of the verb of "we will change", "the team is
// going to change", "we are planning to change", when its subject stands at i,
// or 0.
func commitment(list []word, i int) int {
	subject := list[i].text
	if subject != "we" && subject != "we'll" && !(ourselves[subject] && i > 0) {
		return 0
	}
	verb := skipAdverbs(list, i+1)
	switch {
	case subject == "we'll":
	case wordAt(list, verb) == "will" || toPlan[wordAt(list, verb)] && wordAt(list, verb+1) == "to":
		if verb++; wordAt(list, verb) == "to" {
			verb++
		}
	case wordAt(list, verb) == "is" || wordAt(list, verb) == "are":
		verb = skipAdverbs(list, verb+1)
		committed := toCommitted[wordAt(list, verb)]
		if !committed && !toGoing[wordAt(list, verb)] || wordAt(list, verb+1) != "to" {
			return 0
		}
		if verb += 2; committed && continuous[wordAt(list, verb)] {
			return 0
		}
	default:
		return 0
	}
	verb = skipAdverbs(list, verb)
	if wordAt(list, verb) == "be" && strings.HasSuffix(wordAt(list, verb+1), "ing") && !continuous[wordAt(list, verb+1)] {
		verb++
	}
	if verb >= len(list) {
		return 0
	}
	return verb
}

func skipAdverbs(list []word, i int) int {
	for adverbs[wordAt(list, i)] {
		i++
	}
	return i
}

// objectOf says what is published: a report, an update or something else.
func objectOf(list []word, verb int) PromiseKind {
	for _, w := range list[verb+1 : min(len(list), verb+9)] {
		switch {
		case updates[w.text], list[verb].text == "keep" && (w.text == "updated" || w.text == "informed" || w.text == "posted"):
			return Update
		case reports[w.text] && list[verb].text != "keep":
			return FollowUp
		}
	}
	return Commitment
}

// report reads "a full RCA will follow", "more details will be provided" and
// "next update by 10:00", when the word at i ends its subject.
func report(list []word, i int) (kind PromiseKind, first, last int, ok bool) {
	if updates[list[i].text] && wordAt(list, i-1) == "next" {
		switch wordAt(list, i+1) {
		case "by", "at", "in", "to", "within", "expected", "will", "is":
			return Update, i - 1, i, true
		}
	}
	verb := 0
	switch {
	case list[i].text == "will" && wordAt(list, i+1) == "follow", list[i].text == "to" && wordAt(list, i+1) == "follow" && i+2 == len(list):
		verb = i + 1
	case list[i].text == "will" && wordAt(list, i+1) == "be" && published[wordAt(list, i+2)]:
		verb = i + 2
	default:
		return 0, 0, 0, false
	}
	for j := i - 1; j >= max(0, i-8); j-- {
		switch {
		case updates[list[j].text]:
			return Update, j, verb, true
		case list[j].text == "report" && !whole[wordAt(list, j-1)] && !whole[wordAt(list, j-2)]:
			// A report of somebody else, such as an auditor's.
		case reports[list[j].text]:
			return FollowUp, j, verb, true
		}
	}
	return 0, 0, 0, false
}

var units = words("minutes minute min mins hours hour days day weeks week")

// vagueTime returns where a sentence says "in the coming days", "within 5
// working days", "shortly" or "by 10:00", behind the word at i.
func vagueTime(list []word, i int) (phrase, bool) {
	span := func(from, to int) (phrase, bool) { return phrase{start: list[from].start, end: list[to].end}, true }
	for ; i < len(list); i++ {
		switch list[i].text {
		case "shortly", "soon":
			return span(i, i)
		case "tomorrow", "today":
			return span(i, i)
		case "next":
			if units[wordAt(list, i+1)] || wordAt(list, i+1) == "month" || wordAt(list, i+1) == "sprint" {
				return span(i, i+1)
			}
		case "due":
			if wordAt(list, i+1) == "course" {
				return span(i, i+1)
			}
		case "in", "within", "over":
			for j := i + 1; j < min(len(list), i+6); j++ {
				if units[list[j].text] {
					return span(i, j)
				}
			}
		case "by", "at":
			if hour := wordAt(list, i+1); hour != "" && hour[0] >= '0' && hour[0] <= '9' {
				return span(i, i+1)
			}
		}
	}
	return phrase{}, false
}
