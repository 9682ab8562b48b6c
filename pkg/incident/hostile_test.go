package incident

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/diag"
)

// hostileSize is about how large a hostile source is, in bytes: enough for what
// is not linear to be felt, and for the rest not to be.
const hostileSize = 256 << 10

// hostiles are sources with very much of one thing: start, piece over and over,
// end. A %d in a piece is another number in each.
var hostiles = []struct{ name, format, start, piece, end string }{
	{"updates", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"id":"a","name":"A","incident_updates":[`, `{"status":"resolved","body":"x","created_at":"2024-01-01T00:00:00Z"},`, `{}]}]}`},
	{"reports", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"id":"a","name":"A","incident_updates":[`, `{"status":"postmortem","body":"x %d","created_at":"2024-01-01T00:00:00Z"},`, `{}]}]}`},
	{"components", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"id":"a","name":"A","incident_updates":[],"components":[`, `{"name":"c%d"},`, `{}]}]}`},
	{"keys", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"id":"a","name":"A",`, `"k%d":1,`, `"incident_updates":[]}]}`},
	{"bad times", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"id":"a","name":"A","incident_updates":[`, `{"status":"resolved","created_at":"yesterday"},`, `{}]}]}`},
	{"bold", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"name":"A","incident_updates":[{"status":"resolved","body":"`, `<b>x`, `"}]}]}`},
	{"pre", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"name":"A","incident_updates":[{"status":"resolved","body":"`, `<pre>x</pre>`, `"}]}]}`},
	{"dashes", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"name":"A","incident_updates":[{"status":"resolved","body":"`, `- `, `x"}]}]}`},
	{"mixed marks", "statuspage-json", `{"page":{"name":"A"},"incidents":[{"name":"A","incident_updates":[{"status":"resolved","body":"`, `- > + * `, `x"}]}]}`},
	{"updates", "google-json", `[{"id":"a","begin":"2024-01-01T00:00:00+00:00","external_desc":"A","updates":[`, `{"when":"2024-01-01T00:00:00+00:00","status":"AVAILABLE","text":"# Incident Report","affected_locations":[{"title":"r%d"}]},`, `{}]}]`},
	{"sentence", "google-json", `[{"id":"a","begin":"2024-01-01T00:00:00+00:00","updates":[],"external_desc":"`, `a word. `, `"}]`},
	{"updates", "instatus-json", `{"id":"a","name":"A","status":"RESOLVED","started":"2024-01-01T00:00:00Z","updates":[`, `{"message":{"default":"x"},"messageHtml":"<p>y","status":"RESOLVED","started":"2024-01-01T00:00:00Z"},`, `{}]}`},
	{"languages", "instatus-json", `{"id":"a","name":{`, `"l%d":"",`, `"x":"A"},"status":"RESOLVED","started":"2024-01-01T00:00:00Z","updates":[]}`},
	{"updates", "betterstack-json", `{"data":{"id":"1","type":"status_page","attributes":{"company_name":"A"}},"included":[{"id":"1","type":"status_report","attributes":{"title":"A"}},`, `{"id":"u%d","type":"status_update","attributes":{"message":"x","published_at":"2024-01-01T00:00:00Z","status_report_id":1,"affected_resources":[{"status_page_resource_id":"r%[1]d","status":"downtime"}]}},`, `{}]}`},
	{"orphans", "betterstack-json", `{"data":{"id":"1","type":"status_page","attributes":{"company_name":"A"}},"included":[`, `{"id":"u%d","type":"status_update","attributes":{"message":"x"}},`, `{}]}`},
	{"issues", "cstate", `{"is":"issues","pages":[`, `{"is":"issue","title":"A","createdAt":"2024-01-01 00:00:00 +0000 UTC","filename":"%d.md"},`, `{}]}`},
	{"updates", "cstate", "---\ntitle: A\nsection: issue\n---\n", "*Resolved* - x {{< track \"2024-01-01 00:00:00\" >}}\n\n", ""},
	{"paragraphs", "cstate", "---\ntitle: A\nsection: issue\n---\n", "x\n\n", ""},
	{"keys", "cstate", "---\ntitle: A\nsection: issue\n", "k%d: v\n", "---\nText\n"},
	{"marks", "cstate", "---\ntitle: A\nsection: issue\n---\n", "*", ""},
	{"entries", "stactus", "version: incident/v1\nname: A\ntimeline:\n", "- {ts: \"+1m\", description: x}\n", ""},
	{"documents", "stactus", "", "version: incident/v1\nname: A\n---\n", ""},
	{"entries", "stactus", `{"version":"incident/v1","name":"A","timeline":[`, `{"ts":"2024-01-01 00:00:00","resolved":true,"description":"x"},`, `{}]}`},
	{"entries", "statuspage-atom", "<feed><title>A</title>", "<entry><id>%d</id><title>B</title><published>2024-01-01T00:00:00Z</published></entry>", "</feed>"},
	{"updates", "statuspage-atom", "<feed><title>A</title><entry><title>B</title><published>2024-01-01T00:00:00Z</published><content type='html'><![CDATA[", "<p><small>Jan 1, 00:00 UTC</small><br><strong>Resolved</strong> - x</p>", "]]></content></entry></feed>"},
	{"zones", "statuspage-atom", "<feed><title>A</title><entry><title>B</title><published>2024-01-01T00:00:00Z</published><content type='html'><![CDATA[", "<p><small>Jan 1, 00:00 &#65;%d</small><br>x</p>", "]]></content></entry></feed>"},
	{"dates", "statuspage-atom", "<feed><title>A</title><entry><title>B</title><published>2024-01-01T00:00:00Z</published><content type='html'><![CDATA[", "<p><small>Feb 30, 00:00 UTC</small><br>x</p>", "]]></content></entry></feed>"},
	{"elements", "statuspage-atom", "<feed>", "<a>", ""},
	{"small", "statuspage-atom", "<feed><title>A</title><entry><title>B</title><content type='html'><![CDATA[", "<small>", "]]></content></entry></feed>"},
	{"categories", "statuspage-rss", "<rss><channel><item><title>A</title>", "<category>c%d</category>", "</item></channel></rss>"},
	{"paragraphs", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[", "<p>x", "]]></description></item></channel></rss>"},
	{"breaks", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[", "x<br>", "]]></description></item></channel></rss>"},
	{"items", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[<ul>", "<li>x", "]]></description></item></channel></rss>"},
	{"comments", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[", "x<!---->", "]]></description></item></channel></rss>"},
	{"tables", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[", "<table><tr><td>x</table>", "]]></description></item></channel></rss>"},
	{"headings", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[", "<h2>x</h2>", "]]></description></item></channel></rss>"},
	{"spans", "statuspage-rss", "<rss><channel><item><title>A</title><description><![CDATA[<p>", "x <b>y</b> ", "]]></description></item></channel></rss>"},
	{"attributes", "statuspage-html", `<html><h1 class="incident-name">A</h1><div class="update-row"`, ` a%d=b`, ">x"},
	{"bodies", "statuspage-html", `<html><h1 class="incident-name">A</h1><div class="update-row">x`, `<body a%d=b>`, ""},
	{"updates", "statuspage-html", `<html><h1 class="incident-name">A</h1>`, `<div class="update-row"><div class="update-title">Resolved</div><div class="update-body">x</div><div class="update-timestamp">Posted Sep 16, 2019 - 16:43 XYZ</div></div>`, ""},
	{"paragraphs", "statuspage-html", `<html><h1 class="incident-name">A</h1><div class="update-row">`, `<p>x`, ""},
	{"affected", "statuspage-html", `<html><h1 class="incident-name">A</h1><div class="update-row">x</div>`, `<p class="components-affected">This incident affected: A (B) and C%d.</p>`, ""},
	{"updates", "statuspage-text", "A\nIncident Report for B\n", "Resolved\nx\nPosted Feb 20, 2019 - 13:40 UTC\n", ""},
	{"components", "statuspage-text", "A\nIncident Report for B\nx\nPosted Feb 20, 2019 - 13:40 UTC\nThis incident affected: ", "C%d (D, E) and ", "F."},
	{"brackets", "statuspage-text", "A\nIncident Report for B\nx\nPosted Feb 20, 2019 - 13:40 UTC\nThis incident affected: ", "C (", "F."},
	{"paragraphs", "statuspage-text", "A\nIncident Report for B\nx\nPosted Feb 20, 2019 - 13:40 UTC\n", "x\n\n", ""},
	{"posted", "statuspage-text", "A\nIncident Report for B\nx\nPosted Feb 20, 2019 - 13:40 UTC\n", "Posted 1x\n", ""},
	{"updates", "pingoru", "A incident\nB\nMajor Resolved View vendor source →\nUpdate timeline\n", "1. resolved Nov 16, 2023, 08:36 AM UTC\nx\n", ""},
	{"headings", "pingoru", "A incident\nB\nMajor Resolved View vendor source →\nUpdate timeline\n1. postmortem Nov 16, 2023, 08:36 AM UTC\n", " # What? x", ""},
	{"tabs", "pingoru", "A incident\nB\nMajor Resolved View vendor source →\nUpdate timeline\n1. postmortem Nov 16, 2023, 08:36 AM UTC\nx", "\t# What x", ""},
	{"items", "pingoru", "A incident\nB\nMajor Resolved View vendor source →\nUpdate timeline\n1. postmortem Nov 16, 2023, 08:36 AM UTC\n", " * x", ""},
	{"components", "pingoru", "A incident\nB\nMajor Resolved View vendor source →\nx affecting A", ", A", ", lasting 1h\nAffected components\nA\nUpdate timeline\n"},
	{"timeline", "pagerduty", "A\nIMPACT TIME\nx\nTimeline\n", "08:46 UTC x\n", ""},
	{"line", "pagerduty", "A\nIMPACT TIME\nx\nTimeline\n", "08:46 UTC x ", ""},
	{"zones", "pagerduty", "A\nIMPACT TIME\nx\nTimeline\n", "*All times listed in UTC\n", ""},
	{"headings", "markdown", "", "# A %d\n\n", ""},
	{"rules", "markdown", "A\n", "---\n", ""},
	{"keys", "markdown", "+++\n", "k%d = 1\n", "+++\nText\n"},
	{"tables", "markdown", "+++\n", "[[a]]\nb = 1\n", "+++\nText\n"},
	{"labels", "text", "", "Services: A, B%d\n", "Text\n"},
	{"times", "text", "A title\n\n", "2024-01-01 00:00 to 10:00 UTC ", ""},
	{"label", "text", "Started: ", "2024-01-01 00:00 ", "\nText\n"},
	{"bullets", "text", strings.Repeat("long ", 40) + "\n", "• x\n", ""},
	{"line", "text", "", "a word. ", ""},
	{"fences", "text", "", "~~~\n", ""},
	{"quotes", "text", "", "> > ~~~\n", ""},
	{"ticks", "text", "", "` `` ", ""},
	{"ampersands", "text", "", "&amp;lt", ""},
	{"brackets", "text", "", "](", ""},
}

// repeated returns a source with so many pieces.
func repeated(start, piece, end string, pieces int) []byte {
	var b strings.Builder
	b.WriteString(start)
	for k := range pieces {
		if strings.Contains(piece, "%") {
			fmt.Fprintf(&b, piece, k)
		} else {
			b.WriteString(piece)
		}
	}
	b.WriteString(end)
	return []byte(b.String())
}

// TestHostile reads very much of everything that there can be much of.
func TestHostile(t *testing.T) {
	for _, c := range hostiles {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			t.Parallel()
			s := &Source{File: &diag.File{Path: "source", Bytes: repeated(c.start, c.piece, c.end, hostileSize/len(c.piece))}}
			r := Read(s, nil, context)
			sound(t, s, r)
			if r.Format != Find(c.format) {
				t.Errorf("taken for %v", r.Format)
			}
			if len(r.Incidents)+len(r.Found) == 0 {
				t.Error("nothing was read, and nothing said about it")
			}
		})
	}
}
