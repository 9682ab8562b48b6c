package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// saves are the ways in which programs write a file that was there before.
// What has to be at its place is moved and removed as they do it.
var saves = map[string]func(file, text string) error{
	"in place": func(file, text string) error { return os.WriteFile(file, []byte(text), 0o644) },
	"truncate, then write": func(file, text string) error {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		time.Sleep(30 * time.Millisecond)
		_, err = f.WriteString(text)
		return orClose(f, err)
	},
	"atomic rename": func(file, text string) error {
		return steps(write(file+".new", text), rename(file+".new", file))
	},
	"vim with a backup": func(file, text string) error {
		probe := filepath.Join(filepath.Dir(file), "4913")
		return steps(write(probe, ""), remove(probe),
			rename(file, file+"~"), pause, write(file, text), remove(file+"~"))
	},
	"JetBrains": func(file, text string) error {
		return steps(write(file+"___jb_tmp___", text), rename(file, file+"___jb_old___"), pause,
			rename(file+"___jb_tmp___", file), remove(file+"___jb_old___"))
	},
	"VS Code": func(file, text string) error {
		f, err := os.OpenFile(file, os.O_WRONLY|os.O_TRUNC, 0o644)
		if err != nil {
			return err
		}
		_, err = f.WriteString(text)
		return orClose(f, err)
	},
	"GNOME": func(file, text string) error {
		temporary := filepath.Join(filepath.Dir(file), ".goutputstream-AB12CD")
		return steps(write(temporary, text), rename(temporary, file))
	},
	"Emacs": func(file, text string) error {
		lock := filepath.Join(filepath.Dir(file), ".#"+filepath.Base(file))
		return steps(func() error { return os.Symlink("me@host.1:2", lock) }, rename(file, file+"~"), pause,
			write(file, text), remove(lock), remove(file+"~"))
	},
}

func write(file, text string) func() error {
	return func() error { return os.WriteFile(file, []byte(text), 0o644) }
}
func rename(from, to string) func() error { return func() error { return os.Rename(from, to) } }
func remove(file string) func() error     { return func() error { return os.Remove(file) } }

// pause is the time in which a file is not there.
func pause() error {
	time.Sleep(20 * time.Millisecond)
	return nil
}

func steps(all ...func() error) error {
	for _, step := range all {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func orClose(f *os.File, err error) error {
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// numbered returns an RCA that says its number at its beginning and its end.
func numbered(name string, n int) string {
	text := soundRCA(name, "started: 2024-01-02T03:04:05Z")
	text = strings.Replace(text, "A deploy opened", fmt.Sprintf("Number %d. A deploy opened", n), 1)
	return text + fmt.Sprintf("\nEnd of %d.\n", n)
}

// TestEverySaveIsSeen saves a document in the ways that editors do, while
// somebody looks at its page all the time: who sees a whole page, the one from
// before or the new one, at every moment, and the new one in the end.
func TestEverySaveIsSeen(t *testing.T) {
	for _, poll := range []bool{false, true} {
		dir := t.TempDir()
		file := filepath.Join(dir, "content", "a.md")
		writeFiles(t, dir, map[string]string{"content/a.md": numbered("a.md", 0)})
		var args []string
		if poll {
			args = []string{"--poll"}
		}
		s := mustServe(t, dir, args...)
		s.mustAwait(t, "/a/", 200, "Number 0.")
		s.mustAwait(t, "/", 200, "") // from here on a page is remembered while its file is gone
		n := 0
		for name, save := range saves {
			t.Run(fmt.Sprintf("%s, poll %t", name, poll), func(t *testing.T) {
				before := n
				n++
				looking := s.watchPage(t, "/a/", before, n)
				if err := save(file, numbered("a.md", n)); err != nil {
					t.Fatal(err)
				}
				s.mustAwait(t, "/a/", 200, fmt.Sprintf("Number %d.", n))
				looking()
			})
		}
		t.Run(fmt.Sprintf("sed, poll %t", poll), func(t *testing.T) {
			if out, err := exec.Command("sed", "-i", fmt.Sprintf("s/Number %d/Number 77/", n), file).CombinedOutput(); err != nil {
				t.Skipf("no sed -i here: %v %s", err, out)
			}
			s.mustAwait(t, "/a/", 200, "Number 77.")
		})
	}
}

// watchPage asks for a page all the time until the returned function is
// called. Each answer must be whole and one of two numbers.
func (s *serving) watchPage(t *testing.T, path string, before, after int) (stop func()) {
	t.Helper()
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			default:
			}
			a, err := s.get(path)
			if err != nil {
				t.Error(err)
				return
			}
			old := a.lacks(200, []string{fmt.Sprintf("Number %d.", before), fmt.Sprintf("End of %d.", before)})
			if now := a.lacks(200, []string{fmt.Sprintf("Number %d.", after), fmt.Sprintf("End of %d.", after)}); old != "" && now != "" {
				t.Errorf("in between there was neither the old page (%s) nor the new one (%s):\n%.1500s", old, now, a.body)
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// TestBranchSwitch lets git put three thousand documents in the place of others.
func TestBranchSwitch(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		command := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "gc.auto=0"}, args...)...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "first")
	fill := func(name string, n int) {
		files := map[string]string{}
		for i := range n {
			files[fmt.Sprintf("content/%d/d%04d.md", 2000+i%20, i)] = soundRCA("x.md",
				fmt.Sprintf("id: d%04d", i), "title: "+name+fmt.Sprint(i), "sidebar_label: "+name+fmt.Sprint(i), fmt.Sprintf("started: %d-01-02", 2000+i%20))
		}
		writeFiles(t, dir, files)
		git("add", ".")
		git("commit", "-q", "-m", name)
	}
	fill("First", 1500)
	git("checkout", "-q", "-b", "second")
	fill("Second", 3000)
	s := mustServe(t, dir)
	s.mustAwait(t, "/", 200, "3,000 incidents")
	s.mustAwait(t, "/2001/d0001/", 200, "Second1")
	git("checkout", "-q", "first")
	s.mustAwait(t, "/", 200, "1,500 incidents", "First", "!Second")
	s.mustAwait(t, "/2001/d0001/", 200, "First1", "!Second1")
	s.mustAwait(t, "/2019/d2999/", 404)
	git("checkout", "-q", "second")
	s.mustAwait(t, "/", 200, "3,000 incidents", "!First")
	s.mustAwait(t, "/2019/d2999/", 200, "Second2999")
}

// TestNewFoldersInOneGo makes folders in folders with documents in them faster
// than anybody can begin to watch them.
func TestNewFoldersInOneGo(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/a.md": numbered("a.md", 0)})
	s := mustServe(t, dir)
	s.mustAwait(t, "/a/", 200)
	for i := range 20 {
		name := fmt.Sprintf("n%d", i)
		writeFiles(t, dir, map[string]string{
			"content/" + name + "/b/c/" + name + ".md":        numbered(name+".md", i),
			"content/" + name + "/b/c/d/deep-" + name + ".md": numbered("deep-"+name+".md", i),
		})
		s.mustAwait(t, "/"+name+"/b/c/"+name+"/", 200, fmt.Sprintf("Number %d.", i))
		s.mustAwait(t, "/"+name+"/b/c/d/deep-"+name+"/", 200, fmt.Sprintf("Number %d.", i))
	}
}

// TestLinkedDocument edits the file that a symbolic link in the content folder
// leads to.
func TestLinkedDocument(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/a.md": numbered("a.md", 0), "notes/real.md": numbered("b.md", 1)})
	if err := os.Symlink(filepath.Join("..", "notes", "real.md"), filepath.Join(dir, "content", "b.md")); err != nil {
		t.Skip(err)
	}
	s := mustServe(t, dir)
	s.mustAwait(t, "/b/", 200, "Number 1.")
	real := filepath.Join(dir, "notes", "real.md")
	for i, way := range []string{"in place", "atomic rename", "vim with a backup"} {
		if err := saves[way](real, numbered("b.md", 2+i)); err != nil {
			t.Fatal(err)
		}
		// The home page does not read the file itself: only the event tells.
		s.mustAwait(t, "/b/", 200, fmt.Sprintf("Number %d.", 2+i))
	}
}

// TestStorm edits, adds and deletes without a pause while fifty readers ask for
// pages and listen to events. Run with -race, the preview itself is watched.
func TestStorm(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"rcagen.yaml": "title: Library\n"}
	for i := range 60 {
		files[fmt.Sprintf("content/d%02d.md", i)] = numbered(fmt.Sprintf("d%02d.md", i), 0)
	}
	writeFiles(t, dir, files)
	s := mustServe(t, dir)
	s.mustAwait(t, "/", 200, "60 incidents")
	end := time.Now().Add(3 * time.Second)
	var readers, writers sync.WaitGroup
	var answers atomic.Int64
	for i := range 50 {
		readers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 1))
			for time.Now().Before(end) {
				path := []string{"/", fmt.Sprintf("/d%02d/", r.IntN(60)), "/_rcagen/findings?address=", "/nothing/"}[r.IntN(4)]
				a, err := s.get(path)
				if err != nil || a.status != 200 && a.status != 404 {
					t.Errorf("%s: %v, status %d\n%s", path, err, a.status, a.body)
					return
				}
				answers.Add(1)
			}
		})
	}
	last := make([]int, 60)
	for w := range 2 {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 2))
			for n := 1; time.Now().Before(end); n++ {
				i := r.IntN(30)*2 + w
				name := fmt.Sprintf("d%02d.md", i)
				file := filepath.Join(dir, "content", name)
				if r.IntN(5) == 0 {
					_ = os.Remove(file)
				}
				if err := os.WriteFile(file, []byte(numbered(name, n)), 0o644); err != nil {
					t.Error(err)
				}
				last[i] = n
				if n%40 == 0 {
					writeFiles(t, dir, map[string]string{"rcagen.yaml": fmt.Sprintf("title: Library %d\n", n)})
				}
			}
		})
	}
	writers.Wait()
	readers.Wait()
	for i, n := range last {
		s.mustAwait(t, fmt.Sprintf("/d%02d/", i), 200, fmt.Sprintf("Number %d.", n))
	}
	status, err := s.stop()
	if said := s.text(&s.stderr); err != nil || status != exitInterrupted || strings.Contains(said, "DATA RACE") {
		t.Errorf("status %d, error %v\n%s", status, err, said)
	}
	if answers.Load() < 50 {
		t.Errorf("only %d answers", answers.Load())
	}
}
