// Package card draws the picture of an incident that chat programs and social
// sites show beside a link (Open Graph's og:image): a PNG of [Width] by
// [Height] pixels with the site's name, the severity, the title, a few facts
// and the ribbon of the impact window.
//
//	card.Card{
//		Site:     "Incident library",
//		Title:    "Search timed out in West Europe",
//		Facts:    []string{"12 Dec 2023, 09:10 to 09:50 UTC", "40 min"},
//		Severity: card.Major,
//		Word:     "Major",
//		Ribbon:   []card.Segment{{Start: 0.2, End: 0.8, Kind: card.Impact}},
//	}.PNG(w)
//
// The picture has the light colours of the site's style sheet and 16 colours
// in all, so a pixel takes 4 bits and a file 8 to 21 kB. The same card gives
// the same bytes.
//
// The text is set in the Go fonts, which hold the Latin, Greek and Cyrillic
// letters of European languages and no others. A text with a letter, a digit or
// a mark that they lack is left out: a picture without a title says less than
// one with a title, and more than one with a row of empty boxes. The first fact
// then takes the place of the title. Symbols and emoji that the fonts lack are
// left out of a text that stays. A letter and its accent must be one character
// (Unicode's form NFC). Fonts with the Chinese and Japanese characters would make
// the program larger by 4 MB and more for each weight, and are not here.
package card

import (
	"io"
	"math"

	"golang.org/x/image/math/fixed"
)

// Width and Height of the picture in pixels: what Open Graph readers ask for
// to show a large picture.
const (
	Width  = 1200
	Height = 630
)

// Card is what the picture shows. Every text is finished, in the site's
// language, and may be anything: control and formatting characters are left
// out, and what is too long ends with an ellipsis.
type Card struct {
	Site     string   // the name of the site
	Title    string   // up to three lines
	Facts    []string // short, the most important first; up to two lines
	Severity Severity
	Word     string    // the name of the severity; when it is empty, none is shown
	Ribbon   []Segment // a later one covers an earlier one
}

// Severity is the shape and the colour before the word.
type Severity uint8

// The severities, in the order of their weight.
const (
	NotRated Severity = iota // a dashed ring
	Notice                   // a ring
	Minor                    // a disc
	Major                    // a triangle
	Critical                 // a diamond
	severities
)

// Segment is a part of the time axis. Start and End are shares of its length,
// 0 to 1; a segment that ends before it starts is left out.
type Segment struct {
	Start, End float64
	Kind       Kind
}

// Kind says what a segment means.
type Kind uint8

// The kinds of segments.
const (
	Impact      Kind = iota // customers were affected
	Unnoticed               // customers were affected, and nobody knew
	Approximate             // customers were affected; the ends are not exact
)

// The page in pixels. Baselines are those of text.
const (
	margin    = 72
	barHeight = 100 // the bar with the name of the site
	barMiddle = 49
	barText   = 60 // baseline
	shapeSize = 30

	titleTop  = 150 // the upper edge of capitals
	factsLast = 464 // baseline of the last line of facts
	factsNext = 44  // from line to line
	factGap   = 26  // on each side of the line between two facts

	axisMiddle = 552
	axisHalf   = 5
	barHalf    = 28 // of a segment
	leastWidth = 12 // of a segment
)

// titles are the sizes of a title, the first one that holds all of it is
// taken, else the last.
var titles = []struct {
	face    *face
	lines   int
	capital int // height of a capital letter
	next    int // from line to line
}{
	{newFace(bold, 88, inkRamp, -0.022), 2, 64, 100},
	{newFace(bold, 62, inkRamp, -0.022), 3, 45, 72},
}

// The other faces.
var (
	siteFace = newFace(bold, 30, inkRamp, 0)
	wordFace = newFace(bold, 30, severityRamp, 0)
	mainFact = newFace(regular, 32, inkRamp, 0)
	moreFact = newFace(regular, 32, greyRamp, 0)
)

// PNG writes the picture in one call of Write. The error is that of w.
func (c Card) PNG(w io.Writer) error {
	if c.Severity >= severities {
		c.Severity = NotRated
	}
	p := canvases.Get().(*canvas)
	defer canvases.Put(p)
	p.clear()
	p.drawBar(c)
	facts := writable(c.Facts)
	title, ok := clean(c.Title)
	if !ok || title == "" {
		title = ""
		if len(facts) > 0 {
			title, facts = facts[0], facts[1:]
		}
	}
	p.drawTitle(title)
	p.drawFacts(facts)
	p.drawRibbon(c.Ribbon)
	return p.writePNG(w, c.Severity)
}

// writable returns the texts that can be shown, cleaned.
func writable(texts []string) []string {
	var all []string
	for _, text := range texts {
		if s, ok := clean(text); ok && s != "" {
			all = append(all, s)
		}
	}
	return all
}

// drawBar draws the mark, the name of the site and the severity.
func (p *canvas) drawBar(c Card) {
	p.fill(0, barHeight-2, Width, barHeight, lineIndex)
	right := Width - margin
	if c.Word != "" {
		if word, ok := clean(c.Word); ok {
			line := cut(wordFace, wordFace.set(word), fixed.I(Width/3))
			right -= length(line).Ceil()
			p.text(line, right, barText)
			right -= 14
		}
		right -= shapeSize
		p.blit(shapes()[c.Severity], right, barMiddle-shapeSize/2)
		right -= margin / 2
	}
	p.bar(margin, barMiddle-4, margin+52, barMiddle+4, quietIndex)
	p.bar(margin+14, barMiddle-12, margin+36, barMiddle+12, impactIndex)
	if site, ok := clean(c.Site); ok {
		left := margin + 52 + 18
		p.text(cut(siteFace, siteFace.set(site), fixed.I(right-left)), left, barText)
	}
}

// drawTitle draws the title at the largest size that holds it.
func (p *canvas) drawTitle(title string) {
	const width = fixed.Int26_6(Width-2*margin) << 6
	for i, size := range titles {
		glyphs := size.face.set(title)
		lines, rest := wrap(glyphs, width, size.lines)
		switch {
		case len(rest) == 0:
			lines = balance(glyphs, lines, width)
		case i < len(titles)-1:
			continue
		default:
			lines, rest = wrap(glyphs, width, size.lines-1)
			lines = append(lines, cut(size.face, rest, width))
		}
		for n, line := range lines {
			p.text(line, margin, titleTop+size.capital+n*size.next)
		}
		return
	}
}

// drawFacts draws the facts beside each other, with a fine line between two.
func (p *canvas) drawFacts(facts []string) {
	const most = 2
	type placed struct {
		line []*glyph
		x, n int
	}
	var all []placed
	x, n, face := margin, 0, mainFact
	for _, fact := range facts {
		line := face.set(fact)
		width := length(line).Ceil()
		if x > margin && x+width > Width-margin {
			if n+1 == most {
				break
			}
			x, n = margin, n+1
		}
		line = cut(face, line, fixed.I(Width-margin-x))
		all = append(all, placed{line, x, n})
		x += length(line).Ceil() + 2*factGap
		face = moreFact
	}
	for _, f := range all {
		baseline := factsLast - (n-f.n)*factsNext
		p.text(f.line, f.x, baseline)
		if f.x > margin {
			p.fill(f.x-factGap-1, baseline-24, f.x-factGap+1, baseline+4, lineIndex)
		}
	}
}

// drawRibbon draws the time axis from edge to edge, for time goes on, and the
// segments between the margins.
func (p *canvas) drawRibbon(segments []Segment) {
	if len(segments) == 0 {
		p.fill(0, axisMiddle-1, Width, axisMiddle+1, lineIndex)
		return
	}
	p.fill(0, axisMiddle-axisHalf, Width, axisMiddle+axisHalf, quietIndex)
	for _, s := range segments {
		start, end := math.Max(s.Start, 0), math.Min(s.End, 1)
		if !(start <= end) { // a share that is no number is left out as well
			continue
		}
		left := margin + int(math.Round(start*(Width-2*margin)))
		right := margin + int(math.Round(end*(Width-2*margin)))
		if right-left < leastWidth {
			left = min(left, Width-margin-leastWidth)
			right = left + leastWidth
		}
		switch s.Kind {
		case Unnoticed:
			p.hatched(left, axisMiddle-barHalf, right, axisMiddle+barHalf)
		case Approximate:
			p.faded(left, axisMiddle-barHalf, right, axisMiddle+barHalf)
		default:
			p.bar(left, axisMiddle-barHalf, right, axisMiddle+barHalf, impactIndex)
		}
	}
}
