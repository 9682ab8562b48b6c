package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMadeAfterwards(t *testing.T) {
	dir := t.TempDir()
	sub := filepath.Join(dir, "sub")
	w := newWatcher(t)
	wantAdded(t, w, []string{dir, sub}, dir)
	mkdir(t, sub)
	await(t, w, sub)
	wantAdded(t, w, []string{dir, sub, sub}, sub)
	wantAdded(t, w, []string{dir, sub})
	page := filepath.Join(sub, "page.md")
	write(t, page, "x")
	await(t, w, page)
}

func TestOnlyTheseFolders(t *testing.T) {
	dir := t.TempDir()
	a, b, file := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "file")
	mkdir(t, a, b, filepath.Join(b, "below"))
	write(t, file, "x")
	w := newWatcher(t)
	wantAdded(t, w, []string{b, a, file}, b, a)
	wantAdded(t, w, []string{b})
	write(t, filepath.Join(a, "x"), "x")
	write(t, filepath.Join(b, "below", "x"), "x")
	write(t, file, "y")
	last := filepath.Join(b, "x")
	write(t, last, "x")
	if diff := cmp.Diff([]string{last}, await(t, w, last)); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	wantAdded(t, w, []string{a, b}, a)
}

func TestFolderMovedOutAndIn(t *testing.T) {
	dir := t.TempDir()
	content, away := filepath.Join(dir, "content"), filepath.Join(dir, "away")
	sub := filepath.Join(content, "sub")
	mkdir(t, sub)
	folders := []string{content, sub}
	w := newWatcher(t)
	wantAdded(t, w, folders, content, sub)

	must(t, os.Rename(sub, away))
	await(t, w, sub)
	wantAdded(t, w, folders)
	write(t, filepath.Join(away, "page.md"), "x")
	last := filepath.Join(content, "x")
	write(t, last, "x")
	if named := await(t, w, last); slices.Contains(named, filepath.Join(sub, "page.md")) {
		t.Errorf("a file of a folder that was moved away was told: %q", named)
	}

	must(t, os.Rename(away, sub))
	await(t, w, sub)
	wantAdded(t, w, folders, sub)
	write(t, filepath.Join(sub, "page.md"), "y")
	await(t, w, filepath.Join(sub, "page.md"))
}

// The folder's watch goes with it, while the system still tells of the old name.
func TestFolderRenamed(t *testing.T) {
	for i := range 20 {
		dir := t.TempDir()
		old, renamed := filepath.Join(dir, "old"), filepath.Join(dir, "renamed")
		mkdir(t, old)
		w := newWatcher(t)
		wantAdded(t, w, []string{dir, old}, dir, old)
		must(t, os.Rename(old, renamed))
		if i%2 == 0 {
			await(t, w, old, renamed)
		}
		wantAdded(t, w, []string{dir, renamed}, renamed)
		page := filepath.Join(renamed, "page.md")
		write(t, page, "x")
		await(t, w, page)
	}
}

// Only the topmost of the folders that were moved gives an event.
func TestFolderAboveMoved(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "a", "b")
	mkdir(t, b)
	folders := []string{dir, a, b}
	w := newWatcher(t)
	w.Watch(folders)
	must(t, os.Rename(a, filepath.Join(dir, "a2")))
	mkdir(t, b)
	await(t, w, a)
	wantAdded(t, w, folders, a, b)
	page := filepath.Join(b, "page.md")
	write(t, page, "x")
	await(t, w, page)
}

func TestFolderRemovedAndMadeAgain(t *testing.T) {
	for _, alone := range []bool{false, true} {
		t.Run(fmt.Sprintf("alone=%t", alone), func(t *testing.T) {
			dir := t.TempDir()
			sub := filepath.Join(dir, "sub")
			page := filepath.Join(sub, "page.md")
			mkdir(t, sub)
			write(t, page, "old")
			folders := []string{dir, sub}
			if alone {
				folders = folders[1:]
			}
			w := newWatcher(t)
			wantAdded(t, w, folders, folders...)
			must(t, os.RemoveAll(sub))
			mkdir(t, sub)
			for added := []string(nil); !slices.Contains(added, sub); added = w.Watch(folders) {
				next(t, w)
			}
			write(t, page, "new")
			await(t, w, page)
		})
	}
}

func TestFolderRemoved(t *testing.T) {
	dir := t.TempDir()
	w := newWatcher(t)
	sub := filepath.Join(dir, "sub")
	mkdir(t, sub)
	w.Watch([]string{sub})
	must(t, os.Remove(sub))
	await(t, w, sub)
	wantAdded(t, w, []string{sub})
	if why, polling := w.Polling(); polling {
		t.Errorf("polls: %s", why)
	}
}

func TestFolderWithSeveralNames(t *testing.T) {
	dir := t.TempDir()
	a, b, link := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "link")
	mkdir(t, a, b)
	if err := os.Symlink(a, link); err != nil {
		t.Skipf("symbolic links are not permitted here: %v", err)
	}
	w := newWatcher(t)
	wantAdded(t, w, []string{link, a}, link, a)
	write(t, filepath.Join(a, "x"), "x")
	await(t, w, filepath.Join(a, "x"), filepath.Join(link, "x"))

	must(t, os.Remove(link))
	must(t, os.Symlink(b, link))
	if added := w.Watch([]string{link, a}); !slices.Contains(added, link) {
		t.Errorf("the link leads to another folder, but added is %q", added)
	}
	write(t, filepath.Join(b, "x"), "x")
	await(t, w, filepath.Join(link, "x"))
	write(t, filepath.Join(a, "y"), "x")
	await(t, w, filepath.Join(a, "y"))
}

func TestNamesAreTheCallers(t *testing.T) {
	t.Chdir(t.TempDir())
	mkdir(t, "sub")
	w := newWatcher(t)
	wantAdded(t, w, []string{".", "./sub"}, ".", "./sub")
	write(t, "x", "x")
	write(t, "sub/y", "x")
	await(t, w, "x", filepath.Join("sub", "y"))
	must(t, os.Chmod("sub", 0o700))
	await(t, w, "./sub", "sub") // as the folder, and as an entry
}
