package frontmatter

import (
	"fmt"

	"github.com/rcagen/rcagen/pkg/diag"
)

// This file says what is wrong with the form of a block: where it stands and
// how it is opened and closed.

// missing is a document without front matter; all of it is text.
func (s *finder) missing() Block {
	s.report("missing", s.span(s.first), "file has no front matter",
		"start the file with the lines `---`, `id:`, `title:`, `sidebar_label:` and `---`")
	return Block{Body: s.start}
}

// unclosed is a block that is opened and not closed. Its text may start at the
// line given, which is the number of lines when that is not known.
func (s *finder) unclosed(text int) Block {
	if text == len(s.lines) {
		if found := s.textStart(text); found > 0 {
			text = found
		}
	}
	line := s.file.Position(s.opening.Start).Line
	d := s.report("unclosed", s.opening, fmt.Sprintf("front matter opened on line %d is never closed", line))
	d.Label = "opened here"
	end := len(s.file.Bytes)
	if text < len(s.lines) {
		span := s.span(text)
		end = span.Start
		d.Related = []diag.Related{{Path: s.file.Path, Span: span, Label: "the text seems to start here"}}
		d.Help = []string{fmt.Sprintf("write a line `---` above line %d, where the text starts", s.file.Position(span.Start).Line)}
	} else {
		d.Help = []string{"write a line `---` between the last key and the text"}
	}
	return Block{
		Extent: diag.Span{Start: s.start + s.lines[s.first].start, End: end},
		Body:   len(s.file.Bytes),
		Broken: true,
	}
}

// reportForm reports what other tools would not see the block for.
func (s *finder) reportForm(lang language, closing int) {
	if s.first > 0 {
		blank := "blank line"
		if s.first > 1 {
			blank += "s"
		}
		s.report("leading-blank", diag.Span{Start: s.start, End: s.start + s.lines[s.first].start},
			fmt.Sprintf("%d %s before the front matter; other tools will not see it", s.first, blank),
			"start the file with the line `---`")
	}
	if !lang.yaml {
		s.report("format", s.opening, fmt.Sprintf("%s front matter; rcagen reads YAML", lang.name),
			"write the keys as YAML between two lines of `---`")
		return
	}
	if opening := s.trimmed(s.first); opening != "---" || s.indent(s.first) > 0 {
		s.delimiter(s.first, "does not open front matter in other tools")
	}
	if s.trimmed(closing) != "---" || s.indent(closing) > 0 {
		s.delimiter(closing, "does not close front matter in other tools")
	}
	for i := s.first + 1; i < closing; i++ {
		if s.trimmed(i) == "---" {
			d := s.report("inner-delimiter", s.span(i), "`---` inside a value ends the front matter in some tools",
				"indenting it does not help; use `***`")
			d.Label = "part of the value above"
		}
	}
}

func (s *finder) delimiter(i int, problem string) {
	if s.indent(i) > 0 {
		span := s.span(i)
		span.Start -= s.indent(i)
		s.report("delimiter", span, fmt.Sprintf("indented `%s` %s", s.trimmed(i), problem), "start it in the first column")
		return
	}
	s.report("delimiter", s.span(i), fmt.Sprintf("`%s` %s", diag.Excerpt(s.trimmed(i)), problem), "use `---`")
}
