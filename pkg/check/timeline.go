package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

var timelineRules = []*Rule{
	{
		Name:     "timeline/not-monotonic",
		Severity: diag.Warning,
		Finds:    "An entry of the timeline that is earlier than the one before it. A log that has the newest entry first throughout is in order.",
		Why:      "Readers take the order for what happened: here they read an effect before its cause, or miss that a day has passed.",
		Fix:      "Correct the time, move the entry, or write the date where a new day begins.",
		Document: notMonotonic,
	},
	{
		Name:     "timeline/outside-window",
		Severity: diag.Warning,
		Finds:    "An entry in which somebody already notices, looks into or repairs the incident, before the stated start of its impact.",
		Why:      "Nobody can look into what has not begun: the start is too late, or the entry's time or zone is wrong.",
		Fix:      "Correct the start or the entry.",
		Document: outsideWindow,
	},
	{
		Name:     "timeline/duplicate-entry",
		Severity: diag.Warning,
		Finds:    "An entry with the same text as an earlier one.",
		Why:      "It was posted twice, or its text was copied and should have been changed.",
		Fix:      "Remove one of the two, or write what happened then.",
		Document: duplicateEntry,
	},
	{
		Name:     "timeline/bad-row",
		Severity: diag.Warning,
		Finds:    "A row of the timeline's table without a time.",
		Why:      "It has no place in the order of events, and is left out of what is made from it.",
		Fix:      "Write the time, `~14:00 UTC` if it is not known exactly, or join the row with the one above.",
		Document: badRow,
	},
	{
		Name:     "timeline/key-moment",
		Severity: diag.Off,
		Finds:    "A timeline in which no entry says when the incident was noticed, or when it was over, where front matter has no `detected`, `mitigated` or `resolved` either.",
		Why:      "How long it took to notice and to repair are the two figures that a team can learn from.",
		Fix:      "Add the entry, or the key to the front matter.",
		Document: keyMoment,
	},
	{
		Name:     "timeline/gap",
		Severity: diag.Off,
		Finds:    "More than three hours between two entries of a timeline that is shorter than two days.",
		Why:      "Readers wonder what happened meanwhile.",
		Fix:      "Add what happened, or say that nothing did.",
		Document: timelineGap,
	},
}

// descending reports whether a timeline has its newest entry first.
func descending(events []rca.Event) bool {
	up, down := 0, 0
	for i := 1; i < len(events); i++ {
		switch a, b := events[i-1], events[i]; {
		case a.IsZero() || b.IsZero():
		case b.Time.After(a.Time):
			up++
		case b.Time.Before(a.Time):
			down++
		}
	}
	return down > up
}

func notMonotonic(p *DocumentPass) {
	var happened, told []rca.Event // two courses, where what was told has a part of its own
	for i, e := range p.Document.Facts.Timeline {
		switch {
		case e.IsZero() || e.Approximate || e.Ambiguous && p.Order == "" || isOutlier(p.Document.Facts.Timeline, i):
		case e.Apart:
			told = append(told, e)
		default:
			happened = append(happened, e)
		}
	}
	inOneOrder(p, happened)
	inOneOrder(p, told)
}

// inOneOrder reports the entries that are not in the order of all others.
func inOneOrder(p *DocumentPass, events []rca.Event) {
	if descending(events) {
		slices.Reverse(events)
	}
	for i := 1; i < len(events); i++ {
		a, b := events[i-1], events[i]
		switch {
		case a.Undated != b.Undated || !earlier(b.Moment, a.Moment):
		case i > 1 && !earlier(b.Moment, events[i-2].Moment): // without a, all is in order
			p.Report(outOfOrder(p, a, b, "comes before", "later", "the entry after it"))
		default:
			p.Report(outOfOrder(p, b, a, "comes after", "earlier", "the entry before it"))
		}
	}
}

// outOfOrder is the finding about an entry that is too early or too late.
func outOfOrder(p *DocumentPass, odd, other rca.Event, comes, side, label string) diag.Diagnostic {
	apart := odd.Time.Sub(other.Time).Abs()
	help := "correct the time or move the entry"
	if odd.Inherited && apart > time.Hour && side == "earlier" {
		help += "; if a new day has begun, write its date"
	}
	return diag.Diagnostic{
		Message: fmt.Sprintf("entry of %s %s %s", showMoment(odd.Moment), comes, showMoment(other.Moment)),
		Span:    odd.Span,
		Label:   showLength(apart) + " " + side,
		Related: []diag.Related{{Path: p.Document.File, Span: other.Span, Label: label}},
		Help:    []string{help},
	}
}

func outsideWindow(p *DocumentPass) {
	start := p.Document.Facts.Impact.Start
	if start.IsZero() || start.DateOnly || !start.Zoned || start.Approximate || start.Ambiguous {
		return
	}
	for _, e := range p.Document.Facts.Timeline {
		if e.Phase == rca.NoPhase || e.IsZero() || e.DateOnly || e.Undated || !e.Zoned || e.Approximate || !e.Time.Before(start.Time) || start.Time.Sub(e.Time) > 24*time.Hour {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("entry of %s is before the stated start %s", showMoment(e.Moment), showMoment(start)),
			Span:    e.Span,
			Label:   fmt.Sprintf("%s already, %s before the start", e.Phase, showLength(start.Time.Sub(e.Time))),
			Related: []diag.Related{{Path: p.Document.File, Span: start.Span, Label: "the start of the impact"}},
			Help:    []string{"correct the start or the entry; look at the zones of both"},
		})
		return
	}
}

// shortestText is what an entry must say, in bytes, for its repetition to be
// no chance: "Rebooted again" may well happen twice.
const shortestText = 30

func duplicateEntry(p *DocumentPass) {
	seen := map[string]*rca.Event{}
	events := p.Document.Facts.Timeline
	for i := range events {
		e := &events[i]
		text := strings.ToLower(e.Text)
		if len(text) < shortestText || e.Apart { // what was posted twice was
			continue
		}
		first := seen[text]
		if first == nil {
			seen[text] = e
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("same text as the entry of %s", showMoment(first.Moment)),
			Span:    e.Span,
			Label:   "said before",
			Related: []diag.Related{{Path: p.Document.File, Span: first.Span, Label: "first here"}},
			Help:    []string{"remove one of the two, or write what happened then"},
		})
	}
}

func badRow(p *DocumentPass) {
	if len(p.Document.Facts.Timeline) < 2*len(p.Untimed) {
		return // a table of something else
	}
	for _, row := range p.Untimed {
		p.Report(diag.Diagnostic{
			Message: "row of the timeline has no time",
			Span:    trimmed(p, row.Span),
			Label:   "when?",
			Help:    []string{"write the time, `~14:00` if it is not known exactly, or join the row with the one above"},
		})
	}
}

func keyMoment(p *DocumentPass) {
	f := p.Document.Facts
	if len(f.Timeline) < 3 {
		return
	}
	has := func(phases ...rca.Phase) bool {
		return slices.ContainsFunc(f.Timeline, func(e rca.Event) bool { return slices.Contains(phases, e.Phase) })
	}
	var missing []string
	if f.Detected.IsZero() && !has(rca.Detected, rca.Investigating) {
		missing = append(missing, "when it was noticed")
	}
	if f.Mitigated.IsZero() && f.Resolved.IsZero() && !has(rca.Mitigated, rca.Resolved) {
		missing = append(missing, "when it was over")
	}
	if len(missing) > 0 {
		p.Report(diag.Diagnostic{
			Message: "the timeline does not say " + strings.Join(missing, " and "),
			Span:    f.Timeline[0].Span,
			Label:   "the timeline begins here",
			Help:    []string{"add the entry, or `detected` and `mitigated` to the front matter"},
		})
	}
}

// longestGap is how long a timeline may be silent.
const longestGap = 3 * time.Hour

func timelineGap(p *DocumentPass) {
	events := p.Document.Facts.Timeline
	first, last, ok := extent(events)
	if !ok || last.Sub(first) > 48*time.Hour {
		return
	}
	for i := 1; i < len(events); i++ {
		a, b := events[i-1], events[i]
		if a.IsZero() || b.IsZero() || a.DateOnly || b.DateOnly || a.Apart != b.Apart || b.Time.Sub(a.Time).Abs() <= longestGap {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("no entry for %s", showLength(b.Time.Sub(a.Time))),
			Span:    b.Span,
			Label:   "the next entry",
			Related: []diag.Related{{Path: p.Document.File, Span: a.Span, Label: "the entry before it"}},
			Help:    []string{"add what happened meanwhile"},
		})
	}
}
