package frontmatter

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/yaml"
)

// This file says what is wrong with the form of a block: where it stands and
// how it is opened and closed.

// missing is a document without front matter; all of it is text.
func (s *finder) missing() Block {
	s.report("missing", s.span(s.first), "file has no front matter",
		"start the file with the lines `---`, `id:`, `title:`, `sidebar_label:` and `---`").Fix = s.added()
	return Block{Body: s.start}
}

// added is the fix that makes front matter of the file's name and of the title
// that the text starts with.
func (s *finder) added() *diag.Fix {
	id := Slug(strings.TrimSuffix(path.Base(s.file.Path), path.Ext(s.file.Path)))
	if id == "" {
		return nil
	}
	title := strings.ReplaceAll(id, "-", " ")
	if line := s.trimmed(s.first); strings.HasPrefix(line, "# ") && utf8.ValidString(line) {
		if heading := strings.Trim(line, "# \t"); heading != "" && !strings.ContainsFunc(heading, unicode.IsControl) {
			title = heading
		}
	}
	text := fmt.Sprintf("---\nid: %s\ntitle: %s\nsidebar_label: %s\n---\n\n", yaml.Quote(id), yaml.Quote(title), yaml.Quote(title))
	return diag.UnsafeFix("add front matter", diag.Insert(s.start, text))
}

// Slug returns a name as addresses are written: in small letters, with hyphens
// between what are letters and digits of any language.
func Slug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r != '.' && r != '_' && r != utf8.RuneError && !unicode.IsLetter(r) && !unicode.IsDigit(r) || r == utf8.RuneError
	})
	return strings.Join(words, "-")
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
		at, closing := text, "---\n\n"
		for at-1 > s.first && s.trimmed(at-1) == "" {
			at, closing = at-1, "---\n"
		}
		if s.trimmed(s.first) == "---" && s.valid(at) {
			d.Fix = diag.UnsafeFix("close the front matter above the text", diag.Insert(s.start+s.lines[at].start, closing))
		}
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
			"start the file with the line `---`").
			Fix = diag.SafeFix("delete the blank lines", diag.Replace(diag.Span{Start: s.start, End: s.start + s.lines[s.first].start}, ""))
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
		s.report("delimiter", span, fmt.Sprintf("indented `%s` %s", s.trimmed(i), problem), "start it in the first column").
			Fix = diag.SafeFix("write `---` in the first column", diag.Replace(span, "---"))
		return
	}
	s.report("delimiter", s.span(i), fmt.Sprintf("`%s` %s", diag.Excerpt(s.trimmed(i)), problem), "use `---`").
		Fix = diag.SafeFix("write `---`", diag.Replace(s.span(i), "---"))
}
