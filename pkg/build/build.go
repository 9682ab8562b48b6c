// Package build is the order of the stages, and their memory.
//
//	disk ─► read ─► parse ─► check ─┐          per file, in parallel; remembered by content
//	                                ▼
//	              all documents ─► site ─► check ─► render ─► search ─► output
//
// [Open] reads a project's configuration. A [Builder] then answers two
// questions about it: what is wrong ([Builder.Check]), and is the site
// written ([Builder.Build]). Asked again, it reads every file, but parses,
// checks, renders and writes only what has changed; what was remembered is
// valid because a document depends on the bytes of its own file and on the
// configuration alone, and a page's key covers everything else that it shows.
//
// A [Preview] answers a third one: what does the site look like now? It shares
// the stages, follows the files while they are edited, and makes pages when
// they are asked for.
//
// The search index is made of all texts again when one of them has changed; a
// preview makes it when somebody searches.
//
// A failure in one document (a panic in a rule or in a library) becomes a
// finding for that document; the others are still read, and nothing is
// written. A document's text is not kept: it is read again when its page is
// rendered. A file that has changed in between ends a build; a preview shows the
// newer one.
package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rcagen/rcagen/pkg/baseline"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// ConfigName is the name of a project's configuration file.
const ConfigName = "rcagen.yaml"

// Project is a folder of documents with its configuration.
type Project struct {
	Dir    string // as the operating system names it
	Config *config.Config
	AsOf   time.Time // the day that deadlines are compared with and figures are as of; see site.Input; set before the first build

	Earlier *Earlier // what the project is compared with, likewise; nil for nothing

	root     *os.Root
	baseline *baseline.Baseline // nil for none
}

// Open reads the configuration of the project in a folder. Findings are about
// the configuration; with any of them the project must not be built. An error
// means that the folder or the file cannot be read.
func Open(dir string) (*Project, []diag.Diagnostic, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, err
	}
	root, err := os.OpenRoot(absolute)
	if err != nil {
		return nil, nil, fmt.Errorf("open project: %w", err)
	}
	source, err := readConfig(root)
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	p := &Project{Dir: absolute, root: root}
	found := p.configure(source, "")
	problem, err := p.readBaseline()
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	if problem != nil {
		found = append(found, *problem)
	}
	return p, found, nil
}

// Root returns the nearest folder at or above another, given by its absolute
// path, that says that it is a project.
func Root(folder string) (dir string, found bool) {
	for dir = folder; !IsProject(dir); dir = filepath.Dir(dir) {
		if dir == filepath.Dir(dir) {
			return "", false
		}
	}
	return dir, true
}

// IsProject reports whether a folder says that it is a project: it has a
// configuration or a folder content/.
func IsProject(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, ConfigName)); err == nil {
		return true
	}
	info, err := os.Stat(filepath.Join(dir, "content"))
	return err == nil && info.IsDir()
}

// readConfig returns the text of the configuration file, nil when there is none.
func readConfig(root *os.Root) ([]byte, error) {
	source, err := root.ReadFile(ConfigName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return source, nil
}

// configure reads the configuration out of the file's text and returns what is
// wrong with it. Before is the content folder that was found the last time: one
// that is gone for a moment does not make the whole project content.
func (p *Project) configure(source []byte, before string) (found []diag.Diagnostic) {
	p.Config = config.Default()
	if source != nil {
		p.Config, found = config.Load(ConfigName, source)
		redact(found, secretsOf(source))
	}
	if p.Config.Content == "" {
		p.Config.Content = "."
		if info, err := p.root.Stat("content"); before == "content" || err == nil && info.IsDir() {
			p.Config.Content = "content"
		}
	}
	return found
}

// Close releases the project's folder.
func (p *Project) Close() error { return p.root.Close() }

// Masked returns a file of the project with its secrets masked, for showing a
// finding in it: whoever quotes a file gets it from here. It must never be
// written back.
func (p *Project) Masked(path string) (*diag.File, error) {
	f, err := p.source(path)
	if err != nil {
		return nil, err
	}
	return f.Masked(check.Secrets(f.Bytes)), nil
}

// source returns a file of the project as it is. What is no regular file of a
// document's size is not opened.
func (p *Project) source(path string) (*diag.File, error) {
	info, err := p.root.Stat(filepath.FromSlash(path))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > int64(p.Config.Limits.FileSize) {
		return nil, fmt.Errorf("%s: not a file to quote", path)
	}
	source, err := p.root.ReadFile(filepath.FromSlash(path))
	if err != nil {
		return nil, err
	}
	return &diag.File{Path: path, Bytes: source}, nil
}

// Builder checks and builds one project, and remembers what it did. It is not
// safe for concurrent use.
type Builder struct {
	Progress func(verb string, done, total int) // told of long work; may be nil, is called by several goroutines
	Show     func(*Result) error                // given the result of Build before the site is put in place; may be nil, an error keeps the old site

	project *Project
	parser  *rca.Parser
	files   map[string]remembered // by path from the project's root
	edited  map[string][]byte     // by path: texts that stand for what is on disk: fixes that are tried, what an editor has not saved
	outputs map[string]written    // by address
	indexed index
	code    markdown.Memory
	texts   *texts // of a preview; nil when a page is made once
	work    Work
}

// remembered is what reading one file gave: one of three things, or findings
// alone when it could not be read.
type remembered struct {
	entry
	document   *rca.Document
	category   *site.CategoryFile
	file       *site.File
	found      []diag.Diagnostic
	suppressed *check.Suppressions // what a document says about its findings; may be nil
	secrets    []string            // values that no finding may quote
	read       int64               // when, nanoseconds since 1970
}

// written is an output that is on disk.
type written struct {
	key   [32]byte
	found []diag.Diagnostic // by rendering it
}

// Work counts what a Builder has done, over all its runs.
type Work struct {
	Parsed   int // documents parsed and checked
	Rendered int // outputs rendered
	Written  int // files written
}

// New returns a Builder without memories.
func New(p *Project) *Builder {
	return &Builder{
		project: p,
		parser:  rca.NewParser(p.Config),
		files:   map[string]remembered{},
		outputs: map[string]written{},
	}
}

// Work returns how much was done so far.
func (b *Builder) Work() Work { return b.work }

func (b *Builder) progress(verb string, done, total int) {
	if b.Progress != nil {
		b.Progress(verb, done, total)
	}
}
