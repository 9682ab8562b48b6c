//go:build unix

package output

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestModesWhateverTheUmask(t *testing.T) {
	for _, mask := range []int{0o000, 0o022, 0o077, 0o777} {
		for _, how := range []string{"exchange", "aside", "in place"} {
			func() {
				defer forceSwap(how)()
				root := t.TempDir()
				out := filepath.Join(root, "new/public")
				old := syscall.Umask(mask)
				defer syscall.Umask(old)
				if mask == 0o777 && os.Getuid() != 0 {
					return // then nobody can even enter a new folder before its mode is set
				}
				build(t, out, oldSite)
				build(t, out, newSite)
				wantModes(t, filepath.Join(root, "new"), mask)
			}()
		}
	}
}

func wantModes(t *testing.T, dir string, mask int) {
	t.Helper()
	filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		info, err := d.Info()
		if err != nil {
			t.Fatal(err)
		}
		want := fileMode
		if d.IsDir() {
			want = folderMode
		}
		if info.Mode().Perm() != want {
			t.Errorf("umask %o: %s has mode %o, expected %o", mask, p, info.Mode().Perm(), want)
		}
		return nil
	})
}

func TestModeChangedByHandIsRestored(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	name := filepath.Join(out, "index.html")
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := build(t, out, oldSite); r.Written != 1 {
		t.Errorf("wrote %d files, expected 1", r.Written)
	}
	if mode := stat(t, name).Mode(); mode != fileMode {
		t.Errorf("mode is %o, expected %o", mode, fileMode)
	}
}

// A foreign folder that forbids writing is carried over and the old one goes.
func TestReadOnlyForeignFolder(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	put(t, filepath.Join(out, "cache/deep/file"), "mine")
	for _, name := range []string{"cache/deep", "cache"} {
		if err := os.Chmod(filepath.Join(out, name), 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(filepath.Join(out, name), 0o755) })
	}
	build(t, out, newSite)
	wantSite(t, out, plus(newSite, map[string]string{"cache/deep/file": "mine"}))
	for _, name := range []string{"cache/deep", "cache"} {
		if mode := stat(t, filepath.Join(out, name)).Mode().Perm(); mode != 0o555 {
			t.Errorf("%s has mode %o, expected 555", name, mode)
		}
	}
	wantAlone(t, out)
}

// A pipe that stands in the output folder is foreign and never opened, which
// would block for ever.
func TestForeignPipe(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	if err := syscall.Mkfifo(filepath.Join(out, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Remove(filepath.Join(out, "index.html")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(out, "index.html"), 0o600); err != nil {
		t.Fatal(err)
	}
	build(t, out, newSite)
	if mode := stat(t, filepath.Join(out, "pipe")).Mode(); mode.Type() != fs.ModeNamedPipe {
		t.Errorf("the pipe is %v now", mode)
	}
	if got, err := os.ReadFile(filepath.Join(out, "index.html")); err != nil || string(got) != newSite["index.html"] {
		t.Errorf("index.html is %q (%v)", got, err)
	}
}

// What an ordinary user meets; the system lets root do all of it.
func TestNoPermission(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root is permitted everything")
	}
	root := t.TempDir()
	out := filepath.Join(root, "public")
	build(t, out, oldSite)
	chmod := func(name string, mode fs.FileMode) {
		t.Helper()
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(root, 0o755); os.Chmod(filepath.Join(out, "secret"), 0o755) })

	chmod(root, 0o555)
	_, err := tryBuild(out, newSite)
	wantError(t, err, "public", "permission denied")
	wantSite(t, out, oldSite)
	wantAlone(t, out)
	chmod(root, 0o755)

	// A foreign folder that cannot be read cannot be carried over either.
	put(t, filepath.Join(out, "secret/file"), "mine")
	chmod(filepath.Join(out, "secret"), 0o000)
	r := build(t, out, newSite)
	if !r.InPlace {
		t.Error("the folder was swapped")
	}
	chmod(filepath.Join(out, "secret"), 0o755)
	wantSite(t, out, plus(newSite, map[string]string{"secret/file": "mine"}))
	wantAlone(t, out)
}
