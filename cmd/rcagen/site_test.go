package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestSite builds whole projects, published below /incidents/, and compares
// every page with a golden file: testdata/site/NAME.txtar holds the project,
// NAME.golden the site. The
// digests in the names of the style sheet and the script, and the two files
// themselves, are left out: they change with every edit of the templates.
func TestSite(t *testing.T) {
	inputs, err := filepath.Glob("testdata/site/*.txtar")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no projects found", err)
	}
	for _, input := range inputs {
		t.Run(strings.TrimSuffix(filepath.Base(input), ".txtar"), func(t *testing.T) {
			dir := t.TempDir()
			unpack(t, input, dir)
			mustBuild(t, dir)
			inspectSite(t, filepath.Join(dir, "public"), "/incidents/")
			got := pack(t, filepath.Join(dir, "public"))
			golden := strings.TrimSuffix(input, ".txtar") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got (rewrite with -update):\n%s", diff)
			}
		})
	}
}

// unpack writes the files of a txtar archive below a folder.
func unpack(t *testing.T, archive, dir string) {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	writeFiles(t, dir, files)
}

var ownAsset = regexp.MustCompile(`assets/(site|overview|search|search-page|diagram)\.[0-9a-f]{8}\.(css|js|html)`)

// pack makes a txtar archive of a site.
func pack(t *testing.T, dir string) []byte {
	t.Helper()
	a := &txtar.Archive{Comment: []byte("Made by go test -update.\n")}
	for name, entry := range mustRead(t, dir, false) {
		mode, text, isFile := strings.Cut(entry, "\n")
		switch {
		case !isFile && mode != "drwxr-xr-x", isFile && mode != "-rw-r--r--":
			t.Errorf("%s has mode %s", name, mode)
		case !isFile, name == ".rcagen/manifest.json", path.Ext(name) == ".png", ownAsset.MatchString(name):
			continue
		}
		text = ownAsset.ReplaceAllString(text, "assets/$1.DIGEST.$2")
		a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	slices.SortFunc(a.Files, func(x, y txtar.File) int { return strings.Compare(x.Name, y.Name) })
	return txtar.Format(a)
}

// TestSameInputSameBytes builds one project in processes that differ in
// everything but the project and the day that it is as of.
func TestSameInputSameBytes(t *testing.T) {
	environments := [][]string{
		{"TZ=UTC", "LANG=C", "LC_ALL=C", "GOMAXPROCS=1", "SOURCE_DATE_EPOCH=1700000000"},
		{"TZ=Asia/Kathmandu", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "GOMAXPROCS=7", "SOURCE_DATE_EPOCH=1700000000"},
	}
	masks := []string{"0000", "0077"}
	var sites [2]map[string]string
	for i, environment := range environments {
		dir := filepath.Join(t.TempDir(), strings.Repeat("x", 1+40*i))
		writeInOrder(t, dir, i == 1)
		command := process(dir, "build")
		command.Path = "/bin/sh"
		command.Args = []string{"sh", "-c", "umask " + masks[i] + ` && exec "$0" build`, os.Args[0]}
		command.Env = append(command.Env, environment...)
		if status, stdout, stderr := finish(t, command); status != exitClean {
			t.Fatalf("%v: status %d\n%s%s", environment, status, stdout, stderr)
		}
		sites[i] = mustRead(t, filepath.Join(dir, "public"), false)
		for name, entry := range sites[i] {
			if mode, _, isFile := strings.Cut(entry, "\n"); isFile && mode != "-rw-r--r--" || !isFile && mode != "drwxr-xr-x" {
				t.Errorf("umask %s: %s has mode %s", masks[i], name, mode)
			}
		}
	}
	if diff := cmp.Diff(sites[0], sites[1]); diff != "" {
		t.Errorf("the sites differ:\n%s", diff)
	}
}

// configOf returns the configuration of a project, "" when it has none.
func configOf(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "rcagen.yaml"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// writeInOrder writes a project of RCAs and pictures, from the first file to
// the last or the other way round: folders list their files in the order in
// which they were made on some file systems.
func writeInOrder(t *testing.T, dir string, backwards bool) {
	t.Helper()
	source := t.TempDir()
	writeCorpus(t, source, 40)
	unpack(t, "testdata/site/library.txtar", source)
	// On a busy machine a block may take longer than it has, and is shown plain.
	writeFiles(t, source, map[string]string{"rcagen.yaml": configOf(t, source) + "limits: {code_time: 1m}\n"})
	files := mustRead(t, source, false)
	var names []string
	for name, entry := range files {
		if _, text, isFile := strings.Cut(entry, "\n"); isFile {
			names = append(names, name)
			files[name] = text
		}
	}
	slices.Sort(names)
	if backwards {
		slices.Reverse(names)
	}
	for _, name := range names {
		writeFiles(t, dir, map[string]string{name: files[name]})
	}
}
