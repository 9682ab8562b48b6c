package lsp

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// mostItems is how many completions one request gets: the client asks again when
// more is typed.
const mostItems = 100

// completion proposes what could stand at a place.
func (s *server) completion(_ context.Context, p *positionParams) (*completionList, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	list := &completionList{Items: []completionItem{}}
	if !t.isDocument() {
		return list, nil
	}
	c := &completer{server: s, text: t, state: t.project.now(), list: list, offset: t.places.offset(p.Position)}
	line, where := t.places.line(c.offset)
	c.line, c.lineStart = string(line), where.Start
	c.before, c.after = c.line[:c.offset-where.Start], c.line[c.offset-where.Start:]
	if c.inFrontMatter() {
		c.frontMatter()
		return list, nil
	}
	for _, propose := range []func() bool{c.comment, c.target, c.heading, c.owner, c.reference, c.clock} {
		if propose() {
			break
		}
	}
	return list, nil
}

// completer collects the proposals for one place.
type completer struct {
	*server
	text              *text
	state             *state
	list              *completionList
	offset, lineStart int
	line              string // that the place is on
	before, after     string // what stands on it before the place and behind
}

// rest returns how much of what a pattern matches at once stands behind the place: it
// belongs to the word that the place is in, and goes with it.
func (c *completer) rest(pattern *regexp.Regexp) int { return len(pattern.FindString(c.after)) }

// item is a proposal.
type item struct {
	text   string // that is written
	label  string // that is shown; "" for the text
	filter string // that what is typed is compared with; "" for the label
	detail string
	kind   int
	doc    string // Markdown
}

// add proposes items in place of what stands between an offset and the cursor, and of
// so many bytes behind it. It reports true, as the place is of their kind.
func (c *completer) add(from, rest int, items ...item) bool {
	typed := strings.ToLower(string(c.text.bytes()[from:c.offset]))
	var likely, possible []item
	for _, i := range items {
		i.label = cmp.Or(i.label, i.text)
		i.filter = cmp.Or(i.filter, i.label)
		switch filter := strings.ToLower(i.filter); {
		case strings.Contains(filter, typed):
			likely = append(likely, i)
		case subsequence(typed, filter):
			possible = append(possible, i)
		}
	}
	for _, i := range slices.Concat(likely, possible) {
		if len(c.list.Items) == mostItems {
			c.list.Incomplete = true
			break
		}
		out := completionItem{
			Label: i.label, Kind: i.kind, Detail: i.detail, FilterText: i.filter,
			Edit: &textEdit{Range: c.text.places.span(diag.Span{Start: from, End: c.offset + rest}), NewText: i.text},
		}
		if i.doc != "" {
			out.Doc = &markup{"markdown", i.doc}
		}
		// Clients sort by the label otherwise, and newest first is what is wanted of RCAs.
		out.SortText = string([]byte{byte('0' + len(c.list.Items)/100), byte('0' + len(c.list.Items)/10%10), byte('0' + len(c.list.Items)%10)})
		c.list.Items = append(c.list.Items, out)
	}
	return true
}

// subsequence reports whether the letters of a word stand in a text in their order.
func subsequence(word, text string) bool {
	for _, r := range word {
		i := strings.IndexRune(text, r)
		if i < 0 {
			return false
		}
		text = text[i+len(string(r)):]
	}
	return true
}

var (
	headingStart = regexp.MustCompile(`^#{1,6} +`)
	headingRest  = regexp.MustCompile(`^[^{#]*[^{# \t]`)
)

// heading proposes the sections that the document does not have yet, those first
// that are required.
func (c *completer) heading() bool {
	mark := headingStart.FindString(c.before)
	if mark == "" || c.inCode() {
		return false
	}
	var items []item
	for _, required := range []bool{true, false} {
		for _, s := range c.state.snapshot.Project().Config.Sections {
			if s.Required != required || c.has(s.Name) {
				continue
			}
			detail := "section"
			if required {
				detail = "required section"
			}
			items = append(items, item{text: s.Name, detail: detail, kind: itemText})
		}
	}
	return c.add(c.lineStart+len(mark), c.rest(headingRest), items...)
}

// inCode reports whether the place is in a block of code.
func (c *completer) inCode() bool {
	p := c.text.parsed()
	return p != nil && slices.ContainsFunc(p.Body.Blocks, func(b *markdown.Block) bool {
		return b.Kind == markdown.Code && within(b.Span, c.offset)
	})
}

// has reports whether the document has a section, other than on this line.
func (c *completer) has(section string) bool {
	p := c.text.parsed()
	if p == nil {
		return false
	}
	return slices.ContainsFunc(p.Document.Sections, func(s rca.Section) bool {
		return s.Name == section && !within(p.Document.Headings[s.Heading].Span, c.offset)
	})
}

var ownerStart = regexp.MustCompile(`(?:^|[\s(,|])@([\pL\pN._/-]*)$`)

// owner proposes those who have actions already, the busiest first.
func (c *completer) owner() bool {
	m := ownerStart.FindStringSubmatchIndex(c.before)
	if m == nil {
		return false
	}
	count := map[string]int{}
	var names []string
	for _, d := range c.state.documents() {
		for _, a := range d.Facts.Actions {
			for _, o := range a.Owners {
				if count[o]++; count[o] == 1 && !strings.ContainsAny(o, " \t") {
					names = append(names, o)
				}
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	items := make([]item, len(names))
	for i, n := range names {
		items[i] = item{text: n, kind: itemValue, detail: plural(count[n], "action")}
	}
	return c.add(c.lineStart+m[2], c.rest(nameRest), items...)
}

var nameRest = regexp.MustCompile(`^[\pL\pN_/-]*`)

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return english.Number(n) + " " + word + "s"
}

var (
	entryStart = regexp.MustCompile(`^\s*(?:[-*+] |\| ?)([0-9:-]*)$`)
	nowWord    = regexp.MustCompile(`(?:^|[\s(|])(no?w?)$`)
)

// nowLayout is how a time is written that everybody reads alike.
const nowLayout = "2006-01-02 15:04 UTC"

// clock proposes the present time, in UTC: where an entry of a timeline begins, and
// for the word "now" everywhere.
func (c *completer) clock() bool {
	now := item{text: c.Now().UTC().Format(nowLayout), kind: itemValue, detail: "now, in UTC"}
	if m := entryStart.FindStringSubmatchIndex(c.before); m != nil && c.inTimeline() {
		now.text += ": "
		if strings.Contains(c.before, "|") {
			now.text = strings.TrimSuffix(now.text, ": ") + " | "
		}
		now.label = strings.TrimRight(now.text, " :|")
		return c.add(c.lineStart+m[2], 0, now)
	}
	if m := nowWord.FindStringSubmatchIndex(c.before); m != nil {
		now.filter = "now"
		return c.add(c.lineStart+m[2], 0, now)
	}
	return false
}

// inTimeline reports whether the place is below a heading that says so, or among
// entries.
func (c *completer) inTimeline() bool {
	p := c.text.parsed()
	if p == nil {
		return false
	}
	for _, s := range p.Document.Sections {
		if s.Span.Start > c.offset || c.offset > s.Span.End {
			continue
		}
		heading := strings.ToLower(p.Document.Headings[s.Heading].Text)
		if strings.Contains(heading, "timeline") || strings.Contains(heading, "chronology") {
			return true
		}
		if slices.ContainsFunc(p.Document.Facts.Timeline, func(e rca.Event) bool { return within(s.Span, e.Span.Start) }) {
			return true
		}
	}
	return false
}
