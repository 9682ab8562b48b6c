package check_test

import (
	"regexp"
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
)

var ruleName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$`)

func TestTable(t *testing.T) {
	rules := check.Rules()
	if len(rules) < 50 {
		t.Fatalf("the table has %d rules", len(rules))
	}
	if !slices.IsSortedFunc(rules, func(a, b *check.Rule) int { return cmpStrings(a.Name, b.Name) }) {
		t.Error("rules are not sorted, or a name stands twice")
	}
	for _, r := range rules {
		if !ruleName.MatchString(r.Name) {
			t.Errorf("%s: not a name of the form family/name", r.Name)
		}
		if r.Severity == diag.Undecided {
			t.Errorf("%s: no severity", r.Name)
		}
		if r.Document != nil && r.Page != nil || r.Document != nil && r.Site != nil || r.Page != nil && r.Site != nil {
			t.Errorf("%s: has more than one function", r.Name)
		}
		for part, text := range map[string]string{"Finds": r.Finds, "Why": r.Why, "Fix": r.Fix} {
			if !isSentence(text) {
				t.Errorf("%s: %s is not a sentence: %q", r.Name, part, text)
			}
		}
		if found, ok := check.Find(r.Name); !ok || found != r {
			t.Errorf("Find(%q) = %v, %v", r.Name, found, ok)
		}
	}
	if _, ok := check.Find("no/such-rule"); ok {
		t.Error("Find knows a rule that is not in the table")
	}
}

// cmpStrings is negative for a before b and positive otherwise, so that equal
// names count as unsorted.
func cmpStrings(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func isSentence(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	return (unicode.IsUpper(first) || first == '`' || regexp.MustCompile(`^rcagen\b`).MatchString(text)) && last == '.'
}

func TestGrade(t *testing.T) {
	tests := []struct {
		name   string
		rule   string
		checks map[string]diag.Severity
		want   diag.Severity // Off: dropped
	}{
		{"table", "file/bom", nil, diag.Warning},
		{"by name", "file/bom", map[string]diag.Severity{"file/bom": diag.Error}, diag.Error},
		{"by family", "file/bom", map[string]diag.Severity{"file/*": diag.Info}, diag.Info},
		{"name before family", "file/bom", map[string]diag.Severity{"file/*": diag.Off, "file/bom": diag.Error}, diag.Error},
		{"other family", "file/bom", map[string]diag.Severity{"id/*": diag.Off}, diag.Warning},
		{"off", "file/bom", map[string]diag.Severity{"file/bom": diag.Off}, diag.Off},
		{"failure of rcagen", "internal/panic", map[string]diag.Severity{"internal/*": diag.Off}, diag.Error},
		{"configuration", "config/unknown-key", map[string]diag.Severity{"config/unknown-key": diag.Off}, diag.Error},
		{"not in the table", "no/such-rule", nil, diag.Error},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ds := []diag.Diagnostic{{Rule: tt.rule, Message: "x"}}
			var want []diag.Diagnostic
			if tt.want != diag.Off {
				want = []diag.Diagnostic{{Rule: tt.rule, Message: "x", Severity: tt.want}}
			}
			got := check.Grade(ds, &config.Config{Checks: tt.checks})
			if diff := cmp.Diff(want, slices.Clip(append([]diag.Diagnostic(nil), got...))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
