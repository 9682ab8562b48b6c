package importer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/temporal"
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
	Draft  *Draft   // nil for a file that documents use
	Reason string   // why nothing is written although the source differs; "" otherwise
	Same   []string // paths of other documents that are about the same
}

// IsDraft reports whether the document is one that is not published once the
// change is made.
func (c Change) IsDraft() bool {
	head, _, _ := strings.Cut(strings.TrimPrefix(string(c.After), mark), "\n---")
	return c.Kind != Unchanged && c.Kind != Conflict && strings.Contains(strings.ReplaceAll(head, "\r", "")+"\n", "\ndraft: true\n")
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
		byAddress: map[string][]*Existing{}, done: map[string]bool{},
	}
	p.taken = naming.NewTaken(func(path string) bool {
		_, err := read(path)
		return !errors.Is(err, fs.ErrNotExist)
	})
	for k := range documents {
		e := &documents[k]
		p.taken.Add(e.Path, e.ID)
		for _, address := range addresses(e.Origin) {
			p.byAddress[address] = append(p.byAddress[address], e)
		}
	}
	changes := make([]Change, 0, len(drafts))
	last := newest(drafts)
	for k := range drafts {
		if last[drafts[k].Origin.Address] != k {
			changes = append(changes, Change{Kind: Unchanged, Draft: &drafts[k], Reason: repeated})
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

// rank orders formats: the first says most about an incident.
func rank(format string) int {
	return slices.IndexFunc(incident.Formats, func(f *incident.Format) bool { return f.Name == format })
}

// newest returns which draft of those that are about the same incident counts:
// the one of the format that says most, and then the one that knows most.
func newest(drafts []Draft) map[string]int {
	best := map[string]int{}
	for k := range drafts {
		d := &drafts[k]
		other, there := best[d.Origin.Address]
		if there {
			o := &drafts[other]
			if order := cmp.Or(rank(d.Origin.Format)-rank(o.Origin.Format), o.newest.Compare(d.newest), len(o.body)-len(d.body)); order >= 0 {
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
	taken     *naming.Taken
	done      map[string]bool // paths of documents that this import has looked at
}

// existing returns the documents that are about an incident of the draft, each
// once, and whether they are about all of them.
func (p *planner) existing(d *Draft) (list []*Existing, covered bool) {
	covered = true
	for _, address := range addresses(d.Origin) {
		known := false
		for _, e := range p.byAddress[address] {
			if !incident.IsWeb(address) && !sameText(e, d) {
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

// leastShared is the number of lines that tell that a document was made of an
// earlier state of a draft; of a short text half of them do.
const leastShared = 3

// sameText reports whether a document was made of what a draft is made of, where
// all that says so is the name of a file, which another incident can have too:
// the days do not contradict each other, and the two share lines that say
// something.
func sameText(e *Existing, d *Draft) bool {
	day := d.day()
	if e.Day != "" && day != "" && e.Day != day {
		return false
	}
	if strings.HasPrefix(e.Origin.Fingerprint, "=") {
		return e.Title == d.Title
	}
	imported := map[string]bool{}
	for _, print := range prints(e.Origin.Fingerprint) {
		imported[print[:hashSize]] = true
	}
	shared, all := 0, 0
	for _, l := range textLines([]byte(d.body)) {
		if l.text == gap || strings.HasPrefix(l.text, "#") {
			continue
		}
		all++
		if imported[l.hash()] {
			shared++
		}
	}
	return shared >= leastShared || 2*shared >= all && (shared > 0 || e.Title == d.Title)
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
		c.Path, c.Reason = list[0].Path, unfollowed
		return c, nil
	}
	c.Path = there.Path
	for _, other := range list {
		if other != there && within([]*Existing{other}, d) != nil {
			c.Same = append(c.Same, other.Path)
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
	case rank(there.Origin.Format) < rank(d.Origin.Format):
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
	if told := lastTold(mine, base); !c.Draft.newest.IsZero() && c.Draft.newest.Before(told) {
		c.Reason = "the source is older than what was imported: it ends at " + when(c.Draft.newest)
		return c, nil
	}
	return p.merge(c, base, mine, theirs)
}

// lastTold returns the time of the last public update of a document, of those
// that were imported and nobody has edited since; the zero time for none.
func lastTold(text []byte, base string) (last time.Time) {
	imported := map[string]bool{}
	for _, print := range prints(base) {
		imported[print[:hashSize]] = true
	}
	for _, l := range textLines(text) {
		m := toldAt.FindStringSubmatch(l.text)
		if m == nil || !imported[l.hash()] {
			continue
		}
		if points := temporal.Read(m[1], temporal.Context{}).Points; len(points) > 0 {
			if t, ok := (temporal.Context{}).Moment(points[0]); ok && t.Time.After(last) {
				last = t.Time
			}
		}
	}
	return last
}

// toldAt matches the first line of a public update, as package importer writes
// it.
var toldAt = regexp.MustCompile(`^- ([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} [A-Z]{1,5}(?:[+-][0-9:]+)?)(?:[,:]|$)`)

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
		if text, ok = withPrint(text, fingerprint(theirs)); !ok {
			c.Reason = "the two could be merged if `source` were written as it was imported, a key a line, with two blanks in front"
		}
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
		id = cmp.Or(d.id, naming.Short(frontmatter.Slug(stem), 2*naming.Longest), name)
	}
	c := Change{Kind: Created, Draft: d}
	if !site.UsableID(id) {
		c.Reason = fmt.Sprintf("its id `%s` cannot stand in an address, and is another one here", diag.Excerpt(id))
		if id = naming.Slug(id); !site.UsableID(id) {
			id = "incident-" + id
		}
	}
	wanted := path.Join(folder, stem+extension)
	if p.taken.File(wanted) {
		c.Reason = fmt.Sprintf("`%s` is there already, and is about another incident or nobody's import", wanted)
	}
	file, free := p.taken.Free(wanted, id, d.Path != "")
	p.taken.Add(file, free)
	for _, address := range addresses(d.Origin) {
		p.byAddress[address] = append(p.byAddress[address], &Existing{Path: file, Title: d.Title, Day: d.day(), Origin: d.Origin})
	}
	p.done[file] = true
	c.Path, c.Write, c.After = file, file, d.Text(free)
	return c
}
