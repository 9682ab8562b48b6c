package incident

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rcagen/rcagen/pkg/diag"
)

func FuzzCState(f *testing.F) { fuzz(f, "cstate") }

// TestCStateOnly: front matter alone does not make a document one of cState's.
func TestCStateOnly(t *testing.T) {
	track := `{{< track "2024-01-01 00:00:00" >}}`
	for source, want := range map[string]bool{
		"---\ntitle: A\nsection: issue\n---\nText\n":             true,
		"---\r\ntitle: A\r\nsection: 'issue'\r\n---\r\nText\r\n": true,
		"\n---\ntitle: A\n---\nText " + track + "\n":             true,
		"---\ntitle: A\n---\nsection: issue\n":                   false,
		"---\ntitle: A\n---\nText\n":                             false,
		"---\ntitle: A\nsection: issue\n":                        false,
		"+++\ntitle = \"A\"\n+++\nText " + track + "\n":          false,
		"# A\n\nText " + track + "\n":                            false,
	} {
		r := &reader{Source: &Source{File: &diag.File{Path: "a.md", Bytes: []byte(source)}}, Result: &Result{}, text: source}
		if got := isCState(r); got != want {
			t.Errorf("%q: got %v", source, got)
		}
	}
}

func TestLastUpdate(t *testing.T) {
	tests := []struct {
		name, text string
		rest       []string
		update     string
	}{
		{"one line", "*Resolved* - Done. ", []string{}, "*Resolved* - Done. "},
		{"two paragraphs", "*Resolved* - Done.\n\nThank you.", []string{}, "*Resolved* - Done.\n\nThank you."},
		{"no state", "Thank you.\n\nDone.", []string{"Thank you."}, "Done."},
		{"a rule", "Thank you.\n\n---\n\nIt is\n\ndone.", []string{"Thank you."}, "It is\n\ndone."},
		{"a heading", "Cause\n---\n\nDone.", []string{"Cause\n---"}, "Done."},
		{"nothing", " \n", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rest, update := lastUpdate(test.text)
			if diff := cmp.Diff(test.rest, rest); diff != "" {
				t.Error(diff)
			}
			if update != test.update {
				t.Errorf("got %q, want %q", update, test.update)
			}
		})
	}
}
