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
	"regexp"
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
	case address.MatchString(source):
		return m.fetch(ctx, im, source)
	}
	info, err := os.Stat(source)
	switch {
	case err != nil && host.MatchString(source):
		return fmt.Errorf("there is no file `%s`; for the status page of that name, write https://%s", source, source)
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

var (
	address = regexp.MustCompile(`^(?i:[a-z][a-z0-9+.-]*)://`)                                   // what it may be, package fetch says
	host    = regexp.MustCompile(`^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::[0-9]+)?(?:/.*)?$`) // status.example.com
)

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
	r := incident.Read(page, m.format, im.Context())
	if len(r.Incidents) > 0 || r.Format != nil && m.format == nil {
		m.take(im, page, r)
		return nil
	}
	tried := append(fetch.Related(answer.Address), incident.FeedAddress(answer.Body, answer.Address)...)
	for _, related := range tried {
		found, err := m.related(ctx, im, client, related)
		if found || err != nil {
			return err
		}
	}
	m.take(im, page, r)
	return nil
}

// related reads an address at which status pages have their incidents. Most have
// one of them, so that one is not there says nothing; what is wrong with one that
// is there is reported.
func (m *importing) related(ctx context.Context, im *importer.Importer, client *fetch.Client, address string) (found bool, err error) {
	answer, err := client.Get(ctx, address)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	var status *fetch.StatusError
	switch {
	case errors.As(err, &status) && (status.Code == 404 || status.Code == 410):
		return false, nil
	case err != nil:
		fmt.Fprintf(m.terminal.stderr, "not read: %v\n", err)
		return false, nil
	}
	s := sourceOf(answer)
	r := incident.Read(s, m.format, im.Context())
	if len(r.Incidents) == 0 && (r.Format == nil || m.format != nil) {
		for _, d := range r.Found {
			if d.Rule == "import/unreadable" {
				d.Severity = diag.Warning // it may be elsewhere too
				m.files[s.File.Path], m.found = s.File, append(m.found, d)
			}
		}
		return false, nil
	}
	fmt.Fprintf(m.terminal.stderr, "reading %s\n", s.Address)
	m.take(im, s, r)
	return true, nil
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
