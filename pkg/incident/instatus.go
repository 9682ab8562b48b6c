package incident

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The shapes of Instatus, which documents them at https://instatus.com/help/api.
// The state of a page, /summary.json, where a list that would be empty is
// missing:
//
//	{"page": {"name": …, "url": …, "status": "HASISSUES"},
//	 "activeIncidents": [{"name": …, "started": …, "status": "INVESTIGATING",
//	   "impact": "MAJOROUTAGE", "url": …}],
//	 "activeMaintenances": [{"name": …, "start": …, "status": "NOTSTARTEDYET",
//	   "duration": "60", "url": …}]}
//
// and the incidents of the API, as a list, as "incidents" beside a page, or one
// alone:
//
//	{"id": …, "name": …, "status": "RESOLVED", "started": …, "resolved": …,
//	 "updates": [{"id": …, "message": …, "messageHtml": …, "status": …,
//	   "started": …, "createdAt": …}], "components": [{"id": …, "name": …}]}
//
// Names and messages of pages in several languages are objects by language, of
// which one is taken.

// instatusLists are the lists of a file.
var instatusLists = []string{"activeIncidents", "incidents", "activeMaintenances", "maintenances"}

// instatusScale is the scale of the states of components, which is that of the
// impact, in that of incidents.
var instatusScale = map[string]string{
	"operational": "none", "undermaintenance": "none", "degradedperformance": "minor",
	"minoroutage": "minor", "partialoutage": "major", "majoroutage": "critical",
}

func isInstatusJSON(r *reader) bool {
	root := r.root()
	if root == nil {
		return false
	}
	for _, key := range instatusLists {
		if slices.ContainsFunc(root.list(key), isInstatusIncident) {
			return true
		}
	}
	isState := slices.Contains([]string{"UP", "HASISSUES", "UNDERMAINTENANCE"}, root.str("page", "status"))
	return isState || slices.ContainsFunc(root.items, isInstatusIncident) || isInstatusIncident(root)
}

func isInstatusIncident(v *value) bool {
	state := v.str("status")
	return v.get("name") != nil && (v.get("started") != nil || v.get("start") != nil) && state != "" && state == strings.ToUpper(state) &&
		(v.has("updates") || IsWeb(v.str("url")))
}

func readInstatusJSON(r *reader) {
	root := r.root()
	if root == nil {
		return
	}
	r.readPage(root.get("page"))
	for _, key := range instatusLists {
		for _, v := range root.list(key) {
			r.instatusIncident(v, strings.HasSuffix(strings.ToLower(key), "maintenances"))
		}
	}
	if isInstatusIncident(root) {
		r.instatusIncident(root, false)
	} else if root.kind == list {
		for _, v := range root.items {
			r.instatusIncident(v, false)
		}
	}
}

func (r *reader) instatusIncident(v *value, planned bool) {
	i := Incident{
		ID:     v.str("id"),
		Title:  oneLine(localised(v.get("name"))),
		Status: statusWord(v.str("status")),
		Span:   v.span,
	}
	if i.Title == "" && len(v.list("updates")) == 0 {
		r.noIncident(v, "expected an object with `name` and `updates`")
		return
	}
	i.Maintenance = planned || v.get("start") != nil || i.Status == "Scheduled"
	r.instatusAddress(&i, v)
	i.Started = cmp.Or(r.instatusTime(v, "started"), r.instatusTime(v, "start"))
	i.Resolved = r.instatusTime(v, "resolved")
	i.Length = r.minutes(v, "duration")
	for _, c := range v.list("components") {
		i.Services = append(i.Services, localised(c.get("name")))
	}
	if impact := v.str("impact"); impact != "" {
		i.Severity = instatusScale[strings.ToLower(impact)]
		i.note("Impact: " + markdownBody(oneLine(statusWord(impact))))
	}
	for _, u := range v.list("updates") {
		if r.isUpdate(u) {
			r.instatusUpdate(&i, u)
		}
	}
	i.sortUpdates()
	r.add(i)
}

func (r *reader) instatusUpdate(i *Incident, u *value) {
	at := cmp.Or(r.instatusTime(u, "started"), r.instatusTime(u, "createdAt"))
	body := markdownBody(localised(u.get("message")))
	if body == "" {
		body = htmlBody(localised(u.get("messageHtml")))
	}
	i.tell(Update{Time: at, Status: statusWord(u.str("status")), Body: body})
}

// instatusAddress sets the address of an incident, and its ID where only the
// address has it.
func (r *reader) instatusAddress(i *Incident, v *value) {
	kind := "/incident/"
	if i.Maintenance {
		kind = "/maintenance/"
	}
	switch url := v.str("url"); {
	case IsWeb(url):
		i.Address = url
		if i.ID == "" {
			i.ID = path.Base(url)
		}
	case r.Page.Address != "" && i.ID != "":
		i.Address = r.Page.Address + kind + i.ID
	}
}

// instatusTime returns the time of a field. Some are as JavaScript writes them:
// "Sat Jun 11 2022 18:55:50 GMT+0000 (Coordinated Universal Time)".
func (r *reader) instatusTime(v *value, key string) time.Time {
	if f := v.get(key); f != nil && f.kind == text {
		date, _, _ := strings.Cut(f.text, " (")
		if t, err := time.Parse("Mon Jan _2 2006 15:04:05 GMT-0700", date); err == nil && plausible(t) {
			return named(t)
		}
	}
	return r.time(v, nil, key)
}

// mostMinutes is the longest time that a source may state for an incident.
const mostMinutes = 366 * 24 * 60

// minutes returns a length that is given in minutes, and reports what is none.
func (r *reader) minutes(v *value, key string) time.Duration {
	s := v.str(key)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > mostMinutes {
		r.report("bad-value", v.get(key).span, "`"+key+"` is not a number of minutes", "expected a number such as 60")
		return 0
	}
	return time.Duration(n) * time.Minute
}

// localised returns a text that may be an object of its translations: the
// default one, the English one, or the first that there is.
func localised(v *value) string {
	if v == nil || v.kind != object {
		return v.str()
	}
	for _, language := range []string{"default", "en"} {
		if s := v.str(language); s != "" {
			return s
		}
	}
	for _, f := range v.fields {
		if s := f.value.str(); s != "" {
			return s
		}
	}
	return ""
}
