package incident

import (
	"regexp"
	"slices"
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
		i.note(intro)
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
		i.tell(u)
	}
	slices.Reverse(i.Updates)
	i.settle()
}

// partTime returns the time of an update. Where its zone is not certain, that of
// the entry's date serves, unless it is UTC, which is what servers write who do
// not say; the text of the time is then a note.
func (r *reader) partTime(i *Incident, e *entry, p part, y *years) time.Time {
	m := yearless.FindStringSubmatch(p.stamp)
	zone, certain := zoneOf(m[4], r.ctx.Zone)
	if !certain {
		r.report("bad-value", r.zonePlace(e, m[4]), "the zone of this time has no one meaning: "+diag.Excerpt(m[4]), "the time is that of the offset in the entry's date, where that has one")
		i.note("Updated " + markdownBody(html.EscapeString(p.stamp)))
		zone = y.zone(m[4])
	}
	t, ok := y.next(m[1]+" "+m[2]+", ", ", "+m[3], zone)
	if !ok && certain {
		r.report("bad-value", e.body, "the time of an update cannot be read: "+diag.Excerpt(p.stamp), "expected a time such as Aug 21, 00:37 UTC")
		i.note("Updated " + markdownBody(html.EscapeString(p.stamp)))
	}
	return t
}

// zonePlace returns the place of an abbreviation in an entry's content, which is
// asked for those of a content in their order.
func (r *reader) zonePlace(e *entry, name string) diag.Span {
	at := max(e.at, e.body.Start)
	for at < e.body.End {
		i := strings.Index(r.text[at:e.body.End], name)
		if i < 0 {
			break
		}
		s := diag.Span{Start: at + i, End: at + i + len(name)}
		at = s.End
		if behind := r.text[at:e.body.End]; strings.HasPrefix(behind, "<") || strings.HasPrefix(behind, "&lt;") {
			e.at = at
			return s
		}
	}
	e.at = e.body.End // it is written in another way: what follows is not looked for
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
	if zone == nil {
		return best, false
	}
	anchors := y.anchors
	if !y.newer.IsZero() {
		anchors = []time.Time{y.newer}
	}
	leap, read := moment(date+"2000"+clock, temporal.Context{Zone: zone})
	if !read {
		return best, false
	}
	distance := time.Duration(1<<63 - 1)
	for _, anchor := range anchors {
		if anchor.IsZero() {
			continue
		}
		for year := anchor.Year() - 4; year <= anchor.Year()+1; year++ { // 29 February
			t := time.Date(year, leap.Month(), leap.Day(), leap.Hour(), leap.Minute(), leap.Second(), 0, zone)
			away := t.Sub(anchor).Abs()
			if t.Day() != leap.Day() || !y.newer.IsZero() && t.Sub(anchor) > disorder || away >= distance {
				continue
			}
			best, ok, distance = t, true, away
		}
	}
	if ok {
		y.newer = best
	}
	return best, ok
}

// zone returns the zone of the anchors with another name; nil where they are in
// UTC.
func (y *years) zone(name string) *time.Location {
	for _, a := range y.anchors {
		if _, offset := a.Zone(); offset != 0 {
			return fixedZone(name, offset)
		}
	}
	return nil
}
