package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEditorCommand(t *testing.T) {
	for _, test := range []struct {
		visual, editor string
		want           []string
		problem        string
	}{
		{"", "vim", []string{"vim"}, ""},
		{"code -w", "vim", []string{"code", "-w"}, ""},
		{" ", `"C:\Program Files\ed.exe"  --wait ''`, []string{`C:\Program Files\ed.exe`, "--wait", ""}, ""},
		{`ed 'it is "so"' a"b c"d`, "", []string{"ed", `it is "so"`, "ab cd"}, ""},
		{"", "", nil, "--edit needs an editor"},
		{"ed 'a", "vim", nil, "a quote in $VISUAL is never closed"},
	} {
		env := func(name string) string { return map[string]string{"VISUAL": test.visual, "EDITOR": test.editor}[name] }
		got, err := editorCommand(env)
		if !cmp.Equal(got, test.want) || (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%+v: %q, error %v", test, got, err)
		}
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"  a\r\n\tb ":          "a b",
		"a\x1b[31mb\x00":       "a[31mb",
		"caf\xe9":              "caf\uFFFD",
		"\u2028no break\u00a0": "no break",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
