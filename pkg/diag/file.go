package diag

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// File is a source file held in memory.
type File struct {
	Path  string // relative to the project's root, with slashes
	Bytes []byte // as on disk

	lines  []int    // offset of each line's first byte, made on first use
	hashes []string // of each line, made on first use
	units  []mark   // every markEvery bytes or so, made on first use
}

// mark is the number of UTF-16 units before a byte that starts a character.
type mark struct{ offset, units int }

// markEvery is the distance of two marks in bytes: a column on a line of
// megabytes is found without reading that line.
const markEvery = 4096

// Position is a place as people and editors count it; every part starts at 1.
type Position struct {
	Line   int
	Column int // bytes
	UTF16  int // UTF-16 code units, the column that editors jump to
}

// Position returns the line and columns of a byte offset. An offset outside
// the file is moved to its nearest end. It is not safe for concurrent use.
func (f *File) Position(offset int) Position {
	offset = max(0, min(offset, len(f.Bytes)))
	line := f.lineOf(offset)
	start := f.lines[line]
	var units int
	if offset-start < markEvery {
		units = utf16Len(f.Bytes[start:offset])
	} else {
		units = f.unitsBefore(offset) - f.unitsBefore(start)
	}
	return Position{Line: line + 1, Column: offset - start + 1, UTF16: units + 1}
}

// Offset returns the byte offset of a place of which the line and one column are
// known: UTF16 when Column is 0. A place behind the end of its line is that end, a
// line behind the last one the end of the file, and a column within a character
// the start of it. It is not safe for concurrent use.
func (f *File) Offset(p Position) int {
	f.index()
	if p.Line > len(f.lines) {
		return len(f.Bytes)
	}
	text, span := f.Line(p.Line)
	if p.Column > 0 {
		at := min(p.Column-1, len(text))
		for start := at; start > max(0, at-utf8.UTFMax); start-- {
			if _, size := utf8.DecodeRune(text[start-1:]); start-1+size > at {
				return span.Start + start - 1
			}
		}
		return span.Start + at
	}
	at := 0
	for units := p.UTF16 - 1; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if units--; r > 0xFFFF {
			units--
		}
		if units < 0 {
			break
		}
		at += size
	}
	return span.Start + at
}

// utf16Len returns the number of UTF-16 units that a text takes; a byte that
// is no UTF-8 counts as one.
func utf16Len(text []byte) int {
	units := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		units++
		if r > 0xFFFF {
			units++
		}
		text = text[size:]
	}
	return units
}

// unitsBefore returns the number of UTF-16 units before a byte offset.
func (f *File) unitsBefore(offset int) int {
	if f.units == nil {
		f.units = []mark{{}}
		for last := f.units[0]; len(f.Bytes)-last.offset > markEvery; {
			end := last.offset + markEvery
			for end < len(f.Bytes) && end < last.offset+markEvery+utf8.UTFMax && !utf8.RuneStart(f.Bytes[end]) {
				end++
			}
			last = mark{end, last.units + utf16Len(f.Bytes[last.offset:end])}
			f.units = append(f.units, last)
		}
	}
	i := sort.Search(len(f.units), func(i int) bool { return f.units[i].offset > offset }) - 1
	return f.units[i].units + utf16Len(f.Bytes[f.units[i].offset:offset])
}

// Line returns the text of a line (from 1) without its line end, and its span.
func (f *File) Line(n int) ([]byte, Span) {
	f.index()
	n = max(1, min(n, len(f.lines)))
	start, end := f.lines[n-1], len(f.Bytes)
	if n < len(f.lines) {
		end = f.lines[n]
	}
	text := bytes.TrimRight(f.Bytes[start:end], "\r\n")
	return text, Span{start, start + len(text)}
}

// Masked returns the file with a star in place of every byte of the spans that
// does not end a line: offsets, lines and columns are those of the file.
func (f *File) Masked(spans []Span) *File {
	if len(spans) == 0 {
		return f
	}
	masked := &File{Path: f.Path, Bytes: bytes.Clone(f.Bytes)}
	for _, s := range spans {
		for i := max(0, s.Start); i < min(s.End, len(masked.Bytes)); i++ {
			if c := masked.Bytes[i]; c != '\n' && c != '\r' {
				masked.Bytes[i] = '*'
			}
		}
	}
	return masked
}

// lineOf returns the index of the line that holds the offset.
func (f *File) lineOf(offset int) int {
	f.index()
	return sort.SearchInts(f.lines, offset+1) - 1
}

// index finds the lines. LF, CRLF and a lone CR end a line, as in editors.
func (f *File) index() {
	if f.lines != nil {
		return
	}
	f.lines = []int{0}
	for i := 0; i < len(f.Bytes); i++ {
		switch f.Bytes[i] {
		case '\n':
			f.lines = append(f.lines, i+1)
		case '\r':
			if i+1 < len(f.Bytes) && f.Bytes[i+1] == '\n' {
				i++
			}
			f.lines = append(f.lines, i+1)
		}
	}
}
