package build

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/rcagen/rcagen/pkg/baseline"
	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
)

// readBaseline reads the baseline, if there is one. The finding says what is
// wrong with it; then the one before stays.
func (p *Project) readBaseline() (*diag.Diagnostic, error) {
	source, err := p.root.ReadFile(baseline.Name)
	if errors.Is(err, fs.ErrNotExist) {
		p.baseline = nil
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read baseline: %w", err)
	}
	b, problem := baseline.Read(source)
	if problem == nil {
		p.baseline = b
	}
	return problem, nil
}

// matchBaseline marks the graded and sorted findings that the baseline holds,
// and adds how many of its entries are left over.
func (p *Project) matchBaseline(found []diag.Diagnostic, open func(path string) (*diag.File, error)) []diag.Diagnostic {
	stale := p.markKnown(found, open)
	if stale == 0 || slices.ContainsFunc(found, IsIncomplete) {
		return found
	}
	message := fmt.Sprintf("%d entries of the baseline no longer occur", stale)
	if stale == 1 {
		message = "1 entry of the baseline no longer occurs"
	}
	more := check.Grade([]diag.Diagnostic{{
		Rule: "baseline/stale", Path: baseline.Name, Message: message,
		Help: []string{"write it anew: `rcagen check --write-baseline`"},
	}}, p.Config)
	found = append(found, more...)
	diag.Sort(found)
	return found
}

// markKnown marks the findings that the baseline holds, and returns how many of
// its entries are left over.
func (p *Project) markKnown(found []diag.Diagnostic, open func(path string) (*diag.File, error)) (stale int) {
	if p.baseline == nil {
		return 0
	}
	return p.baseline.Match(found, diag.Fingerprints(found, open), inBaseline)
}

// inBaseline reports whether a finding can be in a baseline: not a secret that
// is published, nor what is wrong with the run or with the baseline.
func inBaseline(d diag.Diagnostic) bool {
	return !check.IsLeak(d) && !IsIncomplete(d) && d.Rule != "baseline/stale"
}

// WriteBaseline writes down the findings of a result that count, or do not
// because of the baseline before. It returns how many these are, and how many
// leaks were left out. The file is written as a whole or not at all.
func (p *Project) WriteBaseline(r *Result) (written, leaks int, err error) {
	// Findings of one rule on one line are told apart by their number among all.
	names := diag.Fingerprints(r.Found, p.Masked)
	var known []diag.Diagnostic
	var ofKnown []string
	for i, d := range r.Found {
		switch {
		case d.Suppressed != nil && d.Suppressed.By != "baseline":
		case check.IsLeak(d):
			leaks++
		case inBaseline(d):
			known, ofKnown = append(known, d), append(ofKnown, names[i])
		}
	}
	return len(known), leaks, p.put(baseline.Name, baseline.Of(known, ofKnown).Bytes(), 0o644, nil)
}
