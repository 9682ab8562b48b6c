package card

import (
	"image"
	"sync"

	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// stride of a row in bytes: the filter of PNG (0, none), then two pixels a
// byte, the left one in the upper half.
const stride = 1 + Width/2

// canvas is the picture, as the rows of a PNG of 4 bits a pixel.
type canvas struct {
	rows [Height * stride]byte
	file encoder
}

// canvases are reused: a canvas and its compressor take a megabyte.
var canvases = sync.Pool{New: func() any { return new(canvas) }}

func (p *canvas) clear() { clear(p.rows[:]) }

// set gives a pixel a colour.
func (p *canvas) set(x, y int, index uint8) {
	b := &p.rows[y*stride+1+x/2]
	if x&1 == 0 {
		*b = *b&0x0f | index<<4
	} else {
		*b = *b&0xf0 | index
	}
}

// fill gives a rectangle a colour; x1 and y1 are outside.
func (p *canvas) fill(x0, y0, x1, y1 int, index uint8) {
	for y := y0; y < y1; y++ {
		p.line(x0, x1, y, index)
	}
}

// line gives pixels of one row a colour; x1 is outside.
func (p *canvas) line(x0, x1, y int, index uint8) {
	if x0 < x1 && x0&1 == 1 {
		p.set(x0, y, index)
		x0++
	}
	if x0 < x1 && x1&1 == 1 {
		x1--
		p.set(x1, y, index)
	}
	row := p.rows[y*stride+1:][:Width/2]
	for i := x0 / 2; i < x1/2; i++ {
		row[i] = index<<4 | index
	}
}

// corner says how many pixels the rows at the ends of a bar are shorter on
// each side, outermost row first.
var corner = []int{2, 1}

// inset returns the corner of the row that is near from the upper end and far
// from the lower one.
func inset(near, far int) int {
	if n := min(near, far); n < len(corner) {
		return corner[n]
	}
	return 0
}

// bar is fill with round corners.
func (p *canvas) bar(x0, y0, x1, y1 int, index uint8) {
	for y := y0; y < y1; y++ {
		in := inset(y-y0, y1-1-y)
		p.line(x0+in, x1-in, y, index)
	}
}

// hatched draws a bar with an outline and stripes of 45 degrees.
func (p *canvas) hatched(x0, y0, x1, y1 int) {
	const outline, period, stripe = 2, 16, 7
	p.bar(x0, y0, x1, y1, impactIndex)
	for y := y0 + outline; y < y1-outline; y++ {
		in := outline + inset(y-y0-outline, y1-1-outline-y)
		for x := x0 + in; x < x1-in; x++ {
			index := uint8(hushIndex)
			if (x+y)%period < stripe {
				index = hatchIndex
			}
			p.set(x, y, index)
		}
	}
}

// bayer is the threshold matrix of ordered dithering, 4 by 4 (B. E. Bayer,
// 1973): it makes even steps of few colours.
var bayer = [4][4]int{{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}}

// faded draws a bar that grows from a quarter of the colour to all of it over
// an eighth of its length at both ends.
func (p *canvas) faded(x0, y0, x1, y1 int) {
	fade := max((x1-x0)/8, 1)
	steps := 16 * (len(fadeRamp) - 1)
	for y := y0; y < y1; y++ {
		in := inset(y-y0, y1-1-y)
		for x := x0 + in; x < x1-in; x++ {
			depth := min(min(x-x0, x1-1-x)*steps/fade, steps)
			p.set(x, y, fadeRamp[(depth+bayer[y%4][x%4])/16])
		}
	}
}

// text draws a line from x to the right on a baseline.
func (p *canvas) text(line []*glyph, x, baseline int) {
	pen := fixed.I(x)
	for _, g := range line {
		p.blit(g.mask, pen.Round()+g.x, baseline+g.y)
		pen += g.advance
	}
}

// mask is a shape in the colours of a ramp: rows of pixels as in a canvas, once
// for an even and once for an odd left edge.
type mask struct {
	even, odd []byte
	stride    int // bytes
}

// newMask makes the mask of the part of an alpha picture that begins at from.
func newMask(alpha *image.Alpha, from, size image.Point, ramp []uint8) mask {
	m := mask{stride: size.X/2 + 1}
	m.even, m.odd = make([]byte, m.stride*size.Y), make([]byte, m.stride*size.Y)
	for y := range size.Y {
		for x := range size.X {
			a := int(alpha.AlphaAt(from.X+x, from.Y+y).A)
			step := (a*len(ramp) + 127) / 255
			if step == 0 {
				continue
			}
			m.even[y*m.stride+x/2] |= ramp[step-1] << (4 * (^x & 1))
			m.odd[y*m.stride+(x+1)/2] |= ramp[step-1] << (4 * (x & 1))
		}
	}
	return m
}

// blit draws a mask with its upper left corner at x, y.
func (p *canvas) blit(m mask, x, y int) {
	pixels := m.even
	if x&1 == 1 {
		pixels = m.odd
	}
	for at := y*stride + 1 + x/2; len(pixels) > 0; at += stride {
		row := p.rows[at:][:m.stride]
		for i, b := range pixels[:m.stride] {
			row[i] |= b
		}
		pixels = pixels[m.stride:]
	}
}

// shapes are the signs of the severities, as in the style sheet of the site.
var shapes = sync.OnceValue(func() [severities]mask {
	return [severities]mask{
		NotRated: shape(dashes),
		Notice:   shape(func(z *vector.Rasterizer) { circle(z, 7, false); circle(z, 4, true) }),
		Minor:    shape(func(z *vector.Rasterizer) { circle(z, 7, false) }),
		Major:    shape(func(z *vector.Rasterizer) { polygon(z, 8, 1, 16, 15, 0, 15) }),
		Critical: shape(func(z *vector.Rasterizer) { polygon(z, 8, 0, 16, 8, 8, 16, 0, 8) }),
	}
})
