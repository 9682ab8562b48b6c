package build

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/rcagen/rcagen/pkg/locale"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/search"
	"github.com/rcagen/rcagen/pkg/site"
)

// findable returns the pages that a search can find, in the order of their numbers.
func findable(s *site.Site) (pages []*site.Page) {
	for _, p := range s.Pages {
		if !p.Unlisted {
			pages = append(pages, p)
		}
	}
	return pages
}

// analyze reads the words of a page of a site, whose source is given.
func analyze(s *site.Site, p *site.Page, source []byte, limits markdown.Limits, lang *locale.Language) *search.Analyzed {
	d, i := p.Document, &p.Incident
	doc := &search.Document{
		Address: p.Address, Title: d.ShortTitle, Lead: d.Description,
		Date: d.Date, DateOnly: d.DateOnly,
		Services: asListed(s, site.Services, i.Services), Regions: asListed(s, site.Regions, i.Regions), Tags: d.Meta.Tags,
		Symptoms: append([]string{d.Facts.Tracking.Text}, d.Facts.Symptoms...),
		Body:     ahead(d) + markdown.Parse(source, d.Body, limits).PlainText(),
	}
	if d.Title != d.ShortTitle { // "RCA - Mitigated - SSO - Multiple Regions"
		doc.Headings = append(doc.Headings, d.Title)
	}
	if !d.Date.IsZero() {
		doc.Day = lang.Day(d.Date)
	}
	if i.ToResolve.Known {
		doc.Took = lang.Duration(i.ToResolve.Length)
		if i.ToResolve.Approximate {
			doc.Took = lang.Text("facts.about", "duration", doc.Took)
		}
	}
	if word := i.Severity.Word; i.Severity.Level != rca.NotRated {
		doc.Severity = i.Severity.Level.String()
	} else if word != "" {
		doc.Severity = asListed(s, site.Severities, []string{word})[0]
	}
	if i.Provider != "" {
		doc.Providers = asListed(s, site.Providers, []string{i.Provider})
	}
	for _, h := range d.Headings {
		doc.Headings = append(doc.Headings, h.Text)
	}
	return search.Analyze(doc)
}

// asListed returns values of a property as the site's lists name them: what is
// the same to a reader narrows a search as one.
func asListed(s *site.Site, name site.PropertyName, values []string) []string {
	list := slices.Clone(values)
	for i, value := range list {
		if f := s.Facet(name, value); f != nil {
			list[i] = f.Value
		}
	}
	return list
}

// ahead returns what a page says ahead of its text, in lines.
func ahead(d *rca.Document) string {
	m := &d.Meta
	texts := []string{m.Summary.Text, m.Summary.Symptom, m.Summary.Cause, m.Summary.Resolution}
	if m.HasDescription { // otherwise it is the beginning of the text
		texts = append(texts, d.Description)
	}
	var b strings.Builder
	for _, text := range texts {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}

// index is the search index that is on disk.
type index struct {
	key   [32]byte // of the documents that it was made of
	names []string // of its files, from the site's root
}

// indexKey is a digest of all that the index is made of.
func indexKey(pages []*site.Page) [32]byte {
	h := sha256.New()
	for _, p := range pages {
		fmt.Fprintf(h, "%s\x00%s\x00%x\n", p.Address, p.Document.ShortTitle, p.Document.Hash)
	}
	return [32]byte(h.Sum(nil))
}

// index writes the search index, unless it is on disk already.
func (w *writing) index(ctx context.Context) error {
	pages := findable(w.result.Site)
	made, lang := index{key: indexKey(pages)}, w.project.language()
	kept := map[string]bool{}
	if made.key == w.indexed.key {
		for _, name := range w.indexed.names {
			kept[name] = w.output.Keep(name)
		}
		if !slices.Contains(slices.Collect(maps.Values(kept)), false) {
			w.newIndex = w.indexed
			return nil
		}
	}
	var mu sync.Mutex
	writer := search.NewWriter(func(name string, content []byte) error {
		name = search.Name(name)
		mu.Lock()
		made.names = append(made.names, name)
		mu.Unlock()
		if kept[name] {
			return nil
		}
		return w.output.Write(name, content)
	})
	err := w.each(ctx, "index", len(pages), func(i int) { w.find(writer, i, pages[i], lang) })
	if err != nil || w.failure != nil || w.unmade {
		return cmp.Or(err, w.failure)
	}
	err = writer.Close() // it hands out the last files
	w.newIndex = made
	return err
}

// find makes a search find a page, under its number.
func (w *writing) find(in *search.Writer, number int, p *site.Page, lang *locale.Language) {
	defer func() {
		if value := recover(); value != nil {
			w.missing(failed(p.Document.File, value))
		}
	}()
	source, err := w.source(p)
	var body *PageError
	if errors.As(err, &body) {
		w.missing(body.Diagnostic)
		return
	}
	if err == nil {
		err = in.Add(number, analyze(w.result.Site, p, source, w.parser.Limits(), lang))
	}
	if err != nil {
		w.fail(err)
	}
}

// searchFiles are the files of a snapshot's search index, by name below the
// search page.
type searchFiles struct {
	once  sync.Once
	files map[string][]byte
	err   error
}

// SearchFile returns a file of the search index by its address from the site's
// root; false when there is none. The index is made when the first file of it
// is asked for.
func (s *Snapshot) SearchFile(address string) ([]byte, bool, error) {
	name, below := strings.CutPrefix(address, search.Name(""))
	if !below || name == "" || s.Site.Partial {
		return nil, false, nil
	}
	s.search.once.Do(func() { s.search.files, s.search.err = s.makeIndex() })
	content, found := s.search.files[name]
	return content, found, s.search.err
}

func (s *Snapshot) makeIndex() (map[string][]byte, error) {
	files := map[string][]byte{}
	var mu sync.Mutex
	w := search.NewWriter(func(name string, content []byte) error {
		mu.Lock()
		defer mu.Unlock()
		files[name] = content
		return nil
	})
	n, lang := 0, s.project.language()
	for _, p := range findable(s.Site) {
		source, err := s.source(p)
		if err != nil {
			continue // a newer snapshot is due
		}
		if err := w.Add(n, analyze(s.Site, p, source, s.parser.Limits(), lang)); err != nil {
			return nil, err
		}
		n++
	}
	return files, w.Close()
}
