package search

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"testing"
)

// reader reads an index back, from the format's description alone.
type reader struct {
	t     testing.TB
	files map[string][]byte
	meta  struct {
		V       int      `json:"v"`
		H       string   `json:"h"`
		N       int      `json:"n"`
		D       int      `json:"d"`
		X       int      `json:"x"`
		Terms   []string `json:"terms"`
		Letters string   `json:"letters"`
	}
}

func newReader(t testing.TB, files map[string][]byte) *reader {
	t.Helper()
	r := &reader{t: t, files: files}
	if err := json.Unmarshal(files["meta.json"], &r.meta); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *reader) unpack(name string) []byte {
	r.t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(r.files[name]))
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
	return content
}

func (r *reader) json(name string, v any) {
	r.t.Helper()
	if err := json.Unmarshal(r.unpack(name), v); err != nil {
		r.t.Fatalf("%s: %v", name, err)
	}
}

// entry is a word as a file of words holds it.
type entry struct {
	word      string
	documents int
	levels    map[int]int // by number of a document
}

func (r *reader) table(name string) []entry {
	r.t.Helper()
	var list []entry
	last := ""
	for b := r.unpack(name); len(b) > 0; {
		n, m := int(b[0]), int(b[1])
		word := last[:n] + string(b[2:2+m])
		b = b[2+m:]
		number := func() int {
			v, size := binary.Uvarint(b)
			if size <= 0 {
				r.t.Fatalf("%s: a number is cut off", name)
			}
			b = b[size:]
			return int(v)
		}
		e := entry{word, number(), map[int]int{}}
		size := number()
		for end := len(b) - size; len(b) > end; {
			level := int(b[0])
			b = b[1:]
			doc := 0
			for range number() {
				doc += number()
				e.levels[doc] = level
			}
		}
		list = append(list, e)
		last = word
	}
	return list
}

// terms returns all words of the index, in their order.
func (r *reader) terms() []entry {
	r.t.Helper()
	var all []entry
	for i, start := range r.meta.Terms {
		list := r.table(fmt.Sprintf("t%d.bin", i))
		if compareUTF16(list[0].word, start) < 0 || i > 0 && compareUTF16(all[len(all)-1].word, start) >= 0 {
			r.t.Errorf("file %d starts at %q, which does not part %q from %q", i, start, all[len(all)-1].word, list[0].word)
		}
		all = append(all, list...)
	}
	return all
}
