//go:build !unix

package output

import (
	"io/fs"
	"os"
)

// CopyOwner does nothing: new folders inherit their owner from the parent.
func CopyOwner(root *os.Root, name string, from fs.FileInfo) error { return nil }
