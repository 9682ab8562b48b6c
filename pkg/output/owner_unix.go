//go:build unix

package output

import (
	"io/fs"
	"os"
	"syscall"
)

// CopyOwner gives a file or folder the owner of another.
func CopyOwner(root *os.Root, name string, from fs.FileInfo) error {
	want, ok := from.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	if have, ok := info.Sys().(*syscall.Stat_t); ok && have.Uid == want.Uid && have.Gid == want.Gid {
		return nil
	}
	return root.Lchown(name, int(want.Uid), int(want.Gid))
}
