package render

import (
	"crypto/sha256"
	"io"
	"path"
	"slices"

	"github.com/rcagen/rcagen/pkg/site"
)

// data is a kind of output that programs read. No template makes it.
type data struct {
	name  string                                         // the file's
	write func(r *Renderer, w io.Writer, o Output) error // in pieces
	shown func(r *Renderer, b []byte, o Output) []byte   // appends what the output shows, for its key
}

// The outputs for programs: of the site, beside the first page of each list,
// and beside each page.
var (
	siteData = []data{
		{"feed.xml", (*Renderer).atom, (*Renderer).appendSite},
		{"feed.json", (*Renderer).jsonFeed, (*Renderer).appendSite},
		{"incidents.json", (*Renderer).incidents, (*Renderer).appendSite},
		{"incidents.schema.json", (*Renderer).schema, (*Renderer).appendSchema},
		{"llms.txt", (*Renderer).llms, (*Renderer).appendSite},
		{"metrics.txt", (*Renderer).metrics, (*Renderer).appendSite},
		{"robots.txt", (*Renderer).robots, (*Renderer).appendSite},
		{"sitemap.xml", (*Renderer).sitemap, (*Renderer).appendSite},
		{"_headers", (*Renderer).headersFile, (*Renderer).appendSite},
		{"staticwebapp.config.json", (*Renderer).staticWebApp, (*Renderer).appendSite},
		{"nginx.conf", (*Renderer).nginx, (*Renderer).appendSite},
	}
	listData = []data{
		{"feed.xml", (*Renderer).atom, (*Renderer).appendList},
		{"feed.json", (*Renderer).jsonFeed, (*Renderer).appendList},
	}
	pageData = []data{
		{"index.md", (*Renderer).markdown, (*Renderer).appendMarkdown},
		{"index.json", (*Renderer).pageJSON, (*Renderer).appendPage},
		{cardName, (*Renderer).card, (*Renderer).appendCard},
	}
	// furtherSitemap is each part of a sitemap that is too large for one file.
	furtherSitemap = data{"", (*Renderer).sitemapPart, (*Renderer).appendSite}
)

// addData appends the outputs for programs.
func (r *Renderer) addData(outputs []Output) []Output {
	s := r.site
	if s.Partial {
		return outputs
	}
	add := func(o Output) {
		o.kind = dataOutput
		if !r.isTaken(o.Address) {
			outputs = append(outputs, o)
		}
	}
	for i := range siteData {
		if d := &siteData[i]; r.has(d) {
			add(Output{Address: d.name, data: d, list: s.Root.List})
		}
	}
	for part := range r.sitemapParts() {
		add(Output{Address: sitemapAddress(part), data: &furtherSitemap, part: part})
	}
	for _, name := range s.Figures {
		add(Output{Address: s.Trends + name, data: figureData(name)})
	}
	addList := func(l *site.List) {
		for i := range listData {
			add(Output{Address: l.Addresses[0] + listData[i].name, data: &listData[i], list: l})
		}
	}
	if s.Root.Address != "" {
		addList(s.Root.List)
	}
	for _, g := range s.Groups {
		addList(g.List)
	}
	for _, l := range s.Lists {
		addList(l)
	}
	for _, p := range s.Pages {
		for i := range pageData {
			if d := &pageData[i]; r.has(d) {
				add(Output{Address: p.Address + d.name, data: d, page: p})
			}
		}
	}
	return outputs
}

// findData completes an output for programs.
func (r *Renderer) findData(o *Output) bool {
	s := r.site
	dir, name := path.Split(o.Address)
	in := func(kinds []data) bool {
		i := slices.IndexFunc(kinds, func(d data) bool { return d.name == name })
		if i >= 0 {
			o.kind, o.data = dataOutput, &kinds[i]
		}
		return i >= 0
	}
	if name == "" || s.Partial || r.isTaken(o.Address) {
		return false
	}
	if dir == "" && in(siteData) {
		o.list = s.Root.List
		return r.has(o.data)
	}
	for part := range r.sitemapParts() {
		if o.Address == sitemapAddress(part) {
			o.kind, o.data, o.part = dataOutput, &furtherSitemap, part
			return true
		}
	}
	if dir == s.Trends && slices.Contains(s.Figures, name) {
		o.kind, o.data = dataOutput, figureData(name)
		return true
	}
	t, from := s.At(dir)
	switch {
	case from != nil:
		return false
	case t.Page != nil:
		o.page = t.Page
		return in(pageData) && r.has(o.data)
	case t.List != nil && t.Part == 0:
		o.list = t.List
		return in(listData)
	}
	return false
}

// has reports whether there is such an output. A sitemap and whoever shows a
// card want full addresses, and neither is made without them.
func (r *Renderer) has(d *data) bool {
	return d.name != "sitemap.xml" && d.name != cardName || r.site.Config.URL != ""
}

// isTaken reports whether a file of the project stands where an output would, or
// would be the same file on some computers.
func (r *Renderer) isTaken(address string) bool { return r.files()[site.FoldKey(address)] }

// staticFiles returns the files that are published as they are and the folders
// that they lie in.
func (r *Renderer) staticFiles() map[string]bool {
	files := map[string]bool{}
	for _, a := range r.site.Assets {
		for name := site.FoldKey(a.Address); name != "." && !files[name]; name = path.Dir(name) {
			files[name] = true
		}
	}
	return files
}

// digest returns a digest of all that the site says about itself to programs.
// Documents stand in it by their hash.
func (r *Renderer) digest() [32]byte {
	s := r.site
	var b []byte
	for _, v := range []string{s.Config.Title, s.Config.Description, s.Config.URL, isoDay(s.AsOf)} {
		b = appendValue(b, v)
	}
	b = append(b, r.templates.digest[:]...)
	for _, a := range r.templates.assets {
		b = appendValue(b, a.address)
	}
	for _, p := range s.Pages {
		b = appendDocument(b, p)
	}
	for _, g := range s.Groups {
		b = appendValue(appendValue(b, g.Label), g.List.Addresses)
	}
	for _, l := range s.Lists {
		b = appendValue(b, l.Addresses)
	}
	for _, p := range s.Properties {
		b = appendValue(b, p.Address)
	}
	for _, a := range s.Assets {
		b = appendValue(b, a.Address)
	}
	return sha256.Sum256(b)
}

func (r *Renderer) appendSite(b []byte, _ Output) []byte {
	sum := r.shared()
	return append(b, sum[:]...)
}

func (r *Renderer) appendList(b []byte, o Output) []byte {
	b = appendValue(appendValue(b, r.site.Config.URL), r.listTitle(o.list))
	switch g := o.list.Group; {
	case g == nil:
	case g == r.site.Root:
		b = appendValue(b, r.site.Config.Description)
	default:
		b = appendValue(b, g.Description)
	}
	for _, p := range inFeed(o.list) {
		b = appendDocument(b, r.site.Latest(p))
	}
	return b
}

func (r *Renderer) appendPage(b []byte, o Output) []byte {
	p := o.page
	b = appendDocument(appendValue(b, r.site.Config.URL), p)
	late := -1 // not known
	if !r.site.AsOf.IsZero() && hasDue(p.Document) {
		late = p.Incident.Late // the same number on another day is of the same actions
	}
	return appendValue(appendValue(b, late), r.relatedPages(p))
}

func (r *Renderer) appendMarkdown(b []byte, o Output) []byte {
	b = appendDocument(appendValue(b, r.site.Config.URL), o.page)
	return r.appendLinks(b, o.page)
}
