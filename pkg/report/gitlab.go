package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"

	"github.com/rcagen/rcagen/pkg/diag"
)

// gitLabFinding is an element of GitLab's Code Quality report.
type gitLabFinding struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitLabLocation `json:"location"`
}

type gitLabLocation struct {
	Path  string      `json:"path"`
	Lines gitLabLines `json:"lines"`
}

type gitLabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

// writeGitLab writes the findings as a Code Quality report, which GitLab shows
// in a merge request. Of findings with one fingerprint it shows the first
// only, so the path is part of it: files may begin with the same lines.
func writeGitLab(w *bufio.Writer, r *Run) error {
	files := sources{open: r.Open}
	found := counted(r.Found)
	prints := diag.Fingerprints(found, r.Open)
	list := make([]gitLabFinding, 0, len(found))
	for i, d := range found {
		files.turnTo(d.Path)
		p := files.place(d.Path, d.Span)
		path := r.inRepository(d.Path)
		hash := sha256.Sum256([]byte(path + "\x00" + prints[i]))
		list = append(list, gitLabFinding{
			Description: d.Rule + ": " + d.Message,
			CheckName:   d.Rule,
			Fingerprint: hex.EncodeToString(hash[:20]),
			Severity:    gitLabSeverity(d),
			Location:    gitLabLocation{Path: path, Lines: gitLabLines{p.start.Line, p.end.Line}},
		})
	}
	e := encoder(w)
	e.SetIndent("", " ")
	return e.Encode(list)
}

func gitLabSeverity(d diag.Diagnostic) string {
	switch {
	case d.Severity == diag.Error && family(d.Rule) == "leak":
		return "blocker"
	case d.Severity == diag.Error:
		return "major"
	case d.Severity == diag.Warning:
		return "minor"
	}
	return "info"
}
