package output

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The crash tests run this test binary again as a child that builds newSite
// and dies at a chosen step.
const (
	crashDir  = "RCAGEN_TEST_CRASH_DIR"
	crashStep = "RCAGEN_TEST_CRASH_STEP"
	crashSwap = "RCAGEN_TEST_CRASH_SWAP"

	crashed = 42
)

var (
	oldSite = map[string]string{
		"index.html": "old home", "same.css": "same", "2023/x/index.html": "old x",
		"2022/gone/index.html": "gone", "page": "a file", "folder/index.html": "a folder",
	}
	newSite = map[string]string{
		"index.html": "new home", "same.css": "same", "2023/x/index.html": "new x",
		"2024/z/index.html": "z", "page/index.html": "now a folder", "folder": "now a file",
	}
	foreignFiles = map[string]string{
		"CNAME": "example.org", ".git/config": "[core]", "2023/notes.txt": "mine", ".well-known/security.txt": "mail",
	}
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		os.Exit(crashingBuild(dir))
	}
	os.Exit(m.Run())
}

func crashingBuild(dir string) int {
	last, _ := strconv.Atoi(os.Getenv(crashStep))
	forceSwap(os.Getenv(crashSwap))
	n := 0
	step = func(name string) {
		if n++; n == last {
			fmt.Println(name)
			os.Exit(crashed)
		}
	}
	if _, err := tryBuild(dir, newSite); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// forceSwap makes the ways to swap fail that come before the named one. It
// returns what undoes that.
func forceSwap(how string) (undo func()) {
	oldExchange, oldSwap := exchange, swapFolders
	switch how {
	case "aside":
		exchange = func(*os.Root, string, string) error { return errors.ErrUnsupported }
	case "in place":
		swapFolders = func(*os.Root, string, string) (string, error) { return "", errors.ErrUnsupported }
	}
	return func() { exchange, swapFolders = oldExchange, oldSwap }
}

func plus(sites ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, site := range sites {
		for address, content := range site {
			all[address] = content
		}
	}
	return all
}

func buildOldWithForeign(t *testing.T, out string) {
	t.Helper()
	build(t, out, oldSite)
	for name, content := range foreignFiles {
		put(t, filepath.Join(out, name), content)
	}
}

func TestCrashAtEveryStep(t *testing.T) {
	for _, how := range []string{"exchange", "aside", "in place"} {
		t.Run(how, func(t *testing.T) {
			steps := 0
			for n := 1; ; n++ {
				out := filepath.Join(t.TempDir(), "public")
				buildOldWithForeign(t, out)
				name, finished := runCrash(t, out, how, n)
				if finished {
					break
				}
				steps++
				checkAfterCrash(t, out, how, name)
			}
			if steps < 8 {
				t.Errorf("died at %d steps only; are the steps still called?", steps)
			}
		})
	}
}

func TestCrashInFirstBuild(t *testing.T) {
	for n := 1; ; n++ {
		out := filepath.Join(t.TempDir(), "public")
		name, finished := runCrash(t, out, "exchange", n)
		if finished {
			break
		}
		if _, err := os.Stat(out); err == nil {
			wantSite(t, out, newSite)
		}
		build(t, out, newSite)
		wantSite(t, out, newSite)
		wantAlone(t, out)
		if t.Failed() {
			t.Fatalf("after a crash at step %d, %q", n, name)
		}
	}
}

// runCrash builds newSite in a child that dies at step n. It returns the
// step's name, or true when the child came to its end.
func runCrash(t *testing.T, out, how string, n int) (name string, finished bool) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashDir+"="+out, crashStep+"="+strconv.Itoa(n), crashSwap+"="+how)
	printed, err := child.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "", true
	case errors.As(err, &exit) && exit.ExitCode() == crashed:
		return string(printed), false
	}
	t.Fatalf("child: %v\n%s", err, printed)
	return "", false
}

// checkAfterCrash checks that the site is whole, and that the next run works
// and cleans up.
func checkAfterCrash(t *testing.T, out, how, name string) {
	t.Helper()
	if how != "in place" {
		w, err := Open(out, Options{}) // brings back a site that was renamed aside
		if err != nil {
			t.Fatalf("open after a crash at %q: %v", name, err)
		}
		w.Abort()
		wantAlone(t, out)
		isOld := cmp.Equal(read(t, out), plus(oldSite, foreignFiles))
		isNew := cmp.Equal(read(t, out), plus(newSite, foreignFiles))
		if !isOld && !isNew {
			t.Errorf("the site is neither old nor new: %v", read(t, out))
		}
	}
	build(t, out, newSite)
	wantSite(t, out, plus(newSite, foreignFiles))
	wantAlone(t, out)
	if entries, _ := os.ReadDir(filepath.Join(out, own)); len(entries) != 1 {
		t.Errorf("%s holds %v, expected the manifest alone", own, entries)
	}
	if r := build(t, out, newSite); r.Written+r.Deleted > 0 {
		t.Errorf("a repeated build did %+v", r)
	}
	if t.Failed() {
		t.Fatalf("after a crash at %q", name)
	}
}
