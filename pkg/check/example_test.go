package check_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/report"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite golden files")

// withoutExample are the rules whose finding no project can bring about.
var withoutExample = map[string]bool{
	"id/changed": true, "internal/panic": true, "internal/unsettled": true,
	"import/bad-value": true, "import/clocks": true, "import/conflict": true, "import/gap": true, "import/guessed": true, "import/skipped": true, "import/unknown-format": true, "import/unreadable": true,
}

// fixedInPart are the rules whose example has findings with a fix and without.
var fixedInPart = map[string]bool{"section/missing": true}

// TestExamples runs rcagen over the example of every rule.
func TestExamples(t *testing.T) {
	for _, rule := range check.Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			example, err := rule.Example()
			switch {
			case withoutExample[rule.Name]:
				if !errors.Is(err, fs.ErrNotExist) {
					t.Error("has an example, or a broken one, and is listed as having none")
				}
				return
			case err != nil:
				t.Fatal(err)
			case len(example.Bad) == 0 || len(example.Good) == 0:
				t.Fatal("an example needs a bad and a good project")
			}

			bad := t.TempDir()
			writeProject(t, bad, example.Bad)
			setUp(t, bad, example.Setup)
			got := reportOf(t, rule, bad, asOf(example.Setup))
			if got == "" {
				t.Error("the bad project has no finding of this rule")
			}
			fixed := fixedOf(t, rule, bad)
			if *update {
				rewriteExample(t, rule.Name, got, fixed)
			} else if diff := cmp.Diff(example.Fixed, fixed); diff != "" {
				t.Errorf("fixed (-want +got; rewrite with -update):\n%s", diff)
			}
			if diff := cmp.Diff(example.Report, got); !*update && diff != "" {
				t.Errorf("report (-want +got; rewrite with -update):\n%s", diff)
			}

			good := t.TempDir()
			writeProject(t, good, example.Good)
			if got := reportOf(t, rule, good, asOf(example.Setup)); got != "" {
				t.Errorf("the good project has findings of this rule:\n%s", got)
			}
		})
	}
}

// TestExamplesHaveRules finds the examples of rules that do not exist.
func TestExamplesHaveRules(t *testing.T) {
	found := 0
	err := filepath.WalkDir("examples", func(path string, entry fs.DirEntry, err error) error {
		name, ok := strings.CutSuffix(filepath.ToSlash(path), ".txtar")
		if err != nil || !ok {
			return err
		}
		found++
		if _, ok := check.Find(strings.TrimPrefix(name, "examples/")); !ok {
			t.Errorf("%s: there is no such rule", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Fatal("no examples found")
	}
}

// findings returns all that rcagen finds in a project while it builds it.
func findings(t *testing.T, project *build.Project, ofConfig []diag.Diagnostic) []diag.Diagnostic {
	t.Helper()
	if ofConfig = append(ofConfig, check.Configuration(project.Config)...); len(ofConfig) > 0 {
		return check.Grade(ofConfig, project.Config)
	}
	result, _, err := build.New(project).Build(t.Context(), diag.Error)
	if err != nil {
		t.Fatal(err)
	}
	return result.Found
}

// reportOf returns the report about the findings of one rule in a project. A
// rule that is off by default is turned on.
func reportOf(t *testing.T, rule *check.Rule, dir string, asOf time.Time) string {
	t.Helper()
	project, ofConfig, err := build.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer project.Close()
	project.AsOf = asOf
	if rule.Severity == diag.Off {
		project.Config.Checks = map[string]diag.Severity{rule.Name: diag.Warning}
	}
	var ds []diag.Diagnostic
	for _, d := range findings(t, project, ofConfig) {
		if d.Rule == "internal/panic" {
			t.Errorf("%s: %s: %s", d.Path, d.Message, d.Notes)
		}
		if d.Rule == rule.Name {
			ds = append(ds, d)
		}
	}
	var b strings.Builder
	if err := (report.Text{}).Write(&b, ds, project.Masked); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func writeProject(t *testing.T, dir string, files []check.ExampleFile) {
	t.Helper()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// setUp runs the commands of an example's setup entry; examples/README.md
// lists them.
func setUp(t *testing.T, dir, script string) {
	t.Helper()
	for line := range strings.Lines(script) {
		words := strings.Fields(line)
		if len(words) < 2 {
			t.Fatalf("setup: %q is not a command", line)
		}
		path := filepath.Join(dir, filepath.FromSlash(words[1]))
		var err error
		switch {
		case words[0] == "symlink" && len(words) == 4 && words[2] == "->":
			err = os.Symlink(words[3], path)
		case words[0] == "as-of" && !asOf(script).IsZero():
		case words[0] == "fifo" && len(words) == 2:
			err = makeFIFO(path)
		case words[0] == "repeat" && len(words) > 3:
			err = repeat(path, words[2], line[strings.Index(line, `"`):])
		default:
			err = errors.New("not a command")
		}
		if err != nil {
			t.Fatalf("setup: %q: %v", line, err)
		}
	}
}

// asOf returns the day that a setup entry names; zero for none.
func asOf(script string) time.Time {
	for line := range strings.Lines(script) {
		if day, ok := strings.CutPrefix(line, "as-of "); ok {
			t, _ := time.Parse(time.DateOnly, strings.TrimSpace(day))
			return t
		}
	}
	return time.Time{}
}

// repeat appends a text, given as a Go string literal, to a file many times.
func repeat(path, times, literal string) error {
	text, err := strconv.Unquote(strings.TrimSpace(literal))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Repeat(text, n))
	return errors.Join(err, f.Close())
}

// fixedOf applies the fixes of one rule, the unsafe ones too, to a project and
// returns the files that changed. What is left of the rule is an error, unless
// it never had a fix.
func fixedOf(t *testing.T, rule *check.Rule, dir string) []check.ExampleFile {
	t.Helper()
	project, ofConfig, err := build.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer project.Close()
	if len(ofConfig) > 0 || len(check.Configuration(project.Config)) > 0 {
		return nil
	}
	project.Config.Checks = map[string]diag.Severity{}
	for _, r := range check.Rules() {
		project.Config.Checks[r.Name] = diag.Off
	}
	project.Config.Checks[rule.Name] = diag.Warning
	fixes, err := build.New(project).Fix(t.Context(), func(string) bool { return true }, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(fixes.Found) > 0 {
		t.Error("the fixes do not settle")
	}
	var files []check.ExampleFile
	for _, f := range fixes.Files {
		if err := project.Replace(f); err != nil {
			t.Fatal(err)
		}
		files = append(files, check.ExampleFile{Path: f.Path, Text: string(f.After)})
	}
	if left := reportOf(t, rule, dir, project.AsOf); len(files) > 0 && left != "" && !fixedInPart[rule.Name] {
		t.Errorf("left of the rule after its fixes:\n%s", left)
	}
	return files
}

func rewriteExample(t *testing.T, rule, report string, fixed []check.ExampleFile) {
	t.Helper()
	path := filepath.Join("examples", filepath.FromSlash(rule)+".txtar")
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool {
		return f.Name == "want" || strings.HasPrefix(f.Name, "fixed/")
	})
	for _, f := range fixed {
		name, text := "fixed/"+f.Path, f.Text
		if strings.Contains(text, "\r") || !strings.HasSuffix(text, "\n") || !isPrintable(text) {
			name, text = name+".quoted", strconv.Quote(text)+"\n"
		}
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(report)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(fmt.Errorf("rewriting the example: %w", err))
	}
}

// isPrintable reports whether a text can stand in an example as it is.
func isPrintable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) })
}
