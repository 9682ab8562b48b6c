package site

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// project returns the input of a production build with the content folder
// "content" and the documents in it.
func project(documents ...*rca.Document) Input {
	return Input{
		Config:     &config.Config{Content: "content", Sidebar: config.Sidebar{Group: "auto", Order: "newest"}},
		Documents:  documents,
		Files:      map[string]File{},
		Production: true,
	}
}

// doc returns a document as rca.Parse would, with what the options change.
func doc(file string, options ...func(*rca.Document)) *rca.Document {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	d := &rca.Document{
		Path: file, File: "content/" + file, Title: name, Label: name,
		Keys: map[string]diag.Span{"id": {Start: 4, End: 5}, "slug": {Start: 6, End: 7}, "aliases": {Start: 8, End: 9}},
	}
	for _, option := range options {
		option(d)
	}
	return d
}

type option = func(*rca.Document)

func id(id string) option       { return func(d *rca.Document) { d.Meta.ID = id } }
func slug(slug string) option   { return func(d *rca.Document) { d.Meta.Slug = slug } }
func keep(d *rca.Document)      { d.Meta.KeepNumberPrefix = true }
func draft(d *rca.Document)     { d.Meta.Draft = true }
func unlisted(d *rca.Document)  { d.Meta.Unlisted = true }
func label(l string) option     { return func(d *rca.Document) { d.Label = l } }
func position(n float64) option { return func(d *rca.Document) { d.Meta.SidebarPosition = &n } }
func aliases(a ...string) option {
	return func(d *rca.Document) { d.Meta.Aliases = a }
}
func numbered(l string, n float64) option {
	return func(d *rca.Document) { d.Label, d.Meta.SidebarLabel, d.Order = l, l, &n }
}
func date(day string) option {
	return func(d *rca.Document) {
		var err error
		if d.Date, err = time.Parse(time.DateOnly, day); err != nil {
			panic(err)
		}
	}
}
func headings(ids ...string) option {
	return func(d *rca.Document) {
		for _, id := range ids {
			d.Headings = append(d.Headings, rca.Heading{Level: 2, Text: id, ID: id})
		}
	}
}
func links(targets ...string) option {
	return func(d *rca.Document) {
		for _, t := range targets {
			d.Links = append(d.Links, markdown.Link{Target: t})
		}
	}
}
func images(targets ...string) option {
	return func(d *rca.Document) {
		for _, t := range targets {
			d.Links = append(d.Links, markdown.Link{Kind: markdown.Image, Target: t})
		}
	}
}

// findings renders diagnostics one a line.
func findings(ds []diag.Diagnostic) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "%s:%d-%d: %s [%s]\n", d.Path, d.Span.Start, d.Span.End, d.Message, d.Rule)
		for _, r := range d.Related {
			fmt.Fprintf(&b, "  related %s:%d-%d: %s\n", r.Path, r.Span.Start, r.Span.End, r.Label)
		}
		for _, h := range d.Help {
			fmt.Fprintf(&b, "  help: %s\n", h)
		}
	}
	return b.String()
}

// mustBuild builds a site that has no findings.
func mustBuild(t *testing.T, in Input) *Site {
	t.Helper()
	s := New(in)
	if len(s.Diagnostics) > 0 {
		t.Fatalf("unexpected findings:\n%s", findings(s.Diagnostics))
	}
	return s
}

// outline renders the sidebar: groups with their addresses, pages by label.
func outline(g *Group) string {
	var b strings.Builder
	var write func(g *Group, indent string)
	write = func(g *Group, indent string) {
		fmt.Fprintf(&b, "%s[%s] %q %d", indent, g.Label, g.Address, g.Count)
		if g.Index != nil {
			fmt.Fprintf(&b, " index=%s", g.Index.Document.Path)
		}
		b.WriteString("\n")
		for _, item := range g.Items {
			if item.Group != nil {
				write(item.Group, indent+"  ")
			} else {
				fmt.Fprintf(&b, "%s  %s\n", indent, item.Page.Document.Label)
			}
		}
	}
	write(g, "")
	return b.String()
}

func labels(items []Item) string {
	var names []string
	for _, item := range items {
		if item.Group != nil {
			names = append(names, "["+item.Group.Label+"]")
		} else {
			names = append(names, item.Page.Document.Label)
		}
	}
	return strings.Join(names, " · ")
}
