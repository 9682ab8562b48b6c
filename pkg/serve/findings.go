package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/report"
)

// problem is a finding as the browser shows it.
type problem struct {
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
	Place    string `json:"place"` // path:line:column; "" for none
	Href     string `json:"href"`  // opens the place in an editor; "" for none
	Text     string `json:"text"`  // place, snippet and help as in the terminal

	path string
}

// panel is all that a page shows of problems.
type panel struct {
	ID       string    `json:"id"`
	Trouble  string    `json:"trouble"` // with the run itself; "" for none
	Summary  string    `json:"summary"`
	Count    int       `json:"count"`  // errors and warnings
	Here     int       `json:"here"`   // how many of the findings are about the page; these come first
	Hidden   int       `json:"hidden"` // findings that are not shown
	Findings []problem `json:"findings"`
}

// describe returns the findings as the browser shows them, as many as the
// terminal shows.
func describe(p *build.Project, r *build.Result) []problem {
	shown := report.Text{Limit: p.Config.Limits.Findings}.Shown(r.Found)
	problems := make([]problem, 0, len(shown))
	for _, d := range shown {
		text := fullText(p, d)
		_, rest, _ := strings.Cut(text, "\n")
		place := ""
		if first, _, _ := strings.Cut(rest, "\n"); d.Path != "" {
			_, place, _ = strings.Cut(first, "--> ")
		}
		problems = append(problems, problem{
			Severity: d.Severity.String(), Rule: d.Rule, Message: d.Message,
			Place: place, Href: editorHref(p, d), Text: rest, path: d.Path,
		})
	}
	return problems
}

// fullText returns a finding as the terminal shows it.
func fullText(p *build.Project, d diag.Diagnostic) string {
	var b strings.Builder
	if err := (report.Text{}).Write(&b, []diag.Diagnostic{d}, p.Masked); err != nil {
		return d.Message
	}
	return strings.TrimRight(b.String(), "\n")
}

// editorHref returns the address that opens the place of a finding in an editor.
func editorHref(p *build.Project, d diag.Diagnostic) string {
	if d.Path == "" {
		return ""
	}
	at := diag.Position{Line: 1, UTF16: 1}
	if f, err := p.Masked(d.Path); err == nil {
		at = f.Position(d.Span.Start)
	}
	file := strings.TrimPrefix(filepath.ToSlash(filepath.Join(p.Dir, filepath.FromSlash(d.Path))), "/")
	return strings.NewReplacer(
		"{path}", (&url.URL{Path: file}).EscapedPath(),
		"{line}", fmt.Sprint(at.Line),
		"{column}", fmt.Sprint(at.UTF16),
	).Replace(p.Config.EditorURL)
}

// panelOf returns the problems, those of the document at an address first.
func panelOf(st *state, address string) panel {
	sum := report.Count(len(st.result.Documents), st.result.Found)
	all := st.problems()
	v := panel{
		ID: st.findings, Summary: sum.Findings(),
		Count: sum.Errors + sum.Warnings, Hidden: sum.Errors + sum.Warnings + sum.Infos - len(all),
		Findings: make([]problem, 0, len(all)),
	}
	if st.trouble != nil {
		v.Trouble = st.trouble.Error()
	}
	here := ""
	if st.snapshot != nil {
		here = st.snapshot.DocumentAt(address)
	}
	for _, mine := range []bool{true, false} {
		for _, p := range all {
			if (p.path == here && here != "") == mine {
				v.Findings = append(v.Findings, p)
			}
		}
		if mine {
			v.Here = len(v.Findings)
		}
	}
	return v
}

// findings answers with the problems that a page shows, as soon as they are
// known for the first time.
func (s *server) findings(w http.ResponseWriter, r *http.Request) {
	st := s.await(r.Context(), func(st *state) bool { return st != nil && st.result != nil })
	if st == nil {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(panelOf(st, r.URL.Query().Get("address"))) // the reader may be gone
}
