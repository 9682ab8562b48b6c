package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// printKey begins the line of front matter that holds the fingerprint.
const printKey = "  fingerprint: "

// printSize is how much of a line's hash the fingerprint holds, in letters of
// six bits: enough that an edited line is not taken for the imported one.
const printSize = 4

// textLine is a line of a document that is not blank.
type textLine struct {
	text  string // without its line end
	blank int    // lines in front of it
	print string
}

// textLines divides a text, without the line of its fingerprint.
func textLines(text []byte) (list []textLine) {
	blank := 0
	inHead := bytes.HasPrefix(text, []byte("---"))
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(line) == "":
			blank++
			continue
		case inHead && len(list) > 0 && strings.TrimRight(line, " ") == "---":
			inHead = false
		case inHead && strings.HasPrefix(line, printKey):
			continue
		}
		sum := sha256.Sum256([]byte(strings.TrimRight(line, " \t")))
		list = append(list, textLine{line, blank, base64.RawURLEncoding.EncodeToString(sum[:3])})
		blank = 0
	}
	return list
}

// fingerprint returns what a text is known by: of each line that is not blank a
// few letters of its SHA-256, one after the other.
func fingerprint(text []byte) string {
	var b strings.Builder
	for _, l := range textLines(text) {
		b.WriteString(l.print)
	}
	return b.String()
}

// prints takes a fingerprint apart; nil when it is none.
func prints(s string) (list []string) {
	if len(s)%printSize != 0 {
		return nil
	}
	for ; s != ""; s = s[printSize:] {
		list = append(list, s[:printSize])
	}
	return list
}

// merge merges two texts that were made of one whose lines have the prints
// given: what only one of them changed is taken from it. It is false when both
// changed the same lines, or lines beside each other, in different ways.
func merge(base []string, mine, theirs []byte) ([]byte, bool) {
	m, t := textLines(mine), textLines(theirs)
	inMine, inTheirs := align(base, m), align(base, t)
	var out []textLine
	at, atMine, atTheirs := 0, 0, 0
	for at <= len(base) {
		// The next line of the base that both still have ends a stretch.
		end := at
		for end < len(base) && (inMine[end] < 0 || inTheirs[end] < 0) {
			end++
		}
		endMine, endTheirs := len(m), len(t)
		if end < len(base) {
			endMine, endTheirs = inMine[end], inTheirs[end]
		}
		part, ok := choose(base[at:end], m[atMine:endMine], t[atTheirs:endTheirs])
		if !ok {
			return nil, false
		}
		out = append(out, part...)
		if end < len(base) {
			kept := m[endMine]
			kept.blank = max(kept.blank, t[endTheirs].blank)
			out = append(out, kept)
		}
		at, atMine, atTheirs = end+1, endMine+1, endTheirs+1
	}
	return joinLines(out), true
}

// choose decides between two versions of a stretch.
func choose(base []string, mine, theirs []textLine) ([]textLine, bool) {
	same := func(lines []textLine, prints []string) bool {
		if len(lines) != len(prints) {
			return false
		}
		for i := range lines {
			if lines[i].print != prints[i] {
				return false
			}
		}
		return true
	}
	switch {
	case same(theirs, base):
		return mine, true
	case same(mine, base):
		return theirs, true
	case same(mine, printsOf(theirs)):
		return mine, true
	}
	return nil, false
}

func printsOf(lines []textLine) []string {
	list := make([]string, len(lines))
	for i := range lines {
		list[i] = lines[i].print
	}
	return list
}

// joinLines writes lines with the blank ones in front of them.
func joinLines(lines []textLine) []byte {
	var b bytes.Buffer
	for _, l := range lines {
		for range l.blank {
			b.WriteByte('\n')
		}
		b.WriteString(l.text + "\n")
	}
	return b.Bytes()
}

// mostCells bounds the work of comparing what two texts do not share at their
// ends, in pairs of lines. Beyond it, all of that has changed.
const mostCells = 4 << 20

// align returns for each line of the base the index of the line that it still
// is, or -1: a longest common subsequence.
func align(base []string, lines []textLine) []int {
	match := make([]int, len(base))
	for i := range match {
		match[i] = -1
	}
	start := 0
	for start < len(base) && start < len(lines) && base[start] == lines[start].print {
		match[start] = start
		start++
	}
	endBase, end := len(base), len(lines)
	for endBase > start && end > start && base[endBase-1] == lines[end-1].print {
		endBase, end = endBase-1, end-1
		match[endBase] = end
	}
	rows, columns := endBase-start, end-start
	if rows == 0 || columns == 0 || rows > mostCells/columns {
		return match
	}
	length := make([][]int32, rows+1)
	cells := make([]int32, (rows+1)*(columns+1))
	for i := range length {
		length[i] = cells[i*(columns+1) : (i+1)*(columns+1)]
	}
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			if base[start+i] == lines[start+j].print {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case base[start+i] == lines[start+j].print:
			match[start+i] = start + j
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return match
}
