package render

import (
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// leastSilent is how many updates there are at least for the longest time
// between two of them to say something.
const leastSilent = 3

// toldFacts returns what is known of what the public was told, below the facts
// about what happened; none where nothing was told.
func (r *Renderer) toldFacts(p *site.Page) (list []*fact) {
	for _, f := range r.told(&p.Incident, r.lang.Duration) {
		shown := &fact{Name: f.name, Values: []link{{Label: f.text}}}
		if f.when != "" {
			shown.Notes = []string{f.when}
		}
		list = append(list, shown)
	}
	return list
}

// toldFact is a fact about what the public was told: "Told resolved", "1 h after
// it was", "11:30 UTC". The last of it is "" where the text says it.
type toldFact struct{ name, text, when string }

// told returns those facts, with lengths of time as a function writes them.
func (r *Renderer) told(i *rca.Incident, length func(time.Duration) string) (list []toldFact) {
	if i.Updates == 0 {
		return nil
	}
	day := i.ToldFrom // that needs no naming
	first := toldFact{name: r.lang.Text("facts.first_notice"), text: r.lang.Moment(i.ToldFrom) + "\u00a0UTC"}
	if start := i.Impact.Start; clocked(start) {
		day = start.Time
		first.text = r.sinceStart(i, length)
		first.when = r.lang.Range(day, i.ToldFrom).To
	}
	list = append(list, first)
	if s := i.Silence; i.Updates >= leastSilent && s.Length() > 0 {
		from := strings.TrimSuffix(r.lang.Range(day, s.From).To, "\u00a0UTC")
		list = append(list, toldFact{
			r.lang.Text("facts.silence"), length(s.Length()),
			r.lang.Text("chart.range", "from", from, "to", r.lang.Range(day, s.To).To),
		})
	}
	switch at := i.ToldResolved; {
	case at.IsZero():
	case i.ToldAfter.Known:
		list = append(list, toldFact{r.lang.Text("facts.told_resolved"), r.afterEnd(i.ToldAfter, length), r.lang.Range(day, at).To})
	default:
		list = append(list, toldFact{name: r.lang.Text("facts.told_resolved"), text: r.lang.Range(day, at).To})
	}
	return list
}

// sinceStart says how long after the start of the impact, or before it, the
// public was told for the first time.
func (r *Renderer) sinceStart(i *rca.Incident, length func(time.Duration) string) string {
	after := i.ToldFrom.Sub(i.Impact.Start.Time)
	return r.apart(rca.Elapsed{Length: after, Approximate: i.ToTell.Approximate || i.Impact.Start.Approximate}, length,
		"facts.before_start", "facts.at_start", "facts.after_start")
}

// afterEnd says how long after the end of the impact, or before it, the public
// was told that it was over.
func (r *Renderer) afterEnd(e rca.Elapsed, length func(time.Duration) string) string {
	return r.apart(e, length, "facts.before_end", "facts.at_end", "facts.after_end")
}

// apart says how far a moment is from another one, by one of three messages. A
// minute is no distance.
func (r *Renderer) apart(e rca.Elapsed, length func(time.Duration) string, before, at, after string) string {
	if e.Length.Abs() <= time.Minute {
		return r.lang.Text(at)
	}
	text := length(e.Length.Abs())
	if e.Approximate {
		text = r.lang.Text("facts.about", "duration", text)
	}
	if e.Length < 0 {
		return r.lang.Text(before, "duration", text)
	}
	return r.lang.Text(after, "duration", text)
}
