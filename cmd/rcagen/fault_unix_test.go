//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// large returns a project with a site that a build has work with for a while:
// the site is an older one, so that every page is made and written again.
func large(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/old.md": soundRCA("old.md")})
	mustBuild(t, dir)
	writeCorpus(t, dir, 300)
	for _, file := range mustGlob(t, filepath.Join(dir, "content", "*", "*.md")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// A number sign after a blank starts a comment.
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), " #", " no. ")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func mustGlob(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatal("nothing at", pattern, err)
	}
	return names
}

// startAndHold starts a build and stops its process (as a debugger does) once
// it holds the lock of the output folder: before that it has touched nothing,
// and after it there is still the whole site to be made.
func startAndHold(t *testing.T, dir string, stderr io.Writer) *exec.Cmd {
	t.Helper()
	command := process(dir, "build")
	command.Stderr = stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill() })
	lock := filepath.Join(dir, "public.lock")
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		if text, err := os.ReadFile(lock); err == nil && len(text) > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s did not appear", lock)
		}
	}
	if err := command.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	return command
}

// cleanedUp reports whatever lies in a project beside its content and its site.
func cleanedUp(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "content" && e.Name() != "public" {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestInterruptedBuild(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			dir := large(t)
			site := mustRead(t, filepath.Join(dir, "public"), true)
			var stderr strings.Builder
			command := startAndHold(t, dir, &stderr)
			for _, s := range []syscall.Signal{sig, syscall.SIGCONT} {
				if err := command.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			command.Wait()
			if status := command.ProcessState.ExitCode(); status != exitInterrupted {
				t.Errorf("status %d", status)
			}
			if !strings.HasSuffix(stderr.String(), "rcagen: interrupted\n") {
				t.Errorf("standard error: %q", stderr.String())
			}
			if diff := cmp.Diff(site, mustRead(t, filepath.Join(dir, "public"), true)); diff != "" {
				t.Errorf("the old site has changed:\n%s", diff)
			}
			cleanedUp(t, dir)
		})
	}
}

func TestKilledBuild(t *testing.T) {
	dir := large(t)
	site := mustRead(t, filepath.Join(dir, "public"), true)
	command := startAndHold(t, dir, io.Discard)
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	command.Wait()
	if diff := cmp.Diff(site, mustRead(t, filepath.Join(dir, "public"), true)); diff != "" {
		t.Errorf("the old site has changed:\n%s", diff)
	}
	mustBuild(t, dir)
	cleanedUp(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "public", "2014")); err != nil {
		t.Errorf("the new site is not there: %v", err)
	}
}

func TestTwoBuildsAtOnce(t *testing.T) {
	dir := large(t)
	site := mustRead(t, filepath.Join(dir, "public"), true)
	first := startAndHold(t, dir, io.Discard)

	status, _, stderr := finish(t, process(dir, "build"))
	if pid := fmt.Sprint(first.Process.Pid); status != exitFailure || !strings.Contains(stderr, pid) {
		t.Errorf("the second build: status %d, process %s not named:\n%s", status, pid, stderr)
	}
	if diff := cmp.Diff(site, mustRead(t, filepath.Join(dir, "public"), true)); diff != "" {
		t.Errorf("the old site has changed:\n%s", diff)
	}
	// Checking needs no lock.
	if status, _, stderr := finish(t, process(dir, "check")); status != exitClean {
		t.Errorf("a check meanwhile: status %d\n%s", status, stderr)
	}

	if err := first.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err != nil {
		t.Errorf("the first build: %v", err)
	}
	cleanedUp(t, dir)
}

// TestNoPermission runs rcagen as a user who may not read everything.
func TestNoPermission(t *testing.T) {
	dir, err := os.MkdirTemp("", "rcagen-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		os.Chmod(filepath.Join(dir, "content", "closed"), 0o755)
		os.RemoveAll(dir)
	})
	writeFiles(t, dir, map[string]string{
		"content/open.md":       soundRCA("open.md"),
		"content/secret.md":     soundRCA("secret.md"),
		"content/closed/x.md":   soundRCA("x.md"),
		"content/closed-too.md": soundRCA("closed-too.md"),
	})
	ordinary := ordinaryUser(t, dir)
	for file, mode := range map[string]os.FileMode{"secret.md": 0, "closed": 0} {
		if err := os.Chmod(filepath.Join(dir, "content", file), mode); err != nil {
			t.Fatal(err)
		}
	}
	status, stdout, stderr := finish(t, ordinary("build"))
	if status != exitFailure {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	for _, want := range []string{
		"error[file/unreadable]: cannot be read: permission denied",
		" --> content/secret.md\n", " --> content/closed\n",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("standard output lacks %q:\n%s", want, stdout)
		}
	}
	if n := strings.Count(stdout, "error["); n != 2 || !strings.Contains(stderr, "checked 3 files: 2 errors") {
		t.Errorf("%d errors:\n%s", n, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); !os.IsNotExist(err) {
		t.Error("a site was written")
	}
}

// ordinaryUser returns a function that prepares rcagen in a folder as a user
// other than root, who owns that folder.
func ordinaryUser(t *testing.T, dir string) func(args ...string) *exec.Cmd {
	t.Helper()
	if os.Getuid() != 0 {
		return func(args ...string) *exec.Cmd { return process(dir, args...) }
	}
	const nobody = 65534
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
	// The test binary lies where only root may look.
	binary := filepath.Join(dir, "..", filepath.Base(dir)+".exe")
	text, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(binary, text, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(binary) })
	return func(args ...string) *exec.Cmd {
		command := process(dir, args...)
		command.Path = binary
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		return command
	}
}

// TestFixReadOnly fixes a file in a folder in which nothing can be written, and
// one in a folder in which it can.
func TestFixReadOnly(t *testing.T) {
	dir, err := os.MkdirTemp("", "rcagen-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	broken := soundRCA("x.md", "severty: major")
	writeFiles(t, dir, map[string]string{"content/a/x.md": broken, "content/b/z.md": strings.ReplaceAll(broken, ": x", ": z")})
	command := ordinaryUser(t, dir)("check", "--fix")
	locked := filepath.Join(dir, "content", "a")
	if err := os.Chmod(locked, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(locked, 0o755) })
	var stderr strings.Builder
	command.Stderr = &stderr
	err = command.Run()
	if command.ProcessState.ExitCode() != exitFailure {
		t.Errorf("%v, want exit status %d", err, exitFailure)
	}
	if want := "fixed 1 finding in 1 file\nrcagen: cannot fix content/a/x.md: permission denied\n"; stderr.String() != want {
		t.Errorf("standard error %q, want %q", stderr.String(), want)
	}
	if text, err := os.ReadFile(filepath.Join(locked, "x.md")); err != nil || string(text) != broken {
		t.Errorf("the old file did not stay: %q, %v", text, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "content/b/z.md")); err != nil || !strings.Contains(string(text), "severity: major") {
		t.Errorf("the other file was not fixed: %q, %v", text, err)
	}
	if entries, err := os.ReadDir(locked); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestClosedOutput runs rcagen with a reader who leaves: that is no failure to
// hang on or to panic about.
func TestClosedOutput(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/x.md": strings.Repeat("[text](missing.md)\n\n", 500)})
	command := process(dir, "check")
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	command.Stdout = writer
	var stderr strings.Builder
	command.Stderr = &stderr
	err = command.Run()
	writer.Close()
	if err == nil || strings.Contains(stderr.String(), "goroutine") {
		t.Errorf("error %v, standard error:\n%s", err, stderr.String())
	}
}
