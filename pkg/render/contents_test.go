package render

import (
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/rca"
)

func TestContents(t *testing.T) {
	tests := []struct {
		name   string
		levels string // of the headings as written
		edit   func(*rca.Document)
		want   string // headings by number, children in brackets
	}{
		{"none", "", nil, ""},
		{"levels 2 and 3", "2 3 3 2 4", nil, "0(1 2) 3"},
		{"shifted", "1 2 1", func(d *rca.Document) { d.LevelShift = 1 }, "0(1) 2"},
		{"lifted", "3 3 4", func(d *rca.Document) { d.LevelShift = -1 }, "0 1(2)"},
		{"a level left out", "2 4 3", nil, "0(2)"},
		{"first the tree, then the filter", "3 2 4", func(d *rca.Document) { d.Meta.TOCMinLevel, d.Meta.TOCMaxLevel = 3, 4 }, "0 2"},
		{"filtered parents leave their children", "2 4 2 4", func(d *rca.Document) { d.Meta.TOCMinLevel, d.Meta.TOCMaxLevel = 4, 6 }, "1 3"},
		{"starting low", "3 2", nil, "0 1"},
		{"deeper than there is", "5 6", func(d *rca.Document) { d.LevelShift = 3; d.Meta.TOCMaxLevel = 6 }, "0 1"},
		{"a title of its own", "1 2 2", nil, "0 1 2"},
		{"hidden", "2 2", func(d *rca.Document) { d.Meta.HideTableOfContents = true }, ""},
		{"title left out", "1 1 1", func(d *rca.Document) { d.LevelShift, d.DropTitle = 1, true }, "1 2"},
	}
	for _, test := range tests {
		d := &rca.Document{}
		for i, level := range strings.Fields(test.levels) {
			d.Headings = append(d.Headings, rca.Heading{Level: int(level[0] - '0'), Text: string(rune('0' + i)), ID: "x"})
		}
		if test.edit != nil {
			test.edit(d)
		}
		if got := outline(contents(d)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func outline(list []*content) string {
	var parts []string
	for _, c := range list {
		part := c.Text
		if len(c.Children) > 0 {
			part += "(" + outline(c.Children) + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}
