package build

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/watch"
)

// tree is what a walk over the project's folders found. Paths are relative to
// the project's root, with slashes, in the order of the walk: by name.
type tree struct {
	entries []entry
	folders []string          // that were entered
	linked  map[string]string // symbolic links to files: where they lead, as the operating system names it → the link
	found   []diag.Diagnostic // what could not be read, or should not be
}

// entry is a regular file. Two entries of a path are equal when the file has
// most likely not changed in between.
type entry struct {
	path  string
	kind  kind
	size  int64
	time  int64 // of its last change, nanoseconds since 1970
	inode uint64
}

type kind uint8

const (
	document kind = iota
	category
	other
)

// count returns how many files of a kind there are.
func (t *tree) count(k kind) (n int) {
	for _, e := range t.entries {
		if e.kind == k {
			n++
		}
	}
	return n
}

// maxDepth bounds the folders in one another that a walk enters.
const maxDepth = 200

// walk lists the files of the content folder and of static/. All access goes
// through the project's root, so no symbolic link leads out of it.
func (p *Project) walk() (*tree, error) {
	w := p.walker()
	content := p.Config.Content
	info, err := p.root.Stat(filepath.FromSlash(content))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: the content folder `%s` does not exist", ErrProject, content)
	}
	if err != nil {
		return nil, fmt.Errorf("read content folder: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%w: the content folder `%s` is not a folder", ErrProject, content)
	}
	w.content = true
	w.folder(content, []fs.FileInfo{info})
	if info, err := p.root.Stat(site.StaticDir); err == nil && info.IsDir() {
		w.content = false
		w.folder(site.StaticDir, []fs.FileInfo{info})
	}
	return w.tree, nil
}

// walkAt lists what walk would list at one path and below it: nothing where
// there is nothing to publish. The content folder and static/ themselves are
// not such paths.
func (p *Project) walkAt(file string) *tree {
	w := p.walker()
	root := p.Config.Content
	below, isBelow := file, true
	if root != "." {
		below, isBelow = strings.CutPrefix(file, root+"/")
	}
	if rest, isStatic := strings.CutPrefix(file, site.StaticDir+"/"); isStatic {
		root, below, isBelow = site.StaticDir, rest, true
	}
	info, err := p.root.Stat(filepath.FromSlash(root))
	if err != nil || !isBelow {
		return w.tree
	}
	w.content = root != site.StaticDir
	above := []fs.FileInfo{info}
	at := root
	for names := strings.Split(below, "/"); ; names = names[1:] {
		at = path.Join(at, names[0])
		info, err := p.root.Lstat(filepath.FromSlash(at))
		if err != nil || w.skip[at] || w.ignored(info.Name(), info.IsDir()) {
			return w.tree
		}
		if len(names) == 1 {
			w.entry(at, fs.FileInfoToDirEntry(info), above)
			return w.tree
		}
		if info, err = p.root.Stat(filepath.FromSlash(at)); err != nil || !info.IsDir() {
			return w.tree
		}
		above = append(above, info)
	}
}

func (p *Project) walker() *walker {
	w := &walker{project: p, tree: &tree{linked: map[string]string{}}, skip: map[string]bool{}}
	for _, own := range []string{p.outputPath(), p.Config.Templates, site.StaticDir, ConfigName} {
		if own != "" {
			w.skip[path.Clean(own)] = true
		}
	}
	return w
}

// outputPath returns the output folder relative to the project's root, with
// slashes; "" when it lies elsewhere.
func (p *Project) outputPath() string {
	relative, err := filepath.Rel(p.Dir, p.outputDir())
	if err != nil || !filepath.IsLocal(relative) {
		return ""
	}
	return filepath.ToSlash(relative)
}

type walker struct {
	project *Project
	tree    *tree
	skip    map[string]bool // what the project's root holds beside content
	content bool            // below the content folder, not below static/
}

// folder goes through one folder. above are the folders on the way to it,
// which a symbolic link must not lead back to.
func (w *walker) folder(dir string, above []fs.FileInfo) {
	w.tree.folders = append(w.tree.folders, dir)
	f, err := w.project.root.Open(filepath.FromSlash(dir))
	if err != nil {
		w.unreadable(dir, err)
		return
	}
	entries, err := f.ReadDir(-1)
	f.Close()
	if err != nil {
		w.unreadable(dir, err)
	}
	sortEntries(entries)
	for _, e := range entries {
		if p := path.Join(dir, e.Name()); !w.skip[p] && !w.ignored(e.Name(), e.IsDir()) {
			w.entry(p, e, above)
		}
	}
}

// ignored reports whether a name says that it is not for publishing: hidden
// files, what editors leave behind, and below the content folder partials.
func (w *walker) ignored(name string, isDir bool) bool {
	if !isDir && watch.Temporary(name) {
		return true
	}
	if strings.HasPrefix(name, ".") {
		return w.content || name != ".well-known" && name != ".nojekyll"
	}
	return w.content && (strings.HasPrefix(name, "_") && !site.IsCategoryFile(name) || isDir && name == "node_modules")
}

// entry adds one file, or enters one folder.
func (w *walker) entry(p string, e fs.DirEntry, above []fs.FileInfo) {
	info, err := e.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = w.project.root.Stat(filepath.FromSlash(p))
		if err != nil && w.escapes(p) {
			w.report(diag.Diagnostic{
				Rule: "file/symlink-escape", Path: p,
				Message: "symbolic link leads outside the project",
				Help:    []string{"put a copy of the file in the content folder"},
			})
			return
		}
		if err == nil && info.Mode().IsRegular() {
			w.link(p)
		}
	}
	switch {
	case err != nil:
		w.unreadable(p, err)
	case info.IsDir():
		w.enter(p, info, above)
	case !info.Mode().IsRegular():
		w.report(diag.Diagnostic{
			Rule: "file/not-regular", Path: p,
			Message: fmt.Sprintf("skipped: a %s is not a regular file", kindOf(info.Mode())),
			Help:    []string{"move it out of the content folder"},
		})
	default:
		w.add(p, info)
	}
}

// link notes where a symbolic link leads: changes are told of there.
func (w *walker) link(p string) {
	if target, err := filepath.EvalSymlinks(filepath.Join(w.project.Dir, filepath.FromSlash(p))); err == nil {
		w.tree.linked[target] = p
	}
}

// enter goes into a folder, unless a link led back to one that is being read.
func (w *walker) enter(p string, info fs.FileInfo, above []fs.FileInfo) {
	for _, a := range above {
		if os.SameFile(a, info) {
			w.unreadable(p, errors.New("the symbolic link leads back to a folder that it lies in"))
			return
		}
	}
	if len(above) >= maxDepth {
		w.unreadable(p, fmt.Errorf("more than %d folders in one another", maxDepth))
		return
	}
	w.folder(p, append(above[:len(above):len(above)], info))
}

// add puts a file into the tree.
func (w *walker) add(p string, info fs.FileInfo) {
	e := entry{path: p, kind: other, size: info.Size(), time: info.ModTime().UnixNano(), inode: inode(info)}
	if w.content {
		e.kind = kindOfContent(p)
	}
	w.tree.entries = append(w.tree.entries, e)
}

// kindOfContent returns the kind of a file below the content folder.
func kindOfContent(p string) kind {
	switch name := path.Base(p); {
	case site.IsCategoryFile(name):
		return category
	case site.IsDocument(name):
		return document
	}
	return other
}

// escapes reports whether a path that cannot be followed leaves the root; the
// os package has no exported error for it.
func (w *walker) escapes(p string) bool {
	_, err := os.Stat(filepath.Join(w.project.Dir, filepath.FromSlash(p)))
	return err == nil
}

func (w *walker) report(d diag.Diagnostic) { w.tree.found = append(w.tree.found, d) }

func (w *walker) unreadable(p string, err error) {
	w.report(unreadable(p, err))
}

// unreadable is the finding about a file or folder that cannot be read.
func unreadable(p string, err error) diag.Diagnostic {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return diag.Diagnostic{
		Rule: "file/unreadable", Path: p,
		Message: fmt.Sprintf("cannot be read: %v", err),
		Help:    []string{"make it readable for the user that runs rcagen, or move it out of the content folder"},
	}
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return "special file"
}
