package check_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
)

// TestRulesPageIsFresh keeps RULES.md in step with the table and the examples.
func TestRulesPageIsFresh(t *testing.T) {
	var page bytes.Buffer
	if err := check.Markdown(&page); err != nil {
		t.Fatal(err)
	}
	golden(t, "RULES.md", page.Bytes())
}

// TestExplain shows the page of a rule whose example has invisible characters.
func TestExplain(t *testing.T) {
	rule, ok := check.Find("file/control-char")
	if !ok {
		t.Fatal("no such rule")
	}
	var page bytes.Buffer
	if err := check.Explain(&page, rule); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/explain.txt", page.Bytes())
}

// TestExplainPages looks at what must hold for the pages of all rules.
func TestExplainPages(t *testing.T) {
	for _, r := range check.Rules() {
		var page bytes.Buffer
		if err := check.Explain(&page, r); err != nil {
			t.Fatal(err)
		}
		text := page.String()
		if strings.ContainsAny(text, "\x1b\x00\r\ufeff\u202e") {
			t.Errorf("%s: the page holds control characters", r.Name)
		}
		if !strings.HasPrefix(text, r.Name+" ("+r.Severity.String()+")\n") {
			t.Errorf("%s: the page starts with %.60q", r.Name, text)
		}
		adjustable := !strings.HasPrefix(r.Name, "internal/") && !strings.HasPrefix(r.Name, "config/")
		if strings.Contains(text, "\n    checks:\n") != adjustable {
			t.Errorf("%s: the page is wrong about whether the severity can be changed", r.Name)
		}
	}
}

// golden compares with a file, or writes it under -update.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; rewrite with -update):\n%s", path, diff)
	}
}

// pkg/yaml reports these rules in the family that its caller gives.
var (
	readsYAML = map[string]bool{"front-matter": true, "config": true, "category": true}
	ofYAML    = map[string]bool{"yaml-syntax": true, "duplicate-key": true, "alias-or-tag": true}
)

var quotedRule = regexp.MustCompile(`"([a-z0-9-]+/[a-z0-9-]+)"`)

// TestReportedRulesAreInTheTable reads the source of all packages for findings
// whose rule nobody can look up.
func TestReportedRulesAreInTheTable(t *testing.T) {
	families := map[string]bool{}
	for _, r := range check.Rules() {
		family, _, _ := strings.Cut(r.Name, "/")
		families[family] = true
	}
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source files found: %v", err)
	}
	reported := map[string]bool{}
	for _, file := range files {
		ownTable := filepath.Base(filepath.Dir(file)) == "check" && filepath.Base(file) != "check.go"
		if strings.HasSuffix(file, "_test.go") || ownTable {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quotedRule.FindAllSubmatch(source, -1) {
			name := string(match[1])
			family, _, _ := strings.Cut(name, "/")
			if !families[family] || name == "html/template" {
				continue
			}
			reported[name] = true
			if _, ok := check.Find(name); !ok {
				t.Errorf("%s: `%s` is not in the table", filepath.ToSlash(file), name)
			}
		}
	}
	for _, r := range check.Rules() {
		family, name, _ := strings.Cut(r.Name, "/")
		reported[r.Name] = reported[r.Name] || readsYAML[family] && ofYAML[name]
		if r.Document == nil && r.Site == nil && !reported[r.Name] {
			t.Errorf("%s: no package reports it", r.Name)
		}
	}
}
