//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// dialogue is the program in a terminal, with somebody who answers.
type dialogue struct {
	t        *testing.T
	dir      string
	command  *exec.Cmd
	terminal *os.File
	out      bytes.Buffer // standard output, which is no terminal
	read     int          // bytes that were shown before the last answer

	mu    sync.Mutex
	shown strings.Builder // what the terminal has shown so far
}

// converse starts the command new in a terminal that its questions go to.
func converse(t *testing.T, dir string, args ...string) *dialogue {
	t.Helper()
	d := &dialogue{t: t, dir: dir, command: process(dir, append([]string{"new"}, args...)...)}
	d.command.Stdout = &d.out
	terminal, err := pty.Start(d.command)
	if err != nil {
		t.Fatal(err)
	}
	d.terminal = terminal
	t.Cleanup(func() { terminal.Close() })
	t.Cleanup(func() { d.command.Process.Kill() })
	go func() {
		for b := make([]byte, 1024); ; {
			n, err := terminal.Read(b)
			d.mu.Lock()
			d.shown.Write(b[:n])
			d.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return d
}

func (d *dialogue) screen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shown.String()
}

// answer waits for a question, and types an answer.
func (d *dialogue) answer(question, answer string) {
	d.t.Helper()
	isAsked := func() bool { return strings.HasSuffix(d.screen()[d.read:], question+": ") }
	for deadline := time.Now().Add(time.Minute); !isAsked(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			d.t.Fatalf("no question %q in:\n%s", question, d.screen())
		}
	}
	d.read = len(d.screen())
	if _, err := d.terminal.WriteString(answer); err != nil {
		d.t.Fatal(err)
	}
}

// end waits for the end and returns the exit status and all files.
func (d *dialogue) end() (status int, files map[string]string) {
	d.t.Helper()
	err := d.command.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		status = exit.ExitCode()
	} else if err != nil {
		d.t.Fatal(err)
	}
	files = map[string]string{}
	for _, name := range listFiles(d.t, d.dir) {
		text, err := os.ReadFile(filepath.Join(d.dir, name))
		if err != nil {
			d.t.Fatal(err)
		}
		files[filepath.ToSlash(name)] = string(text)
	}
	return status, files
}

func listFiles(t *testing.T, dir string) (names []string) {
	t.Helper()
	tree, err := readTree(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	for name := range tree {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			names = append(names, name)
		}
	}
	return names
}

const (
	askSeverity = "Severity (critical, major, minor, notice)"
	askStart    = "When did it start, such as 2023-12-12 09:10 UTC"
)

// TestNewAsks: what is missing is asked for, and again where an answer cannot
// be read.
func TestNewAsks(t *testing.T) {
	d := converse(t, t.TempDir())
	d.answer("Title", "\n")
	d.answer("an RCA needs a title\r\nTitle", "Search fails\n")
	d.answer("Service", "Search\n")
	d.answer(askSeverity, "\n")
	d.answer(askStart, "yesterday\n")
	d.answer(askStart, "2023-12-12 09:10 UTC\n")
	status, files := d.end()
	const path = "content/2023/2023-12-12-search-fails.md"
	if status != 0 || filepath.ToSlash(d.out.String()) != path+"\n" || len(files) != 1 {
		t.Fatalf("status %d, %q, %d files\n%s", status, d.out.String(), len(files), d.screen())
	}
	if !strings.Contains(d.screen(), `"yesterday" cannot be read as a time`) {
		t.Error(d.screen())
	}
	want := "---\nid: 2023-12-12-search-fails\ntitle: Search fails\nsidebar_label: Search fails\ndraft: true\nservices: [Search]\nstarted: 2023-12-12T09:10:00Z\n---\n"
	if !strings.HasPrefix(files[path], want) {
		t.Error(files[path])
	}
}

// TestNewAsksForTheRest: what the command line says is not asked for. The end of
// the input ends the questions.
func TestNewAsksForTheRest(t *testing.T) {
	d := converse(t, t.TempDir(), "Search fails", "--service", "Search", "--started", "2023-12-12")
	d.answer(askSeverity, "\x04")
	if status, files := d.end(); status != 0 || len(files) != 1 || strings.Contains(d.screen(), "Title") {
		t.Errorf("status %d, %v\n%s", status, files, d.screen())
	}
	d = converse(t, t.TempDir(), "Search fails", "--service", "Search", "--started", "2023-12-12", "--severity", "minor")
	if status, files := d.end(); status != 0 || len(files) != 1 || strings.Contains(d.screen(), ":") {
		t.Errorf("status %d, %v\n%s", status, files, d.screen())
	}
	d = converse(t, t.TempDir())
	d.answer("Title", "\x04")
	if status, files := d.end(); status != exitUsage || len(files) != 0 {
		t.Errorf("status %d, %v\n%s", status, files, d.screen())
	}
}

// TestNewInterrupted: Ctrl-C at any question leaves nothing behind.
func TestNewInterrupted(t *testing.T) {
	answers := [][2]string{{"Title", "Search fails\n"}, {"Service", "Search\n"}, {askSeverity, "major\n"}, {askStart, "2023-12-12\n"}}
	for last := range answers {
		d := converse(t, t.TempDir())
		for _, a := range answers[:last] {
			d.answer(a[0], a[1])
		}
		d.answer(answers[last][0], "half an ans\x03")
		if status, files := d.end(); status != exitInterrupted || len(files) != 0 || d.out.Len() != 0 {
			t.Errorf("at %q: status %d, %v\n%s", answers[last][0], status, files, d.screen())
		}
	}
}

// TestNewEditorGetsTheRest: what is typed behind the last answer is for the
// editor, which has the terminal.
func TestNewEditorGetsTheRest(t *testing.T) {
	dir := t.TempDir()
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\nread line\necho \"$line\" >> \"$1\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VISUAL", editor)
	d := converse(t, dir, "Search fails", "--service", "Search", "--severity", "minor", "--edit")
	d.answer(askStart, "2023-12-12\nfor the editor\n")
	status, files := d.end()
	if text := files["content/2023/2023-12-12-search-fails.md"]; status != 0 || !strings.HasSuffix(text, "\nfor the editor\n") {
		t.Errorf("status %d\n%s\n%s", status, text, d.screen())
	}
}
