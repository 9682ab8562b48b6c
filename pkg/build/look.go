package build

import (
	"context"
	"crypto/sha256"
	"maps"
	"slices"
	"time"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// changes are the files that may differ from what is remembered of them.
type changes struct {
	read []entry
	gone []string
}

// doubt is how young a file's time must be, when it is read, to say nothing: a
// second change may leave it the same.
const doubt = 2 * time.Second

// look compares the paths, or everything, with what is remembered.
func (p *Preview) look(files []string, all bool) (changes, error) {
	var c changes
	if !all && !slices.ContainsFunc(files, p.isRoot) {
		for _, f := range files {
			c = p.lookAt(c, f)
		}
		return c, nil
	}
	t, err := p.project.walk()
	if err != nil {
		return c, err
	}
	t.entries = append(t.entries, p.unsaved(t.entries, "")...)
	there := make(map[string]bool, len(t.entries))
	for _, e := range t.entries {
		there[e.path] = true
		known, ok := p.files[e.path]
		if !ok || known.entry != e || known.time > known.read-int64(doubt) || slices.Contains(files, e.path) {
			c.read = append(c.read, e)
		}
	}
	for path := range p.files {
		if !there[path] {
			c.gone = append(c.gone, path)
		}
	}
	t.entries, p.tree = nil, *t
	return c, nil
}

// isRoot reports whether a path is that of a whole tree of files.
func (p *Preview) isRoot(file string) bool {
	return file == site.StaticDir || file == "." || within(p.project.Config.Content, file)
}

// lookAt looks at one path and below it.
func (p *Preview) lookAt(c changes, file string) changes {
	t := p.project.walkAt(file)
	t.entries = append(t.entries, p.unsaved(t.entries, file)...)
	there := map[string]bool{}
	for _, e := range t.entries {
		there[e.path] = true
	}
	c.read = append(c.read, t.entries...)
	if _, known := p.files[file]; known {
		if !there[file] {
			c.gone = append(c.gone, file)
		}
	} else {
		for path := range p.files {
			if within(path, file) && !there[path] {
				c.gone = append(c.gone, path)
			}
		}
	}
	p.tree.folders = append(slices.DeleteFunc(p.tree.folders, func(f string) bool { return within(f, file) }), t.folders...)
	p.tree.found = append(slices.DeleteFunc(p.tree.found, func(d diag.Diagnostic) bool { return within(d.Path, file) }), t.found...)
	maps.DeleteFunc(p.tree.linked, func(_, link string) bool { return within(link, file) })
	maps.Copy(p.tree.linked, t.linked)
	return c
}

// How long a file that has just been emptied or taken away is waited for, how
// often it is looked at, and how many such files are waited for: some editors
// write in two steps, and nobody should see the first.
const (
	patience = 100 * time.Millisecond
	glance   = 4 * time.Millisecond
	fewFiles = 8
)

// wait is the time in which such a file may come back.
type wait struct{ end time.Time }

func newWait() wait { return wait{time.Now().Add(patience)} }

// again waits a moment and reports whether to look once more.
func (w wait) again() bool {
	time.Sleep(glance)
	return time.Now().Before(w.end)
}

// settle waits while documents are empty or gone that were not before.
func (p *Preview) settle(c changes) changes {
	for w := newWait(); ; {
		var again []string
		for _, path := range c.gone {
			if p.files[path].kind == document {
				again = append(again, path)
			}
		}
		for _, e := range c.read {
			if known := p.files[e.path]; e.size == 0 && known.size > 0 && !p.isEdited(e.path) {
				again = append(again, e.path)
			}
		}
		if len(again) == 0 || len(again) > fewFiles || !w.again() {
			return c
		}
		for _, path := range again {
			c.gone = slices.DeleteFunc(c.gone, func(g string) bool { return g == path })
			c.read = slices.DeleteFunc(c.read, func(e entry) bool { return e.path == path })
			c = p.lookAt(c, path)
		}
	}
}

// take reads the files that may have changed. It returns the documents whose
// shown version is another one now, and whether the site is another in more
// than these.
func (p *Preview) take(ctx context.Context, c changes) (edited []*rca.Document, structural bool, err error) {
	read := make([]remembered, len(c.read))
	parsed := make([]bool, len(c.read))
	err = p.each(ctx, "read", len(c.read), func(i int) {
		read[i], parsed[i] = p.load(c.read[i])
	})
	if err != nil {
		return nil, false, err
	}
	for i, r := range read {
		if p.emptied(r) && len(read) <= fewFiles { // between looking and reading
			r.size = 0
			if c := p.settle(changes{read: []entry{r.entry}}); len(c.read) == 1 {
				read[i], parsed[i] = p.load(c.read[0])
			}
		}
	}
	for _, path := range c.gone {
		delete(p.files, path)
		delete(p.shown, path)
		delete(p.noted, path)
		p.texts.loosen(path)
		structural = true
	}
	for i, r := range read {
		if parsed[i] {
			p.work.Parsed++
		}
		before, known := p.files[r.path]
		p.files[r.path] = r
		if delete(p.noted, r.path); len(r.found)+len(r.secrets) > 0 || r.suppressed != nil {
			p.noted[r.path] = true
		}
		switch {
		case !known, !slices.EqualFunc(r.found, before.found, sameFinding) && r.document == before.document:
			structural = true
			p.show(r)
		case r.kind == document && r.document != before.document:
			if d := p.show(r); d != nil {
				edited = append(edited, d)
			} else {
				structural = true
			}
		case r.kind != document && !sameFile(before, r):
			structural = true
		}
	}
	return edited, structural, nil
}

var emptyHash = sha256.Sum256(nil)

// emptied reports whether a document is empty that was not before.
func (p *Preview) emptied(r remembered) bool {
	return r.document != nil && r.document.Hash == emptyHash && p.files[r.path].size > 0 && r.size > 0 && !p.isEdited(r.path)
}

// show decides which version of a document the site shows, and returns it; nil
// stands for none.
func (p *Preview) show(r remembered) *rca.Document {
	if r.kind != document {
		return nil
	}
	before := p.shown[r.path]
	if !isShowable(r) {
		var hash [32]byte
		if r.document != nil {
			hash = r.document.Hash
		}
		p.texts.stick(r.path, hash)
		if before != nil && !p.production {
			return before
		}
		if r.document == nil {
			delete(p.shown, r.path)
			return nil
		}
	} else {
		p.texts.loosen(r.path)
	}
	p.shown[r.path] = r.document
	return r.document
}

// isShowable reports whether a document could be read, its front matter
// included: without that its page would be another one, at another address.
func isShowable(r remembered) bool {
	return r.document != nil && !r.document.Broken &&
		!slices.ContainsFunc(r.found, func(d diag.Diagnostic) bool { return d.Rule == "front-matter/yaml-syntax" })
}

// sameFile compares two readings of a file that is no document.
func sameFile(a, b remembered) bool {
	switch {
	case a.kind != b.kind || (a.category == nil) != (b.category == nil) || (a.file == nil) != (b.file == nil):
		return false
	case b.file != nil:
		return *a.file == *b.file
	}
	// A category file is small; that it was read again is reason enough.
	return b.category == nil && len(a.found) == len(b.found)
}
