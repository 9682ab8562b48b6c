package incident

import (
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// The text of a post-mortem of PagerDuty's, as a PDF reader copies it: a title,
// labels with their values below them, and headings.
//
//	OWNER OF REVIEW PROCESS
//	A. Nguyen
//	IMPACT TIME
//	Feb 11 at 08:46 to Feb 11 at 22:44
//	DURATION
//	13h 58m
//	Overview
//	…
//	*All times listed in Pacific Time (US & Canada).
//
// Its times have neither year nor zone.

var pagerDutyLabels = []string{"OWNER OF REVIEW PROCESS", "IMPACT TIME", "DURATION"}

func isPagerDuty(r *reader) bool {
	return slices.ContainsFunc(r.lines(), func(l line) bool { return l.text == pagerDutyLabels[0] || l.text == pagerDutyLabels[1] })
}

// pagerDutyHeadings are headings of that form which are no section of ours.
var pagerDutyHeadings = map[string]bool{
	"overview": true, "what happened": true, "what happened?": true, "resolution": true, "root cause": true, "root causes": true, "impact": true, "responders": true,
	"timeline": true, "action items": true, "what went well?": true, "what didn't go so well?": true, "what went well": true, "what didn't go so well": true,
	"internal email": true, "external message": true, "messaging": true, "how'd we do?": true, "what are we doing about this?": true,
}

func readPagerDuty(r *reader) {
	p := &pagerDuty{reader: r, incident: &Incident{Span: wholeText(r.text)}}
	lines := slices.DeleteFunc(r.lines(), func(l line) bool { return l.text == "" })
	for _, l := range lines { // what holds for the whole text, wherever it stands
		t := temporal.Read(l.text, p.ctx.Context)
		if s := strings.TrimLeft(l.text, "* "); strings.HasPrefix(s, "All times") && t.Zone.Name != "" {
			p.ctx.Zone, p.zone = t.Zone.Location(), s
		}
		for _, d := range temporal.Dates(l.text, p.ctx.Order) {
			if p.ctx.Near.Year == 0 && !d.Yearless {
				p.ctx.Near = d
			}
		}
	}
	for k := 0; k < len(lines); k++ {
		k += p.line(lines, k)
	}
	i := p.incident
	i.Report = markdownBody(strings.TrimSpace(strings.Join(p.body, "\n")))
	r.add(*i)
}

type pagerDuty struct {
	*reader
	incident *Incident
	body     []string
	section  string // heading above, in lower case
	zone     string // line that says which zone all times are in
}

// line reads the k-th line and returns how many lines behind it are read too.
func (p *pagerDuty) line(lines []line, k int) int {
	i, l := p.incident, lines[k]
	next := line{}
	if k+1 < len(lines) {
		next = lines[k+1]
	}
	status, isState := strings.CutPrefix(l.text, "Status:")
	switch {
	case l.text == "IMPACT TIME":
		p.impact(next)
		i.note("Impact time: " + markdownBody(next.text))
		return 1
	case l.text == "DURATION":
		i.Length = length(next.text)
		i.note("Duration: " + markdownBody(next.text))
		return 1
	case l.text == pagerDutyLabels[0]:
		i.note("Owner of review process: " + markdownBody(next.text))
		return 1
	case isState:
		i.note("Status of the review: " + markdownBody(strings.TrimSpace(status)))
	case strings.HasPrefix(strings.TrimLeft(l.text, "* "), "All times") && strings.HasPrefix(p.section, "timeline"): // stands above it
	case strings.HasPrefix(strings.TrimLeft(l.text, "* "), "All times"):
		i.note(markdownBody(strings.TrimLeft(l.text, "* ")))
	case i.Title == "":
		i.Title = oneLine(l.text)
	case pagerDutyHeadings[strings.ToLower(strings.ReplaceAll(l.text, "’", "'"))] || p.isHeading(l.text):
		p.section = strings.ToLower(l.text)
		p.body = append(p.body, "", "## "+l.text, "")
		if strings.HasPrefix(p.section, "timeline") && p.zone != "" {
			p.body = append(p.body, p.zone, "")
		}
	case p.startsItem(l.text):
		p.body = append(p.body, "- "+l.text)
	default:
		p.body = append(p.body, l.text)
	}
	return 0
}

// startsItem reports whether a line of the timeline begins with a time.
func (p *pagerDuty) startsItem(s string) bool {
	if !strings.HasPrefix(p.section, "timeline") {
		return false
	}
	points := temporal.Read(s, p.ctx.Context).Points
	return len(points) > 0 && points[0].Start == 0
}

// impact reads "Feb 11 at 08:46 to Feb 11 at 22:44".
func (p *pagerDuty) impact(l line) {
	start, end, ok := temporal.Window("from "+l.text, p.ctx.Context)
	if !ok || start.DateOnly {
		message := "the impact time cannot be read"
		if p.ctx.Near.Year == 0 {
			message += ": it names no year, and neither does anything else in the text"
		}
		d := p.report("bad-value", l.span, message, "write it with the year, such as `Feb 11 2024 at 08:46 to Feb 11 2024 at 22:44`")
		d.Notes = []string{"it is kept in the imported notes"}
		return
	}
	p.incident.Started, p.incident.Resolved = start.Time, end.Time
}
