package check

import (
	"bytes"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// use is what a term in the prose is evidence of.
type use uint8

const (
	blame          use = iota // "human error"
	counterfactual            // "should have"
	absolute                  // "never again"
	profanity
	inclusive // "blacklist"
	denial    // "not", before any of the above
	audience  // "customers": whom an incident hurts
	vague     // "some", before an audience
	numeral   // "two", "half"
	outside   // "our vendor"
	apology   // "we apologise", "your patience"
	relative  // "yesterday"
	uses      // how many there are
)

// term is one or several words in small letters. A hyphen is written as a blank.
type term struct {
	words   []string
	use     use
	instead string // what to write; "" when there is no such thing
}

// hit is a term in the text.
type hit struct {
	*term
	span   diag.Span
	quoted bool // in quotation marks, or in a quotation
}

// lexicon finds the terms that start with a word, those of more words first.
type lexicon struct {
	terms  map[string][]*term
	starts [1 << 10]uint32 // by the first two letters of a word, a bit for each length that a term's first word has
}

var language = newLexicon(vocabulary)

// newLexicon takes the terms of each use. A term is separated by " → " from
// what is to be written instead.
func newLexicon(lists [uses][]string) *lexicon {
	l := &lexicon{terms: map[string][]*term{}}
	for kind, list := range lists {
		for _, line := range list {
			text, instead, _ := strings.Cut(line, " → ")
			t := &term{words: strings.Fields(text), use: use(kind), instead: instead}
			first := t.words[0]
			i := 0
			for i < len(l.terms[first]) && len(l.terms[first][i].words) >= len(t.words) {
				i++
			}
			l.terms[first] = append(l.terms[first][:i:i], append([]*term{t}, l.terms[first][i:]...)...)
			l.starts[beginning([]byte(first))] |= 1 << len(first)
		}
	}
	return l
}

// beginning reduces the first two bytes of a word to an index of
// lexicon.starts. Case does not count.
func beginning(word []byte) int {
	second := 0
	if len(word) > 1 {
		second = int(word[1] & 31)
	}
	return int(word[0]&31)<<5 | second
}

// longestWord bounds the words of terms, in bytes. A curly apostrophe makes
// words longer than they are: those are looked up whatever their length.
const longestWord = 24

// find returns the terms in a text, in order. Of one use they do not overlap.
func (l *lexicon) find(text []byte) []hit {
	var (
		hits   []hit
		buffer [longestWord]byte
		ends   [uses]int
		quote  quotation
	)
	for from := 0; ; {
		start, end := wordFrom(text, from)
		if start == end {
			return hits
		}
		quote.read(text[from:start])
		from = end
		if l.starts[beginning(text[start:end])]>>(end-start)&1 == 0 && bytes.IndexByte(text[start:end], 0xE2) < 0 {
			continue
		}
		terms := l.terms[string(folded(buffer[:0], text[start:end]))]
		if len(terms) == 0 || isIdentifier(text, start, end) {
			continue
		}
		for _, t := range terms {
			last, ok := follows(text, end, t.words[1:])
			if !ok || start < ends[t.use] || last != end && isIdentifier(text, last-1, last) {
				continue
			}
			ends[t.use] = last
			hits = append(hits, hit{term: t, span: diag.Span{Start: start, End: last}, quoted: quote.open()})
		}
	}
}

// wordFrom returns the next word behind an offset: letters, digits and
// apostrophes among them. It is empty at the end of the text.
func wordFrom(text []byte, from int) (start, end int) {
	for ; from < len(text); from++ {
		if c := text[from]; c == 0xE2 && curlyLength(text[from:]) > 0 {
			from += 2
		} else if inWord[c] {
			break
		}
	}
	from = min(from, len(text))
	for end = from; end < len(text); {
		c := text[end]
		mark := 0
		if c == 0xE2 {
			mark = curlyLength(text[end:])
		}
		if inWord[c] && mark == 0 {
			end++
			continue
		}
		apostrophe := c == '\'' || mark > 0 && text[end+2] == 0x99
		behind := end + max(1, mark)
		if !apostrophe || behind >= len(text) || !inWord[text[behind]] || curlyLength(text[behind:]) > 0 {
			break
		}
		end = behind
	}
	return from, end
}

var inWord = func() (is [256]bool) {
	for c := range is {
		is[c] = c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80
	}
	return is
}()

// curlyLength returns the length of a curly quotation mark, an ellipsis or a
// dash at the head of a text, 0 for anything else.
func curlyLength(text []byte) int {
	if len(text) > 2 && text[0] == 0xE2 && text[1] == 0x80 {
		return 3
	}
	return 0
}

// folded appends a word in small letters, with straight apostrophes; nothing
// when it is longer than terms are.
func folded(to, word []byte) []byte {
	for i := 0; i < len(word); i++ {
		if len(to) == cap(to) {
			return to[:0]
		}
		c := word[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case curlyLength(word[i:]) > 0:
			c, i = '\'', i+2
		}
		to = append(to, c)
	}
	return to
}

// follows reports whether the words stand behind an offset, with nothing but
// blanks, hyphens, emphasis and one line end between them, and where the last
// one ends.
func follows(text []byte, end int, words []string) (int, bool) {
	var buffer [longestWord]byte
	for _, w := range words {
		start, stop := wordFrom(text, end)
		if start == stop || !isGap(text[end:start]) || string(folded(buffer[:0], text[start:stop])) != w {
			return 0, false
		}
		end = stop
	}
	return end, true
}

func isGap(between []byte) bool {
	const widest = 4                            // bytes; more is where a code span stood
	if bytes.Equal(between, []byte("\u2011")) { // a hyphen that does not break
		return true
	}
	lines := bytes.Count(between, []byte("\n"))
	return len(bytes.Trim(between, " \t\r\n-*_~%[>")) == 0 && (lines == 1 || lines == 0 && len(between) <= widest)
}

// isIdentifier reports whether a word is a part of a path, an address or a
// name in a program.
func isIdentifier(text []byte, start, end int) bool {
	if start > 0 && bytes.IndexByte([]byte(`/_=@#\$.`), text[start-1]) >= 0 && (text[start-1] != '_' || start > 1 && inWord[text[start-2]]) {
		return true
	}
	if end+1 >= len(text) || !inWord[text[end+1]] {
		return false
	}
	switch text[end] {
	case '/', '=', '@', '\\', '_', '.', ':':
		return true
	case '-':
		return text[end+1] >= '0' && text[end+1] <= '9'
	}
	return false
}

// quotation follows whether a place is in a quotation.
type quotation struct {
	marks bool // in quotation marks
	block bool // on a line that starts with >
}

func (q *quotation) open() bool { return q.marks || q.block }

// read goes on by what stands between two words.
func (q *quotation) read(between []byte) {
	lines := 0
	for i := 0; i < len(between); i++ {
		switch between[i] {
		case '\n':
			q.block = false
			if lines++; lines > 1 {
				q.marks = false // it does not go beyond a paragraph
			}
		case '>':
			q.block = q.block || lines > 0
		case '"':
			q.marks = !q.marks
		case 0xE2:
			if mark := between[i:]; len(mark) > 2 {
				switch string(mark[:3]) {
				case "“", "„":
					q.marks = true
				case "”":
					q.marks = false
				}
			}
		}
	}
}

// readTerms returns the terms in the running text of a document. Where links
// lead to is no text.
func readTerms(prose []byte, links []markdown.Link) []hit {
	text := prose
	for i, l := range links {
		if i == 0 {
			text = bytes.Clone(prose)
		}
		if l.TargetSpan != l.Span || l.Kind == markdown.Autolink {
			blank(text, l.TargetSpan)
		}
	}
	return language.find(text)
}

// hasWord reports whether a word of a set stands in a span of the prose.
func (p *DocumentPass) hasWord(s diag.Span, set map[string]bool) bool {
	var buffer [longestWord]byte
	text := p.prose()[:s.End]
	for start, end := wordFrom(text, s.Start); start < end; start, end = wordFrom(text, end) {
		if set[string(folded(buffer[:0], text[start:end]))] {
			return true
		}
	}
	return false
}

// oneSentence reports whether no sentence, cell or paragraph ends in a text.
func oneSentence(text []byte) bool {
	return bytes.IndexAny(text, ".!?;|") < 0 && !bytes.Contains(text, []byte("\n\n")) && !bytes.Contains(text, []byte("\n\r\n"))
}
