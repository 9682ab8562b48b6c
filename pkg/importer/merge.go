package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// printKey begins the line of front matter that holds the fingerprint.
const printKey = "  fingerprint: "

// The fingerprint has a few letters for each line: those of the hash of its text,
// enough that an edited line is not taken for the imported one, and one for the
// number of blank lines in front of it.
const (
	hashSize  = 4
	printSize = hashSize + 1
	letters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// mostPrints is the number of lines of the longest text that is merged line by
// line. Of a longer one the fingerprint is a hash of the whole.
const mostPrints = 1500

// textLine is a line of a document that is not blank.
type textLine struct {
	text  string // without its line end
	blank int    // lines in front of it
	print string
}

// hash is the part of a line's print that its text makes.
func (l textLine) hash() string { return l.print[:hashSize] }

// mark is the byte order mark that some editors write.
const mark = "\ufeff"

// textLines divides a text, without the line of its fingerprint.
func textLines(text []byte) (list []textLine) {
	whole := strings.TrimPrefix(string(text), mark)
	inHead := strings.HasPrefix(whole, "---")
	blank := 0
	for line := range strings.Lines(whole) {
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
		sum := sha256.Sum256([]byte(line))
		list = append(list, textLine{line, blank, base64.RawURLEncoding.EncodeToString(sum[:3]) + letters[min(blank, len(letters)-1):][:1]})
		blank = 0
	}
	return list
}

// fingerprint returns what a text is known by: the prints of its lines that are
// not blank, one after the other.
func fingerprint(text []byte) string {
	lines := textLines(text)
	if len(lines) > mostPrints {
		h := sha256.New()
		for _, l := range lines {
			fmt.Fprintf(h, "%d %s\n", l.blank, l.text)
		}
		return "=" + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.print)
	}
	return b.String()
}

// prints takes a fingerprint apart; nil when it is none, or that of a whole.
func prints(s string) (list []string) {
	if len(s)%printSize != 0 || strings.HasPrefix(s, "=") {
		return nil
	}
	for ; s != ""; s = s[printSize:] {
		list = append(list, s[:printSize])
	}
	return list
}

// merge merges two texts that were made of one whose lines have the prints
// given: what only one of them changed is taken from it. It is false when both
// changed the same lines, or lines beside each other, in different ways. Front
// matter is merged key by key, as the order of keys means nothing.
func merge(base []string, mine, theirs []byte) ([]byte, bool) {
	m, t := textLines(mine), textLines(theirs)
	endMine, endTheirs, end := endOfHead(printsOf(m)), endOfHead(printsOf(t)), endOfHead(base)
	var head []textLine
	if endMine > 0 && endTheirs > 0 && end > 0 {
		var ok bool
		if head, ok = mergeHeads(base[:end], m[:endMine], t[:endTheirs]); !ok {
			return nil, false
		}
		base, m, t = base[end:], m[endMine:], t[endTheirs:]
	}
	body, ok := mergeLines(base, m, t)
	return joinLines(append(head, body...)), ok
}

// mergeLines merges lines in the order in which they stand.
func mergeLines(base []string, m, t []textLine) ([]textLine, bool) {
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
			if kept.print == base[end] {
				kept.blank = t[endTheirs].blank // nobody but the source has changed it
			}
			out = append(out, kept)
		}
		at, atMine, atTheirs = end+1, endMine+1, endTheirs+1
	}
	return out, true
}

// choose decides between two versions of a stretch.
func choose(base []string, mine, theirs []textLine) ([]textLine, bool) {
	same := func(lines []textLine, prints []string) bool {
		if len(lines) != len(prints) {
			return false
		}
		for i := range lines {
			if lines[i].hash() != prints[i][:hashSize] {
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
	same := func(i, j int) bool { return base[i][:hashSize] == lines[j].hash() }
	for start < len(base) && start < len(lines) && same(start, start) {
		match[start] = start
		start++
	}
	endBase, end := len(base), len(lines)
	for endBase > start && end > start && same(endBase-1, end-1) {
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
			if same(start+i, start+j) {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case same(start+i, start+j):
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
