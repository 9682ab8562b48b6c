//go:build !unix

package output

import (
	"io/fs"
	"os"
)

// copyOwner does nothing: new folders inherit their owner from the parent.
func copyOwner(root *os.Root, name string, from fs.FileInfo) error { return nil }
