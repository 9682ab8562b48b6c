package incident

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The shape of https://status.cloud.google.com/incidents.json and of the one
// of Google Workspace, https://www.google.com/appsstatus/dashboard/incidents.json:
//
//	[{"id": …, "number": …, "begin": …, "created": …, "end": …, "modified": …,
//	  "external_desc": …, "severity": "low", "status_impact": "SERVICE_DISRUPTION",
//	  "service_key": …, "service_name": …, "uri": "incidents/…",
//	  "affected_products": [{"title": …, "id": …}],
//	  "currently_affected_locations": […], "previously_affected_locations": […],
//	  "updates": [{"created": …, "modified": …, "when": …, "text": …,
//	    "status": "AVAILABLE", "affected_locations": [{"title": …, "id": …}]}],
//	  "most_recent_update": {…}}]
//
// The newest update stands first. "end" is empty, null or absent while an
// incident is open. The report is the text of an update that is posted last.

const (
	googleCloud     = "https://status.cloud.google.com/"
	googleWorkspace = "https://www.google.com/appsstatus/dashboard/"
)

// workspaceServices are the services whose incidents the dashboard of Google
// Workspace has, where the names are not made of "Google" and a product's.
var workspaceServices = []string{
	"Gmail", "Google Calendar", "Google Chat", "Google Meet", "Google Drive", "Google Docs", "Google Sheets",
	"Google Slides", "Google Forms", "Google Sites", "Google Groups", "Google Voice", "Google Keep", "Google Tasks",
	"Google Vault", "Google Cloud Search", "Admin Console", "Classroom", "AppSheet", "Apps Script", "Gemini", "NotebookLM",
}

// googleScale is the scale of Google's severities in that of incidents.
var googleScale = map[string]string{"low": "minor", "medium": "major", "high": "critical"}

var (
	googleURI = regexp.MustCompile(`^/?(incidents/[A-Za-z0-9_-]+)$`)

	// googleReport finds a line that is the title of a report or the heading of
	// its section on the cause: `# Incident Report`, `**ROOT CAUSE**`.
	googleReport = regexp.MustCompile(`(?im)^[ \t]*(?:#{1,6}[ \t]*|\*\*)[*_ \t]*(?:[a-z]+[ \t]+)?(?:incident report|root cause)\b[^\n]{0,60}$|^[ \t]*mini incident report[ \t:*]*$`)
)

func isGoogleJSON(r *reader) bool {
	root := r.root()
	return root != nil && root.kind == list && slices.ContainsFunc(root.items, func(v *value) bool {
		return v.has("begin", "external_desc") && (v.get("updates") != nil || v.get("most_recent_update") != nil)
	})
}

func readGoogleJSON(r *reader) {
	root := r.root()
	if root == nil {
		return
	}
	for _, v := range root.items {
		r.googleIncident(v)
	}
}

func (r *reader) googleIncident(v *value) {
	i := Incident{ID: v.str("id"), Address: r.googleAddress(v), Span: v.span}
	i.describe(v.str("external_desc"))
	i.Started = cmp.Or(r.time(v, nil, "begin"), r.time(v, nil, "created"))
	i.Resolved = r.time(v, nil, "end")
	i.Services, i.Regions = googleServices(v), googleRegions(v)
	i.rank("Severity", v.str("severity"), googleScale)
	if impact := v.str("status_impact"); impact != "" {
		i.note("Status impact: " + markdownBody(oneLine(statusWord(impact))))
	}
	r.googleUpdates(&i, v)
	if i.Title == "" && len(i.Updates) == 0 && i.Report == "" {
		r.noIncident(v, "expected an object with `external_desc` and `updates`")
		return
	}
	i.Status = googleStatus(v, &i)
	r.add(i)
}

// googleUpdates reads the updates. The newest of those that call the incident
// over and read like a report is that.
func (r *reader) googleUpdates(i *Incident, v *value) {
	updates := v.list("updates")
	if len(updates) == 0 && v.get("most_recent_update") != nil {
		updates = []*value{v.get("most_recent_update")}
	}
	var list []Update
	published := map[string]time.Time{} // by the text
	for _, u := range slices.Backward(updates) {
		if !r.isUpdate(u) {
			continue
		}
		created, body := r.time(u, nil, "created"), u.str("text")
		list = append(list, Update{Time: cmp.Or(r.time(u, nil, "when"), created), Status: statusWord(u.str("status")), Body: body})
		published[body] = created
	}
	list = inOrder(list)
	report := -1
	for k, u := range list {
		if u.Status == "Resolved" && googleReport.MatchString(u.Body) {
			report = k
		}
	}
	for k, u := range list {
		created := published[u.Body]
		u.Body = markdownBody(u.Body)
		if k == report {
			i.reported(u.Body, cmp.Or(created, u.Time))
			continue
		}
		i.Updates = append(i.Updates, u)
	}
}

// googleStatus returns the state of an incident, which has none of its own.
func googleStatus(v *value, i *Incident) string {
	newest := v.str("most_recent_update", "status")
	switch {
	case !i.Resolved.IsZero():
		return "Resolved"
	case newest != "":
		return statusWord(newest)
	case len(i.Updates) > 0:
		return i.Updates[len(i.Updates)-1].Status
	}
	return statusWord(v.str("status_impact"))
}

// googleAddress returns the address of an incident's page: on the dashboard
// that the file came from, else on the one that has its service.
func (r *reader) googleAddress(v *value) string {
	uri := googleURI.FindStringSubmatch(v.str("uri"))
	switch {
	case uri == nil:
		return ""
	case strings.HasPrefix(r.Address, googleWorkspace), !strings.HasPrefix(r.Address, googleCloud) && slices.Contains(workspaceServices, v.str("service_name")):
		return googleWorkspace + uri[1]
	}
	return googleCloud + uri[1]
}

func googleServices(v *value) []string {
	var titles []string
	for _, p := range v.list("affected_products") {
		titles = append(titles, p.str("title"))
	}
	if strings.Join(titles, "") == "" {
		return []string{v.str("service_name")}
	}
	return titles
}

// googleRegions returns the locations that an incident or one of its updates
// names.
func googleRegions(v *value) (regions []string) {
	add := func(list []*value) {
		for _, l := range list {
			regions = append(regions, cmp.Or(l.str("title"), l.str("id")))
		}
	}
	add(v.list("currently_affected_locations"))
	add(v.list("previously_affected_locations"))
	for _, u := range slices.Backward(v.list("updates")) {
		add(u.list("affected_locations"))
	}
	return regions
}
