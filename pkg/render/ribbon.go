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

// ribbon returns the picture of a page's incident, nil when its window has no
// clock times.
func (r *Renderer) ribbon(p *site.Page) *ribbon {
	i := &p.Incident
	start, end := i.Impact.Start, i.Impact.End
	open := end.IsZero()
	if !clocked(start) || !open && (!clocked(end) || !i.ToResolve.Known || i.ToResolve.Length != end.Time.Sub(start.Time)) {
		return nil // a stated length may stand in for a window that cannot be
	}
	d := &ribbonDrawer{Renderer: r, page: p, incident: i, from: start.Time, to: end.Time}
	last := d.to
	if open {
		if !clocked(p.Document.Facts.Detected) && i.ToldFrom.IsZero() {
			return nil // a moment alone is no picture
		}
		last, d.to = d.from, time.Time{}
	}
	d.until = last.Add(max(3*last.Sub(d.from), 6*time.Hour))
	d.impact()
	told := d.updates()
	d.moments()
	key := "ribbon.impact"
	if told {
		key = "ribbon.impact_updates"
	}
	drawn := d.draw()
	return &ribbon{
		Caption:  r.lang.Text(key, "days", r.lang.Days(d.from, last)),
		Picture:  picture(drawn),
		Patterns: picture(chart.Defs(drawn)),
		Keys:     d.keys,
	}
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
		if e := &d.page.Document.Facts.Timeline[k]; e.Public && d.inReach(e) {
			told = append(told, e)
		}
	}
	if len(told) == 0 {
		return false
	}
	slices.SortStableFunc(told, func(x, y *rca.Event) int { return x.Time.Compare(y.Time) })
	first, last := told[0].Time, told[len(told)-1].Time
	row := chart.Row{Label: d.lang.Text("ribbon.updates_for", "duration", d.lang.Duration(last.Sub(first)))}
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
		if lengths[phase] > 0 {
			d.swatch(phaseKinds[phase].kind, phaseKinds[phase].text, lengths[phase])
		}
	}
	window := d.lang.Range(first, last)
	d.words = append(d.words, d.lang.Text("ribbon.sentence_updates", "start", window.From, "end", window.To))
	d.rows = append(d.rows, row)
	return true
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
