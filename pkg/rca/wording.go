package rca

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
)

// Wording is what is kept of a document's text so that copies of it can be
// found in others: about a kilobyte, the same on every machine.
//
// The text is that of paragraphs, lists, tables and quotations. Headings, code,
// HTML and addresses are no part of it. Its words are runs of letters in any
// case; what holds a digit, the names of months and weekdays, and the marks of
// clock times are left out, so that a copy whose dates were changed has the
// same words. In scripts that put no spaces between words (Chinese, Japanese,
// Thai, Lao, Khmer, Burmese) each character counts as a word.
type Wording struct {
	Words      int    // of the whole text
	Sketch     Sketch // of the whole text
	Sections   []OwnText
	Paragraphs []Paragraph // in document order
}

// OwnText is a section's own text: what follows its heading up to the next
// one. There is none for a text of fewer words than shortestOwnText.
type OwnText struct {
	Section int // index in the document's Sections
	Sketch  Sketch
}

// Paragraph is a block of the document's own level: a paragraph, a whole list,
// a table, a code block.
type Paragraph struct {
	Hash       uint32 // of its bytes without white space: equal for what is equal word for word
	Section    int32  // index in the document's Sections; -1 before the first
	Words      int32
	start, end int32 // bytes in the file
}

// Span returns where the paragraph stands in the file.
func (p Paragraph) Span() diag.Span { return diag.Span{Start: int(p.start), End: int(p.end)} }

const (
	shortestOwnText = 30 // words
	textSketch      = 64 // hashes kept of a whole text: a similarity of 0.9 is estimated within 0.04
	passageSketch   = 32 // of a passage, likewise within 0.05; passages of up to 34 words are kept whole
)

// readWording reads the text's words in one pass.
func (d *Document) readWording(source []byte, body *markdown.Tree) {
	w := wordReader{text: sketchBuilder{size: textSketch}}
	facts := &d.Facts.Wording
	section, passageFrom := -1, 0
	finish := func() {
		if section >= 0 && w.words-passageFrom >= shortestOwnText {
			facts.Sections = append(facts.Sections, OwnText{section, w.passage.sketch()})
		}
	}
	w.passage.size = passageSketch
	for _, b := range body.Blocks {
		if b.Kind == markdown.Heading {
			finish()
			section, passageFrom = section+1, w.words
			w.passage.reset()
			w.inPassage = 0
			continue
		}
		text := source[b.Span.Start:b.Span.End]
		if b.Kind == markdown.Rule || b.Kind == markdown.FootnoteDefinition ||
			b.Kind == markdown.HTML && bytes.HasPrefix(bytes.TrimSpace(text), []byte("<!--")) {
			continue
		}
		before := w.words
		w.block(b)
		end := b.Span.Start + len(bytes.TrimRight(text, " \t\r\n"))
		facts.Paragraphs = append(facts.Paragraphs, Paragraph{
			Hash: hashBytes(text), Section: int32(section), Words: int32(w.words - before),
			start: int32(b.Span.Start), end: int32(end),
		})
	}
	finish()
	facts.Paragraphs = slices.Clip(facts.Paragraphs)
	facts.Words, facts.Sketch = w.words, w.text.sketch()
}

// hashBytes hashes a text without its white space.
func hashBytes(text []byte) uint32 {
	h := uint64(hashStart)
	for _, c := range text {
		if c > ' ' {
			h = (h ^ uint64(c)) * hashPrime
		}
	}
	return uint32(mix(h) >> 32)
}

// shingleWords is how many words in a row make a shingle. With more, a name
// that was changed here and there makes a copy look like another text; with
// fewer, two texts of one trade look alike. With three, public reports about
// different incidents have a similarity below 0.1, and two about the same
// fault that came back have 0.6.
const shingleWords = 3

// wordReader turns text into words and each run of shingleWords words
// into a hash, of which two sketches are kept: of the whole text and of the passage.
type wordReader struct {
	words     int // so far
	inPassage int // of them, in the passage
	last      [shingleWords]uint64
	text      sketchBuilder
	passage   sketchBuilder
}

// block reads the text of a block and of those in it.
func (w *wordReader) block(b *markdown.Block) {
	switch b.Kind {
	case markdown.Code, markdown.HTML, markdown.Heading:
		return
	}
	w.read(b.Text.String)
	for _, child := range b.Children {
		w.block(child)
	}
}

func (w *wordReader) read(text string) {
	h, inWord, digit := uint64(hashStart), false, false
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		class := classOf(r)
		if class == inside {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			} else if r >= utf8.RuneSelf {
				r = unicode.ToLower(r)
			} else if '0' <= r && r <= '9' {
				digit = true
			}
			h, inWord = (h^uint64(r))*hashPrime, true
			i += size
			continue
		}
		if inWord {
			if !digit {
				w.word(h)
			}
			h, inWord, digit = hashStart, false, false
		}
		if class == alone {
			w.word((h ^ uint64(r)) * hashPrime)
		}
		if r == ':' && i+2 < len(text) && text[i+1] == '/' && text[i+2] == '/' {
			size = addressLength(text[i:])
		}
		i += size
	}
	if inWord && !digit {
		w.word(h)
	}
}

// addressLength returns the length of what is left of a web address.
func addressLength(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] <= ' ' {
			return i
		}
	}
	return len(text)
}

// runeClass is what a character is to a word.
type runeClass uint8

const (
	outside runeClass = iota // ends it
	inside                   // is part of it
	alone                    // is a word by itself
)

// unspaced are the scripts that put no spaces between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

func classOf(r rune) runeClass {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' {
			return inside
		}
		return outside
	case !unicode.IsLetter(r):
		return outside
	case r >= 0x0E00 && unicode.In(r, unspaced...):
		return alone
	}
	return inside
}

// word takes the next word, given as its hash.
func (w *wordReader) word(h uint64) {
	if ofDates[h] {
		return
	}
	copy(w.last[:], w.last[1:])
	w.last[shingleWords-1] = h
	w.words++
	w.inPassage++
	if w.words < shingleWords {
		return
	}
	shingle := uint64(0)
	for _, word := range w.last {
		shingle = mix(shingle*hashPrime + word)
	}
	hash := uint32(shingle >> 32)
	w.text.add(hash)
	if w.inPassage >= shingleWords {
		w.passage.add(hash)
	}
}

// ofDates are the words of dates and clock times, as hashes.
var ofDates = wordSet(
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
	"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun",
	"am", "pm", "utc", "gmt", "cet", "cest", "https", "http",
)

func wordSet(words ...string) map[uint64]bool {
	set := make(map[uint64]bool, len(words))
	for _, word := range words {
		h := uint64(hashStart)
		for _, r := range word {
			h = (h ^ uint64(r)) * hashPrime
		}
		set[h] = true
	}
	return set
}

// FNV-1a, 64 bits.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

// mix spreads a hash over all its bits: the finalizer of MurmurHash3.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
