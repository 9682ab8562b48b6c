package build

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/render"
	"github.com/rcagen/rcagen/pkg/site"
)

// Early makes single pages while all documents are read for the first time. Its
// methods may be called by several goroutines.
type Early struct {
	builder    *Builder // reads; remembers nothing
	production bool
	shell      string
	templates  *render.Templates
	code       *markdown.Memory
	texts      *texts
	files      func() []entry // listed on first use
}

// Early returns what makes pages before the first Update has ended; nil when
// that must be waited for. It must be called before that Update begins.
func (p *Preview) Early() *Early {
	templates, found, err := p.project.templates()
	if err != nil || len(found) > 0 {
		return nil
	}
	project := p.project
	return &Early{
		builder: New(project), production: p.production, shell: shell(p.config.used, templates),
		templates: templates, code: &p.code, texts: p.texts,
		files: sync.OnceValue(func() []entry {
			if t, err := project.walk(); err == nil {
				return t.entries
			}
			return nil
		}),
	}
}

// maxGuesses bounds how many documents are read to find the one with an address.
const maxGuesses = 16

// Page returns a snapshot of a site with the page at an address, its text and
// its links as they will be; what needs all other documents is left out. It is
// nil when the page cannot be made from a few documents.
func (e *Early) Page(address string) *Snapshot {
	in := site.Input{Config: e.builder.project.Config, Files: map[string]site.File{}, Production: e.production, Partial: true}
	for _, f := range e.guess(address) {
		if d := e.document(f); d != nil {
			in.Documents = append(in.Documents, d)
		}
	}
	found := func(s *site.Site) *site.Page {
		if t, from := s.At(address); from == nil {
			return t.Page
		}
		return nil
	}
	p := found(site.New(in))
	if p == nil {
		return nil
	}
	e.addLinked(&in, p.Document)
	s := site.New(in)
	if p = found(s); p == nil {
		return nil
	}
	for _, l := range p.Document.Links {
		if t := s.Resolve(p, l); t.Kind == site.TargetNone || t.Kind == site.TargetList || t.Problem.Kind != site.NoProblem {
			return nil // maybe another document helps
		}
	}
	snapshot := &Snapshot{Site: s, Shell: e.shell, project: e.builder.project, parser: e.builder.parser, code: e.code, texts: e.texts, search: &searchFiles{}}
	snapshot.renderer = render.New(s, e.templates, snapshot.text(snapshot.source))
	return snapshot
}

// guess returns the documents whose names look like the end of an address.
func (e *Early) guess(address string) (likely []entry) {
	end := strings.ToLower(path.Base(strings.TrimSuffix(address, "/")))
	if end == "." {
		return nil
	}
	for _, f := range e.files() {
		name := strings.ToLower(path.Base(f.path))
		stem := strings.TrimSuffix(name, path.Ext(name))
		if f.kind == document && len(likely) < maxGuesses && (strings.Contains(end, stem) || strings.Contains(stem, end)) {
			likely = append(likely, f)
		}
	}
	return likely
}

// document reads a document; nil when it cannot be shown.
func (e *Early) document(f entry) *rca.Document {
	source, problem := e.builder.project.read(f.path, f.size)
	if problem != nil {
		return nil
	}
	d := e.builder.parser.Parse(&diag.File{Path: f.path, Bytes: source}, e.builder.project.ContentPath(f.path)).Document
	if d.Broken {
		return nil
	}
	return d
}

// addLinked adds the files that a document's links may lead to.
func (e *Early) addLinked(in *site.Input, d *rca.Document) {
	files := e.files()
	for _, l := range d.Links {
		target, _, _ := strings.Cut(l.Target, "#")
		name := path.Base(target)
		i := slices.IndexFunc(files, func(f entry) bool { return path.Base(f.path) == name })
		for ; i >= 0 && i < len(files); i++ {
			f := files[i]
			if path.Base(f.path) != name {
				continue
			}
			switch _, taken := in.Files[f.path]; {
			case f.kind == other && !taken:
				if r := e.builder.other(f); r.file != nil {
					in.Files[f.path] = *r.file
				}
			case f.kind == document && !slices.ContainsFunc(in.Documents, func(d *rca.Document) bool { return d.File == f.path }):
				if linked := e.document(f); linked != nil {
					in.Documents = append(in.Documents, linked)
				}
			}
		}
	}
}
