package watch

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// follower knows a tree as a caller does that looks at nothing but what it was
// told of.
type follower struct {
	w    *Watcher
	root string
	tree map[string]string // path → content, "/" for a folder
}

func read(path string) (content string, ok bool) {
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return "/", true
	}
	text, err := os.ReadFile(path)
	return string(text), err == nil
}

// look follows a hint. Of a folder that it knows it does not list the entries.
func (f *follower) look(path string) {
	content, ok := read(path)
	old, known := f.tree[path]
	if known && old == "/" && content != "/" {
		maps.DeleteFunc(f.tree, func(p, _ string) bool { return strings.HasPrefix(p, path+"/") })
	}
	if !ok {
		delete(f.tree, path)
		return
	}
	f.tree[path] = content
	if content == "/" && old != "/" {
		f.list(path)
	}
}

func (f *follower) list(folder string) {
	for path := range f.tree {
		if filepath.Dir(path) == folder {
			f.look(path)
		}
	}
	entries, _ := os.ReadDir(folder) // what is gone by now is told
	for _, e := range entries {
		f.look(filepath.Join(folder, e.Name()))
	}
}

// watch sets the watches until there is nothing left to look into.
func (f *follower) watch() {
	for {
		folders := []string{f.root}
		for path, content := range f.tree {
			if content == "/" {
				folders = append(folders, path)
			}
		}
		slices.Sort(folders)
		added := f.w.Watch(folders)
		for _, folder := range added {
			f.list(folder)
		}
		if len(added) == 0 {
			return
		}
	}
}

// everything looks at the whole tree.
func (f *follower) everything() {
	f.tree = map[string]string{}
	f.list(f.root)
}

// follow acts on changes until one names the path.
func (f *follower) follow(t *testing.T, path string) {
	t.Helper()
	for {
		change := next(t, f.w)
		if change.All {
			f.everything()
		}
		for _, path := range change.Paths {
			if path != f.root {
				f.look(path)
			}
		}
		f.watch()
		if slices.Contains(change.Paths, path) {
			return
		}
		if f.tree[path] != "" {
			// It was found and not told, with events before it still to come.
			f.everything()
			return
		}
	}
}

// truth reads the tree.
func truth(t *testing.T, root string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	must(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if path != root {
			tree[path], _ = read(path)
		}
		return err
	}))
	return tree
}

// change does something somewhere in a tree of few names. What cannot be done
// is not done.
func change(random *rand.Rand, root string, n int) {
	path := func() string {
		path := root
		for range 1 + random.IntN(3) {
			path = filepath.Join(path, string("abc"[random.IntN(3)]))
		}
		return path
	}
	switch random.IntN(6) {
	case 0, 1:
		os.MkdirAll(path(), 0o755)
	case 2, 3:
		os.WriteFile(path(), fmt.Append(nil, "text ", n), 0o644)
	case 4:
		os.Rename(path(), path())
	case 5:
		os.RemoveAll(path())
	}
}

// Whatever happens to folders, and whenever: who follows the hints knows the
// tree in the end.
func TestNothingIsMissed(t *testing.T) {
	const rounds, changes = 40, 12
	root := t.TempDir()
	f := follower{newWatcher(t), root, map[string]string{}}
	f.watch()
	for round := range rounds {
		last := filepath.Join(root, fmt.Sprint("last", round))
		random := rand.New(rand.NewPCG(1, uint64(round)))
		failed := make(chan error, 1)
		go func() {
			for n := range changes {
				change(random, root, round*changes+n)
			}
			failed <- os.Mkdir(last, 0o755)
		}()
		f.follow(t, last) // the system tells of everything in turn, so of this last
		must(t, <-failed)
		if diff := cmp.Diff(truth(t, root), f.tree); diff != "" {
			t.Fatalf("round %d: the tree as it is, and as it was told (-is +told):\n%s", round, diff)
		}
	}
}
