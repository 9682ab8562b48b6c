package output

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

func TestFoldersThatAreRefused(t *testing.T) {
	root := t.TempDir()
	home := filepath.Join(root, "home")
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, folder := range []string{"home/project/content/2023", "home/project/docs", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(root, "home/project/docs/page.md"), "# Page")
	put(t, filepath.Join(root, "home/project/file"), "x")
	usual := Options{Project: filepath.Join(home, "project"), Content: filepath.Join(home, "project/content")}
	if err := os.Symlink(usual.Content, filepath.Join(root, "link")); err != nil {
		t.Skip(err)
	}

	tests := []struct {
		dir  string
		o    Options
		want string // "" when the folder is accepted
	}{
		{"home/project", usual, "is the project"},
		{"home", usual, "contains the project"},
		{"home", Options{Content: usual.Content}, "contains the content folder"},
		{"home", Options{}, "is the home folder"},
		{".", Options{}, "contains the home folder"},
		{"home/project/content", usual, "is the content folder"},
		{"link", usual, "is the content folder"},
		{"link/2023", usual, "lies inside the content folder"},
		{"home/project/content/new", usual, "lies inside the content folder"},
		{"home/project/content/2023/new/deeper", usual, "lies inside the content folder"},
		{"home/project/docs", usual, "holds `page.md` but no site of rcagen's"},
		{"home/project/file", usual, "is not a folder"},
		{"home/project/file/public", usual, "not a"},
		{"home/project/public", usual, ""},
		{"home/project/build/public", usual, ""},
		{"elsewhere", usual, ""},
		// Without a content folder of its own the project is the content.
		{"home/project/site", Options{Project: usual.Project, Content: usual.Project}, ""},
		{"home/project", Options{Project: usual.Project, Content: usual.Project}, "is the project"},
	}
	for _, test := range tests {
		w, err := Open(filepath.Join(root, test.dir), test.o)
		if test.want == "" {
			if err != nil {
				t.Errorf("%s: %v", test.dir, err)
				continue
			}
			w.Abort()
			continue
		}
		if err == nil {
			w.Abort()
		}
		wantError(t, err, filepath.Join(root, test.dir), test.want)
	}
	if _, err := Open(string(filepath.Separator), Options{}); err == nil {
		t.Error("the root of the file system was accepted")
	}
	if _, err := Open("", Options{}); err == nil {
		t.Error("a folder without a name was accepted")
	}
	wantSite(t, filepath.Join(home, "project"), map[string]string{
		"content/2023": "/", "docs/page.md": "# Page", "file": "x",
	})
	wantAlone(t, home, "elsewhere", "link")
}

func TestRelativeFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	build(t, "public", oldSite)
	build(t, "./public/../public/", newSite)
	wantSite(t, "public", newSite)
	if err := os.Mkdir("empty", 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir("empty")
	build(t, ".", oldSite)
	wantSite(t, "../empty", oldSite)
}

// A fresh worktree of a publishing branch is not empty, but may be written.
func TestFolderWithHostFilesOnly(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	host := map[string]string{".git/HEAD": "ref: x", "CNAME": "example.org", ".nojekyll": ""}
	for name, content := range host {
		put(t, filepath.Join(out, name), content)
	}
	build(t, out, oldSite)
	wantSite(t, out, plus(oldSite, host))
}

func TestTwoWriters(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	first := open(t, out)
	_, err := Open(out, Options{})
	if runtime.GOOS == "windows" {
		wantError(t, err, "another rcagen")
	} else {
		wantError(t, err, fmt.Sprintf("another rcagen (process %d)", os.Getpid()), "public.lock")
	}
	// The refused one leaves the first one's files alone.
	if err := first.Write("index.html", []byte("first")); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Commit(); err != nil {
		t.Fatal(err)
	}
	wantSite(t, out, map[string]string{"index.html": "first"})
	wantAlone(t, out)
	build(t, out, oldSite)
}

// Whoever gets the lock has it alone, although its file comes and goes.
func TestLockRace(t *testing.T) {
	dir := t.TempDir()
	parent, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer parent.Close()
	var inside sync.Mutex
	var group sync.WaitGroup
	var taken int
	for range 4 {
		group.Go(func() {
			for range 200 {
				l, err := acquire(parent, dir, "public.lock")
				if err != nil {
					continue
				}
				if !inside.TryLock() {
					t.Error("two have the lock")
				} else {
					taken++
					inside.Unlock()
				}
				if err := l.release(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if taken == 0 {
		t.Error("nobody ever had the lock")
	}
	wantAlone(t, filepath.Join(dir, "public"))
}

func TestLockFiles(t *testing.T) {
	tests := []struct {
		name, content string
		accepted      bool
	}{
		{"of a dead run", "rcagen 1\n", true},
		{"of a run that died at once", "", true},
		{"of another program", "# yarn lockfile v1\n", false},
		{"long", "rcagen 1\n" + string(make([]byte, 5000)), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "yarn")
			put(t, out+".lock", test.content)
			_, err := tryBuild(out, oldSite)
			if test.accepted {
				if err != nil {
					t.Fatal(err)
				}
				wantAlone(t, out)
				return
			}
			wantError(t, err, "`yarn.lock`", "not one of rcagen's")
			if got, err := os.ReadFile(out + ".lock"); err != nil || string(got) != test.content {
				t.Errorf("the file is now %q (%v)", got, err)
			}
		})
	}
	t.Run("symlink", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "public")
		put(t, out+".target", "")
		if err := os.Symlink(out+".target", out+".lock"); err != nil {
			t.Skip(err)
		}
		_, err := tryBuild(out, oldSite)
		wantError(t, err, "not one of rcagen's")
	})
	t.Run("names the owner", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "public")
		open(t, out)
		text, err := os.ReadFile(out + ".lock")
		if err != nil {
			t.Skip(err) // not readable while locked
		}
		if want := "rcagen " + strconv.Itoa(os.Getpid()) + "\n"; string(text) != want {
			t.Errorf("lock file holds %q, expected %q", text, want)
		}
	})
}

// Only what is certainly a staging folder of this output folder is swept.
func TestSweepIsNarrow(t *testing.T) {
	root := t.TempDir()
	out := filepath.Join(root, "public")
	stays := []string{
		".public.rcagen-notes", ".public.rcagen-0123456789abcde", ".public.rcagen-0123456789abcdef0",
		".other.rcagen-0123456789abcdef", "public.rcagen-0123456789abcdef", ".public", ".rcagen-0123456789abcdef",
	}
	for _, name := range stays {
		put(t, filepath.Join(root, name, "file"), "x")
	}
	const staging, aside = ".public.rcagen-0123456789abcdef", ".public.rcagen-fedcba9876543210-old"
	put(t, filepath.Join(root, staging, "file"), "x")
	build(t, out, oldSite) // sweeps the one and is then the other
	if err := os.Rename(out, filepath.Join(root, aside)); err != nil {
		t.Fatal(err)
	}

	open(t, out).Abort()
	wantSite(t, out, oldSite)
	put(t, filepath.Join(root, aside, "file"), "x") // superfluous, as the site is there
	open(t, out).Abort()
	wantSite(t, out, oldSite)
	wantAlone(t, out, stays...)
	for _, name := range stays {
		stat(t, filepath.Join(root, name, "file"))
	}
}
