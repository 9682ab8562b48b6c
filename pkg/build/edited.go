package build

import (
	"maps"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// SetText makes a text stand for what a file of the project holds, or would hold
// if it were saved for the first time; nil takes that back. The next
// [Preview.Update] must be told the path.
func (p *Preview) SetText(file string, text []byte) {
	if text == nil {
		delete(p.edited, file)
		return
	}
	if p.edited == nil {
		p.edited = map[string][]byte{}
	}
	p.edited[file] = text
}

// isEdited reports whether a text stands for what a file holds. Nothing is
// waited for then: an editor does not write it in two steps.
func (p *Preview) isEdited(file string) bool {
	_, edited := p.edited[file]
	return edited
}

// readConfig returns the text of the configuration file, nil when there is none.
func (p *Preview) readConfig() ([]byte, error) {
	if text, edited := p.edited[ConfigName]; edited {
		return text, nil
	}
	return readConfig(p.project.root)
}

// unsaved lists the files at a path or below it, "" for everywhere, that stand in
// an editor and not on disk.
func (p *Preview) unsaved(onDisk []entry, below string) (list []entry) {
	if len(p.edited) == 0 {
		return nil
	}
	there := make(map[string]bool, len(onDisk))
	for _, e := range onDisk {
		there[e.path] = true
	}
	for _, file := range slices.Sorted(maps.Keys(p.edited)) {
		if !there[file] && (below == "" || within(file, below)) && p.project.isContent(file) {
			list = append(list, entry{path: file, kind: kindOfContent(file), size: int64(len(p.edited[file]))})
		}
	}
	return list
}

// isContent reports whether a file at a path would be part of the content, by
// its name alone.
func (p *Project) isContent(file string) bool {
	w := p.walker()
	w.content = true
	below, isBelow := file, true
	if root := p.Config.Content; root != "." {
		below, isBelow = strings.CutPrefix(file, root+"/")
	}
	if !isBelow || kindOfContent(file) == other {
		return false
	}
	at := strings.TrimSuffix(file, below)
	for {
		name, rest, more := strings.Cut(below, "/")
		at += name
		if w.skip[at] || w.ignored(name, more) {
			return false
		}
		if !more {
			return true
		}
		at, below = at+"/", rest
	}
}

// Blank returns a snapshot without documents, by which single ones are looked at
// when there is no project, or before it has been read.
func Blank(c *config.Config) *Snapshot {
	return &Snapshot{
		Site:    site.New(site.Input{Config: c, Partial: true, Production: true}),
		project: &Project{Config: c}, parser: rca.NewParser(c),
	}
}

// Blank returns a snapshot without documents of the preview's project, by which
// single ones are looked at before the first Update.
func (p *Preview) Blank() *Snapshot {
	return p.snapshot(site.New(site.Input{Config: p.project.Config, Partial: true, Production: true}))
}

// Edition is a document with another text than that of its file.
type Edition struct {
	File   *diag.File
	Parsed *rca.Parsed // nil when it could not be read
	Found  []diag.Diagnostic
}

// Edit reads a document of the project with another text, in the time that one
// document takes. It finds what [Snapshot.Check] would find in it; but what only
// a look at all documents tells is taken over from an earlier result, which may
// be nil, and when more than the document's own page shows the difference, so is
// what its page has to do with others.
func (s *Snapshot) Edit(file string, text []byte, last *Result) (e *Edition) {
	e = &Edition{File: &diag.File{Path: file, Bytes: text}}
	defer func() {
		if value := recover(); value != nil {
			e.Parsed, e.Found = nil, check.Grade([]diag.Diagnostic{failed(file, value)}, s.project.Config)
		}
	}()
	if limit := int64(s.project.Config.Limits.FileSize); int64(len(text)) > limit {
		e.Found = check.Grade([]diag.Diagnostic{*tooLarge(file, int64(len(text)), limit)}, s.project.Config)
		return e
	}
	e.Parsed = s.parser.Parse(e.File, s.project.ContentPath(file))
	d := e.Parsed.Document
	found := check.Document(e.Parsed, s.project.Config)
	with, alone := s.Site.With(d)
	if alone {
		found = append(found, check.Page(with, with.Latest(with.Page(d.Path)))...)
	}
	if last != nil {
		isKept := func(d diag.Diagnostic) bool { return !alone || !check.IsAboutPage(d.Rule) }
		found = append(found, s.moved(last.ofSite[file], isKept, file, text)...)
	}
	by := map[string]*check.Suppressions{}
	if suppressed := check.ReadSuppressions(e.Parsed); suppressed != nil {
		by[file] = suppressed
	}
	r := &Result{Found: found, secrets: append(secretsOf(text), s.secrets...)}
	r.settle(s.project, by)
	masked := e.File.Masked(check.Secrets(text))
	s.project.markKnown(r.Found, func(string) (*diag.File, error) { return masked, nil })
	e.Found = r.Found
	return e
}

// Fix returns what the safe fixes of the selected findings make of a document's
// other text, as [Builder.Fix] does with what is on disk. It is the text itself
// when nothing is to be fixed, when the fixes do not settle, and when the text has
// an unresolved merge conflict.
func (s *Snapshot) Fix(file string, text []byte, last *Result, selected func(diag.Diagnostic) bool) []byte {
	b := New(s.project)
	b.edited = map[string][]byte{file: text}
	fixes, err := b.settle(func() ([]diag.Diagnostic, error) {
		found := s.Edit(file, b.edited[file], last).Found
		return slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return !selected(d) }), nil
	}, false)
	if err != nil || len(fixes.Files) == 0 {
		return text
	}
	return fixes.Files[0].After
}

// moved returns what was found in a file and is kept, where it is in another text
// of it. What lies where the two differ is left out.
func (s *Snapshot) moved(found []diag.Diagnostic, isKept func(diag.Diagnostic) bool, file string, text []byte) (moved []diag.Diagnostic) {
	if found = slices.DeleteFunc(slices.Clone(found), func(d diag.Diagnostic) bool { return !isKept(d) }); len(found) == 0 {
		return nil
	}
	f, err := s.File(file)
	if err != nil {
		return nil
	}
	before := f.Bytes
	head := commonPrefix(before, text)
	tail := commonSuffix(before[head:], text[head:])
	shift := len(text) - len(before)
	for _, d := range found {
		switch {
		case d.Span.End <= head:
		case d.Span.Start >= len(before)-tail:
			d.Span.Start += shift
			d.Span.End += shift
			d.Fix = nil // whose edits may lie elsewhere
		default:
			continue
		}
		moved = append(moved, d)
	}
	return moved
}

// File returns a file of the project as it was looked at.
func (s *Snapshot) File(file string) (*diag.File, error) {
	if text, edited := s.edited[file]; edited {
		return &diag.File{Path: file, Bytes: text}, nil
	}
	return s.project.source(file)
}

// masked returns such a file with its secrets masked.
func (s *Snapshot) masked(file string) (*diag.File, error) {
	f, err := s.File(file)
	if err != nil {
		return nil, err
	}
	return f.Masked(check.Secrets(f.Bytes)), nil
}

func commonPrefix(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
