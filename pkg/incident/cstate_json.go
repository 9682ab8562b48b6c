package incident

import (
	"cmp"
	"strings"
	"time"
)

// The shapes of cState's JSON: the front page, /index.json, with the open
// issues of each system, lists as /issues/index.json, and one issue. They are
// documented at https://cstate.mnts.lt/wiki/api-v5.
//
//	{"is": "index", "cStateVersion": "5.2", "title": …, "baseURL": …,
//	 "systems": [{"name": …, "unresolvedIssues": […]}], "pinnedIssues": […]}
//
//	{"is": "issues", "pages": [{"is": "issue", "title": …, "createdAt": …,
//	  "lastMod": …, "permalink": …, "severity": "down", "resolved": true,
//	  "informational": false, "resolvedAt": …, "affected": […], "filename": …}]}
//
// An issue alone has its text, in HTML, as "body". Version 4 had "created_at"
// and "resolved_at", and "section" in place of "is". Values that the front
// matter lacks are "<no value>".

// cstateIssues returns the issues in a file of JSON, each once: an open one
// stands below every system that it affects.
func (r *reader) cstateIssues() (list []*value) {
	seen := map[string]bool{}
	var walk func(v *value)
	walk = func(v *value) {
		if isCStateIssue(v) {
			key := v.str("permalink") + "\n" + v.str("filename") + "\n" + v.str("title") + "\n" + cstateValue(v, "createdAt", "created_at")
			if !seen[key] {
				seen[key] = true
				list = append(list, v)
			}
			return
		}
		for _, item := range v.list() {
			walk(item)
		}
		if v.kind == object {
			for _, f := range v.fields {
				walk(f.value)
			}
		}
	}
	if root := r.root(); root != nil {
		walk(root)
	}
	return list
}

func isCStateIssue(v *value) bool {
	return v.str("is") == "issue" && v.get("title") != nil ||
		v.str("section") == "issues" && v.has("title", "created_at", "severity")
}

func (r *reader) cstateJSON() {
	root := r.root()
	if root == nil {
		return
	}
	if base := root.str("baseURL"); IsWeb(base) {
		r.Page.Address = strings.TrimRight(base, "/")
	}
	if root.str("is") == "index" {
		r.Page.Name = oneLine(root.str("title"))
	}
	for _, v := range r.cstateIssues() {
		r.cstateIssue(v)
	}
}

func (r *reader) cstateIssue(v *value) {
	i := Incident{Title: oneLine(cstateValue(v, "title")), Span: v.span}
	i.ID = strings.TrimSuffix(oneLine(cstateValue(v, "filename")), ".md")
	if i.Title == "" {
		r.noIncident(v, "expected an issue with `title`")
		return
	}
	switch link := v.str("permalink"); {
	case IsWeb(link):
		i.Address = link
	case strings.HasPrefix(link, "/") && r.Page.Address != "":
		i.Address = r.Page.Address + link
	}
	i.rank("Severity", cstateValue(v, "severity"), cstateScale)
	i.Maintenance = i.Severity == "minor" && cstateTitle.MatchString(i.Title)
	i.Started = cmp.Or(r.cstateTime(v, "createdAt"), r.cstateTime(v, "created_at"))
	if isTrue(v.str("resolved")) {
		i.Status = "Resolved"
		i.Resolved = cmp.Or(r.cstateTime(v, "resolvedAt"), r.cstateTime(v, "resolved_at"))
	}
	i.Services = textList(v.get("affected"))
	if isTrue(v.str("informational")) {
		i.note("Informational: true")
	}
	if body := htmlBody(v.str("body")); isLong(body) {
		i.Report = body
	} else {
		i.note(body)
	}
	r.add(i)
}

// cstateValue returns the first of several fields that has a value.
func cstateValue(v *value, keys ...string) string {
	s := ""
	for _, key := range keys {
		s = cmp.Or(s, strings.TrimPrefix(v.str(key), "<no value>"))
	}
	return s
}

// cstateTime returns the time of a field, which is as Go writes times. A date
// that the front matter lacks is in the year 1.
func (r *reader) cstateTime(v *value, key string) time.Time {
	if s := cstateValue(v, key); s == "" || strings.HasPrefix(s, "0001-01-01") {
		return time.Time{}
	}
	return r.time(v, r.ctx.Zone, key)
}
