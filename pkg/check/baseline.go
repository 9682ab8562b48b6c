package check

import "github.com/rcagen/rcagen/pkg/diag"

// baselineRules are about the file in which known findings are written down.
// What is wrong with the file itself is reported where it is read.
var baselineRules = []*Rule{
	{
		Name:     "baseline/stale",
		Severity: diag.Info,
		Finds:    "The baseline holds findings that no longer occur.",
		Why:      "They would hide the same mistake when it is made again.",
		Fix:      "Write the baseline anew: `rcagen check --write-baseline`.",
	},
}
