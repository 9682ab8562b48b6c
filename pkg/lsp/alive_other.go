//go:build !unix

package lsp

import "os"

// isAlive reports whether a process is there.
func isAlive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release() // it was only asked for
	return true
}
