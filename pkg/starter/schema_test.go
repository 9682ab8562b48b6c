package starter

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/rhysd/actionlint"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// extraFiles returns what is written for everything that can be asked for, by
// the name of the extra.
func extraFiles(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	request := Request{Dir: filepath.Join(dir, "team", "rcas"), Version: "v1.2.3"}
	for _, e := range Extras {
		request.Extras = append(request.Extras, e.Name)
	}
	p, err := Prepare(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range p.Files {
		for _, e := range Extras {
			if f.below == e.Path {
				files[e.Name] = string(f.text)
			}
		}
	}
	if len(files) != len(Extras) {
		t.Fatalf("%d files for %d extras", len(files), len(Extras))
	}
	return files
}

// mistaken holds a wrong version of each file: the texts that make it, which what
// reads the file must refuse.
var mistaken = map[string][][2]string{
	"github": {
		{"runs-on: ubuntu-latest", "runs_on: ubuntu-latest"},
		{"pages: write", "page: write"},
		{"cancel-in-progress: true", "cancel-in-progress: maybe"},
		{"fetch-depth: 0", "fetch-deep: 0"},
		{"github.ref_name", "github.ref_nam"},
	},
	"gitlab": {
		{"codequality: gl", "codequalty: gl"},
		{"when: always", "when: alway"},
		{"  script:\n    - rcagen build", "  scripts:\n    - rcagen build"},
	},
	"pre-commit": {
		{"rev: v1.2.3", "revision: v1.2.3"},
		{"hooks:", "hook:"},
		{"- id: rcagen-check", "- ids: rcagen-check"},
		{`args: ["team/rcas"]`, "args: {a: b}"},
	},
}

// validate holds a file of each extra, and wrong ones, against what reads it.
func validate(t *testing.T, extra string, accepts func(text string) (problem string)) {
	t.Helper()
	text := extraFiles(t)[extra]
	if problem := accepts(text); problem != "" {
		t.Errorf("refused: %s\n%s", problem, text)
	}
	for _, m := range mistaken[extra] {
		wrong := strings.Replace(text, m[0], m[1], 1)
		if wrong == text {
			t.Errorf("%q is not in\n%s", m[0], text)
		} else if accepts(wrong) == "" {
			t.Errorf("accepted with %q", m[1])
		}
	}
}

// TestGitHub holds the workflow against actionlint, which knows GitHub's schema,
// its expressions and the inputs of its actions.
func TestGitHub(t *testing.T) {
	validate(t, "github", func(text string) string {
		linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{WorkingDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		found, err := linter.Lint("rcagen.yml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		var problems []string
		for _, f := range found {
			problems = append(problems, f.Error())
		}
		return strings.Join(problems, "\n")
	})
}

// fromNPM returns the path of a file that `make setup` fetches.
func fromNPM(t *testing.T, below string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("..", "..", ".ci", "e2e", "node_modules", filepath.FromSlash(below)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		missing(t, below+" is not there: run make setup")
	}
	return file
}

// missing skips a test that needs what is not there; CI has everything.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// TestGitLab holds the CI file against GitLab's schema.
func TestGitLab(t *testing.T) {
	bundle := fromNPM(t, "gitlab-ci-local/dist/index.js")
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node is not there: install npm")
	}
	text, err := exec.Command(node, filepath.Join("testdata", "gitlab-schema.js"), bundle).Output()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	s.ID = "" // its path has a dot in front, and nothing refers to it
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "gitlab", func(text string) string {
		if err := resolved.Validate(plain(t, text)); err != nil {
			return err.Error()
		}
		return ""
	})
}

// plain reads YAML as what a JSON Schema looks at.
func plain(t *testing.T, text string) any {
	t.Helper()
	f := &diag.File{Bytes: []byte(text)}
	root, problems := yaml.Parse(f, diag.Span{End: len(text)}, "test")
	if len(problems) > 0 {
		return nil
	}
	return plainNode(root)
}

func plainNode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.Map:
		m := map[string]any{}
		for _, e := range n.Entries {
			m[e.Key] = plainNode(e.Value)
		}
		return m
	case yaml.List:
		l := []any{}
		for _, item := range n.Items {
			l = append(l, plainNode(item))
		}
		return l
	case yaml.Null:
		return nil
	}
	return n.Text
}

// TestPreCommit holds the configuration, and the repository's list of hooks that
// it names one of, against prek, which reads both as pre-commit does.
func TestPreCommit(t *testing.T) {
	prek := fromNPM(t, "@j178/prek-linux-x64-gnu/prek")
	run := func(command, text string) string {
		file := filepath.Join(t.TempDir(), ".pre-commit-config.yaml")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(prek, command, file)
		c.Env = append(os.Environ(), "PREK_HOME="+t.TempDir())
		out, err := c.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if err != nil || bytes.Contains(out, []byte("warning")) {
			return string(out) + "\n"
		}
		return ""
	}
	validate(t, "pre-commit", func(text string) string { return run("validate-config", text) })
	hooks, err := os.ReadFile(filepath.Join("..", "..", ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if problem := run("validate-manifest", string(hooks)); problem != "" {
		t.Error(problem)
	}
	if id := "- id: rcagen-check\n"; !strings.Contains(string(hooks), id) || !strings.Contains(extraFiles(t)["pre-commit"], id) {
		t.Errorf("the hook is not %q in both", id)
	}
}

// TestGoVersion keeps the image in GitLab's file at what rcagen needs.
func TestGoVersion(t *testing.T) {
	module, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(module), "\ngo "+goVersion+".") {
		t.Errorf("go.mod does not ask for Go %s", goVersion)
	}
}
