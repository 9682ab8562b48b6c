package rca

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func wordingOf(text string) Wording { return parse("a.md", []byte(text)).Document.Facts.Wording }

const told = `At 09:10 UTC on 3 March 2024 the payment gateway of Fabrikam began to refuse every card because its
certificate had expired during the night. Support was told by a customer, and the team on call renewed the
certificate by hand. `

// TestWordingSame lists pairs of texts that have the same words.
func TestWordingSame(t *testing.T) {
	tests := map[string][2]string{
		"dates and times":  {told, strings.NewReplacer("09:10 UTC", "7:45 pm", "3 March 2024", "Monday, 14 October 2023").Replace(told)},
		"case":             {told, strings.ToUpper(told)},
		"line ends":        {told, strings.ReplaceAll(told, "\n", "\r\n")},
		"marks":            {told, strings.ReplaceAll(told, "payment gateway", "**payment** _gateway_")},
		"target of a link": {told + "[The ticket](https://example.com/one)", told + "[The ticket](https://example.org/two/three)"},
		"address":          {told + "https://example.com/one?a=b", told + "https://example.org/two/three"},
		"code":             {told + "\n\n```\nsystemctl restart gateway\n```\n", told},
		"HTML":             {told + "\n\n<!-- a comment on several words -->\n\n<div>a text</div>\n", told},
		"headings":         {"# One title\n\n" + told, "## Another heading here\n\n" + told},
		"table or text":    {"| Time | Event |\n|---|---|\n| 09:10 | nobody can pay |\n| 09:15 | support was told |\n", "Time, event: nobody can pay.\n\n- 11:20 support was told\n"},
		"umlauts":          {"Größere Störung: die Bezahlung fiel überall aus.", "GRÖSSERE STÖRUNG: DIE BEZAHLUNG FIEL ÜBERALL AUS."},
	}
	tests["umlauts"] = [2]string{strings.ReplaceAll(tests["umlauts"][0], "ß", "ss"), tests["umlauts"][1]}
	for name, pair := range tests {
		t.Run(name, func(t *testing.T) {
			a, b := wordingOf(pair[0]), wordingOf(pair[1])
			if got := a.Sketch.Similarity(b.Sketch, 0); got != 1 || a.Words != b.Words {
				t.Errorf("similarity %v, words %d and %d; expected the same words", got, a.Words, b.Words)
			}
		})
	}
}

// TestWordingWords counts words, also where there are no spaces.
func TestWordingWords(t *testing.T) {
	tests := map[string]int{
		"":                                     0,
		"The API v2 of eu-west-1 gave 503s.":   6,
		"カードが拒否された。":                           9,
		"서비스가 중단되었습니다.":                        2,
		"\xff\xfe broken \xf0\x9f bytes":       2,
		"12:30 on Sunday, 12th of May":         2,
		"https://example.com/a/b is down":      2,
		"see (https://example.com/a/b) or ask": 3,
	}
	for text, want := range tests {
		if got := wordingOf(text).Words; got != want {
			t.Errorf("%q: got %d words, expected %d", text, got, want)
		}
	}
}

// TestWordingPlaces shows which paragraph and which passage belongs to which
// section.
func TestWordingPlaces(t *testing.T) {
	source := "Lead.\n\n## Impact\n\n" + told + "\n\n## RCA\n\nShort.\n\n### Details\n\n- " + strings.ReplaceAll(told, "\n", " ") + "\n- More.\n\n***\n"
	w := wordingOf(source)
	var got []string
	for _, p := range w.Paragraphs {
		got = append(got, fmt.Sprintf("%d %d %.5s", p.Section, p.Words, source[p.Span().Start:p.Span().End]))
	}
	if want := []string{"-1 1 Lead.", "0 36 At 09", "1 1 Short", "2 37 - At "}; !slices.Equal(got, want) {
		t.Errorf("paragraphs: got %q, expected %q", got, want)
	}
	got = nil
	for _, p := range w.Sections {
		got = append(got, fmt.Sprint(p.Section))
	}
	if want := []string{"0", "2"}; !slices.Equal(got, want) {
		t.Errorf("passages: got %q, expected %q", got, want)
	}
	if got := w.Sections[0].Sketch.Similarity(w.Sections[1].Sketch, 0); got < 0.9 {
		t.Errorf("similarity of the passages: %v", got)
	}
}

// TestParagraphHash: a paragraph is equal word for word, or not.
func TestParagraphHash(t *testing.T) {
	hash := func(text string) uint32 { return wordingOf(text).Paragraphs[0].Hash }
	same := hash("The [ticket](/1) was\nopened at 09:10.")
	if hash("The [ticket](/1) was opened\r\nat 09:10.\n\n") != same {
		t.Error("white space counts")
	}
	for _, other := range []string{"The [ticket](/2) was opened at 09:10.", "The [ticket](/1) was opened at 09:11."} {
		if hash(other) == same {
			t.Errorf("%q has the same hash", other)
		}
	}
}

// TestSketchHashes pins the hashes: a sketch made on another machine must be
// the same.
func TestSketchHashes(t *testing.T) {
	got := wordingOf("the gateway refused every card").Sketch
	if want := []uint32{0xaead8ff, 0x62216c1f, 0xbbadab3e}; !slices.Equal(got.Hashes, want) || !got.Whole {
		t.Errorf("got %#v, expected %#v", got, want)
	}
}

// TestSimilarity holds estimates against the true Jaccard similarity of random
// texts. Five standard deviations are allowed.
func TestSimilarity(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		words := make([]string, 40+random.IntN(800))
		for i := range words {
			words[i] = letters(random.IntN(3000))
		}
		changed := slices.Clone(words)
		for range random.IntN(len(words) / 4) {
			changed[random.IntN(len(words))] = letters(random.IntN(3000))
		}
		truth := jaccard(words, changed)
		a, b := wordingOf(strings.Join(words, " ")), wordingOf(strings.Join(changed, " "))
		got := a.Sketch.Similarity(b.Sketch, 0)
		allowed := 5*math.Sqrt(truth*(1-truth)/textSketch) + 1e-9
		if a.Sketch.Whole && b.Sketch.Whole {
			allowed = 1e-9
		}
		if math.Abs(got-truth) > allowed {
			t.Errorf("%d words: estimated %.3f, true %.3f", len(words), got, truth)
		}
		for _, least := range []float64{0.3, 0.6, 0.8, 0.9, got} {
			want := got
			if got < least {
				want = 0
			}
			if above := a.Sketch.Similarity(b.Sketch, least); above != want {
				t.Errorf("similarity %v is %v when at least %v is asked for", got, above, least)
			}
		}
		if back := b.Sketch.Similarity(a.Sketch, 0); back != got {
			t.Errorf("similarity is %v one way and %v the other", got, back)
		}
	}
	if got := (Sketch{Whole: true}).Similarity(Sketch{Whole: true}, 0); got != 0 {
		t.Errorf("two empty texts have similarity %v", got)
	}
}

// letters writes a number as a word without digits: "kaa".
func letters(n int) string {
	return "k" + string([]byte{'a' + byte(n%26), 'a' + byte(n/26%26), 'a' + byte(n/676)})
}

func jaccard(a, b []string) float64 {
	shingles := func(words []string) map[string]bool {
		set := map[string]bool{}
		for i := shingleWords; i <= len(words); i++ {
			set[strings.Join(words[i-shingleWords:i], " ")] = true
		}
		return set
	}
	x, y := shingles(a), shingles(b)
	both := 0
	for s := range x {
		if y[s] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// FuzzWording: whatever the text, sketches are in order and paragraphs lie in
// the file.
func FuzzWording(f *testing.F) {
	f.Add("# A\n\n" + told + "\n\n| a | b |\n|---|---|\n| 1 | 障害 |\n")
	f.Add("---\nid: a\n---\nhttps://example.com/\xff\n\n[^1]: note\n")
	f.Fuzz(func(t *testing.T, text string) {
		w := wordingOf(text)
		for i := 1; i < len(w.Sketch.Hashes); i++ {
			if w.Sketch.Hashes[i-1] >= w.Sketch.Hashes[i] {
				t.Fatal("hashes are not in order")
			}
		}
		for _, p := range w.Paragraphs {
			if s := p.Span(); s.Start < 0 || s.End < s.Start || s.End > len(text) {
				t.Fatalf("paragraph at %v of %d bytes", s, len(text))
			}
		}
	})
}

// BenchmarkWording reads a text of about 5 KB.
func BenchmarkWording(b *testing.B) {
	p := parse("a.md", []byte(strings.Repeat("## Section\n\n"+told+"\n\n", 20)))
	b.SetBytes(int64(len(p.Source.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		p.Document.Facts.Wording = Wording{}
		p.Document.readWording(p.Source.Bytes, p.Body)
	}
}
