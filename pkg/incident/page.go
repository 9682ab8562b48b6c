package incident

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The shape of an incident's page of Statuspage's, by the classes of its
// elements:
//
//	.incident-name                 the title
//	.subheader                     Incident Report for <a>Example Cloud</a>
//	.update-row                    one for every update, the newest first, and the post-mortem
//	  .update-title                its state
//	  .update-body                 its text
//	  .update-timestamp            Posted Sep 16, 2019 - 16:43 BST
//	    [data-datetime-unix]       the same in milliseconds
//	.postmortem-container          the post-mortem, where it is no row
//	.components-affected           This incident affected: Jobs (Exports, Imports) and API.
//
// The address is that of the canonical link.

// Bounds on the page.
const (
	mostPage      = 8 << 20 // bytes
	mostPageDeep  = 200
	mostPageNodes = 1_000_000
)

func isStatuspageHTML(r *reader) bool {
	if !strings.HasPrefix(strings.TrimLeft(r.text[:min(len(r.text), 4096)], " \t\r\n"), "<") {
		return false
	}
	return strings.Contains(r.text, "incident-name") && (strings.Contains(r.text, "update-row") || strings.Contains(r.text, "postmortem") || strings.Contains(r.text, "Incident Report for"))
}

func readStatuspageHTML(r *reader) {
	if len(r.text) > mostPage {
		r.report("unreadable", diag.Span{}, fmt.Sprintf("the page is larger than %s", diag.Size(mostPage, mostPage)), "import the page of one incident")
		return
	}
	doc := parseHTML(r.text, mostPageDeep, mostPageNodes)
	if doc == nil {
		r.report("unreadable", diag.Span{}, "the page has too many elements, or too many in one another", "copy the text of the page into a file, and import that")
		return
	}
	p := &pageReader{reader: r}
	p.Incident.Span = wholeText(r.text)
	p.read(doc)
}

// pageReader reads the page of an incident.
type pageReader struct {
	*reader
	Incident
	at int // offset in the source behind the last time of an update
}

func (p *pageReader) read(doc *html.Node) {
	p.head(doc)
	title := withClass(doc, "incident-name")
	if title == nil {
		p.report("unreadable", diag.Span{}, "the page has no element of the class incident-name", "save the page of one incident")
		return
	}
	p.Title = textOf(title)
	p.pageName(doc)
	for n := range doc.Descendants() {
		if report := hasClass(n, "postmortem-container"); (report || hasClass(n, "update-row")) && !isInner(n) {
			p.update(n, report)
		}
	}
	for _, n := range allWithClass(doc, "components-affected") {
		p.affected(textOf(n))
	}
	slices.Reverse(p.Updates)
	p.settle()
	if len(p.Updates) == 0 && p.Report == "" {
		p.report("unreadable", diag.Span{}, "the page has neither an update nor a post-mortem", "save the page again: a part of it is missing")
	}
	p.add(p.Incident)
}

// head reads the address of the page.
func (p *pageReader) head(doc *html.Node) {
	for n := range doc.Descendants() {
		switch {
		case n.DataAtom == atom.Link && hasWord(attr(n, "rel"), "canonical") && IsWeb(attr(n, "href")):
			p.Address = attr(n, "href")
		case n.DataAtom == atom.Meta && attr(n, "property") == "og:url" && IsWeb(attr(n, "content")) && p.Address == "":
			p.Address = attr(n, "content")
		}
	}
	p.Address = cmp.Or(p.Address, p.Source.Address)
	u, err := url.Parse(p.Address)
	if err != nil || u.Host == "" {
		p.Address = ""
		return
	}
	p.Page.Address = u.Scheme + "://" + u.Host
	if dir, id := path.Split(strings.TrimRight(u.Path, "/")); path.Base(dir) == "incidents" {
		p.ID = id
	}
}

// pageName reads whose page it is: the text behind `Incident Report for`, which
// is a link on most pages.
func (p *pageReader) pageName(doc *html.Node) {
	for n := range doc.Descendants() {
		if n.Type != html.TextNode {
			continue
		}
		m := reportFor.FindStringSubmatch(oneLine(n.Data))
		if m == nil {
			continue
		}
		link := n.NextSibling
		if p.Page.Name = m[1]; p.Page.Name != "" || link == nil {
			return
		}
		p.Page.Name = textOf(link)
		if u, err := url.Parse(attr(link, "href")); err == nil && IsWeb(attr(link, "href")) && p.Page.Address == "" {
			p.Page.Address = u.Scheme + "://" + u.Host
		}
		return
	}
}

// update reads an update or the post-mortem.
func (p *pageReader) update(row *html.Node, report bool) {
	u := Update{Status: statusWord(textOf(withClass(row, "update-title", "postmortem-title")))}
	stamp := withClass(row, "update-timestamp", "postmortem-timestamp")
	if stamp != nil {
		u.Time = p.posted(stamp)
	}
	if body := withClass(row, "update-body", "postmortem-body", "markdown-display"); body != nil {
		u.Body = bodyOf(body)
	} else {
		u.Body = bodyOf(row)
	}
	switch {
	case report:
		p.reported(u.Body, u.Time)
	case u.Body != "" || u.Status != "" || !u.Time.IsZero():
		p.tell(u)
	}
}

// bodyOf returns the Markdown of what an element holds, without the title and
// the time of an update.
func bodyOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		if !hasClass(c, "update-title", "postmortem-title", "update-timestamp", "postmortem-timestamp") {
			_ = html.Render(&b, c) // a builder takes everything; what cannot be written is left out
		}
	}
	return htmlBody(b.String())
}

// postedOn is the time in the text of an update's: "Posted Sep 16, 2019 - 16:43
// BST". On older pages words such as "3 years ago." stand before it.
var postedOn = regexp.MustCompile(`([A-Z][a-z]{2,8}\.? [0-9]{1,2}, [0-9]{4}) ?[-–,] ?([0-9]{1,2}:[0-9]{2})(?: ?(\S{1,40}))?`)

// posted returns the time of an update. The instant is that for machines, where
// there is one, in the zone that is printed for people.
func (p *pageReader) posted(n *html.Node) time.Time {
	place := p.place(n)
	var instant time.Time
	for c := range n.Descendants() {
		if ms, err := strconv.ParseInt(attr(c, "data-datetime-unix"), 10, 64); err == nil && instant.IsZero() {
			if instant = time.UnixMilli(ms).UTC(); ms < 1e11 {
				instant = time.Unix(ms, 0).UTC()
			}
		}
	}
	if !plausible(instant) {
		instant = time.Time{}
	}
	m := postedOn.FindStringSubmatch(textOf(n))
	switch {
	case m == nil && instant.IsZero():
		p.report("bad-value", place, "the time of this update cannot be read", "expected a time such as `Posted Sep 16, 2019 - 16:43 BST`")
		p.note(markdownBody(html.EscapeString(textOf(n))))
		return instant
	case m == nil:
		return instant
	}
	zone, certain := zoneOf(m[3], p.ctx.Zone)
	if !instant.IsZero() {
		if local, ok := moment(m[1]+", "+m[2]+" UTC", p.ctx.Context); ok && !certain {
			zone = offsetOf(m[3], local.Sub(instant.Truncate(time.Minute)))
		}
		if zone == nil {
			zone = time.UTC
		}
		return instant.In(zone)
	}
	if !certain {
		p.report("bad-value", place, "the zone of this time has no one meaning: "+diag.Excerpt(m[3]))
		p.note(markdownBody(html.EscapeString(m[0])))
		return time.Time{}
	}
	read := p.ctx.Context
	read.Zone = zone
	t, ok := moment(m[1]+", "+m[2], read)
	if !ok {
		p.report("bad-value", place, "the time of this update cannot be read: "+diag.Excerpt(m[0]), "expected a time such as `Posted Sep 16, 2019 - 16:43 BST`")
		p.note(markdownBody(html.EscapeString(m[0])))
	}
	return t
}

// offsetOf returns a zone of that name whose clocks show so much more than UTC's;
// nil when there is none.
func offsetOf(name string, offset time.Duration) *time.Location {
	if offset.Abs() > 14*time.Hour || offset%(15*time.Minute) != 0 {
		return nil
	}
	return fixedZone(name, int(offset/time.Second))
}

// place returns where in the source the class of an element stands. Elements are
// asked for in the order of the source.
func (p *pageReader) place(n *html.Node) diag.Span {
	class := attr(n, "class")
	i := strings.Index(p.text[p.at:], class)
	if class == "" || i < 0 { // it is written in another way: what follows is not looked for
		p.at = len(p.text)
		return diag.Span{}
	}
	s := diag.Span{Start: p.at + i, End: p.at + i + len(class)}
	p.at = s.End
	return s
}

// affected reads which components were.
func (p *pageReader) affected(text string) {
	if text == "" {
		return
	}
	if m := affectedLine.FindStringSubmatch(text); m != nil {
		p.Services = append(p.Services, componentNames(m[1])...)
	}
	p.note(markdownBody(html.EscapeString(text)))
}

// attr returns an attribute of an element, "" when it has none of that name.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// hasWord reports whether a list of words has one, in any case.
func hasWord(list, word string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(w string) bool { return strings.EqualFold(w, word) })
}

// hasClass reports whether an element is of one of the classes.
func hasClass(n *html.Node, classes ...string) bool {
	value := attr(n, "class")
	return value != "" && slices.ContainsFunc(classes, func(c string) bool { return hasWord(value, c) })
}

// allWithClass returns the elements of a class, in order.
func allWithClass(n *html.Node, class string) (list []*html.Node) {
	for d := range n.Descendants() {
		if hasClass(d, class) {
			list = append(list, d)
		}
	}
	return list
}

// withClass returns the first element of the first class that there is one of.
func withClass(n *html.Node, classes ...string) *html.Node {
	for _, class := range classes {
		for d := range n.Descendants() {
			if hasClass(d, class) {
				return d
			}
		}
	}
	return nil
}

// isInner reports whether the element of an update is in that of another one.
func isInner(n *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if hasClass(n, "postmortem-container", "update-row") {
			return true
		}
	}
	return false
}

// textOf returns the text of an element in one line.
func textOf(n *html.Node) string {
	var b strings.Builder
	if n != nil {
		for d := range n.Descendants() {
			if d.Type == html.TextNode && !unseen[d.Parent.DataAtom] {
				b.WriteString(d.Data)
			}
		}
	}
	return oneLine(b.String())
}
