package card

import (
	"bytes"
	"errors"
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// example is a card with everything on it.
func example() Card {
	return Card{
		Site:     "Incident library",
		Title:    "Search and analytics timed out in West Europe after a network change",
		Facts:    []string{"12 Dec 2023, 09:10 to 09:50 UTC", "40 min", "Search, Analytics"},
		Severity: Major,
		Word:     "Major",
		Ribbon:   []Segment{{0.17, 0.5, Unnoticed}, {0.5, 0.83, Impact}},
	}
}

// with returns the example after a change.
func with(change func(*Card)) Card {
	c := example()
	change(&c)
	return c
}

var golden = map[string]Card{
	"major": example(),
	"critical": with(func(c *Card) {
		c.Title = "Sign-in failed"
		c.Severity, c.Word = Critical, "Critical"
		c.Ribbon = []Segment{{1. / 6, 5. / 6, Approximate}}
	}),
	"minor": with(func(c *Card) {
		c.Title = "Задержка уведомлений: Šibenik, Łódź und Αθήνα"
		c.Severity, c.Word = Minor, "Minor"
		c.Ribbon = []Segment{{0.1, 0.1, Impact}, {0.4, 0.9, Impact}}
	}),
	"notice": with(func(c *Card) {
		c.Title = strings.Repeat("Certificates of the gateway were renewed by hand in three regions ", 4)
		c.Facts = []string{"30 Jun 2021, 14:16 to 1 Jul, 10:00 UTC", "19 h 44 min", "Single sign-on", "Brazil South, Southeast Asia, East US"}
		c.Severity, c.Word = Notice, "Notice"
	}),
	"not rated": with(func(c *Card) {
		c.Title = "payments.checkout.internal.example.org/v2/authorisations/confirm"
		c.Severity, c.Word = NotRated, "Not rated"
		c.Facts = nil
		c.Ribbon = nil
	}),
	"title left out": with(func(c *Card) {
		c.Title = "検索が遅くなりました"
		c.Word = "重大"
	}),
}

func TestGolden(t *testing.T) {
	for name, c := range golden {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".png")
			got := pngOf(t, c)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a, b := decode(t, got), decode(t, want)
			for y := range Height {
				for x := range Width {
					if a.At(x, y) != b.At(x, y) {
						t.Fatalf("the pixel at %d, %d differs from %s: %v, want %v", x, y, file, a.At(x, y), b.At(x, y))
					}
				}
			}
			if limit := 24_000; len(got) > limit {
				t.Errorf("the file has %d bytes, more than %d", len(got), limit)
			}
		})
	}
}

func pngOf(t *testing.T, c Card) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.PNG(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// decode reads a picture and holds its form against what the package says.
func decode(t *testing.T, file []byte) *image.Paletted {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := decoded.(*image.Paletted)
	if !ok {
		t.Fatalf("the picture is a %T", decoded)
	}
	if p.Rect != image.Rect(0, 0, Width, Height) || len(p.Palette) != 16 {
		t.Fatalf("the picture has the bounds %v and %d colours", p.Rect, len(p.Palette))
	}
	return p
}

func TestTitleLeftOut(t *testing.T) {
	for _, title := range []string{"検索が遅い", "Search 検索", "تعطل البحث", "cafe\u0301", "", " \u200b\u202e\t"} {
		c := with(func(c *Card) { c.Title = title })
		want := with(func(c *Card) { c.Title, c.Facts = c.Facts[0], c.Facts[1:] })
		if !bytes.Equal(pngOf(t, c), pngOf(t, want)) {
			t.Errorf("the first fact does not take the place of the title %q", title)
		}
	}
}

func TestUnwritableTextsAreLeftOut(t *testing.T) {
	c := with(func(c *Card) {
		c.Facts = []string{"2023年12月12日", c.Facts[0], "検索", c.Facts[1], "", c.Facts[2]}
		c.Site = "障害報告"
	})
	want := with(func(c *Card) { c.Site = "" })
	if !bytes.Equal(pngOf(t, c), pngOf(t, want)) {
		t.Error("a text that is not writable changes the picture")
	}
}

// TestHiddenCharacters: what has no shape changes nothing.
func TestHiddenCharacters(t *testing.T) {
	c := with(func(c *Card) {
		c.Title = "\u202e\x00" + strings.ReplaceAll(c.Title, " ", "\u200b \n\u2066\u00a0") + "🔥\ufe0f\x7f\xff\ufffd"
		c.Severity = 200
	})
	want := with(func(c *Card) { c.Severity = NotRated })
	if !bytes.Equal(pngOf(t, c), pngOf(t, want)) {
		t.Error("a character without a shape changes the picture")
	}
}

func TestSegmentsOutOfOrder(t *testing.T) {
	nan := math.NaN()
	c := with(func(c *Card) {
		c.Ribbon = append(c.Ribbon, Segment{nan, 1, Impact}, Segment{0, nan, Impact}, Segment{0.9, 0.1, Impact},
			Segment{2, 3, Impact}, Segment{-2, -1, Unnoticed}, Segment{math.Inf(1), math.Inf(1), Approximate})
	})
	if !bytes.Equal(pngOf(t, c), pngOf(t, example())) {
		t.Error("a segment that has no length or no place changes the picture")
	}
	all := decode(t, pngOf(t, with(func(c *Card) { c.Ribbon = []Segment{{math.Inf(-1), math.Inf(1), Impact}} })))
	for x, want := range map[int]uint8{margin - 1: quietIndex, margin: impactIndex, Width - margin - 1: impactIndex, Width - margin: quietIndex} {
		if got := all.ColorIndexAt(x, axisMiddle); got != want {
			t.Errorf("the pixel %d of the axis has the colour %d, want %d", x, got, want)
		}
	}
}

// TestParallel draws cards in several goroutines at once.
func TestParallel(t *testing.T) {
	var wait sync.WaitGroup
	for name, c := range golden {
		want := pngOf(t, c)
		for range 4 {
			wait.Go(func() {
				var b bytes.Buffer
				if err := c.PNG(&b); err != nil || !bytes.Equal(b.Bytes(), want) {
					t.Errorf("%s: another picture, or the error %v", name, err)
				}
			})
		}
	}
	wait.Wait()
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestWriteError(t *testing.T) {
	if err := example().PNG(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("the error is %v", err)
	}
}

// TestContrast holds the colours against WCAG 2.2, 1.4.3 and 1.4.11.
func TestContrast(t *testing.T) {
	for s := range severities {
		p := palette(s)
		for index, least := range map[uint8]float64{
			inkRamp[3]: 4.5, greyRamp[2]: 4.5, severityRamp[2]: 4.5, // text
			quietIndex: 3, impactIndex: 3, // what the ribbon is drawn of
		} {
			if got := contrast(p[index], p[paperIndex]); got < least {
				t.Errorf("severity %d: colour %d has the contrast %.2f, less than %.1f", s, index, got, least)
			}
		}
	}
}

// contrast returns the contrast ratio of two colours (WCAG 2.2).
func contrast(a, b color.RGBA) float64 {
	light := func(c color.RGBA) float64 {
		linear := func(v uint8) float64 {
			if s := float64(v) / 255; s > 0.04045 {
				return math.Pow((s+0.055)/1.055, 2.4)
			} else {
				return s / 12.92
			}
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	x, y := light(a)+0.05, light(b)+0.05
	return max(x, y) / min(x, y)
}

// TestRamps: where two glyphs touch, OR must leave the darker step.
func TestRamps(t *testing.T) {
	for _, ramp := range [][]uint8{inkRamp, greyRamp, severityRamp} {
		for i := range len(ramp) - 1 {
			if ramp[i]|ramp[i+1] != ramp[i+1] {
				t.Errorf("the step %d is no part of the step %d", ramp[i], ramp[i+1])
			}
		}
	}
}

// FuzzCard: any texts give a picture that is right.
func FuzzCard(f *testing.F) {
	f.Add("Search timed out", "12 Dec 2023", "40 min", "Major", uint8(3))
	f.Add("payments/checkout-api.internal", "a/b-c", "- - - -", "WWWWWWWWWWWWWWWWWWWWWWWWWWW", uint8(0))
	f.Add("\u0301\u0301", "\u202eabc", "e\u0301", "🔥", uint8(9))
	f.Add("\u200da", "\x00\x1b[31m", "ǄÅǺ", "", uint8(1))
	f.Add("検索が遅い", "", "\xff\xfe", "重大", uint8(4))
	f.Fuzz(func(t *testing.T, title, fact, other, word string, severity uint8) {
		checkCard(t, Card{Site: other, Title: title, Facts: []string{fact, other, fact, title}, Severity: Severity(severity), Word: word,
			Ribbon: []Segment{{float64(len(fact)) / 50, float64(len(title)) / 50, Kind(severity)}}})
	})
}

// TestHostile is FuzzCard for texts of a length that slows a fuzzer down.
func TestHostile(t *testing.T) {
	for _, s := range []string{"W", "i", "- ", "a-", "\u0301", "a\u0301", "\u200d", "\u202e", "\x00", "🔥", "検", "\xff", "Ǻ"} {
		long := strings.Repeat(s, 10_000)
		checkCard(t, Card{Site: long, Title: long, Facts: []string{long, long, long, "x", long}, Severity: Minor, Word: long})
		checkCard(t, Card{Site: "x" + long, Title: "x " + long, Facts: slices.Repeat([]string{s}, 10_000), Word: "x" + long})
	}
}

// checkCard draws a card twice. It must have the right form and the same bytes,
// whatever was drawn in between, and nothing may stand beyond the margins.
func checkCard(t *testing.T, c Card) {
	t.Helper()
	file := pngOf(t, c)
	pngOf(t, example())
	if !bytes.Equal(file, pngOf(t, c)) {
		t.Error("the same card gives other bytes")
	}
	p := decode(t, file)
	const bearing = 8 // pixels by which a letter may lean out of its line
	for y := range Height {
		if y >= barHeight-2 && y < barHeight || y >= axisMiddle-axisHalf && y < axisMiddle+axisHalf {
			continue // these lines go from edge to edge
		}
		row := p.Pix[y*p.Stride:][:Width]
		outside := [][]byte{row[:margin-bearing], row[Width-margin+bearing:]}
		if y < 16 || y >= Height-16 {
			outside = [][]byte{row}
		}
		for _, pixels := range outside {
			if !bytes.Equal(pixels, paperRow[:len(pixels)]) {
				t.Fatalf("something stands in the margin, in row %d", y)
			}
		}
	}
}

// paperRow is a row of nothing but paper.
var paperRow = bytes.Repeat([]byte{paperIndex}, Width)

func BenchmarkCard(b *testing.B) {
	benchmark(b, example())
}

// BenchmarkCardLong shows that the length of a title costs its reading only.
func BenchmarkCardLong(b *testing.B) {
	b.Run("visible", func(b *testing.B) {
		benchmark(b, with(func(c *Card) { c.Title = strings.Repeat("timeout ", 100_000) }))
	})
	b.Run("hidden", func(b *testing.B) {
		benchmark(b, with(func(c *Card) { c.Title = strings.Repeat("\u200b", 10_000) + c.Title }))
	})
}

func benchmark(b *testing.B, c Card) {
	b.ReportAllocs()
	var size int
	for b.Loop() {
		var n counter
		if err := c.PNG(&n); err != nil {
			b.Fatal(err)
		}
		size = int(n)
	}
	b.ReportMetric(float64(size), "file-bytes")
}

// counter counts what is written.
type counter int

func (n *counter) Write(p []byte) (int, error) {
	*n += counter(len(p))
	return len(p), nil
}
