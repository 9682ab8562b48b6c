package site

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"golang.org/x/text/unicode/norm"
)

// claims knows every file of the site and who writes it.
type claims struct {
	files   map[string]claim // by FoldKey of the file
	folders map[string]claim // folders that hold those files, likewise
}

// claim is a file of the site and the source that it is made from.
type claim struct {
	address string
	source  string // path from the project's root; "" for a list page
	span    diag.Span
}

func newClaims() *claims {
	return &claims{files: map[string]claim{}, folders: map[string]claim{}}
}

// take claims a file of the site. When it, a file in the place of one of its
// folders, or a folder in its own place is taken, it returns that claim.
func (c *claims) take(n claim) (taken claim, ok bool) {
	key := FoldKey(OutputFile(n.address))
	if taken, found := c.files[key]; found {
		return taken, false
	}
	if taken, found := c.folders[key]; found {
		return taken, false
	}
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if taken, found := c.files[dir]; found {
			return taken, false
		}
	}
	c.files[key] = n
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if _, known := c.folders[dir]; known {
			break
		}
		c.folders[dir] = n
	}
	return claim{}, true
}

// has reports whether there is a file or a folder of a name.
func (c *claims) has(address string) bool {
	key := FoldKey(address)
	_, isFile := c.files[key]
	_, isFolder := c.folders[key]
	return isFile || isFolder
}

// claimStatic claims the files that are copied as they are.
func (b *builder) claimStatic() {
	for _, file := range sortedKeys(b.in.Files) {
		address, isStatic := strings.CutPrefix(file, StaticDir+"/")
		if !isStatic {
			continue
		}
		f := b.in.Files[file]
		asset := &Asset{File: file, Address: address, Width: f.Width, Height: f.Height, Size: f.Size, Active: f.Active}
		b.site.assets[file] = asset
		d := unsafeFile(address)
		if d == nil {
			d = reservedRoute("static file", address, diag.Span{})
		}
		if d != nil {
			d.Path = file
			b.report(*d)
			continue
		}
		if taken, ok := b.claims.take(claim{address: address, source: file}); !ok {
			b.report(collision("id/collision", "static file", file, diag.Span{}, address, taken))
			continue
		}
		b.site.Assets = append(b.site.Assets, *asset)
	}
}

// unsafeFile returns what is wrong with the path of a static file, which keeps
// its name.
func unsafeFile(address string) *diag.Diagnostic {
	segments := strings.Split(address, "/")
	for _, segment := range segments {
		if d := unsafe("static file", segment, diag.Span{}); d != nil {
			return d
		}
	}
	return tooLong(segments, nil, diag.Span{})
}

// reserved are the names at the top of the site that are the site's own.
var reserved = []string{"index", "404", "search", "assets", "_rcagen"}

// machineNames are the files at the top of the site that programs ask for. A
// static file of such a name takes the place of ours.
var machineNames = []string{"feed.xml", "feed.json", "incidents.json", "incidents.schema.json", "llms.txt", "metrics.txt", "robots.txt", "sitemap.xml",
	"_headers", "staticwebapp.config.json", "nginx.conf"}

// sideNames are the files beside a page that hold the same for programs.
var sideNames = []string{"index.md", "index.json", "card.png", "feed.xml", "feed.json"}

// isForPrograms reports whether a name is that of a file that the site writes
// for programs.
func isForPrograms(name string) bool {
	stem, isXML := strings.CutSuffix(name, ".xml")
	number, isPart := strings.CutPrefix(stem, "sitemap-")
	isSitemap := isXML && isPart
	return slices.Contains(sideNames, name) || slices.Contains(machineNames, name) || isSitemap && strings.Trim(number, "0123456789") == ""
}

// reservedRoute returns a finding when the address is one of the site's own.
func reservedRoute(what, address string, span diag.Span) *diag.Diagnostic {
	first, rest, _ := strings.Cut(FoldKey(address), "/")
	first = strings.TrimSuffix(first, ".html")
	if what != "static file" {
		for segment := range strings.SplitSeq(strings.TrimSuffix(FoldKey(address), "/"), "/") {
			if isForPrograms(segment) {
				return &diag.Diagnostic{
					Rule:    "id/reserved-route",
					Message: fmt.Sprintf("%s `%s` is used by the site itself", what, segment),
					Span:    span,
					Notes:   []string{"`" + strings.Join(slices.Concat(sideNames[:3], machineNames), "`, `") + "` are files that the site writes for programs"},
				}
			}
		}
	}
	isOwn := slices.Contains(reserved, first) || strings.HasPrefix(first, ".rcagen") || strings.HasPrefix(first, "_rcagen")
	// Files below static/assets/ and its like only share a folder's name.
	isBelow := rest != "" && (first == "assets" || first == "index" || first == "404")
	if !isOwn || what == "static file" && isBelow {
		return nil
	}
	shown, _, _ := strings.Cut(address, "/")
	return &diag.Diagnostic{
		Rule:    "id/reserved-route",
		Message: fmt.Sprintf("%s `%s` is used by the site itself", what, shown),
		Span:    span,
		Notes:   []string{"`index`, `404`, `search`, `assets` and `_rcagen` are the site's own at its top level"},
	}
}

// collision says that an address is taken.
func collision(rule, what, file string, span diag.Span, address string, by claim) diag.Diagnostic {
	d := diag.Diagnostic{Rule: rule, Path: file, Span: span}
	if by.address == address {
		d.Message = fmt.Sprintf("%s `%s` is already taken by `%s`", what, address, by.source)
	} else {
		d.Message = fmt.Sprintf("%s `%s` and `%s` of `%s` would be the same file on some computers", what, address, by.address, by.source)
		d.Notes = []string{"case, Unicode form and trailing dots do not count, and a file cannot be a folder"}
	}
	d.Related = []diag.Related{{Path: by.source, Span: by.span, Label: "the other one"}}
	return d
}

// placePages gives every published document its address.
func (b *builder) placePages() {
	s := b.site
	for _, d := range b.documents {
		if d.Broken {
			s.refused[fileKey(d)] = d
			continue
		}
		f := b.folder(path.Dir(d.Path))
		at := place(d, f)
		if d.Meta.Draft && b.in.Production {
			s.drafts[fileKey(d)] = d
			b.draftIDs[at.id] = true
			continue
		}
		p := &Page{
			Document: d,
			Incident: d.Incident(b.in.AsOf),
			Address:  joinAddress(at.segments),
			ID:       at.id,
			Unlisted: d.Meta.Unlisted,
			index:    at.index,
			prefix:   at.prefix,
			anchors:  sync.OnceValue(func() map[string]bool { return headingIDs(d) }),
		}
		if problem := b.claimPage(p, at); problem != nil {
			problem.Path = d.File
			b.report(*problem)
			s.refused[fileKey(d)] = d
			continue
		}
		b.byID[p.ID] = p
		if at.old != nil {
			b.old[p] = joinAddress(at.old)
		}
		s.byFile[fileKey(d)] = p
		s.byAddress[p.Address] = Target{Kind: TargetPage, Page: p, Address: p.Address}
		if p.index {
			s.byFolder[path.Dir(fileKey(d))] = s.byAddress[p.Address]
		}
		s.Pages = append(s.Pages, p)
	}
	slices.SortFunc(s.Pages, newestFirst)
}

// claimPage takes the page's address, or returns why it cannot have it.
func (b *builder) claimPage(p *Page, at placement) *diag.Diagnostic {
	d, span := p.Document, addressSpan(p.Document)
	if at.problem != nil {
		return at.problem
	}
	if first := b.byID[p.ID]; first != nil {
		return &diag.Diagnostic{
			Rule:    "id/duplicate",
			Message: fmt.Sprintf("id `%s` is used twice", p.ID),
			Span:    d.Keys["id"],
			Related: []diag.Related{{Path: first.Document.File, Span: first.Document.Keys["id"], Label: "also here"}},
		}
	}
	if problem := reservedRoute("address", p.Address, span); problem != nil {
		return problem
	}
	if taken, ok := b.claims.take(claim{address: p.Address, source: d.File, span: span}); !ok {
		problem := collision("id/collision", "address", d.File, span, p.Address, taken)
		return &problem
	}
	return nil
}

// placeRedirects gives aliases, and the addresses that Docusaurus would have
// used, to the pages that they lead to. They come after all pages: an address
// belongs to a page before it belongs to a redirect.
func (b *builder) placeRedirects() {
	for _, d := range b.documents {
		p := b.site.byFile[fileKey(d)]
		if p == nil {
			continue
		}
		if old, differs := b.old[p]; differs {
			b.redirect(p, old, "id/collision", "old address", d.Keys["id"])
		}
		f := b.folder(path.Dir(d.Path))
		dirs := f.stripped
		if d.Meta.KeepNumberPrefix {
			dirs = f.segments
		}
		for _, alias := range d.Meta.Aliases {
			b.alias(p, alias, dirs)
		}
	}
	slices.SortFunc(b.site.Redirects, func(x, y Redirect) int { return strings.Compare(x.From, y.From) })
}

func (b *builder) alias(p *Page, alias string, dirs []string) {
	span := p.Document.Keys["aliases"]
	segments, problem := resolvePath("alias", alias, dirs, span)
	if problem == nil {
		problem = tooLong(segments, nil, span)
	}
	from := joinAddress(segments)
	if n := len(segments); n > 0 && strings.HasSuffix(strings.ToLower(segments[n-1]), ".html") {
		from = strings.Join(segments, "/")
		if dir, isIndex := strings.CutSuffix(from, "index.html"); isIndex && (dir == "" || strings.HasSuffix(dir, "/")) {
			from = dir
		}
	}
	if problem == nil && from != "" {
		problem = reservedRoute("alias", from, span)
	}
	if problem != nil {
		problem.Path = p.Document.File
		b.report(*problem)
		return
	}
	b.redirect(p, from, "id/alias-collision", "alias", span)
}

// redirect makes an address lead to the page. A page's own address needs none.
func (b *builder) redirect(p *Page, from, rule, what string, span diag.Span) {
	if from == p.Address {
		return
	}
	if before, known := b.site.byAddress[from]; known && before.Page == p {
		return
	}
	if taken, ok := b.claims.take(claim{address: from, source: p.Document.File, span: span}); !ok {
		b.report(collision(rule, what, p.Document.File, span, from, taken))
		return
	}
	b.site.byAddress[from] = Target{Kind: TargetPage, Page: p, Address: p.Address}
	b.site.Redirects = append(b.site.Redirects, Redirect{From: from, To: p})
}

// folder returns the folder with a path below the content folder.
func (b *builder) folder(raw string) *folder {
	if raw == "." {
		raw = ""
	}
	f := b.folders[raw]
	if f == nil {
		f = newFolder(raw)
		b.folders[raw] = f
	}
	return f
}

// fileKey is the key of a document in the maps by file.
func fileKey(d *rca.Document) string { return norm.NFC.String(d.File) }
