package rca

import (
	"strings"
	"testing"
	"time"
)

func TestStatusOf(t *testing.T) {
	for _, test := range []struct {
		text string
		want Phase
		ok   bool
	}{
		{"Investigating: we hope that service is restored soon", Investigating, true},
		{"Resolved - All is well", Resolved, true},
		{"RESOLVED", Resolved, true},
		{"Monitoring. Traffic returns", Mitigated, true},
		{"Post-mortem: This report", Reported, true},
		{"Postmortem", Reported, true},
		{"In progress: most of it is restored", NoPhase, true},
		{"Outage – restored in one region", NoPhase, true},
		{"Update: the service is restored", NoPhase, false},
		{"Investigating the errors", NoPhase, false},
		{"Resolved for most", NoPhase, false},
		{"The issue has been resolved", NoPhase, false},
		{"", NoPhase, false},
	} {
		if got, ok := statusOf(test.text); got != test.want || ok != test.ok {
			t.Errorf("%q: got %q, %v, want %q, %v", test.text, got, ok, test.want, test.ok)
		}
	}
}

// TestTold reads what the public was told about an impact from 10:00 to 12:00.
func TestTold(t *testing.T) {
	const window = "started: 2024-03-05T10:00:00Z\nmitigated: 2024-03-05T12:00:00Z\n"
	const happened = "- 2024-03-05 10:05 UTC: alert fired\n- 2024-03-05 12:00 UTC: rolled back\n\n"
	for name, test := range map[string]struct {
		front, before, updates                  string
		count                                   int
		from, until, resolved, silence, unquiet string // clock times
		toTell, after                           Elapsed
	}{
		"in order": {
			front:   window,
			updates: "10:30 Investigating: Slow.\n10:40 Identified: Seen.\n11:40 Monitoring: Better.\n12:20 Resolved: Good.",
			count:   4, from: "10:30", until: "12:20", resolved: "12:20", silence: "10:40", unquiet: "11:40",
			toTell: minutes(30), after: minutes(20),
		},
		"newest first": {
			front:   window,
			updates: "12:20 Resolved: Good.\n10:40 Identified: Seen.\n10:30 Investigating: Slow.",
			count:   3, from: "10:30", until: "12:20", resolved: "12:20", silence: "10:40", unquiet: "12:20",
			toTell: minutes(30), after: minutes(20),
		},
		"resolved before it was": {
			front:   window,
			updates: "10:30 Investigating: Slow.\n11:00 Resolved: Good.\n14:00 Update: Thanks for your patience.\n15:00 Post-mortem: This report.",
			count:   3, from: "10:30", until: "14:00", resolved: "11:00", silence: "10:30", unquiet: "11:00",
			toTell: minutes(30), after: minutes(-60),
		},
		"taken back": {
			front:   window,
			updates: "10:30 Resolved: Good.\n10:40 Outage: Bad again.\n12:00 Resolved: Good.\n12:10 Resolved: Really.",
			count:   4, from: "10:30", until: "12:10", resolved: "12:00", silence: "10:40", unquiet: "12:00",
			toTell: minutes(30), after: minutes(0),
		},
		"never resolved": {
			front:   window,
			updates: "10:30 Resolved: Good.\n10:40 Investigating: Bad again.\n10:45 Identified: Seen.",
			count:   3, from: "10:30", until: "10:45", silence: "10:45", unquiet: "12:00",
			toTell: minutes(30),
		},
		"before it began": {
			front:   window,
			updates: "09:50 Investigating: Slow.\n12:00 Resolved: Good.",
			count:   2, from: "09:50", until: "12:00", resolved: "12:00", silence: "09:50", unquiet: "12:00",
			after: minutes(0),
		},
		"nothing but updates": { // when it was over is known from what was told alone
			updates: "10:30 Investigating: Slow.\n12:20 Resolved: Good.",
			count:   2, from: "10:30", until: "12:20", resolved: "12:20", silence: "10:30", unquiet: "12:20",
		},
		"what happened is known": {
			front: "started: 2024-03-05T10:00:00Z\n", before: happened,
			updates: "10:30 Investigating: Slow.\n12:20 Resolved: Good.",
			count:   2, from: "10:30", until: "12:20", resolved: "12:20", silence: "10:30", unquiet: "12:20",
			toTell: minutes(30), after: minutes(20),
		},
		"without states": { // an update that says it will be watched is none that says it is over
			front:   window,
			updates: "10:30 We are investigating.\n12:10 The API is now fully operational. We will continue to monitor it.\n12:20 It is resolved.",
			count:   3, from: "10:30", until: "12:20", resolved: "12:20", silence: "10:30", unquiet: "12:10",
			toTell: minutes(30), after: minutes(20),
		},
		"one": {
			front: window, updates: "10:30 Investigating: Slow.",
			count: 1, from: "10:30", until: "10:30", silence: "10:30", unquiet: "12:00",
			toTell: minutes(30),
		},
		"a post-mortem alone": {front: window, updates: "15:00 Post-mortem: This report."},
	} {
		t.Run(name, func(t *testing.T) {
			text := "---\nid: x\ntitle: X\nsidebar_label: X\n" + test.front + "---\n\n## Timeline\n\n" + test.before + "### Public updates\n\n" + list(test.updates)
			d, got := incidentOf(t, text)
			at := func(clock string) time.Time {
				if clock == "" {
					return time.Time{}
				}
				m, err := time.Parse("2006-01-02 15:04", "2024-03-05 "+clock)
				if err != nil {
					t.Fatal(err)
				}
				return m
			}
			for _, moment := range []struct {
				name      string
				got, want time.Time
			}{
				{"from", got.ToldFrom, at(test.from)}, {"until", got.ToldUntil, at(test.until)}, {"resolved", got.ToldResolved, at(test.resolved)},
				{"silence", got.Silence.From, at(test.silence)}, {"end of silence", got.Silence.To, at(test.unquiet)},
			} {
				if !moment.got.Equal(moment.want) {
					t.Errorf("%s %v, want %v", moment.name, moment.got, moment.want)
				}
			}
			if got.Updates != test.count || got.ToTell != test.toTell || got.ToldAfter != test.after {
				t.Errorf("%d updates, told after %v and %v, want %d, %v and %v", got.Updates, got.ToTell, got.ToldAfter, test.count, test.toTell, test.after)
			}
			if known := test.front != "" || test.before != ""; known && !d.Facts.Resolved.IsZero() {
				t.Errorf("what was told is taken for what happened: resolved at %v", d.Facts.Resolved.Time)
			}
		})
	}
}

func minutes(n int) Elapsed { return Elapsed{Length: time.Duration(n) * time.Minute, Known: true} }

// list makes the items of an importer out of lines that begin with a clock time.
func list(lines string) string {
	items := ""
	for line := range strings.SplitSeq(lines, "\n") {
		clock, said, _ := strings.Cut(line, " ")
		items += "- 2024-03-05 " + clock + " UTC, " + said + "\n"
	}
	return items
}
