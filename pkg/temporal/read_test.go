package temporal

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// show prints what was read, one expression after the other.
func (t Text) show(text string) string {
	var list []string
	add := func(start int, kind, value string, end int) {
		list = append(list, fmt.Sprintf("%s %s <%s>", kind, value, text[start:end]))
	}
	durations := t.Durations
	flush := func(before int) {
		for len(durations) > 0 && durations[0].Start < before {
			d := durations[0]
			kind := "duration"
			if d.Offset {
				kind = "offset"
			}
			add(d.Start, kind, d.value(), d.End)
			durations = durations[1:]
		}
	}
	for _, p := range t.Points {
		flush(p.Start)
		date := func() {
			if p.Date != nil {
				add(p.Date.Start, "date", p.Date.value(), p.Date.End)
			}
		}
		if p.Clock == nil || p.Date != nil && p.Date.Start < p.Clock.Start {
			date()
		}
		if p.Clock != nil {
			add(p.Clock.Start, "clock", p.Clock.value(), p.Clock.End)
			if p.Date != nil && p.Date.Start > p.Clock.Start {
				date()
			}
		}
	}
	flush(len(text) + 1)
	if t.Zone.Name != "" {
		add(t.Zone.Start, "zone", t.Zone.Name, t.Zone.End)
	}
	if t.Approximate {
		list = append(list, "approximate")
	}
	return strings.Join(list, "; ")
}

// value prints a date as it was written: without a year "--12-12", and with
// "?" when day and month could be swapped, "!" when it does not exist.
func (d Date) value() string {
	s := fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	if d.Yearless {
		s = fmt.Sprintf("--%02d-%02d", d.Month, d.Day)
	}
	if d.Ambiguous {
		s += "?"
	}
	if d.Impossible {
		s += "!"
	}
	if d.Weekday != nil {
		s += " " + d.Weekday.Day.String()[:3]
	}
	return s
}

func (c Clock) value() string {
	s := fmt.Sprintf("%02d:%02d", c.Hour24(), c.Minute)
	if c.Second > 0 {
		s += fmt.Sprintf(":%02d", c.Second)
	}
	if c.Zone.Name != "" {
		s += " " + c.Zone.Name
	}
	if c.Approximate {
		s = "~" + s
	}
	return s
}

func (d Duration) value() string {
	s := short(d.Length)
	if d.Longest > d.Length {
		s += "-" + short(d.Longest)
	}
	if d.Approximate {
		s = "~" + s
	}
	return s + map[Bound]string{AtLeast: "+", AtMost: "-"}[d.Bound]
}

// short prints a length without parts that are zero.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func TestRead(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"On 12 December 2023, between 09:10 UTC and 09:50 UTC, approximately,", "date 2023-12-12 <12 December 2023>; clock 09:10 UTC <09:10 UTC>; clock 09:50 UTC <09:50 UTC>"},
		{"at ~19:30 or around 2:03 UTC", "clock ~19:30 <19:30>; clock ~02:03 UTC <2:03 UTC>"},
		{"on Monday 16th September 2019", "date 2019-09-16 Mon <16th September 2019>"},
		{"2019-09-17 (Monday)", "date 2019-09-17 Mon <2019-09-17>"},
		{"Tuesday, the 9th of June 2020", "date 2020-06-09 Tue <9th of June 2020>"},
		{"31 June 2021, 2023-02-29, June 31st, 2021", "date 2021-06-31! <31 June 2021>; date 2023-02-29! <2023-02-29>; date 2021-06-31! <June 31st, 2021>"},

		// durations
		{"for 1h 37m", "duration 1h37m <1h 37m>"},
		{"lasting 2h54m.", "duration 2h54m <2h54m>"},
		{"approximately an hour", "duration ~1h <an hour>"},
		{"two and a half hours", "duration 2h30m <two and a half hours>"},
		{"an hour and a half", "duration 1h30m <an hour and a half>"},
		{"half an hour, half-hour", "duration 30m <half an hour>; duration 30m <half-hour>"},
		{"a 10-minute outage", "duration 10m <10-minute>"},
		{"5-10 minutes or 5 to 10 min", "duration 5m-10m <5-10 minutes>; duration 5m-10m <5 to 10 min>"},
		{"1.5 hours and 1,200 seconds", "duration 1h50m <1.5 hours and 1,200 seconds>"},
		{"1 hour, 5 minutes and 3 seconds", "duration 1h5m3s <1 hour, 5 minutes and 3 seconds>"},
		{"more than an hour, up to 3 days, ~40m, over 2 weeks", "duration 1h+ <an hour>; duration 72h- <3 days>; duration ~40m <40m>; duration 336h+ <2 weeks>"},
		{"took 36:49 in all", "duration 36m49s <36:49>"},
		{"+17m, T+5 min", "offset 17m <17m>; offset 5m <5 min>"},
		{"300ms, 45s", "duration 300ms <300ms>; duration 45s <45s>"},
		{"two days", "duration 48h <two days>"},

		// zones stated for all
		{"Timeline (all times PST) 07/27/2023 - 07/31/2023. All times approximations", "date 2023-07-27 <07/27/2023>; date 2023-07-31 <07/31/2023>; zone PST <PST>; approximate"},
		{"All times in UTC.", "zone UTC <UTC>"},
		{"Timeline (UTC)", "zone UTC <UTC>"},
		{"Time (US/Pacific)", "zone US/Pacific <US/Pacific>"},
		{"UTC", "zone UTC <UTC>"},
		{"Timeline (UTC) All Times Approximate", "zone UTC <UTC>; approximate"},
		{"Timezone: Europe/Berlin", "zone Europe/Berlin <Europe/Berlin>"},
		{"The times are given in CET", "zone CET <CET>"},

		// nothing
		{"version 1.12, 3 nodes, 10m_users, x86_64, h264, 24/7, once a day, a second node", ""},
		{"10:99, 1:2:3:4, 00:1a:2b:3c:4d:5e, 192.168.0.1:8080", ""},
		{"30 minor changes; 5 mainly; m5.large; 3d models", "duration 72h <3d>"},
		{"Some time later the time zone was wrong", ""},
		{"May 3", ""},
		{"", ""},
	} {
		if diff := cmp.Diff(test.want, Read(test.text, Context{}).show(test.text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

// FuzzRead checks that what was found lies in the text in order, and that the
// words of each find read the same when they stand alone: the span's text is
// what the value says.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"On 12 December 2023, between 09:10 UTC and 09:50 UTC", "1h 37m and 36:49", "two and a half hours",
		"Timeline (all times PST) 07/27/2023 - 07/31/2023", "Monday 31 June 2021 7 p.m. US/Pacific", "5-10 min, up to an hour",
		"+17m ~0910Z 2023-02-29T10:00:00-05:00", "times in UTC+1", "½ 1,200 s",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := Read(text, Context{})
		end := 0
		for _, p := range found.Points {
			if p.Start < end || p.End <= p.Start || p.End > len(text) {
				t.Fatalf("%q: point [%d,%d) after %d", text, p.Start, p.End, end)
			}
			end = p.End
			if d := p.Date; d != nil && !d.Yearless && !d.Impossible {
				if alone := scanDates(text[d.Start:d.End], DayFirst); len(alone) != 1 || alone[0].Year != d.Year || alone[0].Month != d.Month || alone[0].Day != d.Day {
					t.Fatalf("%q: %q alone reads %v", text, text[d.Start:d.End], alone)
				}
			}
			if c := p.Clock; c != nil {
				words := text[c.Start:c.End]
				if !strings.Contains(words, fmt.Sprint(c.Minute)) && c.Minute > 0 || !strings.Contains(words, fmt.Sprint(c.Hour)) && c.Hour > 0 || !strings.Contains(words, c.Zone.Name) {
					t.Fatalf("%q: clock %s of %q", text, c.value(), words)
				}
			}
		}
		end = 0
		for _, d := range found.Durations {
			if d.Start < end || d.End <= d.Start || d.End > len(text) || d.Length < 0 || d.Longest < d.Length {
				t.Fatalf("%q: duration [%d,%d) after %d of %s to %s", text, d.Start, d.End, end, d.Length, d.Longest)
			}
			end = d.End
			alone := Read(text[d.Start:d.End], Context{}).Durations
			if len(alone) != 1 || alone[0].Length != d.Length || alone[0].Longest != d.Longest {
				t.Fatalf("%q: %q alone reads %v", text, text[d.Start:d.End], alone)
			}
		}
		for _, r := range Ranges(text, Context{}) {
			if r.From.Start < 0 || r.To.End > len(text) || r.From.Start > r.From.End || r.To.Start > r.To.End {
				t.Fatalf("%q: range %v", text, r)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := essay()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Read(text, Context{})
	}
}
