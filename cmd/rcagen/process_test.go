package main

import (
	"bytes"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// process prepares rcagen as a process of its own in a folder.
func process(dir string, args ...string) *exec.Cmd {
	command := exec.Command(os.Args[0], args...)
	command.Dir = dir
	command.Env = append(os.Environ(), roleVariable+"=rcagen", "GITHUB_ACTIONS=", "GITHUB_STEP_SUMMARY=")
	return command
}

// finish runs a process, or waits for one that has been started, and returns
// its exit status and what it wrote.
func finish(t *testing.T, command *exec.Cmd) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), out.String(), errs.String()
}

// mustBuild builds the project in a folder; any status but 0 ends the test.
func mustBuild(t *testing.T, dir string, args ...string) {
	t.Helper()
	if status, stdout, stderr := finish(t, process(dir, append([]string{"build"}, args...)...)); status != exitClean {
		t.Fatalf("build: status %d\n%s%s", status, stdout, stderr)
	}
}

// mustRead returns the files below a folder.
func mustRead(t *testing.T, dir string, times bool) map[string]string {
	t.Helper()
	tree, err := readTree(dir, times)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// writeFiles writes files below a folder, by path with slashes.
func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// document is what a browser makes of one page.
type document struct {
	file     string // relative to the site's root, with slashes
	elements []*html.Node
}

// readSite parses every page of a site with a browser's algorithm.
func readSite(t *testing.T, dir string) map[string]document {
	t.Helper()
	pages := map[string]document{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		root, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			return err
		}
		page := document{file: name}
		for n := range root.Descendants() {
			if n.Type == html.ElementNode {
				page.elements = append(page.elements, n)
			}
		}
		pages[name] = page
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Fatalf("no pages below %s", dir)
	}
	return pages
}

// inspectSite holds every page of a site against what must never happen on
// any, and every link into the site against the files that are there.
//
// Root is the path at which the site is published: "/" or "/docs/".
func inspectSite(t *testing.T, dir, root string) {
	t.Helper()
	pages := readSite(t, dir)
	for _, page := range pages {
		page.inspect(t)
		for _, n := range page.elements {
			for _, a := range n.Attr {
				if a.Key == "href" || a.Key == "src" {
					page.follow(t, dir, root, pages, a.Val)
				}
			}
		}
	}
}

// ownScript matches the addresses of the scripts that pages load.
var ownScript = regexp.MustCompile(`^(?:[./]*|/[a-z/]*)assets/(?:site|search|search-page|diagram)\.[0-9a-f]{8}\.js$`)

// inspect looks for scripts, handlers, styles and foreign schemes.
func (d document) inspect(t *testing.T) {
	t.Helper()
	counts := map[string]int{}
	for _, n := range d.elements {
		counts[n.Data]++
		switch n.Data {
		case "script":
			if attribute(n, "type") == "application/ld+json" { // data, which does not run
				continue
			}
			if src := attribute(n, "src"); n.FirstChild != nil || !ownScript.MatchString(src) {
				t.Errorf("%s: a script that is not the site's own: %q", d.file, src)
			}
		case "form":
			if attribute(n, "role") != "search" || !strings.HasSuffix(attribute(n, "action"), "search/") {
				t.Errorf("%s: a form that is not the search", d.file)
			}
		case "style", "iframe", "object", "embed", "base", "frame", "applet":
			t.Errorf("%s: a <%s>", d.file, n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "formaction" {
				t.Errorf("%s: <%s %s=%q>", d.file, n.Data, a.Key, a.Val)
			}
			if a.Key == "href" || a.Key == "src" || a.Key == "xlink:href" || a.Key == "srcset" || a.Key == "action" {
				if !isHarmless(a.Val) && attribute(n, "rel") != "icon" {
					t.Errorf("%s: <%s %s=%q>", d.file, n.Data, a.Key, a.Val)
				}
			}
		}
	}
	if counts["h1"] != 1 || counts["main"] != 1 || counts["title"] < 1 {
		t.Errorf("%s: %d h1, %d main, %d title", d.file, counts["h1"], counts["main"], counts["title"])
	}
}

// isHarmless reports whether a browser takes an address for a path or for one
// of the schemes that pages may link to.
func isHarmless(address string) bool {
	// Browsers drop these before they look for a scheme.
	address = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(strings.TrimFunc(address, func(r rune) bool { return r <= ' ' }))
	scheme, _, found := strings.Cut(address, ":")
	if !found || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	return slices.Contains([]string{"http", "https", "mailto", "tel"}, strings.ToLower(scheme))
}

// follow reports a link into the site that leads to no file, or to a part that
// the page does not have.
func (d document) follow(t *testing.T, dir, root string, pages map[string]document, href string) {
	t.Helper()
	u, err := url.Parse(href)
	if err != nil {
		t.Errorf("%s: href %q: %v", d.file, href, err)
		return
	}
	if u.Scheme != "" || u.Host != "" {
		return
	}
	base := &url.URL{Path: root + d.file}
	target, inside := strings.CutPrefix(base.ResolveReference(u).Path, root)
	if !inside {
		t.Errorf("%s: href %q leads out of the site", d.file, href)
		return
	}
	if target == "" || strings.HasSuffix(target, "/") {
		target += "index.html"
	}
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(target)))
	if err != nil || !info.Mode().IsRegular() {
		t.Errorf("%s: href %q leads to %q, which is not there", d.file, href, target)
		return
	}
	if strings.ContainsFunc(u.Fragment, unicode.IsControl) || !utf8.ValidString(u.Fragment) {
		return // no browser keeps these in an id
	}
	u.Fragment, _, _ = strings.Cut(u.Fragment, ":~:") // a text fragment names no element
	if u.Fragment == "" || path.Ext(target) != ".html" {
		return
	}
	if !slices.ContainsFunc(pages[target].elements, func(n *html.Node) bool { return attribute(n, "id") == u.Fragment }) {
		t.Errorf("%s: href %q: %s has no such part", d.file, href, target)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
