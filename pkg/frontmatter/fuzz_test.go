package frontmatter

import (
	"bytes"
	"testing"

	"github.com/adrg/frontmatter"

	"github.com/rcagen/rcagen/pkg/diag"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"---\nid: x\n---\nbody", "\ufeff---\r\nid: x\r\n---\r\n", "---\rid: x\r---\rbody", "\n\n---\nid: [a\n---\n", "---\nid: x\n...\ntext\n---\n",
		"+++\na = 1\n+++\n", "{\n\"a\": 1\n}\n\nx", "---\na: |\n  ---\n---\n", "----\nid: x\n----\n", "---\nid: x\n\n# A\ntext: b\n\n---\n", "---", "---\n",
		" ---\ntitel: #1\nstarted: 1-1-2020\n ---", "---\nid: x #1\ntags: [no, {label: 1}]\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4096 {
			return
		}
		file := &diag.File{Path: "a.md", Bytes: data}
		before := bytes.Clone(data)
		b, ds := Parse(file, limit)
		_, more := b.Decode(file)
		if !bytes.Equal(before, data) {
			t.Fatal("the file was changed")
		}
		inside := func(s diag.Span) {
			if s.Start < 0 || s.End < s.Start || s.End > len(data) {
				t.Fatalf("span %v is outside of the file", s)
			}
		}
		inside(b.Extent)
		inside(diag.Span{Start: b.Body, End: len(data)})
		for _, d := range append(ds, more...) {
			inside(d.Span)
			for _, r := range d.Related {
				inside(r.Span)
			}
			if d.Rule == "" || d.Path != "a.md" || d.Severity != diag.Undecided {
				t.Fatalf("incomplete: %+v", d)
			}
		}
		// Where nothing is odd about the block, the library agrees on its end.
		if b.Root != nil && len(ds) == 0 && bytes.HasPrefix(data, []byte("---\n")) && !bytes.ContainsRune(data, '\r') {
			keep := frontmatter.NewFormat("---", "---", func([]byte, any) error { return nil })
			rest, err := frontmatter.Parse(bytes.NewReader(data), nil, keep)
			if err != nil || b.Body != len(data)-len(rest) {
				t.Fatalf("body at %d, library says %d, %v", b.Body, len(data)-len(rest), err)
			}
		}
	})
}
