package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
)

// Existing is a document that the project has already.
type Existing struct {
	Path   string // from the project's root, with slashes
	ID     string // of its front matter; "" for none
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
	p := &planner{content: content, read: read, byAddress: map[string]*Existing{}, paths: map[string]bool{}, ids: map[string]bool{}}
	for k := range documents {
		e := &documents[k]
		p.paths[strings.ToLower(e.Path)] = true
		p.ids[strings.ToLower(e.ID)] = true
		for _, address := range addresses(e.Origin) {
			if p.byAddress[address] == nil {
				p.byAddress[address] = e
			}
		}
	}
	changes := make([]Change, 0, len(drafts))
	for k := range drafts {
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
	read      func(path string) ([]byte, error)
	byAddress map[string]*Existing
	paths     map[string]bool // that are taken, in small letters
	ids       map[string]bool // likewise
}

func (p *planner) change(d *Draft) (Change, error) {
	var there *Existing
	for _, address := range addresses(d.Origin) {
		if there = p.byAddress[address]; there != nil {
			break
		}
	}
	if there == nil {
		c := p.create(d)
		for _, address := range addresses(d.Origin) { // the same incident once more in this source
			p.byAddress[address] = &Existing{Path: c.Path, Origin: d.Origin}
		}
		return c, nil
	}
	c := Change{Kind: Unchanged, Path: there.Path, Draft: d}
	base := prints(there.Origin.Fingerprint)
	switch {
	case base == nil || there.Origin.Fingerprint == "":
		c.Reason = "its `source` has no fingerprint: it is somebody's own"
		return c, nil
	case there.Origin.Format != d.Origin.Format:
		c.Reason = fmt.Sprintf("it was imported as %s, which may say more than %s", there.Origin.Format, d.Origin.Format)
		return c, nil
	case len(addresses(there.Origin)) > len(addresses(d.Origin)):
		c.Reason = "it is about more incidents than the source has now"
		return c, nil
	}
	theirs := d.Text(there.ID)
	now := prints(fingerprint(theirs))
	if len(base) > idLine {
		base[idLine] = now[idLine] // the id is that of the document, and nothing that the source could change
	}
	if slices.Equal(now, base) {
		return c, nil
	}
	mine, err := p.read(there.Path)
	if err != nil {
		return c, err
	}
	return p.merge(c, base, mine, theirs)
}

// idLine is the line of a document that has its id, from 0.
const idLine = 1

// merge decides about a document whose source has changed.
func (p *planner) merge(c Change, base []string, mine, theirs []byte) (Change, error) {
	c.Write, c.Before, c.After = c.Path, mine, theirs
	if fingerprint(mine) == strings.Join(base, "") {
		c.Kind = Updated
		return c, nil
	}
	text, ok := merge(base, mine, theirs)
	if ok {
		text, ok = withPrint(text, fingerprint(theirs))
	}
	if ok {
		c.Kind, c.After = Merged, lineEndsOf(mine, text)
		return c, nil
	}
	c.Kind, c.Write = Conflict, c.Path+ConflictExtension
	var err error
	c.Before, err = p.read(c.Write)
	if errors.Is(err, fs.ErrNotExist) {
		c.Before, err = nil, nil
	}
	if bytes.Equal(c.Before, c.After) {
		c.Write = ""
	}
	return c, err
}

// withPrint puts a fingerprint into a text that has none, below the format.
func withPrint(text []byte, print string) ([]byte, bool) {
	mark := []byte("\n  format: ")
	at := bytes.Index(text, mark)
	end := bytes.Index(text, []byte("\n---"))
	if at < 0 || end < 0 || at > end {
		return nil, false
	}
	at += len(mark) + bytes.IndexByte(text[at+len(mark):], '\n') + 1
	return bytes.Join([][]byte{text[:at], []byte(printKey + print + "\n"), text[at:]}, nil), true
}

// lineEndsOf writes a text with the line ends of another.
func lineEndsOf(model, text []byte) []byte {
	if !bytes.Contains(model, []byte("\r\n")) {
		return text
	}
	return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
}

// create finds a place and an id for a draft that is new.
func (p *planner) create(d *Draft) Change {
	name := d.name()
	folder := p.content
	if d.Path == "" && !d.Day.IsZero() {
		folder = path.Join(p.content, strconv.Itoa(d.Day.Year()))
	}
	id, file := name, path.Join(folder, name+".md")
	if d.Path != "" {
		file = path.Join(p.content, d.Path)
		id = short(frontmatter.Slug(strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path))), 2*longestName)
		if id == "" {
			id = name
		}
	}
	for n := 2; p.paths[strings.ToLower(file)] || d.id == "" && p.ids[strings.ToLower(id)]; n++ {
		suffix := "-" + strconv.Itoa(n)
		if d.Path == "" {
			file = path.Join(folder, name+suffix+".md")
		} else if p.paths[strings.ToLower(file)] {
			file = strings.TrimSuffix(file, path.Ext(file)) + suffix + path.Ext(file)
		}
		id = strings.TrimSuffix(id, "-"+strconv.Itoa(n-1)) + suffix
	}
	if d.id != "" {
		id = d.id
	}
	p.paths[strings.ToLower(file)], p.ids[strings.ToLower(id)] = true, true
	return Change{Kind: Created, Path: file, Write: file, After: d.Text(id), Draft: d}
}

// Problems returns the findings about changes that a person has to look at.
func Problems(changes []Change) (found []diag.Diagnostic) {
	for _, c := range changes {
		if d, ok := settingsLeft(c); ok {
			found = append(found, d)
		}
		if c.Kind == Conflict {
			found = append(found, diag.Diagnostic{
				Rule: "import/conflict", Path: c.Path,
				Message: "the source has changed where this document was edited",
				Help:    []string{"take over what you want from `" + path.Base(c.Path) + ConflictExtension + "` beside it, with its `fingerprint`, and delete that file"},
				Notes:   []string{"this document was left as it is"},
			})
		}
	}
	return found
}
