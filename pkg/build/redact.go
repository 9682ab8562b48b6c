package build

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
)

// Nothing that rcagen prints may show a secret of a document. The files that
// findings quote are masked ([Project.Masked]); what findings say is redacted
// here, whichever rule says it: a broken link may have a password in it.

// secretsOf returns the values of the secrets in a file, in every form in which
// a finding may quote them.
func secretsOf(source []byte) (values []string) {
	for _, s := range check.Secrets(source) {
		value := string(source[s.Start:s.End])
		short := !isDistinct(value)
		if short { // it may be an ordinary word elsewhere (root): its neighbours tell
			value = string(source[max(0, s.Start-1):min(len(source), s.End+1)])
		}
		values = append(values, value, html.UnescapeString(value), escaped.ReplaceAllString(value, "$1"))
		if decoded, err := url.PathUnescape(value); err == nil {
			values = append(values, decoded)
		}
		if short {
			around := source[max(0, s.Start-anchorReach):min(len(source), s.End+anchorReach)]
			values = append(values, anchorOf(string(around)))
			continue
		}
		values = append(values, anchorOf(value), fileNameOf(value), strings.Join(strings.Fields(value), " "))
		for line := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '\n' || r == '\r' }) {
			if line = strings.Trim(line, " \t>"); isDistinct(line) {
				values = append(values, line)
			}
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// isDistinct reports whether a value is long or mixed enough to be no ordinary
// word.
func isDistinct(value string) bool {
	return len(value) >= 12 || len(value) >= 6 && strings.ContainsAny(value, "0123456789") && strings.Trim(value, "0123456789") != ""
}

// anchorReach is how much around a short secret tells it from a word in the
// anchor of a heading, in bytes.
const anchorReach = 4

// anchorOf returns a text as it becomes a part of a heading's anchor.
func anchorOf(text string) string {
	return notInAnchor.ReplaceAllString(strings.ToLower(text), "")
}

var (
	escaped     = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])") // Markdown's escapes
	notInAnchor = regexp.MustCompile(`[^a-z0-9_-]+`)           // what the anchor of a heading lacks
	notInName   = regexp.MustCompile(`[^a-z0-9]+`)
)

// fileNameOf returns a text as it becomes a part of a file's name or an address.
func fileNameOf(text string) string {
	return strings.Trim(notInName.ReplaceAllString(strings.ToLower(text), "-"), "-")
}

// redactor replaces secrets in texts. A text costs time in step with its
// length, however many secrets there are.
type redactor struct {
	values  []string         // folded and sorted
	known   map[string]bool  // the values
	lengths map[string][]int // of the values, longest first, by their first bytes
}

// keySize is how many bytes of a secret a text may show by chance.
const keySize = 4

// fold makes ASCII letters small, and leaves every offset as it is.
func fold(text string) string {
	folded := []byte(text)
	for i, c := range folded {
		if 'A' <= c && c <= 'Z' {
			folded[i] = c + 'a' - 'A'
		}
	}
	return string(folded)
}

func newRedactor(values []string) *redactor {
	r := &redactor{known: map[string]bool{}, lengths: map[string][]int{}}
	for _, v := range values {
		v = fold(v)
		if len(v) < keySize || r.known[v] {
			continue
		}
		r.known[v] = true
		r.values = append(r.values, v)
		if key := v[:keySize]; !slices.Contains(r.lengths[key], len(v)) {
			r.lengths[key] = append(r.lengths[key], len(v))
		}
	}
	slices.Sort(r.values)
	for _, lengths := range r.lengths {
		slices.Sort(lengths)
		slices.Reverse(lengths)
	}
	return r
}

// text returns a text with stars in place of secrets, also of one that an
// excerpt cuts off.
func (r *redactor) text(text string) string {
	folded := fold(text)
	var masked []byte
	for i := 0; i+keySize <= len(folded); {
		n := r.match(folded[i:])
		if n == 0 {
			i++
			continue
		}
		if masked == nil {
			masked = []byte(text)
		}
		for range n {
			masked[i] = '*'
			i++
		}
	}
	if masked == nil {
		return text
	}
	return string(masked)
}

// match returns the length of the secret that a text begins with, or 0.
func (r *redactor) match(text string) int {
	lengths, ok := r.lengths[text[:keySize]]
	if !ok {
		return 0
	}
	for _, n := range lengths {
		if n <= len(text) && r.known[text[:n]] {
			return n
		}
	}
	if cut := strings.Index(text, "…"); cut >= keySize {
		i, _ := slices.BinarySearch(r.values, text[:cut])
		if i < len(r.values) && strings.HasPrefix(r.values[i], text[:cut]) {
			return cut
		}
	}
	return 0
}

func (r *redactor) texts(list []string) []string {
	list = slices.Clone(list)
	for i := range list {
		list[i] = r.text(list[i])
	}
	return list
}

// Redact returns a text that quotes the project's documents with stars in place
// of their secrets.
func (r *Result) Redact(text string) string { return newRedactor(r.secrets).text(text) }

// redact replaces the findings that quote a secret. They share nothing with the
// old ones that was changed. A fix that would write a secret is dropped: with
// stars in it, it would put them into the document.
func redact(found []diag.Diagnostic, values []string) {
	r := newRedactor(values)
	if len(r.values) == 0 {
		return
	}
	for i := range found {
		d := &found[i]
		d.Message, d.Label = r.text(d.Message), r.text(d.Label)
		d.Help, d.Notes = r.texts(d.Help), r.texts(d.Notes)
		d.Related = slices.Clone(d.Related)
		for j := range d.Related {
			d.Related[j].Label = r.text(d.Related[j].Label)
		}
		if d.Fix != nil && (r.text(d.Fix.Title) != d.Fix.Title ||
			slices.ContainsFunc(d.Fix.Edits, func(e diag.Edit) bool { return r.text(e.Text) != e.Text })) {
			d.Fix = nil
		}
		if d.Suppressed != nil {
			d.Suppressed = &diag.Suppression{By: d.Suppressed.By, Reason: r.text(d.Suppressed.Reason)}
		}
	}
}
