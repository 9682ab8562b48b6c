package lsp

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/scaffold"
)

// addSections offers the required sections that a document lacks, each with the
// hint that a new RCA has, where the configured order puts it.
func (a *actions) addSections(p *rca.Parsed) {
	if p.Document.Broken {
		return
	}
	cfg := a.state.snapshot.Project().Config
	missing := slices.DeleteFunc(slices.Clone(cfg.Sections), func(s config.Section) bool {
		return !s.Required || p.Document.Section(s.Name) != nil
	})
	var all []diag.Edit
	offered := 0
	for _, s := range missing {
		of := slices.DeleteFunc(slices.Clone(a.text.foundIn(a.state)), func(d diag.Diagnostic) bool {
			return d.Rule != "section/missing" || !strings.Contains(d.Message, "`"+s.Name+"`")
		})
		if len(of) > 0 && of[0].Fix != nil { // it is there, under a name that is nearly right
			continue
		}
		edit, err := a.section(p.Document, cfg, s.Name)
		if err != nil {
			return // which `rcagen new` tells about
		}
		if a.text.with(a.state, []diag.Edit{edit}).Document.Section(s.Name) == nil {
			continue // it would stand within code or a comment
		}
		if n := len(all); n > 0 && all[n-1].Span == edit.Span {
			all[n-1].Text = strings.TrimRight(all[n-1].Text, "\r\n") + edit.Text
		} else {
			all = append(all, edit)
		}
		a.insert("Insert the section "+s.Name, []diag.Edit{edit}, of)
		offered++
	}
	if offered > 1 && slices.IsSortedFunc(all, func(x, y diag.Edit) int { return x.Span.Start - y.Span.Start }) {
		a.insert("Insert all missing sections", all, nil)
	}
}

// insert adds an action that writes sections, and selects what is to be written in
// the first of them.
func (a *actions) insert(title string, edits []diag.Edit, of []diag.Diagnostic) {
	action := a.add(title, rewrite, edits, of...)
	const unwritten = "TODO"
	if i := strings.Index(edits[0].Text, unwritten); i >= 0 {
		after := newPlaces(a.text.file, apply(a.text.bytes(), edits), a.utf8)
		at := edits[0].Span.Start + i
		a.thenSelect(action, after, diag.Span{Start: at, End: at + len(unwritten)})
	}
}

// section returns the edit that writes a section: behind the last one that comes
// before it in the configuration, else before the first one that comes after it,
// else at the end.
func (a *actions) section(d *rca.Document, cfg *config.Config, name string) (diag.Edit, error) {
	index := slices.IndexFunc(cfg.Sections, func(s config.Section) bool { return s.Name == name })
	level, at := 2, len(a.text.bytes())
	place := func(sections []config.Section, offset func(s *rca.Section) int) bool {
		for _, s := range sections {
			if there := d.Section(s.Name); there != nil {
				level, at = d.Headings[there.Heading].Level, offset(there)
				return true
			}
		}
		return false
	}
	before := slices.Clone(cfg.Sections[:index])
	slices.Reverse(before)
	if !place(before, func(s *rca.Section) int { return s.Span.End }) {
		place(cfg.Sections[index+1:], func(s *rca.Section) int { return s.Span.Start })
	}
	text, err := scaffold.SectionText(name, level, cfg)
	if err != nil {
		return diag.Edit{}, err
	}
	// What it stands between ends and begins with text.
	source := a.text.bytes()
	start := len(bytes.TrimRight(source[:at], " \t\r\n"))
	end := start + len(source[start:]) - len(bytes.TrimLeft(source[start:], " \t\r\n"))
	text = "\n\n" + text
	if end < len(source) {
		text += "\n"
	}
	if start == 0 {
		text = strings.TrimLeft(text, "\n")
	}
	return diag.Replace(diag.Span{Start: start, End: end}, strings.ReplaceAll(text, "\n", a.eol())), nil
}

// checkBoxes offers to turn what happens next into actions that can be checked
// off: items of lists, and paragraphs where there is no list.
func (a *actions) checkBoxes(p *rca.Parsed) {
	section := a.nextSteps(p)
	if section == nil || !touches(section.Span, a.at) {
		return
	}
	var items, paragraphs []diag.Edit
	for _, b := range p.Body.Blocks {
		if b.Span.Start < section.Span.Start || b.Span.Start >= section.Span.End {
			continue
		}
		switch b.Kind {
		case markdown.List:
			items = a.boxes(p.Document, b, items)
		case markdown.Paragraph:
			if start, _ := a.text.places.line(b.Span.Start); bytes.HasPrefix(start, a.text.bytes()[b.Span.Start:b.Span.Start+1]) {
				paragraphs = append(paragraphs, a.item(b)...)
			}
		}
	}
	if len(items) > 0 {
		a.add("Turn the bullets into actions", rewrite, items)
	}
	if len(items) == 0 && len(paragraphs) > 0 && len(p.Document.Facts.Actions) == 0 {
		a.add("Turn each paragraph into an action", rewrite, paragraphs)
	}
}

// nextSteps returns the section that actions are read from; nil when the document
// has none.
func (a *actions) nextSteps(p *rca.Parsed) *rca.Section {
	for _, heading := range []string{"Action items", "Next steps"} {
		if name := p.Known[rca.NormalizeHeading(heading)]; name != "" {
			return p.Document.Section(name)
		}
	}
	return nil
}

// boxes adds the edits that give the items of a list that are actions a check box.
func (a *actions) boxes(d *rca.Document, list *markdown.Block, edits []diag.Edit) []diag.Edit {
	for _, item := range list.Children {
		if len(item.Children) == 0 {
			continue
		}
		first := item.Children[0]
		isAction := slices.ContainsFunc(d.Facts.Actions, func(action rca.Action) bool {
			return first.Kind == markdown.Paragraph && first.Span.Start <= action.Span.Start && action.Span.Start < first.Span.End
		})
		if item.Task == markdown.NoTask && isAction {
			edits = append(edits, diag.Insert(first.Span.Start, "[ ] "))
		}
		for _, child := range item.Children[1:] {
			if child.Kind == markdown.List && !isAction {
				edits = a.boxes(d, child, edits)
			}
		}
	}
	return edits
}

// item returns the edits that make a paragraph an item with a check box.
func (a *actions) item(b *markdown.Block) []diag.Edit {
	edits := []diag.Edit{diag.Insert(b.Span.Start, "- [ ] ")}
	source := a.text.bytes()
	for i := b.Span.Start; i < b.Span.End; i++ {
		if source[i] == '\n' {
			edits = append(edits, diag.Insert(i+1, "  "))
		}
	}
	return edits
}
