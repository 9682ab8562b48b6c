package check_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/rca"
)

// hiding are the rules whose findings keep others from being looked for: when
// they are put right, the others come to light.
var hiding = map[string]bool{
	"front-matter/yaml-syntax":  true, // no key was read
	"front-matter/required-key": true, // the value of the misspelt key was not read
	"front-matter/unknown-key":  true,
	"front-matter/value-cut":    true, // the value is longer, or was empty
	"heading/no-space":          true, // headings that were none
	"heading/nbsp":              true,
	"heading/accidental-setext": true, // text that was none
	"file/cr-only-eol":          true, // lines that were none
}

// fixer checks documents by all rules that look at one document alone.
type fixer struct {
	config *config.Config
	parser *rca.Parser
}

func newFixer() fixer {
	cfg := config.Default()
	cfg.Content = "content"
	cfg.Checks = map[string]diag.Severity{"heading/punctuation": diag.Info, "link/bare-url": diag.Info}
	return fixer{cfg, rca.NewParser(cfg)}
}

func (f fixer) check(source []byte) []diag.Diagnostic {
	p := f.parser.Parse(&diag.File{Path: "content/2024-05-01-checkout.md", Bytes: source}, "2024-05-01-checkout.md")
	return check.Grade(check.Document(p, f.config), f.config)
}

// settle applies fixes as often as rcagen does and holds each step against
// what a fix must not do.
func (f fixer) settle(t *testing.T, source []byte, unsafe bool) []byte {
	t.Helper()
	const most = 10
	for range most {
		found := f.check(source)
		after, applied := fix.Apply(source, found, unsafe)
		if applied == 0 {
			return after
		}
		sane(t, source, after, found)
		source = after
	}
	var rules []string
	for _, d := range f.check(source) {
		if d.Fix != nil && (unsafe || !d.Fix.Unsafe) {
			rules = append(rules, d.Rule)
		}
	}
	t.Errorf("the fixes of %v do not settle (unsafe: %v); after %d rounds: %q", rules, unsafe, most, source)
	return source
}

// sane compares a text before and after fixes.
func sane(t *testing.T, before, after []byte, found []diag.Diagnostic) {
	t.Helper()
	if utf8.Valid(before) && !utf8.Valid(after) {
		t.Errorf("not UTF-8 any more: %q became %q", before, after)
	}
	if crlf := func(text []byte) bool {
		n := bytes.Count(text, []byte("\r\n"))
		return n > 0 && n == bytes.Count(text, []byte("\n")) && n == bytes.Count(text, []byte("\r"))
	}; crlf(before) && bytes.ContainsAny(after, "\r\n") && !crlf(after) {
		t.Errorf("CRLF does not stay: %q became %q", before, after)
	}
	touched := make([]bool, len(before)+1)
	for _, d := range found {
		if d.Fix == nil {
			continue
		}
		for _, e := range d.Fix.Edits {
			for i := e.Span.Start; i < e.Span.End; i++ {
				touched[i] = true
			}
		}
	}
	rest := after
	for i := 0; i < len(before); i++ {
		if touched[i] {
			continue
		}
		at := bytes.IndexByte(rest, before[i])
		if at < 0 {
			t.Errorf("byte %d, which no fix touches, is gone: %q became %q", i, before, after)
			return
		}
		rest = rest[at+1:]
	}
}

// hold checks all that fixes of a document promise.
func (f fixer) hold(t *testing.T, source []byte) {
	t.Helper()
	f.settle(t, source, true)
	fixed := f.settle(t, source, false)
	before, after := f.check(source), f.check(fixed)
	if slices.ContainsFunc(before, func(d diag.Diagnostic) bool { return d.Fix != nil && hiding[d.Rule] }) {
		return
	}
	had, has := count(before), count(after)
	for _, rule := range slices.Sorted(maps.Keys(has)) {
		if has[rule] > had[rule] {
			i := slices.IndexFunc(after, func(d diag.Diagnostic) bool { return d.Rule == rule })
			t.Errorf("safe fixes bring up %s (%d, were %d): %s\nfixed: %v\n%s", rule, has[rule], had[rule], after[i].Message, rulesFixed(before), fix.Diff("before", source, "after", fixed))
		}
	}
}

func rulesFixed(found []diag.Diagnostic) (rules []string) {
	for _, d := range found {
		if d.Fix != nil && !d.Fix.Unsafe {
			rules = append(rules, d.Rule)
		}
	}
	return rules
}

func count(found []diag.Diagnostic) map[string]int {
	n := map[string]int{}
	for _, d := range found {
		n[d.Rule]++
	}
	return n
}

// exampleDocuments returns the documents of all examples.
func exampleDocuments(t testing.TB) map[string]string {
	t.Helper()
	documents := map[string]string{}
	for _, rule := range check.Rules() {
		if withoutExample[rule.Name] {
			continue
		}
		example, err := rule.Example()
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range slices.Concat(example.Bad, example.Good) {
			if strings.HasSuffix(f.Path, ".md") {
				documents[fmt.Sprintf("%s/%d", rule.Name, i)] = f.Text
			}
		}
	}
	return documents
}

func TestFixExamples(t *testing.T) {
	f := newFixer()
	for name, text := range exampleDocuments(t) {
		t.Run(name, func(t *testing.T) {
			f.hold(t, []byte(text))
			f.hold(t, []byte(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")))
			f.hold(t, []byte("\ufeff"+strings.TrimRight(text, "\r\n")))
		})
	}
}

// mistakes are lines that something is to be fixed in.
var mistakes = []string{
	"\u00b7 one\n", "  \u25e6 two\n", "##Impact\n", "#\u00a0Next steps\n", "# Title\n", "###### Deep\n", "## Summary:\n",
	"Text.\n---\n", "Heading\n===\n", "Root cause:\n", "**Impact** and five more words of text\n",
	"Text # What went wrong? Something did\n", "<kbd class=\"x\">F1</kbd>\n", "(ticket)[https://tickets.example/1]\n",
	"[log](my log.txt)\n", "https://tickets.example/2\n", "[x]: https://tickets.example/3\n", "text\u2028text\n",
	"---\n", "> quote\n", "- item\n", "    code\n", "```\n", "\n", "\n", "\n",
}

// TestFixTogether makes documents of lines of the examples and of mistakes, the
// same ones each time, so that fixes meet each other and what is broken.
func TestFixTogether(t *testing.T) {
	var lines []string
	documents := exampleDocuments(t)
	for _, name := range slices.Sorted(maps.Keys(documents)) {
		if text := documents[name]; len(text) < 5_000 {
			lines = append(lines, strings.SplitAfter(text, "\n")...)
		}
	}
	for range len(lines) / len(mistakes) / 3 {
		lines = append(lines, mistakes...)
	}
	f := newFixer()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 1500 {
		var b strings.Builder
		if random.IntN(3) > 0 {
			b.WriteString("---\nid: x\ntitle: Checkout rejected cards\nsidebar_label: Checkout\n")
		}
		if random.IntN(2) > 0 {
			b.WriteString("---\n")
		}
		for range random.IntN(25) {
			b.WriteString(lines[random.IntN(len(lines))])
		}
		text := b.String()
		if i%4 == 0 {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r\n")
		}
		if f.hold(t, []byte(text)); t.Failed() {
			t.Fatalf("document %d", i)
		}
	}
}

func TestFixSeeds(t *testing.T) { holdShared(t, "seeds") }

func TestFixCorpus(t *testing.T) { holdShared(t, "corpus") }

func holdShared(t *testing.T, dir string) {
	f := newFixer()
	fixed := map[string]int{}
	for name, text := range readShared(t, dir) {
		t.Run(name, func(t *testing.T) { f.hold(t, []byte(text)) })
		for _, d := range f.check([]byte(text)) {
			if d.Fix != nil {
				fixed[d.Rule]++
			}
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(fixed)) {
		t.Logf("%-30s %3d fixable", rule, fixed[rule])
	}
}

func FuzzFix(f *testing.F) {
	for _, text := range exampleDocuments(f) {
		f.Add([]byte(text))
	}
	fixer := newFixer()
	f.Fuzz(func(t *testing.T, source []byte) {
		if len(source) > 20_000 {
			return
		}
		fixer.settle(t, source, false)
		fixer.settle(t, source, true)
	})
}
