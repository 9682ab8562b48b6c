package importer

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/config"
)

// status writes a status page with one incident, whose updates, newest last,
// are STATE|HH:MM|TEXT.
func status(title string, updates ...string) []byte {
	var list []string
	for _, u := range slices.Backward(updates) {
		part := strings.SplitN(u, "|", 3)
		list = append(list, fmt.Sprintf(`{"status":%q,"created_at":"2021-04-05T%s:00Z","body":%q}`, part[0], part[1], part[2]))
	}
	return fmt.Appendf(nil, `{"page":{"name":"Example","url":"https://status.example.com"},"incidents":[{"id":"abc","name":%q,"status":"resolved","impact":"minor","created_at":"2021-04-05T10:00:00Z","incident_updates":[%s]}]}`,
		title, strings.Join(list, ","))
}

const (
	began     = "investigating|10:00|Searches are slow."
	found     = "identified|10:20|A disk is full."
	ended     = "resolved|10:40|Searches are fast again."
	explained = "postmortem|12:00|## Impact summary\n\nAll 300 customers waited for searches.\n\n## RCA\n\nA disk was full.\n\n## Next steps\n\n- Alert on full disks"
)

// importing is a project into which a status page is imported again and again.
func importing(t *testing.T) (p *project, run func(title string, updates ...string) Change) {
	im := New(config.Default())
	p = newProject(t, im)
	return p, func(title string, updates ...string) Change {
		t.Helper()
		_, _, drafts := read(t, im, "incidents.json", status(title, updates...))
		changes := p.apply(drafts)
		if len(changes) != 1 {
			t.Fatalf("%d changes", len(changes))
		}
		return changes[0]
	}
}

const slow = "content/2021/2021-04-05-search-is-slow.md"

// edit replaces a text in the document, once.
func (p *project) edit(path, old, text string) {
	p.t.Helper()
	if strings.Count(string(p.files[path]), old) != 1 {
		p.t.Fatalf("%q is not once in %s:\n%s", old, path, p.files[path])
	}
	p.files[path] = []byte(strings.Replace(string(p.files[path]), old, text, 1))
}

func (p *project) has(path string, texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(string(p.files[path]), text) {
			p.t.Errorf("%s has no %q:\n%s", path, text, p.files[path])
		}
	}
}

func kind(t *testing.T, c Change, want Kind) {
	t.Helper()
	if c.Kind != want {
		t.Errorf("kind %v, want %v (%s)", c.Kind, want, c.Reason)
	}
}

func TestSourceGrows(t *testing.T) {
	p, run := importing(t)
	kind(t, run("Search is slow", began), Created)
	p.has(slow, "draft: true", gap)
	kind(t, run("Search is slow", began), Unchanged)
	kind(t, run("Search is slow", began, found), Updated)
	p.has(slow, "10:20 UTC, **Identified**")
	kind(t, run("Search is slow", began, found, ended, explained), Updated)
	p.has(slow, "A disk was full.", "- Alert on full disks", "**Post-mortem**", "published: 2021-04-05T12:00:00Z")
	if text := string(p.files[slow]); strings.Contains(text, "draft: true") || strings.Contains(text, gap) {
		t.Errorf("the gaps are filled, and still it is a draft:\n%s", text)
	}
}

func TestEditedIsKept(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began, ended)
	p.edit(slow, "## Next steps\n\n"+gap, "## Next steps\n\n- Buy disks (@ann, due 2021-05-01)")
	p.edit(slow, "severity: minor", "severity: major")
	kind(t, run("Search is slow", began, ended), Unchanged)
	kind(t, run("Search is slow", began, found, ended), Merged)
	p.has(slow, "- Buy disks (@ann, due 2021-05-01)", "severity: major", "10:20 UTC, **Identified**: A disk is full.")
	kind(t, run("Search is slow", began, found, ended), Unchanged)
}

func TestConflict(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began, ended)
	p.edit(slow, "## RCA\n\n"+gap, "## RCA\n\nWe know it: the disk.")
	before := string(p.files[slow])
	c := run("Search is slow", began, ended, explained)
	kind(t, c, Conflict)
	if c.Write != slow+ConflictExtension || string(p.files[slow]) != before {
		t.Errorf("wrote %s; the document is now\n%s", c.Write, p.files[slow])
	}
	p.has(slow+ConflictExtension, "A disk was full.")
	if problems := Problems([]Change{c}); len(problems) != 1 || problems[0].Path != slow {
		t.Errorf("reported %v", problems)
	}
	c = run("Search is slow", began, ended, explained)
	kind(t, c, Conflict)
	if c.Write != "" {
		t.Error("the same import is written a second time")
	}
	// Somebody takes the new fingerprint over: the conflict is settled.
	line := func(path string) string {
		text := string(p.files[path])
		at := strings.Index(text, printKey)
		return text[at : at+strings.IndexByte(text[at:], '\n')]
	}
	p.edit(slow, line(slow), line(slow+ConflictExtension))
	kind(t, run("Search is slow", began, ended, explained), Unchanged)
}

func TestMovedAndRenamed(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began)
	p.files["content/old/slow.md"] = p.files[slow]
	delete(p.files, slow)
	p.edit("content/old/slow.md", "id: 2021-04-05-search-is-slow", "id: slow")
	kind(t, run("Search is slow", began), Unchanged)
	c := run("Search is very slow", began, found)
	kind(t, c, Updated)
	p.has("content/old/slow.md", "id: slow", "title: Search is very slow", "A disk is full.")
	if len(p.files) != 1 {
		t.Errorf("%d files", len(p.files))
	}
}

func TestNotOurs(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began)
	imported := string(p.files[slow])
	_, _, drafts := read(t, p.im, "incidents.json", status("Search is slow", began, found))
	drafts[0].Origin.Format = "statuspage-atom"
	c := p.apply(drafts)[0]
	kind(t, c, Unchanged)
	if c.Reason == "" {
		t.Error("nothing says why")
	}
	p, run = importing(t)
	drafts[0].Origin.Format = "statuspage-atom" // says less than what comes then
	p.apply(drafts)
	kind(t, run("Search is slow", began, found, ended), Updated)
	p.has(slow, "Searches are fast again.", "format: statuspage-json")
	p.files[slow] = []byte(imported[:strings.Index(imported, "source:")] + "source: https://status.example.com/incidents/abc\n---\n\n## RCA\n\nMine.\n")
	c = run("Search is slow", began, found)
	kind(t, c, Unchanged)
	if c.Reason == "" {
		t.Error("nothing says why")
	}
}

// TestPublished fills the gaps of a draft, publishes it, and imports the source
// again, whose status has moved on: nothing is in conflict, and nothing says that
// the document is a draft.
func TestPublished(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began)
	for _, name := range []string{"Impact summary", "RCA", "Next steps"} {
		p.edit(slow, "## "+name+"\n\n"+gap, "## "+name+"\n\nWritten.")
	}
	p.edit(slow, "draft: true\n", "")
	p.edit(slow, "severity: minor\n", "severity: minor\nnoticed_by: A customer\n")
	text := strings.Replace(strings.Replace(string(status("Search is slow", began, ended)), `"impact":"minor"`, `"impact":"critical"`, 1), `"status":"resolved"`, `"status":"monitoring"`, 1)
	_, _, drafts := read(t, p.im, "incidents.json", []byte(text))
	c := p.apply(drafts)[0]
	kind(t, c, Merged)
	p.has(slow, "severity: critical\nnoticed_by: A customer\n", "status: Monitoring", "Searches are fast again.")
	if c.IsDraft() || strings.Contains(string(p.files[slow]), "draft:") {
		t.Error("it is a draft again")
	}
	for _, d := range Problems([]Change{c}) {
		if d.Rule == "import/gap" {
			t.Error(d.Message)
		}
	}
}

// TestOlderSource imports an older state of a source after a newer one: what was
// told since then stays.
func TestOlderSource(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began, ended)
	c := run("Search is slow", began)
	kind(t, c, Unchanged)
	if c.Reason == "" {
		t.Error("nothing says why")
	}
	p.has(slow, "Searches are fast again.")
}

// TestSamePlaces imports other reports from files of the same name: days that
// contradict each other, or texts that share nothing, are other incidents.
func TestSamePlaces(t *testing.T) {
	im := New(config.Default())
	for name, texts := range map[string][2]string{
		"another day":      {"# Postmortem\n\n## Impact summary\n\nOn 5 April 2021, search failed.\n", "# Postmortem\n\n## Impact summary\n\nOn 6 May 2022, search failed.\n"},
		"another text":     {"Search was slow for everybody.", "Exports failed for a few."},
		"undated headings": {"# Search\n\n## RCA\n\nA disk.\n", "# Exports\n\n## RCA\n\nA lock.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t, im)
			for range 2 {
				for _, text := range texts {
					p.apply(file(im, t, "pm.md", text))
				}
			}
			if len(p.files) != 2 {
				t.Errorf("%d documents", len(p.files))
			}
		})
	}
	// The same report, of which somebody has changed the title, and to which the
	// source has added a section.
	p := newProject(t, im)
	c := p.apply(file(im, t, "pm.md", report("Search was slow for a day.")))[0]
	p.edit(c.Path, "title: Search is slow\n", "title: The day of the disk\n")
	kind(t, p.apply(file(im, t, "pm.md", report("Search was slow for a day.")+"\n## Lessons learned\n\nWatch disks.\n"))[0], Merged)
}

func TestLineEndsStay(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began)
	p.files[slow] = []byte(strings.ReplaceAll(string(p.files[slow]), "\n", "\r\n"))
	p.edit(slow, "severity: minor", "severity: major")
	kind(t, run("Search is slow", began, found), Merged)
	if text := string(p.files[slow]); strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("mixed line ends: %q", text)
	}
	p.has(slow, "severity: major", "A disk is full.")
}

// TestSharedReport imports incidents that have the same report: one RCA is made
// of them, and found again when the source has lost one.
func TestSharedReport(t *testing.T) {
	im := New(config.Default())
	report := "## Impact summary\n\n" + strings.Repeat("All 300 customers waited for searches. ", 6) + "\n\n## RCA\n\nA disk was full.\n\n## Next steps\n\n- Alert on full disks"
	incident := func(id, name, day string) string {
		return fmt.Sprintf(`{"id":%q,"name":%q,"status":"resolved","impact":"minor","created_at":"2021-04-%sT10:00:00Z","resolved_at":"2021-04-%sT11:00:00Z","components":[{"name":%q}],
"incident_updates":[{"status":"postmortem","created_at":"2021-04-09T10:00:00Z","body":%q},{"status":"resolved","created_at":"2021-04-%sT11:00:00Z","body":"Over."}]}`, id, name, day, day, "Part "+id, report, day)
	}
	source := func(incidents ...string) []byte {
		return fmt.Appendf(nil, `{"page":{"name":"Example","url":"https://status.example.com"},"incidents":[%s]}`, strings.Join(incidents, ","))
	}
	p := newProject(t, im)
	_, _, drafts := read(t, im, "incidents.json", source(incident("b", "Slow once more", "06"), incident("a", "Search is slow", "05")))
	changes := p.apply(drafts)
	if len(changes) != 1 || changes[0].Path != slow {
		t.Fatalf("%d documents, the first at %s", len(changes), changes[0].Path)
	}
	p.has(slow, "address: \"https://status.example.com/incidents/a\"", "also: \"https://status.example.com/incidents/b\"", "services: [Part a, Part b]",
		"### Public updates (Slow once more)", "started: 2021-04-05T10:00:00Z", "resolved: 2021-04-06T11:00:00Z", "The source has this report for 2 incidents")
	_, _, drafts = read(t, im, "incidents.json", source(incident("b", "Slow once more", "06")))
	if changes := p.plan(drafts); len(changes) != 1 || changes[0].Kind != Unchanged || changes[0].Path != slow {
		t.Errorf("changes %+v", changes)
	}
}

// TestNames gives incidents of the same day and title names of their own, in the
// order of their times.
func TestNames(t *testing.T) {
	im := New(config.Default())
	one := func(id, at string) string {
		return fmt.Sprintf(`{"id":%q,"name":"Search is slow","status":"resolved","impact":"minor","created_at":"2021-04-05T%s:00Z","incident_updates":[]}`, id, at)
	}
	p := newProject(t, im)
	p.files["content/2021/2021-04-05-SEARCH-is-slow-2.md"] = []byte("---\nid: other\n---\n")
	_, _, drafts := read(t, im, "incidents.json", fmt.Appendf(nil, `{"page":{"url":"https://status.example.com"},"incidents":[%s,%s,%s]}`, one("c", "12:00"), one("b", "11:00"), one("a", "10:00")))
	var got []string
	for _, c := range p.apply(drafts) {
		got = append(got, c.Path+" "+c.Draft.Origin.Address[len(c.Draft.Origin.Address)-1:])
	}
	want := []string{slow + " a", strings.TrimSuffix(slow, ".md") + "-3.md b", strings.TrimSuffix(slow, ".md") + "-4.md c"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for path, text := range p.files {
		if id := strings.TrimSuffix(path[strings.LastIndex(path, "/")+1:], ".md"); !strings.Contains(path, "SEARCH") && !strings.HasPrefix(string(text), "---\nid: "+id+"\n") {
			t.Errorf("%s has another id: %.60q", path, text)
		}
	}
}

// file is a source that is a file of its own.
func file(im *Importer, t *testing.T, name, text string) []Draft {
	_, _, drafts := read(t, im, name, []byte(text))
	return drafts
}

// TestSameNames imports two files of the same name that are about different
// incidents: neither replaces the other.
func TestSameNames(t *testing.T) {
	im := New(config.Default())
	p := newProject(t, im)
	for _, text := range []string{
		"---\ntitle: Search is slow\nstarted: 2021-04-05\n---\n\n" + report("Search was slow."),
		"---\ntitle: Exports fail\nstarted: 2022-05-06\n---\n\n" + report("Exports failed."),
	} {
		for range 2 {
			p.apply(file(im, t, "postmortem.md", text))
		}
	}
	for range 2 {
		p.apply(file(im, t, "standard input", "Mail is late\n\nOn 6 May 2022, mails were late."))
		p.apply(file(im, t, "standard input", "Mail is lost\n\nOn 7 May 2022, mails were lost."))
	}
	if len(p.files) != 4 {
		t.Errorf("%d documents", len(p.files))
	}
}

// TestTwoOfThem imports incidents of the same title and day that have neither an
// id nor an address, twice.
func TestTwoOfThem(t *testing.T) {
	im := New(config.Default())
	source := `{"page":{},"incidents":[` + strings.Repeat(`{"name":"Search is slow","status":"resolved","impact":"minor","created_at":"2021-04-05T10:00:00Z","incident_updates":[{"status":"resolved","created_at":"2021-04-05T10:40:00Z","body":"Over."}]},`, 2) +
		`{"name":"Search is slow","status":"resolved","impact":"minor","created_at":"2021-04-05T12:00:00Z","incident_updates":[]}]}`
	p := newProject(t, im)
	p.apply(file(im, t, "i.json", source))
	if len(p.files) != 3 {
		t.Fatalf("%d documents", len(p.files))
	}
	for _, c := range p.apply(file(im, t, "i.json", source)) {
		kind(t, c, Unchanged)
	}
}

// TestTwoStates imports two states of a source at once: the newer one counts,
// and importing again changes nothing.
func TestTwoStates(t *testing.T) {
	im := New(config.Default())
	p := newProject(t, im)
	both := slices.Concat(file(im, t, "2.json", string(status("Search is slow", began, found))), file(im, t, "1.json", string(status("Search is slow", began))))
	for range 2 {
		p.apply(both)
		p.has(slow, "A disk is full.")
	}
	for _, c := range p.plan(both) {
		kind(t, c, Unchanged)
	}
}

// TestSpacingStays keeps what a person did to blanks and line ends alone.
func TestSpacingStays(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began, explained)
	p.edit(slow, "All 300 customers waited for searches.", "All 300 customers waited\n\nfor searches.  ")
	kind(t, run("Search is slow", began, found, explained), Merged)
	p.has(slow, "waited\n\nfor searches.  \n", "A disk is full.")

	p, run = importing(t)
	run("Search is slow", began)
	p.files[slow] = append([]byte(mark), strings.ReplaceAll(string(p.files[slow]), "\n", "\r\n")...)
	kind(t, run("Search is slow", began, found), Updated)
	if text := string(p.files[slow]); !strings.HasPrefix(text, mark+"---\r\n") || strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, printKey) != 1 {
		t.Errorf("it is %q", text)
	}
}

// TestForeignMap puts the fingerprint below source, wherever a person has other
// keys.
func TestForeignMap(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began)
	p.edit(slow, "source:\n", "x-custom:\n  format: pdf\nsource:\n")
	kind(t, run("Search is slow", began, found), Merged)
	p.has(slow, "x-custom:\n  format: pdf\nsource:\n  address:", "  format: statuspage-json\n  fingerprint: ")
	kind(t, run("Search is slow", began, found), Unchanged)
}

// TestConflictEdited leaves an import alone that a person works on.
func TestConflictEdited(t *testing.T) {
	p, run := importing(t)
	run("Search is slow", began, ended)
	p.edit(slow, "## RCA\n\n"+gap, "## RCA\n\nWe know it: the disk.")
	run("Search is slow", began, ended, explained)
	p.edit(slow+ConflictExtension, "A disk was full.", "A disk was full, as logs were kept.")
	c := run("Search is slow", began, found, ended, explained)
	kind(t, c, Conflict)
	if c.Write != "" || c.Reason == "" {
		t.Errorf("wrote %q: %s", c.Write, c.Reason)
	}
}

// TestGroups imports incidents whose reports are shared in other ways later: no
// document loses one, and none is written twice.
func TestGroups(t *testing.T) {
	im := New(config.Default())
	text := func(word string) string {
		return "## Impact summary\n\n" + strings.Repeat("All "+word+" waited for searches. ", 12) + "\n\n## RCA\n\nA disk was full.\n\n## Next steps\n\n- Alert on full disks"
	}
	state := func(reports ...string) []Draft { // of the incidents a, b, …
		var list []string
		for k, word := range reports {
			id := string(rune('a' + k))
			list = append(list, fmt.Sprintf(`{"id":%q,"name":"Search is slow in %s","status":"resolved","impact":"minor","created_at":"2021-04-0%dT10:00:00Z",
"incident_updates":[{"status":"postmortem","created_at":"2021-04-09T10:00:00Z","body":%q},{"status":"resolved","created_at":"2021-04-0%dT11:00:00Z","body":"Over in %s."}]}`, id, id, k+1, text(word), k+1, id))
		}
		return file(im, t, "i.json", fmt.Sprintf(`{"page":{"url":"https://status.example.com"},"incidents":[%s]}`, strings.Join(list, ",")))
	}
	all := func(p *project) string {
		var b strings.Builder
		for _, text := range p.files {
			b.Write(text)
		}
		return b.String()
	}
	for name, states := range map[string][2][]string{
		"split":        {{"x", "x"}, {"x", "y", "y"}},
		"taken apart":  {{"x", "x"}, {"x", "y", "x", "y"}},
		"put together": {{"x", "y"}, {"x", "x"}},
		"grown":        {{"x", "x"}, {"x", "x", "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t, im)
			p.apply(state(states[0]...))
			for range 2 {
				written := map[string]bool{}
				for _, c := range p.apply(state(states[1]...)) {
					if c.Write != "" && written[c.Write] {
						t.Errorf("%s is written twice", c.Write)
					}
					written[c.Write] = true
				}
			}
			for k := range states[1] {
				if id := string(rune('a' + k)); !strings.Contains(all(p), "incidents/"+id) {
					t.Errorf("the incident %s is in no document", id)
				}
			}
			for k := range states[0] {
				if over := fmt.Sprintf("Over in %c.", 'a'+k); !strings.Contains(all(p), over) {
					t.Errorf("%q is lost", over)
				}
			}
		})
	}
}

// TestOddHeads imports front matter that cannot be taken over key by key: it is
// kept as text, and the document is found again.
func TestOddHeads(t *testing.T) {
	im := New(config.Default())
	for name, head := range map[string]string{
		"in one line": `{title: "Search is slow", owner: "ann"}`,
		"indented":    "  title: Search is slow\n  owner: ann",
		"an alias":    "owner: &o ann\nauthors: *o\ntitle: Search is slow",
		"no map":      "- owner\n- ann",
		"control":     "title: Search is slow\nowner: \"a\\x07nn\"",
		"commented":   "# owner: ann\ntitle: Search is slow",
		"long":        "title: Search is slow\nowner: ann\ndescription: >\n  " + strings.Repeat("word ", 20000),
		"same title":  "title: Search is slow\nowner: ann\nid: other",
	} {
		t.Run(name, func(t *testing.T) {
			p := newProject(t, im)
			drafts := file(im, t, "a.md", "---\n"+head+"\n---\n\n"+report("On 5 April 2021, search was slow."))
			for _, c := range p.apply(drafts) {
				sound(t, im, c)
				if !strings.Contains(string(c.After), "nn") {
					t.Errorf("the owner is lost:\n%s", c.After)
				}
			}
			for _, c := range p.plan(drafts) {
				kind(t, c, Unchanged)
			}
		})
	}
}

// TestLongText imports a text with more lines than are merged one by one.
func TestLongText(t *testing.T) {
	im := New(config.Default())
	p := newProject(t, im)
	text := report("On 5 April 2021, search was slow.") + "\n## Log\n\n```text\n" + strings.Repeat("a line of the log\n", 20000) + "```\n"
	drafts := file(im, t, "a.md", text)
	c := p.apply(drafts)[0]
	sound(t, im, c)
	kind(t, p.plan(drafts)[0], Unchanged)
	kind(t, p.apply(file(im, t, "a.md", text+"\nMore.\n"))[0], Updated)
	p.edit(c.Path, "A disk was full.", "A disk was full of logs.")
	kind(t, p.apply(file(im, t, "a.md", text+"\nMore than that.\n"))[0], Conflict)
	huge := p.apply(file(im, t, "b.md", text+strings.Repeat("word ", 300000)))[0]
	kind(t, huge, Unchanged)
	if huge.Reason == "" || huge.Write != "" {
		t.Error("a document is written that is larger than documents may be")
	}
}

// TestSeparateTitle keeps the title of a text that front matter calls otherwise.
func TestSeparateTitle(t *testing.T) {
	im := New(config.Default())
	drafts := file(im, t, "a.md", "---\ntitle: Search is slow\n---\n\n# The day of the disk\n\n"+report("Search was slow.")[len("# Search is slow"):])
	if text := string(drafts[0].Text("a")); !strings.Contains(text, "The day of the disk") {
		t.Errorf("the text's own title is lost:\n%s", text)
	}
}

// TestIDs imports documents whose ids or names cannot stand in an address.
func TestIDs(t *testing.T) {
	im := New(config.Default())
	for _, test := range []struct{ name, front, want string }{
		{"CON.md", "", "incident-con"},
		{"a.md", "id: a/b\n", "a-b"},
		{"b.md", "id: ../c\n", "c"},
		{"c.md", "id: Fine 1\n", "\"Fine 1\""},
	} {
		drafts := file(im, t, test.name, "---\ntitle: Search is slow\n"+test.front+"---\n\n"+report("Search was slow."))
		drafts[0].Path = test.name
		c := newProject(t, im).apply(drafts)[0]
		if !strings.HasPrefix(string(c.After), "---\nid: "+test.want+"\n") {
			t.Errorf("%s: %.60q, want the id %s", test.name, c.After, test.want)
		}
	}
}
