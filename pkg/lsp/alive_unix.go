//go:build unix

package lsp

import (
	"errors"
	"syscall"
)

// isAlive reports whether a process is there.
func isAlive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
