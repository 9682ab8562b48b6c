package rca

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Told is what the public was told about an incident, and when. A post-mortem
// is no part of it: it comes when all is over.
type Told struct {
	Updates      int       // public updates with a day and a clock time
	ToldFrom     time.Time // the first and the last of them; zero when there is none
	ToldUntil    time.Time
	ToldResolved time.Time // the first update that says that it is over, and that none takes back; zero when there is none
	ToldAfter    Elapsed   // from the end of the impact to ToldResolved: below zero when it was told before
	Silence      Stretch   // the longest time without a word, from the first update on; zero when there is none
}

// Stretch is a time from one moment to another.
type Stretch struct{ From, To time.Time }

// Length returns how long the stretch is.
func (s Stretch) Length() time.Duration { return s.To.Sub(s.From) }

// toldHeadings are the headings, as [NormalizeHeading] makes them, below which
// stands what the public was told.
var toldHeadings = labelSet("public updates, public notices, public announcements, public statements, public communication, public communications, public timeline, " +
	"status page, status page updates, status page timeline, status page history, statuspage updates, status updates, status history, update timeline, " +
	"what was told in public, what we told in public, what the public was told, what customers were told, what we told customers, what we told our customers, " +
	"customer communication, customer communications, customer updates, external communication, external communications, external updates")

// toldColumns are the headers of the columns of a timeline that mark what was
// told in public.
var toldColumns = labelSet("public, told, told in public, public update, status page")

// tells reports whether a cell of such a column marks its row, and whether it
// is no more than that mark.
func tells(cell string) (told, mark bool) {
	switch strings.ToLower(strings.Trim(cell, " \t\n\ufe0f")) {
	case "", "no", "n", "-", "–", "—", "✗", "✘", "❌", "false", "none", "internal":
		return false, true
	case "yes", "y", "x", "✓", "✔", "✅", "☑", "true", "public":
		return true, true
	}
	return true, false
}

// statusWords are the words that status pages put in front of their updates,
// with the phases that they stand for. NoPhase is that of words that say no
// more than that it is not over. "Update" and "Information" say nothing at all,
// so that the text behind them counts.
var statusWords = map[string]Phase{
	"investigating": Investigating, "identified": Identified, "monitoring": Mitigated, "verifying": Mitigated, "mitigated": Mitigated,
	"resolved": Resolved, "completed": Resolved, "post-mortem": Reported, "postmortem": Reported, "post mortem": Reported,
	"in progress": NoPhase, "disruption": NoPhase, "service disruption": NoPhase, "outage": NoPhase, "service outage": NoPhase,
	"partial outage": NoPhase, "major outage": NoPhase, "degraded performance": NoPhase,
}

// longestStatus bounds a status word, in bytes.
const longestStatus = 24

// statusOf returns the phase of the status word that a text begins with:
// "Investigating: …", "Resolved - …". It is not ok without one.
func statusOf(text string) (phase Phase, ok bool) {
	word := text[:min(len(text), longestStatus)]
	for _, sign := range []string{":", ".", " -", " –", " —"} {
		word, _, _ = strings.Cut(word, sign)
	}
	phase, ok = statusWords[strings.ToLower(strings.TrimSpace(word))]
	return phase, ok
}

// said makes an event of what an entry says, without its time. Of a public
// update that begins with a status word, that word alone tells the phase.
func (e *entry) said() Event {
	out := Event{Text: strings.Clone(e.text), Public: e.told || isPublic(e.lead), Apart: e.passage.Told}
	phase, ok := statusOf(e.lead)
	if !ok || !out.Public {
		phase = phaseOf(e.lead)
	}
	out.Phase = phase
	if phase == Resolved && out.Public && !ok && stillWatched.MatchString(e.text) {
		out.Phase = Mitigated
	}
	return out
}

// stillWatched matches what follows "operational" in an update that does not say
// that it is over yet.
var stillWatched = regexp.MustCompile(`(?i)\b(?:continue|continuing|keep|still|closely) (?:to )?monitor(?:ing)?\b|\bwill (?:continue to )?(?:monitor|watch)\b`)

// publicWords are what entries of a timeline say that report what customers
// were told.
var publicWords = []string{
	"status page", "statuspage", "public update", "public notice", "customers informed", "customers notified", "customers were informed",
	"customers were notified", "customers are informed", "customers are notified", "announced publicly", "announcement on",
}

// isPublic reports whether an entry of the timeline is about what was told in
// public: it says so, or begins as status pages do.
func isPublic(text string) bool {
	text = strings.ToLower(text)
	for _, w := range publicWords {
		if strings.Contains(text, w) {
			return true
		}
	}
	return strings.HasPrefix(text, "update:") || strings.HasPrefix(text, "public:")
}

// updates returns what the public was told, the oldest first.
func (f *Facts) updates() (told []*Event) {
	for k := range f.Timeline {
		if e := &f.Timeline[k]; e.Public && e.Phase != Reported && e.hasClock() {
			told = append(told, e)
		}
	}
	slices.SortStableFunc(told, func(x, y *Event) int { return x.Time.Compare(y.Time) })
	return told
}

// hasClock reports whether the moment has a day and a clock time.
func (m Moment) hasClock() bool { return !m.IsZero() && !m.DateOnly && !m.Undated }

// readTold finds what the public was told.
func (i *Incident) readTold(f *Facts) {
	told := f.updates()
	if len(told) == 0 {
		return
	}
	i.Updates = len(told)
	i.ToldFrom, i.ToldUntil = told[0].Time, told[len(told)-1].Time
	i.ToTell = between(i.Impact.Start, told[0].Moment)
	end := i.Impact.End
	known := end.hasClock() && !f.wasTold(end)
	over := resolvedAt(told)
	if over < 0 {
		i.Silence = longestSilence(told)
		if last := (Stretch{i.ToldUntil, end.Time}); known && last.Length() > i.Silence.Length() && last.Length() <= longestImpact {
			i.Silence = last // nobody said that it was over
		}
		return
	}
	i.Silence = longestSilence(told[:over+1])
	i.ToldResolved = told[over].Time
	if after := i.ToldResolved.Sub(end.Time); known && after.Abs() <= longestImpact {
		i.ToldAfter = Elapsed{Length: after, Known: true, Approximate: end.Approximate || told[over].Approximate}
	}
}

// resolvedAt returns which update said for good that it was over, -1 when none
// did.
func resolvedAt(told []*Event) int {
	at := -1
	for k := len(told) - 1; k >= 0; k-- {
		switch e := told[k]; e.Phase {
		case Resolved:
			at = k
		case NoPhase:
			if _, goesOn := statusOf(e.Text); goesOn {
				return at
			}
		default:
			return at
		}
	}
	return at
}

// longestSilence returns the longest time between two updates.
func longestSilence(told []*Event) (longest Stretch) {
	for k := 1; k < len(told); k++ {
		if s := (Stretch{told[k-1].Time, told[k].Time}); s.Length() > longest.Length() {
			longest = s
		}
	}
	return longest
}

// wasTold reports whether a moment is known from what was told alone.
func (f *Facts) wasTold(m Moment) bool {
	for k := range f.Timeline {
		if e := &f.Timeline[k]; e.Public && !m.Stated && e.Span == m.Span && e.Time.Equal(m.Time) {
			return true
		}
	}
	return false
}
