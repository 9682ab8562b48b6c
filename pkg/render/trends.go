package render

// trendsView is the page of figures over time.
type trendsView struct {
	frame
	Heading string
}

func (r *Renderer) trendsPage(o Output) (*trendsView, error) {
	v := &trendsView{frame: r.frame(o.Address, "Trends"), Heading: "Trends"}
	v.Here = "trends"
	return v, nil
}
