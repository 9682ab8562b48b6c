package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/gofrs/flock"
)

// lock is the lock file beside an output folder. The lock is the system's, on
// the open file; the text in it only tells others whom they are waiting for.
type lock struct {
	parent *os.Root
	name   string
	flock  *flock.Flock
}

// lockText is what a lock file may hold; it is empty for a moment at first.
// A file with other contents belongs to someone else: "yarn.lock" is what the
// lock of a folder called "yarn" would be.
var lockText = regexp.MustCompile(`\A(rcagen ([0-9]+)\n)?\z`)

// acquire takes the lock or says which process has it.
func acquire(parent *os.Root, parentDir, name string) (*lock, error) {
	for range 100 {
		if err := checkLockFile(parent, name); err != nil {
			return nil, err
		}
		l := &lock{parent, name, flock.New(filepath.Join(parentDir, name), flock.SetPermissions(fileMode))}
		locked, err := l.flock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", name, reason(err))
		}
		if !locked {
			return nil, l.busy()
		}
		if !l.current() {
			// The last owner removed the file between our opening and locking it.
			l.flock.Unlock()
			continue
		}
		// Windows lets nobody else write into a locked file; then the process
		// stays unnamed.
		err = parent.WriteFile(name, fmt.Appendf(nil, "rcagen %d\n", os.Getpid()), fileMode)
		if err != nil && runtime.GOOS != "windows" {
			l.release()
			return nil, fmt.Errorf("write %s: %w", name, reason(err))
		}
		return l, nil
	}
	return nil, fmt.Errorf("lock %s: other processes keep taking and releasing it", name)
}

// checkLockFile refuses to touch a file that is not a lock file.
func checkLockFile(parent *os.Root, name string) error {
	info, err := parent.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lock %s: %w", name, reason(err))
	}
	foreign := fmt.Errorf("%s is needed as a lock file, but is not one of rcagen's; rename it or choose another output folder", quote(name))
	if !info.Mode().IsRegular() || info.Size() > 100 {
		return foreign
	}
	if text, err := parent.ReadFile(name); err == nil && !lockText.Match(text) {
		return foreign
	}
	return nil
}

// busy is the error for a lock that someone else holds.
func (l *lock) busy() error {
	text, _ := l.parent.ReadFile(l.name)
	if m := lockText.FindSubmatch(text); m != nil && len(m[2]) > 0 {
		return fmt.Errorf("another rcagen (process %s) is writing this folder; its lock is %s", m[2], quote(l.name))
	}
	return fmt.Errorf("another rcagen is writing this folder; its lock is %s", quote(l.name))
}

// current reports whether the file that is locked still has its name.
func (l *lock) current() bool {
	held, err := l.flock.Stat()
	if err != nil {
		return false
	}
	named, err := l.parent.Lstat(l.name)
	return err == nil && os.SameFile(held, named)
}

// release removes the file and gives the lock up. The file goes while it is
// locked, so that nobody can have locked it in between; who opened it before
// finds by current that it has gone. Windows refuses to remove an open file,
// which makes the other order as safe there.
func (l *lock) release() error {
	if runtime.GOOS == "windows" {
		err := l.flock.Unlock()
		l.parent.Remove(l.name)
		return err
	}
	err := l.parent.Remove(l.name)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, l.flock.Unlock())
}
