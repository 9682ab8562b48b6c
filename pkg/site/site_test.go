package site

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// dump renders everything that a site shows.
func dump(s *Site) string {
	var b strings.Builder
	b.WriteString(outline(s.Root))
	label := func(p *Page) string {
		if p == nil {
			return "-"
		}
		return p.Document.Path
	}
	for _, p := range s.Pages {
		fmt.Fprintf(&b, "%s %q %s newer %s older %s\n", p.Document.Path, p.Address, p.ID, label(p.Newer), label(p.Older))
	}
	for _, g := range s.Groups {
		fmt.Fprintf(&b, "group %q\n", g.Address)
	}
	for _, r := range s.Redirects {
		fmt.Fprintf(&b, "%q -> %q\n", r.From, r.To.Address)
	}
	for _, a := range s.Assets {
		fmt.Fprintf(&b, "%s < %s\n", a.Address, a.File)
	}
	b.WriteString(findings(s.Diagnostics))
	return b.String()
}

func TestOrderOfInputDoesNotMatter(t *testing.T) {
	var documents []*rca.Document
	for i := range 80 {
		documents = append(documents, doc(fmt.Sprintf("%d/d%d.md", 2020+i%3, i), date(fmt.Sprintf("2023-0%d-01", 1+i%9)), label("same")))
	}
	in := linked()
	in.Documents = append(in.Documents, documents...)
	in.Documents = append(in.Documents,
		doc("x/1.md", id("Dup")), doc("x/2.md", id("Dup")), doc("y/1.md", id("dup"), slug("/x/dup")), doc("x/3.md", aliases("old"), images("../2023/img/x.png")),
		doc("x/4.md", aliases("old")),
	)
	in.Categories = []CategoryFile{{File: "content/x/_category_.json", Label: "X"}, {File: "content/x/_category_.yml", Label: "Y"}}
	for _, group := range []string{"year", "folder"} {
		in.Config.Sidebar.Group = group
		want := dump(New(in))
		if !strings.Contains(want, "id/duplicate") || !strings.Contains(want, "id/alias-collision") || !strings.Contains(want, "id/collision") {
			t.Fatalf("the test shows nothing: %s", want)
		}
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, 1))
			r.Shuffle(len(in.Documents), func(i, j int) { in.Documents[i], in.Documents[j] = in.Documents[j], in.Documents[i] })
			r.Shuffle(2, func(i, j int) { in.Categories[i], in.Categories[j] = in.Categories[j], in.Categories[i] })
			if diff := cmp.Diff(want, dump(New(in))); diff != "" {
				t.Fatalf("grouped by %s, seed %d (-want +got):\n%s", group, seed, diff)
			}
		}
	}
}

// Every file of the site has one maker, whatever the file system.
func TestFilesAreUnique(t *testing.T) {
	s := New(linked())
	made := map[string]string{}
	add := func(address, by string) {
		key := FoldKey(OutputFile(address))
		if made[key] != "" {
			t.Errorf("%s and %s both make %s", made[key], by, key)
		}
		made[key] = by
	}
	for _, p := range s.Pages {
		add(p.Address, p.Document.Path)
	}
	for _, g := range append(s.Groups, s.Root) {
		add(g.Address, "group "+g.Label)
	}
	for _, r := range s.Redirects {
		add(r.From, "redirect")
	}
	for _, a := range s.Assets {
		add(a.Address, a.File)
	}
	if len(made) < 15 {
		t.Errorf("only %d files", len(made))
	}
}

func TestEmptySite(t *testing.T) {
	s := mustBuild(t, project())
	if len(s.Pages) != 0 || s.Root == nil || s.Root.Address != "" || len(s.Groups) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestContentAtTheRoot(t *testing.T) {
	a := doc("a.md", links("b.md", "x.txt"))
	b := doc("b.md")
	a.File, b.File = "a.md", "b.md"
	in := project(a, b)
	in.Config.Content = "."
	in.Files["x.txt"] = File{Hash: "12345678"}
	in.Categories = []CategoryFile{{File: "2023/_category_.yml"}}
	s := mustBuild(t, in)
	if p := s.Page("b.md"); p == nil || p.Address != "b/" {
		t.Fatalf("b.md is %+v", p)
	}
	for target, want := range map[string]string{"b.md": "page b.md", "x.txt": "asset x.txt", "../x.md": "nowhere | outside ../x.md"} {
		if got := describe(s.Resolve(s.Page("a.md"), markdown.Link{Target: target})); got != want {
			t.Errorf("%s: got %s, want %s", target, got, want)
		}
	}
}

// Pages are rendered by several goroutines at once.
func TestResolveConcurrently(t *testing.T) {
	s := New(linked())
	var wg sync.WaitGroup
	for _, p := range s.Pages {
		wg.Go(func() {
			for _, target := range []string{"#rca", "b.md#x", "nothing.md", "B.MD", "/2023/"} {
				s.Resolve(p, markdown.Link{Target: target})
			}
		})
	}
	wg.Wait()
}

// FuzzAddress: whatever is published has an address that is a file below the
// site's root on any system, and leads back to its page.
func FuzzAddress(f *testing.F) {
	for _, c := range [][3]string{
		{"2023/2023-12-12-rca", "", ""}, {"01-a/02. b", "RCA - x", "../y"}, {"x", "../../x", "/a//b/../c"}, {"x", "%2e%2e", "%2e%2e/a"},
		{"con/x", "日本\u202e", "/../.."}, {"x", "a\xff", "\\\\x"}, {"A\u030a/ß", "...", "//x"},
	} {
		f.Add(c[0], c[1], c[2], c[2])
	}
	f.Fuzz(func(t *testing.T, file, name, slug, alias string) {
		file = strings.Trim(file, "/")
		if file == "" || strings.Contains(file, "//") {
			return
		}
		d := doc(file+".md", id(name), aliases(alias))
		d.Meta.Slug = slug
		s := New(project(d))
		addresses := []string{}
		for _, p := range s.Pages {
			addresses = append(addresses, p.Address)
			if got := s.Resolve(p, markdown.Link{Target: "/" + Href(p.Address)}); p.Address != "" && got.Page != p {
				t.Errorf("%q does not lead to its page but %+v", p.Address, got)
			}
		}
		for _, r := range s.Redirects {
			addresses = append(addresses, r.From)
		}
		for _, a := range addresses {
			for segment := range strings.SplitSeq(strings.TrimSuffix(a, "/"), "/") {
				if a != "" && unsafe("x", segment, d.Keys["id"]) != nil {
					t.Errorf("unsafe address %q", a)
				}
			}
			if len(a) > maxAddress {
				t.Errorf("address of %d bytes", len(a))
			}
		}
		if len(s.Pages) == 0 && len(s.Diagnostics) == 0 {
			t.Error("a document is gone without a finding")
		}
	})
}

// FuzzResolve: no target makes a link that a browser would run, or panics.
func FuzzResolve(f *testing.F) {
	for _, target := range []string{"b.md#x", "javascript:x", "\x00java\tscript:x", "//x", "%2e%2e/%2e%2e/x", "../../..", "#%zz", "?", "/", "@site/", "pathname://", "data:", "a:", "\\\\"} {
		f.Add(target)
	}
	s := New(linked())
	f.Fuzz(func(t *testing.T, target string) {
		for _, kind := range []markdown.LinkKind{markdown.Inline, markdown.Autolink, markdown.Image} {
			got := s.Resolve(s.Page("2023/a.md"), markdown.Link{Kind: kind, Target: target})
			if got.Kind == TargetNone && got.Problem.Kind == NoProblem && !strings.Contains(strings.ToLower(target), "broken") {
				t.Errorf("%q leads nowhere and has no problem", target)
			}
			if got.Kind != TargetExternal {
				continue
			}
			switch schemeOf(got.Address) {
			case "", "http", "https", "mailto", "tel", "data":
			default:
				t.Errorf("%q is published as %q", target, got.Address)
			}
		}
	})
}

func TestNearby(t *testing.T) {
	var names []string
	for i := range 3000 {
		names = append(names, fmt.Sprintf("content/2023/2023-%02d-%02d-service-%d.md", 1+i%12, 1+i%28, i))
	}
	sort.Strings(names)
	n := newNearby(names)
	all := func(string) bool { return true }
	for _, c := range [][2]string{
		{"content/2023/2023-01-01-servcie-0.md", "content/2023/2023-01-01-service-0.md"},
		{"content/2032/2023-01-01-service-0.md", "content/2023/2023-01-01-service-0.md"},
		{"content/2023/else.md", ""},
	} {
		if got := n.closest(c[0], all); got != c[1] {
			t.Errorf("closest(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// many returns a project of n documents as large teams have them: years of
// incidents with links to each other and images.
func many(n int) Input {
	in := project()
	for i := range n {
		file := fmt.Sprintf("%d/%04d-%02d-%02d-incident-%d.md", 2010+i%15, 2010+i%15, 1+i%12, 1+i%28, i)
		other := fmt.Sprintf("../%d/%04d-%02d-%02d-incident-%d.md", 2010+(i+1)%15, 2010+(i+1)%15, 1+(i+1)%12, 1+(i+1)%28, i+1)
		in.Documents = append(in.Documents, doc(file,
			id(fmt.Sprintf("RCA - Mitigated - Service %d", i)),
			date(fmt.Sprintf("%04d-%02d-%02d", 2010+i%15, 1+i%12, 1+i%28)),
			headings("impact-summary", "rca", "next-steps"),
			links(other, "#rca", "https://example.com/x", "/nowhere", "misspelt.md"),
			images(fmt.Sprintf("img/%d.png", i)),
		))
		in.Files[fmt.Sprintf("content/%d/img/%d.png", 2010+i%15, i)] = File{Hash: fmt.Sprintf("%08x", i)}
	}
	return in
}

func BenchmarkNew(b *testing.B) {
	in := many(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if s := New(in); len(s.Pages) != 10_000 {
			b.Fatal(len(s.Pages))
		}
	}
}

// BenchmarkResolveBroken resolves all links of all pages, two of six broken.
func BenchmarkResolveBroken(b *testing.B) {
	s := New(many(10_000))
	for b.Loop() {
		for _, p := range s.Pages {
			for _, l := range p.Document.Links {
				s.Resolve(p, l)
			}
		}
	}
}

// TestBrokenDocument leaves a document that could not be read out of the site;
// a link to it has no finding, as the document has one.
func TestBrokenDocument(t *testing.T) {
	s := New(project(doc("a.md", links("b.md")), doc("b.md", func(d *rca.Document) { d.Broken = true })))
	if len(s.Pages) != 1 || s.Page("b.md") != nil {
		t.Errorf("%d pages", len(s.Pages))
	}
	target := s.Resolve(s.Page("a.md"), markdown.Link{Target: "b.md"})
	if target.Kind != TargetNone || target.Problem.Kind != NoProblem {
		t.Errorf("the link leads to %+v", target)
	}
}
