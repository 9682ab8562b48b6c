package check

import (
	"slices"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Only returns what some rules about one document find in it, by their names.
func Only(p *rca.Parsed, cfg *config.Config, names ...string) []diag.Diagnostic {
	var found []diag.Diagnostic
	shared := newReading(p, cfg)
	for _, r := range table {
		if r.Document != nil && slices.Contains(names, r.Name) {
			guard(r, p.Document.File, &found, func() {
				r.Document(&DocumentPass{Parsed: p, Config: cfg, reading: shared, rule: r, found: &found})
			})
		}
	}
	return found
}
