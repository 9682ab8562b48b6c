package incident

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

func FuzzStactus(f *testing.F) { fuzz(f, "stactus") }

// truncatable are the formats whose files show when their end is missing.
var truncatable = []string{"statuspage-json", "google-json", "instatus-json", "betterstack-json", "cstate", "stactus"}

// TestTruncated cuts every file of JSON in half: that is said, with the place
// of the end, whether or not the format is given.
func TestTruncated(t *testing.T) {
	cut := 0
	for _, name := range truncatable {
		for _, file := range fixtures(t, Find(name)) {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, ".json") {
				continue
			}
			cut++
			source = source[:len(source)/2]
			for _, format := range []*Format{nil, Find(name)} {
				s := &Source{File: &diag.File{Path: file, Bytes: source}}
				r := Read(s, format, Context{})
				sound(t, s, r)
				if len(r.Found) != 1 || r.Found[0].Rule != "import/unreadable" || r.Found[0].Span.Start < len(source)-100 {
					t.Errorf("%s: %+v", file, r.Found)
				}
			}
		}
	}
	if cut == 0 {
		t.Fatal("no file was cut")
	}
}

// TestTruncatedText: what is written by hand has no end of its own, except that
// of a quote and that of front matter.
func TestTruncatedText(t *testing.T) {
	for name, source := range map[string]string{
		"cstate":  "---\ntitle: Map tiles are grey\nsection: issue\n",
		"stactus": "version: incident/v1\nname: A\ntimeline:\n  - ts: \"2024-06-03 18",
	} {
		s := &Source{File: &diag.File{Path: name, Bytes: []byte(source)}}
		r := Read(s, Find(name), Context{})
		sound(t, s, r)
		if len(r.Found) != 1 {
			t.Errorf("%s: %+v", name, r.Found)
		}
	}
}

func TestLargeYAML(t *testing.T) {
	source := "version: incident/v1\nname: \"" + strings.Repeat("a", mostYAML) + "\"\n---\nversion: incident/v1\nname: Small\n"
	s := &Source{File: &diag.File{Path: "large.yaml", Bytes: []byte(source)}}
	r := Read(s, nil, Context{})
	if len(r.Found) != 1 || r.Found[0].Rule != "import/unreadable" || len(r.Incidents) != 1 {
		t.Errorf("%d incidents, %+v", len(r.Incidents), r.Found)
	}
}

func TestStactusReport(t *testing.T) {
	long := strings.Repeat("word ", 50)
	event := func(status, body string) Update { return Update{Status: status, Body: body} }
	tests := []struct {
		name   string
		events []Update
		want   int
	}{
		{"long", []Update{event("Investigating", ""), event("Resolved", "Done."), event("", long)}, 2},
		{"headings", []Update{event("Resolved", "Done."), event("", "**Root cause**\n\nA fuse.")}, 1},
		{"short", []Update{event("Resolved", "Done."), event("", "Thank you.")}, -1},
		{"said twice", []Update{event("Resolved", "Done."), event("Resolved", long)}, 1},
		{"in the update", []Update{event("Investigating", long), event("Resolved", long)}, -1},
		{"back again", []Update{event("Resolved", ""), event("", long), event("Investigating", ""), event("Resolved", "")}, -1},
		{"never resolved", []Update{event("", long)}, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := stactusReport(test.events, lastResolved(test.events)); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

// BenchmarkStactus reads as many incidents as a large site has had.
func BenchmarkStactus(b *testing.B) {
	source := manyIncidents(b, 10000)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		r := Read(&Source{File: &diag.File{Path: "all.json", Bytes: source}}, nil, Context{})
		if len(r.Incidents) != 10000 || len(r.Found) != 0 {
			b.Fatalf("%d incidents, %v", len(r.Incidents), r.Found)
		}
	}
}

func manyIncidents(t testing.TB, n int) []byte {
	type object = map[string]any
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	list := make([]object, n)
	for k := range list {
		at := func(hours int) string {
			return start.Add(time.Duration(5*k+hours) * time.Hour).Format(time.DateTime)
		}
		list[k] = object{
			"version": "incident/v1", "id": fmt.Sprintf("i%d", k), "name": fmt.Sprintf("Printer %d is out of paper", k), "impact": "minor",
			"systems": []string{"printers"},
			"timeline": []object{
				{"ts": at(0), "description": "We are looking into it.", "investigating": true},
				{"ts": at(1), "description": "Somebody is on the way with paper.\n\nIt takes a while."},
				{"ts": at(2), "description": "It prints.", "resolved": true},
				{"ts": at(9), "description": "## Root cause\n\n" + strings.Repeat("The paper was used up. ", 40)},
			},
		}
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(list); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
