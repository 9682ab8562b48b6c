package rca

import "strings"

// phases are the words that tell what an entry reports, the latest phase first.
var phases = []struct {
	phase Phase
	words []string
}{
	{Resolved, []string{"resolved", "restored", "recovered", "back to normal", "back online", "fully operational", "incident closed", "outage ends"}},
	{Mitigated, []string{"mitigated", "rolled back", "rollback complete"}},
	{Identified, []string{"identified", "root cause found", "cause is found"}},
	{Investigating, []string{"investigating", "starts investigat", "started investigat", "begin investigat", "began investigat"}},
	{Detected, []string{"detected", "alerted", "alert fired", "alert triggered", "paged", "first report", "reported by", "notices", "noticed"}},
}

// doubts are words in front of those of a phase that say that it is not reached
// yet, or perhaps never: "not resolved", "could be restored".
var doubts = words("not no never cannot can't couldn't isn't wasn't weren't hasn't haven't aren't didn't could can may might should would will until till before if unless be being partially partly nothing nobody none without")

// longestDoubt is how many words before those of a phase are looked at.
const longestDoubt = 4

// phaseOf returns the phase that an entry reports. "Monitoring" is one where an
// entry begins with it, as those of status pages do.
func phaseOf(text string) Phase {
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	if behind, ok := strings.CutPrefix(text, "monitoring"); ok && (strings.Trim(behind, " ") == "" || strings.HasPrefix(behind, ":") || strings.HasPrefix(behind, " -") || strings.HasPrefix(behind, " –")) {
		return Mitigated
	}
	for _, p := range phases {
		for _, w := range p.words {
			if at := strings.Index(text, w); at >= 0 && !doubted(text[:at]) {
				return p.phase
			}
		}
	}
	return NoPhase
}

// doubted reports whether the words at the end of a text, in the same clause,
// say that what follows them is not so.
func doubted(before string) bool {
	before = before[strings.LastIndexAny(before, ".,;:!?()")+1:]
	list := strings.Fields(before[max(0, len(before)-60):])
	for _, w := range list[max(0, len(list)-longestDoubt):] {
		if doubts[w] {
			return true
		}
	}
	return false
}
