package build

import (
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/diag"
)

func TestRedactor(t *testing.T) {
	key := "AKIA" + "Q3EGZ7XJ5N2WQLTR" // made up
	long := strings.Repeat("q7Rk2vXw9LmZt4BnYc8Hd3Gs", 4)
	values := secretsOf([]byte("key " + key + "\n\napi_token=" + long + "\n\n[a](https://ci:root@acme.com/) and https://ci:b%40d-9kq7@acme.com/\n"))
	stars := strings.Repeat("*", len(key))
	tests := []struct{ text, want string }{
		{"link `a/" + key + ".md` is broken", "link `a/" + stars + ".md` is broken"},
		{"anchor `#" + strings.ToLower(key) + "`", "anchor `#" + stars + "`"},
		{key + key, stars + stars},
		{"`" + diag.Excerpt(long+" and more") + "`", "`" + strings.Repeat("*", 59) + "…`"},
		{"cut `AKIAQ3E…`", "cut `*******…`"},
		{"the user root of AKIA and AKIAQ3EGZ7XJ5N2WQLT", "the user root of AKIA and AKIAQ3EGZ7XJ5N2WQLT"},
		{"`https://ci:root@acme.com/`", "`https://ci******acme.com/`"},
		{"`https://ci:b@d-9kq7@acme.com/` of ci", "`https://ci:********@acme.com/` of ci"},
		{"", ""},
		{"äöü " + key[:3], "äöü " + key[:3]},
	}
	r := newRedactor(values)
	for _, test := range tests {
		if got := r.text(test.text); got != test.want {
			t.Errorf("%q\n got %q\nwant %q", test.text, got, test.want)
		}
	}
}

// TestRedactKeepsDocuments shows that a fix that would write a secret is
// dropped, not written with stars, and that the findings that are remembered
// stay as they are.
func TestRedactKeepsDocuments(t *testing.T) {
	key := "AKIA" + "Q3EGZ7XJ5N2WQLTR"
	fix := &diag.Fix{Title: "quote it", Edits: []diag.Edit{{Text: "'" + key + "'"}}}
	other := &diag.Fix{Title: "write `##`", Edits: []diag.Edit{{Text: "##"}}}
	before := []diag.Diagnostic{
		{Message: key, Help: []string{key}, Related: []diag.Related{{Label: key}}, Notes: []string{key}, Fix: fix},
		{Message: "heading", Fix: other},
	}
	found := append([]diag.Diagnostic(nil), before...)
	redact(found, []string{key})
	stars := strings.Repeat("*", len(key))
	d := found[0]
	if d.Message != stars || d.Help[0] != stars || d.Related[0].Label != stars || d.Notes[0] != stars || d.Fix != nil {
		t.Errorf("got %+v", d)
	}
	if found[1].Fix != other || found[1].Message != "heading" {
		t.Errorf("got %+v", found[1])
	}
	if b := before[0]; b.Help[0] != key || b.Related[0].Label != key || b.Notes[0] != key || fix.Edits[0].Text != "'"+key+"'" {
		t.Errorf("the finding that is remembered became %+v", b)
	}
}
