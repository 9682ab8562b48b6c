package starter

import (
	"cmp"
	"context"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
	"github.com/rcagen/rcagen/pkg/temporal"
)

// document is a Markdown file that a folder holds.
type document struct {
	path     string // from the folder, with slashes
	report   bool   // it looks like one about an incident
	dated    bool   // its name says a day
	sections []string
	others   []string // headings that stand where sections do and count as none
	order    temporal.Order
}

// survey reads the Markdown in a folder and below it. What is hidden, what tools
// make, and symbolic links are left out, and so is what cannot be read.
func survey(ctx context.Context, files fs.FS) (documents []document, err error) {
	c := config.Default()
	parser := rca.NewParser(c)
	err = fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && p == ".":
			return err
		case err != nil:
			return fs.SkipDir
		case p == ".":
		case d.IsDir() && isForeign(d.Name()):
			return fs.SkipDir
		case d.Type().IsRegular() && site.IsDocument(p) && !strings.HasPrefix(d.Name(), "."):
			info, err := d.Info()
			if err != nil || info.Size() > int64(c.Limits.FileSize) {
				return nil
			}
			if text, err := fs.ReadFile(files, p); err == nil {
				documents = append(documents, examine(parser.Parse(&diag.File{Path: p, Bytes: text}, p), p))
			}
		}
		return nil
	})
	return documents, err
}

// isForeign reports whether the files of a folder of this name are not somebody's
// own.
func isForeign(name string) bool {
	return strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "vendor", "public", "build", "dist", "target"}, name)
}

// examine looks at a document.
func examine(p *rca.Parsed, name string) document {
	names := strings.Join([]string{p.Document.Title, p.Document.Meta.ID, path.Base(name)}, "\n")
	d := document{path: name, order: cmp.Or(p.Order, temporal.WrittenOrder(names)), dated: len(temporal.Dates(names, temporal.DayFirst)) > 0}
	for _, s := range p.Document.Sections {
		heading := strings.TrimSpace(p.Document.Headings[s.Heading].Text)
		switch {
		case s.Name != "" && !slices.Contains(d.sections, s.Name):
			d.sections = append(d.sections, s.Name)
		case s.Name == "" && heading != "" && heading != p.Document.Title && !slices.Contains(d.others, heading):
			d.others = append(d.others, heading)
		}
	}
	d.report = d.looks(p.Document.Title, p.Document.Meta.Started != "")
	return d
}

// telling matches names and titles of reports.
var telling = regexp.MustCompile(`(?i)post-?\s?mortem|incident|outage|\brca\b|root.cause|downtime|disruption`)

// looks reports whether a document looks like a report. One section alone is
// found in many texts: a design has a summary, and next steps too.
func (d *document) looks(title string, started bool) bool {
	named := started || telling.MatchString(d.path) || telling.MatchString(title)
	caused := slices.Contains(d.sections, "RCA")
	n := len(d.sections)
	return n >= 3 || n == 2 && (caused || named) || n == 1 && named
}

// reports returns the documents that look like reports.
func reports(documents []document) (list []document) {
	for _, d := range documents {
		if d.report {
			list = append(list, d)
		}
	}
	return list
}

// below returns the documents in a folder and below it.
func below(documents []document, folder string) (list []document) {
	for _, d := range documents {
		if folder == "." || strings.HasPrefix(d.path, folder+"/") {
			list = append(list, d)
		}
	}
	return list
}

// periods matches names of folders that hold what happened in a year, a month or
// the like: others come to stand beside them.
var periods = regexp.MustCompile(`^(?i:q?[0-9]|(19|20)[0-9]{2})`)

// home returns the folder of the reports: the innermost one that holds at least
// two thirds of them, and not those of some time only.
func home(reports []document) string {
	at := "."
	for {
		counts := map[string]int{}
		for _, d := range below(reports, at) {
			rest := strings.TrimPrefix(d.path, at+"/")
			if first, _, inside := strings.Cut(rest, "/"); inside && !periods.MatchString(first) {
				counts[first]++
			}
		}
		next := ""
		for folder, n := range counts {
			if 3*n >= 2*len(reports) {
				next = path.Join(at, folder)
			}
		}
		if next == "" {
			return at
		}
		at = next
	}
}

// pages returns patterns for the documents in a folder that are no reports: of
// whole folders where these hold none. There are none where nothing is a report.
func pages(documents []document, folder string) (patterns []string) {
	isReport := func(d document) bool { return d.report || d.dated }
	if !slices.ContainsFunc(documents, isReport) {
		return nil
	}
	for _, d := range documents {
		if isReport(d) {
			continue
		}
		pattern := d.path
		for dir := path.Dir(d.path); dir != folder && dir != "."; dir = path.Dir(dir) {
			if !slices.ContainsFunc(below(documents, dir), isReport) {
				pattern = dir + "/**"
			}
		}
		if !slices.Contains(patterns, pattern) {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}
