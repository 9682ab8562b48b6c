package rca

import (
	"slices"
	"testing"
)

// TestNoticed reads when somebody noticed an impact from 03:15 to 10:30 UTC.
func TestNoticed(t *testing.T) {
	const impact = "---\nid: a\n---\n\n## Impact summary\n\nBetween 03:15 UTC and 10:30 UTC on 16 November 2023, quotes failed.\n\n## Resolution\n\n"
	for sentence, want := range map[string]string{
		"The issue was reported at 7:32 UTC because our probes saw nothing.":   "07:32",
		"At 05:10 UTC, our monitoring alerted us to failing requests.":         "05:10",
		"At 05:10 UTC we received the first reports of customers.":             "05:10",
		"On 16 November 2023 at 05:10 UTC, engineers were paged.":              "05:10",
		"We first noticed it at around 05:10 UTC.":                             "05:10",
		"We contacted the provider's support at 8:37 UTC.":                     "", // not the same
		"They confirmed it at 10:13 UTC, as had been reported.":                "",
		"The issue was reported at 11:40 UTC to the board.":                    "", // when it was over
		"The change was noticed at 01:00 UTC by nobody.":                       "", // too long before it
		"Service was restored at 10:30 UTC, and a report was filed on Friday.": "",
	} {
		d := parse("a.md", []byte(impact+sentence+"\n")).Document
		got := ""
		if m := d.Facts.Detected; !m.IsZero() {
			got = m.Time.UTC().Format("15:04")
		}
		if got != want {
			t.Errorf("%s\nnoticed at %q, want %q", sentence, got, want)
		}
	}
}

// TestStatedAbout keeps the "about" of a start that front matter states too.
func TestStatedAbout(t *testing.T) {
	for text, want := range map[string]bool{
		"At approximately 16:21 UTC on 16 September 2019 the API went down.": true,
		"At 16:21 UTC on 16 September 2019 the API went down.":               false,
		"At approximately 16:30 UTC on 16 September 2019 the API went down.": false, // another time
	} {
		d := parse("a.md", []byte("---\nid: a\nstarted: 2019-09-16T16:21:00Z\n---\n\n## Impact summary\n\n"+text+"\n")).Document
		if got := d.Facts.Impact.Start.Approximate; got != want {
			t.Errorf("%s: approximate is %v", text, got)
		}
	}
}

// TestRegionsOfCause reads the regions that a report lists below its cause.
func TestRegionsOfCause(t *testing.T) {
	for text, want := range map[string][]string{
		"The issue impacted the following regions: North Europe, West Europe and West US.": {"North Europe", "West Europe", "West US"},
		"Traffic was moved to North Europe.":                                               nil,
	} {
		d := parse("a.md", []byte("---\nid: a\n---\n\n## Impact summary\n\nQuotes failed.\n\n## Root cause\n\n"+text+"\n")).Document
		var got []string
		for _, w := range d.Facts.Regions {
			got = append(got, w.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
