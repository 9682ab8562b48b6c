package lsp

import (
	"context"
	"path"
	"regexp"
	"strings"

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
	if h := blockAt(t.parsed(), offset); h != nil {
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
	case name == "" || strings.ContainsAny(name, "\r\n"):
		return nil, fail("the new name must be one line of text")
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

// renameID gives a document another id, keeps the old address as an alias, and
// changes links that name the old address.
func (s *server) renameID(ctx context.Context, t *text, st *state, span diag.Span, id string) (*workspaceEdit, error) {
	d := t.parsed().Document
	if !addressable.MatchString(id) {
		return nil, fail("`%s` cannot be an address: an id has letters, digits, `-`, `_` and `.`, and no blanks", id)
	}
	page := st.snapshot.Site.Page(d.Path)
	edits := []diag.Edit{diag.Replace(span, naming.YAML(id))}
	edit := &workspaceEdit{Changes: map[string][]textEdit{}}
	if page != nil && d.Meta.Slug == "" && path.Base(page.Address) != id {
		address := path.Join(path.Dir(strings.TrimSuffix(page.Address, "/")), id) + "/"
		if taken, _ := st.snapshot.Site.At(strings.TrimPrefix(address, "./")); taken.Kind != site.TargetNone {
			return nil, fail("there is something at `/%s` already", strings.TrimPrefix(address, "./"))
		}
		old := []string{path.Base(page.Address)}
		if d.Meta.ID != old[0] { // Docusaurus would have had the page there
			old = append(old, d.Meta.ID)
		}
		alias, ok := addAliases(t.parsed(), old, span)
		if !ok {
			return nil, fail("`aliases` cannot be added to; put the front matter right first")
		}
		edits = append(edits, alias)
		s.readdress(ctx, t.project, st, page, id, edit)
	}
	whole := fix.Edits(t.bytes(), diag.UnsafeFix("rename", inOrder(edits)...))
	edit.Changes[t.uri] = append(t.places.edits(whole), edit.Changes[t.uri]...)
	return edit, nil
}

// inOrder puts two edits in the order of the text.
func inOrder(edits []diag.Edit) []diag.Edit {
	if len(edits) == 2 && edits[1].Span.Start < edits[0].Span.Start {
		edits[0], edits[1] = edits[1], edits[0]
	}
	return edits
}

// addAliases returns the edit that adds aliases to front matter, below the id where
// there are none.
func addAliases(p *rca.Parsed, aliases []string, id diag.Span) (diag.Edit, bool) {
	written := make([]string, len(aliases))
	for i, a := range aliases {
		written[i] = naming.YAML(a)
	}
	list := strings.Join(written, ", ")
	entry := p.FrontMatter.Root.Get("aliases")
	if entry == nil {
		return diag.Insert(lineStop(p.Source.Bytes, id.End), "\naliases: ["+list+"]"), true
	}
	v := entry.Value
	switch {
	case v.Kind == yaml.Null && v.Span.Len() > 0:
		return diag.Replace(v.Span, "["+list+"]"), true
	case v.Kind == yaml.Null:
		return diag.Insert(entry.KeySpan.End+1, " ["+list+"]"), true
	case v.Kind == yaml.Scalar:
		return diag.Replace(v.Span, "["+string(p.Source.Bytes[v.Span.Start:v.Span.End])+", "+list+"]"), true
	case v.Kind != yaml.List || len(v.Items) == 0:
		return diag.Edit{}, false
	}
	last := v.Items[len(v.Items)-1].Span
	if p.Source.Bytes[v.Span.Start] == '[' {
		return diag.Insert(last.End, ", "+list), true
	}
	start := lineStart(p.Source.Bytes, last.Start)
	mark := "\n" + string(p.Source.Bytes[start:last.Start])
	return diag.Insert(lineStop(p.Source.Bytes, last.End), mark+strings.Join(written, mark)), true
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
				f, err := st.snapshot.File(d.File)
				if err != nil {
					break
				}
				at = newPlaces(d.File, f.Bytes, s.utf8)
			}
			if i := strings.LastIndex(string(at.source[l.TargetSpan.Start:l.TargetSpan.End]), old); i >= 0 {
				start := l.TargetSpan.Start + i
				uri := s.uriIn(p, d.File)
				edit.Changes[uri] = append(edit.Changes[uri], textEdit{at.span(diag.Span{Start: start, End: start + len(old)}), id})
			}
		}
	}
}
