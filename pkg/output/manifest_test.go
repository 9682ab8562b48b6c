package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestManifest(t *testing.T) {
	const want = `{"version":1,"files":[
{"path":"\u003cü\u003e \".html","size":1,"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},
{"path":"a.html","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
{"path":"a/b.html","size":2,"sha256":"961b6dd3ede3cb8ecbaacbd68de040cd78eb2ed5889130cceb4c49268ea4d506"}
]}
`
	sites := []map[string]string{
		{"a.html": "", "a/b.html": "aa", "<ü> \".html": "a"},
		{"<ü> \".html": "a", "a/b.html": "aa", "a.html": ""},
	}
	for i := range 20 {
		out := filepath.Join(t.TempDir(), "public")
		if i%2 == 0 { // how the site came about must not show
			build(t, out, oldSite)
		}
		build(t, out, sites[i%len(sites)])
		got, err := os.ReadFile(filepath.Join(out, manifestPath))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Fatalf("manifest (-want +got):\n%s", diff)
		}
	}
}

func TestDamagedManifest(t *testing.T) {
	const sum = `"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4eb9df6dc4f7f9ab4d9a"`
	tests := []struct{ name, content, why string }{
		{"empty", "", "damaged"},
		{"cut off", `{"version":1,"files":[{"path":"a"`, "damaged"},
		{"something else", `[]`, "damaged"},
		{"newer", `{"version":2,"files":[]}`, "version is 2, expected 1"},
		{"leads out", `{"version":1,"files":[{"path":"../private","size":1,` + sum + `}]}`, "element"},
		{"absolute", `{"version":1,"files":[{"path":"/etc/passwd","size":1,` + sum + `}]}`, "is absolute"},
		{"git", `{"version":1,"files":[{"path":".git/config","size":1,` + sum + `}]}`, "git folder"},
		{"twice", `{"version":1,"files":[{"path":"a","size":1,` + sum + `},{"path":"a","size":1,` + sum + `}]}`, "listed twice"},
		{"short hash", `{"version":1,"files":[{"path":"a","size":1,"sha256":"ca97"}]}`, "no valid hash"},
		{"long hash", `{"version":1,"files":[{"path":"a","size":1,"sha256":"` + strings.Repeat("0", 66) + `"}]}`, "no valid hash"},
		{"no hash", `{"version":1,"files":[{"path":"a","size":1,"sha256":"` + strings.Repeat("x", 64) + `"}]}`, "no valid hash"},
	}
	for _, test := range tests {
		for _, name := range []string{manifestPath, journalPath} {
			t.Run(test.name+" "+filepath.Base(name), func(t *testing.T) {
				root := t.TempDir()
				out := filepath.Join(root, "public")
				put(t, filepath.Join(root, "private"), "mine")
				build(t, out, oldSite)
				put(t, filepath.Join(out, name), test.content)
				_, err := tryBuild(out, newSite)
				wantError(t, err, name, "damaged", test.why, "delete the output folder")
				wantSite(t, out, oldSite)
				wantAlone(t, out, "private")
			})
		}
	}
}

// The manifest is an ordinary file; as a symlink out of the folder it is not
// followed.
func TestManifestIsSymlink(t *testing.T) {
	root := t.TempDir()
	out := filepath.Join(root, "public")
	build(t, out, oldSite)
	outside := filepath.Join(root, "outside.json")
	if err := os.Rename(filepath.Join(out, manifestPath), outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(out, manifestPath)); err != nil {
		t.Skip(err)
	}
	_, err := tryBuild(out, newSite)
	wantError(t, err, "damaged")
	wantSite(t, out, oldSite)
}

func FuzzDecodeManifest(f *testing.F) {
	f.Add([]byte(`{"version":1,"files":[]}`))
	f.Add([]byte(`{"version":1,"files":[{"path":"a","size":1,"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4eb9df6dc4f7f9ab4d9a"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := decodeManifest(data)
		if err != nil {
			return
		}
		files := map[string]file{}
		for address, e := range entries {
			files[address] = file{entry: e}
		}
		encoded, err := encodeManifest(files)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decodeManifest(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(entries, again); diff != "" {
			t.Error(diff)
		}
	})
}
