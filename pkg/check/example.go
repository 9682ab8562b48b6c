package check

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/diag"
	"golang.org/x/tools/txtar"
)

//go:embed examples
var examples embed.FS

// Example shows a rule at work: a project that has the problem, the report it
// gets, and the same project put right. See examples/README.md.
type Example struct {
	Bad, Good []ExampleFile // in the order written
	Fixed     []ExampleFile // what the rule's fixes make of the files of Bad: those that change
	Setup     string        // commands that make what a text file cannot be; "" for none
	Report    string        // the findings of this rule in Bad, as `rcagen check` shows them
}

// ExampleFile is a file of an example's project.
type ExampleFile struct {
	Path string // relative to the project's root, with slashes
	Text string
}

// Example returns the rule's example. The error says that there is none, or
// what is wrong with its file.
func (r *Rule) Example() (Example, error) {
	data, err := examples.ReadFile("examples/" + r.Name + ".txtar")
	if err != nil {
		return Example{}, err
	}
	return parseExample(data)
}

func parseExample(data []byte) (Example, error) {
	var e Example
	for _, f := range txtar.Parse(data).Files {
		text := string(f.Data)
		path, quoted := strings.CutSuffix(f.Name, ".quoted")
		if quoted {
			var err error
			if text, err = strconv.Unquote(strings.TrimSpace(text)); err != nil {
				return Example{}, fmt.Errorf("%s: not a Go string literal", f.Name)
			}
		}
		project, path, _ := strings.Cut(path, "/")
		switch {
		case project == "bad" && path != "":
			e.Bad = append(e.Bad, ExampleFile{path, text})
		case project == "good" && path != "":
			e.Good = append(e.Good, ExampleFile{path, text})
		case project == "fixed" && path != "":
			e.Fixed = append(e.Fixed, ExampleFile{path, text})
		case f.Name == "setup":
			e.Setup = text
		case f.Name == "want":
			e.Report = text
		default:
			return Example{}, fmt.Errorf("%s: expected bad/…, good/…, fixed/…, setup or want", f.Name)
		}
	}
	return e, nil
}

// A change is what a file of an example becomes when the problem is put right.
type change struct {
	path     string
	bad      string // "" for a file that is new
	good     string
	unneeded bool // the file is deleted
}

// withoutSecrets masks the secrets of an example: they are made up, but what
// looks for secrets in a repository cannot know that.
func withoutSecrets(text string) string {
	f := &diag.File{Bytes: []byte(text)}
	return string(f.Masked(Secrets(f.Bytes)).Bytes)
}

// changes returns the files that differ between the two projects: those of
// Good in their order, then those that only Bad has.
func (e Example) changes() []change {
	bad, good := map[string]string{}, map[string]bool{}
	for _, f := range e.Bad {
		bad[f.Path] = withoutSecrets(f.Text)
	}
	var list []change
	for _, f := range e.Good {
		good[f.Path] = true
		if text, ok := bad[f.Path]; !ok || text != f.Text {
			list = append(list, change{path: f.Path, bad: text, good: f.Text})
		}
	}
	for _, f := range e.Bad {
		if !good[f.Path] {
			list = append(list, change{path: f.Path, bad: withoutSecrets(f.Text), unneeded: true})
		}
	}
	return list
}
