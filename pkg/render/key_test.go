package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// project is what a site is made from.
type project struct {
	config    *config.Config
	documents []*rca.Document
	files     map[string]site.File
	overrides fs.FS
}

func newProject() *project {
	p := &project{config: newConfig(), files: map[string]site.File{
		"content/2023/graph.png": {Size: 10, Width: 300, Height: 200, Hash: "0123456789abcdef"},
	}}
	p.documents = append(library(), many(60, 60)...)
	p.documents[1].Links = []markdown.Link{
		{Target: "../2021/sso.md#rca"},
		{Kind: markdown.Image, Target: "graph.png"},
		{Target: "https://example.com/"},
	}
	return p
}

// render returns all outputs and the keys by address, and which keys may change
// without their output: what is said to programs about several documents, or
// about one that has changed, shows less than the key covers. The text of a page
// shows where its links lead.
func (p *project) render(t *testing.T) (pages map[string]string, keys map[string][32]byte, loose map[string]bool) {
	t.Helper()
	s := site.New(site.Input{Config: p.config, Documents: p.documents, Files: p.files})
	r, found, err := load(s, p.overrides, func(w io.Writer, page *site.Page) error {
		fmt.Fprintf(w, "<p>%x</p>", page.Document.Hash)
		for _, l := range page.Document.Links {
			target := s.Resolve(page, l)
			fmt.Fprintf(w, "<a>%s#%s</a>", target.Address, target.Fragment)
			if target.Asset != nil {
				fmt.Fprintf(w, "<i>%d %d</i>", target.Asset.Width, target.Asset.Height)
			}
		}
		return nil
	})
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	pages, keys, loose = map[string]string{}, map[string][32]byte{}, map[string]bool{}
	for _, o := range allOutputs(t, r) {
		pages[o.Address], keys[o.Address] = renderOutput(t, r, o), o.Key
		loose[o.Address] = o.kind == dataOutput && (o.page == nil || o.page.Document.Hash != sha256.Sum256([]byte(o.page.Document.Meta.ID)))
	}
	return pages, keys, loose
}

// edits are changes to a project. An edit of a document changes its hash.
var edits = map[string]func(p *project){
	"nothing":           func(p *project) {},
	"text":              func(p *project) { touch(p.documents[0]) },
	"title":             func(p *project) { retitle(p.documents[0], "Another title") },
	"title of the list": func(p *project) { retitle(p.documents[len(p.documents)-1], "Another title") },
	"label": func(p *project) {
		touch(p.documents[0])
		p.documents[0].Label = "Another label"
	},
	"pagination label": func(p *project) {
		touch(p.documents[0])
		p.documents[0].Meta.PaginationLabel = "Another label"
	},
	"date in the year": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Date = p.documents[1].Date.AddDate(0, 0, -3)
	},
	"another year": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Date = time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	},
	"status": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Status = "Resolved"
	},
	"description": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Description = "Another description"
	},
	"severity": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Meta.Severity = "major"
	},
	"severity that stands for no level": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Meta.Severity = "odd"
	},
	"services": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Meta.Services = []string{"SSO"}
	},
	"tags": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Meta.Tags = []string{"memory"}
	},
	"time to resolve": func(p *project) {
		touch(p.documents[1])
		start := rca.Moment{Time: p.documents[1].Date}
		end := start
		end.Time = end.Time.Add(90 * time.Minute)
		p.documents[1].Facts.Impact = rca.Window{Start: start, End: end}
	},
	"symptom": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Facts.Symptoms = []string{"connection refused"}
	},
	"action": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Facts.Actions = []rca.Action{{Text: "Watch the queue"}}
	},
	"a diagram": func(p *project) {
		touch(p.documents[1])
		p.documents[1].Diagrams = true
	},
	"unlisted": func(p *project) {
		touch(p.documents[2])
		p.documents[2].Meta.Unlisted = true
	},
	"one more":         func(p *project) { p.documents = append(p.documents, newDocument("new", "New", "2024-06-01")) },
	"one less":         func(p *project) { p.documents = p.documents[:len(p.documents)-1] },
	"one in 2021 more": func(p *project) { p.documents = append(p.documents, newDocument("new", "New", "2021-01-01")) },
	"address of a link's target": func(p *project) {
		touch(p.documents[0])
		p.documents[0].Meta.Slug = "/elsewhere"
	},
	"size of an image": func(p *project) {
		p.files["content/2023/graph.png"] = site.File{Size: 10, Width: 301, Height: 200, Hash: "0123456789abcdef"}
	},
	"bytes of an image": func(p *project) {
		p.files["content/2023/graph.png"] = site.File{Size: 10, Width: 300, Height: 200, Hash: "fedcba9876543210"}
	},
	"the site's title":       func(p *project) { p.config.Title = "Another site" },
	"the site's description": func(p *project) { p.config.Description = "Another description" },
	"the site's address":     func(p *project) { p.config.URL = "https://rca.example.com/" },
	"where pages are edited": func(p *project) { p.config.EditURL = "https://example.com/" },
	"a template": func(p *project) {
		p.overrides = fstest.MapFS{"foot.html": {Data: []byte("</div></body></html>")}}
	},
	"the style sheet": func(p *project) { p.overrides = fstest.MapFS{"site.css": {Data: []byte("body{}")}} },
	"groups":          func(p *project) { p.config.Sidebar.Group = "folder" },
}

func touch(d *rca.Document) { d.Hash = sha256.Sum256(d.Hash[:]) }

func retitle(d *rca.Document, title string) {
	touch(d)
	d.Title, d.ShortTitle, d.Label = title, title, title
}

func TestKeyChangesWithItsOutputAlone(t *testing.T) {
	pages, keys, _ := newProject().render(t)
	for name, edit := range edits {
		t.Run(name, func(t *testing.T) {
			p := newProject()
			edit(p)
			newPages, newKeys, loose := p.render(t)
			changed := 0
			for address, page := range newPages {
				before, known := pages[address]
				if !known {
					changed++
					continue
				}
				if page != before {
					changed++
				}
				same := page == before
				if same && (name == "a template" || loose[address]) {
					continue // keys do not tell which templates a page is made of
				}
				if same != (newKeys[address] == keys[address]) {
					t.Errorf("%q: output unchanged: %v, key unchanged: %v", address, same, !same)
				}
			}
			if changed == 0 && len(newPages) == len(pages) && name != "nothing" {
				t.Error("the edit changed nothing: the test shows nothing")
			}
		})
	}
}

func TestDigestTellsNeighbouringTextsApart(t *testing.T) {
	a, b := link{"ab", "c"}, link{"a", "bc"}
	if shownOf(a) == shownOf(b) {
		t.Error("the border between two texts does not count")
	}
	if shownOf([]*link{nil, &a}) == shownOf([]*link{&a, nil}) {
		t.Error("the place of nil does not count")
	}
}

func shownOf(v any) string {
	return string(appendValue(nil, v))
}

func TestKeysNeedNoRendering(t *testing.T) {
	s := newSite(t, library()...)
	asked := 0
	r := New(s, BuiltIn(english), inBothForms(func(io.Writer, *site.Page) error { asked++; return nil }))
	outputs := allOutputs(t, r)
	if asked != 0 {
		t.Errorf("%d texts were rendered for the keys", asked)
	}
	for _, o := range outputs {
		if err := r.Render(&bytes.Buffer{}, o); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 2*len(s.Pages) { // as HTML and as Markdown
		t.Errorf("%d texts were rendered for %d pages", asked, len(s.Pages))
	}
}
