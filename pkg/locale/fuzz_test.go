package locale

import "testing"

func FuzzFind(f *testing.F) {
	for _, tag := range []string{"", "en", "pt-BR", "zh-Hant-TW", "de-u-co-phonebk", "x-private", "i-klingon", "en-a-aa-b-bb", "pt_BR", "\xff-\x00"} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		canonical, ok := Canonical(tag)
		l, found := Find(tag)
		if found && (!ok || l == nil) {
			t.Errorf("%q has a language and no canonical form", tag)
		}
		if again, _ := Canonical(canonical); ok && again != canonical {
			t.Errorf("the canonical form of %q is %q, and that one's is %q", tag, canonical, again)
		}
	})
}
