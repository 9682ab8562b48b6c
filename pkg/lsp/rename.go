package lsp

import (
	"bytes"
	"context"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// What can be renamed is the id of a document and the text of a heading. Neither
// breaks an address: the old id stays as an alias, the heading keeps its anchor.

// prepareRename returns what would be renamed at a place; null for nothing.
func (s *server) prepareRename(_ context.Context, p *positionParams) (*prepareResult, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil || t.parsed() == nil {
		return nil, err
	}
	offset := t.places.offset(p.Position)
	if span, id := idAt(t.parsed(), offset); id != "" {
		return &prepareResult{t.places.span(span), id}, nil
	}
	if h := blockAt(t.parsed(), offset); h != nil && len(check.RenameHeading(t.parsed(), h, "x")) > 0 {
		text := h.Text.All()
		return &prepareResult{t.places.span(text), strings.TrimSpace(h.Text.String)}, nil
	}
	return nil, nil
}

// idAt returns the id of a document when it is at an offset.
func idAt(p *rca.Parsed, offset int) (diag.Span, string) {
	span, ok := p.Document.Keys["id"]
	if !ok || !within(span, offset) && !within(p.FrontMatter.KeySpan("id"), offset) {
		return diag.Span{}, ""
	}
	return span, p.Document.Meta.ID
}

// blockAt returns the heading at an offset; nil when there is none.
func blockAt(p *rca.Parsed, offset int) *markdown.Block {
	for _, h := range p.Body.Headings {
		if within(h.Span, offset) {
			return h
		}
	}
	return nil
}

func (s *server) rename(ctx context.Context, p *renameParams) (*workspaceEdit, error) {
	t, st, err := s.settled(ctx, p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	parsed, offset := t.parsed(), t.places.offset(p.Position)
	name := strings.TrimSpace(p.NewName)
	switch {
	case name == "" || strings.ContainsFunc(name, unicode.IsControl) || strings.Contains(name, "{#"):
		return nil, fail("the new name must be one line of text, without an anchor")
	case parsed == nil:
		return nil, fail("the document cannot be read")
	}
	if span, id := idAt(parsed, offset); id != "" {
		return s.renameID(ctx, t, st, span, name)
	}
	h := blockAt(parsed, offset)
	if h == nil {
		return nil, fail("ids and headings can be renamed; this is neither")
	}
	edits := check.RenameHeading(parsed, h, name)
	if len(edits) == 0 {
		return nil, fail("this heading cannot be renamed without its anchor `#%s` getting lost: it has markup in it, is underlined, or another heading would take the anchor", h.ID)
	}
	if !h.Explicit && markdown.Slug(name) == h.ID {
		edits[0].Text = name
	}
	return &workspaceEdit{Changes: map[string][]textEdit{t.uri: t.places.edits(edits)}}, nil
}

// addressable is an id that is the last part of an address as it is.
var addressable = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]*$`)

// renameID gives a document another id. Where its address follows from the id, the
// old one is kept as an alias, and links that name it are changed.
func (s *server) renameID(ctx context.Context, t *text, st *state, span diag.Span, id string) (*workspaceEdit, error) {
	d := t.parsed().Document
	if !addressable.MatchString(id) {
		return nil, fail("`%s` cannot be an address: an id has letters, digits, `-`, `_` and `.`, and no blanks", id)
	}
	edit := &workspaceEdit{Changes: map[string][]textEdit{}}
	edits := []diag.Edit{diag.Replace(span, naming.YAML(id))}
	before, after := st.address(d), st.address(t.with(st, edits).Document)
	page := st.snapshot.Site.Page(d.Path)
	var old []string
	if page != nil && before != after {
		if taken, _ := st.snapshot.Site.At(after); taken.Kind != site.TargetNone {
			return nil, fail("there is something at `/%s` already", after)
		}
		old = []string{path.Base(page.Address)}
		if d.Meta.ID != old[0] { // Docusaurus would have had the page there
			old = append(old, d.Meta.ID)
		}
		edits = inOrder(append(edits, addAliases(t.parsed(), old, span)))
		s.readdress(ctx, t.project, st, page, path.Base(after), edit)
	}
	if renamed := t.with(st, edits); renamed.Document.Meta.ID != id || !isSubset(append(old, d.Meta.Aliases...), renamed.Document.Meta.Aliases) {
		return nil, fail("the front matter is written in a form that the old address cannot be added to: write `aliases:` as a list in brackets first")
	}
	whole := fix.Edits(t.bytes(), diag.UnsafeFix("rename", edits...))
	edit.Changes[t.uri] = append(t.places.edits(whole), edit.Changes[t.uri]...)
	return edit, nil
}

// with returns the document as it is after some edits.
func (t *text) with(st *state, edits []diag.Edit) *rca.Parsed {
	e := st.snapshot.Edit(t.file, apply(t.bytes(), edits), nil)
	if e.Parsed == nil {
		return &rca.Parsed{Document: &rca.Document{}}
	}
	return e.Parsed
}

// address returns the address that a document has, or would have if it were no
// draft; "" for none, and for the home page.
func (st *state) address(d *rca.Document) string {
	one := *d
	one.Meta.Draft = false
	page := site.New(site.Input{
		Config: st.snapshot.Project().Config, Documents: []*rca.Document{&one}, Partial: true,
	}).Page(d.Path)
	if page == nil {
		return ""
	}
	return page.Address
}

func isSubset(list, of []string) bool {
	return !slices.ContainsFunc(list, func(name string) bool { return !slices.Contains(of, name) })
}

// inOrder puts two edits in the order of the text.
func inOrder(edits []diag.Edit) []diag.Edit {
	if len(edits) == 2 && edits[1].Span.Start < edits[0].Span.Start {
		edits[0], edits[1] = edits[1], edits[0]
	}
	return edits
}

// addAliases returns the edit that adds aliases to front matter, below the id where
// there are none. Whether it does depends on how that is written: whoever uses it
// looks at what came of it.
func addAliases(p *rca.Parsed, aliases []string, id diag.Span) diag.Edit {
	written := make([]string, len(aliases))
	for i, a := range aliases {
		written[i] = naming.YAML(a)
	}
	list := strings.Join(written, ", ")
	entry := p.FrontMatter.Root.Get("aliases")
	if entry == nil {
		indent := p.Source.Bytes[lineStart(p.Source.Bytes, p.FrontMatter.KeySpan("id").Start):p.FrontMatter.KeySpan("id").Start]
		return diag.Insert(lineStop(p.Source.Bytes, id.End), "\n"+string(indent)+"aliases: ["+list+"]")
	}
	v := entry.Value
	isFlow := v.Span.Len() > 0 && p.Source.Bytes[v.Span.Start] == '['
	switch {
	case v.Kind == yaml.Null && v.Span.Len() == 0:
		colon := bytes.IndexByte(p.Source.Bytes[entry.KeySpan.End:], ':')
		return diag.Insert(entry.KeySpan.End+colon+1, " ["+list+"]")
	case v.Kind == yaml.Null, isFlow && len(v.Items) == 0:
		return diag.Replace(v.Span, "["+list+"]")
	case v.Kind == yaml.Scalar:
		return diag.Replace(v.Span, "["+string(p.Source.Bytes[v.Span.Start:v.Span.End])+", "+list+"]")
	case v.Kind != yaml.List || len(v.Items) == 0:
		return diag.Insert(id.End, "")
	}
	last := v.Items[len(v.Items)-1].Span
	if isFlow {
		return diag.Insert(last.End, ", "+list)
	}
	mark := "\n" + string(p.Source.Bytes[lineStart(p.Source.Bytes, last.Start):last.Start])
	return diag.Insert(lineStop(p.Source.Bytes, last.End), mark+strings.Join(written, mark))
}

func lineStart(source []byte, offset int) int {
	return strings.LastIndexByte(string(source[:offset]), '\n') + 1
}

func lineStop(source []byte, offset int) int {
	if i := strings.IndexAny(string(source[offset:]), "\r\n"); i >= 0 {
		return offset + i
	}
	return len(source)
}

// readdress adds the edits of links that lead to a page by its address: those that
// name its file stay right.
func (s *server) readdress(ctx context.Context, p *project, st *state, page *site.Page, id string, edit *workspaceEdit) {
	old := path.Base(page.Address)
	for _, d := range st.documents() {
		var at *places
		for _, l := range d.Links {
			if ctx.Err() != nil {
				return
			}
			written, _, _ := strings.Cut(l.Target, "#")
			written, _, _ = strings.Cut(written, "?")
			if path.Base(strings.TrimSuffix(written, "/")) != old || l.TargetSpan == l.Span {
				continue
			}
			if g, ok := st.follow(d, l); !ok || g.page == nil || g.file != page.Document.File {
				continue
			}
			if at == nil {
				if at = st.places(d, s.utf8); at == nil {
					break
				}
			}
			if i := strings.LastIndex(string(at.source[l.TargetSpan.Start:l.TargetSpan.End]), old); i >= 0 {
				start := l.TargetSpan.Start + i
				uri := s.uriIn(p, d.File)
				edit.Changes[uri] = append(edit.Changes[uri], textEdit{at.span(diag.Span{Start: start, End: start + len(old)}), id})
			}
		}
	}
}
