package output

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
)

// Commit makes what was written the site. After an error the old site is
// still there, untouched unless the error says otherwise. Commit ends the
// Writer and releases the lock in every case.
func (w *Writer) Commit() (Report, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return Report{}, errors.New("commit: the site is already finished")
	}
	w.done = true
	report, err := w.commit()
	if closeErr := w.close(); err == nil && closeErr != nil && !report.changed() {
		err = closeErr
	}
	if err != nil {
		return Report{}, fmt.Errorf("output folder %s: %w", quote(w.dir), err)
	}
	return report, nil
}

func (r Report) changed() bool { return r.Written+r.Deleted > 0 }

func (w *Writer) commit() (Report, error) {
	if w.failed != nil {
		return Report{}, w.failed
	}
	manifest, err := encodeManifest(w.files)
	if err != nil {
		return Report{}, err
	}
	report := w.count()
	if !report.changed() && w.site != nil && !w.old.interrupted && bytes.Equal(manifest, w.old.raw) {
		return report, nil
	}
	swapErr := w.carryOver()
	if errors.Is(swapErr, errVanished) {
		return Report{}, swapErr
	}
	if swapErr == nil {
		if err := w.stage.writeSynced(manifestPath, manifest); err != nil {
			return Report{}, fmt.Errorf("write %s: %w", manifestPath, reason(err))
		}
		step("manifest written")
		swapErr = w.swap()
	}
	if swapErr == nil {
		return report, nil
	}
	if w.site == nil {
		return Report{}, reason(swapErr) // there is no folder to fall back on
	}
	report.InPlace = true
	return report, w.replaceFiles(manifest)
}

func (w *Writer) count() Report {
	r := Report{Foreign: slices.Clone(w.disk.topmost)}
	for _, f := range w.files {
		if f.kept {
			r.Kept++
		} else {
			r.Written++
		}
	}
	for address := range w.old.entries {
		if _, ok := w.files[address]; !ok {
			r.Deleted++
		}
	}
	return r
}

// errVanished is wrapped by the error for a file that was unchanged when it
// was looked at and is no longer there.
var errVanished = errors.New("was removed while the site was being built; build again")

// carryOver hard-links what stays the same into the staging folder. Any error
// but errVanished means that the folder cannot be swapped.
func (w *Writer) carryOver() error {
	for _, address := range slices.Sorted(maps.Keys(w.files)) {
		if !w.files[address].kept {
			continue
		}
		if err := w.stage.mkdir(path.Dir(address)); err != nil {
			return err
		}
		err := w.parent.Link(path.Join(w.name, address), path.Join(w.stageName, address))
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s %w", quote(address), errVanished)
		}
		if err != nil {
			return err
		}
	}
	step("unchanged files linked")
	if err := w.carryForeign(w.disk); err != nil {
		return err
	}
	step("foreign files linked")
	return nil
}

// carryForeign hard-links foreign files into the staging folder and makes
// foreign folders again.
func (w *Writer) carryForeign(t tree) error {
	for _, f := range t.foreign {
		if f.err != nil {
			return f.err
		}
		folder := f.path
		if f.folder == nil {
			folder = path.Dir(f.path)
		}
		if err := w.stage.mkdir(folder); err != nil {
			return err
		}
		if f.folder == nil {
			if err := w.parent.Link(path.Join(w.name, f.path), path.Join(w.stageName, f.path)); err != nil {
				return err
			}
		}
	}
	// Children first: a folder's times change while it is filled, and its
	// mode may forbid filling it.
	for _, f := range slices.Backward(t.foreign) {
		if f.folder == nil {
			continue
		}
		if err := copyAttributes(w.stage.root, f.path, f.folder); err != nil {
			return err
		}
	}
	return nil
}

// copyAttributes gives a folder the owner, mode and times of another.
func copyAttributes(root *os.Root, name string, from fs.FileInfo) error {
	if err := CopyOwner(root, name, from); err != nil {
		return err
	}
	const bits = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	if err := root.Chmod(name, from.Mode()&bits); err != nil {
		return err
	}
	return root.Chtimes(name, from.ModTime(), from.ModTime())
}

// swap puts the staging folder in the place of the old site and disposes of
// that. After an error nothing has changed.
func (w *Writer) swap() error {
	if err := syncDir(w.stage.root, own); err != nil {
		return err
	}
	if err := syncDir(w.stage.root, "."); err != nil {
		return err
	}
	// Open folders cannot be renamed on every system.
	w.stage.root.Close()
	if w.site != nil {
		w.site.Close()
	}
	step("before the swap")
	rest := ""
	var err error
	if w.site == nil {
		err = w.parent.Rename(w.stageName, w.name)
	} else {
		rest, err = swapFolders(w.parent, w.stageName, w.name)
	}
	if err != nil {
		return err
	}
	step("swapped")
	syncDir(w.parent, ".") // the new site is complete whether or not this works
	w.stageName = rest
	if rest != "" {
		w.rescue(rest)
	}
	return nil
}

// swapFolders puts the folder next in the place of current and returns the
// name that current has afterwards. Tests replace it.
var swapFolders = func(parent *os.Root, next, current string) (rest string, err error) {
	if err := exchange(parent, next, current); err == nil {
		return next, nil
	}
	aside := next + asideSuffix
	if err := parent.Rename(current, aside); err != nil {
		return "", err
	}
	step("old site renamed aside")
	if err := parent.Rename(next, current); err != nil {
		return "", errors.Join(err, parent.Rename(aside, current))
	}
	return aside, nil
}

// rescue moves foreign files that arrived in the old site, or were replaced
// there, after it was scanned. What cannot be moved was written at the address
// of a page at the very moment of the swap, and the page stays.
func (w *Writer) rescue(oldName string) {
	old, err := w.parent.OpenRoot(oldName)
	if err != nil {
		return
	}
	defer old.Close()
	t, err := scan(old, w.old)
	if err != nil {
		return
	}
	for _, f := range t.foreign {
		to, from := path.Join(w.name, f.path), path.Join(oldName, f.path)
		current, err := w.parent.Lstat(to)
		if f.folder != nil {
			if err != nil && w.parent.MkdirAll(to, folderMode) == nil {
				copyAttributes(w.parent, to, f.folder)
			}
			continue
		}
		if _, ok := w.files[f.path]; ok {
			continue
		}
		if found, infoErr := w.parent.Lstat(from); infoErr == nil && (err != nil || !os.SameFile(current, found)) {
			w.parent.MkdirAll(path.Dir(to), folderMode)
			w.parent.Rename(from, to)
		}
	}
}
