package chart

import (
	"strings"
	"testing"
)

// TestAxis holds the texts under axes of many lengths against what a reader
// expects: a text in brackets disappears on a narrow screen.
func TestAxis(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"2024-03-05 09:10", "2024-03-05 09:10", "09:08 09:09 09:10 09:11 09:12"},
		{"2024-03-05 09:10", "2024-03-05 09:15", "[09:09] 09:10 [09:11] 09:12 [09:13] 09:14 [09:15] 09:16"},
		{"2024-03-05 09:10", "2024-03-05 09:50", "09:00 [09:10] 09:20 [09:30] 09:40 [09:50] 10:00"},
		{"2024-03-05 09:00", "2024-03-05 10:00", "[08:50] 09:00 [09:10] 09:20 [09:30] 09:40 [09:50] 10:00 [10:10]"},
		{"2024-03-05 03:15", "2024-03-05 11:30", "03:00 [04:00] [05:00] 06:00 [07:00] [08:00] 09:00 [10:00] [11:00] 12:00"},
		{"2021-06-30 14:16", "2021-07-01 11:30", "12:00 [15:00] [18:00] [21:00] 1 Jul [03:00] [06:00] [09:00] 12:00 [15:00]"},
		{"2024-02-27 18:00", "2024-03-03 09:00", "[27 Feb] 28 Feb [29 Feb] 1 Mar [2 Mar] 3 Mar [4 Mar]"},
		{"2024-02-27 18:00", "2024-03-12 09:00", "28 Feb [1 Mar] 3 Mar [5 Mar] 7 Mar [9 Mar] 11 Mar"},
		{"2024-02-27 18:00", "2024-04-12 09:00", "26 Feb [4 Mar] 11 Mar [18 Mar] 25 Mar [1 Apr] 8 Apr [15 Apr]"},
		{"2023-09-12 18:00", "2024-04-02 09:00", "Sep [Oct] Nov [Dec] 2024 [Feb] Mar [Apr] May"},
		{"2021-11-12 18:00", "2024-04-02 09:00", "[Jul] 2022 [Jul] 2023 [Jul] 2024 [Jul]"},
		{"2010-11-12 18:00", "2024-04-02 09:00", "[2010] 2012 [2014] 2016 [2018] 2020 [2022] 2024 [2026]"},
		{"0001-01-02 00:00", "9999-01-01 00:00", "[-2000] 0 [2000] 4000 [6000] 8000 [10000] 12000"},
	} {
		a := newAxis(moment(test.from), moment(test.to))
		var list []string
		for _, l := range a.labels(english) {
			switch l.show {
			case always:
				list = append(list, l.text)
			case onWide:
				list = append(list, "["+l.text+"]")
			}
		}
		if got := strings.Join(list, " "); got != test.want {
			t.Errorf("%s to %s:\n got %s\nwant %s", test.from, test.to, got, test.want)
		}
	}
}
