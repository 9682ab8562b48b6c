package temporal

import (
	"testing"
	"time"
)

func TestOutOfSeason(t *testing.T) {
	for _, test := range []struct{ abbreviation, day, want string }{
		{"PST", "2023-07-14", "PDT"},
		{"PST", "2023-12-14", ""},
		{"CEST", "2023-12-14", "CET"},
		{"AEDT", "2023-07-14", "AEST"},
		{"CET", "2024-03-31", ""}, // the clocks changed in the night
		{"CET", "2024-04-02", "CEST"},
		{"MST", "2023-07-14", ""}, // Arizona
		{"UTC", "2023-07-14", ""},
		{"", "2023-07-14", ""},
	} {
		day, err := time.Parse(time.DateOnly, test.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := OutOfSeason(test.abbreviation, day); got != test.want {
			t.Errorf("%s on %s: got %q, want %q", test.abbreviation, test.day, got, test.want)
		}
	}
}
