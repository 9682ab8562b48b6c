//go:build !linux

package output

import (
	"errors"
	"os"
)

// exchange is not offered by this system in a portable form. Tests replace it.
var exchange = func(parent *os.Root, a, b string) error { return errors.ErrUnsupported }
