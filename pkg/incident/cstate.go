package incident

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

// The shape of an issue of cState (https://github.com/cstate/cstate), a page of
// the site generator Hugo:
//
//	---
//	title: Exports stuck in the queue
//	date: 2018-05-25 04:13:00
//	resolved: true
//	resolvedWhen: 2018-05-25 05:54:00
//	severity: disrupted
//	affected:
//	  - Exports
//	section: issue
//	---
//	*Resolved* - It works again. {{< track "2018-05-25 05:54:00" >}}
//
//	*Investigating* - We are looking into it. {{< track "2018-05-25 04:13:00" >}}
//
// The newest update stands first; its time is at its end. Text without a time,
// as a report above the updates, ends at a rule or where an update starts.

// cstateScale is the scale of cState's severities in that of incidents.
var cstateScale = map[string]string{"down": "critical", "disrupted": "major", "notice": "minor"}

// cstateKeys are the keys of the front matter that have fields of an incident.
// The others are notes, except switches that are off.
var cstateKeys = []string{"title", "date", "resolved", "resolvedWhen", "severity", "affected", "section"}

var (
	cstateSection = regexp.MustCompile(`(?m)^section:[ \t]*["']?issue["']?[ \t]*(?:#.*)?\r?$`)
	cstateTrack   = regexp.MustCompile("\\{\\{[<%][ \t]*track[ \t]+[\"`]([^\"`\n]{0,64})[\"`][ \t]*[>%]\\}\\}")
	badTrack      = regexp.MustCompile(`\{\{[<%][ \t]*track\b`)
	cstateLead    = regexp.MustCompile(`^\*{1,2}([^*\n]{1,40})\*{1,2}[ \t]*(?:[-–—:][ \t\r\n]*|\r?\n|$)`)
	ruleLine      = regexp.MustCompile(`^(?:-{3,}|\*{3,}|_{3,})$`)
	cstateTitle   = regexp.MustCompile(`(?i)\bmaintenance\b`)
)

func isCState(r *reader) bool {
	if r.isJSON() {
		return r.root().str("cStateVersion") != "" || len(r.cstateIssues()) > 0
	}
	f := r.frontMatter()
	return f != nil && f.closed && f.mark == "---" && (cstateSection.MatchString(r.text[f.head.Start:f.head.End]) || cstateTrack.MatchString(r.text[f.body.Start:]))
}

func readCState(r *reader) {
	if r.isJSON() {
		r.cstateJSON()
		return
	}
	f := r.frontMatter()
	if f == nil || !f.closed || f.mark != "---" {
		r.report("unreadable", diag.Span{}, "there is no front matter that is closed", "expected keys between two lines `---`")
		return
	}
	i := cstateIssue{Incident: Incident{Span: wholeText(r.text)}}
	if file := path.Base(r.File.Path); strings.HasSuffix(file, ".md") {
		i.ID = strings.TrimSuffix(file, ".md")
	}
	v := r.yaml(f.head)
	r.cstateFields(&i.Incident, v)
	r.cstateBody(&i, f.body)
	i.Report = strings.Join(i.reports, "\n\n")
	i.sortUpdates()
	r.cstateClocks(&i, v.get("date"))
	if n := len(i.Updates); i.Status == "" && n > 0 {
		i.Status = i.Updates[n-1].Status
	}
	r.add(i.Incident)
}

// cstateIssue is an issue that is being read.
type cstateIssue struct {
	Incident
	reports []string  // parts of the report
	stamps  []tracked // times of the updates
}

// tracked is a time of an update and its place.
type tracked struct {
	time time.Time
	span diag.Span
}

// cstateFields reads the front matter.
func (r *reader) cstateFields(i *Incident, v *value) {
	i.Title = oneLine(v.str("title"))
	i.rank("Severity", v.str("severity"), cstateScale)
	i.Maintenance = i.Severity == "minor" && cstateTitle.MatchString(i.Title)
	i.Started = r.time(v, r.ctx.Zone, "date")
	i.Resolved = r.time(v, r.ctx.Zone, "resolvedWhen")
	if isTrue(v.str("resolved")) {
		i.Status = "Resolved"
	} else {
		i.Resolved = time.Time{} // of the last time, or planned
	}
	i.Services = textList(v.get("affected"))
	if v == nil {
		return
	}
	for _, f := range v.fields {
		s := f.value.str()
		if f.value != nil && f.value.kind >= list {
			s = r.text[f.value.span.Start:f.value.span.End]
		}
		if s != "" && s != "false" && !slices.Contains(cstateKeys, f.key) {
			i.note(markdownBody(oneLine(capital(f.key) + ": " + s)))
		}
	}
}

// cstateBody reads the text below the front matter.
func (r *reader) cstateBody(i *cstateIssue, body diag.Span) {
	s := r.text[body.Start:body.End]
	from := 0
	for _, m := range cstateTrack.FindAllStringSubmatchIndex(s, -1) {
		at := tracked{span: diag.Span{Start: body.Start + m[2], End: body.Start + m[3]}}
		if t, ok := stamp(strings.TrimSpace(s[m[2]:m[3]]), r.ctx.Zone); ok {
			at.time = t
		} else {
			r.report("bad-value", at.span, "the time of this update cannot be read", "expected a time such as 2018-05-25 04:13:00")
		}
		rest, update := lastUpdate(s[from:m[0]])
		i.unstamped(rest)
		i.stamped(update, at)
		from = m[1]
	}
	i.unstamped(cstateParagraphs(s[from:]))
	for _, m := range badTrack.FindAllStringIndex(cstateTrack.ReplaceAllStringFunc(s, blanked), -1) {
		r.report("bad-value", diag.Span{Start: body.Start + m[0], End: body.Start + m[1]}, "the time of this update cannot be read", `expected a time such as {{< track "2018-05-25 04:13:00" >}}`)
	}
	slices.Reverse(i.Updates)
}

// blanked returns as many blanks as a text has bytes.
func blanked(s string) string { return strings.Repeat(" ", len(s)) }

// stamped takes a text that ends with a time: an update, or a report.
func (i *cstateIssue) stamped(s string, at tracked) {
	status, s := cstateStatus(s)
	if isReport(status) {
		i.reports = append(i.reports, markdownBody(s))
		i.Published = cmp.Or(at.time, i.Published)
		return
	}
	i.Updates = append(i.Updates, Update{Time: at.time, Status: status, Body: markdownBody(s)})
	if !at.time.IsZero() {
		i.stamps = append(i.stamps, at)
	}
}

// lastUpdate splits the text in front of a time into the update that ends there
// and what stands before it. The update starts at its state; where it has none,
// it is one paragraph.
func lastUpdate(s string) (rest []string, update string) {
	list := cstateParagraphs(s)
	for k := len(list) - 1; k >= 0; k-- {
		if ruleLine.MatchString(list[k]) {
			return list[:k], strings.Join(list[k+1:], "\n\n")
		}
		if cstateLead.MatchString(list[k]) {
			return list[:k], strings.Join(list[k:], "\n\n")
		}
	}
	if n := len(list); n > 0 {
		return list[:n-1], list[n-1]
	}
	return nil, ""
}

// cstateParagraphs returns the parts of a text that blank lines are between; a rule
// is one of its own.
func cstateParagraphs(s string) (list []string) {
	var lines []string
	end := func() {
		if len(lines) > 0 {
			list = append(list, strings.Join(lines, "\n"))
		}
		lines = nil
	}
	for l := range strings.Lines(s) {
		bare := strings.TrimSpace(l)
		switch {
		case bare == "":
			end()
		case len(lines) == 0 && ruleLine.MatchString(bare): // below a line it makes that a heading
			list = append(list, bare)
		default:
			lines = append(lines, strings.TrimRight(l, "\r\n"))
		}
	}
	end()
	return list
}

// cstateStatus takes the state off the start of an update.
func cstateStatus(s string) (status, rest string) {
	m := cstateLead.FindStringSubmatchIndex(s)
	if m == nil {
		return "", s
	}
	return statusWord(s[m[2]:m[3]]), strings.TrimSpace(s[m[1]:])
}

// unstamped takes paragraphs that no time belongs to: a report when they are
// long, have headings or say so, else notes.
func (i *cstateIssue) unstamped(list []string) {
	list = slices.DeleteFunc(slices.Clone(list), ruleLine.MatchString)
	s := strings.Join(list, "\n\n")
	status, rest := cstateStatus(s)
	switch {
	case isReport(status):
		s = rest
	case !isLong(s):
		for _, p := range list {
			i.note(markdownBody(p))
		}
		return
	}
	i.reports = append(i.reports, markdownBody(s))
}

// cstateClocks compares the date of an issue with the times of its updates.
// Where they are more than a day apart, one of them is wrong; the updates are
// several, and were written as they happened.
func (r *reader) cstateClocks(i *cstateIssue, date *value) {
	if len(i.stamps) == 0 {
		return
	}
	first := slices.MinFunc(i.stamps, func(a, b tracked) int { return a.time.Compare(b.time) })
	if i.Started.IsZero() {
		i.Started = first.time
		return
	}
	if apart := i.Started.Sub(first.time).Abs(); apart <= 24*time.Hour {
		return
	}
	d := r.report("clocks", date.span, "`date` is more than a day from the times of the updates: the first of them is taken as the start", "correct whichever is wrong")
	d.Related = []diag.Related{{Path: r.File.Path, Span: first.span, Label: "the first update"}}
	i.Started = first.time
}
