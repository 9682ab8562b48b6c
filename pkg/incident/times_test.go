package incident

import (
	"testing"
	"time"
)

// TestStamp reads every form that the layouts are there for, and what is none.
func TestStamp(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{
		"2019-02-20T12:00:19.418-06:00":   "2019-02-20 18:00:19",
		"2019-02-20T12:00:19.418Z":        "2019-02-20 12:00:19",
		"2019-02-20T12:00:19+0100":        "2019-02-20 11:00:19",
		"Wed, 20 Feb 2019 12:00:19 +0100": "2019-02-20 11:00:19",
		"Wed, 20 Feb 2019 12:00:19 GMT":   "2019-02-20 12:00:19",
		"Wed, 6 Feb 2019 12:00:19 UTC":    "2019-02-06 12:00:19",
		"Wed, 20 Feb 2019 12:00:19 PST":   "",
		"2019-02-20 12:00:19 +0100":       "2019-02-20 11:00:19",
		"2019-02-20 12:00:19.5 +0100 CET": "2019-02-20 11:00:19",
		"2019-02-20 12:00:19 +0100 +0100": "2019-02-20 11:00:19",
		"2019-02-20 12:00:19 UTC":         "2019-02-20 12:00:19",
		"2019-02-20 12:00 UTC":            "2019-02-20 12:00:00",
		"2019-02-20T12:00:19":             "2019-02-20 18:00:19",
		"2019-02-20 12:00:19":             "2019-02-20 18:00:19",
		"2019-02-20T12:00":                "2019-02-20 18:00:00",
		"2019-02-20 12:00":                "2019-02-20 18:00:00",
		"2019-02-20":                      "2019-02-20 06:00:00",
		"2019-02-30T12:00:00Z":            "",
		"0001-01-01T00:00:00Z":            "",
		"9999-12-31 00:00":                "",
		"yesterday":                       "",
		"":                                "",
	} {
		got := ""
		if at, ok := stamp(s, chicago); ok {
			got = at.UTC().Format(time.DateTime)
		} else if !at.IsZero() {
			t.Errorf("%q: not read, and a time: %v", s, at)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

// TestFixedZone: a name that is none does not get into a document.
func TestFixedZone(t *testing.T) {
	for name, want := range map[string]string{"XYZ": "XYZ", "": "", "<b>": "", "A|B": "", "ABCDEFGHI": ""} {
		got, offset := time.Unix(0, 0).In(fixedZone(name, 3600)).Zone()
		if got != want || offset != 3600 {
			t.Errorf("%q: got %q, %d", name, got, offset)
		}
	}
}
