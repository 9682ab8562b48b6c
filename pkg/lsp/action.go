package lsp

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/format"
)

// selectCommand is the command of a client that selects a range of a document,
// with the document's address and the range as arguments. An action whose edit
// leaves words to be overwritten asks for it, where the client says that it has it.
const selectCommand = "rcagen.select"

// codeAction lists what can be done about a range of a document.
func (s *server) codeAction(ctx context.Context, p *codeActionParams) ([]codeAction, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	a := &actions{server: s, ctx: ctx, text: t, state: t.project.now(), only: p.Context.Only, list: []codeAction{}}
	a.at = diag.Span{Start: t.places.offset(p.Range.Start), End: t.places.offset(p.Range.End)}
	if !t.isChecked() {
		return a.list, nil
	}
	a.before = sync.OnceValue(func() *build.Edition { return a.edit(t.bytes()) })
	found := byPlace(t.foundIn(a.state))
	if a.wants(quickFix) {
		for _, d := range found {
			if touches(d.Span, a.at) {
				a.fix(d)
			}
		}
		for _, d := range found {
			if touches(d.Span, a.at) && ctx.Err() == nil {
				a.silence(d)
			}
		}
	}
	if parsed := t.parsed(); parsed != nil && a.wants(rewrite) {
		a.addSections(parsed)
		a.checkBoxes(parsed)
	}
	if a.wants(fixAll) && a.isFixable(found) {
		a.fixAll()
	}
	return a.list, nil
}

// actions is the list that one request gets.
type actions struct {
	*server
	ctx   context.Context
	text  *text
	state *state // of its project
	at    diag.Span
	only  []string // kinds that were asked for; none for all
	list  []codeAction

	before func() *build.Edition // the document in that state
	tried  int                   // bytes of the texts that were tried
}

// mostTried bounds, in bytes, the texts that one request tries to find out where a
// comment can stand: a few milliseconds for the findings at a place, and not seconds
// for those of a whole document.
const mostTried = 200_000

// edit looks at another text of the document.
func (a *actions) edit(text []byte) *build.Edition {
	return a.state.snapshot.Edit(a.text.file, text, a.state.result)
}

// wants reports whether actions of a kind were asked for: of the kind itself or of
// one that it is a part of.
func (a *actions) wants(kind string) bool {
	return len(a.only) == 0 || slices.ContainsFunc(a.only, func(only string) bool {
		return kind == only || strings.HasPrefix(kind, only+".")
	})
}

// touches reports whether two spans have a byte or an end in common.
func touches(a, b diag.Span) bool { return a.Start <= b.End && b.Start <= a.End }

// add adds an action that edits the document.
func (a *actions) add(title, kind string, edits []diag.Edit, of ...diag.Diagnostic) *codeAction {
	a.list = append(a.list, codeAction{
		Title: title, Kind: kind, Diagnostics: a.diagnostics(a.text.project, a.text.uri, a.text.places, of),
		Edit: &workspaceEdit{Changes: map[string][]textEdit{a.text.uri: a.text.places.edits(edits)}},
	})
	return &a.list[len(a.list)-1]
}

// fix offers the fix of a finding.
func (a *actions) fix(d diag.Diagnostic) {
	if d.Fix == nil {
		return
	}
	if edits := fix.Edits(a.text.bytes(), d.Fix); len(edits) > 0 {
		action := a.add(capitalised(d.Fix.Title), quickFix, edits, d)
		action.Preferred = !d.Fix.Unsafe
	}
}

// capitalised returns a text that begins with a capital letter, unless it begins
// with no letter.
func capitalised(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// silence offers a comment that keeps a finding from counting. Where it can
// stand without changing the page is found by trying; until somebody has written
// the reason, it has no effect.
func (a *actions) silence(d diag.Diagnostic) {
	const placeholder = "TODO: say why"
	for _, candidate := range a.comments(d) {
		if a.tried += len(a.text.bytes()); a.tried > mostTried {
			return
		}
		tried := apply(a.text.bytes(), []diag.Edit{candidate.with("because")})
		if a.ctx.Err() != nil {
			return
		}
		if !a.isSilent(d, tried) {
			continue
		}
		edit := candidate.with(placeholder)
		action := a.add("Silence "+d.Rule+" "+candidate.where+", with a reason", quickFix, []diag.Edit{edit}, d)
		at := edit.Span.Start + strings.Index(edit.Text, placeholder)
		after := newPlaces(a.text.file, apply(a.text.bytes(), []diag.Edit{edit}), a.utf8)
		a.thenSelect(action, after, diag.Span{Start: at, End: at + len(placeholder)})
		return
	}
}

// thenSelect has a client that can do so select what is to be overwritten.
func (a *actions) thenSelect(action *codeAction, after *places, s diag.Span) {
	if slices.Contains(a.commands, selectCommand) {
		action.Command = &command{Title: "Select what is to be written", Command: selectCommand, Arguments: []any{a.text.uri, after.span(s)}}
	}
}

// comment is a place for a comment that disables a rule.
type comment struct {
	where      string // "on this line"
	at         int    // offset
	head, tail string // with the reason in between
}

func (c comment) with(reason string) diag.Edit { return diag.Insert(c.at, c.head+reason+c.tail) }

// comments returns places for a comment that covers a finding, the nearest first.
func (a *actions) comments(d diag.Diagnostic) (list []comment) {
	eol := a.eol()
	text := func(word string) string { return "<!-- " + word + " " + d.Rule + " -- " }
	body := a.text.parsed()
	if body == nil {
		return nil
	}
	if d.Span != (diag.Span{}) && d.Span.Start >= body.Document.Body {
		line, where := a.text.places.line(d.Span.Start)
		indent := line[:len(line)-len(strings.TrimLeft(string(line), " "))]
		list = append(list,
			comment{"for this line", where.Start, string(indent) + text("rcagen-disable-next-line"), " -->" + eol},
			comment{"on this line", where.End, " " + text("rcagen-disable-line"), " -->"})
	}
	end := len(a.text.bytes())
	return append(list,
		comment{"in this file", body.Document.Body, text("rcagen-disable-file"), " -->" + eol + eol},
		comment{"in this file", end, eol + eol + text("rcagen-disable-file"), " -->" + eol})
}

// isSilent reports whether a finding is gone in another text of the document, and
// nothing else is found there, and its page is the same.
func (a *actions) isSilent(d diag.Diagnostic, after []byte) bool {
	e, before := a.edit(after), a.before()
	if e.Parsed == nil || before.Parsed == nil || count(e.Found, d.Rule) >= count(before.Found, d.Rule) {
		return false
	}
	for _, other := range e.Found {
		if other.Suppressed == nil && count(e.Found, other.Rule) > count(before.Found, other.Rule) {
			return false
		}
	}
	return format.New(a.state.snapshot.Project().Config).SamePage(before.Parsed, e.Parsed)
}

// count returns how many findings of a rule count.
func count(found []diag.Diagnostic, rule string) (n int) {
	for _, d := range found {
		if d.Rule == rule && d.Suppressed == nil {
			n++
		}
	}
	return n
}

// eol returns the line end that the text uses first.
func (a *actions) eol() string {
	source := a.text.bytes()
	if i := strings.IndexByte(string(source), '\n'); i > 0 && source[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// apply applies edits that are in order to a text.
func apply(source []byte, edits []diag.Edit) []byte {
	var out []byte
	at := 0
	for _, e := range edits {
		out = append(append(out, source[at:e.Span.Start]...), e.Text...)
		at = e.Span.End
	}
	return append(out, source[at:]...)
}

func (a *actions) isFixable(found []diag.Diagnostic) bool {
	return slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Fix != nil && !d.Fix.Unsafe })
}

// fixAll offers what `rcagen check --fix` would do to the document.
func (a *actions) fixAll() {
	after := a.state.snapshot.Fix(a.text.file, a.text.bytes(), a.state.result, func(diag.Diagnostic) bool { return true })
	edits := a.text.places.rewritten(after)
	if len(edits) == 0 {
		return
	}
	a.list = append(a.list, codeAction{
		Title: "Fix all that rcagen can fix safely", Kind: fixAll,
		Edit: &workspaceEdit{Changes: map[string][]textEdit{a.text.uri: edits}},
	})
}

// formatting gives a document the form of `rcagen fmt`, after the safe fixes of
// the rules about style.
func (s *server) formatting(_ context.Context, p *documentParams) ([]textEdit, error) {
	t, err := s.text(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	if !t.isDocument() {
		return []textEdit{}, nil
	}
	now := t.project.now()
	after := now.snapshot.Fix(t.file, t.bytes(), now.result, func(d diag.Diagnostic) bool { return strings.HasPrefix(d.Rule, "style/") })
	project := now.snapshot.Project()
	after, _ = format.New(project.Config).Format(&diag.File{Path: t.file, Bytes: after}, project.ContentPath(t.file))
	return t.places.rewritten(after), nil
}
