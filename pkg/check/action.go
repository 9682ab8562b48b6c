package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// actionRules are about what happens next: the list of actions, and what the
// text promises beside it.
var actionRules = []*Rule{
	{
		Name:     "action/none",
		Severity: diag.Warning,
		Finds:    "The section about what happens next holds no list item and no table row.",
		Why:      "What stands in running text cannot be checked off: nobody sees how many actions there are, whose they are, and which of them are open.",
		Fix:      "Make each thing that shall be done an item: `- [ ] Store the keys in the vault (@alice, due 2024-01-31, ABC-123)`. When nothing has to be done, say `No further action`.",
		Document: actionNone,
	},
	{
		Name:     "action/incomplete",
		Severity: diag.Info,
		Finds:    "An open action has neither a ticket nor both an owner and a due date.",
		Why:      "An action that belongs to nobody, or that is due some day, is done by nobody some day. A ticket is enough, because it says who and when.",
		Fix:      "Write what is missing in brackets at the end, `(@alice, due 2024-01-31, ABC-123)`, or in columns of a table: Action, Owner, Due, Ticket, Status.",
		Document: actionIncomplete,
	},
	{
		Name:     "action/overdue",
		Severity: diag.Warning,
		Finds:    "An action is open on the day after it was due.",
		Why:      "What was going to keep the incident from coming back has not happened, or nobody has said so on the page.",
		Fix:      "Check the action off, decline it with a reason, or agree on a new date. A month, quarter or year counts to its last day.",
		Page:     actionOverdue,
	},
	{
		Name:     "action/due-before-incident",
		Severity: diag.Warning,
		Finds:    "An action is due before the day of the incident that it follows from.",
		Why:      "One of the two dates is wrong, most often by a year.",
		Fix:      "Correct the due date. If the incident's date is wrong, give it in the front matter: `started: 2024-01-03`.",
		Document: dueBeforeIncident,
	},
	{
		Name:     "action/vague",
		Severity: diag.Info,
		Finds:    "What shall be done is to try, look into, consider or think about something, or to improve monitoring, without more.",
		Why:      "Nobody can tell whether it is done, so it is never checked off, or always.",
		Fix:      "Say what will be different: `Alert when more than 1 % of the sign-ins fail` in place of `Improve monitoring`, or what comes out of looking and when: `Decide by 31 January whether …`.",
		Document: actionVague,
	},
	{
		Name:     "action/duplicate",
		Severity: diag.Info,
		Finds:    "The same action stands twice in a document, or in two documents.",
		Why:      "Checked off in one place, it stays open in the other. An action from an older incident that comes back tells that it was never done.",
		Fix:      "Keep one of them, and link to it from the other place.",
		Site:     actionDuplicate,
	},
	{
		Name:     "action/too-many",
		Severity: diag.Off,
		Finds:    "A document has more than 10 open actions.",
		Why:      "Long lists are wishes. For teams that want to decide which few actions matter.",
		Fix:      "Keep those that would have prevented or shortened this incident, and decline the others with a reason.",
		Document: tooManyActions,
	},
	{
		Name:     "action/promise-outside-list",
		Severity: diag.Info,
		Finds:    "A sentence such as `we will change the way …` promises something that is not in the list of actions.",
		Why:      "Readers remember the promise; the team works off the list.",
		Fix:      "Make it an item of the section about what happens next.",
		Document: promiseOutsideList,
	},
	{
		Name:     "promise/late-update",
		Severity: diag.Warning,
		Finds:    "An update that an entry of the timeline announces (“next update by 10:00”, “within 30 minutes”), and no entry until then.",
		Why:      "Customers waited for it. A promise that is kept late costs more trust than none.",
		Fix:      "If the update came, add its entry. If it did not, say so under the lessons: it is one.",
		Document: lateUpdate,
	},
	{
		Name:     "promise/no-follow-up",
		Severity: diag.Warning,
		Finds:    "The text announces a full RCA, a report or more details, and nothing of that kind is in the document: it has no section about the cause, or a preliminary one, or its status says that the incident is not over.",
		Why:      "Customers who were told to wait for the explanation come back to the page, and there is none.",
		Fix:      "Write the section about the cause, or link to the report, and remove the announcement.",
		Site:     noFollowUp,
	},
}

// counting returns the name of the configured section that one of the headings
// counts as, or "".
func counting(known map[string]string, headings ...string) string {
	for _, h := range headings {
		if name := known[rca.NormalizeHeading(h)]; name != "" {
			return name
		}
	}
	return ""
}

// nextSteps returns the sections about what happens next that are no part of
// another such section.
func nextSteps(p *DocumentPass) (list []rca.Section) {
	name, end := counting(p.Known, "Action items", "Next steps"), 0
	for _, s := range p.Document.Sections {
		if name != "" && s.Name == name && s.Span.Start >= end {
			list, end = append(list, s), s.Span.End
		}
	}
	return list
}

// declared says that nothing has to be done.
var declared = []string{"no further action", "no action", "no follow-up", "no follow up", "nothing further", "no further steps", "no next steps"}

func actionNone(p *DocumentPass) {
	sections := nextSteps(p)
	i := slices.IndexFunc(sections, func(s rca.Section) bool { return !s.Empty })
	if i < 0 || len(p.Document.Facts.Actions) > 0 {
		return
	}
	s := sections[i]
	items := false // "None" and what a template left are items too
	below(p, s, func(b *markdown.Block) {
		items = items || b.Kind == markdown.TableRow || b.Kind == markdown.ListItem && len(b.Children) > 0
	})
	text := strings.ToLower(p.text(s.Span))
	if items || placeholderIn(p, s).Len() > 0 || hasBullets(p, s) || slices.ContainsFunc(declared, func(words string) bool { return strings.Contains(text, words) }) {
		return
	}
	d := diag.Diagnostic{
		Message: fmt.Sprintf("section `%s` has no list item or table row that can be checked off", diag.Excerpt(p.Document.Headings[s.Heading].Text)),
		Span:    p.Document.Headings[s.Heading].Span,
		Label:   "nothing but text below",
		Help:    []string{"make each thing that shall be done an item: `- [ ] … (@owner, due 2024-01-31, ABC-123)`"},
	}
	for _, m := range p.Document.Facts.Promises {
		if m.Kind == rca.Commitment && m.Section == s.Name && len(d.Related) < mostRelated-1 {
			d.Related = append(d.Related, diag.Related{Path: p.Document.File, Span: m.Span, Label: "this could be one"})
		}
	}
	p.Report(d)
}

// hasBullets reports whether lines of a section start with what was meant as a
// bullet: the rule list/not-a-list tells about them.
func hasBullets(p *DocumentPass, s rca.Section) bool {
	for line := range strings.Lines(p.text(s.Span)) {
		if bullet.MatchString(strings.TrimLeft(line, " \t")) {
			return true
		}
	}
	return false
}

// lacking says what an action needs to be somebody's: a ticket, or an owner
// and a due date.
func lacking(a rca.Action) string {
	var parts []string
	switch {
	case len(a.Tickets) > 0 || len(a.Owners) > 0 && a.DueText != "":
		return ""
	case len(a.Owners) == 0 && a.DueText == "":
		parts = []string{"owner", "due date"}
	case len(a.Owners) == 0:
		parts = []string{"owner"}
	default:
		parts = []string{"due date"}
	}
	return strings.Join(parts, ", ") + " or ticket"
}

const howToComplete = "write it at the end of the action: `(@owner, due 2024-01-31, ABC-123)`; a ticket alone is enough"

func actionIncomplete(p *DocumentPass) {
	open, most := 0, ""
	by := map[string][]rca.Action{}
	for _, a := range p.Document.Facts.Actions {
		if !a.IsOpen() {
			continue
		}
		open++
		if parts := lacking(a); parts != "" {
			by[parts] = append(by[parts], a)
			if len(by[parts]) > len(by[most]) {
				most = parts
			}
		}
	}
	if list := by[most]; len(list) > 1 && 2*len(list) > open {
		share := fmt.Sprintf("%d of %d", len(list), open)
		if len(list) == open {
			share = fmt.Sprintf("all %d", open)
		}
		d := diag.Diagnostic{
			Message: fmt.Sprintf("%s open actions have no %s", share, most),
			Span:    firstLine(p, list[0].Span),
			Label:   "the first of them",
			Help:    []string{howToComplete},
		}
		for _, a := range list[1:min(len(list), mostRelated)] {
			d.Related = append(d.Related, diag.Related{Path: p.Document.File, Span: firstLine(p, a.Span), Label: "and this"})
		}
		p.Report(d)
		delete(by, most)
	}
	for _, a := range p.Document.Facts.Actions {
		parts := lacking(a)
		if len(by[parts]) == 0 || !a.IsOpen() {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: "action has no " + parts,
			Span:    firstLine(p, a.Span),
			Help:    []string{howToComplete},
		})
	}
}

// firstLine returns the part of a span that stands on its first line.
func firstLine(p *DocumentPass, s diag.Span) diag.Span {
	if i := strings.IndexAny(p.text(s), "\r\n"); i > 0 {
		s.End = s.Start + i
	}
	return s
}

func actionOverdue(p *SitePass) {
	if p.Site.AsOf.IsZero() {
		return
	}
	today := dayOf(p.Site.AsOf)
	for _, page := range p.pages {
		for _, a := range page.Document.Facts.Actions {
			if !a.Overdue(p.Site.AsOf) || a.Due.Before(dayOf(page.Document.Date)) { // action/due-before-incident tells
				continue
			}
			d := diag.Diagnostic{
				Message: fmt.Sprintf("action was due on %s and is still %s", a.Due.Format(time.DateOnly), a.State),
				Path:    page.Document.File,
				Span:    a.DueSpan,
				Help:    []string{"check the action off, decline it with a reason, or agree on a new date"},
				Notes:   []string{"compared with " + today.Format(time.DateOnly)},
			}
			if a.Approximate {
				d.Notes = append(d.Notes, fmt.Sprintf("`%s` counts to its last day", diag.Excerpt(a.DueText)))
			}
			p.Report(d)
		}
	}
}

// dayOf returns the day of a time, in its own zone, as due dates have it.
func dayOf(t time.Time) time.Time {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func dueBeforeIncident(p *DocumentPass) {
	if p.Document.Date.IsZero() {
		return
	}
	incident := dayOf(p.Document.Date)
	for _, a := range p.Document.Facts.Actions {
		if a.Due.IsZero() || !a.Due.Before(incident) {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("action is due on %s, before the incident of %s", a.Due.Format(time.DateOnly), incident.Format(time.DateOnly)),
			Span:    a.DueSpan,
			Label:   "expected a day after the incident",
			Help:    []string{"correct the date, or give that of the incident in the front matter as `started:`"},
		})
	}
}

const mostActions = 10

func tooManyActions(p *DocumentPass) {
	var open []rca.Action
	for _, a := range p.Document.Facts.Actions {
		if a.IsOpen() {
			open = append(open, a)
		}
	}
	if len(open) > mostActions {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("document has %d open actions; expected at most %d", len(open), mostActions),
			Span:    firstLine(p, open[mostActions].Span),
			Label:   fmt.Sprintf("number %d", mostActions+1),
			Help:    []string{"keep those that would have prevented or shortened this incident"},
		})
	}
}

// actionDuplicate compares the words of all actions; the older incident has
// the first right to its action.
func actionDuplicate(p *SitePass) {
	type place struct {
		path string
		rca.Action
	}
	pages := slices.SortedFunc(slices.Values(p.Site.Pages), func(a, b *site.Page) int {
		return cmp.Or(a.Document.Date.Compare(b.Document.Date), strings.Compare(a.Document.File, b.Document.File))
	})
	first := map[string]place{}
	for _, page := range pages {
		for _, a := range page.Document.Facts.Actions {
			key := wordsAlone(a.Text)
			if strings.Count(key, " ") < 2 {
				continue
			}
			before, twice := first[key]
			if !twice {
				first[key] = place{page.Document.File, a}
				continue
			}
			d := diag.Diagnostic{
				Message: "same action as above",
				Path:    page.Document.File,
				Span:    a.Span,
				Related: []diag.Related{{Path: before.path, Span: before.Span, Label: "the same, " + before.State.String()}},
				Help:    []string{"keep one of them, and link to it from the other place"},
			}
			if before.path != d.Path {
				d.Message = fmt.Sprintf("same action as in `%s`", before.path)
			}
			p.Report(d)
		}
	}
}
