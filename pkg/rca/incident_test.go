package rca

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
)

func incidentOf(t *testing.T, text string) (*Document, Incident) {
	t.Helper()
	d := NewParser(config.Default()).Parse(&diag.File{Path: "x.md", Bytes: []byte(text)}, "x.md").Document
	return d, d.Incident(time.Date(2024, time.March, 1, 12, 0, 0, 0, time.UTC))
}

func TestIncident(t *testing.T) {
	d, got := incidentOf(t, `---
id: x
title: Search is down
sidebar_label: Search
started: 2023-11-16T03:15:00Z
detected: 2023-11-16T07:32:00Z
mitigated: 2023-11-16T10:30:00Z
severity: sev1
services: [Search, Quotes]
provider: Azure
---

## Impact summary

Search was down for about 3 hours. Callers saw `+"`ECONNREFUSED 10.1.2.3`"+` and “could not create channel”.

## Timeline

| Time (UTC) | What |
|---|---|
| 03:15 | Errors begin |
| 08:35 | Status page: investigating |
| 11:30 | Update: resolved |

## Next steps

| Action | Type | Owner | Due | Status |
|---|---|---|---|---|
| Alert on errors | Detection | alice | 2024-01-31 | open |
| Roll back faster | Mitigation | | 2024-06-30 | open |
| Pin the version | Prevention | bob | 2024-01-31 | done |
`)
	if got.Severity != (Severity{Critical, "Sev1"}) {
		t.Errorf("severity %v", got.Severity)
	}
	hours := func(h, m int) Elapsed {
		return Elapsed{Length: time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, Known: true}
	}
	if diff := cmp.Diff([]Elapsed{hours(7, 15), hours(4, 17), hours(5, 20)}, []Elapsed{got.ToResolve, got.ToNotice, got.ToTell}); diff != "" {
		t.Error(diff)
	}
	if !got.Disagree || got.Stated.Shortest != 3*time.Hour {
		t.Errorf("stated %v, disagrees %v", got.Stated, got.Disagree)
	}
	if got.ToldUntil.Sub(got.ToldFrom) != 2*time.Hour+55*time.Minute {
		t.Errorf("told from %v to %v", got.ToldFrom, got.ToldUntil)
	}
	if got.Open != 2 || got.Late != 1 {
		t.Errorf("%d open, %d late", got.Open, got.Late)
	}
	var kinds []string
	for _, a := range d.Facts.Actions {
		kinds = append(kinds, a.Kind.String())
	}
	if diff := cmp.Diff([]string{"detect", "limit", "prevent"}, kinds); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"ECONNREFUSED 10.1.2.3", "could not create channel"}, d.Facts.Symptoms); diff != "" {
		t.Error(diff)
	}
}

// TestSymptomsAreOnThePage: what stands in a comment is nobody's to see.
func TestSymptomsAreOnThePage(t *testing.T) {
	d, _ := incidentOf(t, "Calls failed <!-- \"error: host db-7 refused\" --> for some {/* `password denied` */} with `error 503`.\n\n"+
		"More <!--\n“secret error” -->\nof it.\n\n<!-- \"block error: refused\" -->\n\n| Time | Event |\n|---|---|\n| 10:00 | Began <!-- `cell error` --> |\n")
	if diff := cmp.Diff([]string{"error 503"}, d.Facts.Symptoms); diff != "" {
		t.Error(diff)
	}
}

// TestIncidentUnknown: what a document does not say, or what cannot be, is not
// known.
func TestIncidentUnknown(t *testing.T) {
	for name, front := range map[string]string{
		"nothing":   "",
		"days":      "started: 2023-11-16\nmitigated: 2023-11-17\n",
		"backwards": "started: 2023-11-16T10:00:00Z\nmitigated: 2023-11-16T09:00:00Z\ndetected: 2023-11-16T09:30:00Z\n",
		"years":     "started: 2021-11-16T10:00:00Z\nmitigated: 2023-11-16T09:00:00Z\n",
	} {
		_, got := incidentOf(t, "---\nid: x\ntitle: X\nsidebar_label: X\n"+front+"---\n\nText.\n")
		if got.ToResolve.Known || got.ToNotice.Known || got.ToTell.Known || got.Disagree || got.Severity != (Severity{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestIncidentStatedLength: a stated length stands in for a window.
func TestIncidentStatedLength(t *testing.T) {
	_, got := incidentOf(t, "## Impact summary\n\nThe outage lasted about 40 minutes.\n")
	if got.ToResolve != (Elapsed{Length: 40 * time.Minute, Known: true, Approximate: true}) {
		t.Errorf("%+v", got.ToResolve)
	}
}

func TestSeverity(t *testing.T) {
	for word, want := range map[string]SeverityLevel{
		"Critical": Critical, "SEV1": Critical, "sev-2": Major, "P3": Minor, "Severity 1": Critical, "s2": Major, "1": Critical,
		"high": Major, "Low": Minor, "info": Notice, "purple": NotRated, "": NotRated, "p": NotRated, "sev9": NotRated,
	} {
		if got := newSeverity(word); got.Level != want {
			t.Errorf("%q is %v, want %v", word, got.Level, want)
		}
	}
}
