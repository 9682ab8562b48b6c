package lsp

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

var (
	referenceStart = regexp.MustCompile(`(?:^|[^\]!\\])(\[([^\]\[]*))$`)
)

// target proposes where the link that is being written could lead: an RCA, a
// heading, a picture.
func (c *completer) target() bool {
	at := strings.LastIndex(c.before, "](")
	label := strings.LastIndexByte(c.before[:max(at, 0)], '[')
	if at < 0 || label < 0 || strings.ContainsAny(c.before[at:], ")>") {
		return false
	}
	typed := strings.TrimPrefix(c.before[at+len("]("):], "<")
	from := c.offset - len(typed)
	switch file, fragment, isAnchor := strings.Cut(typed, "#"); {
	case label > 0 && c.before[label-1] == '!':
		return c.add(from, c.pictures()...)
	case isAnchor:
		return c.add(c.offset-len(fragment), c.anchors(file)...)
	}
	return c.add(from, c.pages(func(d *rca.Document, to string) item {
		return item{text: to, filter: to + " " + d.Title}
	})...)
}

// reference proposes whole links to RCAs behind an opening bracket.
func (c *completer) reference() bool {
	m := referenceStart.FindStringSubmatchIndex(c.before)
	if m == nil || strings.TrimSpace(c.before[m[4]:]) == "" && isBox(c.before) {
		return false
	}
	return c.add(c.lineStart+m[2], c.pages(func(d *rca.Document, to string) item {
		return item{text: "[" + escapeLabel(d.ShortTitle) + "](" + to + ")", label: d.Title, filter: "[" + d.Title + " " + to}
	})...)
}

// isBox reports whether a bracket begins the box of an action.
func isBox(before string) bool {
	before = strings.TrimLeft(before, " \t")
	return strings.HasPrefix(before, "- [") || strings.HasPrefix(before, "* [")
}

func escapeLabel(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "`", "\\`", "<", `\<`).Replace(text)
}

// pages makes an item of each other document, given the target of a link to it.
func (c *completer) pages(write func(d *rca.Document, to string) item) (items []item) {
	for _, d := range c.state.documents() {
		if d.File == c.text.file {
			continue
		}
		to := relative(c.text.file, d.File)
		if strings.ContainsAny(to, " ()<>\\\r\n") {
			to = strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C").Replace(to)
		}
		i := write(d, to)
		i.kind, i.detail = itemReference, d.Title
		if i.label != "" {
			i.detail = ""
		}
		if !d.Date.IsZero() {
			i.detail = strings.TrimSpace(d.Date.Format(time.DateOnly) + " " + i.detail)
		}
		i.doc = plain(d.Description)
		items = append(items, i)
	}
	return items
}

// anchors lists the headings of the document that a target names, of this one for
// "".
func (c *completer) anchors(file string) (items []item) {
	p := c.text.parsed()
	if p == nil {
		return nil
	}
	d := p.Document
	if file != "" {
		g, ok := c.state.follow(d, markdown.Link{Target: file})
		if !ok {
			return nil
		}
		if d = c.state.document(g.file); d == nil {
			return nil
		}
	}
	for _, h := range d.Headings {
		if h.ID != "" {
			items = append(items, item{text: h.ID, filter: h.ID + " " + h.Text, detail: h.Text, kind: itemReference})
		}
	}
	return items
}

// pictures lists the pictures of the project, those beside the document first.
func (c *completer) pictures() (items []item) {
	files := c.state.snapshot.Site.Pictures()
	dir := path.Dir(c.text.file) + "/"
	slices.SortStableFunc(files, func(a, b string) int {
		switch here, there := strings.HasPrefix(a, dir), strings.HasPrefix(b, dir); {
		case here && !there:
			return -1
		case there && !here:
			return 1
		}
		return strings.Compare(a, b)
	})
	for _, f := range files {
		items = append(items, item{text: strings.ReplaceAll(relative(c.text.file, f), " ", "%20"), kind: itemFile})
	}
	return items
}

var (
	commentStart = regexp.MustCompile(`<!--\s*(rcagen[a-z-]*|r?c?a?g?e?)$`)
	ruleStart    = regexp.MustCompile(`<!--\s*rcagen-(?:disable|enable)[a-z-]*\s+(?:[a-z0-9/*-]+[\s,]+)*([a-z0-9/*-]*)$`)
)

// comment proposes what a comment to rcagen can say: its word, and then rules,
// those first that have findings here.
func (c *completer) comment() bool {
	if m := ruleStart.FindStringSubmatchIndex(c.before); m != nil {
		return c.add(c.lineStart+m[2], c.rules()...)
	}
	m := commentStart.FindStringSubmatchIndex(c.before)
	if m == nil {
		return false
	}
	var items []item
	for _, word := range check.CommentWords() {
		items = append(items, item{text: word, kind: itemProperty})
	}
	return c.add(c.lineStart+m[2], items...)
}

// rules lists the rules that can be disabled.
func (c *completer) rules() (items []item) {
	here := map[string]bool{}
	for _, d := range c.text.found() {
		here[d.Rule] = true
	}
	for _, first := range []bool{true, false} {
		for _, r := range check.Rules() {
			if here[r.Name] == first && check.IsSuppressible(r.Name) {
				items = append(items, item{text: r.Name, kind: itemValue, detail: r.Severity.String(), doc: r.Finds})
			}
		}
	}
	return items
}
