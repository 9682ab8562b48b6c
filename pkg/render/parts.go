package render

import (
	"github.com/rcagen/rcagen/pkg/site"
)

// parts leads to the pages of a list: the first, the last, and those around
// the one that is shown.
type parts struct {
	Text     string // "Page 2 of 7"
	Previous string // leads to the page before; "" on the first
	Next     string
	Links    []partLink
}

// partLink is a page of a list, or a gap between two of them.
type partLink struct {
	Number  string // "…" for a gap
	Name    string // "Page 2 of 7"; "" for a gap
	Href    string
	Current bool
}

// parts returns the navigation between the pages of a list, of which one is
// shown, counted from 0; nil for a list of one page.
func (r *Renderer) parts(l *site.List, shown int, root string) *parts {
	count := len(l.Addresses)
	if count < 2 {
		return nil
	}
	name := func(n int) string { return r.lang.Text("list.page", "page", n+1, "pages", count) }
	href := func(n int) string { return root + site.Href(l.Addresses[n]) }
	v := &parts{Text: name(shown)}
	if shown > 0 {
		v.Previous = href(shown - 1)
	}
	if shown+1 < count {
		v.Next = href(shown + 1)
	}
	before := -1
	for _, n := range []int{0, shown - 2, shown - 1, shown, shown + 1, shown + 2, count - 1} {
		if n <= before || n >= count {
			continue
		}
		if n > before+1 {
			v.Links = append(v.Links, partLink{Number: "…"})
		}
		v.Links = append(v.Links, partLink{Number: r.lang.Number(n + 1), Name: name(n), Href: href(n), Current: n == shown})
		before = n
	}
	return v
}
