package incident

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/temporal"
)

// Text and Markdown of no known kind: somebody's post-mortem. Lines with labels
// may stand above it:
//
//	Description: Exports are slow in Europe
//	Timeframe: September 3, 2024, 7:38 PM PDT to September 3, 2024, 7:52 PM PDT
//	… the post-mortem …

func isMarkdown(r *reader) bool {
	return !r.isJSON() && !isMarkup(r.text) && (isFrontMatter(r.text) || heading.MatchString(r.text))
}

func isText(r *reader) bool { return !r.isJSON() && !isMarkup(r.text) }

// heading matches a heading of Markdown.
var heading = regexp.MustCompile(`(?m)^(?:#{1,6}[ \t\x{00A0}]+\S|[^\s#>*-][^\n]*\n(?:=+|-{2,})[ \t]*\r?$)`)

// isMarkup reports whether a text is HTML or XML.
func isMarkup(s string) bool {
	s = strings.ToLower(strings.TrimLeft(s[:min(len(s), 4096)], " \t\r\n"))
	for _, start := range []string{"<!doctype", "<html", "<?xml", "<rss", "<feed", "<head", "<body"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}

// noText are pages without a text that somebody saved.
var noText = regexp.MustCompile(`(?i)^(?:there is currently no text in this page|this page (?:does not exist|has been deleted)|page not found|404 not found)`)

// isEmptyPage reports a page without a text; it is nobody's report.
func (r *reader) isEmptyPage(body string) bool {
	body = strings.TrimSpace(body)
	if body != "" && (!noText.MatchString(body) || len(body) > 400) {
		return false
	}
	r.report("skipped", wholeText(r.text), "this page has no text", "leave it out, or write the report")
	return true
}

func readMarkdown(r *reader) {
	i := Incident{Span: wholeText(r.text)}
	body, ok := r.head(&i)
	if !ok || r.isEmptyPage(body) {
		return
	}
	i.Report = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	if first, rest, _ := strings.Cut(i.Report, "\n"); strings.HasPrefix(first, "# ") && !r.isHeading(strings.TrimLeft(first, "# ")) {
		i.Title, i.Report = plainTitle(first), strings.TrimSpace(rest)
	} else if under, after, _ := strings.Cut(rest, "\n"); first != "" && strings.Trim(under, "= \r") == "" && under != "" && !r.isHeading(first) {
		i.Title, i.Report = plainTitle(first), strings.TrimSpace(after)
	}
	r.add(i)
}

var inlineMark = regexp.MustCompile("[*_`]{1,3}(\\S(?:.*?\\S)?)[*_`]{1,3}")

// plainTitle returns the text of a heading.
func plainTitle(s string) string {
	s = strings.TrimRight(strings.TrimLeft(s, "# \t"), "# \t")
	return oneLine(inlineMark.ReplaceAllString(s, "$1"))
}

func readText(r *reader) {
	i := Incident{Span: wholeText(r.text)}
	lines := r.lines()
	for len(lines) > 0 && (lines[0].text == "" || r.label(&i, lines[0])) {
		lines = lines[1:]
	}
	if i.Title == "" && len(lines) > 1 && isTitle(lines[0].text, lines[1].text) && !r.isHeading(lines[0].text) {
		i.Title, lines = oneLine(lines[0].text), lines[1:]
		for len(lines) > 0 && (lines[0].text == "" || r.label(&i, lines[0])) {
			lines = lines[1:]
		}
	}
	body := ""
	if len(lines) > 0 {
		at := strings.LastIndexByte(r.text[:lines[0].span.Start], '\n') + 1 // how far a line is indented can mean something
		body = strings.Trim(strings.ReplaceAll(r.text[at:], "\r\n", "\n"), "\n")
	}
	if i.Title == "" && r.isEmptyPage(body) {
		return
	}
	i.Report = markdownBody(paragraphs(body))
	r.add(i)
}

// longestWrapped is the longest line of a text whose lines are broken to fit, in
// bytes.
const longestWrapped = 160

// paragraphs puts blank lines between the lines of a text that was copied from
// where each was a paragraph: one with lines that nobody breaks to fit. Lines
// that begin with a bullet stay together.
func paragraphs(s string) string {
	lines := strings.Split(s, "\n")
	if !slices.ContainsFunc(lines, func(l string) bool { return len(l) > longestWrapped }) {
		return s
	}
	for k := 1; k < len(lines); k++ {
		if !(bulleted.MatchString(lines[k]) && bulleted.MatchString(lines[k-1])) && lines[k] != "" && strings.TrimSpace(lines[k-1]) != "" {
			lines[k] = "\n" + lines[k]
		}
	}
	return strings.Join(lines, "\n")
}

var bulleted = regexp.MustCompile(`^\s*(?:[·•‣●▪◦∙–—*+-]|[0-9]{1,2}[.)])[ \t\x{00A0}]`)

// longestTitle is the longest first line that is taken for a title, in bytes.
const longestTitle = 120

// isTitle reports whether a line is the title of what follows it, and not the
// first line of a paragraph.
func isTitle(s, next string) bool {
	first, _ := utf8.DecodeRuneInString(next)
	return len(s) <= longestTitle && !strings.ContainsAny(s[len(s)-1:], ".:;,!") && !strings.Contains(s, ". ") && !unicode.IsLower(first)
}

var labelled = regexp.MustCompile(`^(?:\*\*|__)?([A-Z][A-Za-z /()]{2,30}?)(?:\*\*|__)?:(?:\*\*|__)?[ \t]+(\S.*)$`)

// label reads a line with a label above the text, and reports whether it is one.
func (r *reader) label(i *Incident, l line) bool {
	m := labelled.FindStringSubmatch(l.text)
	if m == nil {
		return false
	}
	value := m[2]
	switch name := strings.ToLower(m[1]); name {
	case "title", "incident", "incident title", "description", "subject":
		if i.Title != "" || len(value) > 2*longestTitle {
			return false
		}
		i.Title = oneLine(value)
		if name != "description" {
			return true
		}
	case "timeframe", "time frame", "incident window", "outage window", "impact window", "impact time", "time of incident", "incident time":
		start, end, ok := temporal.Window("from "+value, r.ctx.Context)
		if !ok || start.DateOnly {
			return false
		}
		i.Started, i.Resolved = start.Time, end.Time
	case "started", "start", "start time", "incident start":
		return r.labelTime(i, l, value, &i.Started)
	case "detected", "detected at":
		return r.labelTime(i, l, value, &i.Detected)
	case "resolved", "end", "end time", "incident end", "ended":
		return r.labelTime(i, l, value, &i.Resolved)
	case "duration", "total duration", "incident duration":
		if i.Length = length(value); i.Length == 0 {
			return false
		}
	case "severity", "impact level", "priority":
		i.Severity = strings.ToLower(oneLine(value))
		return true
	case "status":
		i.Status = statusWord(oneLine(value))
		return true
	case "services affected", "affected services", "service", "services", "affected components", "components":
		for _, name := range strings.Split(value, ",") {
			i.service(name)
		}
		return true
	case "regions", "region", "affected regions":
		for _, name := range strings.Split(value, ",") {
			i.Regions = append(i.Regions, oneLine(name))
		}
		return true
	default:
		return false
	}
	i.Notes = append(i.Notes, markdownBody(l.text))
	return true
}

// labelTime reads the time behind a label. The line stays a note, as a date
// there may mean more than it says.
func (r *reader) labelTime(i *Incident, l line, value string, to *time.Time) bool {
	t, ok := moment(value, r.ctx.Context)
	if ok {
		*to = t
		i.Notes = append(i.Notes, markdownBody(l.text))
	}
	return ok
}

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
		i.Notes = append(i.Notes, "Impact time: "+next.text)
		return 1
	case l.text == "DURATION":
		i.Length = length(next.text)
		i.Notes = append(i.Notes, "Duration: "+next.text)
		return 1
	case l.text == pagerDutyLabels[0]:
		i.Notes = append(i.Notes, "Owner of review process: "+markdownBody(next.text))
		return 1
	case isState:
		i.Notes = append(i.Notes, "Status of the review: "+markdownBody(strings.TrimSpace(status)))
	case strings.HasPrefix(strings.TrimLeft(l.text, "* "), "All times") && strings.HasPrefix(p.section, "timeline"): // stands above it
	case strings.HasPrefix(strings.TrimLeft(l.text, "* "), "All times"):
		i.Notes = append(i.Notes, markdownBody(strings.TrimLeft(l.text, "* ")))
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
		d := p.report("bad-value", l.span, "the impact time cannot be read: it names no year, and neither does anything else in the text",
			"write the year behind the dates, such as `Feb 11 2024 at 08:46`")
		d.Notes = []string{"it is kept in the imported notes"}
		return
	}
	p.incident.Started, p.incident.Resolved = start.Time, end.Time
}
