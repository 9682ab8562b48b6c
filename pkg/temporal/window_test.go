package temporal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// show prints a moment and its text, "-" for a zero one. "*" marks a zone
// that the text does not name, "~" a time that is not exact.
func (m Moment) show(text string) string {
	if m.Time.IsZero() {
		return "-"
	}
	layout := "2006-01-02 15:04:05 -0700"
	if m.DateOnly {
		layout = "2006-01-02"
	} else if m.Time.Second() == 0 {
		layout = "2006-01-02 15:04 -0700"
	}
	s := m.Time.Format(layout)
	if !m.Zoned && !m.DateOnly {
		s += "*"
	}
	if m.Approximate {
		s += "~"
	}
	return fmt.Sprintf("%s <%s>", s, text[m.Start:m.End])
}

func TestWindow(t *testing.T) {
	tests := []struct{ text, start, end string }{
		// seeds
		{"On 12 December 2023, between 09:10 UTC and 09:50 UTC, approximately, some customers",
			"2023-12-12 09:10 +0000 <09:10 UTC>", "2023-12-12 09:50 +0000 <09:50 UTC>"},
		{"Starting 30 June 2021 - 14:16 UTC until 1 July 10:00 UTC, some users",
			"2021-06-30 14:16 +0000 <30 June 2021 - 14:16 UTC>", "2021-07-01 10:00 +0000 <1 July 10:00 UTC>"},
		{"Timeframe: September 3, 2024, 7:38 PM PDT to September 3, 2024, 7:52 PM PDT",
			"2024-09-03 19:38 -0700 <September 3, 2024, 7:38 PM PDT>", "2024-09-03 19:52 -0700 <September 3, 2024, 7:52 PM PDT>"},
		{"At approximately 16:21 BST on Monday 16th September 2019 the API in our European region went offline. All API requests failed until service was restored at 17:19 BST.",
			"2019-09-16 16:21 +0100~ <16:21 BST on Monday 16th September 2019>", "2019-09-16 17:19 +0100 <17:19 BST>"},
		{"Between 03:15 UTC and 10:30 UTC on 16 Nov 2023, many partners",
			"2023-11-16 03:15 +0000 <03:15 UTC>", "2023-11-16 10:30 +0000 <10:30 UTC on 16 Nov 2023>"},
		{"Wakam experienced a critical incident on November 16, 2023 affecting Pricing API",
			"2023-11-16 <November 16, 2023>", "-"},
		{"Started\nNov 16, 2023, 08:36 AM UTC\nResolved\nNov 16, 2023, 11:30 AM UTC",
			"2023-11-16 08:36 +0000 <Nov 16, 2023, 08:36 AM UTC>", "-"},

		// public reports
		{"On May 9th 2021 at 6:48AM PDT, the blockchain stopped", "2021-05-09 06:48 -0700 <May 9th 2021 at 6:48AM PDT>", "-"},
		{"On 2023-07-20 between 12:17 and 12:30 UTC all crate downloads",
			"2023-07-20 12:17 +0000 <12:17>", "2023-07-20 12:30 +0000 <12:30 UTC>"},
		{"between 12:17 and 12:30 UTC on 2023-07-20, our users experienced",
			"2023-07-20 12:17 +0000 <12:17>", "2023-07-20 12:30 +0000 <12:30 UTC on 2023-07-20>"},
		{"On Wednesday, 2023-01-25 at 09:15 UTC, we deployed", "2023-01-25 09:15 +0000 <2023-01-25 at 09:15 UTC>", "-"},
		{"On Thursday, January 20th, 2022 at 22:04 (UTC) an account", "2022-01-20 22:04 +0000 <January 20th, 2022 at 22:04 (UTC)>", "-"},
		{"On February 15, 2024: 8:33 PM UTC The team", "2024-02-15 20:33 +0000 <February 15, 2024: 8:33 PM UTC>", "-"},
		{"Starting on 02-07-2018 01:45:43 UTC, users", "2018-07-02 01:45:43 +0000 <02-07-2018 01:45:43 UTC>", "-"},
		{"Between 13 May 2019 and 14 May 2019 some", "2019-05-13 <13 May 2019>", "2019-05-14 <14 May 2019>"},
		{"On Wednesday 4 December 2019, an accidental execution", "2019-12-04 <4 December 2019>", "-"},

		// labels
		{"**Start:** 12 December 2023 09:10 UTC\n**End:** 12 December 2023 09:50 UTC",
			"2023-12-12 09:10 +0000 <12 December 2023 09:10 UTC>", "2023-12-12 09:50 +0000 <12 December 2023 09:50 UTC>"},
		{"Started: 2023-12-12 09:10 UTC, resolved: 09:50", "2023-12-12 09:10 +0000 <2023-12-12 09:10 UTC>", "2023-12-12 09:50 +0000 <09:50>"},
		{"Start: 2023-12-12 09:10 UTC\nDetected: 2023-12-12 09:50 UTC", "2023-12-12 09:10 +0000 <2023-12-12 09:10 UTC>", "-"},
		{"Started 2023-12-12 09:10 UTC, ended its retries 09:50 UTC", "2023-12-12 09:10 +0000 <2023-12-12 09:10 UTC>", "-"},

		// one end completes the other
		{"On 12 December 2023 between 09:10 and 09:50 UTC", "2023-12-12 09:10 +0000 <09:10>", "2023-12-12 09:50 +0000 <09:50 UTC>"},
		{"On 12 December 2023, from 09:10 CET to 09:50.", "2023-12-12 09:10 +0100 <09:10 CET>", "2023-12-12 09:50 +0100 <09:50>"},
		{"On 12 December 2023 between 7:38 and 7:52 PM PST", "2023-12-12 19:38 -0800 <7:38>", "2023-12-12 19:52 -0800 <7:52 PM PST>"},
		{"On 12 December 2023 between 11:50 and 12:10 PM UTC", "2023-12-12 11:50 +0000 <11:50>", "2023-12-12 12:10 +0000 <12:10 PM UTC>"},
		{"On 12 December 2023 from 11:50 PM to 12:10 UTC", "2023-12-12 23:50 +0000 <11:50 PM>", "2023-12-13 00:10 +0000 <12:10 UTC>"},
		{"On 12 December 2023 from 23:50 UTC until 00:20 UTC", "2023-12-12 23:50 +0000 <23:50 UTC>", "2023-12-13 00:20 +0000 <00:20 UTC>"},
		{"On 12 December 2023 from 09:50 UTC to 09:10 UTC", "2023-12-12 09:50 +0000 <09:50 UTC>", "2023-12-12 09:10 +0000 <09:10 UTC>"},
		{"On 30 June 2021, from 14:16 UTC until 10:00 UTC on 1 July", "2021-06-30 14:16 +0000 <14:16 UTC>", "2021-07-01 10:00 +0000 <10:00 UTC on 1 July>"},
		{"from 31 December 2023 23:00 UTC to 1 January 01:00 UTC", "2023-12-31 23:00 +0000 <31 December 2023 23:00 UTC>", "2024-01-01 01:00 +0000 <1 January 01:00 UTC>"},
		{"On 12 December 2023, users saw errors from 09:10 UTC.", "2023-12-12 09:10 +0000 <09:10 UTC>", "-"},
		{"On 12 December 2023, we saw errors beginning at around 09:10 UTC and lasting until 09:50 UTC.",
			"2023-12-12 09:10 +0000~ <09:10 UTC>", "2023-12-12 09:50 +0000 <09:50 UTC>"},
		{"On 12 December 2023 between 09:10 and 09:50", "2023-12-12 09:10 +0100* <09:10>", "2023-12-12 09:50 +0100* <09:50>"},
		{"On 12 July 2023 at 09:10", "2023-07-12 09:10 +0200* <12 July 2023 at 09:10>", "-"},

		// forms
		{"2023-12-12T09:10:00Z to 2023-12-12T09:50:00Z", "2023-12-12 09:10 +0000 <2023-12-12T09:10:00Z>", "2023-12-12 09:50 +0000 <2023-12-12T09:50:00Z>"},
		{"2023-12-12 09:10–09:50 UTC", "2023-12-12 09:10 +0000 <2023-12-12 09:10>", "2023-12-12 09:50 +0000 <09:50 UTC>"},
		{"2023-12-12 09:10-09:50 UTC", "2023-12-12 09:10 +0000 <2023-12-12 09:10>", "2023-12-12 09:50 +0000 <09:50 UTC>"},
		{"2023-12-12T09:10:00-05:00 -> 2023-12-12T09:50:00-05:00", "2023-12-12 09:10 -0500 <2023-12-12T09:10:00-05:00>", "2023-12-12 09:50 -0500 <2023-12-12T09:50:00-05:00>"},
		{"On 12 December 2023 from ~19:30 to ~20:00 UTC+1", "2023-12-12 19:30 +0100~ <19:30>", "2023-12-12 20:00 +0100~ <20:00 UTC+1>"},
		{"Start: 2023-12-12 14:10 +05:30", "2023-12-12 14:10 +0530 <2023-12-12 14:10 +05:30>", "-"},
		{"Date: 2023-12-12", "2023-12-12 <2023-12-12>", "-"},
		{"**Date:** 2023-12-12", "2023-12-12 <2023-12-12>", "-"},
		{"2023-12-12 7pm PT - 9pm PT", "2023-12-12 19:00 -0800 <2023-12-12 7pm PT>", "2023-12-12 21:00 -0800 <9pm PT>"},
		{"On 12 July 2023 at 7 p.m. Pacific Time", "2023-07-12 19:00 -0700 <12 July 2023 at 7 p.m. Pacific Time>", "-"},
		{"On 12 July 2023 at 7:05:09 PM US/Pacific", "2023-07-12 19:05:09 -0700 <12 July 2023 at 7:05:09 PM US/Pacific>", "-"},
		{"On 12 July 2023, between 0910 UTC and 0950 UTC", "2023-07-12 09:10 +0000 <0910 UTC>", "2023-07-12 09:50 +0000 <0950 UTC>"},
		{"at 10:00 America/New_York on 12 July 2023", "2023-07-12 10:00 -0400 <10:00 America/New_York on 12 July 2023>", "-"},
		{"On 12 December 2023 (Tuesday), at about 09:10 UTC, a node", "2023-12-12 09:10 +0000~ <12 December 2023 (Tuesday), at about 09:10 UTC>", "-"},

		{"On 12 July 2023 from 10:00 UTC/12:00 CEST", "2023-07-12 10:00 +0000 <10:00 UTC>", "-"},
		{"On 12 July 2023 from 10:00 Pacific customers", "2023-07-12 10:00 +0200* <10:00>", "-"},
		{"On 12 July 2023 from 10:00 API errors rose", "2023-07-12 10:00 +0200* <10:00>", "-"},

		// what is more sure comes first
		{"Posted on 13 December 2023. On 12 December 2023 between 09:10 and 09:50 UTC",
			"2023-12-12 09:10 +0000 <09:10>", "2023-12-12 09:50 +0000 <09:50 UTC>"},
		{"Posted on 13 December 2023. We failed over on 12 December 2023. That took from 09:10 to 09:50 UTC", "2023-12-12 <12 December 2023>", "-"},
		{"Posted on 13 December 2023. It began on 12 December 2023 at 09:10 UTC.", "2023-12-12 09:10 +0000 <12 December 2023 at 09:10 UTC>", "-"},
		{"We have used it since 3 March 2019. On 12 December 2023 it broke.", "2019-03-03 <3 March 2019>", "-"},

		// not certain
		{"between 09:10 UTC and 09:50 UTC", "-", "-"},
		{"Starting 6 July 19:22 UTC and 16 July 17:22 UTC", "-", "-"},
		{"On 12 December 2023 between 09:10 IST and 09:50 IST", "-", "-"},
		{"At 09:10 IST on 12 December 2023", "-", "-"},
		{"At 09:10 Asia/Pacific on 12 December 2023", "-", "-"},
		{"Between 23:50 UTC and 00:20 UTC on 16 Nov 2023", "-", "-"},
		{"The fix was released on 12 December 2023.", "-", "-"},
		{"It ended at 09:50 UTC on 12 December 2023.", "-", "-"},
		{"We upgraded to the image of 12 December 2023", "-", "-"},
		{"no date at all", "-", "-"},
		{"", "-", "-"},
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		start, end, ok := Window(test.text, Context{Zone: berlin})
		if ok == start.Time.IsZero() {
			t.Errorf("%q: ok is %v for start %v", test.text, ok, start)
		}
		got := [2]string{start.show(test.text), end.show(test.text)}
		if diff := cmp.Diff([2]string{test.start, test.end}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestParseStamp(t *testing.T) {
	tests := []struct{ text, want string }{
		{"2023-12-12", "2023-12-12 <2023-12-12>"},
		{" 2023-12-12\n", "2023-12-12 <2023-12-12>"},
		{"2023-12-12T09:10:00Z", "2023-12-12 09:10 +0000 <2023-12-12T09:10:00Z>"},
		{"2023-12-12t09:10:00z", "2023-12-12 09:10 +0000 <2023-12-12t09:10:00z>"},
		{"2023-12-12T09:10:00+05:30", "2023-12-12 09:10 +0530 <2023-12-12T09:10:00+05:30>"},
		{"2023-12-12T09:10:00.250-08:00", "2023-12-12 09:10 -0800 <2023-12-12T09:10:00.250-08:00>"},
		{"2023-12-12T09:10-08:00", "2023-12-12 09:10 -0800 <2023-12-12T09:10-08:00>"},
		{"2023-12-12 09:10", "2023-12-12 09:10 +0530* <2023-12-12 09:10>"},
		{"2023-12-12 09:10:11", "2023-12-12 09:10:11 +0530* <2023-12-12 09:10:11>"},
		{"2023-12-12 09:10 UTC", "2023-12-12 09:10 +0000 <2023-12-12 09:10 UTC>"},
		{"2023-12-12  09:10:11  PST", "2023-12-12 09:10:11 -0800 <2023-12-12  09:10:11  PST>"},
		{"2023-07-12 09:10 Europe/Berlin", "2023-07-12 09:10 +0200 <2023-07-12 09:10 Europe/Berlin>"},
		{"2023-12-12 09:10 +0100", "2023-12-12 09:10 +0100 <2023-12-12 09:10 +0100>"},
		{"2023-12-12 09:10 +01:00", "2023-12-12 09:10 +0100 <2023-12-12 09:10 +01:00>"},
		{"2023-12-12 09:10 -01:00", "2023-12-12 09:10 -0100 <2023-12-12 09:10 -01:00>"},

		{"", "-"},
		{"12-12-2023", "-"},
		{"2023/12/12", "-"},
		{"2023-12-1", "-"},
		{"2023-1-12 ", "-"},
		{"2023-02-29", "-"},
		{"2023-12-12T", "-"},
		{"2023-12-12 ", "2023-12-12 <2023-12-12>"},
		{"2023-12-12T24:00:00Z", "-"},
		{"2023-12-12T09:60:00Z", "-"},
		{"2023-12-12 9:10", "-"},
		{"2023-12-12 0910Z", "-"},
		{"2023-12-12 09:10 PM", "-"},
		{"2023-12-12 09:10 IST", "-"},
		{"2023-12-12 09:10 soon", "-"},
		{"2023-12-12 and more", "-"},
		{"2023-12-12-rca", "-"},
	}
	zone := time.FixedZone("", 5*3600+1800)
	for _, test := range tests {
		m, ok := ParseStamp(test.text, zone)
		if ok == m.Time.IsZero() {
			t.Errorf("%q: ok is %v for %v", test.text, ok, m)
		}
		if got := m.show(test.text); got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
	if m, _ := ParseStamp("2023-12-12 09:10", nil); m.Time.Location() != time.UTC {
		t.Errorf("without a zone: got %v, want UTC", m.Time)
	}
}

// FuzzWindow checks that whatever is found lies in the text.
func FuzzWindow(f *testing.F) {
	for _, s := range []string{
		"On 12 December 2023, between 09:10 UTC and 09:50 UTC", "2023-12-12T09:10:00-05:00 -> 1 May 7 p.m.",
		"Starting 30 June 2021 - 14:16 UTC until 1 July 10:00 (UTC+1)", "16/Nov/2023:09:10:00 +0100", "at 0910 A/B on 1 May 2023",
		"2000-1-1 0000-1 MAY", "2000-1-1 0\xd51 MAY",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ParseStamp(text, nil)
		start, end, ok := Window(text, Context{})
		for _, m := range []Moment{start, end} {
			if m.Start < 0 || m.End < m.Start || m.End > len(text) {
				t.Fatalf("%q: span [%d,%d)", text, m.Start, m.End)
			}
		}
		if ok == start.Time.IsZero() || !ok && !end.Time.IsZero() {
			t.Fatalf("%q: ok %v, start %v, end %v", text, ok, start, end)
		}
	})
}

func BenchmarkWindow(b *testing.B) {
	text := essay()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Window(text, Context{})
	}
}

// TestCorpus runs over real post-mortems: every file that is named after its
// date must give that date.
func TestCorpus(t *testing.T) {
	root := "../../../shared/corpus"
	if _, err := os.Stat(root); err != nil {
		t.Skip("no corpus: ", err)
	}
	files, err := filepath.Glob(root + "/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		name := filepath.Base(file)
		dates := Dates(name, DayFirst)
		if strings.HasPrefix(name, "20") != (len(dates) == 1) {
			t.Errorf("%s: dates %v", name, dates)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found += len(Dates(string(text), DayFirst))
		Window(string(text), Context{})
	}
	if len(files) == 0 || found == 0 {
		t.Errorf("%d dates in %d files", found, len(files))
	}
}
