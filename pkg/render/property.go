package render

import "github.com/rcagen/rcagen/pkg/site"

// propertyView is the page that lists the values of a property.
type propertyView struct {
	frame
	Heading string
	Values  []groupLink
}

func (r *Renderer) propertyPage(o Output) (*propertyView, error) {
	root := site.Root(o.Address)
	v := &propertyView{frame: r.frame(o.Address, string(o.property)), Heading: string(o.property)}
	for _, f := range r.site.Property(o.property).Facets {
		v.Values = append(v.Values, groupLink{f.Value, root + site.Href(f.Addresses[0]), r.lang.Number(len(f.List.Pages))})
	}
	var err error
	v.Sidebar, err = r.sidebar.beside(root)
	return v, err
}
