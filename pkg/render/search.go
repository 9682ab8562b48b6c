package render

// searchView is the search page.
type searchView struct {
	frame
	Heading string
}

func (r *Renderer) searchPage(o Output) (*searchView, error) {
	v := &searchView{frame: r.frame(o.Address, "Search"), Heading: "Search"}
	v.Here = "search"
	return v, nil
}
