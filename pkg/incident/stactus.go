package incident

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// The shape of an incident of stactus, of pkg/api/v1 in
// https://github.com/slok/stactus:
//
//	version: incident/v1
//	id: fnj6l879tbtw
//	name: Exports stuck in the queue
//	impact: minor
//	systems: [exports]
//	timeline:
//	  - ts: "2024-06-03 18:45:26"
//	    description: We are looking into it.
//	    investigating: true
//	  - ts: "+15m"
//	    description: It works again.
//	    resolved: true
//
// A file holds one or more of them as documents of YAML; all of a site stand in
// one file as JSON with the same keys, as a list or as "incidents". Times are
// UTC where they name no zone; they may be clock times on the day of the entry
// before, or a length of time from there. A report is an entry after the one
// that resolves the incident.

// yamlStart matches a text that begins like YAML, and not like a text in which
// an example of it stands.
var yamlStart = regexp.MustCompile(`^(?:[ \t]*(?:#[^\n]*)?\r?\n|%[^\n]*\n|---[ \t]*\r?\n)*["']?[a-z_]+["']?:(?:[ \t\r\n]|$)`)

var stactusVersion = regexp.MustCompile(`(?m)^version:[ \t]*["']?incident/v1["']?[ \t]*(?:#.*)?\r?$`)

func isStactus(r *reader) bool {
	if r.isJSON() {
		return slices.ContainsFunc(r.stactusValues(), func(v *value) bool {
			return strings.HasPrefix(v.str("version"), "incident/v") || v.has("id", "name", "timeline") && v.get("timeline").first().get("ts") != nil
		})
	}
	return stactusVersion.MatchString(r.text) && yamlStart.MatchString(r.text)
}

// stactusValues returns the incidents of a file of JSON.
func (r *reader) stactusValues() []*value {
	root := r.root()
	switch {
	case root == nil:
		return nil
	case root.get("incidents") != nil:
		return root.list("incidents")
	case root.kind == object:
		return []*value{root}
	}
	return root.items
}

func readStactus(r *reader) {
	if r.isJSON() {
		for _, v := range r.stactusValues() {
			r.stactusIncident(v)
		}
		return
	}
	for _, s := range documents(r.File.Bytes) {
		if v := r.yaml(s); v != nil && v.kind != null {
			r.stactusIncident(v)
		}
	}
}

func (r *reader) stactusIncident(v *value) {
	i := Incident{ID: v.str("id"), Title: oneLine(v.str("name")), Span: v.span}
	events := r.stactusTimeline(v)
	if i.Title == "" && len(events) == 0 {
		r.noIncident(v, "expected `name` and `timeline`")
		return
	}
	i.rank("Impact", strings.ToLower(v.str("impact")), statuspageScale)
	i.Services = textList(v.get("systems"))
	resolved := lastResolved(events)
	report := stactusReport(events, resolved)
	for k, e := range events {
		u := Update{Time: e.Time, Status: e.Status, Body: markdownBody(e.Body)}
		if k == report {
			i.Report, i.Published = u.Body, u.Time
			continue
		}
		i.Updates = append(i.Updates, u)
		if u.Status != "" {
			i.Status = u.Status
		}
	}
	if len(events) > 0 {
		i.Started = events[0].Time
	}
	if resolved >= 0 {
		i.Resolved = events[resolved].Time
	}
	r.add(i)
}

// stactusTimeline returns the entries of an incident in the order of their
// times.
func (r *reader) stactusTimeline(v *value) []Update {
	var events []Update
	before := time.Time{}
	for _, e := range v.list("timeline") {
		if !r.isUpdate(e) {
			continue
		}
		u := Update{Time: r.stactusTime(e, before), Body: e.str("description")}
		switch {
		case isTrue(e.str("investigating")):
			u.Status = "Investigating"
		case isTrue(e.str("resolved")):
			u.Status = "Resolved"
		}
		if !u.Time.IsZero() {
			before = u.Time
		}
		events = append(events, u)
	}
	return inOrder(events)
}

// stactusTime returns the time of an entry, which may count from that of the
// entry before.
func (r *reader) stactusTime(e *value, before time.Time) time.Time {
	ts := e.get("ts")
	s := ts.str()
	if !before.IsZero() {
		if length, err := time.ParseDuration(s); err == nil && strings.HasPrefix(s, "+") && plausible(before.Add(length)) {
			return before.Add(length)
		}
		for _, layout := range []string{"15:04", time.TimeOnly, time.Kitchen} {
			if clock, err := time.Parse(layout, s); err == nil {
				return time.Date(before.Year(), before.Month(), before.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, before.Location())
			}
		}
	}
	if t, ok := stamp(strings.ReplaceAll(s, "/", "-"), time.UTC); ok {
		return t
	}
	span := e.span
	if ts != nil {
		span = ts.span
	}
	r.report("bad-value", span, "the time of this entry, `ts`, cannot be read", "expected a time such as 2024-06-03 18:45:26")
	return time.Time{}
}

// stactusReport returns the index of the entry that is the report, or -1: the
// last one after the incident was resolved that is long or has headings.
func stactusReport(events []Update, resolved int) int {
	for k := len(events) - 1; resolved >= 0 && k > resolved; k-- {
		if isLong(events[k].Body) {
			return k
		}
	}
	return -1
}
