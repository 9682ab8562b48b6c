//go:build !linux

package watch

// explain says in a sentence why the system's watcher cannot be used.
func explain(err error) string { return "the system's watcher fails: " + err.Error() }
