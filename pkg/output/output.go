// Package output writes a site into a folder: whole or not at all, and
// without touching anything that it did not make.
//
// A Writer is opened on the output folder, is given every file of the new
// site, and then either commits or aborts:
//
//	w, err := output.Open("public", output.Options{Project: ".", Content: "content"})
//	if err != nil { … }
//	defer w.Abort()                                   // does nothing after Commit
//	err = w.Write("2023/x/index.html", page)          // from any number of goroutines
//	report, err := w.Commit()
//
// An address is a slash-separated path below the root of the site.
//
// # What it promises
//
//   - Until Commit swaps the folders the old site is there, byte for byte. A
//     process that dies at any moment leaves the old site or the new one.
//   - Only files that an earlier run wrote are replaced or deleted; the
//     manifest .rcagen/manifest.json inside the output folder lists them with
//     size and SHA-256. Anything else, such as CNAME or .git, is foreign: it
//     survives, and a page that would stand in its place is an error.
//   - A file whose bytes did not change keeps its inode and its times. A run
//     that changes nothing writes nothing at all.
//   - Files have mode 0644 and folders 0755, whatever the umask.
//   - The manifest depends on the files alone: no clock, no randomness.
//
// # How
//
// All names below are in the parent folder of the output folder "public".
//
//  1. public.lock is locked and holds the process id of its owner. It is
//     removed on release; after a crash the operating system drops the lock
//     and the next run takes the file over.
//  2. Staging folders that dead runs left behind are removed.
//  3. New and changed files are written to the staging folder
//     .public.rcagen-<random>. It is a sibling, hence on the same file system.
//  4. Commit hard-links the unchanged and the foreign files into the staging
//     folder, writes the manifest last and flushes it to disk.
//  5. The two folders are exchanged in one step where the system can do that
//     (Linux). Elsewhere the old folder is renamed aside, the new one renamed
//     in; a run that dies between the two is repaired by the next Open.
//  6. What arrived in the old folder meanwhile moves over; the rest of it goes.
//
// Where the folder cannot be swapped (a mount point, a Docker volume, a file
// system without hard links), the files are replaced one by one instead and
// Report.InPlace says so. All new bytes are brought onto the target file
// system first, so that a full disk still changes nothing; then a journal of
// the coming site is written, each changed file is renamed into place,
// deleted pages are removed, and the manifest comes last. A run that dies in
// the middle of that leaves a mix, which the next run completes: the journal
// tells it which files are its own.
//
// # Is a file unchanged?
//
// The bytes decide: a file is carried over when its size and hash equal the
// manifest's and the file on disk, read again, still has that hash. Times are
// not consulted, since they survive neither a clock set back nor an unpacked
// archive, and a file edited by hand must be restored. Reading costs about a
// third of what writing does, and files that have changed are not read.
//
// # Limits
//
// Flushing every file would take longer than the build, so only the manifest
// and the folders are flushed. After a power cut a file may therefore have
// lost bytes; the next build sees that and writes it again. Hard links keep
// everything about a foreign file; a foreign folder is made again with the
// same mode, owner and times, but not with its extended attributes. Since the
// folder is swapped, a process that holds the old one open (a server started
// inside it, a container that mounts it) sees the old site until it opens the
// path again.
package output

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
)

const (
	fileMode   fs.FileMode = 0o644
	folderMode fs.FileMode = 0o755
)

// Options name the folders that must be kept safe from the output. An empty
// name means that there is no such folder.
type Options struct {
	// Project is the root of the project. The output folder may lie inside
	// it, but may not be it or contain it.
	Project string
	// Content holds the pages' sources. The output folder may not be it,
	// contain it or lie inside it; the last is allowed where content and
	// project are one folder, because then there is no other place.
	Content string
}

// Report says what Commit did. The counts are numbers of files.
type Report struct {
	Written int // new, changed, or restored after an edit by hand
	Kept    int // unchanged
	Deleted int // of an earlier run, and not part of this site

	// Foreign lists what rcagen did not make and left alone: the topmost
	// path of each, sorted, relative to the output folder.
	Foreign []string

	// InPlace says that the folder could not be swapped, so that its files
	// were replaced one by one.
	InPlace bool
}

// A Writer collects the files of one site. Write, Copy and Keep may be called
// from several goroutines; Commit and Abort end the Writer.
type Writer struct {
	dir     string // the output folder as the caller named it, for messages
	name    string // its last element, symlinks resolved
	parent  *os.Root
	created []string // parents made by Open, outermost first
	lock    *lock

	site *os.Root // the old site; nil when there is none
	old  history
	disk tree

	stage     *folder
	stageName string

	mu      sync.Mutex
	files   map[string]file
	folders map[string]bool // every parent of files, "." excluded
	failed  error           // the first failure, which no Commit may follow
	done    bool
}

// file is what the Writer knows about one address that was claimed.
type file struct {
	entry
	kept bool
}

// Write adds a file to the site. Two files at one address are an error, and
// so is an address that leaves the site or that a foreign file occupies.
func (w *Writer) Write(address string, content []byte) error {
	if err := w.claim(address); err != nil {
		return w.fail(err)
	}
	e := entry{Size: int64(len(content)), Sum: sha256.Sum256(content)}
	kept := w.intact(address, e)
	if !kept {
		if err := w.stage.write(address, content); err != nil {
			return w.fail(fmt.Errorf("write %s: %w", address, reason(err)))
		}
	}
	w.record(address, file{e, kept})
	return nil
}

// Copy is Write for content that is streamed. Content that can be rewound is
// read once more instead of being written when it has not changed.
func (w *Writer) Copy(address string, r io.Reader) error {
	if err := w.claim(address); err != nil {
		return w.fail(err)
	}
	if s, ok := r.(io.ReadSeeker); ok && w.old.has(address) {
		kept, err := w.recognise(address, s)
		if err != nil {
			return w.fail(fmt.Errorf("copy %s: %w", address, err))
		}
		if kept {
			return nil
		}
	}
	e, err := w.stage.copy(address, r)
	if err != nil {
		return w.fail(fmt.Errorf("write %s: %w", address, reason(err)))
	}
	kept := w.intact(address, e)
	if kept {
		if err := w.stage.root.Remove(address); err != nil {
			return w.fail(fmt.Errorf("write %s: %w", address, reason(err)))
		}
	}
	w.record(address, file{e, kept})
	return nil
}

// recognise reports whether r holds what the old site has at the address. If
// so the file is recorded as kept; if not r is rewound.
func (w *Writer) recognise(address string, r io.ReadSeeker) (bool, error) {
	start, err := r.Seek(0, io.SeekCurrent)
	if err != nil {
		return false, err
	}
	e, err := summarise(r)
	if err != nil {
		return false, err
	}
	if w.intact(address, e) {
		w.record(address, file{e, true})
		return true, nil
	}
	_, err = r.Seek(start, io.SeekStart)
	return false, err
}

// Keep carries a file of the old site over without its content. It reports
// false, and claims nothing, when the last run did not write that file or the
// file on disk is no longer what it wrote: then the caller must Write it.
func (w *Writer) Keep(address string) bool {
	e, ok := w.old.entries[address]
	if !ok || !w.intact(address, e) || w.claim(address) != nil {
		return false
	}
	w.record(address, file{e, true})
	return true
}

// Abort gives up: the old site stays as it is, the staging folder and the
// lock go. After Commit or Abort it does nothing.
func (w *Writer) Abort() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.done {
		return nil
	}
	w.done = true
	return w.close()
}

// close removes the staging folder and releases everything that Open took.
func (w *Writer) close() error {
	var errs []error
	if w.site != nil {
		w.site.Close()
	}
	if w.stage != nil {
		w.stage.root.Close()
	}
	if w.stageName != "" {
		if err := removeTree(w.parent, w.stageName); err != nil {
			errs = append(errs, fmt.Errorf("remove %s: %w", w.stageName, reason(err)))
		}
	}
	step("staging folder removed")
	if err := w.lock.release(); err != nil {
		errs = append(errs, err)
	}
	w.parent.Close()
	removeFolders(w.created) // those without a site in them
	return errors.Join(errs...)
}

// fail remembers the first failure, so that a site with a hole in it is never
// committed, and returns err.
func (w *Writer) fail(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed == nil {
		w.failed = err
	}
	return err
}

func (w *Writer) record(address string, f file) {
	w.mu.Lock()
	w.files[address] = f
	w.mu.Unlock()
}

// reason strips the system's call and path from a file error: the path is in
// a staging folder and means nothing to a reader. Errors of reading keep it,
// since they come from the caller's source.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path) && path.Op != "read":
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// step is called with the name of each step of the protocol as it completes.
// Tests replace it to stop a process there.
var step = func(string) {}
