package chart

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files")

// english are texts as a page would give them.
var english = Texts{
	Clock: func(t time.Time) string { return t.Format("15:04") },
	Day:   func(t time.Time) string { return t.Format("2 Jan") },
	Month: func(t time.Time) string { return t.Format("Jan") },
}

func moment(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func moments(day string, clocks ...string) (list []time.Time) {
	for _, c := range clocks {
		list = append(list, moment(day+" "+c))
	}
	return list
}

func ribbon(r Ribbon) string {
	r.Texts = english
	picture, _ := r.SVG()
	return picture
}

// short is how the tests write a length of the scale.
func short(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	}
	return fmt.Sprintf("%d d", d/(24*time.Hour))
}

// months makes the columns of a chart of months, with links or without.
func months(from int, linked bool, counts ...[2]int) (list []Month) {
	for i, c := range counts {
		t := time.Date(from, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		m := Month{Incidents: c[0], Severe: c[1]}
		switch {
		case t.Month() == time.January:
			m.Label, m.Strong = t.Format("2006"), true
		case t.Month()%3 == 1:
			m.Label = t.Format("Jan")
		}
		if linked {
			m.Href = t.Format("2006/#m01")
			m.Title = fmt.Sprintf("%s: %d incidents, %d critical or major", t.Format("January 2006"), c[0], c[1])
		}
		list = append(list, m)
	}
	return list
}

func quarter(i, from int, linked bool) Column {
	c := Column{Label: fmt.Sprintf("Q%d", i%4+1)}
	if i%4 == 0 {
		c.Label, c.Strong = fmt.Sprint(from+i/4), true
	}
	if linked {
		c.Href, c.Title = fmt.Sprintf("%d/#q%d", from+i/4, i%4+1), fmt.Sprintf("Quarter %d of %d", i%4+1, from+i/4)
	}
	return c
}

func quarters(from int, linked bool, minutes ...[]int) (list []Quarter) {
	for i, m := range minutes {
		q := Quarter{Column: quarter(i, from, linked)}
		for _, n := range m {
			q.Dots = append(q.Dots, time.Duration(n)*time.Minute)
		}
		if n := len(q.Dots); n >= 4 {
			slices.Sort(q.Dots)
			q.Middle, q.Dots = &Middle{q.Dots[n/4], q.Dots[n/2], q.Dots[n*3/4]}, nil
		}
		list = append(list, q)
	}
	return list
}

func values(from int, linked bool, list ...float64) (bars []Bar) {
	for i, v := range list {
		bars = append(bars, Bar{Column: quarter(i, from, linked), Value: v})
	}
	return bars
}

// samples are the pictures of the golden files.
func samples() []struct{ name, svg string } {
	day := "2024-03-05"
	two := [][2]int{{1, 0}, {1, 1}, {0, 0}, {2, 1}, {1, 1}, {1, 0}, {0, 0}, {3, 0}, {1, 1}, {1, 1}, {0, 0}, {1, 0},
		{1, 0}, {1, 1}, {1, 0}, {1, 0}, {2, 1}, {1, 0}, {1, 1}, {1, 0}, {0, 0}, {2, 1}, {1, 0}, {2, 1}}
	many := make([][2]int, 72)
	for i := range many {
		many[i] = [2]int{(i * 7) % 31, (i * 7) % 31 * (i % 4) / 6}
	}
	lengths := [][]int{{30, 95, 120, 14, 60}, {20, 240, 610, 95, 33, 41}, {}, {58, 77}, {44, 121, 310, 90}, {265}, {35, 82, 600, 185}, {58, 142, 77, 1200, 60}}
	return []struct{ name, svg string }{
		{"ribbon-approximate", ribbon(Ribbon{Name: Name{Label: "From about 09:10 to about 09:50."}, Rows: []Row{
			{Label: "Customers affected, about 40 min", Segments: []Segment{{moment(day + " 09:10"), moment(day + " 09:50"), Approximate}}}}})},
		{"ribbon-two-windows", ribbon(Ribbon{Name: Name{LabelledBy: "r1"}, Rows: []Row{
			{Label: "Partners affected, 7 h 15 min", Segments: []Segment{{moment(day + " 03:15"), moment(day + " 07:32"), Unnoticed}, {moment(day + " 07:32"), moment(day + " 10:30"), Impact}}},
			{Label: "Public updates, 2 h 55 min", Segments: []Segment{{moment(day + " 08:35"), moment(day + " 10:18"), Investigating}, {moment(day + " 10:18"), moment(day + " 11:11"), Identified}, {moment(day + " 11:11"), moment(day + " 11:30"), Monitoring}},
				Ticks: moments(day, "08:35", "08:36", "09:01", "09:39", "10:18", "11:11", "11:30")}}})},
		{"ribbon-silence", ribbon(Ribbon{Name: Name{Label: "Told late."}, Rows: []Row{
			{Label: "Customers affected, 1 h", Segments: []Segment{{moment(day + " 09:00"), moment(day + " 10:00"), Impact}}},
			{Label: "Public updates, 1 h 30 min", Segments: []Segment{{moment(day + " 09:30"), moment(day + " 11:00"), Investigating},
				{moment(day + " 09:40"), moment(day + " 11:00"), Silence}, {moment(day + " 11:00"), moment(day + " 11:00"), Resolved}}, Ticks: moments(day, "09:30", "09:40", "11:00")}}})},
		{"ribbon-midnight-markers", ribbon(Ribbon{Name: Name{Label: "Over midnight."}, Rows: []Row{
			{Label: "Some sign-ins failed, 19 h 44 min", Segments: []Segment{{moment("2021-06-30 14:16"), moment("2021-07-01 10:00"), Impact}, {moment("2021-07-01 10:00"), moment("2021-07-01 11:30"), Monitoring}}}},
			Markers: []time.Time{moment("2021-06-30 14:16"), moment("2021-07-01 10:00"), moment("2021-07-01 11:30")}})},
		{"ribbon-open", ribbon(Ribbon{Name: Name{Label: "Not over."}, Rows: []Row{
			{Label: "Uploads slow since 21:40", Segments: []Segment{{moment(day + " 21:40"), moment(day + " 22:20"), Unnoticed}, {moment(day + " 22:20"), time.Time{}, Impact}}},
			{Label: "Public updates", Segments: []Segment{{moment(day + " 22:31"), moment(day + " 23:05"), Investigating}, {moment(day + " 23:05"), time.Time{}, Identified}}, Ticks: moments(day, "22:31", "23:05", "23:50")}},
			Markers: moments(day, "21:40", "22:20", "22:22", "22:31", "22:33", "23:58")})},
		{"ribbon-days", ribbon(Ribbon{Name: Name{Label: "Four days."}, Rows: []Row{
			{Label: "Exports late", Segments: []Segment{{moment("2024-02-27 18:00"), moment("2024-03-02 09:00"), Impact}, {moment("2024-03-02 09:00"), moment("2024-03-03 09:00"), Resolved}}}}})},
		{"ribbon-months", ribbon(Ribbon{Name: Name{Label: "Months."}, Rows: []Row{
			{Label: "A short label", Segments: []Segment{{moment("2023-09-12 18:00"), moment("2024-04-02 09:00"), Approximate}}},
			{Label: "Eine sehr lange Beschriftung, die auf einem schmalen Bildschirm zwei Zeilen braucht", Segments: []Segment{{moment("2023-12-12 18:00"), moment("2024-01-12 09:00"), Impact}}}}})},
		{"ribbon-moment", ribbon(Ribbon{Name: Name{Label: "One moment."}, Rows: []Row{
			{Label: "Reported at 09:10", Segments: []Segment{{moment(day + " 09:10"), moment(day + " 09:10"), Impact}}}}, Markers: moments(day, "09:10", "09:10")})},
		{"blocks", Blocks{Name: Name{LabelledBy: "b1"}, Months: months(2023, false, two...)}.SVG()},
		{"blocks-links", Blocks{Name: Name{LabelledBy: "b2"}, Months: months(2023, true, append(two, [2]int{1, 1})...)}.SVG()},
		{"blocks-many", Blocks{Name: Name{LabelledBy: "b3"}, Months: months(2019, true, many...)}.SVG()},
		{"blocks-none", Blocks{Name: Name{LabelledBy: "b4"}}.SVG()},
		{"quartiles", Quartiles{Name: Name{LabelledBy: "q1"}, Quarters: quarters(2023, true, lengths...), Scale: short}.SVG()},
		{"quartiles-wide", Quartiles{Name: Name{LabelledBy: "q2"}, Quarters: quarters(2019, false, append(append([][]int{{1, 2, 3, 4}, {90000}}, lengths...), lengths...)...), Scale: short}.SVG()},
		{"bars-share", Bars{Name: Name{LabelledBy: "v1"}, Bars: values(2022, true, .4, .5, .31, 0, .8, .77, .9, 1, .66, .7, .82, .9, .4), Max: 1,
			Scale: func(v float64) string { return fmt.Sprintf("%.0f %%", v*100) }}.SVG()},
		{"bars-count", Bars{Name: Name{Label: "Promises & <kept>"}, Bars: values(2022, false, 3, 1, 0, 2, 3, 1)}.SVG()},
		{"duration", Duration(96*time.Minute) + Duration(0) + Duration(30*time.Second) + Duration(90*24*time.Hour)},
		{"split", Split(5, 3, 1, 12) + Split(0, 0, 0, 0) + Split(1, 0, 0, 12)},
		{"swatch", Swatch(Impact) + Swatch(Unnoticed)},
	}
}

func TestGolden(t *testing.T) {
	for _, sample := range samples() {
		file := filepath.Join("testdata", sample.name+".svg")
		if *update {
			if err := os.WriteFile(file, []byte(sample.svg+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := sample.svg + "\n"; got != string(want) {
			t.Errorf("%s differs from %s:\n%s", sample.name, file, got)
		}
	}
}

// TestDefsHoldWhatIsReferredTo: a ribbon has the patterns of its segments, and
// no others.
func TestDefsHoldWhatIsReferredTo(t *testing.T) {
	day := "2024-03-05"
	from, to := moment(day+" 09:00"), moment(day+" 10:00")
	for _, test := range []struct {
		segment Segment
		ids     []string
	}{
		{Segment{from, to, Impact}, nil},
		{Segment{from, to, Unnoticed}, []string{"Hatch"}},
		{Segment{from, to, Approximate}, []string{"Approximate"}},
		{Segment{from, time.Time{}, Impact}, []string{"Fades", "Fade"}},
		{Segment{from, time.Time{}, Approximate}, []string{"Approximate", "Fades", "Fade"}},
	} {
		picture := ribbon(Ribbon{Name: Name{Label: `class="seg hush" "url(#Fade)"`}, Rows: []Row{{Label: `class="seg approx"`, Segments: []Segment{test.segment}}}})
		var ids []string
		for _, m := range regexp.MustCompile(` id="([A-Za-z]+)"`).FindAllStringSubmatch(Defs(picture), -1) {
			ids = append(ids, m[1])
		}
		if !slices.Equal(ids, test.ids) {
			t.Errorf("%s, open %v: patterns %v, want %v", test.segment.Kind, test.segment.End.IsZero(), ids, test.ids)
		}
	}
}
