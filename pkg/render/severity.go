package render

import "github.com/rcagen/rcagen/pkg/rca"

// severity is how bad an incident was, for severity.html: a shape and a word.
type severity struct {
	Level string // names the shape and its colour: "critical"
	Word  string // in the site's language; the author's where it stands for no level
}

func (r *Renderer) severity(s rca.Severity) *severity {
	switch {
	case s.Level != rca.NotRated:
		return &severity{s.Level.String(), r.lang.Text("severity." + s.Level.String())}
	case s.Word != "":
		return &severity{s.Level.String(), s.Word}
	}
	return &severity{s.Level.String(), r.lang.Text("severity.none")}
}
