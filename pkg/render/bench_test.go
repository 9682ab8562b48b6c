package render

import (
	"io"
	"testing"
)

// BenchmarkLists renders every page of a site of 10,000 incidents but those of
// the incidents.
func BenchmarkLists(b *testing.B) {
	s := newSite(b, rich(10000, 1000)...)
	b.ResetTimer()
	for b.Loop() {
		r := rendererWithoutText(b, s)
		for _, o := range allOutputs(b, r) {
			if o.page != nil {
				continue
			}
			if err := r.Render(io.Discard, o); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkListKeys makes the keys of all outputs of that site.
func BenchmarkListKeys(b *testing.B) {
	s := newSite(b, rich(10000, 1000)...)
	b.ResetTimer()
	for b.Loop() {
		allOutputs(b, rendererWithoutText(b, s))
	}
}
