package render

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/site"
)

var update = flag.Bool("update", false, "rewrite golden files")

// assetName finds the part of an asset's name that changes with its bytes.
var assetName = regexp.MustCompile(`(site|overview|search)\.[0-9a-f]{8}\.`)

func TestPages(t *testing.T) {
	r := newRenderer(t, newSite(t, library()...))
	pages := map[string]string{
		"home":     "",
		"list":     "2023/",
		"page":     "2021/sso/",
		"draft":    "2023/draft/",
		"unlisted": "2023/hidden/",
		"undated":  "undated/",
		"missing":  "404.html",
		"redirect": "docs/old sso/",
	}
	for name, address := range pages {
		t.Run(name, func(t *testing.T) {
			got := assetName.ReplaceAllString(renderAt(t, r, address), "site.")
			golden(t, filepath.Join("testdata", "golden", name+".html"), got)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestOutputsAreInAFixedOrder(t *testing.T) {
	var before []Output
	for range 3 {
		documents := library()
		r := newRenderer(t, newSite(t, documents...))
		outputs := allOutputs(t, r)
		var addresses, previous []string
		for i, o := range outputs {
			addresses = append(addresses, o.Address)
			if before != nil {
				previous = append(previous, before[i].Address)
				if o.Key != before[i].Key {
					t.Errorf("%s: the key differs from run to run", o.Address)
				}
			}
		}
		if before != nil && cmp.Diff(previous, addresses) != "" {
			t.Error(cmp.Diff(previous, addresses))
		}
		before = outputs
	}
}

func TestEveryOutputHasAnAddressOfItsOwn(t *testing.T) {
	r := newRenderer(t, newSite(t, append(library(), many(700, 400)...)...))
	seen := map[string]bool{}
	for _, o := range allOutputs(t, r) {
		if seen[o.File()] {
			t.Errorf("%s is rendered twice", o.File())
		}
		seen[o.File()] = true
	}
	for _, file := range []string{"index.html", "404.html", "2023/index.html", "2021/sso/index.html"} {
		if !seen[file] {
			t.Errorf("%s is missing", file)
		}
	}
}

func TestAssetsAreNamedByTheirBytes(t *testing.T) {
	r := newRenderer(t, newSite(t, library()...))
	found := 0
	for _, o := range allOutputs(t, r) {
		if o.kind != assetOutput {
			continue
		}
		found++
		if !regexp.MustCompile(`^assets/(site|overview|search|search-page)\.[0-9a-f]{8}\.(css|js)$`).MatchString(o.Address) {
			t.Errorf("unexpected name %s", o.Address)
		}
		if !strings.Contains(renderAt(t, r, "")+renderAt(t, r, "search/"), `/`+o.Address+`"`) {
			t.Errorf("neither the home page nor the search page loads %s", o.Address)
		}
		if renderOutput(t, r, o) == "" {
			t.Errorf("%s is empty", o.Address)
		}
	}
	if found != 5 {
		t.Errorf("%d assets, want 5", found)
	}
}

func TestErrorsOfBodyAndWriterAreReturned(t *testing.T) {
	broken := errors.New("broken")
	r := New(newSite(t, library()...), BuiltIn(english), inBothForms(func(io.Writer, *site.Page) error { return broken }))
	for _, o := range allOutputs(t, r) {
		var b bytes.Buffer
		err := r.Render(&b, o)
		if hasText := o.Page() != nil && (o.data == nil || o.data == &pageData[0]); hasText != errors.Is(err, broken) {
			t.Errorf("%s: error %v", o.Address, err)
		}
		if o.Page() == nil {
			if err := r.Render(failingWriter{broken}, o); !errors.Is(err, broken) {
				t.Errorf("%s: the writer's error is lost: %v", o.Address, err)
			}
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestSiteBelowABasePath(t *testing.T) {
	s := newSite(t, library()...)
	r := newRenderer(t, s)
	base := s.Config.BasePath()
	missing := renderAt(t, r, "404.html")
	for _, want := range []string{`href="` + base + `2023/"`, `href="` + base + `assets/site.`, `href="` + base + `"`} {
		if !strings.Contains(missing, want) {
			t.Errorf("404.html does not contain %s", want)
		}
	}
	for _, o := range allOutputs(t, r) {
		if o.Address == "404.html" || o.kind == assetOutput {
			continue
		}
		if page := renderOutput(t, r, o); strings.Contains(page, `href="/`) || strings.Contains(page, `src="/`) {
			t.Errorf("%s: a link starts at the host's root", o.Address)
		}
	}
}

func TestCanonicalNeedsTheSitesAddress(t *testing.T) {
	s := newSite(t, library()...)
	page := renderAt(t, newRenderer(t, s), "2021/sso/")
	if !strings.Contains(page, `<link rel="canonical" href="https://rca.example.com/kb/2021/sso/">`) {
		t.Error("the canonical address is missing")
	}
	s.Config.URL = ""
	if page := renderAt(t, newRenderer(t, s), "2021/sso/"); strings.Contains(page, "canonical") {
		t.Error("a canonical address without knowing the site's")
	}
}

func TestEditLink(t *testing.T) {
	web, unsafe, none := "https://example.com/edit?x=1&y=2", "javascript:alert(1)", ""
	tests := []struct {
		prefix string
		own    *string
		want   string
	}{
		{"", nil, ""},
		{"https://git.example.com/edit/main", nil, "https://git.example.com/edit/main/content/2021/sso.md"},
		{"https://git.example.com/edit/main/", nil, "https://git.example.com/edit/main/content/2021/sso.md"},
		{"https://git.example.com/", &web, web},
		{"https://git.example.com/", &unsafe, ""},
		{"https://git.example.com/", &none, ""},
	}
	for _, test := range tests {
		d := library()[0]
		d.Meta.CustomEditURL = test.own
		if got := editURL(test.prefix, d); got != test.want {
			t.Errorf("editURL(%q) = %q, want %q", test.prefix, got, test.want)
		}
	}
}

// A document may live at the site's root; the list of all incidents moves aside.
func TestDocumentAtTheRoot(t *testing.T) {
	welcome := newDocument("welcome", "Welcome", "")
	welcome.Path, welcome.File, welcome.Meta.Slug = "index.md", "content/index.md", "/"
	s := newSite(t, append(library(), welcome)...)
	r := newRenderer(t, s)
	if s.Root.Address == "" {
		t.Fatal("the fixture has no page at the root")
	}
	if !strings.Contains(renderAt(t, r, ""), "<h1>Welcome</h1>") {
		t.Error("the document is not at the root")
	}
	list := renderAt(t, r, s.Root.Address)
	if !strings.Contains(list, "<h1>Incident library</h1>") || !strings.Contains(list, `aria-current="page">Incidents<`) {
		t.Error("the list of all incidents is not at its address")
	}
	if page := renderAt(t, r, "2021/sso/"); !strings.Contains(page, `<a href="../../`+s.Root.Address+`">Incidents</a>`) {
		t.Error("a page does not link to the list of all incidents")
	}
}
