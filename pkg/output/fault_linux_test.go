package output

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mount puts a small file system in memory at dir, or skips the test.
func mount(t *testing.T, dir, size string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=755"); err != nil {
		t.Skipf("mounting a tmpfs is not permitted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

func TestDiskFull(t *testing.T) {
	disk := filepath.Join(t.TempDir(), "disk")
	mount(t, disk, "128k")
	out := filepath.Join(disk, "public")
	build(t, out, oldSite)

	w := open(t, out)
	big := strings.Repeat("x", 200_000)
	err := w.Write("big.html", []byte(big))
	wantError(t, err, "write big.html: no space left on device")
	if _, err := w.Commit(); err == nil {
		t.Error("a site with a hole was committed")
	}
	wantSite(t, out, oldSite)
	wantAlone(t, out)

	w = open(t, out)
	wantError(t, w.Copy("big.png", strings.NewReader(big)), "write big.png: no space left on device")
	w.Abort()
	wantSite(t, out, oldSite)
	wantAlone(t, out)

	build(t, out, newSite) // and nothing is used up
	wantSite(t, out, newSite)
}

// The disk fills at whatever step it likes: with one page's content less
// each time, the shortage moves from the first page to the manifest.
func TestDiskFullAtAnyPoint(t *testing.T) {
	disk := filepath.Join(t.TempDir(), "disk")
	mount(t, disk, "256k")
	out := filepath.Join(disk, "public")
	build(t, out, oldSite)
	var failed, worked int
	for pages := 28; pages <= 60; pages++ {
		site := map[string]string{}
		for i := range pages {
			site["p"+strings.Repeat("x", i)] = strings.Repeat("x", 4096)
		}
		if _, err := tryBuild(out, site); err == nil {
			worked++
			build(t, out, oldSite)
		} else {
			failed++
			wantError(t, err, "no space left on device")
		}
		wantSite(t, out, oldSite)
		wantAlone(t, out)
		if t.Failed() {
			t.Fatalf("with %d pages", pages)
		}
	}
	if failed == 0 || worked == 0 {
		t.Errorf("%d builds failed, %d worked; expected some of each", failed, worked)
	}
}

func TestReadOnlyParent(t *testing.T) {
	disk := filepath.Join(t.TempDir(), "disk")
	mount(t, disk, "1m")
	out := filepath.Join(disk, "public")
	build(t, out, oldSite)
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("remounting is not permitted here: %v", err)
	}
	_, err := tryBuild(out, newSite)
	wantError(t, err, "public", "read-only file system")
	wantSite(t, out, oldSite)
	wantAlone(t, out)
	_, err = tryBuild(filepath.Join(disk, "a/b"), newSite)
	wantError(t, err, "read-only file system")
}

func TestOutputIsMountPoint(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mount(t, out, "1m")
	r := build(t, out, oldSite)
	if !r.InPlace {
		t.Error("a mount point was swapped")
	}
	wantSite(t, out, oldSite)
	for name, content := range foreignFiles {
		put(t, filepath.Join(out, name), content)
	}
	same := stat(t, filepath.Join(out, "same.css"))
	build(t, out, newSite)
	wantSite(t, out, plus(newSite, foreignFiles))
	if !os.SameFile(same, stat(t, filepath.Join(out, "same.css"))) {
		t.Error("the unchanged file is another file now")
	}
	if r := build(t, out, newSite); r.Written+r.Deleted > 0 {
		t.Errorf("a repeated build did %+v", r)
	}
	build(t, out, oldSite)
	wantSite(t, out, plus(oldSite, foreignFiles))
	wantAlone(t, out)
}

// A bind mount is on the same file system as its parent, so only the swap
// itself finds out.
func TestOutputIsBindMount(t *testing.T) {
	root := t.TempDir()
	out, volume := filepath.Join(root, "public"), filepath.Join(root, "volume")
	for _, dir := range []string{out, volume} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mount(volume, out, "", syscall.MS_BIND, ""); err != nil {
		t.Skipf("mounting is not permitted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(out, syscall.MNT_DETACH) })
	for _, site := range []map[string]string{oldSite, newSite, oldSite} {
		if r := build(t, out, site); !r.InPlace {
			t.Error("a mount point was swapped")
		}
		wantSite(t, volume, site)
		wantAlone(t, out, "volume")
	}
}

func TestMountPointIsFull(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	mount(t, out, "128k")
	_, err := tryBuild(out, map[string]string{"big.html": strings.Repeat("x", 200_000)})
	wantError(t, err, "write big.html: no space left on device")
	if entries, _ := os.ReadDir(out); len(entries) > 0 {
		t.Errorf("%s was left in the empty folder", entries[0].Name())
	}

	build(t, out, oldSite)
	_, err = tryBuild(out, plus(newSite, map[string]string{"zz/big.html": strings.Repeat("x", 200_000)}))
	wantError(t, err, "write zz/big.html: no space left on device")
	wantSite(t, out, oldSite)
	wantAlone(t, out)
	build(t, out, newSite)
	wantSite(t, out, newSite)
}

// A mount inside the output folder is foreign and must stay where it is.
func TestMountInsideOutput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, oldSite)
	mount(t, filepath.Join(out, "shared"), "64k")
	put(t, filepath.Join(out, "shared/file"), "mine")
	r := build(t, out, newSite)
	if !r.InPlace {
		t.Error("a folder with a mount in it was swapped")
	}
	wantSite(t, out, plus(newSite, map[string]string{"shared/file": "mine"}))
	wantAlone(t, out)
}
