package importer

import (
	"regexp"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// publicHeading is the heading above what was told in public; package rca knows
// it.
const publicHeading = "Public updates"

// updates writes what was told in public as a list, oldest first.
func updates(list []incident.Update) string {
	var b strings.Builder
	for _, u := range list {
		b.WriteString(item(u))
	}
	return b.String()
}

// item writes one update: its time, its state, and the text.
func item(u incident.Update) string {
	lead := when(u.Time)
	if u.Status != "" {
		lead = strings.TrimPrefix(lead+", **"+escaped(u.Status)+"**", ", ")
	}
	text := strings.Trim(u.Body, "\n")
	switch {
	case text == "":
		text = lead
	case lead == "":
	case blockStart.MatchString(text):
		text = lead + "\n\n" + text
	default:
		text = lead + ": " + text
	}
	var b strings.Builder
	b.WriteString("- ")
	for i, line := range strings.Split(text, "\n") {
		if i > 0 && line != "" {
			b.WriteString("  ")
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// blockStart matches what cannot follow a text on its line: a heading, a list,
// a quote, code, a table, a rule.
var blockStart = regexp.MustCompile("^(?:#{1,6}[ \t]|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|>|```|~~~|\\||    |:::|(?:[-*_][ \t]*){3,}$)")

// when writes a time as the timeline has it, in its zone: by the abbreviation
// that the source uses where that is read back as the same moment, else by the
// offset from UTC.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	clock := t.Format("2006-01-02 15:04")
	name, offset := t.Zone()
	if offset == 0 && (name == "UTC" || name == "") {
		return clock + " UTC"
	}
	if named := clock + " " + name; name != "" && readsAs(named, t) {
		return named
	}
	return clock + " UTC" + t.Format("-07:00")
}

// readsAs reports whether a text is read as a moment.
func readsAs(text string, t time.Time) bool {
	ctx := temporal.Context{}
	points := temporal.Read(text, ctx).Points
	if len(points) != 1 || points[0].End != len(text) {
		return false
	}
	m, ok := ctx.Moment(points[0])
	return ok && m.Time.Equal(t.Truncate(time.Minute))
}

// marks are the characters that mean something in a line of Markdown.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "|", `\|`)

// escaped returns a plain text as Markdown.
func escaped(s string) string { return marks.Replace(s) }
