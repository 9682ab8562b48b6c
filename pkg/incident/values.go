package incident

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// time returns the time of a field, in a zone where it names none. A number is
// the seconds or milliseconds since 1970. It reports what cannot be read. A field
// that is a truth value, as postmortem_published_at is in some places, is no
// time.
func (r *reader) time(v *value, zone *time.Location, key string) time.Time {
	f := v.get(key)
	if f == nil || f.kind == null || f.kind == boolean || f.kind < list && f.str() == "" {
		return time.Time{}
	}
	t, ok := stamp(f.str(), zone)
	if n, err := strconv.ParseInt(f.text, 10, 64); err == nil && !ok {
		if t = time.Unix(n, 0).UTC(); n > 1e11 {
			t = time.UnixMilli(n).UTC()
		}
		ok = n > 0 && plausible(t)
	}
	if !ok {
		r.report("bad-value", f.span, fmt.Sprintf("`%s` is not a time that can be read", key), "expected a time such as 2023-12-12T09:10:00Z")
		r.unread = append(r.unread, fmt.Sprintf("`%s` in the source: %s", key, markdownBody(oneLine(f.str()))))
		return time.Time{}
	}
	return t
}

// IsWeb reports whether an address is one of the web.
func IsWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
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

// textList returns the texts of a list. A text alone is a list of one.
func textList(v *value) []string {
	texts := []string{v.str()}
	for _, item := range v.list() {
		texts = append(texts, item.str())
	}
	return texts
}

// readPage reads what a source says about itself as its page.
func (r *reader) readPage(v *value) {
	r.Page.Name = oneLine(localised(v.get("name")))
	if address := v.str("url"); IsWeb(address) {
		r.Page.Address = strings.TrimRight(address, "/")
	}
}

// zone returns the zone that a field names; UTC where there is none. One that is
// not known is reported.
func (r *reader) zone(v *value, key string) *time.Location {
	name := v.str(key)
	if name == "" {
		return time.UTC
	}
	zone := namedZone(name)
	if zone == nil {
		r.report("bad-value", v.get(key).span, fmt.Sprintf("`%s` is not a zone that is known", key), "times that name no zone are taken for UTC")
		return time.UTC
	}
	return zone
}

// isTrue reports whether a scalar of JSON or YAML is true.
func isTrue(s string) bool {
	switch strings.ToLower(s) {
	case "true", "yes", "on":
		return true
	}
	return false
}
