package card

import (
	"slices"
	"unicode"

	"golang.org/x/image/math/fixed"
)

// length returns the length of a line.
func length(line []*glyph) fixed.Int26_6 {
	var sum fixed.Int26_6
	for _, g := range line {
		sum += g.advance
	}
	return sum
}

// wrap breaks a text into at most most lines of at most width, and returns
// what is behind them. A line ends at a space, or behind a hyphen, slash, dot or
// low line between letters; a word that is longer than a line is broken where
// the line ends.
func wrap(text []*glyph, width fixed.Int26_6, most int) (lines [][]*glyph, rest []*glyph) {
	for len(text) > 0 && len(lines) < most {
		n := lineEnd(text, width)
		lines = append(lines, text[:n])
		if text = text[n:]; len(text) > 0 && text[0].r == ' ' {
			text = text[1:]
		}
	}
	return lines, text
}

// lineEnd returns how many glyphs of the text the first line takes, at least
// one.
func lineEnd(text []*glyph, width fixed.Int26_6) int {
	var pen fixed.Int26_6
	end := 0
	for i, g := range text {
		if g.r == ' ' {
			end = i
		} else if pen+g.advance > width && i > 0 {
			if end > 0 {
				return end
			}
			return i
		}
		pen += g.advance
		if joins(g.r) && i > 0 && i+1 < len(text) && unicode.IsLetter(text[i-1].r) && unicode.IsLetter(text[i+1].r) {
			end = i + 1
		}
	}
	return len(text)
}

// joins reports whether a character joins two words to one, so that a line may
// end behind it.
func joins(r rune) bool { return r == '-' || r == '/' || r == '.' || r == '_' }

// balance breaks a text into as many lines as it was broken into, of lengths
// as even as can be: with the smallest width that needs no more lines and
// breaks no more words.
func balance(text []*glyph, lines [][]*glyph, width fixed.Int26_6) [][]*glyph {
	low, high := widestWord(text), width
	for len(lines) > 1 && high-low > fixed.I(4) {
		middle := (low + high) / 2
		if even, rest := wrap(text, middle, len(lines)); len(rest) == 0 {
			lines, high = even, middle
		} else {
			low = middle
		}
	}
	return lines
}

// widestWord returns the length of the longest word.
func widestWord(text []*glyph) fixed.Int26_6 {
	var word, widest fixed.Int26_6
	for _, g := range text {
		if word += g.advance; g.r == ' ' {
			word = 0
		}
		widest = max(widest, word)
	}
	return widest
}

// cut returns the line, or as much of it as fits with an ellipsis behind it:
// whole words, unless that is less than half of it.
func cut(f *face, line []*glyph, width fixed.Int26_6) []*glyph {
	if length(line) <= width {
		return line
	}
	ellipsis := f.glyph('…')
	pen := ellipsis.advance
	n, word := 0, 0
	for n < len(line) && pen+line[n].advance <= width {
		if line[n].r == ' ' {
			word = n
		}
		pen += line[n].advance
		n++
	}
	if word > n/2 && line[n].r != ' ' {
		n = word
	} else if n > 0 && line[n-1].r == ' ' {
		n--
	}
	return append(slices.Clone(line[:n]), ellipsis)
}
