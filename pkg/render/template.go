package render

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	text "text/template"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/locale"
	builtin "github.com/rcagen/rcagen/templates"
)

// TemplateError is a mistake in one of the project's templates.
type TemplateError struct{ Diagnostic diag.Diagnostic }

func (e *TemplateError) Error() string { return e.Diagnostic.Path + ": " + e.Diagnostic.Message }

// Templates is the set of templates and the other files beside them. It does
// not change, and serves any number of sites.
type Templates struct {
	language *locale.Language
	set      *template.Template
	files    map[string]file
	names    []string // of files, sorted
	folder   string   // the project's, relative to its root
	digest   [32]byte // of all templates
	assets   []asset  // style sheets and scripts, by name
}

type file struct {
	text []byte
	path string // from the project's root; "" for a built-in file
}

// BuiltIn returns the templates that come with rcagen, in a language.
func BuiltIn(l *locale.Language) *Templates {
	t, _, err := LoadTemplates(nil, "", l)
	if err != nil {
		panic(err) // they are part of the program
	}
	return t
}

// LoadTemplates reads the built-in templates and what the project replaces:
// overrides is its folder of templates, nil when there is none, and folder that
// folder's name. They speak the language. What is wrong with the files in it comes back as diagnostics,
// and the built-in files stand in for those. The error means that the folder
// could not be read.
func LoadTemplates(overrides fs.FS, folder string, l *locale.Language) (*Templates, []diag.Diagnostic, error) {
	t := &Templates{language: l, set: newSet(l), files: map[string]file{}, folder: folder}
	entries, err := fs.ReadDir(builtin.Files, ".")
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		content, err := fs.ReadFile(builtin.Files, e.Name())
		if err != nil {
			return nil, nil, err
		}
		t.files[e.Name()] = file{text: content}
		t.names = append(t.names, e.Name())
	}
	for _, name := range t.names {
		if err := t.parse(name, t.files[name]); err != nil {
			return nil, nil, err
		}
	}
	var found []diag.Diagnostic
	if overrides != nil {
		found, err = t.override(overrides)
	}
	t.digest = t.sum()
	for _, name := range t.names {
		if path.Ext(name) != ".html" {
			t.assets = append(t.assets, newAsset(name, t.files[name].text))
		}
	}
	return t, found, err
}

// newSet returns an empty set of templates that speak a language.
func newSet(l *locale.Language) *template.Template {
	return template.New("").Funcs(template.FuncMap{"t": l.Text, "count": l.Count, "language": l.Tag, "direction": l.Dir})
}

// scaffolds is the folder of what new documents begin with: no part of a page.
const scaffolds = "scaffolds"

// override replaces built-in files by those of the project.
func (t *Templates) override(overrides fs.FS) ([]diag.Diagnostic, error) {
	entries, err := fs.ReadDir(overrides, ".")
	if err != nil {
		return nil, err
	}
	var found []diag.Diagnostic
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || e.IsDir() && name == scaffolds {
			continue
		}
		if !slices.Contains(t.names, name) || e.IsDir() {
			found = append(found, t.unknown(name))
			continue
		}
		content, err := fs.ReadFile(overrides, name)
		if err != nil {
			return nil, err
		}
		own := file{text: content, path: path.Join(t.folder, name)}
		if err := t.parse(name, own); err != nil {
			found = append(found, problem("template/syntax", name, own, err))
			// The attempt has emptied the built-in template of that name.
			if err := t.parse(name, t.files[name]); err != nil {
				return nil, err
			}
			continue
		}
		t.files[name] = own
	}
	return found, nil
}

func (t *Templates) unknown(name string) diag.Diagnostic {
	d := diag.Diagnostic{
		Rule:    "template/unknown-file",
		Path:    path.Join(t.folder, name),
		Message: fmt.Sprintf("`%s` replaces no built-in file", name),
		Notes:   []string{"built-in files are " + strings.Join(t.names, ", ")},
	}
	if near := diag.Closest(name, t.names); near != "" {
		d.Help = []string{fmt.Sprintf("did you mean `%s`?", near)}
	}
	return d
}

// parse adds a file to the set of templates, or replaces it there.
func (t *Templates) parse(name string, f file) error {
	if path.Ext(name) != ".html" {
		return nil
	}
	_, err := t.set.New(name).Parse(string(f.text))
	return err
}

// Equal reports whether two sets of templates make the same pages.
func (t *Templates) Equal(u *Templates) bool {
	return t.digest == u.digest && slices.EqualFunc(t.assets, u.assets, func(x, y asset) bool { return x.address == y.address })
}

// Digest returns a digest of the templates and the scripts, but not of the
// style sheets: those can be replaced in a page that is being looked at.
func (t *Templates) Digest() [32]byte {
	sum := t.digest[:]
	for _, a := range t.assets {
		if path.Ext(a.name) == ".js" {
			sum = append(sum, a.address...)
		}
	}
	return sha256.Sum256(sum)
}

// asset returns the style sheet or script of a name.
func (t *Templates) asset(name string) asset {
	i := slices.IndexFunc(t.assets, func(a asset) bool { return a.name == name })
	return t.assets[i]
}

// overridden reports whether any file is the project's own.
func (t *Templates) overridden() bool {
	for _, f := range t.files {
		if f.path != "" {
			return true
		}
	}
	return false
}

// sum returns a digest of all templates and of their language.
func (t *Templates) sum() [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", t.language.Tag())
	for _, name := range t.names {
		if path.Ext(name) == ".html" {
			fmt.Fprintf(h, "%s %d\n%s", name, len(t.files[name].text), t.files[name].text)
		}
	}
	return [32]byte(h.Sum(nil))
}

// execute runs a template. When the project replaced some of them, a mistake in
// one is a *TemplateError.
func (t *Templates) execute(w io.Writer, name string, view any) error {
	err := t.set.ExecuteTemplate(w, name, view)
	if err == nil || !t.overridden() {
		return err
	}
	rule := "template/execution"
	var escaping *template.Error
	var running text.ExecError
	switch {
	case errors.As(err, &escaping):
		rule = "template/syntax"
	case !errors.As(err, &running):
		return err // of the writer
	}
	if at := errorPlace.FindStringSubmatch(err.Error()); at != nil {
		name = at[1]
	}
	f := t.files[name]
	if f.path == "" { // a built-in part was given something else than it expects
		f.path = t.folder
	}
	return &TemplateError{problem(rule, name, f, err)}
}

// errorPlace finds the template, line and column in an error of html/template.
var errorPlace = regexp.MustCompile(`^(?:html/)?template: ?([^:\s]+):(\d+)(?::(\d+))?: (?:executing "[^"]*" at <(.*?)>: )?`)

// problem makes a diagnostic out of an error in a template.
func problem(rule, name string, f file, err error) diag.Diagnostic {
	message := err.Error()
	d := diag.Diagnostic{Rule: rule, Path: f.path}
	if at := errorPlace.FindStringSubmatch(message); at != nil {
		message = message[len(at[0]):]
		d.Span = span(f.text, at[2], at[3], at[4])
	}
	message, _, _ = strings.Cut(message, "\n")
	d.Message = fmt.Sprintf("the template `%s` cannot be used: %s", name, strings.TrimSuffix(message, "."))
	return d
}

// span returns the place of a line, counted from 1, and a byte in it, counted
// from 0: the expression that is there, else the action that is there, else the
// rest of the line. Without a byte it is the line.
func span(content []byte, line, column, expression string) diag.Span {
	source := diag.File{Bytes: content}
	n, _ := strconv.Atoi(line)
	text, whole := source.Line(n)
	at, err := strconv.Atoi(column)
	if err != nil || at > len(text) {
		indent := len(text) - len(bytes.TrimLeft(text, " \t"))
		return diag.Span{Start: whole.Start + indent, End: whole.End}
	}
	start, end := at, len(text)
	if i := bytes.LastIndex(text[:min(at+len(expression), len(text))], []byte(expression)); expression != "" && i >= 0 {
		start, end = i, i+len(expression)
	} else if open, shut := bytes.LastIndex(text[:at], []byte("{{")), bytes.Index(text[at:], []byte("}}")); open >= 0 && shut >= 0 {
		start, end = open, at+shut+len("}}")
	}
	return diag.Span{Start: whole.Start + start, End: whole.Start + end}
}
