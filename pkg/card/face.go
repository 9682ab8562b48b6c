package card

import (
	"image"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The fonts, parsed when the first card is drawn.
var (
	bold    = sync.OnceValue(func() *sfnt.Font { return parse(gobold.TTF) })
	regular = sync.OnceValue(func() *sfnt.Font { return parse(goregular.TTF) })
)

func parse(ttf []byte) *sfnt.Font {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err) // the fonts are part of the program
	}
	return f
}

// face is a font at one size in one colour. It keeps each glyph that was once
// drawn: a card costs their copying. It may be used by several goroutines.
type face struct {
	ramp    []uint8
	spacing fixed.Int26_6 // added behind each glyph
	open    func() font.Face

	glyphs sync.Map   // rune → *glyph
	mu     sync.Mutex // around the font.Face
}

// newFace returns the face of a font at a size in pixels; spacing is a share
// of the size.
func newFace(f func() *sfnt.Font, size float64, ramp []uint8, spacing float64) *face {
	return &face{
		ramp:    ramp,
		spacing: fixed.Int26_6(size * spacing * 64),
		open: sync.OnceValue(func() font.Face {
			opened, err := opentype.NewFace(f(), &opentype.FaceOptions{Size: size, DPI: 72})
			if err != nil {
				panic(err) // the sizes are part of the program
			}
			return opened
		}),
	}
}

// glyph is one character as it is drawn.
type glyph struct {
	r       rune
	advance fixed.Int26_6
	x, y    int // of the mask's corner from the pen, y downwards
	mask    mask
}

// softHyphen has the shape of a hyphen in the Go fonts, where the character "-"
// is made for programs and has that of a minus, as wide as a digit.
const softHyphen = '\u00ad'

// glyph returns the glyph of a character that the font has.
func (f *face) glyph(r rune) *glyph {
	if g, ok := f.glyphs.Load(r); ok {
		return g.(*glyph)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	g := &glyph{r: r}
	drawn := r
	if r == '-' {
		drawn = softHyphen
	}
	box, alpha, corner, advance, _ := f.open().Glyph(fixed.Point26_6{}, drawn)
	g.advance = advance + f.spacing
	if alpha, ok := alpha.(*image.Alpha); ok && !box.Empty() {
		g.x, g.y = box.Min.X, box.Min.Y
		g.mask = newMask(alpha, corner, box.Size(), f.ramp)
	}
	kept, _ := f.glyphs.LoadOrStore(r, g)
	return kept.(*glyph)
}

// set returns the glyphs of a text that is clean.
func (f *face) set(text string) []*glyph {
	line := make([]*glyph, 0, len(text))
	for _, r := range text {
		line = append(line, f.glyph(r))
	}
	return line
}

// known reports whether the fonts have the character. Both have the same ones.
func known(r rune) bool {
	index, err := regular().GlyphIndex(nil, r)
	return err == nil && index != 0
}

// longest is more characters than the lines of a title hold, even of the
// narrowest ones; what stands behind them is never looked at.
const longest = 400

// clean returns the text as a card shows it: without control and formatting
// characters and without symbols that the fonts lack, every run of white space
// one space. It reports false for a text with another character that the fonts
// lack.
func clean(text string) (string, bool) {
	kept := make([]byte, 0, min(len(text), 4*longest))
	count, space := 0, false
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			space = len(kept) > 0
			continue
		case r == '\u2010' || r == '\u2011': // hyphen, hyphen without a break
			r = '-'
		case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Me, unicode.Variation_Selector):
			continue
		case known(r):
		case unicode.In(r, unicode.So, unicode.Sk):
			continue
		default:
			return "", false
		}
		if space {
			kept, space = append(kept, ' '), false
			count++
		}
		kept = utf8.AppendRune(kept, r)
		if count++; count >= longest {
			break
		}
	}
	return string(kept), true
}
