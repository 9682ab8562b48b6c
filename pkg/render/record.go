package render

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// schemaName is the file that describes incidents.json and index.json.
const schemaName = "incidents.schema.json"

// recordVersion is the version of the form of incidents.json and index.json. It
// changes when a field goes or means something else, not when one is added.
const recordVersion = 1

// schemaText describes record and pageRecord, field by field.
//
//go:embed incidents.schema.json
var schemaText []byte

// record is what programs are told about an incident.
type record struct {
	ID           string   `json:"id"`
	Address      string   `json:"address"`
	URL          string   `json:"url,omitempty"`
	Title        string   `json:"title"`
	Name         string   `json:"name"`
	Description  string   `json:"description,omitempty"`
	Date         string   `json:"date,omitempty"`
	Status       string   `json:"status,omitempty"`
	Severity     *rating  `json:"severity,omitempty"`
	Services     []string `json:"services,omitempty"`
	Regions      []string `json:"regions,omitempty"`
	Provider     string   `json:"provider,omitempty"`
	Tracking     string   `json:"provider_incident,omitempty"`
	Tags         []string `json:"tags,omitempty"`
	Authors      []string `json:"authors,omitempty"`
	Started      string   `json:"started,omitempty"`
	Detected     string   `json:"detected,omitempty"`
	ToldFrom     string   `json:"first_public_notice,omitempty"`
	ToldUntil    string   `json:"last_public_notice,omitempty"`
	ToldResolved string   `json:"told_resolved,omitempty"`
	Mitigated    string   `json:"mitigated,omitempty"`
	Resolved     string   `json:"resolved,omitempty"`
	Published    string   `json:"published,omitempty"`
	Read         []string `json:"read_from_text,omitempty"`
	Approximate  []string `json:"approximate,omitempty"`
	ToResolve    *int64   `json:"seconds_to_resolve,omitempty"`
	ToNotice     *int64   `json:"seconds_to_notice,omitempty"`
	ToTell       *int64   `json:"seconds_to_tell,omitempty"`
	ToldAfter    *int64   `json:"seconds_to_tell_resolved,omitempty"`
	Silence      *int64   `json:"seconds_of_silence,omitempty"`
	Actions      int      `json:"action_count"`
	Open         int      `json:"open_action_count"`
	Late         *int     `json:"late_action_count,omitempty"`
	Draft        bool     `json:"draft,omitempty"`
	ImportedFrom string   `json:"source,omitempty"`
}

type rating struct {
	Level string `json:"level"`
	Word  string `json:"word,omitempty"`
}

// pageRecord is a record with what only the page itself shows.
type pageRecord struct {
	Schema  string `json:"$schema"`
	Version int    `json:"version"`
	record
	Timeline []event        `json:"timeline"`
	Actions  []actionRecord `json:"actions"`
	Related  []relatedPage  `json:"related"`
}

type event struct {
	Time        string `json:"time,omitempty"`
	Clock       string `json:"clock,omitempty"`
	Approximate bool   `json:"approximate,omitempty"`
	Text        string `json:"text"`
	Phase       string `json:"phase,omitempty"`
	Public      bool   `json:"public,omitempty"`
}

type actionRecord struct {
	Text    string   `json:"text"`
	State   string   `json:"state"`
	Kind    string   `json:"kind,omitempty"`
	Owners  []string `json:"owners,omitempty"`
	Due     string   `json:"due,omitempty"`
	DueText string   `json:"due_text,omitempty"`
	Late    bool     `json:"late,omitempty"`
	Tickets []string `json:"tickets,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

type relatedPage struct {
	ID      string   `json:"id"`
	Address string   `json:"address"`
	Title   string   `json:"title"`
	Date    string   `json:"date,omitempty"`
	Reasons []reason `json:"reasons"`
}

type reason struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// record returns what programs are told about the incident of a page.
func (r *Renderer) record(p *site.Page) record {
	d, i := p.Document, &p.Incident
	out := record{
		ID: p.ID, Address: site.Href(p.Address), URL: r.canonical(p.Address),
		Title: d.Title, Name: d.ShortTitle, Description: d.Description,
		Status: i.Status, Services: i.Services, Regions: i.Regions, Provider: i.Provider,
		Tracking: d.Facts.Tracking.Text, Tags: d.Meta.Tags, Authors: d.Meta.Authors,
		Actions: len(d.Facts.Actions), Open: i.Open, Draft: d.Meta.Draft, ImportedFrom: d.Meta.Source.Address,
		ToResolve: seconds(i.ToResolve), ToNotice: seconds(i.ToNotice), ToTell: seconds(i.ToTell),
		ToldAfter: seconds(i.ToldAfter), Silence: seconds(rca.Elapsed{Length: i.Silence.Length(), Known: !i.Silence.From.IsZero()}),
	}
	out.Date = incidentDate(d)
	if i.Severity.Word != "" {
		out.Severity = &rating{i.Severity.Level.String(), i.Severity.Word}
	}
	if !r.site.AsOf.IsZero() && hasDue(d) {
		out.Late = &i.Late
	}
	for _, told := range []struct {
		to   *string
		when time.Time
	}{{&out.ToldFrom, i.ToldFrom}, {&out.ToldUntil, i.ToldUntil}, {&out.ToldResolved, i.ToldResolved}} {
		if !told.when.IsZero() {
			*told.to = told.when.Format(time.RFC3339)
		}
	}
	moment := func(name string, m rca.Moment) string {
		text := momentText(m)
		if text != "" && !m.Stated {
			out.Read = append(out.Read, name)
		}
		if text != "" && m.Approximate {
			out.Approximate = append(out.Approximate, name)
		}
		return text
	}
	out.Started = moment("started", i.Impact.Start)
	out.Detected = moment("detected", d.Facts.Detected)
	out.Mitigated = moment("mitigated", i.Impact.End)
	out.Resolved = moment("resolved", d.Facts.Resolved)
	out.Published = moment("published", d.Facts.Published)
	return out
}

// hasDue reports whether any action of a report has a date: otherwise none can
// be late, whatever the day.
func hasDue(d *rca.Document) bool {
	return slices.ContainsFunc(d.Facts.Actions, func(a rca.Action) bool { return !a.Due.IsZero() })
}

// asOf returns the day that due dates are compared with; zero when it is not
// known, or no report has one.
func (r *Renderer) asOf() time.Time {
	for p := range r.site.Listed {
		if hasDue(p.Document) {
			return r.site.AsOf
		}
	}
	return time.Time{}
}

// momentText writes a moment in the zone that it was written in: a day or a time
// of RFC 3339; "" when the day is not known.
func momentText(m rca.Moment) string {
	switch {
	case m.IsZero() || m.Undated:
		return ""
	case m.DateOnly:
		return m.Time.Format(time.DateOnly)
	}
	return m.Time.Format(time.RFC3339)
}

func incidentDate(d *rca.Document) string {
	switch {
	case d.Date.IsZero():
		return ""
	case d.DateOnly:
		return isoDay(d.Date)
	}
	return d.Date.UTC().Format(time.RFC3339)
}

// isoDay writes the day of a time in UTC; "" for none.
func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func seconds(e rca.Elapsed) *int64 {
	if !e.Known {
		return nil
	}
	n := int64(e.Length / time.Second)
	return &n
}

// relatedPages returns the incidents that have most in common with a page's.
func (r *Renderer) relatedPages(p *site.Page) []relatedPage {
	list := []relatedPage{}
	for _, other := range r.site.Related(p) {
		q := other.Page
		out := relatedPage{ID: q.ID, Address: site.Href(q.Address), Title: q.Document.Title, Date: incidentDate(q.Document)}
		for _, why := range other.Reasons {
			out.Reasons = append(out.Reasons, reason{string(why.Kind), why.Value})
		}
		list = append(list, out)
	}
	return list
}

// pageJSON writes index.json of a page.
func (r *Renderer) pageJSON(w io.Writer, o Output) error {
	p := o.page
	f := &p.Document.Facts
	out := pageRecord{
		Schema: site.Root(p.Address) + schemaName, Version: recordVersion, record: r.record(p),
		Timeline: make([]event, len(f.Timeline)), Actions: make([]actionRecord, len(f.Actions)), Related: r.relatedPages(p),
	}
	for i := range f.Timeline {
		e := &f.Timeline[i]
		out.Timeline[i] = event{Time: momentText(e.Moment), Approximate: e.Approximate, Text: e.Text, Phase: string(e.Phase), Public: e.Public}
		if e.Undated && !e.IsZero() {
			out.Timeline[i].Clock = e.Time.Format("15:04")
		}
	}
	for i := range f.Actions {
		a := &f.Actions[i]
		out.Actions[i] = actionRecord{
			Text: a.Text, State: a.State.String(), Kind: a.Kind.String(), Owners: a.Owners, Due: isoDay(a.Due), DueText: a.DueText,
			Late: a.Overdue(r.site.AsOf), Tickets: a.Tickets, Reason: a.Reason,
		}
	}
	text, err := compact(out)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// incidents writes incidents.json, one incident after the other.
func (r *Renderer) incidents(w io.Writer, _ Output) error {
	head, err := compact(struct {
		Schema  string `json:"$schema"`
		Version int    `json:"version"`
		Title   string `json:"title"`
		URL     string `json:"url,omitempty"`
		AsOf    string `json:"as_of,omitempty"`
	}{schemaName, recordVersion, r.site.Config.Title, r.canonical(""), isoDay(r.asOf())})
	if err != nil {
		return err
	}
	if _, err := w.Write(append(head[:len(head)-1], `,"incidents":[`...)); err != nil {
		return err
	}
	separator := "\n"
	for p := range r.site.Listed {
		text, err := compact(r.record(p))
		if err != nil {
			return err
		}
		if _, err := w.Write(append([]byte(separator), text...)); err != nil {
			return err
		}
		separator = ",\n"
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

func (r *Renderer) schema(w io.Writer, _ Output) error {
	_, err := w.Write(schemaText)
	return err
}

func (r *Renderer) appendSchema(b []byte, _ Output) []byte { return append(b, schemaText...) }

// compact writes a value as JSON. What is no UTF-8 becomes U+FFFD.
func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
