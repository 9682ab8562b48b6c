package chart

import "testing"

func BenchmarkRibbon(b *testing.B) {
	day := "2024-03-05"
	r := Ribbon{Name: Name{Label: "Partners were affected from 03:15 to 10:30."}, Texts: english, Rows: []Row{
		{Label: "Partners affected, 7 h 15 min", Segments: []Segment{{moment(day + " 03:15"), moment(day + " 07:32"), Unnoticed}, {moment(day + " 07:32"), moment(day + " 10:30"), Impact}}},
		{Label: "Public updates, 2 h 55 min", Segments: []Segment{{moment(day + " 08:35"), moment(day + " 10:18"), Investigating}, {moment(day + " 10:18"), moment(day + " 11:30"), Identified}},
			Ticks: moments(day, "08:35", "09:01", "09:39", "10:18", "11:11", "11:30")}},
		Markers: moments(day, "03:15", "07:32", "10:30")}
	b.ReportAllocs()
	for b.Loop() {
		picture, _ := r.SVG()
		b.SetBytes(int64(len(picture)))
	}
}

func BenchmarkBlocks(b *testing.B) {
	counts := make([][2]int, 60)
	for i := range counts {
		counts[i] = [2]int{i % 5, i % 3}
	}
	chart := Blocks{Months: months(2020, true, counts...)}
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(chart.SVG())))
	}
}
