package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// linked is a project whose files are named as people name them.
func linked() Input {
	in := project(
		doc("2023/a.md", date("2023-01-01"), headings("impact-summary", "rca", "你好", "Custom.Id")),
		doc("2023/b.md", id("B-id"), date("2023-02-01"), headings("next-steps")),
		doc("2022/sp ace.md", id("sp-ace"), date("2022-02-01"), headings("x")),
		doc("2022/http.foo.md", date("2022-03-01")),
		doc("2022/cafe\u0301.md", date("2022-04-01")), // decomposed, as macOS writes it
		doc("2022/a%20b.md", date("2022-05-01")),
		doc("top.md", date("2022-01-01"), aliases("/old/top", "/legacy.html"), headings("h")),
		doc("hidden.md", draft),
		doc("broken.md", id("a:b")),
		doc("2023/unlisted.md", unlisted),
		doc("index.md"),
	)
	for _, file := range []string{
		"content/2023/img/x.png", "content/2023/img/Chart.PNG", "content/2023/log.txt", "content/2023/_part.md",
		"content/2023/sp ace.pdf", "content/2023/100%.txt", "content/2022/img/y.png", "content/2022/Größe.png",
		"static/logo.svg", "static/img/s.png", "static/files/report.pdf", "static/404.txt",
	} {
		in.Files[file] = File{Hash: fmt.Sprintf("%08x%08x", len(file), len(file))}
	}
	return in
}

// describe renders a target on one line.
func describe(t Target) string {
	var b strings.Builder
	switch t.Kind {
	case TargetNone:
		b.WriteString("nowhere")
	case TargetExternal:
		b.WriteString("external " + t.Address)
	case TargetPage:
		b.WriteString("page " + t.Page.Document.Path)
		if t.Address != t.Page.Address {
			b.WriteString(" WRONG ADDRESS " + t.Address)
		}
	case TargetSelf:
		b.WriteString("self")
	case TargetList:
		b.WriteString("list /" + t.Address)
	case TargetAsset:
		b.WriteString("asset " + t.Asset.File)
		if t.Address != t.Asset.Address {
			b.WriteString(" WRONG ADDRESS " + t.Address)
		}
	case TargetPath:
		b.WriteString("path " + t.Address)
	}
	b.WriteString(t.Query)
	if t.Fragment != "" {
		b.WriteString("#" + t.Fragment)
	}
	if t.Problem.Kind != NoProblem {
		fmt.Fprintf(&b, " | %s", problemNames[t.Problem.Kind])
		if t.Problem.Path != "" {
			b.WriteString(" " + t.Problem.Path)
		}
		if t.Problem.Suggestion != "" {
			b.WriteString(" -> " + t.Problem.Suggestion)
		}
	}
	return b.String()
}

var problemNames = map[ProblemKind]string{
	Missing: "missing", MissingAnchor: "missing anchor", ToDraft: "draft", OutsideRoot: "outside", EmptyTarget: "empty",
	AbsolutePath: "absolute", DangerousScheme: "scheme", LocalPath: "local", WrongCase: "case",
}

func TestResolve(t *testing.T) {
	s := New(linked())
	from := s.Page("2023/a.md")
	for target, want := range map[string]string{
		// Documents.
		"./b.md":                  "page 2023/b.md",
		"b.md":                    "page 2023/b.md",
		"b.md#next-steps":         "page 2023/b.md#next-steps",
		"b.md?x=1#next-steps":     "page 2023/b.md?x=1#next-steps",
		"b.md#":                   "page 2023/b.md",
		"b.md#top":                "page 2023/b.md#top",
		"b.md#:~:text=x":          "page 2023/b.md#:~:text=x",
		"top.md":                  "page top.md",
		"./top.md":                "nowhere | missing content/2023/top.md -> ../top.md",
		"../top.md":               "page top.md",
		"/top.md":                 "page top.md",
		"/2022/sp%20ace.md":       "page 2022/sp ace.md",
		"/content/top.md":         "page top.md",
		"@site/content/top.md":    "page top.md",
		"content/top.md":          "page top.md",
		"2022/sp ace.md#x":        "page 2022/sp ace.md#x",
		"../2022/sp%20ace.md#x":   "page 2022/sp ace.md#x",
		"../2022/http.foo.md":     "page 2022/http.foo.md",
		"../2022/caf\u00e9.md":    "page 2022/cafe\u0301.md",
		"../2022/cafe%CC%81.md":   "page 2022/cafe\u0301.md",
		"a.md":                    "page 2023/a.md",
		"unlisted.md":             "page 2023/unlisted.md",
		"../hidden.md":            "nowhere | draft content/hidden.md",
		"../broken.md":            "nowhere",
		"B.MD":                    "page 2023/b.md | case content/2023/b.md -> b.md",
		"../TOP.md#h":             "page top.md#h | case content/top.md -> ../top.md#h",
		"./b.mdx":                 "nowhere | missing content/2023/b.mdx -> ./b.md",
		"./bb.md":                 "nowhere | missing content/2023/bb.md -> ./b.md",
		"./unlistet.md#x":         "nowhere#x | missing content/2023/unlistet.md -> ./unlisted.md#x",
		"B-id.md":                 "nowhere | missing content/2023/B-id.md -> ./b.md",
		"_part.md":                "nowhere | missing content/2023/_part.md",
		"../../README.md":         "nowhere | outside README.md",
		"../../../../x.md":        "nowhere | outside ../../x.md",
		"../../secret.txt":        "nowhere | outside secret.txt",
		`..\top.md`:               "nowhere | missing content/2023/..\\top.md -> ../top.md",
		"../2022/a%2520b.md":      "page 2022/a%20b.md",
		"../2022/SP%20ACE.md?x#x": "page 2022/sp ace.md?x#x | case content/2022/sp ace.md -> ../2022/sp%20ace.md?x#x",
		"../2022/nothing-like.md": "nowhere | missing content/2022/nothing-like.md",
		"https://a.b/README.md":   "external https://a.b/README.md",
		"foo.md:12":               "nowhere | scheme foo.md",

		// Anchors.
		"#rca":                  "self#rca",
		"#":                     "self",
		"#top":                  "self#top",
		"#Top":                  "self#Top",
		"#%E4%BD%A0%E5%A5%BD":   "self#你好",
		"#Custom.Id":            "self#Custom.Id",
		"?q=1":                  "self?q=1",
		"#impact":               "self#impact | missing anchor content/2023/a.md",
		"#impact-sumary":        "self#impact-sumary | missing anchor content/2023/a.md -> #impact-summary",
		"#RCA":                  "self#RCA | missing anchor content/2023/a.md -> #rca",
		"#Impact%20summary":     "self#Impact summary | missing anchor content/2023/a.md -> #impact-summary",
		"b.md#rca":              "page 2023/b.md#rca | missing anchor content/2023/b.md",
		"b.md?x#next-step":      "page 2023/b.md?x#next-step | missing anchor content/2023/b.md -> b.md?x#next-steps",
		"/2023/B-id/#nextsteps": "page 2023/b.md#nextsteps | missing anchor content/2023/b.md -> /2023/B-id/#next-steps",

		// Addresses.
		"/2023/a/":           "page 2023/a.md",
		"/2023/a":            "page 2023/a.md",
		"/2023/a/index.html": "page 2023/a.md",
		"../top/":            "page top.md",
		"../top":             "page top.md",
		"../../top/":         "page top.md",
		"B-id":               "page 2023/b.md",
		"./B-id/":            "page 2023/b.md",
		"../B-id/":           "page 2023/b.md",
		"/old/top/":          "page top.md",
		"/legacy.html":       "page top.md",
		"/2022":              "list /2022/",
		"..":                 "page index.md",
		"/":                  "page index.md",
		"/all/":              "list /all/",
		"/2022/sp-ace#x":     "page 2022/sp ace.md#x",
		"/2022/caf%C3%A9/":   "page 2022/cafe\u0301.md",
		"./b":                "nowhere | missing content/2023/b -> ./b.md",
		"/2023/B-idd/":       "nowhere | missing static/2023/B-idd -> /2023/B-id/",
		"../tpo/":            "nowhere | missing content/tpo -> /top/",
		"/unknown/thing":     "nowhere | missing static/unknown/thing",
		"/2023/":             "list /2023/",
		"10:30":              "nowhere | missing content/2023/10:30",

		// Files.
		"img/x.png":               "asset content/2023/img/x.png",
		"./img/x.png":             "asset content/2023/img/x.png",
		"img/x.png?raw=1#y":       "asset content/2023/img/x.png?raw=1#y",
		"sp%20ace.pdf":            "asset content/2023/sp ace.pdf",
		"100%.txt":                "asset content/2023/100%.txt",
		"100%25.txt":              "asset content/2023/100%.txt",
		"img/chart.png":           "asset content/2023/img/Chart.PNG | case content/2023/img/Chart.PNG -> img/Chart.PNG",
		"IMG/x.png":               "asset content/2023/img/x.png | case content/2023/img/x.png -> img/x.png",
		"../2022/Gro\u0308ße.png": "asset content/2022/Größe.png",
		"img/y.png":               "nowhere | missing content/2023/img/y.png -> ../2022/img/y.png",
		"img/xx.png":              "nowhere | missing content/2023/img/xx.png -> ./img/x.png",
		"log.tx":                  "nowhere | missing content/2023/log.tx -> ./log.txt",
		"/logo.svg":               "asset static/logo.svg",
		"/LOGO.svg":               "asset static/logo.svg | case static/logo.svg -> /logo.svg",
		"/img/s.png":              "asset static/img/s.png",
		"@site/static/img/s.png":  "asset static/img/s.png",
		"../../static/logo.svg":   "asset static/logo.svg",
		"/2023/img/x.png":         "nowhere | missing static/2023/img/x.png -> ./img/x.png",
		"logo.svg":                "nowhere | missing content/2023/logo.svg -> /logo.svg",
		"pathname:///api/x?y#z":   "path api/x?y#z",
		"pathname:x":              "nowhere | scheme pathname",

		// Elsewhere.
		"http://a.b":                 "external http://a.b",
		"HTTPS://A.B/c d":            "external HTTPS://A.B/c d",
		"//cdn.b/c":                  "external //cdn.b/c",
		"mailto:a@b.c":               "external mailto:a@b.c",
		"tel:+49123":                 "external tel:+49123",
		"javascript:alert(1)":        "nowhere | scheme javascript",
		"JavaScript:alert(1)":        "nowhere | scheme javascript",
		" \x01java\nscript:alert(1)": "nowhere | scheme javascript",
		"vbscript:x":                 "nowhere | scheme vbscript",
		"data:text/html,x":           "nowhere | scheme data",
		"data:image/png;base64,xx":   "nowhere | scheme data",
		"blob:x":                     "nowhere | scheme blob",
		"intent://x":                 "nowhere | scheme intent",
		"file:///C:/x":               "nowhere | local",
		`C:\logs\x.txt`:              "nowhere | local",
		"c:/logs/x.txt":              "nowhere | local",
		`\\server\share`:             "nowhere | local",
		"/Users/me/x.md":             "nowhere | local",
		"/home/me/notes":             "nowhere | local",
		"~/x":                        "nowhere | local",
		"":                           "nowhere | empty",
		" \n":                        "nowhere | empty",
		"javascript%3Aalert(1)":      "nowhere | missing content/2023/javascript:alert(1)",
	} {
		if got := describe(s.Resolve(from, markdown.Link{Target: target})); got != want {
			t.Errorf("%q\n got %s\nwant %s", target, got, want)
		}
	}
}

func TestResolveImages(t *testing.T) {
	s := New(linked())
	from := s.Page("2023/b.md")
	for target, want := range map[string]string{
		"img/x.png":                "asset content/2023/img/x.png",
		"img/x.pgn":                "nowhere | missing content/2023/img/x.pgn -> ./img/x.png",
		"img/chart.png":            "asset content/2023/img/Chart.PNG | case content/2023/img/Chart.PNG -> img/Chart.PNG",
		"/img/s.png":               "asset static/img/s.png",
		"/img/t.png":               "nowhere | missing static/img/t.png -> /img/s.png",
		"a.md":                     "nowhere | missing content/2023/a.md",
		"/2023/a/":                 "nowhere | missing static/2023/a",
		"data:image/png;base64,xx": "external data:image/png;base64,xx",
		"data:image/svg+xml,xx":    "nowhere | scheme data",
		"https://a.b/x.png":        "external https://a.b/x.png",
		"#x":                       "nowhere#x | missing content/2023",
		"":                         "nowhere | empty",
	} {
		if got := describe(s.Resolve(from, markdown.Link{Kind: markdown.Image, Target: target})); got != want {
			t.Errorf("%q\n got %s\nwant %s", target, got, want)
		}
	}
}

func TestResolveAutolinks(t *testing.T) {
	s := New(linked())
	for target, want := range map[string]string{
		"https://a.b/c":     "external https://a.b/c",
		"www.a.b/c":         "external http://www.a.b/c",
		"me@a.b":            "external mailto:me@a.b",
		"javascript:void 0": "nowhere | scheme javascript",
	} {
		if got := describe(s.Resolve(s.Pages[0], markdown.Link{Kind: markdown.Autolink, Target: target})); got != want {
			t.Errorf("%q\n got %s\nwant %s", target, got, want)
		}
	}
}

func TestResolveFolders(t *testing.T) {
	in := project(
		doc("01-team/a.md"), doc("01-team/02-sub/index.md"), doc("moved/b.md"), doc("x/index.md"), doc("x/y.md"), doc("root.md"),
	)
	in.Categories = []CategoryFile{{File: "content/moved/_category_.json", Link: CategoryLink{Kind: LinkGenerated}}}
	s := mustBuild(t, in)
	for target, want := range map[string]string{
		"../01-team":          "list /team/",
		"../01-team/":         "list /team/",
		"/01-team":            "list /team/",
		"/team/":              "list /team/",
		"../01-team/02-sub/":  "page 01-team/02-sub/index.md",
		"../moved/":           "list /category/moved/",
		"/category/moved":     "list /category/moved/",
		".":                   "page x/index.md",
		"..":                  "list /",
		"@site/content/moved": "list /category/moved/",
	} {
		if got := describe(s.Resolve(s.Page("x/y.md"), markdown.Link{Target: target})); got != want {
			t.Errorf("%q\n got %s\nwant %s", target, got, want)
		}
	}
}

func TestTargetHref(t *testing.T) {
	s := New(linked())
	for _, c := range []struct{ page, target, want string }{
		{"2023/a.md", "b.md?x=1#next-steps", "../../2023/B-id/?x=1#next-steps"},
		{"2023/a.md", "../2022/caf\u00e9.md", "../../2022/caf%C3%A9/"},
		{"2023/a.md", "/", "../../"},
		{"2023/a.md", "/2022/", "../../2022/"},
		{"2023/a.md", "#%E4%BD%A0%E5%A5%BD", "#%E4%BD%A0%E5%A5%BD"},
		{"2023/a.md", "#", "#"},
		{"2023/a.md", "?q=1", "?q=1"},
		{"2023/a.md", "img/x.png", "../../assets/x-00000016.png"},
		{"2023/a.md", "/logo.svg", "../../logo.svg"},
		{"2023/a.md", "pathname:///api/a b?x#y", "../../api/a%20b?x#y"},
		{"2023/a.md", "https://a.b/c#d", "https://a.b/c#d"},
		{"2023/a.md", "javascript:x", ""},
		{"2023/a.md", "nothing.md#x", ""},
		{"index.md", "top.md#h", "./top/#h"},
		{"index.md", "/", "./"},
	} {
		from := s.Page(c.page)
		if got := s.Resolve(from, markdown.Link{Target: c.target}).Href(from); got != c.want {
			t.Errorf("%s: %q is linked as %q, want %q", c.page, c.target, got, c.want)
		}
	}
}

func TestResolveDrafts(t *testing.T) {
	in := linked()
	in.Production = false
	s := New(in)
	if got := describe(s.Resolve(s.Page("top.md"), markdown.Link{Target: "hidden.md"})); got != "page hidden.md" {
		t.Errorf("a preview leads to a draft: %s", got)
	}
}

func TestResolveBelowBasePath(t *testing.T) {
	in := linked()
	in.Config.URL = "https://example.com/docs/"
	s := New(in)
	for target, want := range map[string]string{
		"/docs/2023/a/":  "page 2023/a.md | absolute -> ../2023/a.md",
		"/docs/top.md#h": "page top.md#h | absolute -> ../top.md#h",
		"/docs/logo.svg": "asset static/logo.svg | absolute -> /logo.svg",
		"/docs/":         "page index.md | absolute -> ../index.md",
		"/docs/none":     "nowhere | missing static/docs/none",
	} {
		if got := describe(s.Resolve(s.Page("2022/http.foo.md"), markdown.Link{Target: target})); got != want {
			t.Errorf("%q\n got %s\nwant %s", target, got, want)
		}
	}
}

func TestAssets(t *testing.T) {
	in := project(
		doc("a.md", images("img/Übersicht (1).PNG", "/logo.png", "img/same.png", "missing.png"), links("log.txt", "https://a.b/x.png")),
		doc("b/b1.md", images("../img/Übersicht (1).PNG", "same.png", "SAME2.png")),
		doc("b/c.md", func(d *rca.Document) { d.Meta.Image = "card.png" }),
	)
	for file, hash := range map[string]string{
		"content/img/Übersicht (1).PNG": "11111111aa", "content/img/same.png": "22222222aa", "content/b/same.png": "22222222aa",
		"content/b/SAME2.png": "33333333aa", "content/log.txt": "4444", "content/unused.png": "55555555aa", "content/b/card.png": "66666666aa",
		"static/logo.png": "77777777aa", "static/CNAME": "",
	} {
		in.Files[file] = File{Hash: hash, Width: 3, Height: 4}
	}
	in.Files["content/z/same.png"] = File{Hash: "22222222bb"}
	in.Documents = append(in.Documents, doc("z/z1.md", images("same.png")))
	s := mustBuild(t, in)
	var got []string
	for _, a := range s.Assets {
		got = append(got, a.Address+" < "+a.File)
	}
	want := []string{
		"CNAME < static/CNAME",
		"assets/bersicht-1-11111111.png < content/img/Übersicht (1).PNG",
		"assets/card-66666666.png < content/b/card.png",
		"assets/log-4444.txt < content/log.txt",
		"assets/same-22222222.png < content/b/same.png",
		"assets/same-22222222bb.png < content/z/same.png",
		"assets/same2-33333333.png < content/b/SAME2.png",
		"logo.png < static/logo.png",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("assets (-want +got):\n%s", diff)
	}
	for page, target := range map[string]string{"a.md": "img/same.png", "b/b1.md": "same.png"} {
		a := s.Resolve(s.Page(page), markdown.Link{Kind: markdown.Image, Target: target})
		if a.Address != "assets/same-22222222.png" || a.Asset.Width != 3 {
			t.Errorf("%s: %s leads to %q", page, target, a.Address)
		}
	}
}

func TestRelative(t *testing.T) {
	for _, c := range [][3]string{
		{"content/2023", "content/2023/b.md", "./b.md"},
		{"content/2023", "content/2023/img/x.png", "./img/x.png"},
		{"content/2023", "content/top.md", "../top.md"},
		{"content/2023/05", "content/2022/b.md", "../../2022/b.md"},
		{"content/a", "content/a", "../a"},
		{".", "x.md", "./x.md"},
	} {
		if got := relative(c[0], c[1]); got != c[2] {
			t.Errorf("relative(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
