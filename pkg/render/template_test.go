package render

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
)

// overridden prepares the fixture's site with templates of its own.
func overridden(t *testing.T, files map[string]string) (*Renderer, []diag.Diagnostic) {
	t.Helper()
	overrides := fstest.MapFS{}
	for name, text := range files {
		overrides[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r, found, err := load(newSite(t, library()...), overrides, func(w io.Writer, p *site.Page) error {
		_, err := io.WriteString(w, "<p>text</p>")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, found
}

func TestOwnTemplateReplacesTheBuiltInOne(t *testing.T) {
	r, found := overridden(t, map[string]string{
		"foot.html": `<footer class="foot">{{.Site}} is ours</footer>`,
		"site.css":  "body{color:red}",
		".gitkeep":  "",
	})
	if len(found) > 0 {
		t.Fatal(found)
	}
	page := renderAt(t, r, "2021/sso/")
	if !strings.Contains(page, "Incident library is ours") || strings.Contains(page, "Built by rcagen") {
		t.Error("the footer is not the project's")
	}
	if !strings.Contains(page, `<p>text</p>`) {
		t.Error("the built-in page template is not used")
	}
	if string(r.templates.asset("site.css").text) != "body{color:red}" {
		t.Error("the style sheet is not the project's")
	}
}

func TestMistakesInTemplates(t *testing.T) {
	tests := []struct {
		name, file, text string
		rule, marked     string // marked is the text that the finding's span covers
		message          string // a part of it
	}{
		{"not closed", "foot.html", "<p>\n{{if .Site}}\n", "template/syntax", "", "unexpected EOF"},
		{"no such action", "foot.html", "<p>\n  {{.Site | upper}}\n", "template/syntax", "{{.Site | upper}}", `function "upper" not defined`},
		{"no such field", "page.html", "<p>\n<b>{{.Nothing}}</b>", "template/execution", ".Nothing", "can't evaluate field Nothing"},
		{"no such part", "list.html", `{{template "side.html" .}}`, "template/syntax", `{{template "side.html" .}}`, `no such template "side.html"`},
		{"a part of a value", "sidebar.html", "{{.More.Nothing}}", "template/execution", ".More.Nothing", "Nothing"},
		{"an entry", "entry.html", "<li>{{.Nothing}}", "template/execution", ".Nothing", "Nothing"},
		{"half an action", "home.html", "<p>\n\tA {{.Title}\n", "template/syntax", "A {{.Title}", "bad character"},
		{"in an attribute left open", "404.html", `<a href="{{.Root}}>home</a>`, "template/syntax", "", "ends in a non-text context"},
		{"redirect", "redirect.html", "{{.Site}}", "template/execution", ".Site", "can't evaluate field Site"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, found := overridden(t, map[string]string{test.file: test.text})
			if len(found) != 1 {
				t.Fatalf("%d findings, want 1: %v", len(found), found)
			}
			d := found[0]
			if d.Rule != test.rule || d.Path != "theme/"+test.file || !strings.Contains(d.Message, test.message) {
				t.Errorf("%s %s: %s", d.Path, d.Rule, d.Message)
			}
			if strings.Contains(d.Message, "\n") || strings.HasSuffix(d.Message, ".") {
				t.Errorf("message %q", d.Message)
			}
			if marked := test.text[d.Span.Start:d.Span.End]; test.marked != "" && marked != test.marked {
				t.Errorf("%q is marked, want %q", marked, test.marked)
			}
			if page := renderAt(t, r, "2021/sso/"); !strings.Contains(page, "Built by rcagen") {
				t.Error("the built-in templates do not serve in place of the broken one")
			}
		})
	}
}

// TestMistakeBesideAGoodFile breaks a whole page where another file is
// replaced soundly: the built-in page serves all the same.
func TestMistakeBesideAGoodFile(t *testing.T) {
	r, found := overridden(t, map[string]string{"page.html": "{{if}}", "site.css": "p{}"})
	if len(found) != 1 || found[0].Rule != "template/syntax" {
		t.Fatal(found)
	}
	if page := renderAt(t, r, "2021/sso/"); !strings.Contains(page, "<h1") {
		t.Error("the built-in page does not serve in place of the broken one")
	}
}

func TestUnknownTemplates(t *testing.T) {
	_, found := overridden(t, map[string]string{"pages.html": "", "notes.txt": "", "partials/head.html": ""})
	var got []string
	for _, d := range found {
		got = append(got, d.Path+" "+d.Rule+" "+strings.Join(d.Help, ""))
	}
	want := []string{
		"theme/notes.txt template/unknown-file ",
		"theme/pages.html template/unknown-file did you mean `page.html`?",
		"theme/partials template/unknown-file ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A mistake that shows on some pages only comes out of Render.
func TestMistakeOnOnePageAlone(t *testing.T) {
	text := "{{if .Draft}}{{.Nothing}}{{end}}"
	overrides := fstest.MapFS{"page.html": {Data: []byte(text)}}
	r, found, err := load(newSite(t, library()...), overrides, func(io.Writer, *site.Page) error { return nil })
	if err != nil || len(found) > 0 {
		t.Fatal(err, found)
	}
	failed := 0
	for _, o := range allOutputs(t, r) {
		var wrong *TemplateError
		err := r.Render(io.Discard, o)
		if errors.As(err, &wrong) {
			failed++
			if d := wrong.Diagnostic; d.Path != "theme/page.html" || text[d.Span.Start:d.Span.End] != ".Nothing" {
				t.Errorf("%s %v", wrong, d.Span)
			}
		} else if err != nil {
			t.Error(err)
		}
	}
	if failed != 1 {
		t.Errorf("%d pages failed, want the draft alone", failed)
	}
}

func TestFolderThatCannotBeRead(t *testing.T) {
	_, _, err := LoadTemplates(unreadable{}, "theme", english)
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v", err)
	}
}

type unreadable struct{}

func (unreadable) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}
