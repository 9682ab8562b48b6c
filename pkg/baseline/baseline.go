// Package baseline is the file in which a team writes down the findings that
// it knows and lives with, so that only new ones count.
//
// The file is JSON with one entry a line, sorted, so that two branches merge
// easily. An entry has the rule, the file and the finding's fingerprint
// ([diag.Fingerprints]), and neither text of the document nor a secret.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Name of the file in the project's root.
const Name = ".rcagen-baseline.json"

// version of the file's form.
const version = 1

// Baseline is what the file holds.
type Baseline struct {
	Entries []Entry
}

// Entry is a finding that is known.
type Entry struct {
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Fingerprint string `json:"fingerprint"` // without the rule
}

// file is the form of the file.
type file struct {
	Version  *int     `json:"version"`
	Findings *[]Entry `json:"findings"`
}

// Read reads the bytes of the file. A finding says why they are no baseline.
func Read(src []byte) (*Baseline, *diag.Diagnostic) {
	var f file
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	err := d.Decode(&f)
	at := d.InputOffset()
	if err == nil {
		var rest json.RawMessage
		if again := d.Decode(&rest); again != io.EOF {
			err, at = errors.New("there is more text behind its end"), int64(len(src)-len(bytes.TrimLeft(src[at:], " \t\r\n")))
		}
	}
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset - 1
	case errors.As(err, &wrong):
		at, err = wrong.Offset-1, fmt.Errorf("`%s` must not be a %s", wrong.Field, wrong.Value)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		at, err = int64(len(src)), errors.New("it ends too early")
	case err != nil:
	case f.Version == nil || *f.Version != version:
		err = fmt.Errorf("its `version` is not %d", version)
		at = max(0, int64(bytes.Index(src, []byte(`"version"`))))
	case f.Findings == nil:
		err = errors.New("it has no `findings`")
	default:
		return &Baseline{Entries: *f.Findings}, nil
	}
	start := max(0, min(int(at), len(src)-1))
	return nil, &diag.Diagnostic{
		Rule: "config/baseline", Path: Name, Span: diag.Span{Start: start, End: min(start+1, len(src))},
		Message: "the baseline cannot be read: " + diag.Excerpt(strings.TrimPrefix(err.Error(), "json: ")),
		Help:    []string{"delete the file and write it anew: `rcagen check --write-baseline`"},
	}
}

// entry returns what a finding is called in the file.
func entry(d diag.Diagnostic, fingerprint string) Entry {
	return Entry{Rule: d.Rule, File: d.Path, Fingerprint: strings.TrimPrefix(fingerprint, d.Rule+":")}
}

// Match marks the findings that the baseline holds, and returns how many of
// its entries are left over. Each entry stands for one finding: in its own file
// first, then in any, because files are renamed. May says which findings can be
// in a baseline at all; those that are marked already are left alone.
func (b *Baseline) Match(found []diag.Diagnostic, fingerprints []string, may func(diag.Diagnostic) bool) (stale int) {
	known := map[Entry]int{}
	for _, e := range b.Entries {
		known[e]++
	}
	var missed []int
	mark := func(i int, e Entry, among map[Entry]int) bool {
		if among[e] == 0 {
			return false
		}
		among[e]--
		found[i].Suppressed = &diag.Suppression{By: "baseline"}
		return true
	}
	for i, d := range found {
		if d.Suppressed == nil && may(d) && !mark(i, entry(d, fingerprints[i]), known) {
			missed = append(missed, i)
		}
	}
	anywhere := map[Entry]int{}
	for e, n := range known {
		e.File = ""
		anywhere[e] += n
	}
	for _, i := range missed {
		e := entry(found[i], fingerprints[i])
		e.File = ""
		mark(i, e, anywhere)
	}
	for _, n := range anywhere {
		stale += n
	}
	return stale
}

// Equal reports whether both hold the same, or both are nil.
func (b *Baseline) Equal(other *Baseline) bool {
	return b == other || b != nil && other != nil && slices.Equal(b.Entries, other.Entries)
}

// Of returns the baseline of findings.
func Of(found []diag.Diagnostic, fingerprints []string) *Baseline {
	b := &Baseline{Entries: make([]Entry, 0, len(found))}
	for i, d := range found {
		b.Entries = append(b.Entries, entry(d, fingerprints[i]))
	}
	slices.SortFunc(b.Entries, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Fingerprint, b.Fingerprint))
	})
	return b
}

// Bytes returns the file's text.
func (b *Baseline) Bytes() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\"version\": %d, \"findings\": [", version)
	line := json.NewEncoder(&out)
	line.SetEscapeHTML(false)
	for i, e := range b.Entries {
		if i > 0 {
			out.Truncate(out.Len() - 1) // the line end of the one before
			out.WriteByte(',')
		}
		if out.WriteByte('\n'); line.Encode(e) != nil {
			panic("an entry is nothing but text")
		}
	}
	if len(b.Entries) == 0 {
		out.WriteByte('\n')
	}
	out.WriteString("]}\n")
	return out.Bytes()
}
