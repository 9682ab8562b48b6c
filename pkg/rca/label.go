package rca

import (
	"strings"

	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// Labels of the ends of the impact, in a table or in front of a colon.
var (
	startLabels = labelSet("start, started, started at, start time, start date, began, beginning, impact start, incident start, start of impact, start of incident, outage start")
	endLabels   = labelSet("end, ended, ended at, end time, end date, impact end, incident end, end of impact, end of incident, outage end")
)

func labelSet(list string) map[string]bool {
	set := map[string]bool{}
	for label := range strings.SplitSeq(list, ", ") {
		set[label] = true
	}
	return set
}

// completeByLabels takes the ends of the impact that no sentence gives from
// labels: a table's cell "End" with a time in the next one, or "End: 09:50 UTC".
func (p *Parsed) completeByLabels() {
	label := "" // of the cell before
	for i := range p.Passages {
		passage := &p.Passages[i]
		text := passage.Block.Text.String
		switch {
		case passage.Timeline:
		case passage.Block.Kind == markdown.TableCell:
			p.complete(label, passage, 0)
			if label = ""; len(text) <= longestLabel {
				label = NormalizeHeading(text)
			}
		case passage.Block.Kind == markdown.Paragraph:
			if at := strings.IndexByte(text, ':'); at > 0 && at <= longestLabel {
				p.complete(NormalizeHeading(text[:at]), passage, at+1)
			}
		}
	}
}

// longestLabel bounds a label, in bytes.
const longestLabel = 24

// complete takes the time that stands behind a label, at an offset of the
// passage, for the end of the impact that the label names.
func (p *Parsed) complete(label string, at *Passage, offset int) {
	var end *Moment
	switch {
	case startLabels[label]:
		end = &p.Impact.Start
	case endLabels[label]:
		end = &p.Impact.End
	}
	if end == nil || !end.IsZero() {
		return
	}
	for _, point := range at.Times.Points {
		if point.Start < offset || !leads(at.Block.Text.String[offset:], point.Start-offset) {
			continue
		}
		if m, ok := at.Context.Moment(point); ok && !p.reversed(end, m) {
			m.Approximate = point.Clock != nil && point.Clock.Approximate
			*end = at.moment(m)
		}
		return
	}
}

// reversed reports whether an end without a day of its own would lie before
// the start: on which day it is, is not said then.
func (p *Parsed) reversed(end *Moment, m temporal.Moment) bool {
	return end == &p.Impact.End && m.Inherited && !p.Impact.Start.IsZero() && m.Time.Before(p.Impact.Start.Time)
}
