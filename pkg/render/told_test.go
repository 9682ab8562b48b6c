package render

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// toldPage returns an output of a page of testdata/page, in a site of its own.
func toldPage(t *testing.T, name, output string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/page/" + name + ".md")
	if err != nil {
		t.Fatal(err)
	}
	return renderAt(t, rendererWithoutText(t, siteOf(read(t, name+".md", string(text)))), name+"/"+output)
}

// TestRecordOfWhatWasTold: the post-mortem is no update, and what was told is
// not what happened.
func TestRecordOfWhatWasTold(t *testing.T) {
	for name, want := range map[string]pageRecord{
		"told": {record: record{
			ToldFrom: "2024-09-20T13:52:00Z", ToldUntil: "2024-09-20T15:02:00Z", ToldResolved: "2024-09-20T15:02:00Z", Mitigated: "2024-09-20T14:41:00Z",
			ToTell: count(48 * 60), ToldAfter: count(21 * 60), Silence: count(32 * 60),
		}},
		"toldearly": {record: record{
			ToldFrom: "2024-06-11T16:43:00+01:00", ToldUntil: "2024-06-11T18:02:00+01:00", ToldResolved: "2024-06-11T18:02:00+01:00", Mitigated: "2024-06-11T18:20:00+01:00",
			ToTell: count(45 * 60), ToldAfter: count(-18 * 60), Silence: count(57 * 60),
		}},
		"toldonly": {record: record{
			ToldFrom: "2024-11-12T22:20:00Z", ToldUntil: "2024-11-13T01:10:00Z", Silence: count(90 * 60),
		}},
		"plain": {},
	} {
		t.Run(name, func(t *testing.T) {
			var got pageRecord
			if err := json.Unmarshal([]byte(toldPage(t, name, "index.json")), &got); err != nil {
				t.Fatal(err)
			}
			for what, pair := range map[string][2]string{
				"from": {got.ToldFrom, want.ToldFrom}, "until": {got.ToldUntil, want.ToldUntil}, "resolved": {got.ToldResolved, want.ToldResolved},
			} {
				if pair[0] != pair[1] {
					t.Errorf("told %s %q, want %q", what, pair[0], pair[1])
				}
			}
			if want.Mitigated != "" && got.Mitigated != want.Mitigated {
				t.Errorf("over at %q, want %q", got.Mitigated, want.Mitigated)
			}
			for what, pair := range map[string][2]*int64{
				"to tell": {got.ToTell, want.ToTell}, "to tell resolved": {got.ToldAfter, want.ToldAfter}, "of silence": {got.Silence, want.Silence},
			} {
				if (pair[0] == nil) != (pair[1] == nil) || pair[0] != nil && *pair[0] != *pair[1] {
					t.Errorf("seconds %s: %v, want %v", what, pair[0], pair[1])
				}
			}
		})
	}
}

func count(n int64) *int64 { return &n }

// TestToldApart: what was told is called so only beside what happened, and the
// longest silence takes three updates.
func TestToldApart(t *testing.T) {
	const label = "<small>Told in public</small>"
	if page := toldPage(t, "told", ""); !strings.Contains(page, label) || strings.Count(page, "This report.") != 0 {
		t.Error("what was told is not told apart, or the post-mortem is told again")
	}
	for _, name := range []string{"updates", "toldonly"} {
		if page := toldPage(t, name, ""); strings.Contains(page, label) {
			t.Errorf("%s: told apart from nothing", name)
		}
	}
	const two = "---\nid: a\ntitle: A\nstarted: 2024-03-01T12:00:00Z\nresolved: 2024-03-01T14:00:00Z\n---\n## Public updates\n- 2024-03-01 12:30 UTC, Investigating: Slow.\n"
	page := func(more string) string {
		return mainOf(t, renderAt(t, rendererWithoutText(t, siteOf(read(t, "a.md", two+more))), "a/"))
	}
	if got := page("- 2024-03-01 14:00 UTC, Resolved: Good.\n"); strings.Contains(got, "Longest silence") || !strings.Contains(got, "At the same time") {
		t.Errorf("two updates: %s", got)
	}
	if got := page("- 2024-03-01 13:30 UTC, Identified: Seen.\n- 2024-03-01 16:00 UTC, Resolved: Good.\n"); !strings.Contains(got, "Longest silence, <b>2\u00a0h\u00a030\u00a0min</b>") {
		t.Errorf("three updates: %s", got)
	}
}
