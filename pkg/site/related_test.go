package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/rca"
)

func at(provider, region, tracking string) option {
	return func(d *rca.Document) {
		d.Meta.Provider, d.Facts.Tracking.Text = provider, tracking
		if region != "" {
			d.Meta.Regions = []string{region}
		}
	}
}

// relatedLines writes what is related to the page of a file: title and reasons.
func relatedLines(s *Site, file string) (lines []string) {
	for _, r := range s.Related(s.Page(file)) {
		line := r.Page.Document.Title
		for _, why := range r.Reasons {
			line += fmt.Sprintf(" %s=%s", why.Kind, why.Value)
		}
		lines = append(lines, line)
	}
	return lines
}

// TestRelated: what weighs most comes first; of the same weight, what is nearest
// in time; the reasons are in the words of the page itself.
func TestRelated(t *testing.T) {
	for name, c := range map[string]struct {
		documents []*rca.Document
		want      []string
	}{
		"weights": {[]*rca.Document{
			doc("a.md", date("2023-06-01"), services("Mail"), tags("dns"), symptoms("timeout error"), at("Cloud", "West", "T-1")),
			doc("tag.md", date("2023-05-31"), tags("DNS")),
			doc("service.md", date("2020-01-01"), services(" mail ")),
			doc("tracking.md", date("2019-01-01"), at("", "", "t-1")),
			doc("symptom.md", date("2018-01-01"), symptoms("Timeout error")),
		}, []string{"tracking tracking=T-1", "symptom symptom=timeout error", "service service=Mail"}},
		"sums": {[]*rca.Document{
			doc("a.md", date("2023-06-01"), services("Mail", "Web"), at("Cloud", "West", "")),
			doc("both.md", date("2020-06-01"), services("Web", "Mail")),
			doc("one.md", date("2023-06-02"), services("Web"), at("cloud", "", "")),
		}, []string{"both service=Mail service=Web", "one service=Web provider=Cloud"}},
		"a region alone says nothing": {[]*rca.Document{
			doc("a.md", at("", "West", "")), doc("b.md", at("", "West", "")),
		}, nil},
		"a region and a provider": {[]*rca.Document{
			doc("a.md", at("Cloud", "West", "")), doc("b.md", at("Cloud", "West", "")),
		}, []string{"b provider=Cloud region=West"}},
		"nearest in time": {[]*rca.Document{
			doc("a.md", date("2023-06-10"), services("Mail")), doc("p.md", date("2023-06-14"), services("Mail")),
			doc("q.md", date("2023-06-12"), services("Mail")), doc("r.md", date("2023-06-08"), services("Mail")), doc("s.md", date("2020-06-09"), services("Mail")),
		}, []string{"q service=Mail", "r service=Mail", "p service=Mail"}},
		"a value written twice counts once": {[]*rca.Document{
			doc("a.md", tags("dns", "DNS", "dns ")), doc("b.md", tags("dns", "Dns")),
		}, []string{"b tag=dns"}},
		"neither unlisted nor drafts nor the home page": {[]*rca.Document{
			doc("a.md", services("Mail")), doc("b.md", services("Mail"), unlisted), doc("c.md", services("Mail"), draft), doc("index.md", services("Mail")),
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(project(c.documents...))
			if diff := cmp.Diff(c.want, relatedLines(s, "a.md")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRelatedOfUnlisted: an unlisted page leads to others, though none leads to it.
func TestRelatedOfUnlisted(t *testing.T) {
	s := New(project(doc("a.md", services("Mail"), unlisted), doc("b.md", services("Mail"))))
	if diff := cmp.Diff([]string{"b service=Mail"}, relatedLines(s, "a.md")); diff != "" {
		t.Error(diff)
	}
}

// TestRelatedReach: of what many share only those near in time are looked at.
func TestRelatedReach(t *testing.T) {
	var documents []*rca.Document
	for i := range 4 * relatedReach {
		d := doc(fmt.Sprintf("x%03d.md", i), date("2023-01-01"), services("Mail"))
		d.Date = d.Date.AddDate(0, 0, -i)
		documents = append(documents, d)
	}
	symptoms("timeout error")(documents[0])
	symptoms("timeout error")(documents[len(documents)-1]) // far away, but few share it
	if got := relatedLines(New(project(documents...)), "x000.md"); !strings.HasPrefix(got[0], "x159") || len(got) != mostRelated {
		t.Error(got)
	}
}

// TestNotFollowed: what was announced and did not come.
func TestNotFollowed(t *testing.T) {
	promise := func(due string) option {
		return func(d *rca.Document) {
			p := rca.Promise{Kind: rca.FollowUp}
			if due != "" {
				o := doc("x.md", date(due))
				p.Due = o.Date
			}
			d.Facts.Promises = append(d.Facts.Promises, p)
		}
	}
	in := project(
		doc("kept.md", date("2023-01-05"), promise("")), doc("open.md", date("2023-01-04"), promise("2023-02-01")),
		doc("today.md", date("2023-01-03"), promise("2023-03-01")), doc("none.md", date("2023-01-02")),
		doc("hidden.md", date("2023-01-01"), promise(""), unlisted),
	)
	in.Config.Sections = []config.Section{{Name: "Root cause"}}
	in.AsOf = doc("x.md", date("2023-03-01")).Date
	cause := rca.KnownHeadings(in.Config.Sections)[rca.NormalizeHeading("Root cause")]
	explained := in.Documents[0]
	explained.Headings = []rca.Heading{{Text: "Root cause"}}
	explained.Sections = []rca.Section{{Name: cause}}
	names := func() (list []string) {
		for _, a := range New(in).NotFollowed() {
			list = append(list, a.Page.Document.Title)
		}
		return list
	}
	if diff := cmp.Diff([]string{"open", "hidden"}, names()); diff != "" {
		t.Error(diff)
	}
	explained.Sections[0].Empty = true
	if diff := cmp.Diff([]string{"kept", "open", "hidden"}, names()); diff != "" {
		t.Error(diff)
	}
	in.Config.Sections = nil
	if got := names(); got != nil {
		t.Error(got)
	}
}
