// Package diag holds what every other package speaks about: a source file,
// a place in it, and a problem found there.
//
// A [Diagnostic] means that the content is wrong; an error means that rcagen
// could not do its work. The two never mix: a parser returns what it could
// read together with a list of diagnostics, and an error only when it read
// nothing at all.
//
// Places are byte offsets into the file as it is on disk, a byte order mark
// included, and become lines and columns only when they are shown
// ([File.Position]). Whoever finds a problem fills in the rule's name and
// leaves the severity at zero: the table of rules and the project's
// configuration decide that, in one place, after everything was found.
package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Severity says how bad a finding is. The zero value means "not decided yet".
type Severity uint8

// Severities, from harmless to publishing nothing.
const (
	Undecided Severity = iota
	Off                // the rule does not run, or its findings are dropped
	Info
	Warning
	Error
)

var severityNames = [...]string{"undecided", "off", "info", "warning", "error"}

// String returns the name used in the configuration and in reports.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads "off", "info", "warning" or "error".
func ParseSeverity(name string) (Severity, bool) {
	i := slices.Index(severityNames[:], name)
	if i < int(Off) {
		return Undecided, false
	}
	return Severity(i), true
}

// Span is a range of bytes in a file: Start is in it, End is not.
// The empty span is a place between two bytes.
type Span struct{ Start, End int }

// Len returns the number of bytes covered.
func (s Span) Len() int { return s.End - s.Start }

// Diagnostic is one problem in the content.
type Diagnostic struct {
	Rule     string   // "family/name", as in the table of rules
	Severity Severity // Undecided until the table of rules was asked
	Message  string   // what is wrong: lower case, one sentence, no full stop
	Path     string   // the file, relative to the project's root, with slashes
	Span     Span     // what the caret marks; the zero Span is the whole file
	Label    string   // what is wrong right here, beside the caret; may be empty
	Related  []Related
	Help     []string // what to do
	Notes    []string // facts that explain
	Fix      *Fix     // puts it right by machine; nil when that takes a person
	Secret   bool     // the bytes of Span must never be shown: whoever shows the file masks them

	Suppressed *Suppression // somebody decided that it does not count; nil when it does
}

// Fix is a change that puts a finding right.
type Fix struct {
	Title  string // what it does: "rename the key to `title`"
	Unsafe bool   // it may change what the text says or where a page stands
	Edits  []Edit // in the finding's own file, in order, not overlapping; never empty
}

// Edit replaces the bytes of a span. An empty span inserts.
type Edit struct {
	Span Span
	Text string
}

// Suppression is the reason why a finding does not count.
type Suppression struct {
	By     string // "comment" or "baseline"
	Reason string // as written; "" for none
}

// Related is a second place that explains why the first is wrong.
type Related struct {
	Path  string
	Span  Span
	Label string
}

// Sort orders diagnostics by path, place, rule and message, so that a run's
// report does not depend on the order in which its files were read.
func Sort(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			strings.Compare(a.Path, b.Path),
			cmp.Compare(a.Span.Start, b.Span.Start),
			cmp.Compare(a.Span.End, b.Span.End),
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Message, b.Message),
		)
	})
}
