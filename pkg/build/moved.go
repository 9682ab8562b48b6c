package build

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// moved reports the documents whose page stood at an address, in their earlier
// version, at which the site now has nothing.
func (b *Builder) moved(now *site.Site) (found []diag.Diagnostic) {
	p := b.project
	for _, file := range slices.Sorted(maps.Keys(p.Earlier)) {
		page := now.Page(p.contentPath(file))
		if page == nil || page.Document.Broken {
			continue // no longer published: somebody meant that
		}
		parsed := b.earlier(file, p.Earlier[file].Path)
		if parsed == nil {
			continue
		}
		d := parsed.Document
		alone := site.New(site.Input{Config: p.Config, Documents: []*rca.Document{d}, Production: true})
		was := alone.Page(d.Path)
		if was == nil || was.Address == page.Address {
			continue
		}
		if there, _ := now.At(was.Address); there != (site.Target{}) {
			continue
		}
		finding := diag.Diagnostic{
			Rule: "id/changed", Path: file,
			Message: fmt.Sprintf("the page was at `/%s` and is at `/%s` now: the old address stops working", was.Address, page.Address),
			Label:   "the address follows from this",
			Help:    []string{fmt.Sprintf("add `aliases: [/%s]` to the front matter, or take the old id back", was.Address)},
		}
		for _, key := range []string{"id", "slug"} {
			if span, ok := page.Document.Keys[key]; ok {
				finding.Span = span
			}
		}
		found = append(found, finding)
	}
	return found
}

// FoundEarlier returns what the rules about one document find in the earlier
// version of one, given by the path that it has now.
func (b *Builder) FoundEarlier(file string) []diag.Diagnostic {
	parsed := b.earlier(file, file)
	if parsed == nil {
		return nil
	}
	return check.Document(parsed, b.project.Config)
}

// earlier parses the earlier version of a document as if it stood at a path;
// nil when there is none. What rcagen fails on, nothing is compared with.
func (b *Builder) earlier(file, path string) (parsed *rca.Parsed) {
	defer func() {
		if recover() != nil {
			parsed = nil
		}
	}()
	f, ok := b.project.Earlier[file]
	if !ok {
		return nil
	}
	f.Path = path
	return b.parser.Parse(&f, b.project.contentPath(path))
}
