package render

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

func TestActionsInOrder(t *testing.T) {
	page := renderAt(t, newRenderer(t, trackedSite(t, tracked()...)), "actions/")
	got := texts(t, page, func(n *html.Node) bool { return n.Data == "th" && strings.HasPrefix(attribute(n, "scope"), "row") })
	want := []string{
		"Past due 1", "Store keys so that nodes cannot drift apartfrom Sign-in failed in all regions, 30 Nov 2022",
		"Open, nobody’s name on it 1", "Forecast of free diskfrom Search returned nothing, 2 Jun 2023 #12 OPS-7 javascript:alert(1)//issues/1",
		"Open 1", "Call the providerfrom Exports are late, 1 Feb 2024",
		"In progress 1", "Dead-letter queuefrom Exports are late, 1 Feb 2024",
		"Done 1", "Alert when the error frequency is lowfrom Sign-in failed in all regions, 30 Nov 2022",
		"Declined 1", "Move to another databaseDeclined: too costlyfrom Search returned nothing, 2 Jun 2023",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	links := regexp.MustCompile(`<a href="([^"]*)" rel="noopener noreferrer">([^<]*)`).FindAllStringSubmatch(page, -1)
	if len(links) != 1 || links[0][1] != "https://git.example.com/search/issues/12" {
		t.Errorf("links to tickets: %q", links)
	}
	never := texts(t, page, func(n *html.Node) bool { return n.Data == "ul" && attribute(n, "class") == "never" })
	if diff := cmp.Diff([]string{"A full RCA will follow.from Exports are late, 1 Feb 2024"}, never); diff != "" {
		t.Error(diff)
	}
}

func TestActionsLead(t *testing.T) {
	late := rca.Deadline{Due: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)}
	alice := []string{"alice"}
	for want, actions := range map[string][]rca.Action{
		"No actions yet.": nil,
		"1 promise from 1 incident. None is still open.":                                                  {{State: rca.Done}},
		"1 promise from 1 incident. 1 is still open.":                                                     {{Owners: alice}},
		"2 promises from 1 incident. 1 is still open: 1 with nobody’s name on it.":                        {{State: rca.Declined}, {}},
		"3 promises from 1 incident. 3 are still open: 1 past due and 2 more with nobody’s name on them.": {{Deadline: late}, {}, {State: rca.InProgress}},
		"4 promises from 1 incident. 3 are still open: 2 past due and 1 more with nobody’s name on it.":   {{Deadline: late}, {Deadline: late, Owners: alice}, {}, {State: rca.Done}},
	} {
		d := newDocument("a", "A", "2024-01-01")
		d.Facts.Actions = actions
		if got := newRenderer(t, trackedSite(t, d)).actionsLead(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Every action is on one page of the tracker, in one order, and the links to the
// states lead to where they begin.
func TestActionsOnPages(t *testing.T) {
	states := []rca.ActionState{rca.Open, rca.Done, rca.Open, rca.InProgress, rca.Declined}
	var documents []*rca.Document
	for i, d := range many(130, 50) {
		for k, state := range states {
			a := rca.Action{Text: fmt.Sprintf("Action %03d-%d", i, k), State: state}
			if k > 0 {
				a.Owners = []string{"alice"}
			}
			d.Facts.Actions = append(d.Facts.Actions, a)
		}
		documents = append(documents, d)
	}
	r := newRenderer(t, trackedSite(t, documents...))
	if n := r.actionParts(); n != 4 { // 650 of them
		t.Fatalf("%d pages, want 4", n)
	}
	seen := map[string]int{}
	total := 0
	for part := range r.actionParts() {
		address := r.actionsAddress(part)
		o, found, err := r.Output(address)
		if !found || err != nil {
			t.Fatalf("%s: %v, %v", address, found, err)
		}
		page := renderOutput(t, r, o)
		for _, text := range texts(t, page, func(n *html.Node) bool { return n.Data == "th" && attribute(n, "scope") == "row" }) {
			seen[text[:len("Action 000-0")]]++
			total++
		}
		for _, m := range regexp.MustCompile(`<a href="([^"#]*)#([a-z-]+)">`).FindAllStringSubmatch(page, -1) {
			target := strings.TrimPrefix(strings.TrimLeft(m[1], "./"), "kb/")
			if !strings.Contains(renderAt(t, r, target), ` id="`+m[2]+`"`) {
				t.Errorf("%s: %s#%s leads nowhere", address, m[1], m[2])
			}
		}
		if next := strings.Contains(page, `rel="next"`); next != (part < 3) {
			t.Errorf("%s: a link to the next page: %v", address, next)
		}
	}
	if len(seen) != 650 || total != 650 {
		t.Errorf("%d actions on the pages, %d different ones, want 650", total, len(seen))
	}
	for _, address := range []string{"actions/page/1/", "actions/page/5/", "actions/page/02/", "actions/page/x/"} {
		if _, found, _ := r.Output(address); found {
			t.Errorf("%s is a page", address)
		}
	}
}

// A document that is being written shows its actions as they are now.
func TestActionsOfAnEditedPage(t *testing.T) {
	d := newDocument("a", "A", "2024-01-01")
	d.Facts.Actions = []rca.Action{{Text: "Before"}}
	s := trackedSite(t, d)
	edited := *d
	edited.Facts.Actions = []rca.Action{{Text: "After"}}
	with, ok := s.With(&edited)
	if !ok {
		t.Fatal("the site must be made anew")
	}
	r := newRenderer(t, s)
	before := renderAt(t, r, "actions/")
	after := renderAt(t, r.With(with, r.text), "actions/")
	if !strings.Contains(before, "Before") || !strings.Contains(after, "After") || strings.Contains(after, "Before") {
		t.Error("the page shows another version")
	}
}

func TestNothingOfUnlistedPages(t *testing.T) {
	d := measured("a", "Under embargo", "2024-01-01 10:00", 60)
	d.Meta.Unlisted, d.Meta.Services = true, []string{"Secret service"}
	d.Facts.Actions = []rca.Action{{Text: "Secret action"}}
	d.Facts.Promises = []rca.Promise{{Text: "A secret report will follow.", Kind: rca.FollowUp}}
	var s *site.Site = trackedSite(t, d, newDocument("b", "B", "2024-01-02"))
	r := newRenderer(t, s)
	for _, o := range allOutputs(t, r) {
		if o.page != nil {
			continue
		}
		if text := renderOutput(t, r, o); strings.Contains(text, "ecret") || strings.Contains(text, "embargo") {
			t.Errorf("%s shows it", o.Address)
		}
	}
}
