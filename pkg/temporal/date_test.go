package temporal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show prints a date and its text: "2023-12-12 <12 December 2023>", with "?"
// for an ambiguous and "~" for a yearless one.
func (d Date) show(text string) string {
	mark := ""
	if d.Ambiguous {
		mark += "?"
	}
	if d.Yearless {
		mark += "~"
	}
	return fmt.Sprintf("%04d-%02d-%02d%s <%s>", d.Year, d.Month, d.Day, mark, text[d.Start:d.End])
}

func TestDates(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		// numeric
		{"2023-12-12", []string{"2023-12-12 <2023-12-12>"}},
		{"2023/12/12", []string{"2023-12-12 <2023/12/12>"}},
		{"2023.12.2 release", []string{"2023-12-02 <2023.12.2>"}},
		{"2023-12-12-RCA-Mitigated-APIv2-West-Europe", []string{"2023-12-12 <2023-12-12>"}},
		{"2023-12-12-RCA-x.md", []string{"2023-12-12 <2023-12-12>"}},
		{"01-2023-12-12-slug", []string{"2023-12-12 <2023-12-12>"}},
		{"rca_2023-12-12_final", []string{"2023-12-12 <2023-12-12>"}},
		{"2023-12-12T09:10:00Z", []string{"2023-12-12 <2023-12-12>"}},
		{"RCA - Mitigated - SSO - Multiple Regions - 30-06-2021", []string{"2021-06-30 <30-06-2021>"}},
		{"RCA - Mitigated - APIv2 - West Europe - 12-12-2023", []string{"2023-12-12 <12-12-2023>"}},
		{"RCA – 30.06.2021.", []string{"2021-06-30 <30.06.2021>"}},
		{"am 30.06.2021.md", []string{"2021-06-30 <30.06.2021>"}},
		{"## Timeline 07/27/2023 - 07/31/2023. All times", []string{"2023-07-27 <07/27/2023>", "2023-07-31 <07/31/2023>"}},
		{"7/5/2023-7/6/2023", []string{"2023-05-07? <7/5/2023>", "2023-06-07? <7/6/2023>"}},
		{"03-04-2023", []string{"2023-04-03? <03-04-2023>"}},
		{"(2019-10-21)", []string{"2019-10-21 <2019-10-21>"}},
		{"inside-rust/2023/07/21/crates-io-postmortem", []string{"2023-07-21 <2023/07/21>"}},
		{"障害は2023-12-12に発生", []string{"2023-12-12 <2023-12-12>"}},

		// written
		{"On 12 December 2023, between", []string{"2023-12-12 <12 December 2023>"}},
		{"Starting 30 June 2021 - 14:16 UTC until 1 July 10:00 UTC", []string{"2021-06-30 <30 June 2021>", "2021-07-01~ <1 July>"}},
		{"On September 03, 2024, at 7:38 PM PDT", []string{"2024-09-03 <September 03, 2024>"}},
		{"Nov 16, 2023, 08:36 AM UTC", []string{"2023-11-16 <Nov 16, 2023>"}},
		{"Posted Sep 17, 2019 - 11:03 BST", []string{"2019-09-17 <Sep 17, 2019>"}},
		{"on Monday 16th September 2019 the", []string{"2019-09-16 <16th September 2019>"}},
		{"On Tuesday 9th of June 2020, a planned", []string{"2020-06-09 <9th of June 2020>"}},
		{"On Tuesday 22nd June 2021, changes", []string{"2021-06-22 <22nd June 2021>"}},
		{"On May 9th 2021 at 6:48AM PDT", []string{"2021-05-09 <May 9th 2021>"}},
		{"June 14th, 2022, 10:30 AM", []string{"2022-06-14 <June 14th, 2022>"}},
		{"Saturday Oct 30th 2021 - Monday Nov 1st, 2021", []string{"2021-10-30 <Oct 30th 2021>", "2021-11-01 <Nov 1st, 2021>"}},
		{"On Thursday, January 20th, 2022 at 22:04 (UTC)", []string{"2022-01-20 <January 20th, 2022>"}},
		{"Sept. 3, 2024", []string{"2024-09-03 <Sept. 3, 2024>"}},
		{"NOVEMBER 16 2023", []string{"2023-11-16 <NOVEMBER 16 2023>"}},
		{"on november 16, 2023", []string{"2023-11-16 <november 16, 2023>"}},
		{"November the 16th, 2023", []string{"2023-11-16 <November the 16th, 2023>"}},
		{"16-Nov-2023 and 16/Nov/2023:09:10:00", []string{"2023-11-16 <16-Nov-2023>", "2023-11-16 <16/Nov/2023>"}},
		{"Sep-03-2024", []string{"2024-09-03 <Sep-03-2024>"}},
		{"10-12 December 2023", []string{"2023-12-12 <12 December 2023>"}},
		{"12\nDecember\n2023", []string{"2023-12-12 <12\nDecember\n2023>"}},
		{"12\u00a0December 2023", []string{"2023-12-12 <12\u00a0December 2023>"}},
		{"12 December 3, 2023", []string{"2023-12-03 <December 3, 2023>"}},

		// without a year
		{"Sept 3rd, 2024 … Sept 4th", []string{"2024-09-03 <Sept 3rd, 2024>", "2024-09-04~ <Sept 4th>"}},
		{"30 June – 1 July 2021", []string{"2021-06-30~ <30 June>", "2021-07-01 <1 July 2021>"}},
		{"31 December 2023 until 1 January 04:00", []string{"2023-12-31 <31 December 2023>", "2024-01-01~ <1 January>"}},
		{"5 January 2024, since 28 December", []string{"2024-01-05 <5 January 2024>", "2023-12-28~ <28 December>"}},
		{"Feb 29, then 1 March 2024", []string{"2024-02-29~ <Feb 29>", "2024-03-01 <1 March 2024>"}},
		{"Feb 29, then 1 March 2026", []string{"2026-03-01 <1 March 2026>"}},
		{"On June 21 we saw it", nil},
		{"2023-12-12: it may 3 times, and in May 10% or May 10:30", []string{"2023-12-12 <2023-12-12>"}},
		{"2023-12-12: March 3.5, May 1-3, Dec 5 pm", []string{"2023-12-12 <2023-12-12>"}},

		// no dates
		{"2023-12-12345", nil},
		{"1.2.2023.4", nil},
		{"v1.12.2023", nil},
		{"12023-12-12", nil},
		{"1-12-12-2023", nil},
		{"2023-13-12 and 2023-02-29 and 31 June 2021 and 32.01.2021", nil},
		{"2023-12-00", nil},
		{"127.0.0.1:8080 and 1.2.8080", nil},
		{"1/29/24, 2/15/24", nil},
		{"2023-12/12 and 12.12-2023", nil},
		{"abc2023-12-12 and 2023-12-12abc", nil},
		{"12 Decembers 2023 and 12 Dece 2023", nil},
		{"12\n\nDecember 2023", nil},
		{"version 3.12 December 2023", nil},
		{"12 December 12345", nil},
		{"", nil},
		{"3 May 20:30", nil},
	}
	for _, test := range tests {
		var got []string
		for _, d := range Dates(test.text, DayFirst) {
			got = append(got, d.show(test.text))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestDatesOrder(t *testing.T) {
	tests := []struct{ text, dayFirst, monthFirst string }{
		{"03-04-2023", "2023-04-03?", "2023-03-04?"},
		{"3/4/2023", "2023-04-03?", "2023-03-04?"},
		{"07/27/2023", "2023-07-27", "2023-07-27"},
		{"30-06-2021", "2021-06-30", "2021-06-30"},
		{"12-12-2023", "2023-12-12", "2023-12-12"},
		{"2023-03-04", "2023-03-04", "2023-03-04"},
		{"29-02-2023", "", ""},
	}
	for _, test := range tests {
		for order, want := range map[Order]string{DayFirst: test.dayFirst, MonthFirst: test.monthFirst, "": test.dayFirst} {
			got := ""
			for _, d := range Dates(test.text, order) {
				got, _, _ = strings.Cut(d.show(test.text), " ")
			}
			if got != want {
				t.Errorf("%q, order %q: got %q, want %q", test.text, order, got, want)
			}
		}
	}
}

// FuzzDates checks that every date found exists, lies in the text, and reads
// the same when it stands alone.
func FuzzDates(f *testing.F) {
	for _, s := range []string{
		"12 December 3, 2023", "2023-12-12-1.2.2023", "30 June – 1 July 2021", "Feb 29 2024-02-29",
		"Nov. 16 2023 Nov 16", "3/4/2023/5", "16/Nov/2023:09:10:00", "November the 16th, 2023",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, order := range []Order{DayFirst, MonthFirst} {
			end := 0
			for _, d := range Dates(text, order) {
				if d.Start < end || d.End <= d.Start || d.End > len(text) {
					t.Fatalf("%q: span [%d,%d) after %d", text, d.Start, d.End, end)
				}
				end = d.End
				if _, ok := valid(d); !ok || d.Day > daysIn(d.Month, d.Year) {
					t.Fatalf("%q: impossible date %s", text, d.show(text))
				}
				if d.Yearless {
					continue
				}
				alone := text[d.Start:d.End]
				again := Dates(alone, order)
				want := d
				want.Start, want.End = 0, len(alone)
				if diff := cmp.Diff([]Date{want}, again); diff != "" {
					t.Fatalf("%q alone (-want +got):\n%s", alone, diff)
				}
			}
		}
	})
}

func BenchmarkDates(b *testing.B) {
	text := essay()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Dates(text, DayFirst)
	}
}

// essay returns about 800 words with a date and some numbers.
func essay() string {
	return "On 12 December 2023, between 09:10 UTC and 09:50 UTC, some customers saw errors. " +
		strings.Repeat("After 3 attempts the team found 12 of 40 nodes out of sync, and at 10:29 they may have restarted them. ", 40)
}

// TestLinear checks that a text of one kind costs work in proportion to its
// length: the long one must be done before the test's time is up.
func TestLinear(t *testing.T) {
	for _, s := range []string{"1 ", "1-", "May ", "12 December ", "1 May ", "1:1", "2023-", "12:00 ", "until ", "1 May 2023 until ", "(", "a", "12:00 - ", "12:00 Asia/X - ", "from 12:00 US/X 1 May 2023 "} {
		text := strings.Repeat(s, 1_000_000/len(s))
		Dates(text, DayFirst)
		Window(text+" 1 May 2023", Context{})
		Read(text, Context{})
	}
}
