package importer

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// edgeCase is something that sources do and importers trip over. Each was seen
// in published reports.
type edgeCase struct {
	name  string
	file  string // of the source; "report.md" when empty
	text  string
	has   []string                     // texts that the document must have
	not   []string                     // and must not have
	found []string                     // rules that must say something, of the import and of the document
	check func(d *rca.Document) string // what is wrong; may be nil
}

// page is a status page whose only update says something.
func page(body string) string {
	return fmt.Sprintf(`{"page":{"name":"Example","url":"https://status.example.com"},"incidents":[{"id":"abc","name":"Search is slow","status":"resolved","impact":"minor",
"created_at":"2021-04-05T10:00:00Z","resolved_at":"2021-04-05T11:00:00Z","incident_updates":[{"status":"resolved","body":%q,"created_at":"2021-04-05T11:00:00Z"}]}]}`, body)
}

// report is a report whose impact is described by a sentence.
func report(impact string) string {
	return "# Search is slow\n\n## Impact summary\n\n" + impact + "\n\n## RCA\n\nA disk was full.\n\n## Next steps\n\n- Alert on full disks\n"
}

// window checks when the incident was, in UTC.
func window(from, to string) func(d *rca.Document) string {
	return func(d *rca.Document) string {
		form := func(m rca.Moment) string {
			switch {
			case m.IsZero():
				return ""
			case m.DateOnly:
				return m.Time.Format("2006-01-02")
			}
			return m.Time.UTC().Format("2006-01-02 15:04")
		}
		i := d.Facts.Impact
		end := i.End
		if end.IsZero() {
			end = d.Facts.Resolved
		}
		if got := form(i.Start) + " to " + form(end); got != from+" to "+to {
			return fmt.Sprintf("the window is %s, want %s to %s", got, from, to)
		}
		return ""
	}
}

// entries checks the number of entries that the timeline is read to have.
func entries(n int) func(d *rca.Document) string {
	return func(d *rca.Document) string {
		if got := len(d.Facts.Timeline); got != n {
			return fmt.Sprintf("the timeline has %d entries, want %d", got, n)
		}
		return ""
	}
}

var edgeCases = []edgeCase{
	{name: "escapes of Statuspage", file: "i.json", text: page(`Uploads \(all\) failed with 1 \+ 1 errors.`), has: []string{"Uploads (all) failed with 1 + 1 errors."}, not: []string{`\(`, `\+`}},
	{name: "tags of line breaks", file: "i.json", text: page("First.<br>Second.<br /><br />Third."), has: []string{"First.", "Second.", "Third."}, not: []string{"<br"}},
	{name: "spaces that are entities", file: "i.json", text: page("One&nbsp;two &amp; three."), has: []string{"One two & three."}, not: []string{"&nbsp;", "&amp;"}},
	{name: "invisible characters", file: "i.json", text: page("One\u200b two\ufeff three\u00a0four."), has: []string{"One two three four."}, not: []string{"\u200b", "\ufeff", "\u00a0"}},
	{name: "bold headings", file: "i.json", text: page("### **SUMMARY**\n\nSearch was slow from 10:00 UTC to 10:40 UTC on 5 April 2021.\n\n### **ROOT CAUSE**\n\nA disk was full."), has: []string{"## SUMMARY", "## ROOT CAUSE"}, not: []string{"**SUMMARY**"}},
	{name: "emphasised points", file: "i.json", text: page("One.\n\n_._\n\nTwo."), has: []string{"One.", "Two."}, not: []string{"_._"}},

	{name: "UTC", text: report("On 5 April 2021, search was slow from 10:00 UTC to 10:40 UTC."), check: window("2021-04-05 10:00", "2021-04-05 10:40")},
	{name: "Pacific Time", text: report("On 5 April 2021, search was slow from 10:00 PT to 10:40 PT."), check: window("2021-04-05 17:00", "2021-04-05 17:40")},
	{name: "Pacific Time in words", text: report("On 5 April 2021, search was slow from 10:00 Pacific Time to 10:40 Pacific Time."), check: window("2021-04-05 17:00", "2021-04-05 17:40")},
	{name: "PDT", text: report("On 5 April 2021, search was slow from 10:00 PDT to 10:40 PDT."), check: window("2021-04-05 17:00", "2021-04-05 17:40")},
	{name: "ET", text: report("On 5 April 2021, search was slow from 10:00 ET to 10:40 ET."), check: window("2021-04-05 14:00", "2021-04-05 14:40")},
	{name: "EST", text: report("On 5 January 2021, search was slow from 10:00 EST to 10:40 EST."), check: window("2021-01-05 15:00", "2021-01-05 15:40")},
	{name: "CET", text: report("On 5 January 2021, search was slow from 10:00 CET to 10:40 CET."), check: window("2021-01-05 09:00", "2021-01-05 09:40")},
	{name: "BST", text: report("On 5 April 2021, search was slow from 10:00 BST to 10:40 BST."), check: window("2021-04-05 09:00", "2021-04-05 09:40")},
	{name: "GMT and Z", text: report("On 5 January 2021, search was slow from 10:00 GMT to 10:40Z."), check: window("2021-01-05 10:00", "2021-01-05 10:40")},
	{name: "CT", text: report("On 5 April 2021, search was slow from 10:00 CT to 10:40 CT."), check: window("2021-04-05 15:00", "2021-04-05 15:40")},
	{name: "winter time in summer", text: report("On 5 July 2021, search was slow from 10:00 PST to 10:40 PST."), has: []string{"10:00 PST"}, found: []string{"time/zone-out-of-season"}},
	{name: "a zone by its place", text: report("On 5 April 2021, search was slow from 10:00 US/Pacific to 10:40 US/Pacific."), check: window("2021-04-05 17:00", "2021-04-05 17:40")},

	{name: "day or month first", text: report("On 03-04-2021, search was slow from 10:00 UTC to 10:40 UTC."), found: []string{"time/ambiguous-date"}, has: []string{"03-04-2021"}},
	{name: "month first, as the text shows", text: report("On 07-27-2021, search was slow from 10:00 UTC to 10:40 UTC."), check: window("2021-07-27 10:00", "2021-07-27 10:40")},
	{name: "approximate", text: report("On 5 April 2021, search was slow from ~10:00 UTC to around 10:40 UTC."), has: []string{"~10:00 UTC to around 10:40 UTC"}, check: window("2021-04-05 10:00", "2021-04-05 10:40")},
	{name: "all times are approximate", text: report("On 5 April 2021, search was slow from 10:00 UTC to 10:40 UTC. All times approximations."), has: []string{"All times approximations."}},
	{name: "without an end", text: report("Starting on 02-07-2018 01:45:43 UTC, search was slow for some of our 300 customers, who waited a minute for each page."), has: []string{"Starting on 02-07-2018 01:45:43 UTC"}, not: []string{"resolved:"}},
	{name: "the wrong word between", text: report("Starting 6 July 2020 19:22 UTC and 16 July 17:22 UTC, search was slow."), has: []string{"Starting 6 July 2020 19:22 UTC and 16 July 17:22 UTC"}},
	{name: "an end without a year", text: report("Starting 30 June 2021 14:16 UTC until 1 July 10:00 UTC, search was slow."), check: window("2021-06-30 14:16", "2021-07-01 10:00")},
	{name: "days only", text: report("Between 13 May 2019 and 14 May 2019, search was slow."), check: window("2019-05-13", "2019-05-14")},
	{name: "a dash before the time", text: report("Starting 30 June 2021 - 14:16 UTC until 1 July 10:00 UTC, search was slow."), check: window("2021-06-30 14:16", "2021-07-01 10:00")},

	{name: "odd names", file: "RCA – 4. Search is slow.md", text: "---\nid: \"RCA 4 \"\ntitle: Search is slow\n---\n\n" + report("On 5 April 2021, search was slow."), has: []string{`id: "RCA 4"`}},
	{name: "front matter of TOML", file: "a.md", text: "+++\ntitle = \"Search is slow\"\n+++\n\n" + report("On 5 April 2021, search was slow."), has: []string{`title: "Search is slow"`}, not: []string{"+++"}},
	{name: "no front matter", file: "a.md", text: report("On 5 April 2021, search was slow."), has: []string{"title: Search is slow"}},
	{name: "R Markdown", file: "a.qmd", text: report("On 5 April 2021, search was slow."), has: []string{"title: Search is slow"}},
	{name: "a template's name", file: "a.html.md.erb", text: report("On 5 April 2021, search was slow."), has: []string{"title: Search is slow"}},
	{name: "no extension", file: "postmortem", text: report("On 5 April 2021, search was slow."), has: []string{"title: Search is slow"}},

	{name: "Japanese", text: "# 検索が遅い\n\n## 影響\n\n2021-04-05 10:00 UTC から検索が遅くなりました。\n\n## 根本原因\n\nディスクが一杯でした。\n\n## アクションアイテム\n\n| 対策 | 担当 |\n|---|---|\n| 監視を追加する | 運用 |\n", has: []string{"title: \"検索が遅い\"", "## 影響", "## 根本原因"}, not: []string{gap}},
	{name: "Chinese", text: "# 搜索变慢\n\n## 影响\n\n2021-04-05 10:00 UTC 起搜索变慢。\n\n## 根本原因\n\n磁盘已满。\n\n## 改进措施\n\n- 增加监控\n", has: []string{"## 改进措施"}, not: []string{gap}},
	{name: "one list with bold leads", text: "- **Summary**: On 5 April 2021, search was slow.\n- **Impact**: 300 users waited.\n  They waited long.\n- **Root cause**: A disk was full.\n- **Next steps**:\n  - Alert on full disks\n  - Delete old logs\n",
		has: []string{"## Summary\n\nOn 5 April", "## Impact\n\n300 users waited.\nThey waited long.", "## Root cause", "## Next steps\n\n- Alert on full disks"}, not: []string{gap}},
	{name: "a timeline as a table", text: report("On 5 April 2021, search was slow.") + "\n## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| 10:00 | It begins |\n| 10:40 | It ends |\n", check: entries(2)},
	{name: "a timeline as headings", text: report("On 5 April 2021, search was slow.") + "\n## Timeline\n\n### 10:00 UTC\n\nIt begins.\n\n### 10:40 UTC\n\nIt ends.\n", check: entries(2)},
	{name: "a timeline as a list", text: report("On 5 April 2021, search was slow.") + "\n## Timeline\n\n- 10:00 UTC It begins\n- 10:40 UTC It ends\n", check: entries(2)},
	{name: "a timeline as lines", text: report("On 5 April 2021, search was slow.") + "\n## Timeline\n\n10:00 UTC - It begins\n10:40 UTC - It ends\n", check: entries(2)},
	{name: "a timeline with tags of line breaks", text: report("On 5 April 2021, search was slow.") + "\n## Timeline\n\n10:00 UTC - It begins<br>\n10:40 UTC - It ends<br>\n", check: entries(2)},
	{name: "a report in place of resolved", file: "i.json", text: page("On 5 April 2021, between 10:00 UTC and 10:40 UTC, searches failed for 12 % of all users. This was due to a full disk on the primary, as old logs were never deleted. We restored service by deleting them. We are working on an alert for disks that fill up."),
		has: []string{"## Impact summary\n\nOn 5 April 2021", "## RCA\n\nThis was due to", "## Resolution\n\nWe restored service", "## Next steps\n\nWe are working on", "**Resolved**: This report."}, not: []string{gap, "published:"}},
	{name: "a report in the minute of the last update", file: "i.json", text: strings.Replace(page("Over."), `"incident_updates":[`, `"incident_updates":[{"status":"postmortem","body":"## RCA\n\nA disk was full.","created_at":"2021-04-05T11:00:00Z"},`, 1),
		has: []string{"- 2021-04-05 11:00 UTC, **Resolved**: Over.\n- 2021-04-05 11:00 UTC, **Post-mortem**: This report."}},
	{name: "headings without a space", file: "i.json", text: page("##Summary\n\nSearch was slow.\n\n##Root cause\n\nA disk was full."), has: []string{"## Summary", "## Root cause"}},
	{name: "labels in bold", text: "**Summary**\n\nOn 5 April 2021, search was slow for all of our users in Europe.\n\n**Root cause**\n\nA disk was full, as old logs were kept.\n\n**Next steps**\n\n- Alert on full disks\n", has: []string{"## Summary", "## Root cause", "## Next steps"}, not: []string{gap}},
}

// TestEdgeCases imports each case.
func TestEdgeCases(t *testing.T) {
	im := New(config.Default())
	for _, test := range edgeCases {
		t.Run(test.name, func(t *testing.T) {
			name := test.file
			if name == "" {
				name = "report.md"
			}
			_, r, drafts := read(t, im, name, []byte(test.text))
			if len(drafts) != 1 {
				t.Fatalf("%d documents; found %v", len(drafts), r.Found)
			}
			changes, err := im.Plan(drafts, nil, nil, "content", none)
			if err != nil {
				t.Fatal(err)
			}
			sound(t, im, changes[0])
			got := string(changes[0].After)
			for _, want := range test.has {
				if !strings.Contains(got, want) {
					t.Errorf("it has no %q", want)
				}
			}
			for _, unwanted := range test.not {
				if strings.Contains(got, unwanted) {
					t.Errorf("it has %q", unwanted)
				}
			}
			p := im.parser.Parse(&diag.File{Path: "a.md", Bytes: changes[0].After}, "a.md")
			if test.check != nil {
				if problem := test.check(p.Document); problem != "" {
					t.Error(problem)
				}
			}
			found := rulesOf(im, p, slices.Concat(r.Found, drafts[0].Found))
			for _, rule := range test.found {
				if !slices.Contains(found, rule) {
					t.Errorf("nothing of %s was found, but %q", rule, found)
				}
			}
			if t.Failed() {
				t.Log(got)
			}
		})
	}
}

// TestLeftOut imports what is no incident, or no source: nothing is made of it,
// and something is said.
func TestLeftOut(t *testing.T) {
	im := New(config.Default())
	for _, test := range []struct{ name, text, rule string }{
		{"maintenance", `{"page":{"name":"Example","url":"https://status.example.com"},"incidents":[{"id":"m","name":"Upgrade","status":"completed","impact":"maintenance","scheduled_for":"2021-04-05T10:00:00Z","incident_updates":[]}]}`, "import/skipped"},
		{"a page without a text", "There is currently no text in this page. You can create it.", "import/skipped"},
		{"an error page", "<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>", "import/unknown-format"},
		{"cut off", `{"page":{"name":"Example"},"incidents":[{"id":"a","name":"Sea`, "import/unreadable"},
		{"nested deeply", strings.Repeat(`{"incidents":[`, 5000), "import/unreadable"},
		{"another kind of JSON", `{"users":[{"name":"a"}]}`, "import/unknown-format"},
		{"binary", "PK\x03\x04\x00\x00", "import/unreadable"},
		{"another encoding", "Die Suche f\xfcr alle war langsam.", "import/unreadable"},
		{"zero bytes", "a\x00b", "import/unreadable"},
		{"nothing", " \n\n", "import/unreadable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, r, drafts := read(t, im, "source", []byte(test.text))
			if len(drafts) != 0 {
				t.Fatalf("made %s", drafts[0].Text("id"))
			}
			for _, d := range append(r.Found, Skipped(s, r)...) {
				if d.Rule == test.rule {
					return
				}
			}
			t.Errorf("nothing of %s was found, but %v", test.rule, r.Found)
		})
	}
}

// TestHostile imports texts that try to leave their place.
func TestHostile(t *testing.T) {
	im := New(config.Default())
	for name, body := range map[string]string{
		"an open code block":   "Before.\n\n```\nnever closed",
		"an open comment":      "Before.\n\n<!-- never closed",
		"a directive":          "Before. <!-- rcagen-disable -- nothing to see -->\n\nAfter.",
		"front matter":         "---\nid: other\ndraft: false\n---\n\nAfter.",
		"an open admonition":   ":::note\n\nnever closed",
		"a script":             "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))",
		"deep quotes":          strings.Repeat("> ", 3000) + "deep",
		"deep lists":           strings.Repeat("- ", 3000) + "deep",
		"a long line":          strings.Repeat("word ", 60000),
		"an open raw block":    "<pre>\nnever closed",
		"a heading in a quote": "> # Impact summary\n\n# Impact summary\n\n# Impact summary",
		"brackets":             strings.Repeat("[", 20000),
	} {
		for _, as := range []string{"i.json", "report.md", "report.txt"} {
			t.Run(name+" in "+as, func(t *testing.T) {
				text := body
				if filepath.Ext(as) == ".json" {
					text = strings.Replace(page(body), `"status":"resolved","body"`, `"status":"postmortem","body"`, 1)
				}
				_, _, drafts := read(t, im, as, []byte(text))
				changes, err := im.Plan(drafts, nil, nil, "content", none)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range changes {
					sound(t, im, c)
					if strings.Contains(string(c.After), "<!-- rcagen") {
						t.Error("it says what is not to be reported")
					}
				}
			})
		}
	}
}
