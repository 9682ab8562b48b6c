package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
)

// Suppressions are what a document's comments and front matter say about which
// of its findings do not count. They do not change once they are made.
type Suppressions struct {
	names    []disabled          // those of front matter first
	stated   int                 // how many of the names stand in front matter
	commands []*command          // in the document's order
	draft    bool                // the document is not published: what is wrong with it is a note at most
	file     map[string]int      // rule, "family/*" or "" for all → index in names, for the whole file
	onLine   map[place]int       // likewise, for the line that starts at an offset
	parts    map[string][]during // likewise, in order and apart from one another
	lines    lineStarts
}

// disabled is a name of a rule, or the absence of one, in a command that
// disables.
type disabled struct {
	name    string    // rule, "family/*" or "" for all
	span    diag.Span // of the name, or of the comment where there is none
	command *command  // nil for front matter
	reason  string
}

type place struct {
	name string
	line int // offset of its first byte
}

// during is where a block of the document lies in which a rule is disabled.
type during struct{ start, end, by int }

// IsSuppressible reports whether findings of a rule can be disabled in a
// document. What is wrong with rcagen, its configuration and its means of
// leaving findings out is not up to the document.
func IsSuppressible(rule string) bool {
	switch family(rule) {
	case "internal", "config", "suppress", "baseline":
		return false
	}
	return true
}

// IsLeak reports whether a finding says that a secret is published. Such a
// finding is left out only by its rule's own name with a reason.
func IsLeak(d diag.Diagnostic) bool {
	return family(d.Rule) == "leak" && d.Severity == diag.Error
}

// covering returns the index of the name that covers a finding, the nearest
// one first, or -1.
func (s *Suppressions) covering(d diag.Diagnostic) int {
	names := []string{d.Rule, family(d.Rule) + "/*", ""}
	if IsLeak(d) {
		names = names[:1]
	}
	usable := func(i int) bool { return !IsLeak(d) || s.names[i].reason != "" }
	if d.Span != (diag.Span{}) {
		line := s.lines.start(d.Span.Start)
		for _, name := range names {
			if i, ok := s.onLine[place{name, line}]; ok && usable(i) {
				return i
			}
		}
		for _, name := range names {
			parts := s.parts[name]
			k, _ := slices.BinarySearchFunc(parts, d.Span.Start+1, func(p during, at int) int { return cmp.Compare(p.start, at) })
			if k > 0 && d.Span.Start < parts[k-1].end && usable(parts[k-1].by) {
				return parts[k-1].by
			}
		}
	}
	for _, name := range names {
		if i, ok := s.file[name]; ok && usable(i) {
			return i
		}
	}
	return -1
}

// Suppress marks the findings that the documents' suppressions cover, and
// returns findings about suppressions that cover none. By has the suppressions
// by the path of their document. Severities need not be filled in.
func Suppress(found []diag.Diagnostic, by map[string]*Suppressions, cfg *config.Config) (unused []diag.Diagnostic) {
	used := make(map[string][]bool, len(by))
	for path, s := range by {
		used[path] = make([]bool, len(s.names))
	}
	for i := range found {
		d := found[i]
		s := by[d.Path]
		if s == nil || !IsSuppressible(d.Rule) {
			continue
		}
		d.Severity = severity(d, cfg)
		if k := s.covering(d); k >= 0 {
			used[d.Path][k] = true
			found[i].Suppressed = &diag.Suppression{By: "comment", Reason: s.names[k].reason}
		}
	}
	for path, s := range by {
		for _, d := range s.unused(path, used[path]) {
			if s.draft {
				d.Severity = diag.Info
			}
			unused = append(unused, d)
		}
	}
	return unused
}

// elsewhere are the rules whose findings are not known in every run: once a page
// is rendered, with an earlier revision to compare with, or from some day on.
var elsewhere = map[string]bool{
	"code/not-highlighted": true, "template/execution": true, "id/changed": true,
	"action/overdue": true, "promise/no-follow-up": true, "time/future": true,
}

// unused reports the names and comments that cover nothing.
func (s *Suppressions) unused(path string, used []bool) (found []diag.Diagnostic) {
	idle := func(i int) bool { return !used[i] && s.countable(i) }
	for i := range s.stated {
		if idle(i) {
			found = append(found, s.unusedName(path, i))
		}
	}
	for _, c := range s.commands {
		var unused []int
		for i := c.first; i < c.last; i++ {
			if idle(i) {
				unused = append(unused, i)
			}
		}
		if c.idle || c.unsaid || c.disables() && len(unused) == c.last-c.first {
			found = append(found, s.unusedComment(path, c))
			continue
		}
		for _, i := range unused {
			found = append(found, s.unusedName(path, i))
		}
	}
	return found
}

// countable reports whether a name that covers nothing is worth a finding: one
// that does not exist has another one.
func (s *Suppressions) countable(i int) bool {
	name := s.names[i].name
	return !elsewhere[name] && (name == "" || slices.Contains(suppressibleNames, name))
}

const leakHelp = "a leak is covered only by the name of its rule and a reason: `-- why it is no secret`"

func (s *Suppressions) unusedName(path string, i int) diag.Diagnostic {
	n := s.names[i]
	d := diag.Diagnostic{
		Rule: "suppress/unused", Path: path, Span: n.span,
		Message: fmt.Sprintf("disabling `%s` has no effect: there is no finding that it covers", n.name),
		Help:    []string{"delete the name"},
	}
	if family(n.name) == "leak" {
		d.Help = append(d.Help, leakHelp)
	}
	if n.command != nil {
		cut := n.span
		if i+1 < n.command.last {
			cut.End = s.names[i+1].span.Start
		} else {
			cut.Start = s.names[i-1].span.End
		}
		d.Fix = &diag.Fix{Title: fmt.Sprintf("delete `%s`", n.name), Edits: []diag.Edit{{Span: cut}}}
	}
	return d
}

func (s *Suppressions) unusedComment(path string, c *command) diag.Diagnostic {
	d := diag.Diagnostic{
		Rule: "suppress/unused", Path: path, Span: c.span,
		Message: fmt.Sprintf("`%s` has no effect: there is no finding that it covers", c.word),
		Help:    []string{"delete the comment"},
	}
	if !c.holds {
		d.Fix = &diag.Fix{Title: "delete the comment", Edits: []diag.Edit{{Span: c.whole}}}
	}
	if c.unsaid {
		d.Message = fmt.Sprintf("`%s` has no effect: its reason is still to be written", c.word)
		d.Help = []string{"write why the finding does not count in place of `" + unsaidReason + "`"}
		d.Fix = nil
	}
	if c.word == enable {
		d.Message = "`" + enable + "` has no effect: nothing that it names is disabled there"
	}
	if slices.ContainsFunc(s.names[c.first:c.last], func(n disabled) bool { return family(n.name) == "leak" }) {
		d.Help = append(d.Help, leakHelp)
	}
	return d
}
