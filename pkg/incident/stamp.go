package incident

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/temporal"
	"golang.org/x/net/html"
)

// part is what stands behind a time in the content of a feed's entry; the first
// one has none.
type part struct {
	stamp string // "Aug 21, 00:37 UTC"
	html  string
}

// yearless is a time without a year: "Aug 21, 00:37 UTC".
var yearless = regexp.MustCompile(`^([A-Z][a-z]{2,8})\.? ([0-9]{1,2}), ([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?)(?: (\S.{0,40}))?$`)

// stampedParts divides the content of an entry at the times in it.
func stampedParts(content string) []part {
	parts := []part{{}}
	z := html.NewTokenizer(strings.NewReader(content))
	at, from := 0, 0     // at: offset behind the token; from: where the part begins
	open, text := -1, "" // offset of the open `<small>`, and the text in it
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := len(z.Raw())
		switch kind {
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			if string(name) != "small" {
				break
			}
			if kind == html.StartTagToken {
				open, text = at, ""
				break
			}
			if s := oneLine(text); open >= 0 && yearless.MatchString(s) {
				parts[len(parts)-1].html = content[from:open]
				parts, from = append(parts, part{stamp: s}), at+raw
			}
			open = -1
		case html.TextToken:
			if open >= 0 && len(text) < 200 {
				text += string(z.Text())
			}
		}
		at += raw
	}
	parts[len(parts)-1].html = content[from:]
	return parts
}

// leadingStrong is the state at the beginning of an update, which the text
// follows behind a dash.
var leadingStrong = regexp.MustCompile(`(?is)^(?:\s|<br\s*/?>|<p>)*<strong>([^<]{1,40})</strong>(?:\s*[-–—:]\s)?`)

// stampedUpdates adds the updates of an entry of Statuspage's.
func (r *reader) stampedUpdates(i *Incident, e *entry, parts []part, published, updated time.Time) {
	if intro := htmlBody(parts[0].html); intro != "" {
		i.Notes = append(i.Notes, intro)
		i.Maintenance = strings.Contains(strings.ToLower(intro), "scheduled event")
	}
	y := years{anchors: []time.Time{updated, published}}
	for _, p := range parts[1:] {
		u := Update{Time: r.partTime(i, e, p, &y)}
		body := p.html
		if m := leadingStrong.FindStringSubmatch(body); m != nil {
			u.Status, body = statusWord(html.UnescapeString(oneLine(m[1]))), body[len(m[0]):]
		}
		u.Body = htmlBody(body)
		if isReport(u.Status) {
			if i.Report == "" {
				i.Report, i.Published = u.Body, u.Time
			} else if u.Body != "" {
				i.Notes = append(i.Notes, u.Body) // an older one
			}
			continue
		}
		setOnce(&i.Status, u.Status)
		i.Updates = append(i.Updates, u)
	}
	slices.Reverse(i.Updates)
	i.sortUpdates()
	i.timesOfUpdates()
}

// partTime returns the time of an update. Where its zone is not certain, that of
// the entry's date serves, unless it is UTC, which is what servers write who do
// not say; the text of the time is then a note.
func (r *reader) partTime(i *Incident, e *entry, p part, y *years) time.Time {
	m := yearless.FindStringSubmatch(p.stamp)
	zone, certain := zoneOf(m[4], r.ctx.Zone)
	if !certain {
		r.report("bad-value", r.zonePlace(e, m[4]), "the zone of this time has no one meaning: "+diag.Excerpt(m[4]), "the time is that of the offset in the entry's date, where that has one")
		i.Notes = append(i.Notes, "Updated "+markdownBody(html.EscapeString(p.stamp)))
		zone = y.zone(m[4])
	}
	t, ok := y.next(m[1]+" "+m[2]+", ", ", "+m[3], zone)
	if !ok && certain {
		r.report("bad-value", e.body, "the time of an update cannot be read: "+diag.Excerpt(p.stamp), "expected a time such as Aug 21, 00:37 UTC")
		i.Notes = append(i.Notes, "Updated "+markdownBody(html.EscapeString(p.stamp)))
	}
	return t
}

// zoneOf returns the zone that an abbreviation names, or the one that is given
// where there is none; not certain are those with several meanings or none.
func zoneOf(name string, otherwise *time.Location) (zone *time.Location, certain bool) {
	if name == "" {
		return otherwise, true
	}
	for _, p := range temporal.Read("2000-01-01 00:00 "+name, temporal.Context{}).Points {
		if p.Clock != nil && p.Clock.Zone.Name == name {
			zone = p.Clock.Zone.Location()
		}
	}
	return zone, zone != nil
}

// zonePlace returns the place of an abbreviation in an entry's content.
func (r *reader) zonePlace(e *entry, name string) diag.Span {
	body := r.text[e.body.Start:e.body.End]
	for _, behind := range []string{"&lt;", "<"} {
		if i := strings.Index(body, name+behind); i >= 0 {
			return diag.Span{Start: e.body.Start + i, End: e.body.Start + i + len(name)}
		}
	}
	return e.body
}

// years finds the years of times that are told without, from the newest to the
// oldest.
type years struct {
	anchors []time.Time // one of which the newest time is near to; may be zero
	newer   time.Time   // the time before
}

// disorder is how much later than its successor an update may say that it is,
// because people correct times, before it is taken for one of the year before.
const disorder = 48 * time.Hour

// next returns a time whose date and clock time are given, with the year between
// them to be found. It fails where no year has such a time.
func (y *years) next(date, clock string, zone *time.Location) (best time.Time, ok bool) {
	anchors := y.anchors
	if !y.newer.IsZero() {
		anchors = []time.Time{y.newer}
	}
	distance := time.Duration(1<<63 - 1)
	for _, anchor := range anchors {
		if anchor.IsZero() || zone == nil {
			continue
		}
		for year := anchor.Year() - 4; year <= anchor.Year()+1; year++ { // 29 February
			t, read := moment(date+strconv.Itoa(year)+clock, temporal.Context{Zone: zone})
			away := t.Sub(anchor).Abs()
			if !read || !y.newer.IsZero() && t.Sub(anchor) > disorder || away >= distance {
				continue
			}
			best, ok, distance = t, true, away
		}
	}
	if ok {
		best = best.In(zone)
		y.newer = best
	}
	return best, ok
}

// zone returns the zone of the anchors with another name; nil where they are in
// UTC.
func (y *years) zone(name string) *time.Location {
	for _, a := range y.anchors {
		if _, offset := a.Zone(); offset != 0 {
			return time.FixedZone(name, offset)
		}
	}
	return nil
}
