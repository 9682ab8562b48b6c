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
	return !r.isJSON() && !isMarkup(r.text) && (r.frontMatter() != nil || heading.MatchString(r.text))
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
		i.Services = append(i.Services, strings.Split(value, ",")...)
		return true
	case "regions", "region", "affected regions":
		i.Regions = append(i.Regions, strings.Split(value, ",")...)
		return true
	default:
		return false
	}
	i.note(markdownBody(l.text))
	return true
}

// labelTime reads the time behind a label. The line stays a note, as a date
// there may mean more than it says.
func (r *reader) labelTime(i *Incident, l line, value string, to *time.Time) bool {
	t, ok := moment(value, r.ctx.Context)
	if ok {
		*to = t
		i.note(markdownBody(l.text))
	}
	return ok
}
