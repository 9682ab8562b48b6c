package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// library is a made-up collection of incidents: words of Zipf's frequencies in
// several forms each, of which a document repeats its own, sentences that come
// again and again, host names, error codes, tickets. Some 200 of a document's
// 500 words are different, as in real ones. The same number gives the same
// documents.
type library struct {
	random  *rand.Rand
	stems   []string
	ranks   []float64 // sums of frequencies
	topic   []string  // words that the present document repeats
	phrases []string  // sentences that teams write again and again
}

var syllables = strings.Fields("ba be bi bo ca ce co cu da de di do fa fe fi fo ga ge go gu ha he hi ho ja jo ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo wa we wi za zo bra cre dri flo gra pla pre sta stre tra")

// frequent are words that hold sentences together.
var frequent = strings.Fields("the of to and in was a for on were at that from with by is this not had our it as all be after when which during until we no into an or their some been before then could each has while did only but other than more so any out one")

func newLibrary() *library {
	l := &library{random: rand.New(rand.NewPCG(20231212, 40))}
	seen := map[string]bool{}
	sum := 0.0
	for len(l.stems) < 18000 {
		word := ""
		for range 2 + l.random.IntN(3) {
			word += syllables[l.random.IntN(len(syllables))]
		}
		word += string("bcdfgklmnprtvwz"[l.random.IntN(15)])
		if len(word) < 5 || seen[word] {
			continue
		}
		seen[word] = true
		l.stems = append(l.stems, word)
		sum += math.Pow(float64(len(l.stems))+2, -1.05)
		l.ranks = append(l.ranks, sum)
	}
	for range 600 {
		var b strings.Builder
		l.sentence(&b)
		l.phrases = append(l.phrases, b.String())
	}
	return l
}

// word draws a word: frequent ones often, and now and then with an ending.
func (l *library) word() string {
	at, _ := slices.BinarySearch(l.ranks, l.random.Float64()*l.ranks[len(l.ranks)-1])
	word := l.stems[min(at, len(l.stems)-1)]
	switch l.random.IntN(12) {
	case 0:
		return word + "s"
	case 1:
		return word + "ed"
	case 2:
		return word + "ing"
	}
	return word
}

func (l *library) sentence(b *strings.Builder) {
	for i := range 8 + l.random.IntN(14) {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch l.random.IntN(60) {
		case 0:
			fmt.Fprintf(b, "db-%s-%d", pick(l, "ap", "eu", "us"), l.random.IntN(400))
		case 1:
			fmt.Fprintf(b, "0x%08x", l.random.IntN(500)*7919)
		default:
			if l.random.IntN(20) < 9 { // as in English, the first words draw most often
				b.WriteString(frequent[int(float64(len(frequent))*math.Pow(l.random.Float64(), 2.5))])
			} else if len(l.topic) > 0 && l.random.IntN(5) > 0 {
				b.WriteString(l.topic[l.random.IntN(len(l.topic))])
			} else {
				b.WriteString(l.word())
			}
		}
	}
	b.WriteString(". ")
}

func pick(l *library, values ...string) string { return values[l.random.IntN(len(values))] }

// documents returns incidents, newest first.
func documents(n int) []*Document {
	l := newLibrary()
	var services []string
	for i := range 40 {
		services = append(services, strings.ToUpper(l.stems[i+200][:1])+l.stems[i+200][1:])
	}
	list := make([]*Document, n)
	start := time.Date(2025, 12, 1, 9, 0, 0, 0, time.UTC)
	for i := range list {
		d := &Document{
			Address:   fmt.Sprintf("%d/incident-%d/", 2025-i*8/n, i),
			Date:      start.Add(-time.Duration(i) * (8 * 365 * 24 * time.Hour / time.Duration(n))),
			Took:      fmt.Sprint(l.random.IntN(60), " min"),
			Severity:  pick(l, "critical", "major", "minor", "notice", ""),
			Services:  []string{pick(l, services...)},
			Regions:   []string{pick(l, "West Europe", "North Europe", "East US", "West US", "Southeast Asia", "Brazil South")},
			Providers: []string{pick(l, "Azure", "AWS", "Google Cloud")},
		}
		d.Title = fmt.Sprintf("%s: %s %s in %s", d.Services[0], l.word(), l.word(), d.Regions[0])
		l.topic = l.topic[:0]
		for range 50 {
			l.topic = append(l.topic, l.word())
		}
		var b strings.Builder
		fmt.Fprintf(&b, "Ticket INC-%d. ", 10000+i)
		for length := 1600 + int(3900*l.random.Float64()); b.Len() < length; {
			if l.random.IntN(3) == 0 {
				b.WriteString(l.phrases[int(float64(len(l.phrases))*math.Pow(l.random.Float64(), 2))])
			} else {
				l.sentence(&b)
			}
		}
		d.Body = b.String()
		d.Lead = d.Body[:200]
		d.Headings = []string{"Impact summary", "RCA", "Next steps"}
		d.Symptoms = []string{l.word() + " " + l.word()}
		list[i] = d
	}
	return list
}

var library10k = sync.OnceValue(func() []*Document { return documents(10000) })

// collected takes the files of an index.
type collected struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (c *collected) emit(name string, content []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.files == nil {
		c.files = map[string][]byte{}
	}
	if _, twice := c.files[name]; twice {
		return fmt.Errorf("%s is there twice", name)
	}
	c.files[name] = content
	return nil
}

// index writes documents with as many goroutines.
func index(t testing.TB, list []*Document, goroutines int) map[string][]byte {
	t.Helper()
	c := &collected{}
	w := NewWriter(c.emit)
	next := make(chan int)
	var wait sync.WaitGroup
	for range goroutines {
		wait.Go(func() {
			for i := range next {
				if err := w.Add(i, Analyze(list[i])); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	wait.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return c.files
}
