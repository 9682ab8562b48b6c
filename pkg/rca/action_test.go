package rca

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// nextStepsOf returns a document about an incident of 12 December 2023 with a
// text below "Next steps".
func nextStepsOf(text string) *Parsed {
	return parse("a.md", []byte("---\nid: a\ntitle: A\nsidebar_label: A\nstarted: 2023-12-12\n---\n\n## Next steps\n\n"+text))
}

// brief writes an action as "text | state: reason | owners | tickets | due".
func brief(a Action) string {
	parts := []string{a.Text}
	if a.State != Open {
		parts = append(parts, strings.TrimSuffix(fmt.Sprintf("%s: %s", a.State, a.Reason), ": "))
	}
	if len(a.Owners) > 0 {
		parts = append(parts, "of "+strings.Join(a.Owners, ", "))
	}
	if len(a.Tickets) > 0 {
		parts = append(parts, "in "+strings.Join(a.Tickets, ", "))
	}
	if a.DueText != "" {
		due := "some time"
		if !a.Due.IsZero() {
			due = a.Due.Format(time.DateOnly)
		}
		if a.Approximate {
			due = "about " + due
		}
		parts = append(parts, fmt.Sprintf("due %s (%s)", due, a.DueText))
	}
	return strings.Join(parts, " | ")
}

// TestActions reads lists and tables of all kinds.
func TestActions(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"everything in brackets", "- [ ] Store the keys in the vault (@alice, due 2024-01-31, ABC-123)\n- [x] Alert on failed sign-ins (@bob, 31 January 2024, acme/web#12).\n",
			[]string{"Store the keys in the vault | of alice | in ABC-123 | due 2024-01-31 (2024-01-31)",
				"Alert on failed sign-ins | done | of bob | in acme/web#12 | due 2024-01-31 (31 January 2024)"}},
		{"a name beside a date", "1. Test the failover [Alice Smith; 2024-02-01]\n", []string{"Test the failover | of Alice Smith | due 2024-02-01 (2024-02-01)"}},
		{"dates that are no deadline", "- Remove the flag added by the 3 January 2023 release\n- Write down what was due on 3 May 2020\n",
			[]string{"Remove the flag added by the 3 January 2023 release", "Write down what was due on 3 May 2020"}},
		{"brackets that say something else", "- Restart the workers (all of them)\n- Raise the limit (see ABC-9)\n",
			[]string{"Restart the workers (all of them)", "Raise the limit (see ABC-9) | in ABC-9"}},
		{"labels", "- Rotate the keys. Owner: SSO team, due: next sprint\n- Renew the certificate\n  - **Assignee:** Carol\n  - ETA: Q1 2024\n  - Ticket: OPS-7\n",
			[]string{"Rotate the keys. Owner: SSO team, due: next sprint | of SSO team | due some time (next sprint)",
				"Renew the certificate | of Carol | in OPS-7 | due about 2024-03-31 (Q1 2024)"}},
		{"a team at either end", "- Cache the price list — **Checkout** team\n- **SSO team:** share the keys\n- **Monitoring:** alert earlier\n- @dora: write the runbook\n",
			[]string{"Cache the price list | of Checkout team", "share the keys | of SSO team", "Monitoring: alert earlier", "write the runbook | of dora"}},
		{"periods", "- Split the queue by end of March 2024\n- Drop the old API by Q2\n- Move the region by the end of 2024\n- Test it by 12 March\n- Drill (H1 2024)\n- Say so by May\n",
			[]string{"Split the queue by end of March 2024 | due about 2024-03-31 (end of March 2024)", "Drop the old API by Q2 | due about 2024-06-30 (Q2)",
				"Move the region by the end of 2024 | due about 2024-12-31 (end of 2024)", "Test it by 12 March | due 2024-03-12 (12 March)",
				"Drill | due about 2024-06-30 (H1 2024)", "Say so by May | due about 2024-05-31 (May)"}},
		{"no due date", "- Undo what was caused by 2023-12-12\n- Sort the list by hand\n- Repeat the test of 2024-01-31\n- Due to the freeze, wait\n- Due: TBD\n",
			[]string{"Undo what was caused by 2023-12-12", "Sort the list by hand", "Repeat the test of 2024-01-31", "Due to the freeze, wait", "Due: TBD"}},
		{"states", "- ✅ Restore the backup\n- [DONE] Tell the customers\n- WIP: measure the latency\n- Add an alert (in progress)\n- Buy more disks — won't do: too costly\n- ~~Move to another provider~~\n- Page somebody - done\n- Pin the version ✅\n- Declined: write it again in another language\n",
			[]string{"Restore the backup | done", "Tell the customers | done", "measure the latency | in progress", "Add an alert | in progress",
				"Buy more disks | declined: too costly", "Move to another provider | declined", "Page somebody | done", "Pin the version | done",
				"write it again in another language | declined"}},
		{"a box that is not checked wins", "- [ ] Add an alert (done)\n", []string{"Add an alert"}},
		{"links", "- Handle errors. [Issue](https://github.com/acme/web/issues/4)\n- Wait longer ([#5](https://github.com/acme/web/pull/5))\n- Read [the manual](https://example.com/manual)\n- https://jira.example.com/browse/OPS-1\n",
			[]string{"Handle errors. | in https://github.com/acme/web/issues/4", "Wait longer | in #5", "Read the manual",
				"https://jira.example.com/browse/OPS-1 | in https://jira.example.com/browse/OPS-1"}},
		{"no owners, no tickets", "- Use UTF-8 and SHA-256 since CVE-2023-1234\n- Remove `@Transactional` and write to ops@example.com\n- Update @scope/package\n",
			[]string{"Use UTF-8 and SHA-256 since CVE-2023-1234", "Remove @Transactional and write to ops@example.com", "Update @scope/package"}},
		{"labels over lists", "- **Short term**\n  - Add an alert\n- In the long term\n  - Raise the limit\n- Prevent:\n  1. Test the failover\n- Rotate the keys\n  - all of them\n",
			[]string{"Add an alert", "Raise the limit", "Test the failover", "Rotate the keys"}},
		{"a table", "| Action | Owner | Due date | Ticket | Status |\n|---|---|---|---|---|\n| Add an alert | @alice, Bob | 2024-01-31 | OPS-3 | Done |\n| Raise the limit | - | next sprint | [OPS-4](https://jira.example.com/browse/OPS-4) | in progress |\n| Buy disks | TBD | TBD | | rejected: too costly |\n| | x | | | |\n",
			[]string{"Add an alert | done | of alice, Bob | in OPS-3 | due 2024-01-31 (2024-01-31)",
				"Raise the limit | in progress | in OPS-4 | due some time (next sprint)", "Buy disks | declined: too costly"}},
		{"a table without a column for the action", "| # | Wat | Who |\n|---|---|---|\n| Add an alert | x | Eve |\n", []string{"Add an alert | of Eve"}},
		{"a table of checks", "| Task | Done |\n|---|---|\n| Add an alert | x |\n| Drill it | no |\n", []string{"Add an alert | done", "Drill it"}},
		{"a table about something else", "| Region | Errors |\n|---|---|\n| West | 3 |\n", nil},
		{"nothing to do", "- None\n- N/A\n- \n- TBD.\n- {{ summary }}\n", nil},
		{"prose, quotes and code", "We will add an alert.\n\n> - quoted\n\n```\n- code\n```\n", nil},
		{"sections in it and after it", "- one thing here\n\n### Process improvements\n\n- another thing\n\n### What went wrong\n\n- not this\n\n### Timeline\n\n- nor this\n\n### Long term\n\n- a third thing\n\n## Background\n\n- nor that\n",
			[]string{"one thing here", "another thing", "a third thing"}},
		{"an admonition", ":::note\n\n- Add an alert\n\n:::\n", []string{"Add an alert"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, a := range nextStepsOf(test.text).Document.Facts.Actions {
				got = append(got, brief(a))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestActionPlaces shows what the spans of an action mark.
func TestActionPlaces(t *testing.T) {
	p := nextStepsOf("- [ ] **Store** the keys in\n  the vault (@alice, due 31 January 2024)\n\n| Action | Due |\n|---|---|\n| Drill | Q1 2024 |\n")
	var got []string
	for _, a := range p.Document.Facts.Actions {
		got = append(got, string(p.Source.Bytes[a.Span.Start:a.Span.End]), string(p.Source.Bytes[a.DueSpan.Start:a.DueSpan.End]), a.Sentence)
	}
	want := []string{"**Store** the keys in\n  the vault (@alice, due 31 January 2024)", "31 January 2024", "Store the keys in the vault (@alice, due 31 January 2024)",
		"Drill", "Q1 2024", "Drill"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPromises tells promises from what only sounds like one. A text stands
// below the heading "Next steps", or below "Background" when it starts with ≠.
func TestPromises(t *testing.T) {
	for _, test := range []struct {
		text string
		want string // kind, words that promise, due
	}{
		{"The SSO team will change the way keys are stored.", "commitment: SSO team will change"},
		{"As a result, we will also try to find another provider.", "commitment: we will also try"},
		{"We'll add an alert by 31 January 2024.", "commitment: We'll add | 31 January 2024 = 2024-01-31"},
		{"We’ll add an alert.", "commitment: We’ll add"},
		{"Our engineers are going to rebuild the index.", "commitment: Our engineers are going to rebuild"},
		{"We plan to split the queue.", "commitment: We plan to split"},
		{"We are committed to publishing monthly numbers.", "commitment: We are committed to publishing"},
		{"We will be moving the region next week.", "commitment: We will be moving | next week"},
		{"The wiki will be changed.", "commitment: will be changed"},
		{"≠The wiki will be changed.", ""},
		{"A full RCA will follow within 5 working days.", "follow-up: RCA will follow | within 5 working days"},
		{"More details will be provided in the coming days.", "follow-up: details will be provided | in the coming days"},
		{"We will publish a detailed root cause analysis on this page.", "follow-up: We will publish"},
		{"Post-mortem to follow.", "follow-up: Post-mortem to follow"},
		{"Our auditor's report will be published.", ""},
		{"Next update by 10:00.", "update: Next update | by 10:00"},
		{"Next update to come by 10:00.", "update: Next update | by 10:00"},
		{"An update will be provided in 30 minutes.", "update: update will be provided | in 30 minutes"},
		{"We will keep you updated.", "update: We will keep"},
		{"We will provide further updates shortly.", "update: We will provide | shortly"},

		{"The server will retry three times.", ""},
		{"Users will get an error.", ""},
		{"You will see a banner.", ""},
		{"Customers will be redirected to the other region.", ""},
		{"We are committed to continuously improving our service.", ""},
		{"If this happens again, we will call the provider.", ""},
		{"This is how we will know that it works.", ""},
		{"We will see it every week.", ""},
		{"We will continue to monitor the situation.", ""},
		{"We will have to wait for the vendor.", ""},
		{"Will we ever learn?", ""},
		{"We know they will deliver.", ""},
		{"They told the team that it will be fine.", ""},
		{"> We will change everything.", ""},
		{"`we will` stands in the code.", ""},
	} {
		text, elsewhere := strings.CutPrefix(test.text, "≠")
		if elsewhere {
			text = "## Background\n\n" + text
		}
		p := nextStepsOf("A first sentence. " + text + " A last one.\n")
		if strings.HasPrefix(text, ">") || elsewhere {
			p = nextStepsOf(text)
		}
		var got []string
		for _, m := range p.Document.Facts.Promises {
			one := fmt.Sprintf("%s: %s", m.Kind, p.Source.Bytes[m.Span.Start:m.Span.End])
			if m.DueText != "" {
				one += " | " + m.DueText
			}
			if !m.Due.IsZero() {
				one += " = " + m.Due.Format(time.DateOnly)
			}
			if m.Text != text {
				t.Errorf("%s: the sentence is %q", text, m.Text)
			}
			got = append(got, one)
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: got %q, want %q", text, got, test.want)
		}
	}
}

// TestManyActions makes sure that the work grows with the document: the test
// would not end otherwise.
func TestManyActions(t *testing.T) {
	for _, item := range []string{
		"- a (@b, due 2024-01-31, #1)\n", "- by by by by by by\n", "- [a](https://example.com/issues/1)\n", "- a - a - a\n", "- owner: owner: owner:\n",
	} {
		if got := len(nextStepsOf(strings.Repeat(item, 40_000)).Document.Facts.Actions); got != 40_000 {
			t.Errorf("%q: %d actions", item, got)
		}
	}
	for _, words := range []string{"we will add it. ", "we will ", "update will be ", "by ", "next ", "(", "@a ", "owner: ", "A-1 ", "due: x ", "by the "} {
		line := strings.Repeat(words, 9_000/len(words)) + "\n"
		for _, start := range []string{"- a\n\n", "- a "} {
			if p := nextStepsOf(start + strings.Repeat(line, 60)); p.Document.Broken || len(p.Document.Facts.Actions) != 1 {
				t.Errorf("%q: %d actions, broken: %v", words, len(p.Document.Facts.Actions), p.Document.Broken)
			}
		}
	}
}
