package output

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestHostileAddresses(t *testing.T) {
	tests := []struct{ address, why string }{
		{"", "is empty"},
		{".", "element"},
		{"..", "element"},
		{"../x", "element"},
		{"a/../../x", "element"},
		{"a/..", "element"},
		{"a/./b", "element"},
		{"./a", "element"},
		{"a//b", "element"},
		{"a/", "element"},
		{"/", "is absolute"},
		{"/etc/passwd", "is absolute"},
		{"//host/share", "is absolute"},
		{`a\b`, "backslash"},
		{`..\..\x`, "backslash"},
		{`C:\x`, "backslash"},
		{"a\x00b", "control character"},
		{"a\nb", "control character"},
		{"a\x1b[31mb", "control character"},
		{"a\x7fb", "control character"},
		{"a\u0085b", "control character"},
		{"a\xffb", "not valid UTF-8"},
		{".rcagen/manifest.json", "manifest is kept"},
		{".rcagen", "manifest is kept"},
		{".RcaGen/x", "manifest is kept"},
		{".git/hooks/post-commit", "git folder"},
		{"theme/.GIT/config", "git folder"},
	}
	if runtime.GOOS == "windows" {
		tests = append(tests, []struct{ address, why string }{
			{"con", "not a file name"}, {"a/nul.html", "not a file name"}, {"C:x", "not a file name"}, {"a:b", "not a file name"},
		}...)
	}
	for _, test := range tests {
		t.Run(test.address, func(t *testing.T) {
			root := t.TempDir()
			out := filepath.Join(root, "public")
			w := open(t, out)
			err := w.Write(test.address, []byte("x"))
			wantError(t, err, test.why)
			if strings.ContainsAny(err.Error(), "\x00\n\x1b\x7f\u0085\xff") {
				t.Errorf("error %q prints the address raw", err)
			}
			wantError(t, open(t, out+"2").Copy(test.address, strings.NewReader("x")), test.why)
			_, err = w.Commit()
			wantError(t, err, test.why)
		})
	}
}

func TestOddAddressesAreFine(t *testing.T) {
	site := map[string]string{
		"a b/ü/日本.html": "1", "...": "2", "..x/y..": "3", "-rf": "4", "%2e%2e/x": "5",
		"x.rcagen/.rcagen": "6", "404.html": "7", ".well-known/x": "8", ".gitignore": "9",
	}
	out := filepath.Join(t.TempDir(), "public")
	build(t, out, site)
	wantSite(t, out, site)
	if r := build(t, out, site); r.Kept != len(site) {
		t.Errorf("kept %d of %d", r.Kept, len(site))
	}
	wantSite(t, out, site)
}

func TestConflictingAddresses(t *testing.T) {
	tests := []struct {
		name, first, second, why string
	}{
		{"twice", "a/index.html", "a/index.html", "two pages have this address"},
		{"file in a file", "a", "a/index.html", "`a` is a page, not a folder"},
		{"file deep in a file", "a/b", "a/b/c/d/e", "`a/b` is a page, not a folder"},
		{"folder in the way", "a/b/c", "a/b", "other pages need a folder"},
	}
	for _, test := range tests {
		for _, again := range []bool{false, true} { // new files, and kept ones that are not staged
			out := filepath.Join(t.TempDir(), "public")
			if again {
				build(t, out, map[string]string{test.first: "x"})
			}
			w := open(t, out)
			if err := w.Write(test.first, []byte("x")); err != nil {
				t.Fatal(err)
			}
			wantError(t, w.Write(test.second, []byte("x")), "write "+test.second, test.why)
		}
	}
}
