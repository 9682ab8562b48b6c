//go:build !linux

package watch

// Remote reports whether a folder lies on a file system that does not tell of
// all changes, and that file system's name. Only Linux is asked.
func Remote(dir string) (name string, remote bool) { return "", false }
