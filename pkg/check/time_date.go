package check

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/temporal"
)

func wrongWeekday(p *DocumentPass) {
	dates(p, func(at *rca.Passage, d *temporal.Date) {
		if d.Weekday == nil || d.Impossible || d.Yearless || d.Ambiguous && p.Order == "" {
			return // without a year, the weekday is no mistake but an answer
		}
		day := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
		if day.Weekday() == d.Weekday.Day {
			return
		}
		span := at.Block.Text.Span(d.Weekday.Start, d.Weekday.End)
		written := at.Block.Text.String[d.Weekday.Start:d.Weekday.End]
		right := day.Weekday().String()
		if len(written) < len("Monday") {
			right = right[:3]
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("%s is a %s, not a %s", day.Format("2 January 2006"), day.Weekday(), d.Weekday.Day),
			Span:    span,
			Label:   "not the day of this date",
			Help:    []string{"correct the weekday, or the date if the weekday is right"},
			Fix:     &diag.Fix{Title: "write `" + right + "`", Unsafe: true, Edits: []diag.Edit{{Span: span, Text: right}}},
		})
	})
}

func impossibleDate(p *DocumentPass) {
	dates(p, func(at *rca.Passage, d *temporal.Date) {
		if !d.Impossible {
			return
		}
		last := time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
		month := d.Month.String()
		if d.Month == time.February {
			month = fmt.Sprintf("February %d", d.Year)
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` does not exist", oneLine(at.Block.Text.String[d.Start:d.End])),
			Span:    at.Block.Text.Span(d.Start, d.End),
			Label:   fmt.Sprintf("%s has %d days", month, last),
			Help:    []string{"correct the date"},
		})
	})
}

// oneLine joins the lines of a few words.
func oneLine(words string) string { return strings.Join(strings.Fields(words), " ") }

func ambiguousDate(p *DocumentPass) {
	if p.Order != "" || p.Config.States("date_order") {
		return
	}
	var first *diag.Diagnostic
	others := 0
	dates(p, func(at *rca.Passage, d *temporal.Date) {
		if !d.Ambiguous || isVersion(at.Block.Text.String[:d.Start]) {
			return
		}
		if first != nil {
			others++
			return
		}
		read := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
		swapped := time.Date(d.Year, time.Month(d.Day), int(d.Month), 0, 0, 0, 0, time.UTC)
		first = &diag.Diagnostic{
			Message: fmt.Sprintf("`%s` may be %s or %s", at.Block.Text.String[d.Start:d.End], read.Format("2 January"), swapped.Format("2 January")),
			Span:    at.Block.Text.Span(d.Start, d.End),
			Label:   "read as " + read.Format("2 January 2006"),
			Help:    []string{fmt.Sprintf("write `%s` or `%s`", read.Format(time.DateOnly), swapped.Format(time.DateOnly)), "set `date_order` in rcagen.yaml when the whole site writes dates this way"},
		}
	})
	if first != nil {
		first.Notes = more(others, "date")
		p.Report(*first)
	}
}

// isVersion reports whether a text leads to the number of a version.
func isVersion(before string) bool {
	words := strings.Fields(strings.ToLower(before[max(0, len(before)-16):]))
	return len(words) > 0 && slices.Contains([]string{"version", "release", "build", "tag", "v"}, words[len(words)-1])
}

// latestPublication is how long after an incident a report may still carry the
// day of its publication in its name.
const latestPublication = 183 * 24 * time.Hour

func idDateMismatch(p *DocumentPass) {
	d := p.Document
	start := d.Facts.Impact.Start
	if start.IsZero() || start.Ambiguous && p.Order == "" {
		return
	}
	first := start.Time.AddDate(0, 0, -1) // in another zone it may be the day before
	last := start.Time.AddDate(0, 0, 1)
	for _, m := range []rca.Moment{d.Facts.Impact.End, d.Facts.Mitigated, d.Facts.Resolved} {
		if end := m.Time.AddDate(0, 0, 1); !m.IsZero() && end.After(last) {
			last = end
		}
	}
	seen := map[string]bool{}
	for _, name := range []struct {
		what, key, text string
		published       bool
	}{
		{"title", "title", d.Title, false}, {"id", "id", d.Meta.ID, true}, {"file's name", "", path.Base(d.Path), true},
	} {
		found := temporal.Dates(name.text, p.Config.DateOrder)
		if len(found) != 1 || found[0].Yearless {
			continue
		}
		day := time.Date(found[0].Year, found[0].Month, found[0].Day, 12, 0, 0, 0, time.UTC)
		swapped := time.Date(found[0].Year, time.Month(found[0].Day), int(found[0].Month), 12, 0, 0, 0, time.UTC)
		shown := day.Format(time.DateOnly)
		within := func(t time.Time) bool {
			return t.After(dayOf(first)) && t.Before(dayOf(last).AddDate(0, 0, 1))
		}
		if within(day) || found[0].Ambiguous && within(swapped) || seen[shown] ||
			name.published && day.After(first) && day.Sub(last) < latestPublication {
			continue
		}
		seen[shown] = true
		finding := diag.Diagnostic{
			Message: fmt.Sprintf("the %s says %s, but the incident began on %s", name.what, shown, start.Time.Format(time.DateOnly)),
			Span:    d.Keys[name.key],
			Related: []diag.Related{{Path: d.File, Span: start.Span, Label: "the incident began here"}},
			Help:    []string{"correct the date that is wrong"},
		}
		if span, ok := wordsOf(p, d.Keys[name.key], name.text[found[0].Start:found[0].End]); ok {
			finding.Span, finding.Label = span, "another day"
		}
		p.Report(finding)
	}
}

// wordsOf finds words in a span of the file.
func wordsOf(p *DocumentPass, s diag.Span, words string) (diag.Span, bool) {
	if s == (diag.Span{}) {
		return s, false
	}
	at := strings.Index(string(p.Source.Bytes[s.Start:s.End]), words)
	if at < 0 {
		return s, false
	}
	return diag.Span{Start: s.Start + at, End: s.Start + at + len(words)}, true
}

// futureTimes reports the latest time of each incident that lies ahead.
func futureTimes(p *SitePass) {
	if p.Site.AsOf.IsZero() {
		return
	}
	for _, page := range p.pages {
		f := page.Document.Facts
		moments := []rca.Moment{f.Impact.Start, f.Impact.End, f.Detected, f.Mitigated, f.Resolved}
		for _, e := range f.Timeline {
			if !e.Undated && !planned(e.Text) {
				moments = append(moments, e.Moment)
			}
		}
		var latest rca.Moment
		for _, m := range moments {
			if !m.IsZero() && !m.Ambiguous && m.Time.After(latest.Time) {
				latest = m
			}
		}
		if !latest.Time.After(p.Site.AsOf.AddDate(0, 0, 1)) { // a day for the zones
			continue
		}
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("%s is in the future", showMoment(latest)),
			Path:    page.Document.File,
			Span:    latest.Span,
			Label:   showLength(latest.Time.Sub(p.Site.AsOf)) + " ahead",
			Help:    []string{"correct the date"},
			Notes:   []string{"compared with " + p.Site.AsOf.Format(time.DateOnly)},
		})
	}
}

// planned reports whether an entry is about what is still to come.
func planned(text string) bool {
	text = " " + strings.ToLower(text)
	return slices.ContainsFunc([]string{" will ", " expires", " planned", " scheduled", " due"}, func(w string) bool { return strings.Contains(text, w) })
}

func relativeTime(p *DocumentPass) {
	p.judged(relative, func(h hit, text string) {
		p.Report(diag.Diagnostic{
			Message: fmt.Sprintf("`%s` loses its meaning as time goes by", text),
			Span:    h.span,
			Label:   "which day?",
			Help:    []string{"write the date"},
		})
	})
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}
