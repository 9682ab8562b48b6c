package importer

import (
	"slices"
	"testing"

	"github.com/rcagen/rcagen/pkg/config"
)

// FuzzImport imports anything: what is made of it is sound, and a second import
// changes nothing.
func FuzzImport(f *testing.F) {
	for _, text := range sources(f) {
		if len(text) < 64<<10 {
			f.Add(text)
		}
	}
	im := New(config.Default())
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _, drafts := read(t, im, "source", text)
		p := newProject(t, im)
		for _, c := range p.apply(drafts) {
			if c.Kind == Created {
				sound(t, im, c)
			}
		}
		for _, c := range p.plan(drafts) {
			if c.Kind != Unchanged || c.Write != "" {
				t.Errorf("%s: %v the second time", c.Path, c.Kind)
			}
		}
	})
}

// FuzzMerge merges anything with anything: but for blank lines, where the person's
// count, the sides are equal, and a text merged with itself is itself.
func FuzzMerge(f *testing.F) {
	f.Add([]byte("a\n\nb\n"), []byte("a\n\nb\nc\n"), []byte("x\n\nb\n"))
	f.Fuzz(func(t *testing.T, base, mine, theirs []byte) {
		print := prints(fingerprint(base))
		merged, ok := merge(print, mine, theirs)
		swapped, also := merge(print, theirs, mine)
		headed := endOfHead(print)+endOfHead(printsOf(textLines(mine)))+endOfHead(printsOf(textLines(theirs))) > 0 // the order of keys is the person's
		if ok != also || ok && !headed && !slices.EqualFunc(textLines(merged), textLines(swapped), func(a, b textLine) bool { return a.text == b.text }) {
			t.Errorf("merging depends on the side: %v %q, %v %q", ok, merged, also, swapped)
		}
		if same, ok := merge(print, mine, mine); !ok || fingerprint(same) != fingerprint(mine) {
			t.Errorf("merging with itself gave %v %q", ok, same)
		}
	})
}
