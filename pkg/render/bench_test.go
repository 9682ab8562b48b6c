package render

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
)

// rich returns n documents that say everything that lists show.
func rich(n, perYear int) []*rca.Document {
	documents := many(n, perYear)
	for i, d := range documents {
		d.Description = "A change of the configuration took the service away from some customers."
		d.Meta.Severity = []string{"critical", "major", "minor", "notice", ""}[i%5]
		d.Meta.Services = []string{fmt.Sprintf("Service %d", i%7), fmt.Sprintf("Service %d", i%11)}
		d.Meta.Regions = []string{[]string{"West Europe", "East US", "Brazil South"}[i%3]}
		d.Meta.Provider = []string{"Azure", "Own change"}[i%2]
		d.Meta.Tags = []string{fmt.Sprintf("tag %d", i%50), fmt.Sprintf("word %d", i%400)}
		d.Status = "Resolved"
		if i%50 == 0 {
			d.Status = "Monitoring"
		}
		start := rca.Moment{Time: d.Date, Zoned: true}
		end, noticed := start, start
		end.Time = start.Time.Add(time.Duration(i%700+5) * time.Minute)
		noticed.Time = start.Time.Add(time.Duration(i%40+1) * time.Minute)
		d.Facts.Impact, d.Facts.Detected = rca.Window{Start: start, End: end}, noticed
		d.Facts.Symptoms = []string{fmt.Sprintf("error number %d", i%30)}
		d.Facts.Actions = []rca.Action{{Text: "Watch the queue", State: []rca.ActionState{rca.Done, rca.Open}[i%2]}}
	}
	return documents
}

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
