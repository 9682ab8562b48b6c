package format

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/rca"
)

// entry is a key of the front matter with its lines, those of comments directly
// above it included.
type entry struct {
	place int // in frontmatter.Keys; behind them all for any other key
	text  []byte
	first bool   // of a group
	gap   []byte // blank lines and comments above the group
}

// place tells where each key stands.
var place = func() map[string]int {
	m := map[string]int{}
	for i, k := range frontmatter.Keys {
		m[k.Name] = i
	}
	return m
}()

// orderKeys returns a document with the keys of its front matter in order; nil
// when they are, or when it is not certain which lines belong to which key.
func orderKeys(p *rca.Parsed) []byte {
	if p.FrontMatter.Root == nil || len(p.FrontMatter.Root.Entries) < 2 {
		return nil
	}
	entries, start, ok := entriesOf(p)
	if !ok {
		return nil
	}
	source := p.Source.Bytes
	ordered := bytes.Clone(source[:start])
	end := start
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && !entries[n].first {
			n++
		}
		ordered = append(ordered, entries[0].gap...)
		end += len(entries[0].gap)
		group := slices.Clone(entries[:n])
		slices.SortStableFunc(group, func(a, b entry) int { return cmp.Compare(a.place, b.place) })
		for _, e := range group {
			ordered = append(ordered, e.text...)
			end += len(e.text)
		}
		entries = entries[n:]
	}
	ordered = append(ordered, source[end:]...)
	if bytes.Equal(ordered, source) {
		return nil
	}
	return ordered
}

// entriesOf divides front matter into its keys. The lines of all of them, one
// after the other, start at the offset. It is false where a line holds more than
// one of them, or what is neither a key nor a value nor a comment.
func entriesOf(p *rca.Parsed) (entries []entry, start int, ok bool) {
	source := p.Source.Bytes
	at := 0 // behind the entry before
	for i, e := range p.FrontMatter.Root.Entries {
		if startOf(source, e.KeySpan.Start) != e.KeySpan.Start {
			return nil, 0, false
		}
		if i == 0 {
			_, at = lineOf(source, p.FrontMatter.Extent.Start) // behind the line that opens the block
			start = at
		}
		from, blank, ok := above(source, at, e.KeySpan.Start)
		if !ok {
			return nil, 0, false
		}
		gap := source[at:from]
		_, at = lineOf(source, max(e.KeySpan.End, e.Value.Span.End))
		for at < p.FrontMatter.Body && (source[at] == ' ' || source[at] == '\t') { // comments and blanks below a value that has lines of its own
			_, at = lineOf(source, at)
		}
		known, ours := place[e.Key]
		if !ours {
			known = len(frontmatter.Keys)
		}
		entries = append(entries, entry{place: known, text: source[from:at], first: blank || i == 0, gap: gap})
	}
	return entries, start, true
}

// above returns where the comments directly above a key start, which is at the
// offset key, and whether a blank line stands above those. It is false when
// other text stands between from and the key.
func above(source []byte, from, key int) (start int, blank, ok bool) {
	start = key
	for at := from; at < key; {
		line, next := lineOf(source, at)
		switch text := bytes.TrimSpace(source[line.Start:line.End]); {
		case len(text) == 0:
			start, blank = key, true
		case text[0] != '#':
			return 0, false, false
		case start == key:
			start = at
		}
		at = next
	}
	return start, blank, true
}
