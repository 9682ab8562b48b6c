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
)

// tree is what a walk over the project's folders found. Paths are relative to
// the project's root, with slashes, in the order of the walk: by name.
type tree struct {
	documents  []entry
	categories []entry
	others     []entry
	found      []diag.Diagnostic // what could not be read, or should not be
	incomplete bool              // something could not be read: the run's result is not whole
}

type entry struct {
	path string
	size int64
}

// maxDepth bounds the folders in one another that a walk enters.
const maxDepth = 200

// walk lists the files of the content folder and of static/. All access goes
// through the project's root, so no symbolic link leads out of it.
func (p *Project) walk() (*tree, error) {
	w := &walker{project: p, tree: &tree{}, skip: map[string]bool{}}
	content := p.Config.Content
	for _, own := range []string{p.outputPath(), p.Config.Templates, site.StaticDir, ConfigName} {
		if own != "" {
			w.skip[path.Clean(own)] = true
		}
	}
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
		if p := path.Join(dir, e.Name()); !w.skip[p] && !w.ignored(e) {
			w.entry(p, e, above)
		}
	}
}

// ignored reports whether a name says that it is not for publishing: hidden
// files, and below the content folder partials.
func (w *walker) ignored(e fs.DirEntry) bool {
	name := e.Name()
	if strings.HasPrefix(name, ".") {
		return w.content || name != ".well-known" && name != ".nojekyll"
	}
	return w.content && (strings.HasPrefix(name, "_") && !site.IsCategoryFile(name) || e.IsDir() && name == "node_modules")
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
		w.add(entry{p, info.Size()})
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

// add sorts a file into the tree.
func (w *walker) add(e entry) {
	name := path.Base(e.path)
	switch {
	case w.content && site.IsCategoryFile(name):
		w.tree.categories = append(w.tree.categories, e)
	case w.content && site.IsDocument(name):
		w.tree.documents = append(w.tree.documents, e)
	default:
		w.tree.others = append(w.tree.others, e)
	}
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
	w.tree.incomplete = true
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
