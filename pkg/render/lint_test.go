package render

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	builtin "github.com/rcagen/rcagen/templates"
)

// trusted says where a text may become HTML or CSS without being escaped.
var trusted = map[string]string{
	"HTML in body":      "the body, made by pkg/markdown",
	"HTML in level":     "parts of the navigation, made from entry.html",
	"HTML in render":    "entries of a group, made from entry.html",
	"CSS in newOffline": "the style sheet, ours or the project's",
	"HTML in picture":   "SVG, made by pkg/chart",
	"HTML in rows":      "rows of lists, made from row.html",
}

// TestNothingElseIsTrusted reads the package's own source: the types that tell
// html/template not to escape a value appear where they are meant to, only.
func TestNothingElseIsTrusted(t *testing.T) {
	set := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			ast.Inspect(declaration, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if from, isName := selectorOf(selector, ok); isName && from == "template" {
					switch selector.Sel.Name {
					case "JS", "JSStr", "URL", "HTMLAttr", "Srcset":
						t.Errorf("%s: template.%s", set.Position(n.Pos()), selector.Sel.Name)
					}
				}
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				function, isSelector := call.Fun.(*ast.SelectorExpr)
				if from, isName := selectorOf(function, isSelector); !isName || from != "template" || function.Sel.Name != "HTML" && function.Sel.Name != "CSS" {
					return true
				}
				name := "a declaration"
				if f, isFunction := declaration.(*ast.FuncDecl); isFunction {
					name = f.Name.Name
				}
				name = function.Sel.Name + " in " + name
				if trusted[name] == "" {
					t.Errorf("%s: template.%s", set.Position(n.Pos()), name)
				}
				seen[name] = true
				return true
			})
		}
	}
	if len(seen) != len(trusted) {
		t.Errorf("template.HTML and template.CSS are used: %v, expected %v", seen, trusted)
	}
}

func selectorOf(s *ast.SelectorExpr, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	name, isName := s.X.(*ast.Ident)
	if !isName {
		return "", false
	}
	return name.Name, true
}

// The policy in head.html forbids these, so that they would have no effect.
// JSON-LD is data. The policy of an exported page allows its style sheet.
func TestTemplatesHoldNoInlineScriptOrStyle(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|<script>|<script [^>]*>[^<]|\sstyle=|\son[a-z]+=|javascript:|https?://`)
	names, err := fs.Glob(builtin.Files, "*.html")
	if err != nil || len(names) == 0 {
		t.Fatal("no templates", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(builtin.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.ReplaceAll(text, []byte(`<script type="application/ld+json">{{.}}</script>`), nil)
		text = bytes.ReplaceAll(text, []byte("http://www.w3.org/2000/svg"), nil) // a name, not an address
		text = bytes.ReplaceAll(text, []byte("<style>{{.Style}}</style>"), nil)
		if found := inline.Find(text); found != nil {
			t.Errorf("%s: %s", name, found)
		}
	}
}
