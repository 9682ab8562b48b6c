package incident

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// note adds a paragraph to the notes.
func (i *Incident) note(s string) {
	if s = strings.TrimSpace(s); s != "" {
		i.Notes = append(i.Notes, s)
	}
}

// rank takes the severity from a source that has a scale of its own. The
// source's word stays in a note.
func (i *Incident) rank(name, word string, scale map[string]string) {
	if word == "" {
		return
	}
	i.Severity = scale[strings.ToLower(word)]
	if i.Severity != word {
		i.note(name + ": " + markdownBody(oneLine(word)))
	}
}

// longestDescription is the length of the longest description that is a title
// as it stands, in runes.
const longestDescription = 160

// describe makes a title of a description. Of a long one that is the first
// sentence, and the whole is a note.
func (i *Incident) describe(s string) {
	i.Title = oneLine(s)
	if utf8.RuneCountInString(i.Title) <= longestDescription {
		return
	}
	i.Title = firstSentence(i.Title)
	i.note(markdownBody(s))
}

// firstSentence returns the first sentence of a line, or as many words of it as
// a title has room for.
func firstSentence(s string) string {
	runes := 0
	cut := 0 // behind the last word that has room
	for at, c := range s {
		if runes++; runes > longestDescription {
			break
		}
		if c != ' ' {
			continue
		}
		cut = at
		next, _ := utf8.DecodeRuneInString(s[at+1:])
		if runes > 20 && strings.ContainsRune(".!?", rune(s[at-1])) && !unicode.IsLower(next) {
			return strings.TrimRight(s[:at], ".")
		}
	}
	if cut == 0 {
		return string([]rune(s)[:longestDescription])
	}
	return strings.TrimRight(s[:cut], ",;: ") + "…"
}

// inOrder returns updates in the order of their times. One without a time stays
// behind the one that it follows.
func inOrder(list []Update) []Update {
	order := make([]int, len(list))
	times := make([]time.Time, len(list))
	for k, u := range list {
		order[k], times[k] = k, u.Time
		if u.Time.IsZero() && k > 0 {
			times[k] = times[k-1]
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return times[a].Compare(times[b]) })
	sorted := make([]Update, len(list))
	for to, from := range order {
		sorted[to] = list[from]
	}
	return sorted
}

// sortUpdates puts the updates in the order of their times.
func (i *Incident) sortUpdates() { i.Updates = inOrder(i.Updates) }

// tell takes what was told in public at one time: an update, or the report.
func (i *Incident) tell(u Update) {
	if isReport(u.Status) {
		i.reported(u.Body, u.Time)
		return
	}
	i.Updates = append(i.Updates, u)
}

// reported takes a post-mortem. Of several that differ the latest is the report;
// the others are notes.
func (i *Incident) reported(body string, at time.Time) {
	switch {
	case body == "":
	case i.Report == "", body == i.Report:
		i.Report, i.Published = body, cmp.Or(i.Published, at)
	default:
		if at.After(i.Published) {
			i.Report, body, i.Published = body, i.Report, at
		}
		i.note("An earlier post-mortem:\n\n" + body)
	}
}

// settle puts the updates in order and takes from them what the source does not
// say of the incident itself: its times, its state, and that it was planned.
func (i *Incident) settle() {
	i.sortUpdates()
	for _, u := range i.Updates {
		i.Started = cmp.Or(i.Started, u.Time)
		i.Maintenance = i.Maintenance || isPlanned(u.Status)
	}
	if k := lastResolved(i.Updates); k >= 0 {
		i.Resolved = cmp.Or(i.Resolved, i.Updates[k].Time)
	}
	for _, u := range slices.Backward(i.Updates) {
		if u.Status != "Update" { // which changes nothing
			i.Status = cmp.Or(i.Status, u.Status)
		}
	}
}

// lastResolved returns the index of the update that resolved the incident for
// good, or -1: the first that does so after it was last investigated.
func lastResolved(updates []Update) int {
	at := -1
	for k, u := range updates {
		switch {
		case u.Status == "Investigating":
			at = -1
		case (u.Status == "Resolved" || u.Status == "Completed") && at < 0:
			at = k
		}
	}
	return at
}

// unique returns names in one line, each once.
func unique(list []string) (once []string) {
	seen := map[string]bool{"": true}
	for _, name := range list {
		if name = oneLine(name); !seen[name] {
			seen[name] = true
			once = append(once, name)
		}
	}
	return once
}

// longEntry is the length from which on a text is long for an update and taken
// for a report, in runes.
const longEntry = 200

var entryHeading = regexp.MustCompile(`(?m)^ {0,3}#{1,6}[ \t]+\S|^[ \t]*\*\*[^*\n]{2,80}\*\*:?[ \t]*\r?$`)

// isLong reports whether a text is more than an update: it is long, or has
// headings.
func isLong(s string) bool {
	return utf8.RuneCountInString(s) >= longEntry || entryHeading.MatchString(s)
}
