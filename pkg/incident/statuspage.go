package incident

import (
	"cmp"
	"slices"
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
	case root.get("incident") != nil:
		return []*value{root.get("incident")}
	case root.has("incident_updates"):
		return []*value{root}
	case root != nil && root.kind == list:
		return root.items
	}
	return slices.Concat(root.list("incidents"), root.list("scheduled_maintenances"))
}

func isStatuspageJSON(r *reader) bool {
	incidents := r.statuspageIncidents()
	isIncident := func(v *value) bool { return v.has("incident_updates", "name") }
	return slices.ContainsFunc(incidents, isIncident) || len(incidents) == 0 && r.root().has("page", "incidents")
}

func readStatuspageJSON(r *reader) {
	page := r.root().get("page")
	r.readPage(page)
	zone := r.zone(page, "time_zone")
	for _, v := range r.statuspageIncidents() {
		r.statuspageIncident(v, zone)
	}
}

// statuspageScale has the impacts that are severities.
var statuspageScale = map[string]string{"none": "none", "minor": "minor", "major": "major", "critical": "critical"}

func (r *reader) statuspageIncident(v *value, zone *time.Location) {
	i := Incident{
		ID:     v.str("id"),
		Title:  oneLine(v.str("name")),
		Status: statusWord(v.str("status")),
		Span:   v.span,
	}
	if i.Title == "" && len(v.list("incident_updates")) == 0 {
		r.noIncident(v, "expected an object with `name` and `incident_updates`")
		return
	}
	switch {
	case r.Page.Address != "" && i.ID != "":
		i.Address = r.Page.Address + "/incidents/" + i.ID
	case IsWeb(v.str("shortlink")):
		i.Address = v.str("shortlink")
	}
	impact := cmp.Or(v.str("impact"), v.str("impact_override"))
	i.rank("Impact", impact, statuspageScale)
	i.Maintenance = impact == "maintenance" || v.str("scheduled_for") != "" || isPlanned(i.Status)
	for _, c := range v.list("components") {
		i.Services = append(i.Services, c.str("name"))
	}
	r.statuspageReport(&i, v, zone)
	for _, u := range slices.Backward(v.list("incident_updates")) {
		if r.isUpdate(u) {
			r.statuspageUpdate(&i, u, zone)
		}
	}
	if i.Report != "" && isReport(i.Status) {
		i.Status = "Resolved"
	}
	r.statuspageTimes(&i, v, zone)
	r.add(i)
}

// statuspageReport reads the post-mortem of the management API.
func (r *reader) statuspageReport(i *Incident, v *value, zone *time.Location) {
	body := v.get("postmortem_body")
	switch {
	case body.str() == "":
		return
	case isTrue(v.str("postmortem_ignored")):
		r.report("skipped", body.span, "this post-mortem was set aside on the page and is left out", "set `postmortem_ignored` to false to have it")
		return
	}
	at := r.time(v, zone, "postmortem_published_at")
	if at.IsZero() && isTrue(v.str("postmortem_published_at")) {
		at = r.time(v, zone, "postmortem_body_last_updated_at")
	}
	i.reported(markdownBody(body.str()), at)
}

// statuspageTimes reads the times of an incident whose updates are read. One
// without a start began when it was entered, or when its author set the first
// update back to; a maintenance at the time that it was planned for.
func (r *reader) statuspageTimes(i *Incident, v *value, zone *time.Location) {
	i.settle()
	i.Started = cmp.Or(r.time(v, zone, "started_at"), r.time(v, zone, "scheduled_for"))
	i.Resolved = cmp.Or(r.time(v, zone, "resolved_at"), i.Resolved)
	if until := r.time(v, zone, "scheduled_until"); !until.IsZero() {
		i.note("Planned until: " + noted(until))
	}
	if i.Started.IsZero() {
		i.Started = r.time(v, zone, "created_at")
		if len(i.Updates) > 0 && (i.Started.IsZero() || i.Updates[0].Time.Before(i.Started)) {
			i.Started = cmp.Or(i.Updates[0].Time, i.Started)
		}
	}
}

func (r *reader) statuspageUpdate(i *Incident, u *value, zone *time.Location) {
	for _, c := range u.list("affected_components") {
		i.Services = append(i.Services, c.str("name"))
	}
	at := r.time(u, zone, "display_at") // authors set back what they wrote late
	if at.IsZero() {
		at = r.time(u, zone, "created_at")
	}
	body := u.str("body")
	if tweet := u.str("custom_tweet"); tweet != "" && !strings.Contains(body, tweet) {
		i.note("Told on Twitter: " + markdownBody(tweet))
	}
	i.tell(Update{Time: at, Status: statusWord(u.str("status")), Body: markdownBody(body)})
}
