package incident

import (
	"cmp"
	"regexp"
	"time"
)

// The shapes of Better Stack, which are those of JSON:API. The public state of
// a page, /index.json, which is documented at
// https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api:
//
//	{"data": {"id": …, "type": "status_page", "attributes": {"company_name": …,
//	   "timezone": …, "custom_domain": …, "subdomain": …, "aggregate_state": …}},
//	 "included": [
//	   {"id": …, "type": "status_page_resource", "attributes": {"public_name": …}},
//	   {"id": …, "type": "status_report", "attributes": {"title": …, "report_type": "manual",
//	     "starts_at": …, "ends_at": …, "aggregate_state": …,
//	     "affected_resources": [{"status_page_resource_id": …, "status": "downtime"}]}},
//	   {"id": …, "type": "status_update", "attributes": {"message": …, "published_at": …,
//	     "status_report_id": …, "affected_resources": […]}}]}
//
// and the incidents of its monitors, of the API:
//
//	{"data": [{"id": …, "type": "incident", "attributes": {"name": …, "cause": …,
//	   "started_at": …, "acknowledged_at": …, "resolved_at": …, "status": "Resolved",
//	   "regions": […]}}]}
//
// A report belongs to its updates by the id in their attributes, in some files
// by the relationships of either.

// betterStackStates are the states of a resource in a report, the worst last.
var betterStackStates = []string{"not_monitored", "resolved", "operational", "maintenance", "degraded", "downtime"}

// betterStackScale is the scale of those states in that of incidents.
var betterStackScale = map[string]string{
	"resolved": "none", "operational": "none", "maintenance": "none", "degraded": "minor", "downtime": "critical",
}

var (
	hostName  = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$`)
	subdomain = regexp.MustCompile(`^[A-Za-z0-9-]{1,63}$`)
)

func isBetterStackJSON(r *reader) bool {
	data := r.root().get("data")
	if data.str("type") == "status_page" {
		return true
	}
	return isBetterStackIncident(data) || isBetterStackIncident(data.first())
}

func isBetterStackIncident(v *value) bool {
	return v.str("type") == "incident" && v.get("attributes", "started_at") != nil
}

func readBetterStackJSON(r *reader) {
	data := r.root().get("data")
	switch {
	case data.str("type") == "status_page":
		r.betterStackPage(data)
	case data.str("type") == "incident":
		r.betterStackIncident(data)
	default:
		for _, v := range data.list() {
			r.betterStackIncident(v)
		}
	}
}

// betterStack is what the reports of a page have in common.
type betterStack struct {
	*reader
	zone      *time.Location
	resources map[string]string   // names by id
	updates   map[string][]*value // by the id of their report
}

func (r *reader) betterStackPage(data *value) {
	about := data.get("attributes")
	r.Page.Name = oneLine(about.str("company_name"))
	switch host, sub := about.str("custom_domain"), about.str("subdomain"); {
	case hostName.MatchString(host):
		r.Page.Address = "https://" + host
	case subdomain.MatchString(sub):
		r.Page.Address = "https://" + sub + ".betteruptime.com"
	}
	p := &betterStack{r, r.zone(about, "timezone"), map[string]string{}, map[string][]*value{}}
	reports := map[string]bool{}
	reportOf := map[string]string{} // ids of updates, where only the reports tell
	included := r.root().list("included")
	for _, v := range included {
		switch v.str("type") {
		case "status_page_resource":
			p.resources[v.str("id")] = oneLine(v.str("attributes", "public_name"))
		case "status_report":
			reports[v.str("id")] = true
			for _, u := range v.list("relationships", "status_updates", "data") {
				reportOf[u.str("id")] = v.str("id")
			}
		}
	}
	for _, v := range included {
		if v.str("type") != "status_update" {
			continue
		}
		id := cmp.Or(v.str("attributes", "status_report_id"), v.str("relationships", "status_report", "data", "id"), reportOf[v.str("id")])
		if !reports[id] {
			r.report("bad-value", v.span, "this update belongs to no report of the file", "fetch the file again: a part of it is missing")
			continue
		}
		p.updates[id] = append(p.updates[id], v)
	}
	for _, v := range included {
		if v.str("type") == "status_report" {
			p.statusReport(v)
		}
	}
}

func (p *betterStack) statusReport(v *value) {
	about := v.get("attributes")
	i := Incident{ID: v.str("id"), Title: oneLine(about.str("title")), Span: v.span}
	updates := p.updates[i.ID]
	if i.Title == "" && len(updates) == 0 {
		p.noIncident(v, "expected a report with `title` and updates")
		return
	}
	if p.Page.Address != "" && i.ID != "" {
		i.Address = p.Page.Address + "/incident/" + i.ID
	}
	i.Maintenance = about.str("report_type") == "maintenance"
	i.Started = p.time(about, p.zone, "starts_at")
	i.Resolved = p.time(about, p.zone, "ends_at")
	var services affected
	state := p.affected(&services, about)
	for _, u := range updates {
		of := p.affected(&services, u.get("attributes"))
		state = worse(state, of)
		i.Updates = append(i.Updates, p.statusUpdate(u.get("attributes"), of))
	}
	i.sortUpdates()
	i.Services = services.named
	i.Status = betterStackWord(about.str("aggregate_state"))
	if n := len(i.Updates); n > 0 && i.Updates[n-1].Status != "" {
		i.Status = i.Updates[n-1].Status
	}
	i.rank("Worst state", cmp.Or(state, about.str("aggregate_state")), betterStackScale)
	for _, id := range unique(services.unnamed) {
		i.note("Affected: resource " + markdownBody(id) + ", which the source does not name")
	}
	p.add(i)
}

// statusUpdate returns an update in which the worst state is one.
func (p *betterStack) statusUpdate(about *value, state string) Update {
	return Update{
		Time:   p.time(about, p.zone, "published_at"),
		Status: betterStackWord(state),
		Body:   markdownBody(about.str("message")),
	}
}

// affected are the resources that a report is about: the names of those that
// the file names, and the ids of the others.
type affected struct{ named, unnamed []string }

// affected adds the resources of a report or of an update, and returns the
// worst of their states; "" for none.
func (p *betterStack) affected(to *affected, about *value) (state string) {
	for _, a := range about.list("affected_resources") {
		id := a.str("status_page_resource_id")
		if name := p.resources[id]; name != "" {
			to.named = append(to.named, name)
		} else {
			to.unnamed = append(to.unnamed, id)
		}
		state = worse(state, a.str("status"))
	}
	return state
}

// worse returns the worse of two states. One that is not known is the worst:
// what it means is for people to judge.
func worse(a, b string) string {
	rank := func(state string) int {
		for k, known := range betterStackStates {
			if state == known {
				return k + 1
			}
		}
		return (len(betterStackStates) + 1) * min(1, len(state))
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

func betterStackWord(state string) string {
	if state == "operational" {
		return "Resolved"
	}
	return statusWord(state)
}

// betterStackIncident reads an incident of a monitor. That somebody took it on
// does not say when it was detected.
func (r *reader) betterStackIncident(v *value) {
	about := v.get("attributes")
	i := Incident{ID: v.str("id"), Title: oneLine(about.str("name")), Status: statusWord(about.str("status")), Span: v.span}
	cause := about.str("cause")
	if i.Title == "" {
		i.Title = oneLine(cause)
	}
	if i.Title == "" {
		r.noIncident(v, "expected an incident with `name` and `started_at`")
		return
	}
	i.Started = r.time(about, nil, "started_at")
	i.Resolved = r.time(about, nil, "resolved_at")
	i.Regions = textList(about.get("regions"))
	if cause != "" {
		i.note("Cause: " + markdownBody(cause))
	}
	if t := r.time(about, nil, "acknowledged_at"); !t.IsZero() {
		i.note("Acknowledged: " + noted(t))
	}
	if url := about.str("url"); IsWeb(url) {
		i.note("Monitored: " + markdownBody(oneLine(url)))
	}
	r.add(i)
}
