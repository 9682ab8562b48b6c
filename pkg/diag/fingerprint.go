package diag

import (
	"bytes"
	"fmt"
	"unicode/utf16"
)

// Fingerprints returns a name for each finding that stays the same while the
// file is edited elsewhere: `rule:hash:n`. The hash is CodeQL's of the line
// (github/codeql-action, src/fingerprints.ts), n counts the lines of the file
// that have it, and `.2` follows for the second finding of a rule on a line.
func Fingerprints(found []Diagnostic, open func(path string) (*File, error)) []string {
	names := make([]string, len(found))
	files := map[string]*File{}
	hashes := map[string][]string{}
	seen := map[string]int{}
	for i, d := range found {
		lines, known := hashes[d.Path]
		if !known {
			f, err := open(d.Path)
			if err != nil {
				f = &File{Path: d.Path}
			}
			lines = lineHashes(f.Bytes)
			files[d.Path], hashes[d.Path] = f, lines
		}
		line := min(files[d.Path].Position(d.Span.Start).Line, len(lines))
		names[i] = d.Rule + ":" + lines[line-1]
		key := d.Path + "\x00" + names[i]
		if seen[key]++; seen[key] > 1 {
			names[i] += fmt.Sprintf(".%d", seen[key])
		}
	}
	return names
}

// lineHashes returns `hash:n` for each line: a rolling hash of the 100 UTF-16
// units from its start that are no blanks.
func lineHashes(text []byte) []string {
	const window, factor = 100, 37
	power := uint64(1)
	for range window {
		power *= factor
	}
	text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	units := append(utf16.Encode([]rune(string(text))), 65535)
	var (
		ring   [window]uint64
		owner  [window]int // the line that starts at this place of the ring, from 1
		hash   uint64
		at     int
		lines  []string
		counts = map[uint64]int{}
	)
	output := func() {
		if n := owner[at]; n > 0 {
			counts[hash]++
			for len(lines) < n {
				lines = append(lines, "")
			}
			lines[n-1] = fmt.Sprintf("%x:%d", hash, counts[hash])
			owner[at] = 0
		}
	}
	add := func(unit uint64) {
		hash = factor*hash + unit - power*ring[at]
		ring[at] = unit
		at = (at + 1) % window
	}
	line, start := 0, true
	for _, u := range units {
		if u == ' ' || u == '\t' {
			continue
		}
		output()
		if start {
			line++
			owner[at], start = line, false
		}
		start = u == '\n'
		add(uint64(u))
	}
	for range window {
		output()
		add(0)
	}
	return lines
}
