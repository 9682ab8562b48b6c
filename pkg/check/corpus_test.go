package check_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// shared holds documents that other people wrote; they are no part of the
// project.
const shared = "../../../shared"

// readShared returns the documents below a folder of shared, by path.
func readShared(t *testing.T, dir string) map[string]string {
	t.Helper()
	documents := map[string]string{}
	err := filepath.WalkDir(filepath.Join(shared, dir), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		documents[filepath.ToSlash(path)] = string(text)
		return err
	})
	if err != nil {
		t.Skipf("skipped: the documents are not there: %v", err)
	}
	return documents
}

// checked runs all rules over documents.
func checked(documents map[string]string) []diag.Diagnostic {
	cfg := config.Default()
	cfg.Content = "content"
	parser := rca.NewParser(cfg)
	in := site.Input{Config: cfg, Production: true}
	var found []diag.Diagnostic
	for _, path := range slices.Sorted(maps.Keys(documents)) {
		name := strings.TrimPrefix(path, shared+"/")
		p := parser.Parse(&diag.File{Path: "content/" + name, Bytes: []byte(documents[path])}, name)
		found = append(found, check.Document(p, cfg)...)
		in.Documents = append(in.Documents, p.Document)
	}
	found = check.Grade(append(found, check.Site(site.New(in))...), cfg)
	diag.Sort(found)
	return found
}

// TestSeeds runs the rules over the two RCAs that the project started from.
// Neither may have an error.
func TestSeeds(t *testing.T) {
	found := map[string][]string{}
	for _, d := range checked(readShared(t, "seeds")) {
		if d.Severity == diag.Error {
			t.Errorf("%s: error[%s]: %s", d.Path, d.Rule, d.Message)
		}
		name := filepath.Base(d.Path)[:len("2006-01-02")]
		found[name] = append(found[name], d.Severity.String()+" "+d.Rule)
	}
	want := map[string][]string{
		"2021-06-30": {"warning id/format", "info sidebar/number-in-label", "warning heading/multiple-h1", "info language/no-number", "warning action/none"},
		"2023-12-12": {"warning heading/level-jump", "info language/no-number", "warning time/duration-mismatch", "info language/external-only", "warning action/none", "info action/vague"},
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestCorpus runs the rules over public post-mortems. None may make a rule
// fail; how often each rule has something to say is logged.
func TestCorpus(t *testing.T) {
	documents := readShared(t, "corpus")
	files := map[string]map[string]bool{}
	for _, d := range checked(documents) {
		if d.Rule == "internal/panic" {
			t.Errorf("%s: %s %s", d.Path, d.Message, d.Notes)
		}
		if files[d.Rule] == nil {
			files[d.Rule] = map[string]bool{}
		}
		files[d.Rule][d.Path] = true
	}
	for _, rule := range slices.Sorted(maps.Keys(files)) {
		t.Logf("%-30s %3d %%", rule, 100*len(files[rule])/len(documents))
	}
}
