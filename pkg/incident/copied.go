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
	reportFor    = regexp.MustCompile(`^Incident Report for (\S.*)$`)
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
			i.Services = componentNames(affectedLine.FindStringSubmatch(l.text)[1])
			i.Notes = append(i.Notes, markdownBody(l.text))
		default:
			body = append(body, l)
		}
	}
	if rest := joined(body); rest != "" {
		i.Notes = append(i.Notes, markdownBody(rest))
	}
	slices.SortStableFunc(i.Updates, func(a, b Update) int { return a.Time.Compare(b.Time) })
	i.timesOfUpdates()
	r.add(i)
}

// posted adds the text above a line that says when it was posted.
func (r *reader) posted(i *Incident, body []line, l line, when string) {
	t, ok := moment(when, r.ctx.Context)
	if !ok {
		r.report("bad-value", l.span, "the time of this update cannot be read", "expected a time such as `Posted Feb 22, 2019 - 09:00 UTC`")
		i.Notes = append(i.Notes, markdownBody(joined(body)+"\n\n"+l.text))
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
		i.Report, i.Published = markdownBody(paragraphs(text)), t
		return
	}
	i.Updates = append(i.Updates, Update{Time: t, Status: status, Body: markdownBody(text)})
}

// isStatus reports whether a line is a state of Statuspage's and nothing else.
func isStatus(s string) bool {
	switch statusWord(s) {
	case "Investigating", "Identified", "Monitoring", "Resolved", "Update", "Post-mortem", "Scheduled", "In progress", "Verifying", "Completed":
		return true
	}
	return false
}

// shortestReport is the length of a text without headings from which on it is
// taken for a post-mortem, in runes.
const shortestReport = 800

// readsLikeReport reports whether a text without a state is a post-mortem: it
// has headings of sections, or is long.
func (r *reader) readsLikeReport(body []line) bool {
	return slices.ContainsFunc(body, func(l line) bool { return r.isHeading(l.text) }) || utf8.RuneCountInString(joined(body)) >= shortestReport
}

// isHeading reports whether a line is the heading of a section.
func (r *reader) isHeading(s string) bool {
	return s != "" && len(s) < 120 && r.ctx.Heading != nil && r.ctx.Heading(s)
}

// timesOfUpdates takes the times of the incident from its updates where the
// source has none of its own.
func (i *Incident) timesOfUpdates() {
	for _, u := range i.Updates {
		if u.Time.IsZero() {
			continue
		}
		if i.Started.IsZero() {
			i.Started = u.Time
		}
		if u.Status == "Resolved" && i.Resolved.IsZero() {
			i.Resolved = u.Time
		}
	}
	if n := len(i.Updates); n > 0 && i.Status == "" {
		i.Status = i.Updates[n-1].Status
	}
}

// componentNames returns the components of "Jobs (Exports, Imports) and API":
// those in the brackets, and those without any.
func componentNames(s string) (names []string) {
	for _, part := range parts(s) {
		open := strings.IndexByte(part, '(')
		if open > 0 && closing(part, open) == len(part)-1 && !strings.HasPrefix(part, "(") {
			names = append(names, parts(part[open+1:len(part)-1])...)
			continue
		}
		names = append(names, part)
	}
	return names
}

// parts divides "A, B (C, D) and E" where no bracket is open.
func parts(s string) (list []string) {
	depth, from := 0, 0
	take := func(end, next int) {
		if name := oneLine(strings.TrimPrefix(strings.TrimSpace(s[from:end]), "and ")); name != "" {
			list = append(list, name)
		}
		from = next
	}
	for k := 0; k < len(s); k++ {
		switch {
		case s[k] == '(':
			depth++
		case s[k] == ')':
			depth = max(0, depth-1)
		case depth > 0:
		case s[k] == ',':
			take(k, k+1)
		case strings.HasPrefix(s[k:], " and "):
			take(k, k+len(" and "))
		}
	}
	take(len(s), len(s))
	return list
}

// closing returns where the bracket at an offset is closed, or -1.
func closing(s string, open int) int {
	depth := 0
	for k := open; k < len(s); k++ {
		switch s[k] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return k
			}
		}
	}
	return -1
}

// joined returns lines as one text.
func joined(lines []line) string {
	list := make([]string, len(lines))
	for k, l := range lines {
		list[k] = l.text
	}
	return strings.TrimSpace(strings.Join(list, "\n"))
}

// wholeText returns the place of a text without its outer space.
func wholeText(s string) diag.Span {
	start := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	return diag.Span{Start: start, End: max(start, len(strings.TrimRight(s, " \t\r\n")))}
}
