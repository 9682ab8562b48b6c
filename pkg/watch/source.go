package watch

import "github.com/fsnotify/fsnotify"

// source is the system's watcher, as fsnotify wraps it. Its channels must be
// read until they are closed. Tests put in one that fails.
type source interface {
	Add(folder string) error
	Remove(folder string) error
	Close() error // closes both channels
	Events() <-chan fsnotify.Event
	Errors() <-chan error
}

type system struct{ *fsnotify.Watcher }

func (s system) Events() <-chan fsnotify.Event { return s.Watcher.Events }
func (s system) Errors() <-chan error          { return s.Watcher.Errors }

func openSystem() (source, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return system{w}, nil
}
