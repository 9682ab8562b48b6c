package importer

import (
	"io/fs"
	"slices"

	"github.com/rcagen/rcagen/pkg/diag"
)

// Site is what the configuration of a Docusaurus project says about its site,
// for a project of rcagen in the same folder, whose documents stay where they are.
type Site struct {
	Content  string // folder of the documents, from the project's root, with slashes
	Settings []Setting
	Ordered  bool              // a sidebar puts documents in an order of its own, which nothing but an import takes over
	Found    []diag.Diagnostic // what was not read, or has no counterpart
	Read     []*diag.File      // that Found points into
}

// Setting is a key of rcagen.yaml with its value.
type Setting struct{ Key, Value string }

// ReadSite reads the configuration of the Docusaurus project that a folder
// holds; nil where it holds none. The error says that its documents cannot be
// found.
func ReadSite(files fs.FS, name string) (*Site, error) {
	d, err := openDocusaurus(files, name)
	if d == nil || err != nil {
		return nil, err
	}
	if _, err := d.folder(); err != nil {
		return nil, err
	}
	s := &Site{Content: d.docs.path, Ordered: len(d.places) > 0, Read: d.read}
	for _, known := range d.settings {
		s.Settings = append(s.Settings, Setting{known.key, known.value})
	}
	script := func(found diag.Diagnostic) bool {
		return slices.ContainsFunc(d.read, func(f *diag.File) bool { return f.Path == found.Path })
	}
	for _, found := range d.found {
		if script(found) {
			s.Found = append(s.Found, found)
		}
	}
	return s, nil
}
