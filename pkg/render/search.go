package render

import (
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// searchView is the search page.
type searchView struct {
	frame
	Heading    string
	SearchPage string // script of the page
	Words      string // of the scripts, which know no language: messages as JSON
	Severities []severity
	Facets     []facetName // that results can be narrowed by
	Lists      []valueLink // where incidents can be found without a script
}

// facetName is a property by the name that the search index has for it.
type facetName struct{ Name, Text string }

func (r *Renderer) searchPage(o Output) (*searchView, error) {
	root := site.Root(o.Address)
	v := &searchView{frame: r.frame(o.Address, r.lang.Text("search.title")), Heading: r.lang.Text("search.title")}
	v.Here, v.Find = "search", false
	v.SearchPage = root + r.templates.asset("search-page.js").address
	v.Words = string(r.lang.JSON("search"))
	for level := rca.Critical; level <= rca.Notice; level++ {
		v.Severities = append(v.Severities, r.severity(rca.Severity{Level: level}))
	}
	v.Severities = append(v.Severities, r.severity(rca.Severity{}))
	for _, name := range []site.PropertyName{site.Years, site.Severities, site.Services, site.Regions, site.Providers} {
		v.Facets = append(v.Facets, facetName{string(name), r.filterTitle(name)})
	}
	for i := range r.site.Properties {
		if p := &r.site.Properties[i]; p.Address != "" {
			v.Lists = append(v.Lists, valueLink{Label: r.propertyTitle(p.Name), Href: root + site.Href(p.Address), Count: r.lang.Number(len(p.Facets))})
		}
	}
	return v, nil
}
