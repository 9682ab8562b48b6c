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
		if strings.Contains(text, "To change the severity") != adjustable {
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

// composing are the packages that put a rule's name together from a family and
// a word, and the families that they do it for.
var composing = map[string][]string{
	"frontmatter": {"front-matter"},
	"yaml":        {"front-matter", "category", "config"},
	"config":      {"config"},
	"incident":    {"import"},
	"importer":    {"import"},
}

var (
	quotedRule = regexp.MustCompile(`"([a-z0-9-]+/[a-z0-9-]+)"`)
	quotedWord = regexp.MustCompile(`(?:\breport\(|\brule :?= )"([a-z0-9-]+)"`)
)

// reportedRules returns the rules that the source of a package names, with
// the file that does.
func reportedRules(t *testing.T, families map[string]bool) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source files found: %v", err)
	}
	reported := map[string]string{}
	for _, file := range files {
		name, pkg := filepath.Base(file), filepath.Base(filepath.Dir(file))
		if strings.HasSuffix(name, "_test.go") || pkg == "check" && name != "check.go" && name != "configuration.go" && name != "suppressions.go" {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range quotedRule.FindAllSubmatch(source, -1) {
			rule := string(match[1])
			if family, _, _ := strings.Cut(rule, "/"); families[family] && rule != "html/template" && rule != "time/tzdata" && !strings.HasPrefix(rule, "image/") {
				reported[rule] = pkg + "/" + name
			}
		}
		for _, match := range quotedWord.FindAllSubmatch(source, -1) {
			for _, family := range composing[pkg] {
				reported[family+"/"+string(match[1])] = pkg + "/" + name
			}
		}
	}
	return reported
}

// TestReportedRulesAreInTheTable reads the source of all packages, for
// findings whose rule nobody can look up and for rules that nobody reports.
func TestReportedRulesAreInTheTable(t *testing.T) {
	families := map[string]bool{}
	for _, r := range check.Rules() {
		family, _, _ := strings.Cut(r.Name, "/")
		families[family] = true
	}
	reported := reportedRules(t, families)
	for rule, file := range reported {
		if _, ok := check.Find(rule); !ok {
			t.Errorf("%s: `%s` is not in the table", file, rule)
		}
	}
	for _, r := range check.Rules() {
		if r.Document == nil && r.Page == nil && r.Site == nil && reported[r.Name] == "" {
			t.Errorf("%s: no package reports it", r.Name)
		}
	}
}
