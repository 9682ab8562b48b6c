package render

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/site"
)

// manyValues is the number of values above which they stand by letter.
const manyValues = 200

// propertyView is the page that lists the values of a property.
type propertyView struct {
	frame
	Heading string
	Head    []string
	Letters []letter
}

// letter is the values that begin with one letter, or all values.
type letter struct {
	ID, Label string // "" for all values
	Values    []facetRow
}

// facetRow is a value of a property.
type facetRow struct {
	valueLink
	Status      *status // stands for the label
	First, Last *date
}

// propertyTitles are the keys of the properties' names.
var propertyTitles = map[site.PropertyName]string{
	site.Years: "list.years", site.Severities: "list.severities", site.Services: "list.services", site.Regions: "list.regions",
	site.Providers: "list.providers", site.Statuses: "list.statuses", site.Tags: "list.tags",
}

func (r *Renderer) propertyTitle(name site.PropertyName) string {
	return r.lang.Text(propertyTitles[name])
}

func (r *Renderer) propertyPage(o Output) (*propertyView, error) {
	root, p := site.Root(o.Address), r.site.Property(o.property)
	title := r.propertyTitle(p.Name)
	v := &propertyView{frame: r.frame(o.Address, title), Heading: title}
	for _, key := range []string{"name", "count", "first_column", "last_column"} {
		v.Head = append(v.Head, r.lang.Text("list."+key))
	}
	links := r.values(p, len(p.Facets), root).Links
	rows := make([]facetRow, len(links))
	for i, f := range p.Facets {
		rows[i] = facetRow{valueLink: links[i], First: newDate(f.First(), r.lang.ShortDayYear), Last: newDate(f.Last(), r.lang.ShortDayYear)}
		if p.Name == site.Statuses {
			rows[i].Status = r.status(f.Value)
		}
	}
	v.Letters = []letter{{Values: rows}}
	if len(rows) > manyValues {
		v.Letters = byLetter(rows)
	}
	var err error
	v.Sidebar, err = r.sidebar.beside(root)
	return v, err
}

// byLetter orders values by the alphabet and divides them by their first
// letters. What begins with none comes first.
func byLetter(rows []facetRow) (list []letter) {
	slices.SortStableFunc(rows, func(x, y facetRow) int {
		a, b := firstLetter(x.Label), firstLetter(y.Label)
		if a != b {
			return strings.Compare(a, b)
		}
		return strings.Compare(site.FoldKey(x.Label), site.FoldKey(y.Label))
	})
	for _, row := range rows {
		name := firstLetter(row.Label)
		if n := len(list); n == 0 || list[n-1].Label != name {
			list = append(list, letter{ID: "L" + name, Label: name})
		}
		last := &list[len(list)-1]
		last.Values = append(last.Values, row)
	}
	return list
}

// firstLetter returns the capital letter that a text begins with, or "#".
func firstLetter(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsLetter(first) {
		return "#"
	}
	return string(unicode.ToUpper(first))
}
