package rca

import (
	"regexp"
	"time"
)

// Sentences that tell when an incident was noticed: "The issue was reported at
// 7:32 UTC", "at 7:38 PM PDT, our monitoring alerted us".
var (
	noticedBefore = regexp.MustCompile(`(?i)\b(?:(?:was|were) (?:first |initially )?(?:reported|detected|noticed|discovered|alerted|notified|paged)|(?:we|engineers|operators|support) (?:first )?(?:noticed|detected|discovered)|became aware)(?: [a-z'’]+){0,4} (?:at|around|about|on)? ?(?:approximately |around |about )?$`)
	noticedBehind = regexp.MustCompile(`(?i)^,? (?:our|the|an|a|we|one|engineers|support|operators)(?: [a-z-]+){0,4}? (?:(?:first )?(?:alerted|paged|noticed|detected)|(?:was|were) (?:first )?(?:alerted|notified|paged)|received (?:a|an|the|several|multiple|first)?(?: [a-z]+){0,2} ?(?:reports?|alerts?)|became aware)\b`)
)

// reach is how far from a time the words stand that say what it is the time of,
// in bytes.
const reach = 90

// noticedEarly is the longest time before an impact in which it may have been
// noticed.
const noticedEarly = time.Hour

// readDetected finds when the incident was noticed in the text, where front
// matter does not state it: the first such sentence whose time fits the impact.
func (p *Parser) readDetected(parsed *Parsed) {
	f := &parsed.Document.Facts
	if !f.Detected.IsZero() || !f.Impact.Start.hasClock() {
		return
	}
	for i := range parsed.Passages {
		passage := &parsed.Passages[i]
		if passage.Timeline {
			continue
		}
		text := passage.Block.Text.String
		for _, point := range passage.Times.Points {
			if point.Clock == nil || !noticedBefore.MatchString(text[max(0, point.Start-reach):point.Start]) && !noticedBehind.MatchString(text[point.End:min(len(text), point.End+reach)]) {
				continue
			}
			ctx := passage.Context
			if ctx.Day.Year == 0 {
				ctx.Day = dayOf(f.Impact.Start.Time)
			}
			m, ok := ctx.Moment(point)
			if !ok {
				continue
			}
			found := passage.moment(m)
			if point.Date == nil {
				found.Time = follow(found.Time, f.Impact.Start.Time)
			}
			if f.Impact.fits(found.Time) {
				f.Detected = found
				return
			}
		}
	}
}

// fits reports whether somebody can have noticed at a time what hurt customers
// in the window.
func (w Window) fits(t time.Time) bool {
	if t.Before(w.Start.Time.Add(-noticedEarly)) {
		return false
	}
	if w.End.hasClock() {
		return !t.After(w.End.Time)
	}
	return t.Sub(w.Start.Time) <= longestCourse
}
