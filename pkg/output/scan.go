package output

import (
	"io/fs"
	"os"
	"runtime"
)

// tree is what was found in a folder that holds a site.
type tree struct {
	ours    map[string]bool // files of ours that are there → whether they are regular
	foreign []foreign       // everything else, parents before children

	files   map[string]bool   // paths in foreign that are not folders
	folders map[string]string // each folder with something foreign in it or being it → that path
	topmost []string          // foreign paths whose parent is not foreign, sorted
}

// foreign is a file or folder that rcagen did not make.
type foreign struct {
	path   string
	folder fs.FileInfo // nil for anything but a folder
	err    error       // why a folder could not be read
}

// scan walks a site and tells our files from foreign ones. Symlinks are never
// followed: one that stands where a file of ours was is a damaged file of
// ours, one anywhere else is foreign.
func scan(site *os.Root, old history) (tree, error) {
	t := tree{ours: map[string]bool{}, files: map[string]bool{}, folders: map[string]string{}}
	if site == nil {
		return t, nil
	}
	err := fs.WalkDir(site.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && t.folders[p] == p && p != ".":
			// A second call for a foreign folder whose entries cannot be listed.
			t.foreign[len(t.foreign)-1].err = err
			return nil
		case err != nil:
			return err
		case p == ".":
			return nil
		case p == own && d.IsDir():
			return fs.SkipDir
		case d.IsDir() && old.folders[p]:
			return nil
		case d.IsDir():
			info, err := d.Info()
			if err != nil {
				return err
			}
			t.add(foreign{path: p, folder: info})
		case old.has(p):
			t.ours[p] = d.Type().IsRegular()
		default:
			t.add(foreign{path: p})
		}
		return nil
	})
	return t, err
}

func (t *tree) add(f foreign) {
	if f.folder != nil {
		t.folders[f.path] = f.path
	} else {
		t.files[f.path] = true
	}
	isTop := true
	for parent := range parents(f.path) {
		if t.folders[parent] == parent {
			isTop = false
			break
		}
		if t.folders[parent] == "" {
			t.folders[parent] = f.path
		}
	}
	if isTop {
		t.topmost = append(t.topmost, f.path)
	}
	t.foreign = append(t.foreign, f)
}

// blocks returns the foreign path, if any, because of which no file can be
// written at the address.
func (t *tree) blocks(address string) (string, bool) {
	if t.files[address] {
		return address, true
	}
	if f, ok := t.folders[address]; ok {
		return f, true
	}
	for parent := range parents(address) {
		if t.files[parent] {
			return parent, true
		}
	}
	return "", false
}

// intact reports whether the old site holds exactly this file at the address:
// the manifest says so and the disk agrees.
func (w *Writer) intact(address string, e entry) bool {
	if !w.disk.ours[address] || w.old.entries[address] != e {
		return false
	}
	f, err := w.site.Open(address)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != e.Size {
		return false
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != fileMode {
		return false
	}
	found, err := summarise(f)
	return err == nil && found == e
}
