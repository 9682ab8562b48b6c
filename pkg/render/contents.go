package render

import (
	"strings"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// contents returns the table of contents of a document: headings of the levels
// 2 and 3, as they are on the page, unless front matter names others.
func contents(d *rca.Document) []*content {
	if d.Meta.HideTableOfContents {
		return nil
	}
	headings := d.Headings
	if d.DropTitle && len(headings) > 0 {
		headings = headings[1:]
	}
	lowest, highest := d.Meta.TOCMinLevel, d.Meta.TOCMaxLevel
	if lowest == 0 {
		lowest = 2
	}
	if highest == 0 {
		highest = 3
	}
	levels := make([]int, len(headings))
	for i, h := range headings {
		levels[i] = max(2, min(h.Level+d.LevelShift, 6))
	}
	top, _ := nest(headings, levels, 0, 0, func(level int) bool { return lowest <= level && level <= highest })
	return top
}

// nest returns the headings from i that stand below a heading of the level
// above, and the index of the first one that does not. What is below a heading
// that is left out takes its place: first the tree, then the filter.
func nest(headings []rca.Heading, levels []int, i, above int, keep func(level int) bool) ([]*content, int) {
	var siblings []*content
	for i < len(headings) && levels[i] > above {
		h, level := headings[i], levels[i]
		var children []*content
		children, i = nest(headings, levels, i+1, level, keep)
		if keep(level) {
			siblings = append(siblings, &content{ID: h.ID, Text: h.Text, Children: children})
		} else {
			siblings = append(siblings, children...)
		}
	}
	return siblings, i
}

// editURL returns where a document is edited, "" when that is not known.
func editURL(prefix string, d *rca.Document) string {
	if own := d.Meta.CustomEditURL; own != nil {
		if isWeb(*own) {
			return *own
		}
		return ""
	}
	if prefix == "" {
		return ""
	}
	return strings.TrimSuffix(prefix, "/") + "/" + site.Href(d.File)
}
