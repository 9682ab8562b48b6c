package site

import (
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// guesses is what a broken link could have meant. It costs a pass over all
// files, which a site without broken links never pays.
type guesses struct {
	folded    map[string]string   // FoldKey of a file to the file
	byName    map[string][]string // FoldKey of a file's name without extension to the files
	byID      map[string][]string // FoldKey of a page's id, without its folder, to the files
	files     *nearby
	addresses *nearby
}

func (s *Site) makeGuesses() *guesses {
	g := &guesses{folded: map[string]string{}, byName: map[string][]string{}, byID: map[string][]string{}}
	files := append(sortedKeys(s.byFile), sortedKeys(s.files)...)
	slices.Sort(files)
	for _, file := range files {
		if key := FoldKey(file); g.folded[key] == "" {
			g.folded[key] = file
		}
		key := FoldKey(stem(file))
		g.byName[key] = append(g.byName[key], file)
		if p := s.byFile[file]; p != nil {
			key := FoldKey(path.Base(p.ID))
			g.byID[key] = append(g.byID[key], file)
		}
	}
	g.files = newNearby(files)
	addresses := sortedKeys(s.byAddress)
	for i, address := range addresses {
		addresses[i] = strings.TrimSuffix(address, "/")
	}
	g.addresses = newNearby(addresses)
	return g
}

// stem returns a file's name without folder and extension.
func stem(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

// suggest returns the target that a broken one most likely stands for.
func (s *Site) suggest(from *Page, l markdown.Link, ref reference) string {
	g := s.guess()
	target := strings.ReplaceAll(ref.path, `\`, "/")
	if target != ref.path {
		again := l
		again.Target = target
		if t, _ := s.locate(from, again); t.Problem.Kind == NoProblem {
			return target + suffix(ref)
		}
	}
	name := stem(strings.TrimSuffix(target, "/"))
	// The whole last part may be a name: "v1.2-outage" has no extension.
	for _, key := range []string{FoldKey(name), FoldKey(path.Base(target))} {
		for _, files := range [][]string{g.byName[key], g.byID[key]} {
			if file := s.best(files, l, target); file != "" {
				return s.linkTo(from, file) + suffix(ref)
			}
		}
	}
	fits := func(file string) bool { return s.fits(file, l, target) }
	if file := g.files.closest(s.fileCandidates(from, target)[0], fits); file != "" {
		return s.linkTo(from, file) + suffix(ref)
	}
	if l.Kind == markdown.Image {
		return ""
	}
	address := target
	if !strings.HasPrefix(target, "/") {
		address = path.Join("/", path.Dir(strings.TrimSuffix(from.Address, "/")), target)
	}
	isAddress := func(name string) bool { return name != "" }
	if found := g.addresses.closest(strings.Trim(address, "/"), isAddress); found != "" {
		return Href("/"+found+"/") + suffix(ref)
	}
	return ""
}

// best returns the only file that fits, or "" where none or several do.
func (s *Site) best(files []string, l markdown.Link, target string) string {
	found := ""
	for _, file := range files {
		if !s.fits(file, l, target) {
			continue
		}
		if found != "" {
			return ""
		}
		found = file
	}
	return found
}

// fits reports whether a link of this kind may lead to the file: pages for
// what looks like a page, files for what looks like a file.
func (s *Site) fits(file string, l markdown.Link, target string) bool {
	isPage := s.byFile[file] != nil
	if l.Kind == markdown.Image {
		return !isPage && !IsDocument(file)
	}
	if IsDocument(target) || path.Ext(target) == "" {
		return isPage
	}
	return isPage || !IsDocument(file)
}

// linkTo returns the target that leads from the page's file to another file.
func (s *Site) linkTo(from *Page, file string) string {
	if static, isStatic := strings.CutPrefix(file, StaticDir+"/"); isStatic {
		return "/" + Href(static)
	}
	return Href(relative(path.Dir(fileKey(from.Document)), file))
}

// relative returns the path from a folder to a file, starting with "./" or "../".
func relative(dir, file string) string {
	var from []string
	if dir != "." {
		from = strings.Split(dir, "/")
	}
	to := strings.Split(file, "/")
	common := 0
	for common < len(from) && common < len(to)-1 && from[common] == to[common] {
		common++
	}
	up := strings.Repeat("../", len(from)-common)
	if up == "" {
		up = "./"
	}
	return up + strings.Join(to[common:], "/")
}

func suffix(ref reference) string {
	if ref.hash {
		return ref.query + "#" + Href(ref.fragment)
	}
	return ref.query
}

// rewritten returns the target with the end of its path replaced by the
// file's own writing.
func rewritten(ref reference, file string) string {
	want := strings.Split(file, "/")
	got := strings.Split(ref.path, "/")
	for i := 1; i <= len(got) && i <= len(want); i++ {
		if g := got[len(got)-i]; FoldKey(g) == FoldKey(want[len(want)-i]) && g != "." && g != ".." {
			got[len(got)-i] = want[len(want)-i]
		} else {
			break
		}
	}
	return Href(strings.Join(got, "/")) + suffix(ref)
}

func headingIDs(d *rca.Document) map[string]bool {
	ids := make(map[string]bool, len(d.Headings))
	for _, h := range d.Headings {
		ids[h.ID] = true
	}
	return ids
}

// maxAnchors bounds the headings that are compared with a misspelt one.
const maxAnchors = 500

// suggestAnchor returns the target with the nearest heading's id.
func suggestAnchor(t Target, ref reference) string {
	var ids []string
	for _, h := range t.Page.Document.Headings[:min(maxAnchors, len(t.Page.Document.Headings))] {
		if strings.EqualFold(h.ID, ref.fragment) || h.ID == markdown.Slug(ref.fragment) {
			return ref.raw + ref.query + "#" + Href(h.ID)
		}
		ids = append(ids, h.ID)
	}
	if id := diag.Closest(ref.fragment, ids); id != "" {
		return ref.raw + ref.query + "#" + Href(id)
	}
	return ""
}

// reach is how many names on each side of a misspelt one are compared with it.
const reach = 20

// nearby finds the name that is nearest to a misspelt one without comparing
// it with all. A misspelling leaves the name right up to some place or from
// some place on, so the right one stands near it in the names sorted from
// their beginnings, or in those sorted from their ends.
type nearby struct {
	forward  []string
	backward []string // reversed names
}

// newNearby returns the index of names.
func newNearby(names []string) *nearby {
	names = slices.Clone(names)
	slices.Sort(names)
	n := &nearby{forward: names, backward: make([]string, len(names))}
	for i, name := range names {
		n.backward[i] = reverse(name)
	}
	slices.Sort(n.backward)
	return n
}

// closest returns the name that differs a little in its last part, else the
// one that differs a little in its folder, among those that fit.
func (n *nearby) closest(name string, fits func(string) bool) string {
	var candidates []string
	candidates = append(candidates, around(n.forward, name)...)
	for _, reversed := range around(n.backward, reverse(name)) {
		candidates = append(candidates, reverse(reversed))
	}
	dir, base := path.Split(name)
	var bases, dirs []string
	for _, c := range candidates {
		if !fits(c) {
			continue
		}
		d, b := path.Split(c)
		if d == dir {
			bases = append(bases, b)
		}
		if b == base {
			dirs = append(dirs, d)
		}
	}
	if found := diag.Closest(base, bases); found != "" {
		return dir + found
	}
	if found := diag.Closest(dir, dirs); found != "" {
		return found + base
	}
	return ""
}

// around returns the names next to where name would stand.
func around(sorted []string, name string) []string {
	at, _ := slices.BinarySearch(sorted, name)
	return sorted[max(0, at-reach):min(len(sorted), at+reach)]
}

func reverse(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}
