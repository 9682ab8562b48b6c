package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readAxe returns the script of axe-core.
func readAxe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("..", "..", ".ci", "e2e", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		missing(t, "no axe-core found: run make setup (npm ci --prefix .ci/e2e)")
	}
	return string(script)
}

// verdictOfAxe is what a run of axe says.
type verdictOfAxe struct {
	Passes     int
	Violations []struct {
		ID, Help string
		Nodes    []string
	}
}

// audit fails the test for everything that axe finds on the loaded page. The
// rules are those of WCAG 2.0, 2.1 and 2.2, levels A and AA, and axe's good
// practice.
func audit(t *testing.T, p *tab, axe, state string) {
	t.Helper()
	if !eval[bool](p, `typeof axe === "object"`) {
		eval[any](p, axe+"\nnull")
	}
	v := eval[verdictOfAxe](p, `axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		rules: {"target-size": {enabled: true}},
		resultTypes: ["violations"],
		preload: false,
	}).then(r => ({
		passes: r.passes.length,
		violations: r.violations.map(v => ({
			id: v.id, help: v.help,
			nodes: v.nodes.map(n => n.html.slice(0, 160) + "\n    " + n.failureSummary.replaceAll("\n", "\n    ")),
		})),
	}))`)
	if v.Passes < 10 {
		t.Errorf("%s: only %d rules of axe passed: it did not see the page", state, v.Passes)
	}
	for _, found := range v.Violations {
		t.Errorf("%s: axe finds %s (%s):\n  %s", state, found.ID, found.Help, strings.Join(found.Nodes, "\n  "))
	}
}

// auditSmallAndDark audits a page in the other forms that readers meet.
func auditSmallAndDark(t *testing.T, p *tab, d *demo, page, axe string) {
	p.open(d.url(page))
	for _, width := range []int64{1440, 390} {
		p.resize(width)
		p.media("", "prefers-color-scheme", "dark")
		audit(t, p, axe, "dark")
		if width == 390 {
			p.media("", "prefers-color-scheme", "light")
			eval[any](p, `document.querySelectorAll("details").forEach(e => e.open = true), null`)
			audit(t, p, axe, "390 px, light, unfolded")
		}
	}
	p.quiet("the page")
}
