package incident

import (
	"slices"
	"testing"
)

func FuzzStatuspageText(f *testing.F) { fuzz(f, "statuspage-text") }
func FuzzPingoru(f *testing.F)        { fuzz(f, "pingoru") }
func FuzzPagerDuty(f *testing.F)      { fuzz(f, "pagerduty") }
func FuzzMarkdown(f *testing.F)       { fuzz(f, "markdown") }
func FuzzText(f *testing.F)           { fuzz(f, "text") }

func TestComponentNames(t *testing.T) {
	for text, want := range map[string][]string{
		"Europe - Cloud r1 (Europe - API)":       {"Europe - API"},
		"Jobs (Exports, Imports) and API":        {"Exports", "Imports", "API"},
		"API":                                    {"API"},
		"API, Web, and Mail":                     {"API", "Web", "Mail"},
		"Web (new) interface and API":            {"Web (new) interface", "API"},
		"Group (A) and Other (B, C (old)), Last": {"A", "B", "C (old)", "Last"},
	} {
		if got := componentNames(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
