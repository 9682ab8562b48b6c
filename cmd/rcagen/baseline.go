package main

import (
	"fmt"

	"github.com/rcagen/rcagen/pkg/baseline"
	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/report"
)

// writeBaseline writes down what was found, but for leaks, which always count.
func (t *terminal) writeBaseline(p *build.Project, r *build.Result, threshold diag.Severity) error {
	if r.Incomplete {
		if err := t.show(p, len(r.Documents), r.Found); err != nil {
			return err
		}
		fmt.Fprintln(t.stderr, "the baseline was left as it was: not everything could be checked")
		return exitStatus(exitFailure)
	}
	written, leaks, err := p.WriteBaseline(r)
	if err != nil {
		return failure{err}
	}
	fmt.Fprintf(t.stderr, "%s: %s written", baseline.Name, report.Plural(written, "finding"))
	if leaks == 0 {
		fmt.Fprintln(t.stderr)
		return nil
	}
	fmt.Fprintf(t.stderr, ", %d left out: leaks always count\n", leaks)
	return verdict(diag.Error, threshold, false)
}
