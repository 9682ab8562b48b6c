package output

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync"
	"syscall"
)

// folder is a tree that is being filled. It remembers which folders exist, so
// that a file costs no more system calls than writing it.
type folder struct {
	root *os.Root
	// masked says that the umask takes permissions away from new files, so
	// that each needs its mode set.
	masked bool

	mu   sync.Mutex
	made map[string]bool
}

// makeFolder creates name in parent, with mode 0755, and opens it.
func makeFolder(parent *os.Root, name string) (*folder, error) {
	if err := parent.Mkdir(name, folderMode); err != nil {
		return nil, err
	}
	info, err := parent.Lstat(name)
	if err != nil {
		return nil, err
	}
	f := &folder{masked: info.Mode().Perm() != folderMode, made: map[string]bool{".": true}}
	if f.masked {
		if err := parent.Chmod(name, folderMode); err != nil {
			return nil, err
		}
	}
	f.root, err = parent.OpenRoot(name)
	return f, err
}

// mkdir makes a folder and its parents.
func (f *folder) mkdir(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.mkdirLocked(name)
}

func (f *folder) mkdirLocked(name string) error {
	if f.made[name] {
		return nil
	}
	if err := f.mkdirLocked(path.Dir(name)); err != nil {
		return err
	}
	err := f.root.Mkdir(name, folderMode)
	switch {
	case errors.Is(err, fs.ErrExist):
		if info, statErr := f.root.Lstat(name); statErr != nil || !info.IsDir() {
			return err
		}
	case err != nil:
		return err
	case f.masked:
		if err := f.root.Chmod(name, folderMode); err != nil {
			return err
		}
	}
	f.made[name] = true
	return nil
}

// create opens a new file for writing. A file that exists is an error.
func (f *folder) create(address string) (*os.File, error) {
	if err := f.mkdir(path.Dir(address)); err != nil {
		return nil, err
	}
	file, err := f.root.OpenFile(address, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return nil, err
	}
	if f.masked {
		if err := file.Chmod(fileMode); err != nil {
			file.Close()
			return nil, err
		}
	}
	return file, nil
}

func (f *folder) write(address string, content []byte) error {
	file, err := f.create(address)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// writeSynced is write for a file that must be on disk before what follows.
func (f *folder) writeSynced(address string, content []byte) error {
	file, err := f.create(address)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// copy writes a file from r and returns its size and hash.
func (f *folder) copy(address string, r io.Reader) (entry, error) {
	file, err := f.create(address)
	if err != nil {
		return entry{}, err
	}
	e, err := summarise(io.TeeReader(r, file))
	return e, errors.Join(err, file.Close())
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// summarise reads r to its end.
func summarise(r io.Reader) (entry, error) {
	buffer := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buffer)
	hash := sha256.New()
	size, err := io.CopyBuffer(hash, onlyReader{r}, buffer[:])
	e := entry{Size: size}
	hash.Sum(e.Sum[:0])
	return e, err
}

// onlyReader hides WriteTo, which would bypass the shared buffer.
type onlyReader struct{ io.Reader }

// syncDir flushes a folder's own list of names, where the system has that.
func syncDir(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	err = dir.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}

// removeTree deletes a folder and everything in it, including folders that
// forbid it: a foreign folder may be read-only.
func removeTree(root *os.Root, name string) error {
	if err := root.RemoveAll(name); err == nil {
		return nil
	}
	fs.WalkDir(root.FS(), name, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			root.Chmod(p, 0o700)
		}
		return nil
	})
	return root.RemoveAll(name)
}
