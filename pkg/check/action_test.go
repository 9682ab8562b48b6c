package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// incident returns a document of 12 December 2023 with two sections.
func incident(cause, next string) string {
	return "---\nid: a\ntitle: A\nsidebar_label: A\nstarted: 2023-12-12\n---\n\n## RCA\n\n" + cause + "\n\n## Next steps\n\n" + next + "\n"
}

// saidAbout returns what the rules of the families action and promise say
// about a document on a day: rule, what the caret marks, message.
func saidAbout(t *testing.T, text string, asOf time.Time) []string {
	t.Helper()
	cfg := config.Default()
	cfg.Checks = map[string]diag.Severity{"action/too-many": diag.Warning}
	f := &diag.File{Path: "a.md", Bytes: []byte(text)}
	p := rca.NewParser(cfg).Parse(f, "a.md")
	found := check.Document(p, cfg)
	found = append(found, check.Site(site.New(site.Input{Config: cfg, Documents: []*rca.Document{p.Document}, AsOf: asOf}))...)
	diag.Sort(found)
	var list []string
	for _, d := range found {
		if strings.HasPrefix(d.Rule, "action/") || strings.HasPrefix(d.Rule, "promise/") {
			list = append(list, fmt.Sprintf("%s `%s` %s", d.Rule, f.Bytes[d.Span.Start:d.Span.End], strings.Join(append([]string{d.Message}, d.Notes...), "; ")))
		}
	}
	return list
}

func TestActions(t *testing.T) {
	march := time.Date(2024, 3, 1, 23, 0, 0, 0, time.FixedZone("", -5*3600))
	for _, test := range []struct {
		name, cause, next string
		asOf              time.Time
		want              []string
	}{
		{name: "complete", next: "- Add an alert (@alice, due 2024-01-31)\n- Renew the certificate (ABC-12)"},
		{name: "done and declined need nothing", next: "- [x] Add an alert\n- Buy more disks (won't do)"},
		{name: "one is incomplete", next: "- Add an alert (due 2024-01-31)\n- Renew the certificate (ABC-12)\n- Rotate the keys (ABC-13)",
			want: []string{"action/incomplete `Add an alert (due 2024-01-31)` action has no owner or ticket"}},
		{name: "all are incomplete", next: "- Add an alert\n- Renew the certificate\n  of the gateway",
			want: []string{"action/incomplete `Add an alert` all 2 open actions have no owner, due date or ticket"}},
		{name: "overdue in prose and in a table", asOf: march,
			next: "- Add an alert (@alice, by 29 February 2024)\n- Drill it (@bob, due 2024-03-01)\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n| Rotate the keys | Eve | January 2024 | in progress |\n| Renew them | Eve | January 2024 | done |",
			want: []string{"action/overdue `29 February 2024` action was due on 2024-02-29 and is still open; compared with 2024-03-01",
				"action/overdue `January 2024` action was due on 2024-01-31 and is still in progress; compared with 2024-03-01; `January 2024` counts to its last day"}},
		{name: "no day to compare with", next: "- Add an alert (@alice, by 29 February 2024)"},
		{name: "due on the day of the incident and before, overdue anyway", asOf: march, next: "- Add an alert (@alice, by 12 December 2023)\n- Drill it (@bob, by 11 December 2023)",
			want: []string{"action/overdue `12 December 2023` action was due on 2023-12-12 and is still open; compared with 2024-03-01",
				"action/due-before-incident `11 December 2023` action is due on 2023-12-11, before the incident of 2023-12-12"}},
		{name: "vague", next: "- We should *consider* another provider (ABC-1)\n- Improve monitoring of the queue (ABC-2)\n- Improve communication. (ABC-3)\n- [x] Look into it (ABC-4)\n- Explorers fail (ABC-5)",
			want: []string{"action/vague `consider` `consider` cannot be checked off", "action/vague `Improve communication` `improve communication` cannot be checked off"}},
		{name: "vague in prose, where there is no list", next: "As next steps, we will try to find another provider.",
			want: []string{"action/none `## Next steps` section `Next steps` has no list item or table row that can be checked off",
				"action/vague `try to` `try to` cannot be checked off"}},
		{name: "nothing is to be done", next: "The provider has fixed it; no further action is needed on our side."},
		{name: "no action is an item", next: "- None"},
		{name: "bullets that are none", next: "• Add an alert\n• Renew the certificate"},
		{name: "a placeholder", next: "TBD"},
		{name: "twice", next: "- Renew **the** certificate (ABC-12)\n- renew the certificate! (@alice, due 2024-01-31)\n- Restart it (ABC-1)\n- Restart it (ABC-2)",
			want: []string{"action/duplicate `renew the certificate! (@alice, due 2024-01-31)` same action as above"}},
		{name: "promises", cause: "Later we will replace the gateway. Users will see a notice.", next: "- Renew the certificate (ABC-12)\n\nWe will also drill it.\n\n## Timeline\n\nWe will restart it at 10:00.",
			want: []string{"action/promise-outside-list `we will replace` `we will replace` is a promise outside the list of actions",
				"action/promise-outside-list `We will also drill` `We will also drill` is a promise outside the list of actions"}},
		{name: "a report that is there", cause: "A full RCA will follow. The certificate had expired.", next: "- Renew the certificate (ABC-12)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.cause == "" {
				test.cause = "The certificate had expired."
			}
			if diff := cmp.Diff(test.want, saidAbout(t, incident(test.cause, test.next), test.asOf)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestNoFollowUp tells announcements that were kept from those that were not.
func TestNoFollowUp(t *testing.T) {
	head := "---\nid: a\ntitle: A\nsidebar_label: A\nstarted: 2023-12-12\n"
	promise := "\n## Impact\n\nA full report will be published by 31 January 2024.\n"
	before, after := time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, text string
		asOf       time.Time
		want       string // why it did not follow
	}{
		{"no cause", head + "---\n" + promise, time.Time{}, "the document has no section `RCA`"},
		{"there is time", head + "---\n" + promise, before, ""},
		{"there was time", head + "---\n" + promise, after, "the document has no section `RCA`"},
		{"empty", head + "---\n" + promise + "\n## Root cause\n", time.Time{}, "section `Root cause` is empty"},
		{"preliminary", head + "---\n" + promise + "\n## Preliminary root cause\n\nThe gateway.\n", time.Time{}, "section `Preliminary root cause` is not the last word"},
		{"not over", head + "status: Monitoring\n---\n" + promise + "\n## Root cause\n\nThe gateway.\n", time.Time{}, "the status is still `Monitoring`"},
		{"over", head + "status: Mitigated\n---\n" + promise + "\n## Root cause\n\nThe gateway.\n", time.Time{}, ""},
	} {
		got := ""
		for _, said := range saidAbout(t, test.text, test.asOf) {
			if _, why, ok := strings.Cut(said, "did not follow: "); ok {
				got += why
			}
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestDuplicateActions names the document of the older incident, whatever the
// order of the files.
func TestDuplicateActions(t *testing.T) {
	document := func(day string) string {
		return "---\nid: " + day + "\ntitle: A\nsidebar_label: A\nstarted: " + day + "\n---\n\n## Next steps\n\n- Renew the certificate (ABC-12)\n"
	}
	got := marked(t, "action/duplicate", map[string]string{"a.md": document("2024-02-02"), "b.md": document("2023-02-02"), "c.md": "---\nid: c\n---\n"})
	if diff := cmp.Diff([]string{"10:3 Renew the certificate (ABC-12)"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
