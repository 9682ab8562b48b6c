package build

import (
	"fmt"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Earlier is an earlier state of a project, as far as it differs.
type Earlier struct {
	Files map[string]diag.File // documents in another version, with the path that they had, by the path that they have now
	Added map[string]bool      // paths of files that are new
	Gone  []diag.File          // files that are no more; of other files than documents the path alone
}

// earlierDocument parses the earlier version of a document; nil when there is none.
// What rcagen fails on, nothing is compared with.
func (b *Builder) earlierDocument(f diag.File) (parsed *rca.Parsed) {
	defer func() {
		if recover() != nil {
			parsed = nil
		}
	}()
	return b.parser.Parse(&f, b.project.ContentPath(f.Path))
}

// FoundEarlier returns what reading a file, and the rules about one document,
// find in the earlier version of one, given by the path that it has now.
func (b *Builder) FoundEarlier(file string) []diag.Diagnostic {
	f, changed := b.project.Earlier.Files[file]
	switch {
	case b.project.Earlier.Added[file]:
		return nil
	case !changed:
		return b.files[file].found
	}
	f.Path = file
	parsed := b.earlierDocument(f)
	if parsed == nil {
		return nil
	}
	return check.Document(parsed, b.project.Config)
}

// earlierSite returns the site as it was, and the path that each of its
// documents has now, where that is another one.
func (b *Builder) earlierSite() (s *site.Site, now map[string]string) {
	in, earlier := b.input(true), b.project.Earlier
	present := in.Documents
	in.Documents, now = nil, map[string]string{}
	add := func(f diag.File) {
		if parsed := b.earlierDocument(f); parsed != nil {
			in.Documents = append(in.Documents, parsed.Document)
		}
	}
	for _, d := range present {
		if f, changed := earlier.Files[d.File]; changed {
			add(f)
			now[f.Path] = d.File
		} else if !earlier.Added[d.File] {
			in.Documents = append(in.Documents, d)
		}
	}
	for _, f := range earlier.Gone {
		if f.Bytes != nil {
			add(f)
		} else {
			in.Files[f.Path] = site.File{}
		}
	}
	return site.New(in), now
}

// FoundInEarlierSite returns what the rules about documents among each other
// find in the earlier state, with the paths that documents have now.
func (b *Builder) FoundInEarlierSite() []diag.Diagnostic {
	s, now := b.earlierSite()
	found := check.Site(s)
	for i := range found {
		if path, moved := now[found[i].Path]; moved {
			found[i].Path = path
		}
	}
	return found
}

// moved reports the addresses at which the earlier site had a page and the site
// now has nothing.
func (b *Builder) moved(s *site.Site) (found []diag.Diagnostic) {
	if b.project.Earlier == nil {
		return nil
	}
	was, now := b.earlierSite()
	for _, old := range was.Pages {
		if there, _ := s.At(old.Address); there != (site.Target{}) {
			continue
		}
		file := old.Document.File
		if path, moved := now[file]; moved {
			file = path
		}
		finding := diag.Diagnostic{
			Rule: "id/changed", Path: file,
			Message: fmt.Sprintf("the page at `/%s` was deleted: its address stops working", old.Address),
			Help:    []string{fmt.Sprintf("add `aliases: [/%s]` to the front matter of the document that takes its place", old.Address)},
		}
		if _, exists := b.files[file]; exists {
			page := s.Page(b.project.ContentPath(file))
			if page == nil || page.Document.Broken {
				continue // no longer published: somebody meant that, or has worse problems
			}
			finding.Message = fmt.Sprintf("the page was at `/%s` and is at `/%s` now: the old address stops working", old.Address, page.Address)
			finding.Label = "the address follows from this"
			finding.Help = []string{fmt.Sprintf("add `aliases: [/%s]` to the front matter, or take the old id back", old.Address)}
			for _, key := range []string{"id", "slug"} {
				if span, ok := page.Document.Keys[key]; ok {
					finding.Span = span
				}
			}
		}
		found = append(found, finding)
	}
	return found
}
