package output

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Open locks the output folder, clears what dead runs left beside it, and
// prepares a staging folder. dir is a path of the operating system; where it
// is a symlink the folder that it leads to is written. It need not exist.
//
// Open refuses a folder that holds something but was not written by rcagen
// (what hosts and git put there, such as CNAME and .git, does not count), that
// endangers one of the folders in o, the home folder or the root of the
// file system, or that another process is writing: that error names the
// process.
func Open(dir string, o Options) (*Writer, error) {
	resolved, created, err := resolve(dir)
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", quote(dir), err)
	}
	w := &Writer{
		dir:     dir,
		name:    filepath.Base(resolved),
		created: created,
		files:   map[string]file{},
		folders: map[string]bool{},
	}
	if err := w.open(resolved, o); err != nil {
		removeFolders(created)
		return nil, fmt.Errorf("output folder %s: %w", quote(dir), err)
	}
	return w, nil
}

func (w *Writer) open(resolved string, o Options) error {
	if err := guard(resolved, o); err != nil {
		return err
	}
	parentDir := filepath.Dir(resolved)
	var err error
	if w.parent, err = os.OpenRoot(parentDir); err != nil {
		return reason(err)
	}
	if w.lock, err = acquire(w.parent, parentDir, w.name+".lock"); err != nil {
		w.parent.Close()
		return err
	}
	step("locked")
	if err := w.prepare(); err != nil {
		return errors.Join(err, w.close())
	}
	return nil
}

// prepare does what needs the lock.
func (w *Writer) prepare() error {
	if err := w.recover(); err != nil {
		return err
	}
	if err := w.readSite(); err != nil {
		return err
	}
	name := w.prefix() + randomHex()
	w.stageName = name
	stage, err := makeFolder(w.parent, name)
	if err != nil {
		return fmt.Errorf("make a staging folder beside it: %w", reason(err))
	}
	w.stage = stage
	step("staging folder made")
	return nil
}

// readSite reads what is in the output folder.
func (w *Writer) readSite() error {
	info, err := w.parent.Lstat(w.name)
	if errors.Is(err, fs.ErrNotExist) {
		w.old.none = true
		w.disk, err = scan(nil, w.old)
		return err
	}
	if err != nil {
		return reason(err)
	}
	if !info.IsDir() {
		return errors.New("is not a folder")
	}
	if w.site, err = w.parent.OpenRoot(w.name); err != nil {
		return reason(err)
	}
	if w.old, err = readHistory(w.site); err != nil {
		return err
	}
	if w.disk, err = scan(w.site, w.old); err != nil {
		return err
	}
	if w.old.none {
		for _, p := range w.disk.topmost {
			if !hostFiles[p] {
				return fmt.Errorf("holds %s but no site of rcagen's; choose a new or empty folder", quote(p))
			}
		}
	}
	return nil
}

// hostFiles are what hosting services and version control want in a folder
// before the first site is written there.
var hostFiles = map[string]bool{
	".git": true, ".gitignore": true, ".gitkeep": true, ".gitattributes": true,
	".nojekyll": true, ".well-known": true, "CNAME": true, "lost+found": true,
}

// resolve makes dir absolute and follows its symlinks. It creates the missing
// parents of dir and returns them, outermost first.
func resolve(dir string) (resolved string, created []string, err error) {
	if dir == "" {
		return "", nil, errors.New("has no name")
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, err
	}
	resolved, err = filepath.EvalSymlinks(absolute)
	if err == nil {
		return resolved, nil, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", nil, reason(err)
	}
	if _, err := os.Lstat(absolute); err == nil {
		return "", nil, errors.New("is a symlink that leads nowhere")
	}
	created, err = makeParents(filepath.Dir(absolute))
	if err != nil {
		removeFolders(created)
		return "", nil, err
	}
	parent, err := filepath.EvalSymlinks(filepath.Dir(absolute))
	if err != nil {
		return "", nil, reason(err)
	}
	return filepath.Join(parent, filepath.Base(absolute)), created, nil
}

// makeParents is os.MkdirAll with the modes of a site; it returns what it made.
func makeParents(dir string) (created []string, err error) {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return nil, fmt.Errorf("%s is not a folder", quote(dir))
		}
		return nil, nil
	}
	if created, err = makeParents(filepath.Dir(dir)); err != nil {
		return created, err
	}
	if err := os.Mkdir(dir, folderMode); err != nil {
		return created, fmt.Errorf("make %s: %w", quote(dir), reason(err))
	}
	return append(created, dir), os.Chmod(dir, folderMode)
}

// removeFolders removes the folders that makeParents made. One that is in use
// by now is not empty and stays.
func removeFolders(created []string) {
	for _, dir := range slices.Backward(created) {
		os.Remove(dir)
	}
}

// guard refuses output folders whose contents are worth more than a site.
func guard(resolved string, o Options) error {
	if filepath.Dir(resolved) == resolved {
		return errors.New("is the root of the file system")
	}
	home, _ := os.UserHomeDir()
	for _, keep := range []struct{ dir, what string }{
		{o.Project, "the project"},
		{o.Content, "the content folder"},
		{home, "the home folder"},
	} {
		if keep.dir == "" {
			continue
		}
		if same(resolved, keep.dir) {
			return fmt.Errorf("is %s", keep.what)
		}
		if inside(keep.dir, resolved) {
			return fmt.Errorf("contains %s", keep.what)
		}
	}
	contentOnly := o.Content != "" && (o.Project == "" || !same(o.Content, o.Project))
	if contentOnly && inside(resolved, o.Content) {
		return errors.New("lies inside the content folder")
	}
	return nil
}

// inside reports whether a path is a folder or lies below it. It compares
// files, not names, so it holds on disks that ignore case and through symlinks.
func inside(name, folder string) bool {
	name, err := filepath.Abs(name)
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	for {
		if same(name, folder) {
			return true
		}
		parent := filepath.Dir(name)
		if parent == name {
			return false
		}
		name = parent
	}
}

func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// prefix starts the names of this output folder's staging folders.
func (w *Writer) prefix() string { return "." + w.name + ".rcagen-" }

// asideSuffix marks an old site that was renamed aside.
const asideSuffix = "-old"

const randomBytes = 8

func randomHex() string {
	b := make([]byte, randomBytes)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// isLeftover reports whether a name is that of one of our staging folders.
func (w *Writer) isLeftover(name string) bool {
	random, ok := strings.CutPrefix(name, w.prefix())
	if !ok {
		return false
	}
	b, err := hex.DecodeString(strings.TrimSuffix(random, asideSuffix))
	return err == nil && len(b) == randomBytes
}

// recover brings back a site that a dead run had only renamed aside, and
// removes the staging folders of dead runs. No live run has any, because this
// one holds the lock.
func (w *Writer) recover() error {
	names, err := fs.Glob(w.parent.FS(), "*")
	if err != nil {
		return reason(err)
	}
	_, err = w.parent.Lstat(w.name)
	missing := errors.Is(err, fs.ErrNotExist)
	for _, name := range names {
		if !w.isLeftover(name) {
			continue
		}
		if missing && strings.HasSuffix(name, asideSuffix) {
			if err := w.parent.Rename(name, w.name); err != nil {
				return fmt.Errorf("bring back the old site from %s: %w", quote(name), reason(err))
			}
			missing = false
			continue
		}
		if err := removeTree(w.parent, name); err != nil {
			return fmt.Errorf("remove %s of an interrupted run: %w", quote(name), reason(err))
		}
		step("left-over removed")
	}
	return nil
}
