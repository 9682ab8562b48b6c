package importer

import (
	"slices"
	"strings"
)

// endOfHead returns the number of lines of the front matter that lines begin
// with, the `---` at both ends included; 0 where there is none.
func endOfHead(prints []string) int {
	rule := textLines([]byte("---"))[0].hash()
	if len(prints) == 0 || prints[0][:hashSize] != rule {
		return 0
	}
	for k, p := range prints[1:] {
		if p[:hashSize] == rule {
			return k + 2
		}
	}
	return 0
}

// headKey is a key of front matter with its lines.
type headKey struct {
	name  string
	lines []textLine
}

// headKeys divides front matter into its keys. What belongs to none has the
// name of its text.
func headKeys(lines []textLine) (keys []headKey) {
	for _, l := range lines[1 : len(lines)-1] {
		first := l.text[0]
		if n := len(keys); n > 0 && (first == ' ' || first == '\t' || first == '-') {
			keys[n-1].lines = append(keys[n-1].lines, l)
			continue
		}
		name := l.text
		if key, _, ok := strings.Cut(l.text, ":"); ok && first != '#' {
			name = key
		}
		keys = append(keys, headKey{name, []textLine{l}})
	}
	return keys
}

// mergeHeads merges front matter, given with its `---` lines: the keys of mine in
// their order, and behind them or where they stand those that are new in theirs.
// It is false when both changed a key in different ways.
func mergeHeads(base []string, mine, theirs []textLine) (out []textLine, ok bool) {
	known := map[string]bool{}
	for _, p := range base {
		known[p[:hashSize]] = true
	}
	isOld := func(k *headKey) bool {
		return !slices.ContainsFunc(k.lines, func(l textLine) bool { return !known[l.hash()] })
	}
	m, t := headKeys(mine), headKeys(theirs)
	find := func(keys []headKey, name string) *headKey {
		if i := slices.IndexFunc(keys, func(k headKey) bool { return k.name == name }); i >= 0 {
			return &keys[i]
		}
		return nil
	}
	var merged []headKey
	for i := range m {
		k := &m[i]
		switch other := find(t, k.name); {
		case other == nil && isOld(k): // the source has it no longer
		case other == nil || isOld(other) || slices.EqualFunc(k.lines, other.lines, sameLine):
			merged = append(merged, *k)
		case isOld(k):
			merged = append(merged, headKey{k.name, other.lines})
		default:
			return nil, false
		}
	}
	for i := range t {
		k := &t[i]
		if find(m, k.name) != nil || isOld(k) { // a person took it away
			continue
		}
		at := len(merged)
		for n := i - 1; n >= 0; n-- {
			if before := slices.IndexFunc(merged, func(k headKey) bool { return k.name == t[n].name }); before >= 0 {
				at = before + 1
				break
			}
		}
		merged = slices.Insert(merged, at, *k)
	}
	out = append(out, mine[0])
	for _, k := range merged {
		out = append(out, k.lines...)
	}
	return append(out, mine[len(mine)-1]), true
}

func sameLine(a, b textLine) bool { return a.text == b.text }
