package build

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/fix"
	"github.com/rcagen/rcagen/pkg/output"
)

// Fixes is what the fixes of findings make of a project's files.
type Fixes struct {
	Files []FixedFile       // sorted by path
	Left  []string          // why files that have fixes are left alone: a sentence each
	Found []diag.Diagnostic // files whose fixes do not settle; they are left alone too
}

// FixedFile is a file and what it is to become.
type FixedFile struct {
	Path          string // relative to the project's root, with slashes
	Before, After []byte
	Findings      int // that were put right
}

// mostRounds is how often texts are changed and looked at again.
const mostRounds = 10

// Fix works out what becomes of the selected files when the fixes of their
// findings are applied: the safe ones, or all. It writes nothing;
// [Project.Replace] does. As one fix can make room for another, the project is
// checked again with the changed texts until they stay as they are.
//
// A file with an unresolved merge conflict is left alone: what is to be fixed
// in it depends on which side is kept. So is one that is a symbolic link.
func (b *Builder) Fix(ctx context.Context, selected func(path string) bool, unsafe bool) (*Fixes, error) {
	check := func() ([]diag.Diagnostic, error) {
		result, err := b.Check(ctx)
		if err != nil {
			return nil, err
		}
		return slices.DeleteFunc(result.Found, func(d diag.Diagnostic) bool { return !selected(d.Path) }), nil
	}
	defer func() { b.edited = nil }()
	return b.settle(check, unsafe)
}

// settle applies the fixes of what check finds to the edited texts until it finds
// none. Comments that cover nothing go last: another fix may bring what they are
// meant for.
func (b *Builder) settle(check func() ([]diag.Diagnostic, error), unsafe bool) (*Fixes, error) {
	if b.edited == nil {
		b.edited = map[string][]byte{}
	}
	s := &settling{b: b, unsafe: unsafe, fixes: &Fixes{}, before: map[string][]byte{}, left: map[string]bool{}, findings: map[string]int{}}
	var changed []string
	for round := 0; round == 0 || len(changed) > 0 && round < mostRounds; round++ {
		found, err := check()
		if err != nil {
			return nil, err
		}
		isLast := func(d diag.Diagnostic) bool { return d.Rule == "suppress/unused" }
		if changed = s.apply(slices.DeleteFunc(slices.Clone(found), isLast)); len(changed) == 0 {
			changed = s.apply(found)
		}
	}
	return s.result(changed), nil
}

// settling is the work of Fix between its rounds. The maps go by path.
type settling struct {
	b        *Builder
	unsafe   bool
	fixes    *Fixes
	before   map[string][]byte
	left     map[string]bool // alone
	findings map[string]int  // that were put right
}

// apply applies the fixes of findings, and returns the files that it changed.
func (s *settling) apply(found []diag.Diagnostic) (changed []string) {
	for file, ds := range byPath(found) {
		text, err := s.b.text(file)
		if err != nil {
			continue // the finding about it says so
		}
		after, applied := fix.Apply(text, ds, s.unsafe)
		if applied == 0 || s.left[file] {
			continue
		}
		if reason := s.b.project.leftAlone(file, ds); reason != "" {
			s.left[file] = true
			s.fixes.Left = append(s.fixes.Left, reason)
			continue
		}
		if s.before[file] == nil {
			s.before[file] = text
		}
		s.b.edited[file] = after
		s.findings[file] += applied
		changed = append(changed, file)
	}
	return changed
}

// result returns what became of the files, but for those that still change.
func (s *settling) result(changing []string) *Fixes {
	for _, file := range changing {
		delete(s.before, file)
		s.fixes.Found = append(s.fixes.Found, unsettled(file))
	}
	for file, text := range s.before {
		if after := s.b.edited[file]; !bytes.Equal(text, after) {
			s.fixes.Files = append(s.fixes.Files, FixedFile{file, text, after, s.findings[file]})
		}
	}
	slices.Sort(s.fixes.Left)
	slices.SortFunc(s.fixes.Files, func(x, y FixedFile) int { return cmp.Compare(x.Path, y.Path) })
	diag.Sort(s.fixes.Found)
	return s.fixes
}

func byPath(found []diag.Diagnostic) map[string][]diag.Diagnostic {
	files := map[string][]diag.Diagnostic{}
	for _, d := range found {
		files[d.Path] = append(files[d.Path], d)
	}
	maps.DeleteFunc(files, func(_ string, ds []diag.Diagnostic) bool {
		return !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Fix != nil })
	})
	return files
}

// text returns a file's bytes as the last round left them.
func (b *Builder) text(file string) ([]byte, error) {
	if text, ok := b.edited[file]; ok {
		return text, nil
	}
	f, err := b.project.source(file)
	if err != nil {
		return nil, err
	}
	return f.Bytes, nil
}

// leftAlone says why a file must not be changed; "" when it may.
func (p *Project) leftAlone(file string, found []diag.Diagnostic) string {
	if slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return d.Rule == "file/conflict-marker" }) {
		return fmt.Sprintf("%s has an unresolved merge conflict", file)
	}
	if p.root == nil { // a text alone
		return ""
	}
	if info, err := p.root.Lstat(filepath.FromSlash(file)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Sprintf("%s is a symbolic link; fix the file that it leads to", file)
	}
	return ""
}

// unsettled is the finding about a file that is not right after the last round.
func unsettled(file string) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: "internal/unsettled", Severity: diag.Error, Path: file,
		Message: fmt.Sprintf("the fixes of this document do not settle: there are more after %d rounds", mostRounds),
		Help:    []string{"this is a mistake in rcagen, not in the document: please report it with the document"},
	}
}

// ErrChanged says that a file is no longer the one that was read.
var ErrChanged = errors.New("the file has changed in the meantime")

// Replace writes a fixed file in place of the one that was read: whole or, on
// an error, not at all. The new file keeps the mode of the old one.
func (p *Project) Replace(f FixedFile) error {
	err := p.replace(f)
	var atPath *fs.PathError // of the new file, whose name means nothing to anybody
	if errors.As(err, &atPath) {
		err = atPath.Err
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	return nil
}

func (p *Project) replace(f FixedFile) error {
	name := filepath.FromSlash(f.Path)
	info, err := p.root.Lstat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return ErrChanged
	}
	err = p.put(f.Path, f.After, info.Mode().Perm(), func(temporary string) error {
		_ = output.CopyOwner(p.root, temporary, info) // root can; anybody else who may write here becomes the owner
		now, err := p.root.ReadFile(name)
		switch {
		case err != nil:
			return err
		case bytes.Equal(now, f.After):
			return errThere
		case !bytes.Equal(now, f.Before):
			return ErrChanged
		}
		return nil
	})
	if errors.Is(err, errThere) {
		return nil
	}
	return err
}

// errThere says that a file was reached by two paths, and written by the other.
var errThere = errors.New("the file is fixed already")

// put writes a file of the project, given by its path with slashes, whole or
// not at all: beside the one that is there, and then in its place. Last before
// that, it asks ready, if there is one.
func (p *Project) put(file string, text []byte, mode fs.FileMode, ready func(temporary string) error) error {
	temporary := p.temporary(file)
	f, err := p.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()) // the mode may have lost bits to the mask
	if err == nil && ready != nil {
		err = ready(temporary)
	}
	if err == nil {
		err = p.root.Rename(temporary, filepath.FromSlash(file))
	}
	if err != nil {
		_ = p.root.Remove(temporary) // the error before it counts
	}
	return err
}

// temporary returns a name beside a file that neither a walk nor a watcher takes
// for content.
func (p *Project) temporary(file string) string {
	return filepath.FromSlash(path.Join(path.Dir(file), ".rcagen-"+rand.Text()[:8]+".tmp"))
}
