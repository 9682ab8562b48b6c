package incident

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
)

// The text of an incident's page of Statuspage's, as a browser copies it:
//
//	Exports stuck in the queue
//	Incident Report for Example Cloud
//	[Postmortem]
//	… the post-mortem …
//	Posted Feb 22, 2019 - 09:00 CST
//	[Resolved]
//	… text of the newest update …
//	Posted Feb 20, 2019 - 13:40 CST
//	This incident affected: Jobs (Exports, Imports) and API.
//
// A text stands before its time, the newest first. The words for the state are
// headings on the page, and lost in some copies.

var (
	postedLine   = regexp.MustCompile(`^Posted (?:[0-9]+ \w+ ago\. )?(\S.*[0-9].*)$`)
	reportFor    = regexp.MustCompile(`^(?:Incident|Scheduled Maintenance) Report for(?: (\S.*))?$`)
	affectedLine = regexp.MustCompile(`^This (?:incident|scheduled maintenance) affect(?:ed|s): (\S.*?)\.?$`)
)

func isStatuspageText(r *reader) bool {
	named, posted := false, false
	for _, l := range r.lines() {
		named = named || reportFor.MatchString(l.text)
		posted = posted || named && postedLine.MatchString(l.text)
	}
	return posted
}

func readStatuspageText(r *reader) {
	lines := r.lines()
	at := slices.IndexFunc(lines, func(l line) bool { return reportFor.MatchString(l.text) })
	if at < 0 {
		r.report("unreadable", diag.Span{}, "there is no line `Incident Report for …`", "copy the whole page of the incident")
		return
	}
	i := Incident{Span: wholeText(r.text)}
	for k := at - 1; k >= 0 && i.Title == ""; k-- {
		i.Title = oneLine(lines[k].text)
	}
	r.Page.Name = oneLine(reportFor.FindStringSubmatch(lines[at].text)[1])
	var body []line
	for _, l := range lines[at+1:] {
		switch m := postedLine.FindStringSubmatch(l.text); {
		case m != nil:
			r.posted(&i, body, l, m[1])
			body = nil
		case affectedLine.MatchString(l.text):
			i.Services = append(i.Services, componentNames(affectedLine.FindStringSubmatch(l.text)[1])...)
			i.note(markdownBody(l.text))
		default:
			body = append(body, l)
		}
	}
	if k := slices.IndexFunc(body, func(l line) bool { return l.text != "" }); k >= 0 && isStatus(body[k].text) {
		r.report("bad-value", body[k].span, "the text ends before the time of this update", "copy the whole page of the incident")
	}
	if rest := joined(body); rest != "" {
		i.note(markdownBody(rest))
	}
	slices.Reverse(i.Updates)
	i.settle()
	r.add(i)
}

// posted adds the text above a line that says when it was posted.
func (r *reader) posted(i *Incident, body []line, l line, when string) {
	t, ok := moment(when, r.ctx.Context)
	if !ok {
		r.report("bad-value", l.span, "the time of this update cannot be read", "expected a time such as `Posted Feb 22, 2019 - 09:00 UTC`")
		i.note(markdownBody(joined(body) + "\n\n" + l.text))
		return
	}
	status := ""
	for len(body) > 0 && body[0].text == "" {
		body = body[1:]
	}
	if len(body) > 0 && isStatus(body[0].text) {
		status, body = statusWord(body[0].text), body[1:]
	}
	text := joined(body)
	if isReport(status) || status == "" && len(i.Updates) == 0 && i.Report == "" && r.readsLikeReport(body) {
		i.reported(markdownBody(paragraphs(text)), t)
		return
	}
	i.Updates = append(i.Updates, Update{Time: t, Status: status, Body: markdownBody(text)})
}

// shortestReport is the length of a text without headings from which on it is
// taken for a post-mortem, in runes.
const shortestReport = 800

// readsLikeReport reports whether a text without a state is a post-mortem: it
// has headings of sections, or is long.
func (r *reader) readsLikeReport(body []line) bool {
	return slices.ContainsFunc(body, func(l line) bool { return r.isHeading(l.text) }) || utf8.RuneCountInString(joined(body)) >= shortestReport
}

// hasHeading reports whether a line of some Markdown is the heading of a section.
func (r *reader) hasHeading(s string) bool {
	for l := range strings.Lines(s) {
		if title := strings.TrimLeft(l, "#"); title != l && r.isHeading(strings.TrimSpace(title)) {
			return true
		}
	}
	return false
}

// isHeading reports whether a line is the heading of a section.
func (r *reader) isHeading(s string) bool {
	return s != "" && len(s) < 120 && r.ctx.Heading != nil && r.ctx.Heading(s)
}
