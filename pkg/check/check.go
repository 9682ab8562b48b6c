// Package check is the rules: what rcagen looks at in an RCA and in a site.
//
// A rule is data: a name, a severity, a documentation, and a function. The
// list of rules, `rcagen explain`, and the documentation page are made from
// the one table [Rules].
package check

import (
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Rule is one check. A rule without Document and Site is reported by the
// package that reads the thing in question; the table still documents it.
type Rule struct {
	Name     string        // family/name
	Severity diag.Severity // unless the configuration says otherwise
	Finds    string        // what it finds; one sentence
	Why      string        // why that matters to a reader of the site
	Fix      string        // how to put it right
	Document func(*DocumentPass)
	Site     func(*SitePass)
}

// DocumentPass is what a rule about one document may look at.
type DocumentPass struct {
	*rca.Parsed
	Config *config.Config

	rule  *Rule
	found *[]diag.Diagnostic
}

// Report adds a finding; rule and path are filled in.
func (p *DocumentPass) Report(d diag.Diagnostic) {
	d.Rule, d.Path = p.rule.Name, p.Document.File
	*p.found = append(*p.found, d)
}

// SitePass is what a rule about documents among each other may look at.
type SitePass struct {
	Site *site.Site

	rule  *Rule
	found *[]diag.Diagnostic
}

// Report adds a finding; the rule is filled in, the path is the caller's.
func (p *SitePass) Report(d diag.Diagnostic) {
	d.Rule = p.rule.Name
	*p.found = append(*p.found, d)
}
