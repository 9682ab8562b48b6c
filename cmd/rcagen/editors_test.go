package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

// The files in editors are the settings that people use. Here each editor loads
// its own as it stands, opens an RCA in which something is wrong, and puts it
// right with the language server's help.

// editors is the folder with the settings.
var editors = filepath.Join("..", "..", "editors")

// heading is what is wrong with the RCA of these tests.
const heading = "## Next stps"

// finding is what an editor shows of a diagnostic.
type finding struct {
	Severity int    `json:"severity"` // as in the protocol: 1 is an error
	Rule     string `json:"rule"`
	Message  string `json:"message"` // without the labels and the help below it
	Line     int    `json:"line"`
	Column   int    `json:"column"`
}

// brokenProject makes a project with one RCA whose last section has a misspelt
// heading, and returns both paths.
func brokenProject(t *testing.T) (dir, document string) {
	t.Helper()
	dir = t.TempDir()
	const file = "content/2023-12-12-search.md"
	text := soundRCA(filepath.Base(file))
	writeFiles(t, dir, map[string]string{
		"rcagen.yaml": "title: Incidents\n",
		file:          strings.Replace(text, "## Next steps", heading, 1),
	})
	return dir, filepath.Join(dir, filepath.FromSlash(file))
}

// checked returns what rcagen check finds in a project, without what a comment
// silences.
func checked(t *testing.T, dir string) (findings []finding) {
	t.Helper()
	var said struct {
		Diagnostics []struct {
			Rule, Severity, Message string
			Suppressed              *struct{}
			Range                   struct {
				Start struct{ Line, UTF16 int }
			}
		}
	}
	_, stdout, _ := finish(t, process(dir, "check", "--format", "json"))
	if err := json.Unmarshal([]byte(stdout), &said); err != nil {
		t.Fatal(err)
	}
	levels := map[string]int{"error": 1, "warning": 2, "info": 3}
	for _, d := range said.Diagnostics {
		if d.Suppressed != nil {
			continue
		}
		findings = append(findings, finding{levels[d.Severity], d.Rule, d.Message, d.Range.Start.Line, d.Range.Start.UTF16})
	}
	return findings
}

// editorReport is what the scripts in testdata/editors write down.
type editorReport struct {
	Findings []finding `json:"findings"`
	Action   string    `json:"action"`
	Trouble  string    `json:"trouble"`
}

// runEditor runs an editor and returns what its script wrote down.
func runEditor(t *testing.T, environment []string, name string, args ...string) (r editorReport) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // an editor that waits for a person waits for ever
	defer cancel()
	command := exec.CommandContext(ctx, name, args...)
	home := t.TempDir()
	command.Env = append(os.Environ(), append(environment, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_STATE_HOME="+home,
		"XDG_DATA_HOME="+home, "XDG_CACHE_HOME="+home, "REPORT="+file)...)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, said)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if r.Trouble != "" {
		t.Fatalf("%s\n%s", r.Trouble, said)
	}
	for i := range r.Findings {
		r.Findings[i].Message = firstLine(r.Findings[i].Message)
	}
	return r
}

// installed skips a test of an editor that is not there.
func installed(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		missing(t, name+" is not installed; this test needs it")
	}
}

// checkFixed reports a document that is not as `check --fix --unsafe` leaves it.
func checkFixed(t *testing.T, document string) {
	t.Helper()
	got, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	dir, another := brokenProject(t)
	if status, _, stderr := finish(t, process(dir, "check", "--fix", "--unsafe")); status != exitClean {
		t.Fatalf("check --fix: status %d\n%s", status, stderr)
	}
	want, err := os.ReadFile(another)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("-check --fix --unsafe, +editor:\n%s", diff)
	}
}

// firstLine returns what a diagnostic says before its labels and its help.
func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return line
}

// TestEditorVSCode runs the extension's own tests. `make vscode` runs it in a
// real Visual Studio Code besides.
func TestEditorVSCode(t *testing.T) {
	installed(t, "node")
	extension := filepath.Join(editors, "vscode")
	if _, err := os.Stat(filepath.Join(extension, "node_modules")); err != nil {
		missing(t, "the language client is not installed; `make setup` fetches it")
	}
	tests, err := filepath.Glob(filepath.Join(extension, "test", "*.test.js"))
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests below %s: %v", extension, err)
	}
	program, err := exec.LookPath("rcagen") // which TestMain put there
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "node", append([]string{"--test"}, tests...)...)
	command.Env = append(os.Environ(), "RCAGEN="+program)
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestEditorNeovim(t *testing.T) {
	installed(t, "nvim")
	settings, err := filepath.Abs(filepath.Join(editors, "neovim", "rcagen.lua"))
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("testdata/editors/neovim.lua")
	if err != nil {
		t.Fatal(err)
	}
	edit := func(t *testing.T, steps, document string) editorReport {
		return runEditor(t, []string{"STEPS=" + steps}, "nvim", "--headless", "--clean", "-n",
			"-c", "luafile "+settings, "-c", "edit "+document, "-c", "luafile "+script)
	}
	t.Run("fix", func(t *testing.T) {
		t.Parallel()
		dir, document := brokenProject(t)
		want := checked(t, dir)
		if diff := cmp.Diff(want, edit(t, "fix", document).Findings); diff != "" {
			t.Errorf("-check +Neovim:\n%s", diff)
		}
		checkFixed(t, document)
	})
	t.Run("silence", func(t *testing.T) {
		t.Parallel()
		dir, document := brokenProject(t)
		edit(t, "silence", document)
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		const comment = "<!-- rcagen-disable-next-line section/missing -- the heading stays -->"
		if !strings.Contains(string(text), comment+"\n"+heading) {
			t.Errorf("no %q above the heading:\n%s", comment, text)
		}
		if left := checked(t, dir); len(left) != 0 {
			t.Errorf("still found: %v", left)
		}
	})
}

func TestEditorEmacs(t *testing.T) {
	installed(t, "emacs")
	dir, document := brokenProject(t)
	want := checked(t, dir)
	got := runEditor(t, []string{"DOCUMENT=" + document}, "emacs", "--batch",
		"--eval", "(package-initialize)", "-l", filepath.Join(editors, "emacs", "rcagen.el"), "-l", "testdata/editors/emacs.el")
	if diff := cmp.Diff(want, got.Findings); diff != "" {
		t.Errorf("-check +Emacs:\n%s", diff)
	}
	checkFixed(t, document)
}

// helix is what Helix reads in a languages.toml.
type helix struct {
	Servers map[string]struct {
		Command      string   `toml:"command"`
		Args         []string `toml:"args"`
		RequiredRoot []string `toml:"required-root-patterns"`
	} `toml:"language-server"`
	Languages []struct {
		Name    string   `toml:"name"`
		Roots   []string `toml:"roots"`
		Servers []string `toml:"language-servers"`
	} `toml:"language"`
}

// TestEditorHelix does what Helix would do with its settings, as Debian has no
// Helix: the root of a document is the folder with one of the language's roots,
// the server starts when that folder holds what the server requires.
func TestEditorHelix(t *testing.T) {
	var settings helix
	said, err := toml.DecodeFile(filepath.Join(editors, "helix", "languages.toml"), &settings)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := said.Undecoded(); len(unknown) != 0 {
		t.Errorf("this test does not know %v", unknown)
	}
	if len(settings.Languages) != 1 || settings.Languages[0].Name != "markdown" {
		t.Fatalf("languages: %v", settings.Languages)
	}
	markdown := settings.Languages[0]
	server, ok := settings.Servers[markdown.Servers[0]]
	if !ok {
		t.Fatalf("no server %q", markdown.Servers[0])
	}
	dir, document := brokenProject(t)
	root := filepath.Dir(document)
	for !holds(root, markdown.Roots) && root != filepath.Dir(root) {
		root = filepath.Dir(root)
	}
	if root != dir || !holds(root, server.RequiredRoot) {
		t.Fatalf("the root of %s is %s, where the server needs %v", document, root, server.RequiredRoot)
	}
	want := checked(t, dir)
	c := startServer(t, root, server.Command, server.Args...)
	if diff := cmp.Diff(want, c.open(document, markdown.Name)); diff != "" {
		t.Errorf("-check +Helix:\n%s", diff)
	}
	c.fix(document)
	checkFixed(t, document)
	c.stop()
}

// holds reports whether a folder has one of some files.
func holds(dir string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}
