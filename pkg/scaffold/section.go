package scaffold

import (
	"slices"
	"strings"

	"github.com/rcagen/rcagen/pkg/config"
	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/rca"
	builtin "github.com/rcagen/rcagen/templates"
)

// part is a heading of a scaffold with what stands below it.
type part struct {
	heading string // its text; "" for what stands before the first
	text    string // with the heading's line
}

// body returns the text of a scaffold with the sections that the configuration
// requires.
func (k Kind) body(text string, c *config.Config) string {
	known := rca.KnownHeadings(c.Sections)
	parts := split(text)
	if !k.own {
		parts = rename(parts, known)
	}
	there := rca.NewParser(c).Parse(&diag.File{Path: k.file.Path, Bytes: []byte(text)}, k.file.Path).Document
	at := len(parts)
	for n, p := range parts {
		if p.heading != "" {
			at = n
			break
		}
	}
	for _, s := range c.Sections {
		if !s.Required {
			continue
		}
		n := slices.IndexFunc(parts, func(p part) bool { return known[rca.NormalizeHeading(p.heading)] == s.Name })
		switch {
		case n >= 0:
			at = n + 1
		case !k.own || there.Section(s.Name) == nil:
			parts = slices.Insert(parts, at, unknownSection(s.Name))
			at++
		}
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(strings.TrimRight(p.text, "\n") + "\n\n")
	}
	return strings.Trim(b.String(), "\n") + "\n"
}

// unknownSection is a section that no scaffold has a hint for.
func unknownSection(name string) part {
	return part{name, "## " + name + "\n\n<!-- " + builtin.SectionHint + " -->\n\nTODO\n"}
}

// split divides a text at its headings, but for those within code.
func split(text string) []part {
	parts := []part{{}}
	code := false
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "```") || strings.HasPrefix(l, "~~~") {
			code = !code
		}
		if level := len(l) - len(strings.TrimLeft(l, "#")); !code && level > 0 && level <= 6 && l[level] == ' ' {
			parts = append(parts, part{heading: strings.Trim(l, "# \n")})
		}
		parts[len(parts)-1].text += l
	}
	if strings.TrimSpace(parts[0].text) == "" {
		return parts[1:]
	}
	return parts
}

// rename gives the sections of a built-in scaffold their configured names. One
// that rcagen requires by default is left out where the project does not know it.
func rename(parts []part, known map[string]string) (renamed []part) {
	usual := config.Default().Sections
	for _, p := range parts {
		name := known[rca.NormalizeHeading(p.heading)]
		if name == "" && slices.ContainsFunc(usual, func(s config.Section) bool { return s.Required && s.Name == p.heading }) {
			continue
		}
		if name != "" && name != p.heading {
			p.text = strings.Replace(p.text, p.heading, name, 1)
			p.heading = name
		}
		renamed = append(renamed, p)
	}
	return renamed
}

// SectionText returns a section of a configured name as an RCA about an outage
// begins with it, its heading at a level from 1 to 6.
func SectionText(name string, level int, c *config.Config) (string, error) {
	kinds, err := Kinds(nil)
	if err != nil {
		return "", err
	}
	outage := kinds[slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == "outage" })]
	known := rca.KnownHeadings(c.Sections)
	parts := rename(split(Incident{}.fill(string(outage.file.Bytes))), known)
	section := unknownSection(name)
	if n := slices.IndexFunc(parts, func(p part) bool { return known[rca.NormalizeHeading(p.heading)] == name }); n >= 0 {
		section = parts[n]
	}
	return strings.Repeat("#", level) + strings.TrimLeft(strings.TrimRight(section.text, "\n"), "#") + "\n", nil
}
