package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// statusPage is a status page on this machine: what it answers, by path.
func statusPage(t *testing.T, answers map[string]string) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if to, ok := strings.CutPrefix(answer, "redirect: "); ok {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		fmt.Fprint(w, answer)
	}))
	t.Cleanup(server.Close)
	return server
}

const (
	pageOfStatus = `<!doctype html><html><head><title>Example Status</title><link rel="alternate" type="application/atom+xml" href="/news.atom"></head><body>All Systems Operational</body></html>`
	incidentJSON = `{"page":{"name":"Example","url":"https://status.example.com"},"incidents":[{"id":"abc","name":"Search is slow","status":"resolved","impact":"major","created_at":"2021-04-05T10:20:00Z","incident_updates":[{"status":"resolved","created_at":"2021-04-05T11:00:00Z","body":"Over."}]}]}`
	incidentAtom = `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Example Status - Incident History</title><entry><id>tag:status.example.com,2005:Incident/1</id><published>2021-04-05T10:20:00Z</published><updated>2021-04-05T11:00:00Z</updated><link rel="alternate" type="text/html" href="https://status.example.com/incidents/abc"/><title>Search is slow</title><content type="html">&lt;p&gt;&lt;small&gt;Apr &lt;var data-var='date'&gt; 5&lt;/var&gt;, &lt;var data-var='time'&gt;11:00&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - Over.&lt;/p&gt;</content></entry></feed>`
)

// TestImportAddress imports from addresses: the page's own, its data, its feed.
func TestImportAddress(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers map[string]string
		path    string
		status  int
		says    string // on either output
		format  string // of the document; "" for none
	}{
		{"the data", map[string]string{"/api/v2/incidents.json": incidentJSON}, "/api/v2/incidents.json", exitClean, "imported 1 incident: 1 new", "statuspage-json"},
		{"the page, with data", map[string]string{"/": pageOfStatus, "/api/v2/incidents.json": incidentJSON, "/history.atom": incidentAtom}, "/", exitClean, "reading ", "statuspage-json"},
		{"the page, with a feed", map[string]string{"/": pageOfStatus, "/history.atom": incidentAtom}, "/", exitClean, "imported 1 incident: 1 new", "statuspage-atom"},
		{"the page, with a feed elsewhere", map[string]string{"/": pageOfStatus, "/news.atom": incidentAtom}, "/", exitClean, "imported 1 incident: 1 new", "statuspage-atom"},
		{"somewhere else", map[string]string{"/old": "redirect: /", "/": pageOfStatus, "/history.atom": incidentAtom}, "/old", exitClean, "imported 1 incident: 1 new", "statuspage-atom"},
		{"the page, with nothing", map[string]string{"/": pageOfStatus}, "/", exitFailure, "this is the web page `Example Status`", ""},
		{"the page, with half of its data and a feed", map[string]string{"/": pageOfStatus, "/api/v2/incidents.json": incidentJSON[:100], "/history.atom": incidentAtom}, "/", exitClean, "the JSON ends before it is complete", "statuspage-atom"},
		{"the page, with half of its data", map[string]string{"/": pageOfStatus, "/api/v2/incidents.json": incidentJSON[:100]}, "/", exitFailure, "the JSON ends before it is complete", ""},
		{"nothing", map[string]string{}, "/", exitFailure, "404 Not Found", ""},
		{"half of it", map[string]string{"/i.json": incidentJSON[:100]}, "/i.json", exitFailure, "the JSON ends before it is complete", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := statusPage(t, test.answers)
			dir := t.TempDir()
			status, stdout, stderr := finish(t, process(dir, "import", "--allow-private", server.URL+test.path))
			if status != test.status || !strings.Contains(stdout+stderr, test.says) {
				t.Fatalf("status %d, want %d and %q\n%s%s", status, test.status, test.says, stdout, stderr)
			}
			files, err := filepath.Glob(filepath.Join(dir, "content", "2021", "*"))
			if err != nil {
				t.Fatal(err)
			}
			if test.format == "" {
				if len(files) > 0 {
					t.Errorf("wrote %q", files)
				}
				return
			}
			if len(files) != 1 {
				t.Fatalf("wrote %q", files)
			}
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "  address: \"https://status.example.com/incidents/abc\"\n  format: "+test.format+"\n") {
				t.Errorf("made\n%s", text)
			}
		})
	}
}

// TestImportFromPage reads the feed of a page where that is asked for.
func TestImportFromPage(t *testing.T) {
	server := statusPage(t, map[string]string{"/": pageOfStatus, "/api/v2/incidents.json": incidentJSON, "/history.atom": incidentAtom})
	status, stdout, stderr := finish(t, process(t.TempDir(), "import", "--allow-private", "--from", "statuspage-atom", server.URL))
	if status != exitClean || !strings.Contains(stderr, "reading "+server.URL+"/history.atom") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}

// TestImportHost tells how to write the address of a page.
func TestImportHost(t *testing.T) {
	status, _, stderr := finish(t, process(t.TempDir(), "import", "status.example.com"))
	if status != exitUsage || !strings.Contains(stderr, "write https://status.example.com") {
		t.Errorf("status %d\n%s", status, stderr)
	}
}

// TestImportPrivate refuses an address of this machine unless that is allowed.
func TestImportPrivate(t *testing.T) {
	asked := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer server.Close()
	status, _, stderr := finish(t, process(t.TempDir(), "import", server.URL))
	if status != exitFailure || !strings.Contains(stderr, "--allow-private") || asked {
		t.Errorf("status %d, asked: %v\n%s", status, asked, stderr)
	}
}

// TestImportSeeds imports the texts that the project started with.
func TestImportSeeds(t *testing.T) {
	seeds := sharedFolder(t, "seeds")
	for name, want := range map[string]struct {
		file string
		has  []string
	}{
		"statuspage-dotdigital.txt": {"2019/2019-09-16-engagement-cloud-europe-api-down.md", []string{
			"started: 2019-09-16T16:21:00+01:00", "resolved: 2019-09-16T17:19:00+01:00", "published: 2019-09-17T11:03:00+01:00", "services: [Europe - API]",
			"## Summary of impact\n\nAt approximately 16:21 BST", "## Root cause\n\nThe outage was caused after", "## Next steps\n\nThe configuration update was",
			"### Public updates\n\n- 2019-09-16 16:43 BST: We are currently investigating", "- 2019-09-16 17:33 BST: The API issue has now been resolved.",
			"## Imported notes\n\nThis incident affected: Europe - Engagement Cloud r1 (Europe - API).",
		}},
		"statuspage-flexera.txt": {"2024/2024-09-03-cloud-management-platform-nam-slowness-in-provisioning.md", []string{
			"title: Cloud Management Platform- NAM - Slowness in provisioning infrastructure", "started: 2024-09-03T19:38:00-07:00", "resolved: 2024-09-03T19:52:00-07:00",
			"## Impact summary\n\nOn September 03, 2024, at 7:38 PM PDT, our monitoring systems alerted us", "## RCA\n\nThe incident occurred during a scheduled",
			"The incident was triggered during a scheduled pre-maintenance activity", "## Resolution\n\nUpon recognizing the issue", "## Next steps\n\n- Immediate Rollback: Once",
			"- Additional Pre-Maintenance Checks: We have now put",
		}},
		"pingoru-wakam.txt": {"2023/2023-11-16-wakam-incident-major-outage.md", []string{
			"severity: critical", "services: [Pricing API, Developer Portal]", "provider: Microsoft Azure", "started: 2023-11-16T03:15:00Z", "resolved: 2023-11-16T10:30:00Z", "published: 2023-12-12T09:30:00Z",
			"## What happened?\n\nBetween 03:15 UTC", "Transport Layer Security (TLS)", "## What went wrong?\n\nOur cloud provider", "## How did we respond?\n\nThe issue was reported",
			"## What happens next?\n\nAfter this outage", "- Put in place new monitoring", "- 2023-11-16 08:35 UTC, **Investigating**: We have received", "- 2023-11-16 11:30 UTC, **Resolved**",
			"lasting 2h 54m", "Duration: 2h 54m",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			source := filepath.Join(seeds, name)
			status, stdout, stderr := finish(t, process(dir, "import", source))
			if status != exitClean {
				t.Fatalf("status %d\n%s%s", status, stdout, stderr)
			}
			if clocks := strings.Contains(stdout, "warning[import/clocks]"); clocks != (name == "pingoru-wakam.txt") {
				t.Errorf("disagreeing clocks reported: %v\n%s", clocks, stdout)
			}
			text, err := os.ReadFile(filepath.Join(dir, "content", filepath.FromSlash(want.file)))
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range want.has {
				if !strings.Contains(string(text), part) {
					t.Errorf("it has no %q", part)
				}
			}
			lost := wordsLost(t, source, string(text))
			// What the page says about itself, and numbers that became other forms of the same.
			allowed := []string{"AM", "PM", "Posted", "Report", "Sep", "Nov", "Dec", "11", "16", "17", "12", "View", "vendor", "source", "→", "Update", "timeline", "Affected", "components", "APIDeveloper", "Incident", "for",
				"1", "2", "3", "4", "5", "6", "7", "8", "·", "investigating", "identified", "monitoring", "resolved", "postmortem", "Critical", "09", "Root", "Summary", "impact", "dotdigital"}
			if lost = slices.DeleteFunc(lost, func(w string) bool { return slices.Contains(allowed, w) }); len(lost) > 0 {
				t.Errorf("these words of the source are lost: %q", lost)
			}
			if status, stdout, stderr := finish(t, process(dir, "build")); status != exitClean {
				t.Errorf("build: status %d\n%s%s", status, stdout, stderr)
			}
			if status, _, stderr := finish(t, process(dir, "import", source)); status != exitClean || !strings.Contains(stderr, "1 unchanged") {
				t.Errorf("again: status %d\n%s", status, stderr)
			}
		})
	}
}

// wordsLost returns the words of a file that a text has not.
func wordsLost(t *testing.T, file, text string) (lost []string) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.FieldsFunc(string(source), func(r rune) bool { return strings.ContainsRune(" \n\t*_`#\\\"'()[]:,.;!?-", r) }) {
		if !strings.Contains(text, word) && !slices.Contains(lost, word) {
			lost = append(lost, word)
		}
	}
	return lost
}

// importCorpora imports each folder of documents that others wrote, and returns
// how many there are and how many are complete, by folder.
func importCorpora(t *testing.T) map[string][2]int {
	root := sharedFolder(t, "corpus")
	folders, err := os.ReadDir(root)
	if err != nil || len(folders) == 0 {
		t.Fatal("no folders", err)
	}
	counts := map[string][2]int{}
	for _, folder := range folders {
		dir := t.TempDir()
		source := filepath.Join(root, folder.Name())
		status, stdout, stderr := finish(t, process(dir, "import", source))
		if status != exitClean {
			t.Fatalf("%s: status %d\n%s%s", folder.Name(), status, stdout, stderr)
		}
		if status, stdout, stderr := finish(t, process(dir, "build")); status != exitClean {
			t.Errorf("%s: build: status %d\n%s%s", folder.Name(), status, stdout, stderr)
		}
		if status, _, stderr := finish(t, process(dir, "import", source)); status != exitClean || strings.Contains(stderr, "new") || !strings.Contains(stderr, " unchanged") {
			t.Errorf("%s: again: status %d\n%s", folder.Name(), status, stderr)
		}
		count := [2]int{}
		for _, file := range corpusFiles(t, dir) {
			text, err := os.ReadFile(filepath.Join(dir, "content", file))
			if err != nil {
				t.Fatal(err)
			}
			count[0]++
			if !strings.Contains(string(text), "\ndraft: true\n") {
				count[1]++
			}
		}
		if want := len(markdownFiles(t, source)); count[0] != want {
			t.Errorf("%s: %d documents of %d files", folder.Name(), count[0], want)
		}
		counts[folder.Name()] = count
	}
	return counts
}

func markdownFiles(t *testing.T, dir string) (files []string) {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestImportCorpora imports every document that others wrote; the result builds.
func TestImportCorpora(t *testing.T) { importCorpora(t) }

// TestBenchImport prints how long a long history takes, and how many documents
// of others are complete without a person's work.
func TestBenchImport(t *testing.T) {
	for _, n := range benchSizes(t) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir := benchDir(t)
			source := filepath.Join(dir, "incidents.json")
			if err := os.WriteFile(source, history(t, n), 0o644); err != nil {
				t.Fatal(err)
			}
			first := measure(t, dir, "rcagen", "import", source, filepath.Join(dir))
			again := measure(t, dir, "rcagen", "import", source, filepath.Join(dir))
			t.Logf("import %d incidents: CPU %v, wall %v, peak %d MB", n, first.cpu, first.wall, first.peak>>20)
			t.Logf("import them again: CPU %v, wall %v, peak %d MB; again / first: wall %.2f", again.cpu, again.wall, again.peak>>20, float64(again.wall)/float64(first.wall))
		})
	}
	t.Run("corpora", func(t *testing.T) {
		counts := importCorpora(t)
		for _, name := range slices.Sorted(func(yield func(string) bool) {
			for name := range counts {
				if !yield(name) {
					return
				}
			}
		}) {
			t.Logf("%s: %d of %d documents without errors", name, counts[name][1], counts[name][0])
		}
	})
}

// history is the file of a status page with n incidents, one an hour; every
// third has a report.
func history(t *testing.T, n int) []byte {
	type update struct {
		Status  string `json:"status"`
		Body    string `json:"body"`
		Created string `json:"created_at"`
	}
	type incident struct {
		ID       string   `json:"id"`
		Name     string   `json:"name"`
		Status   string   `json:"status"`
		Impact   string   `json:"impact"`
		Created  string   `json:"created_at"`
		Resolved string   `json:"resolved_at"`
		Updates  []update `json:"incident_updates"`
	}
	var list []incident
	for k := range n {
		at := func(minute int) string {
			return fmt.Sprintf("20%02d-%02d-%02dT%02d:%02d:00Z", 10+k/8000%15, 1+k/700%12, 1+k/24%28, k%24, minute)
		}
		i := incident{ID: fmt.Sprintf("id%d", k), Name: fmt.Sprintf("%s is slow (%d)", corpusServices[k%len(corpusServices)], k), Status: "resolved", Impact: "minor", Created: at(1), Resolved: at(50)}
		i.Updates = []update{{"resolved", "This incident has been resolved.", at(50)}, {"identified", "We have found the cause and are putting it right.", at(20)}, {"investigating", "We are looking into slow answers.", at(1)}}
		if k%3 == 0 {
			report := fmt.Sprintf("## Summary\n\nFrom %s UTC to %s UTC about %d customers waited for answers of %s.\n\n## Root cause\n\nA disk of node %d was full, as old logs were never deleted.\n\n## Action items\n\n- Delete the logs of node %d (OPS-%d)\n- Alert on full disks\n",
				at(0)[11:16], at(45)[11:16], 10+k, corpusServices[k%len(corpusServices)], k, k, k)
			i.Updates = append([]update{{"postmortem", report, at(59)}}, i.Updates...)
		}
		list = append(list, i)
	}
	text, err := json.Marshal(map[string]any{"page": map[string]string{"name": "Example", "url": "https://status.example.com"}, "incidents": list})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
