package incident

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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
	i.Started = firstTime(r.time(v, nil, "begin"), r.time(v, nil, "created"))
	i.Resolved = r.time(v, nil, "end")
	i.Services, i.Regions = googleServices(v), googleRegions(v)
	i.rank("Severity", v.str("severity"), googleScale)
	if impact := v.str("status_impact"); impact != "" {
		i.note("Status impact: " + statusWord(impact))
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
	var published []time.Time
	for _, u := range slices.Backward(updates) {
		if !r.isUpdate(u) {
			continue
		}
		created := r.time(u, nil, "created")
		list = append(list, Update{
			Time:   firstTime(r.time(u, nil, "when"), created),
			Status: statusWord(u.str("status")),
			Body:   u.str("text"),
		})
		published = append(published, created)
	}
	order := inOrder(list)
	report := -1
	for _, k := range order {
		if list[k].Status == "Resolved" && googleReport.MatchString(list[k].Body) {
			report = k
		}
	}
	for _, k := range order {
		u := list[k]
		u.Body = markdownBody(u.Body)
		if k == report {
			i.Report, i.Published = u.Body, firstTime(published[k], u.Time)
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
	var n names
	for _, p := range v.list("affected_products") {
		n.add(p.str("title"))
	}
	if len(n.list) == 0 {
		n.add(v.str("service_name"))
	}
	return n.list
}

// googleRegions returns the locations that an incident or one of its updates
// names.
func googleRegions(v *value) []string {
	var n names
	add := func(list []*value) {
		for _, l := range list {
			n.add(cmp.Or(l.str("title"), l.str("id")))
		}
	}
	add(v.list("currently_affected_locations"))
	add(v.list("previously_affected_locations"))
	for _, u := range slices.Backward(v.list("updates")) {
		add(u.list("affected_locations"))
	}
	return n.list
}

// names is a list of names in one line, each once.
type names struct {
	list []string
	seen map[string]bool
}

func (n *names) add(name string) {
	if name = oneLine(name); name == "" || n.seen[name] {
		return
	}
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	n.seen[name] = true
	n.list = append(n.list, name)
}

// longestDescription is the length of the longest description that is a title
// as it stands, in runes.
const longestDescription = 160

// describe makes a title of a description. Of a long one that is the first
// sentence, and the whole is a note.
func (i *Incident) describe(s string) {
	i.Title = oneLine(s)
	if utf8.RuneCountInString(i.Title) <= longestDescription {
		return
	}
	i.Title = firstSentence(i.Title)
	i.note(markdownBody(s))
}

// firstSentence returns the first sentence of a line, or as many words of it as
// a title has room for.
func firstSentence(s string) string {
	runes := 0
	cut := 0 // behind the last word that has room
	for at, c := range s {
		if runes++; runes > longestDescription {
			break
		}
		if c != ' ' {
			continue
		}
		cut = at
		next, _ := utf8.DecodeRuneInString(s[at+1:])
		if runes > 20 && strings.ContainsRune(".!?", rune(s[at-1])) && !unicode.IsLower(next) {
			return strings.TrimRight(s[:at], ".")
		}
	}
	if cut == 0 {
		return string([]rune(s)[:longestDescription])
	}
	return strings.TrimRight(s[:cut], ",;: ") + "…"
}

// note adds a paragraph to the notes.
func (i *Incident) note(s string) {
	if s = strings.TrimSpace(s); s != "" {
		i.Notes = append(i.Notes, s)
	}
}

// rank takes the severity from a source that has a scale of its own. The
// source's word stays in a note.
func (i *Incident) rank(name, word string, scale map[string]string) {
	if word == "" {
		return
	}
	i.Severity = scale[strings.ToLower(word)]
	if i.Severity != word {
		i.note(name + ": " + markdownBody(oneLine(word)))
	}
}

// noIncident reports what should be an incident and has nothing to tell.
func (r *reader) noIncident(v *value, expected string) {
	r.report("unreadable", v.span, "this is no incident: it has neither a name nor updates", expected)
}

// isUpdate reports whether a value can be an update. What is none is reported.
func (r *reader) isUpdate(v *value) bool {
	if v.kind != object {
		r.report("bad-value", v.span, "this is no update", "expected an object")
		return false
	}
	return true
}

// firstTime returns the first of two times that is known.
func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// inOrder returns the indexes of updates in the order of their times. One
// without a time stays behind the one that it follows.
func inOrder(list []Update) []int {
	order := make([]int, len(list))
	times := make([]time.Time, len(list))
	for k, u := range list {
		order[k], times[k] = k, u.Time
		if u.Time.IsZero() && k > 0 {
			times[k] = times[k-1]
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return times[a].Compare(times[b]) })
	return order
}

// sortUpdates puts the updates in the order of their times.
func (i *Incident) sortUpdates() {
	sorted := make([]Update, len(i.Updates))
	for to, from := range inOrder(i.Updates) {
		sorted[to] = i.Updates[from]
	}
	i.Updates = sorted
}
