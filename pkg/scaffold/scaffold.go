// Package scaffold begins an RCA: it writes the front matter of what is known
// and the sections that are to be written, each with a hint.
//
// # Scaffolds
//
// A [Kind] of incident has a scaffold, a Markdown file named after it. Five are
// built in (templates/scaffolds); a project replaces them, or adds kinds, with
// files scaffolds/KIND.md in its templates folder ([Kinds]). A comment in the
// first line says what the kind is for, and is not copied. In the rest, {{title}},
// {{services}}, {{regions}}, {{severity}} and {{started}} stand for what is known.
// A line with one that is not known is left out; any other {{…}} stays, and
// counts as unwritten like the word TODO. There is no more to it, as these are
// texts that teams edit: a template language would have syntax to get wrong, and
// its errors would come up in the first minutes of writing about an incident.
//
// Front matter of a scaffold is kept where rcagen does not fill the key itself:
// tags or the audience of all RCAs of its kind.
//
// # Sections
//
// The sections that the configuration requires are there, under the names that
// it gives them. A heading of a built-in scaffold takes the configured name, or is
// left out where the project requires others instead; what a scaffold lacks is
// added. A project's own headings stay as they are.
//
// # Nothing is invented
//
// Front matter has what was given and no more. The document is a draft until
// somebody takes the mark away, and the rules report each section that still says
// nothing but TODO.
//
// # Where it goes
//
// [Learn] looks where the project's documents are and how their files are named;
// [Habit.Place] names the new one likewise.
package scaffold

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/frontmatter"
	"github.com/rcagen/rcagen/pkg/naming"
	"github.com/rcagen/rcagen/pkg/yaml"
	builtin "github.com/rcagen/rcagen/templates"
)

// Folder is the name of the folder of scaffolds in a templates folder.
const Folder = "scaffolds"

// Kind is a kind of incident, with what an RCA about one begins as.
type Kind struct {
	Name string // of its file, without the extension: "near-miss"
	For  string // which incidents it is for, in a few words; "" when the scaffold does not say

	own  bool // the file is the project's
	file diag.File
}

// Kinds returns the kinds of incidents, by name: the built-in ones, replaced and
// added to by the scaffolds in a project's templates folder, which may be nil.
func Kinds(templates fs.FS) ([]Kind, error) {
	kinds, err := readKinds(builtin.Scaffolds, false)
	if err != nil || templates == nil {
		return kinds, err
	}
	own, err := readKinds(templates, true)
	for _, k := range own {
		kinds = append(slices.DeleteFunc(kinds, func(other Kind) bool { return other.Name == k.Name }), k)
	}
	slices.SortFunc(kinds, func(x, y Kind) int { return cmp.Compare(x.Name, y.Name) })
	return kinds, err
}

func readKinds(from fs.FS, own bool) (kinds []Kind, err error) {
	entries, err := fs.ReadDir(from, Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		name, isScaffold := strings.CutSuffix(e.Name(), ".md")
		if !isScaffold || strings.HasPrefix(name, ".") {
			continue
		}
		text, err := fs.ReadFile(from, path.Join(Folder, e.Name()))
		if err != nil {
			return nil, err
		}
		k := Kind{Name: name, own: own, file: diag.File{Path: path.Join(Folder, e.Name())}}
		k.For, k.file.Bytes = purpose(text)
		kinds = append(kinds, k)
	}
	return kinds, err
}

// purpose splits the comment in the first line from a scaffold, and writes its
// line ends as line feeds.
func purpose(text []byte) (words string, rest []byte) {
	all := strings.ReplaceAll(strings.TrimPrefix(string(text), "\uFEFF"), "\r\n", "\n")
	first, behind, _ := strings.Cut(all, "\n")
	if inner, ok := strings.CutPrefix(strings.TrimSpace(first), "<!--"); ok {
		if inner, ok = strings.CutSuffix(inner, "-->"); ok {
			return strings.TrimSpace(inner), []byte(strings.TrimLeft(behind, "\n"))
		}
	}
	return "", []byte(all)
}

// Incident is what is known of an incident when its RCA is begun. Texts are in
// one line; what is not known is empty.
type Incident struct {
	Title             string // never empty
	Services, Regions []string
	Severity          string
	Started           Start
}

// Write returns the RCA that a kind begins with, under an id. An error is about
// the scaffold.
func (k Kind) Write(i Incident, id string, c *config.Config) ([]byte, error) {
	block, problems := frontmatter.Parse(&k.file, c.Limits.FrontMatter)
	if len(problems) > 0 && (block.Extent.Len() > 0 || block.Broken) {
		return nil, fmt.Errorf("%s: %s", k.file.Path, problems[0].Message)
	}
	var b strings.Builder
	b.WriteString("---\n")
	filled := map[string]bool{}
	for _, line := range head(i, id) {
		b.WriteString(line.key + ": " + line.value + "\n")
		filled[line.key] = true
	}
	b.WriteString(i.fill(kept(block, k.file.Bytes, filled)) + "---\n\n")
	b.WriteString(k.body(i.fill(string(k.file.Bytes[block.Body:])), c))
	return []byte(b.String()), nil
}

// line is a key of front matter with its value, as YAML.
type line struct{ key, value string }

// head returns the front matter, in the order in which an import writes it.
func head(i Incident, id string) []line {
	lines := []line{
		{"id", naming.YAML(id)},
		{"title", yaml.Text(i.Title)},
		{"sidebar_label", yaml.Text(naming.Label(i.Title))},
		{"draft", "true"},
	}
	add := func(key, value string) {
		if value != "" {
			lines = append(lines, line{key, value})
		}
	}
	if i.Severity != "" {
		add("severity", yaml.Text(i.Severity))
	}
	add("services", list(i.Services))
	add("regions", list(i.Regions))
	add("started", i.Started.Stamp())
	return lines
}

// list writes names as a list of YAML's, "" for none.
func list(names []string) string {
	if len(names) == 0 {
		return ""
	}
	texts := make([]string, len(names))
	for k, name := range names {
		texts[k] = yaml.Text(name)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// kept returns the lines of a scaffold's own front matter, but for keys that are
// filled in.
func kept(block frontmatter.Block, text []byte, filled map[string]bool) string {
	if block.Root == nil {
		return ""
	}
	var b strings.Builder
	entries := block.Root.Entries
	for k, e := range entries {
		end := strings.LastIndex(string(text[:block.Extent.End]), "---")
		if k+1 < len(entries) {
			end = entries[k+1].KeySpan.Start
		}
		if !filled[e.Key] {
			b.WriteString(strings.TrimRight(string(text[e.KeySpan.Start:end]), "\n") + "\n")
		}
	}
	return b.String()
}

// fill puts what is known in place of {{title}} and the like, and leaves out
// lines with what is not.
func (i Incident) fill(text string) string {
	pairs := []string{
		"{{title}}", i.Title, "{{severity}}", i.Severity, "{{started}}", i.Started.Words(),
		"{{services}}", strings.Join(i.Services, ", "), "{{regions}}", strings.Join(i.Regions, ", "),
	}
	known := strings.NewReplacer(pairs...)
	var b strings.Builder
lines:
	for l := range strings.Lines(text) {
		for pair := range slices.Chunk(pairs, 2) {
			if pair[1] == "" && strings.Contains(l, pair[0]) {
				continue lines
			}
		}
		b.WriteString(known.Replace(l))
	}
	return b.String()
}
