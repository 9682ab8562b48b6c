package markdown

import (
	"slices"
	"testing"
)

func TestKnowsLanguage(t *testing.T) {
	for _, name := range []string{"go", "yaml", "YAML", "yml", "bash", "sh", "json", "mermaid", "text", "console", "dockerfile", "diff"} {
		if !KnowsLanguage(name) {
			t.Errorf("%q is not known", name)
		}
	}
	for _, name := range []string{"ymal", "", "no such language"} {
		if KnowsLanguage(name) {
			t.Errorf("%q is known", name)
		}
	}
}

func TestLanguages(t *testing.T) {
	names := Languages()
	if !slices.IsSorted(names) || !slices.Contains(names, "yaml") || !slices.Contains(names, "javascript") {
		t.Errorf("got %d names: %q", len(names), names)
	}
	for _, name := range names {
		if !KnowsLanguage(name) && name != "fallback" {
			t.Errorf("%q is listed and not known", name)
		}
	}
}
