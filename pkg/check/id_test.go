package check_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// messages returns what one rule says about a document.
func messages(rule string, p *rca.Parsed) []string {
	if p.Source == nil {
		p.Source = &diag.File{Bytes: []byte("text\n")}
	}
	if p.Body == nil {
		p.Body = &markdown.Tree{}
	}
	var list []string
	for _, d := range check.Document(p, &config.Config{}) {
		if d.Rule == rule {
			list = append(list, d.Message)
		}
	}
	return list
}

func TestIDFileName(t *testing.T) {
	tests := []struct {
		path, id string
		silent   bool
	}{
		{"2023-12-12-checkout.md", "2023-12-12-checkout", true},
		{"2023-12-12-checkout.md", "checkout", true},
		{"checkout.md", "2023-12-12-RCA-Mitigated-Checkout", true},
		{"04-check_out.mdx", "check-out", true},
		{"2023/Checkout down.md", "checkout-down", true},
		{"2023-12-12.md", "2023-12-12", true},
		{"index.md", "home", true},
		{"2023/README.md", "all-of-2023", true},
		{"checkout/checkout.md", "payments", true},
		{"Mu\u0308nchen.md", "M\u00fcnchen", true},
		{"notes.md", "", true},
		{"notes.md", "checkout", false},
		{"2023-12-12-search.md", "2023-12-12-checkout", false},
	}
	for _, tt := range tests {
		got := messages("id/file-name", &rca.Parsed{Document: &rca.Document{Path: tt.path, Meta: frontmatter.Meta{ID: tt.id}}})
		if (len(got) == 0) != tt.silent {
			t.Errorf("%s with id %q: %q", tt.path, tt.id, got)
		}
	}
}

func TestAnchors(t *testing.T) {
	heading := func(text, id string) *markdown.Block {
		return &markdown.Block{Kind: markdown.Heading, ID: id, Text: markdown.Text{String: text}}
	}
	explicit := func(text, id string) *markdown.Block {
		h := heading(text, id)
		h.Explicit = true
		return h
	}
	tests := []struct {
		name      string
		headings  []*markdown.Block
		unstable  int
		duplicate int
	}{
		{"plain", []*markdown.Block{heading("RCA", "rca"), heading("Next steps", "next-steps")}, 0, 0},
		{"repeated", []*markdown.Block{heading("Details", "details"), heading("Details", "details-1")}, 1, 0},
		{"ends with a number", []*markdown.Block{heading("Phase", "phase"), heading("Phase 1", "phase-1")}, 0, 0},
		{"other scripts", []*markdown.Block{heading("日本語", "日本語")}, 0, 0},
		{"no letters", []*markdown.Block{heading("???", "")}, 1, 0},
		{"no letters, twice", []*markdown.Block{heading("???", ""), heading("!", "-1")}, 2, 0},
		{"empty", []*markdown.Block{heading("", "")}, 0, 0},
		{"named", []*markdown.Block{explicit("Details", "a"), explicit("Details", "b")}, 0, 0},
		{"named twice", []*markdown.Block{explicit("A", "x"), explicit("B", "x"), explicit("C", "x")}, 0, 2},
		{"named like another heading", []*markdown.Block{heading("X", "x"), explicit("B", "x")}, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &rca.Parsed{Document: &rca.Document{}, Body: &markdown.Tree{Headings: tt.headings}}
			if got := messages("anchor/unstable", p); len(got) != tt.unstable {
				t.Errorf("anchor/unstable: %q, want %d", got, tt.unstable)
			}
			if got := messages("anchor/duplicate", p); len(got) != tt.duplicate {
				t.Errorf("anchor/duplicate: %q, want %d", got, tt.duplicate)
			}
		})
	}
}

func TestTitleMismatch(t *testing.T) {
	heading := func(level int, text string) rca.Heading { return rca.Heading{Level: level, Text: text} }
	document := func(headings ...rca.Heading) *rca.Document {
		return &rca.Document{Meta: frontmatter.Meta{Title: "Checkout down"}, Headings: headings}
	}
	title, section := heading(1, "Cards refused"), heading(2, "RCA")
	tests := []struct {
		name string
		doc  *rca.Document
		want int
	}{
		{"differs", document(title, section), 1},
		{"no headings", document(), 0},
		{"one heading may be a section", document(title), 0},
		{"all sections are level 1", document(title, heading(1, "RCA")), 0},
		{"below a section", document(section, title), 0},
	}
	repeated := document(title, section)
	repeated.DropTitle = true
	untitled := document(title, section)
	untitled.Meta.Title = ""
	known := document(title, section)
	known.Sections = []rca.Section{{Name: "Impact summary", Heading: 0}}
	tests = append(tests, []struct {
		name string
		doc  *rca.Document
		want int
	}{{"repeats the title", repeated, 0}, {"no title", untitled, 0}, {"a section of the site", known, 0}}...)
	for _, tt := range tests {
		if got := messages("front-matter/title-mismatch", &rca.Parsed{Document: tt.doc}); len(got) != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestSeverityWord(t *testing.T) {
	for word, ok := range map[string]bool{
		"": true, "critical": true, "Major": true, "sev1": true, "SEV5": true, "p0": true, "none": true,
		"SEV6": false, "SEV-1": false, "high": false, "1": false,
	} {
		got := messages("front-matter/enum", &rca.Parsed{Document: &rca.Document{Meta: frontmatter.Meta{Severity: word}}})
		if (len(got) == 0) != ok {
			t.Errorf("%q: %q", word, got)
		}
	}
}

// TestSidebarRules looks at pages that share a position or a label.
func TestSidebarRules(t *testing.T) {
	page := func(file, label string, position float64) *site.Page {
		doc := &rca.Document{Path: file, File: "content/" + file, Label: label}
		if position != 0 {
			doc.Meta.SidebarPosition = &position
		}
		return &site.Page{Document: doc}
	}
	group := func(pages ...*site.Page) *site.Group {
		g := &site.Group{}
		for _, p := range pages {
			g.Items = append(g.Items, site.Item{Page: p})
		}
		return g
	}
	year := group(page("c.md", "Search", 1), page("d.md", "Login", 2), page("e.md", "search", 2))
	root := group(page("a.md", "Search", 1), page("b.md", "Checkout", 3))
	root.Items = append(root.Items, site.Item{Group: year})

	var got []string
	for _, d := range check.Site(&site.Site{Root: root, Groups: []*site.Group{year}}) {
		got = append(got, d.Path+": "+d.Message)
	}
	want := []string{
		"content/e.md: position 2 is also used by `content/d.md`",
		"content/e.md: label \"search\" is also used by `content/c.md`",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
