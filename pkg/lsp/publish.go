package lsp

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/check"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/report"
)

// follow tells the client at once what is wrong with a text that was opened or
// changed, by itself, until the server ends.
func (s *server) follow() {
	seen := map[string]*text{}
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-s.dirty:
		}
		s.mu.Lock()
		var changed []*text
		for path, t := range s.texts {
			if seen[path] != t {
				seen[path] = t
				changed = append(changed, t)
			}
		}
		for path := range seen {
			if s.texts[path] == nil {
				delete(seen, path)
			}
		}
		s.mu.Unlock()
		for _, t := range changed {
			s.glance(t)
		}
	}
}

// glance tells what is wrong with one text by itself. Of a file that is no
// document only a look at the project tells.
func (s *server) glance(t *text) {
	defer func() {
		if value := recover(); value != nil {
			s.log("rcagen failed on %s, which is a mistake in it: %v", t.file, value)
		}
	}()
	if !t.isDocument() {
		return
	}
	p := publishParams{URI: t.uri, Version: &t.version, Diagnostics: s.diagnostics(t.project, t.uri, t.places, t.found())}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := t.project.now(); s.texts[t.path] == t && (now.result == nil || !now.holds(t)) { // else tell says more
		s.send(p, t.project)
	}
}

// shown is what was last published about a file, and the project that it is of.
type shown struct {
	sum string // of the diagnostics
	by  *project
}

// publish tells what is wrong with a text that is open, unless a newer one is
// there. Nil stands for a file that is not open any more.
func (s *server) publish(uri string, t *text, found []diag.Diagnostic) {
	p := publishParams{URI: uri, Diagnostics: []diagnostic{}}
	var by *project
	if t != nil {
		p.Version, by = &t.version, t.project
		p.Diagnostics = s.diagnostics(t.project, t.uri, t.places, found)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t != nil && s.texts[t.path] != t {
		return
	}
	s.send(p, by)
}

// publishClosed tells what is wrong with a file that is not open.
func (s *server) publishClosed(p *project, uri string, at *places, found []diag.Diagnostic) {
	params := publishParams{URI: uri, Diagnostics: s.diagnostics(p, uri, at, found)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if path, _ := pathOf(uri); s.texts[path] == nil {
		s.send(params, p)
	}
}

// withdraw takes back what was told of files of a project that are not open and
// have nothing to tell any more.
func (s *server) withdraw(p *project, told map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for uri, shown := range s.shown {
		if path, _ := pathOf(uri); !told[uri] && shown.by == p && s.texts[path] == nil {
			s.send(publishParams{URI: uri, Diagnostics: []diagnostic{}}, p)
		}
	}
}

// send sends what the client does not know yet. The caller holds the lock, so that
// what is sent last is what is true.
func (s *server) send(p publishParams, by *project) {
	body, err := json.Marshal(p.Diagnostics)
	if err != nil {
		return // they hold nothing but text and numbers
	}
	sum := sha256.Sum256(body)
	now := shown{string(sum[:]), by}
	if len(p.Diagnostics) == 0 && p.Version == nil {
		if _, known := s.shown[p.URI]; !known {
			return
		}
		delete(s.shown, p.URI)
	} else {
		before := s.shown[p.URI]
		if s.shown[p.URI] = now; before.sum == now.sum {
			return
		}
	}
	_ = s.rpc.Notify(s.ctx, "textDocument/publishDiagnostics", p)
}

// diagnostics turns findings about one file into those of the protocol.
func (s *server) diagnostics(p *project, uri string, at *places, found []diag.Diagnostic) []diagnostic {
	list := make([]diagnostic, 0, len(found))
	for _, d := range found {
		if d.Suppressed == nil {
			list = append(list, s.diagnostic(p, uri, at, d))
		}
	}
	return list
}

func (s *server) diagnostic(p *project, uri string, at *places, d diag.Diagnostic) diagnostic {
	out := diagnostic{
		Range: at.span(d.Span), Severity: severityOf(d.Severity), Code: d.Rule, Source: "rcagen",
		Message: messageOf(d), About: aboutRule(d.Rule),
	}
	for _, r := range d.Related {
		if l, ok := s.locate(p, uri, at, r); ok {
			out.Related = append(out.Related, relatedDiagnostic{Location: l, Message: r.Label})
		}
	}
	return out
}

// locate returns where a second place is, in the file itself or in another.
func (s *server) locate(p *project, uri string, at *places, r diag.Related) (location, bool) {
	if at.file.Path == r.Path {
		return location{uri, at.span(r.Span)}, true
	}
	if p.dir == "" {
		return location{}, false
	}
	f, err := p.now().snapshot.File(r.Path)
	if err != nil {
		return location{}, false
	}
	other := newPlaces(r.Path, f.Bytes, s.utf8)
	return location{s.uriIn(p, r.Path), other.span(r.Span)}, true
}

// uriIn returns the address of a file of a project, as the client writes it where
// the file is open.
func (s *server) uriIn(p *project, file string) string {
	path := p.path(file)
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.texts[path]; t != nil {
		return t.uri
	}
	return uriOf(path)
}

func severityOf(s diag.Severity) int {
	switch s {
	case diag.Error:
		return severityError
	case diag.Warning:
		return severityWarning
	}
	return severityInformation
}

// messageOf says all that the terminal says of a finding, but for its place.
func messageOf(d diag.Diagnostic) string {
	lines := []string{d.Message}
	if d.Label != "" && d.Label != d.Message {
		lines = append(lines, d.Label)
	}
	for _, h := range d.Help {
		lines = append(lines, "help: "+h)
	}
	for _, n := range d.Notes {
		lines = append(lines, "note: "+n)
	}
	return strings.Join(lines, "\n")
}

// aboutRule returns the page of a rule.
func aboutRule(name string) *codeDescription {
	if _, known := check.Find(name); !known {
		return nil
	}
	return &codeDescription{Href: report.Address + "/blob/main/pkg/check/RULES.md#" + check.Anchor(name)}
}

// byPlace orders findings as they stand in the text.
func byPlace(found []diag.Diagnostic) []diag.Diagnostic {
	found = slices.Clone(found)
	diag.Sort(found)
	return found
}
