package site

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStripNumberPrefix(t *testing.T) {
	for _, c := range []struct {
		inputs []string
		name   string
		number float64
	}{
		{[]string{"1-My Doc", "01-My Doc", "001 - My Doc", "001 --- My Doc", "001 ___ My Doc", "001 . My Doc", "1\u00a0-\u00a0My Doc"}, "My Doc", 1},
		{[]string{"999   -   My Doc"}, "My Doc", 999},
		{[]string{"0-My Doc"}, "My Doc", 0},
		{[]string{"0046036 - My Doc"}, "My Doc", 46036},
		{[]string{"0-MyRoot"}, "MyRoot", 0},
		{[]string{"1 - Sub"}, "Sub", 1},
		{[]string{"2.  Deep"}, "Deep", 2},
		{[]string{"3 _Doc"}, "Doc", 3},
		{[]string{"2. RCA"}, "RCA", 2},
		{[]string{"4. RCA - Mitigated"}, "RCA - Mitigated", 4},
		{[]string{"2021-archive", "2021 - archive"}, "archive", 2021},
		{[]string{"7-zip"}, "zip", 7},
		{[]string{"1.a.b"}, "a.b", 1},
	} {
		for _, in := range c.inputs {
			name, number := StripNumberPrefix(in)
			if name != c.name || number == nil || *number != c.number {
				t.Errorf("StripNumberPrefix(%q) = %q, %v, want %q, %v", in, name, number, c.name, c.number)
			}
		}
	}
	for _, in := range []string{
		"", "MyDoc", "a1-My Doc", "My Doc-000", "00abc01-My Doc", "My 001- Doc", "My -001 Doc",
		"2021-01-31 - Doc", "31-01-2021 - Doc", "2021_01_31 - Doc", "31_01_2021 - Doc", "2021.01.31 - Doc", "31.01.2021 - Doc",
		"2021-01 - Doc", "01-2021 - Doc", "2021-01-31", "2021-01", "21_01", "01_31", "01", "2021",
		"8.0", "8.0.0", "14.2.16", "18.2", "8.0 - Doc", "8_0", "14_2_16", "8.0.0 - Doc",
		"2021-11-foo", "2023-12-12-rca", "12-12-2023 x", "8.0-foo", "5-3 foo", "3.5-x", "1-1",
		"1 x", "1)x", "1: x", "1–x", " 1-x", "-1-x", "１-x", "10-",
	} {
		if name, number := StripNumberPrefix(in); name != in || number != nil {
			t.Errorf("StripNumberPrefix(%q) = %q, %v, want it untouched", in, name, number)
		}
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		file    string
		options []option
		address string
		id      string
		old     string // where a redirect stands
	}{
		{file: "dir/doc.md", address: "dir/doc/", id: "dir/doc"},
		{file: "dir/subdir/index.md", address: "dir/subdir/", id: "dir/subdir/index"},
		{file: "dir/subdir/inDEx.mdx", address: "dir/subdir/", id: "dir/subdir/inDEx"},
		{file: "dir/subdir/readme.md", address: "dir/subdir/", id: "dir/subdir/readme"},
		{file: "dir/subdir/reADMe.mdx", address: "dir/subdir/", id: "dir/subdir/reADMe"},
		{file: "dir/subdir/subdir.md", address: "dir/subdir/", id: "dir/subdir/subdir"},
		{file: "dir/subdir/suBDir.mdx", address: "dir/subdir/", id: "dir/subdir/suBDir"},
		{file: "dir/subdir/index.md", options: []option{slug("/my/frontMatterSlug")}, address: "my/frontMatterSlug/", id: "dir/subdir/index"},
		{file: "dir/subdir/index.md", options: []option{id("hello")}, address: "dir/subdir/", id: "dir/subdir/hello"},
		{file: "index.md", address: "", id: "index"},
		{file: "README.md", address: "", id: "README"},
		{file: "intro.md", options: []option{slug("/")}, address: "", id: "intro"},
		{file: "001-dir1/002-dir2/doc.md", address: "dir1/dir2/doc/", id: "dir1/dir2/doc"},
		{file: "001-dir1/002-dir2/003-doc.md", address: "dir1/dir2/doc/", id: "dir1/dir2/doc"},
		{file: "001-dir1/002-dir2/003-doc.md", options: []option{keep}, address: "001-dir1/002-dir2/003-doc/", id: "001-dir1/002-dir2/003-doc"},
		{
			file: "dir with spâce/hey $hello/my dôc.md", address: "dir with spâce/hey $hello/my-dôc/",
			id: "dir with spâce/hey $hello/my dôc", old: "dir with spâce/hey $hello/my dôc/",
		},
		{file: "doc.md", options: []option{slug("abc/def")}, address: "abc/def/", id: "doc"},
		{file: "dir/doc.md", options: []option{slug("abc/def")}, address: "dir/abc/def/", id: "dir/doc"},
		{file: "dir/doc.md", options: []option{slug("./abc/../def")}, address: "dir/def/", id: "dir/doc"},
		{file: "dir/subdir/doc.md", options: []option{slug("../abc/def")}, address: "dir/abc/def/", id: "dir/subdir/doc"},
		{file: "dir/subdir/doc.md", options: []option{slug("../../../../../abc/../def")}, address: "def/", id: "dir/subdir/doc"},
		{file: "doc.md", options: []option{slug("/a//b/")}, address: "a/b/", id: "doc"},
		{file: "doc.md", options: []option{slug("/my%20slug")}, address: "my slug/", id: "doc"},
		{file: "x/01-index.md", options: []option{id("hello")}, address: "x/hello/", id: "x/hello"},
		{file: "01-guides/guides.md", address: "guides/guides/", id: "guides/guides"},
		{file: "01-guides/01-guides.md", address: "guides/", id: "guides/guides"},
		{file: "2023-archive/x.md", address: "archive/x/", id: "archive/x"},
		{file: "2023/2023-12-12-rca.md", options: []option{id("2023-12-12-RCA-Mitigated-APIv2-West-Europe")}, address: "2023/2023-12-12-RCA-Mitigated-APIv2-West-Europe/", id: "2023/2023-12-12-RCA-Mitigated-APIv2-West-Europe"},
		{
			file: "sso.md", options: []option{id("RCA - Mitigated - SSO - Multiple Regions - 30-06-2021")},
			address: "rca-mitigated-sso-multiple-regions-30-06-2021/", id: "RCA - Mitigated - SSO - Multiple Regions - 30-06-2021",
			old: "RCA - Mitigated - SSO - Multiple Regions - 30-06-2021/",
		},
		{file: "x.md", options: []option{id("a&b a+b")}, address: "ab-ab/", id: "a&b a+b", old: "a&b a+b/"},
		{file: "x.md", options: []option{id("a'b (c) [d] {e} f^g")}, address: "ab-c-d-e-fg/", id: "a'b (c) [d] {e} f^g", old: "a'b (c) [d] {e} f^g/"},
		{file: "x.md", options: []option{id("a%b")}, address: "ab/", id: "a%b", old: "a%b/"},
		{file: "x.md", options: []option{id("a%20b")}, address: "a20b/", id: "a%20b", old: "a b/"},
		{file: "x.md", options: []option{id("日本")}, address: "日本/", id: "日本"},
		{file: "x.md", options: []option{id("Ünïcode")}, address: "Ünïcode/", id: "Ünïcode"},
		{file: "x.md", options: []option{id("U\u0308ni")}, address: "Üni/", id: "U\u0308ni"},
		{file: "x.md", options: []option{id(".hidden")}, address: ".hidden/", id: ".hidden"},
		{file: "x.md", options: []option{id("a.b_c~d-E")}, address: "a.b_c~d-E/", id: "a.b_c~d-E"},
		{file: "par(en).md", address: "paren/", id: "par(en)", old: "par(en)/"},
	} {
		t.Run(c.file+" "+c.address, func(t *testing.T) {
			s := mustBuild(t, project(doc(c.file, c.options...)))
			p := s.Pages[0]
			if p.Address != c.address || p.ID != c.id {
				t.Errorf("address %q, id %q, want %q, %q", p.Address, p.ID, c.address, c.id)
			}
			old := ""
			if len(s.Redirects) > 0 {
				old = s.Redirects[0].From
			}
			if old != c.old || len(s.Redirects) > 1 {
				t.Errorf("redirects %v, want one at %q", s.Redirects, c.old)
			}
			if s.Page(c.file) != p {
				t.Errorf("Page(%q) does not find it", c.file)
			}
		})
	}
}

func TestRefusedAddresses(t *testing.T) {
	long := strings.Repeat("x", 176)
	for _, c := range []struct {
		name string
		doc  option
		file string
		want string
	}{
		{name: "up", doc: id("../../x"), want: "content/x.md:4-5: id `../../x` contains `/` [id/unsafe]"},
		{name: "rooted", doc: id("/x"), want: "id `/x` contains `/` [id/unsafe]"},
		{name: "backslash", doc: id(`a\b`), want: "id `a\\b` contains `\\` [id/unsafe]"},
		{name: "drive", doc: id("C:x"), want: "id `C:x` contains `:` [id/unsafe]"},
		{name: "colon", doc: id("a:b"), want: "id `a:b` contains `:` [id/unsafe]"},
		{name: "hash", doc: id("a#b"), want: "id `a#b` contains `#` [id/unsafe]"},
		{name: "query", doc: id("a?b"), want: "id `a?b` contains `?` [id/unsafe]"},
		{name: "quote", doc: id(`a"b`), want: "id `a\"b` contains `\"` [id/unsafe]"},
		{name: "dot", doc: id("."), want: "id `.` means another folder [id/unsafe]"},
		{name: "dots", doc: id(".."), want: "id `..` means another folder [id/unsafe]"},
		{name: "trailing dot", doc: id("a."), want: "id `a.` ends with a dot [id/unsafe]"},
		{name: "newline", doc: id("a\nb"), want: "id `a b` contains the control character U+000A [id/unsafe]"},
		{name: "nul", doc: id("a\x00b"), want: "id `a\x00b` contains the control character U+0000 [id/unsafe]"},
		{name: "bidi", doc: id("a\u202eb"), want: "id `a\u202eb` contains the control character U+202E [id/unsafe]"},
		{name: "invalid UTF-8", doc: id("a\xffb"), want: "id `a\xffb` is not valid UTF-8 [id/unsafe]"},
		{name: "encoded dots", doc: id("%2e%2E"), want: "id `%2e%2E` stands for `..`, which means another folder [id/unsafe]"},
		{name: "encoded slash", doc: id("a%2fb"), want: "id `a%2fb` stands for `a/b`, which contains `/` [id/unsafe]"},
		{name: "nothing left", doc: id("!!!"), want: "id `!!!` has no letter or digit that an address could be made of [id/unsafe]"},
		{name: "device", doc: id("con"), want: "id `con` is a reserved name on Windows [id/reserved-name]"},
		{name: "device with extension", doc: id("NUL.tar.gz"), want: "id `NUL.tar.gz` is a reserved name on Windows [id/reserved-name]"},
		{name: "port", doc: id("com¹"), want: "id `com¹` is a reserved name on Windows [id/reserved-name]"},
		{name: "long", doc: id(long + "12345"), want: "the address is 182 bytes long; the limit is 180 [id/too-long]"},
		{name: "search", doc: id("search"), want: "address `search` is used by the site itself [id/reserved-route]"},
		{name: "Search", doc: id("Search"), want: "address `Search` is used by the site itself [id/reserved-route]"},
		{name: "404", doc: id("404.html"), want: "address `404.html` is used by the site itself [id/reserved-route]"},
		{name: "assets", doc: slug("/assets/x"), want: "content/x.md:6-7: address `assets` is used by the site itself [id/reserved-route]"},
		{name: "_rcagen", doc: id("_rcagen"), want: "address `_rcagen` is used by the site itself [id/reserved-route]"},
		{name: "index", doc: id("index"), want: "address `index` is used by the site itself [id/reserved-route]"},
		{name: "slug of two slashes", doc: slug("//"), want: "content/x.md:6-7: slug `//` is the address of another site; expected a path in this one [id/unsafe]"},
		{name: "slug of a site", doc: slug("https://a.b/c"), want: "slug `https://a.b/c` is the address of another site; expected a path in this one [id/unsafe]"},
		{name: "slug with a backslash", doc: slug(`/a\b`), want: "slug `a\\b` contains `\\` [id/unsafe]"},
		{name: "slug with an encoded slash", doc: slug(`/a/%2e%2e%2fb`), want: "slug `../b` contains `/` [id/unsafe]"},
		{name: "alias", doc: aliases("/a:b"), want: "content/x.md:8-9: alias `a:b` contains `:` [id/unsafe]"},
		{name: "alias of the site", doc: aliases("/search"), want: "content/x.md:8-9: alias `search` is used by the site itself [id/reserved-route]"},
		{name: "folder", file: "a:b/x.md", want: "content/a:b/x.md:0-0: folder `a:b` contains `:` [id/unsafe]"},
		{name: "file name", file: "what?.md", want: "content/what?.md:0-0: file name `what?` contains `?` [id/unsafe]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := doc("x.md")
			if c.file != "" {
				d = doc(c.file)
			}
			if c.doc != nil {
				c.doc(d)
			}
			got := findings(New(project(d)).Diagnostics)
			if !strings.Contains(got, c.want) {
				t.Errorf("findings:\n%swant: %s", got, c.want)
			}
		})
	}
	s := New(project(doc("x.md", id(long+"123"))))
	if len(s.Pages) != 1 || len(s.Pages[0].Address) != maxAddress {
		t.Errorf("an address of the limit's length is refused: %s", findings(s.Diagnostics))
	}
	if s := New(project(doc("x.md", id("a:b")))); len(s.Pages) != 0 || s.Page("x.md") != nil {
		t.Errorf("a refused document is among the pages")
	}
}

func TestCollisions(t *testing.T) {
	static := func(in Input, files ...string) Input {
		for _, f := range files {
			in.Files["static/"+f] = File{}
		}
		return in
	}
	for _, c := range []struct {
		name string
		in   Input
		want string
	}{
		{"duplicate", project(doc("a.md", id("x")), doc("b.md", id("x"))),
			"content/b.md:4-5: id `x` is used twice [id/duplicate]\n  related content/a.md:4-5: also here\n"},
		{"same id in two folders", project(doc("a/a1.md", id("x")), doc("b/b1.md", id("x"))), ""},
		{"case", project(doc("a.md", id("RCA-1")), doc("b.md", id("rca-1"))),
			"content/b.md:4-5: address `rca-1/` and `RCA-1/` of `content/a.md` would be the same file on some computers [id/collision]\n  related content/a.md:4-5: the other one\n"},
		{"full case folding", project(doc("a.md", id("straße")), doc("b.md", id("STRASSE"))),
			"content/b.md:4-5: address `STRASSE/` and `straße/` of `content/a.md` would be the same file on some computers [id/collision]\n  related content/a.md:4-5: the other one\n"},
		{"Turkish dotted I is not an i", project(doc("a.md", id("bİr")), doc("b.md", id("bir"))), ""},
		{"composed and decomposed", project(doc("a.md", id("\u00c5")), doc("b.md", id("A\u030a"))),
			"content/b.md:4-5: address `Å/` is already taken by `content/a.md` [id/collision]\n  related content/a.md:4-5: the other one\n"},
		{"Angstrom sign", project(doc("a.md", id("\u212b")), doc("b.md", id("å"))),
			"content/b.md:4-5: address `å/` and `Å/` of `content/a.md` would be the same file on some computers [id/collision]\n  related content/a.md:4-5: the other one\n"},
		{"one slug", project(doc("a.md", id("a b")), doc("b.md", id("a-b"))),
			"content/b.md:4-5: address `a-b/` is already taken by `content/a.md` [id/collision]\n  related content/a.md:4-5: the other one\n"},
		{"slug", project(doc("a.md", id("x")), doc("b.md", slug("/x"))),
			"content/b.md:6-7: address `x/` is already taken by `content/a.md` [id/collision]\n  related content/a.md:4-5: the other one\n"},
		{"two index files", project(doc("a/index.md"), doc("a/readme.md")),
			"content/a/readme.md:4-5: address `a/` is already taken by `content/a/index.md` [id/collision]\n  related content/a/index.md:4-5: the other one\n"},
		{"static page", static(project(doc("x.md")), "X/index.html"),
			"content/x.md:4-5: address `x/` and `X/index.html` of `static/X/index.html` would be the same file on some computers [id/collision]\n  related static/X/index.html:0-0: the other one\n"},
		{"static file in the place of a folder", static(project(doc("x.md")), "x"),
			"content/x.md:4-5: address `x/` and `x` of `static/x` would be the same file on some computers [id/collision]\n  related static/x:0-0: the other one\n"},
		{"static folder in the place of a redirect", static(project(doc("x.md", aliases("/old.html"))), "old.html/x.png"),
			"content/x.md:8-9: alias `old.html` and `old.html/x.png` of `static/old.html/x.png` would be the same file on some computers [id/alias-collision]\n  related static/old.html/x.png:0-0: the other one\n"},
		{"static files in two cases", static(project(), "A.png", "a.png"),
			"static/a.png:0-0: static file `a.png` and `A.png` of `static/A.png` would be the same file on some computers [id/collision]\n  related static/A.png:0-0: the other one\n"},
		{"static home page", static(project(), "index.html"), "static/index.html:0-0: static file `index.html` is used by the site itself [id/reserved-route]\n"},
		{"static files with names that cannot be published", static(project(), "a\nb.txt", "con.txt", `c\d.txt`, "fine (1), ünd 100%.txt"),
			"static/a\nb.txt:0-0: static file `a b.txt` contains the control character U+000A [id/unsafe]\n  help: use letters, digits, `-`, `_` and `.`\nstatic/c\\d.txt:0-0: static file `c\\d.txt` contains `\\` [id/unsafe]\n  help: use letters, digits, `-`, `_` and `.`\nstatic/con.txt:0-0: static file `con.txt` is a reserved name on Windows [id/reserved-name]\n"},
		{"static assets", static(project(), "assets/logo.png", "index/a.png", "favicon.ico", "robots.txt", ".nojekyll"), ""},
		{"alias of a page", project(doc("a.md"), doc("b.md", aliases("/a"))),
			"content/b.md:8-9: alias `a/` is already taken by `content/a.md` [id/alias-collision]\n  related content/a.md:4-5: the other one\n"},
		{"alias of two", project(doc("a.md", aliases("old")), doc("b.md", aliases("/old/"))),
			"content/b.md:8-9: alias `old/` is already taken by `content/a.md` [id/alias-collision]\n  related content/a.md:8-9: the other one\n"},
		{"alias twice and of itself", project(doc("a.md", aliases("old", "/old", "a"))), ""},
		{"draft", project(doc("a.md", id("x")), doc("b.md", id("x"), draft)), ""},
		{"old address", project(doc("a.md", id("A B")), doc("b.md", slug("/a b"))),
			"content/a.md:4-5: old address `A B/` and `a b/` of `content/b.md` would be the same file on some computers [id/collision]\n  related content/b.md:6-7: the other one\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, findings(New(c.in).Diagnostics)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAliases(t *testing.T) {
	s := mustBuild(t, project(
		doc("01-team/sso.md", id("new name"), aliases("old", "../sso", "/deep/Old Page", "/v1/sso.html", "/v2/index.html", "./a/../b")),
	))
	var got []string
	for _, r := range s.Redirects {
		got = append(got, fmt.Sprintf("%s -> %s (%s)", r.From, r.To.Address, OutputFile(r.From)))
	}
	want := []string{
		"deep/Old Page/ -> team/new-name/ (deep/Old Page/index.html)",
		"sso/ -> team/new-name/ (sso/index.html)",
		"team/b/ -> team/new-name/ (team/b/index.html)",
		"team/new name/ -> team/new-name/ (team/new name/index.html)",
		"team/old/ -> team/new-name/ (team/old/index.html)",
		"v1/sso.html -> team/new-name/ (v1/sso.html)",
		"v2/ -> team/new-name/ (v2/index.html)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("redirects (-want +got):\n%s", diff)
	}
}

func TestHref(t *testing.T) {
	for address, want := range map[string]string{
		"":                   "",
		"2023/a/":            "2023/a/",
		"dir with spâce/日本/": "dir%20with%20sp%C3%A2ce/%E6%97%A5%E6%9C%AC/",
		"a:b.txt":            "a%3Ab.txt",
		"100%/a?b#c":         "100%25/a%3Fb%23c",
	} {
		if got := Href(address); got != want {
			t.Errorf("Href(%q) = %q, want %q", address, got, want)
		}
	}
}
