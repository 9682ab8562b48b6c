package build

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
)

// Head is the front matter of a document.
type Head struct {
	Path string // from the project's root, with slashes
	Meta frontmatter.Meta
}

// Heads returns the front matter of all documents, by path. A project that has
// no content folder yet has none. What cannot be read has an empty one.
func (b *Builder) Heads(ctx context.Context) ([]Head, error) {
	p := b.project
	if _, err := p.root.Stat(filepath.FromSlash(p.Config.Content)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	t, err := p.walk()
	if err != nil {
		return nil, err
	}
	entries := slices.DeleteFunc(t.entries, func(e entry) bool { return e.kind != document })
	heads := make([]Head, len(entries))
	err = b.each(ctx, "read", len(entries), func(i int) {
		heads[i].Path = entries[i].path
		source, problem := p.read(entries[i].path, entries[i].size)
		if problem != nil {
			return
		}
		f := &diag.File{Path: entries[i].path, Bytes: source}
		block, _ := frontmatter.Parse(f, p.Config.Limits.FrontMatter)
		heads[i].Meta, _ = block.Decode(f)
	})
	return heads, err
}

// Read returns the bytes of a file of the project; an error that is
// fs.ErrNotExist says that there is none.
func (p *Project) Read(file string) ([]byte, error) {
	return p.root.ReadFile(filepath.FromSlash(file))
}

// Create writes a file that is not there yet: whole or not at all. Folders on
// the way are made. The error is fs.ErrExist when the file is there.
func (p *Project) Create(file string, text []byte) error {
	name := filepath.FromSlash(file)
	if err := p.root.MkdirAll(filepath.FromSlash(path.Dir(file)), 0o755); err != nil {
		return err
	}
	temporary := p.temporary(file)
	f, err := p.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer p.root.Remove(temporary)
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := p.root.Link(temporary, name); err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links: somebody else has a moment to write it first.
	if _, err := p.root.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: file, Err: fs.ErrExist}
	}
	return p.root.Rename(temporary, name)
}
