package output

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
)

// localStage is where new files wait inside a site that cannot be swapped.
const localStage = own + "/stage"

// replaceFiles brings the site up to date file by file, for a folder that
// cannot be swapped. Until all new bytes are on its file system it changes
// nothing but rcagen's own folder.
func (w *Writer) replaceFiles(manifest []byte) error {
	site, err := w.parent.OpenRoot(w.name)
	if err != nil {
		return reason(err)
	}
	defer site.Close()
	source, err := w.parent.OpenRoot(w.stageName)
	if err != nil {
		return reason(err)
	}
	defer source.Close()

	changed := w.changed()
	if err := bringOver(site, source, changed, manifest); err != nil {
		site.RemoveAll(localStage)
		if w.old.none {
			site.RemoveAll(journalPath)
			site.Remove(own)
		}
		return err
	}
	step("new files brought over")
	if err := site.Rename(path.Join(localStage, journalPath), journalPath); err != nil {
		return reason(err)
	}
	if err := syncDir(site, own); err != nil {
		return reason(err)
	}
	step("journal written")
	if err := w.replaceAll(site, changed); err != nil {
		return fmt.Errorf("%w; old and new pages are mixed now, and the next build completes them", err)
	}
	return nil
}

// changed returns the addresses that must be written, sorted.
func (w *Writer) changed() []string {
	var list []string
	for _, address := range slices.Sorted(maps.Keys(w.files)) {
		if !w.files[address].kept {
			list = append(list, address)
		}
	}
	return list
}

// bringOver copies the changed files, the manifest and the journal into a
// staging folder inside the site.
func bringOver(site, source *os.Root, changed []string, manifest []byte) error {
	if err := site.RemoveAll(localStage); err != nil {
		return reason(err)
	}
	if err := site.Mkdir(own, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make %s: %w", own, reason(err))
	}
	if err := site.Chmod(own, folderMode); err != nil {
		return fmt.Errorf("make %s: %w", own, reason(err))
	}
	stage, err := makeFolder(site, localStage)
	if err != nil {
		return fmt.Errorf("make %s: %w", localStage, reason(err))
	}
	defer stage.root.Close()
	for _, address := range changed {
		if err := copyFile(stage, source, address); err != nil {
			return fmt.Errorf("write %s: %w", address, reason(err))
		}
	}
	for _, name := range []string{manifestPath, journalPath} {
		if err := stage.writeSynced(name, manifest); err != nil {
			return fmt.Errorf("write %s: %w", name, reason(err))
		}
	}
	return nil
}

func copyFile(to *folder, from *os.Root, address string) error {
	f, err := from.Open(address)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = to.copy(address, f)
	return err
}

// replaceAll renames the new files into place, removes the deleted ones, and
// closes with the manifest. What stands in a new file's or folder's way goes
// first, everything else that is deleted goes last.
func (w *Writer) replaceAll(site *os.Root, changed []string) error {
	inTheWay, rest := w.obsolete()
	if err := w.removeOld(site, inTheWay); err != nil {
		return err
	}
	// What the umask does on this file system is not known, so modes are set.
	target := &folder{root: site, masked: true, made: map[string]bool{".": true}}
	for _, address := range changed {
		if _, err := site.Lstat(address); err == nil && !w.old.has(address) {
			return fmt.Errorf("write %s: a file that was not written by rcagen has appeared in its place", address)
		}
		if err := target.mkdir(path.Dir(address)); err != nil {
			return fmt.Errorf("write %s: %w", address, reason(err))
		}
		if err := site.Rename(path.Join(localStage, address), address); err != nil {
			return fmt.Errorf("write %s: %w", address, reason(err))
		}
		step("file replaced")
	}
	if err := w.removeOld(site, rest); err != nil {
		return err
	}
	step("deleted pages removed")
	if err := site.Rename(path.Join(localStage, manifestPath), manifestPath); err != nil {
		return fmt.Errorf("write %s: %w", manifestPath, reason(err))
	}
	if err := syncDir(site, own); err != nil {
		return reason(err)
	}
	step("manifest replaced")
	// The site is complete; what cannot be removed now is removed next time.
	site.Remove(journalPath)
	site.RemoveAll(localStage)
	step("journal removed")
	return nil
}

// obsolete returns the files of earlier runs that the new site does not have,
// sorted: those that something new displaces, and the rest.
func (w *Writer) obsolete() (inTheWay, rest []string) {
	for _, address := range slices.Sorted(maps.Keys(w.old.entries)) {
		if _, ok := w.files[address]; ok {
			continue
		}
		if w.displaced(address) {
			inTheWay = append(inTheWay, address)
		} else {
			rest = append(rest, address)
		}
	}
	return inTheWay, rest
}

// displaced reports whether a new page needs a folder where this old file is,
// or is itself a file where this old file has a folder.
func (w *Writer) displaced(address string) bool {
	if w.folders[address] {
		return true
	}
	for parent := range parents(address) {
		if _, ok := w.files[parent]; ok {
			return true
		}
	}
	return false
}

// removeOld deletes old files and the folders that become empty by it.
func (w *Writer) removeOld(site *os.Root, addresses []string) error {
	empty := map[string]bool{}
	for _, address := range addresses {
		// What the scan did not find here is gone, or is reached through a
		// symlink or folder that is not ours.
		if _, ok := w.disk.ours[address]; ok {
			if err := site.Remove(address); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("remove %s: %w", address, reason(err))
			}
		}
		for parent := range parents(address) {
			empty[parent] = !w.folders[parent]
		}
	}
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(empty))) {
		// A foreign file or symlink of that name stays, and so does a folder
		// that something foreign is in.
		if _, ok := w.disk.blocks(name); empty[name] && !ok {
			site.Remove(name)
		}
	}
	return nil
}
