package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/baseline"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/render"
	"github.com/rcagen/rcagen/pkg/site"
)

// Preview keeps the site of a project up to date while its files are edited.
//
// [Preview.Update] is told which paths may have changed, looks at those, and
// returns a new [Snapshot] when something has. What the files say decides:
// a path that was named is read again, and where anything may have changed every
// file is, whose size, time or inode differs, or whose time is so young that it
// says nothing. A document that cannot be shown keeps its last good version on
// the site, and so do a configuration and templates with mistakes.
//
// Its methods are for one goroutine; its snapshots are for all.
type Preview struct {
	*Builder
	production bool

	config    configuration
	templates templates
	damaged   []diag.Diagnostic        // what is wrong with the baseline
	tree      tree                     // found, folders and linked of what was walked; no entries
	shown     map[string]*rca.Document // by path: the version that the site shows
	noted     map[string]bool          // paths of files in which something was found, a secret included, or that say what does not count
	current   *Snapshot
	due       bool       // the site must be made anew
	replaced  []*os.Root // of the project's folder before another one took its place
}

// configuration is the text of rcagen.yaml.
type configuration struct {
	read  []byte // last
	used  []byte // the last one without a mistake
	found []diag.Diagnostic
}

// templates are those of the project.
type templates struct {
	read    *render.Templates // last
	used    *render.Templates // the last ones without a mistake
	found   []diag.Diagnostic // by reading them
	tried   []diag.Diagnostic // by rendering a page of each kind
	trouble error             // why they could not be read
	sizes   map[string]int64  // of the project's files, by name
}

// NewPreview returns the preview of a project. In production it shows what a
// build would: no drafts, and no last good versions.
func NewPreview(p *Project, production bool) (*Preview, error) {
	source, err := readConfig(p.root)
	if err != nil {
		return nil, err
	}
	b := New(p)
	b.texts = newTexts()
	config := configuration{read: source, used: source}
	found := (&Project{Dir: p.Dir, root: p.root}).configure(source, p.Config.Content)
	if config.found = check.Grade(append(found, check.Configuration(p.Config)...), p.Config); len(config.found) > 0 {
		config.used = nil
	}
	return &Preview{
		Builder:    b,
		production: production,
		config:     config,
		due:        true,
		shown:      map[string]*rca.Document{},
		noted:      map[string]bool{},
	}, nil
}

// Close releases the folders that the preview has opened.
func (p *Preview) Close() {
	for _, root := range append(p.replaced, p.project.root) {
		root.Close()
	}
}

// Update looks at the paths, as the operating system names them, or at
// everything, and returns the newest snapshot: the same one as before when
// nothing has changed. An error means that the project cannot be read as it is
// now, [ErrProject] that its folders are not as its configuration says; the
// snapshot before stays the newest. So it does when rcagen itself fails.
func (p *Preview) Update(ctx context.Context, paths []string, all bool) (s *Snapshot, err error) {
	defer func() {
		if value := recover(); value != nil {
			p.due = true // the next change may be the one that helps
			s, err = p.current, fmt.Errorf("rcagen failed, which is a mistake in it: %v %s", value, place(debug.Stack()))
		}
	}()
	files := p.relative(paths)
	all = p.reopen() || p.due || all
	if all || slices.Contains(files, ConfigName) {
		changed, err := p.reconfigure()
		if err != nil {
			return p.current, err
		}
		all, p.due = all || changed, p.due || changed
	}
	if all || slices.Contains(files, baseline.Name) {
		if err := p.reloadBaseline(); err != nil {
			return p.current, err
		}
	}
	if all || p.inTemplates(files) {
		p.due = p.reloadTemplates() || p.due
	}
	c, err := p.look(files, all)
	if err != nil {
		return p.current, err
	}
	edited, structural, err := p.take(ctx, p.settle(c))
	if err != nil {
		return p.current, err
	}
	if p.due = p.due || structural; !p.due && len(edited) > 0 {
		p.due = !p.edit(edited)
	}
	if p.due {
		err = p.remake()
	}
	return p.current, err
}

// Folders returns the folders in which a change matters, as the operating
// system names them. What is below them is not meant.
func (p *Preview) Folders() []string {
	dir := p.project.Dir
	folders := map[string]bool{dir: true}
	for above := p.project.Config.Content; above != "." && above != "/"; above = filepath.ToSlash(filepath.Dir(above)) {
		folders[filepath.Join(dir, filepath.FromSlash(above))] = true
	}
	for _, f := range append(p.tree.folders, p.project.Config.Templates) {
		folders[filepath.Join(dir, filepath.FromSlash(f))] = true
	}
	for target := range p.tree.linked {
		folders[filepath.Dir(target)] = true
	}
	return slices.Sorted(maps.Keys(folders))
}

// relative turns paths of the operating system into paths of the project. What
// lies elsewhere matters only when a symbolic link leads to it.
func (p *Preview) relative(paths []string) (files []string) {
	for _, name := range paths {
		if link := p.tree.linked[name]; link != "" {
			files = append(files, link)
		}
		relative, err := filepath.Rel(p.project.Dir, name)
		if err == nil && filepath.IsLocal(relative) {
			files = append(files, filepath.ToSlash(relative))
		}
	}
	return files
}

// reopen opens the project's folder again when another one stands in its
// place: it was moved away, or deleted and made again.
func (p *Preview) reopen() bool {
	now, err := os.Stat(p.project.Dir)
	if err != nil {
		return false
	}
	if before, err := p.project.root.Stat("."); err == nil && os.SameFile(before, now) {
		return false
	}
	root, err := os.OpenRoot(p.project.Dir)
	if err != nil {
		return false
	}
	p.replaced = append(p.replaced, p.project.root) // pages may still be read from it
	next := *p.project
	next.root = root
	p.project = &next
	return true
}

// reconfigure reads the configuration again and reports whether another one is
// in force now. One with mistakes is not put in force.
func (p *Preview) reconfigure() (changed bool, err error) {
	source, err := p.readConfig()
	for w := newWait(); err == nil && len(source) == 0 && len(p.config.read) > 0 && !p.isEdited(ConfigName) && w.again(); {
		source, err = p.readConfig()
	}
	if err != nil {
		return false, err
	}
	next := &Project{Dir: p.project.Dir, AsOf: p.project.AsOf, root: p.project.root, baseline: p.project.baseline}
	found := next.configure(source, p.project.Config.Content)
	found = check.Grade(append(found, check.Configuration(next.Config)...), next.Config)
	if bytes.Equal(source, p.config.read) && next.Config.Content == p.project.Config.Content {
		return false, nil
	}
	p.config.read, p.config.found = source, found
	p.due = true // what was found is part of a snapshot
	if len(found) > 0 {
		return false, nil
	}
	p.config.used = source
	p.project, p.parser = next, rca.NewParser(next.Config)
	p.files, p.shown, p.noted = map[string]remembered{}, map[string]*rca.Document{}, map[string]bool{}
	return true, nil
}

// reloadBaseline reads the baseline again. The project of a snapshot does not
// change, so that it gets a new one.
func (p *Preview) reloadBaseline() error {
	next := *p.project
	problem, err := next.readBaseline()
	if err != nil {
		return err
	}
	var found []diag.Diagnostic
	if problem != nil {
		found = check.Grade([]diag.Diagnostic{*problem}, next.Config)
	}
	if !next.baseline.Equal(p.project.baseline) || !slices.EqualFunc(found, p.damaged, sameFinding) {
		p.project, p.damaged, p.due = &next, found, true
	}
	return nil
}

func (p *Preview) inTemplates(files []string) bool {
	folder := p.project.Config.Templates
	return folder != "" && slices.ContainsFunc(files, func(f string) bool { return within(f, folder) })
}

// within reports whether a path is the other one, or below it.
func within(file, folder string) bool {
	return file == folder || strings.HasPrefix(file, folder+"/")
}

// reloadTemplates reads the templates and reports whether something about them
// is another than before.
func (p *Preview) reloadTemplates() bool {
	sizes := p.project.templateSizes()
	for w := newWait(); lessThan(sizes, p.templates.sizes) && w.again(); {
		sizes = p.project.templateSizes()
	}
	p.templates.sizes = sizes
	next, found, err := p.project.templates()
	if err != nil {
		next = render.BuiltIn(p.project.language())
	}
	t := &p.templates
	same := t.read != nil && t.read.Equal(next) && slices.EqualFunc(found, t.found, sameFinding) && (err == nil) == (t.trouble == nil)
	t.read, t.found, t.trouble = next, found, err
	return !same
}

// templateSizes returns the sizes of the project's templates by name, in bytes.
func (p *Project) templateSizes() map[string]int64 {
	sizes := map[string]int64{}
	if p.Config.Templates == "" {
		return sizes
	}
	f, err := p.root.Open(filepath.FromSlash(p.Config.Templates))
	if err != nil {
		return sizes
	}
	defer f.Close()
	entries, _ := f.ReadDir(-1) // what cannot be read has no size
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			sizes[e.Name()] = info.Size()
		}
	}
	return sizes
}

// lessThan reports whether a file is empty or gone that was not before.
func lessThan(now, before map[string]int64) bool {
	for name, size := range before {
		if size > 0 && now[name] == 0 {
			return true
		}
	}
	return false
}

func sameFinding(a, b diag.Diagnostic) bool {
	return a.Rule == b.Rule && a.Path == b.Path && a.Span == b.Span && a.Message == b.Message
}

// remake makes the site anew out of all that was read.
func (p *Preview) remake() error {
	if len(p.shown) == 0 && (p.current != nil || len(p.tree.found) == 0) {
		return p.project.noDocument()
	}
	in := p.input(p.production)
	in.Documents = slices.Collect(maps.Values(p.shown))
	s := p.snapshot(site.New(in))
	t := &p.templates
	try := t.read
	if t.used != nil && (t.trouble != nil || len(t.found) > 0) {
		try = t.used
	}
	r, found, err := render.New(s.Site, try, s.text(s.source)).Checked()
	if err != nil {
		return err
	}
	switch t.tried = found; {
	case len(found) == 0:
		t.used = try
	case t.used != nil:
		r = render.New(s.Site, t.used, s.text(s.source))
	default:
		t.used = render.BuiltIn(p.project.language())
	}
	p.complete(s, r)
	for path, r := range p.files {
		if r.kind == document {
			s.documents = append(s.documents, path)
		}
	}
	slices.Sort(s.documents)
	p.current, p.due = s, false
	return nil
}

// edit puts new versions of documents into the site as it is, and reports
// whether that was possible: nothing but their own pages may show them.
func (p *Preview) edit(edited []*rca.Document) bool {
	with := p.current.Site
	for _, d := range edited {
		next, ok := with.With(d)
		if !ok {
			return false
		}
		with = next
	}
	s := p.snapshot(with)
	s.documents = p.current.documents
	p.complete(s, p.current.renderer.With(with, s.text(s.source)))
	p.current = s
	return true
}

// snapshot returns a snapshot of a site that has no renderer yet.
func (p *Preview) snapshot(s *site.Site) *Snapshot {
	return &Snapshot{Site: s, project: p.project, parser: p.parser, code: &p.code, texts: p.texts, search: &searchFiles{}, edited: maps.Clone(p.edited)}
}

// complete gives a snapshot its renderer and what reading the project has found.
func (p *Preview) complete(s *Snapshot, r *render.Renderer) {
	s.renderer = r
	s.Shell = shell(p.config.used, p.templates.used)
	s.Trouble = p.templates.trouble
	s.found = slices.Concat(p.tree.found, p.config.found, p.damaged, p.templates.found, p.templates.tried)
	s.suppressed = map[string]*check.Suppressions{}
	for path := range p.noted {
		r := p.files[path]
		s.found = append(s.found, r.found...)
		s.secrets = append(s.secrets, r.secrets...)
		if r.suppressed != nil {
			s.suppressed[path] = r.suppressed
		}
	}
}

// shell names the state of what all pages share.
func shell(config []byte, t *render.Templates) string {
	sum := sha256.Sum256(fmt.Appendf(slices.Clip(config), "\n%x", t.Digest()))
	return fmt.Sprintf("%x", sum[:8])
}

// ErrStale says that a document's file has changed since the snapshot was made.
var ErrStale = errors.New("the file has changed")
