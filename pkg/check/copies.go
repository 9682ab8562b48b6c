package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

const (
	// Two reports about one fault that came back share at most 0.6 of their
	// shingles; a copy in which a name was changed ten times in 300 words
	// still has more than 0.8. A section is so short that two authors may
	// have put the same thing in nearly the same words.
	sameText    = 0.8
	samePassage = 0.9

	shortestReport  = 80 // words
	shortestPassage = 30 // words of a section that are its own

	// A copy is made from one report to the next, perhaps twice. What stands
	// in four is a wording that people keep on purpose. The number does not
	// grow with the site: in a large one, a footer of last year alone stands
	// in few of all reports.
	manyReports = 4
)

// copies is what the published documents of a site have in common.
type copies struct {
	reports    []*rca.Document // oldest first, undated last; no drafts and no templates
	originals  []original      // by report: whose text it has
	paragraphs map[uint32]holders
	templates  map[uint32]*templateParagraph
}

// original names the first text that has nearly the same words: the text
// itself when there is no other.
type original struct {
	of    int
	share float64
}

// holders are the reports that have a paragraph; copies of whole reports do
// not count.
type holders struct{ count, first, last int32 }

type templateParagraph struct {
	document *rca.Document
	span     diag.Span
}

func findCopies(s *site.Site) *copies {
	c := &copies{paragraphs: map[uint32]holders{}, templates: map[uint32]*templateParagraph{}}
	documents := s.Drafts()
	for _, page := range s.Pages {
		documents = append(documents, page.Document)
	}
	slices.SortFunc(documents, older)
	for _, d := range documents {
		switch {
		case isTemplate(d):
			c.addTemplate(d)
		case !d.Meta.Draft:
			c.reports = append(c.reports, d)
		}
	}
	c.originals = originals(len(c.reports), sameText, func(i int) rca.Sketch {
		if w := &c.reports[i].Facts.Wording; w.Words >= shortestReport {
			return w.Sketch
		}
		return rca.Sketch{}
	})
	c.countParagraphs()
	return c
}

// older orders documents by the day of the incident and by path; those without
// a date come last.
func older(a, b *rca.Document) int {
	if a.Date.IsZero() != b.Date.IsZero() {
		if a.Date.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Date.Compare(b.Date), strings.Compare(a.Path, b.Path))
}

func (c *copies) addTemplate(d *rca.Document) {
	for _, p := range d.Facts.Wording.Paragraphs {
		if p.Words >= shortestTemplateText && c.templates[p.Hash] == nil {
			c.templates[p.Hash] = &templateParagraph{d, p.Span()}
		}
	}
}

func (c *copies) countParagraphs() {
	for i, d := range c.reports {
		if c.originals[i].of != i {
			continue
		}
		for _, p := range d.Facts.Wording.Paragraphs {
			h, known := c.paragraphs[p.Hash]
			if !known {
				h.first, h.last = int32(i), -1
			}
			if h.last != int32(i) {
				h.count, h.last = h.count+1, int32(i)
				c.paragraphs[p.Hash] = h
			}
		}
	}
}

// standing returns how many reports have a paragraph on purpose: none when it
// was left over from a template.
func (c *copies) standing(paragraph uint32) int {
	if c.templates[paragraph] != nil && !c.meantToStay(paragraph) {
		return 0
	}
	return int(c.paragraphs[paragraph].count)
}

// meantToStay reports whether a template's paragraph is kept by so many that
// it is no instruction: by most reports, and by manyReports at least.
func (c *copies) meantToStay(paragraph uint32) bool {
	n := int(c.paragraphs[paragraph].count)
	return n >= manyReports && 2*n > len(c.reports)
}

// elsewhere returns the place of a paragraph in another report.
func (c *copies) elsewhere(report int, paragraph uint32) diag.Related {
	h := c.paragraphs[paragraph]
	other := c.reports[h.first]
	if int(h.first) == report {
		other = c.reports[h.last]
	}
	i := slices.IndexFunc(other.Facts.Wording.Paragraphs, func(p rca.Paragraph) bool { return p.Hash == paragraph })
	return diag.Related{Path: other.File, Span: other.Facts.Wording.Paragraphs[i].Span(), Label: "the same text"}
}

// copiedSection is a section with the text of another report's section.
type copiedSection struct {
	report, section           int
	original, originalSection int
	share                     float64
}

// sections returns the copied sections of reports that differ as a whole, by
// report.
func (c *copies) sections() []copiedSection {
	type place struct {
		report  int
		passage rca.OwnText
	}
	var places []place
	for i, d := range c.reports {
		if c.originals[i].of != i {
			continue
		}
		own := c.ownWords(d)
		for _, passage := range d.Facts.Wording.Sections {
			if own[passage.Section] >= shortestPassage {
				places = append(places, place{i, passage})
			}
		}
	}
	found := originals(len(places), samePassage, func(i int) rca.Sketch { return places[i].passage.Sketch })
	reports := make([]int, len(places)) // by original: how many reports have the text
	last := make([]int, len(places))    // by original: the last of them, plus one
	for i, o := range found {
		if at := places[i].report + 1; last[o.of] != at {
			reports[o.of], last[o.of] = reports[o.of]+1, at
		}
	}
	var copied []copiedSection
	for i, o := range found {
		from, to := places[o.of], places[i]
		if from.report != to.report && reports[o.of] < manyReports {
			copied = append(copied, copiedSection{to.report, to.passage.Section, from.report, from.passage.Section, o.share})
		}
	}
	return copied
}

// ownWords counts, by section, the words in paragraphs that are neither common
// to many reports nor a template's.
func (c *copies) ownWords(d *rca.Document) []int {
	own := make([]int, len(d.Sections))
	for _, p := range d.Facts.Wording.Paragraphs {
		if p.Section >= 0 && c.templates[p.Hash] == nil && c.paragraphs[p.Hash].count < manyReports {
			own[p.Section] += int(p.Words)
		}
	}
	return own
}

const (
	// Of two texts that share 0.8 of their shingles, the six smallest hashes
	// are all different once in ten thousand times.
	indexed = 6
	// A hash that many different texts have is a common phrase: only the
	// oldest of them are looked at.
	mostCandidates = 16
)

// originals finds, for each of n texts, the earlier text that it repeats with
// at least the given similarity. Texts are compared with originals alone, so
// that ten equal ones are nine copies of the first. Only texts with a hash in
// common among their smallest are compared: the work grows with n.
func originals(n int, least float64, sketch func(int) rca.Sketch) []original {
	found := make([]original, n)
	index := make(map[uint32][]int32, n)
	seen := make([]int, n) // by candidate: the text that it was compared with last, plus one
	for i := range found {
		s := sketch(i)
		found[i] = original{of: i}
		smallest := s.Hashes[:min(indexed, len(s.Hashes))]
		for _, hash := range smallest {
			for _, candidate := range index[hash] {
				if seen[candidate] == i+1 {
					continue
				}
				seen[candidate] = i + 1
				share := s.Similarity(sketch(int(candidate)), least)
				if share >= least && (share > found[i].share || share == found[i].share && int(candidate) < found[i].of) {
					found[i] = original{int(candidate), share}
				}
			}
		}
		if found[i].of != i {
			continue
		}
		for _, hash := range smallest {
			if list := index[hash]; len(list) < mostCandidates {
				index[hash] = append(list, int32(i))
			}
		}
	}
	return found
}
