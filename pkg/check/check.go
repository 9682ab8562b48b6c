// Package check is the rules: what rcagen looks at in an RCA and in a site.
//
// A rule is data: a name, a severity, a documentation and at most one
// function. Everything that speaks about rules is made from the one table
// [Rules]: what runs, how severe a finding is, `rcagen explain` ([Explain])
// and the documentation page ([Markdown]).
//
// # The table
//
// Each family of rules has a file (file.go, heading.go, …) with a list of its
// rules; the table is those lists, one after the other. Four kinds of rules
// stand in it:
//
//   - with a Document function: runs for one document at a time, in parallel,
//     and may look at nothing but that document and the configuration, so that
//     its findings can be remembered for as long as the file does not change;
//   - with a Page function: runs when all documents are known, and may look at
//     a page and at where its links lead, so that a page can be looked at again
//     without the others ([Page]);
//   - with a Site function: runs once, when all documents are known;
//   - with none of them: reported by the package that reads the thing in question,
//     because only that package sees it. The table documents it all the same.
//
// A rule reports what is wrong and never how bad that is: [Grade] fills in the
// severity, from the table and the project's configuration, after everything
// was found. Before that, [Suppress] marks what comments in the documents say
// does not count.
//
// A finding may carry a fix: edits of its own file. A safe one changes neither
// what a page says nor where it stands, settles in one round, and brings up no
// other finding.
//
// # Examples
//
// Each rule has a file examples/family/name.txtar: a small project that has
// the problem (below bad/), the same project without it (below good/), and the
// report that the first one gets (want), and where the rule has a fix, the files
// that it changes (below fixed/). The tests run rcagen over them; the
// documentation shows them. See examples/README.md for the format.
package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// Rule is one check.
type Rule struct {
	Name     string        // family/name
	Severity diag.Severity // unless the configuration says otherwise
	Finds    string        // what it finds; one sentence
	Why      string        // why that matters to a reader of the site
	Fix      string        // how to put it right
	Document func(*DocumentPass)
	Page     func(*SitePass)
	Site     func(*SitePass)
}

// DocumentPass is what a rule about one document may look at.
type DocumentPass struct {
	*rca.Parsed
	Config *config.Config
	*reading

	rule  *Rule
	found *[]diag.Diagnostic
}

// Report adds a finding; rule and path are filled in.
func (p *DocumentPass) Report(d diag.Diagnostic) {
	d.Rule, d.Path = p.rule.Name, p.Document.File
	*p.found = append(*p.found, d)
}

// SitePass is what a rule about pages, or about documents among each other, may
// look at.
type SitePass struct {
	Site *site.Site

	rule   *Rule
	found  *[]diag.Diagnostic
	pages  []*site.Page      // that a rule about pages looks at
	links  func() []siteLink // of these pages: those that have a problem
	copies func() *copies    // what the documents have in common
}

// Report adds a finding; the rule is filled in, the path is the caller's.
func (p *SitePass) Report(d diag.Diagnostic) {
	d.Rule = p.rule.Name
	*p.found = append(*p.found, d)
}

// families is the table in the order in which rules run: from the bytes of a
// file to the site and to what surrounds it.
var families = [][]*Rule{
	fileRules, frontMatterRules,
	sectionRules, headingRules, listRules,
	timeRules, timelineRules,
	linkRules, footnoteRules, imageRules, assetRules,
	actionRules,
	htmlRules, mdxRules, codeRules, languageOfCodeRules, tableRules, a11yRules, styleRules,
	copyRules,
	idRules, anchorRules, sidebarRules, categoryRules,
	languageRules, meaningRules,
	leakRules,
	importRules,
	suppressRules, baselineRules, configRules, templateRules, internalRules,
}

var (
	table  = slices.Concat(families...)
	sorted = slices.SortedFunc(slices.Values(table), func(a, b *Rule) int { return cmp.Compare(a.Name, b.Name) })
	byName = index(table)
)

func index(rules []*Rule) map[string]*Rule {
	m := make(map[string]*Rule, len(rules))
	for _, r := range rules {
		m[r.Name] = r
	}
	return m
}

// Rules returns every rule, sorted by name. The slice must not be changed.
func Rules() []*Rule { return sorted }

// Find returns the rule of that name.
func Find(name string) (*Rule, bool) {
	r, ok := byName[name]
	return r, ok
}

// Document returns what was found while the document was read, and what the
// rules about one document find in it. Severities are not filled in, except
// that a draft, which is not published, has nothing worse than notes. An empty
// file has that one problem, not all those that follow from it.
func Document(p *rca.Parsed, cfg *config.Config) []diag.Diagnostic {
	rules, found := table, slices.Clone(p.Diagnostics)
	if isEmpty(p.Source.Bytes) {
		rules, found = fileRules, nil
	}
	shared := newReading(p, cfg)
	for _, r := range rules {
		if r.Document != nil {
			guard(r, p.Document.File, &found, func() {
				r.Document(&DocumentPass{Parsed: p, Config: cfg, reading: shared, rule: r, found: &found})
			})
		}
	}
	if p.Document.Meta.Draft {
		for i := range found {
			found[i].Severity = diag.Info
		}
	}
	return found
}

// Site returns what was found while the site was put together, and what the
// rules about documents among each other find. Severities are not filled in.
func Site(s *site.Site) []diag.Diagnostic {
	found := slices.Clone(s.Diagnostics)
	pass := newSitePass(s, s.Pages, &found)
	for _, r := range table {
		for _, run := range []func(*SitePass){r.Page, r.Site} {
			if run != nil {
				pass.run(r, "", run)
			}
		}
	}
	return found
}

// Page returns what the rules with a Page function find on one page of a site.
// Severities are not filled in.
func Page(s *site.Site, page *site.Page) (found []diag.Diagnostic) {
	pass := newSitePass(s, []*site.Page{page}, &found)
	for _, r := range table {
		if r.Page != nil {
			pass.run(r, page.Document.File, r.Page)
		}
	}
	return found
}

// IsAboutPage reports whether a rule is one of those that [Page] runs.
func IsAboutPage(rule string) bool {
	r, known := byName[rule]
	return known && r.Page != nil
}

func newSitePass(s *site.Site, pages []*site.Page, found *[]diag.Diagnostic) SitePass {
	return SitePass{
		Site: s, found: found, pages: pages,
		links:  sync.OnceValue(func() []siteLink { return brokenLinks(s, pages) }),
		copies: sync.OnceValue(func() *copies { return findCopies(s) }),
	}
}

// run runs a rule; one that panics is a finding about a path, "" for none.
func (p SitePass) run(r *Rule, path string, run func(*SitePass)) {
	p.rule = r
	guard(r, path, p.found, func() { run(&p) })
}

// adjustable reports whether the configuration decides how severe the rule is.
// What is wrong with rcagen itself, or with the configuration, is not up to it.
func adjustable(r *Rule) bool {
	return !strings.HasPrefix(r.Name, "internal/") && !strings.HasPrefix(r.Name, "config/")
}

// guard runs a rule; when the rule panics, that becomes a finding in its own
// right, and the rules after it still run.
func guard(r *Rule, path string, found *[]diag.Diagnostic, run func()) {
	defer func() {
		if value := recover(); value != nil {
			*found = append(*found, diag.Diagnostic{
				Rule:    "internal/panic",
				Path:    path,
				Message: fmt.Sprintf("the rule `%s` failed", r.Name),
				Help:    []string{"this is a mistake in rcagen, not in the document: please report it with the document"},
				Notes:   []string{fmt.Sprint(value), "all other rules were run"},
			})
		}
	}()
	run()
}

// Grade fills in the severities, from the configuration ([config.Config.Severity]
// of the finding's path) or else from the table, and drops what is off. A
// finding that has a severity already keeps it at most.
// It changes ds and returns the part that is left.
func Grade(ds []diag.Diagnostic, cfg *config.Config) []diag.Diagnostic {
	kept := ds[:0]
	for _, d := range ds {
		if d.Severity = severity(d, cfg); d.Severity != diag.Off {
			kept = append(kept, d)
		}
	}
	return kept
}

// severity returns how bad a finding is.
func severity(d diag.Diagnostic, cfg *config.Config) diag.Severity {
	r, known := byName[d.Rule]
	switch {
	case !known:
		return diag.Error
	case !adjustable(r):
		return r.Severity
	}
	s, ok := cfg.Severity(d.Rule, d.Path)
	if !ok {
		s = r.Severity
	}
	if d.Severity != diag.Undecided {
		s = min(s, d.Severity)
	}
	return s
}
