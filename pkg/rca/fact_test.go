package rca

import (
	"strings"
	"testing"
)

// TestSure reads documents whose times contradict one another: none of those
// that were read is certain then.
func TestSure(t *testing.T) {
	for _, test := range []struct{ started, window, timeline, want string }{
		{"", "from 10:00 to 11:00 UTC", "10:05 UTC alert fired\n- 11:10 UTC resolved", "started detected mitigated resolved"},
		{"", "from 11:00 to 10:00 UTC", "11:05 UTC alert fired\n- 11:10 UTC still down", ""},
		{"", "around 10:00 UTC", "10:05 UTC alert fired\n- 11:10 UTC resolved", "detected resolved"},
		{"", "from 10:00 to 11:00 UTC", "10:05 UTC alert fired\n- 10:10 UTC resolved", "started detected"},
		{"", "from 10:00 UTC until 10 March 2024 11:00 UTC", "10:05 UTC restarted\n- 10:30 UTC seen again", ""},
		{"", "from 10:00 to 11:00 EST", "10:05 EST alert fired", "started mitigated"},
		{"", "from 10:00 to 11:00 EDT", "10:05 EDT alert fired", ""},
		{"2024-01-10", "from 10:00 to 11:00 UTC", "10:05 UTC alert fired\n- 11:10 UTC resolved", "started detected mitigated resolved"},
		{"2024-01-10T10:30:00Z", "from 10:00 to 11:00 UTC", "10:05 UTC alert fired\n- 11:10 UTC resolved", "started mitigated resolved"},
	} {
		front := "---\nid: a\n"
		if test.started != "" {
			front += "started: " + test.started + "\n"
		}
		d := parse("a.md", []byte(front+"---\n\n## Impact summary\n\nOn 10 January 2024, "+test.window+", logins failed.\n\n## Timeline\n\n- "+test.timeline+"\n")).Document
		var sure []string
		for _, f := range d.List() {
			if f.Sure {
				sure = append(sure, f.Name)
			}
		}
		if got := strings.Join(sure, " "); got != test.want {
			t.Errorf("%s, %s: sure of %q, want %q", test.window, test.timeline, got, test.want)
		}
	}
}
