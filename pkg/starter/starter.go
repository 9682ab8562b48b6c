// Package starter begins a project in a folder, as `rcagen init` does.
//
//	folder ─► survey ─► settings ─► rcagen.yaml, a first RCA, .gitignore, CI ─► Plan.Write
//
// [Prepare] looks and decides, and writes nothing; [Plan.Write] writes what was
// decided. No file that is there is replaced, and no document is changed. The one
// file that grows is .gitignore.
//
// # What the folder holds
//
// A folder without reports gets an invented one, so that there is a page to see.
// Otherwise the documents stay where they are, and rcagen.yaml is made to fit
// them:
//
//   - of a Docusaurus project, the folder of documents, title, address, edit links
//     and the order of the navigation are those of its configuration, which is
//     read and not run (package importer);
//   - of any other, the folder of documents is the one that holds most Markdown
//     that looks like reports; see survey.
//
// Where the documents settle how dates read, and which sections a report has,
// that is configured too. Rules that find errors in them are warnings for the time
// being, each with a comment that says how much it covers, so that check and build
// succeed at once. A secret stays an error, as it would be published, and so does
// what keeps a document from having a page.
//
// # CI
//
// Files for GitHub Actions, GitLab CI and pre-commit are written on request, into
// the root of the git repository, because they work nowhere else. They can be
// added to a project later.
package starter

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/config"
)

// Request is what somebody asks for.
type Request struct {
	Dir     string   // of the project; it need not exist
	Extras  []string // names of [Extras]
	Version string   // of rcagen; anything but a release such as v1.2.3 stands for the newest
}

// Refusal is why a project cannot begin in a folder as it is.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// Plan is what is to be written, and why.
type Plan struct {
	Said  []string // what was found and set: a sentence each; names in it are as they are on disk
	Files []File
	Kept  []Kept

	place *place
}

// File is a file that is to be written.
type File struct {
	Path string // as the request's folder was given, for whoever ran the command

	root   string // of what it stands in: the project or its repository
	below  string // path from the root, with slashes
	text   []byte
	before []byte // nil for a file that is new
}

// Kept is a file that is there already and stays as it is.
type Kept struct {
	Path string // likewise
	Add  string // what it lacks, perhaps; "" for nothing that could be added to it
}

// Prepare works out what a project in a folder begins with. An error that is a
// [Refusal] says what to do; any other, that the folder cannot be read.
func Prepare(ctx context.Context, r Request) (*Plan, error) {
	at, err := newPlace(r.Dir)
	if err != nil {
		return nil, err
	}
	p := &Plan{place: at}
	there, err := at.has(at.dir, build.ConfigName)
	if err != nil {
		return nil, err
	}
	var c *config.Config
	switch {
	case there && len(r.Extras) == 0:
		return nil, Refusal(fmt.Sprintf("%s is there already, so nothing was written; `rcagen serve` shows the project and `rcagen new` begins an RCA. "+
			"--ci and --pre-commit add files to it; to begin anew, move %s away first", at.shown(at.dir, build.ConfigName), build.ConfigName))
	case there:
		c, err = at.configured()
	default:
		c, err = p.begin(ctx)
	}
	if err != nil {
		return nil, err
	}
	return p, p.addExtras(r, c)
}

// configured returns the configuration of a project that is there.
func (at *place) configured() (*config.Config, error) {
	project, found, err := build.Open(at.dir)
	if err != nil {
		return nil, err
	}
	defer project.Close()
	if len(found) > 0 {
		return nil, Refusal(fmt.Sprintf("%s has mistakes; put right what `rcagen check` says, then run this again", at.shown(at.dir, build.ConfigName)))
	}
	return project.Config, nil
}

// begin plans a project where there is none, and returns its configuration.
func (p *Plan) begin(ctx context.Context) (*config.Config, error) {
	s := &settings{plan: p, values: map[string]string{}}
	empty, err := s.learn(ctx)
	if err != nil {
		return nil, err
	}
	text := config.Commented(s.values)
	c, found := config.Load(build.ConfigName, text)
	if len(found) > 0 { // a folder of a name that the configuration does not take
		return nil, Refusal(fmt.Sprintf("no configuration fits this folder: %s", found[0].Message))
	}
	if err := p.add(p.place.dir, build.ConfigName, text); err != nil {
		return nil, err
	}
	if c.Content == "" {
		c.Content = defaultContent
	}
	if empty {
		if err := p.example(c.Content); err != nil {
			return nil, err
		}
	}
	return c, p.ignore(c.Output)
}

// add plans a new file. One that is there is kept.
func (p *Plan) add(root, below string, text []byte) error {
	there, err := p.place.has(root, below)
	if err != nil {
		return err
	}
	if shown := p.place.shown(root, below); there {
		p.Kept = append(p.Kept, Kept{Path: shown})
	} else {
		p.Files = append(p.Files, File{Path: shown, root: root, below: below, text: text})
	}
	return nil
}

func (p *Plan) say(format string, args ...any) {
	p.Said = append(p.Said, fmt.Sprintf(format, args...))
}

// place is where a project is to be. Paths are absolute, as the operating system
// names them.
type place struct {
	given      string // by the request
	dir        string
	repository string // root of the git repository that dir is in; dir where it is in none
	folder     string // path from the repository's root to dir, with slashes; "." for the root
}

// newPlace looks where a folder is.
func newPlace(dir string) (*place, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(absolute)
	switch {
	case err == nil && !info.IsDir():
		return nil, Refusal(fmt.Sprintf("%s is a file; give the folder of the project", dir))
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, Refusal(fmt.Sprintf("%s cannot be a folder: %v", dir, err))
	case err != nil:
		if _, err := os.Lstat(absolute); err == nil {
			return nil, Refusal(fmt.Sprintf("%s is a symbolic link that leads nowhere; give the folder of the project", dir))
		}
	}
	at := &place{given: dir, dir: absolute, repository: absolute, folder: "."}
	for root := absolute; ; root = filepath.Dir(root) {
		if _, err := os.Lstat(filepath.Join(root, ".git")); err == nil {
			at.repository = root
			break
		}
		if root == filepath.Dir(root) {
			break
		}
	}
	below, err := filepath.Rel(at.repository, absolute)
	at.folder = filepath.ToSlash(below)
	return at, err
}

// shown returns the name of a file as whoever gave the folder would write it.
func (at *place) shown(root, below string) string {
	up, err := filepath.Rel(at.dir, root)
	if err != nil {
		up = root
	}
	return filepath.Join(at.given, up, filepath.FromSlash(below))
}

// has reports whether a file, or anything else of that name, is there. A way to
// it that leads out of the root, or through a file, is refused.
func (at *place) has(root, below string) (bool, error) {
	files, err := os.OpenRoot(root)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer files.Close()
	parts := strings.Split(below, "/")
	for k := range parts[1:] {
		if err := at.passable(files, root, path.Join(parts[:k+1]...)); err != nil {
			return false, err
		}
	}
	_, err = files.Lstat(filepath.FromSlash(below))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return err == nil, nil
}

// passable refuses what stands where a folder is to be and is none.
func (at *place) passable(files *os.Root, root, folder string) error {
	info, err := files.Stat(filepath.FromSlash(folder))
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return Refusal(fmt.Sprintf("%s is no folder, so nothing was written; move it away first", at.shown(root, folder)))
	}
	link, linkErr := files.Lstat(filepath.FromSlash(folder))
	switch {
	case linkErr == nil && link.Mode()&fs.ModeSymlink != 0:
		return Refusal(fmt.Sprintf("%s is a symbolic link to a place that is not below %s, so nothing was written; put a folder in its place", at.shown(root, folder), at.shown(root, ".")))
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

// Write writes the files: all of them, or, on an error, none.
func (p *Plan) Write() error {
	if err := os.MkdirAll(p.place.dir, 0o755); err != nil {
		return err
	}
	projects := map[string]*build.Project{}
	defer func() {
		for _, project := range projects {
			project.Close()
		}
	}()
	for k, f := range p.Files {
		if projects[f.root] == nil {
			project, _, err := build.Open(f.root)
			if err != nil {
				return errors.Join(err, p.undo(p.Files[:k]))
			}
			projects[f.root] = project
		}
		if err := f.write(projects[f.root]); err != nil {
			var atPath *fs.PathError // of a temporary file, whose name means nothing to anybody
			if errors.As(err, &atPath) {
				err = atPath.Err
			}
			return errors.Join(fmt.Errorf("cannot write %s: %w", f.Path, err), p.undo(p.Files[:k]))
		}
	}
	return nil
}

// write writes a file. A file that grows comes last in a plan: it is not undone.
func (f *File) write(project *build.Project) error {
	if f.before != nil {
		return project.Replace(build.FixedFile{Path: f.below, Before: f.before, After: f.text})
	}
	return project.Create(f.below, f.text)
}

// undo takes back the files that were written.
func (p *Plan) undo(files []File) (failed error) {
	for _, f := range slices.Backward(files) {
		failed = errors.Join(failed, os.Remove(filepath.Join(f.root, filepath.FromSlash(f.below))))
	}
	return failed
}

// plural counts things: "1 file", "2 files".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
