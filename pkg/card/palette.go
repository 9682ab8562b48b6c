package card

import "image/color"

// The indices of the 16 colours. Those of one ramp (the steps from paper to a
// colour of text) contain each other bit by bit, so that glyphs are drawn by
// OR: where two touch, the darker step stays.
const (
	paperIndex  = 0
	lineIndex   = 8  // hairlines
	quietIndex  = 4  // the time axis
	impactIndex = 12 // customers affected
	hushIndex   = 5  // between the stripes of an unnoticed segment
	hatchIndex  = 9  // the stripes
)

// The ramps, lightest step first.
var (
	inkRamp      = []uint8{1, 3, 7, 15}
	greyRamp     = []uint8{1, 3, 7} // 7 is the secondary ink
	severityRamp = []uint8{2, 6, 14}
	fadeRamp     = []uint8{10, 11, 13, impactIndex}
)

// The light colours of the site's style sheet.
var (
	paper      = rgb(0xfdfdfc)
	hairline   = rgb(0xd8dfdc)
	ink        = rgb(0x13201d)
	ink2       = rgb(0x44534f)
	quiet      = rgb(0x7d8e89)
	impact     = rgb(0xcf4b42)
	hush       = rgb(0xf0b9b3)
	severityOf = [severities]color.RGBA{
		NotRated: rgb(0x5a6864),
		Notice:   rgb(0x2f5480),
		Minor:    rgb(0x6a5a00),
		Major:    rgb(0x95470a),
		Critical: rgb(0xa51d18),
	}
)

func rgb(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xff}
}

// palette returns the colours of a card of severity s.
func palette(s Severity) [16]color.RGBA {
	var p [16]color.RGBA
	p[paperIndex], p[lineIndex], p[quietIndex] = paper, hairline, quiet
	p[hushIndex], p[hatchIndex] = hush, mix(hush, impact, 0.55)
	for i, index := range severityRamp {
		p[index] = mix(paper, severityOf[s], float64(i+1)/3)
	}
	for i, index := range fadeRamp {
		p[index] = mix(paper, impact, float64(i+1)/4)
	}
	for i, index := range greyRamp {
		p[index] = mix(paper, ink2, float64(i+1)/3)
	}
	p[inkRamp[3]] = ink
	return p
}

// mix returns the colour that covers a by the share of b.
func mix(a, b color.RGBA, share float64) color.RGBA {
	one := func(a, b uint8) uint8 { return uint8(float64(a)*(1-share) + float64(b)*share + 0.5) }
	return color.RGBA{R: one(a.R, b.R), G: one(a.G, b.G), B: one(a.B, b.B), A: 0xff}
}
