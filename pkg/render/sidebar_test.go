package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/rcagen/rcagen/pkg/site"
)

// navigation returns the text of a page's sidebar: an entry a line, indented
// by depth, the current one marked with "*".
func navigation(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "nav" || attribute(n, "aria-label") != "Incidents" {
			continue
		}
		for a := range n.Descendants() {
			if a.Type != html.ElementNode || a.Data != "a" && a.Data != "summary" {
				continue
			}
			line := textOf(a)
			if attribute(a, "aria-current") == "page" {
				line = "*" + line
			}
			for up := a.Parent; up != n; up = up.Parent {
				if up.Data == "ul" && up.Parent != n {
					line = "  " + line
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestSidebarOfASmallSite: every incident stands on every page, and every group
// leads to its list.
func TestSidebarOfASmallSite(t *testing.T) {
	r := newRenderer(t, newSite(t, library()...))
	all := []string{"2023 2", "  APIv2 unreachable from West Europe 12 Dec", "  Webhooks delayed 4 Mar", "  All 2 of 2023",
		"2021 1", "  SSO, Multiple Regions 30 Jun", "Undated 1", "  Nobody knows when"}
	tests := map[string]int{"service/": -1, "404.html": -1, "2023/hidden/": -1, "2023/": 3, "2023/apiv2/": 1, "2021/sso/": 5, "undated/": 7}
	for address, current := range tests {
		want := slices.Clone(all)
		if current >= 0 {
			text := strings.TrimLeft(want[current], " ")
			want[current] = strings.Repeat(" ", len(want[current])-len(text)) + "*" + text
		}
		if diff := cmp.Diff(want, navigation(t, renderAt(t, r, address))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", address, diff)
		}
	}
}

// TestSidebarOfALargeSite: only the group that the page is in is open.
func TestSidebarOfALargeSite(t *testing.T) {
	r := newRenderer(t, newSite(t, append(library(), many(40, 40)...)...))
	closed := []string{"2024 40", "2023 2", "2021 1", "Undated 1"}
	tests := map[string][]string{
		"service/":     closed,
		"404.html":     closed,
		"2023/hidden/": closed,
		"2023/":        {"2024 40", "2023 2", "  APIv2 unreachable from West Europe 12 Dec", "  Webhooks delayed 4 Mar", "  *All 2 of 2023", "2021 1", "Undated 1"},
		"2023/apiv2/":  {"2024 40", "2023 2", "  *APIv2 unreachable from West Europe 12 Dec", "  Webhooks delayed 4 Mar", "  All 2 of 2023", "2021 1", "Undated 1"},
		"2021/sso/":    {"2024 40", "2023 2", "2021 1", "  *SSO, Multiple Regions 30 Jun", "Undated 1"},
	}
	for address, want := range tests {
		if diff := cmp.Diff(want, navigation(t, renderAt(t, r, address))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", address, diff)
		}
	}
}

// crowd is a site whose one group, a folder, holds n pages.
func crowd(t testing.TB, n int) *site.Site {
	t.Helper()
	documents := many(n, n)
	for i, d := range documents {
		d.Path = fmt.Sprintf("team/%s.md", d.Meta.ID)
		d.File = "content/" + d.Path
		position := float64(i)
		d.Meta.SidebarPosition = &position
	}
	c := newConfig()
	c.Sidebar.Group = "folder"
	return site.New(site.Input{Config: c, Documents: documents})
}

func TestWindowAroundThePage(t *testing.T) {
	const n = 100
	r := newRenderer(t, crowd(t, n))
	tests := []struct{ page, first, last int }{
		{0, 0, 29}, {15, 0, 29}, {16, 1, 30}, {50, 35, 64}, {80, 65, 94}, {99, 70, 99},
	}
	for _, test := range tests {
		lines := navigation(t, renderAt(t, r, fmt.Sprintf("team/incident-%05d/", test.page)))
		var want []string
		for i := test.first; i <= test.last; i++ {
			current := ""
			if i == test.page {
				current = "*"
			}
			want = append(want, fmt.Sprintf("  %sIncident number %d", current, i))
		}
		var got []string
		for _, line := range lines[1 : len(lines)-1] {
			got = append(got, regexp.MustCompile(` [A-Z][a-z]{2} \d{4}$`).ReplaceAllString(line, ""))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("page %d (-want +got):\n%s", test.page, diff)
		}
		if last := lines[len(lines)-1]; !strings.HasPrefix(last, "  All 100 of ") {
			t.Errorf("page %d: the last entry is %q", test.page, last)
		}
	}
}

func TestEntriesAreSplicedNotRenderedAgain(t *testing.T) {
	s := crowd(t, 100)
	r := rendererWithoutText(t, s)
	for i, p := range s.Pages {
		before := len(r.sidebar.blocks)
		l, err := r.sidebar.aroundPage(p)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && len(r.sidebar.blocks) != before {
			t.Fatalf("%s: a page made new blocks of entries", p.Address)
		}
		inner := l.Group.Open
		if entries := strings.Count(string(inner.Before)+string(inner.After), "<li>"); entries != windowSize-1 {
			t.Fatalf("%s: %d entries were spliced, want %d", p.Address, entries, windowSize-1)
		}
	}
}

func BenchmarkSidebar(b *testing.B) {
	s := crowd(b, 10000)
	r := rendererWithoutText(b, s)
	for i := 0; b.Loop(); i++ {
		v, err := r.sidebar.aroundPage(s.Pages[i%len(s.Pages)])
		if err != nil {
			b.Fatal(err)
		}
		if err := r.templates.execute(discard{}, "sidebar.html", v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	r := rendererWithoutText(b, crowd(b, 10000))
	for b.Loop() {
		allOutputs(b, r)
	}
}

func BenchmarkPage(b *testing.B) {
	r := rendererWithoutText(b, crowd(b, 10000))
	outputs := allOutputs(b, r)
	for i := 0; b.Loop(); i++ {
		if err := r.Render(discard{}, outputs[i%10000]); err != nil {
			b.Fatal(err)
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
