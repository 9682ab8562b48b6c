package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// folder is a folder that is watched, under one of its names.
type folder struct {
	real  string      // absolute and without symbolic links; what the system knows it by
	info  fs.FileInfo // by which it is known again
	doubt bool        // its watch may have ended
}

// Watch makes these folders, and no others, the ones that are watched, without
// what is below them. It returns those that were not watched before, in the
// order given: the caller must look into them once more, because what was made
// in them before the watch was set gave no event. A folder that does not exist,
// is none, or may not be read is left out of both. While polling, nothing is
// watched and nothing returned: the next tick covers it all.
func (w *Watcher) Watch(folders []string) (added []string) {
	w.calls.Lock()
	defer w.calls.Unlock()
	if _, polling := w.Polling(); polling || w.closed {
		return nil
	}
	found := find(folders)
	// The system takes a moved folder's new name for its old one while that is
	// still watched, so the old one must go first.
	for _, real := range w.drop(found) {
		w.system.Remove(real) // fails when the system has dropped it before
	}
	for _, name := range folders {
		info, ok := found[name]
		if !ok || w.watched(name) {
			continue
		}
		err := w.set(name, info)
		if isLimit(err) {
			w.giveUp(err)
			return nil
		}
		if err == nil {
			added = append(added, name)
		}
	}
	return added
}

// find looks at folders before their watches are set: should another take the
// place of one in between, the next call sees a difference.
func find(folders []string) map[string]fs.FileInfo {
	found := make(map[string]fs.FileInfo, len(folders))
	for _, name := range folders {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			found[name] = info
		}
	}
	return found
}

// drop forgets the folders that are not wanted any more or whose watch is no
// longer on them, and returns the real names of these. Where a folder has other
// names they are forgotten as well: to set its watch again is cheaper than to
// find out whether the rest is right.
func (w *Watcher) drop(found map[string]fs.FileInfo) (reals []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name, f := range w.folders {
		if info, ok := found[name]; !ok || f.doubt || !os.SameFile(f.info, info) {
			reals = append(reals, f.real)
		}
	}
	slices.Sort(reals)
	reals = slices.Compact(reals)
	for _, real := range reals {
		for _, name := range w.names[real] {
			delete(w.folders, name)
		}
		delete(w.names, real)
	}
	return reals
}

func (w *Watcher) watched(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.folders[name] != nil
}

// set watches a folder.
func (w *Watcher) set(name string, info fs.FileInfo) error {
	real := realName(name)
	// The folder is noted first, so that an event never finds it unknown.
	w.mu.Lock()
	w.folders[name] = &folder{real: real, info: info}
	w.names[real] = append(w.names[real], name)
	first := len(w.names[real]) == 1
	w.mu.Unlock()
	if !first {
		return nil
	}
	err := w.system.Add(real)
	if err != nil {
		w.mu.Lock()
		delete(w.folders, name)
		delete(w.names, real)
		w.mu.Unlock()
	}
	return err
}

// realName returns the one name by which the system knows a folder: told two
// names, it would report changes under one of them only.
func realName(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	return name
}

// paths returns what an event tells the caller, none for an event that is of no
// interest.
func (w *Watcher) paths(event fsnotify.Event) (paths []string) {
	real := filepath.Clean(event.Name)
	parent, base := filepath.Dir(real), filepath.Base(real)
	w.mu.Lock()
	defer w.mu.Unlock()
	paths = slices.Clone(w.names[real])
	if len(paths) == 0 && Temporary(base) && !isFolder(real) {
		return nil
	}
	for _, name := range w.names[parent] {
		paths = append(paths, filepath.Join(name, base))
	}
	if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
		w.doubtBelow(real)
	}
	return paths
}

// isFolder tells a folder from an editor's file of the same name.
func isFolder(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.IsDir()
}

// doubtBelow notes that what had this name is gone: its own watch has ended, if
// there was one, and those of the folders below are where it has gone to. The
// caller holds mu.
func (w *Watcher) doubtBelow(real string) {
	var self fs.FileInfo
	if names := w.names[real]; len(names) > 0 {
		self = w.folders[names[0]].info
	}
	below := real + string(filepath.Separator)
	for _, f := range w.folders {
		// A watch under the new name of a moved folder may be the old one,
		// which ends only now.
		if f.real == real || strings.HasPrefix(f.real, below) || self != nil && os.SameFile(f.info, self) {
			f.doubt = true
		}
	}
}

// doubtAll notes that events were lost, which may have told of watches ending.
func (w *Watcher) doubtAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, f := range w.folders {
		f.doubt = true
	}
}
