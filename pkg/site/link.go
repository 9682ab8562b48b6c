package site

import (
	"net/url"
	"path"
	"strings"

	"github.com/rcagen/rcagen/pkg/markdown"
	"golang.org/x/text/unicode/norm"
)

// Target is where a link leads.
type Target struct {
	Kind     TargetKind
	Address  string       // external: as it goes into the href; otherwise from the site's root, decoded
	Query    string       // with its "?", as written; "" for none
	Fragment string       // decoded, without "#"; "" for none
	Page     *Page        // of TargetPage and TargetSelf
	List     *List        // of TargetList, when it is the page of a list of incidents
	Part     int          // which of the list's pages, from 0
	Property PropertyName // of TargetList, when it is the page that lists a property's values
	Asset    *Asset       // of TargetAsset
	Problem  Problem
}

// TargetKind tells what a link leads to.
type TargetKind uint8

// Kinds of targets.
const (
	TargetNone     TargetKind = iota // nowhere: the text stays, the link goes
	TargetExternal                   // another site, a mailbox, a telephone
	TargetPage
	TargetSelf  // a place in the same page
	TargetList  // a page that lists incidents, or says something about all of them
	TargetAsset // a file of the site
	TargetPath  // a path of the site that rcagen was told to leave alone
)

// Problem is what is wrong with a link. A link with a problem may still lead
// somewhere.
type Problem struct {
	Kind       ProblemKind
	Suggestion string // a whole target that works, or nearly certainly was meant; "" for none
	Path       string // what the target was taken for: a path from the project's root, or a scheme
}

// ProblemKind tells what is wrong with a link.
type ProblemKind uint8

// Kinds of problems. NoProblem with TargetNone is a link to a document that
// has a finding of its own.
const (
	NoProblem       ProblemKind = iota
	Missing                     // neither a file nor an address of this site
	MissingAnchor               // the page has no such heading
	ToDraft                     // the document is not published
	OutsideRoot                 // the path leaves the content folder
	EmptyTarget                 // nothing is written
	AbsolutePath                // right only as long as the site stays below its base path
	DangerousScheme             // a scheme that is not published; Path is the scheme
	LocalPath                   // a path on the author's machine
	WrongCase                   // the file's name is written in another case
)

// reference is a target taken apart.
type reference struct {
	path     string // decoded where that is possible
	raw      string // as written
	query    string
	fragment string
	hash     bool // there is a "#", maybe with nothing after it
}

func parseReference(target string) reference {
	rest, fragment, hash := strings.Cut(target, "#")
	raw, query, asks := strings.Cut(rest, "?")
	r := reference{path: unescape(raw), raw: raw, fragment: unescape(fragment), hash: hash}
	if asks {
		r.query = "?" + query
	}
	return r
}

// unescape decodes %20 and its like; what cannot be decoded stays as it is.
func unescape(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return norm.NFC.String(decoded)
	}
	return norm.NFC.String(s)
}

// Resolve says where a link in a page of the site leads.
func (s *Site) Resolve(from *Page, l markdown.Link) Target {
	t, ref := s.locate(from, l)
	switch t.Problem.Kind {
	case Missing:
		t.Problem.Suggestion = s.suggest(from, l, ref)
	case MissingAnchor:
		t.Problem.Suggestion = suggestAnchor(t, ref)
	}
	return t
}

// lineBreaks drops what browsers drop before they read an address.
var lineBreaks = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// locate is Resolve without the costly suggestions.
func (s *Site) locate(from *Page, l markdown.Link) (Target, reference) {
	target := lineBreaks.Replace(strings.TrimFunc(l.Target, func(r rune) bool { return r <= ' ' }))
	if target == "" {
		return broken(EmptyTarget, ""), reference{}
	}
	if rest, isPath := strings.CutPrefix(target, "pathname://"); isPath {
		ref := parseReference(rest)
		return Target{Kind: TargetPath, Address: strings.TrimLeft(ref.path, "/"), Query: ref.query, Fragment: ref.fragment}, ref
	}
	if t, done := outside(target, l.Kind); done {
		return t, reference{}
	}
	ref := parseReference(target)
	if ref.path == "" && l.Kind != markdown.Image {
		t := Target{Kind: TargetSelf, Page: from, Address: from.Address, Query: ref.query}
		return s.withFragment(t, ref), ref
	}
	image := l.Kind == markdown.Image
	t := s.locatePath(from, image, ref)
	if t.Problem.Kind == Missing {
		if below, found := s.locateBelowBase(from, image, ref); found {
			t = below
		}
	}
	t.Query = ref.query
	return s.withFragment(t, ref), ref
}

func broken(kind ProblemKind, meant string) Target {
	return Target{Problem: Problem{Kind: kind, Path: meant}}
}

// locatePath finds a path: a document, then a file, then an address.
func (s *Site) locatePath(from *Page, image bool, ref reference) Target {
	if IsDocument(ref.path) && !image {
		return s.locateDocument(from, ref)
	}
	if t, found := s.locateFile(from, ref); found {
		return t
	}
	if !image {
		if t, found := s.locateAddress(from, ref.path); found {
			return t
		}
		if t, found := s.locateFolder(from, ref.path); found {
			return t
		}
	}
	if t, found := s.locateCase(s.fileCandidates(from, ref.path), ref); found {
		return t
	}
	return s.missing(from, ref)
}

// locateBelowBase finds an absolute path that begins with the base path, which
// is right only as long as the site stays there.
func (s *Site) locateBelowBase(from *Page, image bool, ref reference) (Target, bool) {
	base := s.Config.BasePath()
	below, isBelow := strings.CutPrefix(ref.path, base)
	if !isBelow || base == "/" {
		return Target{}, false
	}
	t := s.locatePath(from, image, reference{path: "/" + below, raw: "/" + below})
	if t.Kind == TargetNone {
		return Target{}, false
	}
	better := Href("/" + below)
	if t.Page != nil {
		better = s.linkTo(from, fileKey(t.Page.Document))
	}
	t.Problem = Problem{Kind: AbsolutePath, Suggestion: better + suffix(ref)}
	return t, true
}

// missing tells apart what is nowhere, what is out of bounds, and what is on
// somebody's machine.
func (s *Site) missing(from *Page, ref reference) Target {
	if strings.HasPrefix(ref.path, "/Users/") || strings.HasPrefix(ref.path, "/home/") {
		return broken(LocalPath, "")
	}
	meant := s.fileCandidates(from, ref.path)[0]
	inside := s.isContent(meant) || strings.HasPrefix(meant, StaticDir+"/")
	if !inside && !strings.HasPrefix(ref.path, "/") && path.Ext(ref.path) != "" || strings.HasPrefix(meant, "../") {
		return broken(OutsideRoot, meant)
	}
	return broken(Missing, meant)
}

func (s *Site) isContent(file string) bool {
	return !strings.HasPrefix(file, "../") && strings.HasPrefix(file, s.content)
}

// IsDocument reports whether a file of this name is a document.
func IsDocument(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".md", ".mdx", ".markdown":
		return true
	}
	return false
}

// locateDocument finds the page of a Markdown file.
func (s *Site) locateDocument(from *Page, ref reference) Target {
	candidates := s.documentCandidates(from, ref.path)
	for _, file := range candidates {
		if t, found := s.documentAt(file); found {
			return t
		}
	}
	if t, found := s.locateCase(candidates, ref); found {
		return t
	}
	return s.missing(from, ref)
}

// documentAt returns the target for a document's file.
func (s *Site) documentAt(file string) (Target, bool) {
	if p := s.byFile[file]; p != nil {
		return Target{Kind: TargetPage, Page: p, Address: p.Address}, true
	}
	if s.drafts[file] != nil {
		return broken(ToDraft, file), true
	}
	return Target{}, s.refused[file] != nil
}

// documentCandidates returns the files that a link to a Markdown file may
// mean, as Docusaurus looks for them: paths from the project's root.
func (s *Site) documentCandidates(from *Page, target string) []string {
	if rest, isSite := strings.CutPrefix(target, "@site/"); isSite {
		return []string{path.Clean(rest)}
	}
	if rest, isRooted := strings.CutPrefix(target, "/"); isRooted {
		return []string{path.Join(s.content, rest), path.Clean(rest)}
	}
	here := path.Join(path.Dir(fileKey(from.Document)), target)
	if strings.HasPrefix(target, "./") || strings.HasPrefix(target, "../") {
		return []string{here}
	}
	return []string{here, path.Join(s.content, target), path.Clean(target)}
}

// fileCandidates returns the files that a link to any other file may mean.
func (s *Site) fileCandidates(from *Page, target string) []string {
	if rest, isSite := strings.CutPrefix(target, "@site/"); isSite {
		return []string{path.Clean(rest)}
	}
	if rest, isRooted := strings.CutPrefix(target, "/"); isRooted {
		return []string{path.Join(StaticDir, rest)}
	}
	return []string{path.Join(path.Dir(fileKey(from.Document)), target)}
}

// locateFile finds a file that is not a document.
func (s *Site) locateFile(from *Page, ref reference) (Target, bool) {
	for _, file := range s.fileCandidates(from, ref.path) {
		if t, found := s.fileAt(file); found {
			return t, true
		}
	}
	if ref.raw == ref.path {
		return Target{}, false
	}
	// A name may really contain what looks like an escape.
	for _, file := range s.fileCandidates(from, ref.raw) {
		if t, found := s.fileAt(file); found {
			return t, true
		}
	}
	return Target{}, false
}

func (s *Site) fileAt(file string) (Target, bool) {
	name, found := s.files[file]
	if !found || IsDocument(name) {
		return Target{}, false
	}
	t := Target{Kind: TargetAsset, Asset: s.assets[name]}
	if t.Asset != nil {
		t.Address = t.Asset.Address
	}
	return t, true
}

// locateAddress finds an address of the site, with or without its last slash.
func (s *Site) locateAddress(from *Page, target string) (Target, bool) {
	if rest, isRooted := strings.CutPrefix(target, "/"); isRooted {
		return s.addressAt(rest)
	}
	// Authors think of the file's folder, and of the address that they see in
	// the browser, where the page itself is a folder.
	for _, base := range []string{path.Dir(strings.TrimSuffix(from.Address, "/")), from.Address} {
		if t, found := s.addressAt(path.Join("/", base, target)[1:]); found {
			return t, true
		}
	}
	return Target{}, false
}

// locateFolder finds a folder of documents by its name on disk, which may
// differ from its address.
func (s *Site) locateFolder(from *Page, target string) (Target, bool) {
	for _, dir := range s.documentCandidates(from, target) {
		if t, found := s.byFolder[dir]; found {
			return t, true
		}
	}
	return Target{}, false
}

func (s *Site) addressAt(address string) (Target, bool) {
	address = strings.TrimSuffix(strings.Trim(address, "/"), "index.html")
	if t, found := s.byAddress[address]; found {
		return t, true
	}
	t, found := s.byAddress[strings.TrimSuffix(address, "/")+"/"]
	return t, found
}

// locateCase finds a file whose name is written in another case.
func (s *Site) locateCase(candidates []string, ref reference) (Target, bool) {
	folded := s.guess().folded
	for _, candidate := range candidates {
		file := folded[FoldKey(candidate)]
		if file == "" || file == candidate {
			continue
		}
		t, found := s.documentAt(file)
		if !found {
			t, found = s.fileAt(file)
		}
		if !found || t.Problem.Kind != NoProblem {
			continue
		}
		t.Problem = Problem{Kind: WrongCase, Suggestion: rewritten(ref, file), Path: file}
		return t, true
	}
	return Target{}, false
}

// withFragment adds the fragment and looks for it on the page.
func (s *Site) withFragment(t Target, ref reference) Target {
	t.Page, t.Fragment = s.Latest(t.Page), ref.fragment
	if t.Page == nil || ref.fragment == "" || strings.EqualFold(ref.fragment, "top") || strings.HasPrefix(ref.fragment, ":~:") {
		return t
	}
	if t.Problem.Kind == NoProblem && !t.Page.anchors()[ref.fragment] {
		t.Problem = Problem{Kind: MissingAnchor, Path: fileKey(t.Page.Document)}
	}
	return t
}
