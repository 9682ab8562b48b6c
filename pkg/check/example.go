package check

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

//go:embed examples
var examples embed.FS

// Example shows a rule at work: a project that has the problem, the report it
// gets, and the same project put right. See examples/README.md.
type Example struct {
	Bad, Good []ExampleFile // in the order written
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
		case f.Name == "setup":
			e.Setup = text
		case f.Name == "want":
			e.Report = text
		default:
			return Example{}, fmt.Errorf("%s: expected bad/…, good/…, setup or want", f.Name)
		}
	}
	return e, nil
}

// changed returns the files of Good that are not the same in Bad.
func (e Example) changed() []ExampleFile {
	bad := map[string]string{}
	for _, f := range e.Bad {
		bad[f.Path] = f.Text
	}
	var files []ExampleFile
	for _, f := range e.Good {
		if text, ok := bad[f.Path]; !ok || text != f.Text {
			files = append(files, f)
		}
	}
	return files
}
