package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
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

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// TestBench compares a cold build with its floor: reading, goldmark, chroma
// and writing of the same files, in a process of its own each. It runs only
// when RCAGEN_BENCH names numbers of documents ("1000,10000"), asserts
// nothing about time, and prints one line a figure.
func TestBench(t *testing.T) {
	asked := benchSizes(t)
	least, middle := startTime(t)
	t.Logf("`rcagen version`: %v, median %v of 20", least.Round(time.Millisecond/10), middle.Round(time.Millisecond/10))
	for _, n := range asked {
		t.Run(strconv.Itoa(n), func(t *testing.T) { benchBuild(t, n) })
	}
}

// benchSizes returns the numbers of documents to measure with; without any the
// test is skipped.
func benchSizes(t *testing.T) (sizes []int) {
	t.Helper()
	asked := os.Getenv("RCAGEN_BENCH")
	if asked == "" {
		t.Skip("set RCAGEN_BENCH=1000,10000 (make bench)")
	}
	for _, size := range strings.Split(asked, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// benchDir returns a folder on a memory file system where there is one: on
// disks the cost of making files depends on what was deleted before.
func benchDir(t *testing.T) string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		dir, err := os.MkdirTemp("/dev/shm", "rcagen-bench-")
		if err == nil {
			t.Cleanup(func() { os.RemoveAll(dir) })
			return dir
		}
	}
	return t.TempDir()
}

func benchBuild(t *testing.T, n int) {
	dir := benchDir(t)
	writeCorpus(t, dir, n)
	rounds := 5
	if n > 5000 {
		rounds = 3
	}
	var floors, builds []figures
	for range rounds { // in pairs, so that a noisy machine disturbs both
		floors = append(floors, measure(t, dir, "floor"))
		builds = append(builds, measure(t, dir, "rcagen", "build", dir))
		for _, out := range []string{"floor", "public"} {
			if err := os.RemoveAll(filepath.Join(dir, out)); err != nil {
				t.Fatal(err)
			}
		}
	}
	floor, build := median(floors), median(builds)
	t.Logf("floor: CPU %v, wall %v, peak %d MB", floor.cpu, floor.wall, floor.peak>>20)
	t.Logf("build: CPU %v, wall %v, peak %d MB", build.cpu, build.wall, build.peak>>20)
	t.Logf("build / floor: CPU %.2f, wall %.2f (medians of %d)",
		float64(build.cpu)/float64(floor.cpu), float64(build.wall)/float64(floor.wall), rounds)
	measure(t, dir, "rcagen", "build", dir)
	again := measure(t, dir, "rcagen", "build", dir)
	t.Logf("second build, nothing changed, new process: CPU %v, wall %v", again.cpu, again.wall)
	pages, total, middle := pageSizes(t, filepath.Join(dir, "public"))
	t.Logf("output: %d pages, %.1f MB, median page %.1f kB", pages, float64(total)/1e6, float64(middle)/1e3)
}

// figures is what one process cost.
type figures struct {
	cpu, wall time.Duration
	peak      int64 // bytes; 0 when the system does not say
}

// measure runs this test binary in a role (see TestMain).
func measure(t *testing.T, dir, role string, args ...string) figures {
	t.Helper()
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), roleVariable+"="+role, "RCAGEN_FLOOR="+dir)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	start := time.Now()
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", role, err, stderr.String())
	}
	wall := time.Since(start)
	state := command.ProcessState
	return figures{state.UserTime() + state.SystemTime(), wall, peakMemory(state)}
}

func median(fs []figures) figures {
	slices.SortFunc(fs, func(a, b figures) int { return cmp.Compare(a.cpu, b.cpu) })
	return fs[len(fs)/2]
}

// startTime builds the program itself, because this test binary holds more,
// and returns the least and the median of 20 starts.
func startTime(t *testing.T) (least, middle time.Duration) {
	program := filepath.Join(t.TempDir(), "rcagen")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var walls []time.Duration
	for range 20 {
		start := time.Now()
		if err := exec.Command(program, "version").Run(); err != nil {
			t.Fatal(err)
		}
		walls = append(walls, time.Since(start))
	}
	slices.Sort(walls)
	return walls[0], walls[len(walls)/2]
}

// pageSizes sums up the HTML of a site.
func pageSizes(t *testing.T, dir string) (pages int, total, middle int64) {
	var sizes []int64
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".html" {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sizes = append(sizes, info.Size())
			total += info.Size()
		}
		return err
	})
	if err != nil || len(sizes) == 0 {
		t.Fatal("no pages", err)
	}
	slices.Sort(sizes)
	return len(sizes), total, sizes[len(sizes)/2]
}

// floor does the least that any such program must do.
func floor(dir string) error {
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(newFloorCode(), 100))),
	)
	return eachDocument(dir, func(file string) error { return floorPage(md, dir, file) })
}

// eachDocument does something to every document, on all processors.
func eachDocument(dir string, do func(file string) error) error {
	var files []string
	err := filepath.WalkDir(filepath.Join(dir, "content"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	work := make(chan string)
	var group sync.WaitGroup
	errs := make([]error, runtime.GOMAXPROCS(0))
	for i := range errs {
		group.Go(func() {
			for file := range work {
				if err := do(file); err != nil {
					errs[i] = err
				}
			}
		})
	}
	for _, file := range files {
		work <- file
	}
	close(work)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func floorPage(md goldmark.Markdown, dir, file string) error {
	source, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	_, body, _ := bytes.Cut(source[4:], []byte("\n---\n"))
	var page bytes.Buffer
	page.WriteString("<!doctype html><html><head><title>RCA</title></head><body><main>")
	if err := md.Convert(body, &page); err != nil {
		return err
	}
	page.WriteString("</main></body></html>")
	relative, err := filepath.Rel(filepath.Join(dir, "content"), file)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, "floor", strings.TrimSuffix(relative, ".md"))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "index.html"), page.Bytes(), 0o644)
}

// floorCode colours fences with chroma's own formatter, made once.
type floorCode struct {
	formatter *chromahtml.Formatter
	style     *chroma.Style
	lexers    sync.Map
}

func newFloorCode() *floorCode {
	return &floorCode{formatter: chromahtml.New(chromahtml.WithClasses(true)), style: styles.Fallback}
}

func (f *floorCode) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, f.render)
}

func (f *floorCode) render(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := n.(*ast.FencedCodeBlock)
	var code bytes.Buffer
	for i := range block.Lines().Len() {
		line := block.Lines().At(i)
		code.Write(line.Value(source))
	}
	lang := string(block.Language(source))
	lexer, ok := f.lexers.Load(lang)
	if !ok {
		lexer = chroma.Coalesce(lexers.Get(lang))
		f.lexers.Store(lang, lexer)
	}
	tokens, err := lexer.(chroma.Lexer).Tokenise(nil, code.String())
	if err != nil {
		return ast.WalkStop, err
	}
	return ast.WalkSkipChildren, f.formatter.Format(io.Writer(w), f.style, tokens)
}

// roleVariable makes the test binary be another program: "rcagen" itself or
// the "floor", or what only parses.
const roleVariable = "RCAGEN_ROLE"

// playRole runs the role that the environment asks for, if any, and then ends
// the process.
func playRole() {
	roles := map[string]func(dir string) error{"floor": floor, "parse": parseAll}
	role := os.Getenv(roleVariable)
	if role == "rcagen" {
		main()
	}
	if run := roles[role]; run != nil {
		tuneMemory()
		if err := run(os.Getenv("RCAGEN_FLOOR")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}
