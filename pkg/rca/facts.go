package rca

import (
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// readFacts fills in what the document says about its incident: first what
// front matter states, then what the text says beyond that.
func (p *Parser) readFacts(parsed *Parsed) {
	d := parsed.Document
	f := &d.Facts
	f.Impact.Start = p.stated(d, "started", d.Meta.Started)
	f.Detected = p.stated(d, "detected", d.Meta.Detected)
	f.Mitigated = p.stated(d, "mitigated", d.Meta.Mitigated)
	f.Resolved = p.stated(d, "resolved", d.Meta.Resolved)
	f.Published = p.stated(d, "published", d.Meta.Published)
	f.Impact.End = f.Mitigated
	p.readImpact(parsed)
	f.Durations = readDurations(parsed)
	f.Timeline = p.readTimeline(parsed)
	f.momentsOfTimeline()
	p.readDetected(parsed)
	p.readProvider(parsed)
	readTracking(parsed)
	p.readRegions(parsed)
	if d.Date.IsZero() {
		d.dateFromTimeline()
	}
}

// dateFromTimeline takes the first day of the timeline for that of the
// incident, where nothing else says when it was.
func (d *Document) dateFromTimeline() {
	for _, e := range d.Facts.Timeline {
		if !e.Undated && !e.Time.IsZero() && (d.Date.IsZero() || e.Time.Before(d.Date)) {
			d.setDate(temporal.Moment{Time: e.Time, DateOnly: e.DateOnly})
		}
	}
}

// stated returns the moment that a key of front matter states.
func (p *Parser) stated(d *Document, key, value string) Moment {
	m, ok := temporal.ParseStamp(value, p.config.Timezone)
	if !ok {
		return Moment{}
	}
	return Moment{
		Time: m.Time, DateOnly: m.DateOnly, Zoned: m.Zoned || m.DateOnly,
		Evidence: Evidence{Span: d.Keys[key], Stated: true},
	}
}

// readImpact finds the impact window in the text about the impact, and takes
// from it what front matter does not state.
func (p *Parser) readImpact(parsed *Parsed) {
	lead := map[*markdown.Block]bool{}
	for _, b := range parsed.Document.impact(parsed.Body, p.known.impact) {
		lead[b] = true
	}
	for i := range parsed.Passages {
		passage := &parsed.Passages[i]
		if !lead[passage.Block] || passage.Timeline { // an entry is not when it all began
			continue
		}
		ctx := passage.Context
		ctx.Day, ctx.Near = temporal.Date{}, temporal.Date{} // a window without a day of its own is none
		if start, end, ok := temporal.Window(passage.Block.Text.String, ctx); ok {
			end = lastOf(passage.Block.Text.String, ctx, end)
			parsed.Impact = Window{Start: passage.moment(start), End: passage.moment(end)}
			break
		}
		if temporal.Unclear(passage.Block.Text.String) {
			break // it is there and cannot be read; what comes after it is about something else
		}
	}
	parsed.completeByLabels()
	f := &parsed.Document.Facts
	switch read := parsed.Impact.Start; {
	case !f.Impact.Start.Stated:
		f.Impact.Start = read
	case read.Time.Equal(f.Impact.Start.Time) && !f.Impact.Start.DateOnly:
		f.Impact.Start.Approximate = read.Approximate // front matter has no word for "about"
	}
	if !f.Impact.End.Stated {
		f.Impact.End = parsed.Impact.End
	}
}

// lastOf returns the end of the last of several windows that a sentence lists,
// the first of which ends at the moment given: "from 10:00 to 10:30 and from
// 12:00 to 12:15 UTC".
func lastOf(text string, ctx temporal.Context, end temporal.Moment) temporal.Moment {
	for _, r := range temporal.Ranges(text, ctx) {
		if r.From.Start <= end.End || r.From.Start-end.End > len(", and then again from ") {
			continue
		}
		between := strings.Trim(strings.ToLower(text[end.End:r.From.Start]), " ,\n")
		for _, word := range strings.Fields(between) {
			if !listing[strings.Trim(word, ",")] {
				return end
			}
		}
		end = r.To
	}
	return end
}

// listing are the words between the windows of a list.
var listing = map[string]bool{"and": true, "then": true, "again": true, "from": true, "between": true, "on": true}

// moment returns a moment that was read from the passage; the zero moment
// stays zero.
func (p *Passage) moment(m temporal.Moment) Moment {
	if m.Time.IsZero() {
		return Moment{}
	}
	return Moment{
		Time: m.Time, DateOnly: m.DateOnly, Zoned: m.Zoned || p.Stated,
		Approximate: m.Approximate || p.Times.Approximate, Inherited: m.Inherited, Ambiguous: m.Ambiguous,
		Evidence: p.evidence(m.Start, m.End),
	}
}

// evidence quotes the bytes from start to end of the passage's text.
func (p *Passage) evidence(start, end int) Evidence {
	if s := sentence(p.Block.Text.String, start, end); s != p.quoted {
		p.quoted = strings.Clone(s)
	}
	return Evidence{Span: p.Block.Text.Span(start, end), Sentence: p.quoted}
}

// Words beside a length of time that make it a length of the incident. Any
// other length may be that of anything: a timeout, an interval, a single step.
var (
	lengthBefore = []string{"lasted", "lasting", "duration", "downtime of", "outage of", "down for", "unavailable for", "offline for", "unreachable for",
		"disrupted for", "impacted for", "affected for", "degraded for", "total of", "window of", "interruption of", "disruption of", "incident of"}
	lengthBehind = []string{"of downtime", "of outage", "of impact", "of degraded", "of degradation", "of disruption", "of errors", "of unavailability", "with errors",
		"outage", "downtime", "disruption", "interruption", "of service disruption", "of service interruption"}
	lengthLabels = map[string]Measure{
		"duration": TimeOfImpact, "total duration": TimeOfImpact, "impact duration": TimeOfImpact, "incident duration": TimeOfImpact, "duration of impact": TimeOfImpact,
		"total impact duration": TimeOfImpact, "outage duration": TimeOfImpact, "downtime": TimeOfImpact, "total downtime": TimeOfImpact,
		"time to detection": TimeToDetect, "time to detect": TimeToDetect, "ttd": TimeToDetect,
		"time to recovery": TimeToRecover, "time to recover": TimeToRecover, "time to repair": TimeToRecover, "time to resolve": TimeToRecover,
		"time to resolution": TimeToRecover, "time to mitigate": TimeToRecover, "time to mitigation": TimeToRecover, "time to restore": TimeToRecover, "ttr": TimeToRecover,
	}
)

// readDurations finds the stated lengths of the incident. Lengths in the
// timeline are those of steps.
func readDurations(parsed *Parsed) (list []Length) {
	var label Measure // a table cell or heading before this passage says that a length follows
	for i := range parsed.Passages {
		passage := &parsed.Passages[i]
		text := passage.Block.Text.String
		for _, d := range passage.Times.Durations {
			of := measure(text, d)
			if of == "" && d.Start <= len("about ~") && d.End+2 >= len(text) {
				of = label
			}
			if of != "" && !passage.Timeline && !d.Offset {
				list = append(list, Length{
					Of: of, Shortest: d.Length, Longest: d.Longest, Bound: d.Bound,
					Approximate: d.Approximate || passage.Times.Approximate,
					Evidence:    passage.evidence(d.Start, d.End),
				})
			}
		}
		label = ""
		if passage.Block.Kind == markdown.TableCell || passage.Block.Kind == markdown.Heading {
			label = measureOf(text)
		}
	}
	return list
}

// measureOf returns what a label says that the length behind it measures.
func measureOf(text string) Measure {
	if len(text) > 40 {
		return ""
	}
	return lengthLabels[strings.TrimPrefix(NormalizeHeading(text), "the ")]
}

// looseWords may stand between a length and the word that says what it is.
var looseWords = []string{" a", " an", " the", " about", " around", " approximately", " roughly", " almost", " nearly", " over", " only", " more than", " less than",
	" at least", " up to", " under", " some", " of", " for", " was", " is"}

// measure returns what the words around a length say that it measures.
func measure(text string, d temporal.Duration) Measure {
	before := strings.ToLower(text[max(0, d.Start-60):d.Start])
	for cut := true; cut; {
		before = strings.TrimRight(before, " \t\n(~≈>:*_")
		cut = false
		for _, w := range looseWords {
			if rest, ok := strings.CutSuffix(before, w); ok && !endsWithAny(before, lengthBefore) {
				before, cut = rest, true
			}
		}
	}
	if line := strings.LastIndexAny(before, "\n.;|") + 1; measureOf(before[line:]) != "" {
		return measureOf(before[line:])
	}
	if frequency(text[d.End:min(len(text), d.End+12)]) {
		return "" // "a downtime of 43 minutes per month" is allowed
	}
	if d.Bound == temporal.AtMost {
		return "" // "up to 20 minutes of errors" is what one customer saw
	}
	if endsWithAny(before, lengthBefore) {
		return TimeOfImpact
	}
	behind := strings.TrimLeft(strings.ToLower(text[d.End:min(len(text), d.End+40)]), " -\n")
	for _, long := range []string{"long ", "total "} {
		behind = strings.TrimPrefix(behind, long)
	}
	for _, w := range lengthBehind {
		if strings.HasPrefix(behind, w) {
			return TimeOfImpact
		}
	}
	return ""
}

// frequency reports whether a text begins with how often something may be.
func frequency(text string) bool {
	text = strings.ToLower(strings.TrimLeft(text, " "))
	for _, often := range []string{"per ", "a month", "a year", "each ", "every "} {
		if strings.HasPrefix(text, often) {
			return true
		}
	}
	return false
}

func endsWithAny(text string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(text, w) {
			return true
		}
	}
	return false
}

// IsZero reports whether the moment is not known.
func (m Moment) IsZero() bool { return m.Time.IsZero() && m.Span == (diag.Span{}) }
