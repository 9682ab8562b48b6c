package watch

import (
	"errors"
	"slices"
	"syscall"
)

// isLimit reports whether an error of the system's watcher means that it can
// take no more folders.
func isLimit(err error) bool {
	limits := []error{syscall.ENOSPC, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM}
	return slices.ContainsFunc(limits, func(limit error) bool { return errors.Is(err, limit) })
}
