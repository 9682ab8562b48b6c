package diag

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// blockSize is the number of UTF-16 units that a line's hash covers.
const blockSize = 100

// LineHashes returns a hash of each line, "hash:n", where n counts the lines
// of the file that have the same hash. A hash covers the first 100 UTF-16
// units from the start of the line, across line ends, without spaces and tabs,
// so it stays the same when lines are put in or taken out elsewhere.
//
// It is what CodeQL calls primaryLocationLineHash (github/codeql-action,
// src/fingerprints.ts), by which code hosts follow a finding from one commit
// to the next. The hashes are made once, on first use.
func (f *File) LineHashes() []string {
	if f.hashes == nil {
		f.hashes = lineHashes(f.Bytes)
	}
	return f.hashes
}

// rolling is the hash of the last blockSize units, as a polynomial of 37
// modulo 2 to the power of 64.
type rolling struct {
	window [blockSize]uint16
	starts [blockSize]bool // a line starts at that unit of the window
	at     int             // the oldest unit
	hash   uint64
	most   uint64 // 37 to the power of blockSize

	seen   map[uint64]int
	hashes []string
}

func newRolling() *rolling {
	r := &rolling{most: 1, seen: map[uint64]int{}}
	for range blockSize {
		r.most *= 37
	}
	return r
}

// push takes in a unit. When the oldest one starts a line, that line's hash is
// complete.
func (r *rolling) push(unit uint16, start bool) {
	if r.starts[r.at] {
		r.seen[r.hash]++
		r.hashes = append(r.hashes, strconv.FormatUint(r.hash, 16)+":"+strconv.Itoa(r.seen[r.hash]))
	}
	r.hash = r.hash*37 + uint64(unit) - r.most*uint64(r.window[r.at])
	r.window[r.at], r.starts[r.at] = unit, start
	r.at = (r.at + 1) % blockSize
}

func lineHashes(text []byte) []string {
	r := newRolling()
	start, afterCR := true, false
	unit := func(u uint16) {
		r.push(u, start)
		start = u == '\n'
	}
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		text = text[size:]
		secondHalf := afterCR && c == '\n'
		afterCR = c == '\r'
		switch {
		case c == ' ' || c == '\t' || secondHalf:
		case c == '\r':
			unit('\n')
		case c > 0xFFFF:
			high, low := utf16.EncodeRune(c)
			unit(uint16(high))
			unit(uint16(low))
		default:
			unit(uint16(c))
		}
	}
	unit(0xFFFF) // the end of the file
	for range blockSize {
		r.push(0, false)
	}
	return r.hashes
}

// Fingerprints returns a name for each finding that stays the same while the
// text around it does: "rule:hash:n", with the hash of its first line (see
// [File.LineHashes]). Further findings of a rule on one line get ".2", ".3"
// and so on. A finding in a file that open has no answer for, or in none, is
// "rule:path:n" instead, where n counts those of the rule in that path.
//
// A fingerprint says nothing about the file: together with the path it is
// unique in a run.
func Fingerprints(found []Diagnostic, open func(path string) (*File, error)) []string {
	byPath := map[string][]int{}
	for i, d := range found {
		byPath[d.Path] = append(byPath[d.Path], i)
	}
	prints := make([]string, len(found))
	for path, list := range byPath {
		var file *File
		if path != "" {
			if f, err := open(path); err == nil {
				file = f
			}
		}
		count := map[string]int{}
		for _, i := range list {
			d := found[i]
			if file == nil {
				place := d.Rule + ":" + path + ":"
				count[place]++
				prints[i] = place + strconv.Itoa(count[place])
				continue
			}
			place := d.Rule + ":" + file.LineHash(d.Span.Start)
			count[place]++
			if prints[i] = place; count[place] > 1 {
				prints[i] += "." + strconv.Itoa(count[place])
			}
		}
	}
	return prints
}

// LineHash returns the hash of the line that holds a byte offset.
func (f *File) LineHash(offset int) string {
	return f.LineHashes()[f.lineOf(max(0, min(offset, len(f.Bytes))))]
}
