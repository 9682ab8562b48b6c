package incident

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
)

// The text of an incident's page of Pingoru's, which watches the status pages of
// others:
//
//	Example incident
//	Exports down
//	Major Resolved View vendor source →
//	Example experienced … affecting API and Portal, lasting 2h 54m. …
//	Started
//	Nov 16, 2023, 08:36 AM UTC
//	…
//	Affected components
//	APIPortal
//	Update timeline
//	  1. investigating Nov 16, 2023, 08:35 AM UTC
//	    … the text …
//
// Components run together, and a post-mortem, which is Markdown, has lost its
// line ends.

var (
	pingoruVendor = regexp.MustCompile(`^(\S.*) incident$`)
	pingoruState  = regexp.MustCompile(`^(\w+) (\w+) View vendor source`)
	pingoruUpdate = regexp.MustCompile(`^[0-9]+\. ([a-z][a-z _-]*?) (\S.*[0-9]{4}, .*)$`)
	affecting     = regexp.MustCompile(`\baffecting (.+?), (?:lasting|which|and (?:is|was))\b`)
)

func isPingoru(r *reader) bool {
	state, timeline := false, false
	for _, l := range r.lines() {
		state = state || pingoruState.MatchString(l.text)
		timeline = timeline || state && l.text == "Update timeline"
	}
	return timeline
}

func readPingoru(r *reader) {
	p := &pingoru{reader: r, incident: &Incident{Span: wholeText(r.text)}}
	lines := slices.DeleteFunc(r.lines(), func(l line) bool { return l.text == "" })
	for k := 0; k < len(lines); k++ {
		k += p.line(lines, k)
	}
	p.endUpdate()
	i := p.incident
	if p.components != "" {
		p.splitComponents()
	}
	i.settle()
	r.add(*i)
}

type pingoru struct {
	*reader
	incident   *Incident
	prose      string // the summary
	components string // run together
	at         diag.Span
	update     *Update // that is being read; nil before the first
	body       []string
	listed     bool // the timeline has begun
}

// line reads the k-th line and returns how many lines behind it are read too.
func (p *pingoru) line(lines []line, k int) int {
	i, s := p.incident, lines[k].text
	next := line{}
	if k+1 < len(lines) {
		next = lines[k+1]
	}
	if m := pingoruUpdate.FindStringSubmatch(s); m != nil && p.listed {
		p.endUpdate()
		t, ok := moment(m[2], p.ctx.Context)
		if !ok {
			p.report("bad-value", lines[k].span, "the time of this update cannot be read", "expected a time such as `Nov 16, 2023, 08:36 AM UTC`")
			i.note("Update: " + markdownBody(m[1]+" "+m[2]))
		}
		p.update = &Update{Time: t, Status: statusWord(m[1])}
		return 0
	}
	if p.update != nil {
		p.body = append(p.body, s)
		return 0
	}
	switch s {
	case "Started":
		p.labelled(s, next, &i.Started)
	case "Resolved":
		p.labelled(s, next, &i.Resolved)
	case "Duration":
		i.Length = length(next.text)
		i.note(s + ": " + markdownBody(next.text))
	case "Detected by Pingoru": // when the robot saw it, not when the vendor did
		p.labelled(s, next, new(time.Time))
	case "Affected components":
		p.components, p.at = next.text, next.span
	case "Update timeline":
		p.listed = true
		return 0
	default:
		p.head(s)
		return 0
	}
	return 1
}

// labelled reads the time below a label. It stays a note, as the report may tell
// of other times.
func (p *pingoru) labelled(name string, l line, to *time.Time) {
	t, ok := moment(l.text, p.ctx.Context)
	if !ok {
		p.report("bad-value", l.span, "this time cannot be read", "expected a time such as `Nov 16, 2023, 08:36 AM UTC`")
		p.incident.note(name + ": " + markdownBody(l.text))
		return
	}
	*to = t
	p.incident.note(name + ": " + noted(t))
}

// head reads a line above the labels.
func (p *pingoru) head(s string) {
	i := p.incident
	switch m := pingoruState.FindStringSubmatch(s); {
	case m != nil:
		i.Severity, i.Status = strings.ToLower(m[1]), statusWord(m[2])
	case p.Page.Name == "" && pingoruVendor.MatchString(s):
		p.Page.Name = oneLine(pingoruVendor.FindStringSubmatch(s)[1])
		i.Title = oneLine(s)
	case i.Severity == "" && strings.Count(i.Title, ":") == 0:
		i.Title = strings.TrimPrefix(i.Title+": "+oneLine(s), ": ")
	default:
		p.prose = s
		i.note(markdownBody(s))
	}
}

// endUpdate adds the update that was being read.
func (p *pingoru) endUpdate() {
	if p.update == nil {
		return
	}
	u, body := *p.update, strings.Join(p.body, "\n\n")
	p.update, p.body = nil, nil
	if isReport(u.Status) {
		body = p.unflattened(body)
	}
	u.Body = markdownBody(body)
	p.incident.tell(u)
}

var (
	innerMark = regexp.MustCompile(`(?:^|\s)(#{1,6}) (\p{Lu})`)
	innerItem = regexp.MustCompile(`\s\*\s+(\S)`)
	innerNote = regexp.MustCompile(`\s(N\.?B\.?|Note|P\.?S\.?): ?`)
)

// unflattened gives headings and list items of Markdown that lost its line ends
// lines of their own. A heading ends with its question mark, or is one of a
// section.
func (p *pingoru) unflattened(s string) string {
	if strings.Contains(s, "\n") {
		return s
	}
	var b strings.Builder
	from := 0
	marks := innerMark.FindAllStringSubmatchIndex(s, -1)
	for k, m := range marks {
		end := len(s)
		if k+1 < len(marks) {
			end = marks[k+1][0]
		}
		n := p.headingLength(s[m[4]:end])
		if n == 0 || m[0] < from {
			continue
		}
		b.WriteString(items(s[from:m[0]]))
		b.WriteString("\n\n" + s[m[2]:m[3]] + " " + s[m[4]:m[4]+n] + "\n\n")
		from = m[4] + n
	}
	b.WriteString(items(s[from:]))
	return strings.TrimSpace(b.String())
}

// headingLength returns how many bytes of the start of a text are a heading.
func (p *pingoru) headingLength(s string) int {
	s = s[:min(len(s), 120)]
	if k := strings.IndexAny(s, "?.!:"); k >= 0 && s[k] == '?' {
		return k + 1
	}
	best := 0
	for k := range s {
		if s[k] == ' ' && p.isHeading(s[:k]) {
			best = k
		}
	}
	return best
}

// items gives list items, and a note behind them, lines of their own.
func items(s string) string {
	marks := innerItem.FindAllStringSubmatchIndex(s, -1)
	if len(marks) == 0 {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	b.WriteString(strings.TrimSpace(s[:marks[0][0]]) + "\n")
	for k, m := range marks {
		end := len(s)
		if k+1 < len(marks) {
			end = marks[k+1][0]
		}
		item := s[m[2]:end]
		if note := innerNote.FindStringIndex(item); note != nil && k+1 == len(marks) {
			item = item[:note[0]] + "\n\n" + strings.TrimSpace(item[note[0]:])
		}
		b.WriteString("\n- " + strings.TrimSpace(item))
	}
	return b.String()
}

// splitComponents takes the components apart by the summary, which lists them
// as people do. Where the two do not say the same, the text stays a note.
func (p *pingoru) splitComponents() {
	i := p.incident
	if m := affecting.FindStringSubmatch(p.prose); m != nil {
		names := strings.Split(strings.ReplaceAll(strings.ReplaceAll(m[1], ", and ", ", "), " and ", ", "), ", ")
		if strings.Join(names, "") == p.components {
			i.Services = names
			return
		}
	}
	i.note("Affected components: " + markdownBody(p.components))
	p.report("bad-value", p.at, "the names of the affected components run together", "write them into `services`, one by one")
}
