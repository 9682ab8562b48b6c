package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// base is the path that the site is served below, so that a link that takes
// the server's root for its own leads nowhere.
const base = "/docs/"

// publicURL is where the site believes to be published.
const publicURL = "https://incidents.example" + base

// TestBrowser builds the demo site with the real program and walks it in
// Chromium. testdata/browser/content adds documents that hold what the demo's happen
// not to: every construct of Markdown, long words, odd names.
func TestBrowser(t *testing.T) {
	axe := readAxe(t)
	d := buildDemo(t)
	b := startBrowser(t)
	if dir := os.Getenv("RCAGEN_SHOTS"); dir != "" {
		t.Run("shots", func(t *testing.T) { takeShots(t, b, d, dir) })
	}
	surveys := map[string]*survey{}
	var mu sync.Mutex
	t.Run("page", func(t *testing.T) {
		for _, page := range d.pages {
			t.Run(nameOfPage(page), func(t *testing.T) {
				t.Parallel()
				s := visit(t, b, d, page, axe)
				mu.Lock()
				defer mu.Unlock()
				surveys[page] = s
			})
		}
	})
	t.Run("redirect", func(t *testing.T) { checkRedirects(t, b, d, surveys) })
	t.Run("links", func(t *testing.T) { checkLinks(t, d, surveys) })
	t.Run("titles", func(t *testing.T) { checkTitles(t, d, surveys) })
	t.Run("budgets", func(t *testing.T) { checkBudgets(t, d, surveys) })
	t.Run("use", func(t *testing.T) {
		for name, use := range map[string]func(*testing.T, *tab, *demo){
			"keyboard":        useKeyboard,
			"keys":            useKeys,
			"skip link":       useSkipLink,
			"without scripts": useWithoutScripts,
			"colour scheme":   useScheme,
			"print":           usePrint,
			"forced colours":  useForcedColors,
			"policy":          usePolicy,

			"stillness":              useStillness,
			"links in a folder":      useFolderLinks,
			"search":                 useSearch,
			"search by keyboard":     useSearchKeys,
			"search key":             useSlashSwitch,
			"search without scripts": useSearchWithoutScripts,
			"search in a folder":     useFolder,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				p := b.open(t, chromedp.WithNewBrowserContext()) // storage of its own
				defer p.close()
				use(t, p, d)
			})
		}
		for _, page := range d.sample() {
			t.Run("axe/"+nameOfPage(page), func(t *testing.T) {
				t.Parallel()
				auditSmallAndDark(t, b.tab(t), d, page, axe)
			})
		}
	})
}

// missing skips the test, or fails it where CI promises that everything is
// installed.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// demo is the built site and the server that publishes it below base.
type demo struct {
	dir       string // the built files
	origin    string // scheme and host
	pages     []string
	redirects []string
	rcas      []string
	hosting   hosting
}

// hosting is what the site asks a host for.
type hosting struct {
	GlobalHeaders map[string]string
	Routes        []struct {
		Route   string
		Headers map[string]string
	}
}

// answer sets the headers of a file as Azure Static Web Apps does: those for all
// files, and over them those of the first route that fits.
func (h hosting) answer(headers http.Header, name string) {
	for key, value := range h.GlobalHeaders {
		headers.Set(key, value)
	}
	for _, route := range h.Routes {
		if prefix, isPrefix := strings.CutSuffix(route.Route, "*"); "/"+name == route.Route || isPrefix && strings.HasPrefix("/"+name, prefix) {
			for key, value := range route.Headers {
				headers.Set(key, value)
			}
			return
		}
	}
}

// demoProject returns a project with content/ together with testdata/browser/content.
func demoProject(t *testing.T) string {
	t.Helper()
	project := t.TempDir()
	for _, from := range []string{filepath.Join("..", "..", "content"), filepath.Join("testdata", "browser", "content")} {
		if err := os.CopyFS(filepath.Join(project, "content"), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	config := "title: Incident library\nurl: " + publicURL + "\nedit_url: https://git.example/incidents/edit/main/\n"
	if err := os.WriteFile(filepath.Join(project, "rcagen.yaml"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	return project
}

// buildDemo builds the demo project. Addresses are file names below the site with
// index.html left out.
func buildDemo(t *testing.T) *demo {
	t.Helper()
	d := &demo{dir: filepath.Join(t.TempDir(), "site")}
	build := exec.Command(os.Args[0], "build", "--output", d.dir, demoProject(t))
	build.Env = append(os.Environ(), roleVariable+"=rcagen")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, said)
	}
	err := filepath.WalkDir(d.dir, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".html" || filepath.Base(filepath.Dir(file)) == "assets" {
			return err // a page in assets is no page of the site: diagrams are drawn in it
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(d.dir, file)
		if err != nil {
			return err
		}
		page := strings.TrimSuffix(filepath.ToSlash(relative), "index.html")
		switch {
		case bytes.Contains(content, []byte(`http-equiv="refresh"`)):
			d.redirects = append(d.redirects, page)
			return nil
		case bytes.Contains(content, []byte(`<article`)):
			d.rcas = append(d.rcas, page)
		}
		d.pages = append(d.pages, page)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.rcas) < 20 || len(d.redirects) < 2 || !slices.Contains(d.pages, "") || !slices.Contains(d.pages, "404.html") {
		t.Fatalf("%d RCAs and %d redirects among the pages %q, expected the demo site", len(d.rcas), len(d.redirects), d.pages)
	}
	asked, err := os.ReadFile(filepath.Join(d.dir, "staticwebapp.config.json"))
	if err == nil {
		err = json.Unmarshal(asked, &d.hosting)
	}
	if err != nil || len(d.hosting.GlobalHeaders) == 0 {
		t.Fatal("no headers", err)
	}
	server := httptest.NewServer(d)
	t.Cleanup(server.Close)
	d.origin = server.URL
	return d
}

// nameOfPage returns a page's address as part of a name.
func nameOfPage(page string) string {
	if page == "" {
		return "home"
	}
	return strings.TrimSuffix(page, "/")
}

// url returns the address of a page on the server.
func (d *demo) url(page string) string {
	return d.origin + (&url.URL{Path: base + page}).EscapedPath()
}

// sample returns pages of every kind, with all that they may hold.
func (d *demo) sample() []string {
	return []string{"", "2023/", everything, "2023/2023-07-20-crates-io-downloads/", "2019/2019-11-29-subnet-address-shortage/", "404.html", "actions/", "trends/", "search/"}
}

// Addresses of documents in testdata/browser/content: every construct, and a
// page that no other may lead to.
const (
	everything = "2024/everything/"
	unlisted   = "2024/unlisted/"
)

// ServeHTTP answers like a static host that knows no redirects: a folder
// without its slash is not found. It sends the headers that the site asks for,
// so that both policies hold, that of the page and that of the host.
func (d *demo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, inside := strings.CutPrefix(r.URL.Path, base)
	if !inside || !fs.ValidPath("x/"+strings.TrimSuffix(name, "/")) && name != "" {
		http.NotFound(w, r)
		return
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	content, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
	d.hosting.answer(w.Header(), name)
	if err == nil {
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
		return
	}
	content, _ = os.ReadFile(filepath.Join(d.dir, "404.html"))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(content)
}
