package render

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/chart"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// ribbon is the picture of an incident: when customers were hurt, when somebody
// noticed, and what the public was told.
type ribbon struct {
	Caption  string
	Picture  template.HTML
	Patterns template.HTML // that the picture refers to
	Keys     []key
}

// key explains a part of the picture: a colour, or a number.
type key struct {
	Swatch template.HTML
	Number string
	Strong string // a length behind the text, "" where it is not known; of a number the time before it
	Text   string
}

// Numbered moments: fewer say nothing that the bars do not, more cannot be told
// apart.
const (
	fewestMarkers = 2
	mostMarkers   = 6
)

// leastUpdates is how many updates are a picture of their own.
const leastUpdates = 2

// ribbonDrawer puts a ribbon together.
type ribbonDrawer struct {
	*Renderer
	page     *site.Page
	incident *rca.Incident
	from, to time.Time // the window; to is zero when its end is not known
	until    time.Time // what is later has no place in the picture
	rows     []chart.Row
	markers  []time.Time
	keys     []key
	words    []string // sentences for those who do not see it
}

// ribbon returns the picture of a page's incident, nil when neither its window
// nor two public updates have clock times.
func (r *Renderer) ribbon(p *site.Page) *ribbon {
	d := &ribbonDrawer{Renderer: r, page: p, incident: &p.Incident}
	last, ok := d.frame()
	if !ok {
		return nil
	}
	key := "ribbon.updates"
	if clocked(p.Incident.Impact.Start) {
		d.impact()
		key = "ribbon.impact"
	}
	if told := d.updates(); told && key == "ribbon.impact" {
		key = "ribbon.impact_updates"
	}
	d.moments()
	drawn := d.draw()
	return &ribbon{
		Caption:  r.lang.Text(key, "days", r.lang.Days(d.from, last)),
		Picture:  picture(drawn),
		Patterns: picture(chart.Defs(drawn)),
		Keys:     d.keys,
	}
}

// longestTold is how long after the impact the row of updates may go on.
const longestTold = 3 * 24 * time.Hour

// frame finds the window, or the time of the updates where that is not known,
// and what has a place beside it. It returns the last moment that the caption
// names; not ok when there is nothing to draw.
func (d *ribbonDrawer) frame() (last time.Time, ok bool) {
	i := d.incident
	start, end := i.Impact.Start, i.Impact.End
	switch {
	case !clocked(start):
		d.from, d.until = i.ToldFrom, i.ToldUntil
		return i.ToldUntil, i.Updates >= leastUpdates
	case end.IsZero():
		d.from, last = start.Time, start.Time
		if after := i.ToldUntil.Sub(last); after > 0 && after <= longestTold {
			last = i.ToldUntil
		}
		ok = clocked(d.page.Document.Facts.Detected) || i.Updates > 0 // a moment alone is no picture
	default:
		d.from, d.to, last = start.Time, end.Time, end.Time
		ok = clocked(end) && i.ToResolve.Known && i.ToResolve.Length == end.Time.Sub(start.Time) // a stated length may stand in for a window that cannot be
	}
	d.until = last.Add(max(3*last.Sub(d.from), 6*time.Hour))
	if over := i.ToldResolved; over.After(d.until) && over.Sub(last) <= longestTold {
		d.until = over
	}
	return last, ok
}

// draw draws what was put together.
func (d *ribbonDrawer) draw() string {
	drawn, _ := chart.Ribbon{
		Name:  chart.Name{Label: strings.Join(d.words, " ")},
		Texts: chart.Texts{Clock: d.lang.Clock, Day: d.lang.ShortDay, Month: func(t time.Time) string { return d.lang.ShortMonthName(t.UTC().Month()) }},
		Rows:  d.rows, Markers: d.markers,
	}.SVG()
	return drawn
}

// swatch adds a colour to the key, with the time that it stands for; zero for
// one that is not known.
func (d *ribbonDrawer) swatch(kind chart.Kind, text string, length time.Duration) {
	k := key{Swatch: picture(chart.Swatch(kind)), Text: d.lang.Text(text)}
	if length > 0 {
		k.Strong = d.lang.Duration(length)
	}
	d.keys = append(d.keys, k)
}

// impact draws the window: hatched until somebody noticed, and what was watched
// after its end.
func (d *ribbonDrawer) impact() {
	facts := &d.page.Document.Facts
	row := chart.Row{Label: d.lang.Text("ribbon.affected")}
	if d.incident.ToResolve.Known && !d.to.IsZero() {
		label := "ribbon.affected_for"
		if d.incident.ToResolve.Approximate {
			label = "ribbon.affected_about"
		}
		row.Label = d.lang.Text(label, "duration", d.lang.Duration(d.incident.ToResolve.Length))
	}
	kind := chart.Impact
	if d.incident.ToResolve.Approximate {
		kind = chart.Approximate
	}
	begin := d.from
	if noticed := facts.Detected; d.incident.ToNotice.Known && d.incident.ToNotice.Length > 0 && noticed.Time.Before(d.until) {
		begin = noticed.Time
		if !d.to.IsZero() && begin.After(d.to) {
			begin = d.to
		}
		kind = chart.Impact
		row.Segments = append(row.Segments, chart.Segment{Start: d.from, End: begin, Kind: chart.Unnoticed})
		d.swatch(chart.Unnoticed, "ribbon.unnoticed", begin.Sub(d.from))
		switch {
		case d.to.IsZero():
			d.swatch(kind, "ribbon.known", 0)
		case begin.Before(d.to):
			d.swatch(kind, "ribbon.known", d.to.Sub(begin))
		}
	}
	if d.to.IsZero() || begin.Before(d.to) || begin.Equal(d.from) {
		row.Segments = append(row.Segments, chart.Segment{Start: begin, End: d.to, Kind: kind})
	}
	d.sentences(begin)
	watched := !d.to.IsZero() && d.incident.ToldFrom.IsZero() // else the row of what was told says it
	if over := facts.Resolved; watched && clocked(over) && clocked(facts.Mitigated) && over.Time.After(d.to) && over.Time.Before(d.until) {
		row.Segments = append(row.Segments, chart.Segment{Start: d.to, End: over.Time, Kind: chart.Monitoring})
		d.swatch(chart.Monitoring, "ribbon.recovery", over.Time.Sub(d.to))
	}
	d.rows = append(d.rows, row)
}

// sentences says in words what the window's row shows.
func (d *ribbonDrawer) sentences(noticed time.Time) {
	window := d.lang.Range(d.from, d.from)
	start := window.From
	if d.to.IsZero() {
		d.words = append(d.words, d.lang.Text("ribbon.sentence_open", "start", window.From))
	} else {
		window = d.lang.Range(d.from, d.to)
		message := "ribbon.sentence_affected"
		if d.incident.ToResolve.Approximate {
			message = "ribbon.sentence_affected_about"
		}
		d.words = append(d.words, d.lang.Text(message, "start", start, "end", window.To, "duration", d.lang.DurationLong(d.incident.ToResolve.Length)))
	}
	if noticed.After(d.from) {
		d.words = append(d.words, d.lang.Text("ribbon.sentence_unnoticed", "end", d.lang.Range(d.from, noticed).To))
	}
}

// phaseKinds are the colours of what the public was told, and their words.
var phaseKinds = map[rca.Phase]struct {
	kind chart.Kind
	text string
}{
	rca.Investigating: {chart.Investigating, "ribbon.investigating"},
	rca.Identified:    {chart.Identified, "ribbon.identified"},
	rca.Mitigated:     {chart.Monitoring, "ribbon.monitoring"},
	rca.Resolved:      {chart.Resolved, "ribbon.resolved"},
}

// inReach reports whether an event has a place in the picture.
func (d *ribbonDrawer) inReach(e *rca.Event) bool {
	return clocked(e.Moment) && !e.Time.Before(d.from.Add(-d.until.Sub(d.from))) && !e.Time.After(d.until)
}

// updates draws what the public was told, with a mark for each update; false
// when there was none.
func (d *ribbonDrawer) updates() bool {
	var told []*rca.Event
	for k := range d.page.Document.Facts.Timeline {
		if e := &d.page.Document.Facts.Timeline[k]; e.Public && e.Phase != rca.Reported && d.inReach(e) {
			told = append(told, e)
		}
	}
	if len(told) == 0 || len(told) < leastUpdates && !clocked(d.incident.Impact.Start) {
		return false
	}
	slices.SortStableFunc(told, func(x, y *rca.Event) int { return x.Time.Compare(y.Time) })
	first, last := told[0].Time, told[len(told)-1].Time
	row := chart.Row{Label: d.lang.Text("facts.first_notice")}
	if last.After(first) {
		row.Label = d.lang.Text("ribbon.updates_for", "duration", d.lang.Duration(last.Sub(first)))
		window := d.lang.Range(first, last)
		d.words = append(d.words, d.lang.Text("ribbon.sentence_updates", "start", window.From, "end", window.To))
	}
	d.statuses(&row, told)
	d.silence(&row, last)
	d.over(&row, last)
	d.toldSentences()
	d.rows = append(d.rows, row)
	return true
}

// statuses draws the updates in the colours of what was known.
func (d *ribbonDrawer) statuses(row *chart.Row, told []*rca.Event) {
	lengths := map[rca.Phase]time.Duration{}
	phase := rca.NoPhase
	for k, e := range told {
		row.Ticks = append(row.Ticks, e.Time)
		if _, known := phaseKinds[e.Phase]; known {
			phase = e.Phase
		}
		if k+1 == len(told) || !told[k+1].Time.After(e.Time) {
			continue
		}
		next := told[k+1].Time
		kind := chart.Investigating // grey: what was known is not said
		if known, ok := phaseKinds[phase]; ok {
			kind = known.kind
			lengths[phase] += next.Sub(e.Time)
		}
		if n := len(row.Segments); n > 0 && row.Segments[n-1].Kind == kind {
			row.Segments[n-1].End = next
		} else {
			row.Segments = append(row.Segments, chart.Segment{Start: e.Time, End: next, Kind: kind})
		}
	}
	for _, phase := range []rca.Phase{rca.Investigating, rca.Identified, rca.Mitigated, rca.Resolved} {
		if lengths[phase] > 0 && (phase != rca.Resolved || d.incident.ToldResolved.IsZero()) {
			d.swatch(phaseKinds[phase].kind, phaseKinds[phase].text, lengths[phase])
		}
	}
}

// over marks when it was told that it was over, on the row of updates, the last
// of which was at a moment.
func (d *ribbonDrawer) over(row *chart.Row, last time.Time) {
	at := d.incident.ToldResolved
	if at.IsZero() || at.After(last) {
		return
	}
	row.Segments = append(row.Segments, chart.Segment{Start: at, End: at, Kind: chart.Resolved})
	k := key{Swatch: picture(chart.Swatch(chart.Resolved)), Text: d.lang.Text("facts.told_resolved")}
	if d.incident.ToldAfter.Known {
		k.Strong = d.afterEnd(d.incident.ToldAfter, d.lang.Duration)
	}
	d.keys = append(d.keys, k)
}

// toldSentences says in words what the row of updates shows.
func (d *ribbonDrawer) toldSentences() {
	for _, f := range d.told(d.incident, d.lang.DurationLong) {
		if f.when != "" {
			d.words = append(d.words, d.lang.Text("ribbon.sentence_told_at", "name", f.name, "text", f.text, "time", f.when))
		} else {
			d.words = append(d.words, d.lang.Text("ribbon.sentence_told", "name", f.name, "text", f.text))
		}
	}
}

// silence marks the longest time without a word on the row of updates, the
// last of which was at a moment.
func (d *ribbonDrawer) silence(row *chart.Row, last time.Time) {
	s := d.incident.Silence
	if d.incident.Updates < leastSilent || s.From.Before(row.Ticks[0]) || s.From.After(last) || s.To.After(d.until) {
		return
	}
	if s.To.After(last) { // what was told last held on
		kind := chart.Investigating
		if n := len(row.Segments); n > 0 {
			kind = row.Segments[n-1].Kind
		}
		row.Segments = append(row.Segments, chart.Segment{Start: last, End: s.To, Kind: kind})
	}
	row.Segments = append(row.Segments, chart.Segment{Start: s.From, End: s.To, Kind: chart.Silence})
	d.swatch(chart.Silence, "facts.silence", s.Length())
}

// moments numbers the turning points of the timeline that were not told in
// public, where there are few enough of them.
func (d *ribbonDrawer) moments() {
	var turns []*rca.Event
	before := rca.NoPhase
	for k := range d.page.Document.Facts.Timeline {
		e := &d.page.Document.Facts.Timeline[k]
		if e.Phase == rca.NoPhase || e.Phase == before || e.Public || !d.inReach(e) {
			continue
		}
		before = e.Phase
		turns = append(turns, e)
	}
	if len(turns) < fewestMarkers || len(turns) > mostMarkers {
		return
	}
	slices.SortStableFunc(turns, func(x, y *rca.Event) int { return x.Time.Compare(y.Time) })
	for n, e := range turns {
		d.markers = append(d.markers, e.Time)
		when := d.lang.Clock(e.Time)
		if !midnight(e.Time.UTC()).Equal(midnight(d.from.UTC())) {
			when = d.lang.Range(d.from, e.Time).To
		}
		d.keys = append(d.keys, key{Number: strconv.Itoa(n + 1), Strong: strings.TrimSuffix(when, "\u00a0UTC"), Text: short(e.Text)})
	}
}

// longestKey bounds the text of a numbered moment, in bytes.
const longestKey = 100

// short returns a text, or its beginning up to a word's end.
func short(text string) string {
	if len(text) <= longestKey {
		return text
	}
	end := longestKey
	for !utf8.RuneStart(text[end]) {
		end--
	}
	if space := strings.LastIndexByte(text[:end], ' '); space > longestKey/2 {
		end = space
	}
	return text[:end] + " …"
}
