//go:build unix

package build

import (
	"io/fs"
	"syscall"
)

// inode returns a file's number on its file system: an editor that writes a new
// file in place of the old one may leave the size and the time as they were.
func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Ino)
	}
	return 0
}
