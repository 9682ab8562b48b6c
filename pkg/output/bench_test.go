package output

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

const benchFiles = 1000

// benchSite is 1,000 pages of 11 kB, each in a folder of its own.
func benchSite() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	site := map[string][]byte{}
	for i := range benchFiles {
		content := make([]byte, 11_000)
		for j := range content {
			content[j] = 'a' + byte(random.IntN(26))
		}
		site[fmt.Sprintf("%d/incident-%d/index.html", 2000+i%25, i)] = content
	}
	return site
}

func benchBuild(b *testing.B, out string, site map[string][]byte) {
	b.Helper()
	w, err := Open(out, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Abort()
	for address, content := range site {
		if err := w.Write(address, content); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := w.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPlain is the floor: the same files with os.MkdirAll and
// os.WriteFile.
func BenchmarkPlain(b *testing.B) {
	site := benchSite()
	for b.Loop() {
		b.StopTimer()
		out := filepath.Join(b.TempDir(), "public")
		b.StartTimer()
		for address, content := range site {
			name := filepath.Join(out, address)
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(name, content, 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCold(b *testing.B) {
	site := benchSite()
	for b.Loop() {
		b.StopTimer()
		out := filepath.Join(b.TempDir(), "public")
		b.StartTimer()
		benchBuild(b, out, site)
	}
}

func BenchmarkUnchanged(b *testing.B) {
	site := benchSite()
	out := filepath.Join(b.TempDir(), "public")
	benchBuild(b, out, site)
	for b.Loop() {
		benchBuild(b, out, site)
	}
}

// BenchmarkOneChanged carries all other files over with hard links.
func BenchmarkOneChanged(b *testing.B) {
	site := benchSite()
	out := filepath.Join(b.TempDir(), "public")
	benchBuild(b, out, site)
	var changes byte
	for b.Loop() {
		changes++
		site["2000/incident-0/index.html"] = []byte{changes}
		benchBuild(b, out, site)
	}
}
