package report

import (
	"bufio"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// The Reviewdog Diagnostic Format (reviewdog, proto/rdf). Columns count bytes.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
		Related     []rdRelated    `json:"related_locations,omitempty"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"` // none is the whole file
	}
	rdRange struct {
		Start rdPosition `json:"start"`
		End   rdPosition `json:"end"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	rdCode struct {
		Value string `json:"value"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
	rdRelated struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
	}
)

// writeRDJSON writes the findings for reviewdog, which comments on the lines of
// a change; the edits of a fix become its suggestions.
func writeRDJSON(w *bufio.Writer, r *Run) error {
	files := sources{open: r.Open}
	result := rdResult{Source: rdSource{"rcagen", Address}, Diagnostics: []rdDiagnostic{}}
	for _, d := range counted(r.Found) {
		files.turnTo(d.Path)
		lines := []string{d.Message}
		for _, s := range d.Help {
			lines = append(lines, "help: "+s)
		}
		lines = append(lines, "more: rcagen explain "+d.Rule)
		finding := rdDiagnostic{
			Message:     strings.Join(lines, "\n"),
			Location:    r.rdLocation(d.Path, files.place(d.Path, d.Span)),
			Severity:    strings.ToUpper(d.Severity.String()),
			Code:        rdCode{d.Rule},
			Suggestions: files.rdSuggestions(d),
		}
		for _, related := range d.Related {
			at := r.rdLocation(related.Path, files.place(related.Path, related.Span))
			finding.Related = append(finding.Related, rdRelated{Message: related.Label, Location: at})
		}
		result.Diagnostics = append(result.Diagnostics, finding)
	}
	e := encoder(w)
	e.SetIndent("", " ")
	return e.Encode(result)
}

func (r *Run) rdLocation(path string, p place) rdLocation {
	at := rdLocation{Path: r.inRepository(path)}
	if p.file != nil {
		covered := rdRangeOf(p)
		at.Range = &covered
	}
	return at
}

func rdRangeOf(p place) rdRange {
	return rdRange{rdPosition{p.start.Line, p.start.Column}, rdPosition{p.end.Line, p.end.Column}}
}

func (s *sources) rdSuggestions(d diag.Diagnostic) []rdSuggestion {
	if d.Fix == nil {
		return nil
	}
	var list []rdSuggestion
	for _, e := range d.Fix.Edits {
		at, ok := s.edit(d.Path, e.Span)
		if !ok {
			return nil
		}
		list = append(list, rdSuggestion{Range: rdRangeOf(at), Text: e.Text})
	}
	return list
}
