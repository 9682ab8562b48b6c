package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fetch"
	"github.com/rcagen/rcagen/pkg/importer"
	"github.com/rcagen/rcagen/pkg/incident"
)

// gather reads the source.
func (m *importing) gather(ctx context.Context, im *importer.Importer, source string) error {
	switch {
	case source == "-":
		text, err := io.ReadAll(io.LimitReader(os.Stdin, incident.MostBytes+1))
		if err != nil {
			return failure{fmt.Errorf("standard input: %w", err)}
		}
		m.add(im, &incident.Source{Name: "standard input", File: &diag.File{Path: "standard input", Bytes: text}})
		return nil
	case strings.HasPrefix(source, "http://"), strings.HasPrefix(source, "https://"):
		return m.fetch(ctx, im, source)
	}
	info, err := os.Stat(source)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return m.folder(ctx, im, source)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is neither a file nor a folder", source)
	}
	text, err := readSource(source)
	if err != nil {
		return failure{err}
	}
	m.add(im, &incident.Source{Name: filepath.Base(source), File: &diag.File{Path: filepath.ToSlash(source), Bytes: text}})
	return nil
}

// folder reads the files of a folder.
func (m *importing) folder(ctx context.Context, im *importer.Importer, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return failure{err}
	}
	defer root.Close()
	f, err := importer.OpenFolder(root.FS(), filepath.ToSlash(filepath.Clean(dir)))
	if err != nil {
		return failure{err}
	}
	for _, file := range f.Read {
		m.files[file.Path] = file
	}
	for k, name := range f.Sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		s, err := f.Source(name)
		if err != nil { // the others can be read
			m.found = append(m.found, diag.Diagnostic{Rule: "import/unreadable", Path: s.File.Path, Message: "cannot be read: " + reasonOf(err), Help: []string{"make it readable for the user that runs rcagen"}})
			continue
		}
		if f.Docusaurus() {
			drafts, found := f.Documents(im, name, s)
			m.files[s.File.Path] = s.File
			m.drafts, m.found = append(m.drafts, drafts...), append(m.found, found...)
		} else {
			from := len(m.drafts)
			m.add(im, s)
			f.Place(name, m.drafts[from:])
		}
		im.Progress("read", k+1, len(f.Sources))
	}
	m.assets, err = f.Assets(im, m.drafts)
	if err != nil {
		return failure{err}
	}
	m.found = append(m.found, f.Found...)
	return nil
}

// reasonOf returns why a file cannot be read, without its name.
func reasonOf(err error) string {
	var atPath *fs.PathError
	if errors.As(err, &atPath) {
		err = atPath.Err
	}
	return err.Error()
}

// readSource reads a file, and of one that is too large a little more than is
// accepted.
func readSource(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(io.LimitReader(file, incident.MostBytes+1))
	return b.Bytes(), err
}

// fetch reads what is at an address: the incidents themselves, or the status
// page that has them elsewhere.
func (m *importing) fetch(ctx context.Context, im *importer.Importer, address string) error {
	client := &fetch.Client{AllowPrivate: m.private, UserAgent: "rcagen/" + versionOf()}
	answer, err := client.Get(ctx, address)
	if err != nil {
		return cmp.Or(ctx.Err(), error(failure{err}))
	}
	page := sourceOf(answer)
	if r := incident.Read(page, m.format, im.Context()); r.Format != nil {
		m.take(im, page, r)
		return nil
	}
	tried := append(fetch.Related(answer.Address), incident.FeedAddress(answer.Body, answer.Address)...)
	for _, related := range tried {
		answer, err := client.Get(ctx, related)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue // most pages have one of them
		}
		s := sourceOf(answer)
		if r := incident.Read(s, m.format, im.Context()); r.Format != nil {
			fmt.Fprintf(m.terminal.stderr, "reading %s\n", answer.Address)
			m.take(im, s, r)
			return nil
		}
	}
	m.add(im, page)
	return nil
}

func sourceOf(a *fetch.Answer) *incident.Source {
	address, _, _ := strings.Cut(a.Address, "?") // what is behind it may be a secret
	return &incident.Source{File: &diag.File{Path: address, Bytes: a.Body}, Address: address}
}

// add reads one source.
func (m *importing) add(im *importer.Importer, s *incident.Source) {
	m.take(im, s, incident.Read(s, m.format, im.Context()))
}

// take makes drafts of what was read.
func (m *importing) take(im *importer.Importer, s *incident.Source, r *incident.Result) {
	m.files[s.File.Path] = s.File
	m.found = append(m.found, r.Found...)
	if r.Format == nil {
		return
	}
	m.found = append(m.found, importer.Skipped(s, r)...)
	m.drafts = append(m.drafts, im.Drafts(s, r)...)
}
