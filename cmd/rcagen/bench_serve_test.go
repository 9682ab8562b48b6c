package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestBenchServe measures the preview as a user meets it: from the start to the
// first page, and from a save to the page over HTTP. Like TestBench it runs only
// when asked, and asserts nothing about time. Hugo is measured beside it when it
// is installed.
func TestBenchServe(t *testing.T) {
	for _, n := range benchSizes(t) {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			dir := benchDir(t)
			writeCorpus(t, dir, n)
			documents := corpusFiles(t, dir)
			benchServe(t, dir, documents)
			benchHugo(t, dir, documents)
		})
	}
}

// corpusFiles lists the documents of a corpus, relative to its content folder.
func corpusFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	content := filepath.Join(dir, "content")
	err := filepath.WalkDir(content, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			relative, _ := filepath.Rel(content, path)
			files = append(files, filepath.ToSlash(relative))
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	return files
}

// readAndSplit is the least that anything can do before it knows its documents.
func readAndSplit(t *testing.T, dir string) time.Duration {
	t.Helper()
	start := time.Now()
	work := make(chan string)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for file := range work {
				source, err := os.ReadFile(file)
				if err != nil {
					t.Error(err)
					return
				}
				bytes.Cut(source, []byte("\n---\n"))
			}
		})
	}
	err := filepath.WalkDir(filepath.Join(dir, "content"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			work <- path
		}
		return err
	})
	close(work)
	group.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

func benchServe(t *testing.T, dir string, documents []string) {
	middle := documents[len(documents)/2]
	page := "/" + strings.TrimSuffix(middle, ".md") + "/"
	var floors, firsts []time.Duration
	var s *serving
	for range 3 {
		floors = append(floors, readAndSplit(t, dir))
		if s != nil {
			_, _ = s.stop()
		}
		start := time.Now()
		s = mustServe(t, dir)
		s.mustAwait(t, page, 200, "Impact summary")
		firsts = append(firsts, time.Since(start))
	}
	s.mustAwait(t, "/", 200, "incidents since")
	floor, first := medianOf(floors), medianOf(firsts)
	t.Logf("serve: first page after %v, %.2f times reading and splitting (%v)", first.Round(time.Millisecond), float64(first)/float64(floor), floor.Round(time.Millisecond))
	s.mustAwait(t, "/_rcagen/findings?address=", 200, "summary")
	logSaves(t, "serve, text", benchSaves(t, s.origin, dir, documents, 60, func(text, mark string) string {
		return strings.Replace(text, "\n## RCA\n", "\n## RCA\n\n"+mark+"\n", 1)
	}))
	logSaves(t, "serve, title (all lists change)", benchSaves(t, s.origin, dir, documents, 20, func(text, mark string) string {
		return strings.Replace(text, "\ntitle: ", "\ntitle: "+mark+" ", 1)
	}))
	t.Logf("serve: peak memory %d MB", peakOf(s.command.Process.Pid)>>20)
}

// benchSaves saves documents one after the other and asks for each one's page
// every 2 ms until it shows the change.
func benchSaves(t *testing.T, origin, dir string, documents []string, n int, edit func(text, mark string) string) []time.Duration {
	t.Helper()
	client := &http.Client{Timeout: patience}
	var took []time.Duration
	for i := range n {
		name := documents[(i*7919)%len(documents)]
		file := filepath.Join(dir, "content", filepath.FromSlash(name))
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		mark := fmt.Sprintf("Mark%dx%d", i, n)
		url := origin + "/" + strings.TrimSuffix(name, ".md") + "/"
		start := time.Now()
		if err := os.WriteFile(file, []byte(edit(string(before), mark)), 0o644); err != nil {
			t.Fatal(err)
		}
		for !strings.Contains(body(t, client, url), mark) {
			if time.Since(start) > patience {
				t.Fatalf("%s does not show the change", url)
			}
			time.Sleep(2 * time.Millisecond)
		}
		took = append(took, time.Since(start))
		time.Sleep(150 * time.Millisecond) // people save now and then, not all the time
	}
	return took
}

func body(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	var b bytes.Buffer
	_, _ = b.ReadFrom(response.Body)
	return b.String()
}

func logSaves(t *testing.T, what string, took []time.Duration) {
	slices.Sort(took)
	at := func(part float64) time.Duration {
		return took[int(part*float64(len(took)-1))].Round(100 * time.Microsecond)
	}
	t.Logf("%s: save to page: median %v, p95 %v, worst %v (%d saves)", what, at(0.5), at(0.95), at(1), len(took))
}

func medianOf(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

// peakOf returns the most memory that a process has had, in bytes; 0 when the
// system does not say.
func peakOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var kilobytes int64
			_, _ = fmt.Sscan(rest, &kilobytes)
			return kilobytes << 10
		}
	}
	return 0
}

// benchHugo measures Hugo's server on the same documents, with plain templates.
func benchHugo(t *testing.T, dir string, documents []string) {
	hugo, err := exec.LookPath("hugo")
	if err != nil {
		t.Log("hugo is not on the PATH")
		return
	}
	writeFiles(t, dir, map[string]string{
		"config.toml":                  "title = \"Library\"\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\"]\n",
		"layouts/_default/single.html": "<title>{{.Title}}</title>{{range .CurrentSection.Pages}}<a href={{.RelPermalink}}>{{.LinkTitle}}</a>{{end}}<main>{{.Content}}</main>",
		"layouts/_default/list.html":   "<title>{{.Title}}</title>{{range .Pages}}<a href={{.RelPermalink}}>{{.LinkTitle}}</a>{{end}}",
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	start := time.Now()
	command := exec.Command(hugo, "server", "--bind", "127.0.0.1", "--port", fmt.Sprint(port), "--source", dir)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	origin := fmt.Sprintf("http://127.0.0.1:%d", port)
	client := &http.Client{Timeout: patience}
	for page := origin + "/" + strings.TrimSuffix(documents[len(documents)/2], ".md") + "/"; !strings.Contains(body(t, client, page), "Impact summary"); {
		if time.Since(start) > 2*patience {
			t.Log("hugo shows no page")
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Logf("hugo: first page after %v", time.Since(start).Round(time.Millisecond))
	logSaves(t, "hugo, text", benchSaves(t, origin, dir, documents, 10, func(text, mark string) string {
		return strings.Replace(text, "\n## RCA\n", "\n## RCA\n\n"+mark+"\n", 1)
	}))
	t.Logf("hugo: peak memory %d MB", peakOf(command.Process.Pid)>>20)
}
