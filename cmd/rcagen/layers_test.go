package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/rcagen/rcagen/"

// rows are the layers of the program, top row first: a package imports only
// from rows above its own.
var rows = [][]string{
	{"pkg/card", "pkg/chart", "pkg/diag", "pkg/feed", "pkg/fetch", "pkg/git", "pkg/locale", "pkg/output", "pkg/search", "pkg/watch", "templates"},
	{"pkg/baseline", "pkg/fix", "pkg/yaml"},
	{"pkg/frontmatter", "pkg/markdown", "pkg/temporal"},
	{"pkg/config", "pkg/incident", "pkg/naming"},
	{"pkg/rca"},
	{"pkg/site"},
	{"pkg/check", "pkg/figures", "pkg/report", "pkg/scaffold"},
	{"pkg/format"},
	{"pkg/importer", "pkg/render"},
	{"pkg/build"},
	{"pkg/lsp", "pkg/serve", "pkg/starter"},
	{"cmd/rcagen"},
}

// importers names the one package that may import a library (a prefix of the
// import path), or both that do. The standard library is free, but for
// html/template and net/http.
var importers = map[string]string{
	"github.com/JohannesKaufmann/html-to-markdown": "pkg/incident",
	"github.com/BurntSushi/toml":                   "pkg/incident",
	"github.com/adrg/frontmatter":                  "pkg/frontmatter",
	"github.com/alecthomas/chroma":                 "pkg/markdown",
	"github.com/bmatcuk/doublestar":                "pkg/config",
	"github.com/creachadair/jrpc2":                 "pkg/lsp",
	"github.com/fsnotify/fsnotify":                 "pkg/watch",
	"github.com/gofrs/flock":                       "pkg/output",
	"github.com/klauspost/compress":                "pkg/card",
	"github.com/mattn/go-runewidth":                "pkg/report",
	"github.com/rogpeppe/go-internal/diff":         "pkg/fix",
	"github.com/spf13/cobra":                       "cmd/rcagen",
	"github.com/tdewolff/parse":                    "pkg/importer",
	"github.com/yuin/goldmark":                     "pkg/markdown",
	"go.yaml.in/yaml":                              "pkg/yaml",
	"golang.org/x/image":                           "pkg/card",
	"golang.org/x/net/html":                        "pkg/incident pkg/markdown",
	"golang.org/x/net/netutil":                     "pkg/serve",
	"golang.org/x/sys":                             "pkg/output",
	"golang.org/x/term":                            "pkg/report",
	"golang.org/x/text/cases":                      "pkg/site",
	"golang.org/x/text/feature/plural":             "pkg/locale",
	"golang.org/x/text/language":                   "pkg/locale",
	"golang.org/x/text/unicode/norm":               "pkg/search pkg/site", // Unicode's tables
	"golang.org/x/tools/txtar":                     "pkg/check",
	"html/template":                                "pkg/render",
	"net/http":                                     "pkg/fetch pkg/serve",
}

// TestLayers reads every import of the program and holds it against the rows.
func TestLayers(t *testing.T) {
	row := map[string]int{}
	for i, packages := range rows {
		for _, p := range packages {
			row[p] = i
		}
	}
	seen := map[string]bool{}
	used := map[string]bool{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "public") {
			return fs.SkipDir
		}
		if path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		relative, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(relative)
		seen[pkg] = true
		if _, ok := row[pkg]; !ok {
			t.Errorf("%s stands in no row", pkg)
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, row, used, pkg, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p := range row {
		if !seen[p] {
			t.Errorf("%s stands in a row and does not exist", p)
		}
	}
	for library := range importers {
		if !used[library] {
			t.Errorf("nothing imports %s", library)
		}
	}
}

// checkImport reports an import that goes upwards, sideways, or past the
// package that owns the library.
func checkImport(t *testing.T, row map[string]int, used map[string]bool, pkg, imported string) {
	if inner, ours := strings.CutPrefix(imported, module); ours {
		if row[inner] >= row[pkg] {
			t.Errorf("%s (row %d) imports %s (row %d)", pkg, row[pkg], inner, row[inner])
		}
		return
	}
	for library, owner := range importers {
		if imported == library || strings.HasPrefix(imported, library+"/") {
			used[library] = true
			if !slices.Contains(strings.Fields(owner), pkg) {
				t.Errorf("%s imports %s, which belongs to %s", pkg, imported, owner)
			}
			return
		}
	}
	if strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") {
		t.Errorf("%s imports %s, which no package owns", pkg, imported)
	}
}
