package incident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

func FuzzStatuspageAtom(f *testing.F) { fuzz(f, "statuspage-atom") }

func FuzzStatuspageRSS(f *testing.F) { fuzz(f, "statuspage-rss") }

// TestYears finds the years of updates by the dates of their entry.
func TestYears(t *testing.T) {
	date := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ updated, published, stamps, want string }{
		{"", "2024-08-21", "Aug 21, Aug 20", "2024-08-21 2024-08-20"},
		{"", "2023-12-31", "Jan 2, Jan 1, Dec 31", "2024-01-02 2024-01-01 2023-12-31"},
		{"", "2024-01-01", "Jan 1, Dec 30", "2024-01-01 2023-12-30"},
		{"2024-03-20", "2023-12-31", "Mar 20, Dec 30", "2024-03-20 2023-12-30"},
		{"2024-06-01", "2024-06-01", "Jun 1, Jul 15, Jul 14", "2024-06-01 2023-07-15 2023-07-14"}, // an incident of ten months
		{"2024-06-01", "2024-06-01", "Jun 1, Jun 2", "2024-06-01 2024-06-02"},                     // a corrected time
		{"", "2020-03-02", "Feb 29", "2020-02-29"},
		{"", "2021-03-02", "Feb 29", "2020-02-29"},
		{"", "2021-03-02", "Feb 30", "-"},
		{"", "", "Feb 3", "-"},
	} {
		y := years{anchors: []time.Time{date(c.updated), date(c.published)}}
		var got []string
		for stamp := range strings.SplitSeq(c.stamps, ", ") {
			u, ok := y.next(stamp+", ", ", 12:00", time.UTC)
			if !ok {
				got = append(got, "-")
				continue
			}
			got = append(got, u.Format(time.DateOnly))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

// TestFeedUnreadable reads feeds that end early or are no XML.
func TestFeedUnreadable(t *testing.T) {
	const whole = `<rss><channel><title>A</title><item><title>one</title></item>`
	for _, c := range []struct {
		source string
		at     string // line and column of the finding, "" for none
	}{
		{whole + `</channel></rss>`, ""},
		{whole, "1:62"},
		{whole + `<item><title>two`, "1:78"},
		{whole + "\n<item></channel>", "2:16"},
		{whole + `<item><title>a & b</title></item></channel></rss>`, "1:77"},
	} {
		s := &Source{File: &diag.File{Path: "feed", Bytes: []byte(c.source)}}
		r := Read(s, Find("statuspage-rss"), context)
		if len(r.Incidents) == 0 || r.Incidents[0].Title != "one" {
			t.Errorf("%s: the first entry is lost", c.source)
		}
		at := ""
		for _, d := range r.Found {
			if d.Rule != "import/unreadable" {
				t.Errorf("%s: found %+v", c.source, d)
			}
			p := s.File.Position(d.Span.Start)
			at += fmt.Sprintf("%d:%d", p.Line, p.Column)
		}
		if at != c.at {
			t.Errorf("%s: found at %s, want %s", c.source, at, c.at)
		}
	}
}

// TestFeedRoot tells feeds from other XML, HTML and text.
func TestFeedRoot(t *testing.T) {
	for source, want := range map[string]string{
		"<feed/>": "statuspage-atom",
		"\n<?xml version='1.0' encoding='iso-8859-1'?><!-- c --><!DOCTYPE rss><rss></rss>": "statuspage-rss",
		`<a:feed xmlns:a="http://www.w3.org/2005/Atom"></a:feed>`:                          "statuspage-atom",
		"<html><feed></html>": "",
		"text <feed>":         "text",
		"<":                   "text",
	} {
		r := Read(&Source{File: &diag.File{Path: "x", Bytes: []byte(source)}}, nil, context)
		name := ""
		if r.Format != nil {
			name = r.Format.Name
		}
		if name != want {
			t.Errorf("%q is taken for %q, want %q", source, name, want)
		}
	}
}
