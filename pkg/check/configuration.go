package check

import (
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
)

// Configuration finds what the configuration says about rules that do not
// exist. It is not part of reading the configuration, which knows no rules.
func Configuration(cfg *config.Config) []diag.Diagnostic {
	var names []string
	for _, r := range Rules() {
		names = append(names, r.Name, family(r.Name)+"/*")
	}
	found := unknownRules(names, cfg.Checks, cfg.CheckSpans())
	for i := range cfg.Overrides {
		o := &cfg.Overrides[i]
		found = append(found, unknownRules(names, o.Checks, o.CheckSpans())...)
	}
	diag.Sort(found)
	return found
}

// unknownRules finds the rules that the configuration gives a severity, and
// that do not exist.
func unknownRules(names []string, checks map[string]diag.Severity, spans map[string]diag.Span) (found []diag.Diagnostic) {
	for name := range checks {
		if slices.Contains(names, name) {
			continue
		}
		d := diag.Diagnostic{
			Rule: "config/unknown-rule", Path: "rcagen.yaml", Span: spans[name],
			Message: "there is no rule `" + name + "`",
			Help:    []string{"`rcagen explain` lists the rules; a family is written as `link/*`"},
		}
		if near := diag.Closest(name, names); near != "" {
			d.Label = "did you mean `" + near + "`?"
		}
		found = append(found, d)
	}
	return found
}

// family returns the part of a rule's name before the slash.
func family(name string) string {
	before, _, _ := strings.Cut(name, "/")
	return before
}
