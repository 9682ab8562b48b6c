package report

import (
	"bufio"
	_ "embed"
	"encoding/json"

	"github.com/rcagen/rcagen/pkg/diag"
)

//go:embed diagnostics.schema.json
var schema []byte

// Schema returns the JSON Schema of the json format. Fields may be added to
// the format; none is renamed or removed without a new version.
func Schema() []byte { return schema }

// jsonVersion is the version of the json and jsonl formats.
const jsonVersion = 1

// jsonRun is the json format; without Diagnostics it is the last line of jsonl.
type jsonRun struct {
	Schema      string        `json:"schema"`
	Version     int           `json:"version"`
	Tool        jsonTool      `json:"tool"`
	Complete    bool          `json:"complete"`
	Summary     jsonSummary   `json:"summary"`
	Diagnostics []jsonFinding `json:"diagnostics,omitempty"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonSummary struct {
	Files      int `json:"files"`
	Errors     int `json:"errors"`
	Warnings   int `json:"warnings"`
	Infos      int `json:"infos"`
	Suppressed int `json:"suppressed"`
	Fixable    int `json:"fixable"`
	ExitCode   int `json:"exit_code"`
}

type jsonFinding struct {
	Rule        string           `json:"rule"`
	Severity    string           `json:"severity"`
	Message     string           `json:"message"`
	File        string           `json:"file"`  // "" for the project as a whole
	Range       *jsonRange       `json:"range"` // null for a whole file
	Label       string           `json:"label"`
	Help        []string         `json:"help"`
	Notes       []string         `json:"notes"`
	Fingerprint string           `json:"fingerprint"`
	Related     []jsonRelated    `json:"related"`
	Fix         *jsonFix         `json:"fix"`
	Suppressed  *jsonSuppression `json:"suppressed"`
}

type jsonRelated struct {
	File    string     `json:"file"`
	Range   *jsonRange `json:"range"`
	Message string     `json:"message"`
}

type jsonRange struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	UTF16  int `json:"utf16"`
	Offset int `json:"offset"`
}

type jsonFix struct {
	Safety      string     `json:"safety"`
	Description string     `json:"description"`
	Edits       []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	Range *jsonRange `json:"range"`
	Text  string     `json:"text"`
}

type jsonSuppression struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

func writeJSON(w *bufio.Writer, r *Run) error {
	run := r.json()
	run.Diagnostics = r.jsonFindings()
	e := encoder(w)
	e.SetIndent("", "  ")
	if len(run.Diagnostics) > 0 {
		return e.Encode(run)
	}
	// The list is there when it is empty, too; jsonl has none.
	return e.Encode(struct {
		jsonRun
		Diagnostics []jsonFinding `json:"diagnostics"`
	}{run, []jsonFinding{}})
}

// writeJSONLines writes an object a line: each finding, and then the run.
func writeJSONLines(w *bufio.Writer, r *Run) error {
	e := encoder(w)
	for _, d := range r.jsonFindings() {
		if err := e.Encode(d); err != nil {
			return err
		}
	}
	return e.Encode(r.json())
}

// encoder writes JSON for programs, not for the inside of a web page.
func encoder(w *bufio.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

func (r *Run) json() jsonRun {
	sum := Count(len(r.Files), r.Found)
	return jsonRun{
		Schema: "rcagen/diagnostics", Version: jsonVersion,
		Tool:     jsonTool{"rcagen", r.Version},
		Complete: r.Complete,
		Summary: jsonSummary{
			Files: sum.Files, Errors: sum.Errors, Warnings: sum.Warnings, Infos: sum.Infos,
			Suppressed: sum.Suppressed, Fixable: sum.Fixable, ExitCode: r.ExitCode,
		},
	}
}

func (r *Run) jsonFindings() []jsonFinding {
	files := sources{open: r.Open}
	prints := diag.Fingerprints(r.Found, r.Open)
	list := make([]jsonFinding, 0, len(r.Found))
	for i, d := range r.Found {
		files.turnTo(d.Path)
		f := jsonFinding{
			Rule: d.Rule, Severity: d.Severity.String(), Message: d.Message,
			File: d.Path, Range: jsonPlace(files.place(d.Path, d.Span)), Label: d.Label,
			Help: orEmpty(d.Help), Notes: orEmpty(d.Notes), Fingerprint: prints[i],
			Related: []jsonRelated{}, Fix: files.jsonFix(d),
		}
		for _, related := range d.Related {
			at := jsonPlace(files.place(related.Path, related.Span))
			f.Related = append(f.Related, jsonRelated{File: related.Path, Range: at, Message: related.Label})
		}
		if s := d.Suppressed; s != nil {
			f.Suppressed = &jsonSuppression{By: s.By, Reason: s.Reason}
		}
		list = append(list, f)
	}
	return list
}

// jsonPlace returns the range of a place, nil for a whole file.
func jsonPlace(p place) *jsonRange {
	if p.file == nil {
		return nil
	}
	at := func(p diag.Position, offset int) jsonPosition {
		return jsonPosition{Line: p.Line, Column: p.Column, UTF16: p.UTF16, Offset: offset}
	}
	return &jsonRange{at(p.start, p.span.Start), at(p.end, p.span.End)}
}

// jsonFix returns the fix of a finding, nil for none.
func (s *sources) jsonFix(d diag.Diagnostic) *jsonFix {
	if d.Fix == nil {
		return nil
	}
	fix := &jsonFix{Safety: "safe", Description: d.Fix.Title, Edits: []jsonEdit{}}
	if d.Fix.Unsafe {
		fix.Safety = "unsafe"
	}
	for _, e := range d.Fix.Edits {
		at, ok := s.edit(d.Path, e.Span)
		if !ok {
			return nil // a file that cannot be opened cannot be changed
		}
		fix.Edits = append(fix.Edits, jsonEdit{Range: jsonPlace(at), Text: e.Text})
	}
	return fix
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
