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

	lines []int // offset of each line's first byte, made on first use
}

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
	units := 0
	for text := f.Bytes[start:offset]; len(text) > 0; {
		r, size := utf8.DecodeRune(text)
		units++
		if r > 0xFFFF {
			units++
		}
		text = text[size:]
	}
	return Position{Line: line + 1, Column: offset - start + 1, UTF16: units + 1}
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
