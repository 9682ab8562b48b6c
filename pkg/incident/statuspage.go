package incident

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The shape of /api/v2/incidents.json, which Atlassian documents at
// https://developer.statuspage.io/, of one incident of it, and of the same list
// in the management API, which is the list alone:
//
//	{"page": {"name": …, "url": …, "time_zone": …},
//	 "incidents": [{"id": …, "name": …, "status": …, "impact": …, "shortlink": …,
//	   "created_at": …, "started_at": …, "resolved_at": …, "postmortem_body": …,
//	   "components": [{"name": …}],
//	   "incident_updates": [{"status": …, "body": …, "created_at": …, "display_at": …,
//	     "affected_components": [{"name": …}]}]}]}
//
// The newest update stands first. A post-mortem is an update with that status,
// in the management API also a text of its own.

// statuspageIncidents returns the incidents of a file of Statuspage's.
func (r *reader) statuspageIncidents() []*value {
	root := r.root()
	switch {
	case root == nil:
		return nil
	case root.get("incidents") != nil:
		return root.list("incidents")
	case root.get("incident") != nil:
		return []*value{root.get("incident")}
	case root.get("scheduled_maintenances") != nil:
		return root.list("scheduled_maintenances")
	}
	return root.items
}

func isStatuspageJSON(r *reader) bool {
	list := r.statuspageIncidents()
	isIncident := func(v *value) bool { return v.has("incident_updates") && v.get("name") != nil }
	return slices.ContainsFunc(list, isIncident) || len(list) == 0 && r.root().has("page", "incidents")
}

func readStatuspageJSON(r *reader) {
	page := r.root().get("page")
	r.Page = Page{Name: oneLine(page.str("name")), Address: strings.TrimRight(page.str("url"), "/")}
	zone := time.UTC
	if z, err := time.LoadLocation(page.str("time_zone")); err == nil {
		zone = z
	}
	for _, v := range r.statuspageIncidents() {
		r.statuspageIncident(v, zone)
	}
}

func (r *reader) statuspageIncident(v *value, zone *time.Location) {
	i := Incident{
		ID:       v.str("id"),
		Title:    oneLine(v.str("name")),
		Status:   statusWord(v.str("status")),
		Severity: v.str("impact"),
		Span:     v.span,
	}
	if i.Title == "" && len(v.list("incident_updates")) == 0 {
		r.report("unreadable", v.span, "this is no incident: it has neither a name nor updates", "expected an object with `name` and `incident_updates`")
		return
	}
	switch {
	case r.Page.Address != "" && i.ID != "":
		i.Address = r.Page.Address + "/incidents/" + i.ID
	case isWeb(v.str("shortlink")):
		i.Address = v.str("shortlink")
	}
	i.Maintenance = v.str("impact") == "maintenance" || v.str("scheduled_for") != "" || slices.Contains([]string{"scheduled", "in_progress", "verifying", "completed"}, v.str("status"))
	i.Started = r.time(v, zone, "started_at")
	if i.Started.IsZero() {
		i.Started = r.time(v, zone, "created_at")
	}
	i.Resolved = r.time(v, zone, "resolved_at")
	for _, c := range v.list("components") {
		i.service(c.str("name"))
	}
	for _, u := range slices.Backward(v.list("incident_updates")) {
		r.statuspageUpdate(&i, u, zone)
	}
	if body := v.str("postmortem_body"); body != "" && v.str("postmortem_ignored") != "true" {
		i.Report = markdownBody(body)
		if t := r.time(v, zone, "postmortem_published_at"); !t.IsZero() {
			i.Published = t
		}
	}
	if i.Report != "" && isReport(i.Status) {
		i.Status = "Resolved"
	}
	slices.SortStableFunc(i.Updates, func(a, b Update) int { return a.Time.Compare(b.Time) })
	if len(i.Updates) > 0 && v.str("started_at") == "" && i.Updates[0].Time.Before(i.Started) && !i.Updates[0].Time.IsZero() {
		i.Started = i.Updates[0].Time // set back by its author
	}
	r.add(i)
}

func (r *reader) statuspageUpdate(i *Incident, u *value, zone *time.Location) {
	for _, c := range u.list("affected_components") {
		i.service(c.str("name"))
	}
	at := r.time(u, zone, "display_at") // authors set back what they wrote late
	if at.IsZero() {
		at = r.time(u, zone, "created_at")
	}
	body := markdownBody(u.str("body"))
	if isReport(u.str("status")) {
		i.Report, i.Published = body, at
		return
	}
	i.Updates = append(i.Updates, Update{Time: at, Status: statusWord(u.str("status")), Body: body})
}

// time returns the time of a field, in a zone where it names none. A number is
// the seconds or milliseconds since 1970. It reports what cannot be read. A field
// that is a truth value, as postmortem_published_at is in some places, is no
// time.
func (r *reader) time(v *value, zone *time.Location, key string) time.Time {
	f := v.get(key)
	if f == nil || f.kind != text && f.kind != number || f.text == "" {
		return time.Time{}
	}
	t, ok := stamp(strings.TrimSpace(f.text), zone)
	if n, err := strconv.ParseInt(f.text, 10, 64); err == nil && !ok {
		if t = time.Unix(n, 0).UTC(); n > 1e11 {
			t = time.UnixMilli(n).UTC()
		}
		ok = n > 0 && plausible(t)
	}
	if !ok {
		r.report("bad-value", f.span, fmt.Sprintf("`%s` is not a time that can be read", key), "expected a time such as 2023-12-12T09:10:00Z")
		return time.Time{}
	}
	return t
}

// service adds a service, in one line.
func (i *Incident) service(name string) {
	if name = oneLine(name); name != "" {
		i.Services = append(i.Services, name)
	}
}

// isWeb reports whether an address is one of the web.
func isWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}
