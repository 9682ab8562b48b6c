package render

import (
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// severity is how bad an incident was: a shape and a word.
type severity struct {
	Level string // names the shape
	Word  string
	Value string // as the search index has it
}

// severity returns a severity in the site's language. What is not one of the
// levels keeps the author's word.
func (r *Renderer) severity(s rca.Severity) severity {
	v := severity{Level: s.Level.String(), Word: s.Word, Value: s.Word}
	switch {
	case s.Level != rca.NotRated:
		v.Word, v.Value = r.lang.Text("severity."+v.Level), v.Level
	case s.Word == "":
		v.Word = r.lang.Text("severity.none")
	}
	return v
}

// rating returns how bad an incident was. It is nil where nobody rates
// incidents: then "not rated" would be noise.
func (r *Renderer) rating(s rca.Severity) *severity {
	if s.Word == "" && len(r.site.Property(site.Severities).Facets) == 0 {
		return nil
	}
	v := r.severity(s)
	return &v
}

// facetSeverity returns the severity that a facet stands for.
func (r *Renderer) facetSeverity(f *site.Facet) *severity {
	s := rca.Severity{Level: f.Level}
	if f.Value != f.Level.String() {
		s.Word = f.Value
	}
	v := r.severity(s)
	return &v
}
