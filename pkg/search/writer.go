package search

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Documents in a file of cards and in a file of texts: a result list shows
// cards of documents far apart, so that a file holds few of them.
const (
	cardsPerFile = 8
	textsPerFile = 4
)

// version is the format of the files; the client refuses another.
const version = 1

// Writer makes an index. Its methods may be called from several goroutines,
// Close after all others have returned.
type Writer struct {
	emit func(name string, content []byte) error

	mu     sync.Mutex
	ids    map[string]uint32 // of words, in the order of their arrival
	terms  []term            // by id
	length []uint32          // words in each document's body
	added  []bool
	facets [len(facetNames)]map[string][]uint32
	cards  chunks
	texts  chunks
	digest [sha256.Size]byte
}

// NewWriter returns a writer of an empty index. It hands each finished file to
// emit, with a name like "t0.bin"; emit keeps or writes the content, is called
// from several goroutines at once, and in no certain order.
func NewWriter(emit func(name string, content []byte) error) *Writer {
	w := &Writer{emit: emit, ids: map[string]uint32{}, cards: newChunks("d", cardsPerFile), texts: newChunks("x", textsPerFile)}
	for i := range w.facets {
		w.facets[i] = map[string][]uint32{}
	}
	return w
}

// Add adds a document under its number, counted from 0. The error is emit's, or
// says that the number is taken.
func (w *Writer) Add(number int, a *Analyzed) error {
	w.mu.Lock()
	if missing := number + 1 - len(w.added); missing > 0 {
		w.added = append(w.added, make([]bool, missing)...)
		w.length = append(w.length, make([]uint32, missing)...)
	}
	if w.added[number] {
		w.mu.Unlock()
		return fmt.Errorf("search: two documents have the number %d", number)
	}
	w.added[number] = true
	w.length[number] = uint32(a.length)
	for i := range a.words {
		w.post(uint32(number), &a.words[i])
	}
	for i, values := range a.facets {
		for _, v := range values {
			w.facets[i][v] = append(w.facets[i][v], uint32(number))
		}
	}
	cards := w.cards.add(number, a.card)
	texts := w.texts.add(number, a.text)
	w.mu.Unlock()
	return cmp.Or(w.put(cards), w.put(texts))
}

func (w *Writer) post(number uint32, c *counted) {
	id, ok := w.ids[c.word]
	if !ok {
		id = uint32(len(w.terms))
		word := strings.Clone(c.word) // the text it was cut from is not kept
		w.ids[word] = id
		w.terms = append(w.terms, term{word: word})
	}
	t := &w.terms[id]
	t.postings = append(t.postings, posting{number, c.body, c.boost})
}

// file is a file of the index before it is compressed.
type file struct {
	name    string
	content []byte
}

// put compresses a file and hands it out; nil is no file.
func (w *Writer) put(f *file) error {
	if f == nil {
		return nil
	}
	packed := compress(f.content)
	w.mu.Lock()
	// The files come in no certain order, and their digest has none.
	for i, b := range sha256.Sum256(append([]byte(f.name+"\n"), packed...)) {
		w.digest[i] ^= b
	}
	w.mu.Unlock()
	return w.emit(f.name, packed)
}

// compressors are ready to be used again: one takes half a megabyte.
var compressors = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, level)
	if err != nil {
		panic(err) // there is such a level
	}
	return z
}}

// level of compression: from 6 on files are hardly smaller, and take longer.
const level = 5

func compress(content []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(content)/2 + 32)
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(&out)
	_, err := z.Write(content)
	if err = cmp.Or(err, z.Close()); err != nil {
		panic(err) // memory takes everything
	}
	return out.Bytes()
}

// chunks gathers documents into files of a fixed number of them.
type chunks struct {
	prefix string
	size   int
	open   map[int]*chunk
}

type chunk struct {
	rows  [][]byte // JSON
	count int
}

func newChunks(prefix string, size int) chunks { return chunks{prefix, size, map[int]*chunk{}} }

// add returns the file that the row completes, if any.
func (c *chunks) add(number int, row []byte) *file {
	i := number / c.size
	k := c.open[i]
	if k == nil {
		k = &chunk{rows: make([][]byte, c.size)}
		c.open[i] = k
	}
	k.rows[number%c.size] = row
	k.count++
	if k.count < c.size {
		return nil
	}
	return c.finish(i)
}

// finish returns a file with the rows that it has.
func (c *chunks) finish(i int) *file {
	k := c.open[i]
	delete(c.open, i)
	list := bytes.Join(k.rows[:k.count], []byte{','})
	return &file{c.prefix + strconv.Itoa(i) + ".bin", slices.Concat([]byte{'['}, list, []byte{']'})}
}

// Close hands out the rest of the files, meta.json last. The error is emit's,
// or says that a number was left out.
func (w *Writer) Close() error {
	if i := slices.Index(w.added, false); i >= 0 {
		return fmt.Errorf("search: no document has the number %d of %d", i, len(w.added))
	}
	for _, c := range []*chunks{&w.cards, &w.texts} {
		for i := range c.open { // the last one
			if err := w.put(c.finish(i)); err != nil {
				return err
			}
		}
	}
	for i, name := range facetNames {
		if err := w.put(&file{"f-" + name + ".bin", encode(facetRows(w.facets[i], i == yearFacet))}); err != nil {
			return err
		}
	}
	terms, err := w.putTerms()
	if err != nil {
		return err
	}
	letters, err := w.putDictionary()
	if err != nil {
		return err
	}
	return w.emit("meta.json", encode(map[string]any{
		"v": version, "h": hex.EncodeToString(w.digest[:6]), "n": len(w.added), "d": cardsPerFile, "x": textsPerFile,
		"terms": terms, "letters": letters,
	}))
}

// facetRows returns the values of a facet with their documents.
func facetRows(values map[string][]uint32, years bool) [][2]any {
	type row struct {
		value string
		docs  []uint32
	}
	var rows []row
	for v, docs := range values {
		slices.Sort(docs)
		rows = append(rows, row{v, slices.Compact(docs)})
	}
	slices.SortFunc(rows, func(a, b row) int {
		if years {
			return cmp.Or(cmp.Compare(len(b.value), len(a.value)), cmp.Compare(b.value, a.value))
		}
		return cmp.Or(cmp.Compare(len(b.docs), len(a.docs)), cmp.Compare(a.value, b.value))
	})
	list := [][2]any{}
	for _, r := range rows {
		for i := len(r.docs) - 1; i > 0; i-- {
			r.docs[i] -= r.docs[i-1]
		}
		list = append(list, [2]any{r.value, r.docs})
	}
	return list
}
