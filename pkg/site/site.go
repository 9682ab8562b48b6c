// Package site is everything between documents: addresses, the sidebar,
// neighbours, links.
//
// # Addresses
//
// A page's address is a path from the site's root, decoded, that ends with a
// slash; the home page's is "". It is made of the document's folder and its id:
//
//   - Number prefixes ("01-", "2. ") are taken off the file name and off every
//     folder, unless the document says parse_number_prefixes: false.
//   - An id that is safe in a URL is the last segment as it stands. Any other
//     id is replaced by its slug, and a redirect stands at the address that
//     Docusaurus would have used.
//   - slug in the front matter replaces the id: from the site's root when it
//     starts with a slash, from the folder otherwise.
//   - A file named index, readme or like its folder has the folder's address.
//   - aliases are redirects, resolved as slug is.
//
// An address that cannot be published (unsafe, too long, taken) is a finding,
// and the document is not among the pages; nor is one that could not be read.
//
// Two addresses are the same when they would be one file on some computer:
// Unicode form, case and trailing dots do not count.
//
// # Sidebar
//
// Pages are grouped by the year of the incident (by month in a large year) or
// by folder. A group has a list page: its own address, or one near it where
// something lives there already.
//
// # Lists
//
// A group has a [List] of its incidents, and so has every value of a
// [Property]: a service, a severity. Lists are divided into pages. The overviews
// of actions and trends, and the search page, stand beside them.
//
// # Related incidents
//
// [Site.Related] finds the incidents that have most in common with one: the
// provider's number, an error message, services, tags. [Site.NotFollowed] finds
// the reports that were announced and did not come.
//
// # Links
//
// [Site.Resolve] says where a link leads and what is wrong with it. Whoever
// renders a link and whoever checks it ask the same question.
//
// New looks at nothing but its input, and gives the same site whatever the
// order of the documents.
package site

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"golang.org/x/text/unicode/norm"
)

// StaticDir is the folder, relative to the project's root, whose files are
// copied to the site's root as they are.
const StaticDir = "static"

// Input is all that New looks at.
type Input struct {
	Config     *config.Config
	Documents  []*rca.Document
	Categories []CategoryFile
	Files      map[string]File // every other regular file below the content folder and static/, by path from the project's root
	Production bool            // drafts are left out
	Partial    bool            // there are more documents, which are not known yet
	AsOf       time.Time       // the day that due dates are compared with; zero when that shall not be done
}

// File is a file that is not a document.
type File struct {
	Size   int64
	Width  int // of an image, pixels; 0 when unknown
	Height int
	Hash   string // of the content, hexadecimal, at least 8 digits
	Active string // what in it could run code in a browser: "a script"; "" for nothing
}

// Site is the whole site, before anything is rendered. It does not change
// after [New] and may be used by several goroutines.
type Site struct {
	Config      *config.Config
	Partial     bool      // there are more pages, which are not known yet: lists, groups and neighbours are not right
	AsOf        time.Time // see Input
	Pages       []*Page   // listed and unlisted, newest first, undated last
	Root        *Group    // the sidebar; its list page is the home page
	Groups      []*Group  // every group but the root, parents first
	Properties  []Property
	Lists       []*List // of facets; years that are groups are not among them
	Actions     string  // addresses of the overviews
	Trends      string
	Search      string
	Figures     []string // names of the files of figures, whose folder is Trends: "services.csv"
	Redirects   []Redirect
	Assets      []Asset           // static files and the files that pages show or link to
	Unused      []string          // files below the content folder that are no assets, by path from the project's root
	Diagnostics []diag.Diagnostic // of building the site: addresses, category files, neighbours

	byFile    map[string]*Page         // by path from the project's root, NFC
	drafts    map[string]*rca.Document // documents left out, likewise
	refused   map[string]*rca.Document // documents without an address or a text, likewise
	byAddress map[string]Target        // pages, redirects and list pages
	byFolder  map[string]Target        // index pages and list pages, by the folder's path from the project's root, NFC
	files     map[string]string        // other files: NFC path to path in Input.Files
	assets    map[string]*Asset        // by File
	facetOf   map[facetOf]*Facet
	byTrait   func() map[trait][]int32 // made on first use
	related   *sync.Map                // lists of Related that were asked for, by address of a page
	edited    map[*Page]*Page          // pages that With has replaced: as New made it → as it is
	content   string                   // content folder with a slash at its end; "" for the project's root
	guess     func() *guesses          // what a broken link could have meant; made on first use
}

// Page is a document with its address.
type Page struct {
	Document *rca.Document
	Incident rca.Incident
	Address  string // from the site's root, decoded, ends with "/" : "2023/2023-12-12-apiv2/"; "" for a page at the root
	ID       string // as Docusaurus builds it: folder and id
	Unlisted bool   // published, and found only by those who know its address
	Group    *Group // where the sidebar shows it; nil for unlisted pages
	Newer    *Page  // neighbours in the sidebar's order; nil at the ends
	Older    *Page

	index   bool // the file stands for its folder
	prefix  *float64
	anchors func() map[string]bool // ids of the headings; made on first use
}

// Group is a folder, a year or a month of the sidebar, with a list page.
type Group struct {
	Label       string // "2023", "December 2023", the category's label
	Title       string // heading of the list page: the label unless a category file says otherwise
	Description string
	Address     string // of its list page; "" for the root, unless a page lives there
	Parent      *Group // nil for the root
	Items       []Item // in the sidebar's order; the index is not among them
	Count       int    // listed pages in it and below, its index included
	List        *List  // of the incidents in it and below
	Year        int    // 0 unless the group is a year or a month
	Month       time.Month
	Undated     bool  // holds what has no date, beside years; nobody gave it a label
	Index       *Page // the document that stands for the folder, if any

	folder string // raw path below the content folder; "" for the root
}

// Item is an entry of a group: a page or a group in it.
type Item struct {
	Page  *Page  // or
	Group *Group // one of the two is set
}

// Redirect is an address that leads to a page.
type Redirect struct {
	From string // from the site's root, decoded, ends with "/" or ".html"
	To   *Page
}

// Asset is a file that is copied into the site.
type Asset struct {
	File    string // relative to the project's root, with slashes
	Address string // from the site's root, decoded
	Width   int    // of an image, pixels; 0 when unknown
	Height  int
	Size    int64
	Active  string // see File
}

// New builds the site. What is wrong with it is in Site.Diagnostics.
func New(in Input) *Site {
	b := newBuilder(in)
	b.claimStatic()
	b.nameAssets()
	b.placePages()
	b.placeRedirects()
	b.group()
	b.listGroups()
	b.facets()
	b.overviews()
	b.neighbours()
	b.collectAssets()
	diag.Sort(b.site.Diagnostics)
	return b.site
}

// Page returns the page of a document by its path below the content folder;
// nil when that document is not published.
func (s *Site) Page(file string) *Page {
	return s.byFile[norm.NFC.String(s.content+file)]
}

// Listed yields the incidents that stand in lists, newest first and undated
// last: neither unlisted pages nor the document that stands for the whole site.
func (s *Site) Listed(yield func(*Page) bool) {
	for _, p := range s.Pages {
		if s.isListed(p) && !yield(p) {
			return
		}
	}
}

func (s *Site) isListed(p *Page) bool { return !p.Unlisted && p != s.Latest(s.Root.Index) }

// Drafts returns the documents that are left out because they are drafts, by
// path.
func (s *Site) Drafts() []*rca.Document {
	return slices.SortedFunc(maps.Values(s.drafts), func(a, b *rca.Document) int { return strings.Compare(a.Path, b.Path) })
}

// OutputFile returns the file, relative to the site's root, that a browser
// gets for an address.
func OutputFile(address string) string {
	if address == "" || strings.HasSuffix(address, "/") {
		return address + "index.html"
	}
	return address
}

// builder makes a Site; it holds what is not needed afterwards.
type builder struct {
	in        Input
	site      *Site
	documents []*rca.Document // by path
	byID      map[string]*Page
	old       map[*Page]string // where Docusaurus would have put pages with another address
	draftIDs  map[string]bool
	folders   map[string]*folder // by raw path
	claims    *claims
	byFolder  bool    // the sidebar shows folders, not years
	ids       *nearby // of documents; made when one is asked for
}

func newBuilder(in Input) *builder {
	s := &Site{
		Config:    in.Config,
		Partial:   in.Partial,
		AsOf:      in.AsOf,
		byFile:    make(map[string]*Page, len(in.Documents)),
		drafts:    map[string]*rca.Document{},
		refused:   map[string]*rca.Document{},
		byAddress: make(map[string]Target, len(in.Documents)),
		byFolder:  map[string]Target{},
		files:     make(map[string]string, len(in.Files)),
		assets:    map[string]*Asset{},
		facetOf:   map[facetOf]*Facet{},
		related:   &sync.Map{},
		content:   contentPrefix(in.Config.Content),
	}
	b := &builder{
		in:        in,
		site:      s,
		documents: slices.Clone(in.Documents),
		byID:      make(map[string]*Page, len(in.Documents)),
		old:       map[*Page]string{},
		draftIDs:  map[string]bool{},
		folders:   map[string]*folder{},
		claims:    newClaims(),
	}
	slices.SortStableFunc(b.documents, func(x, y *rca.Document) int { return strings.Compare(x.Path, y.Path) })
	for _, file := range sortedKeys(in.Files) {
		key := norm.NFC.String(file)
		if _, taken := s.files[key]; !taken {
			s.files[key] = file
		}
	}
	s.guess = sync.OnceValue(s.makeGuesses)
	s.byTrait = sync.OnceValue(s.traitIndex)
	return b
}

// contentPrefix returns what the path of a document has in front of its path
// below the content folder.
func contentPrefix(dir string) string {
	dir = path.Clean(dir)
	if dir == "." {
		return ""
	}
	return dir + "/"
}

func (b *builder) report(d diag.Diagnostic) {
	b.site.Diagnostics = append(b.site.Diagnostics, d)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// newestFirst orders pages by the incident's date, those without one last,
// then by label and file.
func newestFirst(x, y *Page) int {
	dx, dy := x.Document.Date, y.Document.Date
	switch {
	case dx.IsZero() != dy.IsZero():
		if dx.IsZero() {
			return 1
		}
		return -1
	case !dx.Equal(dy):
		return dy.Compare(dx)
	}
	return cmp.Or(strings.Compare(x.Document.Label, y.Document.Label), strings.Compare(x.Document.Path, y.Document.Path))
}
