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
	targetRest     = regexp.MustCompile(`^[^\s)>#]*`)
	ruleRest       = regexp.MustCompile(`^[a-z0-9/*-]*`)
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
		return c.add(from, c.rest(targetRest), c.pictures()...)
	case isAnchor:
		return c.add(c.offset-len(fragment), c.rest(targetRest), c.anchors(file)...)
	}
	return c.add(from, c.rest(targetRest), c.pages(func(d *rca.Document, to string) item {
		return item{text: to, filter: to + " " + d.Title}
	})...)
}

// reference proposes whole links to RCAs behind an opening bracket.
func (c *completer) reference() bool {
	m := referenceStart.FindStringSubmatchIndex(c.before)
	if m == nil || strings.TrimSpace(c.before[m[4]:]) == "" && isBox(c.before[:m[2]]) {
		return false
	}
	return c.add(c.lineStart+m[2], 0, c.pages(func(d *rca.Document, to string) item {
		return item{text: "[" + escapeLabel(d.ShortTitle) + "](" + to + ")", label: d.Title, filter: "[" + d.Title + " " + to}
	})...)
}

// isBox reports whether a bracket behind a text begins the box of an action.
func isBox(before string) bool {
	before = strings.TrimSpace(before)
	return before == "-" || before == "*"
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
		i := write(d, target(c.text.file, d.File))
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
		items = append(items, item{text: target(c.text.file, f), kind: itemFile})
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
		return c.add(c.lineStart+m[2], c.rest(ruleRest), c.rules()...)
	}
	m := commentStart.FindStringSubmatchIndex(c.before)
	if m == nil {
		return false
	}
	var items []item
	for _, word := range check.CommentWords() {
		items = append(items, item{text: word, kind: itemProperty})
	}
	return c.add(c.lineStart+m[2], c.rest(ruleRest), items...)
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
