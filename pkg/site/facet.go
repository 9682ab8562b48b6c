package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Property is something that incidents have in common: the service that was
// hit, the severity. Its values have a page each.
type Property struct {
	Name    PropertyName
	Address string   // of the page that lists the values; "" when no incident has one
	Facets  []*Facet // years newest first, severities worst first, others by number of incidents
}

// PropertyName names a property as addresses and style sheets do.
type PropertyName string

// Properties, in the order in which pages show them.
const (
	Years      PropertyName = "year"
	Severities PropertyName = "severity"
	Services   PropertyName = "service"
	Regions    PropertyName = "region"
	Providers  PropertyName = "provider"
	Statuses   PropertyName = "status"
	Tags       PropertyName = "tag"
)

var propertyNames = [...]PropertyName{Years, Severities, Services, Regions, Providers, Statuses, Tags}

// Facet is the incidents that share one value of a property.
type Facet struct {
	Property PropertyName
	Value    string // as the newest of them writes it; of a severity level its name, of a year its number
	Level    rca.SeverityLevel
	*List    // of the year's group where the navigation has one
}

// mostValues is how many values of a property put one incident into lists: each
// of these shows the incident, so that all would be as large as their square.
const mostValues = 64

// values returns what an incident has of a property.
func (p *Page) values(name PropertyName) []string {
	i := &p.Incident
	one := func(value string) []string {
		if value == "" {
			return nil
		}
		return []string{value}
	}
	switch name {
	case Years:
		if p.Document.Date.IsZero() {
			return nil
		}
		return []string{strconv.Itoa(p.Document.Date.UTC().Year())}
	case Severities:
		if i.Severity.Level != rca.NotRated || i.Severity.Word == "" {
			return []string{i.Severity.Level.String()}
		}
		return []string{i.Severity.Word}
	case Services:
		return i.Services
	case Regions:
		return i.Regions
	case Providers:
		return one(i.Provider)
	case Statuses:
		return one(i.Status)
	default:
		return p.Document.Meta.Tags
	}
}

// ValueKey is equal for values that are the same to a reader: case and white
// space do not count.
func ValueKey(value string) string { return FoldKey(strings.Join(strings.Fields(value), " ")) }

// facets deals the incidents out by their properties.
func (b *builder) facets() {
	s := b.site
	for _, name := range propertyNames {
		property := Property{Name: name}
		known := map[string]*Facet{}
		for p := range s.Listed {
			values := p.values(name)
			for _, value := range values[:min(len(values), mostValues)] {
				key := ValueKey(value)
				if key == "" {
					continue
				}
				f := known[key]
				if f == nil {
					f = &Facet{Property: name, Value: strings.Join(strings.Fields(value), " "), List: &List{}}
					f.Facet = f
					if name == Severities {
						f.Level = p.Incident.Severity.Level
					}
					known[key] = f
					property.Facets = append(property.Facets, f)
				}
				if n := len(f.Pages); n == 0 || f.Pages[n-1] != p { // a value may be written twice
					f.Pages = append(f.Pages, p)
				}
			}
		}
		if name == Severities && len(property.Facets) == 1 && property.Facets[0].Value == rca.NotRated.String() {
			property.Facets = nil // nobody rates incidents here
		}
		property.sort()
		b.placeFacets(&property)
		s.Properties = append(s.Properties, property)
	}
}

func (p *Property) sort() {
	slices.SortStableFunc(p.Facets, func(x, y *Facet) int {
		switch p.Name {
		case Years:
			return cmp.Or(cmp.Compare(len(y.Value), len(x.Value)), strings.Compare(y.Value, x.Value))
		case Severities:
			return cmp.Or(cmp.Compare(rank(x.Level), rank(y.Level)), strings.Compare(x.Value, y.Value))
		}
		return cmp.Or(cmp.Compare(len(y.Pages), len(x.Pages)), strings.Compare(x.Value, y.Value))
	})
}

// rank puts what is not rated last.
func rank(l rca.SeverityLevel) rca.SeverityLevel {
	if l == rca.NotRated {
		return rca.Notice + 1
	}
	return l
}

// placeFacets gives the lists of a property their addresses. A year that the
// navigation has a group for keeps that group's list.
func (b *builder) placeFacets(p *Property) {
	if len(p.Facets) == 0 {
		return
	}
	years := map[string]*Group{}
	if p.Name == Years {
		for _, g := range b.site.Groups {
			if g.Year != 0 && g.Month == 0 {
				years[strconv.Itoa(g.Year)] = g
			}
		}
	}
	p.Address = b.freeAddress(string(p.Name) + "/")
	b.site.byAddress[p.Address] = Target{Kind: TargetList, Property: p.Name, Address: p.Address}
	slugs := &markdown.Slugger{}
	for _, f := range p.Facets {
		b.site.facetOf[facetOf{p.Name, ValueKey(f.Value)}] = f
		if g := years[f.Value]; g != nil {
			f.List = g.List
			continue
		}
		address := b.freeAddress(string(p.Name) + "/" + slugs.Unique(facetSlug(f.Value)) + "/")
		f.Addresses = []string{address}
		b.site.byAddress[address] = Target{Kind: TargetList, List: f.List, Address: address}
		b.number(f.List)
		b.site.Lists = append(b.site.Lists, f.List)
	}
}

// maxFacetSlug is how many bytes of a value its address keeps.
const maxFacetSlug = 60

// facetSlug makes a segment of an address of a value. Other values may have the
// same.
func facetSlug(value string) string {
	slug := markdown.Slug(value)
	if len(slug) > maxFacetSlug {
		end := maxFacetSlug
		for !utf8.RuneStart(slug[end]) {
			end--
		}
		slug = slug[:end]
	}
	slug = strings.Trim(slug, "-")
	if unsafe("value", slug, diag.Span{}) != nil {
		return "other"
	}
	return slug
}

// Property returns the values of a property.
func (s *Site) Property(name PropertyName) *Property {
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return &s.Properties[i]
		}
	}
	return &Property{Name: name}
}

// Facet returns the facet of a value, nil when no listed incident has it.
func (s *Site) Facet(name PropertyName, value string) *Facet {
	return s.facetOf[facetOf{name, ValueKey(value)}]
}

type facetOf struct {
	property PropertyName
	value    string // facetKey
}
