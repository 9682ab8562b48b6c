//go:build unix

package output

import (
	"io/fs"
	"os"
	"syscall"
)

// copyOwner gives a folder the owner of another.
func copyOwner(root *os.Root, name string, from fs.FileInfo) error {
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
