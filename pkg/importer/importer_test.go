package importer

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/rca"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sources returns the fixtures of the formats by their names: FORMAT/file.
func sources(t testing.TB) map[string][]byte {
	root := filepath.Join("..", "incident", "testdata")
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(file) != ".want" && !strings.Contains(file, "fuzz") {
			name, _ := filepath.Rel(root, file)
			files[filepath.ToSlash(name)], err = os.ReadFile(file)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	return files
}

func read(t testing.TB, im *Importer, name string, text []byte) (*incident.Source, *incident.Result, []Draft) {
	s := &incident.Source{Name: filepath.Base(name), File: &diag.File{Path: filepath.Base(name), Bytes: text}}
	r := incident.Read(s, nil, im.Context())
	if r.Format == nil {
		return s, r, nil
	}
	return s, r, im.Drafts(s, r)
}

// none is a project without files.
func none(string) ([]byte, error) { return nil, fs.ErrNotExist }

// TestDrafts makes RCAs of the fixtures of every format and compares them with
// the golden files. Each is a document without errors, or a draft.
func TestDrafts(t *testing.T) {
	im := New(config.Default())
	for name, text := range sources(t) {
		t.Run(name, func(t *testing.T) {
			_, _, drafts := read(t, im, name, text)
			changes, err := im.Plan(drafts, nil, nil, "content", none)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, c := range changes {
				b.WriteString("==> " + c.Write + "\n" + withoutPrint(c.After))
				sound(t, im, c)
			}
			for _, d := range drafts {
				for _, f := range d.Found {
					b.WriteString("==> " + f.Rule + ": " + f.Message + "\n")
				}
			}
			golden(t, filepath.Join("testdata", "drafts", filepath.FromSlash(name)+".want"), b.String())
		})
	}
}

// golden compares a text with a file, or writes it under -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// sound holds a new document against what every import promises: it parses, it
// has the required sections, and it is a draft when the rules find errors.
func sound(t testing.TB, im *Importer, c Change) {
	t.Helper()
	p := im.parser.Parse(&diag.File{Path: c.Path, Bytes: c.After}, c.Path)
	for _, name := range im.required {
		if p.Document.Section(name) == nil && len(p.Body.Problems) == 0 {
			t.Errorf("%s: no section %s", c.Path, name)
		}
	}
	if p.Document.Meta.Source.Fingerprint == "" || p.Document.Meta.Source.Format == "" || p.Document.Meta.Source.Address == "" {
		t.Errorf("%s: its source is %+v", c.Path, p.Document.Meta.Source)
	}
	if got := fingerprint(c.After); got != p.Document.Meta.Source.Fingerprint {
		t.Errorf("%s: the fingerprint is not that of the text", c.Path)
	}
	for _, d := range check.Grade(check.Document(p, im.config), im.config) {
		if d.Severity == diag.Error {
			t.Errorf("%s: %s: %s at %q", c.Path, d.Rule, d.Message, c.After[d.Span.Start:min(len(c.After), d.Span.End)])
		}
		if d.Rule == "internal/panic" {
			t.Errorf("%s: a rule panicked: %v", c.Path, d.Notes)
		}
	}
	if text, _ := im.form.Format(&diag.File{Path: c.Path, Bytes: c.After}, c.Path); string(text) != string(c.After) && len(p.Body.Problems) == 0 {
		t.Errorf("%s: formatting changes it:\n%s", c.Path, cmp.Diff(string(c.After), string(text)))
	}
	if p.Document.Meta.Draft != (len(c.Draft.Gaps)+len(c.Draft.Errors) > 0) {
		t.Errorf("%s: draft is %v, with gaps %q and errors %q", c.Path, p.Document.Meta.Draft, c.Draft.Gaps, c.Draft.Errors)
	}
}

// TestNothingLost looks for every word of a source's texts in what was made of
// it.
func TestNothingLost(t *testing.T) {
	im := New(config.Default())
	for name, text := range sources(t) {
		t.Run(name, func(t *testing.T) {
			_, r, drafts := read(t, im, name, text)
			var all strings.Builder
			for k := range drafts {
				all.Write(drafts[k].Text("id"))
			}
			got := all.String()
			for _, i := range r.Incidents {
				if i.Maintenance {
					continue
				}
				texts := append([]string{i.Title, i.Report, i.Head}, i.Notes...)
				for _, u := range i.Updates {
					texts = append(texts, u.Body, u.Status)
				}
				for _, text := range texts {
					for _, word := range words(text) {
						if i.Head != "" && slices.Contains([]string{"date", "draft", "false"}, word) {
							continue // the day of publication; a gap makes a draft of anything
						}
						if !strings.Contains(got, word) {
							t.Errorf("%q of %q is in no document", word, i.Title)
						}
					}
				}
			}
		})
	}
}

// words returns the words of a text, without the signs of Markdown around them.
func words(text string) []string {
	list := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t*_`#|-=\\\"'()[]{}<>:,;.!?·•", r) })
	slices.Sort(list)
	return slices.Compact(list)
}

// TestAgain imports every fixture a second time: nothing changes.
func TestAgain(t *testing.T) {
	im := New(config.Default())
	for name, text := range sources(t) {
		t.Run(name, func(t *testing.T) {
			_, _, drafts := read(t, im, name, text)
			p := newProject(t, im)
			p.apply(drafts)
			for _, c := range p.plan(drafts) {
				if c.Kind != Unchanged || c.Write != "" {
					t.Errorf("%s: %v, %s would be written", c.Path, c.Kind, c.Write)
				}
			}
		})
	}
}

// project is files that imports go into.
type project struct {
	t     testing.TB
	im    *Importer
	files map[string][]byte
}

func newProject(t testing.TB, im *Importer) *project {
	return &project{t, im, map[string][]byte{}}
}

func (p *project) read(path string) ([]byte, error) {
	if text, ok := p.files[path]; ok {
		return text, nil
	}
	return nil, fs.ErrNotExist
}

func (p *project) plan(drafts []Draft) []Change {
	p.t.Helper()
	var documents []Existing
	for path, text := range p.files {
		if filepath.Ext(path) == ".md" {
			d := p.im.parser.Parse(&diag.File{Path: path, Bytes: text}, path).Document
			documents = append(documents, Existing{Path: path, ID: d.Meta.ID, Title: d.Meta.Title, Day: d.Meta.Started[:min(len(d.Meta.Started), 10)], Origin: d.Meta.Source})
		}
	}
	slices.SortFunc(documents, func(a, b Existing) int { return strings.Compare(a.Path, b.Path) })
	changes, err := p.im.Plan(drafts, nil, documents, "content", p.read)
	if err != nil {
		p.t.Fatal(err)
	}
	return changes
}

func (p *project) apply(drafts []Draft) []Change {
	p.t.Helper()
	changes := p.plan(drafts)
	for _, c := range changes {
		if c.Write == "" {
			continue
		}
		if before := p.files[c.Write]; string(before) != string(c.Before) {
			p.t.Errorf("%s is not what it was taken for", c.Write)
		}
		p.files[c.Write] = c.After
	}
	return changes
}

// rulesOf returns the rules that say something about an import or its document.
func rulesOf(im *Importer, p *rca.Parsed, found []diag.Diagnostic) (rules []string) {
	for _, d := range append(found, check.Document(p, im.config)...) {
		rules = append(rules, d.Rule)
	}
	return rules
}
