// Package format gives documents one form.
//
// It changes what no reader of the page sees and no rule of package check
// complains about:
//
//   - keys of the front matter stand in the order of [frontmatter.Keys], others
//     behind them. A blank line between keys divides them into groups, which
//     stay; a comment goes with the key below it.
//   - sections are of level 2, and what is below them as much deeper as it was.
//   - headings are written `## Heading`: not underlined, without marks at the
//     end.
//   - lists are marked with `-`. Of two lists next to each other the second is
//     marked with `*`: with the same mark they would be one.
//   - columns of a table are aligned, as wide as what stands in them; a table
//     that would be very wide has one blank around each cell instead.
//   - one blank line stands between blocks, none at the end of the file.
//
// Blanks at the end of lines, several blank lines in a row and a last line
// without an end are put right by the fixes of the rules style/trailing-space,
// style/blank-lines and style/final-newline, whether these are on or not. What
// any other rule complains about is left to `check --fix`.
//
// # What stays
//
// Every other byte: what is in code, HTML, comments and JSX, tabs, indentation,
// numbers of lists, marks of emphasis, hard breaks, definitions of links, line
// ends. Inside lists, quotes and boxes only the marks of lists and the levels of
// headings change.
//
// All changes are tried together, and the document is read and rendered anew:
// its HTML, with the anchors, and the facts that the page shows have to be the
// same. When they are not, the changes that make a difference are left out and
// named. That goes on until nothing changes, so formatting twice is formatting
// once.
//
// A document that cannot be read is left alone: front matter with a mistake in
// its form, Markdown over the limits, an unresolved merge conflict.
package format

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/rca"
)

// Formatter formats the documents of one project. It is safe for concurrent use.
type Formatter struct {
	config *config.Config
	parser *rca.Parser
}

// New returns the formatter of a project with that configuration.
func New(c *config.Config) *Formatter {
	return &Formatter{config: c, parser: rca.NewParser(c)}
}

// mostRounds is how often a document is changed and looked at again.
const mostRounds = 10

// mostWork and mostTimes bound the bytes that are read and rendered to find out
// which changes to leave out: so many, and the document itself so many times.
const (
	mostWork  = 4 << 20
	mostTimes = 8
)

// Format returns the document in its form: the bytes of the file itself when
// they are in it, or when the document is left alone. Left says what stays as
// it is, and why: a sentence each, with the place. docPath is the document's path
// below the content folder.
func (f *Formatter) Format(file *diag.File, docPath string) (text []byte, left []string) {
	if len(bytes.TrimSpace(file.Bytes)) == 0 {
		return file.Bytes, nil
	}
	w := &work{Formatter: f, file: file, docPath: docPath, text: file.Bytes}
	p := w.parse(w.text)
	if reason := w.refusal(p); reason != "" {
		return file.Bytes, []string{reason}
	}
	w.page = sync.OnceValue(func() page { return pageOf(p, f.parser.Limits()) })
	if ordered := orderKeys(p); ordered != nil && w.same(ordered) && sameKeys(p, w.parse(ordered)) {
		w.text = ordered
	}
	for range mostRounds {
		before := w.text
		if err := w.round(); err != nil {
			return file.Bytes, []string{fmt.Sprintf("%s: %v", file.Path, err)}
		}
		if bytes.Equal(before, w.text) {
			return w.text, w.left
		}
	}
	return file.Bytes, []string{fmt.Sprintf("%s does not settle: there is more to change after %d rounds", file.Path, mostRounds)}
}

// work is the formatting of one document.
type work struct {
	*Formatter
	file    *diag.File
	docPath string
	page    func() page // of the document as it was
	text    []byte      // as the last round left it
	left    []string
	spent   int // bytes read and rendered again
}

func (w *work) parse(text []byte) *rca.Parsed {
	return w.parser.Parse(&diag.File{Path: w.file.Path, Bytes: text}, w.docPath)
}

// refusal says why a document is left alone; "" when it is not.
func (w *work) refusal(p *rca.Parsed) string {
	if len(check.Only(p, w.config, "file/conflict-marker")) > 0 {
		return w.file.Path + " has an unresolved merge conflict"
	}
	_, problems := frontmatter.Parse(w.file, w.config.Limits.FrontMatter)
	for _, d := range append(problems, p.Body.Problems...) {
		if d.Rule == "front-matter/missing" || d.Rule == "code/not-highlighted" {
			continue
		}
		return fmt.Sprintf("%s:%d: %s", w.file.Path, w.file.Position(d.Span.Start).Line, d.Message)
	}
	return ""
}

// same reports whether the page of a text is that of the document.
func (w *work) same(text []byte) bool {
	w.spent += len(text)
	return pageOf(w.parse(text), w.parser.Limits()) == w.page()
}

// errTooMuch ends the search for the changes that make a difference.
var errTooMuch = errors.New("it takes too long to find out which changes would make a difference to the page")

// round makes all changes to the text that leave the page as it is, and notes
// the others.
func (w *work) round() error {
	p := w.parse(w.text)
	changes := changesOf(p, w.config)
	w.left = nil
	if len(changes) == 0 {
		return nil
	}
	kept, err := w.keep(nil, changes)
	if err == nil {
		w.text, _ = fix.Apply(w.text, kept, false)
	}
	return err
}

// keep returns the changes kept so far with those of the others that, together
// with them, leave the page as it is.
func (w *work) keep(kept, others []diag.Diagnostic) ([]diag.Diagnostic, error) {
	if w.spent > mostWork+mostTimes*len(w.text) {
		return nil, errTooMuch
	}
	all := append(kept[:len(kept):len(kept)], others...)
	text, _ := fix.Apply(w.text, all, false)
	switch {
	case w.same(text):
		return all, nil
	case len(others) == 1:
		w.leave(others[0])
		return kept, nil
	}
	half := len(others) / 2
	kept, err := w.keep(kept, others[:half])
	if err != nil {
		return nil, err
	}
	return w.keep(kept, others[half:])
}

// leave notes a change that is not made.
func (w *work) leave(d diag.Diagnostic) {
	f := &diag.File{Path: w.file.Path, Bytes: w.text}
	w.left = append(w.left, fmt.Sprintf("%s:%d: %s: it stays, because the page would change",
		f.Path, f.Position(d.Span.Start).Line, strings.TrimSpace(d.Message)))
}
