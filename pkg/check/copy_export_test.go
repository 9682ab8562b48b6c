package check

import (
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/site"
)

// Copies runs the rules about copies alone.
func Copies(s *site.Site) {
	c := findCopies(s)
	for _, r := range copyRules {
		if r.Site != nil {
			r.Site(&SitePass{Site: s, rule: r, found: new([]diag.Diagnostic), copies: func() *copies { return c }})
		}
	}
}
