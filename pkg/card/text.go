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

// ceil returns the length in whole pixels.
func ceil(length fixed.Int26_6) int { return length.Ceil() }

// wrap breaks a text into lines of at most width, and stops after most lines.
// A line ends at a space, or behind a hyphen or a slash between words; a word
// that is longer than a line is broken where the line ends.
func wrap(text []*glyph, width fixed.Int26_6, most int) [][]*glyph {
	var lines [][]*glyph
	for len(text) > 0 && len(lines) < most {
		n := lineEnd(text, width)
		lines = append(lines, trim(text[:n]))
		text = text[n:]
		for len(text) > 0 && text[0].r == ' ' {
			text = text[1:]
		}
	}
	return lines
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
		if (g.r == '-' || g.r == '/') && i > 0 && i+1 < len(text) && unicode.IsLetter(text[i-1].r) && unicode.IsLetter(text[i+1].r) {
			end = i + 1
		}
	}
	return len(text)
}

// trim returns the line without the spaces at its end.
func trim(line []*glyph) []*glyph {
	for len(line) > 0 && line[len(line)-1].r == ' ' {
		line = line[:len(line)-1]
	}
	return line
}

// balance breaks a text into as many lines as it was broken into, of lengths
// as even as can be: with the smallest width that needs no more lines.
func balance(text []*glyph, lines [][]*glyph, width fixed.Int26_6) [][]*glyph {
	low, high := width/fixed.Int26_6(len(lines)+1), width
	for high-low > fixed.I(4) {
		middle := (low + high) / 2
		if even := wrap(text, middle, len(lines)+1); len(even) == len(lines) {
			lines, high = even, middle
		} else {
			low = middle
		}
	}
	return lines
}

// wrapCut is wrap for a text that is longer than most lines: the last one ends
// with an ellipsis.
func wrapCut(f *face, text []*glyph, width fixed.Int26_6, most int) [][]*glyph {
	lines := wrap(text, width, most-1)
	rest := text
	for range lines {
		rest = rest[lineEnd(rest, width):]
		for len(rest) > 0 && rest[0].r == ' ' {
			rest = rest[1:]
		}
	}
	return append(lines, cut(f, rest, width))
}

// cut returns the line, or as much of it as fits with an ellipsis behind it.
func cut(f *face, line []*glyph, width fixed.Int26_6) []*glyph {
	if length(line) <= width {
		return line
	}
	ellipsis := f.glyph('…')
	pen := ellipsis.advance
	n := 0
	for n < len(line) && pen+line[n].advance <= width {
		pen += line[n].advance
		n++
	}
	return append(slices.Clone(trim(line[:n])), ellipsis)
}
