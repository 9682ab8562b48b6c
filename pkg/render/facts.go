package render

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// fact is one entry of the facts.
type fact struct {
	Name   string
	Wide   bool
	When   *stretch
	Values []link // without an address where none leads anywhere; none of them and no When: nobody stated it
	Notes  []string
	Origin *origin // nil when front matter states it
}

// stretch is a stretch of time, or its start alone.
type stretch struct {
	From  instant
	To    *instant
	Local string // both in UTC as ISO 8601, for the reader's own time; "" for days
	Long  bool   // they are on different days: the reader's own time takes two lines on a phone
}

// instant is a moment, or a day.
type instant struct {
	ISO, Text string
	Lead      string // what stands between it and the moment before
}

// origin says where a fact was read that front matter does not state.
type origin struct {
	Text       string
	InText     bool   // otherwise in the title, which needs no link
	Section    string // id of the heading above; "" for none
	Start, End string // the first and the last words of the sentence; End is "" where Start is all of it
}

// facts returns what is known of the incident. The six that everybody asks for
// are there in any case.
func (r *Renderer) facts(p *site.Page, root string) []*fact {
	d, i := p.Document, &p.Incident
	list := []*fact{r.windowFact(d, i), r.durationFact(d, i)}
	if i.ToNotice.Known {
		list = append(list, &fact{
			Name: r.lang.Text("facts.time_to_notice"), Values: []link{{Label: r.elapsed(i.ToNotice)}},
			Origin: r.origin(d, d.Facts.Detected.Evidence),
		})
	}
	services := &fact{Name: r.lang.Count("facts.services", len(i.Services)), Values: r.facetLinks(site.Services, i.Services, root)}
	if len(i.Services) > 0 && len(d.Meta.Services) == 0 {
		services.Origin = r.fromTitle()
	}
	regions := &fact{Name: r.lang.Count("facts.regions", len(i.Regions)), Values: r.facetLinks(site.Regions, i.Regions, root)}
	switch {
	case len(i.Regions) == 0 || len(d.Meta.Regions) > 0:
	case i.Regions[0] == d.Region:
		regions.Origin = r.fromTitle()
	default:
		regions.Origin = r.origin(d, d.Facts.Regions[0].Evidence)
	}
	provider := &fact{Name: r.lang.Text("facts.provider")}
	if i.Provider != "" {
		provider.Values = r.facetLinks(site.Providers, []string{i.Provider}, root)
		if d.Meta.Provider == "" {
			provider.Origin = r.origin(d, d.Facts.Provider.Evidence)
		}
	}
	noticed := &fact{Name: r.lang.Text("facts.noticed_by")}
	if by := d.Meta.NoticedBy; by != "" {
		noticed.Values = []link{{Label: by}}
	}
	return append(list, services, regions, provider, noticed)
}

// windowFact says when customers were hurt.
func (r *Renderer) windowFact(d *rca.Document, i *rca.Incident) *fact {
	f := &fact{Name: r.lang.Text("facts.impact_window"), Wide: true}
	start, end := i.Impact.Start, i.Impact.End
	if start.IsZero() || start.Undated {
		return f
	}
	if end.Undated {
		end = rca.Moment{}
	}
	f.When = r.stretch(start, end)
	note := func(key string, args ...any) { f.Notes = append(f.Notes, r.lang.Text(key, args...)) }
	state := r.status(i.Status)
	switch {
	case end.IsZero() && state != nil && !state.Done:
		note("facts.ongoing")
	case end.IsZero():
		note("facts.end_not_stated")
	}
	if start.Approximate || end.Approximate {
		note("facts.approximate")
	}
	if start.DateOnly {
		note("facts.day_only")
	}
	if start.Ambiguous || end.Ambiguous {
		note("facts.ambiguous")
	}
	if !start.DateOnly {
		if written := r.asWritten(start, end); written != "" {
			note("facts.written", "time", written)
		}
		if !start.Zoned {
			name, _ := start.Time.Zone()
			note("facts.zone_assumed", "zone", name)
		}
	}
	if f.Origin = r.origin(d, start.Evidence); f.Origin == nil {
		f.Origin = r.origin(d, end.Evidence)
	}
	return f
}

// stretch returns the time from one moment to another, which may be unknown.
func (r *Renderer) stretch(start, end rca.Moment) *stretch {
	switch {
	case end.IsZero():
		s := &stretch{From: r.instant(start)}
		if !start.DateOnly {
			s.Local = s.From.ISO
		}
		return s
	case start.DateOnly:
		last := end.Time
		if !end.DateOnly {
			last = last.UTC()
		}
		return &stretch{From: instant{ISO: start.Time.Format(time.DateOnly), Text: r.lang.Days(midnight(start.Time), midnight(last))}}
	}
	from, to := r.instant(start), r.instant(end)
	words := r.lang.Range(start.Time, end.Time)
	to.Lead = words.Between
	s := &stretch{From: from, To: &to}
	if !end.DateOnly {
		s.From.Text, s.To.Text, s.Local = words.From, words.To, from.ISO+"/"+to.ISO
		s.Long = from.ISO[:len(time.DateOnly)] != to.ISO[:len(time.DateOnly)]
	}
	return s
}

// isoMinute is a moment in UTC as the time element has it.
const isoMinute = "2006-01-02T15:04Z"

// instant returns one moment, in UTC, or one day.
func (r *Renderer) instant(m rca.Moment) instant {
	if m.DateOnly {
		return instant{ISO: m.Time.Format(time.DateOnly), Text: r.lang.Day(midnight(m.Time))}
	}
	return instant{ISO: m.Time.UTC().Format(isoMinute), Text: r.lang.Moment(m.Time) + "\u00a0UTC"}
}

// midnight returns the midnight of a moment's day, in UTC: a day is the same in
// every zone.
func midnight(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	year, month, date := t.Date()
	return time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
}

// asWritten returns the times of a window in the zone that they were written
// in, "" when that is UTC.
func (r *Renderer) asWritten(start, end rca.Moment) string {
	name, offset := start.Time.Zone()
	if offset == 0 {
		return ""
	}
	wall := func(t time.Time) time.Time {
		_, offset := t.Zone()
		return t.UTC().Add(time.Duration(offset) * time.Second)
	}
	if name == "" || name[0] == '+' || name[0] == '-' {
		name = "UTC" + start.Time.Format("-07:00")
	}
	if end.IsZero() || end.DateOnly {
		return r.lang.Moment(wall(start.Time)) + "\u00a0" + name
	}
	return strings.TrimSuffix(r.lang.Range(wall(start.Time), wall(end.Time)).String(), "UTC") + name
}

// clocked reports whether a moment has a day and a clock time.
func clocked(m rca.Moment) bool { return !m.IsZero() && !m.DateOnly && !m.Undated }

// durationFact says how long customers were hurt: by the window, else as the
// text states it.
func (r *Renderer) durationFact(d *rca.Document, i *rca.Incident) *fact {
	f := &fact{Name: r.lang.Text("facts.duration")}
	window := i.Impact
	switch {
	case clocked(window.Start) && clocked(window.End) && i.ToResolve.Known:
		f.Values = []link{{Label: r.elapsed(i.ToResolve)}}
		f.Notes = r.otherLengths(d, i) // where it was read stands at the window
	case i.Stated.Shortest > 0:
		f.Values = []link{{Label: r.length(i.Stated)}}
		f.Origin = r.origin(d, i.Stated.Evidence)
	}
	return f
}

// otherLengths says what else counts from the start of an impact whose length
// is known.
func (r *Renderer) otherLengths(d *rca.Document, i *rca.Incident) (notes []string) {
	if resolved := d.Facts.Resolved; clocked(resolved) && clocked(d.Facts.Mitigated) && resolved.Time.After(i.Impact.End.Time) {
		notes = append(notes, r.lang.Text("facts.after", "event", r.lang.Text("status.resolved"), "duration", r.lang.Duration(resolved.Time.Sub(i.Impact.Start.Time))))
	}
	if told := toldFor(i); told > 0 {
		notes = append(notes, r.lang.Text("facts.status_page_duration", "duration", r.lang.Duration(told)))
	}
	return notes
}

// toldFor returns the time from the first to the last public notice of a
// document that names its source, when that is not the length of the impact.
func toldFor(i *rca.Incident) time.Duration {
	told := i.ToldUntil.Sub(i.ToldFrom)
	if told <= 0 || !i.ToResolve.Known || (rca.Length{Shortest: told, Longest: told}).Fits(i.ToResolve.Length) {
		return 0
	}
	return told
}

// length returns a stated length of time.
func (r *Renderer) length(l rca.Length) string {
	text := r.lang.Duration(l.Shortest)
	if l.Longest > l.Shortest {
		text = r.lang.Text("chart.range", "from", text, "to", r.lang.Duration(l.Longest))
	}
	switch {
	case l.Bound == temporal.AtLeast:
		return r.lang.Text("facts.at_least", "duration", text)
	case l.Bound == temporal.AtMost:
		return r.lang.Text("facts.at_most", "duration", text)
	case l.Approximate:
		return r.lang.Text("facts.about", "duration", text)
	}
	return text
}

func (r *Renderer) fromTitle() *origin { return &origin{Text: r.lang.Text("facts.from_title")} }

// quoteWords is how many words of a long sentence lead to each of its ends.
const quoteWords = 4

// longestQuote bounds a sentence that is known to be whole, in bytes: of longer
// ones a part is kept, which begins and ends anywhere.
const longestQuote = 400

// origin returns where a fact was read, nil when the author stated it. The
// link to it is a text fragment below the id of its section, so that a browser
// which does not know text fragments lands near it. See
// https://wicg.github.io/scroll-to-text-fragment/.
func (r *Renderer) origin(d *rca.Document, e rca.Evidence) *origin {
	if e.Stated || e.Sentence == "" {
		return nil
	}
	o := &origin{Text: r.lang.Text("facts.from_text"), InText: true, Section: sectionOf(d, e)}
	if len(e.Sentence) > longestQuote || !utf8.ValidString(e.Sentence) {
		return o
	}
	// A hyphen at an end would make context of the words.
	words := strings.Fields(e.Sentence)
	if len(words) <= 2*quoteWords {
		o.Start = strings.Trim(e.Sentence, "-")
		return o
	}
	o.Start = strings.Trim(strings.Join(words[:quoteWords], " "), "-")
	o.End = strings.Trim(strings.Join(words[len(words)-quoteWords:], " "), "-")
	return o
}

// sectionOf returns the id of the heading that a piece of the text stands
// below.
func sectionOf(d *rca.Document, e rca.Evidence) (id string) {
	for i, h := range d.Headings {
		if h.Span.Start > e.Span.Start {
			break
		}
		if i > 0 || !d.DropTitle {
			id = h.ID
		}
	}
	return id
}

// quoteReach is how many bytes of a sentence a note quotes on each side of the
// words in question.
const quoteReach = 40

// disagreement returns a sentence about two lengths of the incident that
// disagree, "" when none do.
func (r *Renderer) disagreement(p *site.Page) string {
	i := &p.Incident
	if i.Disagree {
		return r.lang.Text("durations.differ", "window", r.lang.DurationLong(i.ToResolve.Length), "quote", quote(i.Stated))
	}
	if told := toldFor(i); told > 0 && told < i.ToResolve.Length && isWeb(p.Document.Meta.Source.Address) {
		return r.lang.Text("durations.differ_status", "updates", r.lang.Duration(told), "impact", r.lang.Duration(i.ToResolve.Length))
	}
	return ""
}

// quote returns the words of a sentence that state a length, with some on each
// side.
func quote(l rca.Length) string {
	text := l.Sentence
	start, end := 0, len(text)
	for _, found := range temporal.Read(text, temporal.Context{}).Durations {
		if found.Length == l.Shortest {
			start, end = max(0, found.Start-quoteReach), min(len(text), found.End+quoteReach)
			break
		}
	}
	before, after := "", ""
	if start > 0 {
		if space := strings.IndexByte(text[start:end], ' '); space >= 0 {
			start += space + 1
		}
		before = "… "
	}
	if end < len(text) {
		if space := strings.LastIndexByte(text[start:end], ' '); space >= 0 {
			end = start + space
		}
		after = " …"
	}
	return before + strings.TrimRight(strings.ToValidUTF8(text[start:end], ""), ".。") + after
}
