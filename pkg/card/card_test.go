package card

import (
	"bytes"
	"io"
	"os"
	"testing"
)

func example() Card {
	return Card{
		Site:     "Incident library",
		Title:    "Search and analytics timed out in West Europe after a network change",
		Facts:    []string{"12 Dec 2023, 09:10 to 09:50 UTC", "40 min", "Search, Analytics"},
		Severity: Major, Word: "Major",
		Ribbon: []Segment{{0.17, 0.5, Unnoticed}, {0.5, 0.83, Impact}},
	}
}

func TestTmp(t *testing.T) {
	show := func(n string, c Card) {
		var b bytes.Buffer
		if err := c.PNG(&b); err != nil { t.Fatal(err) }
		os.WriteFile("/tmp/kk/"+n+".png", b.Bytes(), 0o644)
		t.Log(n, b.Len())
	}
	c := example(); show("a", c)
	c.Title = "Sign-in failed"; c.Severity, c.Word = Critical, "Critical"; c.Ribbon=[]Segment{{0.1667,0.8333,Approximate}}; c.Facts=c.Facts[:2]; show("b", c)
	c.Title = "検索が遅い"; c.Severity, c.Word = NotRated, "Not rated"; show("c", c)
	c.Title = "Pricing API and Developer Portal unreachable for customers in three regions while certificates of the gateway were renewed by hand for the second time"; c.Severity, c.Word = Notice, "Notice"
	c.Facts=[]string{"30 Jun 2021, 14:16 to 1 Jul, 10:00 UTC", "19 h 44 min", "Single sign-on", "Brazil South, Southeast Asia, East US"}; c.Ribbon=nil; show("d", c)
	c.Title = "APIv2, West Europe"; c.Severity, c.Word = Minor, "Minor"; c.Ribbon=[]Segment{{0.05,0.051,Impact},{0.4,0.9,Impact}}; show("e",c)
}

func BenchmarkCard(b *testing.B) {
	c := example()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.PNG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
