package importer

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// clocks compares the times of the page with those of the text. Where they
// disagree it reports both, and returns a note with those of the page; "" where
// they agree, or where the notes have them.
func (c *composer) clocks(p *rca.Parsed) string {
	i, w := c.incident, p.Impact
	if i.Report == "" || i.Started.IsZero() || i.Resolved.IsZero() || !clocked(w.Start) || !clocked(w.End) {
		return ""
	}
	page, text := i.Resolved.Sub(i.Started), w.End.Time.Sub(w.Start.Time)
	if page <= 0 || text <= 0 {
		return ""
	}
	late := i.Started.Sub(w.Start.Time)
	if (rca.Length{Shortest: page, Longest: page}).Fits(text) && late.Abs() <= max(text/4, time.Minute) {
		return ""
	}
	d := c.found("import/clocks", fmt.Sprintf("the page and its report disagree: the page counts %s, from %s to %s; the report says %s, from %s to %s",
		inWords(page), when(i.Started), when(i.Resolved), inWords(text), when(w.Start.Time), when(w.End.Time)),
		"find out which is right; both are in the document, `started` and `resolved` are those of the report")
	if s := c.inSource(w.Start.Sentence); s.Len() > 0 {
		d.Span, d.Label = s, "here the report says when it was"
	}
	if len(i.Notes) > 0 {
		return ""
	}
	return fmt.Sprintf("The status page counts from %s to %s, %s.", when(i.Started), when(i.Resolved), inWords(page))
}

// inSource returns where a sentence begins in the source, as far as it stands
// there word for word.
func (c *composer) inSource(sentence string) diag.Span {
	at := c.incident.Span
	text := c.source.File.Bytes[at.Start:at.End]
	for n := len(sentence); n >= 12; n = strings.LastIndexByte(sentence[:n], ' ') {
		if k := bytes.Index(text, []byte(sentence[:n])); k >= 0 {
			return diag.Span{Start: at.Start + k, End: at.Start + k + n}
		}
	}
	return diag.Span{}
}

// clocked reports whether a moment of the text has a day and a clock time that
// are certain.
func clocked(m rca.Moment) bool {
	return !m.IsZero() && !m.DateOnly && !m.Undated && !m.Ambiguous
}

// inWords returns a length of time as documents have it: "2 h 54 min".
func inWords(d time.Duration) string {
	d = d.Round(time.Minute)
	var parts []string
	if days := d / (24 * time.Hour); days > 0 {
		parts = append(parts, fmt.Sprintf("%d d", days))
	}
	if hours := d / time.Hour % 24; hours > 0 {
		parts = append(parts, fmt.Sprintf("%d h", hours))
	}
	if minutes := d / time.Minute % 60; minutes > 0 || len(parts) == 0 {
		parts = append(parts, fmt.Sprintf("%d min", minutes))
	}
	return strings.Join(parts, " ")
}
