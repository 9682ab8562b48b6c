package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// element is what the properties need of an element of a picture.
type element struct {
	name, text string
	attributes map[string]string
	narrow     bool // it stays on a narrow screen: neither it nor what holds it has the class t2
	hidden     bool // from assistive technology
}

// parse reads a picture, and fails the test where it is no XML.
func parse(t *testing.T, picture string) (list []element) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(picture))
	var open []int
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, picture)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attributes: map[string]string{}, narrow: true}
			if n := len(open); n > 0 {
				e.narrow, e.hidden = list[open[n-1]].narrow, list[open[n-1]].hidden
			}
			for _, a := range token.Attr {
				if _, twice := e.attributes[a.Name.Local]; twice {
					t.Fatalf("%s twice in %s", a.Name.Local, e.name)
				}
				e.attributes[a.Name.Local] = a.Value
			}
			e.narrow = e.narrow && e.attributes["class"] != "t2"
			e.hidden = e.hidden || e.attributes["aria-hidden"] == "true"
			open, list = append(open, len(list)), append(list, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			list[open[len(open)-1]].text += string(token)
		}
	}
}

// number reads a coordinate, in percent or pixels.
func number(t *testing.T, text string) (v float64, ofWidth bool) {
	t.Helper()
	text, ofWidth = strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || len(text) > 7 {
		t.Fatalf("coordinate %q", text)
	}
	return v, ofWidth
}

// checkPicture holds a picture against what is true of all of them, and
// returns its height.
func checkPicture(t *testing.T, picture string) float64 {
	t.Helper()
	list := parse(t, picture)
	height, _ := number(t, list[0].attributes["height"])
	for _, e := range list {
		if _, ok := e.attributes["style"]; ok || e.attributes["viewBox"] != "" {
			t.Fatalf("style or viewBox in %v", e)
		}
		for _, name := range []string{"x", "x1", "x2", "cx", "width"} {
			if text, ok := e.attributes[name]; ok {
				if v, ofWidth := number(t, text); v < 0 || ofWidth && v > 100 {
					t.Fatalf("%s=%q of %s\n%s", name, text, e.name, picture)
				}
			}
		}
		for _, name := range []string{"y", "y1", "y2", "cy"} {
			if text, ok := e.attributes[name]; ok {
				if v, _ := number(t, text); v < 0 || v > height {
					t.Fatalf("%s=%q of %s, height %v\n%s", name, text, e.name, height, picture)
				}
			}
		}
		if width, ok := e.attributes["width"]; ok && strings.HasSuffix(width, "%") && e.attributes["x"] != "" {
			from, _ := number(t, e.attributes["x"])
			if v, _ := number(t, width); from+v > 100.02 {
				t.Fatalf("from %v%%, %v%% wide", from, v)
			}
		}
	}
	for _, e := range list {
		if e.name == "text" && e.narrow {
			checkInside(t, e)
		}
	}
	checkLabels(t, picture, list, 700, false)
	checkLabels(t, picture, list, 320, true)
	return height
}

// checkInside fails where a text leaves a picture on a screen of 320 pixels,
// by the package's own guess of its width.
func checkInside(t *testing.T, e element) {
	t.Helper()
	at, ofWidth := number(t, e.attributes["x"])
	if ofWidth {
		at *= narrow / 100.
	}
	if e.attributes["dx"] != "" {
		dx, _ := number(t, e.attributes["dx"])
		at += dx
	}
	letters := textWidth(e.text)
	left := anchor(e.attributes["text-anchor"]).left(at, letters)
	if left < -0.1 || left+letters > narrow+0.1 {
		t.Fatalf("%q from %v to %v of %d pixels", e.text, left, left+letters, narrow)
	}
}

// checkLabels fails where two texts of the axis touch in a picture of a width,
// if a letter is 7 pixels wide.
func checkLabels(t *testing.T, picture string, list []element, width float64, narrow bool) {
	t.Helper()
	edge, before := -1000.0, ""
	axis := ""
	for _, e := range slices.Backward(list) { // the highest text that is no label of a row or marker is on the axis
		if class := e.attributes["class"]; e.name == "text" && class != "lab" && class != "mkt" && e.attributes["x"] != "0" {
			axis = e.attributes["y"]
			break
		}
	}
	for _, e := range list {
		if e.name != "text" || e.attributes["y"] != axis || narrow && !e.narrow {
			continue
		}
		at, ofWidth := number(t, e.attributes["x"])
		if ofWidth {
			at *= width / 100
		}
		letters := float64(utf8.RuneCountInString(e.text)) * 7
		left := anchor(e.attributes["text-anchor"]).left(at, letters)
		if left < edge {
			t.Fatalf("%q touches %q at %v pixels\n%s", e.text, before, width, picture)
		}
		edge, before = left+letters, e.text
	}
}

// texts are labels to try: long, empty, not Latin, and what must be escaped.
var texts = []string{"", "a", "Customers affected, 7 h 15 min", `<script>"&'`, "\x00\xff\u202e\ufffe]]>", "障害の影響を受けたお客様、約四十分間の停止の長い説明文が続きます",
	strings.Repeat("long words ", 40), strings.Repeat("W", 300)}

// wordy are texts of a language that needs more letters.
var wordy = Texts{
	Clock: func(t time.Time) string { return t.Format("15:04") + " Uhr" },
	Day:   func(t time.Time) string { return t.Format("Monday, 2 January") },
	Month: func(t time.Time) string { return t.Format("January") + " des Jahres" },
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// randomMoment is near a moment, far from it, zero, or out of all calendars.
func randomMoment(r *rand.Rand, near time.Time, span time.Duration) time.Time {
	switch r.IntN(40) {
	case 0:
		return time.Time{}
	case 1:
		return time.Unix(r.Int64()-r.Int64(), 0)
	case 2:
		return near
	}
	return near.Add(time.Duration(r.Int64N(int64(span))))
}

func randomRibbon(r *rand.Rand) Ribbon {
	near := time.Unix(r.Int64N(4e9)-1e9, r.Int64N(1e9))
	span := time.Duration(math.Exp(r.Float64()*43)) + 1
	ribbon := Ribbon{Name: Name{Label: pick(r, texts)}, Texts: pick(r, []Texts{english, wordy})}
	for range r.IntN(4) {
		row := Row{Label: pick(r, texts)}
		for range r.IntN(5) {
			s := Segment{Start: randomMoment(r, near, span), End: randomMoment(r, near, span), Kind: pick(r, []Kind{Impact, Unnoticed, Approximate, "<"})}
			row.Segments = append(row.Segments, s)
		}
		for range r.IntN(20) {
			row.Ticks = append(row.Ticks, randomMoment(r, near, span))
		}
		ribbon.Rows = append(ribbon.Rows, row)
	}
	for range r.IntN(8) {
		ribbon.Markers = append(ribbon.Markers, randomMoment(r, near, span))
	}
	return ribbon
}

func TestRibbonProperties(t *testing.T) {
	for seed := range uint64(1000) {
		r := randomRibbon(rand.New(rand.NewPCG(seed, 1)))
		picture, _ := r.SVG()
		if picture == "" {
			continue
		}
		if again, _ := r.SVG(); again != picture {
			t.Fatal("another picture of the same ribbon")
		}
		if height := checkPicture(t, picture); height > mostLanes*laneHeight+4+3*(rowHeight+lineHeight)+24 {
			t.Fatalf("%v pixels high", height)
		}
		checkMarkers(t, picture)
	}
}

// checkMarkers fails where two circles touch at 320 pixels less margins, or
// where one covers a label of a row.
func checkMarkers(t *testing.T, picture string) {
	t.Helper()
	var circles [][2]float64
	labels := math.Inf(1)
	for _, e := range parse(t, picture) {
		switch {
		case e.name == "circle":
			x, _ := number(t, e.attributes["cx"])
			y, _ := number(t, e.attributes["cy"])
			circles = append(circles, [2]float64{x * narrow / 100, y})
		case e.attributes["class"] == "lab":
			y, _ := number(t, e.attributes["y"])
			labels = min(labels, y-11)
		}
	}
	for i, a := range circles {
		if a[1]+circle > labels {
			t.Fatalf("a circle at %v covers a label at %v", a[1], labels)
		}
		for _, b := range circles[:i] {
			if math.Hypot(a[0]-b[0], a[1]-b[1]) < 2*circle+1 {
				t.Fatalf("circles at %v and %v\n%s", a, b, picture)
			}
		}
	}
}

func TestChartProperties(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		links := r.IntN(2) == 0
		column := func(i int) Column {
			c := Column{Label: pick(r, texts[:3]), Strong: i%4 == 0, Title: pick(r, texts)}
			if r.IntN(3) == 0 {
				c.Label = fmt.Sprint(2000 + i/4)
			}
			if links {
				c.Href = pick(r, []string{"a", `"><b>`})
			}
			return c
		}
		number := func() float64 {
			return pick(r, []float64{0, -1, 1, 0.5, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, 1e-300, r.Float64() * 100})
		}
		var blocks Blocks
		bars := Bars{Max: max(0, number())}
		quartiles := Quartiles{Scale: short}
		size := pick(r, []int{12, 40, 1000})
		for i := range r.IntN(60) {
			blocks.Months = append(blocks.Months, Month{column(i), r.IntN(size) - 1, r.IntN(size)})
			bars.Bars = append(bars.Bars, Bar{column(i), number(), number()})
			q := Quarter{Column: column(i)}
			length := func() time.Duration { return time.Duration(math.Exp(r.Float64()*43)) - 1 }
			for range r.IntN(4) {
				q.Dots = append(q.Dots, length())
			}
			if r.IntN(2) == 0 {
				three := []time.Duration{length(), length(), length()}
				slices.Sort(three)
				q.Dots, q.Middle = nil, &Middle{three[0], three[1], three[2]}
			}
			quartiles.Quarters = append(quartiles.Quarters, q)
		}
		for _, picture := range []string{blocks.SVG(), bars.SVG(), quartiles.SVG()} {
			if height := checkPicture(t, picture); height != chartHeight+20 {
				t.Fatalf("%v pixels high", height)
			}
			checkLinks(t, picture)
		}
	}
}

// checkLinks fails where a picture with links is an image, or where a reader
// would hear texts between them.
func checkLinks(t *testing.T, picture string) {
	t.Helper()
	list := parse(t, picture)
	linked := false
	for _, e := range list {
		if e.name == "a" {
			linked = true
			if e.hidden || e.attributes["href"] == "" {
				t.Fatalf("link %v", e)
			}
		}
	}
	if role := list[0].attributes["role"]; linked && role != "group" {
		t.Fatalf("links in a picture with the role %q", role)
	}
	for _, e := range list {
		if linked && e.name == "text" && !e.hidden {
			t.Fatalf("text %q between links", e.text)
		}
	}
}

// TestRibbonBounds draws far more than can be seen: the picture stays small
// and says what it left out.
func TestRibbonBounds(t *testing.T) {
	begin := moment("2024-03-05 09:00")
	row := Row{Label: "Updates"}
	var markers []time.Time
	for i := range 5000 {
		at := begin.Add(time.Duration(i) * time.Second)
		row.Ticks = append(row.Ticks, at)
		row.Segments = append(row.Segments, Segment{at, at.Add(time.Second), Identified})
		markers = append(markers, at)
	}
	r := Ribbon{Texts: english, Rows: slices.Repeat([]Row{row}, 20), Markers: markers}
	picture, omitted := r.SVG()
	height := checkPicture(t, picture)
	if limit := float64(mostLanes*laneHeight + 4 + mostRows*rowHeight + 24); height > limit {
		t.Errorf("height %v, at most %v", height, limit)
	}
	if len(picture) > 600_000 {
		t.Errorf("%d bytes", len(picture))
	}
	ticks := strings.Count(picture, `class="tk"`)
	segments := strings.Count(picture, `class="seg `)
	circles := strings.Count(picture, "<circle")
	if got := mostRows*5000*2 + 5000 + (20 - mostRows) - ticks - segments - circles; omitted != got {
		t.Errorf("omitted %d, missing %d", omitted, got)
	}
	if segments != mostRows*mostSegments || circles > mostLanes*narrow/laneHeight+mostLanes {
		t.Errorf("%d segments, %d circles", segments, circles)
	}
}

func TestRibbonEmpty(t *testing.T) {
	r := Ribbon{Texts: english, Rows: []Row{{Label: "x", Segments: []Segment{{End: moment("2024-03-05 09:00")}}}}, Markers: make([]time.Time, 3)}
	if picture, omitted := r.SVG(); picture != "" || omitted != 0 {
		t.Errorf("%q, %d omitted", picture, omitted)
	}
}

// TestReversed draws a segment whose moments are in the wrong order.
func TestReversed(t *testing.T) {
	a, b := moment("2024-03-05 09:10"), moment("2024-03-05 09:50")
	forth := ribbon(Ribbon{Rows: []Row{{Segments: []Segment{{a, b, Impact}}}}})
	back := ribbon(Ribbon{Rows: []Row{{Segments: []Segment{{b, a, Impact}}}}})
	if forth != back {
		t.Errorf("%s\n%s", forth, back)
	}
}
