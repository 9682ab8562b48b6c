package check

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// unclear matches a whole word that looks like a clock time and is none.
var unclear = regexp.MustCompile(`^(?:(?:[01][0-9]|2[0-3])h[0-5][0-9]|(?:2[4-9]|[3-9][0-9]):[0-5][0-9]|[0-2]?[0-9]:[6-9][0-9])$`)

// leadsToTime are the words behind which a clock time is expected, and zones
// are what follows one.
var (
	leadsToTime  = regexp.MustCompile(`(?i)\b(?:at|from|until|till|around|since|between|by)\s+~?$`)
	followedZone = regexp.MustCompile(`^\s?(?:UTC|GMT|CES?T|[PECM][SD]?T|BST)\b`)
)

func unparsableTime(p *DocumentPass) {
	for k := range p.Passages {
		at := &p.Passages[k]
		text := at.Block.Text.String
		for i := 1; i+1 < len(text); i++ {
			if text[i] != ':' && text[i] != 'h' || !isDigit(text[i-1]) || !isDigit(text[i+1]) {
				continue
			}
			start, end := i, i
			for start > 0 && isDigit(text[start-1]) {
				start--
			}
			for end++; end < len(text) && isDigit(text[end]); {
				end++
			}
			words := text[start:end]
			alone := (start == 0 || !isWordByte(text[start-1]) && text[start-1] != ':') && (end == len(text) || !isWordByte(text[end]) && text[end] != ':')
			if !alone || !unclear.MatchString(words) ||
				!leadsToTime.MatchString(text[max(0, start-10):start]) && !followedZone.MatchString(text[end:]) {
				continue
			}
			d := diag.Diagnostic{
				Message: fmt.Sprintf("cannot read `%s` as a time of day", words),
				Span:    at.Block.Text.Span(start, end),
				Label:   "left out of the timeline and the figures",
				Help:    []string{"write hours 00 to 23 and minutes 00 to 59, as in `14:16 UTC`"},
			}
			if text[i] == 'h' {
				meant := strings.Replace(words, "h", ":", 1)
				d.Help = []string{fmt.Sprintf("write `%s`", meant)}
				d.Fix = diag.UnsafeFix("write `"+meant+"`", diag.Replace(d.Span, meant))
			}
			p.Report(d)
		}
	}
}

func noZone(p *DocumentPass) {
	if p.Config.States("timezone") {
		return
	}
	var first *diag.Diagnostic
	others, named := 0, false
	clocks(p, func(at *rca.Passage, i int) {
		c := at.Times.Points[i].Clock
		if named = named || c.Zone.Name != "" || at.Stated; named {
			return
		}
		if first != nil {
			others++
			return
		}
		first = &diag.Diagnostic{
			Message: fmt.Sprintf("`%s` has no time zone", oneLine(at.Block.Text.String[c.Start:c.End])),
			Span:    at.Block.Text.Span(c.Start, c.End),
			Label:   "where?",
			Help:    []string{"write the zone behind it, or once for all times (`All times UTC.`) above the timeline", "or set `timezone` in rcagen.yaml for the whole site"},
		}
	})
	if first != nil && !named {
		first.Notes = more(others, "time")
		p.Report(*first)
	}
}

// zoned is a clock time with a zone of its own, or one that its section states.
type zoned struct {
	passage *rca.Passage
	point   temporal.Point
	offset  int // seconds east of UTC
	name    string
}

// zonedClocks returns the clock times whose offset from UTC is certain.
func zonedClocks(p *DocumentPass) (list []zoned) {
	clocks(p, func(at *rca.Passage, i int) {
		point := at.Times.Points[i]
		m, ok := at.Context.Moment(point)
		if !ok || !m.Zoned && !at.Stated {
			return
		}
		name := point.Clock.Zone.Name
		zone, offset := m.Time.Zone()
		if name == "" {
			name = zone
		}
		list = append(list, zoned{at, point, offset, name})
	})
	return list
}

func mixedZones(p *DocumentPass) {
	list := zonedClocks(p)
	for i, z := range list {
		first := list[0]
		if z.offset == first.offset || z.name == first.name || besideAnother(list, i) || inBrackets(z) || temporal.SamePlace(z.name, first.name) {
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("times in %s and in %s on one page", first.name, z.name),
			Span:    z.passage.Block.Text.Span(z.point.Clock.Start, z.point.Clock.End),
			Label:   fmt.Sprintf("%s, %s %s", z.name, showLength(time.Duration(z.offset-first.offset)*time.Second), aheadOr(z.offset-first.offset)),
			Related: []diag.Related{{Path: p.Document.File, Span: first.passage.Block.Text.Span(first.point.Clock.Start, first.point.Clock.End), Label: first.name}},
			Help:    []string{"use one zone, and add the other in brackets where it helps"},
		})
		return
	}
}

func aheadOr(seconds int) string {
	if seconds > 0 {
		return "ahead"
	}
	return "behind"
}

// besideAnother reports whether the i-th time repeats the one before or behind
// it in another zone: "10:00 UTC (12:00 CEST)", "10:00 UTC / 12:00 CEST".
func besideAnother(list []zoned, i int) bool {
	return i > 0 && sideBySide(list[i-1], list[i]) || i+1 < len(list) && sideBySide(list[i], list[i+1])
}

// inBrackets reports whether a time stands in brackets, as one does that
// repeats the text before it in another zone.
func inBrackets(z zoned) bool {
	before := z.passage.Block.Text.String[:z.point.Start]
	return strings.LastIndexByte(before, '(') > strings.LastIndexByte(before, ')')
}

func sideBySide(a, b zoned) bool {
	if a.passage != b.passage || a.name == b.name {
		return false
	}
	gap := a.passage.Block.Text.String[a.point.End:b.point.Start]
	gap = strings.TrimSpace(strings.NewReplacer("(", "", "[", "", "/", "", "=", "", "i.e.", "", "or", "", ",", "", "~", "").Replace(gap))
	return gap == "" && b.point.Start-a.point.End <= 8
}

func conversionMismatch(p *DocumentPass) {
	list := zonedClocks(p)
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if !sideBySide(a, b) || b.point.Date != nil && a.point.Date != nil && b.point.Date.Day != a.point.Date.Day {
			continue
		}
		minutes := func(z zoned) int {
			return z.point.Clock.Hour24()*60 + z.point.Clock.Minute - z.offset/60
		}
		apart := ((minutes(b)-minutes(a))%1440 + 1440) % 1440
		if apart > 720 {
			apart = 1440 - apart
		}
		if apart <= 1 {
			continue
		}
		text := a.passage.Block.Text
		words := func(z zoned) string { return oneLine(text.String[z.point.Clock.Start:z.point.Clock.End]) }
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` and `%s` are not the same moment", withZone(words(a), a.name), withZone(words(b), b.name)),
			Span:    text.Span(b.point.Clock.Start, b.point.Clock.End),
			Label:   showLength(time.Duration(apart)*time.Minute) + " away from the time beside it",
			Related: []diag.Related{{Path: p.Document.File, Span: text.Span(a.point.Clock.Start, a.point.Clock.End), Label: "this is " + utc(minutes(a)) + " UTC"}},
			Help:    []string{"convert again: one of the times or its zone is wrong"},
		})
	}
}

func withZone(words, zone string) string {
	if strings.Contains(words, zone) {
		return words
	}
	return words + " " + zone
}

// utc writes minutes of a day as a clock time.
func utc(minutes int) string {
	minutes = (minutes%1440 + 1440) % 1440
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

func ambiguousZone(p *DocumentPass) {
	reported := map[string]bool{}
	report := func(at *rca.Passage, z temporal.Zone) {
		if z.Meanings() == "" || reported[z.Name] {
			return
		}
		reported[z.Name] = true
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` may be the time of %s", z.Name, z.Meanings()),
			Span:    at.Block.Text.Span(z.Start, z.End),
			Label:   "which one?",
			Help:    []string{"write an offset such as `+05:30`, or UTC"},
		})
	}
	for k := range p.Passages {
		report(&p.Passages[k], p.Passages[k].Times.Zone)
	}
	clocks(p, func(at *rca.Passage, i int) { report(at, at.Times.Points[i].Clock.Zone) })
}

// zoneOutOfSeason reports an abbreviation once, at its first wrong use.
func zoneOutOfSeason(p *DocumentPass) {
	var found []*diag.Diagnostic
	reported := map[string]*diag.Diagnostic{}
	report := func(at *rca.Passage, z temporal.Zone, day temporal.Date) {
		if day.Year == 0 || day.Impossible || day.Ambiguous && p.Order == "" {
			return
		}
		noon := time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, time.UTC)
		other := temporal.OutOfSeason(z.Name, noon)
		if other == "" {
			return
		}
		span := at.Block.Text.Span(z.Start, z.End)
		if d := reported[z.Name]; d != nil {
			d.Fix.Edits = append(d.Fix.Edits, diag.Replace(span, other))
			return
		}
		d := &diag.Diagnostic{
			Message: fmt.Sprintf("`%s` is not in force on %s; `%s` is", z.Name, noon.Format("2 January 2006"), other),
			Span:    span,
			Label:   "an hour away from the clock on the wall",
			Help:    []string{fmt.Sprintf("write `%s` if the clock on the wall is meant, or convert to UTC", other)},
			Fix:     diag.UnsafeFix("write `"+other+"`", diag.Replace(span, other)),
		}
		reported[z.Name] = d
		found = append(found, d)
	}
	for k := range p.Passages {
		at := &p.Passages[k]
		day := at.Context.Day
		for _, point := range at.Times.Points {
			if point.Date != nil {
				day = *point.Date
			}
			if point.Clock != nil {
				report(at, point.Clock.Zone, day)
			}
		}
		day = at.Context.Day
		if points := at.Times.Points; len(points) > 0 && points[0].Date != nil {
			day = *points[0].Date // "Timeline (all times PST) 07/27/2023 - 07/31/2023"
		}
		report(at, at.Times.Zone, day)
	}
	for _, d := range found {
		slices.SortFunc(d.Fix.Edits, func(a, b diag.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
		d.Fix.Edits = slices.Compact(d.Fix.Edits) // a zone that is all of a cell is stated and used
		p.Report(*d)
	}
}

func nonexistentLocal(p *DocumentPass) {
	clocks(p, func(at *rca.Passage, i int) {
		point := at.Times.Points[i]
		m, ok := at.Context.Moment(point)
		if !ok || point.Date == nil || point.Date.Ambiguous && p.Order == "" || !m.Zoned && !at.Stated && !p.Config.States("timezone") {
			return
		}
		d, c := point.Date, point.Clock
		if !temporal.Gap(d.Year, d.Month, d.Day, *c, m.Time.Location()) {
			return
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("%02d:%02d on %04d-%02d-%02d does not exist in %s", c.Hour24(), c.Minute, d.Year, d.Month, d.Day, m.Time.Location()),
			Span:    at.Block.Text.Span(point.Start, point.End),
			Label:   "the clocks went forward over this time",
			Help:    []string{"look at the source of the time and write it in UTC"},
		})
	})
}

func noHalf(p *DocumentPass) {
	var with *diag.Related
	var without *diag.Diagnostic
	others, on24 := 0, false
	halved := map[string]bool{} // zones in which times are written with it
	clocks(p, func(at *rca.Passage, i int) {
		if c := at.Times.Points[i].Clock; c.Half != 0 {
			halved[c.Zone.Name] = true
		}
	})
	clocks(p, func(at *rca.Passage, i int) {
		c := at.Times.Points[i].Clock
		on24 = on24 || c.Half == 0 && (c.Hour > 12 || c.Hour == 0)
		words := oneLine(at.Block.Text.String[c.Start:c.End])
		span := at.Block.Text.Span(c.Start, c.End)
		switch {
		case c.Half != 0:
			if with == nil {
				with = &diag.Related{Path: p.Document.File, Span: span, Label: "with am or pm"}
			}
		case c.Hour < 1 || c.Hour > 12 || words[0] == '0' || c.Second > 0 || sharesHalf(at, i):
		case c.Zone.Name != "" && !halved[c.Zone.Name] && !halved[""]: // "11:00 UTC (3:00 AM PST)"
		case without == nil:
			without = &diag.Diagnostic{
				Message: fmt.Sprintf("`%s`: am or pm?", words),
				Span:    span, Label: "other times of this document say it",
				Help: []string{"add am or pm, or write all times on 24 hours"},
			}
		default:
			others++
		}
	})
	if with != nil && without != nil && !on24 {
		without.Related = []diag.Related{*with}
		without.Notes = more(others, "time")
		p.Report(*without)
	}
}

// sharesHalf reports whether the i-th time is the start of a range whose end
// says am or pm for both: "7:38 to 7:52 PM".
func sharesHalf(at *rca.Passage, i int) bool {
	points := at.Times.Points
	return i+1 < len(points) && points[i+1].Clock != nil && points[i+1].Clock.Half != 0 && points[i+1].Start-points[i].End <= 8
}
