package scaffold

import (
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/temporal"
)

func TestReadStart(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	home := temporal.Context{Zone: berlin, Order: temporal.MonthFirst}
	for _, test := range []struct {
		text         string
		context      temporal.Context
		stamp, words string
	}{
		{"2023-12-12 09:10 UTC", temporal.Context{}, "2023-12-12T09:10:00Z", "2023-12-12 09:10 UTC"},
		{"2023-12-12T09:10:00Z", temporal.Context{}, "2023-12-12T09:10:00Z", "2023-12-12 09:10 UTC"},
		{"2023-12-12", temporal.Context{}, "2023-12-12", "2023-12-12"},
		{"2023-12-12 09:10", home, "2023-12-12T09:10:00+01:00", "2023-12-12 09:10 CET"},
		{"2023-12-12 06:10 -03:00", temporal.Context{}, "2023-12-12T06:10:00-03:00", "2023-12-12 06:10 -0300"},
		{"2023-12-12 10:10 UTC+1", temporal.Context{}, "2023-12-12T10:10:00+01:00", "2023-12-12 10:10 +0100"},
		{"Tuesday, 12 December 2023, 9:10 am UTC", temporal.Context{}, "2023-12-12T09:10:00Z", "2023-12-12 09:10 UTC"},
		{"03/04/2023 10:00 UTC", home, "2023-03-04T10:00:00Z", "2023-03-04 10:00 UTC"},
		{"2023-10-29 02:30 CET", home, "2023-10-29T02:30:00+01:00", "2023-10-29 02:30 CET"},
	} {
		got, err := ReadStart(test.text, test.context)
		if err != nil || got.Stamp() != test.stamp || got.Words() != test.words {
			t.Errorf("%q: %q, %q, error %v", test.text, got.Stamp(), got.Words(), err)
		}
	}
	for text, want := range map[string]string{
		"yesterday":                       `such as "2023-12-12 09:10 UTC"`,
		"":                                "cannot be read",
		"09:10 UTC":                       "cannot be read",
		"12 December 09:10 UTC":           "cannot be read",
		"2023-12-12 09:10 to 10:00 UTC":   "cannot be read",
		"2023-12-12 09:10 XYZ":            "cannot be read",
		"2023-12-12 09:10":                "names no zone",
		"2023-12-12 09:10 IST":            "several meanings",
		"2023-02-31 09:10 UTC":            "does not exist",
		"03/04/2023 10:00 UTC":            "the day or the month first",
		"2023-12-12 around 09:10 UTC":     "not exact",
		"Monday, 12 December 2023":        "is a Tuesday",
		"2023-07-12 09:10 PST":            "is it PDT?",
		"2023-03-26 02:30 Europe/Berlin":  "clocks go forward",
		"2023-12-12 09:10 UTC and so on.": "cannot be read",
	} {
		if got, err := ReadStart(text, temporal.Context{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, error %v", text, got, err)
		}
	}
	for text, want := range map[string]string{"2023-03-26 02:30": "clocks go forward", "2023-10-29 02:30": "exists twice"} {
		if got, err := ReadStart(text, home); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, error %v", text, got, err)
		}
	}
}

// FuzzReadStart: what is read is read again from what is written.
func FuzzReadStart(f *testing.F) {
	for _, text := range []string{"2023-12-12 09:10 UTC", "2023-12-12", "12 December 2023 9 am CET", "2023-12-12 06:10 -03:00", "1900-01-01 00:00 +00:01"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadStart(text, temporal.Context{})
		if err != nil {
			return
		}
		for _, written := range []string{s.Stamp(), s.Words()} {
			again, err := ReadStart(written, temporal.Context{})
			if err != nil || again.DateOnly != s.DateOnly || !again.Time.Truncate(time.Minute).Equal(s.Time.Truncate(time.Minute)) {
				t.Errorf("%q: %v is written as %q, which reads %v, error %v", text, s, written, again, err)
			}
		}
	})
}
