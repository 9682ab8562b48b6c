package output

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange swaps two entries of a folder in one atomic step. Tests replace it.
var exchange = func(parent *os.Root, a, b string) error {
	dir, err := parent.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	fd := int(dir.Fd())
	return unix.Renameat2(fd, a, fd, b, unix.RENAME_EXCHANGE)
}
