package importer

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/tools/txtar"
)

// folderOf returns the files of an archive.
func folderOf(a *txtar.Archive) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range a.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// moved imports a folder into an empty project, and returns the changes and all
// findings.
func moved(t *testing.T, im *Importer, files fs.FS, read func(string) ([]byte, error)) (*Folder, []Change, []diag.Diagnostic) {
	t.Helper()
	f, err := OpenFolder(files, "site")
	if err != nil {
		t.Fatal(err)
	}
	var drafts []Draft
	var found []diag.Diagnostic
	for _, name := range f.Sources {
		s, err := f.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		d, more := f.Documents(im, name, s)
		drafts, found = append(drafts, d...), append(found, more...)
	}
	assets, err := f.Assets(im, drafts)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := im.Plan(drafts, assets, nil, "content", read)
	if err != nil {
		t.Fatal(err)
	}
	return f, changes, append(append(found, f.Found...), Problems(changes)...)
}

// TestDocusaurus imports projects and compares what is written, and what is
// found, with the golden files.
func TestDocusaurus(t *testing.T) {
	cases, err := filepath.Glob("testdata/docusaurus/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range cases {
		t.Run(filepath.Base(file), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f, changes, found := moved(t, New(config.Default()), folderOf(a), none)
			if !f.Docusaurus() {
				t.Fatal("not recognised")
			}
			var b strings.Builder
			for _, c := range changes {
				fmt.Fprintf(&b, "==> %s\n%s", c.Write, withoutPrint(c.After))
			}
			diag.Sort(found)
			for _, d := range found {
				fmt.Fprintf(&b, "==> %s at %s%s: %s\n", d.Rule, d.Path, placeOf(a, d), d.Message)
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".want", b.String())
		})
	}
}

// withoutPrint leaves out the fingerprint, which other tests are about.
func withoutPrint(text []byte) string {
	before, rest, found := strings.Cut(string(text), printKey)
	if !found {
		return before
	}
	_, after, _ := strings.Cut(rest, "\n")
	return before + after
}

// placeOf quotes the first line of what a finding points to.
func placeOf(a *txtar.Archive, d diag.Diagnostic) string {
	for _, f := range a.Files {
		if "site/"+f.Name == d.Path && d.Span.Len() > 0 {
			line, _, _ := strings.Cut(string(f.Data[d.Span.Start:d.Span.End]), "\n")
			return " `" + line + "`"
		}
	}
	return ""
}

// TestDocusaurusSettings leaves a configuration that is there as it is, and says
// what it lacks.
func TestDocusaurusSettings(t *testing.T) {
	files := fstest.MapFS{
		"docusaurus.config.js": {Data: []byte("module.exports = {title: 'Theirs', url: 'https://example.com', baseUrl: '/'}")},
		"docs/a.md":            {Data: []byte("# A\n\nText.\n")},
	}
	own := []byte("title: Ours\n")
	c, problems := config.Load(settingsName, own)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	read := func(path string) ([]byte, error) {
		if path == settingsName {
			return own, nil
		}
		return none(path)
	}
	_, changes, found := moved(t, New(c), files, read)
	for _, c := range changes {
		if c.Write == settingsName {
			t.Error("the configuration is written over")
		}
	}
	var help []string
	for _, d := range found {
		if d.Path == settingsName {
			help = append(help, d.Help...)
		}
	}
	if diff := cmp.Diff([]string{"add `url: \"https://example.com/docs/\"`"}, help); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDocusaurusRefused names why a project cannot be imported.
func TestDocusaurusRefused(t *testing.T) {
	for _, c := range []struct{ config, want string }{
		{"module.exports = {presets: [['classic', {docs: false}]]}", "site: this Docusaurus project has no documents: `docs` is false"},
		{"module.exports = {presets: [['classic', {docs: {path: '../docs'}}]]}", "site: its documents are in `../docs`, outside of this folder; import that folder, and write `url` into rcagen.yaml"},
		{"module.exports = {presets: [['classic', {docs: {path: 'there'}}]]}", "site: the documents of this Docusaurus project should be in `there`, which is no folder"},
		{"module.exports = {}", "site/docs: no document is in this folder or below it"},
	} {
		files := fstest.MapFS{"docusaurus.config.js": {Data: []byte(c.config)}, "docs/x.txt": {}}
		_, err := OpenFolder(files, "site")
		if err == nil || err.Error() != c.want {
			t.Errorf("%s\n got: %v\nwant: %s", c.config, err, c.want)
		}
	}
}

// TestDocusaurusCycles reads sidebars that hold themselves, and lists of names
// of lists that would be more items than anybody has.
func TestDocusaurusCycles(t *testing.T) {
	doubled, objects := "const l0 = ['a', 'a'];\n", "const l0 = ['a', 'a'];\n"
	for k := 1; k < 40; k++ {
		doubled += fmt.Sprintf("const l%d = [{type: 'category', label: 'x', items: l%d}, {type: 'category', label: 'y', items: l%d}];\n", k, k-1, k-1)
		objects += fmt.Sprintf("const l%d = {x: l%d, y: l%d};\n", k, k-1, k-1)
	}
	for _, sidebars := range []string{
		"const a = {type: 'category', label: 'x', items: [a]}; module.exports = {s: [a]}",
		"const a = {x: a}; module.exports = a",
		"const a = b, b = a; module.exports = a",
		doubled + "module.exports = {s: l39}",
		objects + "module.exports = {s: l39}",
	} {
		files := fstest.MapFS{
			"docusaurus.config.js": {Data: []byte("module.exports = {presets: [['classic', {docs: {sidebarPath: 'sidebars.js'}}]]}")},
			"sidebars.js":          {Data: []byte(sidebars)},
			"docs/a.md":            {Data: []byte("# A\n")},
		}
		f, err := OpenFolder(files, "site")
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Found) == 0 {
			t.Errorf("%.80s: nothing is reported", sidebars)
		}
	}
}

// FuzzDocusaurus reads any configuration and any sidebars. What is found points
// into the files, and the configuration that is written is one that rcagen reads.
func FuzzDocusaurus(f *testing.F) {
	cases, err := filepath.Glob("testdata/docusaurus/*.txtar")
	if err != nil || len(cases) == 0 {
		f.Fatal("no cases", err)
	}
	for _, file := range cases {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var config, sidebars []byte
		for _, member := range a.Files {
			switch {
			case strings.HasPrefix(member.Name, "docusaurus.config."):
				config = member.Data
			case strings.HasPrefix(member.Name, "sidebars."):
				sidebars = member.Data
			}
		}
		f.Add(string(config), string(sidebars))
	}
	im := New(config.Default())
	f.Fuzz(func(t *testing.T, script, sidebars string) {
		files := fstest.MapFS{"docusaurus.config.ts": {Data: []byte(script)}, "docs/intro.md": {Data: []byte("# A\n")}, "docs/about/b.md": {Data: []byte("# B\n")}}
		for _, name := range []string{"sidebars.ts", "sidebars.js"} {
			files[name] = &fstest.MapFile{Data: []byte(sidebars)}
		}
		folder, err := OpenFolder(files, "site")
		if err != nil {
			return // there is nothing to import, and a word about why
		}
		for _, d := range folder.Found {
			for _, file := range folder.Read {
				if d.Path == file.Path && (d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(file.Bytes)) {
					t.Errorf("%s points to %v of %d", d.Message, d.Span, len(file.Bytes))
				}
			}
		}
		assets, err := folder.Assets(im, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range assets {
			if a.Path != settingsName {
				continue
			}
			if _, problems := config.Load(a.Path, a.Bytes); len(problems) > 0 {
				t.Errorf("%s\n%v", a.Bytes, problems)
			}
		}
	})
}

// TestRebased leads links to the root of a site below its base path, as
// Docusaurus does.
func TestRebased(t *testing.T) {
	const site = `-- docusaurus.config.js --
module.exports = {title: 'Incidents', url: 'https://example.com', baseUrl: '/proj/'};
-- docs/a.md --
See [b](/docs/b), [c](/docs/c 'of that day'), [home](/), ` + "`[d](/docs/d)`" + ` and [web](https://example.com/docs/e).
-- docs/a.test.md --
A test of something.
-- docs/b.md --
B.
-- docs/c.md --
C.
`
	f, changes, _ := moved(t, New(config.Default()), folderOf(txtar.Parse([]byte(site))), none)
	if slices.Contains(f.Sources, "a.test.md") {
		t.Error("a test is a document")
	}
	const want = "See [b](/proj/docs/b), [c](/proj/docs/c 'of that day'), [home](/), `[d](/docs/d)` and [web](https://example.com/docs/e)."
	for _, c := range changes {
		if c.Path == "content/a.md" && !strings.Contains(string(c.After), want) {
			t.Errorf("it is\n%s", c.After)
		}
	}
}
