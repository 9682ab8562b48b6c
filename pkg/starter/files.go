package starter

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/yaml"
	"github.com/rcagen/rcagen/templates"
)

// examplePath is the path of the invented RCA below the content folder, as
// `rcagen new` would name one that began on that day.
const examplePath = "2024/2024-02-13-checkout-slow.md"

// example plans the invented RCA.
func (p *Plan) example(content string) error {
	below := path.Join(content, examplePath)
	if err := p.add(p.place.dir, below, template("example.md")); err != nil {
		return err
	}
	p.say("%s is an invented RCA to look at; delete it when you have one of your own", p.place.shown(p.place.dir, below))
	return nil
}

// template returns a file of templates/starter.
func template(name string) []byte {
	text, err := templates.Starter.ReadFile("starter/" + name)
	if err != nil {
		panic(err) // it is built in
	}
	return text
}

// ignore plans that git leaves the output folder alone.
func (p *Plan) ignore(output string) error {
	const name = ".gitignore"
	root, err := os.OpenRoot(p.place.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return p.add(p.place.dir, name, []byte("/"+output+"/\n"))
	}
	if err != nil {
		return err
	}
	defer root.Close()
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p.add(p.place.dir, name, []byte("/"+output+"/\n"))
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		p.Kept = append(p.Kept, Kept{Path: p.place.shown(p.place.dir, name), Add: "/" + output + "/\n"})
		return nil
	}
	before, err := root.ReadFile(name)
	if err != nil {
		return err
	}
	if after := ignoring(before, output); !bytes.Equal(before, after) {
		p.Files = append(p.Files, File{Path: p.place.shown(p.place.dir, name), root: p.place.dir, below: name, text: after, before: append([]byte{}, before...)})
	}
	return nil
}

// ignoring returns a .gitignore that has a line for a folder of its own folder,
// with the line ends that it has.
func ignoring(text []byte, folder string) []byte {
	for line := range bytes.Lines(text) {
		if strings.Trim(string(bytes.TrimSpace(line)), "/") == folder {
			return text
		}
	}
	end := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		end = "\r\n"
	}
	after := slices.Clone(text)
	if len(after) > 0 && after[len(after)-1] != '\n' {
		after = append(after, end...)
	}
	return append(after, "/"+folder+"/"+end...)
}

// Extra is a file for a program that runs rcagen.
type Extra struct {
	Name string // "github"
	Path string // from the root of the repository, with slashes

	template string
	alone    bool // a file of this name is about rcagen alone: there is nothing to add to it
}

// Extras lists what can be asked for.
var Extras = []Extra{
	{"github", ".github/workflows/rcagen.yml", "github.yml", true},
	{"gitlab", ".gitlab-ci.yml", "gitlab.yml", false},
	{"pre-commit", ".pre-commit-config.yaml", "pre-commit.yaml", false},
}

// goVersion is the version of Go in whose image GitLab CI builds rcagen.
const goVersion = "1.26"

var (
	// plainPath matches paths that mean the same in YAML, in a shell and in an
	// expression of GitHub Actions.
	plainPath = regexp.MustCompile(`^[A-Za-z0-9._][A-Za-z0-9._/-]*$`)
	release   = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+$`)
)

// addExtras plans the files for CI that were asked for.
func (p *Plan) addExtras(r Request, c *config.Config) error {
	if len(r.Extras) == 0 {
		return nil
	}
	output := path.Join(p.place.folder, c.Output)
	for _, folder := range []string{p.place.folder, output} {
		if !plainPath.MatchString(folder) {
			return Refusal(fmt.Sprintf("the folder `%s` has a name that shells and CI systems read as something else: files for CI are written for letters, digits, `.`, `_`, `-` and `/` only", folder))
		}
	}
	version, revision := "latest", "main"
	if release.MatchString(r.Version) {
		version, revision = r.Version, r.Version
	}
	fill := strings.NewReplacer("@directory@", yaml.Text(p.place.folder), "@output@", yaml.Text(output),
		"@version@", version, "@revision@", revision, "@go@", goVersion)
	for _, e := range Extras {
		if !slices.Contains(r.Extras, e.Name) {
			continue
		}
		text := fill.Replace(string(template(e.template)))
		kept := len(p.Kept)
		if err := p.add(p.place.repository, e.Path, []byte(text)); err != nil {
			return err
		}
		if len(p.Kept) > kept && !e.alone {
			p.Kept[kept].Add = text
		}
	}
	p.growLast()
	return nil
}

// growLast moves a file that grows to the end, as nothing takes it back.
func (p *Plan) growLast() {
	slices.SortStableFunc(p.Files, func(a, b File) int {
		switch {
		case (a.before == nil) == (b.before == nil):
			return 0
		case a.before == nil:
			return -1
		}
		return 1
	})
}
