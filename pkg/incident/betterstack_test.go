package incident

import (
	"testing"
	"time"
)

func FuzzBetterStackJSON(f *testing.F) { fuzz(f, "betterstack-json") }

func TestNamedZone(t *testing.T) {
	for name, want := range map[string]string{
		"Eastern Time (US & Canada)": "America/New_York",
		"America/New_York":           "America/New_York",
		"Berlin":                     "Europe/Berlin",
		"Hong Kong":                  "Asia/Hong_Kong",
		"Middle of Nowhere":          "",
		"../../etc/passwd":           "",
		"Local":                      "",
		"Etc/UTC":                    "Etc/UTC",
	} {
		got := "" // not known
		if zone := namedZone(name); zone != nil {
			got = zone.String()
		}
		if got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
	for name, tz := range railsZones {
		if _, err := time.LoadLocation(tz); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestWorse(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"", "resolved", "resolved"},
		{"downtime", "resolved", "downtime"},
		{"degraded", "downtime", "downtime"},
		{"glowing", "downtime", "glowing"},
		{"maintenance", "", "maintenance"},
	} {
		if got := worse(test.a, test.b); got != test.want {
			t.Errorf("worse(%q, %q) = %q, want %q", test.a, test.b, got, test.want)
		}
	}
}
