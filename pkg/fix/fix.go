// Package fix changes texts as findings propose, and shows the difference.
//
// A fix ([diag.Fix]) is a few edits of byte ranges. It is applied whole or not
// at all. Of two fixes that touch each other the one that starts first is
// applied, and the other waits until the changed text was looked at again.
// Bytes that no edit covers stay as they are.
//
// Line ends in a fix's text are written as the file around it writes them. An
// edit that replaces line ends and nothing else means what it says.
package fix

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Apply applies the fixes of a file's findings to its bytes: the safe ones, or
// all of them. It returns the new bytes and how many findings they put right;
// with none, the bytes are source itself.
//
// Findings that somebody suppressed stay. So do those whose fix does not suit
// the file: edits outside it, or not in order.
func Apply(source []byte, found []diag.Diagnostic, unsafe bool) (fixed []byte, applied int) {
	var fixes []*diag.Fix
	for _, d := range found {
		if d.Fix != nil && d.Suppressed == nil && (unsafe || !d.Fix.Unsafe) && suits(d.Fix, len(source)) {
			fixes = append(fixes, d.Fix)
		}
	}
	slices.SortStableFunc(fixes, func(a, b *diag.Fix) int {
		return cmp.Compare(a.Edits[0].Span.Start, b.Edits[0].Span.Start)
	})
	c := &change{source: source, taken: make([]bool, len(source)), inserted: map[int]string{}, replaced: map[diag.Span]string{}}
	for _, f := range fixes {
		if c.add(f) {
			applied++
		}
	}
	fixed = c.text()
	if bytes.Equal(fixed, source) {
		return source, 0
	}
	return fixed, applied
}

// Edits returns the edits of a fix for a file's bytes, with line ends as the file
// has them; none when the fix does not suit the file.
func Edits(source []byte, f *diag.Fix) []diag.Edit {
	if !suits(f, len(source)) {
		return nil
	}
	c := &change{source: source}
	edits := slices.Clone(f.Edits)
	for i := range edits {
		edits[i].Text = c.lineEnds(edits[i])
	}
	return edits
}

// suits reports whether the edits lie within a file of that size, in order.
func suits(f *diag.Fix, size int) bool {
	end := 0
	for _, e := range f.Edits {
		if e.Span.Start < end || e.Span.End < e.Span.Start || e.Span.End > size {
			return false
		}
		end = e.Span.End
	}
	return len(f.Edits) > 0
}

// change is what is to become of a text.
type change struct {
	source   []byte
	edits    []diag.Edit
	taken    []bool               // by offset: an edit replaces the byte
	inserted map[int]string       // by offset
	replaced map[diag.Span]string // not the empty ones
}

// add takes the edits of a fix in, unless one of them touches an edit that was
// taken in before and is not the same.
func (c *change) add(f *diag.Fix) bool {
	edits := make([]diag.Edit, 0, len(f.Edits))
	for _, e := range f.Edits {
		e.Text = c.lineEnds(e)
		switch same, touches := c.compare(e); {
		case touches:
			return false
		case !same:
			edits = append(edits, e)
		}
	}
	for _, e := range edits {
		if e.Span.Len() == 0 {
			c.inserted[e.Span.Start] = e.Text
		} else {
			c.replaced[e.Span] = e.Text
		}
		for i := e.Span.Start; i < e.Span.End; i++ {
			c.taken[i] = true
		}
	}
	c.edits = append(c.edits, edits...)
	return true
}

// compare holds an edit against those that were taken in.
func (c *change) compare(e diag.Edit) (same, touches bool) {
	s := e.Span
	if s.Len() == 0 {
		text, there := c.inserted[s.Start]
		inside := s.Start > 0 && c.taken[s.Start-1] || s.Start < len(c.taken) && c.taken[s.Start]
		return there && text == e.Text, there && text != e.Text || inside
	}
	if text, there := c.replaced[s]; there {
		return text == e.Text, text != e.Text
	}
	for i := s.Start; i <= s.End; i++ {
		if _, there := c.inserted[i]; there || i < s.End && c.taken[i] {
			return false, true
		}
	}
	return false, false
}

// lineEnds returns the text of an edit with line ends as in the file around it.
func (c *change) lineEnds(e diag.Edit) string {
	if !strings.Contains(e.Text, "\n") || strings.Contains(e.Text, "\r") {
		return e.Text
	}
	if old := c.source[e.Span.Start:e.Span.End]; len(old) > 0 && len(bytes.Trim(old, "\r\n")) == 0 {
		return e.Text
	}
	return strings.ReplaceAll(e.Text, "\n", lineEnd(c.source, e.Span.Start))
}

// lineEnd returns the line end nearest before an offset, or else the first one
// behind it.
func lineEnd(source []byte, offset int) string {
	at := bytes.LastIndexAny(source[:offset], "\r\n")
	if at < 0 {
		at = bytes.IndexAny(source, "\r\n")
	}
	switch {
	case at < 0:
		return "\n"
	case source[at] == '\n' && at > 0 && source[at-1] == '\r', source[at] == '\r' && at+1 < len(source) && source[at+1] == '\n':
		return "\r\n"
	}
	return string(source[at : at+1])
}

// text returns the changed text.
func (c *change) text() []byte {
	slices.SortFunc(c.edits, func(a, b diag.Edit) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
	var out bytes.Buffer
	out.Grow(len(c.source))
	at := 0
	for _, e := range c.edits {
		out.Write(c.source[at:e.Span.Start])
		out.WriteString(e.Text)
		at = e.Span.End
	}
	out.Write(c.source[at:])
	return out.Bytes()
}

// Diff returns the change of a file in the unified format, nil when there is
// none.
func Diff(oldName string, before []byte, newName string, after []byte) []byte {
	return diff.Diff(oldName, before, newName, after)
}
