package importer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/incident"
)

// Existing is a document that the project has already.
type Existing struct {
	Path   string // from the project's root, with slashes
	ID     string // of its front matter; "" for none
	Title  string
	Day    string // on which its front matter says that the incident began: 2006-01-02; "" for none
	Origin frontmatter.Origin
}

// Kind says what becomes of a file.
type Kind int

// Kinds of changes.
const (
	Created   Kind = iota
	Updated        // as nobody had edited it
	Merged         // with what somebody had edited
	Unchanged      // the source has nothing new, or what is there is somebody's own
	Conflict       // the import is written beside the file, which stays as it is
)

// Change is what an import does to one file.
type Change struct {
	Kind   Kind
	Path   string // of the document, from the project's root
	Write  string // path of the file to write; "" when nothing is to be written
	Before []byte // of that file; nil when it is new
	After  []byte
	Draft  *Draft // nil for a file that documents use
	Reason string // why nothing is written although the source differs; "" otherwise
}

// ConflictExtension is added to the name of a document to make that of the file
// with the import which could not be merged into it.
const ConflictExtension = ".import"

// Plan works out what an import changes: the drafts by their order, against the
// documents that the project has. Content is the content folder, from the
// project's root. Read returns a file's bytes, or an error that is
// fs.ErrNotExist.
func (im *Importer) Plan(drafts []Draft, assets []Asset, documents []Existing, content string, read func(path string) ([]byte, error)) ([]Change, error) {
	p := &planner{
		content: content, largest: im.config.Limits.FileSize - im.config.Limits.FrontMatter, read: read,
		byAddress: map[string][]*Existing{}, paths: map[string]bool{}, ids: map[string]bool{}, done: map[string]bool{},
	}
	for k := range documents {
		e := &documents[k]
		p.paths[strings.ToLower(e.Path)] = true
		if e.ID != "" {
			p.ids[idKey(path.Dir(e.Path), e.ID)] = true
		}
		for _, address := range addresses(e.Origin) {
			p.byAddress[address] = append(p.byAddress[address], e)
		}
	}
	changes := make([]Change, 0, len(drafts))
	last := newest(drafts)
	for k := range drafts {
		if last[drafts[k].Origin.Address] != k {
			changes = append(changes, Change{Kind: Unchanged, Draft: &drafts[k], Reason: "the source has it a second time"})
			continue
		}
		change, err := p.change(&drafts[k])
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	for _, a := range assets {
		change, err := p.asset(a)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

// newest returns which draft of those that are about the same incident counts:
// the one of the format that says most, and then the one that knows most.
func newest(drafts []Draft) map[string]int {
	rank := map[string]int{}
	for k, f := range incident.Formats {
		rank[f.Name] = k
	}
	best := map[string]int{}
	for k := range drafts {
		d := &drafts[k]
		other, there := best[d.Origin.Address]
		if there {
			o := &drafts[other]
			if order := cmp.Or(rank[d.Origin.Format]-rank[o.Origin.Format], o.newest.Compare(d.newest), len(o.body)-len(d.body)); order >= 0 {
				continue
			}
		}
		best[d.Origin.Address] = k
	}
	return best
}

// asset puts a file that documents use where it stands in the source's folder.
// One that is there already stays.
func (p *planner) asset(a Asset) (Change, error) {
	c := Change{Kind: Created, Path: path.Join(p.content, a.Path), After: a.Bytes}
	if a.Root {
		c.Path = a.Path
	}
	c.Write = c.Path
	there, err := p.read(c.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, nil
	case err != nil:
		return c, err
	case bytes.Equal(there, a.Bytes):
		c.Kind, c.Write = Unchanged, ""
	default:
		c.Kind, c.Write, c.Reason = Unchanged, "", "it is another file than that of the source"
	}
	return c, nil
}

// addresses returns all incidents that a document is about.
func addresses(o frontmatter.Origin) []string {
	if o.Address == "" {
		return nil
	}
	return append([]string{o.Address}, strings.Fields(o.Also)...)
}

type planner struct {
	content   string
	largest   int // document, in bytes
	read      func(path string) ([]byte, error)
	byAddress map[string][]*Existing
	paths     map[string]bool // that are taken, in small letters
	ids       map[string]bool // by idKey
	done      map[string]bool // paths of documents that this import has looked at
}

// existing returns the documents that are about an incident of the draft, each
// once, and whether they are about all of them. What stands in a file is told
// from another incident in a file of the same name by its title and its day.
func (p *planner) existing(d *Draft) (list []*Existing, covered bool) {
	covered = true
	for _, address := range addresses(d.Origin) {
		known := false
		for _, e := range p.byAddress[address] {
			if !isWeb(address) && e.Title != d.Title && e.Day != d.day() && e.Day != "" && e.ID != d.name() {
				continue
			}
			known = true
			if !slices.Contains(list, e) {
				list = append(list, e)
			}
		}
		covered = covered && known
	}
	return list, covered
}

func isWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

// within returns the document of a list that is about nothing but incidents of
// the draft, and of several the one about most; nil when each is about others
// too.
func within(list []*Existing, d *Draft) (best *Existing) {
	mine := addresses(d.Origin)
	for _, e := range list {
		theirs := addresses(e.Origin)
		if slices.ContainsFunc(theirs, func(address string) bool { return !slices.Contains(mine, address) }) {
			continue
		}
		if best == nil || len(theirs) > len(addresses(best.Origin)) {
			best = e
		}
	}
	return best
}

func (p *planner) change(d *Draft) (Change, error) {
	c := Change{Kind: Unchanged, Draft: d}
	if len(d.body) > p.largest {
		c.Reason = "it would be larger than a document may be, " + diag.Size(int64(p.largest), int64(p.largest))
		return c, nil
	}
	list, covered := p.existing(d)
	there := within(list, d)
	if there == nil {
		if !covered || len(list) == 0 {
			c = p.create(d)
			if len(list) > 0 {
				c.Reason = fmt.Sprintf("`%s` is about some of its incidents too", list[0].Path)
			}
			return c, nil
		}
		c.Path, c.Reason = list[0].Path, "it is about incidents that the source has no longer with this report"
		return c, nil
	}
	c.Path = there.Path
	for _, other := range list {
		if other != there && within([]*Existing{other}, d) != nil {
			c.Reason = fmt.Sprintf("`%s` is about the same", other.Path)
		}
	}
	print := there.Origin.Fingerprint
	switch {
	case p.done[there.Path]:
		c.Reason = "the source has this incident a second time"
		return c, nil
	case prints(print) == nil && !strings.HasPrefix(print, "="):
		c.Reason = "its `source` has no fingerprint: it is somebody's own"
		return c, nil
	case there.Origin.Format != d.Origin.Format:
		c.Reason = fmt.Sprintf("it was imported as %s, which may say more than %s", there.Origin.Format, d.Origin.Format)
		return c, nil
	}
	p.done[there.Path] = true
	return p.again(c, there)
}

// again decides about a document that is there.
func (p *planner) again(c Change, there *Existing) (Change, error) {
	theirs := c.Draft.Text(there.ID)
	now, base := fingerprint(theirs), there.Origin.Fingerprint
	if len(base) >= 2*printSize && len(now) >= 2*printSize && base[0] != '=' && now[0] != '=' {
		// The id is that of the document, and nothing that the source could change.
		base = base[:idAt] + now[idAt:idAt+printSize] + base[idAt+printSize:]
	}
	if now == base {
		return c, nil
	}
	mine, err := p.read(there.Path)
	if err != nil {
		return c, err
	}
	return p.merge(c, base, mine, theirs)
}

// idAt is where the print of the second line, which has the id, stands in a
// fingerprint.
const idAt = printSize

// merge decides about a document whose source has changed.
func (p *planner) merge(c Change, base string, mine, theirs []byte) (Change, error) {
	c.Write, c.Before, c.After = c.Path, mine, asIn(mine, theirs)
	if fingerprint(mine) == base {
		c.Kind = Updated
		return c, nil
	}
	text, ok := merge(prints(base), mine, theirs)
	if ok = ok && prints(base) != nil; ok {
		text, ok = withPrint(text, fingerprint(theirs))
	}
	if ok {
		c.Kind, c.After = Merged, asIn(mine, text)
		return c, nil
	}
	return p.beside(c, theirs)
}

// beside puts an import next to a document that it cannot be merged into. One
// that stands there and that somebody has edited stays.
func (p *planner) beside(c Change, theirs []byte) (Change, error) {
	c.Kind, c.Write, c.After = Conflict, c.Path+ConflictExtension, theirs
	there, err := p.read(c.Write)
	c.Before = there
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.Before, err = nil, nil
	case err != nil:
	case bytes.Equal(there, theirs):
		c.Write = ""
	case !isImport(there):
		c.Write, c.Reason = "", fmt.Sprintf("`%s` has been edited and stays too", path.Base(c.Path)+ConflictExtension)
	}
	return c, err
}

// isImport reports whether a text is as it was imported.
func isImport(text []byte) bool {
	_, after, found := strings.Cut(string(text), "\n"+printKey)
	print, _, _ := strings.Cut(after, "\n")
	return found && fingerprint(text) == print
}

// withPrint puts a fingerprint into a text that has none: into the map of its
// key source, below the format.
func withPrint(text []byte, print string) ([]byte, bool) {
	lines := strings.SplitAfter(string(text), "\n")
	inside := false
	for k, l := range lines {
		l = strings.TrimRight(l, "\n")
		switch {
		case k > 0 && strings.TrimRight(l, " ") == "---":
			return nil, false
		case l == "source:":
			inside = true
		case inside && strings.HasPrefix(l, "  format: "):
			return []byte(strings.Join(lines[:k+1], "") + printKey + print + "\n" + strings.Join(lines[k+1:], "")), true
		case inside && !strings.HasPrefix(l, "  "):
			inside = false
		}
	}
	return nil, false
}

// asIn writes a text with the line ends, and the byte order mark, of another.
func asIn(model, text []byte) []byte {
	if bytes.Contains(model, []byte("\r\n")) {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	if bytes.HasPrefix(model, []byte(mark)) && !bytes.HasPrefix(text, []byte(mark)) {
		text = append([]byte(mark), text...)
	}
	return text
}

// create finds a place and an id for a draft that is new.
func (p *planner) create(d *Draft) Change {
	name := d.name()
	folder, stem, extension := p.content, name, ".md"
	if d.Path == "" && !d.Day.IsZero() {
		folder = path.Join(p.content, strconv.Itoa(d.Day.Year()))
	}
	id := cmp.Or(d.id, name)
	if d.Path != "" {
		folder, extension = path.Join(p.content, path.Dir(d.Path)), path.Ext(d.Path)
		stem = strings.TrimSuffix(path.Base(d.Path), extension)
		id = cmp.Or(d.id, short(frontmatter.Slug(stem), 2*longestName), name)
	}
	c := Change{Kind: Created, Draft: d}
	file, free := path.Join(folder, stem+extension), id
	for n := 2; p.taken(file) || p.ids[idKey(folder, free)]; n++ {
		if n == 2 && p.taken(file) {
			c.Reason = fmt.Sprintf("`%s` is there already, and does not say that it was imported from here", file)
		}
		suffix := "-" + strconv.Itoa(n)
		if p.taken(file) || d.Path == "" {
			file = path.Join(folder, stem+suffix+extension)
		}
		free = id + suffix
	}
	p.paths[strings.ToLower(file)], p.ids[idKey(folder, free)] = true, true
	for _, address := range addresses(d.Origin) {
		p.byAddress[address] = append(p.byAddress[address], &Existing{Path: file, Title: d.Title, Day: d.day(), Origin: d.Origin})
	}
	p.done[file] = true
	c.Path, c.Write, c.After = file, file, d.Text(free)
	return c
}

// idKey returns what must be unique: an id in its folder.
func idKey(folder, id string) string { return strings.ToLower(path.Join(folder, id)) }

// taken reports whether there is a file of a name, whatever its letters' case.
func (p *planner) taken(file string) bool {
	if p.paths[strings.ToLower(file)] {
		return true
	}
	_, err := p.read(file)
	return !errors.Is(err, fs.ErrNotExist)
}

// Problems returns the findings about changes that a person has to look at or
// would ask about. Those of a draft are among them where it changes something.
func Problems(changes []Change) (found []diag.Diagnostic) {
	for _, c := range changes {
		if d, ok := settingsLeft(c); ok {
			found = append(found, d)
			continue
		}
		if c.Draft != nil && c.Kind != Unchanged {
			found = append(found, c.Draft.Found...)
		}
		switch {
		case c.Kind == Conflict:
			d := diag.Diagnostic{
				Rule: "import/conflict", Path: c.Path,
				Message: "the source has changed where this document was edited",
				Help:    []string{"take over what you want from `" + path.Base(c.Path) + ConflictExtension + "` beside it, with its `fingerprint`, and delete that file"},
				Notes:   []string{"this document was left as it is"},
			}
			if c.Reason != "" {
				d.Notes = append(d.Notes, c.Reason)
			}
			found = append(found, d)
		case c.Reason == "":
		case c.Kind == Created:
			found = append(found, diag.Diagnostic{Rule: "import/skipped", Path: c.Path, Message: "this document is new: " + c.Reason,
				Help: []string{"if the two are about the same incident, delete one, and keep the key `source` of this one"}})
		case c.Path == "":
			found = append(found, diag.Diagnostic{Rule: "import/skipped", Message: fmt.Sprintf("`%s` is not imported: %s", diag.Excerpt(c.Draft.Title), c.Reason)})
		default:
			found = append(found, diag.Diagnostic{Rule: "import/skipped", Path: c.Path, Message: "left alone: " + c.Reason})
		}
	}
	return found
}
