package incident

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/diag"
)

func FuzzStatuspageHTML(f *testing.F) { fuzz(f, "statuspage-html") }

func TestFeedAddress(t *testing.T) {
	for _, c := range []struct {
		page string
		want []string
	}{
		{"", nil},
		{`<head><link rel="alternate" type="application/atom+xml" href="/history.atom"><link rel='ALTERNATE stylesheet' type='application/rss+xml; charset=utf-8' href=history.rss>`,
			[]string{"https://status.example.com/history.atom", "https://status.example.com/a/history.rss"}},
		{`<base href="https://cdn.example.org/x/"><link rel=alternate type=application/feed+json href=feed.json>`, []string{"https://cdn.example.org/x/feed.json"}},
		{`<link rel=alternate type=application/atom+xml href="javascript:x"><link rel=alternate type=application/atom+xml href="file:///x"><link rel=alternate type=application/atom+xml>`, nil},
		{`<link rel=alternate type=text/html href=/x><link rel=icon type=application/atom+xml href=/x>`, nil},
		{`<body><link rel=alternate type=application/atom+xml href=/x>`, nil},
		{`<!-- <link rel=alternate type=application/atom+xml href=/x> -->`, nil},
		{strings.Repeat(`<link rel=alternate type=application/atom+xml href=/x>`, 9), []string{"https://status.example.com/x"}},
	} {
		got := FeedAddress([]byte(c.page), "https://status.example.com/a/b")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%.80s\n%s", c.page, diff)
		}
	}
	if got := FeedAddress([]byte(`<link rel=alternate type=application/atom+xml href=/x>`), ""); got != nil {
		t.Errorf("a relative address without a base: %v", got)
	}
}

// TestPageHostile reads pages that are deep, large or in pieces.
func TestPageHostile(t *testing.T) {
	const start = `<html><h1 class="incident-name">A title</h1><div class="update-row">`
	for name, c := range map[string]struct {
		source string
		title  string // "" when nothing can be read
	}{
		"deep":      {start + strings.Repeat("<div>", 10_000), ""},
		"large":     {start + strings.Repeat("x", mostPage), ""},
		"unclosed":  {start + `<div class="update-body">text`, "A title"},
		"attribute": {start + `<div class="update-body" data-x="` + strings.Repeat("y ", 1<<20) + `">text</div>`, "A title"},
		"rows":      {start + strings.Repeat(`</div><div class="update-row"><p class="update-timestamp">Posted x`, 5_000), "A title"},
		"no title":  {`<html><p>incident-name update-row`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Source{File: &diag.File{Path: "page", Bytes: []byte(c.source)}}
			r := Read(s, nil, context)
			sound(t, s, r)
			if r.Format != Find("statuspage-html") {
				t.Fatalf("taken for %v", r.Format)
			}
			got := ""
			if len(r.Incidents) > 0 {
				got = r.Incidents[0].Title
			}
			if got != c.title || c.title == "" && len(r.Found) == 0 {
				t.Errorf("got %q and %d findings", got, len(r.Found))
			}
		})
	}
}
