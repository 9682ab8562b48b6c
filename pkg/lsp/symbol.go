package lsp

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// documentSymbol lists the headings of a document, in one another, and below them
// the entries of the timeline and the actions.
func (s *server) documentSymbol(_ context.Context, p *documentParams) (any, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	if t.parsed() == nil {
		return []documentSymbol{}, nil
	}
	tree := symbolsOf(t, t.parsed().Document)
	if s.nested {
		return tree, nil
	}
	return flat([]symbolInformation{}, t.uri, "", tree), nil
}

// flat lists symbols that are in one another for a client that knows no such.
func flat(list []symbolInformation, uri, container string, symbols []documentSymbol) []symbolInformation {
	for _, sym := range symbols {
		list = append(list, symbolInformation{Name: sym.Name, Kind: sym.Kind, Location: location{uri, sym.Range}, Container: container})
		list = flat(list, uri, sym.Name, sym.Children)
	}
	return list
}

// node is a heading with what is below it.
type node struct {
	symbol   documentSymbol
	span     diag.Span // up to the next heading that is not below it
	level    int       // 7 for what is no heading
	children []*node
}

func symbolsOf(t *text, d *rca.Document) []documentSymbol {
	var all []*node
	for i, h := range d.Headings {
		end := len(t.bytes())
		for _, next := range d.Headings[i+1:] {
			if next.Level <= h.Level {
				end = next.Span.Start
				break
			}
		}
		all = append(all, newNode(t, cmp.Or(h.Text, "#"), "", symbolString, h.Span, diag.Span{Start: h.Span.Start, End: end}, h.Level))
	}
	for _, e := range d.Facts.Timeline {
		all = append(all, newNode(t, showEvent(e), e.Text, symbolEvent, e.Span, e.Span, 7))
	}
	for _, a := range d.Facts.Actions {
		detail := []string{a.State.String()}
		for _, o := range a.Owners {
			detail = append(detail, "@"+o)
		}
		if a.DueText != "" {
			detail = append(detail, "due "+a.DueText)
		}
		all = append(all, newNode(t, a.Text, strings.Join(detail, ", "), symbolKey, a.Span, a.Span, 7))
	}
	slices.SortStableFunc(all, func(a, b *node) int { return cmp.Compare(a.span.Start, b.span.Start) })
	root := &node{span: diag.Span{End: len(t.bytes())}}
	open := []*node{root}
	for _, n := range all {
		for len(open) > 1 && (n.level <= open[len(open)-1].level || n.span.Start >= open[len(open)-1].span.End) {
			open = open[:len(open)-1]
		}
		above := open[len(open)-1]
		above.children = append(above.children, n)
		open = append(open, n)
	}
	return root.symbols()
}

func newNode(t *text, name, detail string, kind int, selection, whole diag.Span, level int) *node {
	whole.End = max(whole.End, selection.End)
	return &node{
		symbol: documentSymbol{Name: name, Detail: detail, Kind: kind, Range: t.places.span(whole), Selection: t.places.span(selection)},
		span:   whole, level: level,
	}
}

func (n *node) symbols() []documentSymbol {
	list := []documentSymbol{}
	for _, child := range n.children {
		child.symbol.Children = child.symbols()
		list = append(list, child.symbol)
	}
	return list
}

// showEvent names an entry of a timeline by its time.
func showEvent(e rca.Event) string {
	switch {
	case e.Undated:
		return e.Time.Format("15:04")
	case e.DateOnly:
		return e.Time.Format(time.DateOnly)
	}
	return e.Time.Format("2006-01-02 15:04 MST")
}

// mostSymbols is how many incidents one search of the workspace lists.
const mostSymbols = 200

// workspaceSymbol lists the incidents of all projects whose title, id, service or
// file has the words of a query, newest first.
func (s *server) workspaceSymbol(ctx context.Context, q *symbolQuery) ([]symbolInformation, error) {
	s.mu.Lock()
	var projects []*project
	for _, p := range s.projects {
		projects = append(projects, p)
	}
	s.mu.Unlock()
	slices.SortFunc(projects, func(a, b *project) int { return strings.Compare(a.dir, b.dir) })
	words := strings.Fields(strings.ToLower(q.Query))
	list := []symbolInformation{}
	for _, p := range projects {
		st, err := p.latest(ctx)
		if err != nil {
			return nil, err
		}
		if p.dir == "" {
			continue
		}
		for _, d := range st.documents() {
			i := d.Incident(time.Time{})
			about := strings.ToLower(strings.Join(slices.Concat([]string{d.Title, d.Meta.ID, d.File, d.Status}, i.Services, i.Regions, d.Meta.Tags), " "))
			if len(list) < mostSymbols && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(about, w) }) {
				list = append(list, symbolInformation{Name: d.Title, Kind: symbolFile, Location: location{URI: s.uriIn(p, d.File)}, Container: d.Meta.ID})
			}
		}
	}
	return list, nil
}

// foldingRange lists what can be folded away: front matter, what is below each
// heading, and blocks of several lines.
func (s *server) foldingRange(_ context.Context, p *documentParams) ([]foldingRange, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	list := []foldingRange{}
	parsed := t.parsed()
	if parsed == nil {
		return list, nil
	}
	add := func(start, end int, kind string) {
		source := t.bytes()
		for end > start && strings.IndexByte(" \t\r\n", source[end-1]) >= 0 {
			end--
		}
		f := foldingRange{t.places.position(start).Line, t.places.position(end).Line, kind}
		if f.EndLine > f.StartLine {
			list = append(list, f)
		}
	}
	if front := parsed.FrontMatter.Extent; front.Len() > 0 {
		add(front.Start, front.End, "imports")
	}
	headings := parsed.Document.Headings
	for i, h := range headings {
		end := len(t.bytes())
		if next := slices.IndexFunc(headings[i+1:], func(n rca.Heading) bool { return n.Level <= h.Level }); next >= 0 {
			end = headings[i+1+next].Span.Start
		}
		add(h.Span.Start, end, "region")
	}
	for _, b := range parsed.Body.Blocks {
		switch b.Kind {
		case markdown.List, markdown.Table, markdown.Code, markdown.Quote, markdown.Admonition:
			add(b.Span.Start, b.Span.End, "")
		case markdown.HTML:
			add(b.Span.Start, b.Span.End, "comment")
		}
	}
	return list, nil
}
