package importer

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/incident"
	"github.com/rcagen/rcagen/pkg/site"
)

// Folder is a folder of sources: post-mortems, a status page's files. Its
// Markdown keeps its names, so that links between the documents, and to
// pictures, go on working.
type Folder struct {
	Sources []string          // paths below the folder, with slashes, sorted
	Found   []diag.Diagnostic // complete when Assets has been called
	Read    []*diag.File      // other files that Found points into

	files fs.FS
	name  string      // of the folder, for messages
	site  *docusaurus // that the folder belongs to; nil for none
}

// Asset is a file that documents use.
type Asset struct {
	Path  string // below the content folder, or of the project's root; with slashes
	Root  bool   // below the project's root
	Bytes []byte
}

// OpenFolder finds the sources in a folder. Hidden files and folders, and what
// tools make, are left out; so are symbolic links, which could lead out of it.
func OpenFolder(files fs.FS, name string) (*Folder, error) {
	if d, err := openDocusaurus(files, name); d != nil || err != nil {
		if err != nil {
			return nil, err
		}
		return d.folder()
	}
	f := &Folder{files: files, name: name}
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && p == ".":
			return err
		case err != nil: // the others can be read
			f.Found = append(f.Found, diag.Diagnostic{Rule: "import/unreadable", Path: path.Join(name, p), Message: "this folder cannot be read", Help: []string{"make it readable for the user that runs rcagen"}})
			return fs.SkipDir
		case p == ".":
		case strings.HasPrefix(d.Name(), "."), d.IsDir() && slices.Contains([]string{"node_modules", "public", "build", "vendor"}, d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type()&fs.ModeSymlink != 0:
			f.Found = append(f.Found, diag.Diagnostic{Rule: "import/skipped", Path: path.Join(name, p), Message: "a symbolic link is not followed", Help: []string{"import the file that it leads to"}})
		case d.Type().IsRegular() && isSource(d.Name()):
			f.Sources = append(f.Sources, p)
		}
		return nil
	})
	if err == nil && len(f.Sources) == 0 {
		err = fmt.Errorf("%s: no file in this folder or below it can be an incident: expected Markdown, text, JSON, YAML, a feed or HTML", name)
	}
	return f, err
}

// Docusaurus reports whether the folder is that of the documents of a Docusaurus
// project, for which [Folder.Documents] makes drafts.
func (f *Folder) Docusaurus() bool { return f.site != nil }

// isSource reports whether a file can hold an incident, by its name.
func isSource(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".mdx", ".markdown", ".qmd", ".erb", ".txt", ".text", ".json", ".yaml", ".yml", ".xml", ".atom", ".rss", ".html", ".htm":
		return !site.IsCategoryFile(name)
	case "":
		return name != "LICENSE" && name != "Makefile" && name != "CODEOWNERS"
	}
	return false
}

// Source reads a file of the folder, and of one that is too large a little more
// than is accepted.
func (f *Folder) Source(name string) (*incident.Source, error) {
	text, err := f.read(name, incident.MostBytes)
	return &incident.Source{Name: path.Join(path.Base(f.name), name), File: &diag.File{Path: path.Join(f.name, name), Bytes: text}}, err
}

func (f *Folder) read(name string, limit int64) ([]byte, error) {
	file, err := f.files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit+1))
}

// Place gives the drafts of a source the place that it has in the folder, where
// it is a document itself.
func (f *Folder) Place(name string, drafts []Draft) {
	if len(drafts) == 1 && drafts[0].Origin.Format == "markdown" {
		drafts[0].Path = documentName(plainName(name))
	}
}

// plainName returns a path whose parts can be seen, and which a project does not
// leave out as partial.
func plainName(name string) string {
	parts := strings.Split(name, "/")
	for k, part := range parts {
		part = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf) || r == utf8.RuneError {
				return -1
			}
			return r
		}, part)
		parts[k] = cmp.Or(strings.TrimLeft(strings.TrimSpace(part), "_."), "unnamed")
	}
	return strings.Join(parts, "/")
}

// documentName returns the name that a source gets as a document.
func documentName(name string) string {
	if site.IsDocument(name) {
		return name
	}
	for {
		switch ext := strings.ToLower(path.Ext(name)); ext {
		case ".qmd", ".erb", ".html", ".md", ".txt":
			name = name[:len(name)-len(ext)]
		default:
			return name + ".md"
		}
	}
}

// largestAsset bounds a file that documents use, in bytes.
const largestAsset = 16 << 20

// Assets returns the files of the folder that the drafts show or link to.
func (f *Folder) Assets(im *Importer, drafts []Draft) (assets []Asset, err error) {
	seen := map[string]bool{}
	source := isSource
	if f.site != nil {
		source = site.IsDocument
		if assets, err = f.site.assets(im); err != nil {
			return nil, err
		}
		for _, a := range assets {
			seen[a.Path] = seen[a.Path] || !a.Root
		}
		f.Found = f.site.found
	}
	for k := range drafts {
		d := &drafts[k]
		if d.Path == "" {
			continue
		}
		for _, l := range im.parse(d.body).Document.Links {
			name, ok := localTarget(path.Dir(d.Path), l.Target)
			if !ok || seen[name] || source(name) {
				continue
			}
			seen[name] = true
			info, err := fs.Stat(f.files, name)
			if err != nil || !info.Mode().IsRegular() {
				continue // a broken link is for the rules
			}
			if info.Size() > largestAsset {
				f.Found = append(f.Found, diag.Diagnostic{Rule: "import/skipped", Path: path.Join(f.name, name), Message: fmt.Sprintf("the file is %s and is not copied", diag.Size(info.Size(), largestAsset))})
				continue
			}
			text, err := f.read(name, largestAsset)
			if err != nil {
				return nil, err
			}
			assets = append(assets, Asset{Path: name, Bytes: text})
		}
	}
	slices.SortFunc(assets, func(a, b Asset) int { return strings.Compare(a.Path, b.Path) })
	return assets, nil
}

// localTarget returns the file that a relative link leads to.
func localTarget(dir, target string) (string, bool) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" || strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	name := path.Join(dir, u.Path)
	return name, fs.ValidPath(name) && name != "."
}
