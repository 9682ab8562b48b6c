package search

import (
	"cmp"
	"encoding/binary"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// term is a word of the index with the documents that hold it.
type term struct {
	word     string
	postings []posting
}

// posting says how often a word is in a document, and what it weighs outside
// the body.
type posting struct {
	number      uint32
	body, boost uint16
}

const (
	// Of 13, 20 and 31 levels 13 find the same incidents first, and make the index
	// smaller by a tenth.
	levels    = 13
	k1        = 1.2
	lengthB   = 0.6  // BM25's b
	leastKept = 3000 // documents of a word that are always kept
	// In fewer documents of a large site a word is likely a misspelt one itself.
	dictionaryLeast = 3
	// A file of words ends with the first that makes it so many bytes long.
	fileBytes = 8 << 10
)

// compareUTF16 orders strings as scripts do, by UTF-16 code units: characters
// past U+FFFF come before those from U+E000 on.
func compareUTF16(x, y string) int {
	for i := range min(len(x), len(y)) {
		p, q := x[i], y[i]
		if p == q {
			continue
		}
		if p >= 0xee && q >= 0xee && (p >= 0xf0) != (q >= 0xf0) {
			return cmp.Compare(q, p)
		}
		return cmp.Compare(p, q)
	}
	return cmp.Compare(len(x), len(y))
}

// putTerms writes the words and returns where each file starts.
func (w *Writer) putTerms() ([]string, error) {
	w.ids = nil
	slices.SortFunc(w.terms, func(x, y term) int { return compareUTF16(x.word, y.word) })
	lists := w.lists()
	starts := []string{}
	p := newPacker(w)
	var out table
	for i, t := range w.terms {
		if len(out.bytes) == 0 {
			before := ""
			if i > 0 {
				before = w.terms[i-1].word
			}
			starts = append(starts, border(before, t.word))
		}
		out.add(t.word, len(t.postings), lists[i])
		if len(out.bytes) >= fileBytes {
			p.put(&file{"t" + strconv.Itoa(len(starts)-1) + ".bin", out.bytes})
			out = table{}
		}
	}
	if len(out.bytes) > 0 {
		p.put(&file{"t" + strconv.Itoa(len(starts)-1) + ".bin", out.bytes})
	}
	return starts, p.wait()
}

// border returns the shortest start of a word that comes after the word before.
func border(before, word string) string {
	n := shared(before, word)
	for !utf8.RuneStart(word[n]) {
		n--
	}
	_, size := utf8.DecodeRuneInString(word[n:])
	return word[:n+size]
}

// shared returns how many bytes two words have in common at the start.
func shared(x, y string) int {
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// table is a file of words while it is written.
type table struct {
	bytes []byte
	last  string
}

func (t *table) add(word string, documents int, list []byte) {
	n := shared(t.last, word)
	t.bytes = append(t.bytes, byte(n), byte(len(word)-n))
	t.bytes = append(t.bytes, word[n:]...)
	t.bytes = binary.AppendUvarint(t.bytes, uint64(documents))
	t.bytes = binary.AppendUvarint(t.bytes, uint64(len(list)))
	t.bytes = append(t.bytes, list...)
	t.last = word
}

// lists encodes the documents of every word, in all processors.
func (w *Writer) lists() [][]byte {
	s := w.newScorer()
	lists := make([][]byte, len(w.terms))
	const step = 256
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			var scratch [levels + 1][]uint32
			for from := range next {
				for i := from; i < min(from+step, len(lists)); i++ {
					lists[i] = s.list(w.terms[i].postings, &scratch)
				}
			}
		})
	}
	for from := 0; from < len(lists); from += step {
		next <- from
	}
	close(next)
	wait.Wait()
	return lists
}

// scorer knows what scores depend on beside the word and the document.
type scorer struct {
	documents int
	norm      []float64 // what the length of each body divides by
	highest   float64   // score that there can be
	keep      int
}

func (w *Writer) newScorer() *scorer {
	n := len(w.added)
	total := 0.0
	for _, l := range w.length {
		total += float64(l)
	}
	average := max(total/float64(max(n, 1)), 1)
	s := &scorer{documents: n, norm: make([]float64, n), highest: math.Log(1+float64(n)) * (k1 + 1), keep: max(leastKept, n/4)}
	for i, l := range w.length {
		s.norm[i] = 1 - lengthB + float64(lengthB*float64(l))/average
	}
	return s
}

// list encodes the documents of a word, groups of one level, the best first.
func (s *scorer) list(postings []posting, groups *[levels + 1][]uint32) []byte {
	slices.SortFunc(postings, func(x, y posting) int { return cmp.Compare(x.number, y.number) })
	for i := range groups {
		groups[i] = groups[i][:0]
	}
	df := float64(len(postings))
	idf := math.Log(1 + (float64(s.documents)-df+0.5)/(df+0.5))
	for _, p := range postings {
		weight := float64(p.body)/s.norm[p.number] + float64(p.boost)
		score := idf * weight * (k1 + 1) / (k1 + weight)
		level := min(max(int(math.Ceil(score/s.highest*levels)), 1), levels)
		groups[level] = append(groups[level], p.number)
	}
	var out []byte
	left := s.keep
	for level := levels; level > 0 && left > 0; level-- {
		numbers := groups[level]
		numbers = numbers[:min(len(numbers), left)]
		if len(numbers) == 0 {
			continue
		}
		left -= len(numbers)
		out = append(out, byte(level))
		out = binary.AppendUvarint(out, uint64(len(numbers)))
		last := uint32(0)
		for _, n := range numbers {
			out = binary.AppendUvarint(out, uint64(n-last))
			last = n
		}
	}
	return out
}

// putDictionary writes the words that a misspelt one may stand for, a file for
// each first letter, and returns these letters.
func (w *Writer) putDictionary() (string, error) {
	letters, least := "", dictionaryLeast
	switch n := len(w.added); { // few documents have few words, and each of them may be the one
	case n < 200:
		least = 1
	case n < 1000:
		least = 2
	}
	p := newPacker(w)
	var out table
	last := rune(-1)
	flush := func() {
		if len(out.bytes) > 0 {
			p.put(&file{"w" + strconv.Itoa(utf8.RuneCountInString(letters)-1) + ".bin", out.bytes})
			out = table{}
		}
	}
	for _, t := range w.terms {
		first, size := utf8.DecodeRuneInString(t.word)
		if len(t.postings) < least || utf8.RuneCountInString(t.word) < 4 || strings.ContainsAny(t.word, "0123456789") {
			continue
		}
		if first != last {
			flush()
			letters += t.word[:size]
			last = first
		}
		out.add(t.word, len(t.postings), nil)
	}
	flush()
	return letters, p.wait()
}

// packer compresses files in all processors.
type packer struct {
	w     *Writer
	files chan *file
	done  sync.WaitGroup
	mu    sync.Mutex
	err   error
}

func newPacker(w *Writer) *packer {
	p := &packer{w: w, files: make(chan *file)}
	for range runtime.GOMAXPROCS(0) {
		p.done.Go(func() {
			for f := range p.files {
				if err := w.put(f); err != nil {
					p.mu.Lock()
					p.err = cmp.Or(p.err, err)
					p.mu.Unlock()
				}
			}
		})
	}
	return p
}

func (p *packer) put(f *file) { p.files <- f }

// wait returns the first error.
func (p *packer) wait() error {
	close(p.files)
	p.done.Wait()
	return p.err
}
